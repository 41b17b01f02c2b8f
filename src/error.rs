//! What can go wrong, as values: [`Error`] ends an audit, [`Failure`] is a build that the engine
//! itself would refuse, [`Problem`] is survived and becomes part of the report.
//!
//! Nothing here prints. Texts say what happened, where, and what to do; a test holds each of them.

mod unwritten;

pub use unwritten::Unwritten;

use crate::path::{ContextPath, Shown};
use crate::source::{Position, Source, Span};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An audit that cannot be done. Exit code 2.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The context does not exist.
    #[error("context `{}` does not exist; name a directory, as in `stowaway check .`", shown(.0))]
    ContextMissing(PathBuf),
    /// The context is a file or something else that is not a directory.
    #[error(
        "context `{}` is not a directory; name the directory that `docker build` would be given",
        shown(.0)
    )]
    ContextNotDirectory(PathBuf),
    /// The context cannot be listed.
    #[error("context `{}` cannot be read: {reason}", shown(path))]
    ContextUnreadable {
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file named by `--file` cannot be read.
    #[error(
        "Dockerfile `{}` cannot be read: {reason}; name a file, relative to the working directory",
        shown(path)
    )]
    Dockerfile {
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A stage was named, and there is no Dockerfile that could have it.
    #[error("there is no Dockerfile that could have the stage `{}`; name it with -f", Shown(.0.as_bytes()))]
    NoDockerfile(String),
    /// A directory named by `--build-context` cannot be read.
    #[error(
        "build context `{}` cannot be read: `{}`: {reason}; name a directory, relative to the \
         working directory",
        Shown(name.as_bytes()),
        shown(path)
    )]
    NamedContext {
        /// The name of the context.
        name: String,
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file named by `--ignorefile` cannot be read.
    #[error("ignore file `{}` cannot be read: {reason}", shown(path))]
    IgnoreFile {
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A git revision cannot be read.
    #[error("revision `{}` cannot be read: {reason}", Shown(revision.as_bytes()))]
    Revision {
        /// As it was given.
        revision: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A file was to be changed or made, and was not.
    #[error("`{}` is not written: {why}", shown(path))]
    NotWritten {
        /// As it was given.
        path: PathBuf,
        /// Why not, and what to do.
        why: Unwritten,
    },
    /// The worker threads could not be started.
    #[error("cannot start {threads} worker threads: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        reason: String,
    },
    /// The engine would refuse this build before it looks at any file.
    #[error("{0}")]
    Refused(Box<Failure>),
}

fn shown(path: &Path) -> String {
    Shown(path.as_os_str().as_encoded_bytes()).to_string()
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Refused(Box::new(failure))
    }
}

/// A build that the engine would refuse: why, in whose words, and what to do about it.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Why, as a class that a program can test for.
    pub cause: Cause,
    /// The engine's id, such as `buildkit`.
    pub engine: &'static str,
    /// What the engine would print, as far as it does not vary from run to run (SPEC 16); paths in
    /// it are escaped.
    pub message: String,
    /// Where in the ignore file the reason stands.
    pub place: Option<Place>,
    /// The path in the context at which the engine stops.
    pub path: Option<ContextPath>,
}

impl Failure {
    /// What a person can do about it.
    pub fn help(&self) -> &'static str {
        match self.cause {
            // BuildKit takes quotes for the shell's, and blanks divide before it looks at them.
            Cause::Substitution if self.message.ends_with("-quote") => QUOTES,
            Cause::BaseName if self.message.contains("invalid reference format") => REFERENCE,
            Cause::DockerfileSyntax if self.place.as_ref().is_some_and(has_bare_return) => RETURNS,
            Cause::DockerfileUnreadable if self.message.ends_with("be empty") => EMPTY,
            cause => cause.help(),
        }
    }
}

/// Whether a carriage return stands alone: only a line feed ends a line.
fn has_bare_return(place: &Place) -> bool {
    let bytes = place.source.bytes();
    let bare = |&at: &usize| bytes.get(at + 1).is_some_and(|next| *next != b'\n');
    memchr::memchr_iter(b'\r', bytes).any(|at| bare(&at))
}

const EMPTY: &str = "make it readable: what this user cannot read arrives empty";

const RETURNS: &str = "end the lines with line feeds: a carriage return alone ends none";

const REFERENCE: &str = "name a stage that is there, in its own letters, or an image";

const QUOTES: &str =
    "close the quote; a path with blanks needs the JSON form: [\"a b.txt\", \"/x/\"]";

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            let Position { line, column } = place.position();
            write!(f, "{}:{line}:{column}: ", place.source.name())?;
        }
        match self.cause {
            Cause::TooMuch => write!(f, "not followed: {}", self.message),
            _ => write!(f, "the build would fail: {}", self.message),
        }
    }
}

/// A part of a small file that a message speaks of.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The part.
    pub span: Span,
}

impl Place {
    /// Line and column of the first byte.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }
}

/// Why an engine refuses a build (SPEC 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// A line that is `!` and nothing else (SPEC 3.2).
    IllegalExclusion,
    /// A pattern that does not parse, noticed at once (SPEC 3.5) or when first evaluated (SPEC 4.5).
    PatternSyntax,
    /// A line of more than 65,535 bytes (SPEC 2.2).
    LineTooLong,
    /// A control character in a list that travels as a raw header (SPEC 5.10, 14).
    ControlCharacter,
    /// More patterns than one header list holds (SPEC 18).
    HeaderList,
    /// A directory that the engine has to read and cannot (SPEC 5.8, 10.2, 14).
    UnreadableDirectory,
    /// A file that the engine has to read and cannot (SPEC 10.2, 13.3).
    UnreadableFile,
    /// An ignore file that exists and cannot be read (SPEC 10.1, 11.1).
    IgnoreFileUnreadable,
    /// A directory in the ignore file's place (SPEC 10.1, 11.1).
    IgnoreFileIsDirectory,
    /// The engine finds no Dockerfile under any name that it knows (SPEC 11.1).
    NoDockerfile,
    /// A Dockerfile that exists and cannot be read, or not under its name (SPEC 9.2).
    DockerfileUnreadable,
    /// A Dockerfile that does not parse.
    DockerfileSyntax,
    /// A word whose variables cannot be replaced (SPEC 8.7).
    Substitution,
    /// A FROM without an image or with a platform that is none (SPEC 8.1).
    BaseName,
    /// `--target` names no stage (SPEC 8.2).
    UnknownTarget,
    /// `--from` has a number that no stage has (SPEC 8.2).
    UnknownStage,
    /// Stages that copy in a circle, or from one that comes later (SPEC 8.2).
    StageOrder,
    /// A variable in `--from` (SPEC 8.2).
    VariableInFrom,
    /// A mount with fields that no engine takes (SPEC 8.4).
    BadMount,
    /// A mount whose target is `/` (SPEC 8.4).
    MountTarget,
    /// COPY of a URL or git repository.
    RemoteSource,
    /// A source of COPY, ADD or a mount that is not there (SPEC 19.10).
    SourceMissing,
    /// A file in the place of a directory, or the reverse (SPEC 19.4).
    WrongKind,
    /// Links that lead to each other without an end.
    LinkLoop,
    /// No engine's refusal: a Dockerfile that goes beyond what is followed here.
    TooMuch,
}

impl Cause {
    /// What a person can do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::IllegalExclusion => "write a pattern after the `!`, or delete the line",
            Self::PatternSyntax => {
                "close each `[`, order each range, and put `\\` before punctuation only"
            }
            Self::LineTooLong => {
                "break the line: at most 65,535 bytes are allowed, comments included"
            }
            Self::ControlCharacter => {
                "delete the control character; one pattern a line, ended by a line feed"
            }
            Self::HeaderList => "use fewer patterns: one `**/name` covers every depth",
            Self::UnreadableDirectory => {
                "ignore the directory by a line of its own, or make it readable"
            }
            Self::UnreadableFile => "ignore the file, or make it readable",
            Self::IgnoreFileUnreadable => "make the ignore file readable",
            Self::IgnoreFileIsDirectory => {
                "move the directory away: its name is that of the ignore file"
            }
            Self::NoDockerfile => "name it with -f: this engine does not look for `dockerfile`",
            Self::DockerfileUnreadable => {
                "give the Dockerfile a plain name in a directory that can be read"
            }
            Self::DockerfileSyntax => "correct the Dockerfile",
            Self::Substitution => "give the variable a value, or correct the expression",
            Self::BaseName => "give the ARG before the first FROM a default, or use --build-arg",
            Self::UnknownTarget => "name a stage that the Dockerfile defines by `FROM … AS name`",
            Self::UnknownStage => "count stages from 0, or give the stage a name and use that",
            Self::StageOrder => "move the stage that is copied from above the one that copies",
            Self::VariableInFrom => {
                "write `FROM $IMAGE AS name` with an ARG before the first FROM, then use the name"
            }
            Self::BadMount => "correct the field; fields are separated by commas, without spaces",
            Self::MountTarget => "give the mount a target; a space would end the flag: quote it",
            Self::RemoteSource => "use ADD for what is not in the context",
            Self::SourceMissing => {
                "correct the path, or let the ignore file leave it in the context"
            }
            Self::WrongKind => "end the destination in `/` if it is meant to be a directory",
            Self::LinkLoop => "remove one of the links",
            Self::TooMuch => "the engine may build it; nothing can be said of it here",
        }
    }

    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::IllegalExclusion => "illegal-exclusion",
            Self::PatternSyntax => "pattern-syntax",
            Self::LineTooLong => "line-too-long",
            Self::ControlCharacter => "control-character",
            Self::HeaderList => "header-list",
            Self::UnreadableDirectory => "unreadable-directory",
            Self::UnreadableFile => "unreadable-file",
            Self::IgnoreFileUnreadable => "ignore-file-unreadable",
            Self::IgnoreFileIsDirectory => "ignore-file-is-directory",
            Self::NoDockerfile => "no-dockerfile",
            Self::DockerfileUnreadable => "dockerfile-unreadable",
            Self::DockerfileSyntax => "dockerfile-syntax",
            Self::Substitution => "substitution",
            Self::BaseName => "base-name",
            Self::UnknownTarget => "unknown-target",
            Self::UnknownStage => "unknown-stage",
            Self::StageOrder => "stage-order",
            Self::VariableInFrom => "variable-in-from",
            Self::BadMount => "bad-mount",
            Self::MountTarget => "mount-target",
            Self::RemoteSource => "remote-source",
            Self::SourceMissing => "source-missing",
            Self::WrongKind => "wrong-kind",
            Self::LinkLoop => "link-loop",
            Self::TooMuch => "too-much",
        }
    }
}

/// Something that could not be looked at. It neither aborts the audit nor vanishes from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where; empty for the context itself.
    pub path: ContextPath,
    /// What could not be done.
    pub kind: ProblemKind,
    /// What the system said, such as `Permission denied`.
    pub reason: String,
}

/// What could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// A directory's entries could not be listed, so what is below it is not counted.
    UnreadableDirectory,
    /// An entry was listed but could not be examined, so its size is not counted.
    UnreadableEntry,
    /// A directory or entry went away while the context was read.
    Vanished,
    /// A file could not be read, so that nobody knows what is in it.
    UnreadableContent,
    /// A file got shorter while it was read.
    ShrunkContent,
    /// The engine stops sending at this entry, without a word and without failing (SPEC 10.4).
    SendingStops,
    /// What is called `.git` is no repository that can be read.
    Repository,
    /// The list of what git tracks cannot be read.
    Index,
    /// A file of lines that git goes by cannot be read.
    IgnoreLines,
}

impl ProblemKind {
    /// Whether something may travel that was not counted, so that an answer is not whole.
    pub fn hides_something(self) -> bool {
        match self {
            Self::UnreadableDirectory | Self::UnreadableEntry => true,
            Self::Vanished
            | Self::UnreadableContent
            | Self::ShrunkContent
            | Self::SendingStops
            | Self::Repository
            | Self::Index
            | Self::IgnoreLines => false,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            ProblemKind::UnreadableDirectory => "cannot be listed, so what is below is not counted",
            ProblemKind::UnreadableEntry => "cannot be examined, so its size is not counted",
            ProblemKind::Vanished => "went away while the context was read",
            ProblemKind::UnreadableContent => "cannot be read, so its contents were not searched",
            ProblemKind::ShrunkContent => "got shorter while it was read",
            ProblemKind::SendingStops => "is where the engine silently stops sending",
            ProblemKind::Repository => "is no repository that can be read",
            ProblemKind::Index => "cannot be read, so what git tracks is not known",
            ProblemKind::IgnoreLines => "cannot be read, so what git ignores by it is not known",
        };
        let path =
            if self.path.is_empty() { ".".to_owned() } else { self.path.shown().to_string() };
        write!(f, "`{path}` {what}: {}", self.reason)
    }
}
