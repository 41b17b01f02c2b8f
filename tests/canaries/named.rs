//! What a finding names, it says would be sent: each named path is created here, and `stowaway ls`
//! must then list it. It asks the program, so what is named is compared with what a person would
//! see, whatever file was judged in its stead.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use stowaway::audit::{Options, audit};
use stowaway::build::Request;
use stowaway::canary::{Absent, KINDS, Occasion};
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::rules::Thresholds;

/// Ignore files that stop a part of what lies together: a name below a directory, the directory and
/// not what is in it, everything with exceptions.
const IGNORES: &[&str] = &[
    "",
    "**/.git\n",
    "**/.git\n**/*.md\n**/.env\n",
    ".worktrees/*/.git\n.claude/worktrees/*/.git\nnode_modules/*/index.js\n",
    "**/main\n**/index.js\n**/local\n",
    "*\n!web\n!.worktrees\n!.claude/worktrees/feature/main\n",
    "**/.*\n!.aws\n!.kube/config\n!.git/config\n",
    "**/node_modules\n!**/node_modules/left-pad\n.venv/*\n!.venv/lib\n",
    "*.*\n!*.json\n!web/*.key\n",
    "**\n!**/*.pem\n!**/.env*\n",
    ".git\n.env\n.venv\n**/__pycache__\n",
    "tmp\ncache/*\n!cache/local\nweb/**\n",
];

fn write(root: &Path, path: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
    fs::write(place, "x\n").expect("a file");
}

/// A project in which every kind is asked about, and examples of what git ignores.
fn project(ignore: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    for path in ["package.json", "pyproject.toml", "web/package.json", "web/setup.py", "src/a.x"] {
        write(root, path);
    }
    fs::write(root.join("Dockerfile"), "FROM scratch\nCOPY . /app/\n").expect("a file");
    fs::write(root.join(".gitignore"), "*.pid\n/cache/\ntmp/\nweb/*.bak\n.cache\n")
        .expect("a file");
    fs::write(root.join(".dockerignore"), ignore).expect("a file");
    directory
}

fn named(root: &Path, engine: &'static Engine) -> Vec<Absent> {
    let options = Options {
        request: Request::new(root, engine),
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        canaries: Some(Occasion::Asked),
        git: None,
        contents: None,
    };
    let canaries = audit(&options).expect("an audit").canaries.expect("asked");
    canaries.alarms.into_iter().flat_map(|alarm| alarm.absent).collect()
}

fn listed(root: &Path, engine: &Engine) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stowaway"));
    let output = command.args(["ls", "-0", "--engine", engine.id]).current_dir(root).output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn whatever_is_named_is_listed_once_it_is_there() {
    let mut seen = BTreeSet::new();
    for ignore in IGNORES {
        for engine in ENGINES {
            let place = project(ignore);
            let root = place.path();
            let named = named(root, engine);
            for absent in &named {
                let (path, judged) = (text(absent.path.as_bytes()), text(absent.judged.as_bytes()));
                let inside = judged.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
                assert!(if absent.directory { inside } else { judged == path }, "{path}: {judged}");
                write(root, judged);
            }
            let listed = listed(root, engine);
            for absent in &named {
                let path = text(absent.path.as_bytes());
                let below = format!("{path}/");
                let sent = if absent.directory {
                    listed.iter().any(|sent| sent.starts_with(&below))
                } else {
                    listed.contains(path)
                };
                assert!(sent, "{path} is named and not sent for {} with\n{ignore}", engine.id);
                seen.insert(path.to_owned());
            }
        }
    }
    for kind in KINDS {
        assert!(seen.contains(kind.path), "{} was never named", kind.path);
    }
    for path in ["cache", "local.pid", "tmp", "web/local.bak"] {
        assert!(seen.contains(path), "{path} was never named: {seen:?}");
    }
}

/// Files of a second checkout travel where its `.git` is held back, and nothing else is claimed.
#[test]
fn a_second_checkout_is_named_by_what_travels_of_it() {
    for engine in ENGINES {
        let named = named(project("**/.git\n").path(), engine);
        let paths: Vec<String> =
            named.iter().map(|absent| absent.path.shown().to_string()).collect();
        for checkout in [".worktrees/feature", ".claude/worktrees/feature"] {
            assert!(paths.iter().any(|path| path == checkout), "{}: {paths:?}", engine.id);
        }
        let history = paths.iter().any(|path| path.split('/').any(|name| name == ".git"));
        assert!(!history, "{}: {paths:?}", engine.id);
    }
}
