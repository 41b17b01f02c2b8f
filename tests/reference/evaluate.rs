//! Evaluating a compiled pattern list for one path: MOPM (SPEC 4.1), MUPR (4.2), the single-parent matchers (4.4, 14) and
//! last-match-wins (11.5). Each goes through the patterns one by one, in order, exactly as the section says.

use super::Failure;
use super::compile::{Dialect, Pattern, compile, matches_text};
use super::text::ancestors;

/// SPEC 4.2: per pattern, whether it hit a directory (or something above it).
pub(crate) type Hits = Vec<bool>;

/// SPEC 4.1, "matches or parent matches", stateless.
pub(crate) fn mopm(patterns: &[Pattern], path: &[u8]) -> Result<bool, Failure> {
    let mut matched = false;
    for pattern in patterns {
        if pattern.negated != matched {
            continue;
        }
        let mut hit = matches_text(pattern, path)?;
        for ancestor in ancestors(path) {
            hit = hit || matches_text(pattern, ancestor).unwrap_or(false);
        }
        if hit {
            matched = !pattern.negated;
        }
    }
    Ok(matched)
}

/// SPEC 4.2, "using parent results": the verdict on a path, and the vector for what lies below it.
pub(crate) fn mupr(
    patterns: &[Pattern],
    path: &[u8],
    parent: Option<&Hits>,
) -> Result<(bool, Hits), Failure> {
    let mut matched = false;
    let mut hits = vec![false; patterns.len()];
    for (i, pattern) in patterns.iter().enumerate() {
        let mut m = parent.is_some_and(|vector| vector[i]); // step 1
        if !m {
            if pattern.negated != matched {
                continue; // step 2: not evaluated at all
            }
            m = matches_text(pattern, path)?;
            if parent.is_none() {
                for ancestor in ancestors(path) {
                    m = m || matches_text(pattern, ancestor).unwrap_or(false);
                }
            }
        }
        hits[i] = m; // step 3
        if m {
            matched = !pattern.negated;
        }
    }
    Ok((matched, hits))
}

/// SPEC 4.2 for a path on its own: walk down to it from the root, handing every directory's vector to the next.
pub(crate) fn mupr_from_root(patterns: &[Pattern], path: &[u8]) -> Result<bool, Failure> {
    let mut vector = None;
    for ancestor in ancestors(path) {
        vector = Some(mupr(patterns, ancestor, vector.as_ref())?.1);
    }
    Ok(mupr(patterns, path, vector.as_ref())?.0)
}

/// SPEC 4.4 and 14: instead of all ancestors, the one with as many components as the pattern. The classic builder skips patterns
/// as in 4.1; Docker 20.10 evaluates every one.
pub(crate) fn single_parent(
    patterns: &[Pattern],
    path: &[u8],
    skipping: bool,
) -> Result<bool, Failure> {
    let mut matched = false;
    for pattern in patterns {
        if skipping && pattern.negated != matched {
            continue;
        }
        let mut hit = matches_text(pattern, path)?;
        let components = pattern.text.split(|&b| b == b'/').count();
        if let Some(ancestor) = ancestors(path).get(components - 1) {
            hit = hit || matches_text(pattern, ancestor).unwrap_or(false);
        }
        if hit {
            matched = !pattern.negated;
        }
    }
    Ok(matched)
}

/// SPEC 11.5: plain last-match-wins; all patterns are evaluated.
pub(crate) fn last_match(patterns: &[Pattern], path: &[u8]) -> Result<bool, Failure> {
    let mut matched = false;
    for pattern in patterns {
        if matches_text(pattern, path)? {
            matched = !pattern.negated;
        }
    }
    Ok(matched)
}

/// The verdict that decides a dialect's walk, for one path and one list: MUPR down from the root for the Docker family, the
/// non-skipping single-parent matcher for 20.10, last-match-wins for buildah. Pruning is the walk's business.
pub(crate) fn excluded(dialect: Dialect, list: &[Vec<u8>], path: &[u8]) -> Result<bool, Failure> {
    let patterns = compile(dialect, list)?;
    match dialect {
        Dialect::Docker => mupr_from_root(&patterns, path),
        Dialect::Docker20 => single_parent(&patterns, path, false),
        Dialect::Containers => last_match(&patterns, path),
    }
}

/// SPEC 4.1 for one path and one list (what the open step of SPEC 6.1 asks).
pub(crate) fn excluded_mopm(list: &[Vec<u8>], path: &[u8]) -> Result<bool, Failure> {
    mopm(&compile(Dialect::Docker, list)?, path)
}

/// Does a negated pattern's full text + `/` start with `start`? The literal prefix test of SPEC 10.4, 11.6 and 14.
pub(crate) fn some_negation_starts_with(patterns: &[Pattern], start: &[u8]) -> bool {
    patterns.iter().any(|pattern| {
        pattern.negated && [&pattern.text, b"/".as_slice()].concat().starts_with(start)
    })
}
