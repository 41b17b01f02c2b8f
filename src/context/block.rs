//! One directory as a worker leaves it, and how its entries gather while they are judged.
//!
//! Shared by both walks. A block is small because there is one for every directory: what most of
//! them do not have (links, problems, failures) is boxed away.

use super::inventory::{Kind, Totals};
use super::judge::{Directory, Judge, Outcome, Region};
use super::record::{NONE, Odd, Record};
use crate::build::reason;
use crate::error::{Failure, Problem, ProblemKind};
use crate::ignorefile::DirState;
use crate::path::ContextPath;
use std::io;

/// The phase in which the context is sent; what comes before it is phase 0.
pub(super) const SENDING: u8 = 1;

/// One directory; its number and those in its records are provisional.
#[derive(Debug, Default)]
pub(super) struct RawBlock {
    pub(super) number: u32,
    /// The index of its own entry in the directory above.
    pub(super) index: u32,
    /// Its opened directories have the numbers from `first` on, in order of their names.
    pub(super) first: u32,
    pub(super) children: u32,
    /// What travels and what stays of its own entries, as judged one by one.
    pub(super) sent: Totals,
    pub(super) held: Totals,
    pub(super) names: Box<[u8]>,
    pub(super) records: Box<[Record]>,
    pub(super) rare: Option<Box<Rare>>,
}

/// What most directories do not have.
#[derive(Debug, Default)]
pub(super) struct Rare {
    /// Regular files with several names: index, device, inode.
    pub(super) links: Vec<(u32, u64, u64)>,
    /// Files that arrive empty although they are not.
    pub(super) empty: Vec<u32>,
    /// What the records do not tell.
    pub(super) odd: Vec<(u32, Odd)>,
    /// Failures of the build in this directory: phase, index, failure. Every directory's, and of
    /// the other entries the first in each phase: who comes to one of those comes to all.
    pub(super) failures: Vec<(u8, u32, Failure)>,
    pub(super) problems: Vec<Problem>,
    /// The directory could not be listed and the build fails for it: phase, failure.
    pub(super) unlisted: Option<Box<(u8, Failure)>>,
    /// The directory may not be listed by this user.
    pub(super) refused: bool,
}

/// The judged entries of a directory or of a share of it.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) records: Vec<Record>,
    /// Directories to open: index, who comes in, what the matcher hands down.
    pub(super) children: Vec<(u32, Region, DirState)>,
    pub(super) sent: Totals,
    pub(super) held: Totals,
    pub(super) rare: Option<Box<Rare>>,
}

impl RawBlock {
    /// The empty block of a directory that could not be listed; `(above, inside)` come
    /// into its parent and into it.
    pub(super) fn unlisted(
        judge: &Judge<'_>,
        (number, index): (u32, u32),
        path: &[u8],
        (above, inside): (Region, Region),
        error: &io::Error,
    ) -> Self {
        let vanished =
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        let kind = if vanished { ProblemKind::Vanished } else { ProblemKind::UnreadableDirectory };
        // What went away is passed over by every engine (SPEC 5.8); what this process lacks, such as
        // descriptors, says nothing of the build. Only a refusal speaks for the engine too.
        let refused = error.kind() == io::ErrorKind::PermissionDenied;
        let unlisted = if refused { judge.unlistable(path, above, inside) } else { None };
        let problem = Problem { path: path.into(), kind, reason: reason(error) };
        let rare = Rare { problems: vec![problem], unlisted, refused, ..Rare::default() };
        Self { number, index, rare: Some(Box::new(rare)), ..Self::default() }
    }
}

impl Part {
    /// Room for this many entries.
    pub(super) fn with_capacity(entries: usize) -> Self {
        Self { records: Vec::with_capacity(entries), ..Self::default() }
    }

    /// Adds the entry that `directory` has just judged; its name is `name`, at `start` in the names
    /// of the directory.
    pub(super) fn add(
        &mut self,
        directory: &Directory<'_>,
        index: u32,
        (name, start): (&[u8], u32),
        outcome: Outcome,
    ) {
        let record = Record {
            size: outcome.size,
            name: start,
            dir: NONE,
            decider: outcome.decider,
            name_len: name.len() as u16,
            kind: outcome.kind,
            state: outcome.state,
        };
        *(if outcome.state.fate().travels() { &mut self.sent } else { &mut self.held }) +=
            record.own();
        self.records.push(record);
        if outcome.state.empty().is_some() {
            self.rare().empty.push(index);
        }
        if let Some(region) = outcome.opens {
            self.children.push((index, region, directory.child_state(name)));
        }
        if let Some(odd) = outcome.odd {
            self.rare().odd.push((index, *odd));
        }
        if let Some((device, inode)) = outcome.links {
            self.rare().links.push((index, device, inode));
        }
        if let Some(failure) = outcome.failure {
            self.keep(failure.0, index, failure.1);
        }
        if let Some(problem) = outcome.problem {
            let path = ContextPath::new(directory.path_of(name));
            let (kind, reason) = (problem.0, reason(&problem.1));
            self.rare().problems.push(Problem { path, kind, reason });
        }
    }

    /// Adds the next share of the same directory.
    pub(super) fn append(&mut self, next: Self) {
        self.records.extend(next.records);
        self.children.extend(next.children);
        self.sent += next.sent;
        self.held += next.held;
        let Some(next) = next.rare else { return };
        let rare = self.rare();
        rare.links.extend(next.links);
        rare.empty.extend(next.empty);
        rare.odd.extend(next.odd);
        rare.problems.extend(next.problems);
        for (phase, index, failure) in next.failures {
            self.keep(phase, index, failure);
        }
    }

    /// The block of a directory whose opened children are numbered from `first` on.
    pub(super) fn into_block(
        self,
        (number, index): (u32, u32),
        first: u32,
        names: Box<[u8]>,
    ) -> RawBlock {
        RawBlock {
            number,
            index,
            first,
            children: self.children.len() as u32,
            sent: self.sent,
            held: self.held,
            names,
            records: self.records.into_boxed_slice(),
            rare: self.rare,
        }
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Keeps a failure unless another file of this directory fails before; entries come in order.
    fn keep(&mut self, phase: u8, index: u32, failure: Failure) {
        let is_directory =
            |records: &[Record], index: u32| records[index as usize].kind == Kind::Directory;
        let Self { records, rare, .. } = self;
        let failures = &mut rare.get_or_insert_default().failures;
        let earlier =
            |(known, at, _): &(u8, u32, Failure)| *known == phase && !is_directory(records, *at);
        if is_directory(records, index) || !failures.iter().any(earlier) {
            failures.push((phase, index, failure));
        }
    }
}
