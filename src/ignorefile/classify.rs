//! Which entries can a pattern hit at all? The answer lets the index skip the pattern elsewhere.
//!
//! Every pattern gets a [`Class`]: the directories in which it matters and what a name must look
//! like there. A class may be too wide (then the pattern itself is asked, `exact: false`) and never
//! too narrow. Paths with a line feed are outside of this: the matcher asks every pattern about
//! them (SPEC 3.8, `.` does not match a line feed).

use super::pattern::{Pattern, Test};
use crate::engine::Dialect;
use crate::path::{name, parent};

/// Where a pattern can hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing: the text begins with a `/`, and no path does.
    Never,
    /// Nowhere is cheaper than asking: the expression runs on every path.
    Wild,
    /// Everything below any directory of this name (`**/name/**`).
    Below(Vec<u8>),
    /// Entries of one directory (`Some`) or of any (`None`) whose name fits.
    Named { directory: Option<Vec<u8>>, key: Key, exact: bool },
}

/// What a name must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name(Vec<u8>),
    StartsWith(Vec<u8>),
    EndsWith(Vec<u8>),
    Anything,
}

/// Whether a hit on a directory is a textual hit on everything below it as well.
pub(super) fn covers_below(dialect: Dialect, pattern: &Pattern) -> bool {
    match &pattern.test {
        Test::Prefix => true,
        Test::Suffix => pattern.text == b"**",
        Test::Regex(_) => {
            dialect != Dialect::Docker
                && pattern.text.ends_with(b"**")
                && tokens(dialect, &pattern.text).is_some()
        }
        Test::Exact | Test::Bad => false,
    }
}

/// Classes a pattern; it must not be a bad one.
pub(super) fn classify(dialect: Dialect, pattern: &Pattern) -> Class {
    let text = pattern.text.as_slice();
    match &pattern.test {
        Test::Exact | Test::Prefix if text[0] == b'/' => Class::Never,
        Test::Exact => in_directory_of(text, Key::Name(name(text).to_vec())),
        Test::Prefix => prefix(&text[..text.len() - 2]),
        Test::Suffix => suffix(&text[2..]),
        Test::Regex(_) => tokens(dialect, text).map_or(Class::Wild, |tokens| glob(&tokens)),
        Test::Bad => Class::Wild,
    }
}

fn in_directory_of(text: &[u8], key: Key) -> Class {
    let directory = parent(text).unwrap_or_default().to_vec();
    Class::Named { directory: Some(directory), key, exact: true }
}

fn prefix(text: &[u8]) -> Class {
    let start = name(text);
    let key = if start.is_empty() { Key::Anything } else { Key::StartsWith(start.to_vec()) };
    in_directory_of(text, key)
}

fn suffix(text: &[u8]) -> Class {
    let end = name(text).to_vec();
    let components = memchr::memchr_iter(b'/', text).count();
    let (key, exact) = match components {
        0 if end.is_empty() => (Key::Anything, true),
        0 => (Key::EndsWith(end), true),
        1 if text[0] == b'/' => (Key::Name(end), true),
        _ => (Key::Name(end), false),
    };
    Class::Named { directory: None, key, exact }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Literal(u8),
    Question,
    Star,
    /// With the `/` after it, if there is one.
    DoubleStar,
    Slash,
}

/// Whether a text has none of the characters that make accidents, so that it means what it looks like.
pub(super) fn is_plain_glob(dialect: Dialect, text: &[u8]) -> bool {
    tokens(dialect, text).is_some()
}

/// The pattern as tokens, if it has none of the characters that make accidents.
fn tokens(dialect: Dialect, text: &[u8]) -> Option<Vec<Token>> {
    let decoded = std::str::from_utf8(text).ok()?;
    if decoded.starts_with('\u{feff}') || decoded.contains('\u{fffd}') {
        return None;
    }
    let mut tokens = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        tokens.push(match byte {
            b'*' if rest.next_if_eq(&b'*').is_some() => {
                rest.next_if_eq(&b'/');
                Token::DoubleStar
            }
            b'*' => Token::Star,
            b'?' => Token::Question,
            b'/' => Token::Slash,
            b'[' | b']' | b'\\' | b'^' | b'|' | b'{' | b'}' => return None,
            b'+' | b'(' | b')' if dialect != Dialect::Docker => return None,
            other => Token::Literal(other),
        });
    }
    Some(tokens)
}

/// Literal text only: `None` if there is anything else.
fn literals(tokens: &[Token]) -> Option<Vec<u8>> {
    let byte = |token: &Token| match token {
        Token::Literal(byte) => Some(*byte),
        Token::Slash => Some(b'/'),
        Token::Question | Token::Star | Token::DoubleStar => None,
    };
    tokens.iter().map(byte).collect()
}

fn glob(tokens: &[Token]) -> Class {
    if tokens[0] == Token::Slash {
        return Class::Never;
    }
    if let Some((Token::DoubleStar, head)) = tokens.split_last() {
        return open_end(head);
    }
    let boundary = tokens
        .iter()
        .rposition(|token| matches!(token, Token::Slash | Token::DoubleStar))
        .map_or(0, |at| at + 1);
    let (head, last) = tokens.split_at(boundary);
    let (directory, head_is_exact) = match head {
        [] => (Some(Vec::new()), true),
        [Token::DoubleStar] => (None, true),
        [.., before, Token::DoubleStar] if *before != Token::Slash => return Class::Wild,
        [literal @ .., Token::Slash] => match literals(literal) {
            Some(directory) => (Some(directory), true),
            None => (None, false),
        },
        _ => (None, false),
    };
    let (key, key_is_exact) = key(last);
    match (&key, key_is_exact && head_is_exact) {
        // Every name fits: asking in a batch is cheaper than one by one.
        (Key::Anything, false) => Class::Wild,
        (_, exact) => Class::Named { directory, key, exact },
    }
}

/// A pattern that ends in `**` and is a regular expression: `head.*`.
fn open_end(head: &[Token]) -> Class {
    if let [Token::DoubleStar, name @ .., Token::Slash] = head
        && let Some(name) = literals(name)
        && !name.contains(&b'/')
    {
        return Class::Below(name);
    }
    match literals(head) {
        Some(text) if text.is_empty() => {
            Class::Named { directory: None, key: Key::Anything, exact: true }
        }
        Some(text) => prefix(&text),
        None => Class::Wild,
    }
}

/// What the last component demands of a name, and whether that is all it demands.
fn key(last: &[Token]) -> (Key, bool) {
    if let Some(name) = literals(last) {
        return (Key::Name(name), true);
    }
    if let [Token::Star] = last {
        return (Key::Anything, true);
    }
    let is_literal = |token: &&Token| matches!(token, Token::Literal(_));
    let head = last.iter().take_while(is_literal).count();
    let tail = last.iter().rev().take_while(is_literal).count();
    let only_star = |wildcards: &[Token]| wildcards == [Token::Star];
    let text = |tokens| literals(tokens).unwrap_or_default();
    if tail > head {
        let (wildcards, end) = last.split_at(last.len() - tail);
        (Key::EndsWith(text(end)), only_star(wildcards))
    } else if head > 0 {
        let (start, wildcards) = last.split_at(head);
        (Key::StartsWith(text(start)), only_star(wildcards))
    } else {
        (Key::Anything, false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Key, classify};
    use crate::engine::Dialect;
    use crate::ignorefile::pattern::Pattern;

    fn class(dialect: Dialect, text: &str) -> Class {
        let pattern = Pattern::compile(dialect, None, text.as_bytes()).expect("valid");
        classify(dialect, &pattern.expect("not empty"))
    }

    fn named(directory: Option<&str>, key: Key, exact: bool) -> Class {
        Class::Named { directory: directory.map(|text| text.as_bytes().to_vec()), key, exact }
    }

    #[test]
    fn classes_are_as_narrow_as_they_can_be() {
        let name = |text: &str| Key::Name(text.into());
        let ends = |text: &str| Key::EndsWith(text.into());
        let starts = |text: &str| Key::StartsWith(text.into());
        for (pattern, expected) in [
            ("a/b", named(Some("a"), name("b"), true)),
            ("**/a", named(None, name("a"), true)),
            ("**/a/b", named(None, name("b"), false)),
            ("**.log", named(None, ends(".log"), true)),
            ("*.log", named(Some(""), ends(".log"), true)),
            ("**/*.log", named(None, ends(".log"), true)),
            ("a/b*", named(Some("a"), starts("b"), true)),
            ("dir/**", named(Some("dir"), Key::Anything, true)),
            ("di**", named(Some(""), starts("di"), true)),
            ("*/x", named(None, name("x"), false)),
            ("a/**/b", named(None, name("b"), false)),
            ("**/x?y", named(None, starts("x"), false)),
            ("a**b", Class::Wild),
            ("**/node_modules/**", Class::Below(b"node_modules".to_vec())),
            ("[ab]", Class::Wild),
            ("*/*", Class::Wild),
            ("*", named(Some(""), Key::Anything, true)),
            ("/", Class::Never),
        ] {
            assert_eq!(class(Dialect::Docker, pattern), expected, "{pattern}");
        }
        assert_eq!(class(Dialect::ContainersStorage, "a+b"), Class::Wild);
        assert_eq!(class(Dialect::ContainersStorage, "/a"), Class::Never);
        assert_eq!(class(Dialect::ContainersStorage, "/*.txt"), Class::Never);
        assert_eq!(class(Dialect::ContainersStorage, "a/b"), named(Some("a"), name("b"), true));
    }
}
