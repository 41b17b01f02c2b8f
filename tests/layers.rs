//! The rooms and who may enter which: imports go up the table of DESIGN only.
//!
//! Reads `src/**` as text, finds every `crate::room` and `super::…` that leaves a room, and names
//! both ends of an import that goes the wrong way. It knows nothing of what the code does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up: a room may use the rooms of the floors below its own.
const FLOORS: &[&[&str]] = &[
    &["glob", "path", "severity", "size", "source"],
    &["error"],
    &["engine"],
    &["ignorefile"],
    &["dockerfile"],
    &["build"],
    &["context"],
    &["git"],
    &["landing"],
    &["content"],
    &["rules"],
    &["kinds"],
    &["fix"],
    &["canary"],
    &["generate"],
    &["audit"],
    &["snapshot"],
    &["report"],
    &["cli"],
    &["main", "lib"],
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The room of a file: the first component below `src`, without its ending.
fn room(file: &Path, src: &Path) -> String {
    let below = file.strip_prefix(src).expect("below src");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a text names as `crate::room` or, in the binary, `stowaway::room`.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.collect::<Vec<_>>().join("\n");
    let mut rooms = BTreeSet::new();
    for prefix in ["crate::", "stowaway::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default(),
                None => rest,
            };
            let end = |text: &str| {
                text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
            };
            let several = rest.starts_with('{');
            for name in names.split(',').take(if several { usize::MAX } else { 1 }) {
                let name = name.trim();
                rooms.insert(name[..end(name)].to_owned());
            }
        }
    }
    rooms
}

#[test]
fn imports_go_up_the_table_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in &files {
        let here = room(file, &src);
        let Some(own) = floor(&here) else {
            wrong.push(format!("{here} is a room without a floor: add it to FLOORS"));
            continue;
        };
        for there in imports(&fs::read_to_string(file).expect("text")) {
            let Some(other) = floor(&there) else { continue };
            seen += 1;
            if there != here && other >= own {
                wrong.push(format!("{} imports {there}, which is above {here}", file.display()));
            }
        }
    }
    assert!(files.len() > 30 && seen > 60, "{} files, {seen} imports", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_import_would_be_seen() {
    let text = "use crate::{path, rules::Rule};\n// crate::fix\nfn f() { crate::audit::audit(); }";
    let rooms: Vec<String> = imports(text).into_iter().collect();
    assert_eq!(rooms, ["audit", "path", "rules"]);
}
