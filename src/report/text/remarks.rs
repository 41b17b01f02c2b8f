//! What the checks say, each as a compiler would: the sentence, the place with a caret, the notes.

use super::super::excerpt::{Mark, Message, visible};
use super::layout::shorten;
use super::{LONGEST_MESSAGE, Look};
use crate::report::model::{Contents, Report};
use crate::rules::Severity;
use crate::rules::checks::Remark;
use annotate_snippets::Level;
use std::io::{self, Write};

/// Writes the remarks. Informational ones are told only if everything is wanted.
pub(super) fn write(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for remark in &contents.remarks {
        // A refused build is told at the end, above the prompt.
        let told = report.failure.as_ref().is_some_and(|failure| {
            remark.check.id == "build-fails" && remark.message.ends_with(&failure.message)
        });
        if !told && (look.verbose || remark.severity > Severity::Info) {
            writeln!(out, "\n{}", drawn(remark, look))?;
        }
    }
    Ok(())
}

fn drawn(remark: &Remark, look: &Look) -> String {
    let level = match remark.severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low | Severity::Info => Level::NOTE,
    };
    let marks = remark.place.iter().map(|place| Mark {
        span: place.span,
        label: String::new(),
        primary: true,
    });
    let mut notes: Vec<(&'static str, String)> = Vec::new();
    let note = |note: &String| shorten(&visible(note.as_bytes()), LONGEST_MESSAGE);
    notes.extend(remark.notes.iter().map(|text| ("note", note(text))));
    notes.extend(remark.help.iter().map(|help| ("help", visible(help.as_bytes()))));
    notes.extend(remark.lines.iter().map(|line| ("write", visible(line.as_bytes()))));
    let message = Message {
        level: level.with_name(format!("{}[{}]", remark.severity, remark.check.id)),
        title: shorten(&visible(remark.message.as_bytes()), LONGEST_MESSAGE),
        source: remark.place.as_ref().map(|place| &*place.source),
        marks: marks.collect(),
        notes,
    };
    message.drawn(look)
}
