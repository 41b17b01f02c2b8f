//! From a list of pattern strings to compiled patterns, for the three matchers (SPEC 3, 11.3-11.4, 14): cleaning, the syntax check, the
//! choice of the match strategy, the Go regular expression a pattern stands for, and the verdict on one path. Nothing about lists.

use super::Failure;
use super::globcheck::globcheck;
use super::regex_ast::{Ast, search};
use super::regex_parse::parse;
use super::text::{clean, runes, trim};

/// The three matchers of SPEC 17.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// BuildKit and classic (SPEC 3).
    Docker,
    /// Docker CLI up to 20.10 (SPEC 14).
    Docker20,
    /// buildah (SPEC 11.3-11.4).
    Containers,
}

/// SPEC 3.6. A text that is no regular expression is noted in place: it only matters once it is evaluated (SPEC 4.5).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Exact,
    Prefix,
    Suffix,
    Regex(Result<Ast, Failure>),
}

/// One compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) negated: bool,
    /// The text without the `!`.
    pub(crate) text: Vec<u8>,
    pub(crate) kind: Kind,
}

/// SPEC 3.1-3.4, 11.3: compile a whole list, or say why it cannot be.
pub(crate) fn compile(dialect: Dialect, list: &[Vec<u8>]) -> Result<Vec<Pattern>, Failure> {
    let mut patterns = Vec::new();
    for entry in list {
        let trimmed = trim(entry);
        if trimmed.is_empty() {
            continue;
        }
        let mut text = clean(trimmed); // with the `!` still attached
        let negated = text[0] == b'!';
        if negated {
            if text.len() == 1 {
                return Err(Failure::IllegalExclusion);
            }
            text.remove(0);
            if dialect == Dialect::Containers {
                text = clean(&text);
                text = text.strip_prefix(b"/").map(<[u8]>::to_vec).unwrap_or(text);
            }
        }
        globcheck(&text).map_err(|_| Failure::SyntaxError)?;
        let kind = match dialect {
            Dialect::Docker => docker_kind(&text),
            Dialect::Docker20 => regex_kind(&docker20_regex(&text)),
            Dialect::Containers => containers_kind(&text),
        };
        patterns.push(Pattern { negated, text, kind });
    }
    Ok(patterns)
}

fn regex_kind(text: &[char]) -> Kind {
    Kind::Regex(parse(text).map_err(|_| Failure::SyntaxError))
}

/// SPEC 3.6: the walk over the characters swallows one U+FEFF at the very start.
fn characters(text: &[u8]) -> Vec<char> {
    let mut all = runes(text);
    if all.first() == Some(&'\u{FEFF}') {
        all.remove(0);
    }
    all
}

/// SPEC 3.6.
fn docker_kind(pattern: &[u8]) -> Kind {
    enum Choice {
        Exact,
        Prefix,
        Suffix,
        Regex,
    }
    let text = characters(pattern);
    let mut choice = Choice::Exact;
    let mut regex = vec!['^'];
    let mut at = 0;
    while at < text.len() {
        let (c, first) = (text[at], at == 0);
        at += 1;
        match c {
            '*' if text.get(at) == Some(&'*') => {
                at += 1;
                at += usize::from(text.get(at) == Some(&'/'));
                if at < text.len() {
                    regex.extend("(.*/)?".chars());
                    choice = Choice::Regex;
                } else if matches!(choice, Choice::Exact) {
                    choice = Choice::Prefix;
                } else {
                    regex.extend(".*".chars());
                    choice = Choice::Regex;
                }
                if first {
                    choice = Choice::Suffix;
                }
            }
            '*' | '?' => {
                regex.extend(if c == '*' { "[^/]*".chars() } else { "[^/]".chars() });
                choice = Choice::Regex;
            }
            '.' | '+' | '(' | ')' | '$' => regex.extend(['\\', c]),
            '\\' => {
                regex.push(c);
                regex.extend(text.get(at));
                at += 1;
                choice = Choice::Regex;
            }
            '[' | ']' => {
                regex.push(c);
                choice = Choice::Regex;
            }
            _ => regex.push(c),
        }
    }
    match choice {
        Choice::Exact => Kind::Exact,
        Choice::Prefix => Kind::Prefix,
        Choice::Suffix => Kind::Suffix,
        Choice::Regex => {
            regex.push('$');
            regex_kind(&regex)
        }
    }
}

/// SPEC 14: always a regular expression; only `.` and `$` are escaped.
fn docker20_regex(pattern: &[u8]) -> Vec<char> {
    let mut regex = always_regex(pattern);
    regex.push('$');
    regex
}

/// SPEC 11.4: the same, but a pattern also matches everything below what it matches, and a trailing backslash is an error.
fn containers_kind(pattern: &[u8]) -> Kind {
    let trailing = pattern.iter().rev().take_while(|&&b| b == b'\\').count();
    if trailing % 2 == 1 {
        return Kind::Regex(Err(Failure::SyntaxError));
    }
    let mut regex = always_regex(pattern);
    regex.extend("(/.*)?$".chars());
    regex_kind(&regex)
}

/// What SPEC 11.4 and 14 have in common: everything but the end.
fn always_regex(pattern: &[u8]) -> Vec<char> {
    let text = characters(pattern);
    let mut regex = vec!['^'];
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        at += 1;
        match c {
            '*' if text.get(at) == Some(&'*') => {
                at += 1;
                at += usize::from(text.get(at) == Some(&'/'));
                regex.extend(if at < text.len() { "(.*/)?".chars() } else { ".*".chars() });
            }
            '*' => regex.extend("[^/]*".chars()),
            '?' => regex.extend("[^/]".chars()),
            '.' | '$' => regex.extend(['\\', c]),
            '\\' => {
                regex.push(c);
                regex.extend(text.get(at));
                at += 1;
            }
            _ => regex.push(c),
        }
    }
    regex
}

/// SPEC 3.7: does this one pattern match this one path? Negation is not looked at.
pub(crate) fn matches_text(pattern: &Pattern, path: &[u8]) -> Result<bool, Failure> {
    let text = pattern.text.as_slice();
    Ok(match &pattern.kind {
        Kind::Exact => path == text,
        Kind::Prefix => path.starts_with(&text[..text.len() - 2]),
        Kind::Suffix => {
            let end = &text[2..];
            path.ends_with(end) || end.strip_prefix(b"/") == Some(path)
        }
        Kind::Regex(Ok(regex)) => search(regex, &runes(path)),
        Kind::Regex(Err(failure)) => return Err(*failure),
    })
}
