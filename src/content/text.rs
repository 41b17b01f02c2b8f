//! What kind of content a file has: text in some encoding, an archive, or something to pass over.
//!
//! Going by the first bytes alone, never by the name. What has no known magic is text: a database
//! or a dump is searched as it stands.

use std::borrow::Cow;

/// What a file holds, going by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, or bytes of no known form.
    Text(Encoding),
    /// Files packed into one; they are not looked into.
    Archive,
    /// Images, fonts, sound, programs.
    Binary,
}

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or any other superset of ASCII.
    Bytes,
    /// UTF-16, the low byte first.
    Utf16Little,
    /// UTF-16, the high byte first.
    Utf16Big,
}

impl Content {
    /// What a file that begins so holds.
    pub fn of(head: &[u8]) -> Self {
        if let Some(encoding) = utf16(head) {
            return Self::Text(encoding);
        }
        // Every magic that is looked for has a byte among its first that text has not.
        let first = &head[..head.len().min(64)];
        if first.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
            return Self::Text(Encoding::Bytes);
        }
        // A library for linking, which the crate takes for text; Debian's packages begin so, too.
        if head.starts_with(b"!<arch>\n") {
            return Self::Archive;
        }
        let Some(kind) = infer::get(head) else { return Self::Text(Encoding::Bytes) };
        match kind.matcher_type() {
            infer::MatcherType::Archive => called_archive(kind.mime_type()),
            infer::MatcherType::App
            | infer::MatcherType::Audio
            | infer::MatcherType::Font
            | infer::MatcherType::Image
            | infer::MatcherType::Video => Self::Binary,
            infer::MatcherType::Doc | infer::MatcherType::Book => Self::Archive,
            infer::MatcherType::Text | infer::MatcherType::Custom => Self::Text(Encoding::Bytes),
        }
    }
}

/// What the library counts among archives has not always files in it.
fn called_archive(mime: &str) -> Content {
    match mime {
        // Databases and documents of text keep what they are given as it stands.
        "application/vnd.sqlite3"
        | "application/pdf"
        | "application/rtf"
        | "application/postscript" => Content::Text(Encoding::Bytes),
        // Fonts (which have no name of their own there), films, pictures and games.
        "application/octet-stream"
        | "application/x-shockwave-flash"
        | "application/dicom"
        | "application/x-nintendo-nes-rom" => Content::Binary,
        _ => Content::Archive,
    }
}

/// UTF-16 with its mark, or so regular in its zeros that it can be nothing else.
fn utf16(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => None,
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Little),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Big),
        _ => {
            let sample = &head[..head.len().min(512) & !1];
            let pairs = sample.len() / 2;
            let zeros =
                |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
            let (even, odd) = (zeros(0), zeros(1));
            let most = pairs * 9 / 10;
            if pairs < 4 {
                None
            } else if odd > most && even == 0 {
                Some(Encoding::Utf16Little)
            } else {
                (even > most && odd == 0).then_some(Encoding::Utf16Big)
            }
        }
    }
}

/// The text in UTF-8, or as it is; what is no UTF-16 becomes a replacement character.
pub(super) fn decoded(bytes: &[u8], encoding: Encoding) -> Cow<'_, [u8]> {
    let unit: fn([u8; 2]) -> u16 = match encoding {
        Encoding::Bytes => return Cow::Borrowed(bytes),
        Encoding::Utf16Little => u16::from_le_bytes,
        Encoding::Utf16Big => u16::from_be_bytes,
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units)
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|character| *character != '\u{feff}')
        .collect();
    Cow::Owned(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Content, Encoding, decoded};

    #[test]
    fn content_is_told_by_its_first_bytes() {
        for (head, expected) in [
            (&b"plain = text"[..], Content::Text(Encoding::Bytes)),
            (b"", Content::Text(Encoding::Bytes)),
            (&[&b"\x7fELF\x02\x01\x01"[..], &[0; 57]].concat(), Content::Binary),
            (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", Content::Binary),
            (b"PK\x03\x04\x14\0\0\0", Content::Archive),
            (&[&[0; 8][..], b"\x02\0\x01", &[0; 23], b"LP", &[0; 28]].concat(), Content::Binary),
            (b"!<arch>\n/               0  \0\0", Content::Archive),
            (b"\x1f\x8b\x08\0\0\0\0\0", Content::Archive),
            (b"SQLite format 3\0\x10\0", Content::Text(Encoding::Bytes)),
            (b"\0\0\0\x01\x02 nothing known", Content::Text(Encoding::Bytes)),
            ("gr\u{fc}\u{df} dich".as_bytes(), Content::Text(Encoding::Bytes)),
            (b"\xff\xfea\0b\0", Content::Text(Encoding::Utf16Little)),
            (b"a\0b\0c\0d\0e\0", Content::Text(Encoding::Utf16Little)),
            (b"\0a\0b\0c\0d\0e", Content::Text(Encoding::Utf16Big)),
        ] {
            assert_eq!(Content::of(head), expected, "{head:?}");
        }
    }

    #[test]
    fn utf16_is_read_as_text() {
        let text = "key = \u{1f511}\n";
        for encoding in [Encoding::Utf16Little, Encoding::Utf16Big] {
            let bytes: Vec<u8> = format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(|unit| match encoding {
                    Encoding::Utf16Big => unit.to_be_bytes(),
                    Encoding::Utf16Little | Encoding::Bytes => unit.to_le_bytes(),
                })
                .collect();
            assert_eq!(&*decoded(&bytes, encoding), text.as_bytes());
        }
        // Half a unit at the end, and half a pair: nothing panics.
        assert_eq!(&*decoded(b"a\0\x00\xd8b", Encoding::Utf16Little), "a\u{fffd}".as_bytes());
    }
}
