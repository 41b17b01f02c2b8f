//! The context: the parallel walk and the [`Inventory`] it leaves.

pub mod inventory;

pub use inventory::{DirId, Empty, EntryId, Fate, Inventory, Kind, Totals};
