//! The text of `why`: the answer, the lines with carets, and the other engines.

use super::layout::{padded, width};
use super::{Look, Message};
use crate::context::Kind;
use crate::path::Shown;
use crate::report::compare::Delivery;
use crate::report::excerpt::Mark;
use crate::report::why::{Answer, Other, Why};
use crate::size::Bytes;
use annotate_snippets::Level;
use std::io::{self, Write};

impl Why {
    /// Writes the explanation for a person.
    ///
    /// # Errors
    /// As the writer.
    pub fn write(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let slash = if self.kind == Some(Kind::Directory) { "/" } else { "" };
        let size = self.size.map(|size| format!(" ({})", Bytes(size).shown(look.units)));
        let (size, path) = (size.unwrap_or_default(), self.path.shown());
        let (level, verdict) = match (self.answer.delivery, self.kind) {
            (Delivery::Sent, Some(_)) => (Level::NOTE, "sent"),
            (Delivery::Sent, None) => (Level::NOTE, "would be sent"),
            (Delivery::Empty, _) => (Level::WARNING, "sent empty"),
            (Delivery::Held, Some(_)) => (Level::WARNING, "held back"),
            (Delivery::Held, None) => (Level::WARNING, "would be held back"),
        };
        let marks = self.bearings.iter().map(|bearing| Mark {
            span: bearing.span,
            label: bearing.label.clone(),
            primary: bearing.decides,
        });
        let notes = self.notes.iter().map(|note| ("note", note.clone()));
        let help = self.help.iter().map(|help| ("help", help.clone()));
        let message = Message {
            level: level.with_name(verdict),
            title: format!("{path}{slash}{size}"),
            source: self.source.as_deref(),
            marks: marks.collect(),
            notes: notes.chain(help).collect(),
        };
        writeln!(out, "{}", message.drawn(look))?;
        let columns = self.others.iter().map(|o| width(o.engine.title)).max().unwrap_or(0);
        self.others.iter().try_for_each(|other| write_other(other, columns, look, out))
    }
}

fn write_other(other: &Other, columns: usize, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let title = padded(other.engine.title, columns);
    let (style, fate, reason) = match &other.answer {
        Ok(Answer { delivery: Delivery::Sent, reason }) => (look.palette.good, "sent", reason),
        Ok(Answer { delivery: Delivery::Empty, reason }) => (look.palette.warn, "empty", reason),
        Ok(Answer { delivery: Delivery::Held, reason }) => (look.palette.warn, "held", reason),
        Err(failure) => {
            (look.palette.bad, "refused", &Shown(failure.message.as_bytes()).to_string())
        }
    };
    let room = look.width.saturating_sub(2 + columns + 2 + 7 + 2).max(20);
    let reason = super::layout::clipped(reason, room);
    writeln!(out, "  {title}  {style}{}{style:#}  {reason}", padded(fate, 7))
}
