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
pub use ways::{Landed, Part, Reach, Take, Way};

use crate::context::{Heads, Totals};
use crate::dockerfile::Plan;
use crate::error::{Cause, Failure, Place};
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;
use steps::{Finished, Removal};
use tree::hops;
use ways::{Grafts, Place as At};

/// So many ways of one entry are told apart.
const MOST_WAYS: usize = 1000;

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

/// Ways as they are found, up to [`MOST_WAYS`], and how many more there are.
#[derive(Default)]
struct Gathered(Vec<Way>, usize);

impl Gathered {
    fn add(
        &mut self,
        reach: Reach,
        stage: usize,
        (path, via): &At,
        removed: Option<(usize, usize)>,
    ) {
        if self.0.len() < MOST_WAYS {
            let (path, hops) = (path.clone(), hops(via));
            self.0.push(Way { reach, stage, path, hops, removed, mounted: false });
        } else {
            self.1 += 1;
        }
    }

    fn mount(&mut self, stage: usize, at: &At) {
        let before = self.0.len();
        self.add(Reach::Build, stage, at, None);
        self.0[before..].iter_mut().for_each(|way| way.mounted = true);
    }
}

impl Landing {
    /// Works out where everything lands. `is_archive` says of a file whether it is a tar archive
    /// that ADD unpacks; `engine` is the id that failures carry.
    ///
    /// # Errors
    /// [`Failure`] if that is more than can be followed.
    pub fn new(
        plan: &Plan,
        contexts: &Contexts<'_>,
        engine: &'static str,
        is_archive: &dyn Fn(Origin) -> bool,
    ) -> Result<Self, Failure> {
        let steps::Outcome { stages, failures: failed, too_large } =
            steps::carry_out(plan, contexts, is_archive);
        if let Some(span) = too_large {
            let message = "the stages copy so much from each other that it is not followed further";
            let place = Some(Place { source: Arc::clone(&plan.source), span });
            let message = message.to_owned();
            return Err(Failure { cause: Cause::TooMuch, engine, message, place, path: None });
        }
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
        Ok(Self { stages, grafts, lineage, failures })
    }

    /// The same, where archives of the main context are told by their heads.
    pub fn of_build(
        plan: &Plan,
        contexts: &Contexts<'_>,
        engine: &'static str,
        heads: &dyn Heads,
    ) -> Result<Self, Failure> {
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

    /// The places that an entry of a context reaches, the final image first; of very many, some of
    /// those that come furthest.
    pub fn ways(&self, contexts: &Contexts<'_>, origin: Origin) -> Vec<Way> {
        self.ways_and_more(contexts, origin).0
    }

    /// The same, and how many more there are.
    pub fn ways_and_more(&self, contexts: &Contexts<'_>, origin: Origin) -> (Vec<Way>, usize) {
        let target = self.lineage.first().copied().unwrap_or_default();
        let seen = |stage: usize| {
            let grafts = self.grafts.get(stage).and_then(Option::as_ref);
            grafts.map_or_else(Vec::new, |grafts| grafts.visible(contexts, origin))
        };
        let in_image = seen(target);
        let mut found = Gathered::default();
        in_image.iter().for_each(|at| found.add(Reach::Image, target, at, None));
        let stages = || {
            let finished = self.stages.iter().zip(&self.grafts).enumerate();
            finished.filter_map(|(number, (stage, grafts))| {
                Some((number, stage.as_ref()?, grafts.as_ref()?))
            })
        };
        let unseen = |removals: &[&Removal], grafts: &Grafts, seen: &[At]| -> Vec<_> {
            let known: BTreeSet<&[u8]> = seen.iter().map(|(path, _)| path.as_slice()).collect();
            let put = grafts.deposited(contexts, origin, removals).into_iter();
            put.filter(|(at, _)| !known.contains(at.0.as_slice())).collect()
        };
        // Whatever stage of the image it is that removes a file, it does so after those below it.
        let removals: Vec<&Removal> = stages()
            .filter(|at| self.lineage.contains(&at.0))
            .flat_map(|(_, stage, _)| &stage.removals)
            .collect();
        for (number, _, grafts) in stages().filter(|at| self.lineage.contains(&at.0)) {
            // What a later instruction hides is still in the layer of an earlier one.
            for (at, removed) in unseen(&removals, grafts, &in_image) {
                found.add(Reach::Layer, number, &at, removed);
            }
        }
        for (number, stage, grafts) in stages() {
            if !self.lineage.contains(&number) {
                let here = seen(number);
                let removals: Vec<&Removal> = stage.removals.iter().collect();
                for (at, removed) in unseen(&removals, grafts, &here) {
                    found.add(Reach::Build, number, &at, removed);
                }
                here.iter().for_each(|at| found.add(Reach::Build, number, at, None));
            }
            for at in grafts.mounted(contexts, origin) {
                found.mount(number, &at);
            }
        }
        let Gathered(mut found, more) = found;
        found.sort_by(|a, b| (b.reach, &a.path, &a.hops).cmp(&(a.reach, &b.path, &b.hops)));
        found.dedup();
        (found, more)
    }

    /// Whether a COPY or ADD would read an entry, sent or not; a mount reads nothing.
    pub fn is_read(&self, contexts: &Contexts<'_>, origin: Origin) -> bool {
        self.grafts.iter().flatten().any(|grafts| grafts.comes_to(contexts, origin))
    }

    /// What each COPY, ADD and mount takes straight from a context, in no order that means anything.
    pub fn taken(&self) -> Vec<(Hop, Part<'_>)> {
        self.grafts.iter().flatten().flat_map(Grafts::taken).collect()
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
