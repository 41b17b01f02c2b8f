//! Indexes that are damaged in every way: nothing panics, and what cannot be read is told.

use crate::planted;
use std::fs;
use std::path::Path;
use stowaway::audit::{Options, audit};
use stowaway::build::{DockerfileChoice, Request};
use stowaway::context::WalkOptions;
use stowaway::engine::Engine;
use stowaway::git::UserFiles;
use stowaway::rules::Thresholds;

/// Whether the audit of a context knows what is tracked; it must succeed whatever the index holds.
fn knows(root: &Path) -> bool {
    let mut request = Request::new(root, Engine::find("buildkit").expect("an engine"));
    request.dockerfile = DockerfileChoice::None;
    let rules = Some(Thresholds::default());
    let git = Some(UserFiles::default());
    let options = Options {
        request,
        walk: WalkOptions::default(),
        rules,
        git,
        canaries: None,
        contents: None,
    };
    let audit = audit(&options).expect("an audit");
    let git = audit.git.expect("it was asked");
    assert_eq!(git.knows_tracked(), git.problems().is_empty(), "{:?}", git.problems());
    git.knows_tracked()
}

#[test]
fn a_damaged_index_is_told_and_stops_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    for path in ["a", "b/c", "b/d"] {
        fs::create_dir_all(root.join(path).parent().expect("a parent")).expect("a directory");
        fs::write(root.join(path), "x").expect("a file");
    }
    planted::plant(root, &["a", "b/c", "b/d", "lib/"]);
    assert!(knows(root));
    let place = root.join(".git/index");
    let whole = fs::read(&place).expect("an index");
    let mut refused = 0;
    let mut with = |bytes: &[u8]| {
        fs::write(&place, bytes).expect("a file");
        refused += usize::from(!knows(root));
    };
    for length in (0..whole.len()).step_by(3) {
        with(&whole[..length]);
    }
    for at in 0..whole.len() {
        for byte in [0, 0x7f, 0xff, whole[at] ^ 1, whole[at] ^ 0x80] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            with(&bytes);
        }
    }
    // What it says of lengths and counts is beyond what is there.
    for version in [2_u8, 3, 4, 5] {
        for count in [1_u32, 1 << 16, u32::MAX] {
            let mut bytes = whole.clone();
            bytes[7] = version;
            bytes[8..12].copy_from_slice(&count.to_be_bytes());
            with(&bytes);
        }
    }
    for extension in
        [b"TREE", b"link", b"UNTR", b"FSMN", b"EOIE", b"IEOT", b"sdir", b"REUC", b"zzzz"]
    {
        for length in [0_u32, 4, 20, u32::MAX] {
            let end = whole.len() - 20;
            let head = [&whole[..end], extension, &length.to_be_bytes()].concat();
            with(&[&head[..], &[0xff; 24], &whole[end..]].concat());
            with(&[&head[..], &[0; 4], &whole[end..]].concat());
        }
    }
    assert!(refused > 100, "{refused} were refused");
}
