//! From the blocks of the workers to the [`Inventory`]: numbers, sums, links, lazy parents.
//!
//! Workers finish directories in any order under provisional numbers. Here they are renumbered
//! depth-first, so that everything after this point is the same at any number of threads. All loops
//! are flat: a tree a thousand levels deep costs no stack.

use super::inventory::{Block, DirId, EntryId, Fate, Inventory, NONE, Record, State, Totals};
use super::judge::{Judge, Region};
use crate::build::reason;
use crate::engine::{Engine, Opened};
use crate::error::{Failure, Problem, ProblemKind};
use rustc_hash::FxHashSet;
use std::io;

/// One directory as a worker leaves it; directory numbers are provisional.
#[derive(Debug)]
pub(super) struct RawBlock {
    pub(super) number: u32,
    pub(super) names: Box<[u8]>,
    pub(super) records: Box<[Record]>,
    /// Indices of the records of opened directories, ascending.
    pub(super) opened: Vec<u32>,
    /// Regular files with several names: index, device, inode.
    pub(super) links: Vec<(u32, u64, u64)>,
    /// The first failure of the build in this directory: phase, index, failure.
    pub(super) failure: Option<(u8, u32, Failure)>,
    pub(super) problems: Vec<Problem>,
    /// The directory could not be listed: what its parent has to be told.
    pub(super) unlisted: Option<Box<(u8, Failure)>>,
}

/// Keeps the failure that the engine meets first; entries come in order.
pub(super) fn keep_first(
    kept: &mut Option<(u8, u32, Failure)>,
    index: u32,
    failure: Option<Box<(u8, Failure)>>,
) {
    let Some((phase, failure)) = failure.map(|boxed| *boxed) else { return };
    if kept.as_ref().is_none_or(|(earlier, ..)| phase < *earlier) {
        *kept = Some((phase, index, failure));
    }
}

impl RawBlock {
    /// The empty block of a directory that could not be listed; `regions` are those of its parent
    /// and its own.
    pub(super) fn unlisted(
        judge: &Judge<'_>,
        number: u32,
        path: &[u8],
        (above, inside): (Region, Region),
        error: &io::Error,
    ) -> Self {
        let vanished =
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        let kind = if vanished { ProblemKind::Vanished } else { ProblemKind::UnreadableDirectory };
        // What went away is passed over by every engine (SPEC 5.8).
        let unlisted = if vanished { None } else { judge.unlistable(path, above, inside) };
        let problem = Problem { path: path.into(), kind, reason: reason(error) };
        Self { problems: vec![problem], unlisted, ..Self::empty(number) }
    }

    /// A directory without entries.
    pub(super) fn empty(number: u32) -> Self {
        Self {
            number,
            names: Box::default(),
            records: Box::default(),
            opened: Vec::new(),
            links: Vec::new(),
            failure: None,
            problems: Vec::new(),
            unlisted: None,
        }
    }
}

/// The phase in which the context is sent; what comes before it is phase 0.
pub(super) const SENDING: u8 = 1;

/// Puts the blocks of a walk together. Block 0 is the root.
pub(super) fn assemble(engine: &Engine, raw: Vec<RawBlock>) -> Inventory {
    let mut ordered = depth_first(raw);
    let mut problems: Vec<Problem> =
        ordered.iter_mut().flat_map(|(_, raw)| std::mem::take(&mut raw.problems)).collect();
    let failure = match first_failure(&mut ordered) {
        Some((SENDING, id, failure)) if engine.transfer.stops_quietly => {
            problems.extend(stop_at(&mut ordered, id, &failure));
            None
        }
        found => found.map(|(_, _, failure)| failure),
    };
    problems.sort();
    count_links_once(&mut ordered);
    let mut blocks: Vec<Block> = ordered
        .into_iter()
        .map(|(entry, raw)| Block {
            entry,
            names: raw.names,
            records: raw.records,
            sent: Totals::default(),
            held: Totals::default(),
        })
        .collect();
    sum_up(engine.transfer.opened, &mut blocks);
    Inventory { blocks, failure, problems }
}

/// Sorts the blocks depth-first and gives records their final directory numbers.
fn depth_first(raw: Vec<RawBlock>) -> Vec<(EntryId, RawBlock)> {
    let mut by_number: Vec<Option<RawBlock>> = Vec::new();
    by_number.resize_with(raw.len(), || None);
    for block in raw {
        let number = block.number as usize;
        by_number[number] = Some(block);
    }
    let root = EntryId { dir: DirId::ROOT, index: 0 };
    let mut ordered: Vec<(EntryId, RawBlock)> = Vec::with_capacity(by_number.len());
    let mut stack = vec![(root, 0_u32)];
    while let Some((entry, number)) = stack.pop() {
        let Some(block) = by_number[number as usize].take() else { continue };
        let dir = DirId(ordered.len() as u32);
        if dir != DirId::ROOT {
            let parent = &mut ordered[entry.dir.0 as usize].1;
            parent.records[entry.index as usize].dir = dir.0;
        }
        for &index in block.opened.iter().rev() {
            stack.push((EntryId { dir, index }, block.records[index as usize].dir));
        }
        ordered.push((entry, block));
    }
    ordered
}

/// The failure that the engine meets first: by phase, then in its own order of the tree.
fn first_failure(ordered: &mut [(EntryId, RawBlock)]) -> Option<(u8, EntryId, Failure)> {
    let mut found: Vec<(u8, EntryId, Failure)> = Vec::new();
    for (number, (entry, block)) in ordered.iter_mut().enumerate() {
        let dir = DirId(number as u32);
        found.extend(
            block.failure.take().map(|(phase, index, f)| (phase, EntryId { dir, index }, f)),
        );
        found.extend(block.unlisted.take().map(|boxed| (boxed.0, *entry, boxed.1)));
    }
    let key = |(phase, _, failure): &(u8, EntryId, Failure)| {
        let path = failure.path.as_deref().unwrap_or_default();
        (*phase, path.split(|&byte| byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>())
    };
    found.into_iter().min_by_key(key)
}

/// Nothing from this entry on is sent; what comes before it is.
fn stop_at(ordered: &mut [(EntryId, RawBlock)], id: EntryId, failure: &Failure) -> Option<Problem> {
    let stop = position(ordered, id);
    for number in 0..ordered.len() {
        let above = match number {
            0 => Vec::new(),
            _ => position(ordered, ordered[number].0),
        };
        let mut here = above.clone();
        for index in 0..ordered[number].1.records.len() {
            here.truncate(above.len());
            here.push(index as u32);
            let record = &mut ordered[number].1.records[index];
            if here >= stop && record.state.fate() == Fate::Sent {
                record.state = State::new(Fate::Skipped, None);
                record.size = 0;
            }
        }
    }
    let line = failure.place.as_ref().map(|place| place.position().line);
    let file = failure.place.as_ref().map_or(".dockerignore", |place| place.source.name());
    let reason = match line {
        Some(line) => format!("{} ({file}:{line})", failure.message),
        None => failure.message.clone(),
    };
    Some(Problem { path: failure.path.clone()?, kind: ProblemKind::SendingStops, reason })
}

/// SPEC 5.7: of several names of one file that travel, the first in order carries the content.
fn count_links_once(ordered: &mut [(EntryId, RawBlock)]) {
    if ordered.iter().all(|(_, block)| block.links.is_empty()) {
        return;
    }
    let mut names: Vec<(EntryId, u64, u64)> = Vec::new();
    for (number, (_, block)) in ordered.iter().enumerate() {
        let dir = DirId(number as u32);
        names.extend(
            block.links.iter().map(|&(index, dev, ino)| (EntryId { dir, index }, dev, ino)),
        );
    }
    names.sort_by_cached_key(|(id, ..)| position(ordered, *id));
    let mut seen = FxHashSet::default();
    for (id, device, inode) in names {
        let record = &mut ordered[id.dir.0 as usize].1.records[id.index as usize];
        if record.state.fate() == Fate::Sent && !seen.insert((device, inode)) {
            record.size = 0;
            record.state = record.state.as_link();
        }
    }
}

/// An entry's place in the engine's order: the indices on the way down to it.
fn position(ordered: &[(EntryId, RawBlock)], id: EntryId) -> Vec<u32> {
    let mut indices = vec![id.index];
    let mut dir = id.dir;
    while dir != DirId::ROOT {
        let entry = ordered[dir.0 as usize].0;
        indices.push(entry.index);
        dir = entry.dir;
    }
    indices.reverse();
    indices
}

/// Sums bottom-up and decides what becomes of excluded directories that were opened (SPEC 5.5).
fn sum_up(opened: Opened, blocks: &mut [Block]) {
    for number in (0..blocks.len()).rev() {
        let (before, rest) = blocks.split_at_mut(number + 1);
        let block = &mut before[number];
        let mut sent = Totals::default();
        let mut held = Totals::default();
        for record in &mut block.records {
            // Children have higher numbers, so their sums are ready.
            let below = (record.dir != NONE).then(|| &rest[record.dir as usize - number - 1]);
            if let Some(below) = below {
                settle_directory(opened, record, below.sent);
                sent += below.sent;
                held += below.held;
            }
            let totals = if record.state.fate().travels() { &mut sent } else { &mut held };
            *totals += record.own();
        }
        (block.sent, block.held) = (sent, held);
    }
}

fn settle_directory(opened: Opened, record: &mut Record, below: Totals) {
    let travels = match opened {
        Opened::WhenNeeded => below.files + below.directories > 0,
        Opened::Never => false,
        Opened::Always => true,
    };
    if record.state.fate() == Fate::Held && record.state.is_walked() && travels {
        record.state = record.state.with_fate(Fate::SentAsParent);
    }
}
