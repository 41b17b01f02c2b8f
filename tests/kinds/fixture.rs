//! A fixture on disk: the tree, what git tracks of it, and the ignore file that people wrote.

use crate::manifest::plant_line;
use crate::planted;
use std::fs;
use std::path::{Path, PathBuf};
use stowaway::build::Request;
use stowaway::engine::Engine;
use stowaway::kinds::KINDS;

/// Files of a fixture that are not planted.
const OWN: [&str; 4] = ["tree.txt", "tracked.txt", "expect.txt", "dockerignore"];

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kinds")
}

/// The fixtures by the id of their kind, in the order of the table.
pub(crate) fn fixtures() -> Vec<(&'static str, PathBuf)> {
    let kinds = KINDS.iter().filter(|kind| kind.id != "common");
    kinds.map(|kind| (kind.id, folder().join(kind.id))).collect()
}

/// A fixture on disk.
pub(crate) struct Planted(tempfile::TempDir);

impl Planted {
    pub(crate) fn new(fixture: &Path) -> Self {
        let root = tempfile::tempdir().expect("a directory");
        let text = |name: &str| fs::read_to_string(fixture.join(name));
        let tree = text("tree.txt").unwrap_or_else(|e| panic!("{}: {e}", fixture.display()));
        for line in tree.lines().filter(|line| !line.is_empty()) {
            plant_line(line, root.path());
        }
        copy(fixture, fixture, root.path());
        if let Ok(ignore) = fs::read(fixture.join("dockerignore")) {
            fs::write(root.path().join(".dockerignore"), ignore).expect("a file");
        }
        if let Ok(tracked) = text("tracked.txt") {
            planted::plant(root.path(), &tracked.lines().collect::<Vec<_>>());
        }
        Self(root)
    }

    /// A tree that is written out where it is tested.
    pub(crate) fn drawn(tree: &str, dockerfile: &str, tracked: Option<&str>) -> Self {
        let root = tempfile::tempdir().expect("a directory");
        for line in tree.lines() {
            plant_line(line, root.path());
        }
        fs::write(root.path().join("Dockerfile"), dockerfile).expect("a file");
        if let Some(tracked) = tracked {
            planted::plant(root.path(), &tracked.lines().collect::<Vec<_>>());
        }
        Self(root)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn request(&self) -> Request {
        Request::new(self.0.path(), Engine::find("buildkit").expect("an engine"))
    }
}

fn copy(fixture: &Path, directory: &Path, root: &Path) {
    for entry in fs::read_dir(directory).expect("a folder") {
        let path = entry.expect("an entry").path();
        let below = path.strip_prefix(fixture).expect("inside");
        // A `.gitignore` in a fixture would be heeded by git itself.
        let is_git = below.file_name().is_some_and(|name| name == "gitignore");
        let below = if is_git { &*below.with_file_name(".gitignore") } else { below };
        let place = root.join(below);
        if path.is_dir() {
            copy(fixture, &path, root);
        } else if !OWN.iter().any(|own| below == Path::new(own)) {
            fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
            fs::copy(&path, &place).expect("a file");
        }
    }
}
