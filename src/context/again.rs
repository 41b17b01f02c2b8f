//! The inventory as it would be under other ignore lines or another engine: what the walk would have
//! found, without a walk and without a disk.
//!
//! Every entry keeps its place, so that two judgements of one tree can be compared entry by entry.
//! The same judge answers, and is asked only where its answer can differ: an entry that no changed
//! line hits, under directories that none hits, has the same hits in the same order, and that is all
//! the engines go by. What is not looked at again is shared and not copied.

use super::assemble::{brings_content, in_order_of_the_engine, sum_up};
use super::inventory::{DirId, EntryId, Fate, Inventory, Kind};
use super::judge::{Facts, Judge, Outcome, Region};
use super::record::{Block, NONE, Odd, Record, own_totals};
use crate::engine::Engine;
use crate::error::{Failure, Problem, ProblemKind};
use crate::ignorefile::{Changes, DirState, IgnoreFile, Matcher, Scratch};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;

impl Inventory {
    /// The same tree under `after`, where this one was judged under `before`, by an engine that may
    /// be another.
    ///
    /// What was held back and not looked into is not known here either: where something may begin
    /// to travel, the walk has to have gone [into what is held](super::WalkOptions::into_held). A
    /// failure while sending stays a failure, also where the engine stops without a word.
    pub fn judged_again(
        &self,
        engine: &'static Engine,
        before: Option<&IgnoreFile>,
        after: Option<&IgnoreFile>,
    ) -> Self {
        let stopped = self.problems.iter().any(|problem| problem.kind == ProblemKind::SendingStops);
        let comparable = *engine == *self.engine && !stopped;
        let changes =
            comparable.then(|| Matcher::changes(engine, before.map(matcher), after.map(matcher)));
        let judge = Judge { engine, ignore: after, into_held: true };
        let mut again = Again::new(self, judge, changes.flatten());
        again.run();
        again.finish()
    }

    /// The directories whose entries may have another fate in `other`, which is this tree judged
    /// again: in order, and a superset.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = DirId> + 'a {
        let same = |dir: &DirId| Arc::ptr_eq(&self.block(*dir).records, &other.block(*dir).records);
        self.directories().filter(move |dir| !same(dir))
    }
}

fn matcher(file: &IgnoreFile) -> &Matcher {
    &file.matcher
}

/// What is known of a directory before its entries are judged.
#[derive(Clone)]
struct Setting {
    above: Region,
    region: Region,
    state: DirState,
}

struct Again<'a> {
    inventory: &'a Inventory,
    judge: Judge<'a>,
    /// `None` if everything has to be judged afresh.
    changes: Option<Changes>,
    /// What stored numbers of deciders stand for, and what is added to new ones.
    deciders: Vec<u32>,
    base: u32,
    blocks: Vec<Block>,
    settings: FxHashMap<DirId, Setting>,
    contents: FxHashMap<EntryId, u64>,
    /// What was judged again: single entries, and all that is in a range of directories.
    single: FxHashSet<EntryId>,
    whole: Vec<Range<u32>>,
    failures: Vec<(u8, EntryId, Failure)>,
    empty: Vec<EntryId>,
    odd: Vec<(EntryId, Odd)>,
    scratch: Scratch,
}

impl<'a> Again<'a> {
    fn new(inventory: &'a Inventory, judge: Judge<'a>, changes: Option<Changes>) -> Self {
        let patterns = judge.ignore.map_or(0, |file| file.matcher.patterns().len()) as u32;
        let renumbered = |changes| renumbered(inventory, changes, patterns);
        let (deciders, base) = changes.as_ref().map(renumbered).unwrap_or_default();
        Self {
            inventory,
            judge,
            changes,
            deciders,
            base,
            blocks: inventory.blocks.clone(),
            settings: FxHashMap::default(),
            contents: inventory.links.iter().map(|&(id, _, size)| (id, size)).collect(),
            single: FxHashSet::default(),
            whole: Vec::new(),
            failures: Vec::new(),
            empty: Vec::new(),
            odd: inventory.odd.clone(),
            scratch: Scratch::default(),
        }
    }

    fn run(&mut self) {
        let region = self.judge.root_region();
        let root = Setting { above: region, region, state: DirState::default() };
        let Some(changes) = self.changes.take() else {
            self.judge_below(DirId::ROOT, root);
            return;
        };
        self.settings.insert(DirId::ROOT, root);
        for (dir, entries) in self.hit_by(&changes.matcher) {
            self.judge_entries(dir, &entries);
        }
    }

    /// The topmost entries that a changed line hits, by directory.
    fn hit_by(&mut self, matcher: &Matcher) -> Vec<(DirId, Vec<EntryId>)> {
        let inventory = self.inventory;
        let mut found = Vec::new();
        let mut todo = vec![(DirId::ROOT, Vec::new(), DirState::default())];
        let mut scratch = Scratch::default();
        while let Some((dir, path, state)) = todo.pop() {
            let mut directory = matcher.enter(&state, &path, &mut scratch);
            let mut hit = Vec::new();
            for id in inventory.entries(dir) {
                let opened = inventory.opened(id);
                if directory.hits(inventory.name(id)) {
                    hit.push(id);
                } else if let Some(below) = opened {
                    let name = inventory.name(id);
                    todo.push((below, directory.path().to_vec(), directory.child(name)));
                }
            }
            if !hit.is_empty() {
                found.push((dir, hit));
            }
        }
        found
    }

    /// What is known of a directory that nothing changed hits, and of those above it.
    fn setting(&mut self, dir: DirId) -> Setting {
        let mut way = Vec::new();
        let mut at = dir;
        while !self.settings.contains_key(&at) {
            let Some(entry) = self.inventory.entry_of(at) else { break };
            way.push(entry);
            at = entry.dir;
        }
        let mut setting = self.settings[&at].clone();
        let mut path = Vec::new();
        for entry in way.into_iter().rev() {
            self.inventory.dir_path_into(entry.dir, &mut path);
            let name = self.inventory.name(entry);
            let judge = &self.judge;
            let mut directory =
                judge.enter(&path, setting.region, &setting.state, &mut self.scratch);
            let nothing = Facts { size: 0, readable: true, links: None };
            let outcome = directory.judge(name, Kind::Directory, || Ok(nothing));
            let region = outcome.opens.unwrap_or(setting.region);
            let state = directory.child_state(name);
            setting = Setting { above: setting.region, region, state };
            if let Some(dir) = self.inventory.opened(entry) {
                self.settings.insert(dir, setting.clone());
            }
        }
        setting
    }

    /// Judges some entries of a directory and all that is below them.
    fn judge_entries(&mut self, dir: DirId, entries: &[EntryId]) {
        let setting = self.setting(dir);
        let below = self.judge_some(dir, &setting, entries.iter().copied());
        self.single.extend(entries);
        for (dir, setting) in below {
            self.judge_below(dir, setting);
        }
    }

    /// Judges everything in a directory and below it.
    fn judge_below(&mut self, dir: DirId, setting: Setting) {
        let subtree = self.inventory.subtree(dir);
        self.whole.push(subtree.start.0..subtree.end.0);
        let mut todo = vec![(dir, setting)];
        while let Some((dir, setting)) = todo.pop() {
            let region = setting.region;
            if region.walked || region.preflight {
                todo.extend(self.judge_some(dir, &setting, self.inventory.entries(dir)));
            } else {
                self.hold_below(dir, &setting);
            }
        }
    }

    /// Holds back everything in a directory to which nobody comes, and below it: there is nothing to
    /// judge one by one.
    fn hold_below(&mut self, dir: DirId, setting: &Setting) {
        let inventory = self.inventory;
        let held_by = setting.region.held_by;
        let decider = if held_by == NONE { NONE } else { held_by + self.base };
        let mut path = Vec::new();
        inventory.dir_path_into(dir, &mut path);
        self.unlistable(dir, &path, setting);
        let subtree = inventory.subtree(dir);
        for number in subtree.start.0..subtree.end.0 {
            let held = |record: &Record| record.held_by(decider);
            let records = &mut self.blocks[number as usize].records;
            *records = records.iter().map(held).collect();
        }
        // The few whose size the record did not tell.
        let inside = |id: &EntryId| (subtree.start..subtree.end).contains(&id.dir);
        let odd: Vec<EntryId> = inventory.odd.iter().map(|(id, _)| *id).filter(inside).collect();
        for id in odd {
            let size = facts_of(inventory, &self.contents, id).size;
            let records = &mut self.blocks[id.dir.0 as usize].records;
            Arc::make_mut(records)[id.index as usize].size = size;
        }
    }

    /// Judges entries of a directory; returns the directories behind them.
    fn judge_some(
        &mut self,
        dir: DirId,
        setting: &Setting,
        entries: impl Iterator<Item = EntryId>,
    ) -> Vec<(DirId, Setting)> {
        let inventory = self.inventory;
        let mut path = Vec::new();
        inventory.dir_path_into(dir, &mut path);
        self.unlistable(dir, &path, setting);
        let Setting { region, state, .. } = setting;
        let mut directory = self.judge.enter(&path, *region, state, &mut self.scratch);
        let mut changed: Vec<(u32, Record)> = Vec::new();
        let mut below = Vec::new();
        let base = self.base;
        for id in entries {
            let record = *inventory.record(id);
            if record.state.fate() == Fate::Skipped && !record.state.size_is_known() {
                continue; // nothing is known of it
            }
            let name = inventory.name(id);
            let facts = facts_of(inventory, &self.contents, id);
            let outcome = directory.judge(name, record.kind, || Ok(facts));
            if let Some((opened, inside)) = inventory.opened(id).zip(outcome.opens) {
                let state = directory.child_state(name);
                below.push((opened, Setting { above: *region, region: inside, state }));
            }
            let judged = judged(&record, &outcome, base);
            if outcome.state.empty().is_some() {
                self.empty.push(id);
            }
            self.odd.extend(outcome.odd.map(|odd| (id, *odd)));
            self.failures.extend(outcome.failure.map(|failure| (failure.0, id, failure.1)));
            if judged != record {
                changed.push((id.index, judged));
            }
        }
        if !changed.is_empty() {
            let records = Arc::make_mut(&mut self.blocks[dir.0 as usize].records);
            for (index, record) in changed {
                records[index as usize] = record;
            }
        }
        below
    }

    /// The failure of a directory that this user cannot list.
    fn unlistable(&mut self, dir: DirId, path: &[u8], setting: &Setting) {
        let Some(entry) = self.inventory.entry_of(dir) else { return };
        if self.inventory.odd_of(entry).is_some_and(|odd| !odd.readable) {
            let failure = self.judge.unlistable(path, setting.above, setting.region);
            self.failures.extend(failure.map(|failure| (failure.0, entry, failure.1)));
        }
    }

    fn is_fresh(&self, id: EntryId) -> bool {
        let inside = |range: &Range<u32>| range.contains(&id.dir.0);
        self.single.contains(&id) || self.whole.iter().any(inside)
    }

    fn finish(mut self) -> Inventory {
        let old = self.inventory;
        let kept = |id: EntryId| !self.is_fresh(id);
        let mut empty: Vec<EntryId> = old.empty.iter().copied().filter(|id| kept(*id)).collect();
        let mut failures: Vec<(u8, EntryId, Failure)> =
            old.failures.iter().filter(|(_, id, _)| kept(*id)).cloned().collect();
        empty.append(&mut self.empty);
        empty.sort_unstable();
        failures.append(&mut self.failures);
        in_order_of_the_engine(&mut failures);
        self.odd.sort_by_key(|(id, _)| *id);
        self.odd.dedup_by_key(|(id, _)| *id);
        count_links_once(old, &mut self.blocks);
        for block in &mut self.blocks {
            (block.sent, block.held) = own_totals(&block.records);
        }
        sum_up(self.judge.engine.transfer.opened, &mut self.blocks);
        let told = |problem: &&Problem| problem.kind != ProblemKind::SendingStops;
        Inventory {
            engine: self.judge.engine,
            blocks: self.blocks,
            empty,
            failures,
            links: old.links.clone(),
            odd: self.odd,
            deciders: self.deciders,
            problems: old.problems.iter().filter(told).cloned().collect(),
        }
    }
}

/// What stored numbers of deciders stand for under a changed list, and what is added to the numbers
/// of that list when they are stored. Entries that are not judged again keep the number that they
/// have, wherever its line stands now.
fn renumbered(inventory: &Inventory, changes: &Changes, patterns: u32) -> (Vec<u32>, u32) {
    let old = &inventory.deciders;
    if old.is_empty() && changes.keeps_numbers() {
        return (Vec::new(), 0);
    }
    let now = |before: u32| changes.now.get(before as usize).copied().unwrap_or(NONE);
    let mut table: Vec<u32> = match old.is_empty() {
        true => changes.now.clone(),
        false => old.iter().map(|&stored| now(stored)).collect(),
    };
    let base = table.len() as u32;
    table.extend(0..patterns);
    (table, base)
}

/// What does not depend on any line.
fn facts_of(inventory: &Inventory, contents: &FxHashMap<EntryId, u64>, id: EntryId) -> Facts {
    let odd = inventory.odd_of(id);
    let told = contents.get(&id).copied().or(odd.map(|odd| odd.size));
    let size = told.unwrap_or_else(|| inventory.size(id));
    Facts { size, readable: odd.is_none_or(|odd| odd.readable), links: None }
}

/// The record of an entry that was judged again.
fn judged(record: &Record, outcome: &Outcome, base: u32) -> Record {
    let unknown = record.kind == Kind::File && !record.state.size_is_known();
    let state = if unknown { outcome.state.with_unknown_size() } else { outcome.state };
    let decider = if outcome.decider == NONE { NONE } else { outcome.decider + base };
    Record { size: outcome.size, decider, state, ..*record }
}

/// The first name that brings a content has its bytes (SPEC 5.7).
fn count_links_once(inventory: &Inventory, blocks: &mut [Block]) {
    let mut seen = FxHashSet::default();
    for &(id, content, size) in &inventory.links {
        let records = &mut blocks[id.dir.0 as usize].records;
        let record = records[id.index as usize];
        if record.state.empty().is_some() || !record.state.size_is_known() {
            continue;
        }
        let further = brings_content(&record) && !seen.insert(content);
        let (size, state) = match further {
            true => (0, record.state.as_link()),
            false => (size, record.state.as_only_name()),
        };
        if (size, state) != (record.size, record.state) {
            let record = &mut Arc::make_mut(records)[id.index as usize];
            (record.size, record.state) = (size, state);
        }
    }
}
