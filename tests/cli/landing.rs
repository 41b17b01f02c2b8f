//! Where files land, as `ls --in-image`, `why` and the report tell it.

use crate::support::Tree;
use serde_json::Value;
use std::fs;

fn tree() -> Tree {
    Tree::new(&[
        (".dockerignore", "*.log\n"),
        (
            "Dockerfile",
            "FROM node AS build\nWORKDIR /app\nCOPY . .\nRUN make\n\
             FROM scratch AS cut\nCOPY src /cut\n\
             FROM scratch\nCOPY --from=build /app/src /srv/\nCOPY <<EOF /made\nx\nEOF\n",
        ),
        ("src/a.js", "1"),
        ("src/lib/b.js", "12"),
        ("src/.env", "TOKEN=9f3c\n"),
        ("x.log", "1"),
    ])
}

#[test]
fn the_paths_of_the_image_are_listed() {
    let tree = tree();
    tree.run(&["ls", "--in-image"]).says(0, "/srv/.env\n/srv/a.js\n/srv/lib/b.js\n");
    tree.run(&["ls", "--in-image", "-0"]).says(0, "/srv/.env\0/srv/a.js\0/srv/lib/b.js\0");
    tree.run(&["ls", "--in-image", "--dirs"])
        .says(0, "/srv/\n/srv/.env\n/srv/a.js\n/srv/lib/\n/srv/lib/b.js\n");
    tree.run(&["ls", "--in-image", "-l"]).says(
        0,
        "file   /srv/.env\tsrc/.env\t\
         COPY . . (Dockerfile:3) → COPY --from=build /app/src /srv/ (Dockerfile:8)\n\
         file   /srv/a.js\tsrc/a.js\t\
         COPY . . (Dockerfile:3) → COPY --from=build /app/src /srv/ (Dockerfile:8)\n\
         file   /srv/lib/b.js\tsrc/lib/b.js\t\
         COPY . . (Dockerfile:3) → COPY --from=build /app/src /srv/ (Dockerfile:8)\n",
    );
}

#[test]
fn another_stage_can_be_listed() {
    let tree = tree();
    for name in ["build", "BUILD", "0"] {
        tree.run(&["ls", "--stage", name]).says(
            0,
            "/app/.dockerignore\n/app/Dockerfile\n/app/src/.env\n/app/src/a.js\n\
             /app/src/lib/b.js\n",
        );
    }
    tree.run(&["ls", "--in-image", "--target", "cut"])
        .says(0, "/cut/.env\n/cut/a.js\n/cut/lib/b.js\n");
    tree.run(&["ls", "--stage", "cut"]).fails(
        2,
        "error: the target does not need stage `cut`\n  \
         = help: name it with --target to see what it would take\n",
    );
    tree.run(&["ls", "--stage", "nope"]).fails(
        2,
        "error: the Dockerfile has no stage `nope`\n  = help: its stages are build, cut, 2\n",
    );
    Tree::new(&[("a", "")]).run(&["ls", "--in-image"]).fails(
        2,
        "error: there is no Dockerfile, so there is no image\n  \
         = help: name one with --file\n",
    );
}

#[test]
fn a_line_of_an_image_is_an_object() {
    let run = tree().run(&["ls", "--in-image", "--json"]);
    let first = run.text().lines().next().expect("a line").to_owned();
    let first: Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(
        first,
        serde_json::json!({
            "path": "/srv/.env",
            "kind": "file",
            "from": "src/.env",
            "steps": [
                {"file": "Dockerfile", "line": 3, "stage": "build", "instruction": "COPY . ."},
                {
                    "file": "Dockerfile",
                    "line": 8,
                    "stage": "stage 2",
                    "instruction": "COPY --from=build /app/src /srv/"
                },
            ],
            "certain": true,
        })
    );
}

#[test]
fn a_copy_that_fails_is_told_and_nothing_is_listed() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY a missing /x/\n"), ("a", "1")]);
    for arguments in [&["ls"][..], &["ls", "--in-image"]] {
        tree.run(arguments).fails(
            2,
            "error: BuildKit would refuse this build: \"/missing\": not found\n \
             --> Dockerfile:2:8\n  |\n2 | COPY a missing /x/\n  |        ^^^^^^^ BuildKit stops \
             here\n  |\n  = help: correct the path, or let the ignore file leave it in the \
             context\n",
        );
    }
    tree.run(&["ls", "--eligible"]).says(0, "Dockerfile\na\n");
    // For `check` it is a finding, and the build is not refused before files are copied.
    let run = tree.run(&["--format", "json"]);
    assert_eq!(run.code, Some(1));
    let json: Value = serde_json::from_str(run.text()).expect("JSON");
    assert_eq!(
        (&json["failure"], &json["remarks"][0]["check"]),
        (&Value::Null, &"copy-missing".into())
    );
    assert_eq!(tree.run(&["--fail-on", "critical"]).code, Some(0));
}

#[test]
fn what_only_the_base_image_could_tell_is_said() {
    let tree = Tree::new(&[("Dockerfile", "FROM node\nCOPY a ./\nCOPY a /opt/x\n"), ("a", "1")]);
    let run = tree.run(&["ls", "--in-image"]);
    assert_eq!(run.text(), "/a\n/opt/x\n");
    assert_eq!(
        run.err,
        "warning: where `/a` is depends on the base image of `stage 0`, which is not looked at\n"
    );
    tree.run(&["why", "a"]).says(
        0,
        "sent: a (1 B)\n  \
         = way: COPY a ./ (Dockerfile:2)\n         \
         → final image at /a (`/` being the base image's working directory)\n  \
         = way: COPY a /opt/x (Dockerfile:3)\n         \
         → final image at /opt/x (inside it, if the base image has a directory there)\n  \
         = note: there is no ignore file\n  \
         sent by classic, docker-20.10, podman too\n",
    );
}

#[test]
fn a_file_that_is_removed_again_is_still_in_a_layer() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM node\nWORKDIR /w\nCOPY .env ./\nRUN make && rm .env\n"),
        (".env", "TOKEN=9f3c\n"),
    ]);
    let run = tree.run(&["why", ".env"]);
    assert!(
        run.text().contains(
            "  = way: COPY .env ./ (Dockerfile:3)\n         \
             → a layer of the final image at /w/.env, though RUN make && rm .env \
             (Dockerfile:4) removes it again\n"
        ),
        "{}",
        run.text()
    );
    assert_eq!(tree.run(&["ls", "--in-image"]).text(), "");
    let json: Value = serde_json::from_str(tree.run(&["--format", "json"]).text()).expect("JSON");
    let finding = &json["findings"][0];
    assert_eq!((&finding["rule"], &finding["reach"]), (&"secret-dotenv".into(), &"layer".into()));
    let way = &finding["entries"][0]["ways"][0];
    assert_eq!(way["removed"]["line"], 4);
}

#[test]
fn severity_follows_reach() {
    let files = [(".env", "TOKEN=9f3c\n"), ("a", "1")];
    let built = "FROM a AS b\nCOPY . /\nRUN x\nFROM c\nCOPY --from=b /a /\n";
    let removed_there = "FROM a AS b\nWORKDIR /app\nCOPY . .\nRUN rm .env && rm a\nFROM c\n\
                         COPY --from=b /app /app\n";
    for (dockerfile, severity, counts_as, reach) in [
        ("FROM a\nCOPY . /\n", "critical", "critical", "image"),
        ("FROM a\nCOPY .env a /\nRUN rm /.env\n", "critical", "critical", "layer"),
        (built, "high", "critical", "build"),
        (removed_there, "high", "critical", "build"),
        ("FROM a\nRUN --mount=target=/m x\n", "high", "critical", "build"),
        ("FROM a\nCOPY --exclude=.env . /x\n", "medium", "critical", "sent"),
        ("FROM a\nCOPY a /\n", "low", "low", "eligible"),
    ] {
        let tree = Tree::new(&files);
        tree.write("Dockerfile", dockerfile.as_bytes());
        let run = tree.run(&["--format", "json", "--fail-on", "never"]);
        let json: Value = serde_json::from_str(run.text()).expect("JSON");
        let findings = json["findings"].as_array().expect("findings");
        let finding = findings.iter().find(|finding| finding["rule"] == "secret-dotenv");
        let finding = finding.expect("the rule speaks");
        let text = |key: &str| finding[key].as_str().expect("text").to_owned();
        assert_eq!(
            (text("severity"), text("counts_as"), text("reach")),
            (severity.to_owned(), counts_as.to_owned(), reach.to_owned()),
            "{dockerfile}"
        );
    }
}

#[test]
fn what_is_only_mounted_is_in_no_stage() {
    let tree = Tree::new(&[(".env", "TOKEN=9f3c\n")]);
    let mount = "FROM a\nRUN --mount=type=bind,target=/src cp -r /src /app\n";
    tree.write("Dockerfile", mount.as_bytes());
    let text = tree.run(&[]).text().to_owned();
    assert!(
        text.contains("high[secret-dotenv]: .env (1 file, 11 B, mounted for a command)\n"),
        "{text}"
    );
    assert!(text.contains("or mount only what is needed, by `source=`\n"), "{text}");
    tree.write(
        "Dockerfile",
        format!("{mount}FROM a AS b\nCOPY .env /x\nFROM a\nCOPY --from=b /y /\n").as_bytes(),
    );
    let text = tree.run(&[]).text().to_owned();
    assert!(
        text.contains("high[secret-dotenv]: .env (1 file, 11 B, in a build stage only)\n"),
        "{text}"
    );
}

#[test]
fn what_the_exit_code_goes_by_is_said() {
    let tree = Tree::new(&[(".env", "TOKEN=9f3c\n"), ("a", "1")]);
    tree.write("Dockerfile", b"FROM a\nCOPY --exclude=.env . /x\n");
    let run = tree.run(&[]);
    assert_eq!(run.code, Some(1));
    let text = run.text();
    assert!(
        text.contains(
            "medium[secret-dotenv]: .env (1 file, 11 B, sent, not copied)\n  \
                           = note: counts as critical for --fail-on: it leaves this machine\n"
        ),
        "{text}"
    );
    assert!(
        text.ends_with("\nit counts as critical for --fail-on\n")
            || text.ends_with("\nthe worst counts as critical for --fail-on\n"),
        "{text}"
    );
    // What is no secret and is asked for by name counts as it is shown.
    let tree = Tree::new(&[(".git/HEAD", "ref: refs/heads/main\n"), (".git/objects/", "")]);
    tree.write(".git/config", b"[core]\n");
    tree.write("Dockerfile", b"FROM a\nCOPY .git /src/.git\n");
    let run = tree.run(&["--format", "json"]);
    let json: Value = serde_json::from_str(run.text()).expect("JSON");
    let counts: Vec<_> = json["findings"].as_array().expect("findings").iter().collect();
    assert!(counts.iter().any(|finding| finding["rule"] == "vcs-git"), "{json}");
    assert!(counts.iter().all(|finding| finding["counts_as"] == finding["severity"]), "{json}");
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_secret_in_a_named_context_is_a_secret() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY --from=more . /srv/\n"),
        ("../shared/.env", "TOKEN=9f3c\n"),
    ]);
    let run = tree.run(&["--build-context", "more=../shared"]);
    assert_eq!(run.code, Some(1));
    let told = "critical[secret-dotenv]: more:.env (1 file, 11 B, in the final image)\n  \
                = seen: gives at least one name a value\n  \
                = way: more:.env\n         \
                → COPY --from=more . /srv/ (Dockerfile:2)\n         \
                → final image at /srv/.env\n";
    assert!(run.text().contains(told), "{}", run.text());
    // Nobody names it: a line of that context's own ignore file stops it.
    let line = "  = ignore: **/.env  (in ../shared/.dockerignore)\n";
    assert!(run.text().contains(line), "{}", run.text());
    tree.write("../shared/.dockerignore", b"other\n");
    tree.write("Dockerfile", b"FROM more\n");
    let based = tree.run(&["--build-context", "more=../shared"]);
    assert!(based.text().contains(line), "{}", based.text());
    tree.write("Dockerfile", b"FROM scratch\nCOPY --from=more .env /srv/\n");
    let named = tree.run(&["--build-context", "more=../shared"]);
    assert!(!named.text().contains("= ignore:"), "{}", named.text());
    assert!(named.text().contains("= help: the Dockerfile names it"), "{}", named.text());
    tree.write("Dockerfile", b"FROM scratch\nCOPY --from=more . /srv/\n");
    fs::remove_file(tree.root().join("../shared/.dockerignore")).expect("removed");
    tree.run(&["ls", "--in-image", "-l", "--build-context", "more=../shared"])
        .says(0, "file   /srv/.env\tmore:.env\tCOPY --from=more . /srv/ (Dockerfile:2)\n");
}

#[test]
fn of_very_many_ways_some_are_told_and_the_rest_counted() {
    let stages: String = (1..50)
        .map(|n| format!("FROM scratch\nCOPY --from={} / /\nCOPY .env /f{n}\n", n - 1))
        .collect();
    let tree = Tree::new(&[
        ("Dockerfile", &format!("FROM scratch\nCOPY .env /f0\n{stages}")),
        (".env", "TOKEN=9f3c\n"),
    ]);
    let run = tree.run(&["why", ".env"]);
    let text = run.text();
    assert_eq!(text.matches("→ final image at /f").count(), 10, "{text}");
    assert!(text.contains("\n  = way: and at least "), "{text}");
    // The first of them goes through all stages.
    let first = "  = way: COPY .env /f0 (Dockerfile:2, stage 0)\n         \
                 → COPY --from=0 / / (Dockerfile:4, stage 1)\n";
    assert!(text.contains(first), "{text}");
    assert!(
        text.contains("(Dockerfile:16, stage 5)\n         → 38 instructions in between\n"),
        "{text}"
    );
    assert!(text.contains("→ COPY --from=48 / / (Dockerfile:148, stage 49)\n"), "{text}");
    assert!(tree.run(&[]).text().contains("\n  = way: and at least "));
    let json: Value = serde_json::from_str(tree.run(&["--format", "json"]).text()).expect("JSON");
    let entry = &json["findings"][0]["entries"][0];
    let ways = entry["ways"].as_array().expect("ways");
    // Each stage has what was copied there, and what the one before it has: 1 + 2 + … + 50.
    assert_eq!((ways.len(), &entry["more_ways"]), (100, &1175.into()));
    assert_eq!(ways[0]["steps"].as_array().map(Vec::len), Some(50));
}

#[test]
fn packages_that_nothing_else_installs_are_not_advised_away() {
    let tree =
        Tree::new(&[("a.js", "1"), ("package.json", "{}"), (".dockerignore", "Dockerfile\n")]);
    tree.fill("node_modules/left-pad/index.js", 400_000);
    let advised = |dockerfile: &str| {
        tree.write("Dockerfile", dockerfile.as_bytes());
        let run = tree.run(&["--format", "json", "--fail-on", "never"]);
        let json: Value = serde_json::from_str(run.text()).expect("JSON");
        let finding = json["findings"].as_array().expect("findings").iter();
        let finding = finding.clone().find(|finding| finding["rule"] == "dep-node-modules");
        let finding = finding.expect("the rule speaks");
        (
            finding["severity"].as_str().expect("text").to_owned(),
            !finding["lines"].as_array().expect("lines").is_empty(),
            json["suggestions"].to_string().contains("node_modules"),
        )
    };
    for (dockerfile, severity, is_advised) in [
        ("FROM node\nCOPY . .\nCMD node a.js\n", "low", false),
        ("FROM node\nCOPY . .\nRUN adduser app && chown -R app .\n", "low", false),
        ("FROM node\nCOPY . .\nRUN npm ci\n", "high", true),
        ("FROM x/node:20@sha256:0\nCOPY . .\n", "low", false),
        // Nobody runs it there.
        ("FROM php\nCOPY . .\nRUN composer update\n", "high", true),
        ("FROM node\nCOPY . .\nRUN ./build\n", "high", true),
        ("FROM node AS x\nRUN npm ci\nFROM node\nCOPY . .\nCOPY --from=x /a /a\n", "high", true),
    ] {
        assert_eq!(
            advised(dockerfile),
            (severity.to_owned(), is_advised, is_advised),
            "{dockerfile}"
        );
    }
}
