//! Reading the few small files of a repository that lie outside the inventory: nothing but regular
//! files is opened, and none without a limit.

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// No file of lines and no settings are longer than this.
pub(super) const SMALL: u64 = 4 << 20;

/// Reads a file; links are followed.
///
/// # Errors
/// What the system says, and what is no regular file or too long.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let facts = std::fs::metadata(path)?;
    if !facts.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    if facts.len() > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too long to be one"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or_default());
    std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same; nothing where there is no such file.
pub(super) fn read_if_there(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    match read(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// `base/path` with `.` and `..` resolved by text, as git does with what its own files say.
pub(super) fn joined(base: &Path, path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            component => whole.push(component),
        }
    }
    whole
}

/// A path as a person at the root of the context writes it: relative if it is below the root or
/// below `top`, a directory above it.
pub(super) fn named(path: &Path, root: &Path, top: &Path) -> Vec<u8> {
    let bytes = |path: &Path| path.as_os_str().as_encoded_bytes().to_vec();
    if let Ok(below) = path.strip_prefix(root) {
        return bytes(below);
    }
    let mut up = PathBuf::new();
    for above in root.ancestors().skip(1).take_while(|above| above.starts_with(top)) {
        up.push("..");
        if let Ok(below) = path.strip_prefix(above) {
            return bytes(&up.join(below));
        }
    }
    bytes(path)
}

/// The bytes of a path between two directories; empty if they are the same.
pub(super) fn between(above: &Path, below: &Path) -> Vec<u8> {
    let rest = below.strip_prefix(above).unwrap_or(Path::new(""));
    let names: Vec<&[u8]> =
        rest.components().map(|part| part.as_os_str().as_encoded_bytes()).collect();
    names.join(&b'/')
}

/// The path that bytes stand for.
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    crate::path::as_path(bytes).into_owned()
}
