//! Ignore lines that would help, measured on the inventory before they are offered.
//!
//! `lines` gathers the candidates from the findings, `measure` finds what each would keep at home,
//! `simulate` judges the inventory again where that could differ from what really happens. Nothing
//! here touches the disk or writes a file.

mod lines;
mod measure;
mod simulate;

use crate::build::Build;
use crate::context::{EntryId, Inventory, Requested, Totals};
use crate::dockerfile::NamedSources;
use crate::rules::{Finding, Rule};
use lines::Candidate;
pub(crate) use lines::literal;

/// One ignore line and what it would do.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The line, as it would be written at the end of the ignore file.
    pub line: String,
    /// The rules that ask for it, the worst first.
    pub rules: Vec<&'static Rule>,
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

/// Plans the ignore lines that the findings ask for; none takes away what is `needed`.
pub fn plan(
    build: &Build,
    needed: &NamedSources,
    inventory: &Inventory,
    requested: &Requested,
    findings: &[Finding],
) -> Plan {
    let sent = requested.totals(inventory);
    let mut candidates = lines::candidates(inventory, findings);
    let mut suggestions = Vec::new();
    while !candidates.is_empty() {
        let measured = measure::measure(build, inventory, requested, &candidates);
        let before = candidates.len();
        candidates = effective(build, inventory, needed, candidates, &measured);
        if candidates.len() == before {
            suggestions = candidates.iter().zip(&measured).filter_map(suggestion).collect();
            break;
        }
    }
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
    let candidate =
        |line: &&str| Candidate { line: (*line).to_owned(), rules: Vec::new(), general: true };
    let candidates: Vec<Candidate> = lines.iter().map(candidate).collect();
    let measured = measure::measure(build, inventory, requested, &candidates);
    measured.into_iter().map(|measured| measured.entries).collect()
}

/// Leaves out what would break the build, by taking away what the Dockerfile names, and what would
/// not do what it seems to do: lines that this engine cannot read, and lines whose entries would
/// travel all the same.
fn effective(
    build: &Build,
    inventory: &Inventory,
    needed: &NamedSources,
    candidates: Vec<Candidate>,
    measured: &[measure::Measured],
) -> Vec<Candidate> {
    let breaks = |measured: &measure::Measured| {
        let entries = measured.entries.iter().filter(|_| !needed.is_empty());
        entries.into_iter().any(|id| needed.needs(&inventory.path(*id)))
    };
    if measured.iter().any(breaks) {
        let kept = candidates.into_iter().zip(measured).filter(|(_, m)| !breaks(m));
        return kept.map(|(candidate, _)| candidate).collect();
    }
    if !simulate::is_needed(build) {
        return candidates;
    }
    let lines: Vec<&str> = candidates.iter().map(|candidate| candidate.line.as_str()).collect();
    let Some(still_sent) = simulate::still_sent(build, inventory, &lines) else {
        return Vec::new();
    };
    let stops =
        |measured: &measure::Measured| measured.entries.iter().all(|id| !still_sent.contains(id));
    candidates
        .into_iter()
        .zip(measured)
        .filter(|(_, m)| stops(m))
        .map(|(candidate, _)| candidate)
        .collect()
}

fn suggestion((candidate, measured): (&Candidate, &measure::Measured)) -> Option<Suggestion> {
    (measured.holds.files > 0).then(|| Suggestion {
        line: candidate.line.clone(),
        rules: candidate.rules.clone(),
        saves: measured.saves,
        holds: measured.holds,
        safe: candidate.rules.iter().all(|rule| rule.safe) && candidate.general,
        unless: candidate.rules.iter().find_map(|rule| rule.unless),
    })
}
