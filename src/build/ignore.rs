//! Which ignore file is in force, and which are there and are not read (SPEC 9.3, 10.1, 11.1).

use super::dockerfile::Dockerfile;
use super::files::is_lost;
use super::{Files, Request, confined, reason};
use crate::engine::{Engine, Links, Lookup, Unreadable};
use crate::error::{Cause, Error, Failure};
use crate::path::Shown;
use crate::source::Source;
use std::io;
use std::path::{Path, PathBuf};

/// Which ignore file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IgnoreChoice {
    /// The one that the engine would find.
    #[default]
    Lookup,
    /// This one, whatever the engine would find.
    Named(PathBuf),
    /// This text, as if it had been found there.
    Given(Source),
    /// None: everything travels.
    None,
}

/// An ignore file that is there and that this build does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its name, fit for printing.
    pub name: String,
    /// Why not.
    pub reason: String,
    /// Why not, as a class.
    pub cause: UnreadCause,
    /// What it says, if it could be read.
    pub text: Option<Vec<u8>>,
}

/// Why an ignore file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadCause {
    /// Another one comes first.
    Shadowed,
    /// It is a link that leads nowhere inside the context.
    Dangling,
    /// It is there, and cannot be read.
    Unreadable,
    /// The engine does not look for that name, or not there.
    Elsewhere,
}

/// The ignore file in force, and those that are not read.
///
/// # Errors
/// If a named one cannot be read, or the engine fails at the one that it finds.
pub(super) fn choose(
    request: &Request,
    root: &Path,
    dockerfile: &Dockerfile,
) -> Result<(Option<Source>, Vec<Unread>), Error> {
    match &request.ignore {
        IgnoreChoice::None => Ok((None, Vec::new())),
        IgnoreChoice::Given(source) => Ok((Some(source.clone()), Vec::new())),
        IgnoreChoice::Named(path) => Ok((Some(read_named(&request.files, path)?), Vec::new())),
        IgnoreChoice::Lookup => look_up(request, root, dockerfile),
    }
}

/// The ignore file of a named context: only at its own root (SPEC 9.5, 11.6). A person knows the
/// root as `typed`.
///
/// # Errors
/// If the engine fails at it.
pub(super) fn at_root(
    files: &Files,
    engine: &'static Engine,
    root: &Path,
    typed: &Path,
) -> Result<Option<Source>, Error> {
    let policy = &engine.ignore;
    for lookup in policy.lookup {
        let Lookup::ContextRoot(name) = lookup else { continue };
        let shown = Shown(typed.join(name).as_os_str().as_encoded_bytes()).to_string();
        match read(files, policy.links, root, name) {
            Ok(bytes) => return Ok(Some(Source::new(shown, bytes).found_at(root.join(name)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if is_lost(&error) => return Err(lost(&root.join(name), &error)),
            Err(error) if policy.unreadable == Unreadable::Fails => {
                return Err(unreadable(engine, &shown, &error).into());
            }
            Err(_) => return Ok(None),
        }
    }
    Ok(None)
}

fn read(files: &Files, links: Links, directory: &Path, name: &str) -> io::Result<Vec<u8>> {
    match links {
        Links::Confined => confined::read(files, directory, name),
        Links::Followed => confined::read_file(files, &directory.join(name)),
    }
}

fn lost(path: &Path, error: &io::Error) -> Error {
    Error::IgnoreFile { path: path.to_owned(), reason: reason(error) }
}

fn read_named(files: &Files, path: &Path) -> Result<Source, Error> {
    let bytes = files.read(path).map_err(|error| lost(path, &error))?;
    let source = Source::new(Shown(path.as_os_str().as_encoded_bytes()).to_string(), bytes);
    Ok(source.found_at(path))
}

/// The first ignore file of the engine's list that is there, and those that are not read.
fn look_up(
    request: &Request,
    root: &Path,
    dockerfile: &Dockerfile,
) -> Result<(Option<Source>, Vec<Unread>), Error> {
    let Request { engine, files, .. } = request;
    let policy = &engine.ignore;
    let mut chosen = None;
    let mut unread = Vec::new();
    for lookup in policy.lookup {
        let (directory, name) = match lookup {
            Lookup::ContextRoot(name) => (root, (*name).to_owned()),
            Lookup::BesideDockerfile(_) if dockerfile.fallback && !policy.fallback_has_own => {
                continue;
            }
            Lookup::BesideDockerfile(suffix) => match &dockerfile.directory {
                Some(directory) => (directory.as_path(), format!("{}{suffix}", dockerfile.name)),
                None => continue,
            },
        };
        let shown = shown_name(root, directory, &name);
        if let Some(Source { .. }) = &chosen {
            if files.entry(&directory.join(&name)).is_ok() {
                let reason = "another ignore file comes first".to_owned();
                let text = confined::read_file(files, &directory.join(&name)).ok();
                unread.push(Unread { name: shown, reason, cause: UnreadCause::Shadowed, text });
            }
            continue;
        }
        let links = match lookup {
            Lookup::ContextRoot(_) => policy.links,
            Lookup::BesideDockerfile(_) => policy.links_beside,
        };
        match (read(files, links, directory, &name), policy.unreadable) {
            (Ok(bytes), _) => {
                chosen = Some(Source::new(shown, bytes).found_at(directory.join(&name)));
            }
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => {
                if files.entry(&directory.join(&name)).is_ok() {
                    let reason = "it is a link that leads nowhere inside the context".to_owned();
                    let cause = UnreadCause::Dangling;
                    unread.push(Unread { name: shown, reason, cause, text: None });
                }
            }
            (Err(error), _) if is_lost(&error) => return Err(lost(&directory.join(&name), &error)),
            (Err(error), Unreadable::Nothing) => {
                // One that is sent and cannot be opened arrives empty (SPEC 6.2), and an empty one
                // counts as present (SPEC 9.3).
                if error.kind() == io::ErrorKind::PermissionDenied {
                    let empty = Source::new(shown.clone(), Vec::new());
                    chosen = Some(empty.found_at(directory.join(&name)));
                }
                let (cause, reason) = (UnreadCause::Unreadable, reason(&error));
                unread.push(Unread { name: shown, reason, cause, text: None });
            }
            (Err(error), Unreadable::Fails) => {
                return Err(unreadable(engine, &shown, &error).into());
            }
        }
    }
    unread.extend(never_looked_at(request, root, dockerfile));
    Ok((chosen, unread))
}

/// Ignore files of other engines that a person may think are read.
fn never_looked_at(request: &Request, root: &Path, dockerfile: &Dockerfile) -> Vec<Unread> {
    let Request { engine, files, .. } = request;
    let known = |lookup| {
        let fallback = dockerfile.fallback && !engine.ignore.fallback_has_own;
        let nothing_beside = fallback || dockerfile.directory.is_none();
        engine.ignore.lookup.contains(&lookup)
            && !(nothing_beside && matches!(lookup, Lookup::BesideDockerfile(_)))
    };
    let beside = |suffix: &str| format!("{}{suffix}", dockerfile.name);
    // A Dockerfile on standard input has nothing beside it, whatever a person may think.
    let directory = dockerfile.directory.as_deref().unwrap_or(root);
    let places = [
        (Lookup::BesideDockerfile(".dockerignore"), directory.join(beside(".dockerignore"))),
        (Lookup::BesideDockerfile(".containerignore"), directory.join(beside(".containerignore"))),
        (Lookup::ContextRoot(".containerignore"), root.join(".containerignore")),
        (Lookup::ContextRoot(".dockerignore"), directory.join(".dockerignore")),
    ];
    let unknown = |(lookup, path): &(Lookup, PathBuf)| {
        let elsewhere = *lookup == Lookup::ContextRoot(".dockerignore") && directory != root;
        (!known(*lookup) || elsewhere) && files.entry(path).is_ok()
    };
    let describe = |(lookup, path): (Lookup, PathBuf)| Unread {
        name: shown_name(root, path.parent().unwrap_or(root), &file_name(&path)),
        reason: match lookup {
            Lookup::BesideDockerfile(_) if dockerfile.directory.is_none() => {
                "the Dockerfile comes on standard input".to_owned()
            }
            Lookup::BesideDockerfile(_) | Lookup::ContextRoot(_) => {
                format!("{} does not look for it there", engine.title)
            }
        },
        cause: UnreadCause::Elsewhere,
        text: confined::read_file(files, &path).ok(),
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
