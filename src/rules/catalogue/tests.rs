//! What holds for the catalogue as a whole; each row has its manifest besides.

use super::{GROUPS, PATHS};
use crate::glob;
use crate::rules::marker::Outcome;
use crate::rules::{Category, Rule, contents, large};
use std::collections::BTreeSet;

#[test]
fn the_catalogue_is_complete() {
    let own = super::own::RULES.len();
    assert_eq!(PATHS - own, 337, "rules from the catalogue");
    assert_eq!(Rule::all().iter().map(|rule| rule.paths.len()).sum::<usize>(), 1644 + 1);
    assert_eq!(GROUPS.concat().len() + 72, Rule::all().len(), "and one for each detector");
    let ids: BTreeSet<_> = Rule::all().iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), Rule::all().len(), "an id is used twice");
    for engine in [large::LARGE_FILE, large::LARGE_DIRECTORY, large::HOST_BINARY] {
        assert!(Rule::find(engine).is_some(), "{engine}");
    }
}

#[test]
fn every_row_is_whole() {
    for rule in Rule::all() {
        let id = rule.id;
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(!id.is_empty() && id.bytes().all(kebab), "{id}");
        assert!(!rule.why.is_empty() && !rule.source.is_empty(), "{id}");
        let by_contents = rule.detector.is_some() || id == contents::BELOW;
        assert!(rule.paths.is_empty() == by_contents && !rule.ecosystem.is_empty(), "{id}");
        assert_eq!(rule.needs_marker, rule.marker.otherwise == Outcome::Silent, "{id}");
        if rule.needs_marker && id != large::LARGE_DIRECTORY && !by_contents {
            assert!(!rule.marker.cases.is_empty(), "{id} can never speak");
        }
        // Braces and `!` classes are not in the language, and `**` stands alone.
        for pattern in rule.paths.iter().chain(rule.except).chain(rule.suggest()) {
            assert!(!pattern.contains(['{', '}']) && !pattern.contains("[!"), "{id}: {pattern}");
            let stars = pattern.split('/').all(|part| part == "**" || !part.contains("**"));
            assert!(stars && !pattern.ends_with('/'), "{id}: {pattern}");
        }
        // What the scan knows of patterns that end in `**`.
        for pattern in rule.paths.iter().filter(|pattern| glob::last(pattern) == "**") {
            let name = pattern.strip_prefix("**/").and_then(|rest| rest.strip_suffix("/**"));
            assert!(*pattern == "**" || name.is_some_and(glob::is_plain), "{id}: {pattern}");
        }
    }
}

#[test]
fn categories_stand_together_and_in_order() {
    let mut seen: Vec<Category> = Rule::all()[..337].iter().map(|rule| rule.category).collect();
    seen.dedup();
    assert_eq!(seen, Category::ALL);
}

/// What markers ask for and nobody can answer yet; the list may only shrink.
#[test]
fn the_gaps_are_known() {
    let gaps = Rule::all().iter().filter(|rule| rule.marker.gap.is_some()).count();
    assert_eq!(gaps, 21);
}
