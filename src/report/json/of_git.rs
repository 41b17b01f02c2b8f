//! What git says in version 1 of the JSON format. Fields may only be added.

use super::freeze::{path, totals};
use super::v1::TotalsV1;
use crate::git::Tie;
use crate::path::ContextPath;
use crate::report::of_git::{GitFacts, NeedView};
use serde::Serialize;

/// What git says of what is sent.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct GitV1 {
    /// The work trees that the context lies in or holds, as far as it may travel.
    pub(super) work_trees: Vec<WorkTreeV1>,
    /// What is sent although git ignores it.
    pub(super) ignored: TotalsV1,
    /// What is sent and neither tracked nor ignored; null if an index cannot be read.
    pub(super) untracked: Option<TotalsV1>,
}

/// A work tree of a repository.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct WorkTreeV1 {
    /// Where it begins in the context; empty for the one that the context itself lies in.
    pub(super) path: String,
    /// `repository` if its `.git` is a directory; `worktree` for a further one of a repository
    /// elsewhere; `separate` if its repository is elsewhere and its alone, as that of a submodule.
    pub(super) kind: &'static str,
}

/// An instruction that needs what a finding speaks of.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct NeedV1 {
    /// The Dockerfile.
    pub(super) file: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// What of it needs the entries: a command, a tool or a source.
    pub(super) what: String,
}

impl GitV1 {
    pub(super) fn of(git: &GitFacts) -> Self {
        let work_tree =
            |(at, tie): &(ContextPath, Tie)| WorkTreeV1 { path: path(at).0, kind: tie.id() };
        Self {
            work_trees: git.trees.iter().map(work_tree).collect(),
            ignored: totals(git.ignored),
            untracked: git.untracked.map(totals),
        }
    }
}

impl NeedV1 {
    pub(super) fn of(need: &NeedView) -> Self {
        Self {
            file: need.place.source.name().to_owned(),
            line: need.place.position().line,
            what: need.what.clone(),
        }
    }
}
