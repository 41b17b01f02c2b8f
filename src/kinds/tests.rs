//! The table against itself and against the catalogue.

use super::{KINDS, Kind, anchored};
use crate::engine::ENGINES;
use crate::ignorefile::Pattern;
use crate::path::ancestors;
use crate::rules::Rule;
use std::collections::BTreeSet;

fn groups(kind: &Kind) -> impl Iterator<Item = (&'static super::Group, bool)> {
    let base = kind.base.iter().map(|group| (group, false));
    base.chain(kind.check_first.iter().map(|group| (group, true)))
}

#[test]
fn there_are_the_common_base_and_twenty_five() {
    assert_eq!(KINDS.len(), 26);
    let ids: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), KINDS.len());
    assert_eq!(Kind::common().id, "common");
    for kind in KINDS {
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(kind.id.chars().all(plain), "{}", kind.id);
        assert!(!kind.title.is_empty() && !kind.source.is_empty(), "{}", kind.id);
        assert_eq!(Kind::find(kind.id), Some(kind));
    }
}

#[test]
fn every_group_has_a_reason_and_lines() {
    for kind in KINDS {
        for (group, _) in groups(kind) {
            assert!(group.advice().next().is_some(), "{}: {}", kind.id, group.reason);
            assert!(group.reason.len() <= 80 && !group.reason.ends_with('.'), "{}", group.reason);
            for line in group.usual {
                let known = group.advice().any(|(known, _)| known == *line);
                assert!(known, "{}: {line} is usual, and no line of it", kind.id);
            }
            for id in group.rules {
                let rule = Rule::find(id).unwrap_or_else(|| panic!("{}: no rule {id}", kind.id));
                assert!(!rule.suggest().is_empty(), "{id} advises nothing");
            }
        }
    }
}

/// A line that is right without having read the Dockerfile must be safe by the catalogue.
#[test]
fn what_is_unsafe_is_checked_first() {
    // Told by the kind: in such a project they are what they seem to be.
    let told = ["build-next", "log-dirs", "secret-flask-instance", "cache-laravel-runtime"];
    for kind in KINDS {
        for id in kind.base.iter().flat_map(|group| group.rules) {
            let rule = Rule::find(id).expect("a rule");
            assert!(rule.safe || told.contains(id), "{}: {id}", kind.id);
        }
    }
}

/// The same fact does not stand here and in the catalogue.
#[test]
fn no_line_is_written_twice() {
    for kind in KINDS {
        let mut seen = BTreeSet::new();
        for (group, _) in groups(kind) {
            let of_rules: Vec<&str> =
                group.rules.iter().flat_map(|id| advised(id)).copied().collect();
            for line in of_rules.iter().chain(group.lines) {
                assert!(seen.insert((group.category, *line)), "{}: {line} twice", kind.id);
            }
        }
    }
}

fn advised(id: &str) -> &'static [&'static str] {
    Rule::find(id).map_or(&[], Rule::suggest)
}

/// A line of a group, compiled as every dialect has it.
struct Compiled {
    line: &'static str,
    patterns: Vec<Pattern>,
    anchored: bool,
    checked: bool,
    back: Vec<&'static str>,
}

impl Compiled {
    fn all(kind: &Kind) -> Vec<Self> {
        let of_group = |(group, checked): (&'static super::Group, bool)| {
            let places = group.advice().filter_map(|(line, _)| anchored(line));
            let back: Vec<&str> =
                places.filter(|(_, back)| *back).map(|(place, _)| place).collect();
            let lines = group.advice().filter(|(line, _)| !line.starts_with('!'));
            let compiled = lines.map(move |(line, _)| {
                let place = anchored(line).map(|(place, _)| place);
                let text = place.unwrap_or(line).as_bytes();
                let compile = |engine: &crate::engine::Engine| {
                    let compiled = Pattern::compile(engine.dialect, None, text);
                    compiled.expect("valid").expect("not empty")
                };
                let patterns = ENGINES.iter().map(compile).collect();
                Self { line, patterns, anchored: place.is_some(), checked, back: back.clone() }
            });
            compiled.collect::<Vec<_>>()
        };
        groups(kind).flat_map(of_group).collect()
    }

    fn stops(&self, path: &str) -> bool {
        let paths: Vec<&[u8]> = ancestors(path.as_bytes()).chain([path.as_bytes()]).collect();
        let hits = |pattern: &Pattern| paths.iter().any(|path| pattern.matches(path) == Ok(true));
        !self.back.contains(&path) && self.patterns.iter().any(hits)
    }
}

/// What must be kept is not stopped by a line of its own kind, nor at any depth by one of another.
#[test]
fn nothing_that_is_to_be_kept_is_stopped() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for other in KINDS {
        for line in Compiled::all(other) {
            // What another kind checks first is right only with the proof.
            let foreign = !line.anchored && !line.checked;
            for kind in KINDS.iter().filter(|kind| foreign || *kind == other) {
                asked += kind.keep.len();
                let stopped = kind.keep.iter().filter(|keep| line.stops(keep));
                let said =
                    |keep| format!("{}: {} stops {keep} of {}", other.id, line.line, kind.id);
                wrong.extend(stopped.map(said));
            }
        }
    }
    assert!(asked > 10_000, "{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
