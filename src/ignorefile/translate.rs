//! A pattern's text becomes a way to match: a comparison of bytes, or a Go regular expression.
//!
//! Character by character as the engines do it (SPEC 3.6, 11.4, 14), the accidents included: no
//! state is kept inside a class, and `|`, `{`, `}`, `^` are not escaped. Pure text to text.

use crate::engine::Dialect;

/// How a pattern is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The path is the text.
    Exact,
    /// The path begins with the text less its last two bytes.
    Prefix,
    /// The path ends with the text less its first two bytes.
    Suffix,
    /// A Go regular expression finds a match in the path.
    Regex(String),
}

/// Translates the text of a pattern, its `!` removed.
pub(super) fn translate(dialect: Dialect, text: &[u8]) -> Shape {
    let decoded = runes(text);
    let decoded = decoded.strip_prefix('\u{feff}').unwrap_or(&decoded);
    let mut translation = Translation { dialect, kind: Kind::Exact, regex: "^".to_owned() };
    translation.run(decoded);
    match (dialect, translation.kind) {
        (Dialect::Docker, Kind::Exact) => Shape::Exact,
        (Dialect::Docker, Kind::Prefix) => Shape::Prefix,
        (Dialect::Docker, Kind::Suffix) => Shape::Suffix,
        (Dialect::Docker, Kind::Regex) | (Dialect::Docker2010, _) => {
            Shape::Regex(translation.regex + "$")
        }
        (Dialect::ContainersStorage, _) => Shape::Regex(translation.regex + "(/.*)?$"),
    }
}

/// Bytes as the characters that Go sees: every ill-formed byte is one U+FFFD.
pub(super) fn runes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{fffd}'));
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    Suffix,
    Regex,
}

struct Translation {
    dialect: Dialect,
    kind: Kind,
    regex: String,
}

impl Translation {
    fn run(&mut self, text: &str) {
        let mut rest = text.chars().peekable();
        let mut first = true;
        while let Some(character) = rest.next() {
            match character {
                '*' if rest.next_if_eq(&'*').is_some() => {
                    rest.next_if_eq(&'/');
                    self.double_star(first, rest.peek().is_none());
                }
                '*' => self.live("[^/]*"),
                '?' => self.live("[^/]"),
                '\\' => match rest.next() {
                    Some(next) => {
                        self.live("\\");
                        self.regex.push(next);
                    }
                    None => self.regex.push('\\'),
                },
                '[' | ']' => self.live(character.encode_utf8(&mut [0; 4])),
                other => self.ordinary(other),
            }
            first = false;
        }
    }

    fn double_star(&mut self, first: bool, last: bool) {
        if !last {
            self.live("(.*/)?");
        } else if self.kind == Kind::Exact && self.dialect == Dialect::Docker {
            self.kind = Kind::Prefix;
        } else {
            self.live(".*");
        }
        if first {
            self.kind = Kind::Suffix;
        }
    }

    fn live(&mut self, regex: &str) {
        self.regex.push_str(regex);
        self.kind = Kind::Regex;
    }

    fn ordinary(&mut self, character: char) {
        let escaped = match self.dialect {
            Dialect::Docker => matches!(character, '.' | '+' | '(' | ')' | '$'),
            Dialect::Docker2010 | Dialect::ContainersStorage => matches!(character, '.' | '$'),
        };
        if escaped {
            self.regex.push('\\');
        }
        self.regex.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::{Shape, runes, translate};
    use crate::engine::Dialect;

    fn regex(text: &str) -> Shape {
        Shape::Regex(text.to_owned())
    }

    #[test]
    fn the_docker_dialect_follows_section_three() {
        for (pattern, shape) in [
            ("foo", Shape::Exact),
            ("dir/**", Shape::Prefix),
            ("dir**", Shape::Prefix),
            ("**/foo", Shape::Suffix),
            ("**", Shape::Suffix),
            ("**foo*", regex("^(.*/)?foo[^/]*$")),
            ("a**b", regex("^a(.*/)?b$")),
            ("***", regex("^(.*/)?[^/]*$")),
            ("*/**", regex("^[^/]*/.*$")),
            ("**/a/**", regex("^(.*/)?a/.*$")),
            ("a|b", Shape::Exact),
            ("a|b*", regex("^a|b[^/]*$")),
            ("[*]", regex("^[[^/]*]$")),
            ("a+.$*", regex("^a\\+\\.\\$[^/]*$")),
            ("a*\\", regex("^a[^/]*\\$")),
            ("\u{feff}a*", regex("^a[^/]*$")),
        ] {
            assert_eq!(translate(Dialect::Docker, pattern.as_bytes()), shape, "{pattern}");
        }
    }

    #[test]
    fn the_other_dialects_are_regexes_throughout() {
        for (dialect, pattern, shape) in [
            (Dialect::Docker2010, "**/foo", regex("^(.*/)?foo$")),
            (Dialect::Docker2010, "a+b", regex("^a+b$")),
            (Dialect::Docker2010, "**", regex("^.*$")),
            (Dialect::ContainersStorage, "foo", regex("^foo(/.*)?$")),
            (Dialect::ContainersStorage, "a/**", regex("^a/.*(/.*)?$")),
        ] {
            assert_eq!(translate(dialect, pattern.as_bytes()), shape, "{pattern}");
        }
    }

    #[test]
    fn every_ill_formed_byte_is_one_character() {
        assert_eq!(runes(b"a\xe2\x82b\xff"), "a\u{fffd}\u{fffd}b\u{fffd}");
    }
}
