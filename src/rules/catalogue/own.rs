//! What no outside catalogue lists: rules that exist because the engine can measure.

use crate::rules::marker::{Marker, Outcome};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "data-large-dir",
    category: Category::Data,
    severity: Severity::Info,
    kind: HitKind::Directory,
    paths: &["**"],
    needs_marker: true,
    marker: Marker {
        text: "size >= 50 MB (configurable) in files that no other finding explains",
        otherwise: Outcome::Silent,
        ..Marker::NONE
    },
    suggestion: Suggestion::Lines(&[]),
    why: "Weight that no rule knows a reason for; every build sends it.",
    source: "the directory counterpart of data-large-file",
    ..Rule::BLANK
}];
