//! What a build asks of a local tree: the paths that its reachable stages name (SPEC 8.4 to 8.6,
//! 8.8). Names only; which entries they are, `follow` and the context find out.

use super::mount::MountKind;
use super::plan::{Act, Plan, Step, Tree};
use super::remote::SourceKind;
use crate::path::clean;
use crate::source::Span;
use std::collections::BTreeSet;

/// What is asked of one tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing refers to the tree, so nothing of it is fetched.
    Nothing,
    /// All of it.
    Everything,
    /// These paths or globs, relative and cleaned, in byte order.
    Paths(Vec<String>),
}

/// An instruction that asks for some of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// `COPY`, `ADD` or `RUN`.
    pub keyword: &'static str,
    /// Where it stands; for a RUN the mount that asks first.
    pub span: Span,
    /// It is an ONBUILD trigger.
    pub triggered: bool,
    /// It asks for all of the tree.
    pub everything: bool,
}

impl Plan {
    /// The instructions of reachable stages that ask for some of a tree, in order.
    pub fn askers(&self, tree: &Tree) -> Vec<Asker> {
        let asker = |step: &Step| {
            let mut paths = BTreeSet::new();
            let refers = asked_by(self, step, tree, &mut paths);
            let everything = paths.contains("/");
            let (keyword, span) = match &step.act {
                Act::Workdir(_) => return None,
                Act::Copy(copy) => (if copy.adds { "ADD" } else { "COPY" }, step.span),
                Act::Run(run) => {
                    let mount = run.mounts.iter().find(|mount| self.draws_on(&mount.from, tree));
                    ("RUN", mount.filter(|_| !step.triggered).map_or(step.span, |mount| mount.span))
                }
            };
            let asks = refers || everything;
            asks.then_some(Asker { keyword, span, triggered: step.triggered, everything })
        };
        self.reachable().flat_map(|(_, stage)| stage.steps.iter().filter_map(asker)).collect()
    }

    /// What the build asks of the main context or of a named one.
    pub fn asked(&self, tree: &Tree) -> Asked {
        let mut paths = BTreeSet::new();
        let mut referenced = false;
        for (number, stage) in self.reachable() {
            for step in &stage.steps {
                let used = asked_by(self, step, tree, &mut paths);
                referenced |= used;
            }
            // Whatever starts from the tree, or is it, can use all of it.
            if stage.base == *tree {
                referenced = true;
                let runs = |step: &Step| matches!(step.act, Act::Run(_));
                let line = self.descendants(number);
                if line.contains(&self.target)
                    || line.iter().any(|&stage| self.stages[stage].steps.iter().any(runs))
                {
                    paths.insert("/".to_owned());
                }
            }
        }
        match (referenced, paths.contains("/")) {
            (false, _) => Asked::Nothing,
            (true, true) => Asked::Everything,
            (true, false) if paths.is_empty() => Asked::Everything,
            (true, false) => {
                let relative = paths.iter().map(|path| path[1..].to_owned());
                Asked::Paths(relative.collect())
            }
        }
    }

    /// The stage and every reachable stage that starts from it.
    fn descendants(&self, stage: usize) -> Vec<usize> {
        let starts = |number: &usize| self.lineage(*number).contains(&stage);
        self.reachable().map(|(number, _)| number).filter(starts).collect()
    }

    /// Whether files taken from `from` are files of `tree`: it is the tree itself, or a stage that
    /// starts from it and so shares its path set.
    fn draws_on(&self, from: &Tree, tree: &Tree) -> bool {
        match from {
            Tree::Stage(number) => {
                let first = self.lineage(*number).pop().unwrap_or(*number);
                self.stages[first].base == *tree && *tree != Tree::Context
            }
            Tree::Context | Tree::Named(_) | Tree::Image(_) | Tree::Scratch => from == tree,
        }
    }
}

/// Adds what a step asks of `tree`, and says whether the step makes the build refer to it.
fn asked_by(plan: &Plan, step: &Step, tree: &Tree, paths: &mut BTreeSet<String>) -> bool {
    let mut referenced = false;
    match &step.act {
        Act::Workdir(_) => {}
        Act::Copy(copy) if plan.draws_on(&copy.from, tree) => {
            for source in &copy.sources {
                let web = source.text.starts_with("http://") || source.text.starts_with("https://");
                if copy.adds && web {
                    continue;
                }
                paths.insert(rooted(&source.text));
                referenced |= source.kind == SourceKind::Local;
            }
        }
        Act::Copy(_) => {}
        Act::Run(run) => {
            for mount in run.mounts.iter().filter(|mount| plan.draws_on(&mount.from, tree)) {
                paths.insert(rooted(&mount.source));
                referenced |= mount.kind != MountKind::Tmpfs;
            }
        }
    }
    referenced
}

/// `clean("/" + path)`.
fn rooted(path: &str) -> String {
    let cleaned = clean(format!("/{path}").as_bytes());
    String::from_utf8_lossy(&cleaned).into_owned()
}
