//! Finding a repository and what belongs to it, as git does, without git.
//!
//! A `.git` is a directory, or a file that says where the directory is: that of a submodule, or of
//! a further work tree, which shares the rest with the repository that it belongs to. The
//! environment (`GIT_DIR` and its like) has no say: a build does not see it either.

use super::UserFiles;
use super::disk;
use super::settings::Settings;
use std::path::{Path, PathBuf};

/// A work tree and the repository behind it.
#[derive(Debug)]
pub struct Repository {
    /// The top directory of the work tree.
    pub root: PathBuf,
    /// How it is tied to its repository.
    pub tie: Tie,
    /// Where its own files are: the index above all.
    pub(super) git_dir: PathBuf,
    /// Where the files are that all work trees of the repository share.
    pub(super) common_dir: PathBuf,
    pub(super) settings: Settings,
}

/// How a work tree is tied to its repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The repository is the `.git` directory in it.
    Own,
    /// It is a further work tree (`git worktree add`) of a repository elsewhere.
    Worktree,
    /// The repository is elsewhere and is its alone: that of a submodule, as a rule.
    Separate,
}

impl Tie {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Own => "repository",
            Self::Worktree => "worktree",
            Self::Separate => "separate",
        }
    }
}

impl Repository {
    /// The repository of the work tree whose top directory is `root`; `None` if there is no `.git`.
    ///
    /// # Errors
    /// In words, why what is called `.git` there is not one.
    pub(super) fn at(root: &Path, user: &UserFiles) -> Result<Option<Self>, String> {
        let own = root.join(".git");
        let Ok(facts) = std::fs::symlink_metadata(&own) else { return Ok(None) };
        let facts = if facts.is_symlink() { std::fs::metadata(&own) } else { Ok(facts) };
        let facts = facts.map_err(|error| crate::build::reason(&error))?;
        let git_dir = if facts.is_dir() { own } else { elsewhere(root, &own)? };
        let shared = disk::read_if_there(&git_dir.join("commondir"), SHORT);
        let shared =
            shared.map_err(|error| format!("commondir: {}", crate::build::reason(&error)))?;
        let common_dir = shared.as_ref().map_or_else(
            || git_dir.clone(),
            |text| disk::joined(&git_dir, &disk::path(text.trim_ascii_end())),
        );
        check(&git_dir, &common_dir)?;
        let settings = Settings::read(user, &git_dir, &common_dir, root);
        let tie = match (facts.is_dir(), shared) {
            (true, _) => Tie::Own,
            (false, Some(_)) => Tie::Worktree,
            (false, None) => Tie::Separate,
        };
        if settings.bare && tie != Tie::Worktree {
            return Err("it is bare: it has no work tree".to_owned());
        }
        Ok(Some(Self { root: root.to_owned(), tie, git_dir, common_dir, settings }))
    }

    /// The repository that a directory belongs to, its own or that of a directory above on the same
    /// file system, and what is called `.git` on the way and is none.
    pub(super) fn around(
        directory: &Path,
        user: &UserFiles,
    ) -> (Option<Self>, Vec<(PathBuf, String)>) {
        let mut broken = Vec::new();
        let device = device(directory);
        for above in directory.ancestors() {
            if self::device(above) != device {
                break;
            }
            match Self::at(above, user) {
                Ok(Some(found)) => return (Some(found), broken),
                Ok(None) if check(above, above).is_ok() => break, // inside of a bare one
                Ok(None) => {}
                Err(reason) => broken.push((above.join(".git"), reason)),
            }
        }
        (None, broken)
    }
}

/// A file that holds a path is no longer than this.
const SHORT: u64 = 1 << 16;

/// The directory that a `.git` file names.
fn elsewhere(root: &Path, file: &Path) -> Result<PathBuf, String> {
    let text = disk::read(file, SHORT).map_err(|error| crate::build::reason(&error))?;
    let named = text.strip_prefix(b"gitdir: ").ok_or("it is a file without `gitdir:`")?;
    let end = named.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
    let named = &named[..end.map_or(0, |last| last + 1)];
    let directory = disk::joined(root, &disk::path(named));
    match directory.is_dir() {
        true => Ok(directory),
        false => Err("the directory that it names is not there".to_owned()),
    }
}

/// What git wants to see before it takes a directory for a repository.
fn check(git_dir: &Path, common_dir: &Path) -> Result<(), String> {
    // HEAD may be a link to a branch that is not there yet.
    match std::fs::symlink_metadata(git_dir.join("HEAD")) {
        Ok(facts) if facts.is_symlink() => {}
        Ok(_) => {
            let text = disk::read(&git_dir.join("HEAD"), SHORT);
            let text = text.map_err(|error| format!("HEAD: {}", crate::build::reason(&error)))?;
            if !is_head(&text) {
                return Err("its HEAD names neither a branch nor a commit".to_owned());
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err("it has no HEAD".to_owned());
        }
        Err(error) => return Err(format!("HEAD: {}", crate::build::reason(&error))),
    }
    for name in ["objects", "refs"] {
        if !common_dir.join(name).is_dir() {
            return Err(format!("it has no directory `{name}`"));
        }
    }
    Ok(())
}

/// Whether git takes a text for a HEAD: the name of a branch, or the id of a commit.
fn is_head(text: &[u8]) -> bool {
    let id = text.trim_ascii_end();
    let is_id = matches!(id.len(), 40 | 64) && id.iter().all(u8::is_ascii_hexdigit);
    let branch = text.strip_prefix(b"ref:").map(<[u8]>::trim_ascii_start);
    is_id || branch.is_some_and(|branch| branch.starts_with(b"refs/"))
}

#[cfg(unix)]
fn device(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    Some(std::fs::metadata(path).ok()?.dev())
}

#[cfg(not(unix))]
fn device(path: &Path) -> Option<std::path::Prefix<'_>> {
    match path.components().next() {
        Some(std::path::Component::Prefix(prefix)) => Some(prefix.kind()),
        _ => None,
    }
}
