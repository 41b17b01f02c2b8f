//! Ignore lines that would help, measured on the inventory before they are offered.
//!
//! `lines` gathers the candidates from the findings, `measure` finds what each would keep at home,
//! `simulate` judges the inventory again where that could differ from what really happens. `diff`
//! tells two texts apart. `write` alone touches the disk, when it is told to.

mod diff;
mod lines;
mod measure;
mod simulate;
mod write;

pub use diff::{Diff, DiffLine, Hunk, LineFate, NOT_ENDED, Stretch};
pub use write::{Written, create, replace};

use crate::build::Build;
use crate::context::{EntryId, Inventory, Requested, Totals};
use crate::dockerfile::NamedSources;
use crate::git::{Git, LineId, Standing};
use crate::rules::{Finding, Rule};
use lines::Candidate;
pub(crate) use lines::literal;
use measure::Measured;
use std::collections::BTreeSet;

/// One ignore line and what it would do.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The line, as it would be written at the end of the ignore file.
    pub line: String,
    /// The rules that ask for it, the worst first.
    pub rules: Vec<&'static Rule>,
    /// The lines of git's that it stands for, which are not heeded without it.
    pub git: Vec<LineId>,
    /// What it would keep at home of what is sent, besides what other suggestions do: the figures
    /// add up.
    pub saves: Totals,
    /// The same of all that may travel, asked for or not.
    pub holds: Totals,
    /// Whether it is right without having read the Dockerfile.
    pub safe: bool,
    /// What would make it wrong.
    pub unless: Option<&'static str>,
}

/// The lines that would help, the heaviest first, and what would travel with them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every line stops something that may travel on this very tree.
    pub suggestions: Vec<Suggestion>,
    /// What would still travel with the safe ones.
    pub after_safe: Totals,
    /// What would still travel with all of them.
    pub after: Totals,
}

impl Plan {
    /// Which line stands for which line of git's.
    pub fn of_git(&self) -> Vec<(LineId, String)> {
        let pairs = |suggestion: &Suggestion| -> Vec<(LineId, String)> {
            suggestion.git.iter().map(|line| (*line, suggestion.line.clone())).collect()
        };
        self.suggestions.iter().flat_map(pairs).collect()
    }
}

/// What git ignores is made, and what is made may be wanted.
const UNLESS_MADE_HERE: &str = "the build needs what git ignores";

/// Plans the ignore lines that the findings ask for, and those for what git ignores; none takes away
/// what is `needed`.
pub fn plan(
    build: &Build,
    needed: &NamedSources,
    inventory: &Inventory,
    requested: &Requested,
    findings: &[Finding],
    git: Option<&Git>,
) -> Plan {
    let sent = requested.totals(inventory);
    let judge = Judge { build, inventory, requested, needed, git };
    let candidates = lines::candidates(inventory, findings);
    let (kept, measured) = judge.kept(candidates);
    let mut suggestions: Vec<Suggestion> =
        kept.iter().zip(&measured).filter_map(suggestion).collect();
    let stopped = measured.iter().flat_map(|measured| measured.entries.iter().copied()).collect();
    let of_git = judge.of_git(&mut suggestions, &stopped);
    suggestions.extend(of_git);
    suggestions.sort_by(|a: &Suggestion, b| {
        let weight = |s: &Suggestion| (s.saves.bytes, s.saves.files, s.holds.bytes, s.holds.files);
        weight(b).cmp(&weight(a)).then_with(|| a.line.cmp(&b.line))
    });
    let without = |kept: &dyn Fn(&Suggestion) -> bool| {
        let saved = suggestions.iter().filter(|s| kept(s)).map(|s| s.saves);
        saved.fold(sent, |left, saved| left.less(saved))
    };
    let after_safe = without(&|suggestion| suggestion.safe);
    let after = without(&|_| true);
    Plan { suggestions, after_safe, after }
}

/// For each line, the topmost entries that may travel and that it would stop, each entry for the
/// first line that does.
pub(crate) fn stopped_by(
    build: &Build,
    inventory: &Inventory,
    requested: &Requested,
    lines: &[&str],
) -> Vec<Vec<EntryId>> {
    let candidate = |line: &&str| Candidate {
        line: (*line).to_owned(),
        rules: Vec::new(),
        general: true,
        git: Vec::new(),
    };
    let candidates: Vec<Candidate> = lines.iter().map(candidate).collect();
    let measured = measure::measure(build, inventory, requested, &candidates);
    measured.into_iter().map(|measured| measured.entries).collect()
}

/// Who tries lines.
struct Judge<'a> {
    build: &'a Build,
    inventory: &'a Inventory,
    requested: &'a Requested,
    /// What the Dockerfile names or evidently needs.
    needed: &'a NamedSources,
    git: Option<&'a Git>,
}

impl Judge<'_> {
    /// The candidates that do what they seem to do, and what each would keep at home.
    fn kept(&self, mut candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<Measured>) {
        loop {
            let Self { build, inventory, requested, .. } = *self;
            let measured = measure::measure(build, inventory, requested, &candidates);
            let before = candidates.len();
            candidates = self.effective(candidates, &measured);
            if candidates.len() == before {
                return (candidates, measured);
            }
        }
    }

    /// The lines that stop what git ignores, besides what is stopped already.
    fn of_git(&self, known: &mut [Suggestion], stopped: &BTreeSet<EntryId>) -> Vec<Suggestion> {
        // Where it is not known what is tracked, no line can be proved to leave that alone; and
        // where nothing is sent, little is gained by keeping it at home.
        let knows = self.git.filter(|git| git.knows_tracked());
        let Some(git) = knows.filter(|_| !self.build.engine.transfer.at_hand) else {
            return Vec::new();
        };
        let mut candidates = lines::of_git(self.inventory, self.requested, self.needed, git);
        candidates.retain(|candidate| {
            let same = known.iter_mut().find(|suggestion| suggestion.line == candidate.line);
            let is_new = same.is_none();
            same.into_iter().for_each(|same| same.git.clone_from(&candidate.git));
            is_new
        });
        let (kept, mut measured) = self.kept(candidates);
        measured.iter_mut().for_each(|measured| self.take_off(stopped, measured));
        kept.iter().zip(&measured).filter_map(suggestion).collect()
    }

    /// Takes off what other lines stop already, so that figures add up.
    fn take_off(&self, stopped: &BTreeSet<EntryId>, measured: &mut Measured) {
        let (inventory, requested) = (self.inventory, self.requested);
        let above = |entry: EntryId| {
            std::iter::successors(Some(entry), move |at| inventory.entry_of(at.dir))
        };
        measured.entries.retain(|entry| !above(*entry).any(|at| stopped.contains(&at)));
        let own: BTreeSet<EntryId> = measured.entries.iter().copied().collect();
        (measured.saves, measured.holds) = Default::default();
        for &entry in &own {
            measured.saves += requested.with(inventory, entry);
            measured.holds += inventory.sent_with(entry);
        }
        for &entry in stopped.iter().filter(|entry| above(**entry).any(|at| own.contains(&at))) {
            measured.saves = measured.saves.less(requested.with(inventory, entry));
            measured.holds = measured.holds.less(inventory.sent_with(entry));
        }
    }

    /// Leaves out what would break the build, by taking away what the Dockerfile names, what goes
    /// further than git does where only git asks for it, and what would not do what it seems to do:
    /// lines that this engine cannot read, and lines whose entries would travel all the same.
    fn effective(&self, candidates: Vec<Candidate>, measured: &[Measured]) -> Vec<Candidate> {
        let Self { build, inventory, needed, .. } = self;
        let is_needed = |id: &EntryId| !needed.is_empty() && needed.needs(&inventory.path(*id));
        let goes_further = |id: &EntryId| {
            let standing = self.git.and_then(|git| git.standing(inventory, *id));
            !matches!(standing, Some(Standing::Ignored(_)))
        };
        let breaks = |(candidate, measured): (&Candidate, &Measured)| {
            let by_git = candidate.rules.is_empty();
            measured.entries.iter().any(|id| is_needed(id) || by_git && goes_further(id))
        };
        let broken: Vec<bool> = candidates.iter().zip(measured).map(breaks).collect();
        if broken.contains(&true) {
            let kept = candidates.into_iter().zip(broken).filter(|(_, broken)| !broken);
            return kept.map(|(candidate, _)| candidate).collect();
        }
        if !simulate::is_needed(build) {
            return candidates;
        }
        let lines: Vec<&str> = candidates.iter().map(|candidate| &*candidate.line).collect();
        let Some(still_sent) = simulate::still_sent(build, inventory, &lines) else {
            return Vec::new();
        };
        let stops =
            |measured: &Measured| measured.entries.iter().all(|id| !still_sent.contains(id));
        let effective = candidates.into_iter().zip(measured).filter(|(_, m)| stops(m));
        effective.map(|(candidate, _)| candidate).collect()
    }
}

fn suggestion((candidate, measured): (&Candidate, &Measured)) -> Option<Suggestion> {
    let by_git = candidate.rules.is_empty();
    let worth_it = if by_git { measured.saves } else { measured.holds };
    (worth_it.files > 0).then(|| Suggestion {
        line: candidate.line.clone(),
        rules: candidate.rules.clone(),
        git: candidate.git.clone(),
        saves: measured.saves,
        holds: measured.holds,
        safe: candidate.rules.iter().all(|rule| rule.safe) && candidate.general && !by_git,
        unless: match by_git {
            true => Some(UNLESS_MADE_HERE),
            false => candidate.rules.iter().find_map(|rule| rule.unless),
        },
    })
}
