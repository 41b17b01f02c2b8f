//! What differs between two lists of patterns: which lines have to be asked before an old answer is
//! believed.
//!
//! The loops of the engines go by the hits of a path in their order and by nothing else
//! ([`super::replay`]), so a path that no changed pattern hits, and none of whose directories it
//! hits, has the old answer. What an engine leaves unopened is another matter: where that differs,
//! every answer is in doubt.

use super::matcher::Matcher;
use super::pattern::Pattern;
use super::prune::PruneTest;
use crate::engine::Engine;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The difference of two lists.
#[derive(Debug)]
pub struct Changes {
    /// Every pattern that is only in one of the lists or has moved.
    pub matcher: Matcher,
    /// The new number of each old pattern; `u32::MAX` for one that is gone or has moved.
    pub now: Vec<u32>,
}

impl Changes {
    /// Whether every old pattern has the number that it had.
    pub fn keeps_numbers(&self) -> bool {
        (0..).zip(&self.now).all(|(before, now)| before == *now)
    }
}

impl Matcher {
    /// What differs between two lists of one engine; `None` if no old answer can be believed.
    pub fn changes(
        engine: &'static Engine,
        before: Option<&Self>,
        after: Option<&Self>,
    ) -> Option<Changes> {
        let prunes = |list: Option<&Self>| list.is_none_or(|list| list.prune == PruneTest::Always);
        let same_pruning = match (before, after) {
            (Some(before), Some(after)) => before.prune == after.prune,
            (before, after) => prunes(before) && prunes(after),
        };
        let (old, new) = (patterns(before), patterns(after));
        // A pattern that cannot be evaluated fails wherever it is asked, at its place in its file.
        if !same_pruning || old.iter().chain(new).any(Pattern::is_bad) {
            return None;
        }
        let keys = |list: &[Pattern]| list.iter().map(key).collect::<Vec<_>>();
        let mut now = vec![u32::MAX; old.len()];
        let mut changed = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                for at in 0..len {
                    now[old_index + at] = (new_index + at) as u32;
                }
            } else {
                changed.extend(old[op.old_range()].iter().chain(&new[op.new_range()]));
            }
        }
        let twins = changed.into_iter().map(|pattern| pattern.twin(engine.dialect)).collect();
        Some(Changes { matcher: Self::new(engine, twins), now })
    }
}

fn patterns(list: Option<&Matcher>) -> &[Pattern] {
    list.map_or(&[], Matcher::patterns)
}

/// What makes two patterns of one dialect the same: what they say, and who says it.
fn key(pattern: &Pattern) -> (bool, bool, Vec<u8>) {
    (pattern.negated, pattern.line.is_none(), pattern.text.clone())
}
