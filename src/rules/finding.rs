//! Findings: what a rule says, gathered so that a person reads it once.

use super::large::LARGE_DIRECTORY;
use super::rule::{Rule, Severity};
use crate::context::{EntryId, Inventory, Totals};
use crate::landing::Reach;
use std::cmp::Reverse;

/// One rule speaking of one or more entries with one severity and for one reason.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// How bad the rule says it is, however far it comes.
    pub inherent: Severity,
    /// What was seen besides the path; never a value that was read.
    pub evidence: Option<&'static str>,
    /// How far the entries come; `None` without a Dockerfile.
    pub reach: Option<Reach>,
    /// The Dockerfile asks for the entries by name.
    pub named: bool,
    /// Nothing in the Dockerfile could put anything else in their place.
    pub only_copy: bool,
    /// The entries, heaviest first. There is at least one.
    pub entries: Vec<EntryId>,
    /// What travels with all of them; of large directories, what no other finding explains.
    pub totals: Totals,
}

/// One rule speaking of one entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) rule: u16,
    pub(super) severity: Severity,
    /// The number of the marker's case that decided, if one did.
    pub(super) case: Option<u8>,
    pub(super) entry: EntryId,
}

/// One finding for all hits of the same rule, severity and evidence. `untold` is what large
/// directories hold that no other finding explains.
pub(super) fn gather(inventory: &Inventory, mut hits: Vec<Hit>, untold: Totals) -> Vec<Finding> {
    let bytes = |entry: EntryId| inventory.sent_with(entry).bytes;
    hits.sort_by_cached_key(|hit| {
        (hit.rule, hit.severity, hit.case, Reverse(bytes(hit.entry)), hit.entry)
    });
    let same = |a: &Hit, b: &Hit| (a.rule, a.severity, a.case) == (b.rule, b.severity, b.case);
    let mut findings: Vec<Finding> =
        hits.chunk_by(same).map(|group| finding(inventory, group)).collect();
    for finding in findings.iter_mut().filter(|finding| finding.rule.id == LARGE_DIRECTORY) {
        finding.totals = untold;
    }
    findings.sort_by_cached_key(|finding| {
        let path = inventory.path(finding.entries[0]);
        (Reverse(finding.severity), Reverse(finding.totals.bytes), path, finding.rule.id)
    });
    findings
}

fn finding(inventory: &Inventory, group: &[Hit]) -> Finding {
    let first = group[0];
    let mut totals = Totals::default();
    for hit in group {
        totals += inventory.sent_with(hit.entry);
    }
    let rule = &Rule::all()[usize::from(first.rule)];
    let saw = first.case.map_or("", |case| rule.marker.cases[usize::from(case)].saw);
    Finding {
        rule,
        severity: first.severity,
        inherent: first.severity,
        reach: None,
        named: false,
        only_copy: false,
        evidence: (!saw.is_empty()).then_some(saw),
        entries: group.iter().map(|hit| hit.entry).collect(),
        totals,
    }
}
