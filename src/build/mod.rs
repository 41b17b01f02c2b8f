//! From what was asked to one build: the context's real root, the Dockerfile and its plan, the
//! ignore file that this engine would read, and what is asked of the context. The only reader of
//! small files.
//!
//! It finds and reads; it does not walk. A named local context is a build of its own here, without
//! a Dockerfile.

mod above;
mod confined;
mod dockerfile;
mod files;
mod filter;
mod ignore;
mod links;

pub use above::GitIgnoreAbove;
pub use dockerfile::DockerfileChoice;
pub use files::{Entry, Files, STORE, StoredTree};
pub(crate) use files::{not_a_directory, not_found};
pub use filter::Filter;
pub use ignore::{IgnoreChoice, Unread, UnreadCause};
pub use links::ContextLinks;

use crate::dockerfile::{Asked, Plan, PlanOptions, Tree};
use crate::engine::Engine;
use crate::error::{Error, Failure};
use crate::ignorefile::IgnoreFile;
use crate::source::Source;
use dockerfile::Dockerfile;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked, as it was asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The directory that the engine would be given; a symbolic link is followed.
    pub context: PathBuf,
    /// Whose rules apply.
    pub engine: &'static Engine,
    /// Which Dockerfile is built.
    pub dockerfile: DockerfileChoice,
    /// Which ignore file is read.
    pub ignore: IgnoreChoice,
    /// Target, arguments and platform. The names of contexts are taken from [`Self::contexts`].
    pub options: PlanOptions,
    /// `--build-context`: names and values, the last of a name counts.
    pub contexts: Vec<(String, String)>,
    /// Where all of these files are read; of a stored tree, wherever a path leads into it.
    pub files: Files,
}

impl Request {
    /// The plain build of a directory by an engine.
    pub fn new(context: impl Into<PathBuf>, engine: &'static Engine) -> Self {
        Self {
            context: context.into(),
            engine,
            dockerfile: DockerfileChoice::default(),
            ignore: IgnoreChoice::default(),
            options: PlanOptions::default(),
            contexts: Vec::new(),
            files: Files::Disk,
        }
    }
}

impl Request {
    /// What a plan is made by, for an engine.
    pub fn plan_options(&self, engine: &Engine) -> PlanOptions {
        let mut options = self.options.clone();
        options.contexts = self.contexts.iter().map(|(name, _)| name.clone()).collect();
        options.from_expands = engine.copying.from_expands;
        options
    }
}

/// One build, ready to be walked.
#[derive(Debug)]
pub struct Build {
    /// The context's root with every link resolved.
    pub root: PathBuf,
    /// Where the files below the root are read.
    pub files: Files,
    /// Whose rules apply.
    pub engine: &'static Engine,
    /// The Dockerfile, if there is one.
    pub dockerfile: Option<PathBuf>,
    /// What the Dockerfile asks for, if there is one.
    pub plan: Option<Plan>,
    /// What is asked of the context.
    pub filter: Filter,
    /// The paths that were asked for, before links; `None` if all or nothing is.
    pub asked: Asked,
    /// The ignore file in force.
    pub ignore: Option<IgnoreFile>,
    /// Ignore files that are there and are not read.
    pub unread: Vec<Unread>,
    /// Named contexts, by their number in the plan.
    pub contexts: Vec<NamedContext>,
    /// Files that the engine's client sends besides what it finds in the context.
    pub added: Vec<Added>,
    /// The paths that the engine takes back in by itself (SPEC 10.3).
    forced: Vec<Vec<u8>>,
}

/// A file that the client adds to the context by itself (SPEC 10.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its name at the root of the context; `RANDOM` stands for what changes from run to run.
    pub name: &'static str,
    /// Bytes.
    pub size: u64,
}

/// A context with a name of its own.
#[derive(Debug)]
pub struct NamedContext {
    /// Its name.
    pub name: String,
    /// What it stands for, as it was given.
    pub value: String,
    /// A local directory, if it is one that the build refers to.
    pub build: Option<Build>,
}

impl NamedContext {
    /// The name of its ignore file, or of the one to write, fit for printing; `None` if it is no
    /// local directory that the build refers to.
    pub fn ignore_name(&self) -> Option<String> {
        let there = self.build.as_ref()?.ignore.as_ref();
        Some(there.map_or_else(
            || {
                let path = Path::new(&self.value).join(".dockerignore");
                crate::path::Shown(path.as_os_str().as_encoded_bytes()).to_string()
            },
            |ignore| ignore.source.name().to_owned(),
        ))
    }

    /// Whether it stands for something that is not on this disk.
    pub fn is_remote(&self) -> bool {
        is_remote(&self.value)
    }

    /// An error of its own directory: which of all contexts it is about.
    pub(crate) fn blame(name: &str, value: &str, error: Error) -> Error {
        let reason = match error {
            Error::ContextMissing(_) => "no such directory".to_owned(),
            Error::ContextNotDirectory(_) => "not a directory".to_owned(),
            Error::ContextUnreadable { reason, .. } => reason,
            error => return error,
        };
        Error::NamedContext { name: name.to_owned(), path: value.into(), reason }
    }
}

/// An image, a repository or a file on the web.
fn is_remote(value: &str) -> bool {
    value.contains("://")
}

impl Build {
    /// Prepares a build.
    ///
    /// # Errors
    /// [`Error`] if the context is no readable directory, a named file cannot be read, or the
    /// engine would refuse the build for what its Dockerfile or its ignore file is or says.
    pub fn prepare(request: &Request) -> Result<Self, Error> {
        let files = &request.files;
        let root = resolve_context(files, &request.context)?;
        let engine = request.engine;
        let dockerfile = Dockerfile::find(request, &root)?;
        let options = request.plan_options(engine);
        let plan = dockerfile.plan(engine, &options)?;
        if let (None, Some(target)) = (&plan, options.target.filter(|name| !name.is_empty())) {
            return Err(Error::NoDockerfile(target));
        }
        let asked = plan.as_ref().map_or(Asked::Everything, |plan| plan.asked(&Tree::Context));
        let (source, unread) = ignore::choose(request, &root, &dockerfile)?;
        let forced = dockerfile.forced(engine, &root);
        let compile = |source| compile(engine, &asked, &forced, source);
        let ignore = source
            .map(compile)
            .transpose()
            .map_err(|failure| dockerfile.earlier_failure(request).unwrap_or(failure))?;
        let links = ContextLinks { files, root: &root };
        let filter = filter::filter(engine, links, &asked)?;
        let contexts = named_contexts(request, plan.as_ref())?;
        let added = dockerfile.added(engine, files, &root);
        let dockerfile = dockerfile.path();
        let files = files.at(&root);
        Ok(Self {
            root,
            files,
            engine,
            dockerfile,
            plan,
            filter,
            asked,
            ignore,
            unread,
            contexts,
            added,
            forced,
        })
    }

    /// The ignore file that this build would have if it said this: the one in force, or the one at
    /// the root of the context that every engine reads.
    ///
    /// # Errors
    /// A [`Failure`] if the engine would refuse the build for it.
    pub fn with_ignore_text(&self, text: impl Into<Vec<u8>>) -> Result<IgnoreFile, Failure> {
        let source = match &self.ignore {
            Some(ignore) => ignore.source.with_bytes(text),
            None => Source::new(IGNORE_FILE, text).found_at(self.root.join(IGNORE_FILE)),
        };
        compile(self.engine, &self.asked, &self.forced, source)
    }

    /// Where the ignore file stands or would stand; `None` if it is not on this disk. Of a context
    /// that is read from elsewhere, where it would be checked out: nothing may be written there.
    pub fn ignore_path(&self) -> Option<PathBuf> {
        match &self.ignore {
            Some(ignore) => ignore.source.path().map(Path::to_owned),
            None => Some(self.root.join(IGNORE_FILE)),
        }
    }

    /// The `.gitignore` files above the context, the nearest first; `None` if it is in no
    /// repository, or is the root of one.
    pub fn gitignores_above(&self) -> Option<Vec<GitIgnoreAbove>> {
        above::gitignores(&self.files, &self.root)
    }

    /// A named local context: its own ignore file, its own part (SPEC 8.8, 9.5).
    fn named(request: &Request, directory: &Path, asked: Asked) -> Result<Self, Error> {
        let files = &request.files;
        let root = resolve_context(files, directory)?;
        let engine = request.engine;
        let source = ignore::at_root(files, engine, &root, directory)?;
        let ignore = source.map(|source| compile(engine, &asked, &[], source)).transpose()?;
        let links = ContextLinks { files, root: &root };
        let filter = filter::filter(engine, links, &asked)?;
        let files = files.at(&root);
        Ok(Self {
            root,
            files,
            engine,
            dockerfile: None,
            plan: None,
            filter,
            asked,
            ignore,
            unread: Vec::new(),
            contexts: Vec::new(),
            added: Vec::new(),
            forced: Vec::new(),
        })
    }
}

/// The name that every engine reads at the root of a context.
const IGNORE_FILE: &str = ".dockerignore";

/// What an engine makes of an ignore file in a build that asks for this.
fn compile(
    engine: &'static Engine,
    asked: &Asked,
    forced: &[Vec<u8>],
    source: Source,
) -> Result<IgnoreFile, Failure> {
    let forced: Vec<&[u8]> = forced.iter().map(Vec::as_slice).collect();
    let travels = filter::is_fetched(engine, asked);
    IgnoreFile::compile(engine, Arc::new(source), &forced, travels)
}

/// The named contexts; those that are images, or that nothing refers to, are left alone.
fn named_contexts(request: &Request, plan: Option<&Plan>) -> Result<Vec<NamedContext>, Error> {
    let mut contexts = Vec::new();
    for (number, (name, value)) in request.contexts.iter().enumerate() {
        let asked = plan.map_or(Asked::Nothing, |plan| plan.asked(&Tree::Named(number)));
        let local = !is_remote(value) && asked != Asked::Nothing;
        let build = local.then(|| Build::named(request, Path::new(value), asked)).transpose();
        let build = build.map_err(|error| NamedContext::blame(name, value, error))?;
        contexts.push(NamedContext { name: name.clone(), value: value.clone(), build });
    }
    Ok(contexts)
}

/// SPEC 5.9: the root is resolved through links and must be a directory.
fn resolve_context(files: &Files, context: &Path) -> Result<PathBuf, Error> {
    let unreadable = |error: io::Error| Error::ContextUnreadable {
        path: context.to_owned(),
        reason: reason(&error),
    };
    let root = match files.canonical(context) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::ContextMissing(context.to_owned()));
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::ContextNotDirectory(context.to_owned()));
        }
        Err(error) => return Err(unreadable(error)),
    };
    if files.followed(&root).map_err(unreadable)? != Entry::Directory {
        return Err(Error::ContextNotDirectory(context.to_owned()));
    }
    Ok(root)
}

/// What the system said, without the number that Rust appends.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
