//! `add-instead-of-copy`: ADD where nothing is fetched and nothing is unpacked.

use super::asking::askings;
use super::ground::{Found, Ground, Reached};
use super::{Check, Facts, Remark};
use crate::context::Kind;
use crate::dockerfile::{Act, SourceKind, Step, Transfer, Tree};
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "add-instead-of-copy",
    severity: Severity::Info,
    summary: "ADD of plain local files, which COPY does with fewer surprises",
    why: "ADD does three things that COPY does not: it fetches URLs, clones repositories, and unpacks local tar \
          archives. For plain files it does the same as COPY, until one day one of them is an archive and is \
          unpacked without a word.\n\n\
          It matters little; it is a matter of saying what is meant.\n\n\
          Write COPY.\n\n\
          It is fine, and nothing is said, if a source is a URL, a repository or an archive, or if a flag is given \
          that only ADD has (`--unpack`, `--checksum`, `--keep-git-dir`).",
    source: "docker docs, best practices: ADD or COPY",
    run,
};

/// Flags that say that ADD is meant.
const FLAGS: &[&str] = &["--unpack", "--checksum", "--keep-git-dir"];

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(plan) = facts.plan() else { return Vec::new() };
    let mut remarks = Vec::new();
    for (number, stage) in plan.reachable() {
        for (index, step) in stage.steps.iter().enumerate() {
            let Act::Copy(transfer) = &step.act else { continue };
            if transfer.adds && is_plain(facts, step, transfer, (number, index)) {
                let message = "ADD does nothing here that COPY does not".to_owned();
                let remark =
                    Remark::new(&CHECK, Severity::Info, message).at(facts.place(step.span));
                remarks.push(remark.help("write COPY: it never unpacks and never fetches"));
            }
        }
    }
    remarks
}

/// Whether a source is a file that could be a tar archive by its size; folders are never unpacked.
fn brings_file(facts: &Facts<'_>, at: (usize, usize)) -> bool {
    let Some(ground) = Ground::of(facts, &Tree::Context) else { return false };
    let could = |path: &Reached| {
        let file = ground.entry(&path.path);
        file.is_some_and(|id| {
            let size = facts.inventory.size(id);
            facts.inventory.kind(id) == Kind::File && size >= BLOCK && size.is_multiple_of(BLOCK)
        })
    };
    let asked = askings(facts).into_iter().filter(|asking| (asking.stage, asking.step) == at);
    asked.into_iter().any(|asking| match ground.look(&asking) {
        Found::Paths(paths) => paths.iter().any(could),
        Found::NoMatch | Found::Missing(_) => false,
    })
}

/// What a tar archive is made of.
const BLOCK: u64 = 512;

fn is_plain(facts: &Facts<'_>, step: &Step, transfer: &Transfer, at: (usize, usize)) -> bool {
    let (Some(plan), Some(landing)) = (facts.plan(), facts.landing) else { return false };
    let text = String::from_utf8_lossy(plan.source.slice(step.span)).into_owned();
    let local = transfer.sources.iter().all(|source| source.kind == SourceKind::Local);
    let flagged = FLAGS.iter().any(|flag| text.contains(flag));
    if !local || flagged || transfer.sources.is_empty() || transfer.from != Tree::Context {
        return false;
    }
    // An archive that is to come, or one that is ignored here, is still what ADD is for.
    let named = |source: &str| {
        let source = source.to_ascii_lowercase();
        let endings = [".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst"];
        source.contains(".tar.") || endings.iter().any(|ending| source.ends_with(ending))
    };
    if transfer.sources.iter().any(|source| named(&source.text)) {
        return false;
    }
    if !brings_file(facts, at) {
        return true;
    }
    let files = landing.files(facts.views, at.0);
    let hop =
        |landed: &crate::landing::Landed| landed.hops.iter().any(|hop| (hop.stage, hop.step) == at);
    !files.iter().any(|landed| landed.unpacked && hop(landed))
}
