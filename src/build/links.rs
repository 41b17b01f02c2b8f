//! The links of a context where it lies, for those who follow paths in it. Nothing is followed here.

use super::{Build, Entry, Files};
use crate::dockerfile::LinkTree;
use crate::path::as_path;
use std::io;
use std::path::Path;

/// The links below a directory.
#[derive(Clone, Copy, Debug)]
pub struct ContextLinks<'a> {
    pub(super) files: &'a Files,
    pub(super) root: &'a Path,
}

impl Build {
    /// The links of its context.
    pub fn links(&self) -> ContextLinks<'_> {
        ContextLinks { files: &self.files, root: &self.root }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

impl LinkTree for ContextLinks<'_> {
    fn link(&self, path: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let at = self.root.join(as_path(path));
        match self.files.entry(&at) {
            Ok(Entry::Link) => {
                Ok(Some(self.files.read_link(&at)?.into_os_string().into_encoded_bytes()))
            }
            Ok(_) => Ok(None),
            Err(error) if is_absent(&error) => Ok(None),
            // A name that no file can have is the name of none.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn names(&self, directory: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        match self.files.names(&self.root.join(as_path(directory))) {
            Ok(names) => Ok(names.into_iter().map(|name| name.into_encoded_bytes()).collect()),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
