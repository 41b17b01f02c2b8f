//! FollowPaths: from the paths that a build asks for to the patterns that entries are matched
//! against, links resolved inside the context (SPEC 7).
//!
//! The over-transfer of SPEC 7.2 is upstream's and is kept. The tree is asked through [`LinkTree`],
//! so that the same code works on a disk and on an inventory.

use crate::ignorefile::{has_glob, matches_path};
use crate::path::{clean, name, parent};
use std::collections::BTreeSet;
use std::io;

/// What is asked of a tree: only its links. Paths are relative, empty for the root.
pub trait LinkTree {
    /// The text of the link at a path; `None` if it is none, or nothing is there.
    ///
    /// # Errors
    /// Anything but "not found".
    fn link(&self, path: &[u8]) -> io::Result<Option<Vec<u8>>>;

    /// The names in a directory; none if it is not there.
    ///
    /// # Errors
    /// Anything but "not found".
    fn names(&self, directory: &[u8]) -> io::Result<Vec<Vec<u8>>>;
}

/// What the entries of a tree are matched against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Links {
    /// Nothing is left out.
    Everything,
    /// Patterns, in byte order.
    Patterns(Vec<Vec<u8>>),
}

/// A path at which following fails, and why.
#[derive(Debug)]
pub struct Unfollowed {
    /// The path.
    pub path: Vec<u8>,
    /// What the system said.
    pub error: io::Error,
}

/// Resolves paths.
///
/// # Errors
/// [`Unfollowed`] if something on the way cannot be looked at.
pub fn follow(tree: &dyn LinkTree, paths: &[String]) -> Result<Links, Unfollowed> {
    let mut recorded: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut todo: Vec<Vec<u8>> = paths.iter().rev().map(|path| path.as_bytes().to_vec()).collect();
    while let Some(path) = todo.pop() {
        let targets = step(tree, &path, &mut recorded)?;
        todo.extend(targets.into_iter().rev());
    }
    if recorded.contains(b".".as_slice()) {
        return Ok(Links::Everything);
    }
    let mut patterns: Vec<Vec<u8>> = Vec::new();
    for path in recorded {
        let covered = patterns.last().is_some_and(|last| {
            path.strip_prefix(last.as_slice()).is_some_and(|below| below.starts_with(b"/"))
        });
        if !covered {
            patterns.push(path);
        }
    }
    Ok(Links::Patterns(patterns))
}

/// Follows one path to its first links, and gives what is to be followed instead.
fn step(
    tree: &dyn LinkTree,
    path: &[u8],
    recorded: &mut BTreeSet<Vec<u8>>,
) -> Result<Vec<Vec<u8>>, Unfollowed> {
    let rooted = clean(&[b"/", path].concat());
    let path = if rooted == b"/" { b"." } else { &rooted[1..] };
    for at in memchr::memchr_iter(b'/', path).chain([path.len()]) {
        let current = &path[..at];
        let rest = path.get(at + 1..).unwrap_or_default();
        let targets =
            targets(tree, current).map_err(|error| Unfollowed { path: current.to_vec(), error })?;
        if targets.is_empty() && !rest.is_empty() {
            continue;
        }
        if !recorded.insert(current.to_vec()) {
            return Ok(Vec::new());
        }
        let rejoined = |target: Vec<u8>| [target.as_slice(), b"/", rest].concat();
        return Ok(targets.into_iter().map(rejoined).collect());
    }
    Ok(Vec::new())
}

/// The targets of the links that a path or its last component's glob stands for.
fn targets(tree: &dyn LinkTree, current: &[u8]) -> io::Result<Vec<Vec<u8>>> {
    let base = name(current);
    let directory = parent(current).unwrap_or_default();
    let resolved = |path: &[u8]| -> io::Result<Option<Vec<u8>>> {
        let Some(text) = tree.link(path)? else { return Ok(None) };
        let absolute = text.starts_with(b"/");
        let directory = if absolute { &[][..] } else { parent(path).unwrap_or_default() };
        Ok(Some(clean(&[b"/", directory, b"/", text.as_slice()].concat())))
    };
    if !has_glob(base) {
        return Ok(resolved(current)?.into_iter().collect());
    }
    let mut found = Vec::new();
    let mut names = tree.names(directory)?;
    names.sort();
    for entry in names.iter().filter(|entry| matches_path(base, entry) == Ok(true)) {
        let path = if directory.is_empty() {
            entry.clone()
        } else {
            [directory, b"/", entry.as_slice()].concat()
        };
        found.extend(resolved(&path)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{LinkTree, Links, follow};
    use std::collections::BTreeMap;
    use std::io;

    struct Tree(BTreeMap<&'static [u8], &'static [u8]>);

    impl LinkTree for Tree {
        fn link(&self, path: &[u8]) -> io::Result<Option<Vec<u8>>> {
            Ok(self.0.get(path).map(|target| target.to_vec()))
        }

        fn names(&self, directory: &[u8]) -> io::Result<Vec<Vec<u8>>> {
            let below = |path: &&[u8]| crate::path::parent(path).unwrap_or_default() == directory;
            let paths = self.0.keys().copied().filter(below);
            Ok(paths.map(|path| crate::path::name(path).to_vec()).collect())
        }
    }

    #[test]
    fn links_are_followed_inside_the_context() {
        let tree = Tree(BTreeMap::from([
            (b"link".as_slice(), b"real".as_slice()),
            (b"l2", b"../../up"),
            (b"abs", b"/etc/x"),
            (b"loop", b"loop"),
            (b"root", b"/"),
            (b"d/l", b"../e"),
        ]));
        for (paths, expected) in [
            (&["link/x"][..], &["link", "real/x"][..]),
            (&["l*/x"], &["l*", "loop", "real/x", "up/x"]),
            (&["abs"], &["abs", "etc/x"]),
            (&["loop"], &["loop"]),
            (&["d/l/a"], &["d/l", "e/a"]),
            (&["a", "a/b", "a-b"], &["a", "a-b", "a/b"]),
            (&["a", "a/b"], &["a"]),
        ] {
            let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
            let Links::Patterns(found) = follow(&tree, &paths).expect("readable") else {
                panic!("{paths:?} widened to everything");
            };
            let found: Vec<_> = found.iter().map(|path| String::from_utf8_lossy(path)).collect();
            assert_eq!(found, expected, "{paths:?}");
        }
        assert_eq!(follow(&tree, &["root".to_owned()]).expect("readable"), Links::Everything);
    }
}
