//! The file system of a stage, as far as COPY, ADD and WORKDIR make it (SPEC 19.1).
//!
//! A tree shares: a directory of a context is one node however much it holds, copying a directory
//! copies a pointer, and only names that differ from what is shared are written down. Every node
//! remembers the instructions that brought it, so that a way is read off and never searched.

use super::view::{ContextId, Contexts, Origin};
use crate::context::{DirId, Kind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An instruction on the way of a file: the step of a stage that put it in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hop {
    /// The number of the stage.
    pub stage: usize,
    /// The number of the step there.
    pub step: usize,
    /// Why the place is not certain, if it is not.
    pub doubt: Option<Doubt>,
}

/// What only the base image could tell of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// The destination could be a directory there, and the file land inside it.
    Directory,
    /// The destination is relative to a working directory that only it knows.
    WorkingDirectory,
}

/// The instructions that brought a node; shared, so that a way through many stages costs no more to
/// write down than one through two.
pub(super) type Via = Option<Arc<Hops>>;

/// See [`Via`].
#[derive(Debug)]
pub(super) enum Hops {
    One(Hop),
    Both { late: Arc<Self>, early: Arc<Self> },
}

/// `hop` after everything in `via`.
pub(super) fn after(hop: Hop, via: &Via) -> Via {
    joined(&Some(Arc::new(Hops::One(hop))), via)
}

/// The hops, the earliest first.
pub(super) fn hops(via: &Via) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut stack: Vec<&Arc<Hops>> = via.iter().collect();
    while let Some(next) = stack.pop() {
        match &**next {
            Hops::One(hop) => hops.push(*hop),
            Hops::Both { late, early } => stack.extend([late, early]),
        }
    }
    hops
}

/// Everything in `early`, then everything in `late`.
pub(super) fn joined(late: &Via, early: &Via) -> Via {
    match (late, early) {
        (Some(late), Some(early)) => {
            Some(Arc::new(Hops::Both { late: Arc::clone(late), early: Arc::clone(early) }))
        }
        (Some(one), None) | (None, Some(one)) => Some(Arc::clone(one)),
        (None, None) => None,
    }
}

/// Something at a path.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) body: Body,
    /// How it came here; for a directory, how all of it did, after what its parts say.
    pub(super) via: Via,
}

/// What something is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// A file, link or special file of a context.
    Leaf(Origin),
    /// A file that an instruction makes: a here-document, or one from the web.
    Made,
    /// A file that a RUN removed.
    Gone,
    /// A directory.
    Dir(Arc<Dir>),
}

/// A directory: what a context has there, and names of its own, which win.
#[derive(Clone, Debug, Default)]
pub(super) struct Dir {
    pub(super) base: Option<Base>,
    pub(super) own: BTreeMap<Box<[u8]>, Node>,
    /// Archives whose contents were unpacked here.
    pub(super) unpacked: Vec<Node>,
}

/// A directory of a context as it was sent.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) context: ContextId,
    pub(super) dir: DirId,
    pub(super) via: Via,
}

impl Dir {
    pub(super) fn is_empty(&self) -> bool {
        self.base.is_none() && self.own.is_empty() && self.unpacked.is_empty()
    }
}

impl Node {
    /// An empty directory.
    pub(super) fn directory() -> Self {
        Self { body: Body::Dir(Arc::default()), via: None }
    }

    /// A directory of a context.
    pub(super) fn sent(context: ContextId, dir: DirId) -> Self {
        let base = Some(Base { context, dir, via: None });
        Self { body: Body::Dir(Arc::new(Dir { base, ..Dir::default() })), via: None }
    }

    pub(super) fn dir(&self) -> Option<&Dir> {
        match &self.body {
            Body::Dir(dir) => Some(dir),
            Body::Leaf(_) | Body::Made | Body::Gone => None,
        }
    }

    /// The context's directory that this is, if nothing was added to it or taken from it.
    pub(super) fn pure_base(&self) -> Option<&Base> {
        let dir = self.dir()?;
        let pure = dir.own.is_empty() && dir.unpacked.is_empty();
        dir.base.as_ref().filter(|_| pure)
    }

    pub(super) fn is_dir(&self) -> bool {
        matches!(self.body, Body::Dir(_))
    }

    /// How many nodes it is written down as, when what is shared is told each time; at most `most`.
    pub(super) fn weight(&self, most: usize) -> usize {
        let mut weight = 0;
        let mut stack = vec![self];
        while let Some(node) = stack.pop() {
            weight += 1;
            if weight >= most {
                break;
            }
            if let Some(dir) = node.dir() {
                stack.extend(dir.own.values().chain(&dir.unpacked));
            }
        }
        weight
    }

    /// The same node, having come by one more way.
    pub(super) fn under(&self, via: &Via) -> Self {
        Self { body: self.body.clone(), via: joined(via, &self.via) }
    }

    /// The same, for changing what is in it: what all of it has in common goes to the parts.
    pub(super) fn open(&mut self) -> Option<&mut Dir> {
        let Body::Dir(dir) = &mut self.body else { return None };
        let dir = Arc::make_mut(dir);
        if let Some(via) = self.via.take().map(Some) {
            if let Some(base) = &mut dir.base {
                base.via = joined(&via, &base.via);
            }
            for node in dir.own.values_mut().chain(&mut dir.unpacked) {
                *node = node.under(&via);
            }
        }
        Some(dir)
    }

    /// What is at a name; a removed file is not there.
    pub(super) fn child(&self, contexts: &Contexts<'_>, name: &[u8]) -> Option<Self> {
        let dir = self.dir()?;
        let child = match dir.own.get(name) {
            Some(node) => node.clone(),
            None => dir.base.as_ref()?.child(contexts, name)?,
        };
        (!matches!(child.body, Body::Gone)).then(|| child.under(&self.via))
    }

    /// Everything in a directory, in byte order.
    pub(super) fn children(&self, contexts: &Contexts<'_>) -> Vec<(Box<[u8]>, Self)> {
        let Some(dir) = self.dir() else { return Vec::new() };
        if let Some(base) = self.pure_base() {
            let children = base.children(contexts).into_iter();
            return children.map(|(name, node)| (name, node.under(&self.via))).collect();
        }
        let mut all: BTreeMap<Box<[u8]>, Self> = BTreeMap::new();
        if let Some(base) = &dir.base {
            all.extend(base.children(contexts));
        }
        all.extend(dir.own.iter().map(|(name, node)| (name.clone(), node.clone())));
        let there = |(_, node): &(Box<[u8]>, Self)| !matches!(node.body, Body::Gone);
        all.into_iter().filter(there).map(|(name, node)| (name, node.under(&self.via))).collect()
    }

    /// The node at a path of names, without following links.
    pub(super) fn at(&self, contexts: &Contexts<'_>, path: &[Vec<u8>]) -> Option<Self> {
        let mut node = self.clone();
        for name in path {
            node = node.child(contexts, name)?;
        }
        Some(node)
    }

    /// The same, for changing it; every directory on the way is opened.
    pub(super) fn at_mut(
        &mut self,
        contexts: &Contexts<'_>,
        path: &[Vec<u8>],
    ) -> Option<&mut Self> {
        let mut node = self;
        for name in path {
            node = node.open()?.own_child(contexts, name)?;
        }
        Some(node)
    }
}

impl Dir {
    /// The node at a name, written down here so that it can be changed.
    pub(super) fn own_child(&mut self, contexts: &Contexts<'_>, name: &[u8]) -> Option<&mut Node> {
        if !self.own.contains_key(name) {
            let shared = self.base.as_ref()?.child(contexts, name)?;
            self.own.insert(name.into(), shared);
        }
        self.own.get_mut(name)
    }
}

impl Base {
    fn node(&self, contexts: &Contexts<'_>, entry: crate::context::EntryId) -> Node {
        let inventory = contexts.inventory(self.context);
        let body = match (inventory.kind(entry), inventory.opened(entry)) {
            (Kind::Directory, Some(dir)) => {
                let base = Some(Self { context: self.context, dir, via: None });
                Body::Dir(Arc::new(Dir { base, ..Dir::default() }))
            }
            (Kind::Directory, None) => Body::Dir(Arc::default()),
            _ => Body::Leaf(Origin { context: self.context, entry }),
        };
        Node { body, via: self.via.clone() }
    }

    pub(super) fn child(&self, contexts: &Contexts<'_>, name: &[u8]) -> Option<Node> {
        let entry = contexts.inventory(self.context).find_in(self.dir, name)?;
        contexts.travels(self.context, entry).then(|| self.node(contexts, entry))
    }

    fn children(&self, contexts: &Contexts<'_>) -> Vec<(Box<[u8]>, Node)> {
        let inventory = contexts.inventory(self.context);
        let sent = contexts.sent_in(self.context, self.dir);
        sent.map(|entry| (inventory.name(entry).into(), self.node(contexts, entry))).collect()
    }
}
