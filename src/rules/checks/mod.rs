//! Checks: what can be said only by one who has read the Dockerfile beside the ignore file.
//!
//! A rule looks at a path, a check looks at what an instruction does with the context: takes what
//! is not there, takes too much, takes it too early. [`CHECKS`] is the table; each row's code is a
//! file of its own. `of_git` says what git does not track of what is sent, `asking` lists what instructions ask for, `ground` says what of that is on disk
//! and what arrives, `written` gives the ignore file line by line, `commands` knows the commands that install dependencies. Nothing here prints.

mod add_instead_of_copy;
mod asking;
mod build_fails;
mod cache_busters;
pub(super) mod commands;
mod copy_before_install;
mod copy_everything;
mod copy_ignored;
mod copy_missing;
mod gitignore_trap;
mod ground;
mod host_artifacts;
mod ignore_dead_line;
mod ignore_file_unread;
mod ignore_foreign_syntax;
mod ignore_trailing_comment;
mod install_alone;
mod installs;
mod language;
mod lost_negation;
mod near;
mod negation_costs_pruning;
mod of_git;
mod removed_later;
mod secret_in_dockerfile;
mod sent_but_git_ignored;
mod sent_but_untracked;
mod sent_empty;
mod unreadable;
mod unused;
mod unused_context;
mod wide_copy;
mod written;

use super::{Contents, Finding, Severity};
use crate::build::Build;
use crate::content::masked;
use crate::context::{EntryId, Inventory, Requested, Totals};
use crate::dockerfile::Plan;
use crate::error::Place;
use crate::git::{Git, LineId};
use crate::ignorefile::Repair;
use crate::landing::{ContextId, Contexts, Landing, Origin};
use crate::size::{Bytes, Units};
use crate::source::Span;
use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;

/// One thing that is looked for in a Dockerfile and the context that it is given.
#[derive(Clone, Copy)]
pub struct Check {
    /// Stable name, as in `copy-ignored`.
    pub id: &'static str,
    /// The worst that it says.
    pub severity: Severity,
    /// What it is, in one line.
    pub summary: &'static str,
    /// What it is, why it matters, what to do, and when it is fine; paragraphs are divided by an
    /// empty line.
    pub why: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// Looks.
    pub run: fn(&Facts<'_>) -> Vec<Remark>,
}

impl Check {
    /// The check with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        CHECKS.iter().find(|check| check.id == id)
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.id).finish()
    }
}

/// Every check.
pub const CHECKS: &[Check] = &[
    build_fails::CHECK,
    copy_ignored::CHECK,
    copy_missing::CHECK,
    unreadable::CHECK,
    sent_empty::CHECK,
    copy_everything::CHECK,
    secret_in_dockerfile::CHECK,
    removed_later::CHECK,
    host_artifacts::CHECK,
    copy_before_install::CHECK,
    cache_busters::CHECK,
    ignore_file_unread::CHECK,
    gitignore_trap::CHECK,
    ignore_trailing_comment::CHECK,
    ignore_foreign_syntax::CHECK,
    lost_negation::CHECK,
    negation_costs_pruning::CHECK,
    ignore_dead_line::CHECK,
    unused_context::CHECK,
    wide_copy::CHECK,
    add_instead_of_copy::CHECK,
    sent_but_git_ignored::CHECK,
    sent_but_untracked::CHECK,
];

/// What checks look at.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The build.
    pub build: &'a Build,
    /// Every entry of its context.
    pub inventory: &'a Inventory,
    /// What the build asks for of it.
    pub requested: &'a Requested,
    /// Where it lands; `None` without a Dockerfile.
    pub landing: Option<&'a Landing>,
    /// The contexts as landing sees them.
    pub views: &'a Contexts<'a>,
    /// What git says; `None` if it was left out.
    pub git: Option<&'a Git>,
    /// The ignore lines that the plan has for lines of git's.
    pub advised: &'a [(LineId, String)],
    /// What the rules said.
    pub findings: &'a [Finding],
    /// What was seen in the files; `None` if nobody looked.
    pub contents: Option<&'a Contents>,
}

/// What a check says.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The check.
    pub check: &'static Check,
    /// How bad it is here.
    pub severity: Severity,
    /// What is the matter, in one sentence without a full stop.
    pub message: String,
    /// The part of the Dockerfile or of the ignore file that it is about.
    pub place: Option<Place>,
    /// The entries of the main context that it is about, the heaviest first.
    pub entries: Vec<EntryId>,
    /// What travels with them.
    pub totals: Totals,
    /// What one has to know besides.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Lines to write; the help says where.
    pub lines: Vec<String>,
    /// What would put the ignore file right, the best first; each is to be proved before it is offered.
    pub repairs: Vec<Repair>,
}

/// What every check says of a build: the worst first, then in the order of the files.
pub fn remarks(facts: &Facts<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = CHECKS.iter().flat_map(|check| (check.run)(facts)).collect();
    remarks.sort_by_cached_key(|remark| {
        let place = remark.place.as_ref();
        let place = place.map(|place| (place.source.name().to_owned(), place.span.start));
        (Reverse(remark.severity), place, remark.check.id, remark.message.clone())
    });
    remarks
}

impl Remark {
    fn new(check: &'static Check, severity: Severity, message: String) -> Self {
        Self {
            check,
            severity,
            message,
            place: None,
            entries: Vec::new(),
            totals: Totals::default(),
            notes: Vec::new(),
            help: None,
            lines: Vec::new(),
            repairs: Vec::new(),
        }
    }

    fn at(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn lines(self, lines: Vec<String>) -> Self {
        Self { lines, ..self }
    }

    /// With these entries, put in order, and what travels with them.
    fn about(self, facts: &Facts<'_>, mut entries: Vec<EntryId>) -> Self {
        let with = |entry: EntryId| facts.requested.with(facts.inventory, entry);
        entries.sort_by_cached_key(|&entry| (Reverse(with(entry).bytes), entry));
        entries.dedup();
        let mut totals = Totals::default();
        for &entry in &entries {
            totals += with(entry);
        }
        Self { entries, totals, ..self }
    }
}

impl<'a> Facts<'a> {
    fn plan(&self) -> Option<&'a Plan> {
        self.build.plan.as_ref()
    }

    /// A part of the Dockerfile.
    fn place(&self, span: Span) -> Option<Place> {
        Some(Place { source: Arc::clone(&self.plan()?.source), span })
    }

    /// `Dockerfile:14`.
    fn line(&self, span: Span) -> String {
        self.line_below(span, 0)
    }

    /// The same of a line so far below the first of an instruction.
    fn line_below(&self, span: Span, below: usize) -> String {
        self.plan().map_or_else(String::new, |plan| {
            format!("{}:{}", plan.source.name(), plan.source.position(span.start).line + below)
        })
    }

    /// What an instruction says, on one line and not too long.
    fn quoted(&self, span: Span) -> String {
        let Some(plan) = self.plan() else { return String::new() };
        let text = String::from_utf8_lossy(plan.source.slice(span)).into_owned();
        let first = text.lines().next().unwrap_or_default().trim_end_matches(['\\', ' ', '\t']);
        shortened(first)
    }

    /// All of what an instruction says.
    fn quoted_whole(&self, span: Span) -> String {
        let text = self.plan().map(|plan| String::from_utf8_lossy(plan.source.slice(span)));
        text.map_or_else(String::new, std::borrow::Cow::into_owned)
    }

    /// The name of the ignore file in force, or of the one to write.
    fn ignore_name(&self) -> &str {
        self.build.ignore.as_ref().map_or(".dockerignore", |ignore| ignore.source.name())
    }

    fn origin(entry: EntryId) -> Origin {
        Origin { context: ContextId::MAIN, entry }
    }

    /// `src/`, fit for printing.
    fn shown(&self, entry: EntryId) -> String {
        let slash = if self.inventory.opened(entry).is_some() { "/" } else { "" };
        format!("{}{slash}", self.inventory.path(entry).shown())
    }
}

/// Longer commands are cut: the line number says where the rest is.
const LONGEST: usize = 48;

fn shortened(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Half a secret is told from nothing, so it is hidden before anything is cut.
    let text: String = crate::path::Shown(&masked(words.as_bytes())).to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// `1 file`, `12 files`.
fn files(count: u64) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// `12 files, 3.4 MB`.
fn amount(totals: Totals) -> String {
    format!("{}, {}", files(totals.files), Bytes(totals.bytes).shown(Units::Decimal))
}

/// The first few of a list, and how many more there are.
fn few(names: &[String], most: usize) -> String {
    let told: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(most) {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}
