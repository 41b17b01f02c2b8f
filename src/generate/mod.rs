//! Ignore files written from nothing: from what is on disk and what the Dockerfiles ask for.
//!
//! A style (`deny`, `allow`, `gitignore`) drafts sections of lines; `settle` tries the draft on the
//! tree for every engine that was named, takes out what does harm or nothing, and says what the
//! rest does. Nothing here touches the disk or writes a file.

mod allow;
mod deny;
mod draft;
mod gitignore;
mod needs;
mod settle;
mod trial;
mod unwanted;

pub use draft::{Draft, Line, Purpose, Section};
pub use needs::{Needs, Use};

use crate::build::Build;
use crate::context::{Heads, Inventory, Requested, Totals};
use crate::engine::Engine;
use crate::git::Git;
use crate::landing::Landing;
use crate::path::ContextPath;
use crate::rules::Finding;

/// What an ignore file is drafted from: a build that reads none, and what was found out about it.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The build, prepared with [`crate::build::IgnoreChoice::None`]; its engine is the first of
    /// [`Self::engines`].
    pub build: &'a Build,
    /// Every entry of the context; nothing is held back.
    pub inventory: &'a Inventory,
    /// What the Dockerfile asks for of it.
    pub requested: &'a Requested,
    /// Where it lands, if there is a Dockerfile.
    pub landing: Option<&'a Landing>,
    /// What every Dockerfile asks for that reads this ignore file.
    pub needs: &'a Needs,
    /// What git says; `None` if it was not asked.
    pub git: Option<&'a Git>,
    /// What the rules say of the tree.
    pub findings: &'a [Finding],
    /// The contents of files.
    pub heads: &'a dyn Heads,
    /// The engines that the file has to be right on; at least one.
    pub engines: &'a [&'static Engine],
}

/// How an ignore file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// What is to stay at home, line by line.
    Deny,
    /// `*`, and what is to travel.
    Allow,
    /// What git ignores, in the other language.
    FromGitignore,
}

/// An ignore file and what it does.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The bytes of the file.
    pub text: Vec<u8>,
    /// Its patterns, in order, each with what it does.
    pub lines: Vec<Told>,
    /// What a person should know besides; each is one sentence or two.
    pub notes: Vec<String>,
    /// What it comes to on each engine.
    pub proofs: Vec<Proof>,
}

/// What a line of a generated file does.
#[derive(Clone, Debug)]
pub struct Told {
    /// The line.
    pub text: String,
    /// What it stops on this tree, on the first engine; nothing for a line that lets something in
    /// or stands guard.
    pub stops: Totals,
}

/// What a generated file comes to on one engine.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The engine.
    pub engine: &'static Engine,
    /// What would travel without any ignore file.
    pub before: Totals,
    /// What travels with this one.
    pub after: Totals,
}

/// Why no ignore file is written.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no `.gitignore` that speaks of the context.
    #[error("no .gitignore speaks of this context, so there is nothing to translate")]
    NoGitIgnore,
    /// There is no Dockerfile.
    #[error("no Dockerfile says what is to travel")]
    NoDockerfile,
    /// Nothing would be in it.
    #[error("there is nothing here that an ignore file should keep at home")]
    Nothing,
    /// What a Dockerfile names would not travel.
    #[error(
        "no line lets `{}` travel on {}, which {instruction} needs",
        path.shown(),
        engine.title
    )]
    Lost {
        /// As the instruction names it.
        path: ContextPath,
        /// The instruction and where it stands.
        instruction: String,
        /// The engine.
        engine: &'static Engine,
    },
    /// A file would arrive empty.
    #[error("`{}` would arrive empty on {}", path.shown(), engine.title)]
    Empty {
        /// The file.
        path: ContextPath,
        /// The engine.
        engine: &'static Engine,
    },
}

/// Writes an ignore file and proves it on the tree.
///
/// # Errors
/// [`Refusal`] if there is none to write, or none that holds on every engine that was named.
pub fn generate(ground: &Ground<'_>, style: Style) -> Result<Generated, Refusal> {
    let draft = match style {
        Style::Deny => deny::draft(ground),
        Style::Allow => return allow::generate(ground),
        Style::FromGitignore => return gitignore::generate(ground),
    };
    settle::settle(ground, draft)
}
