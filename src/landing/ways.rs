//! The trees of all stages turned round: from an entry of a context to the paths that it reaches.

use super::copy::Deposit;
use super::resolve::text;
use super::steps::{Finished, Removal};
use super::tree::{Base, Body, Dir, Hop, Hops, Node, Via, hops, joined};
use super::view::{ContextId, Contexts, Origin};
use crate::context::{DirId, EntryId, Totals};
use std::collections::BTreeMap;

/// How far a file of a context comes; what is worse is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// It may travel, and nobody asks for it.
    Eligible,
    /// It is sent to the builder, and no instruction copies it.
    Sent,
    /// It is in a stage that is thrown away, or mounted while a command runs.
    Build,
    /// It is in a layer of the final image, hidden by a later one.
    Layer,
    /// It is in the final image.
    Image,
}

impl Reach {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Sent => "sent",
            Self::Build => "build",
            Self::Layer => "layer",
            Self::Image => "image",
        }
    }
}

/// How much of an entry is taken by some instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Take {
    /// Nothing of it.
    Nothing,
    /// Something below it.
    Part,
    /// It, and what is below.
    Whole,
}

/// A part of a context that an instruction takes.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// One file, link or special file.
    Entry(Origin),
    /// A directory and what is sent below it, but for these names in it.
    Below {
        /// The context.
        context: ContextId,
        /// The directory.
        dir: DirId,
        /// Names that are left out, or are parts of their own.
        except: &'a [Box<[u8]>],
    },
}

/// One way of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// How far it leads.
    pub reach: Reach,
    /// The stage in which it ends.
    pub stage: usize,
    /// The absolute path there.
    pub path: Vec<u8>,
    /// The instructions, the earliest first.
    pub hops: Vec<Hop>,
    /// The stage, and the step there, that removes it again.
    pub removed: Option<(usize, usize)>,
    /// It is there only while a command runs, and becomes part of nothing.
    pub mounted: bool,
}

/// Something in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// The absolute path.
    pub path: Vec<u8>,
    /// Whether it is a directory.
    pub directory: bool,
    /// The entry that it is, for what comes from a context unchanged.
    pub origin: Option<Origin>,
    /// The contents of an archive were unpacked here; `origin` is the archive.
    pub unpacked: bool,
    /// The instructions, the earliest first.
    pub hops: Vec<Hop>,
}

/// Everything below a directory, in byte order of names.
pub(super) fn files(root: &Node, contexts: &Contexts<'_>) -> Vec<Landed> {
    let mut found = Vec::new();
    let mut stack: Vec<(Vec<u8>, Node)> = vec![(Vec::new(), root.clone())];
    while let Some((path, node)) = stack.pop() {
        let directory = node.is_dir();
        let origin = match &node.body {
            Body::Leaf(origin) => Some(*origin),
            Body::Dir(_) | Body::Made | Body::Gone => None,
        };
        if !path.is_empty() {
            let hops = hops(&node.via);
            found.push(Landed { path: path.clone(), directory, origin, unpacked: false, hops });
        }
        for archive in node.dir().iter().flat_map(|dir| &dir.unpacked) {
            let Body::Leaf(origin) = archive.body else { continue };
            found.push(Landed {
                path: if path.is_empty() { b"/".to_vec() } else { path.clone() },
                directory: true,
                origin: Some(origin),
                unpacked: true,
                hops: hops(&joined(&node.via, &archive.via)),
            });
        }
        for (name, child) in node.children(contexts).into_iter().rev() {
            stack.push(([path.as_slice(), b"/", &*name].concat(), child));
        }
    }
    found
}

/// What of the contexts is in a tree.
pub(super) fn totals(root: &Node, contexts: &Contexts<'_>) -> Totals {
    let mut totals = Totals::default();
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.body {
            Body::Leaf(origin) => totals += own(contexts, *origin),
            Body::Made | Body::Gone => {}
            Body::Dir(dir) => {
                stack.extend(dir.own.values());
                for archive in &dir.unpacked {
                    if let Body::Leaf(origin) = archive.body {
                        totals += own(contexts, origin);
                    }
                }
                let Some(base) = &dir.base else { continue };
                let Some(view) = contexts.get(base.context) else { continue };
                let mut below = view.requested.below(view.inventory, base.dir);
                for name in dir.own.keys() {
                    if let Some(entry) = view.inventory.find_in(base.dir, name) {
                        below = below.less(view.requested.with(view.inventory, entry));
                    }
                }
                totals += below;
            }
        }
    }
    totals
}

fn own(contexts: &Contexts<'_>, origin: Origin) -> Totals {
    let bytes = contexts
        .get(origin.context)
        .map_or(0, |view| view.requested.size(view.inventory, origin.entry));
    Totals { files: 1, directories: 0, bytes }
}

/// A path, and how something came there.
pub(super) type Place = (Vec<u8>, Via);

/// A part of a context in a tree.
#[derive(Clone, Debug)]
struct Graft {
    path: Vec<u8>,
    via: Via,
    /// Names that something else has taken.
    taken: Vec<Box<[u8]>>,
}

/// The parts of contexts in one stage, by what they are parts of.
#[derive(Debug, Default)]
pub(super) struct Grafts {
    dirs: BTreeMap<(ContextId, DirId), Vec<Graft>>,
    leaves: BTreeMap<Origin, Vec<Graft>>,
    /// The same of what each instruction put down, and of what was mounted for a command.
    deposits: Option<Box<Self>>,
    mounted: Option<Box<Self>>,
}

impl Grafts {
    pub(super) fn of(stage: &Finished) -> Self {
        let mut grafts = Self::default();
        grafts.add(Vec::new(), &stage.tree.root, &None);
        grafts.deposits = Some(Box::new(Self::of_deposits(&stage.deposits)));
        grafts.mounted = Some(Box::new(Self::of_deposits(&stage.mounted)));
        grafts
    }

    fn of_deposits(deposits: &[Deposit]) -> Self {
        let mut grafts = Self::default();
        for Deposit { path, node } in deposits {
            let path = if path.is_empty() { Vec::new() } else { text(path) };
            grafts.add(path, node, &None);
        }
        grafts
    }

    /// What the stage's instructions took from contexts, each with the only instruction on its way:
    /// what came by way of another stage is none of theirs.
    pub(super) fn taken(&self) -> Vec<(Hop, Part<'_>)> {
        let mut taken = Vec::new();
        let mut add = |graft: &Graft, part| match graft.via.as_deref() {
            Some(Hops::One(hop)) => taken.push((*hop, part)),
            Some(Hops::Both { .. }) | None => {}
        };
        for grafts in [&self.deposits, &self.mounted].into_iter().flatten() {
            for (&(context, dir), grafts) in &grafts.dirs {
                for graft in grafts {
                    add(graft, Part::Below { context, dir, except: &graft.taken });
                }
            }
            for (&origin, grafts) in &grafts.leaves {
                grafts.iter().for_each(|graft| add(graft, Part::Entry(origin)));
            }
        }
        taken
    }

    /// The paths at which an entry is seen while a command runs.
    pub(super) fn mounted(&self, contexts: &Contexts<'_>, origin: Origin) -> Vec<Place> {
        self.mounted.as_ref().map_or_else(Vec::new, |grafts| grafts.visible(contexts, origin))
    }

    fn add(&mut self, path: Vec<u8>, node: &Node, outer: &Via) {
        let mut stack = vec![(path, node, outer.clone())];
        while let Some((path, node, outer)) = stack.pop() {
            let via = joined(&outer, &node.via);
            match &node.body {
                Body::Leaf(origin) => {
                    let graft = Graft { path, via, taken: Vec::new() };
                    self.leaves.entry(*origin).or_default().push(graft);
                }
                Body::Made | Body::Gone => {}
                Body::Dir(dir) => {
                    self.add_base(&path, dir, &via);
                    for archive in &dir.unpacked {
                        stack.push((path.clone(), archive, via.clone()));
                    }
                    for (name, child) in &dir.own {
                        stack.push(([path.as_slice(), b"/", name].concat(), child, via.clone()));
                    }
                }
            }
        }
    }

    fn add_base(&mut self, path: &[u8], dir: &Dir, via: &Via) {
        let Some(Base { context, dir: number, via: inner }) = &dir.base else { return };
        let graft = Graft {
            path: path.to_vec(),
            via: joined(via, inner),
            taken: dir.own.keys().cloned().collect(),
        };
        self.dirs.entry((*context, *number)).or_default().push(graft);
    }

    /// Whether an entry, or something below it, is seen at the end of the stage.
    pub(super) fn has(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        !self.visible(contexts, origin).is_empty() || self.has_below(contexts, origin)
    }

    /// The same of what an instruction put down, seen later or not.
    pub(super) fn has_deposited(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        self.deposits.as_ref().is_some_and(|grafts| grafts.has(contexts, origin))
    }

    /// The same of what was mounted.
    pub(super) fn has_mounted(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        self.mounted.as_ref().is_some_and(|grafts| grafts.has(contexts, origin))
    }

    /// How much of an entry the stage's instructions put down or mounted.
    pub(super) fn take(&self, contexts: &Contexts<'_>, origin: Origin) -> Take {
        let parts = [&self.deposits, &self.mounted].into_iter().flatten();
        parts.fold(Take::Nothing, |take, grafts| take.max(grafts.brings(contexts, origin)))
    }

    /// How much of an entry is in what was put somewhere.
    fn brings(&self, contexts: &Contexts<'_>, origin: Origin) -> Take {
        let dir = contexts.get(origin.context).and_then(|view| view.inventory.opened(origin.entry));
        let own = dir.and_then(|dir| self.dirs.get(&(origin.context, dir)));
        // Where each has names of its own for something in it, `--exclude` may have left that out.
        let filtered = |own: &Vec<Graft>| own.iter().all(|graft| !graft.taken.is_empty());
        let from_above = || {
            let places = self.visible(contexts, origin).len();
            places > own.map_or(0, Vec::len)
        };
        if own.is_some_and(filtered) && !from_above() {
            Take::Part
        } else if !self.visible(contexts, origin).is_empty() {
            Take::Whole
        } else if self.has_below(contexts, origin) {
            Take::Part
        } else {
            Take::Nothing
        }
    }

    /// Whether something below a directory was put somewhere by itself.
    fn has_below(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        let Origin { context, entry } = origin;
        let Some(view) = contexts.get(context) else { return false };
        let Some(dir) = view.inventory.opened(entry) else { return false };
        let range = view.inventory.subtree(dir);
        let first = |dir| Origin { context, entry: EntryId { dir, index: 0 } };
        let directories = (context, range.start)..(context, range.end);
        let leaves = first(range.start)..first(range.end);
        self.dirs.range(directories).next().is_some() || self.leaves.range(leaves).next().is_some()
    }

    /// Whether an instruction of the stage would come to an entry: it, or a directory above it, was
    /// copied as a whole, whether it is sent itself or not.
    pub(super) fn comes_to(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        let (Some(deposits), Some(view)) = (&self.deposits, contexts.get(origin.context)) else {
            return false;
        };
        let Origin { context, entry } = origin;
        let inventory = view.inventory;
        let own = inventory.opened(entry).map(|dir| (context, dir));
        if deposits.leaves.contains_key(&origin)
            || own.is_some_and(|at| deposits.dirs.contains_key(&at))
        {
            return true;
        }
        let above = std::iter::successors(Some(entry), |at| inventory.entry_of(at.dir));
        above.into_iter().any(|at| {
            let name = inventory.name(at);
            let grafts = deposits.dirs.get(&(context, at.dir)).into_iter().flatten();
            grafts.into_iter().any(|graft| !graft.taken.iter().any(|taken| **taken == *name))
        })
    }

    /// The paths at which an entry is seen at the end of the stage.
    pub(super) fn visible(&self, contexts: &Contexts<'_>, origin: Origin) -> Vec<Place> {
        let mut found: Vec<Place> = Vec::new();
        let leaves = self.leaves.get(&origin).into_iter().flatten();
        found.extend(leaves.map(|graft| (graft.path.clone(), graft.via.clone())));
        let Some(view) = contexts.get(origin.context) else { return found };
        let (inventory, requested) = (view.inventory, view.requested);
        if !requested.travels(inventory, origin.entry) {
            return found;
        }
        if let Some(dir) = inventory.opened(origin.entry) {
            let whole = self.dirs.get(&(origin.context, dir)).into_iter().flatten();
            found.extend(whole.map(|graft| (graft.path.clone(), graft.via.clone())));
        }
        // From the entry up: each directory that was copied as a whole brings it along.
        let mut below: Vec<u8> = Vec::new();
        let mut at: EntryId = origin.entry;
        loop {
            let name = inventory.name(at);
            below = if below.is_empty() {
                name.to_vec()
            } else {
                [name, b"/", below.as_slice()].concat()
            };
            for graft in self.dirs.get(&(origin.context, at.dir)).into_iter().flatten() {
                if !graft.taken.iter().any(|taken| **taken == *name) {
                    let path = [graft.path.as_slice(), b"/", &below].concat();
                    found.push((path, graft.via.clone()));
                }
            }
            match inventory.entry_of(at.dir) {
                Some(above) => at = above,
                None => break,
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// The paths at which an instruction of the stage put an entry down, seen at its end or not,
    /// and what removed it again.
    pub(super) fn deposited(
        &self,
        contexts: &Contexts<'_>,
        origin: Origin,
        removals: &[&Removal],
    ) -> Vec<(Place, Option<(usize, usize)>)> {
        let Some(deposits) = &self.deposits else { return Vec::new() };
        let removed = |path: &[u8]| {
            let below = |removal: &&&Removal| {
                path.strip_prefix(removal.path.as_slice())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
            };
            removals.iter().find(below).map(|removal| removal.place)
        };
        let found = deposits.visible(contexts, origin);
        found
            .into_iter()
            .map(|at| {
                let removed = removed(&at.0);
                (at, removed)
            })
            .collect()
    }
}
