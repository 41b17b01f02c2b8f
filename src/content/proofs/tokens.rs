//! Tokens: checksums that their makers published, and words that must stand near loose forms.

use super::words::is_mixed;
use super::{Found, Proof};
use crate::content::gates::Gate;
use crate::severity::Severity;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

const BAD_CHECKSUM: &str = "its checksum is wrong: made up, or cut";

/// GitHub's and npm's tokens end in the CRC-32 of the 30 characters before, in base62.
/// <https://github.blog/engineering/behind-githubs-new-authentication-token-formats/>
pub(in crate::content) fn crc32_base62(found: &Found<'_>) -> Proof {
    let value = found.value();
    let body = memchr::memchr(b'_', value).map_or(value, |at| &value[at + 1..]);
    // Longer bodies are announced, and their checksum is not described.
    if body.len() != 36 {
        return Proof::Stands;
    }
    let (body, checksum) = body.split_at(30);
    if base62(crc32fast::hash(body)) == checksum {
        Proof::Stands
    } else {
        Proof::Doubted(BAD_CHECKSUM)
    }
}

/// Six digits of base62, as many as a CRC-32 needs.
fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits
}

/// An installation token is a classic token, or a number and a JWT.
pub(in crate::content) fn installation(found: &Found<'_>) -> Proof {
    let value = found.value();
    match value.splitn(3, |byte| *byte == b'_').nth(2) {
        Some(token) if header_and_claims(token).is_none() => Proof::Doubted(NO_JSON),
        Some(_) => Proof::Stands,
        None => crc32_base62(found),
    }
}

/// An age identity carries the checksum of BIP-173.
pub(in crate::content) fn bech32(found: &Found<'_>) -> Proof {
    let Ok(text) = std::str::from_utf8(found.value()) else { return Proof::Refused(Gate::Shape) };
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<bech32::Bech32>(text);
    if checked.is_ok() { Proof::Stands } else { Proof::Doubted(BAD_CHECKSUM) }
}

/// Forty characters have no form of their own: a hash is not one, and neither is a word.
pub(in crate::content) fn aws_secret(found: &Found<'_>) -> Proof {
    let value = found.value();
    let both = value.iter().any(u8::is_ascii_uppercase) && value.iter().any(u8::is_ascii_lowercase);
    if !both || !value.iter().any(u8::is_ascii_digit) {
        return Proof::Refused(Gate::Shape);
    }
    Proof::Stands
}

/// A storage key is 64 bytes in base64.
pub(in crate::content) fn azure_storage(found: &Found<'_>) -> Proof {
    let value = found.value();
    let digits = &value[..value.len() - 2];
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_encode_padding(false)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
            .with_decode_allow_trailing_bits(true),
    );
    match lenient.decode(digits) {
        Ok(bytes) if bytes.len() == 64 => Proof::Stands,
        Ok(_) | Err(_) => Proof::Doubted("it is no base64 of 64 bytes"),
    }
}

/// The prefix of crates.io's tokens is a part of many a word, but seldom of one so long.
pub(in crate::content) fn crates_io_length(from: &[u8]) -> bool {
    from.get(3..35).is_some_and(|body| body.iter().all(u8::is_ascii_alphanumeric))
}

/// The prefix of crates.io's tokens is three letters of many a word.
pub(in crate::content) fn crates_io(found: &Found<'_>) -> Proof {
    let body = &found.value()[3..];
    let has = |is: fn(&u8) -> bool| body.iter().any(is);
    let made =
        has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    if !made {
        return Proof::Refused(Gate::Shape);
    }
    let before = found.line_before().to_ascii_lowercase();
    let named = ["token", "cargo", "crates"]
        .iter()
        .any(|word| before.windows(word.len()).any(|w| w == word.as_bytes()));
    if named || found.name().starts_with(b"credentials") {
        return Proof::Stands;
    }
    Proof::As(Severity::Medium, "nothing near it says that it is a token")
}

/// `EAAA` begins many a piece of base64.
pub(in crate::content) fn square(found: &Found<'_>) -> Proof {
    if found.value().starts_with(b"EAAA") && !found.speaks_of("square") {
        return Proof::Refused(Gate::Shape);
    }
    Proof::Stands
}

/// `key-` and a hash is Mailgun's only where Mailgun is spoken of.
pub(in crate::content) fn mailgun(found: &Found<'_>) -> Proof {
    if found.value().starts_with(b"key-") && !found.speaks_of("mailgun") {
        return Proof::Refused(Gate::Shape);
    }
    Proof::Stands
}

/// A number, a colon and 35 characters are a bot's where bots are spoken of.
pub(in crate::content) fn telegram(found: &Found<'_>) -> Proof {
    if !is_mixed(&found.value()[found.value().len() - 33..]) {
        return Proof::Refused(Gate::Shape);
    }
    if ["telegram", "tgram", "bot"].iter().any(|word| found.speaks_of(word)) {
        return Proof::Stands;
    }
    Proof::As(Severity::Medium, "nothing in the file speaks of Telegram")
}

/// The first part of a bot's token is its number in base64.
pub(in crate::content) fn discord(found: &Found<'_>) -> Proof {
    let first = found.value().split(|byte| *byte == b'.').next().unwrap_or_default();
    match STANDARD_NO_PAD.decode(first).or_else(|_| URL_SAFE_NO_PAD.decode(first)) {
        Ok(number) if number.iter().all(u8::is_ascii_digit) => Proof::Stands,
        Ok(_) | Err(_) => Proof::Refused(Gate::Shape),
    }
}

const NO_JSON: &str = "its parts are no JSON: made up, or cut";

/// A JSON web token says itself for whom it is, and how long.
pub(in crate::content) fn jwt(found: &Found<'_>) -> Proof {
    let Some((header, claims)) = header_and_claims(found.value()) else {
        return Proof::Doubted(NO_JSON);
    };
    if header.get("alg").is_none() {
        return Proof::Doubted("its header names no algorithm");
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("sub") == "1234567890" || text("name") == "John Doe" {
        return Proof::Doubted("it is the sample of the documentation");
    }
    if text("role") == "service_role" {
        return Proof::As(Severity::Critical, "it opens a whole project: `service_role`");
    }
    if text("iss").starts_with("kubernetes/serviceaccount") {
        return Proof::As(Severity::Critical, "it is a Kubernetes service account's");
    }
    if text("role") == "anon" {
        return Proof::Doubted("it is a public key: `anon`");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    if claims.get("exp").and_then(Value::as_u64).is_some_and(|end| end < now) {
        return Proof::Doubted("it has expired");
    }
    Proof::Stands
}

fn header_and_claims(token: &[u8]) -> Option<(Value, Value)> {
    let mut parts = token.split(|byte| *byte == b'.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
    });
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::base62;

    #[test]
    fn base62_fills_six_places() {
        assert_eq!(&base62(0), b"000000");
        assert_eq!(&base62(61), b"00000z");
        assert_eq!(&base62(62), b"000010");
        assert_eq!(&base62(u32::MAX), b"4gfFC3");
    }
}
