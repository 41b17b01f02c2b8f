//! How a line is written for a person or a script: plain, with kind and size, NUL-ended, or JSON.

use super::{Line, Odd, OfGit, json};
use crate::cli::args::Ls;
use std::io::{self, Write};
use stowaway::context::{Empty, Fate, Kind};
use stowaway::error::Place;
use stowaway::path::Shown;
use stowaway::report::to_line;
use stowaway::size::{Bytes, Units};

/// One way to write lines.
pub(super) enum Form {
    /// Raw names, each ended by a NUL byte.
    Null,
    /// One JSON object a line.
    Json,
    /// Names fit for a terminal.
    Text {
        /// With kind and size.
        long: Option<Units>,
        /// With who held it back.
        decider: bool,
    },
}

impl Form {
    pub(super) fn of(args: &Ls, units: Units) -> Self {
        match (args.json, args.null) {
            (true, _) => Self::Json,
            (false, true) => Self::Null,
            (false, false) => {
                Self::Text { long: args.long.then_some(units), decider: args.excluded }
            }
        }
    }

    pub(super) fn write(&self, line: &Line<'_>, out: &mut dyn Write) -> io::Result<()> {
        let directory = line.kind == Kind::Directory;
        let (long, decider) = match self {
            Self::Json => return to_line(&json::Line::of(line), out),
            Self::Null => {
                out.write_all(line.path)?;
                return out.write_all(if directory { b"/\0" } else { b"\0" });
            }
            Self::Text { long, decider } => (long, decider),
        };
        if let Some(units) = long {
            let size = match (line.kind, line.size) {
                (Kind::File, Some(size)) => Bytes(size).shown(*units).to_string(),
                (_, _) => String::new(),
            };
            write!(out, "{:<6} {size:>9}  ", word(line.kind))?;
        }
        show(line.path, out)?;
        out.write_all(if directory { b"/" } else { b"" })?;
        if long.is_some() {
            out.write_all(mark(line.odd).as_bytes())?;
        }
        if *decider {
            write!(out, "\t{}", held_by(line))?;
        }
        if let Some(OfGit::Ignored(place)) = &line.git {
            write!(out, "\t{}", shown(place))?;
        }
        out.write_all(b"\n")
    }
}

fn mark(odd: Odd) -> &'static str {
    match odd {
        Odd::Nothing => "",
        Odd::Empty(Empty::Disagreement) => "  (arrives empty: excluded when it is opened)",
        Odd::Empty(Empty::Unreadable) => "  (arrives empty: unreadable)",
        Odd::Empty(Empty::Socket) => "  (arrives as an empty file)",
        Odd::HardLink => "  (hard link)",
        Odd::Added => "  (added by the client)",
    }
}

/// `.dockerignore:3: node_modules`
fn held_by(line: &Line<'_>) -> String {
    if line.fate == Fate::Skipped {
        return format!("{} does not carry it", line.engine);
    }
    line.decider.as_ref().map_or_else(String::new, shown)
}

fn shown(place: &Place) -> String {
    let text = Shown(place.source.slice(place.span));
    format!("{}:{}: {text}", place.source.name(), place.position().line)
}

pub(super) fn word(kind: Kind) -> &'static str {
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
