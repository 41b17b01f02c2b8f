//! The context: the walk and the [`Inventory`] it leaves.
//!
//! [`walk`] is parallel and uses system calls relative to descriptors; [`walk_portable`] is the
//! same in plain, sequential steps, for other systems and as the reference that the fast one is
//! compared with. `judge` decides what becomes of an entry for both, `assemble` puts their blocks
//! in order.

mod again;
mod assemble;
mod block;
pub mod heads;
mod hits;
pub mod inventory;
mod judge;
mod portable;
mod record;
pub mod requested;
#[cfg(test)]
pub(crate) mod sketch;
mod stored;
mod suppose;
#[cfg(unix)]
mod unix;
mod unseen;
mod whole;

pub use heads::{DiskHeads, END_OF_FILE, Extent, Heads, NoHeads, WHOLE_FILE};
pub use hits::{Hit, hits};
pub use inventory::{DirId, Empty, EntryId, Fate, Inventory, Kind, Totals};
pub use requested::Requested;
pub use stored::open_heads;
pub use suppose::{Supposed, suppose};
pub use whole::Whole;

use crate::build::{Build, reason};
use crate::error::Error;
use judge::Judge;
use std::io;

/// How thorough a walk is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Looks into directories that the engine leaves unopened, so that what is held back can be
    /// listed and sized. Costs the system calls that pruning saves.
    pub into_held: bool,
}

/// Walks a context on the threads of the current rayon pool.
///
/// # Errors
/// [`Error::ContextUnreadable`] if the root cannot be listed. Anything deeper that cannot be read
/// is part of the inventory.
pub fn walk(build: &Build, options: WalkOptions) -> Result<Inventory, Error> {
    #[cfg(unix)]
    if build.files.is_disk() {
        let judge = Judge::of(build, options.into_held);
        return finish(build, unix::walk(&judge, &build.root));
    }
    walk_portable(build, options)
}

/// The same result in sequential, portable steps.
///
/// # Errors
/// As [`walk`].
pub fn walk_portable(build: &Build, options: WalkOptions) -> Result<Inventory, Error> {
    let judge = Judge::of(build, options.into_held);
    let blocks = match build.files.is_disk() {
        true => portable::walk(&judge, &portable::OnDisk(&build.root)),
        false => portable::walk(&judge, &stored::Stored { files: &build.files, root: &build.root }),
    };
    finish(build, blocks)
}

fn finish(build: &Build, blocks: io::Result<Vec<block::RawBlock>>) -> Result<Inventory, Error> {
    let unreadable = |reason| Error::ContextUnreadable { path: build.root.clone(), reason };
    let blocks = blocks.map_err(|error| unreadable(reason(&error)))?;
    let inventory = assemble::assemble(build.engine, blocks);
    match inventory.problems().first() {
        Some(problem) if problem.path.is_empty() => Err(unreadable(problem.reason.clone())),
        Some(_) | None => Ok(inventory),
    }
}
