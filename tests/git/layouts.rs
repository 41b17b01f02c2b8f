//! The ways in which a repository can lie around, below or beside a context, each as git sees it.

use super::beside_git::{audited, by_git, by_us, differences, git, has_git, said};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Words of git's that make a commit.
const COMMIT: &[&str] =
    &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"];

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
        fs::write(place, text).expect("a file");
    }
}

/// A repository with something of each kind, committed.
fn repository(root: &Path, init: &[&str]) {
    fs::create_dir_all(root).expect("a directory");
    said(root, &[&["init", "-q"], init].concat());
    write(root, &[("a", "1"), ("d/b", "1"), ("d/kept.log", "1"), (".gitignore", "*.log\n/out\n")]);
    said(root, &["add", "-f", "."]);
    said(root, COMMIT);
    strays(root);
}

fn strays(root: &Path) {
    write(root, &[("new", "1"), ("d/x.log", "1"), ("out/o", "1"), ("d/e/f", "1")]);
}

fn same(root: &Path, context: &str) {
    let wrong = differences(root, context);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let words = by_git(root, context);
    let has = |word: &str| words.values().any(|said| said.contains(word));
    assert!(has("tracked") && has("untracked") && has(":"), "{words:?}");
}

/// What git says of a repository below, as the one above would write the paths.
fn below(root: &Path, at: &str) -> BTreeMap<Vec<u8>, String> {
    let named = |(path, word): (Vec<u8>, String)| {
        let word = if word.contains(':') { format!("{at}/{word}") } else { word };
        ([at.as_bytes(), b"/", &path].concat(), word)
    };
    by_git(&root.join(at), "").into_iter().map(named).collect()
}

fn ours_below(root: &Path, at: &str) -> BTreeMap<Vec<u8>, String> {
    let ours = by_us(&audited(root), "");
    let inside =
        |path: &[u8]| path.starts_with(format!("{at}/").as_bytes()) && !path.ends_with(b"/.git");
    ours.into_iter().filter(|(path, _)| inside(path)).collect()
}

#[test]
fn every_format_of_a_repository_is_read() {
    if !has_git() {
        return;
    }
    for init in [&[][..], &["--object-format=sha256"], &["--ref-format=reftable"]] {
        let place = tempfile::tempdir().expect("a directory");
        let words = [&["init", "-q"], init].concat();
        if !git(place.path(), &words).status().expect("git runs").success() {
            eprintln!("skipped: this git does not know {init:?}");
            continue;
        }
        repository(place.path(), init);
        same(place.path(), "");
        for setting in ["index.skipHash=true", "core.untrackedCache=true", "feature.manyFiles=true"]
        {
            said(place.path(), &["-c", setting, "update-index", "--force-write-index"]);
            same(place.path(), "");
        }
    }
}

#[test]
fn a_further_work_tree_has_an_index_of_its_own() {
    if !has_git() {
        return;
    }
    let place = tempfile::tempdir().expect("a directory");
    let (main, further) = (place.path().join("main"), place.path().join("further"));
    repository(&main, &[]);
    write(&main, &[(".git/info/exclude", "new\n")]);
    said(&main, &["worktree", "add", "-q", "../further"]);
    strays(&further);
    write(&further, &[("newer", "1")]);
    same(&further, "");
    same(&further, "d");
}

#[test]
fn a_sparse_index_leaves_open_what_it_does_not_list() {
    if !has_git() {
        return;
    }
    let place = tempfile::tempdir().expect("a directory");
    repository(place.path(), &[]);
    write(place.path(), &[("far/away/a", "1"), ("far/b", "1")]);
    said(place.path(), &["add", "far"]);
    said(place.path(), COMMIT);
    said(place.path(), &["sparse-checkout", "set", "--cone", "--sparse-index", "d"]);
    same(place.path(), "");
    write(place.path(), &[("far/b", "1")]);
    let ours = by_us(&audited(place.path()), "");
    assert_eq!(ours[&b"far/b"[..]], "unknown");
}

#[test]
fn a_submodule_is_judged_by_itself_and_a_clone_by_nobody() {
    if !has_git() {
        return;
    }
    let place = tempfile::tempdir().expect("a directory");
    let (library, root) = (place.path().join("library"), place.path().join("outer"));
    repository(&library, &[]);
    repository(&root, &[]);
    let url = library.to_string_lossy().into_owned();
    let allowed = ["-c", "protocol.file.allow=always"];
    said(&root, &[&allowed[..], &["submodule", "-q", "add", &url, "deep/module"]].concat());
    said(&root, &[&allowed[..], &["clone", "-q", &url, "clone"]].concat());
    said(&root, &[&allowed[..], &["clone", "-q", &url, "out/ignored"]].concat());
    for at in ["deep/module", "clone"] {
        strays(&root.join(at));
    }
    assert_eq!(ours_below(&root, "deep/module"), below(&root, "deep/module"));
    // For the outer repository there is no difference between what the clone tracks and what not,
    // as long as the clone does not ignore it.
    for (path, word) in ours_below(&root, "clone") {
        let inner = &below(&root, "clone")[&path];
        let expected = if inner == "tracked" { "untracked" } else { inner };
        assert_eq!(word, expected, "{}", String::from_utf8_lossy(&path));
    }
    let ignored = ours_below(&root, "out");
    assert!(
        ignored.len() > 3 && ignored.values().all(|word| word == ".gitignore:2"),
        "{ignored:?}"
    );
    // Where the context is the module itself, or below it, the outer one has no say.
    same(&root.join("deep/module"), "");
    same(&root.join("deep/module"), "d");
}
