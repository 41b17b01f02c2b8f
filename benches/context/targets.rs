//! The targets, and whether a run meets them.
//!
//! What it is: one row per promise: which program may take how many times what another takes, on which trees.
//!
//! What it is not: a gate. A miss is printed; on a noisy or small machine it is a reason to look, not to fail.

use super::report::{Table, ratio};
use super::rounds::{Measured, Metric, Spread};
use super::trees::Tree;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(bound) => value <= bound,
            Self::AtLeast(bound) => value >= bound,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(bound) => format!("at most {bound:.2}"),
            Self::AtLeast(bound) => format!("at least {bound:.2}"),
        }
    }
}

struct Target {
    trees: &'static [&'static str],
    metric: Metric,
    of: &'static str,
    against: &'static str,
    bound: Bound,
}

const ORDINARY: &[&str] = &["node", "wide", "poly"];
const DOCKER: &[&str] = &["node", "wide"];

const fn target(
    trees: &'static [&'static str],
    metric: Metric,
    of: &'static str,
    against: &'static str,
    bound: Bound,
) -> Target {
    Target { trees, metric, of, against, bound }
}

const TARGETS: [Target; 12] = [
    target(ORDINARY, Metric::Wall, "stowaway size", "raw", Bound::AtMost(1.05)),
    target(ORDINARY, Metric::Wall, "stowaway size", "diskus", Bound::AtMost(0.85)),
    target(ORDINARY, Metric::Cpu, "stowaway size", "diskus", Bound::AtMost(0.85)),
    target(&["deep"], Metric::Wall, "stowaway size", "du", Bound::AtMost(1.0)),
    target(ORDINARY, Metric::Wall, "stowaway 15", "stowaway size", Bound::AtMost(1.10)),
    target(ORDINARY, Metric::Wall, "stowaway rules", "stowaway size", Bound::AtMost(1.15)),
    target(ORDINARY, Metric::Wall, "stowaway both", "stowaway size", Bound::AtMost(1.30)),
    target(ORDINARY, Metric::Wall, "stowaway 2000", "stowaway size", Bound::AtMost(1.30)),
    target(DOCKER, Metric::Wall, "fsutil 15", "stowaway both", Bound::AtLeast(5.0)),
    target(DOCKER, Metric::Cpu, "fsutil 15", "stowaway both", Bound::AtLeast(3.5)),
    target(&["node"], Metric::Cpu, "fsutil pruned", "stowaway pruned", Bound::AtLeast(3.0)),
    target(DOCKER, Metric::Peak, "stowaway both", "fsutil 15", Bound::AtMost(0.5)),
];

/// Bytes of memory that a file's record may cost.
const BYTES_A_FILE: f64 = 64.0;

/// Milliseconds that an empty directory may take.
const START_UP: f64 = 5.0;

/// How much more than reading every file it may take to search it.
const CONTENTS: f64 = 2.0;

/// How much more an entry of a ten times larger tree may cost than the raw walk's entry does.
const GROWTH: f64 = 1.10;

/// The verdicts of a whole run.
#[derive(Debug)]
pub(crate) struct Verdicts {
    table: Table,
    /// Peak memory of the program that has nothing to do.
    idle_peak: Option<f64>,
}

impl Verdicts {
    pub(crate) fn new() -> Self {
        let header = ["tree", "what", "measured", "target", "verdict"];
        Self { table: Table::new("Targets", &header), idle_peak: None }
    }

    pub(crate) fn into_table(self) -> Table {
        self.table
    }

    /// The ratios of one tree, and its memory.
    pub(crate) fn judge(&mut self, tree: &Tree, measured: &Measured) {
        for target in TARGETS.iter().filter(|target| target.trees.contains(&&*tree.name)) {
            let spread = measured.ratio(target.metric, target.of, target.against);
            let what = format!("{}, {} over {}", target.metric.name(), target.of, target.against);
            self.add(&tree.name, &what, spread, target.bound);
        }
        if ORDINARY.contains(&&*tree.name) || tree.name == "million" {
            let each = self.bytes_an_entry(tree, measured, "stowaway both");
            self.add(
                &tree.name,
                "bytes of memory a file, stowaway both",
                each,
                Bound::AtMost(BYTES_A_FILE),
            );
        }
    }

    /// What looking into files costs over reading them.
    pub(crate) fn judge_contents(&mut self, tree: &Tree, measured: &Measured) {
        if matches!(&*tree.name, "node" | "poly") {
            let spread = measured.ratio(Metric::Wall, "stowaway deep", "read");
            let what = "wall, stowaway deep over read";
            self.add(&tree.name, what, spread, Bound::AtMost(CONTENTS));
        }
    }

    pub(crate) fn judge_start_up(&mut self, measured: &Measured) {
        self.idle_peak = measured.figure(Metric::Peak, "stowaway both").map(|peak| peak.median);
        for mode in ["stowaway size", "stowaway both"] {
            let wall = measured.figure(Metric::Wall, mode).map(|wall| wall.scaled(1e3));
            self.add("empty", &format!("milliseconds, {mode}"), wall, Bound::AtMost(START_UP));
        }
    }

    pub(crate) fn judge_growth(&mut self, tree: &str, program: &str, against_raw: Option<Spread>) {
        let what = format!("growth of cost per entry, {program} over raw");
        self.add(tree, &what, against_raw, Bound::AtMost(GROWTH));
    }

    /// What a run held per file beyond what it holds for nothing; all of it, if that was not measured.
    #[expect(clippy::cast_precision_loss, reason = "no tree comes near 2^52 entries")]
    pub(crate) fn bytes_an_entry(
        &self,
        tree: &Tree,
        measured: &Measured,
        name: &str,
    ) -> Option<Spread> {
        let idle = self.idle_peak.unwrap_or(0.0);
        let entries = tree.truth.entries() as f64;
        Spread::of(
            measured
                .samples(name)
                .iter()
                .map(|sample| (Metric::Peak.of(sample) - idle).max(0.0) / entries),
        )
    }

    fn add(&mut self, tree: &str, what: &str, measured: Option<Spread>, bound: Bound) {
        let verdict = match measured {
            Some(spread) if bound.holds(spread.median) => "pass",
            Some(_) => "**miss**",
            None => "not measured",
        };
        self.table.row([
            tree.to_owned(),
            what.to_owned(),
            ratio(measured),
            bound.text(),
            verdict.to_owned(),
        ]);
    }
}
