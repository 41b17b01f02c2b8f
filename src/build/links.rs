//! The links of a directory on disk, for those who follow paths in it. Nothing is followed here.

use crate::dockerfile::LinkTree;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// The links below a directory.
#[derive(Clone, Copy, Debug)]
pub struct DiskLinks<'a>(pub &'a Path);

impl DiskLinks<'_> {
    fn at(&self, path: &[u8]) -> PathBuf {
        // Only a system where paths are bytes has names that are not text.
        #[cfg(unix)]
        let path: &OsStr = std::os::unix::ffi::OsStrExt::from_bytes(path);
        #[cfg(not(unix))]
        let path = String::from_utf8_lossy(path);
        #[cfg(not(unix))]
        let path: &OsStr = path.as_ref().as_ref();
        self.0.join(path)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

impl LinkTree for DiskLinks<'_> {
    fn link(&self, path: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let at = self.at(path);
        match at.symlink_metadata() {
            Ok(found) if found.is_symlink() => {
                Ok(Some(std::fs::read_link(at)?.into_os_string().into_encoded_bytes()))
            }
            Ok(_) => Ok(None),
            Err(error) if is_absent(&error) => Ok(None),
            // A name that no file can have is the name of none.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn names(&self, directory: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        let listed = match std::fs::read_dir(self.at(directory)) {
            Ok(listed) => listed,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        listed.map(|entry| Ok(entry?.file_name().into_encoded_bytes())).collect()
    }
}
