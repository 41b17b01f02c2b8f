//! The text format: what a person reads on one screen, in the order of the questions asked.
//!
//! How much goes, what is heavy, what is wrong, what to do; a build that would fail comes last, so
//! that it stands above the prompt. When all is well there is one line.

mod amounts;
mod canaries;
mod compare;
mod diff;
mod findings;
pub(super) mod fix;
mod head;
pub(super) mod layout;
mod plan;
mod remarks;
mod secrets;
mod weights;
mod why;

use super::excerpt::{Mark, Message, hidden, visible};
use super::model::{Contents, Report};
use super::{Document, Look};
use crate::engine::Engine;
use crate::error::{Cause, Error, Failure};
use annotate_snippets::Level;
pub use diff::write_diff;
use layout::{plural, shorten, wrapped};
use std::io::{self, Write};

/// Writes a document for a person.
pub(super) fn write(document: &Document, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match document {
        Document::One(report) => one(report, look, out),
        Document::Several(comparison) => compare::write(comparison, look, out),
    }
}

fn one(report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match &report.contents {
        Some(contents) if !look.verbose && is_well(report, contents) => {
            head::all_is_well(report, contents, look, out)?;
            secrets::searched(contents, look, out)?;
        }
        Some(contents) => {
            head::write(report, look, out)?;
            weights::write(contents, look, out)?;
            findings::write(contents, look, out)?;
            remarks::write(report, contents, look, out)?;
            canaries::write(report, contents, look, out)?;
            let mut told = Vec::new();
            secrets::searched(contents, look, &mut told)?;
            if !told.is_empty() {
                writeln!(out)?;
                out.write_all(&told)?;
            }
            plan::write(report, contents, look, out)?;
            problems(contents, look, out)?;
        }
        None => head::write(report, look, out)?,
    }
    if let Some(failure) = &report.failure {
        writeln!(out, "\n{}", failure_drawn(failure, look))?;
    }
    Ok(())
}

/// Whether there is nothing to do and nothing to wonder about.
fn is_well(report: &Report, contents: &Contents) -> bool {
    report.failure.is_none()
        && report.unread.is_empty()
        && report.problems().next().is_none()
        && contents.empty.is_empty()
        && contents.suggestions.is_empty()
        && report.worst().is_none_or(|worst| worst == crate::rules::Severity::Info)
}

/// How many problems and empty files are named unless everything is wanted.
const FEW: usize = 5;

fn problems(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Look { palette, .. } = look;
    let most = if look.verbose { usize::MAX } else { FEW };
    let mut lines: Vec<String> = contents.problems.iter().map(ToString::to_string).collect();
    for context in &contents.contexts {
        let problems = context.walked.iter().flat_map(|walked| &walked.problems);
        lines.extend(problems.map(|problem| format!("in context `{}`: {problem}", context.name)));
    }
    // The checks tell of them at more length.
    let untold = contents.empty.iter().filter(|_| contents.findings.is_none());
    lines.extend(untold.map(|arrival| {
        let why = match arrival.why {
            crate::context::Empty::Disagreement => {
                "it is listed as taken in and opened as excluded"
            }
            crate::context::Empty::Unreadable => "this user cannot read it",
            crate::context::Empty::Socket => "it is a socket",
        };
        format!("`{}` arrives empty: {why}", arrival.path.shown())
    }));
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let warn = palette.warn;
    for line in lines.iter().take(most) {
        writeln!(out, "{warn}warning{warn:#}: {line}")?;
    }
    if lines.len() > most {
        let more = plural((lines.len() - most) as u64, "more warning");
        writeln!(out, "{warn}warning{warn:#}: {more}: --verbose lists them")?;
    }
    Ok(())
}

/// Writes an error as compilers do: what, where with carets, and what to do.
///
/// # Errors
/// As the writer.
pub fn write_error(error: &Error, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match error {
        Error::Refused(failure) => writeln!(out, "{}", failure_drawn(failure, look)),
        Error::ContextMissing(_)
        | Error::ContextNotDirectory(_)
        | Error::ContextUnreadable { .. }
        | Error::Dockerfile { .. }
        | Error::NoDockerfile(_)
        | Error::NamedContext { .. }
        | Error::IgnoreFile { .. }
        | Error::Revision { .. }
        | Error::NotWritten { .. }
        | Error::Threads { .. } => {
            let bad = look.palette.bad;
            let (what, help) = split_help(hidden(&error.to_string()));
            writeln!(out, "{bad}error{bad:#}: {what}")?;
            help.map_or(Ok(()), |help| writeln!(out, "  = help: {help}"))
        }
    }
}

/// The library puts what happened and what to do into one sentence, with a semicolon between.
fn split_help(message: String) -> (String, Option<String>) {
    match message.rsplit_once("; ") {
        Some((what, help)) if !help.contains('`') || help.starts_with("name ") => {
            (what.to_owned(), Some(help.to_owned()))
        }
        Some(_) | None => (message, None),
    }
}

/// A message of the engine that repeats more of the file than this is cut in its middle.
const LONGEST_MESSAGE: usize = 1000;

/// Draws a predicted failure.
pub(super) fn failure_drawn(failure: &Failure, look: &Look) -> String {
    let title = Engine::find(failure.engine).map_or(failure.engine, |engine| engine.title);
    // Names in a message are escaped already; a second time would double their backslashes.
    let said = shorten(&visible(failure.message.as_bytes()), LONGEST_MESSAGE);
    let mut notes = Vec::new();
    if let Some(path) = failure.path.as_ref().filter(|_| failure.place.is_some()) {
        notes.push(("note", format!("it gets there at `{}`", path.shown())));
    }
    notes.push(("help", failure.help().to_owned()));
    let (title, label) = match failure.cause {
        Cause::TooMuch => (format!("this is not followed: {said}"), "up to here".to_owned()),
        _ => (format!("{title} would refuse this build: {said}"), format!("{title} stops here")),
    };
    let marks = failure.place.iter().map(|place| Mark {
        span: place.span,
        label: label.clone(),
        primary: true,
    });
    let message = Message {
        level: Level::ERROR,
        title,
        source: failure.place.as_ref().map(|place| &*place.source),
        marks: marks.collect(),
        notes,
    };
    message.drawn(look)
}

/// Writes text in lines that fit, each after `indent`.
fn paragraph(text: &str, indent: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let columns = look.width.saturating_sub(layout::width(indent)).max(20);
    for line in wrapped(text, columns) {
        writeln!(out, "{indent}{line}")?;
    }
    Ok(())
}
