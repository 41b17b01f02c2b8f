//! What the instructions of a build ask for of local trees: one [`Asking`] a source or mount.
//!
//! Only reachable stages ask. What comes of it, `ground` finds out.

use super::Facts;
use crate::dockerfile::{Act, MountKind, Origin, SourceKind, Step, Transfer, Tree};
use crate::path::clean;
use crate::source::Span;

/// A source of a COPY or ADD, or a mount.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    /// The number of the stage.
    pub(super) stage: usize,
    /// The number of the step there.
    pub(super) step: usize,
    /// The whole instruction.
    pub(super) instruction: Span,
    /// Where it is asked.
    pub(super) span: Span,
    /// The tree.
    pub(super) tree: &'a Tree,
    /// After expansion.
    pub(super) text: &'a str,
    /// By what.
    pub(super) by: By<'a>,
}

/// What asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum By<'a> {
    /// A COPY or ADD, and the source.
    Copy(&'a Transfer, &'a Origin),
    /// A bind mount.
    Mount,
}

impl<'a> Asking<'a> {
    /// The path in its tree, cleaned; empty for all of it.
    pub(super) fn path(&self) -> Vec<u8> {
        clean(format!("/{}", self.text).as_bytes())[1..].to_vec()
    }

    /// The COPY or ADD, if it is one.
    pub(super) fn transfer(&self) -> Option<&'a Transfer> {
        match self.by {
            By::Copy(transfer, _) => Some(transfer),
            By::Mount => None,
        }
    }

    /// Variables without a value, and whether the base image could give them one.
    pub(super) fn unset(&self) -> (Vec<&'a str>, bool) {
        match self.by {
            By::Copy(_, origin) => {
                (origin.unset.iter().map(String::as_str).collect(), origin.could_be_set)
            }
            By::Mount => (Vec::new(), false),
        }
    }

    /// What a person calls it: the instruction's keyword.
    pub(super) fn keyword(&self) -> &'static str {
        match self.by {
            By::Copy(transfer, _) if transfer.adds => "ADD",
            By::Copy(..) => "COPY",
            By::Mount => "mount",
        }
    }
}

/// Everything that is asked for, in the order of the stages.
pub(super) fn askings<'a>(facts: &Facts<'a>) -> Vec<Asking<'a>> {
    let mut found = Vec::new();
    let Some(plan) = facts.plan() else { return found };
    for (stage, steps) in plan.reachable().map(|(number, stage)| (number, &stage.steps)) {
        for (number, step) in steps.iter().enumerate() {
            found.extend(of_step(stage, number, step));
        }
    }
    found
}

/// The same for one step.
pub(super) fn of_step(stage: usize, number: usize, step: &Step) -> Vec<Asking<'_>> {
    let asking = |span, tree, text, by| Asking {
        stage,
        step: number,
        instruction: step.span,
        span,
        tree,
        text,
        by,
    };
    match &step.act {
        Act::Workdir(_) => Vec::new(),
        Act::Copy(transfer) => {
            let local = transfer.sources.iter().filter(|source| source.kind == SourceKind::Local);
            let by = |source| By::Copy(transfer, source);
            local.map(|s| asking(s.span, &transfer.from, s.text.as_str(), by(s))).collect()
        }
        Act::Run(work) => {
            let binds = work.mounts.iter().filter(|mount| mount.kind == MountKind::Bind);
            binds.map(|m| asking(m.span, &m.from, m.source.as_str(), By::Mount)).collect()
        }
    }
}
