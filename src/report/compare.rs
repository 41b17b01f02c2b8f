//! One build under several engines: what each would send, and on which paths they differ.
//!
//! The inventories are walked side by side, a directory at a time. A path differs if one engine
//! delivers it, with or without its content, and another does not; the reasons are those that the
//! walks found.

use super::model::Report;
use crate::audit::Audit;
use crate::context::{DirId, Empty, EntryId, Fate, Inventory, Kind};
use crate::engine::{Engine, Opened};
use crate::ignorefile::IgnoreFile;
use crate::path::{ContextPath, Shown};
use std::collections::BTreeSet;

/// One build under several engines.
#[derive(Debug)]
pub struct Comparison {
    /// One report for each engine, in the order of the table.
    pub reports: Vec<Report>,
    /// Where those that would run differ, in byte order of paths.
    pub differences: Vec<Difference>,
}

/// A path on which engines differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where.
    pub path: ContextPath,
    /// What it is.
    pub kind: Kind,
    /// How many further entries below it differ in the same way.
    pub below: u64,
    /// What each engine does; those that would refuse the build are left out.
    pub outcomes: Vec<Outcome>,
}

/// What one engine does with a path.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The engine.
    pub engine: &'static Engine,
    /// Whether it arrives.
    pub delivery: Delivery,
    /// Why.
    pub reason: String,
}

/// Whether and how something arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// As it is.
    Sent,
    /// Without its content.
    Empty,
    /// Not at all: the ignore file or the engine holds it back.
    Held,
    /// Not at all: it may travel, and no instruction asks for it. Engines are not compared by this.
    Unasked,
}

impl Comparison {
    /// Compares the audits of one build; `reports` are the reports on all engines, refused ones
    /// included.
    pub fn new(reports: Vec<Report>, audits: &[Audit]) -> Self {
        let running: Vec<&Audit> =
            audits.iter().filter(|audit| audit.failure().is_none()).collect();
        Self { reports, differences: differences(&running) }
    }
}

/// A directory to be compared: its number in each inventory that opened it.
struct Level {
    dirs: Vec<Option<DirId>>,
    path: Vec<u8>,
    /// The difference that what is below may be counted into.
    within: Option<usize>,
}

fn differences(audits: &[&Audit]) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let mut levels =
        vec![Level { dirs: vec![Some(DirId::ROOT); audits.len()], path: Vec::new(), within: None }];
    while let Some(level) = levels.pop() {
        for name in names(audits, &level.dirs) {
            let find = |(audit, dir): (&&Audit, &Option<DirId>)| {
                dir.and_then(|dir| audit.inventory.find_in(dir, name))
            };
            let ids: Vec<Option<EntryId>> = audits.iter().zip(&level.dirs).map(find).collect();
            let path = join(&level.path, name);
            let within = visit(audits, &ids, &path, level.within, &mut found);
            let opened = |(audit, id): (&&Audit, &Option<EntryId>)| {
                id.and_then(|id| audit.inventory.opened(id))
            };
            let dirs: Vec<Option<DirId>> = audits.iter().zip(&ids).map(opened).collect();
            if dirs.iter().any(Option::is_some) {
                levels.push(Level { dirs, path, within });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn names<'a>(audits: &[&'a Audit], dirs: &[Option<DirId>]) -> BTreeSet<&'a [u8]> {
    let mut names = BTreeSet::new();
    for (audit, dir) in audits.iter().zip(dirs) {
        let entries = dir.map(|dir| audit.inventory.entries(dir));
        names.extend(entries.into_iter().flatten().map(|id| audit.inventory.name(id)));
    }
    names
}

/// Compares one path; gives the difference that what is below may be counted into.
fn visit(
    audits: &[&Audit],
    ids: &[Option<EntryId>],
    path: &[u8],
    within: Option<usize>,
    found: &mut Vec<Difference>,
) -> Option<usize> {
    let deliveries: Vec<Delivery> =
        audits.iter().zip(ids).map(|(audit, id)| delivery(&audit.inventory, *id)).collect();
    if deliveries.iter().all(|delivery| *delivery == deliveries[0]) {
        return None;
    }
    if let Some(index) = within {
        let above = found[index].outcomes.iter().map(|outcome| outcome.delivery);
        if above.eq(deliveries.iter().copied()) {
            found[index].below += 1;
            return within;
        }
    }
    let outcome = |((audit, id), delivery): ((&&Audit, &Option<EntryId>), &Delivery)| Outcome {
        engine: audit.build.engine,
        delivery: *delivery,
        reason: reason(audit, *id, path),
    };
    let kind = audits.iter().zip(ids).find_map(|(audit, id)| Some(audit.inventory.kind((*id)?)));
    found.push(Difference {
        path: path.into(),
        kind: kind.unwrap_or(Kind::File),
        below: 0,
        outcomes: audits.iter().zip(ids).zip(&deliveries).map(outcome).collect(),
    });
    Some(found.len() - 1)
}

fn delivery(inventory: &Inventory, id: Option<EntryId>) -> Delivery {
    match id {
        Some(id) if inventory.fate(id).travels() => match inventory.empty(id) {
            Some(Empty::Disagreement | Empty::Unreadable) => Delivery::Empty,
            Some(Empty::Socket) | None => Delivery::Sent,
        },
        Some(_) | None => Delivery::Held,
    }
}

/// Why an engine does what it does with a path. `id` is the path's entry if the walk saw it.
pub(super) fn reason(audit: &Audit, id: Option<EntryId>, path: &[u8]) -> String {
    let inventory = &audit.inventory;
    let ignore = audit.build.ignore.as_ref();
    let Some(id) = id else {
        return unopened(inventory, ignore, path);
    };
    let line = inventory.decider(id).and_then(|pattern| line(ignore?, pattern));
    let by = |line: Option<String>| line.unwrap_or_else(|| "no line hits it".to_owned());
    match (inventory.fate(id), inventory.empty(id)) {
        (Fate::Sent, Some(Empty::Disagreement)) => {
            "it is listed as taken in and opened as excluded".to_owned()
        }
        (Fate::Sent, Some(Empty::Unreadable)) => "this user cannot read it".to_owned(),
        (Fate::Sent, Some(Empty::Socket)) => "a socket arrives as an empty file".to_owned(),
        (Fate::Sent | Fate::Held, _) => by(line),
        (Fate::SentAsParent, _) => match audit.build.engine.transfer.opened {
            Opened::WhenNeeded => "something below it is sent".to_owned(),
            Opened::Always | Opened::Never => "an opened directory is sent".to_owned(),
        },
        (Fate::Skipped, _) => match inventory.kind(id) {
            Kind::Socket => "a socket is not carried".to_owned(),
            Kind::Fifo => "a FIFO is not carried".to_owned(),
            Kind::File | Kind::Directory | Kind::Symlink | Kind::Device => {
                "it could not be read".to_owned()
            }
        },
    }
}

/// What is said of a path that the walk did not come to: the directory above that stays unopened.
fn unopened(inventory: &Inventory, ignore: Option<&IgnoreFile>, path: &[u8]) -> String {
    let above = crate::path::ancestors(path).collect::<Vec<_>>();
    let seen = above.iter().rev().find_map(|above| Some((*above, inventory.find(above)?)));
    let Some((directory, id)) = seen else {
        return "the walk did not see it".to_owned();
    };
    let line = inventory.decider(id).and_then(|pattern| line(ignore?, pattern));
    let directory = Shown(directory);
    line.map_or_else(
        || format!("`{directory}/` is not opened"),
        |line| format!("{line} closes `{directory}/`"),
    )
}

/// `.dockerignore:3 `node_modules``
pub(super) fn line(ignore: &IgnoreFile, pattern: usize) -> Option<String> {
    let place = ignore.place_of(pattern)?;
    let text = super::excerpt::visible(place.source.slice(place.span));
    let text = super::shorten(&text, 60);
    Some(format!("{}:{} `{text}`", place.source.name(), place.position().line))
}

fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    if directory.is_empty() { name.to_vec() } else { [directory, name].join(&b'/') }
}
