//! The canaries of one context: the table's kinds in the directories where they could be, and one
//! example of every pattern of its `.gitignore` files.

use super::gitignore::GitPattern;
use super::near::is_particular;
use super::survey::Survey;
use super::table::{Beside, KINDS, Kind, Likely};
use crate::build::Build;
use crate::context::{DirId, Heads, Inventory};
use crate::path::Shown;
use crate::rules::{Rule, Severity, path_matches, rule_of};
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
    pub(super) likely: Likely,
    /// Lines that may stop it, the best first.
    pub(super) lines: Vec<String>,
    /// Nobody's file has this very name: a line for it alone would only silence the question.
    pub(super) made_up: bool,
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

/// Everything that is asked about, and what the `.gitignore` files say.
pub(super) struct Questions {
    pub(super) canaries: Vec<Canary>,
    gitignores: Vec<Gitignore>,
}

/// See the paragraph above.
pub(super) fn questions(
    build: &Build,
    inventory: &Inventory,
    heads: &dyn Heads,
    survey: &Survey,
) -> Questions {
    let mut asking = Asking { inventory, canaries: Vec::new(), known: FxHashSet::default() };
    let above = build.gitignores_above();
    for kind in KINDS {
        for (directory, likely) in directories(inventory, survey, kind, above.is_some()) {
            asking.kind(kind, &directory, likely);
        }
    }
    let mut gitignores = Vec::new();
    for &entry in &survey.gitignores {
        let path = inventory.path(entry);
        let Ok(text) = heads.head(&path, LONGEST) else { continue };
        let directory = path.parent().unwrap_or_default();
        gitignores.push(Gitignore::read(&path.shown().to_string(), directory, &[], &text));
    }
    for file in above.into_iter().flatten() {
        let down: Vec<&[u8]> = file.down.iter().map(Vec::as_slice).collect();
        gitignores.push(Gitignore::read(&file.name, b"", &down, &file.text));
    }
    for gitignore in &gitignores {
        asking.gitignore(gitignore);
    }
    Questions { canaries: asking.canaries, gitignores }
}

impl Questions {
    /// The line of a `.gitignore` that tells of a canary.
    pub(super) fn hint(&self, canary: &Canary) -> Option<Hint> {
        let told = || self.gitignores.iter().find_map(|gitignore| gitignore.tells_of(&canary.path));
        canary.hint.clone().or_else(told)
    }
}

/// The directories in which a kind is looked for, each path once.
fn directories(
    inventory: &Inventory,
    survey: &Survey,
    kind: &Kind,
    inside_repository: bool,
) -> Vec<(Vec<u8>, Likely)> {
    let root = match kind.beside {
        Beside::Root | Beside::Manifests => true,
        Beside::TopOfRepository => !inside_repository,
        Beside::Only(_) => false,
    };
    let mut found: Vec<(DirId, Likely)> = Vec::new();
    found.extend(root.then_some((DirId::ROOT, kind.likely)));
    for &(dir, whose) in &survey.manifests {
        let read = kind.read_by == Some(whose);
        let likely = match kind.beside {
            Beside::Root | Beside::TopOfRepository => continue,
            Beside::Manifests if read => Likely::Yes,
            Beside::Manifests => kind.likely.max(whose.has_dotenv()),
            Beside::Only(only) if whose == only => kind.likely,
            Beside::Only(_) => continue,
        };
        found.push((dir, likely));
    }
    // Of several manifests in one directory the one counts that makes it likely.
    found.sort_unstable();
    found.dedup_by_key(|&mut (dir, _)| dir);
    let path = |dir| {
        let mut path = Vec::new();
        inventory.dir_path_into(dir, &mut path);
        path
    };
    found.into_iter().map(|(dir, likely)| (path(dir), likely)).collect()
}

/// A `.gitignore`.
struct Gitignore {
    name: Arc<str>,
    /// The directory of the context that its patterns are relative to.
    directory: Vec<u8>,
    lines: Vec<GitLine>,
}

struct GitLine {
    number: usize,
    /// Fit for printing.
    text: String,
    pattern: GitPattern,
}

impl Gitignore {
    /// `down` leads from the directory of the file to the context, if it lies above.
    fn read(name: &str, directory: &[u8], down: &[&[u8]], text: &[u8]) -> Self {
        let read = |(number, line): (usize, &'_ [u8])| {
            let pattern = GitPattern::parse(line)?.below(down)?;
            Some(GitLine { number, text: Shown(line.trim_ascii()).to_string(), pattern })
        };
        let lines = (1..).zip(text.split(|&byte| byte == b'\n')).filter_map(read).collect();
        Self { name: name.into(), directory: directory.to_vec(), lines }
    }

    /// The last line that hits a path, if it ignores it.
    fn tells_of(&self, path: &[u8]) -> Option<Hint> {
        let below = match self.directory.as_slice() {
            b"" => path,
            directory => path.strip_prefix(directory)?.strip_prefix(b"/")?,
        };
        let line = self.lines.iter().rev().find(|line| line.pattern.hits(below))?;
        (!line.pattern.negated && is_particular(line.text.as_bytes())).then(|| self.hint(line))
    }

    fn hint(&self, line: &GitLine) -> Hint {
        Hint { file: Arc::clone(&self.name), line: line.number, text: line.text.clone() }
    }
}

struct Asking<'a> {
    inventory: &'a Inventory,
    canaries: Vec<Canary>,
    /// Paths that are asked about already.
    known: FxHashSet<Vec<u8>>,
}

impl Asking<'_> {
    fn kind(&mut self, kind: &Kind, directory: &[u8], likely: Likely) {
        let there = |path: &str| self.inventory.find(path.as_bytes()).is_some();
        let Some(rule) = kind.rule().filter(|_| !kind.unless.is_some_and(there)) else { return };
        let path = joined(directory, kind.path.as_bytes());
        let probe = kind.inside.map_or_else(|| path.clone(), |p| joined(directory, p.as_bytes()));
        self.add(Canary {
            directory: kind.inside.is_some(),
            path,
            probe,
            rule: Some(rule),
            own: kind.holds.unwrap_or_else(|| supposed_severity(rule)),
            likely,
            lines: kind.lines().into_iter().map(ToOwned::to_owned).collect(),
            made_up: false,
            hint: None,
        });
    }

    fn gitignore(&mut self, gitignore: &Gitignore) {
        for (at, line) in gitignore.lines.iter().enumerate() {
            let pattern = &line.pattern;
            let Some(example) = pattern.example().filter(|_| !pattern.negated) else { continue };
            let later = gitignore.lines[at + 1..].iter().map(|later| &later.pattern);
            if later.filter(|later| later.negated).any(|later| later.hits(&example.path)) {
                continue;
            }
            let path = joined(&gitignore.directory, &example.path);
            let directory = std::str::from_utf8(&gitignore.directory).ok();
            let said = directory.and_then(|directory| pattern.line(directory));
            self.instance(path, example.directory, said, gitignore.hint(line));
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
            likely: Likely::Yes,
            path,
            directory,
            probe,
            rule,
            made_up: hint.text.contains(['*', '?', '[']),
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
    if rule.needs_marker { rule.severity.milder() } else { rule.severity }
}

fn joined(directory: &[u8], below: &[u8]) -> Vec<u8> {
    if directory.is_empty() { below.to_vec() } else { [directory, below].join(&b'/') }
}
