//! The candidates: which ignore lines the findings ask for.
//!
//! A rule brings its own lines. For what has none but is heavy, the path itself is written, escaped
//! so that it means itself in every dialect.

use crate::context::{Inventory, Requested};
use crate::dockerfile::NamedSources;
use crate::git::{Git, LineId, Standing};
use crate::path::is_hostile;
use crate::rules::{Finding, Rule, Severity};
use std::collections::BTreeMap;

/// A line that may help.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) line: String,
    pub(super) rules: Vec<&'static Rule>,
    /// It comes from a rule; otherwise it names one path of this tree.
    pub(super) general: bool,
    /// The lines of git's that it stands for.
    pub(super) git: Vec<LineId>,
}

/// The candidates in order of the findings, each line once.
pub(super) fn candidates(inventory: &Inventory, findings: &[Finding]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for finding in findings {
        let heavy = finding.rule.is_large_file();
        if finding.only_copy || (finding.severity == Severity::Info && !heavy) {
            continue;
        }
        let general = finding.rule.suggest().iter().map(|line| (line.to_string(), true));
        let specific = finding.entries.iter().filter(|_| heavy);
        let specific =
            specific.filter_map(|id| literal(&inventory.path(*id))).map(|line| (line, false));
        for (line, general) in general.chain(specific) {
            match candidates.iter_mut().find(|candidate| candidate.line == line) {
                Some(known) if known.rules.contains(&finding.rule) => {}
                Some(known) => known.rules.push(finding.rule),
                None => {
                    let (rules, git) = (vec![finding.rule], Vec::new());
                    candidates.push(Candidate { line, rules, general, git });
                }
            }
        }
    }
    candidates
}

/// What is sent although a line of git's has it ignored asks for the same line here, if it can be
/// said here and nothing of it is named by the Dockerfile.
pub(super) fn of_git(
    inventory: &Inventory,
    requested: &Requested,
    named: &NamedSources,
    git: &Git,
) -> Vec<Candidate> {
    // Each line of git's, and whether the Dockerfile names any of what it has ignored.
    let mut lines: BTreeMap<LineId, bool> = BTreeMap::new();
    for &(entry, standing) in git.marks() {
        let Standing::Ignored(line) = standing else { continue };
        let is_own = Git::is_ignore_file(inventory, entry);
        if !is_own && requested.with(inventory, entry).files > 0 {
            let is_named = !named.is_empty() && named.needs(&inventory.path(entry));
            *lines.entry(line).or_default() |= is_named;
        }
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for line in lines.into_iter().filter(|(_, named)| !named).map(|(line, _)| line) {
        let Some(text) = git.as_ignore_line(line) else { continue };
        match candidates.iter_mut().find(|candidate| candidate.line == text) {
            Some(known) => known.git.push(line),
            None => {
                let (rules, general) = (Vec::new(), true);
                candidates.push(Candidate { line: text, rules, general, git: vec![line] });
            }
        }
    }
    candidates
}

/// A line that means exactly this path, if there is one that can be shown as it is.
pub(crate) fn literal(path: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(path).ok()?;
    if text.chars().any(is_hostile) || text.trim() != text || text.contains('\u{fffd}') {
        return None;
    }
    let special = |c: char| "*?[]\\^|{}+()".contains(c);
    let escape_all = text.contains(special) || text.starts_with(['!', '#', '\u{feff}']);
    if !escape_all {
        return Some(text.to_owned());
    }
    let mut line = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        if special(character) || (at == 0 && matches!(character, '!' | '#')) {
            line.push('\\');
        }
        line.push(character);
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::literal;
    use crate::engine::Dialect;
    use crate::ignorefile::Pattern;

    #[test]
    fn a_literal_line_hits_its_path_in_every_dialect() {
        for path in
            ["a/b.bin", "!x", "#x", "a b", "[1].txt", "c++/x(1)", "a|b{2}^", "back\\slash", "*"]
        {
            let line = literal(path.as_bytes()).expect("can be written");
            assert!(!line.starts_with(['!', '#']), "{line}");
            for dialect in [Dialect::Docker, Dialect::Docker2010, Dialect::ContainersStorage] {
                let pattern = Pattern::compile(dialect, None, line.as_bytes()).expect("valid");
                let hits = pattern.expect("not empty").matches(path.as_bytes());
                assert_eq!(hits, Ok(true), "{line} in {dialect:?}");
            }
        }
        for path in
            [&b" a"[..], b"a\nb", b"\xff", b"a ", "rtl\u{202e}x".as_bytes(), "\u{feff}a".as_bytes()]
        {
            assert_eq!(literal(path), None);
        }
    }
}
