//! The inventory as it would be with some files more: what the walk would have found, without a
//! walk and without a disk.
//!
//! The files that are supposed go through the same judge as those that are there, directory by
//! directory, and everything after that is the inventory's own: numbers, sums, parents that travel
//! for the sake of what is below. So whatever asks an inventory, such as what a build asks for and
//! where it lands, can be asked about files that do not exist. A tree of two hundred thousand
//! entries costs a copy of its records and nothing else.

use super::assemble::sum_up;
use super::inventory::{DirId, EntryId, Inventory, Kind};
use super::judge::{Facts, Judge, Outcome, Region};
use super::record::{Block, NONE, Record, own_totals};
use crate::build::Build;
use crate::ignorefile::{DirState, Scratch};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// An inventory with files that are not there.
#[derive(Debug)]
pub struct Supposed {
    /// Every entry, real or not.
    pub inventory: Inventory,
    /// Where each of the files stands, in the order in which they were given. `None` for one that
    /// is there already, that something else is in the way of, or that the engine never comes to.
    pub entries: Vec<Option<EntryId>>,
}

/// The same inventory with these files besides, each of one byte and readable. Directories on the
/// way to them come along. A name that is to be both is a directory.
pub fn suppose(build: &Build, inventory: &Inventory, files: &[&[u8]]) -> Supposed {
    let judge = Judge::of(build, false);
    let mut planting = Planting { inventory, wanted: wanted(files), beds: Vec::new() };
    planting.run(&judge);
    let mut growing = Growing::new(inventory, files.len());
    growing.run(&planting.beds);
    growing.finish(build)
}

/// What is wanted at a name.
#[derive(Clone, Copy, Debug, Default)]
struct Want {
    /// The number of the file that is to stand there.
    file: Option<usize>,
    directory: bool,
}

type Wanted = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Want>>;

/// For each directory, the names wanted in it.
fn wanted(files: &[&[u8]]) -> Wanted {
    let mut wanted = Wanted::new();
    for (number, path) in files.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        for step in crate::path::ancestors(path).chain([*path]) {
            let directory = crate::path::parent(step).unwrap_or_default().to_vec();
            let name = crate::path::name(step).to_vec();
            let want = wanted.entry(directory).or_default().entry(name).or_default();
            if step.len() < path.len() {
                want.directory = true;
            } else {
                want.file = Some(number);
            }
        }
    }
    wanted
}

/// A directory that gets something new; the first is the root.
#[derive(Debug)]
struct Bed {
    /// `None` if the directory itself is new.
    there: Option<DirId>,
    /// What is new in it, in byte order of names.
    added: Vec<Added>,
}

/// A new entry.
#[derive(Debug)]
struct Added {
    name: Vec<u8>,
    record: Record,
    /// The number of the bed behind a directory that would be opened.
    bed: Option<usize>,
    file: Option<usize>,
}

/// First step: the judge's word on everything new, from the top down.
struct Planting<'a> {
    inventory: &'a Inventory,
    wanted: Wanted,
    beds: Vec<Bed>,
}

/// A directory whose turn comes.
struct Turn {
    path: Vec<u8>,
    there: Option<DirId>,
    /// The bed that waits for it, if it is new.
    bed: Option<usize>,
    region: Region,
    state: DirState,
}

impl Planting<'_> {
    fn run(&mut self, judge: &Judge<'_>) {
        let (region, state) = (judge.root_region(), DirState::default());
        let there = Some(DirId::ROOT);
        let mut turns = vec![Turn { path: Vec::new(), there, bed: None, region, state }];
        let mut scratch = Scratch::default();
        while let Some(turn) = turns.pop() {
            let Some(wanted) = self.wanted.remove(&turn.path) else { continue };
            let bed = turn.bed.unwrap_or_else(|| self.new_bed(turn.there));
            let mut directory = judge.enter(&turn.path, turn.region, &turn.state, &mut scratch);
            for (name, want) in wanted {
                let there = turn.there.and_then(|dir| self.inventory.find_in(dir, &name));
                let kind = if want.directory { Kind::Directory } else { Kind::File };
                if there.is_some_and(|id| !want.directory || self.inventory.kind(id) != kind) {
                    continue;
                }
                let outcome = directory.judge(&name, kind, supposed_facts);
                if outcome.failure.is_some() {
                    // The engine stops at it: it is not sent, and what follows is another build.
                    continue;
                }
                let opened = there.map(|id| self.inventory.opened(id));
                let below = outcome.opens.filter(|_| opened != Some(None)).map(|region| Turn {
                    path: directory.path_of(&name),
                    there: opened.flatten(),
                    bed: there.is_none().then(|| self.new_bed(None)),
                    region,
                    state: directory.child_state(&name),
                });
                if there.is_none() {
                    let next = below.as_ref().and_then(|turn| turn.bed);
                    let record = record(&name, &outcome);
                    let file = want.file.filter(|_| !want.directory);
                    self.beds[bed].added.push(Added { name, record, bed: next, file });
                }
                turns.extend(below);
            }
        }
    }

    fn new_bed(&mut self, there: Option<DirId>) -> usize {
        self.beds.push(Bed { there, added: Vec::new() });
        self.beds.len() - 1
    }
}

/// Something that can be read and is not empty.
#[expect(clippy::unnecessary_wraps, reason = "what the judge asks may fail for a real file")]
fn supposed_facts() -> io::Result<Facts> {
    Ok(Facts { size: 1, readable: true, links: None })
}

fn record(name: &[u8], outcome: &Outcome) -> Record {
    Record {
        size: outcome.size,
        name: 0,
        dir: NONE,
        decider: outcome.decider,
        name_len: name.len() as u16,
        kind: outcome.kind,
        state: outcome.state,
    }
}

/// Second step: the blocks of the inventory with what is new in its place, numbered afresh.
struct Growing<'a> {
    inventory: &'a Inventory,
    blocks: Vec<Block>,
    /// The new number of each old directory.
    numbers: Vec<DirId>,
    /// The new index of each old entry, where indices have moved.
    moved: FxHashMap<DirId, Vec<u32>>,
    empty: Vec<EntryId>,
    entries: Vec<Option<EntryId>>,
}

/// Where a directory's entries come from.
#[derive(Clone, Copy)]
enum Ground {
    Old(DirId),
    New(usize),
}

/// The entries of one directory while they are put together.
#[derive(Default)]
struct Row {
    names: Vec<u8>,
    records: Vec<Record>,
    opened: Vec<(u32, Ground)>,
}

impl Row {
    fn push(&mut self, name: &[u8], mut record: Record, opened: Option<Ground>) -> u32 {
        let index = self.records.len() as u32;
        (record.name, record.dir) = (self.names.len() as u32, NONE);
        self.names.extend_from_slice(name);
        self.records.push(record);
        self.opened.extend(opened.map(|ground| (index, ground)));
        index
    }
}

impl<'a> Growing<'a> {
    fn new(inventory: &'a Inventory, files: usize) -> Self {
        Self {
            inventory,
            blocks: Vec::with_capacity(inventory.blocks.len() + files),
            numbers: vec![DirId::ROOT; inventory.blocks.len()],
            moved: FxHashMap::default(),
            empty: Vec::new(),
            entries: vec![None; files],
        }
    }

    fn run(&mut self, beds: &[Bed]) {
        let known = |(number, bed): (usize, &Bed)| Some((bed.there?, number));
        let by_dir: FxHashMap<DirId, usize> = beds.iter().enumerate().filter_map(known).collect();
        let root = EntryId { dir: DirId::ROOT, index: 0 };
        let mut stack = vec![(root, Ground::Old(DirId::ROOT))];
        while let Some((entry, ground)) = stack.pop() {
            let dir = DirId(self.blocks.len() as u32);
            let row = match ground {
                Ground::Old(old) => {
                    self.numbers[old.0 as usize] = dir;
                    match by_dir.get(&old) {
                        Some(&bed) => self.mixed(old, dir, &beds[bed].added),
                        None => self.copied(old),
                    }
                }
                Ground::New(bed) => self.fresh(dir, &beds[bed].added),
            };
            if dir != DirId::ROOT {
                let above = &mut self.blocks[entry.dir.0 as usize];
                Arc::make_mut(&mut above.records)[entry.index as usize].dir = dir.0;
            }
            let below = row.opened.iter().rev();
            stack.extend(below.map(|&(index, ground)| (EntryId { dir, index }, ground)));
            self.blocks.push(block(entry, dir, row));
        }
    }

    fn copied(&self, old: DirId) -> Row {
        let block = self.inventory.block(old);
        let (names, records) = (block.names.to_vec(), block.records.to_vec());
        let dirs = (0_u32..).zip(block.records.iter()).filter(|(_, record)| record.dir != NONE);
        let opened = dirs.map(|(index, record)| (index, Ground::Old(DirId(record.dir)))).collect();
        Row { names, records, opened }
    }

    fn fresh(&mut self, dir: DirId, added: &[Added]) -> Row {
        let mut row = Row::default();
        for new in added {
            self.plant(&mut row, dir, new);
        }
        row
    }

    fn plant(&mut self, row: &mut Row, dir: DirId, new: &Added) {
        let index = row.push(&new.name, new.record, new.bed.map(Ground::New));
        let id = EntryId { dir, index };
        if let Some(file) = new.file {
            self.entries[file] = Some(id);
        }
        if new.record.state.empty().is_some() {
            self.empty.push(id);
        }
    }

    fn mixed(&mut self, old: DirId, dir: DirId, added: &[Added]) -> Row {
        let block = self.inventory.block(old);
        let mut row = Row::default();
        let mut moved = Vec::with_capacity(block.records.len());
        let mut new = added.iter().peekable();
        for record in block.records.iter() {
            let name = block.name(record);
            while let Some(before) = new.next_if(|new| new.name.as_slice() < name) {
                self.plant(&mut row, dir, before);
            }
            let opened = (record.dir != NONE).then_some(Ground::Old(DirId(record.dir)));
            moved.push(row.push(name, *record, opened));
        }
        for last in new {
            self.plant(&mut row, dir, last);
        }
        self.moved.insert(old, moved);
        row
    }

    fn finish(mut self, build: &Build) -> Supposed {
        sum_up(build.engine.transfer.opened, &mut self.blocks);
        let now = |id: EntryId| {
            let index = self.moved.get(&id.dir).map_or(id.index, |moved| moved[id.index as usize]);
            EntryId { dir: self.numbers[id.dir.0 as usize], index }
        };
        let old = self.inventory;
        let failures =
            old.failures.iter().map(|(phase, id, failure)| (*phase, now(*id), failure.clone()));
        let failures = failures.collect();
        let links = old.links.iter().map(|&(id, content, size)| (now(id), content, size)).collect();
        let mut empty: Vec<EntryId> = old.empty.iter().map(|id| now(*id)).collect();
        empty.append(&mut self.empty);
        empty.sort_unstable();
        let problems = old.problems.clone();
        let mut odd: Vec<_> = old.odd.iter().map(|&(id, odd)| (now(id), odd)).collect();
        odd.sort_unstable_by_key(|(id, _)| *id);
        let (blocks, deciders) = (self.blocks, old.deciders.clone());
        let inventory = Inventory {
            engine: old.engine,
            blocks,
            empty,
            failures,
            links,
            odd,
            deciders,
            problems,
        };
        Supposed { inventory, entries: self.entries }
    }
}

/// The block of a row; its sums are those of its own entries.
fn block(entry: EntryId, dir: DirId, row: Row) -> Block {
    let (sent, held) = own_totals(&row.records);
    let (names, records) = (row.names.into(), row.records.into());
    Block { entry, names, records, sent, held, end: dir.0 + 1 }
}
