//! The contents of what is sent: which files are opened, and what is made of what they hold.
//!
//! Only files that the build sends are opened, whatever the rules say of their paths. Below a
//! directory that was reported as somebody else's (dependencies, caches, repositories) only those
//! are that a rule names, unless everything is wanted; a finding in there is a finding about that
//! directory. What a text holds is told in the room of contents; here it becomes hits.

use super::Severity;
use super::finding::Hit;
use super::fixture_like;
use super::rule::{Category, Rule};
use super::scan::Scanned;
use crate::content::{Content, Detector, Gate, Seen, Sighting, Tier, scan};
use crate::context::{DirId, EntryId, Extent, Heads, Inventory, Kind, Requested};
use crate::error::{Problem, ProblemKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::io;

/// Which contents are looked through, and how thoroughly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContentOptions {
    /// Which detectors are asked.
    pub tier: Tier,
    /// Whether the files below reported dependencies, caches and repositories are opened too.
    pub deep: bool,
}

/// What was seen in the contents of what is sent.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Which detectors were asked.
    pub tier: Tier,
    /// The files with something in them, in order.
    pub files: BTreeMap<EntryId, FileSecrets>,
    /// For each reported directory, the files below it with something in them.
    pub below: BTreeMap<EntryId, Vec<EntryId>>,
    /// How many files were read, and how many bytes of them.
    pub read: (u64, u64),
    /// How many files were passed over for what they are: images, fonts, programs.
    pub binary: u64,
    /// Files packed into one, which were not opened, in order.
    pub archives: Vec<EntryId>,
    /// Files of which only both ends were read, in order.
    pub partly: Vec<EntryId>,
    /// Pipes, sockets and devices, which are never opened, in order.
    pub special: Vec<EntryId>,
    /// How many values did not pass each gate, in the order of [`Gate::ALL`].
    pub passed_over: [u64; Gate::ALL.len()],
    /// Files that could not be read, in order of paths.
    pub problems: Vec<Problem>,
}

/// The secrets of one file.
#[derive(Clone, Debug, Default)]
pub struct FileSecrets {
    /// In the order of their lines.
    pub sightings: Vec<Sighting>,
    /// How many there are besides these.
    pub more: u32,
    /// Whether the path is one of tests, examples or documentation, which makes each milder.
    pub fixture_like: bool,
}

impl FileSecrets {
    fn of(path: &[u8], seen: Seen) -> Option<Self> {
        let Seen { sightings, more, .. } = seen;
        let fixture_like = fixture_like::is(path);
        (!sightings.is_empty()).then_some(Self { sightings, more, fixture_like })
    }

    /// How bad one of its secrets is here.
    pub fn severity(&self, sighting: &Sighting) -> Severity {
        match self.fixture_like {
            true if sighting.severity > Severity::Low => sighting.severity.milder(),
            true | false => sighting.severity,
        }
    }

    /// The worst of them.
    fn worst(&self) -> Option<&Sighting> {
        // The first of several that are as bad.
        self.sightings.iter().rev().max_by_key(|sighting| self.severity(sighting))
    }
}

/// What came of one file.
enum Outcome {
    Read { seen: Seen, bytes: u64, extent: Extent },
    Binary,
    Archive,
    Failed(io::Error),
}

/// Looks through the contents of what is sent, and adds what it finds to the hits of the paths.
pub(super) fn look(
    inventory: &Inventory,
    requested: &Requested,
    heads: &dyn Heads,
    scanned: &mut Scanned,
    options: ContentOptions,
) -> Contents {
    let opened = to_open(inventory, requested, scanned, options);
    let looked: Vec<(EntryId, Outcome)> = opened
        .into_par_iter()
        .with_min_len(8)
        .map_init(Default::default, |(path, buffer), entry| {
            inventory.path_into(entry, path);
            (entry, look_at(heads, path, buffer, options.tier))
        })
        .collect();
    let mut contents = Contents { tier: options.tier, ..Contents::default() };
    contents.special = special(inventory);
    for (entry, outcome) in looked {
        contents.add(inventory, entry, outcome);
    }
    contents.problems.sort_by(|a, b| a.path.cmp(&b.path));
    contents.gather_below(inventory, scanned);
    contents.tell(&mut scanned.hits);
    contents
}

/// What travels and is no file, directory or link.
fn special(inventory: &Inventory) -> Vec<EntryId> {
    let is_special = |entry: &EntryId| {
        let special = matches!(inventory.kind(*entry), Kind::Fifo | Kind::Socket | Kind::Device);
        special && inventory.fate(*entry).travels()
    };
    let entries = inventory.directories().flat_map(|dir| inventory.entries(dir));
    entries.filter(is_special).collect()
}

/// What is in one file, whatever becomes of it; `None` if that cannot be told or is nothing.
pub fn search(heads: &dyn Heads, path: &[u8], tier: Tier) -> Option<FileSecrets> {
    match look_at(heads, path, &mut Vec::new(), tier) {
        Outcome::Read { seen, .. } => FileSecrets::of(path, seen),
        Outcome::Binary | Outcome::Archive | Outcome::Failed(_) => None,
    }
}

/// The files whose contents matter.
fn to_open(
    inventory: &Inventory,
    requested: &Requested,
    scanned: &Scanned,
    options: ContentOptions,
) -> Vec<EntryId> {
    let named: FxHashSet<EntryId> = scanned
        .hits
        .iter()
        .filter(|hit| Rule::all()[usize::from(hit.rule)].category == Category::Secret)
        .map(|hit| hit.entry)
        .collect();
    let mut opened = Vec::new();
    for dir in inventory.directories() {
        let sealed = scanned.sealed[dir.0 as usize].is_some() && !options.deep;
        let wanted = |entry: &EntryId| {
            inventory.kind(*entry) == Kind::File
                && requested.size(inventory, *entry) > 0
                && requested.empty(inventory, *entry).is_none()
                && (!sealed || named.contains(entry) || is_git_config(inventory, *entry))
        };
        opened.extend(requested.sent_in(inventory, dir).filter(wanted));
    }
    opened
}

/// Repositories keep credentials in few files, which are small and no part of their history: their
/// settings, and where the address of a remote is written down.
fn is_git_config(inventory: &Inventory, entry: EntryId) -> bool {
    let holder = |dir: DirId| inventory.entry_of(dir);
    let is_git = |dir: DirId| holder(dir).is_some_and(|at| inventory.name(at) == b".git");
    match inventory.name(entry) {
        b"config" | b"config.worktree" | b"credentials" | b"FETCH_HEAD" => is_git(entry.dir),
        b"HEAD" => holder(entry.dir)
            .is_some_and(|logs| inventory.name(logs) == b"logs" && is_git(logs.dir)),
        _ => false,
    }
}

fn look_at(heads: &dyn Heads, path: &[u8], buffer: &mut Vec<u8>, tier: Tier) -> Outcome {
    let mut content = Content::Binary;
    let extent = heads.content(path, buffer, &mut |head| {
        content = Content::of(head);
        matches!(content, Content::Text(_))
    });
    let encoding = match (extent, content) {
        (Err(error), _) => return Outcome::Failed(error),
        (Ok(_), Content::Binary) => return Outcome::Binary,
        (Ok(_), Content::Archive) => return Outcome::Archive,
        (Ok(extent), Content::Text(encoding)) => (extent, encoding),
    };
    let bytes = buffer.len() as u64;
    match encoding {
        (extent @ Extent::Ends(behind), encoding) => {
            let mut seen = scan(path, &buffer[..behind], encoding, tier);
            seen.add_end(scan(path, &buffer[behind..], encoding, tier));
            Outcome::Read { seen, bytes, extent }
        }
        (extent @ (Extent::Whole | Extent::Beginning | Extent::Shrunk), encoding) => {
            let seen = scan(path, buffer, encoding, tier);
            Outcome::Read { seen, bytes, extent }
        }
    }
}

impl Contents {
    fn add(&mut self, inventory: &Inventory, entry: EntryId, outcome: Outcome) {
        match outcome {
            Outcome::Binary => self.binary += 1,
            Outcome::Archive => self.archives.push(entry),
            Outcome::Failed(error) => {
                let gone = error.kind() == io::ErrorKind::NotFound;
                let kind =
                    if gone { ProblemKind::Vanished } else { ProblemKind::UnreadableContent };
                let reason = crate::build::reason(&error);
                self.problems.push(Problem { path: inventory.path(entry), kind, reason });
            }
            Outcome::Read { seen, bytes, extent } => {
                self.read.0 += 1;
                self.read.1 += bytes;
                for (sum, passed) in self.passed_over.iter_mut().zip(seen.passed_over) {
                    *sum += u64::from(passed);
                }
                match extent {
                    Extent::Ends(_) => self.partly.push(entry),
                    Extent::Shrunk => self.problems.push(Problem {
                        path: inventory.path(entry),
                        kind: ProblemKind::ShrunkContent,
                        reason: "what is gone was not searched".to_owned(),
                    }),
                    Extent::Whole | Extent::Beginning => {}
                }
                let secrets = FileSecrets::of(inventory.path(entry).as_bytes(), seen);
                self.files.extend(secrets.map(|secrets| (entry, secrets)));
            }
        }
    }

    /// What lies below somebody else's directory is told as one thing about that directory, but for
    /// files that a rule names.
    fn gather_below(&mut self, inventory: &Inventory, scanned: &Scanned) {
        let named: FxHashSet<EntryId> = scanned.hits.iter().map(|hit| hit.entry).collect();
        for &entry in self.files.keys() {
            let Some(dir) = scanned.sealed[entry.dir.0 as usize] else { continue };
            if named.contains(&entry) || is_git_config(inventory, entry) {
                continue;
            }
            let holder = inventory.entry_of(dir).unwrap_or(entry);
            self.below.entry(holder).or_default().push(entry);
        }
    }

    /// A file is told once: what is in it raises what was said of its path, or is said itself.
    fn tell(&self, hits: &mut Vec<Hit>) {
        let below: FxHashSet<EntryId> = self.below.values().flatten().copied().collect();
        let numbers = Numbers::new();
        let spoken: FxHashMap<EntryId, usize> = (hits.iter().enumerate())
            .filter(|(_, hit)| speaks_of_secrets(hit))
            .map(|(at, hit)| (hit.entry, at))
            .collect();
        let mut told: FxHashMap<EntryId, Hit> = FxHashMap::default();
        for (&entry, secrets) in self.files.iter().filter(|(entry, _)| !below.contains(entry)) {
            let Some(worst) = secrets.worst() else { continue };
            let severity = secrets.severity(worst);
            if let Some(&at) = spoken.get(&entry) {
                let by_path = match secrets.fixture_like {
                    // The same key is no worse for its name.
                    true if hits[at].severity > Severity::Low => hits[at].severity.milder(),
                    true | false => hits[at].severity,
                };
                hits[at].severity = by_path.max(severity);
            } else {
                let rule = numbers.of(worst.detector);
                told.insert(entry, Hit { rule, severity, case: None, entry });
            }
        }
        // What is a secret is not clutter, too.
        hits.retain(|hit| told.get(&hit.entry).is_none_or(|told| hit.severity > told.severity));
        hits.extend(told.into_values());
        for (&holder, files) in &self.below {
            let severities = files.iter().filter_map(|file| {
                let secrets = &self.files[file];
                secrets.worst().map(|worst| secrets.severity(worst))
            });
            let severity = severities.max().unwrap_or(Severity::Info).milder();
            hits.push(Hit { rule: numbers.below, severity, case: None, entry: holder });
        }
    }
}

fn speaks_of_secrets(hit: &Hit) -> bool {
    matches!(Rule::all()[usize::from(hit.rule)].category, Category::Secret | Category::IacState)
}

/// The numbers of the rules that this file speaks for.
struct Numbers {
    /// That of the first detector; the others follow in their order.
    first: u16,
    below: u16,
}

/// The rule about what is found below a directory that is not opened as a rule.
pub(super) const BELOW: &str = "secrets-below";

impl Numbers {
    fn new() -> Self {
        let number = |id: &str| Rule::all().iter().position(|rule| rule.id == id);
        let first = Detector::all().first().map_or("", |detector| detector.id);
        Self {
            first: number(first).unwrap_or_default() as u16,
            below: number(BELOW).unwrap_or_default() as u16,
        }
    }

    fn of(&self, detector: &'static Detector) -> u16 {
        let number = Detector::all().iter().position(|known| known == detector);
        self.first + number.unwrap_or_default() as u16
    }
}
