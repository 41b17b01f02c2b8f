//! The instructions of all reachable stages, one after the other (SPEC 19.1, 19.9).

use super::copy::{Copying, Deposit, Failed, Stage, in_the_way, make_all, missing, too_many};
use super::removal::removed;
use super::resolve::{names, resolve};
use super::tree::{Body, Doubt, Hop, Node, after};
use super::view::{ContextId, Contexts, Origin};
use crate::context::DirId;
use crate::dockerfile::{Act, Mount, MountKind, Plan, Transfer, Tree, Work};
use crate::source::Span;

/// What became of one stage.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) tree: Stage,
    /// What each COPY and ADD of the stage itself put down: its layers.
    pub(super) deposits: Vec<Deposit>,
    /// Files that a RUN of the stage removed again.
    pub(super) removals: Vec<Removal>,
    /// What was mounted for commands, and where.
    pub(super) mounted: Vec<Deposit>,
}

/// A file that is removed.
#[derive(Clone, Debug)]
pub(super) struct Removal {
    pub(super) path: Vec<u8>,
    /// The stage, and the step there.
    pub(super) place: (usize, usize),
}

/// An instruction that fails.
#[derive(Clone, Debug)]
pub(super) struct FailedStep {
    pub(super) stage: usize,
    pub(super) step: usize,
    pub(super) failed: Failed,
}

/// So many nodes are followed in all; nobody's build comes near it, and a few lines that copy what
/// they have copied twice over go beyond any memory.
const MOST_NODES: usize = 4_000_000;

/// What came of carrying out a plan.
pub(super) struct Outcome {
    /// By number; `None` for a stage that is not needed.
    pub(super) stages: Vec<Option<Finished>>,
    pub(super) failures: Vec<FailedStep>,
    /// The instruction at which there was too much to follow; nothing after it was looked at.
    pub(super) too_large: Option<Span>,
}

/// Carries out every reachable stage. A failed instruction changes nothing, and the rest goes on,
/// so that one mistake does not hide another.
pub(super) fn carry_out(
    plan: &Plan,
    contexts: &Contexts<'_>,
    is_archive: &dyn Fn(Origin) -> bool,
) -> Outcome {
    let mut worker = Worker {
        plan,
        contexts,
        is_archive,
        finished: Vec::new(),
        failures: Vec::new(),
        left: MOST_NODES,
        too_large: None,
    };
    for number in 0..plan.stages.len() {
        let wanted = plan.stages[number].reachable && worker.too_large.is_none();
        let finished = wanted.then(|| worker.stage(number));
        worker.finished.push(finished);
    }
    Outcome { stages: worker.finished, failures: worker.failures, too_large: worker.too_large }
}

struct Worker<'a> {
    plan: &'a Plan,
    contexts: &'a Contexts<'a>,
    is_archive: &'a dyn Fn(Origin) -> bool,
    finished: Vec<Option<Finished>>,
    failures: Vec<FailedStep>,
    /// How many nodes may still be written down.
    left: usize,
    too_large: Option<Span>,
}

impl Worker<'_> {
    /// The tree that a reference means; `None` for one that nobody has seen.
    fn tree(&self, tree: &Tree) -> Option<Stage> {
        let closed = |root| Some(Stage { root, open: false });
        let context = |context: ContextId| {
            self.contexts.get(context)?;
            closed(Node::sent(context, DirId::ROOT))
        };
        match tree {
            Tree::Context => context(ContextId::MAIN),
            Tree::Named(number) => context(ContextId::named(*number)),
            Tree::Stage(number) => {
                let finished = self.finished.get(*number).and_then(Option::as_ref);
                finished.map(|finished| finished.tree.clone())
            }
            Tree::Image(_) => None,
            Tree::Scratch => closed(Node::directory()),
        }
    }

    fn stage(&mut self, number: usize) -> Finished {
        let stage = &self.plan.stages[number];
        let start = self.tree(&stage.base);
        let tree = start.unwrap_or_else(|| Stage { root: Node::directory(), open: true });
        let mut at =
            Finished { tree, deposits: Vec::new(), removals: Vec::new(), mounted: Vec::new() };
        self.spend(&at.tree.root, stage.span);
        for (index, step) in stage.steps.iter().enumerate() {
            if self.too_large.is_some() {
                break;
            }
            let (deposits, mounted) = (at.deposits.len(), at.mounted.len());
            let done = match &step.act {
                Act::Workdir(directory) => {
                    self.make_directory(&mut at.tree, directory.path.as_bytes(), step.span)
                }
                Act::Copy(transfer) => {
                    let unknown = transfer.destination.unknown;
                    let doubt = unknown.then_some(Doubt::WorkingDirectory);
                    let hop = Hop { stage: number, step: index, doubt };
                    self.copy(&mut at, transfer, hop)
                }
                Act::Run(work) => self.run(&mut at, work, (number, index)),
            };
            if let Err(failed) = done {
                self.failures.push(FailedStep { stage: number, step: index, failed });
            }
            let new = at.deposits[deposits..].iter().chain(&at.mounted[mounted..]);
            for deposit in new {
                // Once as what the instruction put down, and once in the tree.
                self.spend(&deposit.node, step.span);
                self.spend(&deposit.node, step.span);
            }
        }
        at
    }

    /// Counts what has to be written down.
    fn spend(&mut self, node: &Node, span: Span) {
        self.left -= node.weight(self.left);
        if self.left == 0 {
            self.too_large.get_or_insert(span);
        }
    }

    fn make_directory(&self, tree: &mut Stage, path: &[u8], span: Span) -> Result<(), Failed> {
        let path =
            resolve(&tree.root, self.contexts, path).map_err(|error| too_many(&error, span))?;
        make_all(&mut tree.root, self.contexts, &path).map_err(|path| in_the_way(&path, span))
    }

    fn copy(&self, at: &mut Finished, transfer: &Transfer, hop: Hop) -> Result<(), Failed> {
        let source = self.tree(&transfer.from);
        let copying = Copying {
            contexts: self.contexts,
            transfer,
            source: source.as_ref(),
            hop,
            is_archive: self.is_archive,
        };
        // What fails changes nothing: the tree is shared, so a copy of it costs nothing.
        let mut tree = at.tree.clone();
        let deposits = copying.apply(&mut tree)?;
        at.tree = tree;
        at.deposits.extend(deposits);
        Ok(())
    }

    fn run(
        &self,
        at: &mut Finished,
        work: &Work,
        (stage, step): (usize, usize),
    ) -> Result<(), Failed> {
        let hop = Hop { stage, step, doubt: None };
        for mount in &work.mounts {
            at.mounted.extend(self.mount(mount, hop)?);
        }
        at.tree.open = true;
        for path in removed(&work.command, &work.directory.path) {
            let names: Vec<Vec<u8>> = names(&path).collect();
            let Some(node) =
                at.tree.root.at_mut(self.contexts, &names).filter(|_| !names.is_empty())
            else {
                continue;
            };
            let via = after(hop, &None);
            *node = Node { body: Body::Gone, via };
            at.removals.push(Removal { path, place: (stage, step) });
        }
        Ok(())
    }

    /// A mount's source must be there, as for COPY (SPEC 19.9).
    fn mount(&self, mount: &Mount, hop: Hop) -> Result<Option<Deposit>, Failed> {
        if !matches!(mount.kind, MountKind::Bind | MountKind::Cache) {
            return Ok(None);
        }
        let Some(source) = self.tree(&mount.from) else { return Ok(None) };
        let rooted = crate::path::clean(format!("/{}", mount.source).as_bytes());
        let path = resolve(&source.root, self.contexts, &rooted)
            .map_err(|error| too_many(&error, mount.span))?;
        match source.root.at(self.contexts, &path) {
            Some(node) => Ok(Some(Deposit {
                path: names(mount.target.as_bytes()).collect(),
                node: node.under(&after(hop, &None)),
            })),
            None if source.open => Ok(None),
            None => Err(missing(&rooted, mount.span)),
        }
    }
}
