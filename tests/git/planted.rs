//! A repository made without git: enough of one to be found, with an index that tracks paths.

use gix_hash::{Kind, ObjectId};
use gix_index::entry::{Flags, Mode, Stat};
use gix_index::{File, State, write};
use std::fs;
use std::path::Path;

/// Makes `.git` in a directory, with an index that tracks these paths as files.
pub(crate) fn plant(root: &Path, tracked: &[&str]) {
    let repository = root.join(".git");
    for folder in ["objects", "refs"] {
        fs::create_dir_all(repository.join(folder)).expect("a directory");
    }
    fs::write(repository.join("HEAD"), "ref: refs/heads/main\n").expect("a file");
    index(&repository.join("index"), tracked);
}

/// Writes an index that tracks these paths; one that ends in `/` is a submodule.
pub(crate) fn index(place: &Path, tracked: &[&str]) {
    let mut state = State::new(Kind::Sha1);
    let id = ObjectId::null(Kind::Sha1);
    for path in tracked {
        let (path, mode) = match path.strip_suffix('/') {
            Some(path) => (path, Mode::COMMIT),
            None => (*path, Mode::FILE),
        };
        let path = path.as_bytes();
        state.dangerously_push_entry(Stat::default(), id, Flags::empty(), mode, path.into());
    }
    state.sort_entries();
    let mut file = File::from_state(state, place.to_owned());
    file.write(write::Options::default()).expect("an index");
}
