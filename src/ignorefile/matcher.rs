//! The matcher: a compiled ignore file that answers for one directory after the other.
//!
//! It carries from a directory to its children exactly what the engine carries (SPEC 4.2, 11.5,
//! 14), so an answer costs a few hashes whatever the depth. State is a plain value: a worker takes
//! a directory's [`DirState`], judges its entries with its own [`Scratch`], and hands each opened
//! child the state that is its due.

use super::classify::covers_below;
use super::index::{Caches, Index, Names};
use super::pattern::{BadPattern, Pattern};
use super::prune::PruneTest;
use super::replay::{Hit, Judgement, merged, replay, replay_stateless};
use crate::engine::{Dialect, Engine};

/// A compiled ignore file.
#[derive(Debug)]
pub struct Matcher {
    dialect: Dialect,
    patterns: Vec<Pattern>,
    index: Index,
    pub(super) prune: PruneTest,
    /// Patterns whose hit on a directory hits everything below it, in the text alone.
    covering: Vec<bool>,
    /// Whether the stateless loop can differ from the carried one, and somebody asks for it.
    keeps_texts: bool,
}

/// What a directory hands to its children.
#[derive(Clone, Debug, Default)]
pub struct DirState {
    /// Nothing hit so far is the usual case, and costs no allocation.
    hits: Option<Box<Hits>>,
    depth: u32,
    /// The directory's path holds a line feed: the index does not speak for it (SPEC 3.8).
    line_feed: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Hits {
    /// The hits that count as hits of every child.
    inherited: Vec<u32>,
    /// Every textual hit of the directory or an ancestor, for the stateless loop (SPEC 4.1).
    texts: Vec<u32>,
    /// Patterns that hit the text of everything below.
    covering: Vec<u32>,
}

impl DirState {
    fn inherited(&self) -> &[u32] {
        self.hits.as_ref().map_or(&[], |hits| &hits.inherited)
    }

    fn texts(&self) -> &[u32] {
        self.hits.as_ref().map_or(&[], |hits| &hits.texts)
    }

    fn covering(&self) -> &[u32] {
        self.hits.as_ref().map_or(&[], |hits| &hits.covering)
    }
}

/// What one worker needs to match without waiting for another.
#[derive(Debug, Default)]
pub struct Scratch {
    caches: Caches,
    path: Vec<u8>,
    own: Vec<u32>,
    carried: Vec<u32>,
}

/// The entries of one directory, judged one at a time.
#[derive(Debug)]
pub struct DirMatcher<'a> {
    matcher: &'a Matcher,
    state: &'a DirState,
    scratch: &'a mut Scratch,
    local: Option<&'a Names>,
    /// The answer for an entry that no pattern hits by itself.
    unhit: Judgement,
    directory_length: usize,
}

impl Matcher {
    /// Builds the matcher of `engine` from compiled patterns.
    pub fn new(engine: &Engine, patterns: Vec<Pattern>) -> Self {
        let index = Index::new(engine.dialect, &patterns);
        let prune = PruneTest::new(engine.transfer.prune, &patterns);
        let covering = patterns.iter().map(|p| covers_below(engine.dialect, p)).collect();
        let has_negation = patterns.iter().any(|pattern| pattern.negated);
        let stateless = engine.transfer.rechecked || engine.transfer.preflight;
        Self {
            dialect: engine.dialect,
            patterns,
            index,
            prune,
            covering,
            keeps_texts: stateless && has_negation,
        }
    }

    /// The patterns in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether nothing can ever be excluded.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether the engine leaves an excluded directory unopened.
    pub fn prunes(&self, path: &[u8]) -> bool {
        self.prune.prunes(path)
    }

    /// Prepares to judge the entries of the directory at `path` (empty for the root).
    pub fn enter<'a>(
        &'a self,
        state: &'a DirState,
        path: &[u8],
        scratch: &'a mut Scratch,
    ) -> DirMatcher<'a> {
        scratch.path.clear();
        scratch.path.extend_from_slice(path);
        if !path.is_empty() {
            scratch.path.push(b'/');
        }
        let directory_length = scratch.path.len();
        let local = self.index.in_directory(path);
        let inherited = merged(state.inherited(), &[]);
        // No pattern of its own, so none that could be bad: this cannot fail.
        let unhit = self.replay(inherited, 0, &mut scratch.carried, |_, _| {}).unwrap_or_default();
        DirMatcher { matcher: self, state, scratch, local, unhit, directory_length }
    }

    fn replay(
        &self,
        hits: impl Iterator<Item = Hit>,
        depth: usize,
        carried: &mut Vec<u32>,
        seen: impl FnMut(Hit, bool),
    ) -> Result<Judgement, BadPattern> {
        replay(self.dialect, &self.patterns, hits, depth, carried, seen)
    }
}

impl<'a> DirMatcher<'a> {
    /// Judges the entry called `name`.
    ///
    /// # Errors
    /// [`BadPattern`] if the engine would evaluate a pattern that it cannot compile.
    pub fn judge(&mut self, name: &[u8]) -> Result<Judgement, BadPattern> {
        self.judge_seeing(name, |_, _| {})
    }

    /// The same, telling `seen` of every hit in order and whether it counted.
    pub(super) fn judge_seeing(
        &mut self,
        name: &[u8],
        seen: impl FnMut(Hit, bool),
    ) -> Result<Judgement, BadPattern> {
        self.find_hits(name);
        let inherited = self.inherited_by(name);
        let depth = self.state.depth as usize + 1;
        let Scratch { own, carried, .. } = &mut *self.scratch;
        self.matcher.replay(merged(inherited, own), depth, carried, seen)
    }

    /// The same as [`Self::judge`], cheaper for an entry that has no children.
    ///
    /// # Errors
    /// As [`Self::judge`].
    pub fn judge_leaf(&mut self, name: &[u8]) -> Result<Judgement, BadPattern> {
        self.find_hits(name);
        if self.scratch.own.is_empty() && !self.drops_inherited(name) {
            return Ok(self.unhit);
        }
        let inherited = self.inherited_by(name);
        let depth = self.state.depth as usize + 1;
        let Scratch { own, carried, .. } = &mut *self.scratch;
        self.matcher.replay(merged(inherited, own), depth, carried, |_, _| {})
    }

    /// Whether the stateless loop excludes the entry judged last (SPEC 4.1, 6.1, 10.2).
    ///
    /// # Errors
    /// [`BadPattern`] if that loop evaluates a pattern that cannot be compiled.
    pub fn stateless(&self, judged: Judgement) -> Result<bool, BadPattern> {
        if !self.matcher.keeps_texts {
            return Ok(judged.excluded); // without `!` lines the two loops are the same
        }
        replay_stateless(&self.matcher.patterns, merged(self.state.texts(), &self.scratch.own))
    }

    /// Whether any pattern hits the text of the path, whatever that is worth. What a directory that
    /// is hit hands to its children is not known then.
    pub fn hits(&mut self, name: &[u8]) -> bool {
        self.find_hits(name);
        !self.scratch.own.is_empty()
    }

    /// What the directory called `name`, judged last, hands to its children.
    pub fn child(&self, name: &[u8]) -> DirState {
        let own = &self.scratch.own;
        let covers = |pattern: &&u32| self.matcher.covering[**pattern as usize];
        let mut covering = self.state.covering().to_vec();
        covering.extend(own.iter().filter(covers));
        covering.extend_from_slice(self.matcher.index.below(name));
        sort_unique(&mut covering);
        let mut texts = Vec::new();
        if self.matcher.keeps_texts {
            texts.extend(merged(self.state.texts(), own).map(|hit| hit.pattern));
            texts.retain(|&pattern| !self.matcher.patterns[pattern as usize].is_bad());
        }
        let hits = Hits { inherited: self.scratch.carried.clone(), texts, covering };
        DirState {
            hits: (hits != Hits::default()).then(|| Box::new(hits)),
            depth: self.state.depth + 1,
            line_feed: self.state.line_feed || name.contains(&b'\n'),
        }
    }

    /// The patterns that hit the text of the entry judged last, whatever they are worth, in order.
    pub fn own_hits(&self) -> &[u32] {
        &self.scratch.own
    }

    /// The path of the entry judged last.
    pub fn path(&self) -> &[u8] {
        &self.scratch.path
    }

    /// In the containers dialect what is below a hit is hit through `(/.*)?`, and `.` is no line
    /// feed (SPEC 11.4).
    fn drops_inherited(&self, name: &[u8]) -> bool {
        self.matcher.dialect == Dialect::ContainersStorage && name.contains(&b'\n')
    }

    fn inherited_by(&self, name: &[u8]) -> &'a [u32] {
        if self.drops_inherited(name) { &[] } else { self.state.inherited() }
    }

    /// Fills `own` with the patterns that hit the text of the path, in ascending order.
    fn find_hits(&mut self, name: &[u8]) {
        let Scratch { caches, path, own, .. } = &mut *self.scratch;
        let matcher = self.matcher;
        path.truncate(self.directory_length);
        path.extend_from_slice(name);
        own.clear();
        if self.state.line_feed || name.contains(&b'\n') {
            let hits = |pattern: &Pattern| pattern.matches(path).unwrap_or(true);
            let numbered = matcher.patterns.iter().enumerate();
            own.extend(numbered.filter(|(_, p)| hits(p)).map(|(number, _)| number as u32));
            return;
        }
        own.extend_from_slice(self.state.covering());
        matcher.index.search(&matcher.patterns, self.local, (path, name), caches, own);
        sort_unique(own);
    }
}

fn sort_unique(numbers: &mut Vec<u32>) {
    if numbers.len() > 1 {
        numbers.sort_unstable();
        numbers.dedup();
    }
}
