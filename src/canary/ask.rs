//! The canaries of one context: the table's kinds in the directories where they could be, and one
//! example of every pattern of its `.gitignore` files.

use super::gitignore::GitPattern;
use super::survey::Survey;
use super::table::{Beside, KINDS, Kind};
use crate::build::{Build, gitignores_above};
use crate::context::{DirId, Heads, Inventory};
use crate::path::Shown;
use crate::rules::{Rule, Severity, milder, path_matches, rule_of};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A file that could be there.
#[derive(Clone, Debug)]
pub(super) struct Canary {
    /// What is shown and what the rule speaks of.
    pub(super) path: Vec<u8>,
    pub(super) directory: bool,
    /// The file that is judged.
    pub(super) probe: Vec<u8>,
    /// The rule that it stands for; `None` for what only a `.gitignore` speaks of.
    pub(super) rule: Option<&'static Rule>,
    /// How bad it would be in the final image if it were there.
    pub(super) own: Severity,
    /// Lines that may stop it, the best first.
    pub(super) lines: Vec<String>,
    pub(super) hint: Option<Hint>,
}

/// The line of a `.gitignore` that tells of a canary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The file, as a person at the root of the context names it, fit for printing.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    /// The pattern, fit for printing.
    pub text: String,
}

/// How bad it is that the build takes what git ignores, if no rule knows it.
const GIT_IGNORED: Severity = Severity::Medium;
/// The longest `.gitignore` that is read.
const LONGEST: usize = 1 << 20;

/// See the paragraph above.
pub(super) fn canaries(
    build: &Build,
    inventory: &Inventory,
    heads: &dyn Heads,
    survey: &Survey,
) -> Vec<Canary> {
    let mut asking = Asking { inventory, canaries: Vec::new(), known: FxHashSet::default() };
    let above = gitignores_above(&build.root);
    for kind in KINDS {
        for directory in directories(inventory, survey, kind.beside, above.is_some()) {
            asking.kind(kind, &directory);
        }
    }
    for &entry in &survey.gitignores {
        let path = inventory.path(entry);
        let Ok(text) = heads.head(&path, LONGEST) else { continue };
        let directory = path.parent().unwrap_or_default();
        asking.gitignore(&path.shown().to_string(), directory, &[], &text);
    }
    for file in above.into_iter().flatten() {
        let down: Vec<&[u8]> = file.down.iter().map(Vec::as_slice).collect();
        asking.gitignore(&file.name, b"", &down, &file.text);
    }
    asking.canaries
}

/// The directories in which a kind is looked for, each path once.
fn directories(
    inventory: &Inventory,
    survey: &Survey,
    beside: Beside,
    inside_repository: bool,
) -> Vec<Vec<u8>> {
    let mut found = match beside {
        Beside::Root | Beside::Manifests => vec![DirId::ROOT],
        Beside::TopOfRepository if !inside_repository => vec![DirId::ROOT],
        Beside::TopOfRepository | Beside::Only(_) => Vec::new(),
    };
    let holds = survey.manifests.iter().filter(|(_, whose)| match beside {
        Beside::Root | Beside::TopOfRepository => false,
        Beside::Manifests => true,
        Beside::Only(only) => *whose == only,
    });
    found.extend(holds.map(|(dir, _)| *dir));
    found.sort_unstable();
    found.dedup();
    let path = |dir| {
        let mut path = Vec::new();
        inventory.dir_path_into(dir, &mut path);
        path
    };
    found.into_iter().map(path).collect()
}

struct Asking<'a> {
    inventory: &'a Inventory,
    canaries: Vec<Canary>,
    /// Paths that are asked about already.
    known: FxHashSet<Vec<u8>>,
}

impl Asking<'_> {
    fn kind(&mut self, kind: &Kind, directory: &[u8]) {
        let there = |path: &str| self.inventory.find(path.as_bytes()).is_some();
        let Some(rule) = kind.rule().filter(|_| !kind.unless.is_some_and(there)) else { return };
        let path = joined(directory, kind.path.as_bytes());
        let probe = kind.inside.map_or_else(|| path.clone(), |p| joined(directory, p.as_bytes()));
        self.add(Canary {
            directory: kind.inside.is_some_and(|inside| inside.starts_with(kind.path)),
            path,
            probe,
            rule: Some(rule),
            own: kind.holds.unwrap_or_else(|| supposed_severity(rule)),
            lines: vec![kind.line.to_owned()],
            hint: None,
        });
    }

    fn gitignore(&mut self, name: &str, directory: &[u8], down: &[&[u8]], text: &[u8]) {
        let file: Arc<str> = name.into();
        let lines = (1..).zip(text.split(|&byte| byte == b'\n'));
        let read = |(number, line): (usize, &'_ [u8])| {
            let pattern = GitPattern::parse(line)?.below(down)?;
            Some((number, Shown(line.trim_ascii()).to_string(), pattern))
        };
        let patterns: Vec<(usize, String, GitPattern)> = lines.filter_map(read).collect();
        for (at, (line, text, pattern)) in patterns.iter().enumerate() {
            let Some(example) = pattern.example().filter(|_| !pattern.negated) else { continue };
            let later = patterns[at + 1..].iter();
            if later.filter(|(.., later)| later.negated).any(|(.., p)| p.hits(&example.path)) {
                continue;
            }
            let hint = Hint { file: Arc::clone(&file), line: *line, text: text.clone() };
            let path = joined(directory, &example.path);
            let said = std::str::from_utf8(directory).ok().and_then(|dir| pattern.line(dir));
            self.instance(path, example.directory, said, hint);
        }
    }

    /// An example of a `.gitignore` pattern; `line` is the pattern in the ignore file's language.
    fn instance(&mut self, path: Vec<u8>, directory: bool, line: Option<String>, hint: Hint) {
        let as_file = if directory { None } else { rule_of(&path, false) };
        let rule = as_file.or_else(|| rule_of(&path, true));
        let directory = directory || as_file.is_none() && rule.is_some();
        let probe = if directory { joined(&path, b"local") } else { path.clone() };
        let advised = rule.iter().flat_map(|rule| rule.suggest());
        let advised = advised.filter(|line| path_matches(line, &path, false));
        self.add(Canary {
            lines: line.into_iter().chain(advised.map(ToString::to_string)).collect(),
            own: rule.map_or(GIT_IGNORED, supposed_severity),
            path,
            directory,
            probe,
            rule,
            hint: Some(hint),
        });
    }

    /// Adds what is not there and not asked about, by itself or with a directory above.
    fn add(&mut self, canary: Canary) {
        let above = crate::path::ancestors(&canary.path);
        let known = above.chain([canary.path.as_slice()]).any(|path| self.known.contains(path));
        if known || self.inventory.find(&canary.path).is_some() {
            return;
        }
        self.known.insert(canary.path.clone());
        self.canaries.push(canary);
    }
}

/// How bad the rule says it is; what it would first want to see is only supposed.
fn supposed_severity(rule: &Rule) -> Severity {
    if rule.needs_marker { milder(rule.severity) } else { rule.severity }
}

fn joined(directory: &[u8], below: &[u8]) -> Vec<u8> {
    if directory.is_empty() { below.to_vec() } else { [directory, below].join(&b'/') }
}
