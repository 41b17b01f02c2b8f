//! Repositories that are broken in every way: each is said, and stops nothing else.

use crate::planted::plant;
use crate::support::Tree;
use serde_json::Value;
use std::fs;

/// Files of `.git`, what is written there in place of what belongs there (`None` removes them), and
/// what is said.
const BROKEN: &[(&str, Option<&[u8]>, &str)] = &[
    (
        ".git/HEAD",
        Some(b"\xff\xfe garbage"),
        "`.git` is no repository that can be read: its HEAD names neither a branch nor a commit",
    ),
    (".git/HEAD", None, "`.git` is no repository that can be read: it has no HEAD"),
    (
        ".git/objects",
        None,
        "`.git` is no repository that can be read: it has no directory `objects`",
    ),
    (
        ".git/index",
        Some(b"DIRC\0\0\0\x02\0\0\0\x09 cut off"),
        "`.git/index` cannot be read, so what git tracks is not known",
    ),
    (
        ".git/index",
        Some(b"DIRC\0\0\0\x63\0\0\0\0 of a version to come"),
        "`.git/index` cannot be read, so what git tracks is not known",
    ),
    (".git/index", Some(b""), "`.git/index` cannot be read, so what git tracks is not known"),
    (
        ".git",
        Some(b"gitdir: .git\n"),
        "`.git` is no repository that can be read: the directory that it names is not there",
    ),
    (".git", Some(b"gitdir: .\n"), "`.git` is no repository that can be read: it has no HEAD"),
    (
        ".git",
        Some(b"nothing"),
        "`.git` is no repository that can be read: it is a file without `gitdir:`",
    ),
    (
        ".git/commondir",
        Some(b"../.git/commondir\n"),
        "`.git` is no repository that can be read: it has no directory `objects`",
    ),
];

#[test]
fn what_is_broken_is_said_and_stops_nothing() {
    for (path, bytes, said) in BROKEN {
        let tree = Tree::new(&[("Dockerfile", "FROM a\nCOPY . /\n"), ("a", "x"), ("id_rsa", "x")]);
        plant(&tree.root(), &["a"]);
        tree.write(".dockerignore", b".git\n");
        let place = tree.root().join(path);
        if place.is_dir() {
            fs::remove_dir_all(&place).expect("removed");
        } else if place.exists() {
            fs::remove_file(&place).expect("removed");
        }
        if let Some(bytes) = bytes {
            tree.write(path, bytes);
        }
        let run = tree.run(&["--fail-on", "never"]);
        let text = run.text();
        assert!(text.contains(&format!("warning: {said}")), "{said}\n{text}");
        assert!(text.contains("sent") && run.code == Some(0), "{said}\n{text}");
        assert!(text.contains("id_rsa"), "the rules speak: {text}");
        let json = tree.run(&["--format", "json", "--fail-on", "never"]);
        let value: Value = serde_json::from_str(json.text()).expect("JSON");
        let kind = if said.contains("index") { "index" } else { "repository" };
        assert_eq!(value["problems"][0]["kind"], kind, "{said}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_said_and_stops_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new(&[("Dockerfile", "FROM a\nCOPY . /\n"), ("a", "x")]);
    tree.write(".dockerignore", b".git\n");
    plant(&tree.root(), &["a"]);
    let lock = |path: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(tree.root().join(path), mode).expect("a mode");
    };
    for (path, said) in [
        (".git", "`.git` is no repository that can be read: "),
        (".git/index", "`.git/index` cannot be read, so what git tracks is not known: "),
    ] {
        lock(path, 0o000);
        let run = tree.run_unprivileged(&[]);
        lock(path, 0o755);
        let text = run.text().to_owned();
        assert!(text.contains(said) && text.contains("permission denied"), "{text}");
        assert_eq!(run.code, Some(0), "{text}");
    }
}

/// Settings of a repository may name anything: what has no end, and what never answers.
#[cfg(target_os = "linux")]
#[test]
fn settings_that_lead_astray_are_not_followed() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let tree = Tree::new(&[("Dockerfile", "FROM a\nCOPY . /\n"), ("a", "x")]);
    plant(&tree.root(), &["a"]);
    let fifo = |path: &str| {
        let place = tree.root().join(path);
        mknodat(CWD, &place, FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
        place.display().to_string()
    };
    let pipe = fifo("pipe");
    for text in [
        "[include]\n\tpath = /dev/zero\n".to_owned(),
        format!("[include]\n\tpath = {pipe}\n"),
        "[core]\n\texcludesFile = /dev/zero\n".to_owned(),
        format!("[core]\n\texcludesFile = {pipe}\n"),
        "[core\n".to_owned(),
        "\0\u{1}\n".repeat(1000),
    ] {
        tree.write(".git/config", text.as_bytes());
        tree.run(&["ls", "--untracked", "--eligible", "-0"]);
        assert_eq!(tree.run(&["--fail-on", "never"]).code, Some(0), "{text}");
    }
    for path in [".git/index", ".git/config", ".git/HEAD", ".gitignore"] {
        if tree.root().join(path).exists() {
            fs::remove_file(tree.root().join(path)).expect("removed");
        }
        fifo(path);
        assert_eq!(tree.run(&["--fail-on", "never"]).code, Some(0), "{path}");
    }
}
