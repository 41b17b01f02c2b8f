//! What the live tests share: running the program under test over generated trees, comparing
//! with what a real client did, and saying readably where the two differ. It knows nothing
//! about any particular client, and predicts nothing itself.

mod designed;
mod patterns;
mod tarball;
mod trees;

pub(crate) use trees::Flavour;

use std::ffi::OsString;
use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, io, thread};
use tempfile::TempDir;
use trees::Tree;

/// Set to anything, a client that cannot be used fails the test instead of passing it.
const REQUIRED: &str = "STOWAWAY_LIVE_REQUIRED";
/// Set to a number, that many trees are compared instead of the usual ones.
const HOW_MANY: &str = "STOWAWAY_LIVE_TREES";
const WORKERS: usize = 2;
/// How many differing trees are shown.
const SHOWN: usize = 5;

/// What became of one tree.
#[derive(Debug)]
pub(crate) enum Listing {
    /// The entries in order, directories with a slash at the end.
    Paths(Vec<Vec<u8>>),
    /// Refused, with the reason.
    Fails(String),
    /// Something that is never predicted.
    Odd(String),
}

/// How the trees of one run fared.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) compared: usize,
    pub(crate) listed: usize,
    pub(crate) failed: usize,
    pub(crate) entries: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} trees compared, {} of them listed ({} entries) and {} refused",
            self.compared, self.listed, self.entries, self.failed
        )
    }
}

impl Listing {
    /// The entries of a tar stream that come from the context.
    pub(crate) fn of_tar(tar: &[u8], flavour: &Flavour) -> Self {
        // A directory that was copied has the mode of its source, one made up has not.
        let made_up = |entry: &tarball::Entry| {
            flavour.makes_up_parents && entry.is_dir && entry.mode & 0o777 != trees::DIR_MODE
        };
        let entries = match tarball::entries(tar) {
            Ok(entries) => entries.into_iter().filter(|entry| !made_up(entry)),
            Err(error) => return Self::Odd(error),
        };
        let shown = |entry: tarball::Entry| {
            let slash: &[u8] = if entry.is_dir { b"/" } else { b"" };
            [&entry.path, slash].concat()
        };
        Self::Paths(entries.map(shown).collect())
    }
}

pub(crate) fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Speaks past the test harness, which hides what passing tests print.
pub(crate) fn say(line: &str) {
    // Nobody listening is no reason to fail.
    drop(writeln!(io::stderr(), "{line}"));
}

/// How many trees to compare, `usual` unless the environment says otherwise.
pub(crate) fn how_many(usual: usize) -> usize {
    let Some(text) = env::var_os(HOW_MANY) else {
        return usual;
    };
    text.to_str().and_then(|text| text.parse().ok()).expect("a number of trees")
}

/// Says why nothing is tested.
pub(crate) fn skipped(reason: &str) {
    say(&format!("skipped: {reason}"));
    assert!(
        env::var_os(REQUIRED).is_none(),
        "{REQUIRED} is set, but the test was skipped: {reason}"
    );
}

/// A command that sees nothing of this environment but PATH.
pub(crate) fn bare_command(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("XDG_RUNTIME_DIR", home).current_dir(home);
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command
}

/// A context that holds nothing but a Dockerfile.
pub(crate) fn trivial_context() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    fs::write(dir.path().join("Dockerfile"), trees::DOCKERFILE).expect("a Dockerfile");
    dir
}

/// Compares `count` trees, the designed ones first, with what `real` (given a unique lower-case
/// tag and the context) says; panics with a readable account if any differs.
pub(crate) fn compare(
    flavour: &Flavour,
    count: usize,
    real: impl Fn(&str, &Path) -> Listing + Sync,
) -> Tally {
    let (next, sum) = (AtomicUsize::new(0), Mutex::new((Tally::default(), Vec::new())));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let tree = Tree::numbered(number, flavour);
                    let outcome = compare_one(&tree, flavour, number, &real);
                    let mut guard = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    add(&mut guard.0, &outcome.0);
                    guard.1.extend(outcome.1);
                }
            });
        }
    });
    let (tally, differences) = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    let shown: String = differences.iter().take(SHOWN).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} of {count} trees differ:\n{shown}", differences.len());
    tally
}

fn add(tally: &mut Tally, real: &Listing) {
    tally.compared += 1;
    match real {
        Listing::Paths(paths) => {
            tally.listed += 1;
            tally.entries += paths.len();
        }
        Listing::Fails(_) => tally.failed += 1,
        Listing::Odd(_) => {}
    }
}

/// What the client did with one tree, and the account of the difference, if there is one.
fn compare_one(
    tree: &Tree,
    flavour: &Flavour,
    number: usize,
    real: &impl Fn(&str, &Path) -> Listing,
) -> (Listing, Option<String>) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let context = dir.path().join("context");
    tree.write(&context).unwrap_or_else(|error| panic!("tree {number}: {error}\n{tree}"));
    let mut theirs = real(&format!("live-{number}"), &context);
    let mut ours = predicted(flavour, &context);
    if !flavour.ordered {
        for listing in [&mut theirs, &mut ours] {
            if let Listing::Paths(paths) = listing {
                paths.sort();
            }
        }
    }
    let difference = difference(&theirs, &ours);
    let account = difference.map(|text| format!("--- tree {number}: {text}{tree}"));
    (theirs, account)
}

/// What the program under test predicts.
fn predicted(flavour: &Flavour, context: &Path) -> Listing {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stowaway"));
    command.args(["ls", "--engine", flavour.engine, "--dirs", "-0"]);
    let output = command.arg(OsString::from(context)).output().expect("the program runs");
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let mut paths: Vec<Vec<u8>> = output.stdout.split(|&b| b == 0).map(<[u8]>::to_vec).collect();
    let rest = paths.pop();
    match output.status.code() {
        Some(0) if rest.is_none_or(|rest| rest.is_empty()) => Listing::Paths(paths),
        Some(2) if !complaint.is_empty() => Listing::Fails(complaint),
        _ => Listing::Odd(format!("{}: {complaint:?}", output.status)),
    }
}

fn difference(theirs: &Listing, ours: &Listing) -> Option<String> {
    let mut text = String::new();
    match (theirs, ours) {
        (Listing::Fails(_), Listing::Fails(_)) => return None,
        (Listing::Paths(theirs), Listing::Paths(ours)) if theirs == ours => return None,
        (Listing::Paths(theirs), Listing::Paths(ours)) => {
            text.push_str("other entries\n");
            for path in theirs.iter().filter(|path| !ours.contains(path)) {
                line(&mut text, "only the client has ", path);
            }
            for path in ours.iter().filter(|path| !theirs.contains(path)) {
                line(&mut text, "only predicted is   ", path);
            }
            if let Some(at) = (0..theirs.len().min(ours.len())).find(|&at| theirs[at] != ours[at]) {
                line(&mut text, "first difference: the client has ", &theirs[at]);
                line(&mut text, "                  predicted is   ", &ours[at]);
            } else {
                text.push_str("  (one is the beginning of the other)\n");
            }
        }
        (theirs, ours) => {
            text.push_str("other outcomes\n");
            outcome(&mut text, "client:   ", theirs);
            outcome(&mut text, "predicted:", ours);
        }
    }
    Some(text)
}

fn line(text: &mut String, label: &str, path: &[u8]) {
    // Writing to a String cannot fail.
    _ = writeln!(text, "  {label}`{}`", path.escape_ascii());
}

fn outcome(text: &mut String, label: &str, listing: &Listing) {
    let shown = match listing {
        Listing::Paths(paths) => {
            let paths = paths.iter().map(|path| path.escape_ascii().to_string());
            format!("lists {}", paths.collect::<Vec<_>>().join("  "))
        }
        Listing::Fails(reason) => format!("refuses: {reason}"),
        Listing::Odd(what) => format!("odd: {what}"),
    };
    _ = writeln!(text, "  {label} {shown}");
}
