//! Flags of an instruction: `--from=build`, `--mount=type=bind,source=x`, and the like.
//!
//! BuildKit reads them byte by byte, so that every byte of a character beyond ASCII becomes a
//! character of its own (SPEC 8.4). Quotes group and vanish. parse-dockerfile knows neither, so
//! flags are read here from the logical line. The reference is `extractBuilderFlags` in
//! `frontend/dockerfile/parser/split_command.go` of moby/buildkit.

/// A flag as written, and where it stands in the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flag {
    /// Without the dashes.
    pub(super) name: String,
    /// What follows the `=`, if there is one.
    pub(super) value: Option<String>,
    /// First byte.
    pub(super) start: usize,
    /// After the last byte.
    pub(super) end: usize,
}

#[derive(PartialEq, Eq)]
enum Phase {
    Spaces,
    Word,
    Quote(u8),
}

/// The flags at the start of `text`, and where the arguments begin.
pub(super) fn read(text: &str, escape: char) -> (Vec<Flag>, usize) {
    let bytes = text.as_bytes();
    let escape = u8::try_from(escape).unwrap_or(b'\\');
    let is_space = |byte: u8| char::from(byte).is_whitespace();
    let mut flags = Vec::new();
    let mut phase = Phase::Spaces;
    let mut word = String::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match phase {
            Phase::Spaces if is_space(byte) => {}
            Phase::Spaces if !bytes[at..].starts_with(b"--") => return (flags, at),
            Phase::Spaces => {
                (phase, start) = (Phase::Word, at);
                word.push('-');
            }
            Phase::Word if is_space(byte) => {
                if word == "--" {
                    return (flags, at);
                }
                flags.push(flag(&std::mem::take(&mut word), start, at));
                phase = Phase::Spaces;
            }
            Phase::Word if matches!(byte, b'\'' | b'"') => phase = Phase::Quote(byte),
            Phase::Quote(quote) if byte == quote => phase = Phase::Word,
            Phase::Word | Phase::Quote(_) if byte == escape => {
                at += 1;
                word.extend(bytes.get(at).map(|&escaped| char::from(escaped)));
            }
            Phase::Word | Phase::Quote(_) => word.push(char::from(byte)),
        }
        at += 1;
    }
    if !word.is_empty() && word != "--" {
        flags.push(flag(&word, start, text.len()));
    }
    (flags, text.len())
}

fn flag(word: &str, start: usize, end: usize) -> Flag {
    let word = word.strip_prefix("--").unwrap_or(word);
    match word.split_once('=') {
        Some((name, value)) => {
            Flag { name: name.to_owned(), value: Some(value.to_owned()), start, end }
        }
        None => Flag { name: word.to_owned(), value: None, start, end },
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn quotes_group_and_bytes_are_latin_one() {
        let text = "--from=b --exclude=\"a b\" --mount=source=\u{e9} x --y";
        let (flags, rest) = read(text, '\\');
        let shown: Vec<_> =
            flags.iter().map(|f| (f.name.as_str(), f.value.as_deref().unwrap_or("-"))).collect();
        assert_eq!(shown, [("from", "b"), ("exclude", "a b"), ("mount", "source=\u{c3}\u{a9}")]);
        assert_eq!(&text[rest..], "x --y");
        assert_eq!(&text[flags[1].start..flags[1].end], "--exclude=\"a b\"");
        let (flags, rest) = read("-- --a b", '\\');
        assert!(flags.is_empty());
        assert_eq!(rest, 2);
    }
}
