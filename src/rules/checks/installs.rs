//! Dependency installs that stand behind a COPY of a whole folder, and so are done again whenever
//! any file of it changes.
//!
//! Only the first install of a kind in a stage counts: what comes after it finds its packages
//! there. Installs with a cache mount, or with bind-mounted manifests, lose nothing.

use super::Facts;
use super::asking::{Asking, By, of_step};
use super::commands::{Install, Shape, installs};
use super::ground::{Arrival, Found, Ground, joined};
use crate::dockerfile::{Act, MountKind, Plan, Step, Transfer, Tree, Work, matches_path};
use crate::source::Span;

/// An install and the COPY that it waits for.
#[derive(Debug)]
pub(super) struct Late<'a> {
    /// The source of the COPY, a folder.
    pub(super) asking: Asking<'a>,
    /// The folder in the context; empty for the whole.
    pub(super) folder: Vec<u8>,
    /// The RUN.
    pub(super) span: Span,
    pub(super) install: Install,
    /// The manifests, as paths in the context.
    pub(super) manifests: Vec<Vec<u8>>,
    /// The folder of the manifests.
    pub(super) home: Vec<u8>,
}

/// A step of a stage or of one that it starts from.
pub(super) type Placed<'a> = ((usize, usize), &'a Step);

/// The steps that make a stage, those of its bases first.
pub(super) fn chain(plan: &Plan, stage: usize) -> Vec<Placed<'_>> {
    let mut line = plan.lineage(stage);
    line.reverse();
    let steps = |number: usize| plan.stages[number].steps.iter().enumerate();
    line.into_iter()
        .flat_map(|number| steps(number).map(move |(index, step)| ((number, index), step)))
        .collect()
}

/// Every install that waits for a COPY of a folder, in order of the file.
pub(super) fn late<'a>(facts: &Facts<'a>) -> Vec<Late<'a>> {
    let mut found = Vec::new();
    let Some(plan) = facts.plan() else { return found };
    for (stage, _) in plan.reachable() {
        let chain = chain(plan, stage);
        let mut done: Vec<Install> = Vec::new();
        for (at, (place, step)) in chain.iter().enumerate() {
            let work = match &step.act {
                Act::Run(work) => work,
                Act::Copy(Transfer { from: Tree::Stage(other), .. }) => {
                    // Packages may come ready from another stage.
                    done.extend(brought_from(plan, *other));
                    continue;
                }
                Act::Copy(_) | Act::Workdir(_) => continue,
            };
            for install in installs(work) {
                let first =
                    install.shape == Shape::System || !done.iter().any(|d| same(d, &install));
                if place.0 == stage && first && !is_sparing(work) {
                    found.extend(waits(facts, &chain[..at], step.span, &install));
                }
                done.push(install);
            }
        }
    }
    found
}

/// What a stage has installed, wherever it is put afterwards.
fn brought_from(plan: &Plan, stage: usize) -> Vec<Install> {
    let mut found = Vec::new();
    for (_, step) in chain(plan, stage) {
        let Act::Run(work) = &step.act else { continue };
        let installs = installs(work).into_iter();
        found.extend(installs.map(|install| Install { directory: None, ..install }));
    }
    found
}

/// Whether one install finds what another has fetched.
pub(super) fn same(earlier: &Install, later: &Install) -> bool {
    let below =
        |a: &str, b: &str| a == b || b.starts_with(&format!("{}/", a.trim_end_matches('/')));
    let near = match (&earlier.directory, &later.directory) {
        (Some(a), Some(b)) => below(a, b) || below(b, a),
        (None, _) | (_, None) => true,
    };
    earlier.ecosystem.id == later.ecosystem.id && near
}

/// Whether the RUN brings its own manifests, or keeps what it fetches.
fn is_sparing(work: &Work) -> bool {
    work.mounts.iter().any(|mount| match mount.kind {
        MountKind::Bind => mount.from == Tree::Context,
        MountKind::Cache => true,
        MountKind::Tmpfs | MountKind::Secret | MountKind::Ssh => false,
    })
}

/// The first COPY of a folder that brings the manifests of an install, and more.
fn waits<'a>(
    facts: &Facts<'a>,
    before: &[Placed<'a>],
    span: Span,
    install: &Install,
) -> Option<Late<'a>> {
    for (index, &((stage, number), step)) in before.iter().enumerate() {
        let runs = |(_, step): &Placed<'_>| matches!(step.act, Act::Run(_));
        if install.shape == Shape::System && before[index..].iter().any(runs) {
            continue; // what runs in between may prepare what is installed
        }
        for asking in of_step(stage, number, step) {
            let By::Copy(transfer, _) = asking.by else { continue };
            if *asking.tree != Tree::Context || transfer.parents {
                continue;
            }
            let Some(folder) = folder(facts, &asking) else { continue };
            if install.shape == Shape::System {
                if !folder.is_empty() {
                    continue;
                }
                let (manifests, home) = (Vec::new(), Vec::new());
                let install = install.clone();
                return Some(Late { asking, folder, span, install, manifests, home });
            }
            let Some(found) = needed(facts, install, &folder, &transfer.destination.path) else {
                continue;
            };
            let (home, manifests) = found;
            let enough = install.shape == Shape::Sources || !manifests.is_empty();
            if enough && is_more(facts, &folder, manifests.len()) {
                let install = install.clone();
                return Some(Late { asking, folder, span, install, manifests, home });
            }
        }
    }
    None
}

/// The folder that a source is, if it is one and arrives.
pub(super) fn folder(facts: &Facts<'_>, asking: &Asking<'_>) -> Option<Vec<u8>> {
    let ground = Ground::of(facts, asking.tree)?;
    if crate::dockerfile::has_glob(&asking.path()) {
        return None;
    }
    let Found::Paths(mut paths) = ground.look(asking) else { return None };
    let only = paths.pop().filter(|path| ground.arrival(path) == Arrival::Yes)?;
    let is_folder = only.path.is_empty()
        || ground.entry(&only.path).is_some_and(|id| facts.inventory.opened(id).is_some());
    is_folder.then_some(only.path)
}

/// What comes after `base` in `path`; nothing if it is not inside.
pub(super) fn below<'p>(path: &'p str, base: &str) -> Option<&'p [u8]> {
    let rest = path.strip_prefix(base.trim_end_matches('/'))?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest.as_bytes()),
        None => rest.is_empty().then_some(b""),
    }
}

/// The folder that an install looks at, and the manifests there, if a COPY of `folder` to
/// `destination` brings them.
fn needed(
    facts: &Facts<'_>,
    install: &Install,
    folder: &[u8],
    destination: &str,
) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    if !install.named.is_empty() {
        let paths = install.named.iter().filter_map(|name| install.path_of(name));
        let inside = paths.filter_map(|path| Some(joined(folder, below(&path, destination)?)));
        return Some((folder.to_vec(), inside.filter(|path| travels(facts, path)).collect()));
    }
    let home = match below(install.directory.as_ref()?, destination)? {
        b"" => folder.to_vec(),
        below => joined(folder, below),
    };
    let manifests = manifests(facts, install, &home);
    Some((home, manifests))
}

fn travels(facts: &Facts<'_>, path: &[u8]) -> bool {
    let id = facts.inventory.find(path);
    id.is_some_and(|id| facts.requested.travels(facts.inventory, id) && !is_secret(facts, id))
}

/// The manifests of an install that are in a folder of the context and travel; none without a key.
fn manifests(facts: &Facts<'_>, install: &Install, home: &[u8]) -> Vec<Vec<u8>> {
    let ecosystem = install.ecosystem;
    let travels = |path: &Vec<u8>| {
        let id = facts.inventory.find(path);
        id.is_some_and(|id| facts.requested.travels(facts.inventory, id) && !is_secret(facts, id))
    };
    let names: Vec<Vec<u8>> = names_in(facts, home);
    let pick = |globs: &[&str]| -> Vec<Vec<u8>> {
        let wanted = |name: &&Vec<u8>| {
            globs.iter().any(|glob| matches_path(glob.as_bytes(), name) == Ok(true))
        };
        names.iter().filter(wanted).map(|name| joined(home, name)).filter(travels).collect()
    };
    let mut found = pick(ecosystem.keys);
    if !found.is_empty() {
        found.extend(pick(ecosystem.files));
        // A wrapper is needed by those who call it.
        found.retain(|path| {
            let name = crate::path::name(path);
            !matches!(name, b"mvnw" | b"gradlew") || install.text.contains(WRAPPED)
        });
    }
    found
}

/// What a command with a wrapper begins with.
pub(super) const WRAPPED: &str = "./";

fn names_in(facts: &Facts<'_>, home: &[u8]) -> Vec<Vec<u8>> {
    let dir = match home {
        b"" => Some(crate::context::DirId::ROOT),
        home => facts.inventory.find(home).and_then(|id| facts.inventory.opened(id)),
    };
    let entries = dir.into_iter().flat_map(|dir| facts.inventory.entries(dir));
    entries.map(|id| facts.inventory.name(id).to_vec()).collect()
}

fn is_secret(facts: &Facts<'_>, id: crate::context::EntryId) -> bool {
    facts.findings.iter().any(|finding| {
        finding.rule.category == crate::rules::Category::Secret
            && finding.inherent > crate::rules::Severity::Info
            && finding.entries.contains(&id)
    })
}

/// Whether a folder brings more than so many files; the Dockerfile and the ignore file, which the
/// whole context holds, are no reason to copy in parts.
fn is_more(facts: &Facts<'_>, folder: &[u8], manifests: usize) -> bool {
    let totals = match folder {
        b"" => facts.requested.totals(facts.inventory),
        folder => facts
            .inventory
            .find(folder)
            .map_or_else(Default::default, |id| facts.requested.with(facts.inventory, id)),
    };
    let plan = facts.plan().map(|plan| plan.source.name().as_bytes());
    let ignore = facts.build.ignore.as_ref().map(|ignore| ignore.source.name().as_bytes());
    let own = plan.into_iter().chain(ignore).filter(|_| folder.is_empty());
    let own = own.filter_map(|name| facts.inventory.find(name));
    let own = own.filter(|id| facts.requested.travels(facts.inventory, *id)).count();
    totals.files > (manifests + own) as u64
}
