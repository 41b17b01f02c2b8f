//! The rules: opinions about the facts of an inventory.
//!
//! The story in four steps. The catalogue ([`Rule::all`]) is a table of constant rows: paths,
//! exceptions, markers, advice. The *sieve* lets through the few names that some row may speak of.
//! The *scan* asks those rows, first about directories, from the top down, so that a dependency
//! tree is one finding and not forty thousand, then about files, in parallel. What they say is
//! gathered into [`Finding`]s: one for each rule, severity and evidence, heaviest entry first.
//!
//! Nothing here walks, prints, or decides what travels; only entries that travel are looked at.
//! To add a bad path, add a row below `catalogue/` and a manifest below `fixtures/rules/`.

mod catalogue;
pub mod checks;
mod contents;
mod finding;
mod fixture_like;
#[cfg(test)]
mod fixtures;
mod head;
mod history;
mod large;
mod literal;
mod marker;
mod only_copy;
mod proof;
mod reach;
mod rule;
mod scan;
mod sieve;
mod supposed;
#[cfg(test)]
mod tests;

pub(crate) use crate::glob::path as path_matches;
pub use contents::{ContentOptions, Contents, FileSecrets, search};
pub use finding::Finding;
pub(crate) use fixture_like::is as is_fixture_like;
pub use history::Need;
pub use marker::{Case, Marker, Outcome, Shape, Test};
pub(crate) use only_copy::mark_only_copies;
pub(crate) use reach::{at_reach, by_reach};
pub use rule::{Category, HitKind, Rule, Severity, Suggestion};
#[cfg(test)]
pub(crate) use supposed::speaks_of_any;
pub(crate) use supposed::{rule_of, speaks_of};

use crate::context::{Heads, Inventory, Requested};
use crate::size::Bytes;

/// From which size on an entry is worth a word even if no rule speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// For a file.
    pub large_file: Bytes,
    /// For what is below a directory and told nowhere else.
    pub large_dir: Bytes,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { large_file: Bytes(10_000_000), large_dir: Bytes(50_000_000) }
    }
}

/// What the rules say of everything that travels: the worst first, then the heaviest, then by path;
/// the same at any number of threads.
pub fn findings(inventory: &Inventory, heads: &dyn Heads, thresholds: &Thresholds) -> Vec<Finding> {
    let scanned = scan::scan(inventory, heads, thresholds);
    let mut hits = scanned.hits;
    let untold = large::directories(inventory, scanned.untold, thresholds, &mut hits);
    finding::gather(inventory, hits, untold)
}

/// The same, and what the contents of all that is sent say besides.
pub fn findings_with_contents(
    inventory: &Inventory,
    requested: &Requested,
    heads: &dyn Heads,
    thresholds: &Thresholds,
    options: ContentOptions,
) -> (Vec<Finding>, Contents) {
    let mut scanned = scan::scan(inventory, heads, thresholds);
    let contents = contents::look(inventory, requested, heads, &mut scanned, options);
    let mut hits = scanned.hits;
    let untold = large::directories(inventory, scanned.untold, thresholds, &mut hits);
    (finding::gather(inventory, hits, untold), contents)
}

/// Builds what [`findings`] needs and no context changes, so that it can be ready when a walk ends.
pub fn warm_up() {
    sieve::sieve();
}
