//! Every recorded row of a plain context, made on disk and walked by the library: set of paths,
//! kinds, empty files, and that and why a build fails, for each engine that the row names.
//!
//! The rows are what real engines did (`fixtures/vectors/README.md`); the counts are asserted, so
//! that this cannot pass on nothing.

#![cfg(unix)]

mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;
#[path = "reference/rows.rs"]
mod rows;

use disk::{Walk, observe, ordinary_pool, plant, unlock};
use reference::{Engine, Prediction};
use rows::{Row, read, tree_of};
use std::os::unix::fs::PermissionsExt;

/// What was compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    rows: usize,
    /// (row, engine) pairs.
    checks: usize,
    /// Those of them in which the build fails.
    failures: usize,
}

fn run(file: &str) -> Counts {
    let pool = ordinary_pool();
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    for row in read(file) {
        let outer = tempfile::tempdir().expect("a temporary directory");
        std::fs::set_permissions(outer.path(), std::fs::Permissions::from_mode(0o755))
            .expect("a mode");
        let root = outer.path().join("context");
        std::fs::create_dir(&root).expect("a context");
        let tree = tree_of(&row);
        plant(&tree, &root);
        counts.rows += 1;
        for engine in Engine::ALL {
            let Some(expected) = row.expected(engine) else { continue };
            counts.checks += 1;
            counts.failures += usize::from(expected.error.is_some());
            for walk in [Walk::Parallel, Walk::Portable] {
                let seen = pool.install(|| observe(engine, &root, row.dockerfile_name(), walk));
                if seen != expected {
                    wrong.push(difference(&row, engine, walk, &seen, &expected));
                }
            }
        }
        unlock(&tree, &root);
    }
    assert!(
        wrong.is_empty(),
        "{file}: {} of {} wrong\n{}",
        wrong.len(),
        counts.checks,
        wrong.join("\n")
    );
    counts
}

fn difference(
    row: &Row,
    engine: Engine,
    walk: Walk,
    seen: &Prediction,
    expected: &Prediction,
) -> String {
    let text = |paths: &[Vec<u8>]| {
        let shown = paths.iter().map(|path| path.escape_ascii().to_string());
        shown.collect::<Vec<_>>().join(" ")
    };
    let show =
        |p: &Prediction| format!("{:?} [{}] empty [{}]", p.error, text(&p.paths), text(&p.empty));
    format!(
        "{} {} {walk:?}:\n  is     {}\n  should {}",
        row.name,
        engine.name(),
        show(seen),
        show(expected)
    )
}

/// `read-many-lines` has no BuildKit record (SPEC 18), hence one check less than four a row.
#[test]
fn hand_made_rows() {
    assert_eq!(run("plain-hand.jsonl"), Counts { rows: 351, checks: 1403, failures: 177 });
}

#[test]
fn random_rows() {
    assert_eq!(run("plain-random.jsonl"), Counts { rows: 1500, checks: 6000, failures: 484 });
}

#[test]
fn special_rows() {
    assert_eq!(run("plain-special.jsonl"), Counts { rows: 21, checks: 84, failures: 15 });
}
