//! The wildcards of `${v#p}`, `${v%p}` and `${v/p/r}`: `*`, `?` and backslash, nothing else.
//!
//! Not the globs of COPY and not the patterns of ignore files. BuildKit turns them into regular
//! expressions (`convertShellPatternToRegex`), and so does this, since which match is found follows
//! from that: shortest or longest, leftmost first.

use regex_automata::meta::Regex;

/// Which end of a value is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Front,
    Back,
}

/// The operations on values.
pub(super) struct ShellPattern;

impl ShellPattern {
    /// `value` without what `pattern` matches at one end.
    ///
    /// # Errors
    /// The engine's words for a pattern that it does not accept.
    pub(super) fn trim(
        pattern: &str,
        end: Ends,
        longest: bool,
        value: &str,
    ) -> Result<String, String> {
        // The shortest match at the back is found on the reversed text, as upstream does.
        let back = end == Ends::Back;
        let pattern = if back { reversed_pattern(pattern) } else { pattern.to_owned() };
        let value = if back { reversed(value) } else { value.to_owned() };
        let regex = compile(&pattern, longest, true)?;
        let rest = regex.find(&value).map_or(value.as_str(), |found| &value[found.end()..]);
        Ok(if back { reversed(rest) } else { rest.to_owned() })
    }

    /// `value` with the first or every match replaced.
    ///
    /// # Errors
    /// As [`Self::trim`].
    pub(super) fn replace(
        pattern: &str,
        replacement: &str,
        all: bool,
        value: &str,
    ) -> Result<String, String> {
        let regex = compile(pattern, true, false)?;
        let mut result = String::new();
        let mut at = 0;
        for found in regex.find_iter(value).take(if all { usize::MAX } else { 1 }) {
            result.push_str(&value[at..found.start()]);
            result.push_str(replacement);
            at = found.end();
        }
        result.push_str(&value[at..]);
        Ok(result)
    }
}

fn compile(pattern: &str, longest: bool, anchored: bool) -> Result<Regex, String> {
    let invalid = |reason: String| format!("invalid pattern ({pattern}) in substitution: {reason}");
    let mut text = String::from(if anchored { "^" } else { "" });
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' => text.push_str(if longest { ".*" } else { ".*?" }),
            '?' => text.push('.'),
            '\\' => match characters.peek() {
                Some('}' | '/') => {}
                Some(escaped @ ('*' | '?' | '\\')) => {
                    text.push('\\');
                    text.push(*escaped);
                    characters.next();
                }
                Some(other) => return Err(invalid(format!("invalid escape '\\{other}'"))),
                None => return Err(invalid("invalid escape '\\\u{fffd}'".to_owned())),
            },
            other => text.push_str(&regex_syntax::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    Regex::new(&text).map_err(|error| invalid(error.to_string()))
}

/// Back to front, with every escape still before what it escapes.
fn reversed_pattern(pattern: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        let escaped = if character == '\\' { characters.next() } else { None };
        parts.push([character].into_iter().chain(escaped).collect());
    }
    parts.into_iter().rev().collect()
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}
