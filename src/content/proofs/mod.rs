//! What a value proves by itself: checksums, structure, and what stands around it.
//!
//! Each function is one column of the table. Nothing is asked of anybody: what cannot be told from
//! the file alone is not told. A value that fails its checksum is no longer believed, and is still
//! reported, as information with the reason.

pub(super) mod addresses;
pub(super) mod documents;
pub(super) mod keys;
pub(super) mod tokens;
pub(super) mod words;

use super::gates::Gate;
use crate::severity::Severity;
use std::ops::Range;

/// A value that passed the gates, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    /// The whole text, or as much of it as was read.
    pub(super) text: &'a [u8],
    /// What the expression matched.
    pub(super) matched: Range<usize>,
    /// What of it is the secret.
    pub(super) value: Range<usize>,
    /// Where the file is.
    pub(super) path: &'a [u8],
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The severity of the table stands.
    Stands,
    /// It stands, and the secret is this part of the text.
    StandsAt(Range<usize>),
    /// The severity is this one, and why.
    As(Severity, &'static str),
    /// It is not what it looks like, and why: information only.
    Doubted(&'static str),
    /// It is none at all.
    Refused(Gate),
}

impl<'a> Found<'a> {
    pub(super) fn value(&self) -> &'a [u8] {
        &self.text[self.value.clone()]
    }

    /// What was matched before the value.
    pub(super) fn lead(&self) -> &'a [u8] {
        &self.text[self.matched.start..self.value.start]
    }

    /// The line that the match begins in, up to the value.
    pub(super) fn line_before(&self) -> &'a [u8] {
        let start = memchr::memrchr(b'\n', &self.text[..self.value.start]).map_or(0, |at| at + 1);
        &self.text[start..self.value.start]
    }

    /// Whether the text holds a word, whatever its case.
    pub(super) fn speaks_of(&self, word: &str) -> bool {
        holds_any_case(self.text, word.as_bytes())
    }

    pub(super) fn name(&self) -> &'a [u8] {
        memchr::memrchr(b'/', self.path).map_or(self.path, |at| &self.path[at + 1..])
    }
}

/// Whether a text holds a word, given in lower case, in any case.
pub(super) fn holds_any_case(text: &[u8], word: &[u8]) -> bool {
    let Some(&first) = word.first() else { return true };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| {
        text.get(at..at + word.len()).is_some_and(|there| there.eq_ignore_ascii_case(word))
    })
}
