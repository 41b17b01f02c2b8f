//! Character classes and escapes of Go's regular expressions: the half of [`super::goregex`] that
//! deals in single characters. Unicode tables are those of `regex-syntax`.

use super::goregex::{Parser, Rejected, range};
use regex_syntax::hir::{Class, ClassUnicode, HirKind};

/// A class after its `[`.
pub(super) fn bracketed(parser: &mut Parser) -> Result<ClassUnicode, Rejected> {
    let negated = parser.eat("^");
    let mut set = ClassUnicode::empty();
    let mut first = true;
    while first || parser.peek() != Some(']') {
        first = false;
        if let Some(named) = posix_class(parser)? {
            set.union(&named);
        } else if let Some(escaped) = escaped_class(parser)? {
            set.union(&escaped);
        } else {
            set.union(&char_range(parser)?);
        }
    }
    parser.eat("]");
    if negated {
        set.negate();
    }
    Ok(set)
}

fn char_range(parser: &mut Parser) -> Result<ClassUnicode, Rejected> {
    let low = class_char(parser)?;
    let before_dash = parser.position();
    // `[a-]` means `a` or `-`, so a dash before the end is no range.
    if !parser.eat("-") || parser.peek() == Some(']') {
        parser.rewind(before_dash);
        return Ok(range(low, low));
    }
    if parser.peek().is_none() {
        return Err(Rejected);
    }
    let high = class_char(parser)?;
    if high < low { Err(Rejected) } else { Ok(range(low, high)) }
}

fn class_char(parser: &mut Parser) -> Result<char, Rejected> {
    match parser.peek().ok_or(Rejected)? {
        '\\' => escaped_char(parser),
        character => {
            parser.next();
            Ok(character)
        }
    }
}

/// `[:alpha:]` and its kin; `None` if what stands here is no such thing.
fn posix_class(parser: &mut Parser) -> Result<Option<ClassUnicode>, Rejected> {
    let start = parser.position();
    if !parser.eat("[:") {
        return Ok(None);
    }
    let Some(name) = parser.take_until(":]") else {
        parser.rewind(start);
        return Ok(None);
    };
    let (negated, name) = match name.strip_prefix('^') {
        Some(name) => (true, name),
        None => (false, name.as_str()),
    };
    let mut set = posix_set(name).ok_or(Rejected)?;
    if negated {
        set.negate();
    }
    Ok(Some(set))
}

fn posix_set(name: &str) -> Option<ClassUnicode> {
    Some(match name {
        "alnum" => of(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        "alpha" => of(&[('A', 'Z'), ('a', 'z')]),
        "ascii" => of(&[('\0', '\x7f')]),
        "blank" => of(&[('\t', '\t'), (' ', ' ')]),
        "cntrl" => of(&[('\0', '\x1f'), ('\x7f', '\x7f')]),
        "digit" => of(&[('0', '9')]),
        "graph" => of(&[('!', '~')]),
        "lower" => of(&[('a', 'z')]),
        "print" => of(&[(' ', '~')]),
        "punct" => of(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        "space" => of(&[('\t', '\r'), (' ', ' ')]),
        "upper" => of(&[('A', 'Z')]),
        "word" => word(),
        "xdigit" => of(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
        _ => return None,
    })
}

fn word() -> ClassUnicode {
    of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')])
}

fn of(ranges: &[(char, char)]) -> ClassUnicode {
    let mut set = ClassUnicode::empty();
    for &(low, high) in ranges {
        set.union(&range(low, high));
    }
    set
}

/// `\d`, `\pL` and their kin; `None` if the escape is a single character. Stands at the `\`.
pub(super) fn escaped_class(parser: &mut Parser) -> Result<Option<ClassUnicode>, Rejected> {
    let start = parser.position();
    if !parser.eat("\\") {
        return Ok(None);
    }
    let mut set = match parser.next() {
        Some('d' | 'D') => of(&[('0', '9')]),
        Some('s' | 'S') => of(&[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')]),
        Some('w' | 'W') => word(),
        Some('p' | 'P') => unicode_set(parser)?,
        Some(_) | None => {
            parser.rewind(start);
            return Ok(None);
        }
    };
    let after = parser.position();
    parser.rewind(start + 1);
    if parser.next().is_some_and(|letter| letter.is_ascii_uppercase()) {
        set.negate();
    }
    parser.rewind(after);
    Ok(Some(set))
}

/// The name after `\p`: one letter, or anything in braces, `^` negating it.
fn unicode_set(parser: &mut Parser) -> Result<ClassUnicode, Rejected> {
    let name = match parser.next().ok_or(Rejected)? {
        '{' => parser.take_until("}").ok_or(Rejected)?,
        letter => letter.to_string(),
    };
    let (negated, name) = match name.strip_prefix('^') {
        Some(name) => (true, name),
        None => (false, name.as_str()),
    };
    // Go knows categories and scripts by name only: no `script=`, no properties with a value.
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(Rejected);
    }
    let parsed = regex_syntax::parse(&format!("\\p{{{name}}}")).map_err(|_| Rejected)?;
    let HirKind::Class(Class::Unicode(mut set)) = parsed.into_kind() else { return Err(Rejected) };
    if negated {
        set.negate();
    }
    Ok(set)
}

/// A single escaped character. Stands at the `\`.
pub(super) fn escaped_char(parser: &mut Parser) -> Result<char, Rejected> {
    parser.eat("\\");
    let character = parser.next().ok_or(Rejected)?;
    match character {
        '1'..='7' if !matches!(parser.peek(), Some('0'..='7')) => Err(Rejected),
        '0'..='7' => Ok(octal(parser, character)),
        'x' => hexadecimal(parser),
        'a' => Ok('\x07'),
        'f' => Ok('\x0c'),
        'n' => Ok('\n'),
        'r' => Ok('\r'),
        't' => Ok('\t'),
        'v' => Ok('\x0b'),
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => Ok(other),
        _ => Err(Rejected),
    }
}

fn octal(parser: &mut Parser, first: char) -> char {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..2 {
        let Some(digit) = parser.peek().and_then(|character| character.to_digit(8)) else { break };
        value = value * 8 + digit;
        parser.next();
    }
    char::from_u32(value).unwrap_or('\u{fffd}')
}

fn hexadecimal(parser: &mut Parser) -> Result<char, Rejected> {
    let digits = if parser.eat("{") {
        parser.take_until("}").ok_or(Rejected)?
    } else {
        [parser.next().ok_or(Rejected)?, parser.next().ok_or(Rejected)?].iter().collect()
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Rejected);
    }
    let significant = digits.trim_start_matches('0');
    if significant.len() > 6 {
        return Err(Rejected);
    }
    let value = u32::from_str_radix(significant, 16).unwrap_or(0);
    // A surrogate is accepted by Go and can match nothing that is in a path.
    if value > 0x10_ffff { Err(Rejected) } else { Ok(char::from_u32(value).unwrap_or('\u{fffe}')) }
}
