//! The candidates: which ignore lines the findings ask for.
//!
//! A rule brings its own lines. For what has none but is heavy, the path itself is written, escaped
//! so that it means itself in every dialect.

use super::needs::Needs;
use crate::context::{EntryId, Inventory, Requested};
use crate::git::{Git, LineId, Standing};
use crate::path::is_hostile;
use crate::rules::{Finding, Rule, Severity};
use std::collections::BTreeMap;

/// A line that may help.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) line: String,
    pub(super) rules: Vec<&'static Rule>,
    /// It comes from a rule; otherwise it names what is on this tree.
    pub(super) general: bool,
    /// The lines of git's that it stands for.
    pub(super) git: Vec<LineId>,
    /// What the findings speak of that ask for it.
    pub(super) entries: Vec<EntryId>,
}

impl Candidate {
    /// Whether it is right without having read the Dockerfile.
    pub(super) fn is_safe(&self) -> bool {
        self.general && !self.is_of_git() && self.rules.iter().all(|rule| rule.safe)
    }

    pub(super) fn is_of_git(&self) -> bool {
        self.rules.is_empty()
    }

    /// Who asks for it.
    pub(super) fn asked_by(&self) -> Vec<&'static str> {
        match self.is_of_git() {
            true => vec![GIT_IGNORED],
            false => self.rules.iter().map(|rule| rule.id).collect(),
        }
    }
}

/// The check that asks for what git ignores.
pub(crate) const GIT_IGNORED: &str = "sent-but-git-ignored";

/// Whether lines are wanted for a finding.
fn is_wanted(finding: &Finding) -> bool {
    let heavy = finding.rule.is_large_file();
    !finding.only_copy && (finding.severity > Severity::Info || heavy)
}

/// The candidates in order of the findings, each line once.
pub(super) fn candidates(inventory: &Inventory, findings: &[Finding]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for finding in findings.iter().filter(|finding| is_wanted(finding)) {
        let general = finding.rule.suggest().iter().map(|line| (line.to_string(), true));
        let heavy = finding.rule.is_large_file();
        let specific = if heavy { specific(inventory, &finding.entries) } else { Vec::new() };
        for (line, general) in general.chain(specific.into_iter().map(|line| (line, false))) {
            match candidates.iter_mut().find(|candidate| candidate.line == line) {
                Some(known) => {
                    known.entries.extend(&finding.entries);
                    if !known.rules.contains(&finding.rule) {
                        known.rules.push(finding.rule);
                    }
                }
                None => {
                    let (rules, git) = (vec![finding.rule], Vec::new());
                    let entries = finding.entries.clone();
                    candidates.push(Candidate { line, rules, general, git, entries });
                }
            }
        }
    }
    candidates
}

/// Lines that name what is on this tree, for a rule whose own lines cannot be had.
pub(super) fn narrower(inventory: &Inventory, of: &Candidate) -> Vec<Candidate> {
    let lines = specific(inventory, &of.entries);
    if of.is_of_git() || lines.len() > MOST_PATHS {
        return Vec::new();
    }
    let candidate = |line: String| Candidate { line, general: false, ..of.clone() };
    lines.into_iter().filter(|line| *line != of.line).map(candidate).collect()
}

/// How many paths are written out where a rule's own line cannot be had.
const MOST_PATHS: usize = 8;
/// From how many paths on a line is looked for that means all of them.
const SEVERAL: usize = 3;

/// Every path, escaped so that it means itself; before them lines that mean several of them.
fn specific(inventory: &Inventory, entries: &[EntryId]) -> Vec<String> {
    let mut paths: Vec<Vec<u8>> = entries.iter().map(|id| inventory.path(*id).to_vec()).collect();
    paths.sort_unstable();
    let mut lines = general(&paths);
    lines.extend(paths.iter().filter_map(|path| literal(path)));
    lines
}

/// Lines that mean at least several of these: all that have a name, all of a kind in a directory,
/// all of a kind. Whether they mean nothing besides is for the proof to say.
fn general(paths: &[Vec<u8>]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let name = crate::path::name(path);
        let ending = memchr::memrchr(b'.', name).filter(|at| *at > 0).map(|at| &name[at..]);
        let directory = crate::path::parent(path).and_then(literal);
        let ending = ending.and_then(literal);
        let mut add = |line: Option<String>| {
            if let Some(line) = line {
                *counts.entry(line).or_default() += 1;
            }
        };
        add(literal(name).map(|name| format!("**/{name}")));
        add(directory.zip(ending.as_ref()).map(|(above, ending)| format!("{above}/*{ending}")));
        add(ending.map(|ending| format!("**/*{ending}")));
    }
    counts.retain(|_, count| *count >= SEVERAL);
    counts.into_keys().collect()
}

/// What is sent although a line of git's has it ignored asks for the same line here, if it can be
/// said here and nothing of it is named by the Dockerfile.
pub(super) fn of_git(
    inventory: &Inventory,
    requested: &Requested,
    needs: &Needs,
    git: &Git,
) -> Vec<Candidate> {
    // Each line of git's, and whether the Dockerfile names any of what it has ignored.
    let mut lines: BTreeMap<LineId, bool> = BTreeMap::new();
    for &(entry, standing) in git.marks() {
        let Standing::Ignored(line) = standing else { continue };
        let is_own = Git::is_ignore_file(inventory, entry);
        if !is_own && requested.with(inventory, entry).files > 0 {
            let is_named = needs.needing(&inventory.path(entry)).is_some();
            *lines.entry(line).or_default() |= is_named;
        }
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for line in lines.into_iter().filter(|(_, named)| !named).map(|(line, _)| line) {
        let Some(text) = git.as_ignore_line(line) else { continue };
        match candidates.iter_mut().find(|candidate| candidate.line == text) {
            Some(known) => known.git.push(line),
            None => {
                let (rules, general, entries) = (Vec::new(), true, Vec::new());
                candidates.push(Candidate { line: text, rules, general, git: vec![line], entries });
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
