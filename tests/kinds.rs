//! Every kind of project as a tree, a Dockerfile and an ignore file as people write them:
//! `fixtures/kinds/<id>/`.
//!
//! `tree.txt` is the manifest of the working copy, `tracked.txt` lists what git tracks of it,
//! `dockerignore` is the bad ignore file (or there is none), and every other file is planted under
//! its own name. `expect.txt` and `detected.txt` are reviewed; `STOWAWAY_BLESS=1 cargo test --test
//! kinds` writes them. Adding a case writes no Rust.
#![cfg(unix)]

mod manifest;
#[path = "git/planted.rs"]
mod planted;

use manifest::plant_line;
use std::fs;
use std::path::{Path, PathBuf};
use stowaway::build::{Build, IgnoreChoice, Request};
use stowaway::context::{DiskHeads, Inventory, WalkOptions, walk};
use stowaway::engine::Engine;
use stowaway::kinds::{Detected, KINDS, detect};

/// Files of a fixture that are not planted.
const OWN: [&str; 4] = ["tree.txt", "tracked.txt", "expect.txt", "dockerignore"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kinds")
}

/// The fixtures by the id of their kind, in the order of the table.
fn fixtures() -> Vec<(&'static str, PathBuf)> {
    let kinds = KINDS.iter().filter(|kind| kind.id != "common");
    kinds.map(|kind| (kind.id, folder().join(kind.id))).collect()
}

/// A fixture on disk.
struct Planted(tempfile::TempDir);

impl Planted {
    fn new(fixture: &Path) -> Self {
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

    fn request(&self) -> Request {
        Request::new(self.0.path(), Engine::find("buildkit").expect("an engine"))
    }
}

fn copy(fixture: &Path, directory: &Path, root: &Path) {
    for entry in fs::read_dir(directory).expect("a folder") {
        let path = entry.expect("an entry").path();
        let below = path.strip_prefix(fixture).expect("inside");
        let place = root.join(below);
        if path.is_dir() {
            copy(fixture, &path, root);
        } else if !OWN.iter().any(|own| below == Path::new(own)) {
            fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
            fs::copy(&path, &place).expect("a file");
        }
    }
}

/// The whole tree, as if there were no ignore file, and the kinds in it.
fn detected(planted: &Planted) -> (Inventory, Vec<Detected>) {
    let request = Request { ignore: IgnoreChoice::None, ..planted.request() };
    let build = Build::prepare(&request).expect("a build");
    let inventory = walk(&build, WalkOptions { into_held: true }).expect("a context");
    let kinds = detect(&inventory, &DiskHeads::open(&build.root).expect("heads"), &build.asked);
    (inventory, kinds)
}

/// Compares with a reviewed text, or writes it.
fn reviewed(place: &Path, said: &str) {
    if std::env::var_os("STOWAWAY_BLESS").is_some() {
        fs::write(place, said).expect("a file");
    }
    let expected = fs::read_to_string(place).unwrap_or_default();
    assert!(said == expected, "{}\n--- expected\n{expected}--- said\n{said}", place.display());
}

#[test]
fn every_kind_has_its_fixture() {
    for (id, fixture) in fixtures() {
        assert!(fixture.join("tree.txt").is_file(), "{id} has no fixture");
    }
    let folders = fs::read_dir(folder()).expect("a folder").flatten();
    for path in folders.map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(fixtures().iter().any(|(id, _)| *id == name), "{name} is no kind");
    }
}

/// One line a fixture: which kinds it has besides the common one, and where.
#[test]
fn every_kind_is_detected_by_its_own_fixture() {
    let mut said = String::new();
    for (id, fixture) in fixtures() {
        let planted = Planted::new(&fixture);
        let (inventory, kinds) = detected(&planted);
        assert_eq!(kinds[0].kind.id, "common", "{id}");
        assert!(kinds.iter().any(|found| found.kind.id == id), "{id} is not detected");
        let mut path = Vec::new();
        said.push_str(&format!("{id}\n"));
        for found in &kinds[1..] {
            let mut dirs = Vec::new();
            for &dir in &found.dirs {
                inventory.dir_path_into(dir, &mut path);
                let root = path.is_empty();
                dirs.push(if root {
                    ".".into()
                } else {
                    String::from_utf8_lossy(&path).into_owned()
                });
            }
            said.push_str(&format!("  {} in {}\n", found.kind.id, dirs.join(", ")));
            for volume in &found.volumes {
                said.push_str(&format!("    {} by {}\n", volume.path.shown(), volume.file.shown()));
            }
        }
    }
    reviewed(&folder().join("detected.txt"), &said);
}
