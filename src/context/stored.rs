//! A context that is not on the disk, or not all of it: how it is listed, and what is in its files.
//!
//! The walk is the portable one and the judge is everybody's. What is not stored (the repository's
//! own directory, say) is taken from the disk.

use super::heads::{self, DiskHeads, Extent, Heads};
use super::inventory::Kind;
use super::judge::Facts;
use super::portable::{self, Listing};
use crate::build::{Build, Entry, Files, STORE, StoredTree, not_found};
use crate::path::as_path;
use std::io;
use std::path::{Path, PathBuf};

/// A directory, some of which is stored.
pub(super) struct Stored<'a> {
    pub(super) files: &'a Files,
    pub(super) root: &'a Path,
}

impl Listing for Stored<'_> {
    fn list(&self, path: &[u8]) -> io::Result<Vec<(Vec<u8>, Kind)>> {
        let directory = self.root.join(as_path(path));
        let Some((tree, below)) = self.files.stored(&directory) else {
            return portable::list(&directory);
        };
        let kinds = tree.list(&below)?.into_iter().map(|(name, entry)| (name, entry.into()));
        let mut listed: Vec<(Vec<u8>, Kind)> = kinds.collect();
        if let Some(store) = self.files.store().filter(|_| below.is_empty()) {
            let kind = store.symlink_metadata()?.file_type().into();
            let name = STORE.as_bytes().to_vec();
            let at = listed.partition_point(|(other, _)| *other < name);
            listed.insert(at, (name, kind));
        }
        Ok(listed)
    }

    fn facts(&self, path: &[u8]) -> io::Result<Facts> {
        let path = self.root.join(as_path(path));
        let Some((tree, below)) = self.files.stored(&path) else { return portable::facts(&path) };
        // Of a directory only readability is asked.
        let size = match tree.entry(&below)? {
            Entry::File { .. } => tree.size(&below)?,
            Entry::Directory | Entry::Link | Entry::Other => 0,
        };
        Ok(Facts { size, readable: true, links: None })
    }
}

impl From<Entry> for Kind {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::File { .. } => Self::File,
            Entry::Directory => Self::Directory,
            Entry::Link => Self::Symlink,
            Entry::Other => Self::Device,
        }
    }
}

/// What is in the files of a build's context, wherever they are.
///
/// # Errors
/// What the system says if its root cannot be opened.
pub fn open_heads(build: &Build) -> io::Result<Box<dyn Heads>> {
    if build.files.is_disk() {
        return Ok(Box::new(DiskHeads::open(&build.root)?));
    }
    let disk = DiskHeads::open(&build.root).ok();
    Ok(Box::new(StoredHeads { files: build.files.clone(), root: build.root.clone(), disk }))
}

/// The files below a directory, some of which is stored.
#[derive(Debug)]
struct StoredHeads {
    files: Files,
    root: PathBuf,
    /// The same directory of the disk, if it is there.
    disk: Option<DiskHeads>,
}

impl StoredHeads {
    /// Where a path is stored, if it is.
    fn stored(&self, path: &[u8]) -> Option<(&dyn StoredTree, Vec<u8>)> {
        self.files.stored(&self.root.join(as_path(path)))
    }

    /// For all else.
    fn disk(&self) -> io::Result<&DiskHeads> {
        self.disk.as_ref().ok_or_else(not_found)
    }
}

/// The content of a file, and nothing else's.
fn file(tree: &dyn StoredTree, path: &[u8]) -> io::Result<Vec<u8>> {
    match tree.entry(path)? {
        Entry::File { .. } => tree.read(path),
        Entry::Directory | Entry::Link | Entry::Other => Err(io::ErrorKind::InvalidInput.into()),
    }
}

impl Heads for StoredHeads {
    fn head(&self, path: &[u8], limit: usize) -> io::Result<Vec<u8>> {
        let Some((tree, stored)) = self.stored(path) else { return self.disk()?.head(path, limit) };
        let mut bytes = file(tree, &stored)?;
        bytes.truncate(limit);
        Ok(bytes)
    }

    fn link_target(&self, path: &[u8]) -> io::Result<Vec<u8>> {
        match self.stored(path) {
            Some((tree, path)) if tree.entry(&path)? == Entry::Link => tree.read(&path),
            Some(_) => Err(io::ErrorKind::InvalidInput.into()),
            None => self.disk()?.link_target(path),
        }
    }

    fn content(
        &self,
        path: &[u8],
        buffer: &mut Vec<u8>,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Extent> {
        let Some((tree, stored)) = self.stored(path) else {
            return self.disk()?.content(path, buffer, wanted);
        };
        let bytes = file(tree, &stored)?;
        let size = bytes.len() as u64;
        heads::ends(io::Cursor::new(bytes), size, buffer, wanted)
    }

    fn mode(&self, path: &[u8]) -> io::Result<u32> {
        match self.stored(path) {
            Some((tree, path)) => match tree.entry(&path)? {
                Entry::File { executable: false } => Ok(0o644),
                Entry::File { executable: true } | Entry::Directory => Ok(0o755),
                Entry::Link | Entry::Other => Ok(0o777),
            },
            None => self.disk()?.mode(path),
        }
    }
}
