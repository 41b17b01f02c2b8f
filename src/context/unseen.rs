//! What could not be read of a context, held against what a build asks for: a directory that nobody
//! enters fails nothing and hides nothing (SPEC 5.8, 11.6).

use super::inventory::{EntryId, Inventory};
use super::requested::{Requested, Visited};
use crate::error::{Cause, Failure, Problem};
use crate::path::ContextPath;

impl Inventory {
    /// The entries at which the engine would stop, or which could not be read.
    pub fn troubled(&self) -> Vec<EntryId> {
        let problems =
            self.problems().iter().filter_map(|problem| self.find(problem.path.as_bytes()));
        self.failures.iter().map(|(_, id, _)| *id).chain(problems).collect()
    }
}

impl Requested {
    /// Whether a problem leaves open what the build asks for.
    pub fn is_unsure_for(&self, problem: &Problem) -> bool {
        problem.kind.hides_something() && !self.aside.contains(&problem.path)
    }

    /// Whether any problem does.
    pub fn is_unsure(&self, inventory: &Inventory) -> bool {
        inventory.problems().iter().any(|problem| self.is_unsure_for(problem))
    }

    /// Where the builder reads the context where it lies, only what is copied is opened: `read` are
    /// the entries of [`Inventory::troubled`] that an instruction comes to.
    pub fn narrow(&mut self, inventory: &Inventory, read: &[EntryId]) {
        let unreadable =
            |cause| matches!(cause, Cause::UnreadableDirectory | Cause::UnreadableFile);
        let met = |(_, id, failure): &&(u8, EntryId, Failure)| {
            !unreadable(failure.cause) || read.contains(id)
        };
        self.failure = inventory.failures.iter().find(met).map(|(_, _, failure)| failure.clone());
        self.aside = aside(inventory, &|id| read.contains(&id));
    }

    /// The same where the client walks: it comes to what it lists.
    pub(super) fn pass_over(&mut self, inventory: &Inventory, visited: &Visited) {
        let comes_to = |id: EntryId| visited.opened(id.dir) && visited.contains(inventory, id);
        self.aside = aside(inventory, &comes_to);
    }
}

/// The paths of the problems with entries that nobody comes to.
fn aside(inventory: &Inventory, comes_to: &dyn Fn(EntryId) -> bool) -> Vec<ContextPath> {
    let paths = inventory.problems().iter().map(|problem| &problem.path);
    let past =
        |path: &&ContextPath| inventory.find(path.as_bytes()).is_some_and(|id| !comes_to(id));
    paths.filter(past).cloned().collect()
}
