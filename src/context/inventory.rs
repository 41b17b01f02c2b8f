//! The inventory: every entry that the walk saw, its size, its fate, and who decided it.
//!
//! One block a directory: the names and the entries of that directory, sorted by bytes, as the
//! worker that read it left them; nothing is copied when the walk ends. Blocks are numbered
//! depth-first, so that ids, sums and order are the same at any number of threads. It holds facts:
//! it knows nothing of secrets, of rules, or of printing.

use super::record::{Block, NONE, Odd, Record};
use crate::engine::Engine;
use crate::error::{Failure, Problem};
use crate::path::ContextPath;
use std::ops::{AddAssign, Range};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; never followed.
    Symlink,
    /// A named pipe.
    Fifo,
    /// A unix socket.
    Socket,
    /// A character or block device.
    Device,
}

impl Kind {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Fifo => "fifo",
            Self::Socket => "socket",
            Self::Device => "device",
        }
    }
}

/// What the ignore file and the engine make of an entry. Whether the build asks for it is another
/// question, which [`super::Requested`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Fate {
    /// It travels.
    Sent,
    /// An excluded directory that travels because something below it does (SPEC 5.5), or because
    /// it had to be opened (SPEC 14).
    SentAsParent,
    /// The ignore file holds it back.
    Held,
    /// The ignore file does not hold it back, but the engine cannot carry its kind (SPEC 13.3).
    Skipped,
}

impl Fate {
    /// Whether the builder receives an entry of that name.
    pub fn travels(self) -> bool {
        match self {
            Self::Sent | Self::SentAsParent => true,
            Self::Held | Self::Skipped => false,
        }
    }
}

/// Why a file arrives with no content (SPEC 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Empty {
    /// It is walked as included and opened as excluded (SPEC 6.1).
    Disagreement,
    /// It cannot be read by the user who builds (SPEC 6.2).
    Unreadable,
    /// It is a socket (SPEC 6.3).
    Socket,
}

/// The number of a directory: 0 is the context root, the rest follow depth-first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DirId(pub u32);

impl DirId {
    /// The context root.
    pub const ROOT: Self = Self(0);
}

/// The place of an entry: its directory and its number there, in byte order of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId {
    /// The directory that holds it.
    pub dir: DirId,
    /// Its number in that directory.
    pub index: u32,
}

/// Files and bytes of a set of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Everything that is not a directory.
    pub files: u64,
    /// Directories.
    pub directories: u64,
    /// Apparent bytes of regular files; a hard link's content counts once.
    pub bytes: u64,
}

impl Totals {
    /// What is left without `other`.
    pub fn less(self, other: Self) -> Self {
        Self {
            files: self.files.saturating_sub(other.files),
            directories: self.directories.saturating_sub(other.directories),
            bytes: self.bytes.saturating_sub(other.bytes),
        }
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.directories += other.directories;
        self.bytes += other.bytes;
    }
}

/// Every entry of a context that the walk saw, with its fate.
#[derive(Debug)]
pub struct Inventory {
    /// Whose ways the fates follow.
    pub(super) engine: &'static Engine,
    pub(super) blocks: Vec<Block>,
    pub(super) empty: Vec<EntryId>,
    /// Why the engine would refuse the context, in the order in which it would come to it: the
    /// phase, where, what.
    pub(super) failures: Vec<(u8, EntryId, Failure)>,
    /// Names of files with several, sent or not, in order: which content, and how many bytes it has.
    pub(super) links: Vec<(EntryId, u32, u64)>,
    /// What the records do not tell of their entries, in order of ids.
    pub(super) odd: Vec<(EntryId, Odd)>,
    /// What the numbers of deciders in the records stand for; empty if for themselves.
    pub(super) deciders: Vec<u32>,
    pub(super) problems: Vec<Problem>,
}

impl Inventory {
    /// What travels, in all.
    pub fn sent(&self) -> Totals {
        self.blocks[0].sent
    }

    /// What was seen and stays. Pruned directories count as one directory with nothing below,
    /// unless the walk was asked to look into them.
    pub fn held(&self) -> Totals {
        self.blocks[0].held
    }

    /// Why the engine would refuse this context if it were asked for all of it.
    pub fn failure(&self) -> Option<&Failure> {
        self.failures.first().map(|(_, _, failure)| failure)
    }

    /// Files that arrive empty although they are not, by directory; see [`Self::empty`].
    pub fn arriving_empty(&self) -> &[EntryId] {
        &self.empty
    }

    /// What could not be looked at, in order of paths.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many directories were opened, the root included.
    pub fn directories(&self) -> impl ExactSizeIterator<Item = DirId> + use<> {
        (0..self.blocks.len() as u32).map(DirId)
    }

    /// The entries of one directory, in byte order of names.
    pub fn entries(&self, dir: DirId) -> impl ExactSizeIterator<Item = EntryId> + use<> {
        let count = self.block(dir).records.len() as u32;
        (0..count).map(move |index| EntryId { dir, index })
    }

    /// How many entries were seen in all.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.records.len()).sum()
    }

    /// Whether the context is empty.
    pub fn is_empty(&self) -> bool {
        self.blocks[0].records.is_empty()
    }

    /// The entry's own name.
    pub fn name(&self, id: EntryId) -> &[u8] {
        let block = self.block(id.dir);
        block.name(&block.records[id.index as usize])
    }

    /// The entry's path, written over whatever `path` held.
    pub fn path_into(&self, id: EntryId, path: &mut Vec<u8>) {
        self.dir_path_into(id.dir, path);
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(self.name(id));
    }

    /// The entry's path.
    pub fn path(&self, id: EntryId) -> ContextPath {
        let mut path = Vec::new();
        self.path_into(id, &mut path);
        ContextPath::new(path)
    }

    /// A directory's path, written over whatever `path` held; empty for the root.
    pub fn dir_path_into(&self, dir: DirId, path: &mut Vec<u8>) {
        let mut chain = Vec::new();
        let mut at = dir;
        while at != DirId::ROOT {
            let entry = self.block(at).entry;
            chain.push(entry);
            at = entry.dir;
        }
        path.clear();
        for entry in chain.into_iter().rev() {
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(self.name(entry));
        }
    }

    /// What the entry is.
    pub fn kind(&self, id: EntryId) -> Kind {
        self.record(id).kind
    }

    /// Apparent bytes that the entry's own content adds: 0 for everything but regular files, and
    /// for the second and later names of one content.
    pub fn size(&self, id: EntryId) -> u64 {
        self.record(id).size
    }

    /// The entry's size, or `None` when it is held back and was not worth a system call.
    pub fn known_size(&self, id: EntryId) -> Option<u64> {
        let record = self.record(id);
        record.state.size_is_known().then_some(record.size)
    }

    /// What becomes of the entry.
    pub fn fate(&self, id: EntryId) -> Fate {
        self.record(id).state.fate()
    }

    /// Why the entry arrives empty although it is not, if it does.
    pub fn empty(&self, id: EntryId) -> Option<Empty> {
        self.record(id).state.empty()
    }

    /// Whether it is a file of which no content reaches the builder, under this name or another.
    pub fn arrives_blank(&self, id: EntryId) -> bool {
        let empty = self.kind(id) == Kind::File && self.size(id) == 0 && !self.is_hard_link(id);
        empty || self.empty(id).is_some()
    }

    /// Whether the entry is a further name of a file that is sent under an earlier one.
    pub fn is_hard_link(&self, id: EntryId) -> bool {
        self.record(id).state.is_link()
    }

    /// The number of the pattern that decided (in the compiled list), if any did.
    pub fn decider(&self, id: EntryId) -> Option<usize> {
        let stored = self.record(id).decider;
        let decider = self.deciders.get(stored as usize).copied().unwrap_or(stored);
        (decider != NONE).then_some(decider as usize)
    }

    /// The directory behind an entry, if it is one that was opened.
    pub fn opened(&self, id: EntryId) -> Option<DirId> {
        let dir = self.record(id).dir;
        (dir != NONE).then_some(DirId(dir))
    }

    /// The entry of an opened directory; `None` for the root.
    pub fn entry_of(&self, dir: DirId) -> Option<EntryId> {
        (dir != DirId::ROOT).then(|| self.block(dir).entry)
    }

    /// A directory and every directory below it.
    pub fn subtree(&self, dir: DirId) -> Range<DirId> {
        dir..DirId(self.block(dir).end)
    }

    /// What travels below a directory, itself not counted.
    pub fn sent_below(&self, dir: DirId) -> Totals {
        self.block(dir).sent
    }

    /// What was seen below a directory and stays, itself not counted.
    pub fn held_below(&self, dir: DirId) -> Totals {
        self.block(dir).held
    }

    /// What travels with an entry: itself and everything below it.
    pub fn sent_with(&self, id: EntryId) -> Totals {
        let mut totals = self.opened(id).map_or_else(Totals::default, |dir| self.sent_below(dir));
        if self.fate(id).travels() {
            totals += self.record(id).own();
        }
        totals
    }

    /// The entry of this name in a directory, found by binary search.
    pub fn find_in(&self, dir: DirId, name: &[u8]) -> Option<EntryId> {
        let block = self.block(dir);
        let found = block.records.binary_search_by(|record| block.name(record).cmp(name));
        found.ok().map(|index| EntryId { dir, index: index as u32 })
    }

    /// The entry at a path below a directory (`a/b`), if the walk saw it.
    pub fn find_below(&self, dir: DirId, path: &[u8]) -> Option<EntryId> {
        let mut at = dir;
        let mut components = path.split(|&byte| byte == b'/').peekable();
        loop {
            let entry = self.find_in(at, components.next()?)?;
            if components.peek().is_none() {
                return Some(entry);
            }
            at = self.opened(entry)?;
        }
    }

    /// The entry at a path from the root, if the walk saw it.
    pub fn find(&self, path: &[u8]) -> Option<EntryId> {
        self.find_below(DirId::ROOT, path)
    }

    /// Every entry in the order of the engines: depth first, names in byte order, a directory
    /// before its contents.
    pub fn in_order(&self) -> InOrder<'_> {
        InOrder { inventory: self, stack: vec![EntryId { dir: DirId::ROOT, index: 0 }] }
    }

    /// The same, below one directory only.
    pub fn in_order_below(&self, dir: DirId) -> InOrder<'_> {
        InOrder { inventory: self, stack: vec![EntryId { dir, index: 0 }] }
    }

    pub(super) fn odd_of(&self, id: EntryId) -> Option<Odd> {
        let found = self.odd.binary_search_by_key(&id, |(id, _)| *id);
        found.ok().map(|at| self.odd[at].1)
    }

    pub(super) fn block(&self, dir: DirId) -> &Block {
        &self.blocks[dir.0 as usize]
    }

    pub(super) fn record(&self, id: EntryId) -> &Record {
        &self.block(id.dir).records[id.index as usize]
    }
}

/// See [`Inventory::in_order`].
#[derive(Debug)]
pub struct InOrder<'a> {
    inventory: &'a Inventory,
    stack: Vec<EntryId>,
}

impl Iterator for InOrder<'_> {
    type Item = EntryId;

    fn next(&mut self) -> Option<EntryId> {
        loop {
            let top = self.stack.last_mut()?;
            let id = *top;
            if id.index as usize >= self.inventory.block(id.dir).records.len() {
                self.stack.pop();
                continue;
            }
            top.index += 1;
            if let Some(dir) = self.inventory.opened(id) {
                self.stack.push(EntryId { dir, index: 0 });
            }
            return Some(id);
        }
    }
}
