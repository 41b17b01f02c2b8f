//! Bytes to lines: what each reader makes of an ignore file, before any pattern is understood.
//!
//! Two readers, [`Reader::Docker`] (SPEC 2) and [`Reader::Containers`] (SPEC 11.2). Both keep where
//! each line stood; neither knows what a pattern means.

use super::clean::{clean, trim};
use crate::engine::Reader;
use crate::source::Span;

/// The longest line the Docker reader takes, without its line feed (SPEC 2.2).
pub const LONGEST_LINE: usize = 65_535;

/// One line that became an entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line as a person sees it, without white space around it.
    pub span: Span,
    /// The entry, with a leading `!` when it is negated; not necessarily the text of the line.
    pub text: Vec<u8>,
}

/// A line that makes the whole file unreadable: where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong(pub Span);

/// Reads a whole ignore file.
///
/// # Errors
/// [`TooLong`] if the reader has a limit and a line passes it, comments included.
pub(super) fn read(reader: Reader, bytes: &[u8]) -> Result<Vec<Line>, TooLong> {
    match reader {
        Reader::Docker => read_docker(bytes),
        Reader::Containers => Ok(read_containers(bytes)),
    }
}

/// The pieces between line feeds with their offsets; an empty last piece does not count.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    bytes.split_inclusive(|&byte| byte == b'\n').map(move |piece| {
        let at = start;
        start += piece.len();
        (at, piece.strip_suffix(b"\n").unwrap_or(piece))
    })
}

fn read_docker(bytes: &[u8]) -> Result<Vec<Line>, TooLong> {
    let mut lines = Vec::new();
    for (mut start, mut raw) in pieces(bytes) {
        if raw.len() > LONGEST_LINE {
            return Err(TooLong(Span { start, end: start + raw.len() }));
        }
        raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if start == 0 && raw.starts_with(b"\xef\xbb\xbf") {
            (start, raw) = (3, &raw[3..]);
        }
        if raw.starts_with(b"#") {
            continue;
        }
        let text = trim(raw);
        if !text.is_empty() {
            lines.push(Line { span: span_of(start, raw, text), text: docker_entry(text) });
        }
    }
    Ok(lines)
}

/// SPEC 2.6 to 2.9: negation, cleaning, the leading slash.
fn docker_entry(text: &[u8]) -> Vec<u8> {
    let (negated, rest) = match text.strip_prefix(b"!") {
        Some(rest) => (true, trim(rest)),
        None => (false, text),
    };
    let mut entry = if negated { b"!".to_vec() } else { Vec::new() };
    if !rest.is_empty() {
        let cleaned = clean(rest);
        let rooted = cleaned.len() > 1 && cleaned[0] == b'/';
        entry.extend_from_slice(&cleaned[usize::from(rooted)..]);
    }
    entry
}

/// SPEC 11.2: no byte order mark, no trimming, no limit; slashes at both ends go.
fn read_containers(bytes: &[u8]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (start, raw) in pieces(bytes) {
        if raw.is_empty() || raw.starts_with(b"#") {
            continue;
        }
        let text = strip_slashes(raw);
        if !text.is_empty() {
            let seen = trim(raw);
            let span = if seen.is_empty() { raw } else { seen };
            lines.push(Line { span: span_of(start, raw, span), text: text.to_vec() });
        }
    }
    lines
}

/// Without the slashes at both ends.
pub(super) fn strip_slashes(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| byte != b'/').unwrap_or(text.len());
    let end = text.iter().rposition(|&byte| byte != b'/').map_or(start, |at| at + 1);
    &text[start..end]
}

/// The span of `part`, a sub-slice of `line`, which begins at offset `start`.
fn span_of(start: usize, line: &[u8], part: &[u8]) -> Span {
    let offset = part.as_ptr() as usize - line.as_ptr() as usize;
    Span { start: start + offset, end: start + offset + part.len() }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, TooLong, read};
    use crate::engine::Reader;
    use crate::source::Span;

    fn entries(reader: Reader, text: &str) -> Vec<String> {
        let lines = read(reader, text.as_bytes()).expect("no line is too long");
        lines.into_iter().map(|line| String::from_utf8_lossy(&line.text).into_owned()).collect()
    }

    #[test]
    fn the_docker_reader_follows_section_two() {
        for (text, expected) in [
            ("a\nb", &["a", "b"][..]),
            ("a\r\nb\r", &["a", "b"]),
            ("a\rb", &["a\rb"]),
            ("\u{feff}a\n\u{feff}b", &["a", "\u{feff}b"]),
            ("# c\n # d\nfoo # e", &["# d", "foo # e"]),
            ("\u{feff}# c\n!#x", &["!#x"]),
            ("!  foo\n!!x", &["!foo", "!!x"]),
            ("!\n!/\n/\n./\n!.", &["!", "!/", "/", ".", "!."]),
            ("//a\n/../a\n../a\nfoo/\n./foo", &["a", "a", "../a", "foo", "foo"]),
        ] {
            assert_eq!(entries(Reader::Docker, text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_containers_reader_follows_section_eleven() {
        for (text, expected) in [
            ("a\r\n\n#x\n /b", &["a\r", " /b"][..]),
            ("/a/\n///\n! x\n!/x/", &["a", "! x", "!/x"]),
            ("\u{feff}a", &["\u{feff}a"]),
        ] {
            assert_eq!(entries(Reader::Containers, text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_past_the_limit_is_an_error_with_its_place() {
        let mut text = b"a\n#".to_vec();
        text.resize(2 + LONGEST_LINE, b'x');
        assert!(read(Reader::Docker, &text).is_ok());
        text.push(b'x');
        let span = Span { start: 2, end: text.len() };
        assert_eq!(read(Reader::Docker, &text), Err(TooLong(span)));
        assert!(read(Reader::Containers, &text).is_ok());
    }

    #[test]
    fn spans_lie_inside_the_text() {
        let text = b"\xef\xbb\xbf  a b \r\n\t!x\n";
        let lines = read(Reader::Docker, text).expect("short lines");
        let seen: Vec<_> = lines.iter().map(|l| &text[l.span.start..l.span.end]).collect();
        assert_eq!(seen, [&b"a b"[..], b"!x"]);
    }
}
