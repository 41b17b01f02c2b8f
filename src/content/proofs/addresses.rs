//! Addresses with a password in them: whether anybody would mind it being read.

use super::{Found, Proof};
use crate::content::detector::Care;
use crate::content::gates::{Gate, gate};
use crate::severity::Severity;

/// Passwords that a service has before anybody gives it one.
const WEAK: [&str; 22] = [
    "password",
    "passwd",
    "passw0rd",
    "password1",
    "password123",
    "pass",
    "secret",
    "postgres",
    "mysql",
    "mariadb",
    "mongo",
    "mongodb",
    "redis",
    "rabbitmq",
    "guest",
    "admin",
    "root",
    "test",
    "testing",
    "123456",
    "12345678",
    "default",
];

/// An address without a user has a slash or a blank before any `@`.
pub(in crate::content) fn has_user(from: &[u8]) -> bool {
    let end = |byte: &u8| byte.is_ascii_whitespace() || b"/?#\"'<>`|@".contains(byte);
    let slashes = if from.starts_with(b"://") { 3 } else { 5 };
    from[slashes.min(from.len())..].iter().take(256).find(|byte| end(byte)) == Some(&b'@')
}

/// `user:password@host`: what is a default, and what points to nobody, is milder or none.
pub(in crate::content) fn userinfo(found: &Found<'_>) -> Proof {
    let password = found.value();
    let user = user(found.lead());
    let host = host(&found.text[found.value.end..]);
    // Expressions for addresses, and text that only has colons and signs in it.
    if password.iter().any(|byte| !byte.is_ascii_graphic() || b"\\()[],;".contains(byte)) {
        return Proof::Refused(Gate::Shape);
    }
    let lower = password.to_ascii_lowercase();
    let weak = WEAK.iter().any(|weak| lower == weak.as_bytes())
        || password.eq_ignore_ascii_case(user)
        // Oracle's first user and his cat, in every manual since.
        || user == b"scott" && lower.starts_with(b"tiger")
        || is_a_name_for_a_password(&lower);
    let nobody = is_reserved(host);
    if weak && !host.contains(&b'.') {
        return Proof::Refused(Gate::Placeholder);
    }
    // Nobody generates one, and many a manual shows one.
    let word = lower == password && !password.iter().any(u8::is_ascii_digit);
    as_in_manuals(password, weak, nobody).unwrap_or(match word && !nobody {
        true => Proof::As(Severity::Low, "it is a word"),
        false => Proof::Stands,
    })
}

/// What follows if everybody knows the password, or the host is nobody's; `None` if neither counts.
fn as_in_manuals(password: &[u8], weak: bool, nobody: bool) -> Option<Proof> {
    match (weak, nobody) {
        (true, true) => Some(Proof::Refused(Gate::Placeholder)),
        (true, false) => Some(Proof::As(Severity::Low, "it is a password that everybody knows")),
        (false, true) if !is_drawn(password) => {
            Some(Proof::As(Severity::Low, "the host is a name for examples"))
        }
        (false, _) => None,
    }
}

/// `machine host login user password word`: what a manual would write is milder or none.
pub(in crate::content) fn machine(found: &Found<'_>) -> Proof {
    let mut words = found.lead().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let host = words.nth(1).unwrap_or_default();
    let lower = found.value().to_ascii_lowercase();
    let weak = WEAK.iter().any(|weak| lower == weak.as_bytes()) || is_a_name_for_a_password(&lower);
    if let Some(proof) = as_in_manuals(found.value(), weak, is_reserved(host)) {
        return proof;
    }
    // Programs that read such files hold samples of them.
    let own = memchr::memmem::find(found.name(), b"netrc").is_some();
    match lower.iter().all(u8::is_ascii_alphabetic) {
        _ if own => Proof::Stands,
        true => Proof::As(Severity::Low, "it is a word, in a file of another name"),
        false => Proof::As(Severity::High, "it stands in a file of another name"),
    }
}

/// Whether a password looks drawn by a generator, so that the name of a host changes nothing: long,
/// with digits and letters of both cases.
fn is_drawn(password: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| password.iter().filter(|byte| is(byte)).count() >= 2;
    // An escape is a lesson in escapes.
    password.len() >= 16
        && !password.contains(&b'%')
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}

/// A user of this length (bytes), with letters and digits, is a token: people and services have
/// shorter names.
const SHORTEST_TOKEN: usize = 20;

/// Git keeps `user:password` in a remote's address, or a token in a header. Of an address the
/// password is the secret; code hosts take a token for a user, with no password or a word for one.
pub(in crate::content) fn remote(found: &Found<'_>) -> Proof {
    if !found.lead().ends_with(b"://") {
        return Proof::Stands;
    }
    let value = found.value();
    let colon = memchr::memchr(b':', value).unwrap_or(value.len());
    let range = match value.get(colon + 1..).unwrap_or_default() {
        b"" | b"x-oauth-basic" => found.value.start..found.value.start + colon,
        _ => found.value.start + colon + 1..found.value.end,
    };
    if range.start == found.value.start {
        let user = &value[..colon];
        let mixed = user.iter().any(u8::is_ascii_digit) && user.iter().any(u8::is_ascii_alphabetic);
        if user.len() < SHORTEST_TOKEN || !mixed {
            return Proof::Refused(Gate::Shape);
        }
    }
    match gate(&found.text[range.clone()], Care::Value) {
        Some(gate) => Proof::Refused(gate),
        None => Proof::StandsAt(range),
    }
}

/// `my_password`, `userpass`, `secret-key1`, `P%40SSWORD`: words where a value would stand.
fn is_a_name_for_a_password(lower: &[u8]) -> bool {
    let about = ["pass", "pwd", "secret", "token", "user", "key", "notreal"];
    let digits = lower.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (words, counted) = lower.split_at(lower.len() - digits);
    if digits > 4 && !b"1234567890".starts_with(counted) {
        return false;
    }
    let mut letters = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(&byte) = words.get(at) {
        match (byte, words.get(at + 1..at + 3)) {
            (b'%', Some(hex)) => {
                // Manuals write a word with a sign in it to show how signs are written.
                letters.extend((hex == b"40").then_some(b'a'));
                at += 2;
            }
            (b'a'..=b'z', _) => letters.push(byte),
            (b'_' | b'-', _) => {}
            _ => return false,
        }
        at += 1;
    }
    let holds = |word: &str| memchr::memmem::find(&letters, word.as_bytes()).is_some();
    about.into_iter().any(holds)
}

/// The user in `scheme://user:`.
fn user(lead: &[u8]) -> &[u8] {
    let start = lead.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    lead[start..].strip_suffix(b":").unwrap_or(&lead[start..])
}

/// The host in `@host:port/path`.
fn host(after: &[u8]) -> &[u8] {
    let after = after.strip_prefix(b"@").unwrap_or(after);
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    &after[..after.iter().take_while(|byte| part(byte)).count()]
}

/// Names that RFC 2606 and RFC 6761 keep for examples, the machine itself, and words for "a host".
fn is_reserved(host: &[u8]) -> bool {
    const NAMES: [&str; 11] = [
        "localhost",
        "127.0.0.1",
        "0.0.0.0",
        "host",
        "hostname",
        "server",
        "domain",
        "domain.com",
        "host.docker.internal",
        "proxy",
        "myhost",
    ];
    const ENDS: [&str; 11] = [
        ".example",
        ".test",
        ".invalid",
        ".localhost",
        ".local",
        "example.com",
        "example.org",
        "example.net",
        "example.dev",
        "example.co",
        "example.io",
    ];
    let lower = host.to_ascii_lowercase();
    NAMES.iter().any(|name| lower == name.as_bytes())
        || ENDS.iter().any(|end| lower.ends_with(end.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::is_a_name_for_a_password;

    #[test]
    fn words_for_a_password_are_told_from_passwords() {
        for (value, expected) in [
            ("my_password", true),
            ("userpass1", true),
            ("password12345", true),
            ("p%40ssword", true),
            ("a%20secret", true),
            ("not-re%40l", true),
            ("pass84213", false),
            ("q8zr41btm7", false),
            ("pass!x", false),
            ("%40%41%42%43", false),
        ] {
            assert_eq!(is_a_name_for_a_password(value.as_bytes()), expected, "{value}");
        }
    }
}
