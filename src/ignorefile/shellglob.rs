//! The globs of COPY and of FollowPaths: Go's `filepath.Match`, one component never crossing a `/`.
//!
//! Not the patterns of ignore files, which are another language (SPEC 8.9). A malformed glob is
//! noticed only as far as the match comes (SPEC 3.5).

/// A glob that does not parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Whether a text has an unescaped `*`, `?` or `[`.
pub fn has_glob(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'*' | b'?' | b'[' => return true,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    false
}

/// Whether the whole path matches.
///
/// # Errors
/// If the match comes upon a mistake in the glob.
pub fn matches_path(glob: &[u8], path: &[u8]) -> Result<bool, Malformed> {
    let (mut glob, mut path) = (glob, path);
    'chunks: while !glob.is_empty() {
        let stars = glob.iter().take_while(|&&byte| byte == b'*').count();
        let (chunk, rest) = glob[stars..].split_at(chunk_length(&glob[stars..]));
        glob = rest;
        if stars > 0 && chunk.is_empty() {
            return Ok(!path.contains(&b'/'));
        }
        if let Some(after) = match_chunk(chunk, path)?
            && (after.is_empty() || !glob.is_empty())
        {
            path = after;
            continue;
        }
        if stars == 0 {
            return Ok(false);
        }
        let mut skipped = 0;
        while skipped < path.len() && path[skipped] != b'/' {
            skipped += 1;
            if let Some(after) = match_chunk(chunk, &path[skipped..])?
                && (after.is_empty() || !glob.is_empty())
            {
                path = after;
                continue 'chunks;
            }
        }
        return Ok(false);
    }
    Ok(path.is_empty())
}

/// The length of the text before the next star outside a class.
fn chunk_length(glob: &[u8]) -> usize {
    let mut in_class = false;
    let mut at = 0;
    while at < glob.len() {
        match glob[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' if !in_class => break,
            _ => {}
        }
        at += 1;
    }
    at.min(glob.len())
}

/// What is left of `text` behind the chunk, if the chunk matches its beginning. The whole chunk is
/// checked even after a mismatch.
fn match_chunk<'a>(chunk: &[u8], text: &'a [u8]) -> Result<Option<&'a [u8]>, Malformed> {
    let (mut chunk, mut text) = (chunk, text);
    let mut failed = false;
    while let Some((&byte, rest)) = chunk.split_first() {
        failed |= text.is_empty();
        match byte {
            b'[' => {
                let (character, width) = first_rune(text);
                let (matches, rest) = class(rest, character)?;
                failed |= !matches;
                text = &text[width.min(text.len())..];
                chunk = rest;
            }
            b'?' => {
                failed |= text.first() == Some(&b'/');
                text = &text[first_rune(text).1.min(text.len())..];
                chunk = rest;
            }
            literal => {
                let (literal, rest) = match literal {
                    b'\\' => rest.split_first().map(|(&l, r)| (l, r)).ok_or(Malformed)?,
                    literal => (literal, rest),
                };
                failed |= text.first() != Some(&literal);
                text = text.get(1..).unwrap_or_default();
                chunk = rest;
            }
        }
        if failed {
            text = &[];
        }
    }
    Ok((!failed).then_some(text))
}

/// Whether a class, after its `[`, admits the character, and what follows the class.
fn class(text: &[u8], character: char) -> Result<(bool, &[u8]), Malformed> {
    let negated = text.first() == Some(&b'^');
    let mut rest = &text[usize::from(negated)..];
    let mut matches = false;
    let mut ranges = 0;
    loop {
        if ranges > 0
            && let Some(after) = rest.strip_prefix(b"]")
        {
            return Ok((matches != negated, after));
        }
        let (low, after) = endpoint(rest)?;
        let (high, after) = match after.strip_prefix(b"-") {
            Some(after) => endpoint(after)?,
            None => (low, after),
        };
        matches |= low <= character && character <= high;
        rest = after;
        ranges += 1;
    }
}

/// One end of a range; it may not be the last thing in the glob.
fn endpoint(text: &[u8]) -> Result<(char, &[u8]), Malformed> {
    if matches!(text.first(), None | Some(b'-' | b']')) {
        return Err(Malformed);
    }
    let text = text.strip_prefix(b"\\").unwrap_or(text);
    let (character, width) = first_rune(text);
    let ill_formed = character == char::REPLACEMENT_CHARACTER && width <= 1;
    if text.len() <= width || ill_formed { Err(Malformed) } else { Ok((character, &text[width..])) }
}

/// The first character and its width; an ill-formed byte is U+FFFD of width one.
fn first_rune(text: &[u8]) -> (char, usize) {
    let head = &text[..text.len().min(4)];
    let first = head.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    first.map_or((char::REPLACEMENT_CHARACTER, 1), |first| (first, first.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::{Malformed, has_glob, matches_path};

    #[test]
    fn globs_match_as_go_matches() {
        for (glob, path, expected) in [
            ("*", "abc", Ok(true)),
            ("*", "a/b", Ok(false)),
            ("*/b", "a/b", Ok(true)),
            ("**/b", "a/b", Ok(true)),
            ("**/b", "a/c/b", Ok(false)),
            ("a*c", "abbc", Ok(true)),
            ("a?c", "a/c", Ok(false)),
            ("[a-c]x", "bx", Ok(true)),
            ("[^a-c]x", "bx", Ok(false)),
            ("\\*", "*", Ok(true)),
            ("[", "a", Err(Malformed)),
            ("a[", "b", Err(Malformed)),
            ("a*[", "b", Ok(false)),
            ("*.txt", "\u{e9}.txt", Ok(true)),
            ("?.txt", "\u{e9}.txt", Ok(true)),
            ("a*b*c", "axbxxc", Ok(true)),
            ("", "", Ok(true)),
        ] {
            assert_eq!(matches_path(glob.as_bytes(), path.as_bytes()), expected, "{glob} {path}");
        }
        assert!(has_glob(b"a[b"));
        assert!(!has_glob(b"a\\*"));
    }
}
