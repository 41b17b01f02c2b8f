//! Byte-string helpers of the reference implementation: UTF-8 decoding the way Go does it, Unicode trimming (SPEC 2.5) and lexical path
//! cleaning (SPEC 2.7). It knows nothing about patterns, and it is not tuned for speed.

/// What an ill-formed byte looks like to everything that works on characters.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';

/// The first character of `bytes` and its width; an ill-formed byte is U+FFFD of width 1. `None` at the end.
/// The flag tells a real U+FFFD from an ill-formed byte.
pub(crate) fn decode(bytes: &[u8]) -> Option<(char, usize, bool)> {
    if bytes.is_empty() {
        return None;
    }
    for width in 1..=bytes.len().min(4) {
        if let Ok(text) = std::str::from_utf8(&bytes[..width]) {
            return text.chars().next().map(|c| (c, width, true));
        }
    }
    Some((REPLACEMENT, 1, false))
}

/// All characters of `bytes`, ill-formed bytes as U+FFFD, one each.
pub(crate) fn runes(bytes: &[u8]) -> Vec<char> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((c, width, _)) = decode(&bytes[at..]) {
        out.push(c);
        at += width;
    }
    out
}

/// `bytes` with every ill-formed byte turned into the three bytes of U+FFFD (SPEC 5.10).
pub(crate) fn to_valid_utf8(bytes: &[u8]) -> Vec<u8> {
    runes(bytes).into_iter().collect::<String>().into_bytes()
}

/// SPEC 2.5: exactly these characters are white space.
fn is_space(c: char) -> bool {
    matches!(c,
        '\u{9}'..='\u{D}' | '\u{20}' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
        | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// SPEC 2.5: remove leading and trailing Unicode white space.
pub(crate) fn trim(bytes: &[u8]) -> &[u8] {
    let (mut first, mut last, mut at) = (None, 0, 0);
    while let Some((c, width, _)) = decode(&bytes[at..]) {
        if !is_space(c) {
            first = first.or(Some(at));
            last = at + width;
        }
        at += width;
    }
    first.map_or(&[], |start| &bytes[start..last])
}

/// SPEC 2.7: lexical path cleaning. The empty text gives `.`.
pub(crate) fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.first() == Some(&b'/');
    let mut kept: Vec<&[u8]> = Vec::new();
    for part in path.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if kept.last().is_some_and(|last| *last != b"..") => {
                kept.pop();
            }
            b".." if rooted => {}
            other => kept.push(other),
        }
    }
    let joined = kept.join(&b'/');
    match (rooted, joined.is_empty()) {
        (true, _) => [b"/".as_slice(), &joined].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    }
}

/// The proper ancestors of a path, from the top down, `.` not among them.
pub(crate) fn ancestors(path: &[u8]) -> Vec<&[u8]> {
    (0..path.len()).filter(|&at| path[at] == b'/').map(|at| &path[..at]).collect()
}

/// A path below a directory; the root is the empty path.
pub(crate) fn join(dir: &[u8], name: &[u8]) -> Vec<u8> {
    if dir.is_empty() { name.to_vec() } else { [dir, b"/", name].concat() }
}

/// The directory and the name of a path; the root is the empty path.
pub(crate) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&b| b == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (b"", path),
    }
}
