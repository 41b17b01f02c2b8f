//! Whole projects of well-known shapes, and the report on each.
//!
//! A project is a folder below `fixtures/projects`: its Dockerfiles under their own names, the
//! ignore file as `dockerignore`, `tree.txt` for everything else, `args.txt` for further arguments,
//! `about.txt` for what a good auditor says of it, and `report.txt`, the reviewed report. Adding one
//! writes no Rust. A line of `tree.txt` is `file SIZE PATH` (perhaps ` = first line`), `dir 0 PATH`
//! or `link 0 PATH -> TARGET`; parents are implied, and files take no room on the disk. `{{key}}` in
//! a first line becomes a private key as JSON writes it, which is made when the test runs. Git tracks
//! what `tracked.txt` lists, and nothing without it.

use crate::planted::index;
use crate::support::{Run, Tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files of a project's folder that are not planted.
const OWN: [&str; 5] = ["tree.txt", "tracked.txt", "args.txt", "about.txt", "report.txt"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects")
}

fn planted(project: &Path) -> Tree {
    let tree = Tree::new(&[]);
    copy(project, project, &tree);
    let manifest = fs::read_to_string(project.join("tree.txt")).expect("a manifest");
    let lines = manifest.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        entry(line, &tree.root()).unwrap_or_else(|| panic!("{}: {line}", project.display()));
    }
    if let Ok(tracked) = fs::read_to_string(project.join("tracked.txt")) {
        index(&tree.root().join(".git/index"), &tracked.lines().collect::<Vec<_>>());
    }
    tree
}

fn copy(project: &Path, directory: &Path, tree: &Tree) {
    for entry in fs::read_dir(directory).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            copy(project, &path, tree);
            continue;
        }
        let name = path.strip_prefix(project).expect("inside").to_str().expect("text");
        if !OWN.contains(&name) {
            let planted = if name == "dockerignore" { ".dockerignore" } else { name };
            tree.write(planted, &fs::read(&path).expect("a file"));
        }
    }
}

/// An index of this size that tracks nothing: the rest is an extension that nobody has to know.
fn empty_index(file: &mut File, size: u64) -> Option<()> {
    const HEADER: u64 = 12 + 8;
    const CHECKSUM: u64 = 20;
    let filling = u32::try_from(size.checked_sub(HEADER + CHECKSUM)?).ok()?;
    file.write_all(b"DIRC\0\0\0\x02\0\0\0\0FILL").ok()?;
    file.write_all(&filling.to_be_bytes()).ok()?;
    file.set_len(size).ok()
}

fn entry(line: &str, root: &Path) -> Option<()> {
    let mut words = line.splitn(3, ' ');
    let (kind, size, rest) = (words.next()?, words.next()?, words.next()?);
    let make = |path: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent()?).ok()?;
        Some(path)
    };
    match kind {
        "dir" => fs::create_dir_all(root.join(rest)).ok(),
        "link" => {
            let (path, target) = rest.split_once(" -> ")?;
            std::os::unix::fs::symlink(target, make(path)?).ok()
        }
        "file" => {
            let (path, content) = rest.split_once(" = ").unwrap_or((rest, ""));
            let content = content.replace("{{key}}", &key());
            let mut file = File::create(make(path)?).ok()?;
            if path == ".git/index" {
                return empty_index(&mut file, bytes(size)?);
            }
            // Text goes on with empty lines, anything else with a hole.
            let rest = bytes(size)?.saturating_sub(content.len() as u64);
            let text = !content.is_empty() && rest < 1 << 20;
            let lines = if text { "\n".repeat(rest as usize) } else { String::new() };
            file.write_all([content, lines].concat().as_bytes()).ok()?;
            file.set_len(bytes(size)?).ok()
        }
        _ => None,
    }
}

/// Bytes that are as long as a key says it is, and no key.
fn key() -> String {
    let bytes: Vec<u8> = [0x30, 0x82, 1, 0].into_iter().chain(0..=255).collect();
    let body = STANDARD.encode(bytes);
    format!("-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n")
}

fn bytes(size: &str) -> Option<u64> {
    let (number, unit) = match size.char_indices().next_back()? {
        (at, 'k') => (&size[..at], 1_000.0),
        (at, 'M') => (&size[..at], 1_000_000.0),
        (at, 'G') => (&size[..at], 1_000_000_000.0),
        _ => (size, 1.0),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes of files are neither negative nor that large"
    )]
    number.parse::<f64>().ok().map(|number| (number * unit) as u64)
}

#[test]
fn the_report_on_each_project_is_the_reviewed_one() {
    let mut projects: Vec<PathBuf> =
        fs::read_dir(folder()).expect("projects").flatten().map(|entry| entry.path()).collect();
    projects.sort();
    let mut wrong = Vec::new();
    for project in &projects {
        let name = project.file_name().expect("a name").to_string_lossy().into_owned();
        let tree = planted(project);
        let arguments = fs::read_to_string(project.join("args.txt")).unwrap_or_default();
        let arguments: Vec<&str> = arguments.lines().filter(|line| !line.is_empty()).collect();
        let run = tree.run(&[&["check"], arguments.as_slice()].concat());
        let said = format!("exit {}\n{}{}", run.code.unwrap_or(-1), run.text(), run.err);
        let report = project.join("report.txt");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&report, said).expect("the report can be written");
        } else if fs::read_to_string(&report).unwrap_or_default() != said {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert_eq!(projects.len(), 97);
    assert!(wrong.is_empty(), "{} reports differ\n{}", wrong.len(), wrong.join("\n"));
}

/// One command puts each right: a second run finds nothing to do, no more is sent than before, and no
/// instruction misses what it names.
#[test]
fn every_project_can_be_put_right_at_once() {
    let mut projects: Vec<PathBuf> =
        fs::read_dir(folder()).expect("projects").flatten().map(|entry| entry.path()).collect();
    projects.sort();
    let (one, other) = projects.split_at(projects.len() / 2);
    let put_right = |projects: &[PathBuf]| projects.iter().map(|p| put_right(p)).collect();
    let outcomes: Vec<Result<bool, String>> = std::thread::scope(|scope| {
        let other = scope.spawn(|| put_right(other));
        let mut outcomes: Vec<_> = put_right(one);
        outcomes.extend(other.join().expect("it ends"));
        outcomes
    });
    let wrong: Vec<&String> =
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    let changed = outcomes.iter().filter(|outcome| **outcome == Ok(true)).count();
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
    assert!(changed > 30, "{changed}");
}

/// Whether something was changed, or what went wrong.
fn put_right(project: &Path) -> Result<bool, String> {
    let name = project.file_name().expect("a name").to_string_lossy().into_owned();
    let tree = planted(project);
    let arguments = fs::read_to_string(project.join("args.txt")).unwrap_or_default();
    let arguments: Vec<&str> = arguments.lines().filter(|line| !line.is_empty()).collect();
    let run = |more: &[&str]| tree.run(&[more, arguments.as_slice()].concat());
    let report = fs::read_to_string(project.join("report.txt")).expect("a report");
    let fixed = run(&["fix", "--unsafe", "--write", "--format", "json"]);
    if fixed.code != Some(0) {
        // What no engine builds cannot be proved either.
        let refused = report.starts_with("exit 2\n");
        return if refused { Ok(false) } else { Err(format!("{name}: {}", fixed.err)) };
    }
    let sent = |run: &Run| -> (u64, Value) {
        let value: Value = serde_json::from_str(run.text()).expect("JSON");
        let bytes = value["files"][0]["engines"][0]["before"]["bytes"].as_u64();
        (bytes.expect("a number"), value)
    };
    let ((was, value), again) =
        (sent(&fixed), run(&["fix", "--unsafe", "--check", "--format", "json"]));
    let (is, left) = sent(&again);
    if again.code != Some(0) {
        return Err(format!("{name}: {} and then {}", value["files"], left["files"]));
    }
    // The ignore file may be sent itself, and it has grown.
    if is > was + 2_000 {
        return Err(format!("{name}: {was} bytes became {is}: {}", value["files"]));
    }
    let missed = |report: &str| {
        let ids = ["[build-fails]", "[copy-ignored]", "[copy-missing]"];
        ids.iter().map(|id| report.matches(id).count()).sum::<usize>()
    };
    let now = run(&["check"]);
    if missed(now.text()) > missed(&report) {
        return Err(format!("{name}: {}\n{}", value["files"], now.text()));
    }
    Ok(value["changes"] == true)
}
