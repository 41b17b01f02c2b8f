//! What follows the keyword of an instruction: flags, words, JSON arrays, pairs, each with its place.
//!
//! It reads the logical line by BuildKit's rules and knows nothing of what the words mean.

use super::flags::Flag;
use super::instruction::Word;
use super::logical::Logical;
use super::mistake::Mistake;
use crate::source::Span;

/// What arguments are as JSON.
pub(super) enum Json {
    Strings(Vec<Word>),
    /// An array of something else, which no engine takes for words.
    Other,
    None,
}

/// The bytes of a JSON string before its closing quote.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let closes = |(_, c): &(usize, char)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    };
    text.char_indices().find(closes).map_or(text.len(), |(at, _)| at)
}

/// What follows the keyword.
pub(super) struct Arguments<'a> {
    pub(super) line: &'a Logical,
    flags: Vec<Flag>,
    /// Where the flags are counted from.
    shift: usize,
    /// Where the arguments begin.
    rest: usize,
}

impl<'a> Arguments<'a> {
    /// What follows the keyword of a line: flags, counted from the end of the keyword, and where
    /// the arguments begin behind them.
    pub(super) fn new(
        line: &'a Logical,
        flags: Vec<Flag>,
        (keyword, rest): (usize, usize),
    ) -> Self {
        let text = &line.text[keyword + rest..];
        let blank = text.len() - text.trim_start().len();
        Self { line, flags, shift: keyword, rest: keyword + rest + blank }
    }

    /// The whole rest, which must be something.
    pub(super) fn one(&self, keyword: &str) -> Result<Word, Mistake> {
        let whole = self.whole();
        if whole.text.is_empty() {
            let message = format!("{keyword} requires exactly one argument");
            return Err(Mistake::syntax(message, self.line.span(0, self.shift)));
        }
        Ok(whole)
    }

    pub(super) fn whole(&self) -> Word {
        let text = self.line.text[self.rest..].trim_end();
        let span = self.line.span(self.rest, self.rest + text.len());
        Word { text: text.to_owned(), span }
    }

    /// The crate reads JSON too, but not behind flags with quotes.
    pub(super) fn json(&self) -> Json {
        let text = self.line.text[self.rest..].trim_end();
        let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(text) else {
            return Json::None;
        };
        let mut words = Vec::new();
        let mut at = 0;
        for value in values {
            let serde_json::Value::String(value) = value else { return Json::Other };
            let start = at + text[at..].find('"').unwrap_or_default();
            let end = start + 1 + string_length(&text[start + 1..]);
            let span = self.line.span(self.rest + start + 1, self.rest + end);
            words.push(Word { text: value, span });
            at = end + 1;
        }
        Json::Strings(words)
    }

    pub(super) fn words(&self) -> Vec<Word> {
        let is_space = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
        let text = self.line.text[self.rest..].trim_end();
        let word = |word: &str| {
            let start = word.as_ptr() as usize - self.line.text.as_ptr() as usize;
            Word { text: word.to_owned(), span: self.line.span(start, start + word.len()) }
        };
        text.split(is_space).filter(|text| !text.is_empty()).map(word).collect()
    }

    /// Hands each flag to `take`, and sees to flags given twice or without a value.
    pub(super) fn flags(
        &self,
        span: Span,
        mut take: impl FnMut(&Flag, Word) -> Result<(), String>,
    ) -> Result<(), Mistake> {
        let booleans = ["link", "parents", "keep-git-dir", "unpack"];
        for (number, flag) in self.flags.iter().enumerate() {
            let place = self.line.span(self.shift + flag.start, self.shift + flag.end);
            let twice = self.flags[..number].iter().any(|other| other.name == flag.name);
            let many = matches!(flag.name.as_str(), "mount" | "exclude" | "device");
            if twice && !many {
                let message = format!("duplicate flag specified: --{}", flag.name);
                return Err(Mistake::syntax(message, place));
            }
            let word = Word { text: flag.value.clone().unwrap_or_default(), span: place };
            let taken = take(flag, word);
            if taken.is_ok() && flag.value.is_none() && !booleans.contains(&flag.name.as_str()) {
                let message = format!("missing a value on flag: --{}", flag.name);
                return Err(Mistake::syntax(message, place));
            }
            let at = if place.start < place.end { place } else { span };
            taken.map_err(|message| Mistake::syntax(message, at))?;
        }
        Ok(())
    }

    pub(super) fn pairs<T>(
        &self,
        read: fn(&str, char) -> Result<Vec<T>, String>,
        escape: char,
        span: Span,
    ) -> Result<Vec<T>, Mistake> {
        read(self.line.text[self.rest..].trim_end(), escape)
            .map_err(|message| Mistake::syntax(message, span))
    }
}
