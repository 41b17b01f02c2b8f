//! Trees that break walkers: chains deeper than a stack, paths longer than the kernel takes, huge
//! directories, places that vanish or cannot be entered. Totals must be complete and right.
//!
//! Made at run time through descriptors, since most of these cannot be named by a path.

#![cfg(unix)]

use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags};
use std::fs;
use std::path::Path;
use stowaway::build::{Build, Request};
use stowaway::context::{self, Inventory, Totals, WalkOptions};
use stowaway::engine::Engine;
use stowaway::error::ProblemKind;

fn walked(root: &Path, threads: usize) -> Inventory {
    let engine = Engine::find("buildkit").expect("an engine");
    let build = Build::prepare(&Request::new(root, engine)).expect("a context");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| context::walk(&build, WalkOptions::default())).expect("a readable root")
}

fn open(at: &OwnedFd, name: &str) -> OwnedFd {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    rustix::fs::openat(at, name, flags, Mode::empty()).expect("a directory")
}

/// A chain of directories, each with `files` files of three bytes.
fn chain(root: &Path, levels: usize, name: &str, files: usize) {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    let mut here = rustix::fs::openat(CWD, root, flags, Mode::empty()).expect("the root");
    for _ in 0..levels {
        rustix::fs::mkdirat(&here, name, Mode::from_raw_mode(0o755)).expect("a directory");
        here = open(&here, name);
        for file in 0..files {
            let mode = Mode::from_raw_mode(0o644);
            let file = rustix::fs::openat(
                &here,
                format!("f{file}"),
                OFlags::CREATE | OFlags::WRONLY,
                mode,
            );
            rustix::io::write(file.expect("a file"), b"abc").expect("three bytes");
        }
    }
}

/// `remove_dir_all` gives up on paths that are too long; this goes down and takes them from there.
fn remove_chain(root: &Path, name: &str) {
    std::process::Command::new("rm").arg("-rf").arg(root.join(name)).status().expect("rm");
}

#[test]
fn a_thousand_levels_are_complete() {
    let root = tempfile::tempdir().expect("a temporary directory");
    chain(root.path(), 1000, "d", 3);
    let totals = Totals { files: 3000, directories: 1000, bytes: 9000 };
    assert_eq!(walked(root.path(), 1).sent(), totals);
    assert_eq!(walked(root.path(), 4).sent(), totals);
}

#[test]
fn paths_past_the_limit_of_the_kernel_are_complete() {
    let root = tempfile::tempdir().expect("a temporary directory");
    chain(root.path(), 600, "a-name-of-twenty-six-bytes", 2);
    let inventory = walked(root.path(), 3);
    assert_eq!(inventory.sent(), Totals { files: 1200, directories: 600, bytes: 3600 });
    assert_eq!(inventory.problems(), []);
    let longest = inventory.in_order().map(|id| inventory.path(id).len()).max();
    assert_eq!(longest, Some(600 * 27 + 2));
    remove_chain(root.path(), "a-name-of-twenty-six-bytes");
}

/// Long enough that descriptors run out for whoever keeps one for every level.
#[test]
fn a_chain_with_siblings_at_every_level_needs_few_descriptors() {
    let root = tempfile::tempdir().expect("a temporary directory");
    chain(root.path(), 1500, "d", 0);
    let mut here =
        rustix::fs::openat(CWD, root.path(), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
            .expect("the root");
    for _ in 0..1500 {
        here = open(&here, "d");
        rustix::fs::mkdirat(&here, "e", Mode::from_raw_mode(0o755)).expect("a sibling");
    }
    let inventory = walked(root.path(), 2);
    assert_eq!(inventory.problems(), []);
    assert_eq!(inventory.sent(), Totals { files: 0, directories: 3000, bytes: 0 });
}

#[test]
fn a_huge_directory_is_shared_and_stays_in_order() {
    let root = tempfile::tempdir().expect("a temporary directory");
    let entries = 20_000;
    for number in 0..entries {
        fs::write(root.path().join(format!("f{number:06}")), b"x").expect("a file");
    }
    fs::write(root.path().join(".dockerignore"), "*7\n").expect("an ignore file");
    let (one, four) = (walked(root.path(), 1), walked(root.path(), 4));
    let listed = |inventory: &Inventory| -> Vec<_> {
        inventory.in_order().map(|id| (inventory.path(id), inventory.fate(id))).collect()
    };
    assert_eq!(one.sent().files, entries - entries / 10 + 1);
    assert_eq!(listed(&one), listed(&four));
    assert!(listed(&one).is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn links_are_leaves_even_in_loops() {
    let root = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir(root.path().join("d")).expect("a directory");
    for (name, target) in [("loop", "loop"), ("d/up", ".."), ("away", "/"), ("dangling", "nothing")]
    {
        std::os::unix::fs::symlink(target, root.path().join(name)).expect("a link");
    }
    assert_eq!(walked(root.path(), 2).sent(), Totals { files: 4, directories: 1, bytes: 0 });
}

#[test]
fn a_root_that_is_a_link_is_followed() {
    let root = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir(root.path().join("real")).expect("a directory");
    fs::write(root.path().join("real/a"), "abc").expect("a file");
    let link = root.path().join("link");
    std::os::unix::fs::symlink("real", &link).expect("a link");
    assert_eq!(walked(&link, 2).sent(), Totals { files: 1, directories: 0, bytes: 3 });
}

/// Entries come and go while the context is read: no panic, no error, sums that fit the list.
#[test]
fn a_tree_that_changes_under_the_walk_does_no_harm() {
    let root = tempfile::tempdir().expect("a temporary directory");
    let busy = root.path().join("busy");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for number in 0..40 {
                    let deep = busy.join(format!("d{number}/e"));
                    fs::create_dir_all(&deep).expect("a directory");
                    fs::write(deep.join("f"), "abc").expect("a file");
                }
                fs::remove_dir_all(&busy).expect("nobody else writes here");
            }
        });
        for _ in 0..200 {
            let inventory = walked(root.path(), 2);
            let bytes: u64 = inventory.in_order().map(|id| inventory.size(id)).sum();
            assert_eq!(inventory.sent().bytes, bytes);
            for problem in inventory.problems() {
                assert_eq!(problem.kind, ProblemKind::Vanished, "{problem}");
            }
            assert!(inventory.failure().is_none());
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn hard_links_count_once_and_the_first_sent_name_carries_the_content() {
    let root = tempfile::tempdir().expect("a temporary directory");
    fs::write(root.path().join("a"), "abc").expect("a file");
    for name in ["b", "c"] {
        fs::hard_link(root.path().join("a"), root.path().join(name)).expect("a link");
    }
    fs::write(root.path().join(".dockerignore"), "a\n").expect("an ignore file");
    let inventory = walked(root.path(), 2);
    let size = |name: &[u8]| {
        let id = inventory.find(name).expect("an entry");
        (inventory.size(id), inventory.is_hard_link(id))
    };
    assert_eq!((size(b"b"), size(b"c")), ((3, false), (0, true)));
    assert_eq!(inventory.sent().bytes, 5);
}

#[test]
fn what_is_pruned_is_not_opened_unless_asked_for() {
    let root = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir_all(root.path().join("node_modules/a/b")).expect("directories");
    fs::write(root.path().join("node_modules/a/b/c"), "abc").expect("a file");
    fs::write(root.path().join(".dockerignore"), "node_modules\n").expect("an ignore file");
    assert_eq!(walked(root.path(), 2).held(), Totals { files: 0, directories: 1, bytes: 0 });
    let engine = Engine::find("buildkit").expect("an engine");
    let build = Build::prepare(&Request::new(root.path(), engine)).expect("a context");
    let inside = context::walk(&build, WalkOptions { into_held: true }).expect("a readable root");
    assert_eq!(inside.held(), Totals { files: 1, directories: 3, bytes: 3 });
    assert_eq!(inside.sent().files, 1);
}
