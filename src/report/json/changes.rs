//! What changed between two snapshots, for programs: version 1. Fields may be added, none may change
//! or go.

use super::path;
use crate::context::Totals;
use crate::report::Look;
use crate::report::changes::{Changes, Sign, amount, same_dockerfile};
use crate::snapshot::{
    BuildDifference, BuildLock, Busted, Change, How, IssueChange, IssueLock, Listed,
    PartDifference, Reason, TakeLock, TopChange,
};
use serde::Serialize;
use std::io::{self, Write};

/// The version that is written.
const SCHEMA: u32 = 1;

/// Writes what changed as one object.
pub(in crate::report) fn write(
    changes: &Changes,
    _look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    super::to_text(&ChangesV1::of(changes), out)
}

/// What `stowaway diff --format json` writes.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct ChangesV1 {
    /// The version of this format: 1. Fields may be added within a version.
    schema: u32,
    /// What the first side is called.
    before: String,
    /// What the second side is called.
    after: String,
    /// The builds that both sides have.
    builds: Vec<BuildV1>,
    /// Builds that only the first side has.
    builds_gone: Vec<HeadV1>,
    /// Builds that only the second side has.
    builds_new: Vec<HeadV1>,
}

/// Which build it is.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct HeadV1 {
    /// The engine's id.
    engine: String,
    /// The Dockerfile; null if there is none.
    dockerfile: Option<String>,
    /// The stage that is built; null without a Dockerfile.
    target: Option<String>,
    /// The ignore file in force; null if there is none.
    ignore_file: Option<String>,
    /// The hash of all that is known of the build before it runs.
    hash: String,
}

/// One build.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct BuildV1 {
    /// As it was.
    before: HeadV1,
    /// As it is.
    after: HeadV1,
    /// Whether all that is known of it before it runs is the same; null if that is open, because the
    /// sides count different permission bits.
    same: Option<bool>,
    /// Whether the Dockerfile holds the same.
    same_dockerfile: bool,
    /// The contexts, the main one first.
    contexts: Vec<ContextV1>,
    /// What is said now and was not, or not as gravely; the worst first. Null if one side has no
    /// findings.
    findings_new: Option<Vec<NewV1>>,
    /// What was said and is not any more; null if one side has no findings.
    findings_gone: Option<Vec<IssueV1>>,
    /// Where each stage begins to be built again, in the order of stages.
    built_again: Vec<BustedV1>,
}

/// One context.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct ContextV1 {
    /// Its name; null for the main one.
    name: Option<String>,
    /// Whether the same is asked of it, to the last byte; null if that is open.
    same: Option<bool>,
    /// What was asked of it.
    before: AmountV1,
    /// What is asked of it.
    after: AmountV1,
    /// What came; null if one side lists no entries. So are the other two.
    added: Option<AmountV1>,
    /// What went.
    removed: Option<AmountV1>,
    /// What changed, by its size now.
    changed: Option<AmountV1>,
    /// Every entry that differs, in byte order of paths; null if one side lists none.
    entries: Option<Vec<EntryV1>>,
    /// The directories at the root of which something else is asked; `.` for the files there.
    top: Vec<TopV1>,
}

/// Files, directories and bytes.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct AmountV1 {
    /// Everything that is not a directory.
    files: u64,
    /// Directories.
    directories: u64,
    /// Bytes.
    bytes: u64,
}

/// An entry that differs.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct EntryV1 {
    /// `added`, `removed` or `changed`.
    change: &'static str,
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    /// What it is, or was: `file`, `directory`, `symlink`, `fifo`, `socket` or `device`.
    kind: String,
    /// Bytes before.
    bytes_before: u64,
    /// Bytes after.
    bytes_after: u64,
    /// Of a change: whether the content, or where a link leads, is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<bool>,
    /// Of a change: the permission bits before, octal; left out if they are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode_before: Option<String>,
    /// The same after.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode_after: Option<String>,
    /// Of a change: what it was, if it was something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind_before: Option<String>,
}

/// A directory at the root.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct TopV1 {
    /// Its name; ill-formed bytes are replaced by U+FFFD.
    path: String,
    /// The name's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    /// Files before.
    files_before: u64,
    /// Files after.
    files_after: u64,
    /// Bytes before.
    bytes_before: u64,
    /// Bytes after.
    bytes_after: u64,
}

/// Something that a rule or a check says.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct IssueV1 {
    /// The id of the rule or check.
    rule: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    severity: String,
    /// How bad it counts for `--fail-on`.
    counts_as: String,
    /// The named context that it speaks of; null for the main one.
    context: Option<String>,
    /// Where; of a check that is about an instruction the file that it stands in.
    path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    /// Of a check: the first line of the instruction.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// Of a secret: what tells its value from others, and nothing else about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
}

/// Something that is said now.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct NewV1 {
    /// What.
    #[serde(flatten)]
    issue: IssueV1,
    /// How bad it counted before; null if it was not said.
    counted_as: Option<&'static str>,
}

/// Where a stage begins to be built again.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct BustedV1 {
    /// The stage: its name, or `stage N`.
    stage: String,
    /// The line of the instruction, counted from 1; null for the FROM of the stage.
    line: Option<usize>,
    /// Its first line.
    instruction: String,
    /// `stage` (it is new), `from` (it starts from something else), `base` (it starts from a stage
    /// that is built again), `written` (the instruction is new, or says something else), `takes` (it
    /// takes something else from a context), or `perhaps` (it copies from a stage that is built
    /// again: only if that comes out otherwise).
    reason: &'static str,
    /// Of `base` and `perhaps` the other stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// Of `takes` what it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    took: Option<AmountV1>,
    /// Of `takes` what it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    takes: Option<AmountV1>,
}

impl ChangesV1 {
    fn of(changes: &Changes) -> Self {
        let difference = &changes.difference;
        Self {
            schema: SCHEMA,
            before: changes.before.clone(),
            after: changes.after.clone(),
            builds: difference.builds.iter().map(BuildV1::of).collect(),
            builds_gone: difference.gone.iter().map(HeadV1::of).collect(),
            builds_new: difference.new.iter().map(HeadV1::of).collect(),
        }
    }
}

impl HeadV1 {
    fn of(build: &BuildLock) -> Self {
        Self {
            engine: build.engine.clone(),
            dockerfile: build.dockerfile.as_ref().map(|dockerfile| dockerfile.name.clone()),
            target: build.target.clone(),
            ignore_file: build.context.ignore_file.clone(),
            hash: build.hash.clone(),
        }
    }
}

impl BuildV1 {
    fn of(build: &BuildDifference) -> Self {
        let new = || build.new.iter().map(NewV1::of).collect();
        let gone = || build.gone.iter().map(IssueV1::of).collect();
        Self {
            before: HeadV1::of(&build.before),
            after: HeadV1::of(&build.after),
            same: build.is_same(),
            same_dockerfile: same_dockerfile(build),
            contexts: build.parts.iter().map(ContextV1::of).collect(),
            findings_new: build.asked.then(new),
            findings_gone: build.asked.then(gone),
            built_again: build.busted.iter().map(BustedV1::of).collect(),
        }
    }
}

impl ContextV1 {
    fn of(part: &PartDifference) -> Self {
        let is_known = part.changes != Listed::Unknown;
        let of = |sign| {
            let amount = amount(part, sign);
            let (was, is) = amount.bytes;
            let bytes = if sign == Sign::Removed { was } else { is };
            is_known.then_some(AmountV1 {
                files: amount.files,
                directories: amount.directories,
                bytes,
            })
        };
        Self {
            name: part.name.clone(),
            same: part.same,
            before: AmountV1::of(part.before),
            after: AmountV1::of(part.after),
            added: of(Sign::Added),
            removed: of(Sign::Removed),
            changed: of(Sign::Changed),
            entries: is_known.then(|| part.known().iter().map(EntryV1::of).collect()),
            top: part.top.iter().map(TopV1::of).collect(),
        }
    }
}

impl AmountV1 {
    fn of(totals: Totals) -> Self {
        let Totals { files, directories, bytes } = totals;
        Self { files, directories, bytes }
    }

    fn taken(take: Option<&TakeLock>) -> Self {
        let (files, bytes) = take.map_or((0, 0), |take| (take.files, take.bytes));
        Self { files, directories: 0, bytes }
    }
}

impl EntryV1 {
    fn of(change: &Change) -> Self {
        let (path, path_bytes) = path(&change.path);
        let (name, content, mode, kind_before) = match &change.how {
            How::Added => (Sign::Added, None, None, None),
            How::Removed => (Sign::Removed, None, None, None),
            How::Changed { content, mode, kind } => {
                (Sign::Changed, Some(*content), mode.clone(), kind.clone())
            }
        };
        let (bytes_before, bytes_after) = change.bytes;
        Self {
            change: name.id(),
            path,
            path_bytes,
            kind: change.kind.clone(),
            bytes_before,
            bytes_after,
            content,
            mode_before: mode.as_ref().map(|(was, _)| was.clone()),
            mode_after: mode.map(|(_, is)| is),
            kind_before,
        }
    }
}

impl TopV1 {
    fn of(top: &TopChange) -> Self {
        let (path, path_bytes) = path(&top.path);
        let ((files_before, bytes_before), (files_after, bytes_after)) = (top.before, top.after);
        Self { path, path_bytes, files_before, files_after, bytes_before, bytes_after }
    }
}

impl IssueV1 {
    fn of(issue: &IssueLock) -> Self {
        let (path, path_bytes) = path(&issue.path.path());
        Self {
            rule: issue.rule.clone(),
            severity: issue.severity.clone(),
            counts_as: issue.counts_as.clone(),
            context: issue.context.clone(),
            path,
            path_bytes,
            about: issue.about.clone(),
            fingerprint: issue.fingerprint.clone(),
        }
    }
}

impl NewV1 {
    fn of(new: &IssueChange) -> Self {
        Self { issue: IssueV1::of(&new.issue), counted_as: new.was.map(|was| was.id()) }
    }
}

impl BustedV1 {
    fn of(busted: &Busted) -> Self {
        let (reason, of, takes) = match &busted.reason {
            Reason::Stage => ("stage", None, None),
            Reason::From => ("from", None, None),
            Reason::Base(stage) => ("base", Some(stage.clone()), None),
            Reason::Written => ("written", None, None),
            Reason::Perhaps(stage) => ("perhaps", Some(stage.clone()), None),
            Reason::Takes(before, after) => {
                ("takes", None, Some((before.as_ref(), after.as_ref())))
            }
        };
        Self {
            stage: busted.stage.clone(),
            line: (busted.line > 0).then_some(busted.line),
            instruction: busted.text.clone(),
            reason,
            of,
            took: takes.map(|(before, _)| AmountV1::taken(before)),
            takes: takes.map(|(_, after)| AmountV1::taken(after)),
        }
    }
}
