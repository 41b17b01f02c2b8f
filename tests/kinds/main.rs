//! Every kind of project as a tree, a Dockerfile and an ignore file as people write them:
//! `fixtures/kinds/<id>/`.
//!
//! `tree.txt` is the manifest of the working copy, `tracked.txt` lists what git tracks of it,
//! `dockerignore` is the bad ignore file (or there is none), and every other file is planted under
//! its own name. `expect.txt` and `detected.txt` are reviewed; `STOWAWAY_BLESS=1 cargo test --test
//! kinds` writes them. Adding a case writes no Rust.
#![cfg(unix)]

mod deny;
mod fixture;
#[path = "../manifest/mod.rs"]
mod manifest;
#[path = "../git/planted.rs"]
mod planted;
mod proof;
#[path = "../reference/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;
mod written;

use fixture::{Planted, fixtures, folder};
use std::fs;
use std::path::Path;
use stowaway::build::{Build, IgnoreChoice, Request};
use stowaway::context::{DiskHeads, Inventory, WalkOptions, walk};
use stowaway::kinds::{Detected, detect};

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
