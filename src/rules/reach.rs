//! How far a file comes changes how bad it is: in the final image is worse than in a stage that is
//! thrown away, that is worse than merely sent, and that is worse than merely eligible.
//!
//! A rule's own severity is that of a file in the image; where it does not get that far, it is
//! milder by a step for each that is missing.

use super::finding::Finding;
use super::history::Need;
use super::rule::{Category, Severity};
use crate::context::{DirId, EntryId, Inventory, Kind, Totals};
use crate::dockerfile::NamedSources;
use crate::landing::Reach;
use std::cmp::Reverse;

/// The rule about what a build may need.
const REPOSITORY: &str = "vcs-git";

/// The same findings, divided by how far their entries come, each as bad as that makes it. What the
/// build needs is milder.
pub(crate) fn by_reach(
    inventory: &Inventory,
    findings: Vec<Finding>,
    named: &NamedSources,
    need: Option<&Need>,
    reach: &dyn Fn(EntryId) -> Reach,
) -> Vec<Finding> {
    let wanted = |finding: &Finding, entry: EntryId| {
        let repository = finding.rule.id == REPOSITORY && entry.dir == DirId::ROOT;
        need.is_some() && repository && inventory.kind(entry) == Kind::Directory
    };
    let mut divided = Vec::new();
    for finding in findings {
        let mut parts: Vec<((Reach, bool, bool), Vec<EntryId>)> = Vec::new();
        for &entry in &finding.entries {
            let is_named = !named.is_empty() && named.has(&inventory.path(entry));
            let reach = (reach(entry), is_named, wanted(&finding, entry));
            match parts.iter_mut().find(|(known, _)| *known == reach) {
                Some((_, entries)) => entries.push(entry),
                None => parts.push((reach, vec![entry])),
            }
        }
        let whole = parts.len() == 1;
        for ((reach, named, wanted), entries) in parts {
            let mut totals = Totals::default();
            for &entry in &entries {
                totals += inventory.sent_with(entry);
            }
            divided.push(Finding {
                severity: severity(&finding, reach, named, wanted),
                need: need.filter(|_| wanted).cloned(),
                named,
                // What large directories hold besides other findings cannot be divided.
                totals: if whole { finding.totals } else { totals },
                reach: Some(reach),
                entries,
                ..finding.clone()
            });
        }
    }
    divided.sort_by_cached_key(|finding| {
        let path = inventory.path(finding.entries[0]);
        let rank = (Reverse(finding.severity), Reverse(finding.reach));
        (rank, Reverse(finding.totals.bytes), path, finding.rule.id)
    });
    divided
}

/// How bad a finding is at this reach.
fn severity(finding: &Finding, reach: Reach, named: bool, wanted: bool) -> Severity {
    let category = finding.rule.category;
    let severity = at_reach(category, finding.severity, reach, named);
    match reach {
        _ if !wanted || is_harmful(category) => severity,
        // It is needed while something runs, not in what is made of it.
        Reach::Image | Reach::Layer => severity.min(Severity::Medium),
        Reach::Build | Reach::Sent | Reach::Eligible => severity.min(Severity::Low),
    }
}

/// How bad something of this category and severity is at this reach.
pub(crate) fn at_reach(category: Category, own: Severity, reach: Reach, named: bool) -> Severity {
    let harmful = is_harmful(category) && own > Severity::Info;
    match (reach, harmful) {
        (Reach::Image | Reach::Layer, true) => own,
        (Reach::Build, true) => own.milder(),
        (Reach::Sent, true) => own.milder().milder(),
        (Reach::Eligible, true) => own.milder().milder().milder(),
        // What costs only time and space costs nothing if it is not asked for, and is meant to come
        // along if it is asked for by name.
        (Reach::Eligible, false) => Severity::Info,
        (_, false) if named => Severity::Info,
        (Reach::Image | Reach::Layer | Reach::Build | Reach::Sent, false) => own,
    }
}

/// Whether something of this category does harm wherever it gets, and not only costs time and space.
fn is_harmful(category: Category) -> bool {
    matches!(category, Category::Secret | Category::IacState)
}

impl Finding {
    /// How bad it counts for whoever guards a gate: a secret that leaves the machine is out, in
    /// whatever stage it ends. What only costs time and space counts as it is shown.
    pub fn counts_as(&self) -> Severity {
        match self.reach {
            Some(Reach::Image | Reach::Layer | Reach::Build | Reach::Sent)
                if is_harmful(self.rule.category) =>
            {
                self.severity.max(self.inherent)
            }
            Some(_) | None => self.severity,
        }
    }
}
