//! Excerpts: lines of an ignore file with carets under the part that a message speaks of.
//!
//! The drawing is annotate-snippets'. This file makes any bytes fit for it: what a terminal must
//! not see is escaped first, and the marks are moved along with the text.

use super::Look;
use super::text::layout::wrapped;
use crate::content::masked;
use crate::path::Shown;
use crate::source::{Source, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use unicode_width::UnicodeWidthStr;

/// A line longer than this is cut: patterns are short, and hostile ones are not worth a screen.
const LONGEST: usize = 160;

/// A part of the source and what is said of it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) label: String,
    /// Whether it is what the message is about.
    pub(super) primary: bool,
}

/// A message with an excerpt.
#[derive(Debug)]
pub(super) struct Message<'a> {
    pub(super) level: Level<'static>,
    pub(super) title: String,
    pub(super) source: Option<&'a Source>,
    pub(super) marks: Vec<Mark>,
    pub(super) notes: Vec<(&'static str, String)>,
}

impl Message<'_> {
    /// The message as text, without a line feed at its end.
    pub(super) fn drawn(&self, look: &Look) -> String {
        let renderer = if look.palette.coloured { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(look.width);
        let title = self.level.clone().primary_title(&self.title);
        let mut group = Group::with_title(title);
        let excerpt = self.source.and_then(|source| Excerpt::new(source, &self.marks));
        let (Some(excerpt), Some(source)) = (&excerpt, self.source) else {
            // Without an excerpt there is no margin for the notes to hang on.
            let mut text = renderer.render(&[group]);
            for (label, note) in &self.notes {
                let note = broken(label, note, 2, false, look);
                text.push_str(&format!("\n  = {label}: {note}"));
            }
            return text;
        };
        let marks = excerpt.marks.iter().map(|(range, mark)| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label(&mark.label)
        });
        let snippet = Snippet::source(&excerpt.text).line_start(excerpt.first_line);
        group = group.element(snippet.path(source.name()).annotations(marks));
        for (label, note) in &self.notes {
            let note = broken(label, note, excerpt.margin(), true, look);
            group = group.element(Level::NOTE.with_name(*label).message(note));
        }
        renderer.render(&[group])
    }
}

/// A note on as many lines as it takes, the further ones below its first word; `hangs` says whether
/// the renderer puts them there. Of `ignore` each line is a pattern, which stays whole.
fn broken(label: &str, note: &str, margin: usize, hangs: bool, look: &Look) -> String {
    let indent = margin + "= ".len() + label.len() + ": ".len();
    let lines: Vec<String> = match label {
        "way" => note.lines().map(|line| line.trim_start().to_owned()).collect(),
        "note" | "help" | "seen" => wrapped(note, look.width.saturating_sub(indent).max(20)),
        "ignore" => packed(note.lines(), look.width.saturating_sub(indent)),
        _ => return note.to_owned(),
    };
    let blanks = if hangs { 0 } else { indent };
    lines.join(&format!("\n{:blanks$}", ""))
}

/// Patterns, as many on a line as it has columns for. Two blanks divide them: a pattern may contain
/// one.
fn packed<'a>(patterns: impl Iterator<Item = &'a str>, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for pattern in patterns {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + pattern.width() <= columns => {
                line.push_str("  ");
                line.push_str(pattern);
            }
            Some(_) | None => lines.push(pattern.to_owned()),
        }
    }
    lines
}

/// The lines from the first mark to the last, escaped.
struct Excerpt<'a> {
    text: String,
    first_line: usize,
    marks: Vec<(std::ops::Range<usize>, &'a Mark)>,
}

impl<'a> Excerpt<'a> {
    /// The columns before what hangs below the excerpt: those of the line numbers and a blank.
    fn margin(&self) -> usize {
        let last = self.first_line + self.text.lines().count().saturating_sub(1);
        last.to_string().len() + 1
    }

    fn new(source: &Source, marks: &'a [Mark]) -> Option<Self> {
        let first = marks.iter().map(|mark| mark.span.start).min()?;
        let last = marks.iter().map(|mark| mark.span.end.max(mark.span.start)).max()?;
        // As a whole, for what is hidden may go over several lines.
        let bytes = &*masked(source.bytes());
        let start = memchr::memrchr(b'\n', &bytes[..first]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &bytes[last..]).map_or(bytes.len(), |at| last + at);
        let mut excerpt = Self {
            text: String::new(),
            first_line: source.position(start).line,
            marks: Vec::new(),
        };
        let mut at = start;
        for line in bytes[start..end].split(|&byte| byte == b'\n') {
            let here = at..=at + line.len();
            let marked = marks.iter().filter(|mark| here.contains(&mark.span.start));
            excerpt.push(line, at, marked);
            at += line.len() + 1;
        }
        Some(excerpt)
    }

    fn push(&mut self, line: &[u8], at: usize, marks: impl Iterator<Item = &'a Mark>) {
        let start = self.text.len();
        let cut = line.len().min(LONGEST);
        self.text.push_str(&escaped(&line[..cut]));
        let limit = self.text.len();
        if cut < line.len() {
            self.text.push('…');
        }
        for mark in marks {
            let offset = |to: usize| {
                let shown = escaped(&line[..(to.saturating_sub(at)).min(cut)]).len();
                let mut offset = (start + shown).min(limit);
                while !self.text.is_char_boundary(offset) {
                    offset -= 1;
                }
                offset
            };
            self.marks.push((offset(mark.span.start)..offset(mark.span.end), mark));
        }
        self.text.push('\n');
    }
}

/// As [`Shown`], but a backslash stays as it is: in a pattern it means something. What is a secret
/// is hidden: people write them into Dockerfiles, too.
pub(super) fn visible(bytes: &[u8]) -> String {
    escaped(&masked(bytes))
}

/// A sentence in which secrets are hidden; it is fit for printing otherwise.
pub(super) fn hidden(text: &str) -> String {
    String::from_utf8_lossy(&masked(text.as_bytes())).into_owned()
}

/// As [`Shown`], but a backslash stays as it is.
pub(super) fn escaped(bytes: &[u8]) -> String {
    let pieces = bytes.split(|&byte| byte == b'\\');
    pieces.map(|piece| Shown(piece).to_string()).collect::<Vec<_>>().join("\\")
}

#[cfg(test)]
mod tests {
    use super::{Level, Mark, Message, packed, visible};
    use crate::report::Look;
    use crate::source::{Source, Span};

    fn drawn(bytes: &[u8], start: usize, end: usize) -> String {
        let source = Source::new(".dockerignore", bytes);
        let message = Message {
            level: Level::ERROR,
            title: "no".to_owned(),
            source: Some(&source),
            marks: vec![Mark {
                span: Span { start, end },
                label: "here".to_owned(),
                primary: true,
            }],
            notes: vec![],
        };
        message.drawn(&Look::default())
    }

    #[test]
    fn marks_follow_what_is_escaped() {
        assert_eq!(visible(b"a\\*\x1b\xff"), "a\\*\\x1b\\xff");
        assert_eq!(
            drawn(b"# no\n\x1b[a\xff\nlast\n", 5, 9),
            "error: no\n --> .dockerignore:2:1\n  |\n2 | \\x1b[a\\xff\n  | ^^^^^^^^^^ here"
        );
    }

    #[test]
    fn patterns_are_packed_and_stay_whole() {
        let packed = |columns| packed(["**/a b", "c", "longer than that"].into_iter(), columns);
        assert_eq!(packed(9), ["**/a b  c", "longer than that"]);
        assert_eq!(packed(8), ["**/a b", "c", "longer than that"]);
        assert_eq!(packed(27), ["**/a b  c  longer than that"]);
    }

    #[test]
    fn any_span_of_any_bytes_can_be_drawn() {
        let bytes = [b"caf\xc3\xa9\r\n\xe2\x80".as_slice(), &[b'x'; 70_000], b"\n\n"].concat();
        for (start, end) in [(0, 0), (3, 4), (4, 9), (8, 60_000), (bytes.len(), bytes.len())] {
            let text = drawn(&bytes, start, end);
            assert!(text.contains("here"), "{start} {end}: {text}");
            assert!(!text.contains('\r'));
        }
    }
}
