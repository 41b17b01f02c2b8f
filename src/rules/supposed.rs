//! What rules say of a path alone, for files that nobody can look into because they are not there.
//!
//! The sieve and the globs are those of the scan; only the evidence is missing.

use super::rule::{Category, HitKind, Rule};
use super::scan::is_misread;
use super::sieve::{Scratch, sieve};
use crate::glob;
use crate::path::name;

/// Whether a rule speaks of this very path, going by its name and kind.
pub(crate) fn speaks_of(rule: &Rule, path: &[u8], directory: bool) -> bool {
    let fold = rule.folds_case();
    let hits = |pattern: &&str| glob::path(pattern, path, fold) && !is_misread(rule, pattern, path);
    let fits = match rule.kind {
        HitKind::Any => true,
        HitKind::Directory => directory,
        HitKind::File => !directory,
    };
    fits && rule.paths.iter().any(hits)
        && !rule.except.iter().any(|except| glob::path(except, path, fold))
}

/// The same of the path or of a directory on the way to it.
#[cfg(test)]
pub(crate) fn speaks_of_any(rule: &Rule, path: &[u8], directory: bool) -> bool {
    speaks_of(rule, path, directory)
        || crate::path::ancestors(path).any(|above| speaks_of(rule, above, true))
}

/// The worst rule that speaks of a path, the earlier one on a tie. Rules that need evidence are
/// asked only about secrets: there the evidence is what is feared.
pub(crate) fn rule_of(path: &[u8], directory: bool) -> Option<&'static Rule> {
    let above = path.rsplit(|&byte| byte == b'/').nth(1).unwrap_or_default();
    let mut scratch = Scratch::default();
    sieve().sift(name(path), sieve().hanging(above), &mut scratch);
    let mut numbers: Vec<u16> =
        scratch.hits.iter().flat_map(|&mesh| sieve().behind(mesh)).map(|hit| hit.rule).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let rules = numbers.into_iter().map(|number| &Rule::all()[usize::from(number)]);
    let mut worst: Option<&Rule> = None;
    let mut spoken = None;
    for rule in rules {
        let secret = matches!(rule.category, Category::Secret | Category::IacState);
        if spoken == Some(rule.category)
            || rule.needs_marker && !secret
            || !speaks_of(rule, path, directory)
        {
            continue;
        }
        spoken = Some(rule.category);
        if worst.is_none_or(|worst| rule.severity > worst.severity) {
            worst = Some(rule);
        }
    }
    worst
}
