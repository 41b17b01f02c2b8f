//! The ignore file in force line by line, as it is written: what checks of its lines share.
//!
//! It tells which line of the text an entry of the list is, and tries what a change of the text would
//! do on this tree. What is wrong with a line, the checks say.

use super::Facts;
use crate::context::{DirId, EntryId, Fate, Inventory, Kind, Totals};
use crate::error::Place;
use crate::ignorefile::{
    DirState, Document, Edit, IgnoreFile, Matcher, Pattern, Scratch, has_glob,
};
use crate::path::Shown;
use crate::source::Span;
use std::sync::Arc;

/// One line that became an entry of the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) file: &'a IgnoreFile,
    /// Its number in the text, counted from 0; edits are told by it.
    pub(super) row: usize,
    pub(super) span: Span,
    /// Its number in the list, and what it was compiled to.
    pub(super) number: usize,
    pub(super) pattern: &'a Pattern,
}

impl<'a> Written<'a> {
    /// The lines of a file, in order.
    pub(super) fn all(file: &'a IgnoreFile) -> Vec<Self> {
        let document = Document::read(file.source.bytes());
        let numbers = 0..file.matcher.patterns().len();
        numbers.filter_map(|number| Self::in_document(file, &document, number)).collect()
    }

    /// The line of a pattern; `None` for one that the engine adds by itself.
    pub(super) fn of(file: &'a IgnoreFile, number: usize) -> Option<Self> {
        Self::in_document(file, &Document::read(file.source.bytes()), number)
    }

    fn in_document(file: &'a IgnoreFile, document: &Document<'_>, number: usize) -> Option<Self> {
        let span = file.line_of(number)?.span;
        let row = document.line_at(span.start);
        Some(Self { file, row, span, number, pattern: &file.matcher.patterns()[number] })
    }

    /// What stands there, without white space around it.
    pub(super) fn text(&self) -> &'a [u8] {
        self.file.source.slice(self.span)
    }

    /// The same, fit for printing.
    pub(super) fn shown(&self) -> String {
        Shown(self.text()).to_string()
    }

    pub(super) fn place(&self) -> Option<Place> {
        self.part(self.span)
    }

    pub(super) fn part(&self, span: Span) -> Option<Place> {
        Some(Place { source: Arc::clone(&self.file.source), span })
    }

    pub(super) fn replaced(&self, text: impl Into<Vec<u8>>) -> Edit {
        Edit::Replace { line: self.row, text: text.into() }
    }

    /// The entries that the walk saw and whose path the pattern hits, whatever it is worth, in order.
    pub(super) fn hits(&self, facts: &Facts<'_>) -> Vec<EntryId> {
        let inventory = facts.inventory;
        if !has_glob(&self.pattern.text) {
            return inventory.find(&self.pattern.text).into_iter().collect();
        }
        let dialect = facts.build.engine.dialect;
        let Ok(Some(twin)) = Pattern::compile(dialect, None, &self.pattern.text) else {
            return Vec::new();
        };
        let matcher = Matcher::new(facts.build.engine, vec![twin]);
        let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
        let mut todo = vec![(DirId::ROOT, Vec::new(), DirState::default())];
        while let Some((dir, path, state)) = todo.pop() {
            let mut directory = matcher.enter(&state, &path, &mut scratch);
            for id in inventory.entries(dir) {
                let name = inventory.name(id);
                if directory.judge(name).is_err() {
                    return Vec::new();
                }
                if !directory.own_hits().is_empty() {
                    hits.push(id);
                }
                if let Some(below) = inventory.opened(id) {
                    todo.push((below, directory.path().to_vec(), directory.child(name)));
                }
            }
        }
        hits.sort_unstable();
        hits
    }
}

/// How many lines of a kind one check looks at more closely: each takes a pass over the tree.
pub(super) const MOST_ASKED: usize = 400;

/// Of how many lines one check says what is wrong: each is tried, and nobody reads more.
pub(super) const MOST_TOLD: usize = 40;

/// What a change of the ignore file would do to what may travel.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// What would stay at home: topmost entries, below which nothing is left.
    pub(super) stops: Vec<EntryId>,
    /// What would start to travel: topmost entries.
    pub(super) starts: Vec<EntryId>,
    /// What travels then besides.
    pub(super) more: Totals,
    /// Whether that is all: nobody looked into a directory that was held back, or at the size of a
    /// file.
    pub(super) more_is_known: bool,
}

impl Change {
    /// Whether every verdict stays as it is.
    pub(super) fn is_none(&self) -> bool {
        self.stops.is_empty() && self.starts.is_empty()
    }
}

/// Tries edits of the ignore file in force; `None` if the engine would refuse the build for them.
pub(super) fn tried(facts: &Facts<'_>, edits: &[Edit]) -> Option<Change> {
    let file = facts.build.ignore.as_ref()?;
    let text = Document::read(file.source.bytes()).apply(edits);
    let changed = facts.build.with_ignore_text(text).ok()?;
    let (before, engine) = (facts.inventory, facts.build.engine);
    let after = before.judged_again(engine, Some(file), Some(&changed));
    let fails = before.failure().is_none() && after.failure().is_some();
    (!fails).then(|| change(before, &after))
}

fn change(inventory: &Inventory, after: &Inventory) -> Change {
    let (mut stops, mut starts) = (Vec::new(), Vec::new());
    for id in inventory.differing(after).flat_map(|dir| inventory.entries(dir)) {
        match (travels(inventory, id), travels(after, id)) {
            (true, false) => stops.push(id),
            (false, true) => starts.push(id),
            (true, true) | (false, false) => {}
        }
    }
    let keeps_nothing = |id: &EntryId| {
        let below = after.opened(*id).map(|dir| after.sent_below(dir)).unwrap_or_default();
        below.files + below.directories == 0
    };
    stops.retain(keeps_nothing);
    let mut change = Change { more_is_known: true, ..Change::default() };
    for &id in &starts {
        let directory = inventory.kind(id) == Kind::Directory;
        change.more.directories += u64::from(directory);
        change.more.files += u64::from(!directory);
        change.more.bytes += after.known_size(id).unwrap_or_default();
        change.more_is_known &= match directory {
            true => after.opened(id).is_some(),
            false => after.known_size(id).is_some(),
        };
    }
    change.stops = topmost(inventory, stops);
    change.starts = topmost(inventory, starts);
    change
}

/// Whether the ignore file lets the entry through.
fn travels(inventory: &Inventory, id: EntryId) -> bool {
    matches!(inventory.fate(id), Fate::Sent | Fate::Skipped)
}

fn topmost(inventory: &Inventory, mut entries: Vec<EntryId>) -> Vec<EntryId> {
    entries.sort_unstable();
    let is_among = |id: &EntryId| entries.binary_search(id).is_ok();
    let above = |id: &EntryId| {
        let first = inventory.entry_of(id.dir);
        std::iter::successors(first, |at| inventory.entry_of(at.dir)).any(|at| is_among(&at))
    };
    entries.iter().copied().filter(|id| !above(id)).collect()
}
