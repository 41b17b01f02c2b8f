//! The head of a report: which build this is, and how much of it goes.

use super::Look;
use super::layout::{plural, width};
use crate::report::model::{Contents, Report};
use crate::size::Bytes;
use std::io::{self, Write};

/// Writes the head.
pub(super) fn write(report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Look { palette, .. } = look;
    let (strong, faint, warn) = (palette.strong, palette.faint, palette.warn);
    let mut line = format!("context {strong}{}{strong:#}", report.context);
    let mut columns = 8 + width(&report.context);
    for fact in facts(report) {
        columns += 3 + width(&fact);
        if columns > look.width {
            columns = 2 + width(&fact);
            line.push_str("\n ");
        } else {
            line.push_str(&format!(" {faint}\u{b7}{faint:#}"));
        }
        line.push(' ');
        line.push_str(&fact);
    }
    writeln!(out, "{line}")?;
    for unread in &report.unread {
        let (name, reason) = (&unread.name, &unread.reason);
        writeln!(out, "{warn}warning{warn:#}: `{name}` is not read: {reason}")?;
    }
    if report.dockerfile.is_none() && report.contents.is_some() {
        writeln!(out, "{faint}no Dockerfile here: audited as a plain context{faint:#}")?;
    }
    report.contents.as_ref().map_or(Ok(()), |contents| amounts(contents, look, out))
}

fn facts(report: &Report) -> Vec<String> {
    let mut facts = vec![report.engine.title.to_owned()];
    facts.extend(report.dockerfile.clone());
    if report.contents.is_some() {
        facts.push(ignore_fact(report));
    }
    facts
}

fn ignore_fact(report: &Report) -> String {
    report.ignore.as_ref().map_or_else(
        || "no ignore file".to_owned(),
        |ignore| format!("{}, {}", ignore.name, plural(ignore.patterns as u64, "pattern")),
    )
}

fn amounts(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let strong = look.palette.strong;
    let Contents { sent, held, .. } = contents;
    let bytes = Bytes(sent.bytes).shown(look.units);
    let what = [plural(sent.files, "file"), plural(sent.directories, "directory")].join(", ");
    writeln!(out, "\n  {strong}sent   {bytes:>9}{strong:#}   {what}")?;
    if held.files + held.directories > 0 {
        let mut what = Vec::new();
        if held.files > 0 {
            what.push(plural(held.files, "file"));
        }
        if held.directories > 0 {
            what.push(format!("{} unopened", plural(held.directories, "directory")));
        }
        writeln!(out, "  held               {}", what.join(", "))?;
    }
    Ok(())
}

/// The one line of a report that has nothing to tell.
pub(super) fn all_is_well(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let good = look.palette.good;
    let bytes = Bytes(contents.sent.bytes).shown(look.units);
    let files = plural(contents.sent.files, "file");
    let (context, title, ignore) = (&report.context, report.engine.title, ignore_fact(report));
    let verdict = match &contents.findings {
        Some(_) => "nothing stands out",
        None => "the rules were not asked",
    };
    writeln!(
        out,
        "{good}ok{good:#}: {context} sends {bytes} in {files} to {title} ({ignore}): {verdict}"
    )
}
