//! What `stowaway fix --format json` writes, version 1. What stands here is a promise: fields may be
//! added, none may change or go.

use super::path;
use crate::content::masked;
use crate::context::Totals;
use crate::fix::Diff;
use crate::report::excerpt::hidden;
use crate::report::fix::{Effect, FileRepair, RefusedRepair, RepairItem, Repairs};
use crate::report::stops::{Extent, Stop};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct RepairsV1 {
    /// The version of this format: 1. Fields may be added within a version.
    schema: u32,
    /// The context as it was named.
    context: String,
    /// As in a report of `check`.
    dockerfile: Option<String>,
    /// Whether a file would change or has changed.
    changes: bool,
    /// One for each ignore file that the engines read.
    files: Vec<FileV1>,
}

#[derive(Serialize)]
struct FileV1 {
    /// Relative to the working directory where it lies inside.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_bytes: Option<Vec<u8>>,
    /// Whether it is there already.
    exists: bool,
    /// A unified diff, in which secrets are hidden and ill-formed bytes are U+FFFD; empty if nothing
    /// changes. `--format diff` writes the bytes.
    diff: String,
    /// One for each engine that reads the file.
    engines: Vec<EffectV1>,
    /// What is done, the heaviest first.
    items: Vec<ItemV1>,
    /// What `--unsafe` would do too.
    withheld: Vec<ItemV1>,
    /// What would do harm.
    refused: Vec<RefusedV1>,
    /// Where it was written; null if it was not.
    written: Option<WrittenV1>,
}

#[derive(Serialize)]
struct EffectV1 {
    /// The engine's id, as typed after `--engine`.
    engine: &'static str,
    /// What travels today.
    before: TotalsV1,
    /// What would travel then.
    after: TotalsV1,
    /// What stops travelling; with `--verbose` every single file.
    stops: Vec<StopV1>,
}

#[derive(Serialize)]
struct TotalsV1 {
    files: u64,
    directories: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct StopV1 {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    /// entry, directory (all of it), part (some files directly in a directory)
    extent: &'static str,
    files: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct ItemV1 {
    /// In words.
    what: String,
    /// The rules and checks that ask for it, the worst first.
    rules: Vec<&'static str>,
    safe: bool,
    /// What would make it wrong.
    unless: Option<String>,
    /// What of that which travels it keeps at home.
    saves: TotalsV1,
    /// What begins to travel, if that is what it is for.
    starts: Vec<String>,
}

#[derive(Serialize)]
struct RefusedV1 {
    what: String,
    rules: Vec<&'static str>,
    why: String,
}

#[derive(Serialize)]
struct WrittenV1 {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    /// Whether `name` is a link to it.
    through_link: bool,
}

impl RepairsV1 {
    pub(super) fn of(repairs: &Repairs) -> Self {
        Self {
            schema: 1,
            context: repairs.context.clone(),
            dockerfile: repairs.dockerfile.clone(),
            changes: repairs.change_something(),
            files: repairs.files.iter().map(file).collect(),
        }
    }
}

fn file(file: &FileRepair) -> FileV1 {
    let (name, name_bytes) = path(&file.name);
    let (old, new) = (file.old.as_deref().map(masked), file.new.as_deref().map(masked));
    // Where the lines are does not change when secrets in them are hidden.
    let hunks = file.diff().hunks;
    let mut diff = Vec::new();
    let shown = Diff { name: &file.name, old: old.as_deref(), new: new.as_deref(), hunks };
    // A vector takes everything.
    let _ = shown.write(&mut diff);
    let written = file.written.as_ref().map(|written| {
        let (path, path_bytes) = path(written.path.as_os_str().as_encoded_bytes());
        WrittenV1 { path, path_bytes, through_link: written.through_link }
    });
    FileV1 {
        name,
        name_bytes,
        exists: file.old.is_some() || file.written.is_some(),
        diff: String::from_utf8_lossy(&diff).into_owned(),
        engines: file.effects.iter().map(effect).collect(),
        items: file.items.iter().map(item).collect(),
        withheld: file.withheld.iter().map(item).collect(),
        refused: file.refused.iter().map(refused).collect(),
        written,
    }
}

fn effect(effect: &Effect) -> EffectV1 {
    EffectV1 {
        engine: effect.engine.id,
        before: totals(effect.before),
        after: totals(effect.after),
        stops: effect.stops.iter().map(stop).collect(),
    }
}

fn totals(Totals { files, directories, bytes }: Totals) -> TotalsV1 {
    TotalsV1 { files, directories, bytes }
}

fn stop(stop: &Stop) -> StopV1 {
    let (path, path_bytes) = path(&stop.path);
    let extent = match stop.extent {
        Extent::Entry => "entry",
        Extent::Directory => "directory",
        Extent::Part => "part",
    };
    StopV1 { path, path_bytes, extent, files: stop.totals.files, bytes: stop.totals.bytes }
}

fn item(item: &RepairItem) -> ItemV1 {
    ItemV1 {
        what: hidden(&item.what),
        rules: item.rules.clone(),
        safe: item.is_safe,
        unless: item.unless.clone(),
        saves: totals(item.saves),
        starts: item.starts.iter().map(|path| super::path(path).0).collect(),
    }
}

fn refused(repair: &RefusedRepair) -> RefusedV1 {
    RefusedV1 { what: hidden(&repair.what), rules: repair.rules.clone(), why: hidden(&repair.why) }
}
