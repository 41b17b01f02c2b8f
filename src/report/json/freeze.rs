//! From the model to version 1 of the JSON format: nothing is decided here, only named.

use super::of_git::{GitV1, NeedV1};
use super::v1::{
    AddedV1, Build, ContextV1, DifferenceV1, EmptyV1, Engines, EntryV1, FailureV1, FindingV1,
    HeldV1, IgnoreFileV1, OutcomeV1, ProblemV1, ReferenceV1, StageV1, StepV1, TotalsV1, UnreadV1,
    WayV1, WeightV1,
};
use crate::build::Added;
use crate::context::{Empty, Kind, Totals};
use crate::dockerfile::Asked;
use crate::error::{Failure, Problem, ProblemKind};
use crate::landing::Reach;
use crate::report::asking::{Because, ContextView, Reference, StageFacts};
use crate::report::compare::{Comparison, Delivery, Difference};
use crate::report::excerpt::hidden;
use crate::report::model::{Arrival, Contents, FindingView, IgnoreFacts, Place, Report};
use crate::report::secrets::Secrets;
use crate::report::way::{StepView, WayView, Ways};
use crate::report::weight::Weight;

/// The version that is written.
const SCHEMA: u32 = 1;

impl Build {
    pub(super) fn of(report: &Report) -> Self {
        let contents = report.contents.as_ref();
        let list = |with: fn(&Contents) -> Vec<ProblemV1>| contents.map_or_else(Vec::new, with);
        Self {
            schema: SCHEMA,
            context: report.context.clone(),
            engine: report.engine.id,
            dockerfile: report.dockerfile.clone(),
            ignore_file: report.ignore.as_ref().map(ignore_file),
            unread: report
                .unread
                .iter()
                .map(|unread| UnreadV1 { name: unread.name.clone(), reason: unread.reason.clone() })
                .collect(),
            failure: report.failure.as_ref().map(failure),
            stages: report.stages.iter().map(stage).collect(),
            target: report.target,
            eligible: contents.map(|contents| totals(contents.eligible)),
            sent: contents.map(|contents| totals(contents.sent)),
            sends_everything: contents.map(|contents| contents.everything),
            asked: contents.and_then(|contents| asked(&contents.asked)),
            references: contents.map_or_else(Vec::new, |contents| references(&contents.because)),
            added: contents.map_or_else(Vec::new, |c| c.added.iter().map(added).collect()),
            contexts: contents.map_or_else(Vec::new, |c| c.contexts.iter().map(context).collect()),
            in_image: contents.and_then(|contents| contents.in_image).map(totals),
            on_disk: contents.and_then(|contents| contents.on_disk).map(totals),
            held: contents.map(|contents| HeldV1 {
                files: contents.held.files,
                directories: contents.held.directories,
            }),
            heaviest: contents.map_or_else(Vec::new, |c| c.heaviest.iter().map(weight).collect()),
            empty: contents.map_or_else(Vec::new, empties),
            findings: contents
                .and_then(|contents| contents.findings.as_ref())
                .map(|findings| findings.iter().map(finding).collect()),
            searched: contents
                .and_then(|contents| contents.searched.as_ref())
                .map(super::secrets::searched),
            remarks: contents.map_or_else(Vec::new, super::remarks::of),
            git: contents.and_then(|contents| contents.git.as_ref()).map(GitV1::of),
            canaries: contents.and_then(super::canaries::of),
            suggestions: contents.map_or_else(Vec::new, super::suggestions::lines),
            repairs: contents.map_or_else(Vec::new, super::suggestions::repairs),
            after: contents.map(|contents| totals(contents.after)),
            problems: list(|contents| contents.problems.iter().map(problem).collect()),
        }
    }
}

impl Engines {
    pub(super) fn of(comparison: &Comparison) -> Self {
        let difference = |difference: &Difference| {
            let (path, path_bytes) = path(&difference.path);
            let outcomes = difference.outcomes.iter().map(|outcome| OutcomeV1 {
                engine: outcome.engine.id,
                fate: match outcome.delivery {
                    Delivery::Sent => "sent",
                    Delivery::Empty => "empty",
                    Delivery::Held => "held",
                    Delivery::Unasked => "unasked",
                },
                reason: outcome.reason.clone(),
            });
            DifferenceV1 { path, path_bytes, below: difference.below, engines: outcomes.collect() }
        };
        Self {
            schema: SCHEMA,
            engines: comparison.reports.iter().map(Build::of).collect(),
            differences: comparison.differences.iter().map(difference).collect(),
        }
    }
}

pub(super) fn totals(totals: Totals) -> TotalsV1 {
    TotalsV1 { files: totals.files, directories: totals.directories, bytes: totals.bytes }
}

fn ignore_file(ignore: &IgnoreFacts) -> IgnoreFileV1 {
    IgnoreFileV1 { name: ignore.name.clone(), patterns: ignore.patterns }
}

fn stage(stage: &StageFacts) -> StageV1 {
    StageV1 { name: stage.name.clone(), reachable: stage.reachable }
}

/// The paths; none to tell if all or nothing is asked for.
fn asked(asked: &Asked) -> Option<Vec<String>> {
    match asked {
        Asked::Everything => None,
        Asked::Nothing => Some(Vec::new()),
        Asked::Paths(paths) => Some(paths.iter().map(|path| hidden(path)).collect()),
    }
}

fn references(because: &Because) -> Vec<ReferenceV1> {
    let reference = |reference: &Reference| ReferenceV1 {
        file: reference.file.clone(),
        line: reference.line,
        instruction: reference.text.clone(),
    };
    match because {
        Because::Asked(references) => references.iter().map(reference).collect(),
        Because::NoDockerfile | Because::NeverAsked | Because::AtHand | Because::Unreferenced => {
            Vec::new()
        }
    }
}

fn added(added: &Added) -> AddedV1 {
    AddedV1 { name: added.name, bytes: added.size }
}

fn context(context: &ContextView) -> ContextV1 {
    let walked = context.walked.as_ref();
    ContextV1 {
        name: context.name.clone(),
        value: context.value.clone(),
        ignore_file: walked.and_then(|facts| facts.ignore.as_ref()).map(ignore_file),
        asked: walked.and_then(|facts| asked(&facts.asked)),
        eligible: walked.map(|facts| totals(facts.eligible)),
        sent: walked.map(|facts| totals(facts.sent)),
        problems: walked.map_or_else(Vec::new, |w| w.problems.iter().map(problem).collect()),
    }
}

fn failure(failure: &Failure) -> FailureV1 {
    let position = failure.place.as_ref().map(|place| place.position());
    FailureV1 {
        cause: failure.cause.id(),
        message: hidden(&failure.message),
        help: failure.help(),
        file: failure.place.as_ref().map(|place| place.source.name().to_owned()),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        path: failure.path.as_ref().map(|at| path(at).0),
    }
}

fn entry(place: &Place) -> EntryV1 {
    let (path, path_bytes) = path(&place.path);
    let Totals { files, bytes, .. } = place.totals;
    let ways = place.ways.told.iter().map(way).collect();
    let more_ways = Some(place.ways.more).filter(|more| *more > 0);
    let secrets = place.secrets.views.iter().map(super::secrets::secret).collect();
    let more_secrets = place.secrets.more;
    let kind = kind(place.kind);
    EntryV1 { path, path_bytes, kind, files, bytes, ways, more_ways, secrets, more_secrets }
}

pub(super) fn way(way: &WayView) -> WayV1 {
    WayV1 {
        reach: way.reach.id(),
        stage: way.stage.clone(),
        path: hidden(&path(&way.path).0),
        steps: way.steps.iter().map(step).collect(),
        removed: way.removed.as_ref().map(step),
        mounted: way.mounted,
        certain: way.doubt.is_none(),
    }
}

fn step(step: &StepView) -> StepV1 {
    StepV1 {
        file: step.file.clone(),
        line: step.line,
        stage: step.stage.clone(),
        instruction: step.text.clone(),
    }
}

fn weight(weight: &Weight) -> WeightV1 {
    let Weight { path, kind, totals, rule } = weight;
    let place = Place {
        path: path.clone(),
        kind: *kind,
        totals: *totals,
        ways: Ways::default(),
        secrets: Secrets::default(),
    };
    WeightV1 { entry: entry(&place), rule: rule.map(|(rule, _)| rule.id) }
}

fn empties(contents: &Contents) -> Vec<EmptyV1> {
    let empty = |arrival: &Arrival| {
        let (path, path_bytes) = path(&arrival.path);
        EmptyV1 { path, path_bytes, reason: empty_id(arrival.why) }
    };
    contents.empty.iter().map(empty).collect()
}

fn finding(finding: &FindingView) -> FindingV1 {
    FindingV1 {
        rule: finding.rule.id,
        category: finding.rule.category.id(),
        context: finding.context.clone(),
        severity: finding.severity.id(),
        counts_as: finding.counts_as.id(),
        reach: finding.reach.map(Reach::id),
        evidence: finding.evidence,
        needed_by: finding.need.as_ref().map(NeedV1::of),
        why: finding.rule.why,
        files: finding.totals.files,
        bytes: finding.totals.bytes,
        sent: totals(finding.sent),
        entries: finding.entries.iter().map(entry).collect(),
        lines: finding.lines.clone(),
        repairs: finding.repairs.clone(),
    }
}

fn problem(problem: &Problem) -> ProblemV1 {
    let (path, path_bytes) = path(&problem.path);
    let kind = match problem.kind {
        ProblemKind::UnreadableDirectory => "unreadable-directory",
        ProblemKind::UnreadableEntry => "unreadable-entry",
        ProblemKind::Vanished => "vanished",
        ProblemKind::UnreadableContent => "unreadable-content",
        ProblemKind::ShrunkContent => "shrunk-content",
        ProblemKind::SendingStops => "sending-stops",
        ProblemKind::Repository => "repository",
        ProblemKind::Index => "index",
        ProblemKind::IgnoreLines => "ignore-lines",
    };
    ProblemV1 { path, path_bytes, kind, reason: problem.reason.clone() }
}

/// The path as text, and its bytes if the text does not say them.
pub fn path(bytes: &[u8]) -> (String, Option<Vec<u8>>) {
    let text = String::from_utf8_lossy(bytes);
    let exact = (text.as_bytes() != bytes).then(|| bytes.to_vec());
    (text.into_owned(), exact)
}

/// A stable name of a kind.
pub fn kind(kind: Kind) -> &'static str {
    kind.id()
}

/// A stable name of why a file arrives empty.
pub fn empty_id(empty: Empty) -> &'static str {
    match empty {
        Empty::Disagreement => "disagreement",
        Empty::Unreadable => "unreadable",
        Empty::Socket => "socket",
    }
}
