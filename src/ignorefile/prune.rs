//! When an excluded directory need not be opened: the engines' own tests, no better and no worse.
//!
//! A cleverer test would open fewer directories than the engine does, and so miss the unreadable
//! directory or the bad pattern at which the real build stops.

use super::clean::clean;
use super::pattern::Pattern;
use super::read::strip_slashes;
use crate::engine::Prune;
use crate::path::ancestors;
use rustc_hash::FxHashSet;

/// Decides whether an excluded directory is left unopened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PruneTest {
    Always,
    Never,
    /// Unless one of these is the directory: every `!` text and its ancestors.
    UnlessAmong(FxHashSet<Box<[u8]>>),
    /// Unless one of these begins with the directory's text.
    UnlessTextPrefix(Vec<Vec<u8>>),
}

impl PruneTest {
    pub(super) fn new(policy: Prune, patterns: &[Pattern]) -> Self {
        let negated = || patterns.iter().filter(|p| p.negated).map(|p| p.text.as_slice());
        if negated().next().is_none() {
            return Self::Always;
        }
        match policy {
            Prune::UnlessWildcard => {
                if negated().any(has_wildcard) {
                    return Self::Never;
                }
                Self::among(negated().map(without_open_end))
            }
            Prune::UnlessPrefix => Self::among(negated()),
            Prune::UnlessTextPrefix => Self::UnlessTextPrefix(
                negated().map(|text| [strip_slashes(text), b"/"].concat()).collect(),
            ),
        }
    }

    fn among<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let with_ancestors = texts.flat_map(|text| ancestors(text).chain([text]));
        Self::UnlessAmong(with_ancestors.map(Box::from).collect())
    }

    /// Whether an excluded directory at `path` stays unopened.
    pub(super) fn prunes(&self, path: &[u8]) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::UnlessAmong(paths) => !paths.contains(path),
            Self::UnlessTextPrefix(texts) => !texts.iter().any(|text| text.starts_with(path)),
        }
    }
}

/// When a directory that no include pattern hits need not be opened (SPEC 5.3).
#[derive(Debug)]
pub(super) enum IncludePrune {
    Never,
    /// Unless it is among these: every text and its ancestors.
    UnlessAmong(FxHashSet<Box<[u8]>>),
}

impl IncludePrune {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let positive = || patterns.iter().filter(|p| !p.negated).map(|p| p.text.as_slice());
        if positive().any(has_wildcard) {
            return Self::Never;
        }
        let texts = positive().map(without_open_end);
        let with_ancestors = texts.flat_map(|text| ancestors(text).chain([text]));
        Self::UnlessAmong(with_ancestors.map(Box::from).collect())
    }

    pub(super) fn prunes(&self, path: &[u8]) -> bool {
        match self {
            Self::Never => false,
            Self::UnlessAmong(paths) => !paths.contains(path),
        }
    }
}

/// Whether a text, its open end aside, has a character that switches pruning off.
pub fn has_wildcard(text: &[u8]) -> bool {
    without_open_end(text).iter().any(|byte| b"*[]?^\\".contains(byte))
}

/// SPEC 5.3 `trim`: without one trailing `/**`, then without one trailing `/*`.
fn without_open_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"/**").unwrap_or(text);
    text.strip_suffix(b"/*").unwrap_or(text)
}

/// The deprecated test with a single ancestor (SPEC 4.4), for one cleaned path.
///
/// # Errors
/// None: an evaluation error counts as "not excluded", as the only caller of the engines has it.
pub(super) fn excluded_by_single_parent(patterns: &[Pattern], path: &[u8]) -> bool {
    let path = clean(path);
    if path == b"." {
        return false;
    }
    let components: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let mut excluded = false;
    for pattern in patterns {
        if pattern.negated != excluded {
            continue;
        }
        let Ok(mut hit) = pattern.matches(&path) else { return false };
        let ancestor = pattern.components();
        if !hit && ancestor < components.len() {
            hit = pattern.matches(&components[..ancestor].join(&b'/')).unwrap_or(false);
        }
        if hit {
            excluded = !pattern.negated;
        }
    }
    excluded
}

#[cfg(test)]
mod tests {
    use super::{PruneTest, excluded_by_single_parent};
    use crate::engine::{Dialect, Prune};
    use crate::ignorefile::pattern::Pattern;

    fn list(entries: &[&str]) -> Vec<Pattern> {
        let compile = |entry: &&str| {
            Pattern::compile(Dialect::Docker, None, entry.as_bytes()).expect("valid")
        };
        entries.iter().filter_map(compile).collect()
    }

    #[test]
    fn pruning_is_that_of_each_engine() {
        for (entries, path, [wildcard, prefix, text]) in [
            (&["a"][..], "a", [true, true, true]),
            (&["a", "!a/b"], "a", [false, false, false]),
            (&["ab", "!ab/c"], "a", [true, true, false]),
            (&["*", "!**/x"], "a", [false, true, true]),
            (&["*", "!a/**"], "a", [false, false, false]),
            (&["*", "!a/*/**"], "b", [true, true, true]),
            (&["*", "!a/**/*"], "b", [false, true, true]),
        ] {
            let patterns = list(entries);
            for (policy, expected) in [
                (Prune::UnlessWildcard, wildcard),
                (Prune::UnlessPrefix, prefix),
                (Prune::UnlessTextPrefix, text),
            ] {
                let test = PruneTest::new(policy, &patterns);
                assert_eq!(test.prunes(path.as_bytes()), expected, "{entries:?} {policy:?}");
            }
        }
    }

    #[test]
    fn the_single_parent_test_counts_components() {
        let patterns = list(&["**/docker"]);
        assert!(excluded_by_single_parent(&patterns, b"a/docker/Dockerfile"));
        assert!(!excluded_by_single_parent(&patterns, b"x/a/docker/Dockerfile"));
    }
}
