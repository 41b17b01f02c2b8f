//! The model of one build's report: everything that a format may say, in the order in which it
//! matters, without a reference into the inventory.
//!
//! Paths are bytes here; a format decides how to escape them. Nothing is cut short: how much fits
//! on a screen is a question of the text format.

use super::weight::{self, Weight};
use crate::audit::Audit;
use crate::build::{Build, Request, Unread};
use crate::context::{EntryId, Inventory, Kind, Totals};
use crate::engine::Engine;
use crate::error::{Error, Failure, Problem};
use crate::fix::Suggestion;
use crate::path::{ContextPath, Shown};
use crate::rules::checks::Remark;
use crate::rules::{Finding, Rule, Severity};
use std::path::Path;

/// What can be said about one build under one engine.
#[derive(Debug)]
pub struct Report {
    /// The context as it was named, fit for printing.
    pub context: String,
    /// Whose rules applied.
    pub engine: &'static Engine,
    /// The Dockerfile, if there is one, relative to the context where it lies inside.
    pub dockerfile: Option<String>,
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
    /// What travels.
    pub sent: Totals,
    /// What was seen and stays; unopened directories count as one directory.
    pub held: Totals,
    /// The few entries that explain most of what travels, the heaviest first.
    pub heaviest: Vec<Weight>,
    /// What travels besides them.
    pub rest: Totals,
    /// Files that arrive without their content although they have one.
    pub empty: Vec<Arrival>,
    /// What the rules say, the worst first; `None` if they were not asked.
    pub findings: Option<Vec<FindingView>>,
    /// What the checks say, the worst first.
    pub remarks: Vec<Remark>,
    /// The paths that each remark is about.
    pub remarked: Vec<Vec<ContextPath>>,
    /// The ignore lines that would help, the heaviest first.
    pub suggestions: Vec<SuggestionView>,
    /// What would travel with all of them.
    pub after: Totals,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
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
    /// How bad it is here.
    pub severity: Severity,
    /// What was seen besides the path.
    pub evidence: Option<&'static str>,
    /// What travels with all entries.
    pub totals: Totals,
    /// The entries, the heaviest first.
    pub entries: Vec<Place>,
    /// The lines of the plan that would stop them.
    pub lines: Vec<String>,
}

/// An entry that a finding speaks of.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is.
    pub path: ContextPath,
    /// What it is.
    pub kind: Kind,
    /// What travels with it.
    pub totals: Totals,
}

/// An ignore line that would help.
#[derive(Clone, Debug)]
pub struct SuggestionView {
    /// The line, as it would be written.
    pub line: String,
    /// The ids of the rules that ask for it.
    pub rules: Vec<&'static str>,
    /// What it alone would keep at home.
    pub saves: Totals,
    /// Whether it is right without having read the Dockerfile.
    pub safe: bool,
    /// What would make it wrong.
    pub unless: Option<&'static str>,
}

impl Report {
    /// The report on an audit. A build that is refused is a report too; of any other error there is
    /// nothing to report.
    pub fn new(
        request: &Request,
        asked_rules: bool,
        result: &Result<Audit, Error>,
    ) -> Option<Self> {
        let context = Shown(request.context.as_os_str().as_encoded_bytes()).to_string();
        match result {
            Ok(audit) => Some(Self::of(context, asked_rules, audit)),
            Err(Error::Refused(failure)) => Some(Self {
                context,
                engine: request.engine,
                dockerfile: None,
                ignore: None,
                unread: Vec::new(),
                failure: Some((**failure).clone()),
                contents: None,
            }),
            Err(_) => None,
        }
    }

    fn of(context: String, asked_rules: bool, audit: &Audit) -> Self {
        let Build { root, engine, dockerfile, ignore, unread, .. } = &audit.build;
        let inside = |path: &Path| {
            let path = path.strip_prefix(root).unwrap_or(path);
            Shown(path.as_os_str().as_encoded_bytes()).to_string()
        };
        let facts = ignore.as_ref().map(|ignore| IgnoreFacts {
            name: ignore.source.name().to_owned(),
            patterns: ignore.matcher.patterns().iter().filter(|p| p.line.is_some()).count(),
        });
        Self {
            context,
            engine,
            dockerfile: dockerfile.as_deref().map(inside),
            ignore: facts,
            unread: unread.clone(),
            failure: audit.inventory.failure().cloned(),
            contents: Some(Contents::of(asked_rules, audit)),
        }
    }

    /// The worst finding or remark, if there is one.
    pub fn worst(&self) -> Option<Severity> {
        let findings = self.findings().iter().map(|finding| finding.severity);
        let remarks = self.contents.iter().flat_map(|contents| &contents.remarks);
        findings.chain(remarks.map(|remark| remark.severity)).max()
    }

    /// The findings; none if the rules were not asked or nothing was looked at.
    pub fn findings(&self) -> &[FindingView] {
        let findings = self.contents.as_ref().and_then(|contents| contents.findings.as_ref());
        findings.map_or(&[], Vec::as_slice)
    }

    /// What could not be looked at.
    pub fn problems(&self) -> &[Problem] {
        self.contents.as_ref().map_or(&[], |contents| contents.problems.as_slice())
    }
}

impl Contents {
    fn of(asked_rules: bool, audit: &Audit) -> Self {
        let Audit { inventory, findings, plan, .. } = audit;
        let heaviest = weight::heaviest(inventory, findings);
        let mut rest = inventory.sent();
        for weight in &heaviest {
            rest.files -= weight.totals.files;
            rest.directories -= weight.totals.directories;
            rest.bytes -= weight.totals.bytes;
        }
        let view = |finding: &Finding| FindingView::of(inventory, finding, &plan.suggestions);
        let path = |id: &EntryId| inventory.path(*id);
        let paths = |remark: &Remark| remark.entries.iter().map(path).collect();
        Self {
            sent: inventory.sent(),
            held: inventory.held(),
            heaviest,
            rest,
            empty: arrivals(inventory),
            findings: asked_rules.then(|| findings.iter().map(view).collect()),
            remarks: audit.remarks.clone(),
            remarked: audit.remarks.iter().map(paths).collect(),
            suggestions: plan.suggestions.iter().map(SuggestionView::of).collect(),
            after: plan.after,
            problems: inventory.problems().to_vec(),
        }
    }
}

/// Files with content that arrive without it. A socket has none to lose.
fn arrivals(inventory: &Inventory) -> Vec<Arrival> {
    let arrives = |id: EntryId| match inventory.empty(id)? {
        crate::context::Empty::Socket => None,
        why @ (crate::context::Empty::Disagreement | crate::context::Empty::Unreadable) => {
            Some(Arrival { path: inventory.path(id), why })
        }
    };
    let ids = inventory.arriving_empty().iter().copied();
    let mut arrivals: Vec<Arrival> = ids.filter_map(arrives).collect();
    arrivals.sort_by(|a, b| a.path.cmp(&b.path));
    arrivals
}

impl FindingView {
    fn of(inventory: &Inventory, finding: &Finding, plan: &[Suggestion]) -> Self {
        let place = |&id: &EntryId| Place {
            path: inventory.path(id),
            kind: inventory.kind(id),
            totals: inventory.sent_with(id),
        };
        let asks = |line: &&Suggestion| line.rules.contains(&finding.rule);
        Self {
            rule: finding.rule,
            severity: finding.severity,
            evidence: finding.evidence,
            totals: finding.totals,
            entries: finding.entries.iter().map(place).collect(),
            lines: plan.iter().filter(asks).map(|line| line.line.clone()).collect(),
        }
    }
}

impl SuggestionView {
    fn of(suggestion: &Suggestion) -> Self {
        Self {
            line: suggestion.line.clone(),
            rules: suggestion.rules.iter().map(|rule| rule.id).collect(),
            saves: suggestion.saves,
            safe: suggestion.safe,
            unless: suggestion.unless,
        }
    }
}
