//! Whether the beginning of a file has a certain shape.
//!
//! Total on any bytes, linear in their number, and it answers only yes or no: nothing that was
//! read leaves this file. What makes a value literal is told in `literal.rs`.

use super::literal;
use super::marker::Shape;
use crate::content::{self, is_literal};
use memchr::memmem;

/// Whether these first bytes of a file have the shape.
pub(super) fn fits(shape: Shape, head: &[u8]) -> bool {
    match shape {
        Shape::Starts(magics) => magics.iter().any(|magic| head.starts_with(magic)),
        Shape::At(offset, bytes) => head.get(offset..).is_some_and(|tail| tail.starts_with(bytes)),
        Shape::Holds(words) => {
            let lower = head.to_ascii_lowercase();
            words.iter().any(|word| holds(&lower, word))
        }
        Shape::HoldsAll(words) => {
            let lower = head.to_ascii_lowercase();
            words.iter().all(|word| holds(&lower, word))
        }
        Shape::Line(starts) => lines(head).any(|line| {
            starts.iter().any(|start| {
                line.get(..start.len())
                    .is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
            })
        }),
        Shape::Assigns(words) => literal::assigns(head, words),
        Shape::AssignsExactly(names) => literal::assigns_exactly(head, names),
        Shape::SecretManifest => literal::secret_manifest(head),
        Shape::AnyValue => lines(head).any(|line| literal::value(line).is_some_and(is_literal)),
        Shape::Login(start) => lines(head).any(|line| login(line, start)),
        Shape::Dotenv => lines(head).any(|line| dotenv(line).is_some_and(|(_, v)| is_literal(v))),
        Shape::DotenvBlank => {
            let blank = |line: &[u8]| {
                line.is_empty()
                    || line.starts_with(b"#")
                    || dotenv(line).is_some_and(|(_, value)| !is_literal(value))
            };
            head.len() < shape.reach() && lines(head).all(blank)
        }
        Shape::NamesBegin(starts) => names_begin(head, starts),
        Shape::NamesAmong(names) => head.len() < shape.reach() && names_among(head, names),
        Shape::Detects(detectors) => content::believes(detectors, head),
        Shape::DerKey => der_key(head),
        Shape::Token => token(head),
        Shape::Hex(digits) => {
            let text = head.trim_ascii();
            text.len() == digits && text.iter().all(u8::is_ascii_hexdigit)
        }
        Shape::Lines(most) => head.trim_ascii().split(|&byte| byte == b'\n').count() <= most,
        Shape::Foreign => foreign(head),
    }
}

fn holds(lower: &[u8], word: &str) -> bool {
    memmem::find(lower, word.to_ascii_lowercase().as_bytes()).is_some()
}

/// Lines without the blanks at their ends.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii)
}

/// Name and value of a dotenv line, `export` and quotes taken off.
fn dotenv(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.strip_prefix(b"export ").unwrap_or(line);
    let equals = memchr::memchr(b'=', line)?;
    let name = line[..equals].trim_ascii();
    let named = !name.is_empty()
        && name
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    named.then(|| (name, literal::unquoted(&line[equals + 1..])))
}

fn names_begin(head: &[u8], starts: &[&str]) -> bool {
    let mut names = lines(head).filter_map(dotenv).map(|(name, _)| name).peekable();
    names.peek().is_some()
        && names.all(|name| starts.iter().any(|start| name.starts_with(start.as_bytes())))
}

fn names_among(head: &[u8], names: &[&str]) -> bool {
    let mut given = false;
    lines(head).filter(|line| !matches!(line, [] | [b'#', ..])).all(|line| {
        dotenv(line).is_some_and(|(name, value)| {
            let literal = is_literal(value);
            given |= literal;
            !literal || names.iter().any(|known| known.as_bytes() == name)
        })
    }) && given
}

/// Whether a line begins so and gives `user:password`, which is no address.
fn login(line: &[u8], start: &str) -> bool {
    let begins = line.get(..start.len()).is_some_and(|b| b.eq_ignore_ascii_case(start.as_bytes()));
    let value = literal::value(line).unwrap_or_default();
    let user = value.split(|&byte| byte == b':').next().unwrap_or_default();
    begins
        && user.len() < value.len()
        && is_literal(&value[user.len() + 1..])
        && !value[user.len()..].starts_with(b"://")
}

/// A sequence that begins with a version and goes on as a private key does. A certificate and a
/// request go on with a sequence, PKCS#12 has version 3, a public key in PKCS#1 a long integer.
/// Sources: RFC 8017 A.1.2 and RFC 5958 2 for the versions 0 and 1, RFC 5915 3 for SEC 1.
fn der_key(head: &[u8]) -> bool {
    let body = match head {
        [0x30, 0x82, _, _, body @ ..] | [0x30, 0x81, _, body @ ..] => body,
        [0x30, length, body @ ..] if *length < 0x80 => body,
        _ => return false,
    };
    match body {
        // An integer follows (PKCS#1, DSA), or the sequence that names the algorithm (PKCS#8).
        [2, 1, 0, rest @ ..] => matches!(rest, [] | [2 | 0x30, ..]),
        // The second version of PKCS#8, or the octets of a key on an elliptic curve.
        [2, 1, 1, 0x30 | 4, ..] => true,
        _ => false,
    }
}

fn token(head: &[u8]) -> bool {
    let text = head.trim_ascii();
    (16..=256).contains(&text.len())
        && text.iter().all(u8::is_ascii_graphic)
        && text.iter().any(u8::is_ascii_digit)
        && text.iter().any(u8::is_ascii_alphabetic)
        && is_literal(text)
}

fn foreign(head: &[u8]) -> bool {
    const MACH: [&[u8]; 5] = [
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        // Shared with Java's class files, whose next bytes are a version of 45 and more; a Mach-O
        // bundle counts its few architectures there.
        b"\xca\xfe\xba\xbe",
    ];
    if head.starts_with(MACH[4]) {
        return matches!(head.get(4..8), Some([0, 0, 0, 1..=20]));
    }
    if MACH.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    // PE: `MZ`, and at the offset that the DOS header gives, `PE`.
    let Some(&[a, b, c, d]) = head.get(0x3c..0x40) else { return false };
    let offset = u32::from_le_bytes([a, b, c, d]) as usize;
    head.starts_with(b"MZ") && head.get(offset..).is_some_and(|tail| tail.starts_with(b"PE\0\0"))
}

#[cfg(test)]
mod tests {
    use super::{Shape, fits};

    #[test]
    fn shapes_are_told_by_the_bytes() {
        let secret = Shape::Assigns(&["password", "token"]);
        for (shape, text, expected) in [
            (secret, "password = q8Zr41bT", true),
            (secret, "\"dbPassword\": \"q8Zr41bT\"", true),
            (secret, "<password>q8Zr41bT</password>", true),
            (secret, "define('DB_PASSWORD', 'q8Zr41bT');", true),
            (secret, "Server=a;Password=q8Zr41bT;", true),
            (secret, "# password = q8Zr41bT", false),
            (secret, "password = ${PASSWORD}", false),
            (secret, "password: {{ vault }}", false),
            (secret, "password = changeme", false),
            (secret, "password =", false),
            (secret, "if password == other", false),
            (secret, "token = os.environ['TOKEN']", false),
            (Shape::Dotenv, "export A=1b", true),
            (Shape::Dotenv, "A=\nB=\"\"\n# C=x1\n", false),
            (Shape::DotenvBlank, "A=\nB=\"\"\n# C=x1\n", true),
            (Shape::DotenvBlank, "A=\nkey continued here\n", false),
            (Shape::NamesBegin(&["VITE_"]), "VITE_A=1\nVITE_B=2", true),
            (Shape::NamesBegin(&["VITE_"]), "VITE_A=1\nB=2", false),
            (Shape::NamesAmong(&["PORT", "TZ"]), "# K=v1\nexport PORT=3000\nKEY=\nTZ='UTC'", true),
            (Shape::NamesAmong(&["PORT", "TZ"]), "PORT=3000\nKEY=q8Zr41bT", false),
            (Shape::NamesAmong(&["PORT", "TZ"]), "PORT=3000\nPORT_KEY=q8Zr41bT", false),
            (Shape::NamesAmong(&["PORT", "TZ"]), "PORT=3000\nq8Zr41bT", false),
            (Shape::NamesAmong(&["PORT", "TZ"]), "PORT=\nTZ=${TZ}", false),
            (Shape::USERINFO, concat!("url = https://me:q8Zr", "41bT@host.net/x"), true),
            (Shape::USERINFO, "url = https://me:${TOKEN}@host.net/x", false),
            (Shape::USERINFO, "url = https://abcDEF0123456789abcDEF@host/x", true),
            (Shape::USERINFO, "url = https://abcDEF0123456789abcDEF:@host/x", true),
            (Shape::USERINFO, "url = ssh://somebody-of-a-company@host/x", false),
            (Shape::USERINFO, "url = https://host/a:b@c", false),
            (Shape::Login("bundle_"), "BUNDLE_HOST: \"me:q8Zr41bT\"", true),
            (Shape::Login("bundle_"), "BUNDLE_MIRROR: \"https://host\"", false),
            (Shape::Token, "q8Zr41bTm7Wd0xKc\n", true),
            (Shape::Token, "two words of 16 and more", false),
            (Shape::Hex(4), "0aF9\n", true),
            (Shape::Lines(2), "a\nb\n", true),
            (Shape::Lines(2), "a\nb\nc", false),
            (Shape::PRIVATE_KEY, "-----BEGIN PRIVATE KEY-----\nshort\n-----END", false),
        ] {
            assert_eq!(fits(shape, text.as_bytes()), expected, "{shape:?} on {text}");
        }
    }

    #[test]
    fn keys_in_der_are_told_from_what_is_public() {
        for (bytes, expected) in [
            (b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00".as_slice(), true),
            (b"\x30\x82\x04\xbe\x02\x01\x00\x30\x0d\x06\x09", true),
            (b"\x30\x81\x87\x02\x01\x00\x30\x13\x06\x07", true),
            (b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03", true),
            (b"\x30\x77\x02\x01\x01\x04\x20\x55", true),
            // A certificate, a public key, PKCS#12, parameters, a message of SNMP.
            (b"\x30\x82\x03\x0d\x30\x82\x01\xf5", false),
            (b"\x30\x82\x01\x0a\x02\x82\x01\x01\x00", false),
            (b"\x30\x82\x09\xb1\x02\x01\x03\x30", false),
            (b"\x30\x82\x01\x08\x02\x82\x01\x01", false),
            (b"\x30\x29\x02\x01\x00\x04\x06public", false),
            (b"\x30\x82", false),
            (b"", false),
        ] {
            assert_eq!(fits(Shape::DerKey, bytes), expected, "{bytes:x?}");
        }
    }

    #[test]
    fn programs_of_other_systems_are_told_from_class_files() {
        assert!(fits(Shape::Foreign, b"\xca\xfe\xba\xbe\0\0\0\x02"));
        assert!(!fits(Shape::Foreign, b"\xca\xfe\xba\xbe\0\0\0\x41"));
        assert!(!fits(Shape::Foreign, b"MZ and no more"));
    }
}
