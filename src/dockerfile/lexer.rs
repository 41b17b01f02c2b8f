//! Words: quotes, escapes and variables, as BuildKit's shell lexer has them (SPEC 8.7).
//!
//! One pass gives both the text with everything replaced and its division into words. It knows
//! nothing of instructions and of where values come from: the caller lends it the variables. The
//! reference is `frontend/dockerfile/shell/lex.go` of moby/buildkit.

use super::shellpattern::{Ends, ShellPattern};
use std::collections::BTreeSet;

/// Where values come from: `None` for a variable that is not set.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How a text is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// The escape character of the file.
    pub(super) escape: char,
    /// Quotes stay in the result.
    pub(super) raw_quotes: bool,
    /// Escape characters stay in the result.
    pub(super) raw_escapes: bool,
    /// Variables that are not set stay as they are written.
    pub(super) keeps_unset: bool,
    /// Quotes are ordinary characters.
    pub(super) ignores_quotes: bool,
}

impl Style {
    /// The style of instructions.
    pub(super) fn plain(escape: char) -> Self {
        Self {
            escape,
            raw_quotes: false,
            raw_escapes: false,
            keeps_unset: false,
            ignores_quotes: false,
        }
    }
}

/// A text after expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expanded {
    /// The whole text.
    pub(super) text: String,
    /// The same, divided at unquoted spaces.
    pub(super) words: Vec<String>,
    /// Variables that were asked for and not set.
    pub(super) unset: BTreeSet<String>,
}

/// So many bytes a value may have: no path, and no variable that a process is given, is as long.
const LONGEST: usize = 1 << 20;

/// What is said of a longer one, and of too many long ones.
pub(super) const TOO_LONG: &str =
    "variables grow beyond any use: more than 1 MiB each, or 64 MiB in all";

/// So deep may `${a:-${b:-…}}` go: each level is one on the stack.
const DEEPEST: usize = 200;

/// What is said of a deeper one.
pub(super) const TOO_DEEP: &str = "variables are nested in each other more than 200 deep";

/// Expands a text.
///
/// # Errors
/// The engine's words for a text that it does not accept.
pub(super) fn expand(text: &str, style: Style, lookup: Lookup<'_>) -> Result<Expanded, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lexer = Lexer {
        rest: text.chars().collect::<Vec<_>>(),
        at: 0,
        depth: 0,
        style,
        lookup,
        unset: BTreeSet::new(),
    };
    let (result, words) =
        lexer.until(None, style.raw_escapes).map_err(|message| match message.as_str() {
            TOO_LONG | TOO_DEEP => message,
            _ => format!("failed to process {text:?}: {message}"),
        })?;
    Ok(Expanded { text: result, words, unset: lexer.unset })
}

/// Appends to a value unless it becomes too long.
fn append(value: &mut String, more: &str) -> Result<(), String> {
    value.push_str(more);
    if value.len() > LONGEST { Err(TOO_LONG.to_owned()) } else { Ok(()) }
}

struct Lexer<'a> {
    rest: Vec<char>,
    at: usize,
    depth: usize,
    style: Style,
    lookup: Lookup<'a>,
    unset: BTreeSet<String>,
}

/// A text divided into words while it is written.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    open: String,
    in_word: bool,
}

impl Words {
    fn push(&mut self, character: char) {
        if !character.is_whitespace() {
            self.push_raw(character);
        } else if self.in_word && !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
            self.in_word = false;
        }
    }

    fn push_raw(&mut self, character: char) {
        self.open.push(character);
        self.in_word = true;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.open.is_empty() {
            self.done.push(self.open);
        }
        self.done
    }
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// Reads up to `stop`, or to the end.
    fn until(
        &mut self,
        stop: Option<char>,
        raw_escapes: bool,
    ) -> Result<(String, Vec<String>), String> {
        if self.depth > DEEPEST {
            return Err(TOO_DEEP.to_owned());
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.style.raw_escapes, raw_escapes);
        let read = self.read_until(stop);
        self.style.raw_escapes = outer;
        self.depth -= 1;
        read
    }

    fn read_until(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), String> {
        let mut result = String::new();
        let mut words = Words::default();
        while let Some(character) = self.peek() {
            if Some(character) == stop {
                self.at += 1;
                return Ok((result, words.finish()));
            }
            let quotes = !self.style.ignores_quotes;
            match character {
                '$' => {
                    let value = self.dollar()?;
                    value.chars().for_each(|character| words.push(character));
                    append(&mut result, &value)?;
                }
                '<' => {
                    let text = self.less_than();
                    words.open.push_str(&text);
                    words.in_word = true;
                    result.push_str(&text);
                }
                '\'' | '"' if quotes => {
                    let text = if character == '"' { self.double() } else { self.single() }?;
                    words.open.push_str(&text);
                    words.in_word = true;
                    append(&mut result, &text)?;
                }
                _ => {
                    self.at += 1;
                    if character != self.style.escape {
                        words.push(character);
                        result.push(character);
                        continue;
                    }
                    if self.style.raw_escapes {
                        words.push_raw(character);
                        result.push(character);
                    }
                    let Some(escaped) = self.next() else { break };
                    words.push_raw(escaped);
                    result.push(escaped);
                }
            }
        }
        match stop {
            Some(stop) => {
                Err(format!("unexpected end of statement while looking for matching {stop}"))
            }
            None => Ok((result, words.finish())),
        }
    }

    fn single(&mut self) -> Result<String, String> {
        let mut result = String::new();
        result.extend(self.next().filter(|_| self.style.raw_quotes));
        while let Some(character) = self.next() {
            if character != '\'' || self.style.raw_quotes {
                result.push(character);
            }
            if character == '\'' {
                return Ok(result);
            }
        }
        Err("unexpected end of statement while looking for matching single-quote".to_owned())
    }

    fn double(&mut self) -> Result<String, String> {
        let mut result = String::new();
        result.extend(self.next().filter(|_| self.style.raw_quotes));
        while let Some(character) = self.peek() {
            match character {
                '"' => {
                    result.extend(self.next().filter(|_| self.style.raw_quotes));
                    return Ok(result);
                }
                '$' => append(&mut result, &self.dollar()?)?,
                _ => {
                    self.at += 1;
                    if character != self.style.escape {
                        result.push(character);
                        continue;
                    }
                    if self.style.raw_escapes {
                        result.push(character);
                    }
                    match self.peek() {
                        None => {}
                        Some(next) if next == '"' || next == '$' || next == self.style.escape => {
                            self.at += 1;
                            result.push(next);
                        }
                        Some(_) => result.push(character),
                    }
                }
            }
        }
        Err("unexpected end of statement while looking for matching double-quote".to_owned())
    }

    /// `<<` and the spaces after it belong to one word: it may begin a here-document.
    fn less_than(&mut self) -> String {
        self.at += 1;
        if self.peek() != Some('<') {
            return "<".to_owned();
        }
        self.at += 1;
        let mut text = "<<".to_owned();
        while let Some(space) = self.peek().filter(|next| matches!(next, '\t' | '\r' | ' ')) {
            text.push(space);
            self.at += 1;
        }
        text
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let value = (self.lookup)(name);
        if value.is_none() {
            self.unset.insert(name.to_owned());
        }
        value
    }

    fn dollar(&mut self) -> Result<String, String> {
        self.at += 1;
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            return Ok(match self.value(&name) {
                None if self.style.keeps_unset => format!("${name}"),
                value => value.unwrap_or_default(),
            });
        }
        self.at += 1;
        match self.peek() {
            None => return Err("syntax error: missing '}'".to_owned()),
            Some('{' | '}' | ':') => return Err("syntax error: bad substitution".to_owned()),
            Some(_) => {}
        }
        let name = self.name();
        let Some(operator) = self.next() else {
            return Err("unsupported modifier (\u{fffd}) in substitution".to_owned());
        };
        match operator {
            '}' => Ok(match self.value(&name) {
                None if self.style.keeps_unset => format!("${{{name}}}"),
                value => value.unwrap_or_default(),
            }),
            ':' => {
                let operator = self.next().unwrap_or('\u{fffd}');
                self.modified(&name, operator, true)
            }
            '/' => self.replaced(&name),
            operator => self.modified(&name, operator, false),
        }
    }

    /// `${name-word}` and its relatives, after the operator.
    fn modified(&mut self, name: &str, operator: char, or_empty: bool) -> Result<String, String> {
        let colon = if or_empty { ":" } else { "" };
        let unsupported = || format!("unsupported modifier ({colon}{operator}) in substitution");
        let trims = matches!(operator, '#' | '%');
        let known = or_empty || trims || matches!(operator, '+' | '-' | '?');
        if !known || (or_empty && trims) {
            return Err(unsupported());
        }
        let word = self.until(Some('}'), trims).map(|(word, _)| word);
        let word = word.map_err(|message| self.unclosed(message))?;
        let value = self.value(name);
        if self.style.keeps_unset && value.is_none() {
            return Ok(format!("${{{name}{colon}{operator}{word}}}"));
        }
        let missing = value.as_ref().is_none_or(|value| or_empty && value.is_empty());
        match operator {
            '-' => Ok(if missing { word } else { value.unwrap_or_default() }),
            '+' => Ok(if missing { String::new() } else { word }),
            '?' if missing => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let default = format!("is not allowed to be {state}");
                Err(format!("{name}: {}", if word.is_empty() { default } else { word }))
            }
            '?' => Ok(value.unwrap_or_default()),
            '#' | '%' => {
                let longest = word.starts_with(operator);
                let word = if longest { &word[1..] } else { &word };
                let end = if operator == '#' { Ends::Front } else { Ends::Back };
                ShellPattern::trim(word, end, longest, &value.unwrap_or_default())
            }
            _ => Err(unsupported()),
        }
    }

    /// `${name/pattern/replacement}`, after the first slash.
    fn replaced(&mut self, name: &str) -> Result<String, String> {
        let all = self.peek() == Some('/');
        self.at += usize::from(all);
        let (pattern, _) = self.until(Some('/'), true).map_err(|message| match self.peek() {
            None => "syntax error: missing '/' in ${}".to_owned(),
            Some(_) => message,
        })?;
        let replacement = self.until(Some('}'), true).map(|(word, _)| word);
        let replacement = replacement.map_err(|message| self.unclosed(message))?;
        match self.value(name) {
            None if self.style.keeps_unset => Ok(format!("${{{name}/{pattern}/{replacement}}}")),
            value => ShellPattern::replace(&pattern, &replacement, all, &value.unwrap_or_default()),
        }
    }

    fn unclosed(&self, message: String) -> String {
        match self.peek() {
            None => "syntax error: missing '}'".to_owned(),
            Some(_) => message,
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.peek() {
            Some(digit) if digit.is_numeric() => {
                while let Some(digit) = self.peek().filter(|next| next.is_numeric()) {
                    name.push(digit);
                    self.at += 1;
                }
                return name;
            }
            Some(special @ ('@' | '*' | '#' | '?' | '-' | '$' | '!')) => {
                self.at += 1;
                return special.to_string();
            }
            Some(_) | None => {}
        }
        let in_name = |next: &char| next.is_alphabetic() || next.is_numeric() || *next == '_';
        while let Some(character) = self.peek().filter(in_name) {
            name.push(character);
            self.at += 1;
        }
        name
    }
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
