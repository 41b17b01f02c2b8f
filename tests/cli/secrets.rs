//! Secrets in files, from the tree to the last byte that is printed.

use crate::made::{Made, made};
use crate::support::Tree;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek, SeekFrom, Write};

/// Where a detector looks, if it does not look everywhere.
fn place(made: &Made) -> String {
    let name = match made.id.as_str() {
        "npmrc-auth" => ".npmrc",
        "netrc-password" => ".netrc",
        "git-config-credential" => ".gitconfig",
        "nuget-config-password" => "NuGet.Config",
        "wireguard-private-key" => "wg0.conf",
        "rails-master-key-content" => "config/master.key",
        "rubygems-key" => ".gem/credentials",
        "generic-secret-assignment" => ".env",
        "docker-config-auth" => ".docker/config.json",
        "jwt" | "npm-token" => "notes.txt",
        _ => "src/settings.txt",
    };
    format!("{}/{name}", made.id)
}

/// A secret of every kind, each in a directory of its own.
fn all_kinds() -> (Tree, Vec<Made>) {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    let made = made(3);
    for made in &made {
        tree.write(&place(made), made.text.as_bytes());
    }
    (tree, made)
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let (tree, made) = all_kinds();
    let paths: Vec<String> = made.iter().map(place).collect();
    let mut why = vec!["why"];
    why.extend(paths.iter().map(String::as_str));
    let mut told = String::new();
    for args in [
        &["check", "--detectors", "all", "--fail-on", "never"][..],
        &["check", "--detectors", "all", "--fail-on", "never", "-v", "--color", "always"],
        &["check", "--detectors", "all", "--fail-on", "never", "--deep", "--format", "json"],
        &["check", "--detectors", "all", "--fail-on", "never", "--engine", "all"],
        &["check", "--fail-on", "never", "--no-content"],
        &["ls", "-l"],
        &["ls", "--json"],
        &["ls", "--in-image", "-l"],
        &why,
    ] {
        let variables = [("RUST_BACKTRACE", "full"), ("RUST_LOG", "trace")];
        let run = tree.run_with(args, &variables);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{args:?}");
        told.push_str(run.text());
    }
    for made in &made {
        assert!(told.contains(&made.id), "{} is not reported", made.id);
        for piece in made.pieces() {
            assert!(!told.contains(&piece), "{}: `{piece}` is printed", made.id);
        }
    }
}

#[test]
fn every_detector_is_reported_by_its_name() {
    let (tree, made) = all_kinds();
    let run = tree.run(&["check", "--detectors", "all", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let report: Value = serde_json::from_str(run.text()).expect("JSON");
    let mut seen = BTreeSet::new();
    for finding in report["findings"].as_array().expect("a list") {
        let entries = finding["entries"].as_array().expect("a list").iter();
        for secret in entries.filter_map(|entry| entry["secrets"].as_array()).flatten() {
            seen.insert(secret["detector"].as_str().expect("an id").to_owned());
            assert_eq!(secret["fingerprint"].as_str().map(str::len), Some(12));
            assert!(secret["shown"].as_str().expect("text").chars().count() <= 9);
        }
    }
    let missing: Vec<&String> =
        made.iter().map(|made| &made.id).filter(|id| !seen.contains(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_a_dockerfile_holds_is_hidden_where_it_is_drawn() {
    let made = made(21);
    let made = |id: &str| made.iter().find(|made| made.id == id).expect("a recipe");
    let (token, key) = (made("github-token"), made("private-key-pem"));
    let bot = made("url-credentials");
    let address = bot.text.replace("postgres:", "https:");
    let dockerfiles = [
        format!("FROM node\nCOPY . .\nRUN npm ci --token={}\nRUN rm -f .env\n", token.text),
        format!("FROM node\nARG T={}\nCOPY $T /\nCOPY gone-$T x/$T /\n", token.text),
        format!("FROM node\nENV T={0}\nCOPY . .\nRUN npm ci && echo {0}\n", token.text),
        format!("FROM node\nRUN <<E npm ci\n{}\nE\nCOPY . .\nADD {} /\n", key.text, address),
        format!("FROM node\nCOPPY {} /\n", token.text),
        format!("FROM {}\n", token.text),
        format!("FROM node\nCOPY --from={} . /\n", token.text),
        format!("FROM node\nENV {}\n", token.text),
        format!("FROM node\nARG T={}\nCOPY package.json /x-$T/\n", token.text),
    ];
    for text in &dockerfiles {
        let tree =
            Tree::new(&[("package.json", "{}"), ("package-lock.json", "{}"), (".env", "A=b1")]);
        tree.write("Dockerfile", text.as_bytes());
        for args in [
            &["check", "-v"][..],
            &["check", "--format", "json"],
            &["check", "--engine", "all"],
            &["check", "--target", &token.text],
            &["check", "--build-context", &format!("node=https://me:{}@host.net/a", token.text)],
            &["check", "--build-arg", &format!("T={}", token.text)],
            &["why", ".env", "package.json"],
            &["ls"],
        ] {
            let run = tree.run(args);
            let told = format!("{}{}", run.text(), run.err);
            for made in [token, key, bot] {
                for piece in made.pieces() {
                    assert!(!told.contains(&piece), "{args:?} of {text}: {piece} in\n{told}");
                }
            }
        }
    }
}

/// A token that GitHub could have made.
fn token() -> String {
    let made = made(11).into_iter().find(|made| made.id == "github-token");
    made.expect("a recipe").text
}

fn check(tree: &Tree, args: &[&str]) -> (Option<i32>, Value) {
    let run = tree.run(&[&["check", "--format", "json"], args].concat());
    assert_eq!(run.err, "");
    (run.code, serde_json::from_str(run.text()).expect("JSON"))
}

/// The rules of a report but the one about the Dockerfile, with the first path of each.
fn told(report: &Value) -> Vec<(&str, &str, &str)> {
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .map(|finding| {
            let text = |value: &'static str| finding[value].as_str().unwrap_or_default();
            let path = finding["entries"][0]["path"].as_str().unwrap_or_default();
            (text("rule"), text("severity"), path)
        })
        .filter(|(rule, ..)| *rule != "docker-dockerfiles")
        .collect()
}

#[test]
fn a_secret_fails_the_check_whatever_the_file_is_called() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY notes.md /\n")]);
    tree.write("notes.md", format!("# Notes\n\nuse `{}` to push\n", token()).as_bytes());
    let (code, report) = check(&tree, &[]);
    assert_eq!(code, Some(1));
    assert_eq!(told(&report), [("github-token", "critical", "notes.md")]);
    assert_eq!(report["findings"][0]["entries"][0]["secrets"][0]["line"], 3);
    // What stays at home is nobody's business.
    tree.write(".dockerignore", b"*.md\n");
    tree.write("Dockerfile", b"FROM scratch\nCOPY . /\n");
    assert_eq!(check(&tree, &[]).0, Some(0));
    // Nor is what no instruction asks for.
    tree.write(".dockerignore", b"");
    tree.write("Dockerfile", b"FROM scratch\nCOPY Dockerfile /\n");
    assert_eq!(check(&tree, &[]).0, Some(0));
    tree.write("Dockerfile", b"FROM scratch\nCOPY . /\n");
    assert_eq!(check(&tree, &["--no-content"]).0, Some(0));
    assert_eq!(check(&tree, &[]).0, Some(1));
}

#[test]
fn a_file_is_told_once_and_as_bad_as_the_worst_in_it() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    tree.write(".npmrc", format!("# {}\n", token()).as_bytes());
    let (code, report) = check(&tree, &[]);
    assert_eq!((code, told(&report)), (Some(1), vec![("secret-npmrc", "critical", ".npmrc")]));
}

#[test]
fn a_wrong_checksum_is_information_with_a_reason() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    let token = token();
    let last = if token.ends_with('0') { "1" } else { "0" };
    tree.write("notes.md", format!("{}{last}\n", &token[..token.len() - 1]).as_bytes());
    let (code, report) = check(&tree, &[]);
    assert_eq!((code, told(&report)), (Some(0), vec![("github-token", "info", "notes.md")]));
    let note = &report["findings"][0]["entries"][0]["secrets"][0]["note"];
    assert!(note.as_str().expect("a reason").contains("checksum"), "{note}");
}

#[test]
fn what_is_reported_whole_is_not_opened_but_for_what_a_rule_names() {
    let tree = Tree::new(&[
        ("Dockerfile", "FROM scratch\nCOPY . /\n"),
        ("package.json", "{}"),
        ("node_modules/a/package.json", "{}"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    for path in ["node_modules/a/index.js", "node_modules/a/test.js", ".git/ORIG_HEAD"] {
        tree.write(path, token().as_bytes());
    }
    let remote = format!("[remote \"origin\"]\n\turl = https://x:{}@github.com/a/b\n", token());
    tree.write(".git/config", remote.as_bytes());
    let (_, report) = check(&tree, &[]);
    let told_of = |report: &Value, rule: &str| told(report).iter().any(|(told, ..)| *told == rule);
    assert!(told_of(&report, "dep-node-modules") && told_of(&report, "vcs-git"));
    assert!(told(&report).contains(&("secret-git-config-token", "critical", ".git/config")));
    assert!(!told_of(&report, "secrets-below"), "{report:#}");
    let (code, report) = check(&tree, &["--deep"]);
    assert_eq!(code, Some(1));
    let below: Vec<_> =
        told(&report).into_iter().filter(|(rule, ..)| *rule == "secrets-below").collect();
    assert_eq!(below.len(), 1, "{:#?}", told(&report));
    let finding = (report["findings"].as_array().expect("a list").iter())
        .find(|finding| finding["rule"] == "secrets-below")
        .expect("it is there");
    let counts: Vec<(&str, usize)> = (finding["entries"].as_array().expect("a list").iter())
        .map(|entry| {
            let secrets = entry["secrets"].as_array().map_or(0, Vec::len);
            (entry["path"].as_str().expect("a path"), secrets)
        })
        .collect();
    assert_eq!(BTreeSet::from_iter(counts), BTreeSet::from([(".git", 1), ("node_modules", 2)]));
}

#[test]
fn what_is_not_read_is_said() {
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    tree.write("logo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR");
    tree.write("bundle.txt", b"PK\x03\x04\x14\0\0\0\x08\0");
    let mut large = fs::File::create(tree.root().join("dump.txt")).expect("created");
    large.set_len(12_000_000).expect("grown");
    large.write_all(token().as_bytes()).expect("written");
    large.seek(SeekFrom::Start(6_000_000)).expect("sought");
    large.write_all(token().as_bytes()).expect("written");
    let other = made(12).into_iter().find(|made| made.id == "gitlab-token").expect("made").text;
    large.seek(SeekFrom::End(-60)).expect("sought");
    large.write_all(other.as_bytes()).expect("written");
    let (code, report) = check(&tree, &[]);
    assert_eq!(code, Some(1));
    let searched = &report["searched"];
    assert_eq!(searched["archives"], serde_json::json!(["bundle.txt"]));
    assert_eq!(searched["partly"], serde_json::json!(["dump.txt"]));
    assert_eq!(searched["binary"], 1);
    let dump = (report["findings"].as_array().expect("a list").iter())
        .find(|finding| finding["entries"][0]["path"] == "dump.txt")
        .expect("it is reported");
    let lines: Vec<(&str, Option<u64>)> = (dump["entries"][0]["secrets"].as_array())
        .expect("a list")
        .iter()
        .map(|secret| (secret["detector"].as_str().expect("an id"), secret["line"].as_u64()))
        .collect();
    assert_eq!(lines, [("github-token", Some(1)), ("gitlab-token", None)]);
    let text = tree.run(&["check"]);
    assert!(text.text().contains("contents: 1 archive not opened: bundle.txt\n"));
    assert!(
        text.text().contains("contents: 1 large file searched at both ends only: dump.txt\n"),
        "{}",
        text.text()
    );
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_are_never_opened() {
    use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    tree.write("notes.md", token().as_bytes());
    let mode = Mode::RUSR | Mode::WUSR;
    mknodat(CWD, tree.root().join(".env"), FileType::Fifo, mode, 0).expect("a pipe");
    let _socket = std::os::unix::net::UnixListener::bind(tree.root().join("key.pem"));
    // Only root may: a terminal that would wait for somebody to type.
    let _ =
        mknodat(CWD, tree.root().join("id_rsa"), FileType::CharacterDevice, mode, makedev(5, 0));
    for engine in ["buildkit", "classic", "podman"] {
        let run = tree.run(&["check", "--engine", engine, "--format", "json"]);
        let report: Value = serde_json::from_str(run.text()).expect("JSON");
        assert!(told(&report).contains(&("github-token", "critical", "notes.md")), "{report:#}");
        assert_eq!(report["searched"]["files"], 2, "{engine}");
        let special = report["searched"]["special"].as_array().expect("a list");
        assert!(
            special.contains(&Value::from(".env")) || engine == "podman",
            "{engine}: {special:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_said_and_the_others_are_searched() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new(&[("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    tree.write("a/notes.md", token().as_bytes());
    tree.write("closed.txt", token().as_bytes());
    let none = fs::Permissions::from_mode(0o0);
    fs::set_permissions(tree.root().join("closed.txt"), none).expect("set");
    let run = tree.run_unprivileged(&["check", "--engine", "classic", "--format", "json"]);
    let report: Value = serde_json::from_str(run.text()).expect("JSON");
    assert!(told(&report).contains(&("github-token", "critical", "a/notes.md")), "{report:#}");
    assert_eq!(report["failure"]["path"], "closed.txt");
    assert_eq!(run.code, Some(2));
}

/// What tests need is made when they run.
#[test]
fn this_repository_holds_no_secret() {
    let tree = Tree::new(&[]);
    for part in ["src", "tests", "fixtures", "benches"] {
        let place = format!("{}/{part}", env!("CARGO_MANIFEST_DIR"));
        let args = ["--no-dockerfile", "--no-ignore", "--detectors", "all", "--fail-on", "never"];
        let (_, report) = check(&tree, &[args.as_slice(), &[&place]].concat());
        let findings = report["findings"].as_array().expect("a list").iter();
        let entries = findings.flat_map(|finding| finding["entries"].as_array().expect("a list"));
        let secrets: Vec<String> = entries
            .flat_map(|entry| {
                let secrets = entry["secrets"].as_array().into_iter().flatten();
                let bad = secrets.filter(|secret| secret["severity"] != "info");
                bad.map(move |secret| format!("{}: {secret}", entry["path"]))
            })
            .filter(|told| !told.contains("\"severity\":\"low\""))
            .collect();
        assert!(secrets.is_empty(), "{part}: {secrets:#?}");
    }
}
