//! `host-artifacts`: what the host installed, copied over what the image installs itself.

use super::asking::of_step;
use super::commands::{Install, Shape, installs};
use super::ground::joined;
use super::installs::{Placed, below, chain, folder};
use super::{Check, Facts, Remark, amount};
use crate::context::EntryId;
use crate::dockerfile::{Act, Tree};
use crate::path::Shown;
use crate::rules::Severity;
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    id: "host-artifacts",
    severity: Severity::Medium,
    summary: "packages of the host are laid over those of the image",
    why: "The image installs its packages (`node_modules`, `.venv`, `vendor`, `obj`, `deps`), and a COPY brings the \
          host's folder of the same name to the same place: after the install it replaces what was installed, before \
          it it is what the package manager finds and builds on.\n\n\
          It matters because such folders hold what was compiled for the host, and absolute paths of the host: the \
          image fails with `invalid ELF header`, a missing interpreter, or a restore that believes it is done. What \
          is in the image then depends on whose desk it was built at.\n\n\
          Ignore the folder at every depth; the line to write is named. In a monorepo `node_modules` alone stops only \
          the folder at the root.\n\n\
          It is fine, and nothing is said, if the folder is copied by its own name, which is taken for a decision, if \
          `npm ci` follows, which empties it first, or if the COPY takes the folder from another stage.",
    source: "kelektiv/node.bcrypt.js#578, Automattic/node-canvas#1000; docs.astral.sh/uv guides: docker",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(plan) = facts.plan() else { return Vec::new() };
    let mut told: BTreeSet<(usize, EntryId)> = BTreeSet::new();
    let mut remarks = Vec::new();
    for (stage, _) in plan.reachable() {
        let chain = chain(plan, stage);
        for (at, (place, step)) in chain.iter().enumerate() {
            let Act::Run(work) = &step.act else { continue };
            for install in installs(work) {
                let folders = if install.shape == Shape::System {
                    &[][..]
                } else {
                    install.ecosystem.artifacts
                };
                for artifact in folders {
                    let found =
                        over(facts, &chain, at, (place.0, stage), &install, artifact, step.span);
                    let new = |found: &Over| told.insert((found.copied.start, found.entry));
                    remarks
                        .extend(found.into_iter().filter(new).map(|f| remark(facts, &f, artifact)));
                }
            }
        }
    }
    merged(remarks)
}

/// A folder of the host that meets one of the image.
struct Over {
    entry: EntryId,
    copied: Span,
    after: bool,
    text: String,
    run: Span,
}

/// The folders of one name that a COPY of a whole folder brings to where an install writes.
fn over(
    facts: &Facts<'_>,
    chain: &[Placed<'_>],
    at: usize,
    (of, stage): (usize, usize),
    install: &Install,
    artifact: &str,
    run: Span,
) -> Option<Over> {
    let directory = install.directory.as_ref()?;
    let removes = facts.quoted_whole(run).contains("rm -");
    for (index, &(place, step)) in chain.iter().enumerate() {
        let after = index > at;
        // Only what this stage adds is its own; the rest was told of the stage that it starts from.
        if (after && place.0 != stage) || (!after && of != stage) {
            continue;
        }
        if !after && (install.starts_afresh || removes || !mixes(install)) {
            continue;
        }
        for asking in of_step(place.0, place.1, step) {
            let Some(transfer) = asking.transfer() else { continue };
            if *asking.tree != Tree::Context || transfer.parents {
                continue;
            }
            let Some(folder) = folder(facts, &asking) else { continue };
            let destination = &transfer.destination.path;
            let home = match below(directory, destination) {
                Some(b"") => folder,
                Some(home) => joined(&folder, home),
                // A part of what the install sees, with packages of its own.
                None if nests(install) && below(destination, directory).is_some() => folder,
                None => continue,
            };
            let deep = nests(install);
            let Some(entry) = brought(facts, &home, artifact, (place, deep)) else { continue };
            let text = super::shortened(&install.text);
            return Some(Over { entry, copied: asking.instruction, after, text, run });
        }
    }
    None
}

/// Whether the package manager builds on what it finds in its folder.
fn mixes(install: &Install) -> bool {
    matches!(install.ecosystem.id, "node" | "composer" | "mix" | "dotnet")
}

/// Whether the projects below the one that is installed have folders of their own.
fn nests(install: &Install) -> bool {
    matches!(install.ecosystem.id, "node" | "dotnet")
}

/// The folder of that name in `home` or below, if the instruction at `place` brings it.
fn brought(
    facts: &Facts<'_>,
    home: &[u8],
    artifact: &str,
    (place, deep): ((usize, usize), bool),
) -> Option<EntryId> {
    let landing = facts.landing?;
    let inventory = facts.inventory;
    let home = match home {
        b"" => crate::context::DirId::ROOT,
        home => inventory.opened(inventory.find(home)?)?,
    };
    let range = inventory.subtree(home);
    let end = if deep { range.end.0 } else { range.start.0 + 1 };
    let mut dirs = (range.start.0..end).map(crate::context::DirId);
    dirs.find_map(|dir| {
        let entry = inventory.find_below(dir, artifact.as_bytes())?;
        inventory.opened(entry)?;
        let is_nested = inventory
            .path(entry)
            .split(|&byte| byte == b'/')
            .filter(|part| matches!(*part, b"node_modules" | b"vendor" | b".git"))
            .count()
            > 1;
        let filled = facts.requested.with(inventory, entry).files > 0;
        if is_nested || !filled || !is_artifact(facts, dir, artifact) {
            return None;
        }
        let ways = landing.ways(facts.views, Facts::origin(entry));
        let by_this = ways.iter().any(|way| way.hops.iter().any(|h| (h.stage, h.step) == place));
        by_this.then_some(entry)
    })
}

/// Folders with common names are meant only beside what makes them.
fn is_artifact(facts: &Facts<'_>, dir: crate::context::DirId, artifact: &str) -> bool {
    let inventory = facts.inventory;
    let beside =
        |test: &dyn Fn(&[u8]) -> bool| inventory.entries(dir).any(|id| test(inventory.name(id)));
    match artifact {
        "vendor" => beside(&|name| name == b"composer.json"),
        "target" => beside(&|name| name == b"Cargo.toml" || name == b"pom.xml"),
        "obj" | "bin" => beside(&|name| {
            [&b".csproj"[..], b".fsproj", b".vbproj"].iter().any(|ending| name.ends_with(ending))
        }),
        "deps" | "_build" => beside(&|name| name == b"mix.exs"),
        _ => true,
    }
}

fn remark(facts: &Facts<'_>, over: &Over, artifact: &str) -> Remark {
    let path = facts.inventory.path(over.entry);
    let line = facts.line(over.run);
    let line = line.rsplit(':').next().unwrap_or_default();
    let Over { text, .. } = over;
    let message = if over.after {
        format!(
            "the host's `{}/` is laid over what `{text}` installed on line {line}",
            path.shown()
        )
    } else {
        format!("the host's `{}/` is there before `{text}` on line {line} fills it", path.shown())
    };
    let totals = facts.requested.with(facts.inventory, over.entry);
    Remark::new(&CHECK, Severity::Medium, message)
        .at(facts.place(over.copied))
        .note(format!("it brings {}, made for the host", amount(totals)))
        .help(format!("ignore it: write `**/{artifact}` into {}", facts.ignore_name()))
        .lines(vec![format!("**/{}", Shown(artifact.as_bytes()))])
        .about(facts, vec![over.entry])
}

/// One remark for each COPY and name, however many installs write there.
fn merged(remarks: Vec<Remark>) -> Vec<Remark> {
    let mut kept: Vec<Remark> = Vec::new();
    for remark in remarks {
        let start = |remark: &Remark| remark.place.as_ref().map(|place| place.span.start);
        let same = |other: &Remark| start(other) == start(&remark) && other.lines == remark.lines;
        if !kept.iter().any(same) {
            kept.push(remark);
        }
    }
    kept
}
