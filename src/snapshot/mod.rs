//! Snapshots: what a build asks for, in few lines that are the same on every machine, and what has
//! changed between two of them.
//!
//! `entries` reads and hashes a context, `stages` what each instruction takes of it, `issues` what
//! the rules and checks say; [`take()`] puts them into a [`BuildLock`]. A [`Snapshot`] is what a lock
//! file holds, `compare` finds the [`Difference`] between two, and `rebuilt` where it makes a builder
//! begin again. How either is written, the report decides.

mod compare;
#[cfg(test)]
mod compare_tests;
mod entries;
mod issues;
mod lock;
mod rebuilt;
mod stages;
mod take;
#[cfg(all(test, unix))]
mod tests;

pub use compare::{
    BuildDifference, Change, Difference, How, IssueChange, Listed, PartDifference, TopChange,
    compare,
};
pub use lock::{
    BuildLock, DockerfileLock, FORMAT, FileLock, IssueLock, NamedLock, PartLock, PathLock,
    Snapshot, StageLock, StepLock, TakeLock, TopLock, Unparsed,
};
pub use rebuilt::{Busted, Reason};
pub use take::{Taking, take};

use crate::context::Kind;
use crate::error::{Error, Failure, Problem};
use crate::path::Shown;
use std::fmt;

/// Which permission bits count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Modes {
    /// All that the engines send: what COPY makes of the context, and what BuildKit's cache goes by,
    /// depends on each of them.
    #[default]
    Sent,
    /// Those that git carries: whether the owner may execute a file. Checkouts under different
    /// umasks agree.
    Git,
}

impl Modes {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Git => "git",
        }
    }

    /// The bits that count.
    fn of(self, kind: Kind, mode: u32) -> u32 {
        match (self, kind) {
            (_, Kind::Symlink) => 0,
            (Self::Sent, _) => mode,
            (Self::Git, Kind::Directory) => 0o755,
            (Self::Git, _) if mode & 0o100 != 0 => 0o755,
            (Self::Git, _) => 0o644,
        }
    }
}

/// Why there is no hash: half of one would be worse than none.
#[derive(Debug)]
pub enum Unhashed {
    /// These places cannot be read, or changed meanwhile; there is at least one.
    Unread(Vec<Problem>),
    /// The engine would refuse the build.
    Refused(Box<Failure>),
    /// The context itself cannot be opened.
    Context(Error),
}

impl From<Failure> for Unhashed {
    fn from(failure: Failure) -> Self {
        Self::Refused(Box::new(failure))
    }
}

impl fmt::Display for Unhashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(problems) => {
                for (number, Problem { path, reason, .. }) in problems.iter().enumerate() {
                    let join = if number > 0 { "\n" } else { "" };
                    write!(f, "{join}`{}` cannot be hashed: {reason}", Shown(path))?;
                }
                Ok(())
            }
            Self::Refused(failure) => failure.fmt(f),
            Self::Context(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unhashed {}
