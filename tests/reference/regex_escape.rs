//! Character classes and backslash escapes of Go regular expressions (RE2 syntax). The only borrowed thing is the tables behind
//! `\p{...}`; the parsing and everything ASCII is written out here.

use super::regex_ast::Class;
use super::regex_parse::BadRegex;

type Ranges = Vec<(u32, u32)>;

fn span(low: char, high: char) -> (u32, u32) {
    (u32::from(low), u32::from(high))
}

fn digits() -> Ranges {
    vec![span('0', '9')]
}

/// SPEC 3.8: ASCII only, and without U+000B.
fn spaces() -> Ranges {
    vec![span('\t', '\n'), span('\u{C}', '\r'), span(' ', ' ')]
}

fn words() -> Ranges {
    vec![span('0', '9'), span('A', 'Z'), span('_', '_'), span('a', 'z')]
}

/// The inside of `[:name:]`.
fn posix(name: &str) -> Option<Ranges> {
    Some(match name {
        "alnum" => vec![span('0', '9'), span('A', 'Z'), span('a', 'z')],
        "alpha" => vec![span('A', 'Z'), span('a', 'z')],
        "ascii" => vec![(0, 0x7F)],
        "blank" => vec![span('\t', '\t'), span(' ', ' ')],
        "cntrl" => vec![(0, 0x1F), (0x7F, 0x7F)],
        "digit" => digits(),
        "graph" => vec![span('!', '~')],
        "lower" => vec![span('a', 'z')],
        "print" => vec![span(' ', '~')],
        "punct" => vec![span('!', '/'), span(':', '@'), span('[', '`'), span('{', '~')],
        "space" => vec![span('\t', '\r'), span(' ', ' ')],
        "upper" => vec![span('A', 'Z')],
        "word" => words(),
        "xdigit" => vec![span('0', '9'), span('A', 'F'), span('a', 'f')],
        _ => return None,
    })
}

/// The complement of some ranges.
fn complement(ranges: Ranges) -> Ranges {
    let mut sorted = ranges;
    sorted.sort_unstable();
    let mut out = Vec::new();
    let mut next = 0;
    for (low, high) in sorted {
        if low > next {
            out.push((next, low - 1));
        }
        next = next.max(high + 1);
    }
    if next <= u32::from(char::MAX) {
        out.push((next, u32::from(char::MAX)));
    }
    out
}

/// `[...]` at the start of the text: the class and its width.
pub(crate) fn parse_class(text: &[char]) -> Result<(Class, usize), BadRegex> {
    let mut class = Class::default();
    let mut at = 1;
    if text.get(at) == Some(&'^') {
        class.negated = true;
        at += 1;
    }
    let mut first = true; // a `]` in front is an ordinary member
    while first || text.get(at) != Some(&']') {
        first = false;
        let rest = text.get(at..).unwrap_or(&[]);
        if let Some((ranges, width)) = named_class(rest)? {
            class.ranges.extend(ranges);
            at += width;
        } else if let Some((ranges, negated, width)) = class_escape(rest)? {
            class.ranges.extend(if negated { complement(ranges) } else { ranges });
            at += width;
        } else {
            let (low, width) = member(rest)?;
            at += width;
            let mut high = low;
            if text.get(at) == Some(&'-') && text.get(at + 1).is_some_and(|c| *c != ']') {
                let (end, width) = member(&text[at + 1..])?;
                high = end;
                at += 1 + width;
            }
            if high < low {
                return Err(BadRegex);
            }
            class.ranges.push((low, high));
        }
    }
    Ok((class, at + 1))
}

/// One character of a class.
fn member(text: &[char]) -> Result<(u32, usize), BadRegex> {
    match text.first() {
        None => Err(BadRegex), // the closing `]` is missing
        Some('\\') => escape(text),
        Some(c) => Ok((u32::from(*c), 1)),
    }
}

/// `[:name:]` or `[:^name:]` inside a class. The end is looked for in the whole rest of the text.
fn named_class(text: &[char]) -> Result<Option<(Ranges, usize)>, BadRegex> {
    if text.len() < 3 || text[..2] != ['[', ':'] {
        return Ok(None);
    }
    let Some(end) = text[2..].windows(2).position(|pair| pair == [':', ']']) else {
        return Ok(None);
    };
    let name: String = text[2..2 + end].iter().collect();
    let (plain, negated) =
        name.strip_prefix('^').map_or((name.as_str(), false), |plain| (plain, true));
    let ranges = posix(plain).ok_or(BadRegex)?;
    Ok(Some((if negated { complement(ranges) } else { ranges }, end + 4)))
}

/// `\d`, `\pL` and their like at the start of the text: ranges, negated, width.
pub(crate) fn class_escape(text: &[char]) -> Result<Option<(Ranges, bool, usize)>, BadRegex> {
    let ['\\', letter, ..] = text else { return Ok(None) };
    let ranges = match letter.to_ascii_lowercase() {
        'd' => digits(),
        's' => spaces(),
        'w' => words(),
        'p' => return unicode_class(text).map(Some),
        _ => return Ok(None),
    };
    Ok(Some((ranges, letter.is_ascii_uppercase(), 2)))
}

/// `\pL`, `\p{Greek}`, `\p{^Greek}` and the same with `\P`.
fn unicode_class(text: &[char]) -> Result<(Ranges, bool, usize), BadRegex> {
    let mut negated = text[1] == 'P';
    let (name, width): (String, usize) = match text.get(2) {
        None => return Err(BadRegex),
        Some('{') => {
            let end = text.iter().position(|c| *c == '}').ok_or(BadRegex)?;
            (text[3..end].iter().collect(), end + 1)
        }
        Some(c) => (c.to_string(), 3),
    };
    let plain = name.strip_prefix('^').unwrap_or(&name);
    negated ^= plain.len() != name.len();
    Ok((unicode_table(plain)?, negated, width))
}

/// The table of a general category or a script; Go knows no other properties.
fn unicode_table(name: &str) -> Result<Ranges, BadRegex> {
    if name.is_empty()
        || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '))
    {
        return Err(BadRegex);
    }
    for property in ["gc", "sc"] {
        if let Ok(hir) = regex_syntax::parse(&format!("\\p{{{property}={name}}}")) {
            return Ok(table_of(&hir));
        }
    }
    Err(BadRegex)
}

fn table_of(hir: &regex_syntax::hir::Hir) -> Ranges {
    match hir.kind() {
        regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
            class.ranges().iter().map(|range| span(range.start(), range.end())).collect()
        }
        _ => Vec::new(),
    }
}

/// A backslash escape for one character, at the start of the text.
pub(crate) fn escape(text: &[char]) -> Result<(u32, usize), BadRegex> {
    let c = *text.get(1).ok_or(BadRegex)?;
    let value = match c {
        'a' => 0x07,
        't' => 0x09,
        'n' => 0x0A,
        'v' => 0x0B,
        'f' => 0x0C,
        'r' => 0x0D,
        'x' => return hexadecimal(text),
        '0' => return Ok(octal(text)),
        '1'..='7' if matches!(text.get(2), Some('0'..='7')) => return Ok(octal(text)),
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => u32::from(c),
        _ => return Err(BadRegex), // `\m`, `\8`, `\C`, `\é`
    };
    Ok((value, 2))
}

/// `\123`: up to three octal digits.
fn octal(text: &[char]) -> (u32, usize) {
    let digits = text[1..].iter().take(3).map_while(|c| c.to_digit(8)).collect::<Vec<_>>();
    (digits.iter().fold(0, |value, digit| value * 8 + digit), 1 + digits.len())
}

/// `\x41` or `\x{41}`.
fn hexadecimal(text: &[char]) -> Result<(u32, usize), BadRegex> {
    let (start, end, width) = if text.get(2) == Some(&'{') {
        let end = text.iter().position(|c| *c == '}').ok_or(BadRegex)?;
        (3, end, end + 1)
    } else {
        (2, 4, 4)
    };
    let digits = text.get(start..end).filter(|digits| !digits.is_empty()).ok_or(BadRegex)?;
    let mut value = 0;
    for digit in digits {
        value = value * 16 + digit.to_digit(16).ok_or(BadRegex)?;
        if value > u32::from(char::MAX) {
            return Err(BadRegex);
        }
    }
    Ok((value, width))
}
