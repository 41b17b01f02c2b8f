//! `unreadable`: paths that this user cannot read, and what the engine makes of them.

use super::{Check, Facts, Remark, few, files};
use crate::context::{Empty, EntryId, Kind};
use crate::error::Cause;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "unreadable",
    severity: Severity::High,
    summary: "paths that the build needs and this user cannot read",
    why: "The client reads the context as the user who runs it. A folder that it cannot list stops the build unless \
          the ignore file keeps the client from opening it; a file that it cannot read stops the classic builder and \
          Podman, while BuildKit sends it with no content and says nothing.\n\n\
          It matters because such paths are made by containers that ran as root (data folders of databases, caches), \
          so that a build which worked yesterday stops today, or quietly makes an image with empty files.\n\n\
          Ignore the path by a line of its own, or give it back to the user (chown). Beware of `!` lines with a \
          wildcard: with one of them BuildKit opens every folder, ignored or not.\n\n\
          It is fine, and nothing is said, if the build does not ask for the path.",
    source: "moby/moby#6521, docker/cli#3043, moby/buildkit#5218, #6454, docker/cli#1938",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let refusal = facts.requested.failure().filter(|failure| {
        matches!(failure.cause, Cause::UnreadableDirectory | Cause::UnreadableFile)
    });
    if let Some(failure) = refusal {
        let title = facts.build.engine.title;
        let path = failure.path.as_ref();
        let shown = path.map_or_else(String::new, |path| path.shown().to_string());
        let what = if failure.cause == Cause::UnreadableFile { "read" } else { "list" };
        let message = format!("this user cannot {what} `{shown}`, so the build fails");
        let entry = path.and_then(|path| facts.inventory.find(path));
        remarks.push(
            Remark::new(&CHECK, Severity::High, message)
                .note(format!("{title} stops with: {}", failure.message))
                .help(failure.help())
                .about(facts, entry.into_iter().collect()),
        );
    }
    let unreadable = |id: &EntryId| {
        facts.requested.empty(facts.inventory, *id) == Some(Empty::Unreadable)
            && facts.inventory.kind(*id) == Kind::File
    };
    let ids: Vec<EntryId> =
        facts.requested.arriving_empty(facts.inventory).into_iter().filter(unreadable).collect();
    if !ids.is_empty() && refusal.is_none() {
        let names: Vec<String> = ids.iter().map(|id| facts.shown(*id)).collect();
        let arrive = if ids.len() == 1 { "arrives" } else { "arrive" };
        let count = files(ids.len() as u64);
        let message =
            format!("this user cannot read {count}, which {arrive} empty: {}", few(&names, 3));
        let title = facts.build.engine.title;
        remarks.push(
            Remark::new(&CHECK, Severity::Medium, message)
                .note(format!(
                    "{title} sends what it cannot open as an empty file and does not stop"
                ))
                .help("make it readable, or ignore it")
                .about(facts, ids),
        );
    }
    remarks
}
