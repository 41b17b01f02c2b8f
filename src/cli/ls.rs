//! `stowaway ls`: the exact list, one path a line, in the engine's order.

use super::args::Ls;
use super::check::{as_typed, on_threads};
use super::depfile;
use super::ls_json::Line;
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use std::io::{self, Write};
use stowaway::build::Build;
use stowaway::context::{self, DirId, Empty, EntryId, Fate, Inventory, Kind, WalkOptions};
use stowaway::error::Error;
use stowaway::path::Shown;
use stowaway::report::to_line;
use stowaway::size::Bytes;

pub(super) fn run(args: &Ls, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let progress = Progress::start(terminal.is_watched);
    let walked = on_threads(args.selection.threads, || {
        let build = Build::prepare(&args.selection.request(&args.context, args.engine))?;
        let inventory = context::walk(&build, WalkOptions { into_held: args.excluded })?;
        Ok::<_, Error>((build, inventory))
    });
    drop(progress);
    let (build, inventory) = walked?.map_err(|error| as_typed(error, &args.context))?;
    if let Some(failure) = inventory.failure() {
        return Err(Error::from(failure.clone()).into());
    }
    let listing = Listing { args, build: &build, inventory: &inventory };
    match &args.depfile {
        Some(target) => depfile::write(target, &args.context, &inventory, terminal)?,
        None => listing.write(terminal)?,
    }
    for problem in inventory.problems() {
        terminal.warn(&problem.to_string())?;
    }
    let partial = inventory.problems().iter().any(|problem| problem.kind.hides_something());
    Ok(if partial { Outcome::Trouble } else { Outcome::Clean })
}

struct Listing<'a> {
    args: &'a Ls,
    build: &'a Build,
    inventory: &'a Inventory,
}

impl Listing<'_> {
    fn write(&self, terminal: &mut Terminal) -> io::Result<()> {
        let units = terminal.look.units;
        let out = &mut *terminal.out;
        let mut paths = Paths::default();
        for id in self.inventory.in_order() {
            let directory = self.inventory.kind(id) == Kind::Directory;
            let travels = self.inventory.fate(id).travels();
            if travels == self.args.excluded || (directory && !self.args.dirs) {
                continue;
            }
            let path = paths.of(self.inventory, id);
            if self.args.json {
                to_line(&Line::of(self.build, self.inventory, id, path), out)?;
                continue;
            }
            if self.args.null {
                out.write_all(path)?;
                out.write_all(if directory { b"/\0" } else { b"\0" })?;
                continue;
            }
            if self.args.long {
                let size = match (self.inventory.kind(id), self.inventory.known_size(id)) {
                    (Kind::File, Some(size)) => Bytes(size).shown(units).to_string(),
                    (_, _) => String::new(),
                };
                write!(out, "{:<6} {size:>9}  ", word(self.inventory.kind(id)))?;
            }
            show(path, out)?;
            out.write_all(if directory { b"/" } else { b"" })?;
            if self.args.long {
                out.write_all(self.mark(id).as_bytes())?;
            }
            if self.args.excluded {
                write!(out, "\t{}", self.decider(id))?;
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// What is odd about how an entry arrives.
    fn mark(&self, id: EntryId) -> &'static str {
        match (self.inventory.empty(id), self.inventory.is_hard_link(id)) {
            (Some(Empty::Disagreement), _) => "  (arrives empty: excluded when it is opened)",
            (Some(Empty::Unreadable), _) => "  (arrives empty: unreadable)",
            (Some(Empty::Socket), _) => "  (arrives as an empty file)",
            (None, true) => "  (hard link)",
            (None, false) => "",
        }
    }

    /// `.dockerignore:3: node_modules`
    fn decider(&self, id: EntryId) -> String {
        if self.inventory.fate(id) == Fate::Skipped {
            return format!("{} does not carry it", self.build.engine.title);
        }
        let ignore = self.build.ignore.as_ref();
        let place = self.inventory.decider(id).and_then(|pattern| ignore?.place_of(pattern));
        place.map_or_else(String::new, |place| {
            let text = Shown(place.source.slice(place.span));
            format!("{}:{}: {text}", place.source.name(), place.position().line)
        })
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::File => "file",
        Kind::Directory => "dir",
        Kind::Symlink => "link",
        Kind::Fifo => "fifo",
        Kind::Socket => "socket",
        Kind::Device => "device",
    }
}

/// Writes a path fit for a terminal. Nearly every path is plain and is copied as it is.
pub(super) fn show(path: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let plain = path.iter().all(|&byte| matches!(byte, b' '..=b'~') && byte != b'\\');
    if plain { out.write_all(path) } else { write!(out, "{}", Shown(path)) }
}

/// Paths of entries that come in order: what the directory contributes is made once.
#[derive(Default)]
pub(super) struct Paths {
    dir: Option<DirId>,
    directory: Vec<u8>,
    path: Vec<u8>,
}

impl Paths {
    pub(super) fn of(&mut self, inventory: &Inventory, id: EntryId) -> &[u8] {
        if self.dir != Some(id.dir) {
            inventory.dir_path_into(id.dir, &mut self.directory);
            if !self.directory.is_empty() {
                self.directory.push(b'/');
            }
            self.dir = Some(id.dir);
        }
        self.path.clear();
        self.path.extend_from_slice(&self.directory);
        self.path.extend_from_slice(inventory.name(id));
        &self.path
    }
}
