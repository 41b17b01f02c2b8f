//! From what was asked to one build: the context's real root, the Dockerfile's name, and the ignore
//! file that this engine would read. The only reader of small files.
//!
//! It finds and reads; it does not walk. Dockerfiles are looked for by name only: their text is a
//! later stage's business.

mod confined;

use crate::engine::{Engine, Links, Lookup, Unreadable, UnreadableDirectory};
use crate::error::{Cause, Error, Failure};
use crate::ignorefile::IgnoreFile;
use crate::path::Shown;
use crate::source::Source;
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
    /// The Dockerfile, relative to the working directory, if one was named.
    pub dockerfile: Option<PathBuf>,
    /// Which ignore file is read.
    pub ignore: IgnoreChoice,
}

impl Request {
    /// The plain build of a directory by an engine.
    pub fn new(context: impl Into<PathBuf>, engine: &'static Engine) -> Self {
        Self { context: context.into(), engine, dockerfile: None, ignore: IgnoreChoice::Lookup }
    }
}

/// Which ignore file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IgnoreChoice {
    /// The one that the engine would find.
    #[default]
    Lookup,
    /// This one, whatever the engine would find.
    Named(PathBuf),
    /// None: everything travels.
    None,
}

/// One build, ready to be walked.
#[derive(Debug)]
pub struct Build {
    /// The context's root with every link resolved.
    pub root: PathBuf,
    /// Whose rules apply.
    pub engine: &'static Engine,
    /// The Dockerfile, if there is one.
    pub dockerfile: Option<PathBuf>,
    /// The ignore file in force.
    pub ignore: Option<IgnoreFile>,
    /// Ignore files that are there and are not read.
    pub unread: Vec<Unread>,
}

/// An ignore file that is there and that this build does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its name, fit for printing.
    pub name: String,
    /// Why not.
    pub reason: String,
}

impl Build {
    /// Prepares a build.
    ///
    /// # Errors
    /// [`Error`] if the context is no readable directory, a named ignore file cannot be read, or
    /// the engine would refuse the build for what its ignore file is or says.
    pub fn prepare(request: &Request) -> Result<Self, Error> {
        let root = resolve_context(&request.context)?;
        let dockerfile = Dockerfile::find(request, &root)?;
        let (source, unread) = match &request.ignore {
            IgnoreChoice::None => (None, Vec::new()),
            IgnoreChoice::Named(path) => (Some(read_named(path)?), Vec::new()),
            IgnoreChoice::Lookup => look_up(request.engine, &root, &dockerfile)?,
        };
        let forced = dockerfile.forced(request.engine, &root);
        let forced: Vec<&[u8]> = forced.iter().map(Vec::as_slice).collect();
        let compile = |source| IgnoreFile::compile(request.engine, Arc::new(source), &forced);
        let ignore = source.map(compile).transpose().map_err(|failure| {
            earlier_failure(request.engine, &dockerfile.directory).unwrap_or(failure)
        })?;
        let dockerfile = dockerfile.found.then(|| dockerfile.path());
        Ok(Self { root, engine: request.engine, dockerfile, ignore, unread })
    }
}

/// SPEC 5.9: the root is resolved through links and must be a directory.
fn resolve_context(context: &Path) -> Result<PathBuf, Error> {
    let unreadable = |error: io::Error| Error::ContextUnreadable {
        path: context.to_owned(),
        reason: reason(&error),
    };
    let root = match std::fs::canonicalize(context) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::ContextMissing(context.to_owned()));
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::ContextNotDirectory(context.to_owned()));
        }
        Err(error) => return Err(unreadable(error)),
    };
    if !root.metadata().map_err(unreadable)?.is_dir() {
        return Err(Error::ContextNotDirectory(context.to_owned()));
    }
    Ok(root)
}

/// Where the Dockerfile is, or would be.
struct Dockerfile {
    directory: PathBuf,
    name: String,
    found: bool,
    /// It goes by the lower-case name that is tried last.
    fallback: bool,
}

impl Dockerfile {
    fn find(request: &Request, root: &Path) -> Result<Self, Error> {
        let names = request.engine.ignore.build_files;
        if let Some(path) = &request.dockerfile {
            let directory = path.parent().filter(|parent| *parent != Path::new(""));
            let directory = directory.map_or_else(|| Ok(PathBuf::from(".")), std::fs::canonicalize);
            let directory = directory.unwrap_or_else(|_| root.to_owned());
            let directory = std::path::absolute(&directory).unwrap_or(directory);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(Self { found: path.exists(), directory, name, fallback: false });
        }
        let here = |name: &str| root.join(name).symlink_metadata().is_ok();
        let found = names.iter().copied().find(|name| here(name));
        if found.is_none() && !names.contains(&"dockerfile") && here("dockerfile") {
            return Err(no_dockerfile(request.engine).into());
        }
        Ok(Self {
            directory: root.to_owned(),
            name: found.unwrap_or(names[0]).to_owned(),
            found: found.is_some(),
            fallback: found == Some("dockerfile"),
        })
    }

    fn path(&self) -> PathBuf {
        self.directory.join(&self.name)
    }

    /// The paths that the engine takes back in by itself (SPEC 10.3).
    fn forced(&self, engine: &Engine, root: &Path) -> Vec<Vec<u8>> {
        if !engine.transfer.preflight {
            return Vec::new();
        }
        let mut paths = vec![b".dockerignore".to_vec()];
        if self.found
            && let Ok(inside) = self.path().strip_prefix(root)
        {
            paths.push(inside.as_os_str().as_encoded_bytes().to_vec());
        }
        paths
    }
}

/// What Docker 20.10 trips over before it reads the ignore file: it lists the Dockerfile's own
/// directory with everything directly in it (SPEC 14).
fn earlier_failure(engine: &'static Engine, directory: &Path) -> Option<Failure> {
    let transfer = &engine.transfer;
    if transfer.preflight || transfer.unreadable_directory != UnreadableDirectory::FailsIfSeen {
        return None;
    }
    let mut names: Vec<_> = std::fs::read_dir(directory).ok()?.flatten().collect();
    names.sort_by_key(std::fs::DirEntry::file_name);
    let is_directory =
        |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let unreadable = |entry: &std::fs::DirEntry| {
        let denied = |error: io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        is_directory(entry) && std::fs::read_dir(entry.path()).is_err_and(denied)
    };
    let path = names.iter().find(|entry| unreadable(entry))?.file_name();
    let path = path.as_encoded_bytes();
    Some(Failure {
        cause: Cause::UnreadableDirectory,
        engine: engine.id,
        message: format!("open {}: permission denied", Shown(path)),
        place: None,
        path: Some(path.into()),
    })
}

fn no_dockerfile(engine: &Engine) -> Failure {
    let message = format!("no {}", engine.ignore.build_files.join(" or "));
    Failure { cause: Cause::NoDockerfile, engine: engine.id, message, place: None, path: None }
}

fn read_named(path: &Path) -> Result<Source, Error> {
    let fail =
        |error: io::Error| Error::IgnoreFile { path: path.to_owned(), reason: reason(&error) };
    let bytes = std::fs::read(path).map_err(fail)?;
    Ok(Source::new(Shown(path.as_os_str().as_encoded_bytes()).to_string(), bytes))
}

/// The first ignore file of the engine's list that is there, and those that are not read.
fn look_up(
    engine: &'static Engine,
    root: &Path,
    dockerfile: &Dockerfile,
) -> Result<(Option<Source>, Vec<Unread>), Error> {
    let policy = &engine.ignore;
    let mut chosen = None;
    let mut unread = Vec::new();
    for lookup in policy.lookup {
        let (directory, name) = match lookup {
            Lookup::ContextRoot(name) => (root, (*name).to_owned()),
            Lookup::BesideDockerfile(_) if dockerfile.fallback && !policy.fallback_has_own => {
                continue;
            }
            Lookup::BesideDockerfile(suffix) => {
                (dockerfile.directory.as_path(), format!("{}{suffix}", dockerfile.name))
            }
        };
        let shown = shown_name(root, directory, &name);
        if let Some(Source { .. }) = &chosen {
            if directory.join(&name).symlink_metadata().is_ok() {
                let reason = "another ignore file comes first".to_owned();
                unread.push(Unread { name: shown, reason });
            }
            continue;
        }
        let links = match lookup {
            Lookup::ContextRoot(_) => policy.links,
            Lookup::BesideDockerfile(_) => policy.links_beside,
        };
        let read = match links {
            Links::Confined => confined::read(directory, &name),
            Links::Followed => confined::read_file(&directory.join(&name)),
        };
        match (read, policy.unreadable) {
            (Ok(bytes), _) => chosen = Some(Source::new(shown, bytes)),
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => {
                if directory.join(&name).symlink_metadata().is_ok() {
                    let reason = "it is a link that leads nowhere inside the context".to_owned();
                    unread.push(Unread { name: shown, reason });
                }
            }
            (Err(error), Unreadable::Nothing) => {
                // One that is sent and cannot be opened arrives empty (SPEC 6.2), and an empty one
                // counts as present (SPEC 9.3).
                if error.kind() == io::ErrorKind::PermissionDenied {
                    chosen = Some(Source::new(shown.clone(), Vec::new()));
                }
                unread.push(Unread { name: shown, reason: reason(&error) });
            }
            (Err(error), Unreadable::Fails) => {
                return Err(unreadable(engine, &shown, &error).into());
            }
        }
    }
    unread.extend(never_looked_at(engine, root, dockerfile));
    Ok((chosen, unread))
}

/// Ignore files of other engines that a person may think are read.
fn never_looked_at(engine: &Engine, root: &Path, dockerfile: &Dockerfile) -> Vec<Unread> {
    let known = |lookup| {
        let fallback = dockerfile.fallback && !engine.ignore.fallback_has_own;
        engine.ignore.lookup.contains(&lookup)
            && !(fallback && matches!(lookup, Lookup::BesideDockerfile(_)))
    };
    let beside = |suffix: &str| dockerfile.directory.join(format!("{}{suffix}", dockerfile.name));
    let places = [
        (Lookup::BesideDockerfile(".dockerignore"), beside(".dockerignore")),
        (Lookup::BesideDockerfile(".containerignore"), beside(".containerignore")),
        (Lookup::ContextRoot(".containerignore"), root.join(".containerignore")),
        (Lookup::ContextRoot(".dockerignore"), dockerfile.directory.join(".dockerignore")),
    ];
    let unknown = |(lookup, path): &(Lookup, PathBuf)| {
        let elsewhere =
            *lookup == Lookup::ContextRoot(".dockerignore") && dockerfile.directory != root;
        (!known(*lookup) || elsewhere) && path.symlink_metadata().is_ok()
    };
    let describe = |(_, path): (Lookup, PathBuf)| Unread {
        name: shown_name(root, path.parent().unwrap_or(root), &file_name(&path)),
        reason: format!("{} does not look for it there", engine.title),
    };
    places.into_iter().filter(unknown).map(describe).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Relative to the context where it lies inside, else as it is.
fn shown_name(root: &Path, directory: &Path, name: &str) -> String {
    let path = directory.join(name);
    let path = path.strip_prefix(root).unwrap_or(&path);
    Shown(path.as_os_str().as_encoded_bytes()).to_string()
}

fn unreadable(engine: &'static Engine, name: &str, error: &io::Error) -> Failure {
    let (cause, message) = if error.kind() == io::ErrorKind::IsADirectory {
        (Cause::IgnoreFileIsDirectory, format!("error reading {name}: is a directory"))
    } else {
        (Cause::IgnoreFileUnreadable, format!("open {name}: {}", reason(error)))
    };
    Failure { cause, engine: engine.id, message, place: None, path: Some(name.into()) }
}

/// What the system said, without the number that Rust appends.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
