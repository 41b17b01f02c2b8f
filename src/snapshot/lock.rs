//! What a lock file holds, field by field: version 1 of the format. Fields stand in the order of
//! their names, and so they are written.
//!
//! What stands here is a promise: a reader of version 1 must understand it. No field holds a time, a
//! place on disk, a number of this machine, or a version of this program. What is new may be added;
//! what is not known is passed over.

use crate::path::ContextPath;
use crate::severity::Severity;
use serde::{Deserialize, Serialize};

/// What the field `format` says.
pub const FORMAT: &str = "stowaway snapshot 1";

/// What a lock file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Snapshot {
    /// The builds, in the order in which they were asked for.
    pub builds: Vec<BuildLock>,
    /// The name and version of the format.
    pub format: String,
}

/// One build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct BuildLock {
    /// What the build asks for of its context.
    pub context: PartLock,
    /// The Dockerfile, if there is one.
    pub dockerfile: Option<DockerfileLock>,
    /// The id of the engine.
    pub engine: String,
    /// What the rules and checks say, sorted; null if they were not asked.
    pub findings: Option<Vec<IssueLock>>,
    /// A hash over contexts, Dockerfile, target, arguments and platform: whatever of a build is
    /// known before it runs.
    pub hash: String,
    /// Which permission bits count: `sent` (all that engines send) or `git` (those that git carries).
    pub modes: String,
    /// The named contexts that the build refers to, in the order of their names.
    pub named: Vec<NamedLock>,
    /// The stages that the target needs, in order.
    pub stages: Vec<StageLock>,
    /// The stage that is built: its name, or `stage N`; null without a Dockerfile.
    pub target: Option<String>,
}

/// A Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct DockerfileLock {
    /// The BLAKE3 hash of its bytes.
    pub hash: String,
    /// Its name, relative to the context where it lies inside; `-` for standard input.
    pub name: String,
}

/// A named context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct NamedLock {
    /// What is asked of it; null for what is no directory, such as an image.
    pub context: Option<PartLock>,
    /// Its name.
    pub name: String,
}

/// What is asked of one context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PartLock {
    /// Apparent bytes; a content with several names counts once.
    pub bytes: u64,
    /// Directories.
    pub directories: u64,
    /// Every entry, in the order of the engines; left out unless it was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<FileLock>>,
    /// Everything that is no directory.
    pub files: u64,
    /// The hash of the context as it is asked for.
    pub hash: String,
    /// The ignore file in force; null if there is none.
    pub ignore_file: Option<String>,
    /// What is in each directory at the root, in the order of names, and in the root itself (`.`).
    pub top: Vec<TopLock>,
}

/// A path as text, and its bytes if the text does not say them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PathLock {
    /// The path; ill-formed bytes are replaced by U+FFFD.
    pub path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<Vec<u8>>,
}

/// What is below one directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct TopLock {
    /// Bytes.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// The directory.
    #[serde(flatten)]
    pub path: PathLock,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct FileLock {
    /// The BLAKE3 hash of a file's content or of a link's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// `file`, `directory`, `symlink`, `fifo`, `socket` or `device`, as it arrives.
    pub kind: String,
    /// The permission bits, octal; left out for links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Where it is.
    #[serde(flatten)]
    pub path: PathLock,
    /// Bytes of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// One thing that a rule or a check says, told so that it is the same when lines move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct IssueLock {
    /// Of a check: the first line of the instruction that it is about; secrets are hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The named context that it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// How bad it counts for `--fail-on`: `info`, `low`, `medium`, `high` or `critical`.
    pub counts_as: String,
    /// Of a secret in a file: what tells its value from others, and nothing else about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Where; for a check without a path the file that it is about.
    #[serde(flatten)]
    pub path: PathLock,
    /// The id of the rule or check; `stowaway explain` tells about it.
    pub rule: String,
    /// How bad it is shown as.
    pub severity: String,
}

/// One stage of the Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct StageLock {
    /// The named context that it starts from, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Its FROM; secrets are hidden.
    pub from: String,
    /// The image that it starts from, variables replaced, if it starts from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Its name, or `stage N`.
    pub name: String,
    /// The stage that it starts from, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// COPY, ADD, RUN and WORKDIR, in order.
    pub steps: Vec<StepLock>,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct StepLock {
    /// A hash of all that is written there, and for a RUN of what is set before it (ARG, ENV, SHELL,
    /// USER); secrets hidden.
    pub id: String,
    /// Its line in the Dockerfile, counted from 1.
    pub line: usize,
    /// The stages that it takes files from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// What it takes from contexts, if it takes anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<TakeLock>,
    /// Its first line; secrets are hidden.
    pub text: String,
}

/// What an instruction takes from contexts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct TakeLock {
    /// Bytes.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// A hash over each entry that it takes.
    pub hash: String,
}

/// Why something is no lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unparsed {
    /// It is no JSON, or other JSON.
    Other(String),
    /// It is one of a version that this program does not know.
    Version(String),
}

impl Snapshot {
    /// A snapshot of these builds.
    pub fn new(builds: Vec<BuildLock>) -> Self {
        Self { builds, format: FORMAT.to_owned() }
    }

    /// Reads a lock file.
    ///
    /// # Errors
    /// [`Unparsed`] for whatever is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unparsed> {
        #[derive(Deserialize)]
        struct Marked {
            format: String,
        }
        let other = |error: serde_json::Error| Unparsed::Other(error.to_string());
        let Marked { format } = serde_json::from_slice(bytes).map_err(other)?;
        match format.strip_prefix("stowaway snapshot ") {
            Some(_) if format == FORMAT => serde_json::from_slice(bytes).map_err(other),
            Some(version) => Err(Unparsed::Version(version.to_owned())),
            None => Err(Unparsed::Other(format!("its format is `{format}`"))),
        }
    }
}

impl PathLock {
    /// Writes a path down.
    pub fn of(path: &[u8]) -> Self {
        let text = String::from_utf8_lossy(path);
        let exact = (text.as_bytes() != path).then(|| path.to_vec());
        Self { path: text.into_owned(), path_bytes: exact }
    }

    /// The path as it is.
    pub fn path(&self) -> ContextPath {
        let text = || self.path.clone().into_bytes();
        ContextPath::new(self.path_bytes.clone().unwrap_or_else(text))
    }
}

impl IssueLock {
    /// How bad it counts; what nobody knows counts as the worst.
    pub fn counts_as(&self) -> Severity {
        severity(&self.counts_as)
    }

    /// How bad it is shown as.
    pub fn severity(&self) -> Severity {
        severity(&self.severity)
    }
}

fn severity(id: &str) -> Severity {
    let known = Severity::ALL.iter().copied().find(|severity| severity.id() == id);
    known.unwrap_or(Severity::Critical)
}
