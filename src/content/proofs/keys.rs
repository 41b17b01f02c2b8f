//! Private keys: whether a block is as long as it says it is, and whether it is encrypted.

use super::{Found, Proof};
use crate::content::gates::Gate;
use crate::severity::Severity;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

/// The base64 of keys as people paste it: with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A PEM block is believed if it is as long as its first bytes say (DER), or begins as OpenSSH's
/// own format does; what documentation shows is cut or made up.
pub(in crate::content) fn pem(found: &Found<'_>) -> Proof {
    if found.value().starts_with(WRAPPED) {
        return wrapped(found);
    }
    if !has_lines(found.value()) {
        return Proof::Refused(Gate::Shape);
    }
    let body = stripped(found.value());
    let encrypted = memmem::find(found.lead(), b"ENCRYPTED").is_some();
    if memmem::find(found.value(), b"Proc-Type").is_some() {
        // Nothing can be told of what is encrypted as a whole.
        return Proof::As(Severity::High, "it is encrypted with a passphrase");
    }
    let Some(bytes) = decoded(&body) else {
        return Proof::Doubted("what follows the header is no base64");
    };
    if bytes.starts_with(OPENSSH) {
        return openssh(&bytes);
    }
    match der_length(&bytes) {
        Some(length) if length <= bytes.len() && encrypted => {
            Proof::As(Severity::High, "it is encrypted with a passphrase")
        }
        Some(length) if length <= bytes.len() => Proof::Stands,
        Some(_) => Proof::Doubted("it is cut: the key says that it is longer"),
        None => Proof::Doubted("what follows the header is no key"),
    }
}

/// `-----BEGIN` in base64, as Kubernetes keeps files.
const WRAPPED: &[u8] = b"LS0tLS1CRUdJTi";

/// A block that is base64 once more: a key if what it says is one. Certificates begin so, too.
fn wrapped(found: &Found<'_>) -> Proof {
    const HEADER: &[u8] = b"PRIVATE KEY-----";
    let Some(text) = decoded(found.value()) else { return Proof::Refused(Gate::Shape) };
    let Some(header) = memmem::find(&text, HEADER) else { return Proof::Refused(Gate::Shape) };
    let value = header + HEADER.len()..text.len();
    pem(&Found { text: &text, matched: 0..text.len(), value, path: found.path })
}

const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// After its magic OpenSSH's format names the cipher: `none` if the key is not encrypted.
fn openssh(bytes: &[u8]) -> Proof {
    let rest = &bytes[OPENSSH.len()..];
    match rest.get(..8) {
        Some([0, 0, 0, 4, b'n', b'o', b'n', b'e']) => Proof::Stands,
        Some(_) => Proof::As(Severity::High, "it is encrypted with a passphrase"),
        None => Proof::Doubted("it is cut: the key says that it is longer"),
    }
}

/// Where a block of a key ends: at its last line, or, where that is missing, before the first word
/// that no key holds.
pub(in crate::content) fn end(block: &[u8]) -> usize {
    if let Some(end) = memmem::find(block, b"-----") {
        return end;
    }
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\\,\"';#*&".contains(byte);
    let (mut at, mut begun, mut end) = (0, false, block.len());
    for word in block.split(u8::is_ascii_whitespace) {
        begun |= word.len() >= 32 && word.iter().all(is_key);
        if begun && !word.iter().all(is_key) {
            return end;
        }
        at += word.len() + 1;
        if begun && !word.is_empty() {
            end = at - 1;
        }
    }
    end
}

/// The base64 up to whatever ends it, without what its writers put around the lines: blanks,
/// written-out line ends, and in the source of a program quotes, signs between strings and those of
/// comments.
pub(in crate::content) fn stripped(block: &[u8]) -> Vec<u8> {
    let end = memmem::find(block, b"-----").unwrap_or(block.len());
    let plain = without_escapes(&block[..end]);
    let mut body = Vec::with_capacity(end);
    let around = |byte: &u8| byte.is_ascii_whitespace() || b"\"',;()<>|*#\\&".contains(byte);
    for word in plain.split(around).filter(|word| word.iter().any(u8::is_ascii_alphanumeric)) {
        body.extend_from_slice(word);
    }
    body
}

/// Line ends as XML and JSON write them by number.
const LINE_ENDS: [&str; 8] =
    ["&#10;", "&#13;", "&#xA;", "&#xD;", "&#xa;", "&#xd;", "\\u000a", "\\u000A"];

/// Line ends and tabs that are written out, as JSON and XML do, become blanks.
fn without_escapes(block: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(block.len());
    let mut rest = block;
    while let Some((&byte, after)) = rest.split_first() {
        let skipped = match byte {
            b'\\' if matches!(after.first(), Some(b'n' | b'r' | b't')) => Some(2),
            b'\\' | b'&' => LINE_ENDS
                .iter()
                .find(|text| rest.starts_with(text.as_bytes()))
                .map(|text| text.len()),
            _ => None,
        };
        plain.push(if skipped.is_some() { b' ' } else { byte });
        rest = &rest[skipped.unwrap_or(1)..];
    }
    plain
}

/// Whether anything in a block is long enough for a line of a key: prose is not.
fn has_lines(block: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    block.split(|byte| !is_base64(byte)).any(|run| run.len() >= 32)
}

/// As many bytes as are base64 from the beginning; none if the first block is not.
fn decoded(body: &[u8]) -> Option<Vec<u8>> {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let length = body.iter().take_while(|byte| is_base64(byte)).count();
    let padding = memchr::memchr(b'=', &body[..length]).unwrap_or(length);
    let whole = &body[..padding - usize::from(padding % 4 == 1)];
    LENIENT.decode(whole).ok().filter(|bytes| bytes.len() >= 32)
}

/// How long a DER sequence says it is, header and all.
fn der_length(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [0x30, length @ 0..=0x7f, ..] => Some(2 + usize::from(length)),
        [0x30, 0x81, length, ..] => Some(3 + usize::from(length)),
        [0x30, 0x82, high, low, ..] => Some(4 + usize::from(u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

/// A block of OpenPGP needs a body: the header alone stands in every manual.
pub(in crate::content) fn pgp(found: &Found<'_>) -> Proof {
    let rest = found.value();
    // After the armour's headers stands an empty line.
    let body = memmem::find(rest, b"\n\n").or_else(|| memmem::find(rest, b"\\n\\n"));
    let body = body.map_or(rest, |at| &rest[at..]);
    let letters = body.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    if letters < 64 { Proof::Refused(Gate::Shape) } else { Proof::Stands }
}

/// PuTTY's format says how many private lines follow, and whether they are encrypted.
pub(in crate::content) fn putty(found: &Found<'_>) -> Proof {
    let rest = &found.text[found.matched.start..];
    let Some(lines) = memmem::find(rest, b"Private-Lines: ") else {
        return Proof::Refused(Gate::Shape);
    };
    let rest = &rest[lines..];
    let start = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let length = rest[start..].iter().take_while(|byte| is_base64(byte)).count();
    if length < 32 {
        return Proof::Refused(Gate::Shape);
    }
    if memmem::find(found.text, b"Encryption: none").is_none() {
        return Proof::As(Severity::High, "it is encrypted with a passphrase");
    }
    let from = found.matched.start + lines + start;
    Proof::StandsAt(from..from + length)
}

#[cfg(test)]
mod tests {
    use super::{Found, Proof, end, pem, stripped};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn judged(block: &str) -> Proof {
        let text = block.as_bytes();
        let start = block.find("\n").unwrap();
        pem(&Found { text, matched: 0..text.len(), value: start..text.len(), path: b"k" })
    }

    fn block(bytes: &[u8]) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END", STANDARD.encode(bytes))
    }

    #[test]
    fn a_key_is_as_long_as_it_says() {
        let mut der = vec![0x30, 0x82, 1, 0];
        der.resize(4 + 256, 7);
        assert_eq!(judged(&block(&der)), Proof::Stands);
        assert!(matches!(judged(&block(&der[..200])), Proof::Doubted(why) if why.contains("cut")));
        der[0] = 0x31;
        assert!(matches!(judged(&block(&der)), Proof::Doubted(why) if why.contains("no key")));
    }

    #[test]
    fn what_is_encrypted_is_milder() {
        let mut key = b"openssh-key-v1\0\0\0\0\x04none".to_vec();
        key.resize(120, 9);
        assert_eq!(judged(&block(&key)), Proof::Stands);
        key[18] = 10;
        assert!(matches!(judged(&block(&key)), Proof::As(..)));
    }

    #[test]
    fn a_block_ends_before_what_follows_it() {
        let line = "QUJD".repeat(16);
        for (text, expected) in [
            (format!("\n{line}\nabc=\n-----END KEY-----\nCOPY . ."), line.len() + 7),
            (format!("\n{line}\nabc=\n"), line.len() + 6),
            (format!("\n{line}\nabc=\ntoken: x"), line.len() + 6),
            (format!("\nProc-Type: 4\n\n{line}"), line.len() + 15),
            (format!("\\n{line}\\n{line}"), 2 * line.len() + 4),
        ] {
            assert_eq!(end(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_key_may_stand_in_the_lines_of_a_program() {
        let mut der = vec![0x30, 0x82, 1, 0];
        der.resize(4 + 256, 7);
        let body = STANDARD.encode(der);
        let lines: Vec<&str> =
            body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        for (before, between, after) in [
            ("\n", "\n", "\n"),
            ("\\n\" +\n  \"", "\\n\" +\n  \"", "\\n\" +\n"),
            ("\\n\"\n\"", "\\n\"\n\"", "\\n\"\n"),
            ("\\n\",\n \"", "\\n\",\n \"", "\\n\",\n"),
            ("\n# ", "\n# ", "\n# "),
            ("\n * ", "\n * ", "\n * "),
            ("&#10;", "&#10;", "&#10;"),
        ] {
            let joined = lines.join(between);
            let block = format!("-----BEGIN PRIVATE KEY-----{before}{joined}{after}\"-----END");
            let text = block.as_bytes();
            let value = 27..text.len();
            let found = Found { text, matched: 0..text.len(), value, path: b"k" };
            assert_eq!(pem(&found), Proof::Stands, "{block}");
        }
    }

    #[test]
    fn line_ends_may_be_written_out() {
        assert_eq!(stripped(b"\\nab\\r\\ncd\\n-----END"), b"abcd");
    }
}
