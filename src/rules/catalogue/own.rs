//! What no outside catalogue lists: rules that exist because the engine can measure.

use crate::rules::marker::{Marker, Outcome};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[LARGE_DIRECTORY, SECRETS_BELOW];

const SECRETS_BELOW: Rule = Rule {
    id: "secrets-below",
    category: Category::Secret,
    severity: Severity::High,
    kind: HitKind::Directory,
    needs_marker: true,
    marker: Marker {
        text: "--deep, and a detector that finds something below a directory that is reported as \
               dependencies, a cache or a repository; a step milder than the secret itself",
        otherwise: Outcome::Silent,
        ..Marker::NONE
    },
    suggestion: Suggestion::Lines(&[]),
    why: "In dependencies somebody else's tests and samples as a rule, in a repository what was \
          ever in it. It leaves with the directory, and the directory is what can be kept at home.",
    source: "rules about contents, below directories that rules about paths report",
    ..Rule::BLANK
};

const LARGE_DIRECTORY: Rule = Rule {
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
};
