//! The directories of a revision, read when somebody comes to them and kept from then on.

use super::error::RevisionError;
use super::objects::{Objects, broken};
use crate::build::{Entry, STORE, not_a_directory, not_found};
use gix_hash::ObjectId;
use gix_object::tree::EntryKind;
use gix_object::{Kind, TreeRef};
use std::io;
use std::sync::OnceLock;

/// How deep directories may lie in each other: as deep as git goes (`core.maxTreeDepth`).
const DEEPEST: usize = 2048;

/// A directory.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// In byte order of names.
    nodes: Vec<Node>,
}

/// What is in a directory.
#[derive(Debug)]
pub(super) struct Node {
    name: Box<[u8]>,
    kind: EntryKind,
    id: ObjectId,
    below: OnceLock<Tree>,
    size: OnceLock<u64>,
}

impl Node {
    /// What it is in a checkout. That of a submodule is an empty directory until it is fetched too.
    pub(super) fn entry(&self) -> Entry {
        match self.kind {
            EntryKind::Tree | EntryKind::Commit => Entry::Directory,
            EntryKind::Blob => Entry::File { executable: false },
            EntryKind::BlobExecutable => Entry::File { executable: true },
            EntryKind::Link => Entry::Link,
        }
    }
}

impl Tree {
    pub(super) fn read(objects: &Objects, id: ObjectId) -> Result<Self, RevisionError> {
        let mut buffer = Vec::new();
        let wrong = |reason: String| RevisionError::Broken { id: id.to_string(), reason };
        match objects.read(id, &mut buffer)? {
            Kind::Tree => {}
            kind => return Err(wrong(format!("it is a {kind} and no directory"))),
        }
        let tree =
            TreeRef::from_bytes(&buffer, objects.hash).map_err(|error| broken(id, &error))?;
        let mut nodes: Vec<Node> = Vec::with_capacity(tree.entries.len());
        for entry in tree.entries {
            let name: &[u8] = entry.filename;
            if is_refused(name) {
                let name = crate::path::Shown(name);
                return Err(wrong(format!("it holds `{name}`, which git does not check out")));
            }
            nodes.push(Node {
                name: name.into(),
                kind: entry.mode.kind(),
                id: entry.oid.to_owned(),
                below: OnceLock::new(),
                size: OnceLock::new(),
            });
        }
        nodes.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        match nodes.windows(2).find(|pair| pair[0].name == pair[1].name) {
            Some(twice) => {
                let name = crate::path::Shown(&twice[0].name);
                Err(wrong(format!("it holds `{name}` twice")))
            }
            None => Ok(Self { nodes }),
        }
    }

    /// What is at a path that is not empty.
    ///
    /// # Errors
    /// `NotFound` and `NotADirectory` as on a disk; others if a directory cannot be read.
    pub(super) fn find(&self, objects: &Objects, path: &[u8]) -> io::Result<&Node> {
        let mut tree = self;
        let mut node: Option<&Node> = None;
        for (depth, name) in path.split(|byte| *byte == b'/').enumerate() {
            if let Some(node) = node {
                tree = node.below(objects, depth)?;
            }
            let at = tree.nodes.binary_search_by(|node| (*node.name).cmp(name));
            node = Some(&tree.nodes[at.map_err(|_| not_found())?]);
        }
        node.ok_or_else(not_found)
    }

    /// What is in the directory at a path; empty for this one.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub(super) fn list(&self, objects: &Objects, path: &[u8]) -> io::Result<Vec<(Vec<u8>, Entry)>> {
        let tree = match path {
            b"" => self,
            path => {
                let depth = path.split(|byte| *byte == b'/').count();
                self.find(objects, path)?.below(objects, depth)?
            }
        };
        Ok(tree.nodes.iter().map(|node| (node.name.to_vec(), node.entry())).collect())
    }
}

impl Node {
    /// The size in bytes of a file or of the text of a link.
    pub(super) fn size(&self, objects: &Objects) -> Result<u64, RevisionError> {
        match self.size.get() {
            Some(size) => Ok(*size),
            None => objects.size(self.id).map(|size| *self.size.get_or_init(|| size)),
        }
    }

    /// The content of a file, or the text of a link.
    pub(super) fn content(&self, objects: &Objects) -> Result<Vec<u8>, RevisionError> {
        objects.blob(self.id, self.size(objects)?)
    }

    fn below(&self, objects: &Objects, depth: usize) -> io::Result<&Tree> {
        if let Some(tree) = self.below.get() {
            return Ok(tree);
        }
        if depth > DEEPEST {
            return Err(io::Error::other("deeper than git checks out"));
        }
        let tree = match self.kind {
            EntryKind::Tree => Tree::read(objects, self.id)?,
            EntryKind::Commit => Tree::default(),
            EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Link => {
                return Err(not_a_directory());
            }
        };
        Ok(self.below.get_or_init(|| tree))
    }
}

/// Names that lead out of their directory, or into the repository itself.
fn is_refused(name: &[u8]) -> bool {
    matches!(name, b"" | b"." | b"..")
        || name.contains(&b'/')
        || name.eq_ignore_ascii_case(STORE.as_bytes())
}
