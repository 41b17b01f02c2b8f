//! What a report says of git: the work trees, what is sent in spite of it, and who needs a repository.

use crate::audit::Audit;
use crate::context::Totals;
use crate::git::{Git, Standing, Tie, WorkTree};
use crate::path::{ContextPath, Shown};
use crate::rules::Finding;
use std::sync::Arc;

/// What git says of what is sent.
#[derive(Clone, Debug)]
pub struct GitFacts {
    /// Where each work tree begins in the context, and how it is tied to its repository.
    pub trees: Vec<(ContextPath, Tie)>,
    /// What is sent although git ignores it.
    pub ignored: Totals,
    /// What is sent and neither tracked nor ignored; `None` if an index cannot be read.
    pub untracked: Option<Totals>,
}

impl GitFacts {
    pub(super) fn of(audit: &Audit, git: &Git) -> Option<Self> {
        let Audit { inventory, requested, .. } = audit;
        let tree = |tree: &WorkTree| {
            let path = inventory.entry_of(tree.dir).map(|entry| inventory.path(entry));
            (path.unwrap_or_default(), tree.repository.tie)
        };
        let sum = |which: fn(Standing) -> bool| git.totals(inventory, requested, which);
        let untracked = || sum(|standing| standing == Standing::Untracked);
        (!git.trees().is_empty()).then(|| Self {
            trees: git.trees().iter().map(tree).collect(),
            ignored: sum(|standing| matches!(standing, Standing::Ignored(_))),
            untracked: git.knows_tracked().then(untracked),
        })
    }
}

/// An instruction that needs what a finding speaks of.
#[derive(Clone, Debug)]
pub struct NeedView {
    /// Where it is.
    pub place: crate::error::Place,
    /// What of it needs the entries, fit for printing.
    pub what: String,
    /// It names them itself.
    pub named: bool,
}

impl NeedView {
    pub(super) fn of(audit: &Audit, finding: &Finding) -> Option<Self> {
        let need = finding.need.as_ref()?;
        let source = Arc::clone(&audit.build.plan.as_ref()?.source);
        let what = Shown(need.what.as_bytes()).to_string();
        let place = crate::error::Place { source, span: need.span };
        Some(Self { place, what, named: need.named })
    }
}
