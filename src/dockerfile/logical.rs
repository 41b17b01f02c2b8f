//! Logical lines: what BuildKit makes of physical ones before it reads an instruction.
//!
//! Continuations are joined, comments and empty lines between them dropped; every byte remembers
//! where it stood. It knows no instructions. The reference is `Parse` and its helpers in
//! `frontend/dockerfile/parser/parser.go` of moby/buildkit.

use crate::source::Span;

/// A logical line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Logical {
    /// The joined text.
    pub(super) text: String,
    /// For each byte of the text, and for its end, the offset in the file.
    offsets: Vec<usize>,
    /// Where the next line begins.
    pub(super) end: usize,
}

impl Logical {
    /// Reads the logical line that begins at `start`, which need not be the start of a line.
    pub(super) fn read(file: &str, start: usize, escape: char) -> Self {
        let mut logical = Self { end: start, ..Self::default() };
        let mut first = true;
        let mut last = start;
        while logical.end < file.len() {
            let line = physical(file, logical.end);
            let at = logical.end;
            logical.end += line.len();
            let line = line.trim_end_matches(['\r', '\n']);
            let blank = line.trim_start();
            if !first && (blank.is_empty() || blank.starts_with('#')) {
                continue;
            }
            let indent = if first { line.len() - blank.len() } else { 0 };
            let (kept, continues) = without_continuation(line, escape);
            let kept = kept.get(indent..).unwrap_or_default();
            logical.text.push_str(kept);
            logical.offsets.extend((0..kept.len()).map(|byte| at + indent + byte));
            last = at + indent + kept.len();
            first = false;
            if !continues {
                break;
            }
        }
        logical.offsets.push(last);
        logical
    }

    /// Where a range of the text stands in the file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let start_at = self.offsets[start.min(self.offsets.len() - 1)];
        let end_at = match end.checked_sub(1).filter(|last| *last >= start) {
            Some(last) => self.offsets[last.min(self.offsets.len() - 1)] + 1,
            None => start_at,
        };
        Span { start: start_at, end: end_at }
    }
}

/// The physical line at an offset, with its line feed.
pub(super) fn physical(file: &str, start: usize) -> &str {
    let rest = &file[start..];
    memchr::memchr(b'\n', rest.as_bytes()).map_or(rest, |at| &rest[..=at])
}

/// A continuation is an escape character at the end, spaces and tabs aside, that does not follow
/// another one.
fn without_continuation(line: &str, escape: char) -> (&str, bool) {
    let trimmed = line.trim_end_matches([' ', '\t']);
    match trimmed.strip_suffix(escape) {
        Some(kept) if !kept.ends_with(escape) => (kept, true),
        Some(_) | None => (line, false),
    }
}

#[cfg(test)]
mod tests {
    use super::Logical;
    use crate::source::Span;

    #[test]
    fn lines_are_joined_and_keep_their_places() {
        let file = "  COPY a \\ \n# note\n\n  b \\\n c\nRUN x";
        let logical = Logical::read(file, 0, '\\');
        assert_eq!(logical.text, "COPY a   b  c");
        assert_eq!(&file[logical.end..], "RUN x");
        assert_eq!(logical.span(12, 13), Span { start: 27, end: 28 });
        assert_eq!(&file[27..28], "c");
    }

    #[test]
    fn an_escaped_escape_continues_nothing() {
        assert_eq!(Logical::read("COPY a\\\\\nb", 0, '\\').text, "COPY a\\\\");
        assert_eq!(Logical::read("\\\nCOPY a", 0, '\\').text, "COPY a");
        assert_eq!(Logical::read("COPY a \\", 0, '\\').text, "COPY a ");
    }
}
