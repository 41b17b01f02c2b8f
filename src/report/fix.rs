//! The model of what is to be done to ignore files: the text before and after, what each change is
//! for, what it does for each engine, and what was refused.
//!
//! Nothing is decided, proved or written here. Paths and texts are bytes; a format escapes them.

use super::stops::Stop;
use super::text::fix as text;
use super::{Format, json};
use crate::context::Totals;
use crate::engine::Engine;
use crate::fix::Diff;
use crate::path::ContextPath;
use std::io::{self, Write};
use std::path::PathBuf;

/// What `fix` makes of the ignore files of a build.
#[derive(Debug)]
pub struct Repairs {
    /// The context as it was named, fit for printing.
    pub context: String,
    /// The Dockerfile, if there is one, as in a report.
    pub dockerfile: Option<String>,
    /// One for each ignore file that the engines read, in the order of the engines.
    pub files: Vec<FileRepair>,
}

impl Repairs {
    /// Whether a file would change.
    pub fn change_something(&self) -> bool {
        self.files.iter().any(|file| !file.diff().is_empty())
    }
}

/// What is done to one ignore file.
#[derive(Clone, Debug)]
pub struct FileRepair {
    /// Its name, relative to the working directory where it lies inside.
    pub name: Vec<u8>,
    /// What it says; `None` if it is to be made.
    pub old: Option<Vec<u8>>,
    /// What it is to say; `None` if there is no need of a file.
    pub new: Option<Vec<u8>>,
    /// What that does, for each engine that reads it.
    pub effects: Vec<Effect>,
    /// What is done, the heaviest first.
    pub items: Vec<RepairItem>,
    /// What could be done too, and takes a person who knows.
    pub withheld: Vec<RepairItem>,
    /// What was tried and would do harm.
    pub refused: Vec<RefusedRepair>,
    /// Where it was written, if it was.
    pub written: Option<WrittenFile>,
}

impl FileRepair {
    /// What changes in its text.
    pub fn diff(&self) -> Diff<'_> {
        Diff::new(&self.name, self.old.as_deref(), self.new.as_deref())
    }
}

/// What a change does for one engine.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Whose rules applied.
    pub engine: &'static Engine,
    /// What travels today.
    pub before: Totals,
    /// What would travel then.
    pub after: Totals,
    /// What stops travelling.
    pub stops: Vec<Stop>,
}

/// One change, which can be made alone.
#[derive(Clone, Debug)]
pub struct RepairItem {
    /// What is done, as in "ignore `**/node_modules`"; fit for printing.
    pub what: String,
    /// The rules and checks that ask for it, the worst first.
    pub rules: Vec<&'static str>,
    /// Whether it is right without asking.
    pub is_safe: bool,
    /// What would make it wrong.
    pub unless: Option<String>,
    /// What of that which travels it keeps at home.
    pub saves: Totals,
    /// What begins to travel, if that is what it is for.
    pub starts: Vec<ContextPath>,
}

/// A change that its proof does not allow.
#[derive(Clone, Debug)]
pub struct RefusedRepair {
    /// What would have been done; fit for printing.
    pub what: String,
    /// The rules and checks that ask for it, the worst first.
    pub rules: Vec<&'static str>,
    /// Why not, with the path and the instruction; fit for printing.
    pub why: String,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct WrittenFile {
    /// The file itself.
    pub path: PathBuf,
    /// Whether the name that was given is a link to it.
    pub through_link: bool,
}

/// Every output format of `fix`, the default first.
pub const FIX_FORMATS: &[Format<Repairs>] = &[
    Format { id: "text", summary: "for a person", write: text::write },
    Format { id: "json", summary: "for a program: one object", write: json::write_repairs },
    Format {
        id: "diff",
        summary: "the bytes that `git apply` and `patch -p1` take, and nothing else",
        write: write_diffs,
    },
];

fn write_diffs(repairs: &Repairs, _: &super::Look, out: &mut dyn Write) -> io::Result<()> {
    repairs.files.iter().try_for_each(|file| file.diff().write(out))
}
