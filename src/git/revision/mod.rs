//! A revision of a repository as a tree of files, read from git's own store: no checkout, no git.
//!
//! What it shows is a plain checkout on Linux: files as they are stored, executable or not, links,
//! directories, and an empty directory for a submodule. What git or its filters would do to files on
//! the way to the disk (line ends by `core.autocrlf` or `text`, `ident`, `working-tree-encoding`,
//! smudge filters, LFS) is not done: a file of LFS is its pointer. Sparse checkouts are no matter.

mod error;
mod objects;
mod resolve;
mod tree;

pub use error::RevisionError;

use super::UserFiles;
use super::repository::Repository;
use crate::build::{Entry, Files, StoredTree};
use error::told;
use gix_hash::{Kind as Hash, ObjectId};
use gix_object::Kind;
use gix_ref::file::Store;
use objects::Objects;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tree::Tree;

/// The files of a revision, to be asked for in place of the work tree's.
#[derive(Debug)]
pub struct Revision {
    name: String,
    id: ObjectId,
    root: PathBuf,
    objects: Objects,
    top: Tree,
    shows_store: bool,
}

impl Revision {
    /// Finds a revision in the repository that holds a directory, which need not be there today: a
    /// branch, a tag, an id or the beginning of one, and ancestors of these such as `HEAD~1`.
    ///
    /// # Errors
    /// [`RevisionError`] if there is no repository, no such revision, or it is not all here.
    pub fn open(directory: &Path, name: &str, user: &UserFiles) -> Result<Self, RevisionError> {
        let repository = repository(directory, user)?;
        let hash = if repository.settings.sha256 { Hash::Sha256 } else { Hash::Sha1 };
        let is_reftable = repository.common_dir.join("reftable").is_dir();
        let names = (!is_reftable).then(|| names(&repository, hash));
        let replaced = match &names {
            Some(names) if !repository.settings.no_replacements => replacements(names)?,
            Some(_) | None => Vec::new(),
        };
        let objects = Objects::open(&repository, hash, replaced)?;
        let named = resolve::resolve(name, &objects, names.as_ref())?;
        let tree = objects.peel(name, named, Kind::Tree)?;
        let id = objects.peel(name, named, Kind::Commit).unwrap_or(tree);
        let top = Tree::read(&objects, tree)?;
        let (name, root) = (name.to_owned(), repository.root);
        Ok(Self { name, id, root, objects, top, shows_store: true })
    }

    /// The same without the repository itself: as a release of it would be, and not as a work tree
    /// in which it is checked out and whose `.git` a build may send.
    pub fn without_store(self) -> Self {
        Self { shows_store: false, ..self }
    }

    /// As it was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the commit; of the tree, if no commit was named.
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// The top directory of the work tree that it stands for.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// For a [`Request`](crate::build::Request).
    pub fn into_files(self) -> Files {
        Files::Stored(Arc::new(self))
    }
}

impl StoredTree for Revision {
    fn root(&self) -> &Path {
        &self.root
    }

    fn shows_store(&self) -> bool {
        self.shows_store
    }

    fn entry(&self, path: &[u8]) -> io::Result<Entry> {
        match path {
            b"" => Ok(Entry::Directory),
            path => Ok(self.top.find(&self.objects, path)?.entry()),
        }
    }

    fn list(&self, directory: &[u8]) -> io::Result<Vec<(Vec<u8>, Entry)>> {
        self.top.list(&self.objects, directory)
    }

    fn size(&self, path: &[u8]) -> io::Result<u64> {
        Ok(self.top.find(&self.objects, path)?.size(&self.objects)?)
    }

    fn read(&self, path: &[u8]) -> io::Result<Vec<u8>> {
        Ok(self.top.find(&self.objects, path)?.content(&self.objects)?)
    }
}

/// The repository that holds a directory, or held it.
fn repository(directory: &Path, user: &UserFiles) -> Result<Repository, RevisionError> {
    let nowhere = || RevisionError::NoRepository(directory.to_owned());
    let whole = std::path::absolute(directory).map_err(|_| nowhere())?;
    let there = whole.ancestors().find_map(|path| {
        let path = std::fs::canonicalize(path).ok()?;
        path.is_dir().then_some(path)
    });
    let (found, broken) = Repository::around(&there.ok_or_else(nowhere)?, user);
    found.ok_or_else(|| match broken.into_iter().next() {
        Some((path, reason)) => RevisionError::Repository { path, reason },
        None => nowhere(),
    })
}

/// The branches and tags.
fn names(repository: &Repository, hash: Hash) -> Store {
    let Repository { git_dir, common_dir, .. } = repository;
    match git_dir == common_dir {
        true => Store::at(git_dir.clone(), hash),
        false => Store::for_linked_worktree(git_dir.clone(), common_dir.clone(), hash),
    }
}

/// The objects that git takes others for (`git replace`).
fn replacements(names: &Store) -> Result<Vec<(ObjectId, ObjectId)>, RevisionError> {
    const PREFIX: &str = "refs/replace/";
    let failed = |error: &dyn std::fmt::Display| RevisionError::Store(told(error));
    if !names.common_dir_resolved().join(PREFIX).is_dir() {
        return Ok(Vec::new());
    }
    let all = names.iter().map_err(|error| failed(&error))?;
    let prefix = PREFIX.try_into().map_err(|error| failed(&error))?;
    let found = all.prefixed(prefix).map_err(|error| failed(&error))?;
    let pair = |found: gix_ref::Reference| {
        let replaced = found.name.as_bstr().strip_prefix(PREFIX.as_bytes())?;
        Some((ObjectId::from_hex(replaced).ok()?, found.target.try_id()?.to_owned()))
    };
    Ok(found.filter_map(|found| pair(found.ok()?)).collect())
}
