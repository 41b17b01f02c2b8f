//! Runs every recorded row of a plain context through the reference implementation and compares paths, empty files, and that and why a
//! build fails. It says nothing about the product: it is what makes the reference trustworthy enough to compare the product with.

mod reference;
#[path = "reference/rows.rs"]
mod rows;
#[path = "reference/self_check.rs"]
mod self_check;

use reference::{Engine, Prediction, predict};
use rows::{read, tree_of};

/// What was looked at.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    rows: usize,
    /// (row, engine) pairs.
    checks: usize,
    /// Those of them in which the build fails.
    failures: usize,
}

/// Compare every row of a file for these engines.
fn run(name: &str, engines: &[Engine]) -> Counts {
    let mut counts = Counts { rows: 0, checks: 0, failures: 0 };
    let mut wrong = Vec::new();
    for row in read(name) {
        let tree = tree_of(&row);
        counts.rows += 1;
        for &engine in engines {
            let Some(expected) = row.expected(engine) else { continue };
            counts.checks += 1;
            counts.failures += usize::from(expected.error.is_some());
            let predicted = predict(engine, &tree, row.dockerfile_name());
            if predicted != expected {
                wrong.push(format!(
                    "{} {}:\n  is     {}\n  should {}",
                    row.name,
                    engine.name(),
                    show(&predicted),
                    show(&expected)
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{name}: {} of {} wrong\n{}",
        wrong.len(),
        counts.checks,
        wrong.join("\n")
    );
    counts
}

fn show(prediction: &Prediction) -> String {
    let text = |paths: &[Vec<u8>]| {
        paths.iter().map(|path| path.escape_ascii().to_string()).collect::<Vec<_>>().join(" ")
    };
    format!(
        "{:?} [{}] empty [{}]",
        prediction.error,
        text(&prediction.paths),
        text(&prediction.empty)
    )
}

/// `read-many-lines` has no BuildKit record (SPEC 18), hence one check less than four a row.
#[test]
fn hand_made_rows() {
    assert_eq!(
        run("plain-hand.jsonl", &Engine::ALL),
        Counts { rows: 351, checks: 1403, failures: 177 }
    );
}

#[test]
fn random_rows() {
    assert_eq!(
        run("plain-random.jsonl", &Engine::ALL),
        Counts { rows: 1500, checks: 6000, failures: 484 }
    );
}

#[test]
fn special_rows() {
    assert_eq!(
        run("plain-special.jsonl", &Engine::ALL),
        Counts { rows: 21, checks: 84, failures: 15 }
    );
}

/// Classic sends the whole context whatever the Dockerfile says (SPEC 10.5), so it can be compared on all other rows as well.
#[test]
fn classic_on_the_dockerfile_rows() {
    let check = |name| run(name, &[Engine::Classic]);
    assert_eq!(check("dockerfile-hand.jsonl"), Counts { rows: 108, checks: 108, failures: 2 });
    assert_eq!(check("dockerfile-random.jsonl"), Counts { rows: 600, checks: 600, failures: 0 });
    assert_eq!(check("dockerfile-mounts.jsonl"), Counts { rows: 200, checks: 200, failures: 0 });
    assert_eq!(check("dockerfile-special.jsonl"), Counts { rows: 10, checks: 10, failures: 2 });
}
