//! Which kinds of projects a context holds, and where: one pass over the directories of an
//! inventory.
//!
//! What a tool brought or made is somebody else's project: a `package.json` in `node_modules` is no
//! sign. The inventory should be one without an ignore file, or one whose walk looked into what is
//! held back; what was not opened has no signs.

use super::compose;
use super::table::KINDS;
use super::{Kind, Sign};
use crate::context::{DirId, EntryId, Heads, Inventory, Kind as EntryKind};
use crate::dockerfile::Asked;
use crate::glob;
use crate::path::{ContextPath, name};
use crate::rules::{Category, rule_of};

/// A kind of project that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Which.
    pub kind: &'static Kind,
    /// The directories of such projects, in order; the root of the context for a kind that needs
    /// no sign.
    pub dirs: Vec<DirId>,
    /// For the one kind that has them, the directories that Compose mounts for databases.
    pub volumes: Vec<Volume>,
}

/// A directory of the context that a service keeps its data in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Volume {
    /// The directory.
    pub path: ContextPath,
    /// The Compose file that says so.
    pub file: ContextPath,
}

/// From how many sources on a list of what is allowed costs more than it keeps.
const FEW_SOURCES: usize = 8;

/// Directories that rules speak of only with evidence, and that hold others' projects all the same.
const FOREIGN: [&[u8]; 5] = [b"vendor", b"target", b"deps", b"Library", b"third_party"];

/// Finds the kinds of an inventory, in the order of the table; the common one always is there.
/// `asked` is what the Dockerfile asks of the context.
pub fn detect(inventory: &Inventory, heads: &dyn Heads, asked: &Asked) -> Vec<Detected> {
    let own = own_directories(inventory);
    let mut found = Vec::new();
    for kind in KINDS {
        let (mut dirs, mut volumes) = (Vec::new(), Vec::new());
        match kind.id {
            "common" => dirs.push(DirId::ROOT),
            "compose-volumes" => (dirs, volumes) = with_volumes(inventory, heads, &own),
            "allow-list" => dirs.extend(names_little(asked).then_some(DirId::ROOT)),
            _ => dirs.extend(own.iter().filter(|&&dir| has_sign(inventory, dir, kind.signs))),
        }
        if !dirs.is_empty() {
            found.push(Detected { kind, dirs, volumes });
        }
    }
    found
}

/// The directories in which a project of this tree can be.
fn own_directories(inventory: &Inventory) -> Vec<DirId> {
    let mut own = Vec::new();
    let mut path = Vec::new();
    let mut at = 0;
    let count = inventory.directories().len() as u32;
    while at < count {
        let dir = DirId(at);
        inventory.dir_path_into(dir, &mut path);
        if dir != DirId::ROOT && is_foreign(&path) {
            at = inventory.subtree(dir).end.0;
        } else {
            own.push(dir);
            at += 1;
        }
    }
    own
}

fn is_foreign(path: &[u8]) -> bool {
    let brought = |category| match category {
        Category::IacState
        | Category::Vcs
        | Category::Dependency
        | Category::Cache
        | Category::BuildOutput => true,
        Category::Secret
        | Category::Editor
        | Category::Os
        | Category::Log
        | Category::Data
        | Category::TestOutput
        | Category::Docs
        | Category::Docker => false,
    };
    FOREIGN.contains(&name(path)) || rule_of(path, true).is_some_and(|rule| brought(rule.category))
}

fn has_sign(inventory: &Inventory, dir: DirId, signs: &[Sign]) -> bool {
    signs.iter().any(|sign| {
        let with = || sign.with.iter().any(|path| is_there(inventory, dir, path, false));
        is_there(inventory, dir, sign.path, sign.directory) && (sign.with.is_empty() || with())
    })
}

/// Whether something of this path, whose components may hold wildcards, is below a directory.
fn is_there(inventory: &Inventory, dir: DirId, path: &str, directory: bool) -> bool {
    let (first, rest) = path.split_once('/').map_or((path, None), |(a, b)| (a, Some(b)));
    let fits = |entry: EntryId| match rest {
        Some(rest) => {
            inventory.opened(entry).is_some_and(|below| is_there(inventory, below, rest, directory))
        }
        None => match inventory.kind(entry) {
            EntryKind::Directory => directory,
            EntryKind::File | EntryKind::Symlink => !directory,
            EntryKind::Fifo | EntryKind::Socket | EntryKind::Device => false,
        },
    };
    if glob::is_plain(first) {
        return inventory.find_in(dir, first.as_bytes()).is_some_and(fits);
    }
    let named = |entry: &EntryId| glob::component(first, inventory.name(*entry), false);
    inventory.entries(dir).filter(named).any(fits)
}

/// Where Compose files mount directories of the context for data, and which.
fn with_volumes(
    inventory: &Inventory,
    heads: &dyn Heads,
    own: &[DirId],
) -> (Vec<DirId>, Vec<Volume>) {
    let (mut dirs, mut volumes) = (Vec::new(), Vec::new());
    let (mut above, mut path) = (Vec::new(), Vec::new());
    for &dir in own {
        let before = volumes.len();
        for entry in inventory.entries(dir) {
            let is_file = inventory.kind(entry) == EntryKind::File;
            if !is_file || !compose::is_compose_file(inventory.name(entry)) {
                continue;
            }
            inventory.path_into(entry, &mut path);
            inventory.dir_path_into(dir, &mut above);
            let mut text = Vec::new();
            if heads.content(&path, &mut text, &mut |_| true).is_err() {
                continue;
            }
            let is_directory = |path: &Vec<u8>| {
                let there = inventory.find(path);
                there.is_none_or(|entry| inventory.kind(entry) == EntryKind::Directory)
            };
            let sources = compose::data_sources(&text, &above).into_iter().filter(is_directory);
            volumes.extend(sources.map(|source| Volume {
                path: ContextPath::new(source),
                file: ContextPath::new(path.clone()),
            }));
        }
        if volumes.len() > before {
            dirs.push(dir);
        }
    }
    volumes.sort();
    volumes.dedup_by(|a, b| a.path == b.path);
    (dirs, volumes)
}

fn names_little(asked: &Asked) -> bool {
    match asked {
        Asked::Paths(paths) => paths.len() < FEW_SOURCES,
        Asked::Nothing | Asked::Everything => false,
    }
}
