//! Where the files of a build are read: on the disk, or in a tree that is kept elsewhere and stands
//! for a directory of the disk, as a git revision does.
//!
//! A stored tree lies over its directory: what is below is answered by the tree, all else by the
//! disk, and links lead from one to the other, as if the tree were checked out there. Nothing is
//! walked and nothing is written.

use crate::path::{as_bytes, as_path};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// How many links may follow one another, as in Linux.
const MOST_LINKS: usize = 40;

/// The name of a repository's own directory, which no stored tree holds.
pub const STORE: &str = ".git";

/// Where files are read.
#[derive(Clone, Debug, Default)]
pub enum Files {
    /// On the disk.
    #[default]
    Disk,
    /// In a tree that stands for a directory of the disk; what is outside, on the disk.
    Stored(Arc<dyn StoredTree>),
}

/// A tree of files that is kept elsewhere than in directories. Paths are relative to its root,
/// which is the empty path; no name in it is a link on the way to the last.
pub trait StoredTree: fmt::Debug + Send + Sync {
    /// The directory that it stands for, with every link resolved.
    fn root(&self) -> &Path;

    /// Whether the [`STORE`] at its root is read from the disk: what is there if the tree is checked
    /// out, and no part of the tree.
    fn shows_store(&self) -> bool;

    /// What is at a path.
    ///
    /// # Errors
    /// `NotFound` and `NotADirectory` as on a disk; `Other` if it cannot be told.
    fn entry(&self, path: &[u8]) -> io::Result<Entry>;

    /// The names in a directory and what they are, in byte order.
    ///
    /// # Errors
    /// As [`Self::entry`].
    fn list(&self, directory: &[u8]) -> io::Result<Vec<(Vec<u8>, Entry)>>;

    /// The size of a file in bytes, without reading it.
    ///
    /// # Errors
    /// As [`Self::entry`].
    fn size(&self, path: &[u8]) -> io::Result<u64>;

    /// The content of a file, or the text of a link.
    ///
    /// # Errors
    /// As [`Self::entry`].
    fn read(&self, path: &[u8]) -> io::Result<Vec<u8>>;
}

/// What something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A regular file.
    File {
        /// Its owner may run it.
        executable: bool,
    },
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// Where a path leads to.
enum Located<'a> {
    Disk(Cow<'a, Path>),
    Stored(&'a dyn StoredTree, Vec<u8>),
}

impl Files {
    /// What is at a path, itself not followed if it is a link.
    pub(crate) fn entry(&self, path: &Path) -> io::Result<Entry> {
        match self.locate(path, false)? {
            Located::Disk(path) => Ok(path.symlink_metadata()?.into()),
            Located::Stored(tree, path) => tree.entry(&path),
        }
    }

    /// What is at a path, links followed.
    pub(super) fn followed(&self, path: &Path) -> io::Result<Entry> {
        match self.locate(path, true)? {
            Located::Disk(path) => Ok(path.metadata()?.into()),
            Located::Stored(tree, path) => tree.entry(&path),
        }
    }

    /// The content of a file, links followed.
    pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.locate(path, true)? {
            Located::Disk(path) => std::fs::read(path),
            Located::Stored(tree, path) => match tree.entry(&path)? {
                Entry::Directory => {
                    Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"))
                }
                Entry::File { .. } | Entry::Link | Entry::Other => tree.read(&path),
            },
        }
    }

    /// What a link says.
    pub(super) fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        match self.locate(path, false)? {
            Located::Disk(path) => std::fs::read_link(path),
            Located::Stored(tree, path) => Ok(as_path(&tree.read(&path)?).into_owned()),
        }
    }

    /// The names in a directory, in no order.
    pub(super) fn names(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        match self.locate(directory, true)? {
            Located::Disk(path) => {
                std::fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect()
            }
            Located::Stored(tree, path) => {
                let name = |(name, _): (Vec<u8>, Entry)| as_path(&name).into_owned().into();
                let mut names: Vec<OsString> = tree.list(&path)?.into_iter().map(name).collect();
                if path.is_empty() && self.store().is_some() {
                    names.push(STORE.into());
                }
                Ok(names)
            }
        }
    }

    /// A path with every link resolved.
    pub(super) fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        match self.locate(path, true)? {
            Located::Disk(path) => std::fs::canonicalize(path),
            Located::Stored(tree, path) => {
                tree.entry(&path)?;
                let root = tree.root();
                Ok(if path.is_empty() { root.to_owned() } else { root.join(as_path(&path)) })
            }
        }
    }

    /// Whether everything is read from the disk.
    pub fn is_disk(&self) -> bool {
        matches!(self, Self::Disk)
    }

    /// The same for a directory of which nothing is stored: the disk alone.
    pub(super) fn at(&self, directory: &Path) -> Self {
        match self {
            Self::Stored(tree)
                if directory.starts_with(tree.root()) || tree.root().starts_with(directory) =>
            {
                self.clone()
            }
            Self::Disk | Self::Stored(_) => Self::Disk,
        }
    }

    /// The tree that answers for a path without links, and the path in it.
    pub(crate) fn stored(&self, path: &Path) -> Option<(&dyn StoredTree, Vec<u8>)> {
        let Self::Stored(tree) = self else { return None };
        let below = path.strip_prefix(tree.root()).ok()?;
        let names: Vec<&[u8]> = below.components().map(|name| as_bytes(name.as_os_str())).collect();
        let is_store = tree.shows_store() && names.first() == Some(&STORE.as_bytes());
        (!is_store).then(|| (&**tree, names.join(&b'/')))
    }

    /// Where the repository's own directory is, if it is shown and there.
    pub(crate) fn store(&self) -> Option<PathBuf> {
        let Self::Stored(tree) = self else { return None };
        let path = tree.root().join(STORE);
        (tree.shows_store() && path.symlink_metadata().is_ok()).then_some(path)
    }

    /// Whether a directory is the top of what is stored.
    pub(super) fn is_top(&self, directory: &Path) -> bool {
        matches!(self, Self::Stored(tree) if tree.root() == directory)
    }

    /// Follows a path as the system does; the last name too, if it is a link and `last` says so.
    fn locate<'a>(&'a self, path: &'a Path, last: bool) -> io::Result<Located<'a>> {
        let Self::Stored(tree) = self else { return Ok(Located::Disk(Cow::Borrowed(path))) };
        let path = std::path::absolute(path)?;
        // No name on the way to the root is a link.
        let (mut at, rest) = match path.strip_prefix(tree.root()) {
            Ok(rest) => (tree.root().to_owned(), rest),
            Err(_) => (PathBuf::new(), &*path),
        };
        let mut todo: VecDeque<OsString> = names(rest).collect();
        let mut links = 0;
        while let Some(name) = todo.pop_front() {
            match Path::new(&name).components().next() {
                Some(Component::ParentDir) => {
                    at.pop();
                    continue;
                }
                Some(Component::Normal(_)) => at.push(&name),
                _ => {
                    at.push(&name);
                    continue;
                }
            }
            if todo.is_empty() && !last {
                break;
            }
            let target = match self.stored(&at) {
                Some((tree, path)) => match tree.entry(&path)? {
                    Entry::Link => as_path(&tree.read(&path)?).into_owned(),
                    Entry::File { .. } | Entry::Other if !todo.is_empty() => {
                        return Err(not_a_directory());
                    }
                    Entry::File { .. } | Entry::Other | Entry::Directory => continue,
                },
                None => match at.symlink_metadata()?.is_symlink() {
                    true => std::fs::read_link(&at)?,
                    false => continue,
                },
            };
            links += 1;
            if links > MOST_LINKS {
                return Err(too_many_links());
            }
            at.pop();
            for name in names(&target).collect::<Vec<_>>().into_iter().rev() {
                todo.push_front(name);
            }
        }
        Ok(match self.stored(&at) {
            Some((tree, path)) => Located::Stored(tree, path),
            None => Located::Disk(Cow::Owned(at)),
        })
    }
}

/// Whether something is kept and cannot be had: that says nothing of what an engine would meet.
pub(super) fn is_lost(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Other
}

#[cfg(unix)]
fn too_many_links() -> io::Error {
    rustix::io::Errno::LOOP.into()
}

#[cfg(not(unix))]
fn too_many_links() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "too many levels of symbolic links")
}

/// What a system says where nothing is.
pub(crate) fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file or directory")
}

/// What a system says where a directory would have to be.
pub(crate) fn not_a_directory() -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, "not a directory")
}

/// The parts of a path; pushed one after the other, they are the path again.
fn names(path: &Path) -> impl Iterator<Item = OsString> {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.map(|part| <OsStr as ToOwned>::to_owned(part.as_os_str()))
}

impl From<std::fs::Metadata> for Entry {
    fn from(facts: std::fs::Metadata) -> Self {
        let kind = facts.file_type();
        if kind.is_symlink() {
            Self::Link
        } else if kind.is_dir() {
            Self::Directory
        } else if kind.is_file() {
            Self::File { executable: is_executable(&facts) }
        } else {
            Self::Other
        }
    }
}

#[cfg(unix)]
fn is_executable(facts: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    facts.mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}
