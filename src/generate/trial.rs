//! An ignore file tried on the tree: what each engine would hold back, and by which line.
//!
//! The inventory is judged again with the very matcher of the audit; nothing is read from the disk.

use super::Ground;
use crate::build::Filter;
use crate::context::{Empty, EntryId, Fate, Inventory, Requested, Totals};
use crate::engine::{Asks, Engine};
use crate::ignorefile::IgnoreFile;
use crate::source::Source;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What one engine makes of some lines.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) engine: &'static Engine,
    /// The tree under the lines.
    pub(super) inventory: Inventory,
    file: IgnoreFile,
    /// The topmost entries that stay at home with all that is below them, and would travel
    /// otherwise, in order, each with the number of its line.
    pub(super) stopped: Vec<(EntryId, usize)>,
    /// The lines that decide that something travels.
    lets_in: BTreeSet<usize>,
    /// Files that travel and arrive empty because of the lines, in order.
    pub(super) empty: Vec<EntryId>,
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
        BadLine(failure.place.map_or(0, |place| place.position().line.saturating_sub(1)))
    })?;
    // One that is never evaluated today can be tomorrow.
    let patterns = file.matcher.patterns();
    if let Some(bad) = patterns.iter().find(|pattern| pattern.matches(b".").is_err()) {
        return Err(BadLine(bad.line.unwrap_or_default()));
    }
    let inventory = ground.inventory.judged_again(engine, None, Some(&file));
    let (stopped, lets_in, empty) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut outcome = Outcome { engine, inventory, file, stopped, lets_in, empty };
    outcome.compare(ground.inventory);
    Ok(outcome)
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

/// Whether anything travels with an entry.
fn is_something(totals: Totals) -> bool {
    totals.files + totals.directories > 0
}

impl Outcome {
    fn compare(&mut self, before: &Inventory) {
        let Self { inventory, file, .. } = &*self;
        let (mut stopped, mut lets_in) = (Vec::new(), BTreeSet::new());
        let line = |id: EntryId| {
            let decider = inventory.decider(id)?;
            file.matcher.patterns()[decider].line
        };
        let mut todo: Vec<_> = vec![crate::context::DirId::ROOT];
        while let Some(dir) = todo.pop() {
            for id in before.entries(dir) {
                if !is_something(before.sent_with(id)) {
                    continue;
                }
                if !is_something(inventory.sent_with(id)) {
                    stopped.push((id, line(id).unwrap_or_default()));
                    continue;
                }
                if inventory.fate(id) == Fate::Sent {
                    lets_in.extend(line(id));
                }
                todo.extend(before.opened(id));
            }
        }
        stopped.sort_unstable();
        let disagrees = |id: &EntryId| inventory.empty(*id) == Some(Empty::Disagreement);
        let empty = inventory.arriving_empty().iter().copied().filter(disagrees).collect();
        (self.stopped, self.lets_in, self.empty) = (stopped, lets_in, empty);
    }

    /// Whether an entry travels, or something below it.
    pub(super) fn travels(&self, id: EntryId) -> bool {
        is_something(self.inventory.sent_with(id))
    }

    /// The line that keeps an entry at home with all that is below it.
    pub(super) fn stopped_by(&self, id: EntryId) -> Option<usize> {
        let mut above = std::iter::successors(Some(id), |at| self.inventory.entry_of(at.dir));
        above.find_map(|id| {
            let found = self.stopped.binary_search_by_key(&id, |(id, _)| *id).ok()?;
            Some(self.stopped[found].1)
        })
    }

    /// The line that would keep a path at home, be it there or not.
    pub(super) fn would_stop(&self, path: &[u8]) -> Option<usize> {
        let patterns = self.file.matcher.patterns();
        let explained = self.file.matcher.explain(path);
        let shut = explained.steps.iter().find(|step| step.pruned && step.path.as_bytes() != path);
        let judged = shut.map_or_else(|| explained.judgement(), |step| step.judgement);
        let decider = judged.decider.filter(|_| judged.excluded)?;
        patterns[decider as usize].line
    }

    /// Whether a `!` line lets anything in.
    pub(super) fn lets_in(&self, line: usize) -> bool {
        self.lets_in.contains(&line)
    }

    /// What a line keeps at home.
    pub(super) fn stops(&self, line: usize) -> impl Iterator<Item = EntryId> + '_ {
        self.stopped.iter().filter(move |(_, by)| *by == line).map(|(id, _)| *id)
    }

    /// What would travel without any ignore file, and with these lines.
    pub(super) fn totals(&self, ground: &Ground<'_>) -> (Totals, Totals) {
        let everything = Filter::Everything;
        // What nobody asks for may travel all the same, one day.
        let asks_nothing = matches!(ground.build.filter, Filter::Nothing);
        let asks = self.engine.transfer.asks != Asks::ForAll && !asks_nothing;
        let filter = if asks { &ground.build.filter } else { &everything };
        let before = ground.inventory.judged_again(self.engine, None, None);
        let total = |inventory: &Inventory| {
            // The filter is that of the engine that builds.
            Requested::new(inventory, filter, ground.build.engine).totals(inventory)
        };
        (total(&before), total(&self.inventory))
    }
}
