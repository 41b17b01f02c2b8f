//! What hits mean: the loops of the engines, run over the patterns that hit instead of over all.
//!
//! A pattern that hits neither the path nor an ancestor changes nothing in any of these loops, so
//! leaving it out is exact. "The highest number wins" would not be (SPEC 4.3): patterns that were
//! skipped at a directory are not inherited from it.

use super::pattern::{BadPattern, Pattern};
use crate::engine::Dialect;

/// The answer for one path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the ignore file takes the path away.
    pub excluded: bool,
    /// The pattern that had the last word, if any hit.
    pub decider: Option<u32>,
}

/// A hit in the order of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) pattern: u32,
    pub(super) inherited: bool,
}

/// Two ascending lists as one ascending list of hits; what is in both counts as inherited.
pub(super) fn merged<'a>(inherited: &'a [u32], own: &'a [u32]) -> impl Iterator<Item = Hit> + 'a {
    let (mut inherited, mut own) = (inherited.iter().peekable(), own.iter().peekable());
    std::iter::from_fn(move || {
        let take_inherited = match (inherited.peek(), own.peek()) {
            (None, None) => return None,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(above), Some(here)) => {
                if above == here {
                    own.next();
                    true
                } else {
                    above < here
                }
            }
        };
        let pattern = if take_inherited { inherited.next() } else { own.next() };
        pattern.map(|&pattern| Hit { pattern, inherited: take_inherited })
    })
}

/// The loop of `dialect` over the hits of one path. `carried` receives what its children inherit;
/// `seen` is told of every hit in order, and whether it counted.
///
/// # Errors
/// [`BadPattern`] if the loop evaluates a pattern that cannot be evaluated.
pub(super) fn replay(
    dialect: Dialect,
    patterns: &[Pattern],
    hits: impl Iterator<Item = Hit>,
    depth: usize,
    carried: &mut Vec<u32>,
    mut seen: impl FnMut(Hit, bool),
) -> Result<Judgement, BadPattern> {
    let mut judgement = Judgement::default();
    carried.clear();
    for hit in hits {
        let pattern = &patterns[hit.pattern as usize];
        let skips = dialect == Dialect::Docker && pattern.negated != judgement.excluded;
        if skips && !hit.inherited {
            if !pattern.is_bad() {
                seen(hit, false);
            }
            continue;
        }
        if pattern.is_bad() {
            return Err(BadPattern(hit.pattern as usize));
        }
        let inherits = match dialect {
            Dialect::Docker | Dialect::ContainersStorage => true,
            Dialect::Docker2010 => hit.inherited || pattern.components() == depth,
        };
        if inherits {
            carried.push(hit.pattern);
        }
        judgement = Judgement { excluded: !pattern.negated, decider: Some(hit.pattern) };
        seen(hit, true);
    }
    Ok(judgement)
}

/// The stateless loop of SPEC 4.1 over the textual hits of a path and of all its ancestors.
///
/// # Errors
/// [`BadPattern`] as above; errors in tests of ancestors do not count.
pub(super) fn replay_stateless(
    patterns: &[Pattern],
    hits: impl Iterator<Item = Hit>,
) -> Result<bool, BadPattern> {
    let mut excluded = false;
    for hit in hits {
        let pattern = &patterns[hit.pattern as usize];
        // What the engine adds by itself, it adds after its check (SPEC 10.2, 10.3).
        if pattern.negated != excluded || pattern.line.is_none() {
            continue;
        }
        if pattern.is_bad() {
            return Err(BadPattern(hit.pattern as usize));
        }
        excluded = !pattern.negated;
    }
    Ok(excluded)
}
