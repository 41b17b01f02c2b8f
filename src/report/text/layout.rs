//! Laying out text: colours, columns, bars, and paths that never wrap.
//!
//! It knows widths and characters; what is said is the business of the files beside it.

use crate::rules::Severity;
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// The colours of a report. They repeat what the text says and never say more.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Titles and what a line is about.
    pub strong: Style,
    /// What may be skipped while reading.
    pub faint: Style,
    /// Something to write or to type.
    pub act: Style,
    /// What is well.
    pub good: Style,
    /// What stops a build, and credentials.
    pub bad: Style,
    /// What costs a lot.
    pub warn: Style,
    /// What is worth a look.
    pub note: Style,
    /// Whether there is any colour at all.
    pub coloured: bool,
}

impl Palette {
    /// No colour.
    pub const PLAIN: Self = Self {
        strong: Style::new(),
        faint: Style::new(),
        act: Style::new(),
        good: Style::new(),
        bad: Style::new(),
        warn: Style::new(),
        note: Style::new(),
        coloured: false,
    };

    /// The sixteen colours that every terminal has and a person may have chosen.
    pub const COLOURED: Self = Self {
        strong: Style::new().bold(),
        faint: Style::new().dimmed(),
        act: AnsiColor::Cyan.on_default(),
        good: AnsiColor::Green.on_default(),
        bad: AnsiColor::Red.on_default().bold(),
        warn: AnsiColor::Yellow.on_default().bold(),
        note: AnsiColor::Blue.on_default().bold(),
        coloured: true,
    };

    /// The colour of a severity.
    pub fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Critical | Severity::High => self.bad,
            Severity::Medium => self.warn,
            Severity::Low => self.note,
            Severity::Info => self.faint,
        }
    }
}

/// A number as a person reads it: `48,112`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and its noun: `1 file`, `2 files`, `3 directories`.
pub fn plural(number: u64, noun: &str) -> String {
    let shown = count(number);
    // `way` is no `waies`.
    let vowel = |stem: &&str| !stem.ends_with(['a', 'e', 'o', 'u']);
    match (number, noun.strip_suffix('y').filter(vowel)) {
        (1, _) => format!("{shown} {noun}"),
        (_, Some(stem)) => format!("{shown} {stem}ies"),
        (_, None) => format!("{shown} {noun}s"),
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, with its middle replaced by `…` if it takes more columns than there are. The end of a
/// path says more than its beginning, so it keeps two thirds.
pub fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let keep = columns.saturating_sub(1);
    let head = fitting(text.chars(), keep / 3);
    let tail: Vec<char> = fitting(text.chars().rev(), keep - keep / 3).chars().collect();
    head.chars().chain(['…']).chain(tail.into_iter().rev()).collect()
}

/// The text, cut at its end if it takes more columns than there are.
pub(super) fn clipped(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    fitting(text.chars(), columns.saturating_sub(1)) + "…"
}

/// As many characters as fit into so many columns.
fn fitting(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut text = String::new();
    for character in characters {
        text.push(character);
        if width(&text) > columns {
            text.pop();
            break;
        }
    }
    text
}

/// The text, filled up with blanks on the right.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Words broken into lines of at most so many columns; a longer word stays whole.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A bar of so many columns for `part` of `whole`, in eighths of a block; never empty for a part
/// that is not.
pub(super) fn bar(part: u64, whole: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if part == 0 || whole == 0 {
        return String::new();
    }
    let most = columns as u128 * 8;
    let filled = (u128::from(part) * most / u128::from(whole)).clamp(1, most) as usize;
    "█".repeat(filled / 8) + EIGHTHS[filled % 8]
}

/// Steps with arrows between them: on one line if there is room, else one a line, further lines
/// behind `indent`.
pub(super) fn arrows(steps: &[String], room: usize, indent: &str) -> String {
    let line = steps.join(" \u{2192} ");
    if width(&line) <= room { line } else { steps.join(&format!("\n{indent}\u{2192} ")) }
}

#[cfg(test)]
mod tests {
    use super::{bar, count, plural, shorten, wrapped};

    #[test]
    fn numbers_have_separators_and_nouns() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), shown);
        }
        assert_eq!(plural(1, "directory"), "1 directory");
        assert_eq!(plural(2, "directory"), "2 directories");
        assert_eq!(plural(0, "file"), "0 files");
        assert_eq!(plural(2, "more way"), "2 more ways");
    }

    #[test]
    fn long_paths_lose_their_middle() {
        assert_eq!(shorten("a/b/c.txt", 9), "a/b/c.txt");
        assert_eq!(shorten("packages/web/index.html", 13), "pack…dex.html");
        assert_eq!(shorten("日本語/日本語", 7), "日…本語");
        assert_eq!(shorten("abc", 0), "…");
    }

    #[test]
    fn text_is_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable x", 4), ["unbreakable", "x"]);
    }

    #[test]
    fn bars_have_eighths() {
        assert_eq!(bar(1, 1, 2), "██");
        assert_eq!(bar(3, 4, 2), "█▌");
        assert_eq!(bar(1, 1_000_000, 2), "▏");
        assert_eq!(bar(0, 4, 2), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 3), "███");
    }
}
