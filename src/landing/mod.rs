//! Where the files of a context land: the file system of each stage, and the way of each file.
//!
//! BuildKit's rules for COPY and ADD, literally (SPEC 19), on trees that share what they can:
//! `tree` holds them, `resolve` finds paths, `copy` applies an instruction with the help of
//! `filter` and `merge`, `steps` runs all stages, `ways` turns the result round and answers for a
//! file. What only running the build could tell is marked as unknown and never guessed.

mod archive;
mod copy;
mod filter;
mod merge;
mod removal;
mod resolve;
mod sources;
mod steps;
mod tree;
mod view;
mod ways;

pub use archive::{ARCHIVE_HEAD, is_archive};
pub use tree::{Doubt, Hop};
pub use view::{ContextId, Contexts, Origin, View};
pub use ways::{Landed, Reach, Take, Way};

use crate::context::{Heads, Totals};
use crate::dockerfile::Plan;
use crate::error::{Failure, Place};
use crate::source::Span;
use std::sync::Arc;
use steps::Finished;
use ways::Grafts;

/// Where everything lands.
#[derive(Debug)]
pub struct Landing {
    stages: Vec<Option<Finished>>,
    grafts: Vec<Option<Grafts>>,
    /// The stages whose layers are the image's, the target first.
    lineage: Vec<usize>,
    failures: Vec<StepFailure>,
}

/// An instruction that fails, in the order of the file.
#[derive(Clone, Debug)]
pub struct StepFailure {
    /// The number of the stage.
    pub stage: usize,
    /// The number of the step there.
    pub step: usize,
    /// Where, such as the source that is missing.
    pub span: Span,
    /// Why.
    pub failure: Failure,
}

impl Landing {
    /// Works out where everything lands. `is_archive` says of a file whether it is a tar archive
    /// that ADD unpacks; `engine` is the id that failures carry.
    pub fn new(
        plan: &Plan,
        contexts: &Contexts<'_>,
        engine: &'static str,
        is_archive: &dyn Fn(Origin) -> bool,
    ) -> Self {
        let (stages, failed) = steps::carry_out(plan, contexts, is_archive);
        let lineage = plan.lineage(plan.target);
        let grafts = stages.iter().map(|stage| stage.as_ref().map(Grafts::of)).collect();
        let failures = failed
            .into_iter()
            .map(|step| {
                let copy::Failed { cause, message, span } = step.failed;
                let place = Some(Place { source: Arc::clone(&plan.source), span });
                let failure = Failure { cause, engine, message, place, path: None };
                StepFailure { stage: step.stage, step: step.step, span, failure }
            })
            .collect();
        Self { stages, grafts, lineage, failures }
    }

    /// The same, where archives of the main context are told by their heads.
    pub fn of_build(
        plan: &Plan,
        contexts: &Contexts<'_>,
        engine: &'static str,
        heads: &dyn Heads,
    ) -> Self {
        let unpacks = |origin: Origin| {
            let main = contexts.get(origin.context).filter(|_| origin.context == ContextId::MAIN);
            main.is_some_and(|view| {
                let head = heads.head(&view.inventory.path(origin.entry), ARCHIVE_HEAD);
                head.is_ok_and(|head| is_archive(view.inventory.name(origin.entry), &head))
            })
        };
        Self::new(plan, contexts, engine, &unpacks)
    }

    /// Why the build fails while files are copied, in the order of the file.
    pub fn failures(&self) -> &[StepFailure] {
        &self.failures
    }

    /// Whether a stage can hold more than what is known: a base image's files, or a RUN's.
    pub fn is_open(&self, stage: usize) -> bool {
        self.stages.get(stage).and_then(Option::as_ref).is_none_or(|stage| stage.tree.open)
    }

    /// What of the contexts is in a stage at its end.
    pub fn totals(&self, contexts: &Contexts<'_>, stage: usize) -> Totals {
        let finished = self.stages.get(stage).and_then(Option::as_ref);
        finished.map_or_else(Totals::default, |stage| ways::totals(&stage.tree.root, contexts))
    }

    /// Everything that is known to be in a stage at its end, in byte order of names, a directory
    /// before its contents.
    pub fn files(&self, contexts: &Contexts<'_>, stage: usize) -> Vec<Landed> {
        let finished = self.stages.get(stage).and_then(Option::as_ref);
        finished.map_or_else(Vec::new, |stage| ways::files(&stage.tree.root, contexts))
    }

    /// Every place that an entry of a context reaches, the final image first.
    pub fn ways(&self, contexts: &Contexts<'_>, origin: Origin) -> Vec<Way> {
        let mut found = Vec::new();
        let visible = |stage: usize| {
            let grafts = self.grafts.get(stage).and_then(Option::as_ref);
            grafts.map_or_else(Vec::new, |grafts| grafts.visible(contexts, origin))
        };
        let target = self.lineage.first().copied().unwrap_or_default();
        let in_image = visible(target);
        for (number, stage) in self.stages.iter().enumerate() {
            let (Some(stage), Some(grafts)) = (stage, &self.grafts[number]) else { continue };
            let way = |reach, (path, hops): (Vec<u8>, Vec<Hop>)| Way {
                reach,
                stage: number,
                path,
                hops,
                removed: None,
                mounted: false,
            };
            if number == target {
                found.extend(in_image.iter().cloned().map(|at| way(Reach::Image, at)));
            } else if !self.lineage.contains(&number) {
                let here = visible(number);
                for (path, hops, removed) in grafts.deposited(contexts, origin, stage) {
                    if !here.iter().any(|(seen, _)| *seen == path) {
                        found.push(Way { removed, ..way(Reach::Build, (path, hops)) });
                    }
                }
                found.extend(here.into_iter().map(|at| way(Reach::Build, at)));
            }
            if self.lineage.contains(&number) {
                // What a later instruction hides is still in the layer of an earlier one.
                for (path, hops, removed) in grafts.deposited(contexts, origin, stage) {
                    if !in_image.iter().any(|(seen, _)| *seen == path) {
                        found.push(Way { removed, ..way(Reach::Layer, (path, hops)) });
                    }
                }
            }
            let mounted = grafts.mounted(contexts, origin).into_iter();
            found.extend(mounted.map(|at| Way { mounted: true, ..way(Reach::Build, at) }));
        }
        found.sort_by(|a, b| (b.reach, &a.path, &a.hops).cmp(&(a.reach, &b.path, &b.hops)));
        found
    }

    /// How much of an entry some instruction takes, whether it is seen at the end or not.
    pub fn take(&self, contexts: &Contexts<'_>, origin: Origin) -> Take {
        let mut take = Take::Nothing;
        for grafts in self.grafts.iter().flatten() {
            take = take.max(grafts.take(contexts, origin));
        }
        take
    }

    /// How far an entry comes, or, for a directory, the part of it that comes furthest.
    pub fn reach(&self, contexts: &Contexts<'_>, origin: Origin) -> Reach {
        let Some(view) = contexts.get(origin.context) else { return Reach::Eligible };
        let totals = view.requested.with(view.inventory, origin.entry);
        if totals.files + totals.directories == 0 {
            return Reach::Eligible;
        }
        let target = self.lineage.first().copied().unwrap_or_default();
        let mut reach = Reach::Sent;
        for (number, grafts) in self.grafts.iter().enumerate() {
            let Some(grafts) = grafts else { continue };
            let seen = if number == target {
                Reach::Image
            } else if self.lineage.contains(&number) {
                Reach::Layer
            } else {
                Reach::Build
            };
            if seen > reach && grafts.has(contexts, origin) {
                reach = seen;
            }
            let left = if self.lineage.contains(&number) { Reach::Layer } else { Reach::Build };
            if left > reach && grafts.has_deposited(contexts, origin) {
                reach = left;
            }
            if Reach::Build > reach && grafts.has_mounted(contexts, origin) {
                reach = Reach::Build;
            }
        }
        reach
    }
}
