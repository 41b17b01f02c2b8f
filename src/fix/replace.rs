//! One small file on disk is replaced as a whole or made: it has the old bytes or the new ones at
//! any moment, and nothing else is left behind.
//!
//! This is the only code of the library that writes. It knows nothing of what is in the file, and
//! writes nothing but what it is told; whether to write is decided above.

use crate::build::reason;
use crate::error::{Error, Unwritten};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What a file is called until it has its place, before some random letters.
const PREFIX: &str = ".stowaway-";

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file that has the new bytes: where the link leads, if it was one.
    pub path: PathBuf,
    /// Whether the name that was given is a link to it. The link stays.
    pub through_link: bool,
}

/// Puts `new` in the place of `old`, which is what was read of the file at `path`. A link is
/// followed if it ends below one of the directories `within`, and stays a link. The file keeps its
/// mode, and its owner and group where the system allows that.
///
/// # Errors
/// [`Error::NotWritten`], and the file is what it was.
pub fn replace(path: &Path, old: &[u8], new: &[u8], within: &[&Path]) -> Result<Written, Error> {
    let attempt = || {
        let (target, through_link) = target(path, within)?;
        let facts = writable(&target)?;
        unchanged(&target, old)?;
        let directory = directory_of(&target)?;
        let replacement =
            prepared(directory, new, Some(&facts)).map_err(|error| refused(&error))?;
        put(replacement, &target, old)?;
        Ok(Written { path: target, through_link })
    };
    attempt().map_err(|why| not_written(path, why))
}

/// Makes a file at `path`, where nothing may be.
///
/// # Errors
/// [`Error::NotWritten`], and nothing was made.
pub fn create(path: &Path, new: &[u8]) -> Result<Written, Error> {
    let attempt = || {
        match fs::symlink_metadata(path) {
            Ok(facts) if facts.is_symlink() && !path.exists() => {
                return Err(Unwritten::Dangling(fs::read_link(path).unwrap_or_default()));
            }
            Ok(_) => return Err(Unwritten::AlreadyThere),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(refused(&error)),
        }
        let directory = directory_of(path)?;
        let file = prepared(directory, new, None).map_err(|error| refused(&error))?;
        file.persist_noclobber(path).map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => Unwritten::AlreadyThere,
            _ => refused(&error.error),
        })?;
        settle(path);
        Ok(Written { path: path.to_owned(), through_link: false })
    };
    attempt().map_err(|why| not_written(path, why))
}

/// The file that is meant, and whether by a link.
fn target(path: &Path, within: &[&Path]) -> Result<(PathBuf, bool), Unwritten> {
    let facts = fs::symlink_metadata(path).map_err(|error| missing(&error))?;
    if !facts.is_symlink() {
        return Ok((path.to_owned(), false));
    }
    let leads_to = || fs::read_link(path).unwrap_or_default();
    let target = fs::canonicalize(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Unwritten::Dangling(leads_to()),
        _ => refused(&error),
    })?;
    let is_above = |root: &&Path| fs::canonicalize(root).is_ok_and(|root| target.starts_with(root));
    if within.iter().any(is_above) { Ok((target, true)) } else { Err(Unwritten::Outside(target)) }
}

/// What is known of a file that may be replaced. Root is told no, too, where the mode says no to
/// everybody: somebody meant that.
fn writable(file: &Path) -> Result<Metadata, Unwritten> {
    let facts = fs::metadata(file).map_err(|error| missing(&error))?;
    if facts.is_dir() {
        return Err(Unwritten::Directory);
    }
    if !facts.is_file() {
        return Err(Unwritten::NotAFile);
    }
    if facts.permissions().readonly() || is_denied(file) {
        return Err(Unwritten::ReadOnly);
    }
    Ok(facts)
}

/// Where a file is replaced: its directory, which has to be written for that.
fn directory_of(file: &Path) -> Result<&Path, Unwritten> {
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    let facts = fs::metadata(directory).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Unwritten::NoDirectory,
        _ => refused(&error),
    })?;
    // Elsewhere this bit of a directory says nothing about what may be put there.
    if cfg!(unix) && facts.permissions().readonly() || is_denied(directory) {
        return Err(Unwritten::ReadOnlyDirectory);
    }
    Ok(directory)
}

/// Whether the system would let this user write there; access lists and read-only file systems are
/// heard, too.
#[cfg(unix)]
fn is_denied(path: &Path) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    use rustix::io::Errno;
    let answer = accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS);
    matches!(answer, Err(Errno::ACCESS | Errno::PERM | Errno::ROFS))
}

#[cfg(not(unix))]
fn is_denied(_: &Path) -> bool {
    false
}

fn unchanged(file: &Path, old: &[u8]) -> Result<(), Unwritten> {
    let now = fs::read(file).map_err(|error| missing(&error))?;
    if now == old { Ok(()) } else { Err(Unwritten::Changed) }
}

/// A file with these bytes, under a name of its own until it is put in its place, else it goes by
/// itself. It has the mode of the one that it is to replace, or that of any new file.
fn prepared(directory: &Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    if like.is_none() {
        use std::os::unix::fs::PermissionsExt;
        // The user's mask takes its part of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(bytes)?;
    if let Some(like) = like {
        take_owner(file.as_file(), like);
        file.as_file().set_permissions(like.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Puts a file in the place of another one, if that still is what it was: preparing took a while.
fn put(replacement: NamedTempFile, file: &Path, old: &[u8]) -> Result<(), Unwritten> {
    unchanged(file, old)?;
    replacement.persist(file).map_err(|error| refused(&error.error))?;
    settle(file);
    Ok(())
}

/// Gives a file the owner and the group of another one, as far as this user may.
#[cfg(unix)]
fn take_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if own.gid() != like.gid() {
        let _ = fchown(file, None, Some(like.gid()));
    }
    if own.uid() != like.uid() {
        let _ = fchown(file, Some(like.uid()), None);
    }
}

#[cfg(not(unix))]
fn take_owner(_: &File, _: &Metadata) {}

/// Has the system keep the new name, not only the bytes. It is in its place already: an error would
/// say the wrong thing.
fn settle(file: &Path) {
    if let Ok(directory) = directory_of(file).map(File::open) {
        let _ = directory.and_then(|directory| directory.sync_all());
    }
}

fn missing(error: &io::Error) -> Unwritten {
    match error.kind() {
        ErrorKind::NotFound => Unwritten::Vanished,
        _ => refused(error),
    }
}

fn refused(error: &io::Error) -> Unwritten {
    Unwritten::System(reason(error))
}

fn not_written(path: &Path, why: Unwritten) -> Error {
    Error::NotWritten { path: path.to_owned(), why }
}

#[cfg(test)]
#[path = "replace_tests.rs"]
mod tests;
