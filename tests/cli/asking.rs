//! What a Dockerfile asks for, in a report: how much of what may travel is sent, because of which
//! instructions, and what is said where nobody asks.

use crate::snapshots::monorepo;
use crate::support::{Run, Tree};

/// The monorepo with a Dockerfile that names what it needs.
fn frugal() -> Tree {
    let tree = monorepo();
    tree.write(
        "Dockerfile",
        b"FROM node AS build\nCOPY package.json ./\nCOPY packages/web packages/web\nFROM node AS docs\n\
          COPY . .\nFROM build AS runtime\nADD public public\n",
    );
    tree
}

/// The rows of the head, from the first line with a number on.
fn rows(run: &Run) -> String {
    let lines = run.text().lines().skip_while(|line| !line.is_empty()).skip(1);
    lines.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

fn rows_of(tree: &Tree, args: &[&str]) -> String {
    rows(&tree.run(&[args, &["--verbose", "--no-rules"]].concat()))
}

#[test]
fn a_report_speaks_of_what_is_sent() {
    let tree = frugal();
    tree.run(&["--fail-on", "never"]).matches(0, "asking");
    tree.run(&["--engine", "all", "--fail-on", "never"]).matches(0, "asking-all");
    tree.run(&["why", "packages/web/package.json", "data/dump.sql", "src/new.ts", "a.log"])
        .matches(0, "asking-why");
}

#[test]
fn the_reason_stands_beside_the_number() {
    let tree = frugal();
    assert_eq!(
        rows_of(&tree, &[]),
        "  eligible     4.6 MB  92 files\n  \
           sent         1.2 MB  43 files   asked for by 2 COPYs and 1 ADD\n  \
           in image     1.2 MB  43 files\n  \
           held                   1 file   2 directories unopened\n"
    );
    assert_eq!(
        rows_of(&tree, &["--target", "docs"]),
        "  sent         4.6 MB  92 files   because of COPY . . (Dockerfile:5)\n  \
           in image     4.6 MB  92 files\n  \
           held                   1 file   2 directories unopened\n"
    );
    assert_eq!(
        rows_of(&tree, &["--target", "docs", "--on-disk"]),
        "  on disk      4.6 MB  95 files\n  \
           sent         4.6 MB  92 files   because of COPY . . (Dockerfile:5)\n  \
           in image     4.6 MB  92 files\n  \
           held           42 B   3 files\n"
    );
    assert_eq!(
        rows_of(&tree, &["--engine", "classic"]),
        "  sent         4.6 MB  92 files   this engine sends all, asked for or not\n  \
           in image     1.2 MB  43 files\n  \
           held                   1 file   2 directories unopened\n"
    );
    assert_eq!(
        rows_of(&tree, &["--engine", "podman"]),
        "  at hand      4.6 MB  94 files   read where it lies: nothing has to be sent\n  \
           in image     1.2 MB  43 files\n  \
           held                            1 directory unopened\n"
    );
    tree.write("Dockerfile", b"FROM node\nRUN true\n");
    assert_eq!(
        rows_of(&tree, &[]),
        "  eligible     4.6 MB  92 files\n  \
           sent        nothing             no instruction refers to the context\n  \
           in image    nothing             as copied: RUN may change it\n  \
           held                   1 file   2 directories unopened\n"
    );
}

#[test]
fn an_instruction_is_named_by_its_first_line_and_cut_where_there_is_no_room() {
    let tree = Tree::new(&[("a", "1"), ("b/c", "12")]);
    for (dockerfile, said) in [
        ("RUN --mount=type=bind,target=/m true", "because of RUN --mount=type=bind,target=/m"),
        ("COPY \\\n  a \\\n  /x/", "asked for by COPY \\"),
        ("ADD b /\u{1b}[31m", "asked for by ADD b /\\x1b[31m"),
        ("RUN --mount=source=a,target=/m true", "asked for by RUN --mount=source=a,target=/m"),
    ] {
        tree.write("Dockerfile", format!("FROM scratch\n{dockerfile}\n").as_bytes());
        let said = format!("{said} (Dockerfile:2)\n");
        assert!(rows_of(&tree, &[]).contains(&said), "{}", rows_of(&tree, &[]));
    }
    tree.write("Dockerfile", b"FROM scratch\nONBUILD COPY b /\nFROM 0\n");
    let long =
        format!("FROM scratch AS base\nONBUILD COPY b /\nFROM base\nCOPY {} /\n", "b ".repeat(60));
    tree.write("Dockerfile", long.as_bytes());
    assert!(rows_of(&tree, &[]).contains("  asked for by 2 COPYs\n"));
    tree.write("Dockerfile", format!("FROM scratch\nCOPY {} /\n", "./b ".repeat(60)).as_bytes());
    let rows = rows_of(&tree, &[]);
    let note = rows.lines().nth(2).expect("a line of its own");
    assert!(note.starts_with("    asked for by COPY ./b ./b"), "{rows}");
    assert!(note.ends_with("… (Dockerfile:2)"), "{rows}");
    assert!(note.chars().count() <= 80, "{rows}");
}

#[test]
fn each_named_context_has_a_line() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY --from=assets img /\nCOPY --from=base /x /\nCOPY a /\n"),
        ("a", "1"),
        ("more/.dockerignore", "**/*.tmp\n"),
        ("more/img/x.png", "1234"),
        ("more/img/y.tmp", "12345"),
        ("more/other", "123456"),
    ]);
    let contexts = [
        "--build-context",
        "assets=more",
        "--build-context",
        "base=docker-image://alpine",
        "--build-context",
        "unused=nope",
    ];
    assert_eq!(
        rows_of(&tree, &contexts),
        "  eligible       94 B  6 files\n  \
           sent            1 B   1 file   asked for by COPY a / (Dockerfile:4)\n  \
           in image        5 B  2 files\n  \
           + assets        4 B   1 file   more, more/.dockerignore, 1 pattern\n  \
           + base                         docker-image://alpine, which is not looked at\n  \
           + unused                       nope, which nothing refers to\n"
    );
    let json = tree.run(&[&["check", "--format", "json"], &contexts[..]].concat());
    assert_eq!(json.code, Some(0));
    let value: serde_json::Value = serde_json::from_str(json.text()).expect("JSON");
    assert_eq!(value["contexts"][0]["sent"]["bytes"], 4);
    assert_eq!(value["contexts"][0]["asked"], serde_json::json!(["img"]));
    assert_eq!(value["contexts"][1]["sent"], serde_json::Value::Null);
    tree.write("more/.dockerignore", b"!\n");
    tree.run(&[&["ls"], &contexts[..]].concat()).fails(
        2,
        "error: BuildKit would refuse this build: illegal exclusion pattern: \"!\"\n \
         --> more/.dockerignore:1:1\n  |\n1 | !\n  | ^ BuildKit stops here\n  |\n  = help: write a \
         pattern after the `!`, or delete the line\n",
    );
}

#[test]
fn the_first_lines_say_which_build_it_is() {
    let tree = frugal();
    let first = |args: &[&str]| {
        let run = tree.run(&[args, &["--verbose", "--no-rules"]].concat());
        run.text().lines().next().unwrap_or_default().to_owned()
    };
    let rest = ".dockerignore, 4 patterns · BuildKit";
    assert_eq!(first(&[]), format!("context . · Dockerfile → runtime · {rest}"));
    assert_eq!(first(&["--target", "build"]), format!("context . · Dockerfile → build · {rest}"));
    tree.write("Dockerfile.dockerignore", b"*");
    let run = tree.feed(&["-f", "-", "-v", "--no-rules"], "FROM a\nFROM b\n");
    assert!(
        run.text().starts_with(
            "context . · Dockerfile on standard input → stage 1 · .dockerignore, 4 patterns\n  \
             BuildKit\nwarning: `Dockerfile.dockerignore` is not read: the Dockerfile comes on \
             standard input\nwarning: `.containerignore` is not read: BuildKit does not look for it \
             there\n\n"
        ),
        "{}",
        run.text()
    );
    std::fs::remove_file(tree.root().join("Dockerfile.dockerignore")).expect("removed");
    let run = tree.run(&["--no-dockerfile", "-v", "--no-rules"]);
    assert!(run.text().starts_with(
        "context . · .dockerignore, 4 patterns · BuildKit\nwarning: `.containerignore` is not read: \
         BuildKit does not look for it there\nno Dockerfile: the whole context is audited as it is\n"
    ));
}
