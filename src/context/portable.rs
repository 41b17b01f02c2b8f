//! The sequential walk on `walkdir`: for systems without the calls of [`super::unix`], and the
//! reference that the parallel walk is compared with in tests.
//!
//! It opens entries by path, so it is slower and knows no path past the system's limit. Verdicts
//! come from the same judge. A context that is not on disk is walked here too.

use super::block::{Part, RawBlock};
use super::inventory::Kind;
use super::judge::{Facts, Judge, Region};
use crate::ignorefile::{DirState, Scratch};
use crate::path::as_path;
use std::collections::VecDeque;
use std::fs::{FileType, Metadata};
use std::io;
use std::path::Path;
use walkdir::WalkDir;

/// A directory that is to be visited.
struct Task {
    number: u32,
    index: u32,
    path: Vec<u8>,
    above: Region,
    region: Region,
    state: DirState,
}

/// Who lists a context. Paths are relative to its root.
pub(super) trait Listing {
    /// The entries of a directory in byte order of names.
    fn list(&self, path: &[u8]) -> io::Result<Vec<(Vec<u8>, Kind)>>;
    /// The facts of an entry.
    fn facts(&self, path: &[u8]) -> io::Result<Facts>;
}

/// A directory on disk.
pub(super) struct OnDisk<'a>(pub(super) &'a Path);

impl Listing for OnDisk<'_> {
    fn list(&self, path: &[u8]) -> io::Result<Vec<(Vec<u8>, Kind)>> {
        list(&self.0.join(as_path(path)))
    }

    fn facts(&self, path: &[u8]) -> io::Result<Facts> {
        facts(&self.0.join(as_path(path)))
    }
}

/// Walks the whole context.
///
/// # Errors
/// If the root itself cannot be listed.
pub(super) fn walk(judge: &Judge<'_>, tree: &dyn Listing) -> io::Result<Vec<RawBlock>> {
    let region = judge.root_region();
    let state = DirState::default();
    let mut tasks = VecDeque::from([Task {
        number: 0,
        index: 0,
        path: Vec::new(),
        above: region,
        region,
        state,
    }]);
    let mut scratch = Scratch::default();
    let mut blocks = Vec::new();
    let mut next = 1;
    while let Some(task) = tasks.pop_front() {
        let block = match tree.list(&task.path) {
            Ok(listed) => visit(judge, tree, &task, listed, &mut scratch, &mut next, &mut tasks),
            Err(error) if task.number == 0 => return Err(error),
            Err(error) => {
                let regions = (task.above, task.region);
                RawBlock::unlisted(judge, (task.number, task.index), &task.path, regions, &error)
            }
        };
        blocks.push(block);
    }
    Ok(blocks)
}

/// The entries of one directory in byte order of names.
pub(super) fn list(directory: &Path) -> io::Result<Vec<(Vec<u8>, Kind)>> {
    let mut listed = Vec::new();
    for entry in WalkDir::new(directory).min_depth(1).max_depth(1).follow_root_links(false) {
        let entry = entry.map_err(io::Error::from)?;
        listed.push((entry.file_name().as_encoded_bytes().to_vec(), entry.file_type().into()));
    }
    listed.sort();
    Ok(listed)
}

fn visit(
    judge: &Judge<'_>,
    tree: &dyn Listing,
    task: &Task,
    listed: Vec<(Vec<u8>, Kind)>,
    scratch: &mut Scratch,
    next: &mut u32,
    tasks: &mut VecDeque<Task>,
) -> RawBlock {
    let mut directory = judge.enter(&task.path, task.region, &task.state, scratch);
    let mut part = Part::with_capacity(listed.len());
    let mut names = Vec::new();
    for (index, (name, kind)) in (0_u32..).zip(&listed) {
        let path = directory.path_of(name);
        let outcome = directory.judge(name, *kind, || tree.facts(&path));
        part.add(&directory, index, (name, names.len() as u32), outcome);
        names.extend_from_slice(name);
    }
    let first = *next;
    for (index, region, state) in &mut part.children {
        let path = directory.path_of(&listed[*index as usize].0);
        part.records[*index as usize].dir = *next;
        let (number, index, state) = (*next, *index, std::mem::take(state));
        tasks.push_back(Task { number, index, path, above: task.region, region: *region, state });
        *next += 1;
    }
    part.into_block((task.number, task.index), first, names.into_boxed_slice())
}

pub(super) fn facts(path: &Path) -> io::Result<Facts> {
    let metadata = path.symlink_metadata()?;
    let readable = std::fs::File::open(path).is_ok();
    Ok(Facts { size: metadata.len(), readable, links: links(&metadata) })
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    (metadata.is_file() && metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> Option<(u64, u64)> {
    None
}

impl From<FileType> for Kind {
    fn from(kind: FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Directory
        } else if kind.is_symlink() {
            Self::Symlink
        } else {
            special(kind)
        }
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> Kind {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        Kind::Fifo
    } else if kind.is_socket() {
        Kind::Socket
    } else {
        Kind::Device
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Kind {
    Kind::Device
}
