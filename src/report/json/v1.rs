//! Version 1 of the JSON format, field by field. What stands here is a promise: fields may be added,
//! none may change or go.

use super::of_git::{GitV1, NeedV1};
use serde::Serialize;

/// What `stowaway check --format json` writes.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum Output {
    /// One build under one engine.
    Build(Box<Build>),
    /// One build under every engine (`--engine all`).
    Engines(Engines),
}

/// One build under every engine.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct Engines {
    /// The version of this format: 1. Fields may be added within a version.
    pub(super) schema: u32,
    /// One report for each engine, in the order of `stowaway check --help`.
    pub(super) engines: Vec<Build>,
    /// The paths on which the engines that would run differ, in byte order.
    pub(super) differences: Vec<DifferenceV1>,
}

/// One build under one engine.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct Build {
    /// The version of this format: 1. Fields may be added within a version.
    pub(super) schema: u32,
    /// The context as it was named.
    pub(super) context: String,
    /// The engine's id, as typed after `--engine`.
    pub(super) engine: &'static str,
    /// The Dockerfile, relative to the context where it lies inside; `-` if it came on standard
    /// input; null if there is none.
    pub(super) dockerfile: Option<String>,
    /// The stages of the Dockerfile, in order; empty if there is none.
    pub(super) stages: Vec<StageV1>,
    /// The number of the stage that is built, counted from 0; null if there is no Dockerfile.
    pub(super) target: Option<usize>,
    /// The ignore file in force; null if there is none.
    pub(super) ignore_file: Option<IgnoreFileV1>,
    /// Ignore files that are there and are not read by this engine.
    pub(super) unread: Vec<UnreadV1>,
    /// Why the engine would refuse the build before it copies anything; null if it would not. What
    /// fails while files are copied is among `remarks`.
    pub(super) failure: Option<FailureV1>,
    /// What may travel: everything that is not held back. Null if the build is refused before
    /// anyone looks into the context.
    pub(super) eligible: Option<TotalsV1>,
    /// What travels: what the build asks for and what the engine's client adds; null if the build
    /// is refused before anyone looks into the context.
    pub(super) sent: Option<TotalsV1>,
    /// Whether all that may travel is sent.
    pub(super) sends_everything: Option<bool>,
    /// The paths and globs that the Dockerfile asks for, relative to the context, before links are
    /// followed; empty if it refers to nothing in the context, null if it asks for everything or
    /// there is no Dockerfile. The classic builder and Podman do not go by it.
    pub(super) asked: Option<Vec<String>>,
    /// The instructions that refer to the context, in order; empty for engines that do not go by
    /// them.
    pub(super) references: Vec<ReferenceV1>,
    /// Files that the engine's client makes and sends too.
    pub(super) added: Vec<AddedV1>,
    /// The contexts named by `--build-context`.
    pub(super) contexts: Vec<ContextV1>,
    /// What was seen and stays. A directory that the engine leaves unopened counts as one
    /// directory, with nothing below it.
    pub(super) held: Option<HeldV1>,
    /// What of the context is in the final image; null without a Dockerfile, or if the build is
    /// refused before anyone looks into the context.
    pub(super) in_image: Option<TotalsV1>,
    /// Everything that there is, held back or not; null unless `--on-disk` asks for it.
    pub(super) on_disk: Option<TotalsV1>,
    /// The few entries that explain most of what travels, disjoint, the heaviest first.
    pub(super) heaviest: Vec<WeightV1>,
    /// Files that have content and arrive without it.
    pub(super) empty: Vec<EmptyV1>,
    /// What of the contents of what is sent was searched for secrets; null if nobody looked
    /// (`--no-content`).
    pub(super) searched: Option<SearchedV1>,
    /// What the rules say, the worst first; null if they were not asked (`--no-rules`).
    pub(super) findings: Option<Vec<FindingV1>>,
    /// What the checks say of the Dockerfile and this context, the worst first.
    pub(super) remarks: Vec<RemarkV1>,
    /// What git says of what is sent; null if it was not asked, or there is no repository.
    pub(super) git: Option<GitV1>,
    /// What is said of files that are not there but could be; null if nobody asked
    /// (`--canaries`).
    pub(super) canaries: Option<super::canaries::CanariesV1>,
    /// Ignore lines that would help, the heaviest first, each measured on this tree.
    pub(super) suggestions: Vec<super::suggestions::SuggestionV1>,
    /// What would put the ignore file right as it stands, the heaviest first, each proved on this
    /// tree.
    pub(super) repairs: Vec<super::suggestions::RepairV1>,
    /// What would be sent with all suggestions and repairs.
    pub(super) after: Option<TotalsV1>,
    /// Places that could not be looked at.
    pub(super) problems: Vec<ProblemV1>,
}

/// The ignore file in force.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct IgnoreFileV1 {
    /// Its name, relative to the context where it lies inside.
    pub(super) name: String,
    /// How many patterns it holds.
    pub(super) patterns: usize,
}

/// A stage of the Dockerfile.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct StageV1 {
    /// Its name, in lower case; null if it has none.
    pub(super) name: Option<String>,
    /// Whether the target needs it.
    pub(super) reachable: bool,
}

/// An instruction that refers to the context.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct ReferenceV1 {
    /// The Dockerfile.
    pub(super) file: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// The first line of the instruction; of a RUN the mount.
    pub(super) instruction: String,
}

/// A file that the engine's client makes and sends.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct AddedV1 {
    /// Its name at the root of the context; `RANDOM` stands for what changes from run to run.
    pub(super) name: &'static str,
    /// Its size.
    pub(super) bytes: u64,
}

/// A context named by `--build-context`.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct ContextV1 {
    /// Its name.
    pub(super) name: String,
    /// What it stands for, as it was given.
    pub(super) value: String,
    /// Its own ignore file; null if there is none.
    pub(super) ignore_file: Option<IgnoreFileV1>,
    /// As in the report itself.
    pub(super) asked: Option<Vec<String>>,
    /// What may travel; null if it is no directory here, or nothing refers to it.
    pub(super) eligible: Option<TotalsV1>,
    /// What is sent; null if it is no directory here, or nothing refers to it.
    pub(super) sent: Option<TotalsV1>,
    /// Places that could not be looked at, relative to this context.
    pub(super) problems: Vec<ProblemV1>,
}

/// An ignore file that is there and is not read.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct UnreadV1 {
    /// Its name, relative to the context where it lies inside.
    pub(super) name: String,
    /// Why not.
    pub(super) reason: String,
}

/// A build that the engine would refuse.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct FailureV1 {
    /// Why, as a stable name such as `pattern-syntax`.
    pub(super) cause: &'static str,
    /// What the engine would print.
    pub(super) message: String,
    /// What can be done about it.
    pub(super) help: &'static str,
    /// The file that the reason stands in, if it stands in one.
    pub(super) file: Option<String>,
    /// Its line, counted from 1.
    pub(super) line: Option<usize>,
    /// Its column, in characters, counted from 1.
    pub(super) column: Option<usize>,
    /// The path in the context at which the engine stops.
    pub(super) path: Option<String>,
}

/// Files, directories and bytes.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct TotalsV1 {
    /// Everything that is not a directory.
    pub(super) files: u64,
    /// Directories.
    pub(super) directories: u64,
    /// Apparent bytes of regular files; the content of hard links counts once.
    pub(super) bytes: u64,
}

/// What was seen and stays.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct HeldV1 {
    /// Everything that is not a directory.
    pub(super) files: u64,
    /// Directories; those that the engine leaves unopened included.
    pub(super) directories: u64,
}

/// A path with what travels with it.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct EntryV1 {
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_bytes: Option<Vec<u8>>,
    /// `file`, `directory`, `symlink`, `fifo`, `socket` or `device`.
    pub(super) kind: &'static str,
    /// Files that travel with it, itself included; in a finding those that may travel.
    pub(super) files: u64,
    /// Bytes that travel with it; in a finding those that may travel.
    pub(super) bytes: u64,
    /// In a finding: where it comes, the worst first; left out if it comes nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ways: Vec<WayV1>,
    /// How many more ways there are than `ways` tells; left out if it tells all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) more_ways: Option<usize>,
    /// In a finding: what was seen in its content, in the order of paths and lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) secrets: Vec<SecretV1>,
    /// How many secrets there are besides these.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) more_secrets: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A secret in a file, never its value.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct SecretV1 {
    /// The id of the detector; `stowaway explain` tells about it.
    pub(super) detector: &'static str,
    /// How bad it is here: `info`, `low`, `medium`, `high` or `critical`.
    pub(super) severity: &'static str,
    /// The file, if the entry is a directory that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    /// The line, counted from 1; null behind a part of the file that was not read.
    pub(super) line: Option<u32>,
    /// What may be shown of the value: at most its first four and last two characters.
    pub(super) shown: String,
    /// Tells this value from others: 48 bits of a salted SHA-256, in hexadecimal digits.
    pub(super) fingerprint: String,
    /// Why it is milder or graver than its format makes it; null if it is neither.
    pub(super) note: Option<&'static str>,
    /// Whether the path is one of tests, examples or documentation, which makes it milder.
    pub(super) fixture_like: bool,
}

/// What of the contents was searched.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct SearchedV1 {
    /// Files that were read.
    pub(super) files: u64,
    /// Bytes of them that were read.
    pub(super) bytes: u64,
    /// Files that were passed over for what they are: images, fonts, programs.
    pub(super) binary: u64,
    /// Files packed into one, which were not opened.
    pub(super) archives: Vec<String>,
    /// Large files, of which only both ends were read.
    pub(super) partly: Vec<String>,
    /// Pipes, sockets and devices, which are never opened.
    pub(super) special: Vec<String>,
    /// Values that have the form of a secret and are none.
    pub(super) passed_over: Vec<PassedOverV1>,
}

/// Values that have the form of a secret and are none.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct PassedOverV1 {
    /// `nothing`, `reference`, `placeholder`, `run` or `shape`.
    pub(super) gate: &'static str,
    /// How many.
    pub(super) values: u64,
}

/// A way that an entry goes.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct WayV1 {
    /// `image`: it ends in the final image; `layer`: in a layer of it, hidden by a later one;
    /// `build`: in another stage, or in a mount.
    pub(super) reach: &'static str,
    /// The stage in which it ends: its name, or `stage N`.
    pub(super) stage: String,
    /// The absolute path there; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The instructions, the earliest first.
    pub(super) steps: Vec<StepV1>,
    /// The instruction that removes it again, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) removed: Option<StepV1>,
    /// Whether it is there only while a command runs.
    pub(super) mounted: bool,
    /// Whether the place is certain; false if only the base image could tell.
    pub(super) certain: bool,
}

/// An instruction on a way.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct StepV1 {
    /// The Dockerfile.
    pub(super) file: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// The stage: its name, or `stage N`.
    pub(super) stage: String,
    /// The first line of the instruction.
    pub(super) instruction: String,
}

/// A heavy entry.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct WeightV1 {
    /// The entry.
    #[serde(flatten)]
    pub(super) entry: EntryV1,
    /// The id of the worst rule that speaks of it; null if none does.
    pub(super) rule: Option<&'static str>,
}

/// A file that arrives without its content.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct EmptyV1 {
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_bytes: Option<Vec<u8>>,
    /// `disagreement`: a `!` line takes it in when the context is listed but not when it is opened;
    /// `unreadable`: this user cannot read it.
    pub(super) reason: &'static str,
}

/// One rule speaking of one or more entries.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct FindingV1 {
    /// The rule's id; `stowaway explain` tells about it.
    pub(super) rule: &'static str,
    /// The named context that it speaks of; null for the main one.
    pub(super) context: Option<String>,
    /// The rule's category.
    pub(super) category: &'static str,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub(super) severity: &'static str,
    /// How bad it counts for `--fail-on`: a secret that leaves the machine counts in full.
    pub(super) counts_as: &'static str,
    /// How far its entries come: `image`, `layer`, `build`, `sent` or `eligible`; null without a
    /// Dockerfile.
    pub(super) reach: Option<&'static str>,
    /// What was seen besides the path, never a value that was read; null if the path says it all.
    pub(super) evidence: Option<&'static str>,
    /// The instruction that evidently needs the entries, which makes the finding milder; null if
    /// none does.
    pub(super) needed_by: Option<NeedV1>,
    /// Why it is better left at home.
    pub(super) why: &'static str,
    /// Files that may travel with all entries.
    pub(super) files: u64,
    /// Bytes that may travel with all entries.
    pub(super) bytes: u64,
    /// What of it is sent.
    pub(super) sent: TotalsV1,
    /// The entries, the heaviest first; never empty.
    pub(super) entries: Vec<EntryV1>,
    /// The suggested ignore lines that would stop them, for the ignore file of their own context.
    pub(super) lines: Vec<String>,
    /// What would stop them of what puts that file right.
    pub(super) repairs: Vec<String>,
}

/// What a check says.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct RemarkV1 {
    /// The check's id; `stowaway explain` tells about it.
    pub(super) check: &'static str,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub(super) severity: &'static str,
    /// What is the matter, in one sentence.
    pub(super) message: String,
    /// The Dockerfile or ignore file that it is about, one of git's too; null if it is about none.
    pub(super) file: Option<String>,
    /// Its line, counted from 1.
    pub(super) line: Option<usize>,
    /// Its column, in characters, counted from 1.
    pub(super) column: Option<usize>,
    /// The paths that it is about, the heaviest first.
    pub(super) paths: Vec<String>,
    /// Files that travel with them.
    pub(super) files: u64,
    /// Bytes that travel with them.
    pub(super) bytes: u64,
    /// What one has to know besides.
    pub(super) notes: Vec<String>,
    /// What to do; null if there is nothing to add.
    pub(super) help: Option<String>,
    /// Lines to write; the help says where.
    pub(super) lines: Vec<String>,
}

/// A place that could not be looked at.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct ProblemV1 {
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_bytes: Option<Vec<u8>>,
    /// `unreadable-directory`, `unreadable-entry`, `unreadable-content`, `shrunk-content`,
    /// `vanished`, `sending-stops`; of git's files `repository`, `index` or `ignore-lines`.
    pub(super) kind: &'static str,
    /// What the system said.
    pub(super) reason: String,
}

/// A path on which engines differ.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct DifferenceV1 {
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_bytes: Option<Vec<u8>>,
    /// How many further entries below it differ in the same way.
    pub(super) below: u64,
    /// What each engine does; engines that would refuse the build are left out.
    pub(super) engines: Vec<OutcomeV1>,
}

/// What one engine does with a path.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct OutcomeV1 {
    /// The engine's id.
    pub(super) engine: &'static str,
    /// `sent`, `empty` (sent without its content) or `held`.
    pub(super) fate: &'static str,
    /// Why, for a person.
    pub(super) reason: String,
}
