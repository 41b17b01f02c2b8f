//! A parser for the part of Go's regular expression syntax (RE2, default flags) that a translated pattern can contain, and a rejecter
//! of everything Go rejects. Not supported because no translation can produce it: `(?...)`. Classes and escapes are in the file next door.

use super::regex_ast::{Ast, Class, height, repeat_fits, size};
use super::regex_escape::{class_escape, escape, parse_class};

/// The text is not a regular expression, or a too large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadRegex;

/// Go: no count above this, and no product of nested counts.
const MOST_REPEATS: usize = 1000;
/// Go: at most so many instructions (128 MiB of 40 bytes each).
const MOST_INSTRUCTIONS: u64 = (128 << 20) / 40;
/// Go: at most so many levels.
const MOST_LEVELS: usize = 1000;

/// What stands open: the alternatives so far of one pair of parentheses, and the one being read.
#[derive(Default)]
struct Level {
    alternatives: Vec<Ast>,
    current: Vec<Ast>,
}

impl Level {
    fn end_alternative(&mut self) {
        let mut parts = std::mem::take(&mut self.current);
        self.alternatives.push(match parts.len() {
            0 => Ast::Empty,
            1 => parts.remove(0),
            _ => Ast::Concat(parts),
        });
    }

    fn close(mut self) -> Ast {
        self.end_alternative();
        if self.alternatives.len() == 1 {
            self.alternatives.remove(0)
        } else {
            Ast::Alternate(self.alternatives)
        }
    }
}

/// Parse the whole text.
pub(crate) fn parse(text: &[char]) -> Result<Ast, BadRegex> {
    let mut open = vec![Level::default()];
    let mut at = 0;
    let mut after_repeat = false;
    while at < text.len() {
        if open.len() > MOST_LEVELS {
            return Err(BadRegex);
        }
        let repetition = repetition(&text[at..])?;
        let top = open.last_mut().ok_or(BadRegex)?;
        match text[at] {
            _ if repetition.is_some() => {
                let Some((least, most, width)) = repetition else { return Err(BadRegex) };
                if after_repeat {
                    return Err(BadRegex); // `**`, `a{2}*`, `a+{3}`
                }
                let inner = top.current.pop().ok_or(BadRegex)?; // nothing to repeat: at the start, after `(` or `|`
                let repeated = Ast::Repeat(Box::new(inner), least, most);
                if text[at] == '{' && !repeat_fits(&repeated, MOST_REPEATS) {
                    return Err(BadRegex);
                }
                top.current.push(repeated);
                at += width;
            }
            '(' if text.get(at + 1) == Some(&'?') => {
                unreachable!("no translation writes `(?`: a `?` becomes a class")
            }
            '(' => {
                open.push(Level::default());
                at += 1;
            }
            ')' => {
                let done = open.pop().ok_or(BadRegex)?.close();
                open.last_mut().ok_or(BadRegex)?.current.push(Ast::Group(Box::new(done)));
                at += 1;
            }
            '|' => {
                top.end_alternative();
                at += 1;
            }
            _ => at += atom(&text[at..], &mut top.current)?,
        }
        after_repeat = repetition.is_some();
    }
    let whole = open.pop().ok_or(BadRegex)?.close();
    let fits =
        open.is_empty() && height(&whole) <= MOST_LEVELS && size(&whole) <= MOST_INSTRUCTIONS;
    if fits { Ok(whole) } else { Err(BadRegex) }
}

/// Parse one thing that is no operator, append it, and say how long it was.
fn atom(text: &[char], out: &mut Vec<Ast>) -> Result<usize, BadRegex> {
    match text {
        ['^', ..] => out.push(Ast::Begin),
        ['$', ..] => out.push(Ast::End),
        ['.', ..] => out.push(Ast::Dot),
        ['[', ..] => {
            let (class, width) = parse_class(text)?;
            out.push(Ast::Class(class));
            return Ok(width);
        }
        ['\\', ..] => return backslash(text, out),
        [c, ..] => out.push(Ast::Literal(u32::from(*c))),
        [] => return Err(BadRegex),
    }
    Ok(1)
}

/// A backslash outside a class.
fn backslash(text: &[char], out: &mut Vec<Ast>) -> Result<usize, BadRegex> {
    match text.get(1) {
        Some('A') => out.push(Ast::Begin),
        Some('z') => out.push(Ast::End),
        Some('b') => out.push(Ast::WordBoundary(true)),
        Some('B') => out.push(Ast::WordBoundary(false)),
        Some('Q') => {
            let body = &text[2..];
            let end = body.windows(2).position(|pair| pair == ['\\', 'E']);
            out.extend(
                body[..end.unwrap_or(body.len())].iter().map(|&c| Ast::Literal(u32::from(c))),
            );
            return Ok(end.map_or(text.len(), |end| end + 4));
        }
        _ => {
            if let Some((ranges, negated, width)) = class_escape(text)? {
                out.push(Ast::Class(Class { negated, ranges }));
                return Ok(width);
            }
            let (c, width) = escape(text)?;
            out.push(Ast::Literal(c));
            return Ok(width);
        }
    }
    Ok(2)
}

type Repetition = (usize, Option<usize>, usize);

/// A repetition operator at the start of the text: least, most, width (with a `?` for "as few as possible", which changes nothing here).
fn repetition(text: &[char]) -> Result<Option<Repetition>, BadRegex> {
    let (least, most, width) = match text {
        ['*', ..] => (0, None, 1),
        ['+', ..] => (1, None, 1),
        ['?', ..] => (0, Some(1), 1),
        ['{', ..] => match counts(text) {
            None => return Ok(None), // all other brace text is literal
            Some((least, most, width)) => {
                let too_many = least > MOST_REPEATS
                    || most.is_some_and(|most| most > MOST_REPEATS || most < least);
                if too_many {
                    return Err(BadRegex);
                }
                (least, most, width)
            }
        },
        _ => return Ok(None),
    };
    Ok(Some((least, most, width + usize::from(text.get(width) == Some(&'?')))))
}

/// `{n}`, `{n,}` or `{n,m}`.
fn counts(text: &[char]) -> Option<Repetition> {
    let (least, mut at) = number(text, 1)?;
    let mut most = Some(least);
    if text.get(at) == Some(&',') {
        at += 1;
        if text.get(at) == Some(&'}') {
            most = None;
        } else {
            let (value, after) = number(text, at)?;
            (most, at) = (Some(value), after);
        }
    }
    (text.get(at) == Some(&'}')).then_some((least, most, at + 1))
}

/// A decimal number without leading zeros, and where it ends.
fn number(text: &[char], start: usize) -> Option<(usize, usize)> {
    let digits = text.get(start..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || (digits > 1 && text[start] == '0') {
        return None;
    }
    let end = start + digits;
    let value = text[start..end].iter().collect::<String>().parse().unwrap_or(usize::MAX);
    Some((value, end))
}
