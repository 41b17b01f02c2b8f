//! Which build is meant: the options that say so, and what is said of a Dockerfile that no engine
//! would take.

use crate::support::Tree;

fn tree(dockerfile: &str) -> Tree {
    Tree::new(&[("Dockerfile", dockerfile), ("a.txt", "a"), ("b/c.txt", "bc"), (".env", "K=v")])
}

/// What is drawn for a mistake in the Dockerfile.
fn drawn(
    message: &str,
    (line, column): (usize, usize),
    marked: (&str, &str),
    help: &str,
) -> String {
    let (text, part) = marked;
    let carets = format!("{}{}", " ".repeat(column - 1), "^".repeat(part.chars().count()));
    assert_eq!(text.find(part), Some(column - 1), "the part stands there");
    format!(
        "error: BuildKit would refuse this build: {message}\n \
         --> Dockerfile:{line}:{column}\n  |\n{line} | {text}\n  | {carets} BuildKit stops here\n  |\n  \
         = help: {help}\n"
    )
}

#[test]
fn text_that_does_not_parse() {
    for (dockerfile, message, place, marked) in [
        ("FROM alpine\nFOO bar\n", "unknown instruction: FOO", (2, 1), ("FOO bar", "FOO bar")),
        (
            "FROM alpine\nCOPY x\n",
            "COPY instruction requires at least two arguments",
            (2, 1),
            ("COPY x", "COPY x"),
        ),
        (
            "FROM alpine\nCOPY --form=x a b\n",
            "unknown flag: --form",
            (2, 6),
            ("COPY --form=x a b", "--form=x"),
        ),
        (
            "FROM alpine\nCOPY <<EOF /y\nhello\n",
            "unterminated heredoc",
            (2, 1),
            ("COPY <<EOF /y", "COPY <<EOF /y"),
        ),
        ("COPY a b\n", "no build stage in current context", (1, 1), ("COPY a b", "COPY a b")),
    ] {
        let tree = tree(dockerfile);
        let drawn = drawn(message, place, marked, "correct the Dockerfile");
        tree.run(&["ls"]).fails(2, &drawn);
        tree.run(&["why", "a.txt"]).fails(2, &drawn);
        tree.run(&[]).says(2, &format!("context . · BuildKit\n\n{drawn}"));
    }
    tree("").run(&["ls"]).fails(
        2,
        "error: BuildKit would refuse this build: the Dockerfile cannot be empty\n  = help: correct \
         the Dockerfile\n",
    );
}

#[test]
fn quotes_and_blanks_are_told_of_in_the_help() {
    let run = tree("FROM alpine\nCOPY \"my file.txt\" /x/\n").run(&["ls"]);
    assert_eq!(run.code, Some(2));
    let help = "a path with blanks needs the JSON form: [\"a b.txt\", \"/x/\"]";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&run.err).contains(help), "{}", run.err);
    let run = tree("FROM alpine\nCOPY ${V:?no} /x/\n").run(&["ls"]);
    assert!(run.err.contains("help: give the variable a value"), "{}", run.err);
}

#[test]
fn help_fits_what_is_wrong() {
    for (dockerfile, said, help) in [
        (
            "FROM scratch\rCOPY a.txt /\r",
            "FROM requires either one or three arguments",
            "end the lines with line feeds: a carriage return alone ends none",
        ),
        (
            "FROM alpine\nCOPY --from=Foo a /x\n",
            "repository name (library/Foo) must be lowercase",
            "name a stage that is there, in its own letters, or an image",
        ),
        (
            "FROM $X\n",
            "should not be blank",
            "give the ARG before the first FROM a default, or use --build-arg",
        ),
    ] {
        let run = tree(dockerfile).run(&["ls"]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(said), "{}", run.err);
        assert!(run.err.ends_with(&format!("= help: {help}\n")), "{}", run.err);
    }
}

#[test]
fn long_lines_do_not_flood_the_terminal() {
    let long = "a".repeat(60_000);
    let run = tree(&format!("FROM alpine\nCOPY {long} /x\n")).run(&["--fail-on", "never"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.len() < 10_000, "{}", run.out.len());
    let nested = |times: usize| {
        let word = format!("{}a.txt{}", "${a:-".repeat(times), "}".repeat(times));
        tree(&format!("FROM alpine\nARG a\nCOPY {word} /x\n"))
    };
    let run = nested(5000).run(&["why", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.len() < 10_000, "{}", run.err.len());
    let said =
        "error: this is not followed: variables are nested in each other more than 200 deep\n";
    assert!(run.err.starts_with(said), "{}", run.err);
    nested(150).run(&["ls"]).says(0, "a.txt\n");
}

#[test]
fn stages_that_cannot_be_found() {
    let order = "move the stage that is copied from above the one that copies";
    for (dockerfile, message, place, marked, help) in [
        (
            "FROM a AS one\nCOPY --from=two /x /y\nFROM b AS two\nFROM one\n",
            "cannot copy from stage \"two\", it needs to be defined before current stage \"one\"",
            (2, 6),
            ("COPY --from=two /x /y", "--from=two"),
            order,
        ),
        (
            "FROM a AS one\nCOPY --from=two /x /y\nFROM b AS two\nCOPY --from=one /x /y\n",
            "circular dependency detected on stage: one",
            (4, 1),
            ("COPY --from=one /x /y", "COPY --from=one /x /y"),
            order,
        ),
        (
            "FROM a\nCOPY --from=7 /x /y\n",
            "invalid stage index 7",
            (2, 6),
            ("COPY --from=7 /x /y", "--from=7"),
            "count stages from 0, or give the stage a name and use that",
        ),
        (
            "FROM a\nARG x\nCOPY --from=$x /x /y\n",
            "variable expansion is not supported for --from, define a new stage with FROM using ARG \
             from global scope as a workaround",
            (3, 6),
            ("COPY --from=$x /x /y", "--from=$x"),
            "write `FROM $IMAGE AS name` with an ARG before the first FROM, then\n          use the name",
        ),
        (
            "FROM $x\n",
            "base name ($x) should not be blank",
            (1, 6),
            ("FROM $x", "$x"),
            "give the ARG before the first FROM a default, or use --build-arg",
        ),
    ] {
        tree(dockerfile).run(&["ls"]).fails(2, &drawn(message, place, marked, help));
    }
    tree("FROM a AS one\n").run(&["ls", "--target", "two"]).fails(
        2,
        "error: BuildKit would refuse this build: target stage \"two\" could not be found; there is \
         one\n --> Dockerfile:1:1\n  |\n1 | FROM a AS one\n  | ^^^^^^^^^^^^^ BuildKit stops here\n  \
         |\n  = help: name a stage that the Dockerfile defines by `FROM … AS name`\n",
    );
    Tree::new(&[]).run(&["--target", "two"]).fails(
        2,
        "error: there is no Dockerfile that could have the stage `two`\n  = help: name it with -f\n",
    );
}

#[test]
fn mounts_that_cannot_be_made() {
    for (dockerfile, message, marked, help) in [
        (
            "FROM scratch\nRUN --mount=source=a true\n",
            "invalid mount target \"/\"",
            ("RUN --mount=source=a true", "--mount=source=a"),
            "give the mount a target; a space would end the flag: quote it",
        ),
        (
            "FROM scratch\nRUN --mount=target=/m,bogus=1 true\n",
            "unexpected key 'bogus' in 'bogus=1'",
            ("RUN --mount=target=/m,bogus=1 true", "--mount=target=/m,bogus=1"),
            "correct the field; fields are separated by commas, without spaces",
        ),
    ] {
        tree(dockerfile).run(&["ls"]).fails(2, &drawn(message, (2, 5), marked, help));
    }
}

#[test]
fn a_dockerfile_that_was_named_must_be_there() {
    let tree = Tree::new(&[("a", "x"), ("docker/", "")]);
    for (file, reason) in [
        ("nope", "no such file or directory"),
        ("docker", "is a directory"),
        ("no/x", "no such file or directory"),
    ] {
        tree.run(&["ls", "-f", file]).fails(
            2,
            &format!(
                "error: Dockerfile `{file}` cannot be read: {reason}\n  = help: name a file, relative \
                 to the working directory\n"
            ),
        );
    }
    // As for `docker build`, an empty name is none.
    tree.run(&["ls", "-f", ""]).says(0, "a\n");
    tree.run(&["ls", "-f", "", "--target", ""]).says(0, "a\n");
}

#[test]
fn a_dockerfile_may_come_on_standard_input() {
    let tree = tree("FROM scratch\nCOPY . /\n");
    tree.write("-.dockerignore", b"*");
    tree.write("Dockerfile.dockerignore", b"*");
    tree.feed(&["ls", "-f", "-"], "FROM scratch\nCOPY b /\n").says(0, "b/c.txt\n");
    tree.feed(&["ls", "-f", "-"], "FROM scratch\nFOO\n").fails(
        2,
        "error: BuildKit would refuse this build: unknown instruction: FOO\n --> -:2:1\n  |\n2 | \
         FOO\n  | ^^^ BuildKit stops here\n  |\n  = help: correct the Dockerfile\n",
    );
    // It is read once, and every engine is told.
    let all = tree.feed(&["--engine", "all", "--no-rules"], "FROM scratch\nCOPY b /\n");
    assert_eq!((all.code, all.text().matches("refused").count()), (Some(0), 0), "{}", all.text());
}

#[test]
fn arguments_choose_what_is_asked_for() {
    let tree = tree("FROM scratch\nARG WHAT=a.txt\nCOPY $WHAT /\n");
    tree.run(&["ls"]).says(0, "a.txt\n");
    tree.run(&["ls", "--build-arg", "WHAT=b"]).says(0, "b/c.txt\n");
    tree.run(&["ls", "--build-arg", "WHAT=b", "--build-arg", "WHAT=.env"]).says(0, ".env\n");
    // Without a value the environment is asked; what is not set there is not given.
    tree.run_with(&["ls", "--build-arg", "WHAT"], &[("WHAT", "b")]).says(0, "b/c.txt\n");
    tree.run(&["ls", "--build-arg", "WHAT"]).says(0, "a.txt\n");
}

#[test]
fn stage_and_platform_choose_too() {
    let tree = tree(
        "FROM scratch AS one\nCOPY a.txt /\nFROM scratch AS two\nARG TARGETARCH\nCOPY \
         b/$TARGETARCH /\n",
    );
    tree.write("b/s390x", b"x");
    tree.run(&["ls", "--target", "One"]).says(0, "a.txt\n");
    tree.run(&["ls", "--platform", "linux/s390x"]).says(0, "b/s390x\n");
    tree.run(&["ls", "--no-dockerfile"]).says(0, ".env\nDockerfile\na.txt\nb/c.txt\nb/s390x\n");
}

#[test]
fn a_named_context_must_be_a_directory() {
    let tree = tree("FROM scratch\nCOPY --from=more . /\nCOPY a.txt /\n");
    for (value, reason) in [("nope", "no such directory"), ("a.txt", "not a directory")] {
        tree.run(&["ls", "--build-context", &format!("more={value}")]).fails(
            2,
            &format!(
                "error: build context `more` cannot be read: `{value}`: {reason}\n  = help: name a \
                 directory, relative to the working directory\n"
            ),
        );
    }
    // The last of a name counts; one that nothing refers to is not looked at.
    let twice = ["ls", "--build-context", "more=nope", "--build-context", "more=b"];
    tree.run(&twice).says(0, "a.txt\n");
    tree.run(&["ls", "--build-context", "more=b", "--build-context", "unused=nope"])
        .says(0, "a.txt\n");
}

#[test]
fn options_of_a_build_must_mean_something() {
    let tree = Tree::new(&[]);
    for (args, message) in [
        (
            &["--platform", "linux/amd64,linux/arm64"][..],
            "invalid value 'linux/amd64,linux/arm64' for '--platform <OS/ARCH[/VARIANT]>': one \
             platform at a time: each asks for its own part of the context",
        ),
        (
            &["--platform", "linux/"],
            "invalid value 'linux/' for '--platform <OS/ARCH[/VARIANT]>': write a platform as in \
             linux/arm64",
        ),
        (
            &["--build-context", "assets"],
            "invalid value 'assets' for '--build-context <NAME=VALUE>': write a name and what it \
             stands for, as in assets=../assets",
        ),
        (
            &["--build-context", "=x"],
            "invalid value '=x' for '--build-context <NAME=VALUE>': write a name and what it stands \
             for, as in assets=../assets",
        ),
        (
            &["--build-arg", "=1"],
            "invalid value '=1' for '--build-arg <NAME[=VALUE]>': name the argument, as in \
             VERSION=1.2",
        ),
    ] {
        for verb in [&[][..], &["ls"], &["why", "x"]] {
            let run = tree.run(&[verb, args].concat());
            run.fails(2, &format!("error: {message}\n\nFor more information, try '--help'.\n"));
        }
    }
    for (args, message) in [
        (
            &["--no-dockerfile", "-f", "x"][..],
            "error: the argument '--no-dockerfile' cannot be used with '--file <DOCKERFILE>'\n",
        ),
        (
            &["--no-dockerfile", "--target", "x"],
            "error: the argument '--no-dockerfile' cannot be used with '--target <STAGE>'\n",
        ),
    ] {
        let run = tree.run(args);
        assert_eq!(run.code, Some(2));
        assert!(run.err.starts_with(message), "{}", run.err);
    }
}
