//! How the inventory keeps its entries: 24 bytes besides the name, one block a directory.
//!
//! Private to the context: what an entry means is asked of the inventory, how it got here is the
//! business of the walks.

use super::inventory::{Empty, EntryId, Fate, Kind, Totals};
use std::sync::Arc;

/// One entry as it is kept: 24 bytes besides its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Apparent bytes that this entry adds to the transfer (for a held file: its size if known).
    pub(super) size: u64,
    /// Offset of the name in the directory's names.
    pub(super) name: u32,
    /// For a directory that was opened: its number, else [`NONE`].
    pub(super) dir: u32,
    /// The pattern that decided, or [`NONE`].
    pub(super) decider: u32,
    pub(super) name_len: u16,
    pub(super) kind: Kind,
    pub(super) state: State,
}

/// "No such number" in a [`Record`].
pub(super) const NONE: u32 = u32::MAX;

/// Fate and delivery in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State(u8);

impl State {
    const LINK: u8 = 1 << 4;
    const UNKNOWN_SIZE: u8 = 1 << 5;
    const WALKED: u8 = 1 << 6;

    pub(super) fn new(fate: Fate, empty: Option<Empty>) -> Self {
        let empty = match empty {
            None => 0,
            Some(Empty::Disagreement) => 1,
            Some(Empty::Unreadable) => 2,
            Some(Empty::Socket) => 3,
        };
        Self(fate as u8 | empty << 2)
    }

    pub(super) fn fate(self) -> Fate {
        match self.0 & 3 {
            0 => Fate::Sent,
            1 => Fate::SentAsParent,
            2 => Fate::Held,
            _ => Fate::Skipped,
        }
    }

    pub(super) fn with_fate(self, fate: Fate) -> Self {
        Self(self.0 & !3 | fate as u8)
    }

    pub(super) fn empty(self) -> Option<Empty> {
        match self.0 >> 2 & 3 {
            0 => None,
            1 => Some(Empty::Disagreement),
            2 => Some(Empty::Unreadable),
            _ => Some(Empty::Socket),
        }
    }

    /// A directory that the engine itself opens.
    pub(super) fn as_walked(self) -> Self {
        Self(self.0 | Self::WALKED)
    }

    pub(super) fn is_walked(self) -> bool {
        self.0 & Self::WALKED != 0
    }

    pub(super) fn as_link(self) -> Self {
        Self(self.0 | Self::LINK)
    }

    pub(super) fn as_only_name(self) -> Self {
        Self(self.0 & !Self::LINK)
    }

    pub(super) fn is_link(self) -> bool {
        self.0 & Self::LINK != 0
    }

    pub(super) fn with_unknown_size(self) -> Self {
        Self(self.0 | Self::UNKNOWN_SIZE)
    }

    pub(super) fn size_is_known(self) -> bool {
        self.0 & Self::UNKNOWN_SIZE == 0
    }
}

/// What the disk says of an entry and its record does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Odd {
    /// Apparent bytes.
    pub(super) size: u64,
    /// Whether this user can read it; a directory: list it.
    pub(super) readable: bool,
}

/// One directory that was opened. What it holds is shared with the same inventory judged otherwise.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Its own entry; meaningless for the root.
    pub(super) entry: EntryId,
    pub(super) names: Arc<[u8]>,
    pub(super) records: Arc<[Record]>,
    /// What travels below it, itself not counted.
    pub(super) sent: Totals,
    /// What was seen below it and stays, itself not counted.
    pub(super) held: Totals,
    /// The number after the last directory below it.
    pub(super) end: u32,
}

impl Block {
    pub(super) fn name(&self, record: &Record) -> &[u8] {
        let start = record.name as usize;
        &self.names[start..start + record.name_len as usize]
    }
}

/// What travels and what stays of the entries of one directory, those that travel only for the sake
/// of what is below them not yet counted as travelling.
pub(super) fn own_totals(records: &[Record]) -> (Totals, Totals) {
    let (mut sent, mut held) = (Totals::default(), Totals::default());
    for record in records {
        *(if record.state.fate() == Fate::Sent { &mut sent } else { &mut held }) += record.own();
    }
    (sent, held)
}

impl Record {
    /// The same entry where nobody comes to it. What nothing is known of stays so.
    pub(super) fn held_by(&self, decider: u32) -> Self {
        let known = self.state.size_is_known();
        if self.state.fate() == Fate::Skipped && !known {
            return *self;
        }
        let state = State::new(Fate::Held, None);
        Self { decider, state: if known { state } else { state.with_unknown_size() }, ..*self }
    }

    /// What the entry itself counts for.
    pub(super) fn own(&self) -> Totals {
        let directory = u64::from(self.kind == Kind::Directory);
        Totals { files: 1 - directory, directories: directory, bytes: self.size }
    }
}
