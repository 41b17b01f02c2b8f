//! Canaries: files that are not there, and whether the build would take them if they were.
//!
//! On a clean checkout the dangerous files are absent, so nothing that looks at files can find
//! them. `table` and `gitignore` say which could be there, `survey` and `ask` where; the inventory
//! is then asked as if they were (`flight`), with the engine's own rules, the Dockerfile's requests
//! and the landing of a real build. Those that would come along are gathered
//! into one [`Alarm`] for each rule; `near` finds the line that nearly caught them, `lines` proves
//! the one that would. Nothing here walks or writes.

mod ask;
mod flight;
mod gitignore;
mod harm;
mod lines;
mod near;
mod page;
mod survey;
mod table;

pub use ask::Hint;
pub(crate) use harm::stopped_by_each;
pub use near::{Miss, Near};
pub use page::{GIT_IGNORED_WHY, WHY};
pub use table::{Beside, Ecosystem, KINDS, Kind, Likely};

use crate::context::Heads;
use crate::dockerfile::{NamedSources, Tree};
use crate::error::ProblemKind;
use crate::landing::{Reach, Way};
use crate::path::ContextPath;
use crate::rules::checks::Facts;
use crate::rules::{Category, Rule, Severity, at_reach};
use ask::Canary;
use flight::Flight;
use lines::Trial;
use near::Forms;
use std::cmp::Reverse;

/// What stands before a rule's id if the file is not there.
pub const PREFIX: &str = "canary/";
/// Stands for the rule of what only a `.gitignore` speaks of.
pub const GIT_IGNORED: &str = "gitignored";

/// Why they are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody wants it.
    Asked,
    /// The environment says CI, where the checkout is clean.
    Environment,
}

impl Occasion {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Environment => "environment",
        }
    }
}

/// What became of the canaries.
#[derive(Clone, Debug)]
pub struct Canaries {
    /// Why they were asked about.
    pub occasion: Occasion,
    /// How many were asked about.
    pub asked: usize,
    /// Those that would be sent, by rule, the worst first.
    pub alarms: Vec<Alarm>,
}

/// Files of one kind that are not there and would be sent.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// The rule that the files stand for; `None` if only a `.gitignore` speaks of them.
    pub rule: Option<&'static Rule>,
    /// How bad it is: a step less than if they were there, two if nothing says that they ever are.
    pub severity: Severity,
    /// How bad it counts for a gate, wherever they would end.
    pub counts_as: Severity,
    /// How far the one that comes furthest would come; `None` without a Dockerfile.
    pub reach: Option<Reach>,
    /// The files, those with a line that nearly caught them first. There is at least one.
    pub absent: Vec<Absent>,
    /// The way that the first one would go, if it would land somewhere; that of a directory leads to
    /// the directory, unless only a part of it is copied.
    pub way: Option<Way>,
    /// The ignore lines that would stop them, each proved.
    pub lines: Vec<String>,
}

/// A file that is not there and would be sent.
#[derive(Clone, Debug)]
pub struct Absent {
    /// Its path.
    pub path: ContextPath,
    /// Whether it is a directory.
    pub directory: bool,
    /// The file that was judged: itself, or something in it.
    pub judged: ContextPath,
    /// How far it would come.
    pub reach: Option<Reach>,
    /// The Dockerfile asks for it by name.
    pub named: bool,
    /// Whether the lines of the alarm stop it.
    pub stopped: bool,
    /// The line of a `.gitignore` that tells of it.
    pub hint: Option<Hint>,
    /// The line of the ignore file that nearly caught it.
    pub near: Option<Near>,
}

impl Canaries {
    /// How many would be sent.
    pub fn caught(&self) -> usize {
        self.alarms.iter().map(|alarm| alarm.absent.len()).sum()
    }
}

impl Absent {
    /// The way of what was judged, as that of what is named: to the directory, and not to the file
    /// that stands for what is in it.
    fn way(&self, mut way: Way) -> Way {
        let below = self.judged.as_bytes().strip_prefix(self.path.as_bytes()).unwrap_or_default();
        if let Some(directory) = way.path.strip_suffix(below).filter(|_| self.directory) {
            let root = b"/".as_slice();
            way.path = if directory.is_empty() { root } else { directory }.to_vec();
        }
        way
    }
}

impl Alarm {
    /// `canary/secret-dotenv`.
    pub fn id(&self) -> String {
        format!("{PREFIX}{}", self.rule.map_or(GIT_IGNORED, |rule| rule.id))
    }
}

/// Asks about everything that could be there. If the engine would refuse the build as it is, there
/// is nothing to ask about.
pub fn canaries(facts: &Facts<'_>, heads: &dyn Heads, occasion: Occasion) -> Canaries {
    let Facts { build, inventory, requested, .. } = *facts;
    let stops = inventory.problems().iter().any(|p| p.kind == ProblemKind::SendingStops);
    if requested.failure().is_some() || stops {
        return Canaries { occasion, asked: 0, alarms: Vec::new() };
    }
    let survey = survey::survey(inventory, facts.findings);
    let questions = ask::questions(build, inventory, heads, &survey);
    let canaries = &questions.canaries;
    let probes: Vec<&[u8]> = canaries.iter().map(|canary| canary.probe.as_slice()).collect();
    let flight = Flight::new(facts, heads, &probes);
    let forms = build.ignore.as_ref().map(|ignore| Forms::of(build.engine, ignore));
    let needed = build.plan.as_ref().map(|plan| NamedSources::of(plan, &Tree::Context));
    let needed = needed.unwrap_or_default();
    let mut caught = Vec::new();
    for (number, canary) in canaries.iter().enumerate() {
        let Some(reach) = flight.sent(number) else { continue };
        let names = [&canary.path, &canary.probe];
        let named = !needed.is_empty() && names.iter().any(|path| needed.needs(path));
        // What is named and no secret is meant to come along: a build makes it first.
        if !named || canary.is_secret() {
            let near = forms.as_ref().and_then(|forms| forms.near(&canary.probe));
            let hint = questions.hint(canary);
            caught.push(Caught { canary, number, reach, named, near, hint });
        }
    }
    let alarms = gather(facts, &needed, &flight, caught);
    Canaries { occasion, asked: canaries.len(), alarms }
}

impl Canary {
    fn category(&self) -> Category {
        self.rule.map_or(Category::BuildOutput, |rule| rule.category)
    }

    fn is_secret(&self) -> bool {
        matches!(self.category(), Category::Secret | Category::IacState)
    }

    /// The worst that it can be while it is not there. What every working copy leaves behind is
    /// harmless beside what holds secrets, history or a whole installation.
    fn most(&self) -> Severity {
        match self.category() {
            Category::Secret | Category::IacState => Severity::Critical,
            Category::Vcs | Category::Dependency | Category::Data => Severity::Medium,
            Category::Cache
            | Category::BuildOutput
            | Category::Editor
            | Category::Os
            | Category::Log
            | Category::TestOutput
            | Category::Docs
            | Category::Docker => Severity::Low,
        }
    }
}

/// A canary that would be sent.
struct Caught<'a> {
    canary: &'a Canary,
    number: usize,
    reach: Option<Reach>,
    named: bool,
    near: Option<Near>,
    hint: Option<Hint>,
}

/// One alarm for each rule, the worst first.
fn gather(
    facts: &Facts<'_>,
    named: &NamedSources,
    flight: &Flight,
    mut caught: Vec<Caught<'_>>,
) -> Vec<Alarm> {
    let Facts { build, inventory, git, .. } = *facts;
    let id = |caught: &Caught<'_>| caught.canary.rule.map_or("", |rule| rule.id);
    caught.sort_by_key(id);
    let stoppable: Vec<&Canary> =
        caught.iter().filter(|caught| !caught.named).map(|caught| caught.canary).collect();
    let trial = Trial::new(build, inventory, named, git, &stoppable);
    let groups = caught.chunk_by(|a, b| id(a) == id(b));
    let mut alarms: Vec<Alarm> = groups.map(|group| alarm(group, &trial, flight)).collect();
    alarms.sort_by_cached_key(|alarm| {
        let row = KINDS.iter().position(|kind| alarm.rule.is_some_and(|rule| rule.id == kind.rule));
        let row = row.unwrap_or(KINDS.len());
        (Reverse(alarm.counts_as), Reverse(alarm.severity), Reverse(alarm.reach), row, alarm.id())
    });
    alarms
}

fn alarm(group: &[Caught<'_>], trial: &Trial<'_>, flight: &Flight) -> Alarm {
    let stoppable: Vec<&Canary> =
        group.iter().filter(|caught| !caught.named).map(|caught| caught.canary).collect();
    let (lines, stopped) = trial.lines(&stoppable);
    let mut stopped = stopped.into_iter();
    let mut absent: Vec<(usize, Absent)> = Vec::new();
    for caught in group {
        let Canary { path, probe, directory, .. } = caught.canary;
        absent.push((
            caught.number,
            Absent {
                path: ContextPath::new(path.clone()),
                directory: *directory,
                judged: ContextPath::new(probe.clone()),
                reach: caught.reach,
                named: caught.named,
                stopped: !caught.named && stopped.next().unwrap_or(false),
                hint: caught.hint.clone(),
                near: caught.near.clone(),
            },
        ));
    }
    // Stable: otherwise in the order of the table, the root first.
    absent.sort_by_key(|(_, absent)| (absent.near.is_none(), Reverse(absent.reach)));
    let way = absent.first().and_then(|(number, first)| Some(first.way(flight.way(*number)?)));
    let worst = |severities: Vec<Severity>| severities.into_iter().max().unwrap_or(Severity::Info);
    Alarm {
        rule: group.first().and_then(|caught| caught.canary.rule),
        severity: worst(group.iter().map(Caught::severity).collect()),
        counts_as: worst(group.iter().map(Caught::counts_as).collect()),
        reach: group.iter().filter_map(|caught| caught.reach).max(),
        absent: absent.into_iter().map(|(_, absent)| absent).collect(),
        way,
        lines,
    }
}

impl Caught<'_> {
    fn severity(&self) -> Severity {
        let own = self.canary.own;
        self.supposed(match self.reach {
            Some(reach) => at_reach(self.canary.category(), own, reach, self.named),
            None => own,
        })
    }

    /// As for what is there: a secret that leaves the machine is out, wherever it ends.
    fn counts_as(&self) -> Severity {
        if self.canary.is_secret() { self.supposed(self.canary.own) } else { self.severity() }
    }

    /// A step milder than if it were there, and one more if nothing says that it ever is.
    fn supposed(&self, severity: Severity) -> Severity {
        let told = || self.hint.is_some() || self.near.as_ref().is_some_and(Near::is_sign);
        let likely = self.named
            || match self.canary.likely {
                Likely::Yes => true,
                Likely::IfTold => told(),
                Likely::No => false,
            };
        let supposed = if likely { severity.milder() } else { severity.milder().milder() };
        supposed.min(self.canary.most())
    }
}
