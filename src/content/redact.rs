//! What may be shown of a secret: its two ends and a fingerprint, never the value.
//!
//! A value leaves this room only as a [`Redacted`]. There is no way back from one to the value, so
//! that no format, log or panic can print what it never had.

use super::detector::{Care, Detector};
use super::proofs::keys;
use crate::path::Shown;
use sha2::{Digest, Sha256};
use std::fmt;

/// What is left of a value that was found.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Redacted {
    head: Box<[u8]>,
    tail: Box<[u8]>,
    fingerprint: Fingerprint,
}

/// Tells one value from another and says nothing else about it: the first 48 bits of a SHA-256 of
/// a salt of this program, the detector and the value. It is the same on every machine and moves
/// with the value, not with the line, so that a baseline can name a finding by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 6]);

/// Keeps fingerprints from being looked up in lists that others made of likely values.
const SALT: &[u8] = b"stowaway fingerprint 1\0";

/// How many bytes of a value of this length may be shown at its two ends: a short one is not worth
/// hiding its middle only.
const fn shown(length: usize) -> (usize, usize) {
    match length {
        0..16 => (0, 0),
        16..24 => (2, 0),
        _ => (4, 2),
    }
}

/// Hides a value where it stands: the text keeps its length and its lines.
pub(super) fn hide(value: &mut [u8]) {
    let (head, tail) = shown(value.len());
    let end = value.len() - tail;
    for byte in &mut value[head..end] {
        if *byte != b'\n' {
            *byte = b'*';
        }
    }
}

impl Redacted {
    /// Redacts a value of a detector. Of a block the line ends count for nothing: they are its
    /// writer's choice.
    pub(super) fn new(detector: &Detector, value: &[u8]) -> Self {
        match detector.care {
            Care::Block | Care::Document => Self::of(detector.id, &keys::stripped(value)),
            Care::Token | Care::Value => Self::of(detector.id, value),
        }
    }

    fn of(detector: &str, value: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(SALT);
        hash.update(detector);
        hash.update([0]);
        hash.update(value);
        let mut fingerprint = [0; 6];
        fingerprint.copy_from_slice(&hash.finalize()[..6]);
        let (head, tail) = shown(value.len());
        Self {
            head: value[..head].into(),
            tail: value[value.len() - tail..].into(),
            fingerprint: Fingerprint(fingerprint),
        }
    }

    /// See [`Fingerprint`].
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", Shown(&self.head), Shown(&self.tail))
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redacted({self})")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Redacted, hide};

    #[test]
    fn no_more_than_the_ends_is_left() {
        let value = b"abcdefghijklmnopqrstuvwxyz0123456789";
        assert_eq!(Redacted::of("d", value).to_string(), "abcd…89");
        assert_eq!(Redacted::of("d", &value[..18]).to_string(), "ab…");
        assert_eq!(Redacted::of("d", &value[..15]).to_string(), "…");
        assert_eq!(format!("{:?}", Redacted::of("d", value)), "Redacted(abcd…89)");
    }

    #[test]
    fn what_is_hidden_keeps_its_length_and_its_lines() {
        let mut value = *b"abcdefghijklmno\npqrstuvwxyz";
        hide(&mut value);
        assert_eq!(&value, b"abcd***********\n*********yz");
    }

    #[test]
    fn a_fingerprint_tells_values_and_detectors_apart_and_stays() {
        let print = |detector, value: &str| {
            Redacted::of(detector, value.as_bytes()).fingerprint().to_string()
        };
        assert_eq!(print("a", "value"), print("a", "value"));
        assert_ne!(print("a", "value"), print("b", "value"));
        assert_ne!(print("a", "value"), print("a", "other"));
        // Baselines hold fingerprints: another salt would orphan every one of them.
        assert_eq!(print("a", "value").len(), 12);
    }
}
