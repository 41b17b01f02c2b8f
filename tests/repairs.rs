//! What checks would change of an ignore file, made on random trees and looked at again from disk.
//!
//! A repair that means to stop something sends nothing more; one that takes out a line or says the
//! same in other words changes no verdict; one that takes something back does, and is not offered a
//! second time. It knows nothing of how a check works.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::{Fate, WalkOptions};
use stowaway::engine::{ENGINES, Engine};
use stowaway::ignorefile::{Document, Repair};
use stowaway::rules::Thresholds;

/// A reproducible sequence of numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const NAMES: &[&str] = &["a", "b", "node_modules", "x.log", ".env", "docs", "d.md", "__pycache__"];
const LINES: &[&str] = &[
    "node_modules",
    "node_modules/",
    "*.log",
    ".env",
    "__pycache__/",
    "**/node_modules",
    "a/node_modules",
    "a",
    "a/b",
    "b/*",
    "docs",
    "docs/a",
    "**/docs",
    "*.md",
    "**/*.md",
    "d.md",
    "*",
    ".",
    "# a comment",
    "",
    "a # why",
    "node_modules   # installed",
    "  # indented",
    "*.{md,log}",
    "a\\b",
    "// no comment",
    "!a",
    "!a/b",
    "!docs",
    "!docs/a",
    "!d.md",
    "!*.md",
    "!**/*.md",
    "!docs/**/*",
    "!a # why not",
    "! b",
    " /b",
    "!node_modules",
];

/// What the second one excludes again.
const LOST: &[(&str, &str)] = &[("!a", "a"), ("!docs", "*"), ("!d.md", "*.md"), ("!b", "**/b")];

fn plant(random: &mut Random, root: &Path) {
    for _ in 0..8 + random.below(14) {
        let depth = 1 + random.below(4);
        let path: Vec<&str> = (0..depth).map(|_| random.pick(NAMES)).collect();
        let place = root.join(path.join("/"));
        if place.exists() || fs::create_dir_all(place.parent().expect("a parent")).is_err() {
            continue;
        }
        drop(fs::write(&place, "x")); // below a file nothing can be made
    }
    let ending = if random.below(4) == 0 { "\r\n" } else { "\n" };
    let mut lines: Vec<&str> = (0..1 + random.below(6)).map(|_| random.pick(LINES)).collect();
    if random.below(3) == 0 {
        let (first, last) = LOST[random.below(LOST.len())];
        lines.insert(0, first);
        lines.push(last);
    }
    let last = if random.below(3) == 0 { "" } else { ending };
    fs::write(root.join(".dockerignore"), lines.join(ending) + last).expect("a file");
    fs::write(root.join("Dockerfile"), "FROM alpine\nCOPY . /x/\n").expect("a file");
}

fn audited(root: &Path, engine: &'static Engine) -> Option<Audit> {
    let options = Options {
        request: Request::new(root, engine),
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        git: None,
        canaries: None,
        contents: None,
    };
    audit(&options).ok()
}

/// What may travel, and what of it arrives with nothing in it.
fn travels(audit: &Audit) -> (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) {
    let inventory = &audit.inventory;
    let sent = inventory.in_order().filter(|id| inventory.fate(*id) == Fate::Sent);
    let path = |id| inventory.path(id).to_vec();
    // The ignore file itself is what is changed.
    let sent = sent.map(path).filter(|path| path != b".dockerignore").collect();
    let empty = inventory.arriving_empty().iter().map(|id| path(*id)).collect();
    (sent, empty)
}

#[test]
fn repairs_do_what_they_say_and_nothing_else() {
    let mut random = Random(0x51ed_270b_9f1c_44a3);
    let mut tried = [0_usize; 4];
    for _ in 0..40 {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        plant(&mut random, root);
        for engine in ENGINES {
            let Some(before) = audited(root, engine) else { continue };
            if before.inventory.failure().is_some() {
                continue;
            }
            for remark in &before.remarks {
                for repair in &remark.repairs {
                    let kind = made(root, engine, (&before, remark.check.id), repair);
                    tried[kind] += 1;
                }
            }
        }
    }
    assert!(tried.iter().all(|count| *count > 8), "{tried:?}");
}

/// Makes a repair, looks at what it did, and takes it back. Which kind it was.
fn made(
    root: &Path,
    engine: &'static Engine,
    (before, check): (&Audit, &str),
    repair: &Repair,
) -> usize {
    let place = root.join(".dockerignore");
    let text = fs::read(&place).expect("a file");
    let changed = Document::read(&text).apply(&repair.edits);
    fs::write(&place, &changed).expect("a file");
    let after = audited(root, engine);
    fs::write(&place, &text).expect("a file");
    let seen = format!(
        "{} {check}: {}\n{}\n--- becomes\n{}",
        engine.id,
        repair.what,
        String::from_utf8_lossy(&text),
        String::from_utf8_lossy(&changed)
    );
    let after = after.unwrap_or_else(|| panic!("the build fails: {seen}"));
    assert!(after.inventory.failure().is_none(), "the build fails: {seen}");
    let ((old, old_empty), (new, new_empty)) = (travels(before), travels(&after));
    if !repair.starts {
        let more: Vec<_> = new.difference(&old).collect();
        let filled: Vec<_> =
            old_empty.intersection(&new).filter(|p| !new_empty.contains(*p)).collect();
        // In other words, or without a line that does nothing, it is the same.
        let same = matches!(check, "ignore-dead-line" | "negation-costs-pruning");
        assert!(
            more.is_empty() && filled.is_empty() || !repair.safe && !same,
            "more is sent: {seen}"
        );
        assert!(!same || (&old, &old_empty) == (&new, &new_empty), "it is not the same: {seen}");
        return usize::from(same);
    }
    if check == "lost-negation" || check == "sent-empty" {
        let whole =
            |sent: &BTreeSet<Vec<u8>>, empty: &BTreeSet<Vec<u8>>| sent.difference(empty).count();
        assert!(whole(&new, &new_empty) > whole(&old, &old_empty), "nothing is taken back: {seen}");
        let again = after.remarks.iter().flat_map(|remark| &remark.repairs);
        assert!(!again.into_iter().any(|again| again == repair), "offered again: {seen}");
        return 2;
    }
    3
}
