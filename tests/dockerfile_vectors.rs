//! Every recorded row with a Dockerfile: what the build asks for, what is sent, what arrives empty,
//! where it lands, and that and why the build fails.
//!
//! The rows are what real engines did (`fixtures/vectors/README.md`); the counts are asserted, so
//! that this cannot pass on nothing.

#![cfg(unix)]

#[expect(dead_code, reason = "each test binary uses a part of the disk")]
mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;
#[path = "reference/rows.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the rows")]
mod rows;

use disk::{Walk, ordinary_pool, plant, unlock};
use rows::{Expected, Row, read, tree_of};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use stowaway::build::{Build, DockerfileChoice, Request};
use stowaway::context::{self, Empty, Kind, Requested, WalkOptions};
use stowaway::dockerfile::Asked;
use stowaway::engine::Engine;
use stowaway::error::{Cause, Error};
use stowaway::landing::{Contexts, Landing, View};

/// What was compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    rows: usize,
    /// (row, engine) pairs.
    checks: usize,
    /// Those of them in which the build fails.
    failures: usize,
}

/// What a row says, and what the library does.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    error: Option<Cause>,
    asked: Vec<String>,
    paths: Vec<String>,
    empty: Vec<String>,
}

fn shown(path: &[u8]) -> String {
    path.escape_ascii().to_string()
}

fn request(row: &Row, root: &Path, engine: &str) -> Request {
    let engine = Engine::find(engine).expect("a known engine");
    let mut request = Request::new(root, engine);
    if let Some(name) = row.dockerfile_name() {
        let name = std::str::from_utf8(name).expect("names in rows are text");
        request.dockerfile = DockerfileChoice::Named(root.join(name));
    }
    request.options.target.clone_from(&row.target);
    request.options.arguments.clone_from(&row.args);
    request
}

/// What is sent. The classic client sends before anybody reads the Dockerfile, so its record knows
/// nothing of mistakes there.
fn observe(row: &Row, root: &Path, engine: &str, walk: Walk) -> Seen {
    let request = request(row, root, engine);
    let seen = match try_observe(&request, walk) {
        Err(Error::Refused(failure))
            if engine == "classic" && failure.cause == Cause::VariableInFrom =>
        {
            try_observe(&Request { dockerfile: DockerfileChoice::None, ..request }, walk)
        }
        seen => seen,
    };
    match seen {
        Ok(seen) => seen,
        Err(Error::Refused(failure)) => Seen { error: Some(failure.cause), ..Seen::default() },
        Err(error) => panic!("{}: {error}", row.name),
    }
}

fn try_observe(request: &Request, walk: Walk) -> Result<Seen, Error> {
    let engine = request.engine.id;
    let build = Build::prepare(request)?;
    let inventory = match walk {
        Walk::Parallel => context::walk(&build, WalkOptions::default())?,
        Walk::Portable => context::walk_portable(&build, WalkOptions::default())?,
    };
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    if let Some(failure) = requested.failure() {
        return Err(failure.clone().into());
    }
    let mut seen = Seen::default();
    if engine == "buildkit"
        && let Asked::Paths(paths) = &build.asked
    {
        seen.asked.clone_from(paths);
    }
    for id in inventory.in_order().filter(|id| requested.travels(&inventory, *id)) {
        let mut path = inventory.path(id).to_vec();
        if engine == "buildkit"
            && matches!(
                requested.empty(&inventory, id),
                Some(Empty::Disagreement | Empty::Unreadable)
            )
        {
            seen.empty.push(shown(&path));
        }
        if inventory.kind(id) == Kind::Directory {
            path.push(b'/');
        }
        seen.paths.push(shown(&path));
    }
    seen.paths.extend(build.added.iter().map(|added| added.name.to_owned()));
    seen.paths.sort();
    seen.empty.sort();
    Ok(seen)
}

/// Where things land: the paths, or every reason why the build fails.
fn land(row: &Row, root: &Path, engine: &str) -> Result<Vec<String>, Vec<Cause>> {
    match try_land(&request(row, root, engine)) {
        Ok(landed) => landed,
        Err(Error::Refused(failure)) => Err(vec![failure.cause]),
        Err(error) => panic!("{}: {error}", row.name),
    }
}

fn try_land(request: &Request) -> Result<Result<Vec<String>, Vec<Cause>>, Error> {
    let build = Build::prepare(request)?;
    let inventory = context::walk(&build, WalkOptions::default())?;
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    if let Some(failure) = requested.failure() {
        return Err(failure.clone().into());
    }
    let links = Arc::new(build.links());
    let view = View { inventory: &inventory, requested: &requested, links };
    let contexts = Contexts(vec![Some(view)]);
    let plan = build.plan.as_ref().expect("every row has a Dockerfile");
    let landing = Landing::new(plan, &contexts, build.engine.id, &|_| false).expect("not too much");
    if !landing.failures().is_empty() {
        let causes = landing.failures().iter().map(|step| step.failure.cause);
        return Ok(Err(causes.collect()));
    }
    let mut paths: Vec<String> = Vec::new();
    for landed in landing.files(&contexts, plan.target) {
        let slash = if landed.directory { "/" } else { "" };
        paths.push(shown(&landed.path[1..]) + slash);
    }
    paths.sort();
    Ok(Ok(paths))
}

fn recorded(expected: &Expected) -> Seen {
    let mut seen = Seen {
        error: expected.error.as_deref().map(cause),
        asked: expected.follow_paths.clone(),
        paths: expected.paths().iter().map(|path| shown(path)).collect(),
        empty: expected.empty().iter().map(|path| shown(path)).collect(),
    };
    seen.paths.sort();
    seen.empty.sort();
    seen
}

/// The cause behind an engine's words; more specific words first.
fn cause(text: &str) -> Cause {
    const WORDS: [(&str, Cause); 12] = [
        ("variable expansion is not supported for --from", Cause::VariableInFrom),
        ("failed to read dockerfile", Cause::DockerfileUnreadable),
        ("syntax error in pattern", Cause::PatternSyntax),
        ("non-printable ASCII", Cause::ControlCharacter),
        ("header key \"followpath", Cause::ControlCharacter),
        ("can't stat", Cause::UnreadableDirectory),
        ("permission denied", Cause::UnreadableDirectory),
        ("too many links", Cause::LinkLoop),
        ("lstat ", Cause::SourceMissing),
        ("not found", Cause::SourceMissing),
        ("cannot copy to non-directory", Cause::WrongKind),
        ("not a directory", Cause::WrongKind),
    ];
    let known = WORDS.iter().find(|(words, _)| text.contains(words));
    known.unwrap_or_else(|| panic!("no class for: {text}")).1
}

/// Plants each row and hands it to `compare`, which gives the number of checks, of failures, and
/// what is wrong.
fn run(file: &str, mut compare: impl FnMut(&Row, &Path, &mut Counts, &mut Vec<String>)) -> Counts {
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
        compare(&row, &root, &mut counts, &mut wrong);
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

fn sent(file: &str) -> Counts {
    let pool = ordinary_pool();
    run(file, |row, root, counts, wrong| {
        for engine in ["buildkit", "classic"] {
            let expected = recorded(row.recorded(engine).expect("both are on record"));
            counts.checks += 1;
            counts.failures += usize::from(expected.error.is_some());
            for walk in [Walk::Parallel, Walk::Portable] {
                let seen = pool.install(|| observe(row, root, engine, walk));
                if seen != expected {
                    let name = &row.name;
                    wrong.push(format!(
                        "{name} {engine} {walk:?}:\n  is     {seen:?}\n  should {expected:?}"
                    ));
                }
            }
        }
    })
}

/// Every row whose image is on record. BuildKit works on several instructions at once, so which of
/// several mistakes it names is not fixed: its own must be among those that are predicted.
fn landed(file: &str) -> Counts {
    let pool = ordinary_pool();
    run(file, |row, root, counts, wrong| {
        let Some(image) = row.recorded("image") else { return };
        if image.error.as_deref().is_some_and(|error| error.contains("no SSH key")) {
            return; // what was missing there is an agent, not a file
        }
        let expected = recorded(image);
        counts.checks += 1;
        counts.failures += usize::from(expected.error.is_some());
        let seen = pool.install(|| land(row, root, "buildkit"));
        let right = match (&seen, expected.error) {
            (Ok(paths), None) => *paths == expected.paths,
            (Err(causes), Some(cause)) => causes.contains(&cause),
            (Ok(_), Some(_)) | (Err(_), None) => false,
        };
        if !right {
            let name = &row.name;
            wrong.push(format!("{name}:\n  is     {seen:?}\n  should {expected:?}"));
        }
    })
}

#[test]
fn what_lands_for_hand_made_rows() {
    assert_eq!(landed("dockerfile-hand.jsonl"), Counts { rows: 108, checks: 99, failures: 20 });
}

#[test]
fn what_lands_for_random_rows() {
    assert_eq!(landed("dockerfile-random.jsonl"), Counts { rows: 600, checks: 600, failures: 283 });
}

#[test]
fn what_lands_for_rows_with_mounts() {
    assert_eq!(landed("dockerfile-mounts.jsonl"), Counts { rows: 200, checks: 117, failures: 79 });
}

#[test]
fn what_lands_for_special_rows() {
    assert_eq!(landed("dockerfile-special.jsonl"), Counts { rows: 10, checks: 9, failures: 2 });
}

#[test]
fn what_is_sent_for_hand_made_rows() {
    assert_eq!(sent("dockerfile-hand.jsonl"), Counts { rows: 108, checks: 216, failures: 6 });
}

#[test]
fn what_is_sent_for_random_rows() {
    assert_eq!(sent("dockerfile-random.jsonl"), Counts { rows: 600, checks: 1200, failures: 1 });
}

#[test]
fn what_is_sent_for_rows_with_mounts() {
    assert_eq!(sent("dockerfile-mounts.jsonl"), Counts { rows: 200, checks: 400, failures: 0 });
}

#[test]
fn what_is_sent_for_special_rows() {
    assert_eq!(sent("dockerfile-special.jsonl"), Counts { rows: 10, checks: 20, failures: 4 });
}

/// Buildah has copying rules of its own, which nobody has written down: BuildKit's are used for it
/// too. This says how far they carry, so that a change for the worse is seen.
#[test]
fn what_lands_for_podman_is_mostly_what_buildah_makes() {
    let pool = ordinary_pool();
    let mut same = 0;
    let counts = run("dockerfile-hand.jsonl", |row, root, counts, _| {
        let Some(image) = row.recorded("image-podman") else { return };
        if image.error.as_deref().is_some_and(|error| error.contains("RLIMIT_NOFILE")) {
            return; // no command could be run where it was recorded
        }
        counts.checks += 1;
        counts.failures += usize::from(image.error.is_some());
        let seen = pool.install(|| land(row, root, "podman"));
        let paths: Vec<String> = image.paths().iter().map(|path| shown(path)).collect();
        let right = match &seen {
            Ok(seen) => image.error.is_none() && *seen == paths,
            Err(_) => image.error.is_some(),
        };
        same += usize::from(right);
    });
    assert_eq!(counts, Counts { rows: 108, checks: 100, failures: 14 });
    assert_eq!(same, 94);
}
