//! The entries of a context as lines: what the build asks for, what may travel, or what is held
//! back.

use super::{Line, Odd, Sink};
use std::io;
use stowaway::audit::Audit;
use stowaway::build::Build;
use stowaway::context::{DirId, EntryId, Fate, Inventory, Kind, Requested};
use stowaway::error::Failure;

/// Which entries are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// What the build asks for.
    Requested,
    /// What the ignore file lets through.
    Eligible,
    /// What stays, whoever decided.
    Excluded,
}

/// A walked context and what is wanted of it.
pub(super) struct Listing<'a> {
    build: &'a Build,
    inventory: &'a Inventory,
    requested: &'a Requested,
    which: Which,
}

impl<'a> Listing<'a> {
    pub(super) fn new(audit: &'a Audit, which: Which) -> Self {
        let Audit { build, inventory, requested, .. } = audit;
        Self { build, inventory, requested, which }
    }

    /// Why there is no list, if the engine would send none or the build would come to nothing.
    pub(super) fn failure(audit: &'a Audit, which: Which) -> Option<&'a Failure> {
        match which {
            Which::Requested => audit.failure().or(audit.copy_failure()),
            Which::Excluded => audit.requested.failure(),
            // Of what lies at hand, only what is copied is read.
            Which::Eligible if audit.build.engine.transfer.at_hand => audit.requested.failure(),
            Which::Eligible => audit.inventory.failure(),
        }
    }

    /// Gives every line, with the line of the ignore file that decided only if that is wanted.
    pub(super) fn each(&self, deciders: bool, sink: Sink<'_>) -> io::Result<()> {
        let mut paths = Paths::default();
        for id in self.inventory.in_order().filter(|id| self.is_wanted(*id)) {
            let decider = self.inventory.decider(id).filter(|_| deciders);
            let ignore = self.build.ignore.as_ref();
            sink(&Line {
                path: paths.of(self.inventory, id),
                kind: self.inventory.kind(id),
                size: self.size(id),
                fate: self.inventory.fate(id),
                odd: self.odd(id),
                unasked: self.which == Which::Eligible
                    && !self.requested.travels(self.inventory, id),
                decider: decider.and_then(|pattern| ignore?.place_of(pattern)),
                engine: self.build.engine.title,
            })?;
        }
        let added = self.build.added.iter().filter(|_| self.which == Which::Requested);
        for added in added {
            sink(&Line {
                path: added.name.as_bytes(),
                kind: Kind::File,
                size: Some(added.size),
                fate: Fate::Sent,
                odd: Odd::Added,
                unasked: false,
                decider: None,
                engine: self.build.engine.title,
            })?;
        }
        Ok(())
    }

    fn is_wanted(&self, id: EntryId) -> bool {
        match self.which {
            Which::Requested => self.requested.travels(self.inventory, id),
            Which::Eligible => self.inventory.fate(id).travels(),
            Which::Excluded => !self.inventory.fate(id).travels(),
        }
    }

    fn size(&self, id: EntryId) -> Option<u64> {
        match self.which {
            Which::Requested => Some(self.requested.size(self.inventory, id)),
            Which::Eligible | Which::Excluded => self.inventory.known_size(id),
        }
    }

    fn odd(&self, id: EntryId) -> Odd {
        let (empty, hard_link) = match self.which {
            Which::Requested => (
                self.requested.empty(self.inventory, id),
                self.requested.is_hard_link(self.inventory, id),
            ),
            Which::Eligible | Which::Excluded => {
                (self.inventory.empty(id), self.inventory.is_hard_link(id))
            }
        };
        match (empty, hard_link) {
            (Some(empty), _) => Odd::Empty(empty),
            (None, true) => Odd::HardLink,
            (None, false) => Odd::Nothing,
        }
    }
}

/// Paths of entries that come in order: what the directory contributes is made once.
#[derive(Default)]
struct Paths {
    dir: Option<DirId>,
    directory: Vec<u8>,
    path: Vec<u8>,
}

impl Paths {
    fn of(&mut self, inventory: &Inventory, id: EntryId) -> &[u8] {
        if self.dir != Some(id.dir) {
            inventory.dir_path_into(id.dir, &mut self.directory);
            if !self.directory.is_empty() {
                self.directory.push(b'/');
            }
            self.dir = Some(id.dir);
        }
        self.path.clear();
        self.path.extend_from_slice(&self.directory);
        self.path.extend_from_slice(inventory.name(id));
        &self.path
    }
}
