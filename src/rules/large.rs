//! Large files and large directories, where no other rule explains the weight.
//!
//! Files are weighed during the scan. A directory is reported for what is below it and told nowhere
//! else; the deepest directory that reaches the threshold is named, and what it explains does not
//! count again further up. The root of the context is never named: no ignore line says "nothing".

use super::Thresholds;
use super::finding::Hit;
use super::rule::{Rule, Severity};
use crate::context::{DirId, Fate, Inventory};

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

/// Adds the large directories. `untold` holds, for each directory, the bytes of its own files that
/// no finding explains.
pub(super) fn directories(
    inventory: &Inventory,
    mut untold: Vec<u64>,
    thresholds: &Thresholds,
    hits: &mut Vec<Hit>,
) {
    let rule = number(LARGE_DIRECTORY);
    // Directories are numbered depth first: backwards, every child comes before its parent.
    for dir in (0..untold.len() as u32).rev().map(DirId) {
        let Some(entry) = inventory.entry_of(dir) else { continue };
        let bytes = untold[dir.0 as usize];
        if bytes >= thresholds.large_dir.0.max(1) && inventory.fate(entry) == Fate::Sent {
            hits.push(Hit { rule, severity: Severity::Low, case: None, entry });
        } else {
            untold[entry.dir.0 as usize] += bytes;
        }
    }
}

impl Rule {
    /// Whether the rule speaks of size alone.
    pub fn is_large(&self) -> bool {
        matches!(self.id, LARGE_FILE | LARGE_DIRECTORY)
    }
}
