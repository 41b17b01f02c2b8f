//! Reading one small file without leaving a directory: links are taken as rooted in it.
//!
//! An absolute link starts at the root again, `..` stops at it (SPEC 7.1, 9.3, 11.1). Anything that
//! is not a regular file is an error and is never opened, so a FIFO cannot hold the audit up.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

/// How many links may follow one another, as in Linux.
const MOST_LINKS: usize = 40;

/// Reads `name` below `root`.
pub(super) fn read(root: &Path, name: &str) -> io::Result<Vec<u8>> {
    read_file(&resolve(root, Path::new(name))?)
}

/// Reads a file, following links as the system does.
pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let kind = std::fs::metadata(path)?;
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
    }
    if !kind.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    std::fs::read(path)
}

fn resolve(root: &Path, path: &Path) -> io::Result<PathBuf> {
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
        if !std::fs::symlink_metadata(&at)?.is_symlink() {
            continue;
        }
        links += 1;
        if links > MOST_LINKS {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        let target = std::fs::read_link(&at)?;
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
