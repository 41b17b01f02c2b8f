//! Files that are not there: when they are asked about, what is said, and what fails a run.

use crate::support::Tree;
use serde_json::{Value, json};
use stowaway::canary::{GIT_IGNORED, KINDS};

/// A workspace as a clean checkout has it, with what is usually wrong in its ignore file.
fn checkout() -> Tree {
    Tree::new(&[
        (
            "Dockerfile",
            "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nFROM node:22\nCOPY --from=build /app /app\n",
        ),
        (".dockerignore", "# local\n.env*\nnode_modules\n.git\n**/*.key\n!certs/*.key\n"),
        (".gitignore", "node_modules/\n.env*.local\n.next/\n/coverage\n*.key\n*.pid\n"),
        ("package.json", "{}\n"),
        ("packages/web/package.json", "{}\n"),
        ("packages/web/app.js", "x\n"),
        ("certs/.gitignore", "*.key\n"),
        ("certs/readme", "x\n"),
    ])
}

/// A Dockerfile that names what it needs.
fn frugal() -> Tree {
    Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY src /src/\n"),
        (".dockerignore", "target\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("Cargo.toml", "[package]\n"),
    ])
}

#[test]
fn what_is_said_is_written_down() {
    let tree = checkout();
    tree.run(&["--canaries"]).matches(1, "canaries");
    tree.run(&["--canaries", "--verbose"]).matches(1, "canaries-verbose");
    tree.run(&["--canaries", "--engine", "all"]).matches(1, "canaries-all");
    tree.run(&["explain", "canary/secret-dotenv"]).matches(0, "explain-canary");
    let bare = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n"), ("src/a", "x\n")]);
    bare.run(&["--canaries"]).matches(1, "canaries-no-ignore-file");
}

#[test]
fn the_environment_decides_and_what_is_typed_is_the_last_word() {
    let tree = checkout();
    let ci = &[("CI", "true")][..];
    let desk = &[("CI", "false")][..];
    for (args, variables, asked) in [
        (&[][..], desk, false),
        (&[][..], ci, true),
        (&["--canaries"][..], desk, true),
        (&["--no-canaries"][..], ci, false),
        (&["--canaries", "--no-canaries"][..], ci, false),
        (&["--no-canaries", "--canaries"][..], desk, true),
        (&["--no-rules"][..], ci, false),
    ] {
        let run = tree.run_with(args, variables);
        let told = run.text().contains("absent paths tried");
        assert_eq!(told, asked, "{args:?} {variables:?}\n{}", run.text());
        let by_itself = run.text().contains("(the environment says CI)");
        assert_eq!(by_itself, asked && args.is_empty(), "{args:?} {variables:?}");
        assert_eq!(run.code, Some(i32::from(asked)), "{args:?} {variables:?}");
    }
    let both = tree.run(&["--canaries", "--no-rules"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
}

#[test]
fn a_build_that_names_what_it_needs_is_left_alone() {
    let run = frugal().run(&["--canaries"]);
    assert!(run.text().starts_with("ok: "), "{}", run.text());
    assert!(run.text().ends_with("tried, none would travel\n"), "{}", run.text());
    assert_eq!(run.code, Some(0));
}

#[test]
fn what_nobody_has_here_fails_no_run() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY . /\n"),
        (".dockerignore", "**/.env*\n"),
        ("src/a", "x\n"),
    ]);
    let run = tree.run(&["--canaries"]);
    assert!(run.text().contains("id_rsa") && run.text().contains(".netrc"), "{}", run.text());
    assert_eq!(run.code, Some(0));
    assert_eq!(tree.run(&["--canaries", "--fail-on", "medium"]).code, Some(1));
    // A line of a `.gitignore` says that somebody has.
    tree.write(".gitignore", b"id_rsa\n");
    assert_eq!(tree.run(&["--canaries"]).code, Some(1));
}

#[test]
fn programs_are_told_the_same() {
    let run = checkout().run(&["--canaries", "--format", "json"]);
    let value: Value = serde_json::from_str(run.text()).expect("JSON");
    let canaries = &value["canaries"];
    assert_eq!(canaries["occasion"], "asked");
    let findings = canaries["findings"].as_array().expect("a list");
    let paths = |finding: &Value| finding["paths"].as_array().expect("a list").len();
    assert_eq!(canaries["sent"], findings.iter().map(paths).sum::<usize>());
    let find = |id: &str| findings.iter().find(|finding| finding["id"] == id).expect("found");
    let dotenv = find("canary/secret-dotenv");
    assert_eq!(dotenv["severity"], "high");
    assert_eq!(dotenv["rule"], "secret-dotenv");
    assert_eq!(dotenv["lines"], json!(["**/.env"]));
    assert_eq!(
        dotenv["paths"][0],
        json!({
            "path": "packages/web/.env", "kind": "file", "reach": "image",
            "named": false, "stopped": true,
            "near": {
                "file": ".dockerignore", "line": 2, "text": ".env*", "miss": "anchored",
                "overruled_by": null
            },
            "gitignore": null
        })
    );
    let ignored = find("canary/gitignored");
    assert_eq!(ignored["rule"], Value::Null);
    assert_eq!(ignored["paths"][0]["gitignore"]["line"], 4);
    let value: Value =
        serde_json::from_str(checkout().run(&["--format", "json"]).text()).expect("JSON");
    assert_eq!(value["canaries"], Value::Null);
}

#[test]
fn every_canary_has_a_page_and_is_listed() {
    let tree = Tree::new(&[]);
    let listed = tree.run(&["rules"]);
    for rule in KINDS.iter().map(|kind| kind.rule).chain([GIT_IGNORED]) {
        let id = format!("canary/{rule}");
        assert!(listed.text().contains(&format!("  {id} ")), "{id}");
        assert_eq!(tree.run(&["explain", &id]).code, Some(0), "{id}");
    }
    let wrong = tree.run(&["explain", "canary/nothing-such"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("there is no rule `canary/nothing-such`"), "{}", wrong.err);
}

/// What a careful Python repository looks like: nothing in it speaks of `.env.local`.
fn tidy(more: &[(&str, &str)]) -> Tree {
    let tidy = [
        ("Dockerfile", "FROM python:3.13\nCOPY . /app\nRUN pip install -r requirements.txt\n"),
        (".dockerignore", ".git\n.env\n.venv\n**/__pycache__\n"),
        (".gitignore", ".env\n.venv/\n__pycache__/\n"),
        ("requirements.txt", "flask\n"),
        ("app.py", "x\n"),
    ];
    Tree::new(&[&tidy, more].concat())
}

#[test]
fn a_line_for_dotenv_is_no_sign_of_another() {
    let ci = &[("CI", "true")][..];
    let run = tidy(&[]).run_with(&[], ci);
    assert_eq!(run.code, Some(0), "{}", run.text());
    assert!(run.text().contains("medium[canary/secret-dotenv-local]"), "{}", run.text());
    // Who has a tool that reads it, ignores it or names it is likely to have it.
    for more in [
        ("package.json", "{}\n"),
        ("web/package.json", "{}\n"),
        ("web/.gitignore", "/.env.local\n"),
        (".gitignore", ".env*\n"),
        ("Dockerfile", "FROM python:3.13\nCOPY requirements.txt .env.local /app/\n"),
    ] {
        let asked = if more.0.starts_with("web/.g") { ("web/setup.py", "x\n") } else { more };
        let run = tidy(&[more, asked]).run_with(&[], ci);
        assert_eq!(run.code, Some(1), "{more:?}\n{}", run.text());
        assert!(run.text().contains("high[canary/secret-dotenv-local]"), "{}", run.text());
    }
    // `.env` itself is what everybody has.
    let tree = tidy(&[(".dockerignore", ".git\n.venv\n**/.env.*\n")]);
    let run = tree.run_with(&[], ci);
    assert!(run.text().contains("  high      .env\n"), "{}", run.text());
    assert_eq!(run.code, Some(1), "{}", run.text());
}

#[test]
fn what_is_said_is_no_wider_than_the_terminal() {
    let bare = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY . /\n"),
        (".gitignore", "*.log\nfoo bar\nlocal/\nid_rsa\n*.key\n/tmp.d\n"),
        (".dockerignore", "# id_rsa\n# foo\n"),
        ("package.json", "{}\n"),
        ("packages/web/package.json", "{}\n"),
        ("src/a", "x\n"),
    ]);
    for tree in [bare, checkout(), tidy(&[])] {
        for args in [&["--canaries"][..], &["--canaries", "--verbose"], &["rules"]] {
            for width in [80, 100] {
                let run = tree.run_with(args, &[("COLUMNS", &width.to_string())]);
                for line in run.text().lines() {
                    assert!(line.chars().count() <= width, "{args:?} at {width}: {line}");
                }
            }
        }
    }
}

#[test]
fn the_heading_counts_what_stands_below() {
    let run = Tree::new(&[]).run(&["rules"]);
    let below = run.text().split("\nnot there  ").nth(1).expect("a heading");
    let (heading, listed) = below.split_once('\n').expect("a list");
    assert_eq!(heading, format!("{} canaries", listed.lines().count()));
}
