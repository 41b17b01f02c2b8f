//! `diff`: what a change does, between snapshots, directories and revisions, in every format.

use crate::json::errors;
use crate::snapshot::project;
use crate::support::{Tree, same_as_file};
use serde_json::Value;
use std::fs;
use std::io::Write;

/// The project after a week of work.
pub(crate) fn changed(tree: &Tree) {
    fs::remove_dir_all(tree.root().join("old")).expect("removed");
    for number in 0..12 {
        tree.fill(&format!("web/dist/{number}.js"), 1_230_000);
        tree.fill(&format!("web/dist/deep/{number}.map"), 123);
    }
    tree.fill("data/dump.sql", 31_000_000);
    tree.write("src/main.rs", b"fn main() { run() }\n");
    tree.write("src/.env.local", b"API_TOKEN=incorrect-horse-battery-staple\n");
    fs::remove_file(tree.root().join(".env")).expect("removed");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let bits = fs::Permissions::from_mode(0o755);
        fs::set_permissions(tree.root().join("data/a.txt"), bits).expect("set");
    }
}

fn lock(tree: &Tree, name: &str, args: &[&str]) -> String {
    let path = tree.above().join(name).to_str().expect("text").to_owned();
    let run = tree.run(&[&["snapshot", "-o", &path], args].concat());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    path
}

#[test]
#[cfg(unix)]
fn what_a_change_does_is_told() {
    let tree = project();
    lock(&tree, "base.json", &[]);
    lock(&tree, "files.json", &["--files"]);
    changed(&tree);
    let run = |args: &[&str]| tree.run_above(&[&["diff", "-C", "context"], args].concat());
    run(&["files.json"]).matches(1, "diff");
    run(&["files.json", "--verbose"]).matches(1, "diff-verbose");
    run(&["files.json", "--color", "always"]).matches(1, "diff-colour");
    run(&["base.json"]).matches(1, "diff-without-files");
    run(&["files.json", "--format", "markdown"]).matches(1, "diff-markdown");
    run(&["base.json", "--format", "markdown"]).matches(1, "diff-markdown-without-files");
    run(&["files.json", "--format", "json"]).matches(1, "diff-json");
    // The other way round, what was bad is gone.
    lock(&tree, "later.json", &["--files"]);
    let back = run(&["later.json", "files.json"]);
    assert_eq!(back.code, Some(1), "{}", back.text());
    assert!(back.text().contains("findings gone: 1 critical"), "{}", back.text());
    for (limit, code) in [("critical", 1), ("never", 0)] {
        assert_eq!(run(&["files.json", "--fail-on", limit]).code, Some(code));
    }
}

#[test]
fn nothing_changed_is_one_line() {
    let tree = project();
    lock(&tree, "base.json", &[]);
    let run = tree.run_above(&["diff", "base.json", "-C", "context"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.text().starts_with("ok: base.json and context come to the same: "));
    let text = fs::read(tree.above().join("base.json")).expect("read");
    let fed = tree.feed(&["diff", "-"], std::str::from_utf8(&text).expect("text"));
    assert!(fed.text().starts_with("ok: - and . come to the same: "), "{}{}", fed.text(), fed.err);
    // What is not sent is no matter, nor is how the ignore file says it.
    tree.write("target/debug/app", b"another binary");
    tree.write(".git/HEAD", b"ref: refs/heads/main\n");
    assert_eq!(tree.run_above(&["diff", "base.json", "-C", "context"]).code, Some(0));
}

#[test]
fn lines_that_move_make_nothing_new() {
    let tree = project();
    lock(&tree, "base.json", &["--files"]);
    let old = fs::read_to_string(tree.root().join("Dockerfile")).expect("read");
    tree.write("Dockerfile", format!("# syntax is the usual one\n\n\n{old}").as_bytes());
    tree.write(".env", b"# a comment\nAPI_TOKEN=correct-horse-battery-staple\n");
    let run = tree.run_above(&["diff", "base.json", "-C", "context", "--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).expect("JSON");
    let build = &value["builds"][0];
    assert_eq!((run.code, &build["findings_new"]), (Some(0), &Value::Array(Vec::new())));
    assert_eq!(build["same_dockerfile"], false);
    // Both files changed, and only one instruction takes them.
    let again = build["built_again"].as_array().expect("a list");
    assert_eq!(again.len(), 1, "{again:?}");
    assert_eq!(again[0]["instruction"], "COPY . /all");
}

#[test]
fn each_instruction_that_a_change_busts_is_named() {
    for (path, text, busted) in [
        ("Cargo.toml", "[package]\nname = 'x'\n", "COPY Cargo.toml ./"),
        ("src/main.rs", "fn main() { other() }\n", "COPY src src"),
        ("data/a.txt", "y\n", "RUN --mount=type=bind,source=data,target=/d cargo build"),
        ("unasked.txt", "y\n", "COPY . /all"),
    ] {
        let tree = project();
        lock(&tree, "base.json", &[]);
        tree.write(path, text.as_bytes());
        let run = tree.run_above(&["diff", "base.json", "-C", "context", "--format", "json"]);
        let value: Value = serde_json::from_str(run.text()).expect("JSON");
        assert_eq!(value["builds"][0]["built_again"][0]["instruction"], busted, "{path}");
    }
    let tree = project();
    lock(&tree, "base.json", &[]);
    let old = fs::read_to_string(tree.root().join("Dockerfile")).expect("read");
    tree.write("Dockerfile", old.replace("RUN cargo fetch", "ENV A=1\nRUN cargo fetch").as_bytes());
    let run = tree.run_above(&["diff", "base.json", "-C", "context"]);
    assert!(run.text().contains("from RUN cargo fetch (Dockerfile:5)"), "{}", run.text());
    assert!(run.text().contains("what is set for it, says something else"), "{}", run.text());
}

#[test]
fn two_directories_are_compared() {
    let tree = Tree::new(&[
        ("old/Dockerfile.prod", "FROM scratch\nCOPY a b /\n"),
        ("old/a", "one"),
        ("old/b", "b"),
        ("new/Dockerfile.prod", "FROM scratch\nCOPY a b /\n"),
        ("new/a", "three"),
        ("new/b", "b"),
        ("new/c", "not asked for"),
    ]);
    let run = tree.run(&["diff", "old", "new", "-f", "Dockerfile.prod"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    for said in ["old → new · Dockerfile.prod · BuildKit", "~ changed        5 B  1 file  +2 B"]
    {
        assert!(run.text().contains(said), "{}", run.text());
    }
    let run = tree.run(&["diff", "old", "new", "-f", "Dockerfile.prod", "--engine", "podman"]);
    assert!(run.text().contains("+ added         13 B  1 file"), "{}", run.text());
}

/// Runs git in the tree; says whether there is one on this machine.
fn git(tree: &Tree, args: &[&str]) -> bool {
    let mut command = std::process::Command::new("git");
    command.current_dir(tree.root()).args(["-c", "user.name=n", "-c", "user.email=e"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(error) => {
            let said = writeln!(std::io::stderr(), "no git here, nothing compared: {error}");
            said.expect("it is heard");
            false
        }
    }
}

/// The project in a repository, as it was committed, with what is never committed beside it; `None`
/// without git.
fn repository() -> Option<Tree> {
    let tree = project();
    tree.write("app/Dockerfile.prod", b"FROM scratch\nCOPY . /\n");
    tree.write("app/main.c", b"int main;\n");
    if !git(&tree, &["init", "-q", "-b", "main"]) {
        return None;
    }
    // What no clean checkout has is no part of the revision.
    tree.write(".gitignore", b".env\ntarget\n");
    git(&tree, &["add", "-A"]);
    git(&tree, &["commit", "-q", "-m", "first"]);
    Some(tree)
}

/// What was said without the id, which is another on every run.
fn named(text: &str) -> String {
    let start = text.find(" (").expect("an id");
    let end = text.find(')').expect("an id");
    assert_eq!(end - start, 11, "{text}");
    format!("{}{}", &text[..start], &text[end + 1..])
}

#[test]
#[cfg(unix)]
fn a_revision_is_compared_with_the_work_tree() {
    let Some(tree) = repository() else { return };
    let run = tree.run(&["diff", "HEAD"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let text = named(run.text());
    for said in [
        "HEAD \u{2192} . \u{b7} Dockerfile",
        "+     39 B  .env\n",
        "critical[secret-dotenv]: .env\n",
    ] {
        assert!(text.contains(said), "{text}");
    }
    fs::remove_file(tree.root().join(".env")).expect("removed");
    let same = tree.run(&["diff", "main"]);
    assert!(named(same.text()).starts_with("ok: main and . come to the same: "), "{}", same.text());
    // Bits that git does not carry do not count, and those that it does carry do.
    {
        use std::os::unix::fs::PermissionsExt;
        let set = |bits| {
            let bits = fs::Permissions::from_mode(bits);
            fs::set_permissions(tree.root().join("src/main.rs"), bits).expect("set");
        };
        set(0o664);
        assert!(tree.run(&["diff", "HEAD"]).text().starts_with("ok: "));
        set(0o775);
        let run = tree.run(&["diff", "HEAD"]);
        assert!(run.text().contains("mode 0644 \u{2192} 0755"), "{}", run.text());
        set(0o644);
    }
}

#[test]
#[cfg(unix)]
fn revisions_are_told_from_whatever_else_has_a_name() {
    let Some(tree) = repository() else { return };
    fs::remove_file(tree.root().join(".env")).expect("removed");
    // Another directory of the repository, and a Dockerfile of its own.
    tree.write("app/main.c", b"int main(void);\n");
    let app = tree.run(&["diff", "HEAD", "-C", "app", "-f", "Dockerfile.prod"]);
    assert!(app.text().contains("~     16 B  main.c  +6 B"), "{}{}", app.text(), app.err);
    assert_eq!(app.code, Some(0));
    git(&tree, &["commit", "-q", "-a", "-m", "second"]);
    let two = tree.run(&["diff", "HEAD~1", "rev:HEAD"]);
    assert!(two.text().contains("~     16 B  app/main.c  +6 B"), "{}{}", two.text(), two.err);
    // A directory of that name is a directory, unless a revision is meant; git keeps no empty one.
    tree.write("main/", b"");
    assert!(tree.run(&["diff", "main"]).text().starts_with("main \u{2192} ."));
    let main = named(tree.run(&["diff", "rev:main"]).text());
    assert!(main.starts_with("main \u{2192} .") && main.contains("+           main/\n"), "{main}");
    fs::remove_dir(tree.root().join("main")).expect("removed");
    let run = tree.run(&["diff", "no-such-branch"]);
    assert_eq!((run.code, run.text()), (Some(2), ""));
    assert!(
        run.err.contains("`no-such-branch` is no directory and no snapshot, and no revision: "),
        "{}",
        run.err
    );
    // A lock file that was kept tells the same as the revision that it was made of.
    lock(&tree, "kept.json", &["--git-modes"]);
    let kept = tree.run_above(&["diff", "kept.json", "rev:HEAD", "-C", "context"]);
    assert!(kept.text().starts_with("ok: "), "{}{}", kept.text(), kept.err);
}

#[test]
fn sides_that_are_other_builds_say_so() {
    let tree = project();
    lock(&tree, "base.json", &["--engine", "podman", "--target", "build"]);
    let run = tree.run_above(&["diff", "base.json", "-C", "context"]);
    for said in ["engine: Podman → BuildKit\n", "target: build → stage 1\n"] {
        assert!(run.text().contains(said), "{}", run.text());
    }
    lock(&tree, "typed.json", &["--build-arg", "A=1"]);
    let run = tree.run_above(&["diff", "typed.json", "-C", "context"]);
    assert!(run.text().contains("typed: another --build-arg"), "{}", run.text());
    lock(&tree, "git.json", &["--git-modes"]);
    let run = tree.run_above(&["diff", "git.json", "-C", "context"]);
    assert!(run.text().starts_with("ok: "), "{}", run.text());
    lock(&tree, "sent.json", &[]);
    let run = tree.run_above(&["diff", "git.json", "sent.json"]);
    assert!(run.text().contains("the sides count different permission bits"), "{}", run.text());
    lock(&tree, "bare.json", &["--no-rules"]);
    let run = tree.run_above(&["diff", "bare.json", "-C", "context"]);
    tree.write("src/new", b"x");
    let run_new = tree.run_above(&["diff", "bare.json", "-C", "context"]);
    assert_eq!((run.code, run_new.code), (Some(0), Some(0)));
    assert!(
        run_new.text().contains("what is new to worry about is not known"),
        "{}",
        run_new.text()
    );
}

#[test]
fn what_is_no_side_is_told() {
    let tree = project();
    tree.write("text", b"nonsense");
    tree.write("later.json", b"{\"format\":\"stowaway snapshot 9\"}");
    let help = "  = help: name a file that `stowaway snapshot` wrote, a directory, or a revision as in \
                HEAD~1\n";
    let run = tree.run(&["diff", "text"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("error: `text` is no snapshot: "), "{}", run.err);
    assert!(run.err.ends_with(help), "{}", run.err);
    let run = tree.run(&["diff", "missing\u{1b}"]);
    assert_eq!((run.code, run.text()), (Some(2), ""));
    assert!(
        run.err.starts_with(
            "error: `missing\\x1b` is no directory and no snapshot, and no revision: "
        ),
        "{}",
        run.err
    );
    tree.run(&["diff", "later.json"]).fails(
        2,
        "error: snapshot `later.json` is of version `9`, which is not known\n  = help: use a newer \
         stowaway\n",
    );
    let run = tree.run(&["diff"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.starts_with("error: the following required arguments were not provided:\n  <BASE>")
    );
}

#[test]
#[cfg(unix)]
fn nothing_hostile_is_drawn() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    lock(&tree, "base.json", &["--files"]);
    for name in [
        &b"two\nlines"[..],
        b"\x1b[31mred\x07",
        b"latin\xe9",
        "rtl\u{202e}gpj.exe".as_bytes(),
        b"<img src=x>|@team `x`",
        b".env\x1b[2J.pem",
    ] {
        fs::write(tree.root().join(OsStr::from_bytes(name)), "x").expect("written");
    }
    // A lock file is somebody else's file, too.
    let base = tree.above().join("base.json");
    let text = fs::read_to_string(&base).expect("read");
    let text = text
        .replace("COPY . /", "COPY \\u001b[31m|<b>@x\\u202e /")
        .replace("stage 0", "s\\u001b]0;x");
    // Numbers that no sum holds.
    let most = |name: &str| format!("\"{name}\": {}, \"odd\": ", u64::MAX);
    let text = text.replace("\"size\": ", &most("size")).replace("\"bytes\": ", &most("bytes"));
    fs::write(&base, text).expect("written");
    for format in ["text", "json", "markdown"] {
        for args in [["base.json", "context"], ["context", "base.json"]] {
            let run = tree.run_above(&["diff", args[0], args[1], "-v", "--format", format]);
            assert!(run.code < Some(2), "{}", run.err);
            let hostile =
                |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!run.text().contains(hostile), "{}", run.text());
            if format == "markdown" {
                for raw in ["<img", "@team", "`x`", "<b>", "@x"] {
                    assert!(!run.text().contains(raw), "{raw}: {}", run.text());
                }
            }
        }
    }
    let run = tree.run(&["snapshot", "--files"]);
    assert!(run.text().contains("\"path\": \"latin\u{fffd}\""), "{}", run.text());
    let value: Value = serde_json::from_str(run.text()).expect("JSON");
    let entries = value["builds"][0]["context"]["entries"].as_array().expect("a list");
    let bytes = entries.iter().find_map(|entry| entry.get("path_bytes")).expect("told");
    assert_eq!(*bytes, serde_json::json!([108, 97, 116, 105, 110, 233]));
}

#[test]
fn schemas_are_those_that_were_published() {
    let tree = Tree::new(&[]);
    for verb in ["diff", "snapshot"] {
        let run = tree.run(&["schema", verb]);
        same_as_file(&format!("schema/{verb}.v1.json"), run.text());
        assert_eq!(run.code, Some(0));
    }
}

#[test]
fn what_is_written_is_what_the_schemas_promise() {
    let tree = project();
    let schema = |verb: &str| -> Value {
        serde_json::from_str(tree.run(&["schema", verb]).text()).expect("JSON")
    };
    let (of_diff, of_snapshot) = (schema("diff"), schema("snapshot"));
    lock(&tree, "base.json", &[]);
    lock(&tree, "files.json", &["--files", "--build-context", "more=src"]);
    for name in ["base.json", "files.json"] {
        let text = fs::read_to_string(tree.above().join(name)).expect("read");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(errors(&of_snapshot, &of_snapshot, &value, "$"), Vec::<String>::new());
    }
    changed(&tree);
    for name in ["base.json", "files.json"] {
        let args = ["diff", name, "-C", "context", "--format", "json", "--engine", "podman"];
        let value: Value = serde_json::from_str(tree.run_above(&args).text()).expect("JSON");
        assert_eq!(errors(&of_diff, &of_diff, &value, "$"), Vec::<String>::new());
    }
}
