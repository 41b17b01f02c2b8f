//! What lines hit of what travels: one pass, in parallel.
//!
//! What is below a directory that is hit is not looked at, so a `node_modules` costs one answer here
//! too. What the file says of the entries besides, and what `!` lines do, is for a judgement of all.

use super::inventory::{DirId, EntryId, Fate, Inventory, Kind};
use crate::engine::Engine;
use crate::ignorefile::{DirState, Matcher, Pattern, Scratch};
use std::sync::{Mutex, PoisonError};

/// A topmost entry that lines hit, and which do: numbers in the given order, ascending.
pub type Hit = (EntryId, Vec<u32>);

/// What may travel and these lines hit, in order. A line that the engine cannot read hits nothing.
pub fn hits(
    engine: &'static Engine,
    inventory: &Inventory,
    lines: &[impl AsRef<[u8]>],
) -> Vec<Hit> {
    let mut numbers = Vec::new();
    let mut patterns = Vec::new();
    for (number, line) in (0_u32..).zip(lines) {
        let compiled = Pattern::compile(engine.dialect, Some(number as usize), line.as_ref());
        if let Ok(Some(pattern)) = compiled {
            numbers.push(number);
            patterns.push(pattern);
        }
    }
    let matcher = Matcher::new(engine, patterns);
    let pass = Pass { inventory, matcher: &matcher, numbers, found: Mutex::default() };
    rayon::scope(|scope| pass.visit(scope, DirId::ROOT, Vec::new(), DirState::default()));
    let mut found = pass.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable();
    found
}

struct Pass<'a> {
    inventory: &'a Inventory,
    matcher: &'a Matcher,
    numbers: Vec<u32>,
    found: Mutex<Vec<Hit>>,
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
                let hits = if judged.is_ok() { directory.own_hits() } else { &[] };
                // A line at the end is not asked about what is excluded already (SPEC 4.2).
                if !hits.is_empty() && self.inventory.fate(id) == Fate::Sent {
                    let lines = hits.iter().map(|hit| self.numbers[*hit as usize]).collect();
                    found.push((id, lines));
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
