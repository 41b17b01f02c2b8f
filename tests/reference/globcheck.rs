//! GLOBCHECK, the syntax check every pattern has to pass when a list is compiled (SPEC 3.5, not Windows). It is not a glob matcher: it
//! only knows what the check looks at, and whether a piece is good.

use super::text::decode;

/// What is wrong, as far as anybody needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadGlob;

/// SPEC 3.5: is the text good as far as the check looks?
pub(crate) fn globcheck(text: &[u8]) -> Result<(), BadGlob> {
    let (first, rest) = cut(text);
    let checked = without_stars(first);
    if checked.is_empty() {
        return Ok(());
    }
    check_piece(checked)?;
    if rest.is_empty() || !is_one_dot(checked) {
        return Ok(());
    }
    let (second, _) = cut(rest);
    let checked = without_stars(second);
    if checked.is_empty() { Ok(()) } else { check_piece(checked) }
}

fn without_stars(piece: &[u8]) -> &[u8] {
    let stars = piece.iter().take_while(|&&b| b == b'*').count();
    &piece[stars..]
}

/// SPEC 3.5: the first piece (a run of stars, possibly none, and what follows it) and what remains.
fn cut(text: &[u8]) -> (&[u8], &[u8]) {
    let mut at = text.len() - without_stars(text).len();
    let mut in_class = false;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' if !in_class => return text.split_at(at),
            _ => {}
        }
        at += 1;
    }
    (text, b"")
}

/// SPEC 3.5, "Checking one piece".
fn check_piece(piece: &[u8]) -> Result<(), BadGlob> {
    let mut at = 0;
    while at < piece.len() {
        match piece[at] {
            b'\\' if at + 1 == piece.len() => return Err(BadGlob),
            b'\\' => at += 2,
            b'[' => at = class(piece, at)?.1,
            _ => at += 1,
        }
    }
    Ok(())
}

/// The class that starts at `piece[at] == '['`: whether it admits `.`, and where it ends.
fn class(piece: &[u8], at: usize) -> Result<(bool, usize), BadGlob> {
    let mut at = at + 1;
    let negated = piece.get(at) == Some(&b'^');
    if negated {
        at += 1;
    }
    let (mut items, mut admits) = (0, false);
    loop {
        if items > 0 && piece.get(at) == Some(&b']') {
            return Ok((admits != negated, at + 1));
        }
        let (low, after) = endpoint(piece, at)?;
        let mut high = low;
        at = after;
        if piece.get(at) == Some(&b'-') {
            (high, at) = endpoint(piece, at + 1)?;
        }
        admits |= (low..=high).contains(&'.');
        items += 1;
    }
}

/// One end of an item: a character or `\` and a character, never the last thing in the piece.
fn endpoint(piece: &[u8], at: usize) -> Result<(char, usize), BadGlob> {
    let start = match piece.get(at) {
        None | Some(b'-' | b']') => return Err(BadGlob),
        Some(b'\\') => at + 1,
        Some(_) => at,
    };
    match decode(&piece[start.min(piece.len())..]) {
        Some((c, width, true)) if start + width < piece.len() => Ok((c, start + width)),
        _ => Err(BadGlob),
    }
}

/// SPEC 3.5: does this text match `.` all by itself: `.`, `?`, `\.`, or one class that admits `.`?
fn is_one_dot(piece: &[u8]) -> bool {
    match piece {
        b"." | b"?" | b"\\." => true,
        [b'[', ..] => class(piece, 0) == Ok((true, piece.len())),
        _ => false,
    }
}
