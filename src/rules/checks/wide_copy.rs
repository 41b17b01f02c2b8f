//! `wide-copy`: an instruction that makes far more travel than any instruction takes.

use super::asking::{Asking, By, askings};
use super::unused::unused;
use super::{Check, Facts, Remark, amount, few};
use crate::build::Filter;
use crate::context::{EntryId, Requested};
use crate::dockerfile::{Act, Links, Mount, MountKind, Tree, follow, has_glob};
use crate::engine::Asks;
use crate::ignorefile::IncludeList;
use crate::path::Shown;
use crate::rules::Severity;
use std::cmp::Reverse;

pub(super) const CHECK: Check = Check {
    id: "wide-copy",
    severity: Severity::Low,
    summary: "far more travels for an instruction than it copies",
    why: "What travels for a COPY is found by patterns of the ignore file's own language, in which `**` crosses \
          folders and a folder brings everything below it. What is copied is found by shell patterns, in which `**` \
          is `*` and stays in one folder. So `COPY **/*.c /src/` makes every C file of the tree travel and copies \
          those that lie exactly one folder down. `--exclude` is read only when files are copied: what it leaves out \
          has travelled. And a symbolic link among the names of a pattern makes everything travel that the pattern's \
          part up to the link matches. A `RUN --mount=type=tmpfs` is empty, and asks for the whole context \
          where anything else asks for some of it.\n\n\
          It matters for time, and more because a `**` that copies so little is almost always meant otherwise.\n\n\
          Name folders instead of `**`, or use `COPY --parents`, which understands it; put into the ignore file what \
          `--exclude` leaves out for every stage.\n\n\
          It is fine if some other instruction takes what travels: only what none takes is counted, and less than a \
          megabyte is not worth a word.",
    source: "moby/buildkit frontend/dockerfile, solver/llbsolver/file; tonistiigi/fsutil FollowLinks",
    run,
};

/// Below this, nothing is said.
const WORTH_A_WORD: u64 = 1_000_000;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    if facts.build.engine.transfer.asks != Asks::ByPattern {
        return Vec::new();
    }
    let mut remarks: Vec<Remark> =
        askings(facts).iter().filter_map(|asking| one(facts, asking)).collect();
    remarks.extend(by_tmpfs(facts));
    remarks
}

/// A `tmpfs` mount, which is empty and asks for everything all the same (SPEC 8.4).
fn by_tmpfs(facts: &Facts<'_>) -> Option<Remark> {
    let steps = facts.plan()?.reachable().flat_map(|(_, stage)| &stage.steps);
    let mut mounts = steps.flat_map(|step| match &step.act {
        Act::Run(work) => work.mounts.as_slice(),
        Act::Copy(_) | Act::Workdir(_) => &[],
    });
    let asks = |mount: &&Mount| mount.kind == MountKind::Tmpfs && mount.from == Tree::Context;
    let mount = mounts.find(asks).filter(|_| facts.requested.is_everything())?;
    let (mut entries, wasted) = unused(facts, facts.requested);
    if wasted.bytes < WORTH_A_WORD {
        return None;
    }
    let weight = |id: &EntryId| facts.requested.with(facts.inventory, *id).bytes;
    entries.sort_by_cached_key(|id| (Reverse(weight(id)), *id));
    let message =
        format!("this tmpfs mount makes {} travel that no instruction copies", amount(wasted));
    let named: Vec<String> = entries.iter().map(|id| facts.shown(*id)).collect();
    let remark = Remark::new(&CHECK, Severity::Low, message)
        .at(facts.place(mount.span))
        .note(format!("for example {}", few(&named, 3)))
        .note("a mount without `from` asks for the context, a tmpfs one too, though it is empty");
    let help = format!("write what nothing copies into {}", facts.ignore_name());
    Some(remark.help(help).about(facts, entries))
}

fn one(facts: &Facts<'_>, asking: &Asking<'_>) -> Option<Remark> {
    let By::Copy(transfer, _) = asking.by else { return None };
    let globs = has_glob(&asking.path());
    let excludes = !transfer.exclude.is_empty();
    if *asking.tree != Tree::Context || !(globs || excludes) || fails(facts, asking) {
        return None;
    }
    let asked = asked_by(facts, asking)?;
    let whole = asked.totals(facts.inventory);
    let (mut entries, wasted) = unused(facts, &asked);
    let copied = whole.less(wasted);
    let many = wasted.files > 10 || wasted.bytes / 4 > copied.bytes;
    if wasted.bytes < WORTH_A_WORD || !many {
        return None;
    }
    let weight = |id: &EntryId| asked.with(facts.inventory, *id).bytes;
    entries.sort_by_cached_key(|id| (Reverse(weight(id)), *id));
    let named: Vec<String> = entries.iter().map(|id| facts.shown(*id)).collect();
    let shown = Shown(asking.text.as_bytes()).to_string();
    let message = format!("`{shown}` makes {} travel that no instruction copies", amount(wasted));
    let mut remark = Remark::new(&CHECK, Severity::Low, message)
        .at(facts.place(asking.span))
        .note(format!("for example {}; it copies {}", few(&named, 3), amount(copied)));
    if asking.path().windows(2).any(|pair| pair == b"**") {
        remark = remark
            .note("`**` crosses folders when files are sent, and is `*` when they are copied")
            .help("name the folders, or use COPY --parents, which understands `**`");
    } else if excludes {
        remark = remark
            .note("--exclude is read when files are copied, after they have travelled")
            .help(format!("write what is left out into {}", facts.ignore_name()));
    } else {
        remark = remark
            .note("a link among the names makes everything travel that the pattern begins with")
            .help("name the folders one by one");
    }
    Some(remark.about(facts, entries))
}

/// What of the context travels for one source alone.
fn asked_by(facts: &Facts<'_>, asking: &Asking<'_>) -> Option<Requested> {
    let path = String::from_utf8(asking.path()).ok()?;
    let engine = facts.build.engine;
    let filter = match path.as_str() {
        "" => Filter::Everything,
        path => match follow(&facts.build.links(), &[path.to_owned()]).ok()? {
            Links::Everything => Filter::Everything,
            Links::Patterns(patterns) => {
                Filter::Patterns(Box::new(IncludeList::compile(engine, &patterns).ok()?))
            }
        },
    };
    Some(Requested::new(facts.inventory, &filter, engine))
}

fn fails(facts: &Facts<'_>, asking: &Asking<'_>) -> bool {
    let failures = facts.landing.map_or(&[][..], |landing| landing.failures());
    failures.iter().any(|failed| (failed.stage, failed.step) == (asking.stage, asking.step))
}
