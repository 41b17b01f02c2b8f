//! Bad input: the exact message and the exit code.

use crate::support::Tree;

#[test]
fn the_context_must_be_a_directory() {
    let tree = Tree::new(&[("file", "x")]);
    for verb in [&["check", "missing"][..], &["missing"], &["ls", "missing"]] {
        tree.run(verb).fails(
            2,
            "error: context `missing` does not exist\n  = help: name a directory, as in `stowaway \
             check .`\n",
        );
    }
    for path in ["file", "file/below"] {
        tree.run(&[path]).fails(
            2,
            &format!(
                "error: context `{path}` is not a directory\n  = help: name the directory that \
                 `docker build` would be given\n"
            ),
        );
    }
}

#[test]
fn an_ignore_file_that_was_named_must_be_there() {
    Tree::new(&[])
        .run(&["--ignorefile", "nope"])
        .fails(2, "error: ignore file `nope` cannot be read: no such file or directory\n");
}

#[test]
fn patterns_that_fail_at_once() {
    let tree = Tree::new(&[(".dockerignore", "ok\n  [a-\n")]);
    let drawn = "error: BuildKit would refuse this build: syntax error in pattern
 --> .dockerignore:2:3
  |
2 |   [a-
  |   ^^^ BuildKit stops here
  |
  = help: close each `[`, order each range, and put `\\` before punctuation only
";
    tree.run(&["ls"]).fails(2, drawn);
    tree.run(&["why", "x"]).fails(2, drawn);
    tree.run(&[]).says(2, &format!("context . · BuildKit\n\n{drawn}"));
    Tree::new(&[(".dockerignore", "a\n!\n")]).run(&["ls"]).fails(
        2,
        "error: BuildKit would refuse this build: illegal exclusion pattern: \"!\"
 --> .dockerignore:2:1
  |
2 | !
  | ^ BuildKit stops here
  |
  = help: write a pattern after the `!`, or delete the line
",
    );
}

#[test]
fn patterns_that_fail_when_they_are_reached() {
    let tree = Tree::new(&[(".dockerignore", "[z-a]\n"), ("b/c", "x")]);
    tree.run(&["ls"]).fails(
        2,
        "error: BuildKit would refuse this build: syntax error in pattern
 --> .dockerignore:1:1
  |
1 | [z-a]
  | ^^^^^ BuildKit stops here
  |
  = note: it gets there at `.dockerignore`
  = help: close each `[`, order each range, and put `\\` before punctuation only
",
    );
    assert_eq!(tree.run(&["--format", "json"]).code, Some(2));
}

#[test]
fn a_line_may_be_too_long() {
    let tree = Tree::new(&[(".dockerignore", &format!("a\n{}\n", "x".repeat(65_536)))]);
    let run = tree.run(&["ls"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with(
        "error: BuildKit would refuse this build: failed parsing .dockerignore: bufio.Scanner: token \
         too long\n --> .dockerignore:2:1\n"
    ));
    assert!(run.err.ends_with(
        "  = help: break the line: at most 65,535 bytes are allowed, comments included\n"
    ));
    assert!(run.err.lines().all(|line| line.chars().count() < 180), "{}", run.err);
}

#[test]
fn a_control_character_stops_a_list_and_is_never_shown() {
    let run = Tree::new(&[(".dockerignore", "a\u{1b}]31mb\n")]).run(&["ls"]);
    run.fails(
        2,
        "error: BuildKit would refuse this build: header key \"exclude-patterns\" contains value with \
         non-printable ASCII characters
 --> .dockerignore:1:1
  |
1 | a\\x1b]31mb
  | ^^^^^^^^^^ BuildKit stops here
  |
  = help: delete the control character; one pattern a line, ended by a line feed
",
    );
}

#[test]
fn a_directory_in_the_place_of_the_ignore_file() {
    let tree = Tree::new(&[(".dockerignore/", ""), ("a", "x")]);
    tree.run(&[]).matches(0, "ignore-file-is-directory");
    tree.run(&["ls"]).says(0, "a\n");
    for (engine, title) in [("classic", "classic builder"), ("podman", "Podman")] {
        let run = tree.run(&["ls", "--engine", engine]);
        run.fails(
            2,
            &format!(
                "error: {title} would refuse this build: error reading .dockerignore: is a directory\n  \
                 = help: move the directory away: its name is that of the ignore file\n"
            ),
        );
    }
    assert_eq!(tree.run(&["--engine", "all"]).code, Some(2));
}

#[test]
fn what_is_typed_must_mean_something() {
    let tree = Tree::new(&[]);
    for (args, message) in [
        (
            &["--threads", "0"][..],
            "error: invalid value '0' for '--threads <N>': at least one thread",
        ),
        (
            &["--threads", "20000"],
            "error: invalid value '20000' for '--threads <N>': more than 1024 threads help nobody",
        ),
        (
            &["--engine", "kaniko"],
            "error: invalid value 'kaniko' for '--engine <ENGINE>'\n  [possible",
        ),
        (&["--fail-on", "bad"], "error: invalid value 'bad' for '--fail-on <SEVERITY>'"),
        (&["--format", "xml"], "error: invalid value 'xml' for '--format <FORMAT>'"),
        (&["--large-file", "ten"], "error: invalid value 'ten' for '--large-file <SIZE>'"),
        (
            &["--ignorefile", "x", "--no-ignore"],
            "error: the argument '--ignorefile <FILE>' cannot be",
        ),
        (&["ls", "-0", "-l"], "error: the argument '--null' cannot be used with '--long'"),
        (&["why"], "error: the following required arguments were not provided:\n  <PATH>..."),
    ] {
        let run = tree.run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.starts_with(message), "{}", run.err);
        assert_eq!(run.text(), "");
    }
    tree.run(&["explain", "secret-dotnv"]).fails(
        2,
        "error: there is no rule `secret-dotnv`\n  = help: did you mean `secret-dotenv`? `stowaway \
         rules` lists them all\n",
    );
    tree.run(&["explain", "x\u{1b}"])
        .fails(2, "error: there is no rule `x\\x1b`\n  = help: `stowaway rules` lists them all\n");
    tree.run(&["why", "../x"]).fails(
        2,
        "error: `../x` is not inside the context\n  = help: name a path relative to the context, \
         which -C names\n",
    );
}
