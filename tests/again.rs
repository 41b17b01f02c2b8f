//! Judging an inventory again gives what a walk under the other ignore file or engine gives, entry
//! by entry, on random trees with everything that can be odd in them.

#![cfg(unix)]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;

use disk::{ordinary_pool, plant, unlock};
use reference::random::{self, Random};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use stowaway::build::{Build, IgnoreChoice, Request};
use stowaway::context::{self, Inventory, Requested, WalkOptions};
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::ProblemKind;

const WHOLE: WalkOptions = WalkOptions { into_held: true };

fn open(directory: &Path) {
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o755)).expect("a mode");
}

fn build(root: &Path, engine: &'static Engine, file: &Path) -> Option<Build> {
    let mut request = Request::new(root, engine);
    request.ignore = IgnoreChoice::Named(file.to_owned());
    Build::prepare(&request).ok()
}

/// Everything that can be asked of an inventory. What a walk did not measure is not compared.
fn told(build: &Build, inventory: &Inventory, known: &Inventory) -> Vec<String> {
    let mut told = Vec::new();
    for id in inventory.in_order() {
        let size = inventory.known_size(id).filter(|_| known.known_size(id).is_some());
        let decider =
            inventory.decider(id).and_then(|number| build.ignore.as_ref()?.line_of(number));
        told.push(format!(
            "{} {:?} {:?} {:?} {:?} link {} by {:?} below {:?}",
            inventory.path(id).shown(),
            inventory.kind(id),
            inventory.fate(id),
            size,
            inventory.empty(id),
            inventory.is_hard_link(id),
            decider.map(|line| line.span),
            inventory.opened(id).map(|dir| inventory.sent_below(dir)),
        ));
    }
    told.push(format!("{:?} {:?}", inventory.sent(), inventory.arriving_empty()));
    told.push(format!("{:?}", inventory.failure()));
    let requested = Requested::new(inventory, &build.filter, build.engine);
    told.push(format!("{:?} {:?}", requested.totals(inventory), requested.failure()));
    told
}

/// Whether a pattern cannot be evaluated: what is behind it, no walk comes to.
fn is_cut(build: &Build) -> bool {
    let patterns = build.ignore.iter().flat_map(|file| file.matcher.patterns());
    patterns.into_iter().any(|pattern| pattern.matches(b"a").is_err())
}

/// Mostly a small change of a list: that is what a repair is.
fn change(random: &mut Random, lines: &mut Vec<Vec<u8>>) {
    match random.below(5) {
        0 => *lines = random::list(random),
        1 if !lines.is_empty() => {
            lines.remove(random.below(lines.len()));
        }
        2 if lines.len() > 1 => {
            let line = lines.remove(random.below(lines.len()));
            lines.insert(random.below(lines.len() + 1), line);
        }
        _ => lines.insert(random.below(lines.len() + 1), random::pattern(random)),
    }
}

#[test]
fn an_inventory_judged_again_is_what_a_walk_gives() {
    let pool = ordinary_pool();
    let mut random = Random::new(0xa6a1_0001);
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let rounds = std::env::var("STOWAWAY_AGAIN_ROUNDS").ok().and_then(|n| n.parse().ok());
    for case in 0..rounds.unwrap_or(250) {
        let tree = random::tree(&mut random, None);
        let root = tempfile::tempdir().expect("a temporary directory");
        let beside = tempfile::tempdir().expect("a temporary directory");
        open(root.path());
        open(beside.path());
        plant(&tree, root.path());
        let mut lines = random::list(&mut random);
        let files = [beside.path().join("before"), beside.path().join("after")];
        std::fs::write(&files[0], lines.join(&b'\n')).expect("a file");
        change(&mut random, &mut lines);
        std::fs::write(&files[1], lines.join(&b'\n')).expect("a file");
        pool.install(|| {
            let walked = |engine, file: &Path| {
                let build = build(root.path(), engine, file)?;
                let inventory = context::walk(&build, WHOLE).ok()?;
                Some((build, inventory))
            };
            for engine in ENGINES {
                let Some((after, expected)) = walked(engine, &files[1]) else { continue };
                let stops = |inventory: &Inventory| {
                    inventory.problems().iter().any(|p| p.kind == ProblemKind::SendingStops)
                };
                for from in ENGINES {
                    let Some((before, inventory)) = walked(from, &files[0]) else { continue };
                    let again = inventory.judged_again(
                        engine,
                        before.ignore.as_ref(),
                        after.ignore.as_ref(),
                    );
                    if stops(&expected) {
                        assert!(again.failure().is_some(), "case {case}");
                        continue;
                    }
                    if is_cut(&before) || is_cut(&after) {
                        let failure = |inventory: &Inventory| inventory.failure().is_some();
                        let known = is_cut(&before) || failure(&again) == failure(&expected);
                        assert!(known, "case {case}: {} from {}", engine.id, from.id);
                        continue;
                    }
                    let (given, expected) =
                        (told(&after, &again, &expected), told(&after, &expected, &again));
                    assert_eq!(given, expected, "case {case}: {} from {}", engine.id, from.id);
                    let same = *engine == *from;
                    *compared.entry(if same { "same" } else { "other" }).or_default() += 1;
                }
            }
        });
        unlock(&tree, root.path());
    }
    assert!(compared["same"] > 150 && compared["other"] > 300, "{compared:?}");
}
