//! One line of a `.gitignore` in the language of ignore files, where every engine reads it alike.
//!
//! What both languages have (`*`, `?`, `**` between slashes, classes) is written as it is there;
//! what only looks the same is written so that it means itself: braces, `|`, a `.` in a class, blanks
//! at an end. What that language cannot say (that a line means directories only, `!` below what is
//! held back) is for those to settle who know the tree.

use super::pattern::{Line, Set, Token};
use crate::path::is_hostile;

/// The lines that together match what `line` does, without its `!` and its last `/`, for a file in
/// the directory `inside` of the context, or above it by these names. None if nothing in the context
/// can match; `None` in place of a line that cannot be said.
pub(super) fn lines(line: &Line<'_>, inside: &[u8], above: &[&[u8]]) -> Vec<Option<String>> {
    let mut variants = line.variants();
    if line.is_bare() {
        let deep = [Token::Deep, Token::Slash { escaped: false }];
        variants.iter_mut().for_each(|tokens| *tokens = [&deep, tokens.as_slice()].concat());
    } else {
        variants = variants.into_iter().flat_map(|tokens| below(tokens, above)).collect();
    }
    let mut lines: Vec<Option<String>> = Vec::new();
    for tokens in variants.into_iter().filter(|tokens| !has_dots(tokens)) {
        let line = written(&[directory(inside), tokens].concat());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// A line that means exactly this path, if there is one. Blanks at its ends and what no terminal
/// should see are written as classes and numbers.
pub(super) fn path(path: &[u8]) -> Option<String> {
    let mut tokens = directory(path);
    tokens.pop();
    written(&tokens)
}

/// A directory, to be followed by what is in it.
fn directory(path: &[u8]) -> Vec<Token> {
    let token = |byte: &u8| match byte {
        b'/' => Token::Slash { escaped: false },
        byte => Token::Literal(*byte),
    };
    let slash = (!path.is_empty()).then_some(Token::Slash { escaped: false });
    path.iter().map(token).chain(slash).collect()
}

/// The same globs seen from a directory further down, which these names lead to.
fn below(tokens: Vec<Token>, above: &[&[u8]]) -> Vec<Vec<Token>> {
    let Some((name, further)) = above.split_first() else { return vec![tokens] };
    let slash = tokens.iter().position(|token| matches!(token, Token::Slash { .. }));
    let first = &tokens[..slash.unwrap_or(tokens.len())];
    let rest = slash.map(|at| tokens[at + 1..].to_vec());
    match (first, rest) {
        ([Token::Deep], None) => vec![tokens],
        ([Token::Deep], Some(rest)) => {
            let seen = (0..above.len()).flat_map(|skip| below(rest.clone(), &above[skip..]));
            let seen: Vec<_> = seen.collect();
            std::iter::once(tokens).chain(seen).collect()
        }
        // It speaks of the directory itself, or of one above.
        (_, None) => Vec::new(),
        (first, Some(rest)) if fits(first, name) => below(rest, further),
        (_, Some(_)) => Vec::new(),
    }
}

/// Whether the pieces of one name match it.
fn fits(tokens: &[Token], name: &[u8]) -> bool {
    let Some((token, rest)) = tokens.split_first() else { return name.is_empty() };
    let next = |matches: &dyn Fn(u8) -> bool| {
        name.split_first().is_some_and(|(byte, name)| matches(*byte) && fits(rest, name))
    };
    match token {
        Token::Star | Token::Deep => (0..=name.len()).any(|skip| fits(rest, &name[skip..])),
        Token::Literal(wanted) => next(&|byte| byte == *wanted),
        Token::One => next(&|_| true),
        Token::Class(set, _) => next(&|byte| set[usize::from(byte)]),
        Token::Slash { .. } => false,
    }
}

/// Whether a name is `.` or `..`: git matches nothing with it, and ignore files resolve it.
fn has_dots(tokens: &[Token]) -> bool {
    let mut names = tokens.split(|token| matches!(token, Token::Slash { .. }));
    let is_dot = |token: &Token| matches!(token, Token::Literal(b'.'));
    names.any(|name| matches!(name.len(), 1 | 2) && name.iter().all(is_dot))
}

/// The text of a line; `None` if it cannot be said.
fn written(tokens: &[Token]) -> Option<String> {
    let mut text = String::new();
    let mut literal = Vec::new();
    for token in tokens {
        if let Token::Literal(byte) = token {
            literal.push(*byte);
            continue;
        }
        write_literal(&std::mem::take(&mut literal), false, &mut text)?;
        match token {
            Token::Literal(_) => {}
            Token::Slash { .. } => text.push('/'),
            Token::One => text.push('?'),
            Token::Star => text.push('*'),
            Token::Deep => text.push_str("**"),
            Token::Class(_, plain) if plain.iter().all(u8::is_ascii_alphanumeric) => {
                text.push_str(&format!("[{}]", String::from_utf8_lossy(plain)));
            }
            Token::Class(set, _) => write_class(set, &mut text),
        }
    }
    write_literal(&literal, true, &mut text)?;
    Some(text)
}

fn write_literal(bytes: &[u8], last: bool, text: &mut String) -> Option<()> {
    let literal = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\u{fffd}'))?;
    let end = if last { literal.trim_end().len() } else { literal.len() };
    for (at, character) in literal.char_indices() {
        let at_edge = text.is_empty() || at >= end;
        match character {
            ' ' if at_edge => text.push_str("[ ]"),
            c if is_hostile(c) || c.is_control() || at_edge && c.is_whitespace() => {
                text.push_str(&format!("\\x{{{:x}}}", u32::from(c)));
            }
            c if "*?[]\\^|{}+()".contains(c) || at_edge && matches!(c, '!' | '#') => {
                text.push('\\');
                text.push(c);
            }
            c => text.push(c),
        }
    }
    Some(())
}

/// Ignore files know no class of stars, and theirs match a `/` too.
fn write_class(set: &Set, text: &mut String) {
    let beyond = set[128..].contains(&true);
    let wanted: Vec<u8> = (1..128_u8).filter(|byte| set[usize::from(*byte)] != beyond).collect();
    if beyond && wanted == b"/" {
        return text.push('?');
    }
    text.push_str(if beyond { "[^" } else { "[" });
    let mut at = 0;
    while at < wanted.len() {
        let start = wanted[at];
        let same = |byte: &u8| {
            let of = |byte: u8| {
                (byte.is_ascii_digit(), byte.is_ascii_lowercase(), byte.is_ascii_uppercase())
            };
            byte.is_ascii_alphanumeric() && of(*byte) == of(start)
        };
        let mut end = at;
        while wanted.get(end + 1).is_some_and(|next| *next == wanted[end] + 1 && same(next)) {
            end += 1;
        }
        if end > at + 1 && start.is_ascii_alphanumeric() {
            text.push(char::from(start));
            text.push('-');
            text.push(char::from(wanted[end]));
            at = end + 1;
            continue;
        }
        match start {
            b'/' | b' ' | b'_' => text.push(char::from(start)),
            byte if byte.is_ascii_control() => text.push_str(&format!("\\x{byte:02x}")),
            byte if byte.is_ascii_punctuation() => {
                text.push('\\');
                text.push(char::from(byte));
            }
            byte => text.push(char::from(byte)),
        }
        at += 1;
    }
    text.push(']');
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Line;
    use super::lines;

    fn told(line: &str, inside: &str, above: &[&str]) -> Vec<String> {
        let above: Vec<&[u8]> = above.iter().map(|name| name.as_bytes()).collect();
        let line = Line::read(line.as_bytes()).expect("says something");
        let lines = lines(&line, inside.as_bytes(), &above);
        lines.into_iter().map(|line| line.unwrap_or_else(|| "-".to_owned())).collect()
    }

    #[test]
    fn lines_are_told_in_the_other_language() {
        for (line, inside, expected) in [
            ("node_modules", "", &["**/node_modules"][..]),
            ("node_modules/", "", &["**/node_modules"]),
            ("/dist/", "", &["dist"]),
            ("/dist/", "web", &["web/dist"]),
            ("*.log", "web", &["web/**/*.log"]),
            ("a/b", "web", &["web/a/b"]),
            ("a/**/b", "", &["a/**/b"]),
            ("**/x", "w", &["w/**/x"]),
            ("foo**/bar", "", &["foobar", "foo*/**/bar"]),
            ("logs/**", "", &["logs/**"]),
            ("*.py[cod]", "", &["**/*.py[cod]"]),
            ("[!a]x", "", &["**/[^/a]x"]),
            ("[a-f0-9]", "", &["**/[0-9a-f]"]),
            ("[*.]x", "", &["**/[\\*\\.]x"]),
            ("\\#*#", "", &["**/#*#"]),
            ("/\\#x", "", &["\\#x"]),
            ("\\!x/y", "", &["\\!x/y"]),
            ("keep\\ ", "", &["**/keep[ ]"]),
            ("{a,b}+", "", &["**/\\{a,b\\}\\+"]),
            ("x", "a+b", &["a\\+b/**/x"]),
            ("./a", "", &[]),
            ("a/../b", "", &[]),
            ("a\tb", "", &["**/a\\x{9}b"]),
        ] {
            assert_eq!(told(line, inside, &[]), expected, "{line} in {inside}");
        }
        assert_eq!(lines(&Line::read(b"a\xff").unwrap(), b"", &[]), [None]);
    }

    #[test]
    fn lines_of_files_above_are_seen_from_the_context() {
        for (line, expected) in [
            ("*.log", &["**/*.log"][..]),
            ("/services/api/dist", &["dist"]),
            ("/services/*/dist", &["dist"]),
            ("/services/web/dist", &[]),
            ("/services/api", &[]),
            ("/services/**", &["**"]),
            ("**/dist/x", &["**/dist/x"]),
            ("**/api/x", &["**/api/x", "x"]),
        ] {
            assert_eq!(told(line, "", &["services", "api"]), expected, "{line}");
        }
    }
}
