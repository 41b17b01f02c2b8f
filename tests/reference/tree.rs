//! The in-memory tree the reference walks instead of a disk: entries by path, listings in byte order, and the resolution of symbolic
//! links, confined to the context or free. It knows files and directories, but no patterns and no engines.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{clean, join};

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file; what is not given as content is only a size.
    File {
        content: Option<Vec<u8>>,
        size: u64,
    },
    Dir,
    Symlink(Vec<u8>),
    /// Another name of the file at this path of the tree.
    Hardlink(Vec<u8>),
    Fifo,
    Socket,
}

/// One entry; `readable` is what an ordinary user may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) readable: bool,
}

impl Node {
    /// A readable entry.
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, readable: true }
    }
}

/// Paths as in SPEC 1; entries outside the context start with `../`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<Vec<u8>, Node>);

/// Where following a path ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup<'a> {
    Found(Vec<u8>, &'a Node),
    Missing,
    Denied,
    Loop,
}

/// Linux: so many links in one path at most.
const MOST_LINKS: usize = 40;

impl Tree {
    /// A tree of these entries; directories that are only implied are added.
    pub(crate) fn new(entries: BTreeMap<Vec<u8>, Node>) -> Self {
        let mut all = entries.clone();
        for path in entries.keys() {
            for parent in super::text::ancestors(path) {
                all.entry(parent.to_vec()).or_insert_with(|| Node::new(Kind::Dir));
            }
        }
        all.remove(b"..".as_slice());
        Self(all)
    }

    #[allow(dead_code, reason = "only tests that make trees on disk ask for all entries")]
    /// Every entry in order of paths; those outside the context begin with `../`.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Node)> {
        self.0.iter().map(|(path, node)| (path.as_slice(), node))
    }

    pub(crate) fn get(&self, path: &[u8]) -> Option<&Node> {
        self.0.get(path)
    }

    /// The paths of a directory's entries in byte order of their names (SPEC 5.2). The root is the empty path.
    pub(crate) fn list(&self, dir: &[u8]) -> Vec<Vec<u8>> {
        let mut names = BTreeSet::new();
        for path in self.0.keys() {
            let inside = if dir.is_empty() { Some(path.as_slice()) } else { below(path, dir) };
            match inside {
                Some(name) if !name.is_empty() && !name.contains(&b'/') && name != b".." => {
                    names.insert(name)
                }
                _ => false,
            };
        }
        names.into_iter().map(|name| join(dir, name)).collect()
    }

    /// The name that stands for the inode of a file: a hard link's target.
    pub(crate) fn inode<'a>(&'a self, path: &'a [u8]) -> &'a [u8] {
        match self.get(path).map(|node| &node.kind) {
            Some(Kind::Hardlink(target)) => target,
            _ => path,
        }
    }

    /// The regular file at this very path (no links followed): its content if known, its size, and whether it can be read.
    pub(crate) fn file(&self, path: &[u8]) -> Option<(&[u8], u64, bool)> {
        let node = self.get(self.inode(path))?;
        match &node.kind {
            Kind::File { content, size } => {
                Some((content.as_deref().unwrap_or_default(), *size, node.readable))
            }
            _ => None,
        }
    }

    /// Follow a path through all symbolic links. With a root the path is relative to it, links are re-rooted there and `..` stops there
    /// (SPEC 7.1, 9.2, 11.1); without one it is relative to the context and may leave it.
    pub(crate) fn follow(&self, path: &[u8], root: Option<&[u8]>) -> Lookup<'_> {
        let mut todo = components(path);
        let mut here = root.unwrap_or_default().to_vec();
        let mut links = 0;
        while !todo.is_empty() {
            let name = todo.remove(0);
            if name == b".." {
                here = parent(&here, root);
                continue;
            }
            if self.get(&here).is_some_and(|dir| !dir.readable) {
                return Lookup::Denied;
            }
            let next = join(&here, &name);
            match self.get(&next).map(|node| &node.kind) {
                None => return Lookup::Missing,
                Some(Kind::Symlink(target)) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Lookup::Loop;
                    }
                    if target.starts_with(b"/") {
                        let Some(root) = root else { return Lookup::Missing }; // the tree does not know what lies there
                        here = root.to_vec();
                    }
                    todo.splice(0..0, components(target));
                }
                Some(Kind::Dir) => here = next,
                Some(_) if todo.is_empty() => here = next,
                Some(_) => return Lookup::Missing,
            }
        }
        self.get(&here).map_or(Lookup::Missing, |node| Lookup::Found(here.clone(), node))
    }
}

/// What follows `dir/` in a path.
fn below<'a>(path: &'a [u8], dir: &[u8]) -> Option<&'a [u8]> {
    path.strip_prefix(dir)?.strip_prefix(b"/")
}

fn components(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|&b| b == b'/');
    parts.filter(|part| !part.is_empty() && *part != b".").map(<[u8]>::to_vec).collect()
}

/// The directory above; above the context is `..`, but nothing is above a root.
fn parent(dir: &[u8], root: Option<&[u8]>) -> Vec<u8> {
    if root == Some(dir) {
        return dir.to_vec();
    }
    let above = clean(&join(dir, b".."));
    if above == b"." { Vec::new() } else { above }
}
