//! From an audit to a snapshot of its build.

use super::entries::{Entries, Entry, count_bytes};
use super::lock::{BuildLock, DockerfileLock, FileLock, NamedLock, PartLock, PathLock, TopLock};
use super::stages::{Context, stages};
use super::{Modes, Unhashed, issues};
use crate::audit::Audit;
use crate::build::{Build, Request};
use crate::context::{DirId, Inventory, Kind, Requested, open_heads};
use crate::dockerfile::Platform;
use crate::error::Error;
use blake3::Hasher;
use std::collections::BTreeMap;

/// Keeps the hash of a build from ever being that of anything else.
const BUILD: &str = "stowaway 2026-11 build 1";

/// What of a build is taken down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// Which permission bits count.
    pub modes: Modes,
    /// Whether every entry is listed.
    pub entries: bool,
    /// Whether the rules were asked.
    pub rules: bool,
}

/// Takes a snapshot of the build that was audited, and reads all that it asks for. `request` is what
/// was asked.
///
/// # Errors
/// [`Unhashed`] if anything that the build asks for cannot be read, or it would be refused.
pub fn take(audit: &Audit, request: &Request, taking: Taking) -> Result<BuildLock, Unhashed> {
    if let Some(failure) = audit.failure() {
        return Err(failure.clone().into());
    }
    let build = &audit.build;
    let main = read(build, &audit.inventory, &audit.requested, taking.modes)?;
    let mut named = Vec::new();
    for (context, walked) in build.contexts.iter().zip(&audit.contexts) {
        let here = context.build.as_ref().zip(walked.as_ref());
        let entries = here
            .map(|(build, walked)| read(build, &walked.inventory, &walked.requested, taking.modes));
        named.push(entries.transpose()?);
    }
    let mut contexts = vec![Some(Context::new(&audit.inventory, &main))];
    for (walked, entries) in audit.contexts.iter().zip(&named) {
        let both = walked.as_ref().zip(entries.as_ref());
        contexts.push(both.map(|(walked, entries)| Context::new(&walked.inventory, entries)));
    }
    let context = part(build, &audit.inventory, &audit.requested, &main, taking);
    let mut locks: Vec<NamedLock> = (build.contexts.iter().zip(&audit.contexts).zip(&named))
        .map(|((context, walked), entries)| NamedLock {
            context: (context.build.as_ref().zip(walked.as_ref()).zip(entries.as_ref())).map(
                |((build, walked), entries)| {
                    part(build, &walked.inventory, &walked.requested, entries, taking)
                },
            ),
            name: context.name.clone(),
        })
        .collect();
    locks.sort_by(|a, b| a.name.cmp(&b.name));
    let dockerfile = build.plan.as_ref().map(|plan| DockerfileLock {
        hash: blake3::hash(plan.source.bytes()).to_hex().to_string(),
        name: issues::portable(plan.source.name()),
    });
    let hash = whole(audit, request, &context, &locks);
    Ok(BuildLock {
        context,
        dockerfile,
        engine: build.engine.id.to_owned(),
        findings: taking.rules.then(|| issues::issues(audit)),
        hash,
        modes: taking.modes.id().to_owned(),
        named: locks,
        stages: stages(audit, &contexts),
        target: build.plan.as_ref().map(|plan| plan.stages[plan.target].label(plan.target)),
    })
}

fn read(
    build: &Build,
    inventory: &Inventory,
    requested: &Requested,
    modes: Modes,
) -> Result<Entries, Unhashed> {
    let heads = open_heads(build).map_err(|error| {
        let reason = crate::build::reason(&error);
        Unhashed::Context(Error::ContextUnreadable { path: build.root.clone(), reason })
    })?;
    Entries::read(inventory, requested, &*heads, modes)
}

fn part(
    build: &Build,
    inventory: &Inventory,
    requested: &Requested,
    entries: &Entries,
    taking: Taking,
) -> PartLock {
    let totals = requested.totals(inventory);
    let list = || entries.0.iter().map(|entry| file(inventory, entry)).collect();
    let ignore = build.ignore.as_ref();
    PartLock {
        bytes: totals.bytes,
        directories: totals.directories,
        entries: taking.entries.then(list),
        files: totals.files,
        hash: entries.hash(inventory).to_hex().to_string(),
        ignore_file: ignore.map(|ignore| issues::portable(ignore.source.name())),
        top: top(inventory, requested),
    }
}

fn file(inventory: &Inventory, entry: &Entry) -> FileLock {
    FileLock {
        blake3: entry.content.map(|hash| hash.to_hex().to_string()),
        kind: entry.kind.id().to_owned(),
        mode: (entry.kind != Kind::Symlink).then(|| format!("{:04o}", entry.mode)),
        path: PathLock::of(&inventory.path(entry.id)),
        size: (entry.kind == Kind::File).then_some(entry.size),
    }
}

/// What is asked for below each entry of the root; files count for the root itself.
fn top(inventory: &Inventory, requested: &Requested) -> Vec<TopLock> {
    let mut tops: BTreeMap<Vec<u8>, (u64, u64)> = BTreeMap::new();
    for id in inventory.entries(DirId::ROOT) {
        let totals = requested.with(inventory, id);
        let name = match inventory.kind(id) {
            Kind::Directory => inventory.name(id),
            Kind::File | Kind::Symlink | Kind::Fifo | Kind::Socket | Kind::Device => b".",
        };
        if totals.files + totals.directories > 0 {
            let top = tops.entry(name.to_vec()).or_default();
            *top = (top.0 + totals.files, top.1 + totals.bytes);
        }
    }
    let lock =
        |(name, (files, bytes)): (Vec<u8>, _)| TopLock { bytes, files, path: PathLock::of(&name) };
    tops.into_iter().map(lock).collect()
}

/// The hash of all that is known of a build before it runs: what it asks for, the Dockerfile, and
/// what was typed that changes what instructions do.
fn whole(audit: &Audit, request: &Request, main: &PartLock, named: &[NamedLock]) -> String {
    let mut hasher = Hasher::new_derive_key(BUILD);
    count_bytes(main.hash.as_bytes(), &mut hasher);
    let plan = audit.build.plan.as_ref();
    hasher.update(&[u8::from(plan.is_some())]);
    if let Some(plan) = plan {
        count_bytes(plan.source.bytes(), &mut hasher);
        hasher.update(&(plan.target as u64).to_le_bytes());
    }
    let mut texts = |texts: Vec<(&str, String)>| {
        hasher.update(&(texts.len() as u64).to_le_bytes());
        for (name, text) in texts {
            count_bytes(name.as_bytes(), &mut hasher);
            count_bytes(text.as_bytes(), &mut hasher);
        }
    };
    let arguments = request.options.arguments.iter();
    texts(arguments.map(|(name, value)| (name.as_str(), value.clone())).collect());
    let platform = request.options.platform.iter();
    let platform = platform.flat_map(|Platform { os, architecture, variant }| {
        [("os", os.clone()), ("architecture", architecture.clone()), ("variant", variant.clone())]
    });
    texts(platform.collect());
    // What a name stands for counts by what is in it, or, if nobody here can look, by its address.
    let value = |named: &NamedLock| {
        let mut contexts = audit.build.contexts.iter();
        let given = contexts.find(|context| context.name == named.name);
        let remote = given.filter(|given| given.is_remote()).map(|given| given.value.clone());
        named.context.as_ref().map(|part| part.hash.clone()).or(remote).unwrap_or_default()
    };
    texts(named.iter().map(|named| (named.name.as_str(), value(named))).collect());
    hasher.finalize().to_hex().to_string()
}
