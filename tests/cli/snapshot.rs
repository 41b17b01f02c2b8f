//! `snapshot` and `hash`: the lock file as it is written, and what has none.

use crate::support::Tree;
use serde_json::Value;
use std::fs;

/// A project with a stage, a mount, a secret and a link.
pub(crate) fn project() -> Tree {
    let tree = Tree::new(&[
        (
            "Dockerfile",
            "FROM rust AS build\nWORKDIR /app\nCOPY Cargo.toml ./\nRUN cargo fetch\nCOPY src src\n\
             RUN --mount=type=bind,source=data,target=/d cargo build\nFROM debian\n\
             COPY --from=build /app /app\nCOPY . /all\n",
        ),
        (".dockerignore", "target\n.git\n"),
        ("Cargo.toml", "[package]\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("data/a.txt", "x\n"),
        (".env", "API_TOKEN=correct-horse-battery-staple\n"),
        ("target/debug/app", "binary"),
    ]);
    tree.fill("old/1.bin", 200_000);
    tree.fill("old/2.bin", 400_000);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        symlink("../src", tree.root().join("data/link")).expect("linked");
        // What a umask left is no part of what is tested.
        let mut places = vec![tree.root()];
        while let Some(place) = places.pop() {
            for entry in fs::read_dir(&place).expect("a directory") {
                let entry = entry.expect("an entry");
                let kind = entry.file_type().expect("a kind");
                if !kind.is_symlink() {
                    let bits = if kind.is_dir() { 0o755 } else { 0o644 };
                    let bits = fs::Permissions::from_mode(bits);
                    fs::set_permissions(entry.path(), bits).expect("set");
                }
                places.extend(kind.is_dir().then(|| entry.path()));
            }
        }
    }
    tree
}

#[test]
#[cfg(unix)]
fn a_lock_file_is_small_and_the_same_everywhere() {
    let tree = project();
    tree.run(&["snapshot"]).matches(0, "snapshot");
    tree.run(&["snapshot", "--files", "--no-rules"]).matches(0, "snapshot-files");
    let here = tree.run(&["snapshot"]);
    for args in [&["snapshot", "--threads", "1"][..], &["snapshot", "--threads", "7"]] {
        assert_eq!(tree.run(args).text(), here.text());
    }
    let elsewhere = project();
    elsewhere.run_above(&["snapshot", "context"]).says(0, here.text());
    let root = tree.root();
    let root = root.to_str().expect("text");
    tree.run_above(&["snapshot", root, "-f", &format!("{root}/Dockerfile")]).says(0, here.text());
    let hash = tree.run(&["hash"]);
    let value: Value = serde_json::from_str(here.text()).expect("JSON");
    assert_eq!(hash.text().trim_end(), value["builds"][0]["hash"].as_str().expect("a hash"));
    assert_eq!((hash.text().len(), hash.code), (65, Some(0)));
}

#[test]
fn no_secret_is_written_down() {
    let token = ["ghp", "_R7kLm2Qx9ZtYw4VbN8", "cPdS1fGhJ3aE5uXoKi"].concat();
    let tree = project();
    tree.write("src/token.rs", format!("const T: &str = \"{token}\";\n").as_bytes());
    let text = format!(
        "FROM debian\nENV GITHUB_TOKEN={token}\nRUN curl -H \"token {token}\" x\nCOPY . /all\n"
    );
    tree.write("Dockerfile", text.as_bytes());
    let run = tree.run(&["snapshot", "--files", "--build-arg", &format!("TOKEN={token}")]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(!run.text().contains(&token) && !run.text().contains(&token[8..30]), "{}", run.text());
    assert!(!run.text().contains("correct-horse"));
}

#[test]
fn a_lock_file_is_written_at_once() {
    let tree = project();
    let to = tree.above().join("lock.json");
    let to = to.to_str().expect("text");
    tree.run(&["snapshot", "-o", to]).says(0, "");
    assert_eq!(fs::read_to_string(to).expect("written"), tree.run(&["snapshot"]).text());
    let names = fs::read_dir(tree.above()).expect("listed").count();
    assert_eq!(names, 2, "the context and the lock file");
    tree.run(&["snapshot", "-o", "no/such/place"]).fails(
        2,
        "error: `no/such/place` cannot be written: no such file or directory\n  = help: \
         name a file in a directory that is there\n",
    );
    // A lock file that is sent is told of: it would never be the same again.
    let run = tree.run(&["snapshot", "-o", "lock.json"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (
            Some(0),
            "warning: `lock.json` is sent with the context, so that each snapshot changes the next: \
             ignore it\n"
        )
    );
    assert!(!tree.run(&["snapshot", "-o", "lock.json"]).err.is_empty());
    tree.write(".dockerignore", b"target\n.git\nlock.json\n");
    tree.run(&["snapshot", "-o", "lock.json"]).says(0, "");
}

#[test]
#[cfg(unix)]
fn a_link_to_a_lock_file_stays_one() {
    let tree = project();
    let (real, link) = (tree.above().join("real.json"), tree.above().join("link.json"));
    fs::write(&real, "old").expect("written");
    std::os::unix::fs::symlink("real.json", &link).expect("linked");
    tree.run(&["snapshot", "-o", link.to_str().expect("text")]).says(0, "");
    assert!(link.is_symlink());
    assert!(fs::read_to_string(&real).expect("read").starts_with('{'));
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_has_no_hash() {
    use std::os::unix::fs::PermissionsExt;
    let tree = project();
    let mode = |path: &str, bits: u32| {
        let bits = fs::Permissions::from_mode(bits);
        fs::set_permissions(tree.root().join(path), bits).expect("set");
    };
    let said = "error: `src/main.rs` cannot be hashed: permission denied\n  = help: ignore it, or make \
                it readable and leave it alone meanwhile: half of a context has no hash\n";
    mode("src/main.rs", 0o000);
    mode("target/debug/app", 0o000);
    let runs = [
        tree.run_unprivileged(&["hash"]),
        tree.run_unprivileged(&["snapshot"]),
        tree.run_unprivileged(&["snapshot", "-o", "/nonexistent/x"]),
    ];
    let diff = tree.run_unprivileged(&["diff", ".", "."]);
    tree.write("Dockerfile", b"FROM scratch\nCOPY data /d\n");
    let unasked = tree.run_unprivileged(&["hash"]);
    mode("data", 0o000);
    let listed = tree.run_unprivileged(&["hash"]);
    mode("data", 0o755);
    mode("src/main.rs", 0o644);
    for run in runs {
        run.fails(2, said);
    }
    diff.fails(2, &format!("warning: `.` cannot be compared\n{said}"));
    assert_eq!((unasked.code, unasked.err.as_str()), (Some(0), ""));
    assert_eq!((listed.code, listed.text()), (Some(2), ""));
    assert!(listed.err.contains("data"), "{}", listed.err);
}

#[test]
fn a_refused_build_has_no_hash() {
    let tree = Tree::new(&[(".dockerignore", "!\n"), ("a", "x")]);
    for verb in ["hash", "snapshot"] {
        let run = tree.run(&[verb]);
        assert_eq!((run.code, run.text()), (Some(2), ""));
        assert!(run.err.starts_with("error: BuildKit would refuse this build"), "{}", run.err);
    }
    tree.run(&["hash", "missing"]).fails(
        2,
        "error: context `missing` does not exist\n  = help: name a directory, as in `stowaway check \
         .`\n",
    );
}

#[test]
#[cfg(unix)]
fn what_arrives_empty_is_hashed_as_what_arrives() {
    let tree = Tree::new(&[(".dockerignore", "a\n!a/b\na\n"), ("a/b", "content"), ("c", "c")]);
    let entries = |tree: &Tree| {
        let run = tree.run(&["snapshot", "--files"]);
        let value: Value = serde_json::from_str(run.text()).expect("JSON");
        value["builds"][0]["context"]["entries"].as_array().expect("a list").clone()
    };
    let of = |list: &[Value], path: &str| {
        list.iter().find(|entry| entry["path"] == path).expect("listed").clone()
    };
    let nothing = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    let list = entries(&tree);
    assert_eq!(of(&list, "a/b")["blake3"], nothing);
    assert_ne!(of(&list, "c")["blake3"], nothing);
    // A socket arrives as an empty file.
    let _socket = std::os::unix::net::UnixListener::bind(tree.root().join("s")).expect("bound");
    let socket = of(&entries(&tree), "s");
    assert_eq!((&socket["kind"], &socket["blake3"]), (&"file".into(), &nothing.into()));
}
