//! What lines at the end of the ignore file would hit of what travels: one pass, in parallel.
//!
//! Every entry is told of the first line that hits it, and what is below a hit is not looked at.
//! Lines with `!` and what the file says of the entries besides are for a trial.

use super::Facts;
use crate::context::{DirId, EntryId, Fate, Inventory, Kind};
use crate::ignorefile::{DirState, Matcher, Pattern, Scratch};
use std::sync::{Mutex, PoisonError};

/// For each line, the topmost entries that may travel and that it hits.
pub(super) fn hit_by(facts: &Facts<'_>, lines: &[Vec<u8>]) -> Vec<Vec<EntryId>> {
    let compiled = lines.iter().enumerate().filter_map(|(number, line)| {
        Pattern::compile(facts.build.engine.dialect, Some(number), line).ok().flatten()
    });
    let patterns: Vec<Pattern> = compiled.collect();
    let numbers: Vec<usize> = patterns.iter().filter_map(|pattern| pattern.line).collect();
    let mut hit = vec![Vec::new(); lines.len()];
    if patterns.is_empty() {
        return hit;
    }
    let matcher = Matcher::new(facts.build.engine, patterns);
    let pass = Pass { inventory: facts.inventory, matcher: &matcher, found: Mutex::default() };
    rayon::scope(|scope| pass.visit(scope, DirId::ROOT, Vec::new(), DirState::default()));
    let mut found = pass.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable();
    for (pattern, id) in found {
        hit[numbers[pattern as usize]].push(id);
    }
    hit
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
                let first = judged.ok().and_then(|_| directory.own_hits().first().copied());
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
