//! Names and places that want to do harm.

use crate::support::Tree;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Names with everything that a terminal, a line or a text must not hold.
fn hostile() -> Tree {
    let tree = Tree::new(&[(".dockerignore", "held*\n")]);
    for name in [
        &b"two\nlines"[..],
        b"\x1b[31mred\x07",
        b"latin\xe9",
        "rtl\u{202e}gpj.exe".as_bytes(),
        "c1\u{9b}31m".as_bytes(),
        b"held\nback",
        b".env\x1b[2J.pem",
        b"tab\tbell",
    ] {
        fs::write(tree.root().join(OsStr::from_bytes(name)), "x").expect("written");
    }
    tree
}

fn is_harmless(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).expect("text");
    let hostile = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c)
    };
    !text.contains(hostile)
}

#[test]
fn no_name_reaches_a_terminal_as_it_is() {
    let tree = hostile();
    for args in [
        &["check", "-v", "--fail-on", "never"][..],
        &["check", "-v", "--format", "json", "--fail-on", "never"],
        &["check", "--engine", "all", "--fail-on", "never"],
        &["ls"],
        &["ls", "-l", "--excluded"],
        &["ls", "--json"],
        &["ls", "--depfile", "x"],
        &["why", "two\nlines", "\u{1b}[31mred\u{7}", "rtl\u{202e}gpj.exe", "held\nback"],
    ] {
        if args.contains(&"--depfile") {
            continue; // a Makefile needs the bytes
        }
        let run = tree.run(args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
        assert!(is_harmless(&run.out), "{args:?}: {}", run.text());
        assert!(is_harmless(run.err.as_bytes()), "{args:?}: {}", run.err);
    }
    let run = tree.run(&["ls"]);
    assert!(run.text().contains("two\\nlines\n"));
    assert!(run.text().contains("latin\\xe9\n"));
}

#[test]
fn exact_names_can_be_had() {
    let tree = hostile();
    let raw = tree.run(&["ls", "-0"]).out;
    assert!(raw.split(|&byte| byte == 0).any(|name| name == b"latin\xe9"));
    assert!(raw.split(|&byte| byte == 0).any(|name| name == b"two\nlines"));
    let json = tree.run(&["ls", "--json"]);
    assert!(json.text().contains(
        "{\"path\":\"latin\u{fffd}\",\"path_bytes\":[108,97,116,105,110,233],\"kind\":\"file\""
    ));
    let depfile = tree.run(&["ls", "--depfile", "x"]);
    assert_eq!(depfile.code, Some(0));
    assert_eq!(depfile.err, "warning: `two\\nlines` is left out: no Makefile can name it\n");
}

#[test]
fn links_are_not_followed() {
    let tree = Tree::new(&[("dir/file", "12345")]);
    symlink(".", tree.root().join("dir/loop")).expect("linked");
    symlink("loop", tree.root().join("self")).expect("linked");
    symlink(tree.root(), tree.above().join("door")).expect("linked");
    tree.run_above(&["ls", "-l", "door"]).says(
        0,
        "file         5 B  dir/file\nlink              dir/loop\nlink              self\n",
    );
}

#[test]
fn what_nobody_enters_need_not_be_readable() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY open/x /x/\n"),
        ("Dockerfile.whole", "FROM scratch\nCOPY . /x/\n"),
        ("Dockerfile.part", "FROM scratch\nCOPY --exclude=locked --exclude=key . /x/\n"),
        ("open/x", "x"),
        ("locked/l", "l"),
        ("key", "k"),
    ]);
    let mode = |name: &str, mode: u32| {
        fs::set_permissions(tree.root().join(name), Permissions::from_mode(mode)).expect("set");
    };
    mode("locked", 0o000);
    mode("key", 0o000);
    let run = |args: &[&str]| tree.run_unprivileged(args);
    let codes = |more: &[&str]| {
        let code = |first: &[&str]| run(&[first, more].concat()).code;
        [code(&["check", "--fail-on", "never"]), code(&["ls"]), code(&["ls", "--in-image"])]
    };
    let plain = codes(&[]);
    let ls = run(&["ls"]);
    let eligible = run(&["ls", "--eligible"]);
    let podman = codes(&["--engine", "podman"]);
    let podman_part = codes(&["--engine", "podman", "-f", "Dockerfile.part"]);
    let podman_whole = codes(&["--engine", "podman", "-f", "Dockerfile.whole"]);
    let podman_says = run(&["ls", "--engine", "podman", "-f", "Dockerfile.whole"]);
    let why = run(&["why", "locked/l"]);
    let none = run(&["why", "other"]);
    mode("locked", 0o755);
    mode("key", 0o644);
    assert_eq!(plain, [Some(0); 3]);
    ls.says(0, "open/x\n");
    assert_eq!(eligible.code, Some(2), "{}", eligible.err);
    assert_eq!(podman, [Some(0); 3]);
    assert_eq!(podman_part, [Some(0); 3]);
    assert_eq!(podman_whole, [Some(2); 3]);
    assert!(podman_says.err.contains("Podman would refuse this build: open key"));
    assert!(why.text().contains("this user cannot see whether it is there"), "{}", why.text());
    assert!(none.text().contains("nothing of that name is there"), "{}", none.text());
}

#[test]
fn a_dockerfile_that_outgrows_any_memory_is_not_followed() {
    let times = |line: &str, number: usize| line.repeat(number);
    let path = format!("FROM scratch\nENV a=abcdefgh\n{}", times("ENV a=$a$a\n", 15));
    let stages: String = (1..22)
        .map(|n| format!("FROM scratch\nCOPY --from={0} / /a/\nCOPY --from={0} / /b/\n", n - 1))
        .collect();
    let arguments: String =
        (1..22).map(|n| format!("ARG a{n}=${{a{0}-12}}${{a{0}-12}}\n", n - 1)).collect();
    let values = "variables grow beyond any use: more than 1 MiB each, or 64 MiB in all";
    let copies = "the stages copy so much from each other that it is not followed further";
    for (dockerfile, message, line) in [
        (format!("FROM scratch\nENV a=abcdefgh\n{}", times("ENV a=$a$a\n", 22)), values, 20),
        (format!("FROM scratch\nARG a=abcdefgh\n{}", times("ARG a=\"$a $a\"\n", 22)), values, 19),
        (format!("{arguments}FROM alpine$a21\n"), values, 20),
        (format!("{path}WORKDIR $a{}\n", times("/$a", 4)), values, 18),
        (format!("{path}{}", times("WORKDIR $a\n", 40)), values, 40),
        (format!("{path}{}", times("COPY $a $a $a $a /\n", 70)), values, 81),
        (format!("FROM scratch AS s0\nCOPY . /x/\n{stages}"), copies, 58),
    ] {
        let tree = Tree::new(&[("Dockerfile", &dockerfile), ("a.txt", "a")]);
        let said = format!("error: this is not followed: {message}\n  --> Dockerfile:{line}:");
        let run = tree.run(&["ls", "--in-image"]);
        assert_eq!(run.code, Some(2), "{message}");
        assert!(run.err.starts_with(&said), "{}", run.err);
        assert!(run.err.contains("help: the engine may build it; nothing can be said of it here"));
    }
    let tree = Tree::new(&[(
        "Dockerfile",
        &format!("FROM scratch\nENV a=b\n{}", times("ENV a=$a$a\n", 25)),
    )]);
    for args in [&["ls"][..], &["why", "a.txt"], &["--fail-on", "never"]] {
        let run = tree.run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        let said = "error: this is not followed: variables grow";
        assert!(run.err.contains(said) != run.text().contains(said), "{args:?}: {}", run.err);
    }
}

#[test]
fn a_directory_that_cannot_be_read() {
    let tree = Tree::new(&[(".dockerignore", "pruned\n"), ("shut/in", "x"), ("pruned/in", "x")]);
    let close = |name: &str| {
        fs::set_permissions(tree.root().join(name), Permissions::from_mode(0o000)).expect("set");
    };
    let open = |name: &str| {
        fs::set_permissions(tree.root().join(name), Permissions::from_mode(0o755)).expect("set");
    };
    close("pruned");
    tree.run_unprivileged(&["ls"]).says(0, ".dockerignore\nshut/in\n");
    close("shut");
    let run = tree.run_unprivileged(&[]);
    let ls = tree.run_unprivileged(&["ls"]);
    let classic = tree.run_unprivileged(&["ls", "--engine", "classic"]);
    open("shut");
    open("pruned");
    run.matches(2, "unreadable-directory");
    ls.fails(
        2,
        "error: BuildKit would refuse this build: open shut: permission denied\n  = help: ignore the \
         directory by a line of its own, or make it readable\n",
    );
    assert!(
        classic
            .err
            .starts_with("error: classic builder would refuse this build: can't stat 'pruned'\n"),
        "{}",
        classic.err
    );
}

#[test]
fn a_dockerfile_that_cannot_be_read() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\n")]);
    let file = tree.root().join("Dockerfile");
    fs::set_permissions(&file, Permissions::from_mode(0o000)).expect("set");
    let run = tree.run_unprivileged(&["ls"]);
    fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("set");
    run.fails(
        2,
        "error: BuildKit would refuse this build: the Dockerfile cannot be empty\n  = help: \
         make it readable: what this user cannot read arrives empty\n",
    );
}

#[test]
fn a_context_that_cannot_be_read() {
    let tree = Tree::new(&[("inner/in", "x")]);
    let inner = tree.root().join("inner");
    fs::set_permissions(&inner, Permissions::from_mode(0o000)).expect("set");
    let run = tree.run_unprivileged(&["inner"]);
    fs::set_permissions(&inner, Permissions::from_mode(0o755)).expect("set");
    run.fails(2, "error: context `inner` cannot be read: permission denied\n");
}

#[test]
fn a_file_that_cannot_be_read_arrives_empty() {
    let tree = Tree::new(&[("secret", "12345"), ("open", "1")]);
    fs::set_permissions(tree.root().join("secret"), Permissions::from_mode(0o000)).expect("set");
    tree.run_unprivileged(&["ls", "-l"])
        .says(0, "file         1 B  open\nfile         0 B  secret  (arrives empty: unreadable)\n");
    tree.run_unprivileged(&["--no-rules"]).matches(0, "unreadable-file");
    assert_eq!(tree.run_unprivileged(&["--engine", "podman"]).code, Some(2));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let tree = Tree::new(&[]);
    for number in 0..3000 {
        tree.write(&format!("a-rather-long-name-for-a-file-{number}"), b"");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_stowaway"))
        .args(["ls"])
        .current_dir(tree.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn sockets_and_disagreements_are_told_apart() {
    let tree = Tree::new(&[(".dockerignore", "a\n!a/b\na\n"), ("a/b", "12345")]);
    let _socket = std::os::unix::net::UnixListener::bind(tree.root().join("s")).expect("bound");
    tree.run(&["--engine", "all", "--no-rules"]).matches(0, "check-all-sockets");
}

#[test]
fn hard_links_are_sent_once() {
    let tree = Tree::new(&[("a", "12345")]);
    fs::hard_link(tree.root().join("a"), tree.root().join("b")).expect("linked");
    tree.run(&["ls", "-l"]).says(0, "file         5 B  a\nfile         0 B  b  (hard link)\n");
}
