//! A unified diff of two texts: which lines go and which come, and the bytes that `patch` and
//! `git apply` take.
//!
//! Lines are those between line feeds, as for these programs: a carriage return before one is part
//! of its line. Which lines are alike `similar` says. What a person sees of it is drawn by the
//! report; nothing here looks for secrets or escapes anything.

use crate::source::Span;
use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};
use std::io::{self, Write};

/// How many lines that stay are told around those that do not.
const CONTEXT: usize = 3;

/// What is said where a last line is not ended.
pub const NOT_ENDED: &str = "\\ No newline at end of file";

/// How the text of one file changes.
#[derive(Clone, Debug)]
pub struct Diff<'a> {
    /// The file, relative to the directory in which a patch would be applied.
    pub name: &'a [u8],
    /// The text that was; `None` if there is no such file yet.
    pub old: Option<&'a [u8]>,
    /// The text to be; `None` if the file goes.
    pub new: Option<&'a [u8]>,
    /// The places that change, from the top down.
    pub hunks: Vec<Hunk>,
}

/// One place that changes, with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The lines of the old text.
    pub old: Stretch,
    /// The lines of the new text.
    pub new: Stretch,
    /// The lines of both, in the order of a diff.
    pub lines: Vec<DiffLine>,
}

/// Some lines on end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many lines come before.
    pub before: usize,
    /// How many there are.
    pub count: usize,
}

/// A line of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What becomes of it.
    pub fate: LineFate,
    /// Where it stands, without its line feed: in the new text if it is added, else in the old one.
    pub span: Span,
    /// Whether a line feed ends it.
    pub is_ended: bool,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFate {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

impl LineFate {
    /// The first column of a diff.
    pub fn sign(self) -> char {
        match self {
            Self::Kept => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

impl<'a> Diff<'a> {
    /// What changes from one text to another.
    pub fn new(name: &'a [u8], old: Option<&'a [u8]>, new: Option<&'a [u8]>) -> Self {
        let (before, after) = (lines(old.unwrap_or_default()), lines(new.unwrap_or_default()));
        let hunks = if before == after {
            Vec::new()
        } else {
            let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
            let groups = group_diff_ops(operations, CONTEXT);
            groups.iter().map(|group| Hunk::new(group, &before, &after)).collect()
        };
        Self { name, old, new, hunks }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty() && self.old.is_some() == self.new.is_some()
    }

    /// The bytes that a line covers.
    pub fn text(&self, line: &DiffLine) -> &'a [u8] {
        let text = match line.fate {
            LineFate::Kept | LineFate::Removed => self.old,
            LineFate::Added => self.new,
        };
        &text.unwrap_or_default()[line.span.start..line.span.end]
    }

    /// Writes the very bytes, for `git apply` and `patch -p1`. They are not fit for a terminal.
    ///
    /// # Errors
    /// As the writer.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        for (sign, side, text) in [("---", "a/", self.old), ("+++", "b/", self.new)] {
            write!(out, "{sign} ")?;
            match text {
                Some(_) => write_name(side, self.name, out)?,
                None => out.write_all(b"/dev/null")?,
            }
            out.write_all(b"\n")?;
        }
        for hunk in &self.hunks {
            writeln!(out, "{}", hunk.header())?;
            for line in &hunk.lines {
                write!(out, "{}", line.fate.sign())?;
                out.write_all(self.text(line))?;
                out.write_all(b"\n")?;
                if !line.is_ended {
                    writeln!(out, "{NOT_ENDED}")?;
                }
            }
        }
        Ok(())
    }
}

impl Hunk {
    fn new(group: &[similar::DiffOp], before: &[&[u8]], after: &[&[u8]]) -> Self {
        // Where the lines of each text begin: they stand there one behind the other.
        let starts = |lines: &[&[u8]]| -> Vec<usize> {
            lines.iter().scan(0, |at, line| Some(std::mem::replace(at, *at + line.len()))).collect()
        };
        let (old_starts, new_starts) = (starts(before), starts(after));
        let told = |fate, lines: &[&[u8]], starts: &[usize], number: usize| {
            let (line, start) = (lines[number], starts[number]);
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            let span = Span { start, end: start + text.len() };
            DiffLine { fate, span, is_ended: text.len() < line.len() }
        };
        let mut told_lines = Vec::new();
        for operation in group {
            let (tag, old, new) = operation.as_tag_tuple();
            if tag == DiffTag::Equal {
                told_lines.extend(old.map(|line| told(LineFate::Kept, before, &old_starts, line)));
                continue;
            }
            told_lines.extend(old.map(|line| told(LineFate::Removed, before, &old_starts, line)));
            told_lines.extend(new.map(|line| told(LineFate::Added, after, &new_starts, line)));
        }
        let stretch = |range: fn(&similar::DiffOp) -> std::ops::Range<usize>| {
            let before = group.first().map_or(0, |first| range(first).start);
            let end = group.last().map_or(0, |last| range(last).end);
            Stretch { before, count: end - before }
        };
        Self {
            old: stretch(similar::DiffOp::old_range),
            new: stretch(similar::DiffOp::new_range),
            lines: told_lines,
        }
    }

    /// `@@ -1,3 +1,4 @@`.
    pub fn header(&self) -> String {
        let stretch = |Stretch { before, count }: Stretch| match count {
            // Where there is no line, the one before it is named.
            0 => format!("{before},0"),
            1 => (before + 1).to_string(),
            _ => format!("{},{count}", before + 1),
        };
        format!("@@ -{} +{} @@", stretch(self.old), stretch(self.new))
    }
}

/// With their line feeds.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

/// As git writes names: what would end or hide one stands in quotes, with escapes of C; a tab tells
/// older programs where one with blanks ends.
fn write_name(side: &str, name: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let is_plain = |byte: &u8| !byte.is_ascii_control() && !matches!(byte, b'"' | b'\\');
    if name.iter().all(is_plain) {
        out.write_all(side.as_bytes())?;
        out.write_all(name)?;
        return if name.contains(&b' ') { out.write_all(b"\t") } else { Ok(()) };
    }
    write!(out, "\"{side}")?;
    for byte in name {
        match byte {
            b'"' | b'\\' => out.write_all(&[b'\\', *byte])?,
            byte if is_plain(byte) => out.write_all(&[*byte])?,
            byte => write!(out, "\\{byte:03o}")?,
        }
    }
    out.write_all(b"\"")
}

#[cfg(test)]
#[path = "diff_tests.rs"]
mod tests;
