//! Where a survey stands: one directory on the way down, and what was seen in it so far.

use super::{LineId, Standing};
use crate::context::{DirId, EntryId};
use std::ops::Range;

/// A directory that is being gone through.
pub(super) struct Frame {
    pub(super) dir: DirId,
    pub(super) entries: std::vec::IntoIter<EntryId>,
    /// The work tree; `None` outside of all.
    pub(super) tree: Option<usize>,
    /// What a tracked file is to the outermost repository.
    pub(super) tracked_is: Standing,
    /// The path in the work tree with its `/`; empty at the top.
    pub(super) path: Vec<u8>,
    /// What the index has below, and how far it was gone through.
    pub(super) below: Range<usize>,
    pub(super) cursor: usize,
    /// The ignore files that speak of its entries, once somebody has asked.
    pub(super) level: Option<usize>,
    /// The line that ignores the directory itself, once somebody has asked.
    pub(super) ignored: Option<Option<LineId>>,
    /// How many marks there were before.
    pub(super) marks: usize,
    /// How everything in it stands so far.
    pub(super) alike: Alike,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alike {
    Nothing,
    All(Standing),
    No,
}

impl Alike {
    pub(super) fn add(&mut self, standing: Standing) {
        *self = match *self {
            Self::Nothing => Self::All(standing),
            Self::All(known) if known == standing => *self,
            Self::All(_) | Self::No => Self::No,
        };
    }
}
