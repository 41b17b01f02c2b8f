//! A build as the Dockerfile asks for it: stages, what each instruction takes from where, and with
//! every variable replaced. Plain data; `stages` and `dispatch` fill it.
//!
//! What only running the build could tell (a base image's environment and working directory, what a
//! RUN does) is marked as unknown and never guessed.

use super::heredoc::Heredoc;
use super::instruction::Word;
use super::mount::MountKind;
use super::platform::Platform;
use super::remote::SourceKind;
use crate::source::{Source, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was asked of a Dockerfile besides its text.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// `--target`.
    pub target: Option<String>,
    /// `--build-arg`.
    pub arguments: BTreeMap<String, String>,
    /// `--platform`; this machine's if none.
    pub platform: Option<Platform>,
    /// The names of `--build-context`, in order.
    pub contexts: Vec<String>,
    /// Whether the engine replaces variables in `--from`.
    pub from_expands: bool,
}

/// A tree that files are taken from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tree {
    /// The build context.
    Context,
    /// The named context of this number in [`PlanOptions::contexts`].
    Named(usize),
    /// The stage of this number.
    Stage(usize),
    /// An image that nobody here has looked at.
    Image(String),
    /// Nothing at all.
    Scratch,
}

/// A build of one target.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The Dockerfile.
    pub source: Arc<Source>,
    /// Every stage, in order.
    pub stages: Vec<Stage>,
    /// The number of the stage that is built.
    pub target: usize,
    /// Variables that have a value before the first FROM, and in a stage only where it says ARG.
    pub globals: BTreeSet<String>,
}

/// One stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its FROM.
    pub span: Span,
    /// What it starts from. The stage *is* this tree when `replaced`.
    pub base: Tree,
    /// A named context of the stage's own name takes its place, instructions and all (SPEC 8.1).
    pub replaced: bool,
    /// Whether the target needs it.
    pub reachable: bool,
    /// What happens in it, ONBUILD triggers first; empty if it is not reachable.
    pub steps: Vec<Step>,
}

impl Stage {
    /// How a person names it: its name, or its number.
    pub fn label(&self, number: usize) -> String {
        self.name.clone().unwrap_or_else(|| format!("stage {number}"))
    }
}

/// One instruction at work.
#[derive(Clone, Debug)]
pub struct Step {
    /// The instruction in the Dockerfile.
    pub span: Span,
    /// It is an ONBUILD trigger of the base stage.
    pub triggered: bool,
    /// What it does.
    pub act: Act,
}

/// What an instruction does to files.
#[derive(Clone, Debug)]
pub enum Act {
    /// `WORKDIR`: makes this directory.
    Workdir(Directory),
    /// `COPY` and `ADD`.
    Copy(Transfer),
    /// `RUN`.
    Run(Work),
}

/// A working directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Absolute and cleaned.
    pub path: String,
    /// The base image's own working directory is part of it, and was taken to be `/`.
    pub unknown: bool,
}

/// A COPY or ADD with every variable replaced.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// It is an ADD.
    pub adds: bool,
    /// Where its sources come from.
    pub from: Tree,
    /// The sources that are no here-documents.
    pub sources: Vec<Origin>,
    /// Here-documents; they come after the sources.
    pub documents: Vec<Heredoc>,
    /// Where to.
    pub destination: Destination,
    /// `--exclude`.
    pub exclude: Vec<Word>,
    /// `--parents`.
    pub parents: bool,
    /// `--link`, as far as it has an effect (SPEC 19.8).
    pub link: bool,
    /// Archives among the sources are unpacked.
    pub unpacks: bool,
}

/// One source.
#[derive(Clone, Debug)]
pub struct Origin {
    /// After expansion.
    pub text: String,
    /// As written.
    pub written: String,
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: SourceKind,
    /// Variables in it that are not set.
    pub unset: BTreeSet<String>,
    /// The base image is unknown, and could set them.
    pub could_be_set: bool,
}

/// Where a COPY or ADD puts things (SPEC 19.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Absolute and cleaned, without a trailing slash unless it is the root.
    pub path: String,
    /// Written with a trailing `/` or `/.`, or empty or `.`.
    pub directory: bool,
    /// Written with a trailing `/.`.
    pub dotted: bool,
    /// See [`Directory::unknown`].
    pub unknown: bool,
    /// Where it is written.
    pub span: Span,
}

/// A RUN.
#[derive(Clone, Debug)]
pub struct Work {
    /// The command as written.
    pub command: String,
    /// Its mounts.
    pub mounts: Vec<Mount>,
    /// The working directory.
    pub directory: Directory,
}

/// A mount of a RUN.
#[derive(Clone, Debug)]
pub struct Mount {
    /// Its kind.
    pub kind: MountKind,
    /// The tree; [`Tree::Scratch`] for those that have none.
    pub from: Tree,
    /// As given: empty for the whole tree.
    pub source: String,
    /// Absolute and cleaned.
    pub target: String,
    /// A cache that gets a directory of its own, whatever its source.
    pub owned: bool,
    /// The whole `--mount=…`.
    pub span: Span,
}

impl Plan {
    /// The numbers of the stages that make up the target: itself and those that it starts from,
    /// last first. Their layers are the image's layers.
    pub fn lineage(&self, stage: usize) -> Vec<usize> {
        let mut line = vec![stage];
        let mut at = stage;
        while let Tree::Stage(base) = self.stages[at].base {
            line.push(base);
            at = base;
        }
        line
    }

    /// The reachable stages in order.
    pub fn reachable(&self) -> impl Iterator<Item = (usize, &Stage)> {
        self.stages.iter().enumerate().filter(|(_, stage)| stage.reachable)
    }
}
