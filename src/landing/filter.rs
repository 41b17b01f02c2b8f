//! `--exclude` and `--parents`: which part of a source tree is copied (SPEC 19.5, 19.6).

use super::tree::{Body, Dir, Node};
use super::view::Contexts;
use crate::engine::{ENGINES, Engine};
use crate::ignorefile::{DirState, IncludeList, Scratch};
use std::sync::Arc;

/// The lists of one instruction.
#[derive(Debug)]
pub(super) struct Filter {
    /// `--parents`: the one pattern that brings things in.
    include: Option<IncludeList>,
    /// `--exclude`.
    exclude: Option<IncludeList>,
}

/// Why filtering fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfiltered {
    /// A pattern that does not parse.
    Syntax,
    /// Something stands where a directory is only walked through (SPEC 19.5).
    InTheWay(Vec<u8>),
}

/// BuildKit's own matcher, whoever builds: nobody else has these flags in another way.
fn engine() -> &'static Engine {
    &ENGINES[0]
}

fn compile(patterns: &[Vec<u8>]) -> Result<IncludeList, Unfiltered> {
    IncludeList::compile(engine(), patterns).map_err(|_| Unfiltered::Syntax)
}

impl Filter {
    /// The filter of an instruction; `include` is the pattern behind the pivot.
    pub(super) fn new(
        include: Option<&[u8]>,
        exclude: &[Vec<u8>],
    ) -> Result<Option<Self>, Unfiltered> {
        let include = include.map(|pattern| compile(&[pattern.to_vec()])).transpose()?;
        let exclude = (!exclude.is_empty()).then(|| compile(exclude)).transpose()?;
        let any = include.is_some() || exclude.is_some();
        Ok(any.then_some(Self { include, exclude }))
    }

    /// The part of `source` that is copied onto `target`: never nothing, as the directory itself
    /// is always made.
    pub(super) fn apply(
        &self,
        source: &Node,
        target: Option<&Node>,
        contexts: &Contexts<'_>,
    ) -> Result<Node, Unfiltered> {
        let mut pass = Pass {
            filter: self,
            contexts,
            include: Scratch::default(),
            exclude: Scratch::default(),
        };
        let states = States { include: DirState::default(), exclude: DirState::default() };
        let kept = pass.directory(source, Vec::new(), &states, target)?;
        Ok(Node { body: Body::Dir(Arc::new(kept)), via: None })
    }
}

struct States {
    include: DirState,
    exclude: DirState,
}

struct Pass<'a> {
    filter: &'a Filter,
    contexts: &'a Contexts<'a>,
    include: Scratch,
    exclude: Scratch,
}

/// A child of a directory, judged.
struct Judged {
    name: Box<[u8]>,
    node: Node,
    included: bool,
    /// Nothing of what is below can be left out.
    whole: bool,
    /// Nothing of what is below is looked at.
    closed: bool,
    states: States,
}

impl Pass<'_> {
    fn directory(
        &mut self,
        source: &Node,
        path: Vec<u8>,
        states: &States,
        target: Option<&Node>,
    ) -> Result<Dir, Unfiltered> {
        let mut kept = Dir::default();
        for child in self.judge(source, &path, states)? {
            let Judged { name, node, included, whole, closed, states } = child;
            if !node.is_dir() || whole {
                if included {
                    kept.own.insert(name, node);
                }
                continue;
            }
            if closed {
                continue;
            }
            let mut below = path.clone();
            if !below.is_empty() {
                below.push(b'/');
            }
            below.extend_from_slice(&name);
            let there = target.and_then(|target| target.child(self.contexts, &name));
            if let Some(there) = &there
                && !included
                && !there.is_dir()
                && self.blocks(there)
                && node.children(self.contexts).iter().any(|(_, node)| node.is_dir())
            {
                return Err(Unfiltered::InTheWay(below));
            }
            let there = there.filter(Node::is_dir);
            let inside = self.directory(&node, below, &states, there.as_ref())?;
            if included || !inside.is_empty() {
                kept.own.insert(name, Node { body: Body::Dir(Arc::new(inside)), via: None });
            }
        }
        Ok(kept)
    }

    /// A link in the way is looked through, and may lead anywhere.
    fn blocks(&self, there: &Node) -> bool {
        match &there.body {
            Body::Leaf(origin) => !self.contexts.is_link(*origin),
            Body::Made => true,
            Body::Gone | Body::Dir(_) => false,
        }
    }

    fn judge(
        &mut self,
        source: &Node,
        path: &[u8],
        states: &States,
    ) -> Result<Vec<Judged>, Unfiltered> {
        let Filter { include, exclude } = self.filter;
        let children = source.children(self.contexts);
        let mut judged: Vec<Judged> = children
            .into_iter()
            .map(|(name, node)| Judged {
                name,
                node,
                included: true,
                whole: exclude.is_none() && include.is_none(),
                closed: false,
                states: States { include: DirState::default(), exclude: DirState::default() },
            })
            .collect();
        if let Some(list) = include {
            let mut matcher = list.enter(&states.include, path, &mut self.include);
            for child in &mut judged {
                let found = matcher.judge(&child.name).map_err(|_| Unfiltered::Syntax)?;
                child.included = found.excluded;
                child.whole = found.excluded && exclude.is_none() && !list.has_negation();
                child.states.include = matcher.child(&child.name);
            }
        }
        if let Some(list) = exclude {
            let mut matcher = list.enter(&states.exclude, path, &mut self.exclude);
            for child in &mut judged {
                let found = matcher.judge(&child.name).map_err(|_| Unfiltered::Syntax)?;
                child.included &= !found.excluded;
                child.closed = found.excluded && !list.has_negation();
                child.states.exclude = matcher.child(&child.name);
            }
        }
        Ok(judged)
    }
}
