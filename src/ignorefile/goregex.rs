//! Go's regular expressions, parsed into the representation that `regex-automata` compiles.
//!
//! The engines hand a translated pattern to Go's `regexp`, so what that accepts, rejects and means
//! decides (`regexp/syntax`, flags `Perl`): `\d` is ASCII, `\Q..\E` quotes, `[a&&b]` is a plain
//! set, a repeat above 1,000 is an error. Only what can be reached from a pattern is here: there
//! are no `(?flags)` and no lazy repeats, since every `?` of a pattern becomes `[^/]`. Matching
//! runs over characters; see [`super::pattern`] for bytes that are not UTF-8.

use super::goclass;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

/// Go rejects the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rejected;

/// Go's limit on nested parentheses.
const DEEPEST: usize = 1000;
/// Go's limit on a counted repeat, and on the product of nested ones.
const MOST_REPEATS: u32 = 1000;

/// Parses a whole expression.
///
/// # Errors
/// [`Rejected`] if Go's `regexp.Compile` fails on it.
pub(super) fn parse(text: &str) -> Result<Hir, Rejected> {
    let mut parser = Parser { text: text.chars().collect(), at: 0, depth: 0 };
    let parsed = parser.alternation()?;
    if parser.at < parser.text.len() {
        return Err(Rejected); // an unmatched `)`
    }
    Ok(parsed.hir)
}

/// A sub-expression, with the largest product of counted repeats nested in it.
struct Item {
    hir: Hir,
    repeats: u32,
}

impl Item {
    fn plain(hir: Hir) -> Self {
        Self { hir, repeats: 1 }
    }
}

pub(super) struct Parser {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let matches = text.chars().eq(self.text[self.at..].iter().copied().take(text.len()));
        if matches {
            self.at += text.len();
        }
        matches
    }

    /// The characters up to `end`, which must be there; both are consumed.
    pub(super) fn take_until(&mut self, end: &str) -> Option<String> {
        let end: Vec<char> = end.chars().collect();
        let length = self.text[self.at..].windows(end.len()).position(|window| window == end)?;
        let taken = self.text[self.at..self.at + length].iter().collect();
        self.at += length + end.len();
        Some(taken)
    }

    pub(super) fn rewind(&mut self, to: usize) {
        self.at = to;
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn alternation(&mut self) -> Result<Item, Rejected> {
        let mut branches = vec![self.concatenation()?];
        while self.eat("|") {
            branches.push(self.concatenation()?);
        }
        let repeats = branches.iter().map(|item| item.repeats).max().unwrap_or(1);
        let hir = Hir::alternation(branches.into_iter().map(|item| item.hir).collect());
        Ok(Item { hir, repeats })
    }

    fn concatenation(&mut self) -> Result<Item, Rejected> {
        let mut items: Vec<Item> = Vec::new();
        let mut after_repeat = false;
        while let Some(character) = self.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            if let Some(range) = self.repeat_operator()? {
                let item = items.pop().ok_or(Rejected)?;
                if after_repeat {
                    return Err(Rejected);
                }
                items.push(repeated(item, range)?);
                after_repeat = true;
            } else {
                after_repeat = false;
                self.atom(&mut items)?;
            }
        }
        let repeats = items.iter().map(|item| item.repeats).max().unwrap_or(1);
        let hir = Hir::concat(items.into_iter().map(|item| item.hir).collect());
        Ok(Item { hir, repeats })
    }

    /// A repeat operator, if one stands here: least, most, and whether it was counted.
    fn repeat_operator(&mut self) -> Result<Option<Range>, Rejected> {
        let range = match self.peek() {
            Some('*') => Range { least: 0, most: None, counted: false },
            Some('+') => Range { least: 1, most: None, counted: false },
            Some('?') => Range { least: 0, most: Some(1), counted: false },
            Some('{') => return self.counted_repeat(),
            Some(_) | None => return Ok(None),
        };
        self.at += 1;
        Ok(Some(range))
    }

    /// `{n}`, `{n,}`, `{n,m}`; anything else in braces is literal text.
    fn counted_repeat(&mut self) -> Result<Option<Range>, Rejected> {
        let start = self.at;
        self.at += 1;
        let Some(least) = self.number() else {
            self.at = start;
            return Ok(None);
        };
        let mut most = Some(least);
        if self.eat(",") {
            most = self.number();
            if most.is_none() && self.peek() != Some('}') {
                self.at = start;
                return Ok(None);
            }
        }
        if !self.eat("}") {
            self.at = start;
            return Ok(None);
        }
        let valid =
            least <= MOST_REPEATS && most.is_none_or(|most| (least..=MOST_REPEATS).contains(&most));
        if valid { Ok(Some(Range { least, most, counted: true })) } else { Err(Rejected) }
    }

    /// A decimal number without leading zeros; one that is too large saturates.
    fn number(&mut self) -> Option<u32> {
        let digits: Vec<u32> =
            self.text[self.at..].iter().map_while(|character| character.to_digit(10)).collect();
        if digits.is_empty() || (digits.len() > 1 && digits[0] == 0) {
            return None;
        }
        self.at += digits.len();
        Some(
            digits
                .iter()
                .fold(0_u32, |number, digit| number.saturating_mul(10).saturating_add(*digit)),
        )
    }

    fn atom(&mut self, items: &mut Vec<Item>) -> Result<(), Rejected> {
        let item = match self.next().ok_or(Rejected)? {
            '(' => self.group()?,
            '[' => Item::plain(class(goclass::bracketed(self)?)),
            '.' => Item::plain(Hir::dot(regex_syntax::hir::Dot::AnyCharExceptLF)),
            '^' => Item::plain(Hir::look(Look::Start)),
            '$' => Item::plain(Hir::look(Look::End)),
            '\\' => return self.escape(items),
            character => Item::plain(literal(character)),
        };
        items.push(item);
        Ok(())
    }

    fn group(&mut self) -> Result<Item, Rejected> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Rejected);
        }
        let inner = self.alternation()?;
        self.depth -= 1;
        if self.eat(")") { Ok(inner) } else { Err(Rejected) }
    }

    fn escape(&mut self, items: &mut Vec<Item>) -> Result<(), Rejected> {
        let hir = match self.peek().ok_or(Rejected)? {
            'A' => Hir::look(Look::Start),
            'z' => Hir::look(Look::End),
            'b' => Hir::look(Look::WordAscii),
            'B' => Hir::look(Look::WordAsciiNegate),
            'C' => return Err(Rejected),
            'Q' => {
                self.at += 1;
                return self.quoted(items);
            }
            _ => {
                self.at -= 1;
                let hir = match goclass::escaped_class(self)? {
                    Some(set) => class(set),
                    None => literal(goclass::escaped_char(self)?),
                };
                items.push(Item::plain(hir));
                return Ok(());
            }
        };
        self.at += 1;
        items.push(Item::plain(hir));
        Ok(())
    }

    /// `\Q..\E`: everything in between is literal; without `\E`, everything that follows.
    fn quoted(&mut self, items: &mut Vec<Item>) -> Result<(), Rejected> {
        let text = match self.take_until("\\E") {
            Some(text) => text,
            None => {
                let text = self.text[self.at..].iter().collect();
                self.at = self.text.len();
                text
            }
        };
        items.extend(text.chars().map(|character| Item::plain(literal(character))));
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Range {
    least: u32,
    most: Option<u32>,
    counted: bool,
}

fn repeated(item: Item, range: Range) -> Result<Item, Rejected> {
    let times = if range.counted { range.most.unwrap_or(range.least).max(1) } else { 1 };
    let repeats = item.repeats.saturating_mul(times);
    if range.counted && repeats > MOST_REPEATS {
        return Err(Rejected);
    }
    let repetition =
        Repetition { min: range.least, max: range.most, greedy: true, sub: Box::new(item.hir) };
    Ok(Item { hir: Hir::repetition(repetition), repeats })
}

fn literal(character: char) -> Hir {
    Hir::literal(character.to_string().into_bytes())
}

fn class(set: ClassUnicode) -> Hir {
    Hir::class(Class::Unicode(set))
}

/// The set of one range of characters.
pub(super) fn range(low: char, high: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(low, high)])
}

#[cfg(test)]
mod tests {
    use super::parse;
    use regex_automata::meta::Regex;

    fn matches(pattern: &str, text: &str) -> bool {
        let hir = parse(pattern).expect(pattern);
        Regex::builder().build_from_hir(&hir).expect(pattern).is_match(text)
    }

    #[test]
    fn what_go_rejects_is_rejected() {
        for pattern in [
            "a**",
            "*",
            "(",
            ")",
            "a)",
            "(a",
            "[a",
            "[z-a]",
            "[[:nope:]]",
            "\\m",
            "\\8",
            "\\C",
            "\\",
            "\\\u{e9}",
            "a{1001}",
            "a{3,2}",
            "(a{500}){3}",
            "a|*",
            "(*)",
            "a{2}{3}",
            "\\x{}",
            "\\xg",
            "a+?+",
            "[]",
            "[^]",
            "\\pQ",
            "\\p{",
            "[a-\\d]",
            "a{99999999999}",
        ] {
            assert!(parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn what_go_accepts_means_the_same() {
        for (pattern, yes, no) in [
            ("^a{2}$", "aa", "a"),
            ("^a{,3}$", "a{,3}", "aa"),
            ("^a{b}$", "a{b}", "ab"),
            ("^a{02}$", "a{02}", "aa"),
            ("^{1}b$", "b", "ab"),
            ("^[a&&b]$", "&", "c"),
            ("^[[a]]$", "[]", "a"),
            ("^[]a]$", "]", "b"),
            ("^[a-]$", "-", "b"),
            ("^\\d\\w\\s$", "1_ ", "\u{661}_ "),
            ("^\\x41\\x{42}\\103$", "ABC", "abc"),
            ("^\\Qa.b\\E$", "a.b", "axb"),
            ("^\\Qa.b", "a.b", "axb"),
            ("^[^x]$", "\n", "x"),
            ("^.$", "a", "\n"),
            ("^[[:alpha:][:^alpha:]]$", "1", "ab"),
            ("^\\pL$", "\u{e9}", "1"),
            ("^\\_\\.$", "_.", "a."),
            ("^(|a)()$", "", "b"),
            ("a|^b$", "xax", "c"),
            ("\\bin", "bin/in", "bin"),
            ("^a$|^\\z", "", "b"),
        ] {
            assert!(matches(pattern, yes), "{pattern} should match {yes}");
            assert!(!matches(pattern, no), "{pattern} should not match {no}");
        }
    }
}
