//! One compiled pattern: where it came from, whether it is negated, and how it tests a path.
//!
//! [`Pattern::matches`] is the one match function of the crate. The index in [`super::index`] only
//! saves calls to it, and a property test holds the two equal.

use super::clean::{clean, trim};
use super::globcheck::is_malformed;
use super::goregex;
use super::translate::{Shape, runes, translate};
use crate::engine::Dialect;
use crate::error::Cause;
use regex_automata::MatchKind;
use regex_automata::meta::Regex;
use regex_syntax::hir::Hir;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    /// The number of the line that it came from; `None` for one that the engine adds by itself.
    pub line: Option<usize>,
    /// Whether a hit takes the path back in.
    pub negated: bool,
    /// The text that is matched, without the `!`.
    pub text: Vec<u8>,
    pub(super) test: Test,
}

/// A pattern that cannot be evaluated (SPEC 4.5): its number in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern(pub usize);

/// A pattern that fails the whole list at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// A lone `!`.
    #[error("illegal exclusion pattern: \"!\"")]
    IllegalExclusion,
    /// The syntax check fails (SPEC 3.5).
    #[error("syntax error in pattern")]
    Syntax,
}

impl ListError {
    /// The class of failure that it makes of a build.
    pub fn cause(self) -> Cause {
        match self {
            Self::IllegalExclusion => Cause::IllegalExclusion,
            Self::Syntax => Cause::PatternSyntax,
        }
    }
}

#[derive(Debug)]
pub(super) enum Test {
    Exact,
    Prefix,
    Suffix,
    Regex(Expression),
    /// A regular expression that Go rejects: an error whenever it is evaluated.
    Bad,
}

/// A regular expression, built when it is first needed.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) hir: Hir,
    built: OnceLock<Option<Regex>>,
}

/// Far above what the longest pattern with the largest repeats needs; only a guard on memory.
const LARGEST_AUTOMATON: usize = 1 << 28;

/// How every expression of the crate is built; several at once need [`MatchKind::All`].
pub(super) fn regex_builder(matches: MatchKind) -> regex_automata::meta::Builder {
    let limited = Regex::config().nfa_size_limit(Some(LARGEST_AUTOMATON)).onepass(false);
    let mut builder = Regex::builder();
    builder.configure(limited.match_kind(matches));
    builder
}

impl Expression {
    /// The built expression; `None` only if it is too large for memory.
    pub(super) fn regex(&self) -> Option<&Regex> {
        let build = || regex_builder(MatchKind::LeftmostFirst).build_from_hir(&self.hir).ok();
        self.built.get_or_init(build).as_ref()
    }
}

impl Pattern {
    /// Compiles one entry of a list; `None` if nothing of it is left.
    ///
    /// # Errors
    /// [`ListError`] if the entry fails the list at once.
    pub fn compile(
        dialect: Dialect,
        line: Option<usize>,
        entry: &[u8],
    ) -> Result<Option<Self>, ListError> {
        let trimmed = trim(entry);
        if trimmed.is_empty() {
            return Ok(None);
        }
        let mut text = clean(trimmed);
        let negated = text[0] == b'!';
        if negated {
            text.remove(0);
            if text.is_empty() {
                return Err(ListError::IllegalExclusion);
            }
            if dialect == Dialect::ContainersStorage {
                text = clean(&text);
                if text[0] == b'/' && text.len() > 1 {
                    text.remove(0);
                }
            }
        }
        if is_malformed(&text) {
            return Err(ListError::Syntax);
        }
        let test = Test::new(dialect, &text);
        Ok(Some(Self { line, negated, text, test }))
    }

    /// A pattern that hits what this one hits, in a list of its own.
    pub(super) fn twin(&self, dialect: Dialect) -> Self {
        let text = self.text.clone();
        Self { line: None, negated: false, test: Test::new(dialect, &text), text }
    }

    /// Whether the pattern hits this very path; its ancestors are not looked at.
    ///
    /// # Errors
    /// [`Unevaluable`] if it is a regular expression that the engine cannot compile.
    pub fn matches(&self, path: &[u8]) -> Result<bool, Unevaluable> {
        match &self.test {
            Test::Exact => Ok(path == self.text),
            Test::Prefix => Ok(path.starts_with(&self.text[..self.text.len() - 2])),
            Test::Suffix => Ok(self.suffix_matches(path)),
            Test::Regex(expression) => {
                let regex = expression.regex().ok_or(Unevaluable)?;
                Ok(regex.is_match(characters(path).as_ref()))
            }
            Test::Bad => Err(Unevaluable),
        }
    }

    pub(super) fn suffix_matches(&self, path: &[u8]) -> bool {
        let suffix = &self.text[2..];
        path.ends_with(suffix) || suffix.strip_prefix(b"/") == Some(path)
    }

    /// How many components the text has (SPEC 4.4).
    pub(super) fn components(&self) -> usize {
        memchr::memchr_iter(b'/', &self.text).count() + 1
    }

    pub(super) fn is_bad(&self) -> bool {
        matches!(self.test, Test::Bad)
    }
}

/// See [`Pattern::matches`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unevaluable;

impl Test {
    fn new(dialect: Dialect, text: &[u8]) -> Self {
        match translate(dialect, text) {
            Shape::Exact => Self::Exact,
            Shape::Prefix => Self::Prefix,
            Shape::Suffix => Self::Suffix,
            Shape::Regex(regex) => goregex::parse(&regex)
                .map_or(Self::Bad, |hir| Self::Regex(Expression { hir, built: OnceLock::new() })),
        }
    }
}

/// A path as the characters that a Go regular expression runs over; usually the path itself.
pub(super) fn characters(path: &[u8]) -> Cow<'_, [u8]> {
    match std::str::from_utf8(path) {
        Ok(_) => Cow::Borrowed(path),
        Err(_) => Cow::Owned(runes(path).into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::engine::Dialect;

    fn hits(dialect: Dialect, pattern: &str, path: &[u8]) -> Option<bool> {
        let compiled = Pattern::compile(dialect, None, pattern.as_bytes()).expect("valid");
        compiled.expect("not empty").matches(path).ok()
    }

    /// SPEC 3.8: pattern, a path that is hit, a path that is not.
    #[test]
    fn the_table_of_section_three_eight() {
        for (pattern, hit, miss) in [
            ("foo", &b"foo"[..], &b"a/foo"[..]),
            ("dir/**", b"dir/x/y", b"dir"),
            ("dir**", b"dirX/y", b"di"),
            ("**/foo", b"a/b/foo", b"xfoo"),
            ("**foo", b"a/xfoo", b"foox"),
            ("**foo*", b"a/foo1", b"xfoo1"),
            ("a**b", b"a/x/b", b"aXb"),
            ("a/**/b", b"a/b", b"ab"),
            ("*/**", b"a/b", b"a"),
            ("a^b", b"a^b", b"ab"),
            ("^foo*", b"foo1", b"^foo1"),
            ("a|b*", b"q/bc", b"c/d"),
            ("a{2}*", b"aab", b"a{2}b"),
            ("{1}*", b"x", b"x/y"),
            ("{a,b}*", b"{a,b}c", b"a"),
            ("[*]", b"[]", b"*"),
            ("[?]", b"/]", b"?"),
            ("[a*].txt", b"a].txt", b"a.txt"),
            ("[!a]", b"!", b"b"),
            ("[^a]", b"/", b"a"),
            ("[[:alpha:]]", b"q", b":]"),
            ("\\d", b"7", b"d"),
            ("\\!foo*", b"!foox", b"foo"),
            ("caf?", b"caf\xe9", b"caf"),
            ("\u{fffd}*", b"\xff.txt", b"x"),
            ("*x", b"a\nx", b"a/x"),
        ] {
            assert_eq!(hits(Dialect::Docker, pattern, hit), Some(true), "{pattern}");
            assert_eq!(hits(Dialect::Docker, pattern, miss), Some(false), "{pattern}");
        }
        for pattern in ["*{2}", "a{3,2}*", "[[:nope:]]", "[z-a]", "\\m", "\\8", "\\\u{e9}"] {
            assert_eq!(hits(Dialect::Docker, pattern, b"a"), None, "{pattern}");
        }
    }

    #[test]
    fn containers_storage_covers_what_is_below() {
        for (pattern, path, expected) in [
            ("foo", &b"foo/bar"[..], Some(true)),
            ("a+b", b"aab", Some(true)),
            ("c++", b"c++", None),
            ("a|b", b"ax", Some(true)),
            ("foo", b"foo/a\nb", Some(false)),
            (" /foo", b"foo", Some(false)),
        ] {
            assert_eq!(hits(Dialect::ContainersStorage, pattern, path), expected, "{pattern}");
        }
    }
}
