//! What holds for the engine, on sketched contexts; the rules have their fixtures.

use super::sieve::{Scratch, Sieve};
use super::{Finding, Rule, Severity, Thresholds, findings};
use crate::context::sketch::{Drawn, inventory};
use crate::context::{Fate, Inventory, Kind, NoHeads};
use std::time::Instant;

fn shown(inventory: &Inventory, findings: &[Finding]) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    for finding in findings {
        for &entry in &finding.entries {
            let path = String::from_utf8_lossy(inventory.path(entry).as_bytes()).into_owned();
            shown.push(format!("{} {} {path}", finding.severity, finding.rule.id));
        }
    }
    shown
}

/// What is said of these entries: a path that ends in `/` is a directory, `-` before it holds it
/// back, `^` before it makes it travel as a parent only, a number after it is a size.
fn said(entries: &[&str]) -> Vec<String> {
    let inventory = inventory(&entries.iter().map(|text| drawn(text)).collect::<Vec<_>>());
    shown(&inventory, &findings(&inventory, &NoHeads, &Thresholds::default()))
}

fn drawn(text: &str) -> Drawn {
    let (path, size) = text.split_once(' ').unwrap_or((text, "1"));
    let (fate, path) = match path.as_bytes()[0] {
        b'-' => (Fate::Held, &path[1..]),
        b'^' => (Fate::SentAsParent, &path[1..]),
        _ => (Fate::Sent, path),
    };
    match path.strip_suffix('/') {
        Some(path) => Drawn::new(path, Kind::Directory, 0, fate),
        None => Drawn::new(path, Kind::File, size.parse().unwrap(), fate),
    }
}

#[test]
fn a_reported_directory_silences_what_is_below_but_for_grave_secrets() {
    assert_eq!(
        said(&["node_modules/a/.DS_Store", "node_modules/a/.idea/x", "node_modules/a/id_rsa"]),
        [
            "critical secret-ssh-private-key node_modules/a/id_rsa",
            "high dep-node-modules node_modules"
        ]
    );
}

#[test]
fn what_is_held_back_is_no_finding() {
    assert!(said(&["-.env", "-node_modules/"]).is_empty());
}

#[test]
fn below_a_directory_that_travels_as_a_parent_everything_is_judged_on_its_own() {
    assert_eq!(
        said(&["^node_modules/", "node_modules/kept/.DS_Store", "-node_modules/left/.DS_Store"]),
        ["low os-macos node_modules/kept/.DS_Store"]
    );
}

#[test]
fn a_directory_of_which_only_the_name_travels_is_no_finding() {
    assert!(said(&["node_modules/", "-node_modules/a"]).is_empty());
}

#[test]
fn many_entries_of_one_rule_are_one_finding() {
    let entries: Vec<Drawn> = (0..40)
        .map(|i| Drawn::new(format!("p{i}/__pycache__/m.pyc"), Kind::File, i, Fate::Sent))
        .collect();
    let inventory = inventory(&entries);
    let found = findings(&inventory, &NoHeads, &Thresholds::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].entries.len(), 40);
    assert_eq!(found[0].totals.bytes, (0..40).sum::<u64>());
    assert_eq!(inventory.path(found[0].entries[0]).as_bytes(), b"p39/__pycache__");
}

#[test]
fn weight_is_reported_where_no_rule_explains_it() {
    assert_eq!(
        said(&["a.bin 10000000", "b.bin 9999999", "node_modules/c.bin 90000000"]),
        ["high dep-node-modules node_modules", "low data-large-file a.bin"]
    );
    // The deepest directory that reaches the threshold; what it explains is not told again.
    assert_eq!(
        said(&[
            "up/down/a 9000000",
            "up/down/b 9000000",
            "up/down/c 9000000",
            "up/down/d 9000000",
            "up/down/e 9000000",
            "up/down/f 9000000",
            "up/g 9000000",
        ]),
        ["low data-large-dir up/down"]
    );
}

#[test]
fn names_need_not_be_text() {
    let entries = [Drawn::new(&b"caf\xe9.ppk"[..], Kind::File, 1, Fate::Sent)];
    let inventory = inventory(&entries);
    let found = findings(&inventory, &NoHeads, &Thresholds::default());
    assert_eq!(found[0].rule.id, "secret-putty-key");
    assert_eq!(found[0].severity, Severity::Critical);
}

#[test]
fn what_cannot_be_read_is_neither_confirmed_nor_cleared() {
    // Path-only severity where the path is enough, silence where it is not.
    assert_eq!(said(&[".env", "server.pem"]), ["critical secret-dotenv .env"]);
}

#[test]
fn program_text_is_no_secret_for_its_name() {
    assert!(said(&["pkg/kubeconfig_test.go", "src/oauth_token.rb"]).is_empty());
}

#[test]
fn a_milder_directory_does_not_hide_what_is_worse() {
    assert_eq!(
        said(&[".vscode/settings.json", ".vscode/mcp.json", ".vscode/a.swp"]),
        ["medium secret-ai-agent-local .vscode/mcp.json", "low editor-vscode .vscode"]
    );
}

#[test]
fn the_number_of_threads_plays_no_part() {
    let names = [".env", "a.pem", "x.pyc", "b.log", "README.md", "node_modules/a.js", "big.iso"];
    let entries: Vec<Drawn> = (0..3000)
        .map(|i| {
            Drawn::new(format!("d{}/{}", i % 411, names[i % 7]), Kind::File, i as u64, Fate::Sent)
        })
        .collect();
    let inventory = inventory(&entries);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| findings(&inventory, &NoHeads, &Thresholds::default()));
        shown(&inventory, &found)
    };
    assert_eq!(with(1), with(4));
    assert!(with(1).len() > 1000);
}
