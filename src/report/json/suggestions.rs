//! Changes of the ignore file that would help, as they are written.

use super::freeze::totals;
use super::v1::TotalsV1;
use crate::report::SuggestionView;
use crate::report::model::Contents;
use serde::Serialize;

/// An ignore line that would help.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct SuggestionV1 {
    /// The line, as it would be written into the ignore file.
    pub(super) line: String,
    /// The ids of the rules that ask for it.
    pub(super) rules: Vec<&'static str>,
    /// The ids of the checks that ask for it.
    pub(super) checks: Vec<&'static str>,
    /// Files that it alone would keep at home of those that are sent.
    pub(super) files: u64,
    /// Bytes that it alone would keep at home of those that are sent.
    pub(super) bytes: u64,
    /// What it alone would keep at home of all that may travel.
    pub(super) eligible: TotalsV1,
    /// What would still be sent with it and every suggestion and repair that weighs more.
    pub(super) leaves: TotalsV1,
    /// Whether it is right without having read the Dockerfile.
    pub(super) safe: bool,
    /// What would make it wrong.
    pub(super) unless: Option<&'static str>,
}

/// A change of lines that stand in the ignore file.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct RepairV1 {
    /// What is done.
    pub(super) what: String,
    /// The ids of the checks that ask for it.
    pub(super) checks: Vec<&'static str>,
    /// Files that it alone would keep at home of those that are sent.
    pub(super) files: u64,
    /// Bytes that it alone would keep at home of those that are sent.
    pub(super) bytes: u64,
    /// What it alone would keep at home of all that may travel.
    pub(super) eligible: TotalsV1,
    /// What would still be sent with it and every suggestion and repair that weighs more.
    pub(super) leaves: TotalsV1,
    /// Whether it can be done without asking.
    pub(super) safe: bool,
}

/// The new lines.
pub(super) fn lines(contents: &Contents) -> Vec<SuggestionV1> {
    contents.suggestions.iter().filter(|change| !change.repairs).map(suggestion).collect()
}

/// What would change in lines that stand there.
pub(super) fn repairs(contents: &Contents) -> Vec<RepairV1> {
    contents.suggestions.iter().filter(|change| change.repairs).map(repair).collect()
}

fn suggestion(suggestion: &SuggestionView) -> SuggestionV1 {
    SuggestionV1 {
        line: suggestion.line.clone(),
        rules: suggestion.rules.clone(),
        checks: suggestion.checks.clone(),
        files: suggestion.saves.files,
        bytes: suggestion.saves.bytes,
        eligible: totals(suggestion.holds),
        leaves: totals(suggestion.leaves),
        safe: suggestion.safe,
        unless: suggestion.unless,
    }
}

fn repair(repair: &SuggestionView) -> RepairV1 {
    RepairV1 {
        what: repair.line.clone(),
        checks: repair.checks.clone(),
        files: repair.saves.files,
        bytes: repair.saves.bytes,
        eligible: totals(repair.holds),
        leaves: totals(repair.leaves),
        safe: repair.safe,
    }
}
