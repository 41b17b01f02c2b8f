//! The syntax check that every engine runs on a pattern before it is ever evaluated (SPEC 3.5).
//!
//! It is Go's `filepath.Match(pattern, ".")`, asked only for its error; since that match stops at
//! the first mismatch, most of a pattern is never looked at. This decides nothing about matching.

use super::clean::split_first_char;

/// Whether the check finds an error.
pub(super) fn is_malformed(pattern: &[u8]) -> bool {
    let mut rest = pattern;
    let mut first = true;
    loop {
        let stars = rest.iter().take_while(|&&byte| byte == b'*').count();
        let (piece, after) = split_piece(&rest[stars..]);
        if piece.is_empty() && after.is_empty() && stars > 0 {
            return false;
        }
        let Ok(is_dot) = check_piece(piece) else { return true };
        if !first || !is_dot || after.is_empty() {
            return false;
        }
        (rest, first) = (after, false);
    }
}

/// The text up to the next run of stars outside a class, and what begins with that run.
fn split_piece(text: &[u8]) -> (&[u8], &[u8]) {
    let mut in_class = false;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' if !in_class => break,
            _ => {}
        }
        at += 1;
    }
    text.split_at(at.min(text.len()))
}

struct Malformed;

/// Checks one piece; says whether it matches `.` all by itself.
fn check_piece(piece: &[u8]) -> Result<bool, Malformed> {
    let mut rest = piece;
    let mut atoms = 0;
    let mut all_dots = true;
    while let Some((&byte, after)) = rest.split_first() {
        let admits_dot;
        (admits_dot, rest) = match byte {
            b'[' => check_class(after)?,
            b'\\' => {
                let (&escaped, after) = after.split_first().ok_or(Malformed)?;
                (escaped == b'.', after)
            }
            b'?' => (true, after),
            other => (other == b'.', after),
        };
        all_dots &= admits_dot;
        atoms += 1;
    }
    Ok(atoms == 1 && all_dots)
}

/// Checks a class after its `[`; says whether it admits `.`, and what follows it.
fn check_class(text: &[u8]) -> Result<(bool, &[u8]), Malformed> {
    let (negated, mut rest) = match text.strip_prefix(b"^") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut found = false;
    let mut items = 0;
    loop {
        if items > 0
            && let Some(after) = rest.strip_prefix(b"]")
        {
            return Ok((found != negated, after));
        }
        let (low, after) = endpoint(rest)?;
        let (high, after) = match after.strip_prefix(b"-") {
            Some(after) => endpoint(after)?,
            None => (low, after),
        };
        found |= low <= '.' && '.' <= high;
        rest = after;
        items += 1;
    }
}

/// One end of a range; it may not be the last thing in the piece.
fn endpoint(text: &[u8]) -> Result<(char, &[u8]), Malformed> {
    if matches!(text.first(), None | Some(b'-' | b']')) {
        return Err(Malformed);
    }
    let text = text.strip_prefix(b"\\").unwrap_or(text);
    let (character, after) = split_first_char(text).ok_or(Malformed)?;
    if after.is_empty() { Err(Malformed) } else { Ok((character, after)) }
}

#[cfg(test)]
mod tests {
    use super::is_malformed;

    #[test]
    fn the_examples_of_section_three_five() {
        for bad in [
            "[",
            "[^",
            "[]a]",
            "[^]a]",
            "[-a]",
            "[a-]",
            "[a-b-c]",
            "a[",
            "foo\\",
            "\\",
            "*.md/[a-]",
            "**[a",
            "?*[a",
            "[!-z]*[a",
            "*.*[a",
        ] {
            assert!(is_malformed(bad.as_bytes()), "{bad}");
        }
        for good in [
            "[!a]",
            "[[]",
            "[z-a]",
            "[a-b]]",
            "[[:alpha:]]",
            "[[:nope:]]",
            "[\\d]",
            "ab/*/[a-]",
            "a*[",
            "**a/x*\\",
            "",
            "*",
            "**",
            "a**",
            "[\\-a]",
            "[*]",
        ] {
            assert!(!is_malformed(good.as_bytes()), "{good}");
        }
    }
}
