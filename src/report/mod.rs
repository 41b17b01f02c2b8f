//! The report: what was found out, frozen into a model, and one file per format that writes it.
//!
//! [`Report`] and [`Comparison`] are built once, from a finished audit, and hold everything that
//! any format says; a format only chooses words. Nothing here walks, judges, asks a terminal, or
//! decides an exit code. To add an output format, add one file and one row in [`FORMATS`].

mod asking;
mod canaries;
mod changes;
mod compare;
mod excerpt;
mod fix;
mod json;
mod markdown;
mod model;
mod of_git;
mod repairing;
mod secrets;
mod stops;
mod suggestions;
mod text;
mod way;
mod weight;
mod why;

pub use asking::{Because, ContextFacts, ContextView, Reference, StageFacts};
pub use canaries::{AlarmView, CanariesView};
pub use changes::{Changes, Sign};
pub use compare::{Comparison, Delivery, Difference, Outcome};
pub use fix::{Effect, FIX_FORMATS, FileRepair, RefusedRepair, RepairItem, Repairs, WrittenFile};
#[cfg(feature = "cli")]
pub use json::{changes_schema, schema, snapshot_schema};
pub use json::{empty_id, kind_id, path as json_path, to_line, write_snapshot};
pub use model::{Arrival, Contents, FindingView, IgnoreFacts, Place, Report};
pub use of_git::{GitFacts, NeedView};
pub use secrets::{Searched, SecretView, Secrets};
pub use stops::{Extent, Judged, Stop, stops};
pub use suggestions::SuggestionView;
pub use text::layout::{Palette, count, plural, shorten, wrapped};
pub use text::{write_diff, write_error};
pub use way::{StepView, WayView, Ways};
pub use weight::Weight;
pub use why::{Answer, Bearing, OnDisk, Other, Why};

use crate::size::Units;
use std::io::{self, Write};

/// What a format writes.
#[derive(Debug)]
pub enum Document {
    /// One build under one engine.
    One(Box<Report>),
    /// One build under several engines.
    Several(Comparison),
}

/// How a document is to look, as far as that is a matter of taste or of the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns that a line may take.
    pub width: usize,
    /// Which family of units is written.
    pub units: Units,
    /// Whether nothing is left out for brevity.
    pub verbose: bool,
    /// Colours; [`Palette::PLAIN`] writes none.
    pub palette: Palette,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 80, units: Units::Decimal, verbose: false, palette: Palette::PLAIN }
    }
}

/// An output format of what `check` finds, or of something else.
#[derive(Debug)]
pub struct Format<D: 'static = Document> {
    /// What is typed after `--format`.
    pub id: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// Writes a document.
    pub write: fn(&D, &Look, &mut dyn Write) -> io::Result<()>,
}

/// An output format of what changed.
#[derive(Debug)]
pub struct ChangesFormat {
    /// What is typed after `--format`.
    pub id: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// Writes what changed.
    pub write: fn(&Changes, &Look, &mut dyn Write) -> io::Result<()>,
}

/// Every output format of what changed, the default first.
pub const CHANGES_FORMATS: &[ChangesFormat] = &[
    ChangesFormat { id: "text", summary: "for a person", write: text::changes::write },
    ChangesFormat { id: "json", summary: "for a program: one object", write: json::changes::write },
    ChangesFormat { id: "markdown", summary: "for a pull request", write: markdown::write },
];

impl ChangesFormat {
    /// The format with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        CHANGES_FORMATS.iter().find(|format| format.id == id)
    }
}

impl Default for &ChangesFormat {
    fn default() -> Self {
        &CHANGES_FORMATS[0]
    }
}

/// Every output format, the default first.
pub const FORMATS: &[Format] = &[
    Format { id: "text", summary: "for a person", write: text::write },
    Format {
        id: "json",
        summary: "for a program: one object, see `stowaway schema`",
        write: json::write,
    },
];

impl Format {
    /// The format with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.id == id)
    }
}

impl Default for &Format {
    fn default() -> Self {
        &FORMATS[0]
    }
}
