//! Every kind of the table by itself: told where everything is copied, silent where its line is
//! written, where the Dockerfile names what it needs, and where the file is really there.

use std::fs;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::canary::{Absent, Beside, Ecosystem, KINDS, Kind, Occasion};
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::rules::Thresholds;

fn asked(root: &Path, engine: &'static Engine) -> Audit {
    let options = Options {
        request: Request::new(root, engine),
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        canaries: Some(Occasion::Asked),
        git: None,
        contents: None,
    };
    audit(&options).expect("an audit")
}

/// What is said of one kind, in the order in which it is told.
fn absent<'a>(audit: &'a Audit, kind: &Kind) -> Vec<&'a Absent> {
    let alarms = audit.canaries.iter().flat_map(|canaries| &canaries.alarms);
    let own = alarms.filter(|alarm| alarm.rule.is_some_and(|rule| rule.id == kind.rule));
    own.flat_map(|alarm| &alarm.absent).filter(|absent| is_of(absent, kind)).collect()
}

fn is_of(absent: &Absent, kind: &Kind) -> bool {
    absent.path.as_bytes() == kind.path.as_bytes()
        || absent.path.as_bytes().ends_with(format!("/{}", kind.path).as_bytes())
}

fn write(root: &Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
    fs::write(place, text).expect("a file");
}

/// A project in which the kind is asked about at the root and, if that is where it can be, in `web`.
fn project(kind: &Kind, dockerfile: &str, ignore: &str) -> (tempfile::TempDir, usize) {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    let manifest = match kind.beside {
        Beside::Only(Ecosystem::Python) => "pyproject.toml",
        Beside::Only(Ecosystem::Php) => "composer.json",
        Beside::Only(Ecosystem::Ruby) => "Gemfile",
        Beside::Only(Ecosystem::Other) => "go.mod",
        Beside::Only(Ecosystem::Node)
        | Beside::Root
        | Beside::TopOfRepository
        | Beside::Manifests => "package.json",
    };
    write(root, manifest, "{}\n");
    write(root, &format!("web/{manifest}"), "{}\n");
    write(root, "src/main.x", "x\n");
    write(root, "Dockerfile", dockerfile);
    if !ignore.is_empty() {
        write(root, ".dockerignore", ignore);
    }
    let places = match kind.beside {
        Beside::Root | Beside::TopOfRepository => 1,
        Beside::Manifests | Beside::Only(_) => 2,
    };
    (directory, places)
}

#[test]
fn every_kind_is_told_where_everything_is_copied() {
    for kind in KINDS {
        for engine in ENGINES {
            let (place, count) = project(kind, "FROM scratch\nCOPY . /app/\n", "");
            let audit = asked(place.path(), engine);
            let told = absent(&audit, kind);
            assert_eq!(told.len(), count, "{} for {}", kind.path, engine.id);
            assert!(told.iter().all(|absent| absent.stopped), "{}", kind.path);
            let alarms = &audit.canaries.as_ref().expect("asked").alarms;
            let alarm = alarms.iter().find(|alarm| alarm.rule.is_some_and(|r| r.id == kind.rule));
            let lines = &alarm.expect("told").lines;
            let best = kind.lines()[0];
            assert!(lines.iter().any(|line| line == best), "{}: {lines:?}", kind.path);
        }
    }
}

#[test]
fn no_kind_is_told_where_its_line_is_written() {
    for kind in KINDS {
        for engine in ENGINES {
            let ignore = format!("{}\n", kind.line);
            let (place, _) = project(kind, "FROM scratch\nCOPY . /app/\n", &ignore);
            let audit = asked(place.path(), engine);
            assert_eq!(absent(&audit, kind).len(), 0, "{} for {}", kind.path, engine.id);
        }
    }
}

/// Engines that hand everything over whatever is asked for send what nobody names, too.
#[test]
fn no_kind_is_told_where_what_is_needed_is_named() {
    for kind in KINDS {
        let dockerfile = "FROM scratch\nCOPY *.json *.toml /app/\nCOPY src /app/src/\n";
        let (place, count) = project(kind, dockerfile, "");
        for engine in ENGINES {
            let audit = asked(place.path(), engine);
            let lazy = engine.id != "classic";
            let expected = if lazy { 0 } else { count };
            // `COPY *.json` does name a file of that ending, as it stands there.
            let matched = kind.path.ends_with(".json") && !kind.path.contains('/');
            let expected = if lazy && matched { 1 } else { expected };
            assert_eq!(absent(&audit, kind).len(), expected, "{} for {}", kind.path, engine.id);
        }
    }
}

#[test]
fn what_is_there_is_no_canary() {
    for kind in KINDS {
        let (place, count) = project(kind, "FROM scratch\nCOPY . /app/\n", "");
        write(place.path(), kind.inside.unwrap_or(kind.path), "x\n");
        let audit = asked(place.path(), Engine::find("buildkit").expect("an engine"));
        let told = absent(&audit, kind);
        assert_eq!(told.len(), count - 1, "{}", kind.path);
        assert!(told.iter().all(|absent| absent.path.as_bytes() != kind.path.as_bytes()));
    }
}
