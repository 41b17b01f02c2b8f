//! Properties: the indexed, incremental matcher gives the answers of the literal reference, on
//! random patterns and paths; the walks give the reference's lists, at any number of threads.
//!
//! The generators are seeded, so a failure names a case that can be run again.

#![cfg(unix)]

mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;

use disk::{Walk, observe, ordinary_pool, plant, unlock};
use reference::random::{self, Random};
use reference::{Dialect, Prediction, Tree, compile, excluded, predict};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use stowaway::engine::Engine;
use stowaway::ignorefile::IgnoreFile;
use stowaway::source::Source;

const ENGINES: [(&str, Dialect); 3] = [
    ("buildkit", Dialect::Docker),
    ("docker-20.10", Dialect::Docker20),
    ("podman", Dialect::Containers),
];

fn joined(list: &[Vec<u8>]) -> String {
    list.iter().map(|entry| entry.escape_ascii().to_string()).collect::<Vec<_>>().join("\\n")
}

/// The answer of the library for one path: excluded, or an error.
fn answer(file: &IgnoreFile, path: &[u8]) -> Option<bool> {
    let explanation = file.matcher.explain(path);
    explanation.bad.is_none().then(|| explanation.judgement().excluded)
}

#[test]
fn the_matcher_answers_as_the_reference_does() {
    let mut random = Random::new(0x5700_a3a1);
    let (mut compared, mut hit, mut failed) = (0, 0, 0);
    for case in 0..6000 {
        let list = random::list(&mut random);
        let paths: Vec<Vec<u8>> = (0..8).map(|_| random::path(&mut random)).collect();
        for (engine, dialect) in ENGINES {
            let engine = Engine::find(engine).expect("an engine");
            // What the reader makes of the text is another test's business: lists that it would
            // change are left out by comparing what was compiled.
            let text = list.join(&b'\n');
            let Ok(file) =
                IgnoreFile::compile(engine, Arc::new(Source::new("list", text)), &[], true)
            else {
                continue;
            };
            let entries: Vec<Vec<u8>> = file.lines.iter().map(|line| line.text.clone()).collect();
            let entries = if dialect == Dialect::Docker { as_sent(&entries) } else { entries };
            assert!(compile(dialect, &entries).is_ok(), "case {case}: {}", joined(&list));
            for path in &paths {
                let expected = excluded(dialect, &entries, path).ok();
                let given = answer(&file, path);
                assert_eq!(
                    given,
                    expected,
                    "case {case}, {}: `{}` against {}",
                    engine.id,
                    path.escape_ascii(),
                    joined(&list)
                );
                compared += 1;
                hit += usize::from(given == Some(true));
                failed += usize::from(given.is_none());
            }
        }
    }
    // A generator that stopped hitting anything would prove nothing.
    assert!(compared > 50_000, "{compared}");
    assert!(hit > compared / 20, "{hit} of {compared}");
    assert!(failed > compared / 200, "{failed} of {compared}");
}

/// The list as BuildKit's client receives it: every ill-formed byte is U+FFFD (SPEC 5.10).
fn as_sent(entries: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let lossy = |entry: &Vec<u8>| {
        entry.utf8_chunks().fold(Vec::new(), |mut text, chunk| {
            text.extend_from_slice(chunk.valid().as_bytes());
            text.extend(chunk.invalid().iter().flat_map(|_| "\u{fffd}".bytes()));
            text
        })
    };
    entries.iter().map(lossy).collect()
}

fn shown(prediction: &Prediction) -> String {
    format!(
        "{:?} {} empty {}",
        prediction.error,
        joined(&prediction.paths),
        joined(&prediction.empty)
    )
}

/// A random tree with its ignore file on disk, and the reference's own copy of it.
fn planted(random: &mut Random) -> (tempfile::TempDir, Tree) {
    let list = random::list(random);
    let text = random::ignore_file(random, &list);
    let tree = random::tree(random, Some(text));
    let root = tempfile::tempdir().expect("a temporary directory");
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(root.path(), open).expect("a mode");
    plant(&tree, root.path());
    (root, tree)
}

#[test]
fn both_walks_give_the_list_of_the_reference() {
    let pool = ordinary_pool();
    let mut random = Random::new(0x0c0f_fee5);
    let mut failures = 0;
    for case in 0..250 {
        let (root, tree) = planted(&mut random);
        for engine in reference::Engine::ALL {
            let expected = predict(engine, &tree, None);
            failures += usize::from(expected.error.is_some());
            for walk in [Walk::Parallel, Walk::Portable] {
                let given = pool.install(|| observe(engine, root.path(), None, walk));
                assert_eq!(
                    shown(&given),
                    shown(&expected),
                    "case {case}, {}, {walk:?}",
                    engine.name()
                );
            }
        }
        unlock(&tree, root.path());
    }
    assert!((20..900).contains(&failures), "{failures}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut random = Random::new(0x7ead_5000);
    for case in 0..20 {
        let (root, tree) = planted(&mut random);
        let on = |threads: usize| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| observe(reference::Engine::Buildkit, root.path(), None, Walk::Parallel))
        };
        let one = on(1);
        for threads in [2, 7] {
            assert_eq!(on(threads), one, "case {case} with {threads} threads");
        }
        unlock(&tree, root.path());
    }
}
