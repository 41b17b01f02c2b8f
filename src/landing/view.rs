//! The contexts of a build as landing sees them: what was sent, and the texts of links.

use crate::context::{DirId, EntryId, Inventory, Kind, Requested};
use crate::dockerfile::LinkTree;
use std::sync::Arc;

/// The number of a context: 0 is the main one, named ones follow in the plan's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContextId(pub u32);

impl ContextId {
    /// The build's own context.
    pub const MAIN: Self = Self(0);

    /// The named context of this number in the plan.
    pub fn named(number: usize) -> Self {
        Self(number as u32 + 1)
    }

    /// The number of a named context in the plan; `None` for the build's own.
    pub fn number(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// An entry of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// Which context.
    pub context: ContextId,
    /// Which entry there.
    pub entry: EntryId,
}

/// One context.
#[derive(Clone)]
pub struct View<'a> {
    /// Every entry.
    pub inventory: &'a Inventory,
    /// What was sent of them.
    pub requested: &'a Requested,
    /// Where link texts are read.
    pub links: Arc<dyn LinkTree + 'a>,
}

/// All contexts of a build, by [`ContextId`]; `None` for one that is no local directory.
#[derive(Clone)]
pub struct Contexts<'a>(pub Vec<Option<View<'a>>>);

impl<'a> Contexts<'a> {
    /// The view of a context that is a local directory.
    pub fn get(&self, context: ContextId) -> Option<&View<'a>> {
        self.0.get(context.0 as usize)?.as_ref()
    }

    /// A context's inventory. Only ids that came from a view are ever asked for.
    pub(super) fn inventory(&self, context: ContextId) -> &'a Inventory {
        let view = self.get(context);
        view.map(|view| view.inventory).expect("ids come from views")
    }

    /// Whether an entry is there; a directory also if only what is below it was sent, because the
    /// builder makes it then (SPEC 10.4).
    pub(super) fn travels(&self, context: ContextId, entry: EntryId) -> bool {
        self.get(context).is_some_and(|view| {
            view.requested.travels(view.inventory, entry)
                || view.requested.with(view.inventory, entry).files > 0
        })
    }

    /// The entries of a directory that were sent, in order.
    pub(super) fn sent_in(
        &self,
        context: ContextId,
        dir: DirId,
    ) -> impl Iterator<Item = EntryId> + '_ {
        let view = self.get(context).into_iter();
        view.flat_map(move |view| view.requested.sent_in(view.inventory, dir))
    }

    /// The text of a link; `None` if the entry is none, or is gone by now.
    pub(super) fn link(&self, origin: Origin) -> Option<Vec<u8>> {
        let view = self.get(origin.context)?;
        if view.inventory.kind(origin.entry) != Kind::Symlink {
            return None;
        }
        view.links.link(&view.inventory.path(origin.entry)).ok().flatten()
    }

    pub(super) fn is_link(&self, origin: Origin) -> bool {
        self.inventory(origin.context).kind(origin.entry) == Kind::Symlink
    }
}

impl std::fmt::Debug for Contexts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contexts").field("count", &self.0.len()).finish()
    }
}
