//! What git says of a context: the lists of `ls`, the report, and repositories that are broken.
//!
//! No git runs here; `tests/git` compares with it. Repositories are made by hand.

use crate::planted::{index, plant};
use crate::support::Tree;
use serde_json::{Value, json};
use std::fs;

const NO_REPOSITORY: &str = "error: the context is in no git repository, and holds none\n  = help: \
                             leave out --git-ignored and --untracked\n";

/// A project with a bit of everything.
fn project() -> Tree {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM alpine\nCOPY . /app/\n"),
        (".dockerignore", ".git\nheld.notes\n"),
        (".gitignore", "*.notes\n/out/\n"),
        ("src/main.c", "int main;\n"),
        ("src/kept.notes", "1\n"),
        ("src/mine.notes", "12\n"),
        ("held.notes", "123\n"),
        ("out/deep/a.x", "1234\n"),
        ("out/b.x", "12345\n"),
        ("new/one.c", "123456\n"),
        ("new/two.c", "1234567\n"),
    ]);
    let tracked = [".dockerignore", ".gitignore", "Dockerfile", "src/kept.notes", "src/main.c"];
    plant(&tree.root(), &tracked);
    tree
}

#[test]
fn what_git_ignores_is_listed_with_the_line() {
    let tree = project();
    tree.run(&["ls", "--git-ignored"]).says(
        0,
        "out/b.x\t.gitignore:2: /out/\nout/deep/a.x\t.gitignore:2: /out/\n\
         src/mine.notes\t.gitignore:1: *.notes\n",
    );
    tree.run(&["ls", "--git-ignored", "-0"]).says(0, "out/b.x\0out/deep/a.x\0src/mine.notes\0");
    tree.run(&["ls", "--git-ignored", "--dirs", "-l"]).says(
        0,
        "dir               out/\t.gitignore:2: /out/\n\
         file         6 B  out/b.x\t.gitignore:2: /out/\n\
         dir               out/deep/\t.gitignore:2: /out/\n\
         file         5 B  out/deep/a.x\t.gitignore:2: /out/\n\
         file         3 B  src/mine.notes\t.gitignore:1: *.notes\n",
    );
    tree.run_above(&["ls", "--git-ignored", "--json", "context", "-f", "context/Dockerfile"]).says(
        0,
        "{\"path\":\"out/b.x\",\"kind\":\"file\",\"size\":6,\"fate\":\"sent\",\"decider\":null,\
         \"git\":\"ignored\",\"ignored_by\":{\"file\":\".gitignore\",\"line\":2,\"pattern\":\
         \"/out/\"}}\n\
         {\"path\":\"out/deep/a.x\",\"kind\":\"file\",\"size\":5,\"fate\":\"sent\",\"decider\":null,\
         \"git\":\"ignored\",\"ignored_by\":{\"file\":\".gitignore\",\"line\":2,\"pattern\":\
         \"/out/\"}}\n\
         {\"path\":\"src/mine.notes\",\"kind\":\"file\",\"size\":3,\"fate\":\"sent\",\"decider\":\
         null,\"git\":\"ignored\",\"ignored_by\":{\"file\":\".gitignore\",\"line\":1,\"pattern\":\
         \"*.notes\"}}\n",
    );
}

#[test]
fn what_git_does_not_know_is_listed() {
    let tree = project();
    tree.run(&["ls", "--untracked"]).says(0, "new/one.c\nnew/two.c\n");
    tree.run(&["ls", "--untracked", "-0", "--dirs"]).says(0, "new/\0new/one.c\0new/two.c\0");
    tree.run(&["ls", "--untracked", "--git-ignored", "-0"])
        .says(0, "new/one.c\0new/two.c\0out/b.x\0out/deep/a.x\0src/mine.notes\0");
    tree.write("Dockerfile", b"FROM alpine\nCOPY new/two.c /\n");
    tree.run(&["ls", "--untracked"]).says(0, "new/two.c\n");
    tree.run(&["ls", "--untracked", "--eligible"]).says(0, "new/one.c\nnew/two.c\n");
    tree.run(&["ls", "--untracked", "--excluded"]).fails(
        2,
        "error: the argument '--untracked' cannot be used with '--excluded'\n\n\
         Usage: stowaway ls --untracked [CONTEXT]\n\nFor more information, try '--help'.\n",
    );
}

#[test]
fn without_a_repository_there_is_nothing_to_list() {
    let tree = Tree::new(&[("a", "x")]);
    for flag in ["--git-ignored", "--untracked"] {
        tree.run(&["ls", flag]).fails(2, NO_REPOSITORY);
    }
    plant(&tree.root(), &["a"]);
    tree.write(".git/index", b"DIRC");
    let run = tree.run(&["ls", "--untracked"]);
    assert_eq!((run.code, run.text()), (Some(2), ""));
    assert!(run.err.contains("`.git/index` cannot be read, so what git tracks is not known"));
}

#[test]
fn the_files_of_the_user_count_as_the_environment_says() {
    let tree = project();
    fs::create_dir_all(tree.above().join("xdg/git")).expect("a directory");
    fs::write(tree.above().join("xdg/git/ignore"), "*.c\n").expect("a file");
    let xdg = tree.above().join("xdg").to_string_lossy().into_owned();
    let home = tree.above().to_string_lossy().into_owned();
    let run = tree
        .run_with(&["ls", "--git-ignored", "-l"], &[("XDG_CONFIG_HOME", &xdg), ("HOME", &home)]);
    let text = run.text();
    assert!(text.contains("new/one.c\t~/xdg/git/ignore:1: *.c\n"), "{text}");
    assert!(!text.contains("src/main.c"), "tracked, {text}");
    // The line of the repository counts more.
    tree.write(".git/info/exclude", b"!two.c\n");
    let run = tree.run_with(&["ls", "--untracked"], &[("XDG_CONFIG_HOME", &xdg)]);
    run.says(0, "new/two.c\n");
    // A setting takes the place of the usual file.
    fs::write(tree.above().join("gitconfig"), "[core]\n\texcludesFile = ~/mine\n").expect("a file");
    fs::write(tree.above().join("mine"), "one.*\n").expect("a file");
    let config = tree.above().join("gitconfig").to_string_lossy().into_owned();
    let environment =
        [("GIT_CONFIG_GLOBAL", &*config), ("HOME", &*home), ("XDG_CONFIG_HOME", &*xdg)];
    tree.run_with(&["ls", "--untracked"], &environment).says(0, "new/two.c\n");
    let run = tree.run_with(&["ls", "--git-ignored", "-l"], &environment);
    assert!(run.text().contains("new/one.c\t~/mine:1: one.*\n"), "{}", run.text());
}

#[test]
fn a_context_below_the_top_goes_by_the_files_above() {
    let tree = Tree::new(&[("a.notes", "1"), ("b", "1"), ("svc.tmp", "1"), ("kept.tmp", "1")]);
    fs::write(tree.above().join(".gitignore"), "*.notes\n/context/svc.tmp\n*.tmp\n").expect("file");
    plant(tree.above(), &["context/b", "context/kept.tmp"]);
    tree.run(&["ls", "--git-ignored", "-l"]).says(
        0,
        "file         1 B  a.notes\t../.gitignore:1: *.notes\n\
         file         1 B  svc.tmp\t../.gitignore:3: *.tmp\n",
    );
    let text = tree.run(&["--fail-on", "never"]).text().to_owned();
    assert!(text.contains(" --> ../.gitignore:1:1\n"), "{text}");
    assert!(text.contains("\n  = write: **/*.notes\n"), "{text}");
    // `**/*.tmp` would stop what git tracks.
    assert!(text.contains("git ignores by this line what is sent: 1 file, 1 B"), "{text}");
    assert!(!text.contains("= write: **/*.tmp"), "{text}");
}

#[test]
fn a_report_tells_each_line() {
    let tree = project();
    tree.run(&[]).matches(0, "git");
    tree.run(&["--verbose"]).matches(0, "git-verbose");
    let value: Value = serde_json::from_str(tree.run(&["--format", "json"]).text()).expect("JSON");
    assert_eq!(
        value["git"],
        json!({
            "work_trees": [{ "path": "", "kind": "repository" }],
            "ignored": { "files": 3, "directories": 2, "bytes": 14 },
            "untracked": { "files": 2, "directories": 1, "bytes": 15 },
        })
    );
    let remark = &value["remarks"][0];
    let told = ["check", "severity", "file", "line", "paths", "files", "bytes", "lines"];
    let told: Vec<&Value> = told.iter().map(|name| &remark[*name]).collect();
    let expected =
        json!(["sent-but-git-ignored", "low", ".gitignore", 1, ["src/mine.notes"], 1, 3, []]);
    assert_eq!(json!(told), expected);
    let suggestion = &value["suggestions"][0];
    assert_eq!(suggestion["line"], "out");
    assert_eq!(suggestion["checks"], json!(["sent-but-git-ignored"]));
    assert_eq!((&suggestion["rules"], &suggestion["safe"]), (&json!([]), &json!(false)));
    let none = tree.run(&["--format", "json", "--no-rules"]);
    let none: Value = serde_json::from_str(none.text()).expect("JSON");
    assert_eq!(none["git"], Value::Null);
}

#[test]
fn a_further_work_tree_goes_by_the_files_of_its_repository() {
    let tree = Tree::new(&[("a.notes", "1"), ("b", "1"), ("c", "1")]);
    let main = tree.above().join("main");
    plant(&main, &["elsewhere"]);
    fs::create_dir_all(main.join(".git/info")).expect("a directory");
    fs::write(main.join(".git/info/exclude"), "*.notes\n").expect("a file");
    let own = main.join(".git/worktrees/context");
    fs::create_dir_all(&own).expect("a directory");
    fs::write(own.join("HEAD"), "ref: refs/heads/feature\n").expect("a file");
    fs::write(own.join("commondir"), "../..\n").expect("a file");
    index(&own.join("index"), &["b"]);
    tree.write(".git", format!("gitdir: {}\n", own.display()).as_bytes());
    tree.run(&["ls", "--untracked"]).says(0, "c\n");
    tree.run(&["ls", "--git-ignored", "-0"]).says(0, "a.notes\0");
    let text = tree.run(&[]).text().to_owned();
    assert!(text.contains("low[vcs-git]: .git ("), "{text}");
}

#[test]
fn repositories_below_are_seen_as_such() {
    let tree = Tree::new(&[("a", "1"), ("lib/b", "1"), ("lib/c.notes", "1"), ("clone/d", "1")]);
    tree.write(".gitignore", b"*.notes\n");
    tree.write("lib/new", b"1");
    tree.write(".dockerignore", b"**/.git\n");
    plant(&tree.root(), &[".dockerignore", ".gitignore", "a", "lib/"]);
    plant(&tree.root().join("clone"), &["d"]);
    let module = tree.root().join(".git/modules/lib");
    plant(&module, &[]);
    fs::rename(module.join(".git/objects"), module.join("objects")).expect("moved");
    fs::rename(module.join(".git/refs"), module.join("refs")).expect("moved");
    fs::rename(module.join(".git/HEAD"), module.join("HEAD")).expect("moved");
    index(&module.join("index"), &["b"]);
    tree.write("lib/.git", b"gitdir: ../.git/modules/lib\n");
    // The submodule is judged by itself, where the lines of the outer one do not count; of the
    // clone nobody but this disk knows.
    tree.run(&["ls", "--untracked", "--dirs"]).says(0, "clone/\nclone/d\nlib/c.notes\nlib/new\n");
    tree.run(&["ls", "--git-ignored"]).says(0, "");
}
