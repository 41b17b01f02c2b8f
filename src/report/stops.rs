//! What stops travelling: the difference of two judgements of one tree, a directory at a time.

use crate::context::{DirId, EntryId, Inventory, Kind, Requested, Totals};
use crate::path::ContextPath;

/// More single files of one directory than these are told as a part of it.
const FEW: usize = 5;

/// Something that stops travelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Where it is.
    pub path: ContextPath,
    /// How much of it.
    pub extent: Extent,
    /// What would have travelled.
    pub totals: Totals,
}

/// How much of a path stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A single entry that is no directory.
    Entry,
    /// A directory with all that travelled of it.
    Directory,
    /// Some files of a directory.
    Part,
}

/// A tree as it was judged, and what is asked for of it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Every entry and its fate.
    pub inventory: &'a Inventory,
    /// What of it is sent.
    pub requested: &'a Requested,
}

impl Judged<'_> {
    fn with(self, id: EntryId) -> Totals {
        self.requested.with(self.inventory, id)
    }
}

/// What travels in `before` and not in `after`, in the order of the paths: directories that stop
/// as a whole, and the rest file by file. With `each` every single file.
pub fn stops(before: Judged<'_>, after: Judged<'_>, each: bool) -> Vec<Stop> {
    let mut found = Vec::new();
    let mut todo = vec![DirId::ROOT];
    while let Some(dir) = todo.pop() {
        let mut single = Vec::new();
        for id in before.inventory.entries(dir) {
            let (was, is) = (before.with(id), after.with(id));
            if was == is {
                continue;
            }
            let opened = before.inventory.opened(id);
            let goes = is.files + is.directories == 0;
            match opened {
                Some(below) if each || !goes => todo.push(below),
                Some(_) => found.push(stop(before, id, Extent::Directory, was)),
                None if goes => single.push(stop(before, id, Extent::Entry, was)),
                // Content that comes under another name.
                None => {}
            }
        }
        if each || single.len() <= FEW {
            found.append(&mut single);
            continue;
        }
        let totals = single.iter().fold(Totals::default(), |mut sum, stop| {
            sum += stop.totals;
            sum
        });
        let mut path = Vec::new();
        before.inventory.dir_path_into(dir, &mut path);
        found.push(Stop { path: ContextPath::new(path), extent: Extent::Part, totals });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn stop(before: Judged<'_>, id: EntryId, extent: Extent, totals: Totals) -> Stop {
    // A directory of an engine that does not send directories counts for what is in it.
    let extent = match before.inventory.kind(id) {
        Kind::Directory => Extent::Directory,
        Kind::File | Kind::Symlink | Kind::Fifo | Kind::Socket | Kind::Device => extent,
    };
    Stop { path: before.inventory.path(id), extent, totals }
}
