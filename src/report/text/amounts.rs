//! How much there is, may travel, and goes: one row each, and why it is so much.

use super::Look;
use super::head::ignore_fact;
use super::layout::{clipped, count, padded, plural, shorten, width, wrapped};
use crate::context::Totals;
use crate::report::asking::{Because, ContextView, Reference};
use crate::report::model::Contents;
use crate::size::Bytes;
use std::io::{self, Write};

/// Columns of a label, and of a number of bytes.
const LABEL: usize = 8;
const BYTES: usize = 9;
/// Where a note begins that has a line of its own.
const INDENT: usize = 4;
/// A name of a context is cut here.
const LONGEST: usize = 20;

/// One row.
struct Row {
    label: String,
    /// As it is shown; empty if it is not known.
    bytes: String,
    files: String,
    note: Note,
    /// It is what the report is about.
    strong: bool,
}

/// What stands behind the numbers.
enum Note {
    Text(String),
    /// An instruction between two texts: it is cut where there is no room.
    Instruction(&'static str, String, String),
}

/// Writes a row for each amount that is known and says something of its own, and one for each named
/// context.
pub(super) fn write(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Contents { eligible, sent, held, on_disk, because, .. } = contents;
    let row = |label: &str, totals: &Totals| Row::of(label, *totals, look);
    let mut rows = Vec::new();
    rows.extend(on_disk.as_ref().map(|all| row("on disk", all)));
    let asked = matches!(because, Because::Asked(_) | Because::Unreferenced);
    if asked && !contents.everything {
        rows.push(row("eligible", eligible));
    }
    let label = if matches!(because, Because::AtHand) { "at hand" } else { "sent" };
    let mut goes = row(label, sent);
    if matches!(because, Because::Unreferenced) {
        goes = Row { bytes: "nothing".to_owned(), files: String::new(), ..goes };
    }
    rows.push(Row { note: note(because), strong: true, ..goes });
    if let Some(in_image) = &contents.in_image {
        let of_base = match contents {
            Contents { image_is_open: true, .. } => "as copied: RUN may change it",
            Contents { image_has_made: true, .. } => "what RUN makes is not counted",
            _ => "",
        };
        let of_base = Note::Text(of_base.to_owned());
        let nothing = in_image.files == 0;
        let mut row = row("in image", in_image);
        if nothing {
            row = Row { bytes: "nothing".to_owned(), files: String::new(), ..row };
        }
        rows.push(Row { note: of_base, ..row });
    }
    if held.files + held.directories > 0 {
        rows.push(held_row(contents, look));
    }
    rows.extend(contents.contexts.iter().map(|context| Row::named(context, look)));
    writeln!(out)?;
    table(&rows, look, out)
}

/// Writes a row for each named context.
pub(super) fn contexts(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = contents.contexts.iter().map(|view| Row::named(view, look)).collect();
    table(&rows, look, out)
}

fn held_row(contents: &Contents, look: &Look) -> Row {
    let Contents { held, on_disk, .. } = contents;
    let directories = plural(held.directories, "directory");
    let (bytes, note) = match on_disk {
        Some(_) => (Bytes(held.bytes).shown(look.units).to_string(), String::new()),
        None if held.directories == 0 => (String::new(), String::new()),
        None => (String::new(), format!("{directories} unopened")),
    };
    let files = if held.files > 0 { plural(held.files, "file") } else { String::new() };
    Row { label: "held".to_owned(), bytes, files, note: Note::Text(note), strong: false }
}

fn note(because: &Because) -> Note {
    match because {
        Because::NoDockerfile => Note::Text(String::new()),
        Because::NeverAsked => Note::Text("this engine sends all, asked for or not".to_owned()),
        Because::AtHand => Note::Text("read where it lies: nothing has to be sent".to_owned()),
        Because::Unreferenced => Note::Text("no instruction refers to the context".to_owned()),
        Because::Asked(references) => asked_by(references),
    }
}

/// The instruction that asks for everything, or how many of which kind ask for parts.
fn asked_by(references: &[Reference]) -> Note {
    let named = |before, reference: &Reference| {
        let place = format!(" ({}:{})", reference.file, reference.line);
        Note::Instruction(before, reference.text.clone(), place)
    };
    if let Some(reference) = references.iter().find(|reference| reference.everything) {
        return named("because of ", reference);
    }
    if let [reference] = references {
        return named("asked for by ", reference);
    }
    let kinds = ["COPY", "ADD", "RUN"].map(|keyword| {
        let number = references.iter().filter(|r| r.keyword == keyword).count();
        (number > 0).then(|| plural(number as u64, keyword))
    });
    let kinds: Vec<String> = kinds.into_iter().flatten().collect();
    Note::Text(match kinds.as_slice() {
        [] => String::new(),
        [kind] => format!("asked for by {kind}"),
        [before @ .., last] => format!("asked for by {} and {last}", before.join(", ")),
    })
}

impl Row {
    fn of(label: &str, totals: Totals, look: &Look) -> Self {
        let Totals { files, directories, bytes } = totals;
        let only_directories = files == 0 && directories > 0;
        let files =
            if only_directories { plural(directories, "directory") } else { plural(files, "file") };
        let bytes = Bytes(bytes).shown(look.units).to_string();
        Self {
            label: label.to_owned(),
            bytes,
            files,
            note: Note::Text(String::new()),
            strong: false,
        }
    }

    fn named(context: &ContextView, look: &Look) -> Self {
        let label = format!("+ {}", shorten(&context.name, LONGEST));
        let told = |what: &str| Self {
            label: label.clone(),
            bytes: String::new(),
            files: String::new(),
            note: Note::Instruction("", context.value.clone(), format!(", {what}")),
            strong: false,
        };
        match &context.walked {
            None if context.is_remote => told("which is not looked at"),
            None => told("which nothing refers to"),
            Some(facts) => {
                let ignore = format!(", {}", ignore_fact(facts.ignore.as_ref()));
                let note = Note::Instruction("", context.value.clone(), ignore);
                Self { note, ..Self::of(&label, facts.sent, look) }
            }
        }
    }
}

impl Note {
    /// The text, fit for so many columns where that can be had.
    fn fitting(&self, room: usize) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Instruction(before, text, after) => {
                let rest = width(before) + width(after);
                format!("{before}{}{after}", clipped(text, room.saturating_sub(rest).max(8)))
            }
        }
    }
}

fn table(rows: &[Row], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let label = rows.iter().map(|row| width(&row.label)).max().unwrap_or(0).max(LABEL);
    let files = rows.iter().map(|row| width(&row.files)).max().unwrap_or(0);
    let (strong, faint) = (look.palette.strong, look.palette.faint);
    for row in rows {
        let name = padded(&row.label, label);
        let style = if row.strong { strong } else { anstyle::Style::new() };
        let numbers =
            format!("{style}{name}  {:>BYTES$}{style:#}  {:>files$}", row.bytes, row.files);
        let used = 2 + label + 2 + BYTES + 2 + files + 3;
        let room = look.width.saturating_sub(used);
        let whole = row.note.fitting(usize::MAX);
        if width(&whole) <= room {
            let gap = if whole.is_empty() { "" } else { "   " };
            let line = format!("  {numbers}{gap}{whole}");
            writeln!(out, "{}", line.trim_end())?;
            continue;
        }
        writeln!(out, "  {}", numbers.trim_end())?;
        let room = look.width.saturating_sub(INDENT);
        for line in wrapped(&row.note.fitting(room), room) {
            writeln!(out, "{:INDENT$}{faint}{line}{faint:#}", "")?;
        }
    }
    Ok(())
}

/// `, 20 of 40 files are sent`, if not all are.
pub(super) fn part_sent(may_travel: Totals, sent: Totals) -> String {
    match (may_travel, sent) {
        (whole, part) if part == whole => String::new(),
        (_, Totals { files: 0, directories: 0, .. }) => ", not asked for".to_owned(),
        (whole, part) if part.files == whole.files => String::new(),
        (_, part) => format!(", {} asked for", count(part.files)),
    }
}
