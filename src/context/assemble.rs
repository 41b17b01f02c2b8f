//! From the blocks of the workers to the [`Inventory`]: numbers, sums, links, lazy parents.
//!
//! Workers finish directories in any order under provisional numbers. Here they are renumbered
//! depth-first, so that everything after this point is the same at any number of threads. All loops
//! are flat: a tree a thousand levels deep costs no stack.

use super::block::{Rare, RawBlock, SENDING};
use super::inventory::{DirId, EntryId, Fate, Inventory, Totals};
use super::record::{Block, Odd, Record, State};
use crate::engine::{Engine, Opened};
use crate::error::{Failure, Problem, ProblemKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Puts the blocks of a walk together. Block 0 is the root.
pub(super) fn assemble(engine: &'static Engine, raw: Vec<RawBlock>) -> Inventory {
    let mut ordered = depth_first(raw);
    let rare = take_rare(&mut ordered);
    let mut problems: Vec<Problem> =
        rare.iter().flat_map(|(_, _, rare)| rare.problems.iter().cloned()).collect();
    let mut failures = failures(&rare);
    let mut odd = odd(&rare);
    if engine.transfer.stops_quietly
        && let Some((SENDING, id, failure)) = failures.first()
    {
        problems.extend(stop_at(&mut ordered, &mut odd, *id, failure));
        failures.clear();
    }
    problems.sort();
    let mut empty: Vec<EntryId> = Vec::new();
    for (dir, _, rare) in &rare {
        empty.extend(rare.empty.iter().map(|&index| EntryId { dir: *dir, index }));
    }
    let links = count_links_once(&mut ordered, &rare, &odd);
    let mut blocks: Vec<Block> = ordered
        .into_iter()
        .zip(1..)
        .map(|((entry, raw), end)| Block {
            end,
            entry,
            names: raw.names.into(),
            records: raw.records.into(),
            sent: raw.sent,
            held: raw.held,
        })
        .collect();
    sum_up(engine.transfer.opened, &mut blocks);
    odd.sort_unstable_by_key(|(id, _)| *id);
    odd.dedup_by_key(|(id, _)| *id);
    let deciders = Vec::new();
    Inventory { engine, blocks, empty, failures, links, odd, deciders, problems }
}

/// Sorts the blocks depth-first and gives records their final directory numbers.
fn depth_first(mut raw: Vec<RawBlock>) -> Vec<(EntryId, RawBlock)> {
    raw.sort_unstable_by_key(|block| block.number);
    let mut ordered: Vec<(EntryId, RawBlock)> = Vec::with_capacity(raw.len());
    let mut stack = vec![(DirId::ROOT, 0_u32)];
    while let Some((above, number)) = stack.pop() {
        let block = std::mem::take(&mut raw[number as usize]);
        let entry = EntryId { dir: above, index: block.index };
        let dir = DirId(ordered.len() as u32);
        if dir != DirId::ROOT {
            let parent = &mut ordered[entry.dir.0 as usize].1;
            parent.records[entry.index as usize].dir = dir.0;
        }
        stack.extend((block.first..block.first + block.children).rev().map(|number| (dir, number)));
        ordered.push((entry, block));
    }
    ordered
}

/// What most directories do not have, taken out of those that do: directory, its own entry, what.
type RareBlocks = Vec<(DirId, EntryId, Rare)>;

fn take_rare(ordered: &mut [(EntryId, RawBlock)]) -> RareBlocks {
    let mut rare = Vec::new();
    for (number, (entry, block)) in ordered.iter_mut().enumerate() {
        rare.extend(block.rare.take().map(|found| (DirId(number as u32), *entry, *found)));
    }
    rare
}

/// Why the build fails, as the engine meets it: by phase, then in its own order of the tree.
fn failures(rare: &RareBlocks) -> Vec<(u8, EntryId, Failure)> {
    let mut failures = Vec::new();
    for (dir, entry, rare) in rare {
        let inside = |(phase, index, failure): &(u8, u32, Failure)| {
            (*phase, EntryId { dir: *dir, index: *index }, failure.clone())
        };
        failures.extend(rare.failures.iter().map(inside));
        let unlisted = rare.unlisted.as_deref();
        failures.extend(unlisted.map(|(phase, failure)| (*phase, *entry, failure.clone())));
    }
    in_order_of_the_engine(&mut failures);
    failures
}

/// Sorts failures as the engine would come to them.
pub(super) fn in_order_of_the_engine(failures: &mut [(u8, EntryId, Failure)]) {
    failures.sort_by_cached_key(|(phase, _, failure)| {
        let path = failure.path.as_deref().unwrap_or_default();
        (*phase, path.split(|&byte| byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>())
    });
}

/// What the disk says and the records do not.
fn odd(rare: &RareBlocks) -> Vec<(EntryId, Odd)> {
    let mut odd = Vec::new();
    for (dir, entry, rare) in rare {
        odd.extend(rare.odd.iter().map(|&(index, odd)| (EntryId { dir: *dir, index }, odd)));
        odd.extend(rare.refused.then_some((*entry, Odd { size: 0, readable: false })));
    }
    odd
}

/// Nothing from this entry on is sent; what comes before it is.
fn stop_at(
    ordered: &mut [(EntryId, RawBlock)],
    odd: &mut Vec<(EntryId, Odd)>,
    id: EntryId,
    failure: &Failure,
) -> Option<Problem> {
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
            let block = &mut ordered[number].1;
            let record = &mut block.records[index];
            if here >= stop && record.state.fate() == Fate::Sent {
                block.sent = block.sent.less(record.own());
                let at = EntryId { dir: DirId(number as u32), index: index as u32 };
                odd.push((at, Odd { size: record.size, readable: true }));
                record.state = State::new(Fate::Skipped, None);
                record.size = 0;
                block.held += record.own();
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
/// Gives every name, in the engine's order, with its content's number and bytes.
fn count_links_once(
    ordered: &mut [(EntryId, RawBlock)],
    rare: &RareBlocks,
    odd: &[(EntryId, Odd)],
) -> Vec<(EntryId, u32, u64)> {
    let sizes: FxHashMap<EntryId, u64> = odd.iter().map(|(id, odd)| (*id, odd.size)).collect();
    let mut names: Vec<(EntryId, u64, u64)> = Vec::new();
    for (dir, _, rare) in rare {
        let link = |&(index, device, inode)| (EntryId { dir: *dir, index }, device, inode);
        names.extend(rare.links.iter().map(link));
    }
    names.sort_by_cached_key(|(id, ..)| position(ordered, *id));
    let mut contents = FxHashMap::default();
    let mut links = Vec::with_capacity(names.len());
    for (id, device, inode) in names {
        let next = contents.len() as u32;
        let content = *contents.entry((device, inode)).or_insert(next);
        let record = ordered[id.dir.0 as usize].1.records[id.index as usize];
        let blank = record.state.empty().is_some() || record.state.fate() == Fate::Skipped;
        let size = sizes.get(&id).filter(|_| blank).copied();
        links.push((id, content, size.unwrap_or(record.size)));
    }
    let mut seen = FxHashSet::default();
    for &(id, content, size) in &links {
        let block = &mut ordered[id.dir.0 as usize].1;
        let record = &mut block.records[id.index as usize];
        if brings_content(record) && !seen.insert(content) {
            block.sent.bytes -= size;
            record.size = 0;
            record.state = record.state.as_link();
        }
    }
    links
}

/// Whether the content of a file would come with this name of it.
pub(super) fn brings_content(record: &Record) -> bool {
    record.state.fate() == Fate::Sent && record.state.empty().is_none()
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
/// Each block comes with the sums of [`super::record::own_totals`].
pub(super) fn sum_up(opened: Opened, blocks: &mut [Block]) {
    // Children have higher numbers, so the sums of a directory are ready when its turn comes.
    for number in (1..blocks.len()).rev() {
        let (above, rest) = blocks.split_at_mut(number);
        let (block, parent) = (&rest[0], &mut above[rest[0].entry.dir.0 as usize]);
        let index = block.entry.index as usize;
        let record = parent.records[index];
        if matches!(record.state.fate(), Fate::Held | Fate::SentAsParent) {
            let travels = settles_as_parent(opened, &record, block.sent);
            let fate = if travels { Fate::SentAsParent } else { Fate::Held };
            if fate != record.state.fate() {
                Arc::make_mut(&mut parent.records)[index].state = record.state.with_fate(fate);
            }
            if travels {
                parent.held = parent.held.less(record.own());
                parent.sent += record.own();
            }
        }
        parent.sent += block.sent;
        parent.held += block.held;
        parent.end = parent.end.max(block.end);
    }
}

/// Whether an excluded directory travels for the sake of what is below.
fn settles_as_parent(opened: Opened, record: &Record, below: Totals) -> bool {
    let travels = match opened {
        Opened::WhenNeeded => below.files + below.directories > 0,
        Opened::Never => false,
        Opened::Always => true,
    };
    record.state.is_walked() && travels
}
