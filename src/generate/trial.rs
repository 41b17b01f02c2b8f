//! An ignore file tried on the tree: what each engine would hold back, and by which line.
//!
//! It uses the very matcher of the audit, and opens no directory that the engine would leave shut.

use super::Ground;
use crate::context::{DirId, EntryId, Fate, Inventory, Kind, Totals};
use crate::engine::{Asks, Engine};
use crate::ignorefile::{BadPattern, DirState, IgnoreFile, Scratch};
use crate::source::Source;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What one engine makes of some lines.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What is excluded, with the number of the line that decided; below a directory that stays
    /// shut nothing is looked at.
    held: FxHashMap<EntryId, usize>,
    /// Excluded directories with something that travels.
    parents: FxHashSet<EntryId>,
    /// What a line lets in, which would stay at home without it.
    let_in: FxHashMap<usize, u64>,
    /// Files that would travel and arrive empty.
    empty: Vec<EntryId>,
}

/// The number of a line that an engine cannot read or evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadLine(pub(super) usize);

/// Tries lines, none of them empty or a comment.
///
/// # Errors
/// [`BadLine`] if the engine would refuse the build for one.
pub(super) fn try_on(
    ground: &Ground<'_>,
    engine: &'static Engine,
    lines: &[&str],
) -> Result<Outcome, BadLine> {
    let source = Source::new("", lines.join("\n"));
    let forced = forced(ground, engine);
    let forced: Vec<&[u8]> = forced.iter().map(Vec::as_slice).collect();
    let file = IgnoreFile::compile(engine, Arc::new(source), &forced, true).map_err(|failure| {
        let line = failure.place.map_or(0, |place| place.position().line.saturating_sub(1));
        BadLine(line)
    })?;
    let patterns = file.matcher.patterns();
    // One that is never evaluated today can be tomorrow.
    if let Some(bad) = patterns.iter().find(|pattern| pattern.matches(b".").is_err()) {
        return Err(BadLine(bad.line.unwrap_or_default()));
    }
    Pass { ground, engine, file: &file, outcome: Outcome::default() }.run()
}

/// What the engine takes back in by itself (SPEC 10.3).
fn forced(ground: &Ground<'_>, engine: &Engine) -> Vec<Vec<u8>> {
    if !engine.transfer.preflight {
        return Vec::new();
    }
    let mut paths = vec![b".dockerignore".to_vec()];
    let inside = ground.build.dockerfile.as_ref();
    if let Some(Ok(inside)) = inside.map(|path| path.strip_prefix(&ground.build.root)) {
        paths.push(inside.as_os_str().as_encoded_bytes().to_vec());
    }
    paths
}

struct Pass<'a> {
    ground: &'a Ground<'a>,
    engine: &'static Engine,
    file: &'a IgnoreFile,
    outcome: Outcome,
}

impl Pass<'_> {
    fn run(mut self) -> Result<Outcome, BadLine> {
        let Self { ground: Ground { inventory, .. }, engine, file, .. } = self;
        let matcher = &file.matcher;
        let bad = |BadPattern(number): BadPattern| {
            BadLine(matcher.patterns()[number].line.unwrap_or_default())
        };
        let mut scratch = Scratch::default();
        let mut todo = vec![(DirId::ROOT, Vec::new(), DirState::default())];
        while let Some((dir, path, state)) = todo.pop() {
            let mut directory = matcher.enter(&state, &path, &mut scratch);
            for id in inventory.entries(dir) {
                let judged = directory.judge(inventory.name(id)).map_err(bad)?;
                let by = judged.decider.map(|number| &matcher.patterns()[number as usize]);
                let line = by.and_then(|pattern| pattern.line);
                if judged.excluded {
                    self.outcome.held.insert(id, line.unwrap_or_default());
                } else {
                    if let Some(line) = line {
                        *self.outcome.let_in.entry(line).or_default() += 1;
                    }
                    if engine.transfer.rechecked
                        && inventory.kind(id) == Kind::File
                        && directory.stateless(judged).map_err(bad)?
                    {
                        self.outcome.empty.push(id);
                    }
                    self.travels(id);
                }
                let Some(below) = inventory.opened(id) else { continue };
                if !(judged.excluded && matcher.prunes(directory.path())) {
                    let child = directory.child(inventory.name(id));
                    todo.push((below, directory.path().to_vec(), child));
                }
            }
        }
        Ok(self.outcome)
    }

    /// What is above something that travels travels with it.
    fn travels(&mut self, id: EntryId) {
        let inventory = self.ground.inventory;
        let mut at = inventory.entry_of(id.dir);
        while let Some(entry) = at.filter(|entry| self.outcome.held.contains_key(entry)) {
            if !self.outcome.parents.insert(entry) {
                break;
            }
            at = inventory.entry_of(entry.dir);
        }
    }
}

impl Outcome {
    /// Whether an entry would travel, or something below it.
    pub(super) fn travels(&self, inventory: &Inventory, id: EntryId) -> bool {
        self.stopped_by(inventory, id).is_none()
    }

    /// The line that keeps an entry at home with all that is below it.
    pub(super) fn stopped_by(&self, inventory: &Inventory, id: EntryId) -> Option<usize> {
        let mut above = std::iter::successors(Some(id), |at| inventory.entry_of(at.dir));
        let own = above.next().and_then(|id| self.stopped_here(id));
        // Below one that is held and was opened, each entry has a verdict of its own.
        own.or_else(|| above.find_map(|id| self.stopped_here(id)))
    }

    fn stopped_here(&self, id: EntryId) -> Option<usize> {
        let line = self.held.get(&id).copied();
        line.filter(|_| !self.parents.contains(&id))
    }

    /// The topmost entries that stay at home with all that is below them, in order, each with its
    /// line.
    pub(super) fn stopped(&self, inventory: &Inventory) -> Vec<(EntryId, usize)> {
        let is_top = |id: EntryId| {
            let above = inventory.entry_of(id.dir);
            above.is_none_or(|above| self.stopped_by(inventory, above).is_none())
        };
        let all = self.held.iter().filter(|(id, _)| !self.parents.contains(id));
        let mut found: Vec<(EntryId, usize)> =
            all.filter(|(id, _)| is_top(**id)).map(|(id, line)| (*id, *line)).collect();
        found.sort_unstable();
        found
    }

    /// Files that would travel and arrive empty, in order.
    pub(super) fn empty(&self) -> &[EntryId] {
        &self.empty
    }

    /// Whether a `!` line lets anything in.
    pub(super) fn lets_in(&self, line: usize) -> bool {
        self.let_in.contains_key(&line)
    }

    /// Whether a line holds back anything.
    pub(super) fn holds(&self, line: usize) -> bool {
        self.held.values().any(|by| *by == line)
    }
}

/// What travels of all there is, if these entries and what is below them stay at home.
pub(super) fn left(
    ground: &Ground<'_>,
    engine: &Engine,
    stopped: &[(EntryId, usize)],
) -> (Totals, Totals) {
    let Ground { inventory, requested, .. } = *ground;
    let asks = engine.transfer.asks != Asks::ForAll;
    let before = if asks { requested.totals(inventory) } else { inventory.sent() };
    let after = stopped.iter().fold(before, |left, (id, _)| {
        left.less(weight(ground, engine, *id))
    });
    (before, after)
}

/// What stays at home with an entry.
pub(super) fn weight(ground: &Ground<'_>, engine: &Engine, id: EntryId) -> Totals {
    let Ground { inventory, requested, .. } = *ground;
    if engine.transfer.asks == Asks::ForAll {
        return match inventory.fate(id) {
            Fate::Skipped => Totals::default(),
            Fate::Sent | Fate::SentAsParent | Fate::Held => inventory.sent_with(id),
        };
    }
    requested.with(inventory, id)
}
