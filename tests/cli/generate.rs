//! `stowaway generate`: what is printed is the file and nothing else, what is written is where the
//! build reads it, and nothing is written over without a word.

use crate::support::{Run, Tree};
use std::fs;

/// A service with a Dockerfile that names what it takes, and what people have beside it.
fn service() -> Tree {
    Tree::new(&[
        (
            "Dockerfile",
            "FROM node AS build\nCOPY package.json package-lock.json ./\nRUN npm ci\n\
             COPY src ./src\nCOPY config/*.json ./config/\nFROM node AS test\nCOPY tests tests\n\
             FROM node\nCOPY --from=build /app /app\nCOPY dist ./dist\n",
        ),
        (".gitignore", "# made\n/dist/\nnode_modules/\n*.log\n!keep.log\n.env\n"),
        ("web/.gitignore", "/out\n"),
        ("package.json", "{}\n"),
        ("package-lock.json", "{}\n"),
        ("src/index.js", "1\n"),
        ("src/node_modules/x/index.js", "1\n"),
        ("config/app.json", "{}\n"),
        ("config/app.yaml", "a: 1\n"),
        ("tests/index.test.js", "1\n"),
        ("a.log", "a\n"),
        ("keep.log", "k\n"),
        ("web/out/index.html", "w\n"),
        ("README.md", "r\n"),
    ])
}

const ALLOWED: &str = "\
# Nothing but what the Dockerfiles ask for, by `stowaway generate --style allow`.
# A new file that an instruction is to take needs a line of its own.
*

# COPY package.json package-lock.json ./ (Dockerfile:2)
!package.json
!package-lock.json

# COPY src ./src (Dockerfile:4)
!src

# COPY config/*.json ./config/ (Dockerfile:5)
# `config/*.json` stands for what is here today.
!config/app.json

# COPY tests tests (Dockerfile:7)
!tests

# COPY dist ./dist (Dockerfile:10)
!dist

# What has no business below what is let in.
**/node_modules
**/.env
";

const TRANSLATED: &str = "\
# What git ignores, by `stowaway generate --from-gitignore`.

# The repository itself, which git need not ignore.
**/.git

# What .gitignore says.
# made
# `dist` is left out: COPY dist ./dist (Dockerfile:10) needs it.
**/node_modules
**/*.log
**/.env

# What web/.gitignore says.
web/out

# `!` lines of .gitignore take these back; what comes later needs a line of its own.
!keep.log
";

fn wrote(tree: &Tree, path: &str) -> String {
    fs::read_to_string(tree.root().join(path)).expect("it is there")
}

fn ends(run: &Run, code: i32, err: &str) {
    assert_eq!(run.err, err, "{}", run.text());
    assert_eq!(run.code, Some(code));
}

#[test]
fn what_is_printed_is_the_file() {
    let tree = service();
    let run = tree.run(&["generate", "--style", "allow"]);
    assert_eq!(run.text(), ALLOWED);
    ends(&run, 0, "without it 5 files (13 B) travel, with it 4 files (11 B)\n");
    let run = tree.run(&["generate", "--from-gitignore"]);
    assert_eq!(run.text(), TRANSLATED);
    assert_eq!(run.code, Some(0));
    // Nothing is written, and the next run says the same at any number of threads.
    assert!(!tree.root().join(".dockerignore").exists());
    for threads in ["1", "7"] {
        let again = tree.run(&["generate", "--style", "allow", "--threads", threads]);
        assert_eq!(again.text(), ALLOWED);
    }
}

#[test]
fn a_file_is_written_where_the_build_reads_it() {
    let tree = service();
    let run = tree.run_above(&["generate", "--style", "allow", "--write", "context"]);
    assert_eq!(run.text(), "");
    ends(
        &run,
        0,
        "without it 5 files (13 B) travel, with it 4 files (11 B)\nwrote context/.dockerignore\n",
    );
    assert_eq!(wrote(&tree, ".dockerignore"), ALLOWED);

    tree.write("Dockerfile.dockerignore", b"old\n");
    let run = tree.run(&["generate", "--style", "allow", "--write", "--force"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.ends_with("wrote over Dockerfile.dockerignore\n"), "{}", run.err);
    assert_eq!(wrote(&tree, "Dockerfile.dockerignore"), ALLOWED);

    // Podman prefers a file of its own where there is one.
    let tree = service();
    tree.write(".containerignore", b"old\n");
    let words = ["generate", "--style", "allow", "--engine", "podman", "--write", "--force"];
    let run = tree.run(&words);
    assert!(run.err.ends_with("wrote over .containerignore\n"), "{}", run.err);
    assert!(!tree.root().join(".dockerignore").exists());
}

#[test]
fn nothing_is_written_over_without_force() {
    let tree = service();
    tree.write(".dockerignore", b"mine\n");
    for style in [&["--style", "allow"][..], &["--from-gitignore"], &[]] {
        let run = tree.run(&[&["generate", "--write"], style].concat());
        assert_eq!(run.text(), "");
        ends(
            &run,
            2,
            "error: `.dockerignore` is there already and is left as it is\n  \
             = help: --force writes over it; without --write the new one is printed\n",
        );
        assert_eq!(wrote(&tree, ".dockerignore"), "mine\n");
    }
    let run = tree.run(&["generate", "--style", "allow", "--force"]);
    assert_eq!(run.code, Some(2), "--force alone means nothing: {}", run.err);
}

#[test]
fn every_engine_can_be_asked_for() {
    let tree = service();
    let run = tree.run(&["generate", "--style", "allow", "--engine", "all"]);
    assert_eq!(run.text(), ALLOWED);
    ends(
        &run,
        0,
        "BuildKit: without it 5 files (13 B) travel, with it 4 files (11 B)\n\
         classic builder: without it 14 files (285 B) travel, with it 6 files (216 B)\n\
         Docker 20.10: without it 5 files (13 B) travel, with it 4 files (11 B)\n\
         Podman: without it 14 files (285 B) travel, with it 5 files (13 B)\n",
    );
    let two = tree.run(&["generate", "--style", "allow", "--engine", "podman,buildkit"]);
    assert_eq!(two.err.lines().count(), 2, "{}", two.err);
    assert!(two.err.starts_with("Podman: "), "{}", two.err);
}

#[test]
fn what_cannot_be_written_is_said() {
    let bare = Tree::new(&[("a.txt", "a\n")]);
    ends(
        &bare.run(&["generate", "--from-gitignore"]),
        2,
        "error: no .gitignore speaks of this context, so there is nothing to translate\n  \
         = help: without --from-gitignore it is written from what is here\n",
    );
    ends(
        &bare.run(&["generate", "--style", "allow"]),
        2,
        "error: no Dockerfile says what is to travel\n  \
         = help: name one with -f, or leave out --style allow\n",
    );
    let run = bare.run(&["generate", "--style", "allow", "--from-gitignore"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("cannot be used with"), "{}", run.err);
}

#[test]
fn the_whole_context_is_let_in_piece_by_piece() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM node\nCOPY . .\n"),
        ("Dockerfile.dev", "FROM node\nCOPY [\"odd [1].txt\", \"b c.txt\", \"/x/\"]\n"),
        ("b c.txt", "b\n"),
        ("src/main.js", "1\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/objects/", ""),
        (".git/refs/", ""),
        (".DS_Store", "Bud1"),
    ]);
    let run = tree.run(&["generate", "--style", "allow", "--engine", "all"]);
    assert_eq!(
        run.text(),
        "# Nothing but what the Dockerfiles ask for, by `stowaway generate --style allow`.\n\
         # A new file that an instruction is to take needs a line of its own.\n*\n\n\
         # COPY . . (Dockerfile:2)\n\
         # What is here today, without .DS_Store, .git, Dockerfile, Dockerfile.dev.\n!src\n\n\
         # COPY [\"odd [1].txt\", \"b c.txt\", \"/x/\"] (Dockerfile.dev:2)\n\
         # `odd [1].txt` stands for what is here today.\n!b c.txt\n\n\
         # What has no business below what is let in.\n**/.env\n"
    );
    // Where nothing is gained, that is said.
    let plain = Tree::new(&[("a.js", "1\n")]);
    plain.write("../Dockerfile", b"FROM node\nCOPY . .\n");
    let run = plain.run(&["generate", "--style", "allow", "-f", "../Dockerfile"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.starts_with("note: The whole context is asked for"), "{}", run.err);
}

#[test]
fn what_is_named_travels_though_git_ignores_it() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM openjdk\nCOPY target/app/lib /lib/\nCOPY target/app/*.jar /\n"),
        (".gitignore", "target/\n"),
        ("target/app/lib/a.jar", "a\n"),
        ("target/app/lib/b.jar", "b\n"),
        ("target/app/run.jar", "r\n"),
        ("target/classes/A.class", "c\n"),
    ]);
    let run = tree.run(&["generate", "--style", "allow", "--engine", "all"]);
    let lines: Vec<&str> =
        run.text().lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines, ["*", "!target/app/lib", "!target/app/run.jar", "**/.env"], "{}", run.err);
    assert!(run.err.contains("BuildKit: without it 3 files (6 B) travel, with it 3 files (6 B)"));
    let run = tree.run(&["generate", "--from-gitignore"]);
    assert!(!run.text().contains("\n**/target\n"), "{}", run.text());
    assert!(
        run.text().contains("# `**/target` is left out: COPY target/app/lib"),
        "{}",
        run.text()
    );
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let tree = service();
    let lock = |mode| fs::set_permissions(tree.root(), fs::Permissions::from_mode(mode));
    lock(0o555).expect("a mode");
    let run = tree.run_unprivileged(&["generate", "--style", "allow", "--write"]);
    lock(0o755).expect("a mode");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("its directory is read-only"), "{}", run.err);
    assert!(!tree.root().join(".dockerignore").exists());
}
