//! What `generate` writes for every fixture, with numbers, and that the reference agrees.

use crate::fixture::{Planted, fixtures};
use crate::proof::confirm;
use crate::reviewed;
use std::fs;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{IgnoreChoice, Request};
use stowaway::context::{DiskHeads, Totals, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::generate::{Ground, Needs, Style, generate};
use stowaway::git::UserFiles;
use stowaway::rules::Thresholds;
use stowaway::size::{Bytes, Units};

fn audited(request: Request) -> Audit {
    let options = Options {
        request,
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds::default()),
        git: Some(UserFiles::default()),
        canaries: None,
        contents: None,
    };
    audit(&options).expect("an audit")
}

fn amount(totals: Totals) -> String {
    let files = if totals.files == 1 { "file" } else { "files" };
    format!(
        "{:>8} {:>3} {files}",
        Bytes(totals.bytes).shown(Units::Decimal).to_string(),
        totals.files
    )
}

/// One fixture: what travels as it is, and with what each style writes.
fn told(fixture: &Path, sums: &mut [u64; 2]) -> String {
    let planted = Planted::new(fixture);
    let there = audited(planted.request());
    let mut said = String::new();
    let whole = Request { ignore: IgnoreChoice::None, ..planted.request() };
    let bare = audited(whole.clone());
    said.push_str(&format!(
        "without any      {}\n",
        amount(bare.requested.totals(&bare.inventory))
    ));
    let before = there.requested.totals(&there.inventory);
    sums[0] += before.bytes;
    said.push_str(&format!("as it is         {}\n", amount(before)));
    let needs = Needs::gather(&bare.build, &whole, &bare.inventory, true);
    let heads = DiskHeads::open(&bare.build.root).expect("a directory");
    let engines: Vec<_> = ENGINES.iter().collect();
    let ground = Ground {
        build: &bare.build,
        inventory: &bare.inventory,
        requested: &bare.requested,
        landing: bare.landing.as_ref(),
        needs: &needs,
        git: bare.git.as_ref(),
        findings: &bare.findings,
        heads: &heads,
        engines: &engines,
    };
    let mut texts = String::new();
    for (name, style) in [("deny", Style::Deny)] {
        let generated = match generate(&ground, style) {
            Ok(generated) => generated,
            Err(refusal) => {
                said.push_str(&format!("generate {name:<8}refused: {refusal}\n"));
                continue;
            }
        };
        let again = generate(&ground, style).expect("as before");
        assert_eq!(generated.text, again.text, "not the same on every run");
        fs::write(planted.root().join(".dockerignore"), &generated.text).expect("a file");
        let stopped = confirm(&planted.request(), &needs, None, &generated.text);
        let after = audited(planted.request());
        let totals = after.requested.totals(&after.inventory);
        if style == Style::Deny {
            sums[1] += totals.bytes;
        }
        said.push_str(&format!("generate {name:<8}{}\n", amount(totals)));
        let tracked = fs::read_to_string(fixture.join("tracked.txt")).unwrap_or_default();
        let lost: Vec<&str> =
            tracked.lines().filter(|path| stopped.iter().any(|s| s == path.as_bytes())).collect();
        said.push_str(&format!("  of what git tracks: {}\n", or_nothing(&lost)));
        let left: Vec<String> = left(&after, &tracked);
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        said.push_str(&format!("  sent and not tracked: {}\n", or_nothing(&left)));
        for note in &generated.notes {
            said.push_str(&format!("  note: {note}\n"));
        }
        texts.push_str(&format!("\n==== {name}\n{}", String::from_utf8_lossy(&generated.text)));
    }
    said + &texts
}

fn or_nothing(paths: &[&str]) -> String {
    if paths.is_empty() { "nothing".to_owned() } else { paths.join(", ") }
}

/// Files that are asked for and that git does not track.
fn left(audit: &Audit, tracked: &str) -> Vec<String> {
    let inventory = &audit.inventory;
    let files = inventory.in_order().filter(|id| inventory.opened(*id).is_none());
    let sent = files.filter(|id| audit.requested.travels(inventory, *id));
    let paths = sent.map(|id| inventory.path(id).shown().to_string());
    paths.filter(|path| !tracked.lines().any(|line| line == path)).collect()
}

#[test]
fn what_is_written_for_every_kind_is_as_reviewed() {
    let mut sums = [0; 2];
    for (_, fixture) in fixtures() {
        let said = told(&fixture, &mut sums);
        reviewed(&fixture.join("expect.txt"), &said);
    }
    // A test that compared nothing must not pass.
    assert!(sums[0] > 8_000_000_000 && sums[1] < sums[0] / 10, "{sums:?}");
}
