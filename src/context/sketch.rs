//! An inventory from a list, for tests that need no disk: what the walk would have left.

use super::inventory::{DirId, EntryId, Fate, Inventory, Kind, Totals};
use super::record::{Block, NONE, Record, State};
use std::collections::BTreeMap;

/// One entry of a sketched context; the directories above it come by themselves.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) path: Vec<u8>,
    pub(crate) kind: Kind,
    pub(crate) size: u64,
    pub(crate) fate: Fate,
}

impl Drawn {
    pub(crate) fn new(path: impl Into<Vec<u8>>, kind: Kind, size: u64, fate: Fate) -> Self {
        Self { path: path.into(), kind, size, fate }
    }
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    size: u64,
    fate: Fate,
    below: BTreeMap<Vec<u8>, Self>,
}

impl Node {
    fn directory() -> Self {
        Self { kind: Kind::Directory, size: 0, fate: Fate::Sent, below: BTreeMap::new() }
    }
}

/// The inventory of these entries; directories that are not in the list are sent.
pub(crate) fn inventory(entries: &[Drawn]) -> Inventory {
    let mut root = Node::directory();
    for drawn in entries {
        let mut at = &mut root;
        for name in drawn.path.split(|&byte| byte == b'/') {
            at = at.below.entry(name.to_vec()).or_insert_with(Node::directory);
        }
        (at.kind, at.size, at.fate) = (drawn.kind, drawn.size, drawn.fate);
    }
    let mut inventory = Inventory {
        engine: <_>::default(),
        blocks: Vec::new(),
        empty: Vec::new(),
        failures: Vec::new(),
        links: Vec::new(),
        odd: Vec::new(),
        deciders: Vec::new(),
        problems: Vec::new(),
    };
    number(&root, EntryId { dir: DirId::ROOT, index: 0 }, &mut inventory);
    inventory
}

fn number(node: &Node, entry: EntryId, inventory: &mut Inventory) -> (u32, Totals, Totals) {
    let id = inventory.blocks.len() as u32;
    let empty = Block {
        entry,
        names: <_>::default(),
        records: <_>::default(),
        sent: Totals::default(),
        held: Totals::default(),
        end: 0,
    };
    inventory.blocks.push(empty);
    let (mut names, mut records) = (Vec::new(), Vec::new());
    let (mut sent, mut held) = (Totals::default(), Totals::default());
    for (index, (name, child)) in node.below.iter().enumerate() {
        let mut record = Record {
            size: child.size,
            name: names.len() as u32,
            dir: NONE,
            decider: NONE,
            name_len: name.len() as u16,
            kind: child.kind,
            state: State::new(child.fate, None),
        };
        names.extend_from_slice(name);
        if child.kind == Kind::Directory {
            let place = EntryId { dir: DirId(id), index: index as u32 };
            let (dir, below, stays) = number(child, place, inventory);
            record.dir = dir;
            sent += below;
            held += stays;
        }
        if child.fate.travels() {
            sent += record.own();
        } else {
            held += record.own();
        }
        records.push(record);
    }
    let end = inventory.blocks.len() as u32;
    let block = &mut inventory.blocks[id as usize];
    block.end = end;
    block.names = names.into();
    block.records = records.into();
    (block.sent, block.held) = (sent, held);
    (id, sent, held)
}
