//! The line that nearly caught a canary: one that would hit it if it were written a little
//! differently, or that hits it and is overruled.
//!
//! "Nearly" is tried and never guessed: every line is compiled again in each of the forms that its
//! author may have meant, once for all canaries, and asked about the path.

use crate::engine::Engine;
use crate::error::Place;
use crate::ignorefile::{IgnoreFile, Pattern, Role};
use crate::path::{ancestors, name};
use crate::source::Span;
use std::sync::Arc;

/// A line that nearly caught a canary.
#[derive(Clone, Debug)]
pub struct Near {
    /// The line.
    pub place: Place,
    /// Why it missed.
    pub miss: Miss,
    /// The `!` line that overruled it.
    pub overruled_by: Option<Place>,
}

impl Near {
    /// Whether the line tells that somebody has the file: it speaks of something in particular, and
    /// not of another file alone, as `.env` does that is nobody's `.env.local`.
    pub(super) fn is_sign(&self) -> bool {
        self.miss != Miss::ShortName && is_particular(self.place.source.slice(self.place.span))
    }
}

/// Whether a line speaks of something in particular, and not of everything, as the first line of a
/// list of exceptions does.
pub(super) fn is_particular(line: &[u8]) -> bool {
    line.iter().any(|byte| !b"*/. \t\r".contains(byte))
}

/// Why a line missed; what explains more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// It hits, and a later `!` line takes the path back in.
    Overruled,
    /// What was meant as a comment is part of the pattern.
    TrailingComment,
    /// A blank or a carriage return is part of the pattern.
    TrailingBlank,
    /// Quotes are part of the pattern.
    Quotes,
    /// `\` was meant to divide names.
    Backslash,
    /// It looks at the root of the context only.
    Anchored,
    /// Upper and lower case differ.
    Case,
    /// It stops the name, and none that goes on.
    ShortName,
    /// The line is commented out.
    CommentedOut,
}

impl Miss {
    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Overruled => "overruled",
            Self::TrailingComment => "trailing-comment",
            Self::TrailingBlank => "trailing-blank",
            Self::Quotes => "quotes",
            Self::Backslash => "backslash",
            Self::Anchored => "anchored",
            Self::Case => "case",
            Self::ShortName => "short-name",
            Self::CommentedOut => "commented-out",
        }
    }

    /// The same in a few words, to be put beside the line.
    pub fn words(self) -> &'static str {
        match self {
            Self::Overruled => "stops it, and is overruled",
            Self::TrailingComment => "there are no comments behind a pattern: all of it is one",
            Self::TrailingBlank => "the white space at its end is part of the pattern",
            Self::Quotes => "the quotes are part of the pattern",
            Self::Backslash => "`\\` does not divide names, `/` does",
            Self::Anchored => "looks at the root of the context only",
            Self::Case => "upper and lower case differ",
            Self::ShortName => "stops this name only",
            Self::CommentedOut => "commented out",
        }
    }
}

/// Every line of an ignore file in the forms that may have been meant.
pub(super) struct Forms<'a> {
    ignore: &'a IgnoreFile,
    forms: Vec<Form>,
}

struct Form {
    miss: Miss,
    span: Span,
    pattern: Pattern,
    /// For [`Miss::ShortName`]: the name that the line stops.
    stem: Option<Vec<u8>>,
}

impl<'a> Forms<'a> {
    pub(super) fn of(engine: &Engine, ignore: &'a IgnoreFile) -> Self {
        let mut forms = Vec::new();
        for line in ignore.lines.iter().filter(|line| !line.text.starts_with(b"!")) {
            let mut add = |miss, text: &[u8], stem: Option<&[u8]>| {
                let compiled = Pattern::compile(engine.dialect, None, text).ok().flatten();
                let form =
                    |pattern| Form { miss, span: line.span, pattern, stem: stem.map(Vec::from) };
                forms.extend(compiled.map(form));
            };
            meant(&line.text, &mut add);
        }
        for (span, text) in commented_out(ignore.source.bytes()) {
            let compiled = Pattern::compile(engine.dialect, None, text).ok().flatten();
            let form = |pattern| Form { miss: Miss::CommentedOut, span, pattern, stem: None };
            forms.extend(compiled.filter(|pattern| !pattern.negated).map(form));
        }
        // Stable: of the lines that missed for one reason the first is told.
        forms.sort_by_key(|form| form.miss);
        Self { ignore, forms }
    }

    /// The line that nearly caught a path, if one did.
    pub(super) fn near(&self, path: &[u8]) -> Option<Near> {
        let place = |span| Place { source: Arc::clone(&self.ignore.source), span };
        if let Some((line, by)) = overruled(self.ignore, path) {
            let (line, by) = (self.ignore.place_of(line)?, self.ignore.place_of(by));
            return Some(Near { place: line, miss: Miss::Overruled, overruled_by: by });
        }
        let folded = path.to_ascii_lowercase();
        let hit = self.forms.iter().find(|form| {
            let path = if form.miss == Miss::Case { &folded } else { path };
            form.hits(path)
        })?;
        Some(Near { place: place(hit.span), miss: hit.miss, overruled_by: None })
    }
}

impl Form {
    fn hits(&self, path: &[u8]) -> bool {
        let goes_on = |path: &[u8]| match &self.stem {
            Some(stem) => {
                name(path).strip_prefix(stem.as_slice()).is_some_and(|rest| rest.starts_with(b"."))
            }
            None => true,
        };
        let mut paths = ancestors(path).chain([path]);
        paths.any(|path| goes_on(path) && self.pattern.matches(path) == Ok(true))
    }
}

/// The last line that excluded the path, and the `!` line that decided.
fn overruled(ignore: &IgnoreFile, path: &[u8]) -> Option<(usize, usize)> {
    let explanation = ignore.matcher.explain(path);
    let by = explanation.judgement().decider? as usize;
    let patterns = ignore.matcher.patterns();
    if !patterns[by].negated {
        return None;
    }
    let hits = explanation.steps.iter().flat_map(|step| &step.hits);
    let counted = hits.filter(|hit| hit.role != Role::Skipped && !patterns[hit.pattern].negated);
    let line = counted.map(|hit| hit.pattern).filter(|&line| line < by).max()?;
    Some((line, by))
}

/// Gives every form of a line that differs from it, and why it would be the one that was meant.
fn meant(text: &[u8], add: &mut impl FnMut(Miss, &[u8], Option<&[u8]>)) {
    let anywhere = |text: &[u8]| {
        let text = text.strip_prefix(b"/").unwrap_or(text);
        (!text.starts_with(b"**/")).then(|| [b"**/", text].concat())
    };
    let mut both = |miss, text: &[u8], stem: Option<&[u8]>| {
        add(miss, text, stem);
        if let Some(text) = anywhere(text) {
            add(miss, &text, stem);
        }
    };
    if let Some(at) = text.windows(2).position(|two| matches!(two, b" #" | b"\t#")) {
        both(Miss::TrailingComment, text[..at].trim_ascii(), None);
    }
    if text.trim_ascii() != text {
        both(Miss::TrailingBlank, text.trim_ascii(), None);
    }
    let unquoted = |mark: u8| {
        let inner = text.trim_ascii().strip_prefix(&[mark])?;
        inner.strip_suffix(&[mark])
    };
    if let Some(inner) = unquoted(b'"').or_else(|| unquoted(b'\'')) {
        both(Miss::Quotes, inner, None);
    }
    if text.contains(&b'\\') {
        let slashes: Vec<u8> =
            text.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect();
        both(Miss::Backslash, &slashes, None);
    }
    let lower = text.to_ascii_lowercase();
    both(Miss::Case, &lower, None);
    let last = name(text);
    if !last.is_empty() && !last.iter().any(|byte| b"*?[\\".contains(byte)) {
        both(Miss::ShortName, &[text, b"*"].concat(), Some(last));
    }
    if let Some(text) = anywhere(text) {
        add(Miss::Anchored, &text, None);
    }
}

/// Comments that are one word, and where the word stands.
fn commented_out(bytes: &[u8]) -> Vec<(Span, &[u8])> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii();
        let word = text.strip_prefix(b"#").map(<[u8]>::trim_ascii).unwrap_or_default();
        if line.starts_with(b"#") && !word.is_empty() && !word.contains(&b' ') {
            found.push((Span { start, end: start + text.len() }, word));
        }
        start += line.len();
    }
    found
}
