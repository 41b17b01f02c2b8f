//! `unused-context`: what an engine uploads although no stage asks for it.

use super::unused::unused;
use super::{Check, Facts, Remark, amount, few};
use crate::context::EntryId;
use crate::rules::Severity;
use std::cmp::Reverse;

pub(super) const CHECK: Check = Check {
    id: "unused-context",
    severity: Severity::Low,
    summary: "files are uploaded that no instruction takes",
    why: "The classic builder uploads everything that is not ignored before it reads the first instruction, used or \
          not. What no COPY, ADD or mount takes is carried for nothing, on every build.\n\n\
          It matters for time, for the disk of the daemon, and because a secret that nothing uses has left the machine \
          all the same.\n\n\
          Ignore what is named, or turn the file round: `*` first, then a `!` line for each thing that the Dockerfile \
          takes. Or build with BuildKit, which asks only for what it needs.\n\n\
          It is fine for BuildKit and Podman: nothing is said there. A megabyte more or less is not worth a word.",
    source: "moby/moby daemon/builder; docker docs: legacy builder",
    run,
};

/// Below this, nothing is said; from the second on it is more than a hint.
const WORTH_A_WORD: u64 = 1_000_000;
const WORTH_A_LINE: u64 = 10_000_000;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    // An instruction that fails takes nothing, and that is told elsewhere.
    let whole = facts.landing.is_some_and(|landing| landing.failures().is_empty());
    if !facts.build.engine.copying.uploads_unused || !whole {
        return Vec::new();
    }
    let (mut entries, totals) = unused(facts, facts.requested);
    if totals.bytes < WORTH_A_WORD {
        return Vec::new();
    }
    let weight = |id: &EntryId| facts.requested.with(facts.inventory, *id).bytes;
    entries.sort_by_cached_key(|id| (Reverse(weight(id)), *id));
    let named: Vec<String> = entries.iter().map(|id| facts.shown(*id)).collect();
    let severity = if totals.bytes >= WORTH_A_LINE { Severity::Low } else { Severity::Info };
    let message = format!("{} are uploaded that no instruction takes", amount(totals));
    let title = facts.build.engine.title;
    let remark = Remark::new(&CHECK, severity, message)
        .note(format!("the heaviest: {}", few(&named, 3)))
        .note(format!("{title} uploads everything that is not ignored, used or not"))
        .help(
            "ignore them, or begin the ignore file with `*` and take in what is used by `!` lines",
        );
    vec![remark.about(facts, entries)]
}
