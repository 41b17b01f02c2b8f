//! What each line would keep at home: one pass over what travels, in parallel.
//!
//! Every entry is counted for the first line that stops it, and what is below a stopped directory is
//! not looked at, so a `node_modules` costs one answer here too.

use super::lines::Candidate;
use crate::build::Build;
use crate::context::{DirId, EntryId, Fate, Inventory, Kind, Requested, Totals};
use crate::ignorefile::{DirState, Matcher, Pattern, Scratch};
use std::sync::{Mutex, PoisonError};

/// What one line would do.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    /// What it stops, topmost entries only, in order.
    pub(super) entries: Vec<EntryId>,
    /// Of what is sent.
    pub(super) saves: Totals,
    /// Of what may travel.
    pub(super) holds: Totals,
}

/// One result for each candidate, in the same order.
pub(super) fn measure(
    build: &Build,
    inventory: &Inventory,
    requested: &Requested,
    candidates: &[Candidate],
) -> Vec<Measured> {
    let mut lines = Vec::new();
    let mut patterns = Vec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let compiled =
            Pattern::compile(build.engine.dialect, Some(number), candidate.line.as_bytes());
        if let Ok(Some(pattern)) = compiled {
            lines.push(number);
            patterns.push(pattern);
        }
    }
    let matcher = Matcher::new(build.engine, patterns);
    let pass = Pass { inventory, matcher: &matcher, found: Mutex::default() };
    rayon::scope(|scope| pass.visit(scope, DirId::ROOT, Vec::new(), DirState::default()));
    let mut found = pass.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable();
    let mut measured = vec![Measured::default(); candidates.len()];
    for (pattern, id) in found {
        let measured = &mut measured[lines[pattern as usize]];
        measured.entries.push(id);
        measured.saves += requested.with(inventory, id);
        measured.holds += inventory.sent_with(id);
    }
    measured
}

struct Pass<'a> {
    inventory: &'a Inventory,
    matcher: &'a Matcher,
    found: Mutex<Vec<(u32, EntryId)>>,
}

impl<'a> Pass<'a> {
    fn visit<'s>(&'s self, scope: &rayon::Scope<'s>, dir: DirId, path: Vec<u8>, state: DirState) {
        let mut scratch = Scratch::default();
        let mut found = Vec::new();
        let mut todo = vec![(dir, path, state)];
        while let Some((dir, path, state)) = todo.pop() {
            let mut directory = self.matcher.enter(&state, &path, &mut scratch);
            for id in self.inventory.entries(dir) {
                let name = self.inventory.name(id);
                let below = self.inventory.opened(id).filter(|dir| self.has_something(*dir));
                if !self.inventory.fate(id).travels() && below.is_none() {
                    continue;
                }
                let is_directory = self.inventory.kind(id) == Kind::Directory;
                let judged =
                    if is_directory { directory.judge(name) } else { directory.judge_leaf(name) };
                let first = judged.ok().and_then(|_| directory.first_hit());
                // A line at the end is not asked about what is excluded already (SPEC 4.2).
                if let Some(first) = first.filter(|_| self.inventory.fate(id) == Fate::Sent) {
                    found.push((first, id));
                } else if let Some(below) = below {
                    let state = directory.child(name);
                    let path = directory.path().to_vec();
                    if todo.len() < SHARE {
                        todo.push((below, path, state));
                    } else {
                        scope.spawn(move |scope| self.visit(scope, below, path, state));
                    }
                }
            }
        }
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    }

    fn has_something(&self, dir: DirId) -> bool {
        let below = self.inventory.sent_below(dir);
        below.files + below.directories > 0
    }
}

/// Directories that one task keeps for itself before it gives any away.
const SHARE: usize = 8;
