//! Large files and large directories, where no other rule explains the weight.
//!
//! Files are weighed during the scan. A directory is reported for what is below it and told nowhere
//! else; the deepest directory that reaches the threshold is named, and what it explains does not
//! count again further up. The root of the context is never named: no ignore line says "nothing".

use super::Thresholds;
use super::finding::Hit;
use super::rule::{Rule, Severity};
use crate::context::{DirId, Fate, Inventory, Totals};

/// The rule for large files.
pub(super) const LARGE_FILE: &str = "data-large-file";
/// The rule for large directories.
pub(super) const LARGE_DIRECTORY: &str = "data-large-dir";
/// The rule for programs of another system.
pub(super) const HOST_BINARY: &str = "data-host-binary";

/// The number of a rule that the engine itself asks.
pub(super) fn number(id: &str) -> u16 {
    Rule::all().iter().position(|rule| rule.id == id).unwrap_or_default() as u16
}

/// Adds the large directories and returns what is in them and told nowhere else. `untold` holds,
/// for each directory, its own files that no finding explains.
pub(super) fn directories(
    inventory: &Inventory,
    mut untold: Vec<Totals>,
    thresholds: &Thresholds,
    hits: &mut Vec<Hit>,
) -> Totals {
    let rule = number(LARGE_DIRECTORY);
    let mut told = Totals::default();
    // Directories are numbered depth first: backwards, every child comes before its parent.
    for dir in (0..untold.len() as u32).rev().map(DirId) {
        let Some(entry) = inventory.entry_of(dir) else { continue };
        let own = untold[dir.0 as usize];
        if own.bytes >= thresholds.large_dir.0.max(1) && inventory.fate(entry) == Fate::Sent {
            hits.push(Hit { rule, severity: Severity::Low, case: None, entry });
            told += own;
        } else {
            untold[entry.dir.0 as usize] += own;
        }
    }
    told
}

impl Rule {
    /// Whether the rule speaks of a file's size alone, so that only its own path can be advised. A
    /// large directory is told, not advised against: nobody but its owner knows what it is for.
    pub fn is_large_file(&self) -> bool {
        self.id == LARGE_FILE
    }
}
