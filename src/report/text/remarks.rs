//! What the checks say, each as a compiler would: the sentence, the place with a caret, the notes.

use super::super::excerpt::{Mark, Message, visible};
use super::layout::{plural, shorten};
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
    for (number, remark) in contents.remarks.iter().enumerate() {
        // A refused build is told at the end, above the prompt.
        let told = report.failure.as_ref().is_some_and(|failure| {
            remark.check.id == "build-fails" && remark.message.ends_with(&failure.message)
        });
        if told || (!look.verbose && remark.severity == Severity::Info) {
            continue;
        }
        let alike = |other: &&Remark| {
            (other.check.id, other.severity) == (remark.check.id, remark.severity)
        };
        let heavier = contents.remarks.iter().enumerate().filter(|(at, other)| {
            let weight = |remark: &Remark| remark.totals.bytes;
            alike(other) && (weight(other), number) > (weight(remark), *at)
        });
        if look.verbose || remark.severity > Severity::Low || heavier.count() < ALIKE {
            writeln!(out, "\n{}", drawn(remark, look))?;
        }
        let rest = contents.remarks.iter().filter(alike).count().saturating_sub(ALIKE);
        let last = !contents.remarks[number + 1..].iter().any(|other| alike(&other));
        if !look.verbose && remark.severity == Severity::Low && last && rest > 0 {
            let (style, id) = (look.palette.severity(remark.severity), remark.check.id);
            let more = plural(rest as u64, "more finding");
            writeln!(
                out,
                "\n{style}{}[{id}]{style:#}: {more}: --verbose lists them",
                Severity::Low
            )?;
        }
    }
    Ok(())
}

/// How many low remarks of one check are told unless everything is wanted: the heaviest.
const ALIKE: usize = 3;

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
