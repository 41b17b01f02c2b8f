//! Secrets that only the rest of their document makes one: keys beside a type, tokens below a kind.

use super::{Found, Proof, keys};
use crate::content::gates::{Gate, is_literal};
use crate::severity::Severity;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use memchr::memmem;

/// A service account's file is a secret for the private key in it.
pub(in crate::content) fn service_account(found: &Found<'_>) -> Proof {
    let none = Proof::Doubted("no private key stands beside it");
    if !found.value().contains(&b'"') {
        return wrapped_account(found);
    }
    // The quotes may be escaped: such files travel in variables and in other files' strings.
    let names = [&b"private_key\""[..], b"private_key\\\""];
    let Some(start) = names.iter().find_map(|name| memmem::find(found.text, name)) else {
        return none;
    };
    let Some(header) = memmem::find(&found.text[start..], b"PRIVATE KEY-----") else { return none };
    let from = start + header + b"PRIVATE KEY-----".len();
    let rest = &found.text[from..];
    let value = from..from + memchr::memchr(b'"', rest).unwrap_or(rest.len());
    let key = Found { matched: start..value.end, value: value.clone(), ..found.clone() };
    match keys::pem(&key) {
        Proof::Stands => Proof::StandsAt(value),
        proof @ (Proof::As(..) | Proof::Doubted(_)) => proof,
        Proof::StandsAt(_) | Proof::Refused(_) => none,
    }
}

/// The whole file in base64, as it travels in variables.
fn wrapped_account(found: &Found<'_>) -> Proof {
    let value = found.value();
    let decoded = STANDARD.decode(value).or_else(|_| STANDARD_NO_PAD.decode(value));
    let Ok(text) = decoded else { return Proof::Refused(Gate::Shape) };
    let Some(at) = memmem::find(&text, b"service_account") else {
        return Proof::Refused(Gate::Shape);
    };
    // What is asked for is a quote's breadth wider, so that the answer is that of the text itself.
    let part = at.saturating_sub(1)..(at + b"service_account\"".len()).min(text.len());
    let inner = Found { text: &text, matched: part.clone(), value: part, path: found.path };
    match service_account(&inner) {
        Proof::StandsAt(_) => Proof::Stands,
        proof => proof,
    }
}

/// A Google key that a browser is given anyway.
pub(in crate::content) fn web_key(found: &Found<'_>) -> Proof {
    let firebase =
        ["firebaseapp.com", "authDomain", "project_info", "GCM_SENDER_ID", "messagingSenderId"];
    if firebase.iter().any(|word| memmem::find(found.text, word.as_bytes()).is_some()) {
        return Proof::As(Severity::Low, "a Firebase application shows its key to everybody");
    }
    Proof::Stands
}

/// What Docker keeps for a registry is `user:password` in base64, or an identity token.
pub(in crate::content) fn docker_auth(found: &Found<'_>) -> Proof {
    if memmem::find(found.lead(), b"identitytoken").is_some() {
        return match found.speaks_of("auths") {
            true => Proof::Stands,
            false => Proof::Refused(Gate::Shape),
        };
    }
    let value = found.value();
    let decoded = STANDARD.decode(value).or_else(|_| STANDARD_NO_PAD.decode(value));
    match decoded {
        Ok(bytes) => {
            let colon = memchr::memchr(b':', &bytes);
            let text = bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
            match colon {
                Some(at) if text && is_literal(&bytes[at + 1..]) => Proof::Stands,
                Some(_) if text => Proof::Refused(Gate::Placeholder),
                Some(_) | None => Proof::Refused(Gate::Shape),
            }
        }
        Err(_) => Proof::Refused(Gate::Shape),
    }
}

/// A token is a cluster's where users are listed.
pub(in crate::content) fn kubeconfig(found: &Found<'_>) -> Proof {
    let lists = |name: &str| memmem::find(found.text, name.as_bytes()).is_some();
    if !lists("users:") && !lists("\"users\"") {
        return Proof::Refused(Gate::Shape);
    }
    Proof::Stands
}

/// Frameworks generate a key for each new project, and mark it.
pub(in crate::content) fn application_key(found: &Found<'_>) -> Proof {
    let value = found.value();
    if value.starts_with(b"django-insecure-") {
        return Proof::As(Severity::Low, "startproject made it: for development only");
    }
    // In Rails' secrets the keys stand below the name of an environment.
    let before = &found.text[..found.matched.start];
    let section = before.rsplit(|byte| *byte == b'\n').find(|line| {
        line.first().is_some_and(u8::is_ascii_alphabetic) && line.trim_ascii_end().ends_with(b":")
    });
    let section = section.unwrap_or_default();
    if section.starts_with(b"development") || section.starts_with(b"test") {
        return Proof::As(Severity::Low, "it is the key of development or test");
    }
    Proof::Stands
}
