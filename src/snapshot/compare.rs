//! What is different between two snapshots.
//!
//! Facts only: which entries came, went and changed, what is said now that was not said before, and
//! from which instruction on each stage is built again. What cannot be known of snapshots without a
//! list of entries stays open and is never guessed.

use super::lock::{BuildLock, FileLock, IssueLock, NamedLock, PartLock, PathLock, Snapshot};
use super::rebuilt::{Busted, busted};
use crate::context::Totals;
use crate::path::{ContextPath, ancestors};
use crate::severity::Severity;
use std::collections::{BTreeMap, HashSet};

/// What is different between two snapshots.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The builds that both have.
    pub builds: Vec<BuildDifference>,
    /// Builds that only the first has.
    pub gone: Vec<BuildLock>,
    /// Builds that only the second has.
    pub new: Vec<BuildLock>,
}

/// What is different between two builds.
#[derive(Clone, Debug)]
pub struct BuildDifference {
    /// The build as it was; its entries and findings are told below.
    pub before: BuildLock,
    /// The build as it is.
    pub after: BuildLock,
    /// The contexts, the main one first.
    pub parts: Vec<PartDifference>,
    /// What is said now and was not, or not as gravely; the worst first.
    pub new: Vec<IssueChange>,
    /// What was said and is not any more; the worst first.
    pub gone: Vec<IssueLock>,
    /// Whether the rules were asked both times.
    pub asked: bool,
    /// Where each stage begins to be built again, in the order of stages.
    pub busted: Vec<Busted>,
}

/// What is different in one context.
#[derive(Clone, Debug)]
pub struct PartDifference {
    /// Its name; `None` for the main one.
    pub name: Option<String>,
    /// What was asked of it.
    pub before: Totals,
    /// What is asked of it.
    pub after: Totals,
    /// Whether the same is asked, to the last byte; `None` if different permission bits count, and
    /// nothing is listed.
    pub same: Option<bool>,
    /// Which entries differ.
    pub changes: Listed,
    /// The directories at the root of which something else is asked.
    pub top: Vec<TopChange>,
}

/// Entries that differ, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// All of them, in byte order of paths.
    Known(Vec<Change>),
    /// One of the snapshots lists no entries.
    Unknown,
}

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: ContextPath,
    /// What it is, or was.
    pub kind: String,
    /// What became of it.
    pub how: How,
    /// Bytes before and after.
    pub bytes: (u64, u64),
    /// The topmost directory above it that came or went as a whole.
    pub within: Option<ContextPath>,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It is another.
    Changed {
        /// Its content, or where a link leads to.
        content: bool,
        /// Its permission bits before and after, if they differ.
        mode: Option<(String, String)>,
        /// What it was, if it was something else.
        kind: Option<String>,
    },
}

/// A directory of which something else is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopChange {
    /// Which; `.` for the files at the root.
    pub path: ContextPath,
    /// Files and bytes before.
    pub before: (u64, u64),
    /// Files and bytes after.
    pub after: (u64, u64),
}

/// Something that is said now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueChange {
    /// What.
    pub issue: IssueLock,
    /// How bad it counted before; `None` if it was not said.
    pub was: Option<Severity>,
}

impl Difference {
    /// How bad the worst counts that is new.
    pub fn worst(&self) -> Option<Severity> {
        let changed = self.builds.iter().flat_map(|build| &build.new).map(|new| &new.issue);
        let new = self.new.iter().flat_map(|build| build.findings.iter().flatten());
        changed.chain(new).map(IssueLock::counts_as).max()
    }
}

impl BuildDifference {
    /// Whether nothing differs that is known of a build before it runs; `None` if that is open.
    pub fn is_same(&self) -> Option<bool> {
        (self.before.modes == self.after.modes).then(|| self.before.hash == self.after.hash)
    }
}

impl PartDifference {
    /// The changes, as far as they are known.
    pub fn known(&self) -> &[Change] {
        match &self.changes {
            Listed::Known(changes) => changes,
            Listed::Unknown => &[],
        }
    }
}

/// Compares two snapshots. One build each is the same build, whatever it is called; of several those
/// are that agree in engine, Dockerfile and target.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Difference {
    let mut difference = Difference { builds: Vec::new(), gone: Vec::new(), new: Vec::new() };
    if let ([before], [after]) = (before.builds.as_slice(), after.builds.as_slice()) {
        difference.builds.push(builds(before, after));
        return difference;
    }
    let name = |build: &BuildLock| {
        let dockerfile = build.dockerfile.as_ref().map(|dockerfile| dockerfile.name.clone());
        (build.engine.clone(), dockerfile, build.target.clone())
    };
    for build in &after.builds {
        match before.builds.iter().find(|other| name(other) == name(build)) {
            Some(other) => difference.builds.push(builds(other, build)),
            None => difference.new.push(build.clone()),
        }
    }
    let is_gone = |build: &&BuildLock| !after.builds.iter().any(|it| name(it) == name(build));
    difference.gone = before.builds.iter().filter(is_gone).cloned().collect();
    difference
}

fn builds(before: &BuildLock, after: &BuildLock) -> BuildDifference {
    let comparable = before.modes == after.modes;
    let mut parts = vec![part(None, Some(&before.context), Some(&after.context), comparable)];
    let mut names: Vec<&String> =
        before.named.iter().chain(&after.named).map(|named| &named.name).collect();
    names.sort();
    names.dedup();
    for name in names {
        let of = |list: &'_ [NamedLock]| {
            list.iter().find(|named| named.name == *name).and_then(|named| named.context.clone())
        };
        let (before, after) = (of(&before.named), of(&after.named));
        if before.is_some() || after.is_some() {
            let name = Some(name.clone());
            parts.push(part(name, before.as_ref(), after.as_ref(), comparable));
        }
    }
    let (new, gone) = issues(before, after);
    BuildDifference {
        busted: busted(before, after, comparable),
        before: without_lists(before),
        after: without_lists(after),
        parts,
        new,
        gone,
        asked: before.findings.is_some() && after.findings.is_some(),
    }
}

/// The head of a build: what is long is told by its differences.
fn without_lists(build: &BuildLock) -> BuildLock {
    let mut head = build.clone();
    head.context.entries = None;
    head.named.iter_mut().flat_map(|named| &mut named.context).for_each(|part| part.entries = None);
    head.findings = None;
    head
}

fn part(
    name: Option<String>,
    before: Option<&PartLock>,
    after: Option<&PartLock>,
    comparable: bool,
) -> PartDifference {
    let nothing = PartLock { entries: Some(Vec::new()), ..PartLock::default() };
    let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    let totals = |part: &PartLock| Totals {
        files: part.files,
        directories: part.directories,
        bytes: part.bytes,
    };
    let same_hash = (comparable && !before.hash.is_empty() && !after.hash.is_empty())
        .then(|| before.hash == after.hash);
    let changes = match (&before.entries, &after.entries, same_hash) {
        (_, _, Some(true)) => Listed::Known(Vec::new()),
        (Some(before), Some(after), _) => Listed::Known(changes(before, after, comparable)),
        (_, _, _) => Listed::Unknown,
    };
    let same = match &changes {
        Listed::Known(changes) => Some(changes.is_empty()),
        Listed::Unknown => same_hash,
    };
    PartDifference {
        name,
        before: totals(before),
        after: totals(after),
        same,
        changes,
        top: top(before, after),
    }
}

fn changes(before: &[FileLock], after: &[FileLock], comparable: bool) -> Vec<Change> {
    let by_path = |list: &'_ [FileLock]| -> BTreeMap<ContextPath, FileLock> {
        list.iter().map(|file| (file.path.path(), file.clone())).collect()
    };
    let (before, after) = (by_path(before), by_path(after));
    let (there, here) = (directories(&before), directories(&after));
    let mut changes = Vec::new();
    for (path, old) in &before {
        let (how, kind, size) = match after.get(path) {
            None => (How::Removed, &old.kind, 0),
            Some(new) => match changed(old, new, comparable) {
                Some(how) => (how, &new.kind, new.size.unwrap_or(0)),
                None => continue,
            },
        };
        let within = (how == How::Removed).then(|| topmost(path, &here)).flatten();
        let bytes = (old.size.unwrap_or(0), size);
        changes.push(Change { path: path.clone(), kind: kind.clone(), how, bytes, within });
    }
    for (path, new) in after.iter().filter(|(path, _)| !before.contains_key(*path)) {
        changes.push(Change {
            path: path.clone(),
            kind: new.kind.clone(),
            how: How::Added,
            bytes: (0, new.size.unwrap_or(0)),
            within: topmost(path, &there),
        });
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

fn changed(old: &FileLock, new: &FileLock, comparable: bool) -> Option<How> {
    let other_kind = old.kind != new.kind;
    let content = old.blake3 != new.blake3;
    let (was, is) = (counted(old, comparable), counted(new, comparable));
    let mode =
        (was != is && !other_kind).then(|| (was.unwrap_or_default(), is.unwrap_or_default()));
    let kind = other_kind.then(|| old.kind.clone());
    (content || mode.is_some() || other_kind).then_some(How::Changed { content, mode, kind })
}

/// The permission bits; only those that git carries, if one of the snapshots has no others.
fn counted(file: &FileLock, comparable: bool) -> Option<String> {
    let mode = file.mode.as_ref()?;
    if comparable {
        return Some(mode.clone());
    }
    let runs = u32::from_str_radix(mode, 8).is_ok_and(|bits| bits & 0o100 != 0);
    let bits = if runs || file.kind == "directory" { "0755" } else { "0644" };
    Some(bits.to_owned())
}

/// Every directory in which there is something, or that is there itself.
fn directories(entries: &BTreeMap<ContextPath, FileLock>) -> HashSet<Vec<u8>> {
    let mut directories = HashSet::new();
    for (path, file) in entries {
        directories.extend(ancestors(path).map(<[u8]>::to_vec));
        if file.kind == "directory" {
            directories.insert(path.to_vec());
        }
    }
    directories
}

/// The topmost directory above a path, or it itself, that the other side does not have.
fn topmost(path: &[u8], known: &HashSet<Vec<u8>>) -> Option<ContextPath> {
    ancestors(path).find(|above| !known.contains(*above)).map(ContextPath::from)
}

fn top(before: &PartLock, after: &PartLock) -> Vec<TopChange> {
    let mut tops: BTreeMap<ContextPath, [(u64, u64); 2]> = BTreeMap::new();
    for (number, part) in [before, after].into_iter().enumerate() {
        for top in &part.top {
            tops.entry(top.path.path()).or_default()[number] = (top.files, top.bytes);
        }
    }
    tops.into_iter()
        .filter(|(_, [before, after])| before != after)
        .map(|(path, [before, after])| TopChange { path, before, after })
        .collect()
}

/// What makes an issue the same, whatever line it stands in.
type Name = (String, Option<String>, PathLock, Option<String>, Option<String>);

fn issues(before: &BuildLock, after: &BuildLock) -> (Vec<IssueChange>, Vec<IssueLock>) {
    let (Some(before), Some(after)) = (&before.findings, &after.findings) else {
        return (Vec::new(), Vec::new());
    };
    let by_name = |issues: &[IssueLock]| {
        let mut named: BTreeMap<Name, IssueLock> = BTreeMap::new();
        for issue in issues {
            let name = (
                issue.rule.clone(),
                issue.context.clone(),
                issue.path.clone(),
                issue.fingerprint.clone(),
                issue.about.clone(),
            );
            let worst = named.entry(name).or_insert_with(|| issue.clone());
            if issue.counts_as() > worst.counts_as() {
                *worst = issue.clone();
            }
        }
        named
    };
    let (before, after) = (by_name(before), by_name(after));
    let mut new = Vec::new();
    for (name, issue) in &after {
        let was = before.get(name).map(IssueLock::counts_as);
        if was.is_none_or(|was| issue.counts_as() > was) {
            new.push(IssueChange { issue: issue.clone(), was });
        }
    }
    let is_gone = |(name, _): &(&Name, &IssueLock)| !after.contains_key(*name);
    let mut gone: Vec<IssueLock> =
        before.iter().filter(is_gone).map(|(_, issue)| issue.clone()).collect();
    // Stable: within a severity they stay in the order of rules and paths.
    new.sort_by_key(|new| std::cmp::Reverse(new.issue.counts_as()));
    gone.sort_by_key(|issue| std::cmp::Reverse(issue.counts_as()));
    (new, gone)
}
