//! Trimming white space as Go's standard library does it (SPEC 2.5), shared by both readers and the
//! compiler, with its path cleaning at hand (SPEC 2.7). On bytes, without a disk.

pub(super) use crate::path::clean;

/// Removes leading and trailing Unicode white space. An ill-formed byte is not white space.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some((space, after)) = split_first_char(rest) {
        if !space.is_whitespace() {
            break;
        }
        rest = after;
    }
    while let Some((before, space)) = split_last_char(rest) {
        if !space.is_whitespace() {
            break;
        }
        rest = before;
    }
    rest
}

/// The first character, if the bytes begin with a well-formed one.
pub(super) fn split_first_char(text: &[u8]) -> Option<(char, &[u8])> {
    let head = &text[..text.len().min(4)];
    let valid = head.utf8_chunks().next()?.valid();
    let first = valid.chars().next()?;
    Some((first, &text[first.len_utf8()..]))
}

fn split_last_char(text: &[u8]) -> Option<(&[u8], char)> {
    // A character is at most four bytes: the shortest well-formed tail that is one character.
    (1..=text.len().min(4)).find_map(|width| {
        let (before, tail) = text.split_at(text.len() - width);
        let mut chars = std::str::from_utf8(tail).ok()?.chars();
        Some((before, chars.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{clean, trim};

    #[test]
    fn cleaning_is_lexical() {
        for (raw, cleaned) in [
            ("", "."),
            ("/", "/"),
            ("./", "."),
            ("a//b", "a/b"),
            ("a/../b", "b"),
            ("a/..", "."),
            ("..", ".."),
            ("../x", "../x"),
            ("/../x", "/x"),
            ("a/*/../b", "a/b"),
            ("**/..", "."),
            ("a/", "a"),
            ("../../x/..", "../.."),
            ("/..", "/"),
            ("!/..", "."),
            ("!../x", "!../x"),
        ] {
            assert_eq!(clean(raw.as_bytes()), cleaned.as_bytes(), "{raw}");
        }
    }

    #[test]
    fn trimming_decodes_characters() {
        for (raw, trimmed) in [
            (&b" \ta b\r\n"[..], &b"a b"[..]),
            ("\u{a0}\u{3000}x\u{2028}".as_bytes(), b"x"),
            ("\u{200b}x\u{feff}".as_bytes(), "\u{200b}x\u{feff}".as_bytes()),
            (b"\x85x\xa0", b"\x85x\xa0"),
            (b"\xc3\xa9\xc2\x85", b"\xc3\xa9"),
            (b"  ", b""),
        ] {
            assert_eq!(trim(raw), trimmed);
        }
    }
}
