//! The context: the parallel walk and the [`Inventory`] it leaves.

pub mod heads;
pub mod inventory;
#[cfg(test)]
pub(crate) mod sketch;

pub use heads::{DiskHeads, Heads, NoHeads};
pub use inventory::{DirId, Empty, EntryId, Fate, Inventory, Kind, Totals};
