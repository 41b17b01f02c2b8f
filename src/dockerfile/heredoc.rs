//! Here-documents: which words of a line begin one, and where their bodies end.
//!
//! parse-dockerfile 0.1.9 reads only one that stands first in a RUN, and divides COPY lines by its
//! own rules. So bodies are found here as BuildKit finds them, and hidden from the crate by
//! [`hide`], which keeps every offset as it is.

use super::lexer::{Style, expand};
use super::logical::{Logical, physical};
use crate::source::Span;

/// A here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// Its delimiter, which is also the name of the file that COPY makes.
    pub name: String,
    /// The word on the line, such as `<<-EOF`.
    pub word: String,
    /// The body in the file.
    pub span: Span,
    /// Leading tabs are dropped.
    pub(super) chomps: bool,
}

/// The delimiter of a word such as `<<EOF`, and whether leading tabs are dropped.
pub(super) fn delimiter(word: &str) -> Result<Option<(String, bool)>, String> {
    let Some(rest) = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")
    else {
        return Ok(None);
    };
    let chomps = rest.starts_with('-');
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start();
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let style = Style { keeps_unset: true, ..Style::plain('\\') };
    let mut words = expand(rest, style, &|_| None)?.words;
    match words.len() {
        1 => Ok(words.pop().map(|name| (name, chomps))),
        _ => Ok(None),
    }
}

/// The here-documents of a logical line whose bodies begin at `line.end`, and where they end.
///
/// # Errors
/// The engine's words for a document without an end.
pub(super) fn of_line(file: &str, line: &Logical) -> Result<(Vec<Heredoc>, usize), String> {
    let mut end = line.end;
    let mut documents = Vec::new();
    if !may_have(&line.text) {
        return Ok((documents, end));
    }
    let style =
        Style { raw_quotes: true, raw_escapes: true, keeps_unset: true, ..Style::plain('\\') };
    let words = expand(&line.text, style, &|_| None).map(|line| line.words).unwrap_or_default();
    for word in words {
        let Some((name, chomps)) = delimiter(&word)? else { continue };
        let start = end;
        loop {
            if end >= file.len() {
                return Err("unterminated heredoc".to_owned());
            }
            let body = physical(file, end);
            let line = body.trim_end_matches(['\r', '\n']);
            let line = if chomps { line.trim_start_matches('\t') } else { line };
            if line == name {
                documents.push(Heredoc { name, word, span: Span { start, end }, chomps });
                end += body.len();
                break;
            }
            end += body.len();
        }
    }
    Ok((documents, end))
}

/// Whether a line can have here-documents at all: only some instructions may, and not in JSON.
fn may_have(line: &str) -> bool {
    if !line.contains("<<") {
        return false;
    }
    let (mut keyword, mut rest) = split_keyword(line);
    if keyword.eq_ignore_ascii_case("ONBUILD") {
        (keyword, rest) = split_keyword(rest);
    }
    let can = ["ADD", "COPY", "RUN"].iter().any(|known| keyword.eq_ignore_ascii_case(known));
    let is_json = || {
        let arguments = super::flags::read(rest, '\\').1;
        serde_json::from_str::<Vec<String>>(rest[arguments..].trim()).is_ok()
    };
    can && !is_json()
}

fn split_keyword(line: &str) -> (&str, &str) {
    let line = line.trim();
    let end = line.find([' ', '\t', '\u{b}', '\u{c}', '\r']).unwrap_or(line.len());
    (&line[..end], line[end..].trim_start())
}

/// A here-document that has no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endless {
    /// The line that begins it.
    pub(super) line: Span,
    /// The engine's words.
    pub(super) message: String,
}

/// The file with the bodies of all here-documents turned into comments, and their `<<` into
/// ordinary bytes, at the same offsets.
///
/// # Errors
/// [`Endless`] if one of them does not end.
pub(super) fn hide(file: &str, escape: char) -> Result<String, Endless> {
    let mut bytes = file.as_bytes().to_vec();
    let mut at = 0;
    while at < file.len() {
        let line = Logical::read(file, at, escape);
        if line.text.starts_with('#') || !line.text.contains("<<") {
            at = comment_end(file, at, &line);
            continue;
        }
        let whole = line.span(0, line.text.len());
        let (_, end) = of_line(file, &line).map_err(|message| Endless { line: whole, message })?;
        if may_have(&line.text) {
            // A word may look like a document and be none, if a quote before it does not end.
            for byte in whole.start..whole.end.saturating_sub(1) {
                if &bytes[byte..byte + 2] == b"<<" {
                    bytes[byte..byte + 2].copy_from_slice(b"__");
                }
            }
            let ordinary = |byte: &&mut u8| !matches!(**byte, b'\n' | b'\r');
            bytes[line.end..end].iter_mut().filter(ordinary).for_each(|byte| *byte = b'#');
        }
        at = end;
    }
    // Whole characters became `#` byte by byte, so the text is still well-formed.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A comment is one physical line, whatever it ends in.
fn comment_end(file: &str, at: usize, line: &Logical) -> usize {
    let first = physical(file, at);
    if first.trim_start().starts_with('#') { at + first.len() } else { line.end }
}

#[cfg(test)]
mod tests {
    use super::{delimiter, hide};

    #[test]
    fn delimiters_are_words() {
        for (word, expected) in [
            ("<<EOF", Some("EOF")),
            ("<<-'E F'", Some("E F")),
            ("3<<\"EOF\"", Some("EOF")),
            ("<<", None),
            ("<<<x", None),
            ("a<<b", None),
        ] {
            let found = delimiter(word).expect("valid").map(|(name, _)| name);
            assert_eq!(found.as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn bodies_become_comments_at_the_same_offsets() {
        let file = "FROM a\nRUN cat <<A > x <<-B\nFROM b\nA\n\t\u{e9}\n\tB\n# <<C\nCOPY a b\n";
        let hidden = hide(file, '\\').expect("ends");
        assert_eq!(hidden.len(), file.len());
        assert_eq!(hidden, "FROM a\nRUN cat __A > x __-B\n######\n#\n###\n##\n# <<C\nCOPY a b\n");
        assert!(hide("RUN <<A\nx\n", '\\').is_err());
        assert!(hide("RUN echo '<<A'\n", '\\').is_ok());
    }
}
