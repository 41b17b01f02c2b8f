//! What a rule is: one row of the catalogue, and the words its columns are written in.
//!
//! Only facts stand here. What a rule looks for is data ([`Rule::paths`], [`Marker`]); how it is
//! looked for is the engine's business, and how it is said is the report's.

use super::marker::Marker;
use crate::content::Detector;
pub use crate::severity::Severity;
use std::fmt;

/// One kind of path that has no business in a build context, or that a person should know of.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Stable name, as in `secret-dotenv`.
    pub id: &'static str,
    /// What the path is about.
    pub category: Category,
    /// How bad it is, going by the path alone; the marker may raise or lower it.
    pub severity: Severity,
    /// The language or tool that leaves such paths, or `any`.
    pub ecosystem: &'static str,
    /// What the path must be.
    pub kind: HitKind,
    /// Where it is, in the syntax of an ignore file.
    pub paths: &'static [&'static str],
    /// Where it is not, in the same syntax; wins over `paths`.
    pub except: &'static [&'static str],
    /// Whether the path alone proves nothing, so that only the marker's evidence makes a finding.
    pub needs_marker: bool,
    /// The evidence that confirms, raises or lowers.
    pub marker: Marker,
    /// Which ignore lines help; see [`Rule::suggest`].
    pub suggestion: Suggestion,
    /// Whether the suggestion is right without having read the Dockerfile.
    pub safe: bool,
    /// What vetoes the suggestion all the same.
    pub unless: Option<&'static str>,
    /// Why the path is better left at home.
    pub why: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// What looks for it in the contents of files; `None` for rules about paths.
    pub detector: Option<&'static Detector>,
}

impl Rule {
    /// What a row has unless it says otherwise.
    pub(super) const BLANK: Self = Self {
        id: "",
        category: Category::Secret,
        severity: Severity::Info,
        ecosystem: "any",
        kind: HitKind::Any,
        paths: &[],
        except: &[],
        needs_marker: false,
        marker: Marker::NONE,
        suggestion: Suggestion::Paths,
        safe: false,
        unless: None,
        why: "",
        source: "",
        detector: None,
    };

    /// The rule that speaks for a detector of contents.
    pub(super) const fn of(detector: &'static Detector) -> Self {
        Self {
            id: detector.id,
            category: Category::Secret,
            severity: detector.severity,
            kind: HitKind::File,
            detector: Some(detector),
            suggestion: Suggestion::Lines(&[]),
            why: detector.format,
            source: detector.source,
            ..Self::BLANK
        }
    }

    /// Every rule, in the order in which they are asked: those about paths, then those about
    /// contents.
    pub fn all() -> &'static [Self] {
        super::catalogue::all()
    }

    /// The rule with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|rule| rule.id == id)
    }

    /// The ignore lines that would help; empty when none can be advised.
    pub fn suggest(&self) -> &'static [&'static str] {
        match self.suggestion {
            Suggestion::Paths => self.paths,
            Suggestion::Lines(lines) => lines,
        }
    }

    /// Whether case does not matter to this rule: desktop systems and .NET write as they please.
    pub fn folds_case(&self) -> bool {
        matches!(self.category, Category::Editor | Category::Os) || self.id == "secret-nuget-config"
    }

    /// The worst this rule can say.
    pub(crate) fn worst(&self) -> Severity {
        self.marker.worst(self.severity)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// Which ignore lines a rule advises.
#[derive(Clone, Copy, Debug)]
pub enum Suggestion {
    /// Its own paths, as they are.
    Paths,
    /// These lines; none means that the rule only reports.
    Lines(&'static [&'static str]),
}

/// What a path is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Keys, tokens, passwords, and files that usually hold them.
    Secret,
    /// What infrastructure tools remember: state, plans, providers.
    IacState,
    /// Version control and what surrounds it.
    Vcs,
    /// Dependencies that a package manager brought.
    Dependency,
    /// What a tool keeps to be faster next time.
    Cache,
    /// What a build made.
    BuildOutput,
    /// What an editor left.
    Editor,
    /// What an operating system left.
    Os,
    /// What a program told about itself.
    Log,
    /// Databases, dumps, models, archives.
    Data,
    /// What a test run left, and tests.
    TestOutput,
    /// Documentation.
    Docs,
    /// What belongs to the container tools themselves.
    Docker,
}

impl Category {
    /// Every category, in the catalogue's order.
    pub const ALL: &'static [Self] = &[
        Self::Secret,
        Self::IacState,
        Self::Vcs,
        Self::Dependency,
        Self::Cache,
        Self::BuildOutput,
        Self::Editor,
        Self::Os,
        Self::Log,
        Self::Data,
        Self::TestOutput,
        Self::Docs,
        Self::Docker,
    ];

    /// A stable name for programs and command lines.
    pub fn id(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::IacState => "iac-state",
            Self::Vcs => "vcs",
            Self::Dependency => "dependency",
            Self::Cache => "cache",
            Self::BuildOutput => "build-output",
            Self::Editor => "editor",
            Self::Os => "os",
            Self::Log => "log",
            Self::Data => "data",
            Self::TestOutput => "test-output",
            Self::Docs => "docs",
            Self::Docker => "docker",
        }
    }
}

impl Category {
    /// What there is of it, as in "caches stay out of the build".
    pub fn plural(self) -> &'static str {
        match self {
            Self::Secret => "secrets",
            Self::IacState => "infrastructure state",
            Self::Vcs => "version control",
            Self::Dependency => "dependencies",
            Self::Cache => "caches",
            Self::BuildOutput => "build outputs",
            Self::Editor => "editor files",
            Self::Os => "files of the system",
            Self::Log => "logs",
            Self::Data => "data",
            Self::TestOutput => "tests and their output",
            Self::Docs => "documentation",
            Self::Docker => "container files",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// What a path must be for a rule to speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A file, a directory or a symbolic link.
    Any,
}

impl HitKind {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "dir",
            Self::Any => "any",
        }
    }
}
