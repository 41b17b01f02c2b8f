//! Whether a value is made of what generators make, or of words.

use super::{Found, Proof};
use crate::content::gates::Gate;

/// An identifier in a program has the form of a loose token too, but neither digits nor both cases.
pub(in crate::content) fn mixed(found: &Found<'_>) -> Proof {
    if is_mixed(found.value()) { Proof::Stands } else { Proof::Refused(Gate::Shape) }
}

pub(super) fn is_mixed(value: &[u8]) -> bool {
    let upper = value.iter().any(u8::is_ascii_uppercase);
    let lower = value.iter().any(u8::is_ascii_lowercase);
    let digit = value.iter().filter(|byte| byte.is_ascii_digit()).count() >= 2;
    upper && lower || digit
}

/// A value that was given to a name which speaks of secrets.
pub(in crate::content) fn random(found: &Found<'_>) -> Proof {
    let value = found.value();
    let hexadecimal = value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let least = if hexadecimal { 3.0 } else { 3.5 };
    let path = value.contains(&b'/') && !value.iter().any(u8::is_ascii_digit);
    let digit = value.iter().any(u8::is_ascii_digit);
    if !digit || path || is_uuid(value) || about_a_secret(found.lead()) || entropy(value) < least {
        return Proof::Refused(Gate::Shape);
    }
    Proof::Stands
}

/// `SECRET_NAME`, `TOKEN_URL` and their like hold no secret.
fn about_a_secret(lead: &[u8]) -> bool {
    const ENDS: [&str; 9] =
        ["_name", "_id", "_url", "_file", "_path", "_length", "_ttl", "_expiry", "_type"];
    let name = lead.split(|byte| matches!(byte, b'=' | b':')).next().unwrap_or_default();
    let lower = name.trim_ascii().to_ascii_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end.as_bytes())) || lower.starts_with(b"public")
}

fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Shannon's entropy, in bits a byte.
fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    let length = value.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|count| **count > 0).map(share).map(|p| -p * p.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::{entropy, is_mixed, is_uuid};

    #[test]
    fn words_are_no_tokens() {
        for (value, mixed) in [
            ("hub_download_to_directory", false),
            ("some-long-class-name-of-a-page", false),
            ("q8Zr41bTm7Wd0xKc", true),
            ("abcdefQRSTUV", true),
            ("abc12", true),
            ("abc1", false),
        ] {
            assert_eq!(is_mixed(value.as_bytes()), mixed, "{value}");
        }
    }

    #[test]
    fn entropy_is_in_bits_a_byte() {
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9);
        assert!(entropy(b"aaaa").abs() < 1e-9);
    }

    #[test]
    fn a_uuid_is_a_name() {
        assert!(is_uuid(b"123e4567-e89b-12d3-a456-426614174000"));
        assert!(!is_uuid(b"123e4567e89b12d3a456426614174000"));
    }
}
