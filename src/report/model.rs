//! The model of one build's report: everything that a format may say, in the order in which it
//! matters, without a reference into the inventory.
//!
//! Paths are bytes here; a format decides how to escape them. Nothing is cut short: how much fits
//! on a screen is a question of the text format.

use super::asking::{self, Because, ContextView, StageFacts};
use super::canaries::{AlarmView, CanariesView};
use super::of_git::{GitFacts, NeedView};
use super::secrets::{Searched, Secrets};
use super::suggestions::{SuggestionView, told};
use super::way::Ways;
use super::weight::{self, Weight};
use crate::audit::{Audit, Options};
use crate::build::{Added, Build, Unread};
use crate::context::{EntryId, Inventory, Kind, Requested, Totals};
use crate::dockerfile::{Act, Asked, Step, Transfer, Tree};
use crate::engine::Engine;
use crate::error::{Error, Failure, Problem};
use crate::fix::Suggestion;
use crate::ignorefile::IgnoreFile;
use crate::landing::{ContextId, Reach};
use crate::path::{ContextPath, Shown};
use crate::rules::checks::Remark;
use crate::rules::{self, Category, Finding, Rule, Severity};

/// What can be said about one build under one engine.
#[derive(Debug)]
pub struct Report {
    /// The context as it was named, fit for printing.
    pub context: String,
    /// Whose rules applied.
    pub engine: &'static Engine,
    /// The Dockerfile, if there is one, relative to the context where it lies inside; `-` if it came
    /// on standard input.
    pub dockerfile: Option<String>,
    /// The stages of the Dockerfile, in order.
    pub stages: Vec<StageFacts>,
    /// The number of the stage that is built.
    pub target: Option<usize>,
    /// The ignore file in force.
    pub ignore: Option<IgnoreFacts>,
    /// Ignore files that are there and are not read.
    pub unread: Vec<Unread>,
    /// Why the engine would refuse the build, if it would.
    pub failure: Option<Failure>,
    /// What was found in the context; `None` if the build is refused before anyone looks into it.
    pub contents: Option<Contents>,
}

/// The ignore file in force.
#[derive(Clone, Debug)]
pub struct IgnoreFacts {
    /// Its name, fit for printing.
    pub name: String,
    /// How many patterns it holds.
    pub patterns: usize,
}

/// What was found in a context.
#[derive(Debug)]
pub struct Contents {
    /// What may travel.
    pub eligible: Totals,
    /// What is sent: what the build asks for, and what the client adds.
    pub sent: Totals,
    /// Whether all that may travel is sent.
    pub everything: bool,
    /// Why so much is sent.
    pub because: Because,
    /// What the build asks for, before links.
    pub asked: Asked,
    /// What the client adds by itself.
    pub added: Vec<Added>,
    /// What was seen and stays; unopened directories count as one directory.
    pub held: Totals,
    /// What of the context is in the final image; `None` without a Dockerfile.
    pub in_image: Option<Totals>,
    /// Whether a base image or a RUN can have changed that.
    pub image_is_open: bool,
    /// Whether the final image takes from a stage what may be the work of a RUN there.
    pub image_has_made: bool,
    /// Everything there is, if the walk went into what is held back.
    pub on_disk: Option<Totals>,
    /// The named contexts.
    pub contexts: Vec<ContextView>,
    /// The few entries that explain most of what travels, the heaviest first.
    pub heaviest: Vec<Weight>,
    /// What travels besides them.
    pub rest: Totals,
    /// Files that arrive without their content although they have one.
    pub empty: Vec<Arrival>,
    /// What of the contents was searched; `None` if nobody looked.
    pub searched: Option<Searched>,
    /// What the rules say, the worst first; `None` if they were not asked.
    pub findings: Option<Vec<FindingView>>,
    /// What the checks say, the worst first.
    pub remarks: Vec<Remark>,
    /// The paths that each remark is about.
    pub remarked: Vec<Vec<ContextPath>>,
    /// What git says of what is sent; `None` if it was not asked, or there is no repository.
    pub git: Option<GitFacts>,
    /// Files that are not there and would be sent; `None` if nobody asked.
    pub canaries: Option<CanariesView>,
    /// The ignore lines that would help, the heaviest first.
    pub suggestions: Vec<SuggestionView>,
    /// What would travel with all of them.
    pub after: Totals,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
    /// Whether one of them leaves open what the build asks for.
    pub unsure: bool,
}

/// A file that arrives empty.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where it is.
    pub path: ContextPath,
    /// Why.
    pub why: crate::context::Empty,
}

/// A finding with everything that it speaks of.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// The rule.
    pub rule: &'static Rule,
    /// The named context that it speaks of, fit for printing; `None` for the main one.
    pub context: Option<String>,
    /// How bad it is here.
    pub severity: Severity,
    /// How bad it counts for `--fail-on`.
    pub counts_as: Severity,
    /// How far the entries come; `None` without a Dockerfile.
    pub reach: Option<Reach>,
    /// How many stages the Dockerfile has: with one there is no need to name it.
    pub stages: usize,
    /// What was seen besides the path.
    pub evidence: Option<&'static str>,
    /// The instruction that evidently needs the entries, which makes the finding milder.
    pub need: Option<NeedView>,
    /// What may travel with all entries.
    pub totals: Totals,
    /// What of it is sent.
    pub sent: Totals,
    /// The entries, the heaviest first.
    pub entries: Vec<Place>,
    /// The Dockerfile asks for the entries by name.
    pub named: bool,
    /// The lines of the plan that would stop them.
    pub lines: Vec<String>,
    /// What would stop them of what puts the file right.
    pub repairs: Vec<String>,
    /// The ignore file that the lines belong into, if it is that of a named context.
    pub ignore: Option<String>,
    /// Nothing in the Dockerfile could put anything else in their place.
    pub only_copy: bool,
}

/// An entry that a finding speaks of.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is.
    pub path: ContextPath,
    /// What it is.
    pub kind: Kind,
    /// What may travel with it.
    pub totals: Totals,
    /// Where it comes.
    pub ways: Ways,
    /// What was seen in it.
    pub secrets: Secrets,
}

impl Report {
    /// The report on an audit. A build that is refused is a report too; of any other error there is
    /// nothing to report.
    pub fn new(options: &Options, result: &Result<Audit, Error>) -> Option<Self> {
        let request = &options.request;
        let context = Shown(request.context.as_os_str().as_encoded_bytes()).to_string();
        match result {
            Ok(audit) => Some(Self::of(context, options, audit)),
            Err(Error::Refused(failure)) => Some(Self {
                context,
                engine: request.engine,
                dockerfile: None,
                stages: Vec::new(),
                target: None,
                ignore: None,
                unread: Vec::new(),
                failure: Some((**failure).clone()),
                contents: None,
            }),
            Err(_) => None,
        }
    }

    fn of(context: String, options: &Options, audit: &Audit) -> Self {
        let Build { engine, plan, ignore, unread, .. } = &audit.build;
        Self {
            context,
            engine,
            dockerfile: plan.as_ref().map(|plan| plan.source.name().to_owned()),
            stages: plan.as_ref().map_or_else(Vec::new, asking::stages),
            target: plan.as_ref().map(|plan| plan.target),
            ignore: ignore.as_ref().map(IgnoreFacts::of),
            unread: unread.clone(),
            failure: audit.failure().cloned(),
            contents: Some(Contents::of(options, audit)),
        }
    }

    /// How bad the worst finding or remark counts, if there is one.
    pub fn worst(&self) -> Option<Severity> {
        let findings = self.findings().iter().map(|finding| finding.counts_as);
        let remarks = self.contents.iter().flat_map(|contents| &contents.remarks);
        let alarms = self.alarms().map(|view| view.alarm.counts_as);
        findings.chain(remarks.map(|remark| remark.severity)).chain(alarms).max()
    }

    /// The findings; none if the rules were not asked or nothing was looked at.
    pub fn findings(&self) -> &[FindingView] {
        let findings = self.contents.as_ref().and_then(|contents| contents.findings.as_ref());
        findings.map_or(&[], Vec::as_slice)
    }

    /// What is said of files that are not there.
    pub fn alarms(&self) -> impl Iterator<Item = &AlarmView> {
        let canaries = self.contents.iter().filter_map(|contents| contents.canaries.as_ref());
        canaries.flat_map(|canaries| &canaries.alarms)
    }

    /// Whether something that the build asks for could not be looked at, in named contexts too.
    pub fn is_unsure(&self) -> bool {
        let walked = |context: &ContextView| context.walked.as_ref().is_some_and(|w| w.unsure);
        let unsure = |contents: &Contents| contents.unsure || contents.contexts.iter().any(walked);
        self.contents.as_ref().is_some_and(unsure)
    }

    /// What could not be looked at, in named contexts too.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let contexts = self.contents.iter().flat_map(|contents| &contents.contexts);
        let named = contexts.filter_map(|context| context.walked.as_ref());
        let main = self.contents.iter().flat_map(|contents| &contents.problems);
        main.chain(named.flat_map(|walked| &walked.problems))
    }
}

impl IgnoreFacts {
    pub(super) fn of(ignore: &IgnoreFile) -> Self {
        Self {
            name: ignore.source.name().to_owned(),
            patterns: ignore.matcher.patterns().iter().filter(|p| p.line.is_some()).count(),
        }
    }
}

impl Contents {
    fn of(options: &Options, audit: &Audit) -> Self {
        let Audit { build, inventory, requested, findings, plan, .. } = audit;
        let heaviest = weight::heaviest(inventory, requested, findings);
        let added = build.added.iter().fold(Totals::default(), |mut totals, added| {
            totals += Totals { files: 1, directories: 0, bytes: added.size };
            totals
        });
        let with_added = |mut totals: Totals| {
            totals += added;
            totals
        };
        let sent = with_added(requested.totals(inventory));
        let rest = heaviest.iter().fold(sent, |rest, weight| rest.less(weight.totals));
        let on_disk = options.walk.into_held.then(|| {
            let mut all = inventory.sent();
            all += inventory.held();
            all
        });
        let path = |id: &EntryId| inventory.path(*id);
        let paths = |remark: &Remark| remark.entries.iter().map(path).collect();
        Self {
            eligible: inventory.sent(),
            sent,
            everything: requested.totals(inventory) == inventory.sent(),
            because: Because::of(build),
            asked: build.asked.clone(),
            added: build.added.clone(),
            held: inventory.held(),
            in_image: in_image(audit),
            image_is_open: image_is_open(audit),
            image_has_made: image_has_made(audit),
            on_disk,
            contexts: asking::contexts(audit),
            heaviest,
            rest,
            empty: arrivals(inventory, requested),
            searched: audit.contents.as_ref().map(|seen| Searched::of(inventory, seen)),
            findings: options.rules.as_ref().map(|_| finding_views(audit)),
            remarks: audit.remarks.clone(),
            remarked: audit.remarks.iter().map(paths).collect(),
            git: audit.git.as_ref().and_then(|git| GitFacts::of(audit, git)),
            canaries: CanariesView::of(audit),
            suggestions: SuggestionView::all(plan),
            after: with_added(plan.after),
            problems: problems(audit),
            unsure: requested.is_unsure(inventory),
        }
    }
}

/// What could not be listed, examined, read, or made out of git's files, in the order of paths.
fn problems(audit: &Audit) -> Vec<Problem> {
    let of_git = audit.git.iter().flat_map(|git| git.problems());
    let of_contents = audit.contents.iter().flat_map(|contents| &contents.problems);
    let on_disk = audit.inventory.problems().iter();
    let mut problems: Vec<Problem> = on_disk.chain(of_contents).chain(of_git).cloned().collect();
    problems.sort();
    problems
}

/// What of the context is in the final image, as far as that is known without running anything.
fn in_image(audit: &Audit) -> Option<Totals> {
    let target = audit.build.plan.as_ref()?.target;
    Some(audit.landing.as_ref()?.totals(&audit.views(), target))
}

/// Whether a RUN in one of the image's own stages can change what was copied.
fn image_is_open(audit: &Audit) -> bool {
    let Some(plan) = &audit.build.plan else { return false };
    let runs = |step: &Step| matches!(step.act, Act::Run(_));
    plan.lineage(plan.target).into_iter().any(|stage| plan.stages[stage].steps.iter().any(runs))
}

/// Whether the image copies from a stage in which a RUN may have made something.
fn image_has_made(audit: &Audit) -> bool {
    let Some(plan) = &audit.build.plan else { return false };
    let runs = |stage: usize| {
        let mut steps = plan.lineage(stage).into_iter().flat_map(|at| &plan.stages[at].steps);
        steps.any(|step| matches!(step.act, Act::Run(_)))
    };
    let mut steps = plan.lineage(plan.target).into_iter().flat_map(|at| &plan.stages[at].steps);
    steps.any(|step| match &step.act {
        Act::Copy(Transfer { from: Tree::Stage(stage), .. }) => runs(*stage),
        Act::Copy(_) | Act::Run(_) | Act::Workdir(_) => false,
    })
}

/// Files with content that arrive without it. A socket has none to lose.
fn arrivals(inventory: &Inventory, requested: &Requested) -> Vec<Arrival> {
    let arrives = |id: EntryId| match requested.empty(inventory, id)? {
        crate::context::Empty::Socket => None,
        why @ (crate::context::Empty::Disagreement | crate::context::Empty::Unreadable) => {
            Some(Arrival { path: inventory.path(id), why })
        }
    };
    let ids = requested.arriving_empty(inventory);
    let mut arrivals: Vec<Arrival> = ids.into_iter().filter_map(arrives).collect();
    arrivals.sort_by(|a, b| a.path.cmp(&b.path));
    arrivals.dedup_by(|a, b| a.path == b.path);
    arrivals
}

/// What the rules say of the main context and of the named ones, the worst first.
fn finding_views(audit: &Audit) -> Vec<FindingView> {
    let of = |source: Source<'_>, findings: &[Finding]| -> Vec<FindingView> {
        findings.iter().map(|finding| FindingView::of(audit, &source, finding)).collect()
    };
    let main = Source {
        id: ContextId::MAIN,
        name: None,
        inventory: &audit.inventory,
        requested: &audit.requested,
        contents: audit.contents.as_ref(),
    };
    let mut views = of(main, &audit.findings);
    for (number, walked) in audit.contexts.iter().enumerate() {
        let Some(walked) = walked else { continue };
        let source = Source {
            id: ContextId::named(number),
            name: Some(Shown(audit.build.contexts[number].name.as_bytes()).to_string()),
            inventory: &walked.inventory,
            requested: &walked.requested,
            contents: walked.contents.as_ref(),
        };
        views.extend(of(source, &walked.findings));
    }
    // Stable: within a severity the main context comes first.
    views.sort_by_key(|view| std::cmp::Reverse(view.severity));
    views
}

/// The context that a finding speaks of.
struct Source<'a> {
    id: ContextId,
    /// `None` for the main one.
    name: Option<String>,
    inventory: &'a Inventory,
    requested: &'a Requested,
    contents: Option<&'a rules::Contents>,
}

impl FindingView {
    fn of(audit: &Audit, source: &Source<'_>, finding: &Finding) -> Self {
        let Source { inventory, requested, .. } = *source;
        let context = source.id.number();
        let walked = context.and_then(|number| audit.contexts[number].as_ref());
        let plan = &walked.map_or(&audit.plan, |walked| &walked.plan).suggestions;
        let place = |&id: &EntryId| Place {
            path: inventory.path(id),
            kind: inventory.kind(id),
            totals: inventory.sent_with(id),
            ways: Ways::of(audit, source.id, id),
            secrets: Secrets::of(source.contents, inventory, id),
        };
        let sent = finding.entries.iter().fold(Totals::default(), |mut sent, &id| {
            sent += requested.with(inventory, id);
            sent
        });
        let asks = |line: &&Suggestion| line.rules.contains(&finding.rule);
        let new = plan.iter().filter(asks).filter(|line| line.check.is_none());
        let repairs = plan.iter().filter(asks).filter(|line| line.check.is_some());
        Self {
            rule: finding.rule,
            context: source.name.clone(),
            severity: finding.severity,
            counts_as: finding.counts_as(),
            reach: finding.reach,
            stages: audit.build.plan.as_ref().map_or(0, |plan| plan.stages.len()),
            evidence: finding.evidence,
            need: NeedView::of(audit, finding),
            totals: finding.totals,
            sent,
            entries: finding.entries.iter().map(place).collect(),
            named: finding.named,
            lines: new.map(|line| line.line.clone()).collect(),
            repairs: repairs.map(told).collect(),
            ignore: context.and_then(|number| audit.build.contexts[number].ignore_name()),
            only_copy: finding.only_copy,
        }
    }
}

impl FindingView {
    /// Whether only parts of the entries come as far as is said.
    pub fn is_partly_there(&self) -> bool {
        let ends = |place: &Place| place.ways.told.iter().any(|way| Some(way.reach) == self.reach);
        let comes_somewhere = self.reach.is_some_and(|reach| reach > Reach::Sent);
        comes_somewhere && !self.entries.iter().any(ends)
    }

    /// Whether the entries are seen by commands only, and become part of nothing.
    pub fn is_only_mounted(&self) -> bool {
        let mut ways = self.entries.iter().flat_map(|place| &place.ways.told).peekable();
        ways.peek().is_some() && ways.all(|way| way.mounted)
    }

    /// Whether it is a secret that no ignore line can stop, since the Dockerfile asks for it by
    /// name.
    pub fn is_named_secret(&self) -> bool {
        let comes_somewhere = self.entries.iter().any(|place| !place.ways.told.is_empty());
        let advised = !self.rule.suggest().is_empty();
        let secret = self.rule.category == Category::Secret && self.severity > Severity::Info;
        let stoppable = !self.lines.is_empty() || !self.repairs.is_empty();
        secret && advised && self.named && !stoppable && comes_somewhere
    }
}
