//! What changed between two snapshots, put into the lines that a person reads: whole directories
//! that came or went are one line each, the heaviest first.
//!
//! The facts are those of [`Difference`]; here they are only gathered.

use super::excerpt::visible;
use crate::engine::Engine;
use crate::path::ContextPath;
use crate::severity::Severity;
use crate::snapshot::{
    BuildDifference, Busted, Change, Difference, How, IssueLock, PartDifference,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A difference and how its two sides are called.
#[derive(Debug)]
pub struct Changes {
    /// What the first side is called, fit for printing.
    pub before: String,
    /// The same of the second.
    pub after: String,
    /// What has changed.
    pub difference: Difference,
    /// What one has to know of the sides, in sentences.
    pub notes: Vec<String>,
}

/// Whether something came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sign {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It changed.
    Changed,
}

impl Sign {
    /// Every sign, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    /// One character.
    pub fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '\u{2212}',
            Self::Changed => '~',
        }
    }

    /// A stable name for programs, and what a person reads.
    pub fn id(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    fn of(how: &How) -> Self {
        match how {
            How::Added => Self::Added,
            How::Removed => Self::Removed,
            How::Changed { .. } => Self::Changed,
        }
    }
}

/// One line: an entry, or a directory that came or went as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) sign: Sign,
    pub(super) path: ContextPath,
    pub(super) directory: bool,
    /// How many files it stands for.
    pub(super) files: u64,
    /// Bytes before and after.
    pub(super) bytes: (u64, u64),
    /// What of it changed, if that is not what one expects.
    pub(super) notes: Vec<String>,
}

/// How much came, went or changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) files: u64,
    pub(super) directories: u64,
    /// Bytes before and after.
    pub(super) bytes: (u64, u64),
}

/// How much of each sign.
pub(super) fn amount(part: &PartDifference, sign: Sign) -> Amount {
    let mut amount = Amount::default();
    for change in part.known().iter().filter(|change| Sign::of(&change.how) == sign) {
        amount.files += u64::from(change.kind != DIRECTORY);
        amount.directories += u64::from(change.kind == DIRECTORY);
        amount.bytes = both(amount.bytes, change.bytes);
    }
    amount
}

/// Sums of what a lock file says, which may say anything.
fn both(one: (u64, u64), other: (u64, u64)) -> (u64, u64) {
    (one.0.saturating_add(other.0), one.1.saturating_add(other.1))
}

const DIRECTORY: &str = "directory";

/// The lines of one sign, the heaviest first.
pub(super) fn lines(part: &PartDifference, sign: Sign) -> Vec<Line> {
    let mut lines: BTreeMap<ContextPath, Line> = BTreeMap::new();
    for change in part.known().iter().filter(|change| Sign::of(&change.how) == sign) {
        let directory = change.kind == DIRECTORY;
        let path = change.within.clone().unwrap_or_else(|| change.path.clone());
        let line = lines.entry(path.clone()).or_insert_with(|| Line {
            sign,
            path,
            directory: directory || change.within.is_some(),
            files: 0,
            bytes: (0, 0),
            notes: Vec::new(),
        });
        line.files += u64::from(!directory);
        line.bytes = both(line.bytes, change.bytes);
        if change.within.is_none() {
            line.notes.extend(notes(change));
        }
    }
    let mut lines: Vec<Line> = lines.into_values().collect();
    let weight = |line: &Line| line.bytes.0.max(line.bytes.1);
    lines.sort_by_key(|line| Reverse(weight(line)));
    lines
}

/// What of an entry changed besides its content.
fn notes(change: &Change) -> Vec<String> {
    let How::Changed { content, mode, kind } = &change.how else { return Vec::new() };
    let mut notes = Vec::new();
    notes.extend(kind.as_ref().map(|kind| format!("{kind} \u{2192} {}", change.kind)));
    notes.extend(mode.as_ref().map(|(was, is)| format!("mode {was} \u{2192} {is}")));
    if *content && kind.is_none() && change.kind == "symlink" {
        notes.push("leads elsewhere".to_owned());
    }
    notes
}

/// What the builds differ in, as names: what, before, after.
pub(super) fn heads(build: &BuildDifference) -> Vec<(&'static str, String, String)> {
    let (before, after) = (&build.before, &build.after);
    let title = |id: &str| Engine::find(id).map_or_else(|| id.to_owned(), |it| it.title.to_owned());
    let none = |what: &Option<String>| what.clone().unwrap_or_else(|| "none".to_owned());
    let dockerfile = |build: &crate::snapshot::BuildLock| {
        build.dockerfile.as_ref().map(|dockerfile| dockerfile.name.clone())
    };
    let pairs = [
        ("engine", title(&before.engine), title(&after.engine)),
        ("Dockerfile", none(&dockerfile(before)), none(&dockerfile(after))),
        ("target", none(&before.target), none(&after.target)),
        ("ignore file", none(&before.context.ignore_file), none(&after.context.ignore_file)),
    ];
    pairs.into_iter().filter(|(_, before, after)| before != after).collect()
}

/// Whether the Dockerfiles of both sides hold the same.
pub(super) fn same_dockerfile(build: &BuildDifference) -> bool {
    let hash = |build: &crate::snapshot::BuildLock| {
        build.dockerfile.as_ref().map(|dockerfile| dockerfile.hash.clone())
    };
    hash(&build.before) == hash(&build.after)
}

/// What differs although files and Dockerfile are the same, if anything does.
pub(super) fn typed(build: &BuildDifference) -> Option<&'static str> {
    let same = build.parts.iter().all(|part| part.same == Some(true)) && same_dockerfile(build);
    let other = same && build.is_same() == Some(false) && heads(build).is_empty();
    other.then_some("another --build-arg, --platform, or address of a context")
}

/// What an issue is about: its path, or what stands at its place.
pub(super) fn about(issue: &IssueLock) -> String {
    let path = issue.path.path();
    let shown = path.shown().to_string();
    let context = issue.context.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
    match &issue.about {
        Some(about) if path.is_empty() => visible(about.as_bytes()),
        Some(about) => format!("{} ({shown})", visible(about.as_bytes())),
        None => format!("{}{shown}", visible(context.as_bytes())),
    }
}

/// How many there are of each severity, the worst first: `1 critical, 2 high`.
pub(super) fn counted(issues: impl Iterator<Item = Severity>) -> String {
    let mut numbers: BTreeMap<Reverse<Severity>, u64> = BTreeMap::new();
    for severity in issues {
        *numbers.entry(Reverse(severity)).or_default() += 1;
    }
    let told =
        numbers.into_iter().map(|(Reverse(severity), number)| format!("{number} {severity}"));
    told.collect::<Vec<_>>().join(", ")
}

/// `Dockerfile:3`, or the Dockerfile alone for a FROM.
pub(super) fn place(build: &BuildDifference, busted: &Busted) -> String {
    let name = build.after.dockerfile.as_ref().map_or("Dockerfile", |dockerfile| &dockerfile.name);
    match busted.line {
        0 => visible(name.as_bytes()),
        line => format!("{}:{line}", visible(name.as_bytes())),
    }
}
