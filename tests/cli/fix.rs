//! `stowaway fix`: what is shown, what is written, and every reason not to write.

use crate::diff::by_program;
use crate::snapshots::monorepo;
use crate::support::{Run, Tree};
use serde_json::Value;
use std::fs;

const DOCKERFILE: &str = "FROM a\nCOPY . /app\n";

/// A context with something to repair and this ignore file.
fn with(ignore: &[u8]) -> Tree {
    let tree = Tree::new(&[("Dockerfile", DOCKERFILE), ("src/main.js", "main()\n")]);
    tree.write(".env", b"API_TOKEN=correct-horse-battery-staple\n");
    tree.fill("web/node_modules/left-pad/index.js", 40_000);
    tree.write(".dockerignore", ignore);
    tree
}

fn bytes(tree: &Tree) -> Vec<u8> {
    fs::read(tree.root().join(".dockerignore")).expect("it is there")
}

fn json(run: &Run) -> Value {
    serde_json::from_str(run.text()).expect("JSON")
}

#[test]
fn a_bad_file_becomes_a_good_one() {
    let tree = monorepo();
    let before = bytes(&tree);
    tree.run(&["fix"]).matches(0, "fix");
    tree.run(&["fix", "--verbose", "--unsafe"]).matches(0, "fix-verbose");
    tree.run(&["fix", "--engine", "all"]).matches(0, "fix-all");
    tree.run(&["fix", "--color", "always"]).matches(0, "fix-colour");
    tree.run(&["fix", "--format", "json"]).matches(0, "fix-json");
    assert_eq!(bytes(&tree), before, "nothing is written unless it is wanted");
    assert_eq!(tree.run(&["fix", "--check"]).code, Some(1));
    tree.run(&["fix", "--write", "--unsafe"]).matches(0, "fix-write");
    // What was there is there: all of its lines, in their order.
    let (before, after) = (String::from_utf8(before).expect("text"), bytes(&tree));
    let after = String::from_utf8(after).expect("text");
    let mut rest = after.lines();
    assert!(before.lines().all(|line| rest.any(|found| found == line)), "{after}");
    let again = tree.run(&["fix", "--unsafe", "--check"]);
    assert_eq!(again.code, Some(0), "{}", again.text());
    assert!(again.text().starts_with("ok: .dockerignore needs no change"), "{}", again.text());
}

#[test]
fn a_file_keeps_its_form() {
    for ignore in [
        &b"dist\n# why\n\n*.log"[..],
        b"dist\r\n# why\r\n\r\n*.log\r\n",
        b"\xef\xbb\xbfdist\r\n# why\n*.log\r\n",
        b"\xef\xbb\xbf# caf\xe9\n*.log",
        b"dist \n\t*.log\n\n\n",
    ] {
        let tree = with(ignore);
        let patch = tree.run(&["fix", "--format", "diff"]);
        assert_eq!((patch.code, patch.err.as_str()), (Some(0), ""));
        let run = tree.run(&["fix", "--write"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let after = bytes(&tree);
        let said = after.escape_ascii().to_string();
        assert!(after.starts_with(ignore) && after != ignore, "{said}");
        assert_eq!(after.ends_with(b"\n"), ignore.ends_with(b"\n"), "{said}");
        let added = &after[ignore.len()..];
        let ends = |ending: &[u8]| added.windows(2).filter(|window| window == &ending).count();
        let of_windows = ignore.windows(2).filter(|window| window == b"\r\n").count() > 1;
        let returns = ends(b"\r\n");
        let feeds = added.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(returns, if of_windows { feeds } else { 0 }, "{said}");
        if let Some(applied) =
            by_program(&["git", "apply"], ".dockerignore", &patch.out, Some(ignore))
        {
            assert_eq!(applied.escape_ascii().to_string(), said, "the diff is what is written");
        }
        // What is shown of it is text, whatever is in the file.
        let shown = with(ignore).run(&["fix"]);
        assert!(shown.text().contains("+**/node_modules"), "{}", shown.text());
    }
}

#[test]
fn a_file_that_is_not_there_is_made() {
    let tree = with(b"");
    fs::remove_file(tree.root().join(".dockerignore")).expect("removed");
    let run = tree.run(&["fix"]);
    assert!(
        run.text().starts_with("--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1"),
        "{}",
        run.text()
    );
    assert!(run.text().ends_with("to make the file: stowaway fix --write\n"), "{}", run.text());
    let run = tree.run_above(&["fix", "context", "--write"]);
    assert!(run.text().ends_with("written: context/.dockerignore\n"), "{}", run.text());
    let after = String::from_utf8(bytes(&tree)).expect("text");
    assert!(after.contains("\n**/node_modules\n") && after.starts_with('#'), "{after}");
    let run = Tree::new(&[("a", "a")]).run(&["fix"]);
    run.says(0, "ok: there is no .dockerignore, and no need of one (BuildKit)\n");
}

#[test]
fn only_what_is_selected_is_done() {
    let tree = with(b"dist\n");
    tree.run(&["fix", "--select", "secret-dotenv", "--write"]);
    let after = String::from_utf8(bytes(&tree)).expect("text");
    assert!(after.contains("**/.env\n") && !after.contains("node_modules"), "{after}");
    tree.run(&["fix", "--select", "vcs-git", "--check"])
        .says(0, "ok: .dockerignore needs no change (BuildKit)\n");
    let both = ["fix", "--select", "vcs-git", "--select", "dep-node-modules", "--check"];
    assert_eq!(tree.run(&both).code, Some(1));
    tree.run(&["fix", "--select", "secret-dotnv"]).fails(
        2,
        "error: there is no rule `secret-dotnv`\n  = help: did you mean `secret-dotenv`? `stowaway \
         rules` lists them all\n",
    );
}

#[test]
fn what_the_build_needs_is_refused() {
    let tree = with(b"dist\n");
    tree.write("Dockerfile", b"FROM a\nCOPY . /app\nCOPY .env /app/.env\n");
    let run = tree.run(&["fix"]);
    let refused = "\nnot done, for it would do harm\n  ignore `**/.env`: it would take away `.env`, \
                   which COPY .env /app/.env\n    (Dockerfile:3) needs\n";
    assert!(run.text().contains(refused), "{}", run.text());
    assert!(!run.text().contains("+**/.env\n"), "{}", run.text());
    let value = json(&tree.run(&["fix", "--format", "json"]));
    let refused = &value["files"][0]["refused"][0];
    assert_eq!(refused["rules"][0], "secret-dotenv");
    let why = refused["why"].as_str().expect("text");
    assert!(why.contains("`.env`") && why.contains("(Dockerfile:3)"), "{why}");
}

#[test]
fn a_program_is_told_the_same() {
    let value =
        json(&with(b"dist\n").run(&["fix", "--format", "json", "--engine", "buildkit,podman"]));
    assert_eq!((&value["schema"], &value["changes"]), (&1.into(), &true.into()));
    let file = &value["files"][0];
    assert_eq!(file["name"], ".dockerignore");
    assert!(file["diff"].as_str().expect("text").contains("\n+**/.env\n"));
    let engines: Vec<&str> = (file["engines"].as_array().expect("a list").iter())
        .map(|effect| effect["engine"].as_str().expect("text"))
        .collect();
    assert_eq!(engines, ["buildkit", "podman"]);
    let effect = &file["engines"][0];
    let number = |value: &Value| value.as_u64().expect("a number");
    let stops = effect["stops"].as_array().expect("a list");
    let stopped: u64 = stops.iter().map(|stop| number(&stop["bytes"])).sum();
    let saved: u64 = file["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|i| number(&i["saves"]["bytes"]))
        .sum();
    // The ignore file itself is read by another way and travels as it is on the disk.
    assert_eq!(number(&effect["before"]["bytes"]) - number(&effect["after"]["bytes"]), stopped);
    assert_eq!(saved, stopped);
    assert_eq!(file["written"], Value::Null);
}

#[test]
fn each_dockerfile_has_its_own_file() {
    let tree = with(b"dist\n");
    tree.write("docker/Dockerfile.web", DOCKERFILE.as_bytes());
    tree.write("docker/Dockerfile.web.dockerignore", b"# of web\n");
    let run = tree.run(&["fix", "-f", "docker/Dockerfile.web", "--engine", "all", "--write"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let name = "docker/Dockerfile.web.dockerignore";
    let text = run.text();
    assert!(text.starts_with(&format!("--- a/{name}\n+++ b/{name}\n@@ ")), "{text}");
    assert!(text.contains(&format!("\nwritten: {name}\n")), "{text}");
    assert!(text.ends_with("\nwritten: .dockerignore\n"), "the others read that: {text}");
    let after = fs::read_to_string(tree.root().join(name)).expect("it is there");
    assert!(after.starts_with("# of web\n") && after.contains("\n**/.env\n"), "{after}");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let tree = with(b"dist\n");
    for (args, message) in [
        (&["fix", "--no-ignore"][..], "error: --no-ignore leaves no file to change\n"),
        (&["fix", "--write", "--check"], "error: the argument '--write' cannot be used with"),
        (&["fix", "--format", "sarif"], "error: invalid value 'sarif' for '--format <FORMAT>'"),
        (&["fix", "missing"], "error: context `missing` does not exist\n"),
        (
            &["fix", "--ignorefile", "nope"],
            "error: ignore file `nope` cannot be read: no such file",
        ),
    ] {
        let run = tree.run(args);
        assert_eq!((run.code, run.text()), (Some(2), ""), "{args:?}");
        assert!(run.err.starts_with(message), "{}", run.err);
    }
    let bad = with(b"[a-\n").run(&["fix", "--write"]);
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains(".dockerignore:1:1"), "{}", bad.err);
}

#[cfg(unix)]
mod on_disk {
    use super::{bytes, with};
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn names(directory: &std::path::Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_is_read_only_stays() {
        let tree = with(b"dist\n");
        let file = tree.root().join(".dockerignore");
        fs::set_permissions(&file, Permissions::from_mode(0o444)).expect("set");
        let before = names(&tree.root());
        let run = tree.run(&["fix", "--write"]);
        let path = fs::canonicalize(&file).expect("there");
        run.fails(
            2,
            &format!(
                "error: `{}` is not written: it is read-only\n  = help: make it writable first\n",
                path.display()
            ),
        );
        assert_eq!((bytes(&tree), names(&tree.root())), (b"dist\n".to_vec(), before));
        assert_eq!(tree.run(&["fix"]).code, Some(0), "it may be looked at");
    }

    #[test]
    fn a_directory_that_is_read_only_stays() {
        let tree = with(b"dist\n");
        let before = names(&tree.root());
        fs::set_permissions(tree.root(), Permissions::from_mode(0o555)).expect("set");
        let run = tree.run(&["fix", "--write"]);
        fs::set_permissions(tree.root(), Permissions::from_mode(0o755)).expect("set");
        assert_eq!((run.code, run.text()), (Some(2), ""));
        assert!(
            run.err.ends_with(
                "is not written: its directory is read-only\n  = help: make the directory writable \
                 first\n"
            ),
            "{}",
            run.err
        );
        assert_eq!((bytes(&tree), names(&tree.root())), (b"dist\n".to_vec(), before));
    }

    #[test]
    fn the_target_of_a_link_is_written_and_said() {
        let tree = with(b"");
        let file = tree.root().join(".dockerignore");
        fs::remove_file(&file).expect("removed");
        tree.write("docker/shared", b"dist\n");
        symlink("docker/shared", &file).expect("linked");
        let run = tree.run(&["fix", "--write"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let told = "\nwritten: docker/shared, to which .dockerignore is a link\n";
        assert!(run.text().ends_with(told), "{}", run.text());
        assert!(fs::symlink_metadata(&file).expect("there").is_symlink());
        let after = fs::read_to_string(tree.root().join("docker/shared")).expect("there");
        assert!(after.starts_with("dist\n") && after.contains("**/.env"), "{after}");
    }

    #[test]
    fn a_link_that_leads_away_is_refused() {
        let tree = with(b"");
        let file = tree.root().join(".dockerignore");
        fs::remove_file(&file).expect("removed");
        fs::write(tree.above().join("shared"), "dist\n").expect("written");
        symlink("../shared", &file).expect("linked");
        // The classic client follows links as the system does.
        let run = tree.run(&["fix", "--write", "--engine", "classic"]);
        assert_eq!((run.code, run.text()), (Some(2), ""));
        let (what, help) = run.err.split_once('\n').expect("two lines");
        assert!(what.ends_with("/shared`, outside the context and its repository"), "{what}");
        assert!(help.starts_with("  = help: change that file by hand or put"), "{help}");
        let after = fs::read_to_string(tree.above().join("shared")).expect("there");
        assert_eq!(after, "dist\n");
        // In the repository it may be.
        let repository = tree.above().join(".git");
        fs::create_dir_all(repository.join("objects")).expect("made");
        fs::create_dir_all(repository.join("refs")).expect("made");
        fs::write(repository.join("HEAD"), "ref: refs/heads/main\n").expect("written");
        let run = tree.run(&["fix", "--write", "--engine", "classic"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.text().ends_with("/shared, to which .dockerignore is a link\n"));
    }

    #[test]
    fn a_user_without_permission_is_told() {
        let tree = with(b"dist\n");
        let file = tree.root().join(".dockerignore");
        let run = tree.run_unprivileged(&["fix", "--write"]);
        if rustix::process::geteuid().is_root() {
            assert_eq!((run.code, run.text()), (Some(2), ""));
            assert!(run.err.contains("is not written: it is read-only\n"), "{}", run.err);
            // Somebody else's file in a directory that is everybody's.
            fs::set_permissions(&file, Permissions::from_mode(0o666)).expect("set");
            let run = tree.run_unprivileged(&["fix", "--write"]);
            assert!(run.err.contains("its directory is read-only\n"), "{}", run.err);
            assert_eq!(bytes(&tree), b"dist\n");
        } else {
            assert_eq!(run.code, Some(0), "{}", run.err);
        }
    }
}
