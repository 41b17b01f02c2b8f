//! A directory's contents laid into another directory (SPEC 19.4), and a tree laid over a tree
//! (SPEC 19.8).

use super::tree::{Base, Body, Dir, Node, joined};
use super::view::Contexts;

/// Why two things cannot be at one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// A directory in the place of something else.
    DirectoryOnFile,
    /// Something else in the place of a directory.
    FileOnDirectory,
}

/// Whether a clash is a failure, or what comes later wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Copied,
    Laid,
}

/// Lays the contents of `source`, a directory, into `target`, a directory.
pub(super) fn merge(
    target: &mut Node,
    source: &Node,
    contexts: &Contexts<'_>,
    manner: Manner,
) -> Result<(), Clash> {
    let Some(from) = source.dir() else { return Err(Clash::DirectoryOnFile) };
    if target.dir().is_some_and(Dir::is_empty) {
        *target = source.clone();
        return Ok(());
    }
    let Some(into) = target.open() else { return Err(Clash::DirectoryOnFile) };
    if let Some(base) = &from.base {
        let via = joined(&source.via, &base.via);
        let base = Base { via, ..base.clone() };
        lay_base(into, from, base, contexts, manner)?;
    }
    for (name, node) in &from.own {
        if !matches!(node.body, Body::Gone) {
            put(into, name, node.under(&source.via), contexts, manner)?;
        }
    }
    into.unpacked.extend(from.unpacked.iter().map(|node| node.under(&source.via)));
    Ok(())
}

/// Lays what `from` shares with a context into a directory, sharing it again where that is right.
fn lay_base(
    into: &mut Dir,
    from: &Dir,
    base: Base,
    contexts: &Contexts<'_>,
    manner: Manner,
) -> Result<(), Clash> {
    let same = into
        .base
        .as_ref()
        .is_none_or(|known| known.context == base.context && known.dir == base.dir);
    if !same {
        let shared = Node {
            body: Body::Dir(std::sync::Arc::new(Dir { base: Some(base), ..Dir::default() })),
            via: None,
        };
        for (name, node) in shared.children(contexts) {
            if !from.own.contains_key(&name) {
                put(into, &name, node, contexts, manner)?;
            }
        }
        return Ok(());
    }
    // What `from` says of a name by itself comes later, and what is gone there is not copied.
    let hidden: Vec<_> =
        from.own.iter().filter(|(_, node)| matches!(node.body, Body::Gone)).collect();
    let overlaid: Vec<Box<[u8]>> = into.own.keys().cloned().collect();
    for name in overlaid.iter().filter(|name| !from.own.contains_key(*name)) {
        if let Some(node) = base.child(contexts, name) {
            put(into, name, node, contexts, manner)?;
        }
    }
    for (name, node) in hidden {
        if into.own_child(contexts, name).is_none() {
            into.own.insert(name.clone(), node.clone());
        }
    }
    into.base = Some(base);
    Ok(())
}

/// Puts one thing at a name of a directory.
pub(super) fn put(
    into: &mut Dir,
    name: &[u8],
    node: Node,
    contexts: &Contexts<'_>,
    manner: Manner,
) -> Result<(), Clash> {
    let Some(there) = into.own_child(contexts, name) else {
        into.own.insert(name.into(), node);
        return Ok(());
    };
    let gone = matches!(there.body, Body::Gone);
    match (there.is_dir(), node.is_dir()) {
        (true, true) => merge(there, &node, contexts, manner),
        _ if gone || manner == Manner::Laid => {
            *there = node;
            Ok(())
        }
        (true, false) => Err(Clash::FileOnDirectory),
        (false, true) => Err(Clash::DirectoryOnFile),
        (false, false) => {
            *there = node;
            Ok(())
        }
    }
}
