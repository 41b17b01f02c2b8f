//! `build-fails`: whatever else makes the engine refuse, in the engine's own words.
//!
//! Sources that are ignored or missing, and paths that cannot be read, have checks of their own.

use super::asking::askings;
use super::ground::{Arrival, Found, Ground};
use super::language::not_understood;
use super::{Check, Facts, Remark};
use crate::engine::Asks;
use crate::error::{Cause, Failure};
use crate::landing::StepFailure;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "build-fails",
    severity: Severity::High,
    summary: "the engine would refuse the build",
    why: "The ignore file, the tree or an instruction is such that this engine stops: a pattern that it cannot \
          evaluate, a file in the place of a folder, links that lead in a circle, a mount without a place to go. The \
          message is the engine's own, as far as it does not change from run to run.\n\n\
          It matters because such a build fails late, after everything before it was done, and because some of it \
          depends on the tree: what works in a clean checkout fails at a desk, or the reverse.\n\n\
          Correct the line that is shown. What instructions do to files is worked out by BuildKit's rules; for other \
          engines only what their client checks is said, and what of the Dockerfile their own frontend does not know: \
          flags of RUN for the classic builder, `--link`, `--parents` and here-documents for Docker 20.10.\n\n\
          It is never fine: nothing is said of stages that the build does not reach.",
    source: "moby/buildkit solver/llbsolver/file and client; docker/cli; containers/buildah",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let Some(failure) = facts.requested.failure().filter(|failure| !is_told_elsewhere(failure)) {
        remarks.push(told(facts, failure));
    }
    remarks.extend(not_understood(facts));
    let follows_rules = facts.build.engine.transfer.asks != Asks::ForAll;
    let Some(landing) = facts.landing.filter(|_| follows_rules) else { return remarks };
    for failed in landing.failures() {
        if failed.failure.cause != Cause::SourceMissing {
            remarks.push(told(facts, &failed.failure));
        } else if let Some(note) = puzzle(facts, failed) {
            remarks.push(Remark { help: None, ..told(facts, &failed.failure) }.note(note));
        }
    }
    remarks
}

/// `unreadable` speaks of these.
fn is_told_elsewhere(failure: &Failure) -> bool {
    matches!(failure.cause, Cause::UnreadableDirectory | Cause::UnreadableFile)
}

fn told(facts: &Facts<'_>, failure: &Failure) -> Remark {
    let message = format!("{} stops with: {}", facts.build.engine.title, failure.message);
    let mut remark =
        Remark::new(&CHECK, Severity::High, message).at(failure.place.clone()).help(failure.help());
    if let Some(path) = &failure.path {
        remark = remark.note(format!("it gets there at `{}`", path.shown()));
    }
    remark
}

/// Why a source fails that is on disk and not told of as ignored: a name that is read as a pattern,
/// a mount's that is one for the transfer only (SPEC 8.4), or one of several names.
fn puzzle(facts: &Facts<'_>, failed: &StepFailure) -> Option<&'static str> {
    let asked = askings(facts);
    let asking = asked.iter().find(|asking| {
        (asking.stage, asking.step, asking.span) == (failed.stage, failed.step, failed.span)
    })?;
    let ground = Ground::of(facts, asking.tree)?;
    let mut by_link = false;
    let arrivals: Vec<Arrival> = match ground.look(asking) {
        Found::Missing(_) => return None,
        Found::NoMatch if ground.lost_base(asking).is_some() => return None,
        Found::NoMatch => Vec::new(),
        Found::Paths(paths) => {
            by_link = paths.iter().any(|path| !path.links.is_empty());
            paths.iter().map(|path| ground.arrival(path)).collect()
        }
    };
    let ignored = arrivals.iter().any(|arrival| matches!(arrival, Arrival::Ignored(_)));
    let glob = crate::dockerfile::has_glob(&asking.path()) && asking.transfer().is_some();
    let told = !glob || ground.lost_base(asking).is_some();
    if ignored && !arrivals.contains(&Arrival::Yes) && told {
        return None;
    }
    Some(if glob {
        "a link among the names that it matches leads to what is not there or ignored"
    } else if by_link {
        "it is there and not ignored, but what a link on its way leads to is not sent"
    } else {
        "it is there and not ignored, but what is written is read as a pattern when files are sent"
    })
}
