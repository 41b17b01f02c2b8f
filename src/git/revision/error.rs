//! Why a revision cannot be read, each with what to do about it.

use crate::error::Error;
use crate::path::Shown;
use std::io;
use std::path::PathBuf;

/// Why a revision cannot be read. Nothing is ever fetched: what is not here stays away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// The context is in no repository.
    #[error("`{}` is in no git repository", Shown(.0.as_os_str().as_encoded_bytes()))]
    NoRepository(PathBuf),
    /// What is called `.git` is no repository that can be read.
    #[error("`{}` is no repository that can be read: {reason}", Shown(path.as_os_str().as_encoded_bytes()))]
    Repository {
        /// It.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Nothing has that name.
    #[error("no branch, tag or commit here is called `{}`; `git fetch` may bring it", Shown(.0.as_bytes()))]
    Unknown(String),
    /// The branch that it names has no commit yet.
    #[error("`{}` has no commit yet", Shown(.0.as_bytes()))]
    Unborn(String),
    /// Several objects begin like that.
    #[error("several commits begin with `{}`: {}; write more digits", Shown(prefix.as_bytes()), candidates.join(", "))]
    Ambiguous {
        /// What was written.
        prefix: String,
        /// Their ids, in order.
        candidates: Vec<String>,
    },
    /// The history is not that long.
    #[error("commit {0} has no such parent: the history is not that long")]
    NoParent(String),
    /// The history goes on, and this clone does not have it.
    #[error(
        "commit {0} has parents that are not in this shallow clone; `git fetch --deepen` brings them"
    )]
    Shallow(String),
    /// It names something else than a tree of files.
    #[error("`{}` is a {kind}, which has no tree of files; name a branch, a tag or a commit", Shown(name.as_bytes()))]
    NoTree {
        /// What was written.
        name: String,
        /// What it is.
        kind: String,
    },
    /// A way to name a revision that is not known here.
    #[error("`{}`: {what}; name a branch, a tag or a commit, such as `HEAD~1`", Shown(name.as_bytes()))]
    Unsupported {
        /// What was written.
        name: String,
        /// Why not, in a clause.
        what: &'static str,
    },
    /// An object is not in the repository.
    #[error("object {id} is not in this repository{}", if *partial {
        ", which is a partial clone: `git checkout` of the revision in another work tree brings it"
    } else {
        ": it is damaged, or was never fetched whole"
    })]
    Missing {
        /// Its id.
        id: String,
        /// The repository leaves out objects until they are asked for.
        partial: bool,
    },
    /// A file is too large to be read from where git keeps it.
    #[error("its {0} bytes are more than are read from a git repository")]
    TooLarge(u64),
    /// An object cannot be read, or is none that git would check out.
    #[error("object {id} cannot be read: {reason}")]
    Broken {
        /// Its id.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The names of the repository, or its objects, cannot be read at all.
    #[error("the repository cannot be read: {0}")]
    Store(String),
}

impl RevisionError {
    /// With the revision that was asked for.
    pub fn of(self, revision: &str) -> Error {
        Error::Revision { revision: revision.to_owned(), reason: self.to_string() }
    }
}

impl From<RevisionError> for io::Error {
    fn from(error: RevisionError) -> Self {
        Self::other(error)
    }
}

/// The first line of what a library says, fit for printing.
pub(super) fn told(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    Shown(text.lines().next().unwrap_or_default().as_bytes()).to_string()
}
