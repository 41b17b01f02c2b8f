//! The ways of a file in words: `COPY . . (Dockerfile:14, build) → final image at /app/.env`.
//!
//! Landing knows the ways; this gives them the names that a person knows. How much fits on a line is
//! the format's business.

use super::asking::first_line;
use super::excerpt::hidden;
use super::text::layout::plural;
use crate::audit::Audit;
use crate::context::EntryId;
use crate::dockerfile::{Plan, Step};
use crate::landing::{ContextId, Doubt, Origin, Reach, Way};
use crate::path::Shown;

/// So many ways of one file are told.
const MOST_WAYS: usize = 100;

/// So many instructions of a way are told in words; of more, those at its ends.
const MOST_STEPS: usize = 12;

/// The ways of one file.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// Those that come furthest, the worst first.
    pub told: Vec<WayView>,
    /// How many more there are.
    pub more: usize,
}

/// One way of one file.
#[derive(Clone, Debug)]
pub struct WayView {
    /// How far it leads.
    pub reach: Reach,
    /// The stage in which it ends, as a person names it.
    pub stage: String,
    /// The absolute path there.
    pub path: Vec<u8>,
    /// The instructions, the earliest first.
    pub steps: Vec<StepView>,
    /// The instruction that removes it again.
    pub removed: Option<StepView>,
    /// It is there only while a command runs.
    pub mounted: bool,
    /// Why the place is not certain, if it is not.
    pub doubt: Option<Doubt>,
}

/// An instruction on a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// Its first line, fit for printing.
    pub text: String,
    /// The Dockerfile, fit for printing.
    pub file: String,
    /// Its line there, counted from 1.
    pub line: usize,
    /// The stage that it is carried out in, as a person names it.
    pub stage: String,
}

impl Ways {
    /// The ways of an entry of a context; none without a Dockerfile.
    pub fn of(audit: &Audit, context: ContextId, entry: EntryId) -> Self {
        let (Some(plan), Some(landing)) = (&audit.build.plan, &audit.landing) else {
            return Self::default();
        };
        let origin = Origin { context, entry };
        let (ways, more) = landing.ways_and_more(&audit.views(), origin);
        let more = more + ways.len().saturating_sub(MOST_WAYS);
        let told = ways.into_iter().take(MOST_WAYS);
        Self { told: told.map(|way| WayView::named(plan, way)).collect(), more }
    }

    /// The first of the ways that say something of their own, and what is to be said of the rest.
    pub(super) fn first(&self, most: usize) -> (Vec<&WayView>, Option<String>) {
        let mut told = telling(&self.told);
        let untold = told.len().saturating_sub(most) as u64;
        told.truncate(most);
        let rest = match (untold, self.more) {
            (0, 0) => None,
            (_, 0) => Some(format!("and {}", plural(untold, "more way"))),
            // Of those that were not looked at, some may only be passed on a longer one.
            (0, _) => Some("and others".to_owned()),
            (_, _) => Some(format!("and at least {}", plural(untold, "more way"))),
        };
        (told, rest)
    }
}

impl WayView {
    pub(super) fn named(plan: &Plan, way: Way) -> Self {
        let hop = |stage: usize, step: usize| StepView::of(plan, stage, step);
        Self {
            reach: way.reach,
            stage: label(plan, way.stage),
            doubt: way.hops.iter().find_map(|hop| hop.doubt),
            steps: way.hops.iter().filter_map(|at| hop(at.stage, at.step)).collect(),
            removed: way.removed.and_then(|(stage, step)| hop(stage, step)),
            path: way.path,
            mounted: way.mounted,
        }
    }

    /// What stands between the arrows, the end of the way last. Stages are named only where there
    /// is more than one.
    pub fn links(&self, stages: usize) -> Vec<String> {
        let step = |step: &StepView| match stages {
            0 | 1 => format!("{} ({}:{})", step.text, step.file, step.line),
            _ => format!("{} ({}:{}, {})", step.text, step.file, step.line, step.stage),
        };
        let mut links: Vec<String> = match self.steps.len().checked_sub(MOST_STEPS) {
            None | Some(0) => self.steps.iter().map(step).collect(),
            Some(_) => {
                let (first, rest) = self.steps.split_at(MOST_STEPS / 2);
                let (between, last) = rest.split_at(rest.len() - MOST_STEPS / 2);
                let between = format!("{} in between", plural(between.len() as u64, "instruction"));
                first.iter().map(step).chain([between]).chain(last.iter().map(step)).collect()
            }
        };
        links.push(self.end());
        links
    }

    fn end(&self) -> String {
        let doubt = match self.doubt {
            Some(Doubt::Directory) => " (inside it, if the base image has a directory there)",
            Some(Doubt::WorkingDirectory) => " (`/` being the base image's working directory)",
            None => "",
        };
        let path = format!("{}{doubt}", hidden(&Shown(&self.path).to_string()));
        match (self.reach, &self.removed) {
            (Reach::Build, _) if self.mounted => format!("mounted at {path} while it runs"),
            (Reach::Build, Some(step)) => format!(
                "{path} in stage {} only, where {} ({}:{}) removes it again",
                self.stage, step.text, step.file, step.line
            ),
            (Reach::Build, None) => format!("{path} in stage {} only", self.stage),
            (Reach::Layer, Some(step)) => format!(
                "a layer of the final image at {path}, though {} ({}:{}) removes it again",
                step.text, step.file, step.line
            ),
            (Reach::Layer, None) => {
                format!("a layer of the final image at {path}, hidden by a later one")
            }
            (Reach::Image | Reach::Sent | Reach::Eligible, _) => {
                format!("final image at {path}")
            }
        }
    }
}

impl StepView {
    /// The instruction with this number in a stage.
    pub fn of(plan: &Plan, stage: usize, step: usize) -> Option<Self> {
        let Step { span, triggered, .. } = plan.stages.get(stage)?.steps.get(step)?;
        let text = first_line(plan, *span);
        Some(Self {
            text: if *triggered { format!("ONBUILD {text}") } else { text },
            file: plan.source.name().to_owned(),
            line: plan.source.position(span.start).line,
            stage: label(plan, stage),
        })
    }
}

fn label(plan: &Plan, stage: usize) -> String {
    let label = plan.stages.get(stage).map(|found| found.label(stage));
    Shown(label.unwrap_or_default().as_bytes()).to_string()
}

/// The ways that say something of their own: where a file only passes through on a longer way is
/// said there.
fn telling(ways: &[WayView]) -> Vec<&WayView> {
    let passes = |way: &WayView| {
        let longer = |other: &WayView| {
            other.steps.len() > way.steps.len() && other.steps.starts_with(&way.steps)
        };
        way.reach == Reach::Build && !way.mounted && ways.iter().any(longer)
    };
    ways.iter().filter(|way| !passes(way)).collect()
}

/// How far a file comes, in two or three words.
pub(super) fn briefly(reach: Reach) -> &'static str {
    match reach {
        Reach::Image => "in the final image",
        Reach::Layer => "in a layer of the image",
        Reach::Build => "in a build stage only",
        Reach::Sent => "sent, not copied",
        Reach::Eligible => "not asked for",
    }
}
