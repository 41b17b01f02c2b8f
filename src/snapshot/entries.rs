//! What a context holds as it is asked for: each entry with its mode and the hash of its content,
//! and one hash over all of them.
//!
//! Counted are path, kind, permission bits, the text of a link, and content. Not counted are owner
//! and group, which every client sets to 0, and times, which BuildKit's own checksum leaves out
//! (SPEC 5.7, 10.4): a fresh clone has other times and is the same context. Files are read on all
//! threads and never held as a whole.

use super::{Modes, Unhashed};
use crate::context::{Empty, EntryId, Heads, Inventory, Kind, Requested};
use crate::error::{Problem, ProblemKind};
use blake3::{Hash, Hasher};
use rayon::prelude::*;
use std::io;

/// Keeps the hash of a context from ever being that of anything else.
const CONTEXT: &str = "stowaway 2026-11 context 1";

/// The entries of one context that are asked for, in the order of the engines.
#[derive(Debug)]
pub(super) struct Entries(pub(super) Vec<Entry>);

/// One entry as it arrives.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: EntryId,
    /// As it arrives: a socket that becomes an empty file is one.
    pub(super) kind: Kind,
    /// As it counts; 0 for links, which have none of their own on some systems.
    pub(super) mode: u32,
    /// Bytes of its content, however many names that has.
    pub(super) size: u64,
    /// Of a file its content, of a link its text; of anything else nothing.
    pub(super) content: Option<Hash>,
}

/// What one worker writes over again and again.
#[derive(Default)]
struct Scratch {
    path: Vec<u8>,
    buffer: Vec<u8>,
}

impl Entries {
    /// Reads all that is asked for, on the threads of the current pool.
    ///
    /// # Errors
    /// [`Unhashed`] with every path that cannot be read, or is not what the walk saw.
    pub(super) fn read(
        inventory: &Inventory,
        requested: &Requested,
        heads: &dyn Heads,
        modes: Modes,
    ) -> Result<Self, Unhashed> {
        let hidden = inventory.problems().iter().filter(|it| requested.is_unsure_for(it));
        let mut problems: Vec<Problem> = hidden.cloned().collect();
        let ids: Vec<EntryId> =
            inventory.in_order().filter(|&id| requested.travels(inventory, id)).collect();
        let read: Vec<Result<Entry, Problem>> = ids
            .into_par_iter()
            .with_min_len(4)
            .map_init(Scratch::default, |scratch, id| {
                inventory.path_into(id, &mut scratch.path);
                let entry = entry((inventory, requested), heads, id, scratch);
                let entry = entry.map_err(|error| problem(inventory, id, &error))?;
                Ok(Entry { mode: modes.of(entry.kind, entry.mode), ..entry })
            })
            .collect();
        let mut entries = Vec::with_capacity(read.len());
        for result in read {
            match result {
                Ok(entry) => entries.push(entry),
                Err(problem) => problems.push(problem),
            }
        }
        problems.sort();
        if problems.is_empty() { Ok(Self(entries)) } else { Err(Unhashed::Unread(problems)) }
    }

    /// One hash over all of it.
    pub(super) fn hash(&self, inventory: &Inventory) -> Hash {
        let mut hasher = Hasher::new_derive_key(CONTEXT);
        let mut path = Vec::new();
        for entry in &self.0 {
            inventory.path_into(entry.id, &mut path);
            entry.count(&path, &mut hasher);
        }
        hasher.finalize()
    }
}

impl Entry {
    /// Adds the entry to a hash. Every field has a fixed length or says its length first, so that
    /// no two lists of entries come to the same bytes.
    pub(super) fn count(&self, path: &[u8], hasher: &mut Hasher) {
        let kind = match self.kind {
            Kind::File => 1,
            Kind::Directory => 2,
            Kind::Symlink => 3,
            Kind::Fifo => 4,
            Kind::Socket => 5,
            Kind::Device => 6,
        };
        hasher.update(&[kind]);
        hasher.update(&self.mode.to_le_bytes());
        count_bytes(path, hasher);
        hasher.update(self.content.as_ref().map_or(&[0; 32], Hash::as_bytes).as_slice());
    }
}

/// Adds bytes behind their length.
pub(super) fn count_bytes(bytes: &[u8], hasher: &mut Hasher) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

fn entry(
    (inventory, requested): (&Inventory, &Requested),
    heads: &dyn Heads,
    id: EntryId,
    Scratch { path, buffer }: &mut Scratch,
) -> io::Result<Entry> {
    let own = |kind, mode, size, content| Ok(Entry { id, kind, mode, size, content });
    match (inventory.kind(id), requested.empty(inventory, id)) {
        // What another user would send is more than this one sees.
        (_, Some(Empty::Unreadable)) => Err(io::ErrorKind::PermissionDenied.into()),
        (_, Some(Empty::Disagreement | Empty::Socket)) => {
            own(Kind::File, heads.mode(path)?, 0, Some(blake3::hash(b"")))
        }
        (Kind::File, None) => {
            let mut hasher = Hasher::new();
            let whole = heads.whole(path, buffer, &mut |piece| {
                hasher.update(piece);
            })?;
            // Further names of a content count no bytes, so that there is nothing to compare.
            let seen = requested.size(inventory, id);
            if seen != whole.size && !requested.is_hard_link(inventory, id) {
                return Err(io::Error::other("it changed while the context was read"));
            }
            own(Kind::File, whole.mode, whole.size, Some(hasher.finalize()))
        }
        (Kind::Symlink, None) => {
            own(Kind::Symlink, 0, 0, Some(blake3::hash(&heads.link_target(path)?)))
        }
        (kind @ (Kind::Directory | Kind::Fifo | Kind::Socket | Kind::Device), None) => {
            own(kind, heads.mode(path)?, 0, None)
        }
    }
}

fn problem(inventory: &Inventory, id: EntryId, error: &io::Error) -> Problem {
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ProblemKind::Vanished,
        _ => ProblemKind::UnreadableContent,
    };
    let reason = crate::build::reason(error);
    Problem { path: inventory.path(id), kind, reason }
}
