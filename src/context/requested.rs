//! What a build asks for of what may travel: a view on an inventory, not a second walk.
//!
//! The engine filters while it walks; here the same decisions are taken afterwards, so that one
//! inventory serves every target. A directory that is asked for as a whole costs one look, whatever
//! it holds (SPEC 5.3, 5.5, 5.7, 6.1).

use super::inventory::{DirId, Empty, EntryId, Fate, Inventory, Kind, Totals};
use crate::build::Filter;
use crate::dockerfile::matches_path;
use crate::engine::{Engine, Opened, UnreadableDirectory};
use crate::error::{Cause, Failure};
use crate::ignorefile::{BadPattern, DirState, IncludeList, Scratch};
use rustc_hash::{FxHashMap, FxHashSet};

/// How much of a directory's contents travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Nothing,
    Whole,
    Some(u32),
}

/// The entries that are asked for.
#[derive(Debug)]
pub struct Requested {
    /// By directory; empty if everything is asked for.
    parts: Vec<Part>,
    some: Vec<SomeOf>,
    /// Contents that arrive under another name than in the inventory.
    sizes: FxHashMap<EntryId, u64>,
    empty: FxHashSet<EntryId>,
    pub(super) failure: Option<Failure>,
    /// What could not be read and is not asked for either; see `unseen`.
    pub(super) aside: Vec<crate::path::ContextPath>,
}

/// A directory of which some entries travel.
#[derive(Debug, Default)]
struct SomeOf {
    /// One bit an entry.
    bits: Box<[u64]>,
    /// Below the directory, itself not counted.
    totals: Totals,
}

impl Requested {
    /// Everything that may travel.
    pub fn everything(inventory: &Inventory) -> Self {
        let mut all = Self::nothing();
        all.failure = inventory.failure().cloned();
        all
    }

    fn nothing() -> Self {
        Self {
            parts: Vec::new(),
            some: Vec::new(),
            sizes: FxHashMap::default(),
            empty: FxHashSet::default(),
            failure: None,
            aside: Vec::new(),
        }
    }

    /// What a filter lets through. `opened` and `engine` are the engine's.
    pub fn new(inventory: &Inventory, filter: &Filter, engine: &Engine) -> Self {
        let mut requested = match filter {
            Filter::Everything => return Self::everything(inventory),
            Filter::Nothing => {
                let parts = vec![Part::Nothing; inventory.blocks.len()];
                let mut none = Self { parts, ..Self::nothing() };
                none.pass_over(inventory, &Visited(vec![false; inventory.blocks.len()]));
                return none;
            }
            Filter::Patterns(_) | Filter::Components(_) => {
                Self { parts: vec![Part::Nothing; inventory.blocks.len()], ..Self::nothing() }
            }
        };
        let mut sweep = Sweep { inventory, filter, requested: &mut requested, engine: engine.id };
        let visited = sweep.run();
        let listed_first = engine.transfer.unreadable_directory == UnreadableDirectory::FailsIfSeen;
        let comes_to = |id: EntryId| {
            visited.opened(id.dir) && (listed_first || visited.contains(inventory, id))
        };
        let failure = inventory.failures.iter().find(|(_, id, _)| comes_to(*id));
        if let Some((_, _, failure)) = failure {
            requested.failure = Some(failure.clone());
        }
        requested.pass_over(inventory, &visited);
        requested.settle_parents(inventory, engine.transfer.opened);
        requested.move_contents(inventory);
        requested
    }

    /// Why the engine would refuse to send this, if it would.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether all that may travel is asked for.
    pub fn is_everything(&self) -> bool {
        self.parts.is_empty()
    }

    fn part(&self, dir: DirId) -> Part {
        self.parts.get(dir.0 as usize).copied().unwrap_or(Part::Whole)
    }

    /// Whether the entry arrives at the builder.
    pub fn travels(&self, inventory: &Inventory, id: EntryId) -> bool {
        match self.part(id.dir) {
            Part::Nothing => false,
            Part::Whole => inventory.fate(id).travels(),
            Part::Some(number) => self.some[number as usize].has(id.index),
        }
    }

    /// The entries of a directory that are there at the builder, in order. What is not asked for
    /// costs nothing.
    pub fn sent_in<'a>(
        &'a self,
        inventory: &'a Inventory,
        dir: DirId,
    ) -> impl Iterator<Item = EntryId> + 'a {
        let (all, bits) = match self.part(dir) {
            Part::Nothing => (None, &[][..]),
            Part::Whole => (Some(inventory.entries(dir)), &[][..]),
            Part::Some(number) => (None, &*self.some[number as usize].bits),
        };
        // Some engines send what is in a directory and not the directory (SPEC 10.4, 11.6); it is
        // there all the same.
        let holds = move |id: EntryId| {
            let below = inventory.opened(id).map(|dir| inventory.sent_below(dir));
            below.is_some_and(|below| below.files + below.directories > 0)
        };
        let arrives = move |id: &EntryId| inventory.fate(*id).travels() || holds(*id);
        let all = all.into_iter().flatten().filter(arrives);
        let set = bits.iter().enumerate().flat_map(|(word, &bits)| {
            let rest = std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)));
            let rest = rest.take_while(|bits| *bits != 0);
            rest.map(move |bits| word as u32 * 64 + bits.trailing_zeros())
        });
        all.chain(set.map(move |index| EntryId { dir, index }))
    }

    /// Whether everything below the directory that may travel is asked for.
    pub fn is_whole(&self, dir: DirId) -> bool {
        self.part(dir) == Part::Whole
    }

    /// What travels in all.
    pub fn totals(&self, inventory: &Inventory) -> Totals {
        self.below(inventory, DirId::ROOT)
    }

    /// What travels below a directory, itself not counted.
    pub fn below(&self, inventory: &Inventory, dir: DirId) -> Totals {
        match self.part(dir) {
            Part::Nothing => Totals::default(),
            Part::Whole => inventory.sent_below(dir),
            Part::Some(number) => self.some[number as usize].totals,
        }
    }

    /// What travels with an entry: itself and everything below it.
    pub fn with(&self, inventory: &Inventory, id: EntryId) -> Totals {
        let opened = inventory.opened(id);
        let mut totals = opened.map_or_else(Totals::default, |dir| self.below(inventory, dir));
        if self.travels(inventory, id) {
            totals += self.own(inventory, id);
        }
        totals
    }

    /// The bytes that the entry's own content adds.
    pub fn size(&self, inventory: &Inventory, id: EntryId) -> u64 {
        self.sizes.get(&id).copied().unwrap_or_else(|| inventory.size(id))
    }

    /// Whether the entry is a further name of a file that is sent under an earlier one.
    pub fn is_hard_link(&self, inventory: &Inventory, id: EntryId) -> bool {
        inventory.is_hard_link(id) && !self.sizes.contains_key(&id)
    }

    /// Why the entry arrives empty although it is not, if it does.
    pub fn empty(&self, inventory: &Inventory, id: EntryId) -> Option<Empty> {
        let disagrees = self.empty.contains(&id).then_some(Empty::Disagreement);
        inventory.empty(id).or(disagrees)
    }

    /// The files that arrive empty although they are not, by directory.
    pub fn arriving_empty(&self, inventory: &Inventory) -> Vec<EntryId> {
        let mut ids: Vec<EntryId> = self.empty.iter().copied().collect();
        ids.extend(inventory.arriving_empty().iter().filter(|id| self.travels(inventory, **id)));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn own(&self, inventory: &Inventory, id: EntryId) -> Totals {
        let directory = u64::from(inventory.kind(id) == Kind::Directory);
        Totals { files: 1 - directory, directories: directory, bytes: self.size(inventory, id) }
    }

    fn add(&mut self, inventory: &Inventory, id: EntryId) {
        let entries = inventory.entries(id.dir).len();
        let number = match self.part(id.dir) {
            Part::Some(number) => number,
            Part::Nothing | Part::Whole => {
                let number = self.some.len() as u32;
                let bits = vec![0; entries.div_ceil(64)].into_boxed_slice();
                self.some.push(SomeOf { bits, totals: Totals::default() });
                self.parts[id.dir.0 as usize] = Part::Some(number);
                number
            }
        };
        self.some[number as usize].bits[id.index as usize / 64] |= 1 << (id.index % 64);
    }

    /// Sums bottom-up and adds directories that travel for the sake of what is below (SPEC 5.5).
    fn settle_parents(&mut self, inventory: &Inventory, opened: Opened) {
        // Children have higher numbers, so the sums of a directory are ready when its turn comes.
        for dir in (0..inventory.blocks.len() as u32).rev().map(DirId) {
            if let Part::Some(some) = self.part(dir) {
                let mut totals = Totals::default();
                for id in inventory.entries(dir) {
                    totals += self.with(inventory, id);
                }
                self.some[some as usize].totals = totals;
            }
            let below = self.below(inventory, dir);
            let needed = opened == Opened::WhenNeeded && below.files + below.directories > 0;
            if let Some(entry) = inventory.entry_of(dir).filter(|_| needed)
                && !self.is_whole(entry.dir)
            {
                self.add(inventory, entry);
            }
        }
    }

    /// A content with several names comes with the first of them that is asked for (SPEC 5.7).
    fn move_contents(&mut self, inventory: &Inventory) {
        let mut seen = FxHashSet::default();
        let mut moved = Vec::new();
        for &(id, content, size) in &inventory.links {
            // A name that arrives empty brings nothing.
            let brings = self.travels(inventory, id) && inventory.empty(id).is_none();
            if brings && seen.insert(content) && inventory.is_hard_link(id) {
                moved.push((id, size));
            }
        }
        for (id, size) in moved {
            self.sizes.insert(id, size);
            let mut dir = Some(id.dir);
            while let Some(at) = dir {
                if let Part::Some(number) = self.part(at) {
                    self.some[number as usize].totals.bytes += size;
                }
                dir = inventory.entry_of(at).map(|entry| entry.dir);
            }
        }
    }
}

impl SomeOf {
    fn has(&self, index: u32) -> bool {
        self.bits[index as usize / 64] & 1 << (index % 64) != 0
    }
}

/// The directories that the engine lists.
pub(super) struct Visited(Vec<bool>);

impl Visited {
    pub(super) fn opened(&self, dir: DirId) -> bool {
        self.0[dir.0 as usize]
    }

    /// Whether the engine lists the directory behind an entry, if it is one that was listed.
    pub(super) fn contains(&self, inventory: &Inventory, id: EntryId) -> bool {
        inventory.opened(id).is_none_or(|dir| self.opened(dir))
    }
}

/// One pass over the directories that the engine would open.
struct Sweep<'a> {
    inventory: &'a Inventory,
    filter: &'a Filter,
    requested: &'a mut Requested,
    engine: &'static str,
}

/// What is known of a directory when its entries are looked at.
enum Standing {
    State(DirState),
    /// For [`Filter::Components`]: everything below is asked for.
    Inside(bool),
}

impl Sweep<'_> {
    fn run(&mut self) -> Visited {
        let mut visited = Visited(vec![false; self.inventory.blocks.len()]);
        let start = match self.filter {
            Filter::Patterns(_) => Standing::State(DirState::default()),
            Filter::Components(_) | Filter::Everything | Filter::Nothing => Standing::Inside(false),
        };
        let mut stack = vec![(DirId::ROOT, start)];
        let mut scratch = Scratch::default();
        let mut path = Vec::new();
        while let Some((dir, standing)) = stack.pop() {
            visited.0[dir.0 as usize] = true;
            self.inventory.dir_path_into(dir, &mut path);
            let below = match (self.filter, &standing) {
                (Filter::Patterns(list), Standing::State(state)) => {
                    self.by_pattern(list, dir, (&path, state), &mut scratch)
                }
                (Filter::Components(globs), Standing::Inside(inside)) => {
                    self.by_component(globs, dir, &path, *inside)
                }
                _ => Ok(Vec::new()),
            };
            let below = below.unwrap_or_else(|(bad, path)| {
                self.fail(bad, &path);
                Vec::new()
            });
            for (child, next) in below.into_iter().rev() {
                match next {
                    Some(next) => stack.push((child, next)),
                    None => {
                        let subtree = self.inventory.subtree(child);
                        let range = subtree.start.0 as usize..subtree.end.0 as usize;
                        self.requested.parts[range.clone()].fill(Part::Whole);
                        visited.0[range].fill(true);
                    }
                }
            }
        }
        visited
    }

    /// The directories to open, each with what it inherits, or nothing if all of it is asked for.
    #[expect(clippy::type_complexity, reason = "one private step, named in its comment")]
    fn by_pattern(
        &mut self,
        list: &IncludeList,
        dir: DirId,
        (path, state): (&[u8], &DirState),
        scratch: &mut Scratch,
    ) -> Result<Vec<(DirId, Option<Standing>)>, (BadPattern, Vec<u8>)> {
        let mut below = Vec::new();
        let mut matcher = list.enter(state, path, scratch);
        for id in self.inventory.entries(dir) {
            let name = self.inventory.name(id);
            let opened = self.opened(id);
            let judged =
                if opened.is_some() { matcher.judge(name) } else { matcher.judge_leaf(name) };
            let judged = judged.map_err(|bad| (bad, matcher.path().to_vec()))?;
            let asked = judged.excluded;
            if asked && self.inventory.fate(id) == Fate::Sent {
                self.requested.add(self.inventory, id);
                if self.inventory.kind(id) == Kind::File
                    && list.has_negation()
                    && !matcher.stateless(judged).unwrap_or(false)
                {
                    self.requested.empty.insert(id);
                }
            }
            let Some(child) = opened else { continue };
            if asked && !list.has_negation() {
                below.push((child, None));
            } else if asked || !list.prunes(matcher.path()) {
                below.push((child, Some(Standing::State(matcher.child(name)))));
            }
        }
        Ok(below)
    }

    /// The same for 20.10: a glob matches component by component, and a directory that it matches
    /// as a whole brings everything below.
    #[expect(clippy::type_complexity, reason = "one private step, named in its comment")]
    fn by_component(
        &mut self,
        globs: &[Vec<u8>],
        dir: DirId,
        path: &[u8],
        inside: bool,
    ) -> Result<Vec<(DirId, Option<Standing>)>, (BadPattern, Vec<u8>)> {
        let mut below = Vec::new();
        for id in self.inventory.entries(dir) {
            let mut whole = path.to_vec();
            if !whole.is_empty() {
                whole.push(b'/');
            }
            whole.extend_from_slice(self.inventory.name(id));
            let reach = globs.iter().filter_map(|glob| reach(glob, &whole)).max();
            if !inside && reach.is_none() {
                continue;
            }
            // What a glob reaches on the way to something deeper is sent too, file or directory.
            if self.inventory.fate(id).travels() {
                self.requested.add(self.inventory, id);
            }
            let Some(child) = self.opened(id) else { continue };
            let all = inside || reach == Some(Reach::Whole);
            below.push((child, (!all).then_some(Standing::Inside(false))));
        }
        Ok(below)
    }

    /// The directory behind an entry, if the engine's own walk comes into it.
    fn opened(&self, id: EntryId) -> Option<DirId> {
        let walked = self.inventory.record(id).state.is_walked();
        self.inventory.opened(id).filter(|_| walked)
    }

    fn fail(&mut self, BadPattern(_): BadPattern, path: &[u8]) {
        let failure = Failure {
            cause: Cause::PatternSyntax,
            engine: self.engine,
            message: "failed to match includepatterns: syntax error in pattern".to_owned(),
            place: None,
            path: Some(path.into()),
        };
        self.requested.failure.get_or_insert(failure);
    }
}

/// How far a glob of several components comes with a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// The path is on the way to what the glob asks for.
    Towards,
    /// The glob names the path.
    Whole,
}

fn reach(glob: &[u8], path: &[u8]) -> Option<Reach> {
    let depth = path.split(|&byte| byte == b'/').count();
    let components: Vec<&[u8]> = glob.split(|&byte| byte == b'/').collect();
    let towards = components.len() > depth;
    let glob = components[..depth.min(components.len())].join(&b'/');
    let matches = matches_path(&glob, path).unwrap_or(false);
    matches.then_some(if towards { Reach::Towards } else { Reach::Whole })
}
