//! Paths in a tree: links are followed inside the tree, missing names are kept (SPEC 19.1).

use super::tree::{Body, Node};
use super::view::Contexts;
use crate::path::clean;
use std::collections::VecDeque;

/// How many links a path may lead over, as in BuildKit's own resolution.
const MOST_LINKS: usize = 255;

/// The names of a path on the way down.
pub(super) type Names = Vec<Vec<u8>>;

/// A path with more links than any engine follows.
#[derive(Debug)]
pub(super) struct TooManyLinks;

/// Splits a path at its slashes; empty names and `.` do not count.
pub(super) fn names(path: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let kept = |name: &&[u8]| !name.is_empty() && *name != b".";
    path.split(|&byte| byte == b'/').filter(kept).map(<[u8]>::to_vec)
}

/// The path that is meant when every link on the way, the last name included, is followed.
pub(super) fn resolve(
    root: &Node,
    contexts: &Contexts<'_>,
    path: &[u8],
) -> Result<Names, TooManyLinks> {
    let path = clean(&[b"/", path].concat());
    let mut todo: VecDeque<Vec<u8>> = names(&path).collect();
    let mut reached: Names = Vec::new();
    let mut nodes = vec![Some(root.clone())];
    let mut links = 0;
    while let Some(name) = todo.pop_front() {
        let above = nodes.last().and_then(Option::as_ref);
        let node = above.and_then(|above| above.child(contexts, &name));
        let text = match &node {
            Some(Node { body: Body::Leaf(origin), .. }) => contexts.link(*origin),
            Some(_) | None => None,
        };
        let Some(text) = text else {
            reached.push(name);
            nodes.push(node);
            continue;
        };
        links += 1;
        if links > MOST_LINKS {
            return Err(TooManyLinks);
        }
        // The text is joined and cleaned as text, then looked up from the root again: `link/../x`
        // never looks at `link` (RootPath of containerd/continuity).
        let absolute = text.starts_with(b"/");
        let directory = if absolute { b"/".to_vec() } else { self::text(&reached) };
        let target = clean(&[directory.as_slice(), b"/", &text].concat());
        for name in names(&target).collect::<Vec<_>>().into_iter().rev() {
            todo.push_front(name);
        }
        reached.clear();
        nodes.truncate(1);
    }
    Ok(reached)
}

/// A path as a person reads it.
pub(super) fn text(names: &[Vec<u8>]) -> Vec<u8> {
    let mut path = Vec::new();
    for name in names {
        path.push(b'/');
        path.extend_from_slice(name);
    }
    if path.is_empty() { b"/".to_vec() } else { path }
}
