//! The text of `why`: the answer, the lines with carets, and the other engines.

use super::layout::arrows;
use super::{Look, Message, secrets};
use crate::context::Kind;
use crate::report::compare::Delivery;
use crate::report::excerpt::{Mark, visible};
use crate::report::way::WayView;
use crate::report::why::{Answer, Other, Why};
use crate::size::Bytes;
use annotate_snippets::Level;
use std::io::{self, Write};

/// So many ways fit on a screen.
const MOST_WAYS: usize = 10;

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
            (Delivery::Unasked, _) => (Level::WARNING, "not sent"),
        };
        let marks = self.bearings.iter().map(|bearing| Mark {
            span: bearing.span,
            label: bearing.label.clone(),
            primary: bearing.decides,
        });
        let room = look.width.saturating_sub(9);
        let way = |way: &WayView| ("way", arrows(&way.links(self.stages), room, "         "));
        let (ways, rest) = self.ways.first(MOST_WAYS);
        let ways = ways.into_iter().map(way).chain(rest.map(|rest| ("way", rest)));
        let seen = secrets::sentences(&self.secrets, look).into_iter().map(|said| ("seen", said));
        let notes = ways.chain(seen).chain(self.notes.iter().map(|note| ("note", note.clone())));
        let help = self.help.iter().map(|help| ("help", help.clone()));
        let message = Message {
            level: level.with_name(verdict),
            title: format!("{path}{slash}{size}"),
            source: self.source.as_deref(),
            marks: marks.collect(),
            notes: notes.chain(help).collect(),
        };
        writeln!(out, "{}", message.drawn(look))?;
        self.write_others(look, out)
    }

    /// The other engines, those that do the same for the same reason together.
    fn write_others(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let mut told: Vec<(&str, &str)> = Vec::new();
        for other in &self.others {
            let what @ (fate, reason) = said(other);
            if told.contains(&what) {
                continue;
            }
            told.push(what);
            let same = self.others.iter().filter(|other| said(other) == what);
            let engines: Vec<&str> = same.map(|other| other.engine.id).collect();
            let own = other.answer.as_ref().is_ok_and(|answer| *answer == self.answer);
            let reason = match own {
                true => " too".to_owned(),
                false => {
                    format!(": {}", visible(reason.as_bytes()))
                }
            };
            let style = match &other.answer {
                Ok(Answer { delivery: Delivery::Sent, .. }) => look.palette.good,
                Ok(Answer {
                    delivery: Delivery::Empty | Delivery::Held | Delivery::Unasked,
                    ..
                }) => look.palette.warn,
                Err(_) => look.palette.bad,
            };
            let rest = format!(" by {}{reason}", engines.join(", "));
            let rest = super::layout::clipped(&rest, look.width.saturating_sub(2 + fate.len()));
            writeln!(out, "  {style}{fate}{style:#}{rest}")?;
        }
        Ok(())
    }
}

/// What an engine does and why, in words.
fn said(other: &Other) -> (&'static str, &str) {
    match &other.answer {
        Ok(Answer { delivery: Delivery::Sent, reason }) => ("sent", reason),
        Ok(Answer { delivery: Delivery::Empty, reason }) => ("sent empty", reason),
        Ok(Answer { delivery: Delivery::Held, reason }) => ("held", reason),
        Ok(Answer { delivery: Delivery::Unasked, reason }) => ("not sent", reason),
        Err(failure) => ("refused", &failure.message),
    }
}
