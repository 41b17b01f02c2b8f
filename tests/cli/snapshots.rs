//! Whole outputs on small projects, held as files.

use crate::support::Tree;

/// A JavaScript monorepo with what is usually wrong in one.
pub(crate) fn monorepo() -> Tree {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM node\nCOPY . .\n"),
        (".dockerignore", "# dependencies\nnode_modules\n.git\n*.log\n!keep.log\n"),
        (".containerignore", "node_modules\n"),
        (".env", "API_TOKEN=correct-horse-battery-staple\n"),
        ("package.json", "{}\n"),
        ("packages/api/package.json", "{}\n"),
        ("packages/web/package.json", "{}\n"),
        ("packages/web/.env.local", "API_TOKEN=correct-horse-battery-staple\n"),
        ("node_modules/left-pad/index.js", "module.exports = 1\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/objects/", ""),
        (".git/refs/", ""),
        ("a.log", "a\n"),
        ("keep.log", "k\n"),
        (".DS_Store", "Bud1"),
        ("src/.DS_Store", "Bud1"),
    ]);
    tree.fill("data/dump.sql", 3_100_000);
    for number in 0..20 {
        tree.fill(&format!("packages/web/node_modules/m{number}/index.js"), 40_000);
        tree.fill(&format!("packages/api/node_modules/m{number}/index.js"), 9_000);
        tree.fill(&format!("src/f{number}.ts"), 4_000);
        tree.fill(&format!("public/img/{number}.png"), 21_000);
    }
    tree
}

fn clean() -> Tree {
    Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY . /\n"),
        (".dockerignore", "target\n.git\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("target/debug/app", "binary"),
    ])
}

#[test]
fn a_report_fits_one_screen() {
    let tree = monorepo();
    tree.run(&[]).matches(1, "check");
    tree.run(&["--verbose"]).matches(1, "check-verbose");
    tree.run(&["check", ".", "--binary", "--no-rules"]).matches(0, "check-binary-no-rules");
    tree.run(&["--color", "always"]).matches(1, "check-colour");
}

#[test]
fn when_all_is_well_there_is_one_line() {
    clean().run_above(&["context"]).says(
        0,
        "ok: context sends 47 B in 3 files to BuildKit (.dockerignore, 2 patterns): nothing stands \
         out\n",
    );
    for (dockerfile, engine, said) in [
        ("COPY src /\n", "buildkit", "sends 13 B of 49 B in 1 file to BuildKit (.dockerignore"),
        (
            "RUN true\n",
            "buildkit",
            "sends nothing to BuildKit (no instruction refers to it, .dockerignore",
        ),
        ("COPY src /\n", "classic", "sends 49 B in 3 files to classic builder (.dockerignore"),
        ("COPY src /\n", "podman", "has 49 B in 3 files for Podman (.dockerignore"),
    ] {
        let tree = clean();
        tree.write("Dockerfile", format!("FROM scratch\n{dockerfile}").as_bytes());
        let out = format!("ok: . {said}, 2 patterns): nothing stands out\n");
        tree.run(&["--engine", engine]).says(0, &out);
    }
    Tree::new(&[("a", "a")]).run(&["--no-rules"]).says(
        0,
        "ok: . sends 1 B in 1 file to BuildKit (no Dockerfile, no ignore file): the rules were not asked\n",
    );
    Tree::new(&[])
        .run(&[])
        .says(0, "ok: . sends 0 B in 0 files to BuildKit (no Dockerfile, no ignore file): nothing stands out\n");
}

#[test]
fn engines_are_compared() {
    monorepo().run(&["--engine", "all"]).matches(1, "check-all");
    clean().run(&["--engine", "all"]).matches(0, "check-all-same");
}

#[test]
fn the_severity_that_fails_is_chosen() {
    let tree = Tree::new(&[(".DS_Store", "Bud1")]);
    for (limit, code) in [("info", 1), ("low", 1), ("medium", 0), ("critical", 0), ("never", 0)] {
        assert_eq!(tree.run(&["--fail-on", limit]).code, Some(code), "{limit}");
    }
    assert_eq!(tree.run(&[]).code, Some(0));
}

#[test]
fn reasons_are_told_line_by_line() {
    let paths = [
        ".env",
        "keep.log",
        "a.log",
        "node_modules/left-pad/index.js",
        "packages/web/node_modules",
        "nothing/here.log",
        "./src/../src/f1.ts",
    ];
    monorepo().run(&[&["why"][..], &paths[..]].concat()).matches(0, "why");
    let tree = Tree::new(&[
        (".dockerignore", "secrets\n!secrets/public\nsecrets/public/old\n*.md\n"),
        ("secrets/private/key", "k"),
        ("secrets/public/cert", "c"),
        ("secrets/public/old/cert", "c"),
        ("README.MD", "r"),
    ]);
    let paths =
        ["secrets/private/key", "secrets/public/cert", "secrets/public/old/cert", "secrets"];
    let paths = [&["why", "-C", "context"], &paths[..], &["README.MD"]].concat();
    tree.run_above(&paths).matches(0, "why-again");
}

#[test]
fn what_counts_as_large_is_chosen() {
    let tree = Tree::new(&[]);
    tree.fill("some/thing.xyz", 2000);
    assert_eq!(tree.run(&["-v"]).text().matches("large-").count(), 0);
    let file = tree.run(&["-v", "--large-file", "2kB"]);
    assert!(file.text().contains("[data-large-file]: some/thing.xyz"), "{}", file.text());
    let dir = tree.run(&["-v", "--large-dir", "1 KiB"]);
    assert!(dir.text().contains("some/ (1 file, 2.0 kB)"), "{}", dir.text());
}

#[test]
fn colour_is_asked_for() {
    let tree = monorepo();
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let run = tree.run_with(args, variables);
        run.out.contains(&0x1b)
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["why", ".env", "--color", "always"], &[]));
}

#[test]
fn the_catalogue_explains_itself() {
    let tree = Tree::new(&[]);
    tree.run(&["rules", "--category", "vcs"]).matches(0, "rules-vcs");
    tree.run(&["explain", "dep-node-modules"]).matches(0, "explain");
    let all = tree.run(&["rules"]);
    for rule in stowaway::rules::Rule::all() {
        assert!(all.text().contains(&format!("  {} ", rule.id)), "{}", rule.id);
    }
    for rule in stowaway::rules::Rule::all().iter().step_by(25) {
        assert_eq!(tree.run(&["explain", rule.id]).code, Some(0), "{}", rule.id);
    }
}

#[test]
fn help_is_written_down() {
    let tree = Tree::new(&[]);
    tree.run(&["--help"]).matches(0, "help");
    for verb in ["check", "ls", "fix", "why", "rules", "explain"] {
        tree.run(&[verb, "--help"]).matches(0, &format!("help-{verb}"));
    }
}

#[test]
fn threads_do_not_matter() {
    let tree = monorepo();
    for args in [&["check", "-v"][..], &["ls", "-l", "--dirs", "--excluded"], &["--engine", "all"]]
    {
        let one = tree.run(&[args, &["--threads", "1"]].concat());
        for threads in ["2", "7"] {
            let many = tree.run(&[args, &["--threads", threads]].concat());
            assert_eq!((one.text(), one.code), (many.text(), many.code));
        }
    }
}
