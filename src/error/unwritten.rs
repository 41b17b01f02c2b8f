//! Why a file was not written: each a refusal before anything was touched, or the system's word.

use crate::path::Shown;
use std::path::PathBuf;

/// Why a file was not written. Whatever it is, the file is what it was before, and nothing else is
/// left behind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unwritten {
    /// Nobody may write it, or this user may not.
    #[error("it is read-only; make it writable first")]
    ReadOnly,
    /// A file is replaced as a whole, and its directory may not be written.
    #[error("its directory is read-only; make the directory writable first")]
    ReadOnlyDirectory,
    /// There is no such directory.
    #[error("its directory is not there; make the directory first")]
    NoDirectory,
    /// A link to nothing.
    #[error(
        "it is a link to `{}`, which is not there; delete the link or make the file that it means",
        Shown(.0.as_os_str().as_encoded_bytes())
    )]
    Dangling(PathBuf),
    /// A link to a file that others may share.
    #[error(
        "it is a link to `{}`, outside the context and its repository; change that file by hand or \
         put a file in the place of the link",
        Shown(.0.as_os_str().as_encoded_bytes())
    )]
    Outside(PathBuf),
    /// A directory has that name.
    #[error("it is a directory; move the directory away")]
    Directory,
    /// A FIFO, a socket or a device has that name.
    #[error("it is not a regular file; move it away")]
    NotAFile,
    /// It does not say any more what was read.
    #[error("it has changed since it was read; run the same again")]
    Changed,
    /// It is not there any more.
    #[error("it went away after it was read; run the same again")]
    Vanished,
    /// It is to be made and is there.
    #[error("there is something of that name by now; run the same again")]
    AlreadyThere,
    /// The system does not do it.
    #[error("{0} (nothing was changed)")]
    System(String),
}
