//! `removed-later`: a secret or a heavy file that is copied, and removed by a later RUN.

use super::{Check, Facts, Remark, amount, shortened};
use crate::context::EntryId;
use crate::landing::{Reach, Way};
use crate::path::Shown;
use crate::rules::{Category, Severity};
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    id: "removed-later",
    severity: Severity::Medium,
    summary: "a file that is removed again stays in a lower layer",
    why: "A COPY makes a layer, and an `rm` in a later RUN makes another one that hides the file. The first layer is \
          still part of the image: whoever pulls it can read the file, and everybody who pulls it pays for its size.\n\n\
          It matters most for credentials, which this pattern seems to clean up and does not, and for archives that \
          are unpacked and then removed.\n\n\
          Mount a credential for the one command that needs it, `RUN --mount=type=secret,id=npmrc,target=.npmrc`. \
          Mount an archive, `RUN --mount=type=bind,source=x.tar.gz,target=/tmp/x.tar.gz`, or copy and unpack in a \
          stage of its own and take only the result.\n\n\
          It is fine in a stage that the image is not made of: nothing is said there. Small files of no importance \
          are not spoken of either.",
    source: "docker docs, best practices: multi-stage builds, build secrets",
    run,
};

/// From this size on a file is heavy enough to be worth a word.
const HEAVY: u64 = 5_000_000;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(landing) = facts.landing else { return Vec::new() };
    let mut told: BTreeSet<EntryId> = BTreeSet::new();
    let mut remarks = Vec::new();
    for finding in facts.findings {
        let secret = matches!(finding.rule.category, Category::Secret | Category::IacState);
        // Whoever removes it takes it for one, even where nothing in it looks like one.
        let severity = finding.inherent.clamp(Severity::Low, Severity::Medium);
        for &entry in &finding.entries {
            let heavy = facts.requested.with(facts.inventory, entry).bytes >= HEAVY;
            if !(secret || heavy) || !told.insert(entry) {
                continue;
            }
            let ways = landing.ways(facts.views, Facts::origin(entry));
            let mut layers = ways.iter().filter(|way| way.reach == Reach::Layer);
            let removed = layers.find_map(|way| Some((way, way.removed?)));
            let told = removed.and_then(|(way, step)| remark(facts, entry, way, step, secret));
            remarks.extend(told.map(|told| Remark {
                severity: if secret { severity } else { told.severity },
                ..told
            }));
        }
    }
    remarks
}

fn remark(
    facts: &Facts<'_>,
    entry: EntryId,
    way: &Way,
    removed: (usize, usize),
    secret: bool,
) -> Option<Remark> {
    let plan = facts.plan()?;
    let hop = way.hops.last()?;
    let copied = plan.stages.get(hop.stage)?.steps.get(hop.step)?.span;
    let gone = plan.stages.get(removed.0)?.steps.get(removed.1)?.span;
    let (line, command) = removing(facts, gone, crate::path::name(&way.path));
    let totals = facts.requested.with(facts.inventory, entry);
    let weight = if secret { String::new() } else { format!(" ({})", amount(totals)) };
    let message = format!(
        "`{}`{weight} is removed on line {} and stays in the layer of this instruction",
        Shown(&way.path),
        plan.source.position(gone.start).line + line
    );
    let help = if secret {
        "mount it for the command that needs it: RUN --mount=type=secret"
    } else {
        "mount it for the command that needs it: RUN --mount=type=bind"
    };
    Some(
        Remark::new(&CHECK, Severity::Medium, message)
            .at(facts.place(copied))
            .note(format!("{}: `{command}` only hides it", facts.line_below(gone, line)))
            .help(help)
            .about(facts, vec![entry]),
    )
}

/// The line of a RUN that removes the file of this name, counted from its first, and what it says:
/// an instruction of many lines is not told by its beginning.
fn removing(facts: &Facts<'_>, run: Span, name: &[u8]) -> (usize, String) {
    let whole = facts.quoted_whole(run);
    let name = String::from_utf8_lossy(name);
    let removes = |line: &str| {
        line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "rm")
            && line.contains(&*name)
    };
    match whole.lines().position(removes) {
        Some(line @ 1..) => {
            let text = whole.lines().nth(line).unwrap_or_default();
            (line, shortened(text.trim_end_matches(['\\', ' ', '\t'])))
        }
        Some(_) | None => (0, facts.quoted(run)),
    }
}
