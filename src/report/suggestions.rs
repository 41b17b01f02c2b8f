//! Changes of the ignore file that would help, as a report tells them: the heaviest first, each with
//! what it leaves to be sent.

use crate::context::Totals;
use crate::fix::{GIT_IGNORED, Plan, Suggestion};
use crate::ignorefile::Edit;

/// An ignore line that would help.
#[derive(Clone, Debug)]
pub struct SuggestionView {
    /// The line, as it would be written; what is done, for a repair.
    pub line: String,
    /// Whether it changes what stands in the file.
    pub repairs: bool,
    /// The ids of the rules that ask for it.
    pub rules: Vec<&'static str>,
    /// The ids of the checks that ask for it.
    pub checks: Vec<&'static str>,
    /// What it alone would keep at home of what is sent.
    pub saves: Totals,
    /// What it alone would keep at home of what may travel.
    pub holds: Totals,
    /// What would still be sent with it and all before it.
    pub leaves: Totals,
    /// Whether it is right without having read the Dockerfile.
    pub safe: bool,
    /// What would make it wrong.
    pub unless: Option<&'static str>,
}

/// A new line as it is; a repair with the line that it is about.
pub(super) fn told(suggestion: &Suggestion) -> String {
    match suggestion.edits.iter().find_map(Edit::line).filter(|_| suggestion.check.is_some()) {
        Some(line) => format!("line {}: {}", line + 1, suggestion.line),
        None => suggestion.line.clone(),
    }
}

impl SuggestionView {
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let mut leaves = plan.before;
        let view = |suggestion: &Suggestion| {
            leaves = leaves.less(suggestion.saves);
            Self::of(suggestion, leaves)
        };
        plan.suggestions.iter().map(view).collect()
    }

    fn of(suggestion: &Suggestion, leaves: Totals) -> Self {
        let of_git = (!suggestion.git.is_empty()).then_some(GIT_IGNORED);
        Self {
            line: told(suggestion),
            repairs: suggestion.check.is_some(),
            rules: suggestion.rules.iter().map(|rule| rule.id).collect(),
            checks: suggestion.check.into_iter().chain(of_git).collect(),
            saves: suggestion.saves,
            holds: suggestion.holds,
            leaves,
            safe: suggestion.safe,
            unless: suggestion.unless,
        }
    }
}
