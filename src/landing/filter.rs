//! `--exclude` and `--parents`: which part of a source tree is copied (SPEC 19.5, 19.6).

use super::tree::{Body, Dir, Node};
use super::view::Contexts;
use crate::engine::{ENGINES, Engine};
use crate::ignorefile::{DirMatcher, DirState, IncludeList, Scratch};
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
        match pass.directory(source, b"", &States::default(), target)? {
            Kept::All => Ok(source.clone()),
            Kept::Part(kept) => {
                // The parts of a shared directory have not come by its own way yet.
                let via = if kept.base.is_some() { source.via.clone() } else { None };
                Ok(Node { body: Body::Dir(Arc::new(kept)), via })
            }
        }
    }
}

#[derive(Default)]
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

/// What is copied of a directory.
enum Kept {
    /// All of it, as it is.
    All,
    Part(Dir),
}

/// A sub-directory that has to be looked into.
struct Sub {
    name: Box<[u8]>,
    node: Node,
    included: bool,
    states: States,
}

/// The verdict on one entry.
struct Verdict {
    included: bool,
    /// Nothing of what is below can be left out.
    whole: bool,
    /// Nothing of what is below is looked at.
    closed: bool,
}

impl Pass<'_> {
    fn directory(
        &mut self,
        source: &Node,
        path: &[u8],
        states: &States,
        target: Option<&Node>,
    ) -> Result<Kept, Unfiltered> {
        let (mut kept, subs, mut changed) = self.entries(source, path, states)?;
        for Sub { name, node, included, states } in subs {
            let mut below = path.to_vec();
            if !below.is_empty() {
                below.push(b'/');
            }
            below.extend_from_slice(&name);
            let there = target.and_then(|target| target.child(self.contexts, &name));
            if let Some(there) = &there
                && !included
                && self.blocks(there)
                && node.children(self.contexts).iter().any(|(_, node)| node.is_dir())
            {
                return Err(Unfiltered::InTheWay(below));
            }
            let there = there.filter(Node::is_dir);
            match self.directory(&node, &below, &states, there.as_ref())? {
                Kept::All if included => drop(kept.own.insert(name, node)),
                Kept::All => {
                    changed = true;
                    let empty = node.children(self.contexts).is_empty();
                    kept.own.insert(name, if empty { gone() } else { node });
                }
                Kept::Part(inside) => {
                    changed = true;
                    let nothing = !included && inside.is_empty();
                    let body = Body::Dir(Arc::new(inside));
                    kept.own.insert(name, if nothing { gone() } else { Node { body, via: None } });
                }
            }
        }
        if !changed && self.filter.include.is_none() {
            return Ok(Kept::All);
        }
        if kept.base.is_none() {
            kept.own.retain(|_, node| !matches!(node.body, Body::Gone));
        }
        // A directory that shares with a context and has everything taken away is empty.
        let bare = Node { body: Body::Dir(Arc::new(kept.clone())), via: None };
        if kept.base.is_some() && bare.children(self.contexts).is_empty() {
            return Ok(Kept::Part(Dir::default()));
        }
        Ok(Kept::Part(kept))
    }

    /// Judges the entries of a directory: what is kept of those that are not looked into, those
    /// that are, and whether anything is left out.
    fn entries(
        &mut self,
        source: &Node,
        path: &[u8],
        states: &States,
    ) -> Result<(Dir, Vec<Sub>, bool), Unfiltered> {
        let Filter { include, exclude } = self.filter;
        let contexts = self.contexts;
        let mut judges = Judges {
            include: include
                .as_ref()
                .map(|list| (list, list.enter(&states.include, path, &mut self.include))),
            exclude: exclude
                .as_ref()
                .map(|list| (list, list.enter(&states.exclude, path, &mut self.exclude))),
        };
        let mut subs = Vec::new();
        let mut changed = false;
        let mut kept = Dir::default();
        // Without a pattern that brings things in, most of a context's directory stays as it is, so
        // it is shared and what goes is crossed out.
        let shared = source.pure_base().filter(|_| include.is_none());
        if let Some(base) = shared {
            kept.base = Some(base.clone());
            let inventory = contexts.inventory(base.context);
            for entry in contexts.sent_in(base.context, base.dir) {
                let name = inventory.name(entry);
                let directory = inventory.opened(entry).is_some();
                let verdict = judges.judge(name, directory)?;
                if directory && !verdict.closed {
                    let Some(node) = base.child(contexts, name) else { continue };
                    let (name, states) = (name.into(), judges.states(name));
                    subs.push(Sub { name, node, included: verdict.included, states });
                } else if !verdict.included {
                    changed = true;
                    kept.own.insert(name.into(), gone());
                }
            }
            return Ok((kept, subs, changed));
        }
        for (name, node) in source.children(contexts) {
            let verdict = judges.judge(&name, node.is_dir())?;
            if node.is_dir() && !verdict.whole && !verdict.closed {
                let states = judges.states(&name);
                subs.push(Sub { name, node, included: verdict.included, states });
            } else if verdict.included {
                kept.own.insert(name, node);
            } else {
                changed = true;
            }
        }
        // What is written down name by name is no longer the directory that it was.
        Ok((kept, subs, changed || include.is_some()))
    }

    /// Whether something stands where a directory is only walked through. A link is looked
    /// through, and may lead anywhere.
    fn blocks(&self, there: &Node) -> bool {
        match &there.body {
            Body::Leaf(origin) => !self.contexts.is_link(*origin),
            Body::Made => true,
            Body::Gone | Body::Dir(_) => false,
        }
    }
}

fn gone() -> Node {
    Node { body: Body::Gone, via: None }
}

/// Both lists at one directory.
struct Judges<'a> {
    include: Option<(&'a IncludeList, DirMatcher<'a>)>,
    exclude: Option<(&'a IncludeList, DirMatcher<'a>)>,
}

impl Judges<'_> {
    fn judge(&mut self, name: &[u8], directory: bool) -> Result<Verdict, Unfiltered> {
        let mut verdict = Verdict { included: true, whole: true, closed: false };
        let hit = |matcher: &mut DirMatcher<'_>| {
            let judged = if directory { matcher.judge(name) } else { matcher.judge_leaf(name) };
            judged.map(|judged| judged.excluded).map_err(|_| Unfiltered::Syntax)
        };
        if let Some((list, matcher)) = &mut self.include {
            verdict.included = hit(matcher)?;
            verdict.whole = verdict.included && !list.has_negation();
        }
        if let Some((list, matcher)) = &mut self.exclude {
            let excluded = hit(matcher)?;
            verdict.included &= !excluded;
            verdict.closed = excluded && !list.has_negation();
            verdict.whole = false;
        }
        Ok(verdict)
    }

    /// What the directory judged last hands to its children.
    fn states(&self, name: &[u8]) -> States {
        let state = |judge: &Option<(&IncludeList, DirMatcher<'_>)>| {
            judge.as_ref().map(|(_, matcher)| matcher.child(name)).unwrap_or_default()
        };
        States { include: state(&self.include), exclude: state(&self.exclude) }
    }
}
