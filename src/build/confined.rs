//! Reading one small file without leaving a directory: links are taken as rooted in it.
//!
//! An absolute link starts at the root again, `..` stops at it (SPEC 7.1, 9.3, 11.1). Anything that
//! is not a regular file is an error and is never opened, so a FIFO cannot hold the audit up.

use super::{Entry, Files};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

/// How many links may follow one another, as in Linux.
const MOST_LINKS: usize = 40;

/// Reads `name` below `root`.
pub(super) fn read(files: &Files, root: &Path, name: &str) -> io::Result<Vec<u8>> {
    read_file(files, &resolve(files, root, Path::new(name))?)
}

/// Reads a file, following links as the system does.
pub(super) fn read_file(files: &Files, path: &Path) -> io::Result<Vec<u8>> {
    match files.followed(path)? {
        Entry::Directory => Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory")),
        Entry::File { .. } => files.read(path),
        Entry::Link | Entry::Other => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
        }
    }
}

fn resolve(files: &Files, root: &Path, path: &Path) -> io::Result<PathBuf> {
    let mut todo: VecDeque<OsString> = names(path).collect();
    let mut below: Vec<OsString> = Vec::new();
    let mut links = 0;
    while let Some(name) = todo.pop_front() {
        if name == ".." {
            below.pop();
            continue;
        }
        below.push(name);
        let at = root.join(below.iter().collect::<PathBuf>());
        if files.entry(&at)? != Entry::Link {
            continue;
        }
        links += 1;
        if links > MOST_LINKS {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        let target = files.read_link(&at)?;
        below.pop();
        if target.is_absolute() {
            below.clear();
        }
        for name in names(&target).collect::<Vec<_>>().into_iter().rev() {
            todo.push_front(name);
        }
    }
    Ok(root.join(below.iter().collect::<PathBuf>()))
}

fn names(path: &Path) -> impl Iterator<Item = OsString> {
    path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    })
}
