//! What is said in full, against `fixtures/canaries/<rule>/<bad|good>-<name>.txt`.
//!
//! A fixture is one text: a line `=== PATH` opens a file, what follows is its text, and `=== args`
//! and `=== said` stand for themselves. A bad one says something of its rule, a good one says
//! nothing. Adding a case writes no Rust; `STOWAWAY_BLESS=1` writes what is said.

use std::fs;
use std::path::{Path, PathBuf};
use stowaway::audit::{Options, audit};
use stowaway::build::Request;
use stowaway::canary::{Absent, Alarm, GIT_IGNORED, KINDS, Occasion};
use stowaway::context::WalkOptions;
use stowaway::engine::Engine;
use stowaway::landing::Reach;
use stowaway::rules::{Rule, Thresholds};

/// How many fixtures there are: a test that finds none must not pass.
const FIXTURES: usize = 111;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/canaries")
}

fn sorted(directory: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// The parts of a fixture, each with what its `===` line says.
fn parts(text: &str) -> Vec<(&str, String)> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("=== "), parts.last_mut()) {
            (Some(title), _) => parts.push((title, String::new())),
            (None, Some((_, text))) => text.push_str(&format!("{line}\n")),
            (None, None) => panic!("`{line}` belongs to nothing"),
        }
    }
    parts
}

/// What is said of one rule. The context is `context` in a directory of its own, so that a fixture
/// can put a `.gitignore` above it.
fn said(rule: &str, parts: &[(&str, String)]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("context");
    fs::create_dir(&root).expect("a directory");
    let mut engine = "buildkit";
    for (title, text) in parts {
        match *title {
            "said" => {}
            "engine" => engine = text.trim(),
            path => {
                let place = root.join(path);
                fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
                fs::write(place, text).expect("a file");
            }
        }
    }
    let options = Options {
        request: Request::new(&root, Engine::find(engine).expect("an engine")),
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        canaries: Some(Occasion::Asked),
        git: None,
        contents: None,
    };
    let audit = audit(&options).expect("an audit");
    let canaries = audit.canaries.expect("they were asked about");
    let own = canaries.alarms.iter().find(|alarm| alarm.rule.map_or(GIT_IGNORED, |r| r.id) == rule);
    own.map_or_else(String::new, alarm)
}

fn alarm(alarm: &Alarm) -> String {
    let mut text = format!("{}, counts as {}\n", alarm.severity, alarm.counts_as);
    for absent in &alarm.absent {
        text.push_str(&line(absent));
    }
    for line in &alarm.lines {
        text.push_str(&format!("ignore: {line}\n"));
    }
    text
}

fn line(absent: &Absent) -> String {
    let slash = if absent.directory { "/" } else { "" };
    let reach = absent.reach.map_or("sent", Reach::id);
    let mut text = format!("{}{slash}: {reach}", absent.path.shown());
    if absent.named {
        text.push_str(", named");
    } else if !absent.stopped {
        text.push_str(", nothing stops it");
    }
    if let Some(near) = &absent.near {
        let said = String::from_utf8_lossy(near.place.source.slice(near.place.span)).into_owned();
        let place = format!("{}:{}", near.place.source.name(), near.place.position().line);
        text.push_str(&format!("\n  near: {place} `{said}` {}", near.miss.id()));
        if let Some(by) = &near.overruled_by {
            text.push_str(&format!(" by line {}", by.position().line));
        }
    }
    if let Some(hint) = &absent.hint {
        text.push_str(&format!("\n  told by: {}:{} `{}`", hint.file, hint.line, hint.text));
    }
    text + "\n"
}

#[test]
fn what_is_said_is_what_the_fixtures_say() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for folder in sorted(&folder()) {
        let rule = name(&folder);
        assert!(rule == GIT_IGNORED || Rule::find(&rule).is_some(), "{rule} is no rule");
        for fixture in sorted(&folder) {
            let text = fs::read_to_string(&fixture).expect("a fixture");
            let parts = parts(&text);
            let bad = name(&fixture).starts_with("bad-");
            assert!(bad || name(&fixture).starts_with("good-"), "{}", fixture.display());
            let said = said(&rule, &parts);
            let expected = parts.iter().find(|(title, _)| *title == "said");
            let expected = expected.map_or("", |(_, text)| text.as_str());
            if bad && std::env::var_os("STOWAWAY_BLESS").is_some() {
                let before = text.split("=== said\n").next().expect("a part");
                fs::write(&fixture, format!("{before}=== said\n{said}")).expect("written");
            } else if said != expected || bad == said.is_empty() {
                let place = fixture.display();
                wrong.push(format!("{place}\n--- expected\n{expected}--- said\n{said}"));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, FIXTURES, "fixtures were added or lost: correct the number");
}

#[test]
fn every_rule_with_canaries_has_fixtures_that_speak_and_that_do_not() {
    for rule in KINDS.iter().map(|kind| kind.rule).chain([GIT_IGNORED]) {
        let fixtures = sorted(&folder().join(rule));
        for start in ["bad-", "good-"] {
            let any = fixtures.iter().any(|fixture| name(fixture).starts_with(start));
            assert!(any, "{rule} has no {start} fixture");
        }
    }
}
