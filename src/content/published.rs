//! Values that everybody can read in a manual, an emulator or a test suite: no secrets of anyone.
//!
//! Only their SHA-256 stands here: a repository that holds the values would be reported by every
//! scanner, this one first. Each row says what it is the hash of.

use super::detector::Care;
use super::proofs::keys;
use sha2::{Digest, Sha256};

/// What a published value is, by the SHA-256 of the value (of a key block: of its base64 alone).
const PUBLISHED: &[(&str, &str)] = &[
    ("AWS's example key id", "1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3"),
    ("AWS's example key id", "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9"),
    ("AWS's example key", "78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598"),
    ("AWS's example key", "e21b597ba6b9cafa59d9ebc4d65c0385f5eb3fa56abab2607fa76589ad849a33"),
    (
        "the key of the Azurite emulator",
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
    ),
    ("Stripe's sample key", "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326"),
    ("Stripe's sample key", "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397"),
    (
        "the sample token of jwt.io",
        "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606",
    ),
    (
        "the sample token of jwt.io",
        "da816f9f2c16e6c5390e7636cadc40c43551bf0bbcf8f36c65539e6633a9c5e8",
    ),
    (
        "the sample key of Rusoto's manual",
        "43538756153799a707997863410bf239f38a391a1f3fbecceaa90d6be254bcc7",
    ),
    ("NuGet's sample password", "dba72c00f41f4e4c435e2491a5e1ce0140c7b5a6a498dc4847396b5e6368970c"),
];

/// Of private keys that everybody can download with a popular package: one hash a line, sorted.
const KEYS: &str = include_str!("published_keys.txt");

/// What the value is known as, if everybody knows it.
pub(super) fn known(value: &[u8], care: Care) -> Option<&'static str> {
    // A key block without what its writers may choose: line ends, blanks.
    let hash = match care {
        Care::Block | Care::Document => Sha256::digest(keys::stripped(value)),
        Care::Token | Care::Value => Sha256::digest(value),
    };
    let hex = hash.iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    });
    let named = PUBLISHED.iter().find(|(_, published)| *published == hex).map(|(name, _)| *name);
    let is_block = matches!(care, Care::Block | Care::Document);
    let key =
        || KEYS.lines().any(|line| line == hex).then_some("the key of a popular package's tests");
    named.or_else(|| is_block.then(key).flatten())
}

#[cfg(test)]
mod tests {
    use super::{KEYS, PUBLISHED};

    #[test]
    fn the_hashes_are_hashes_and_sorted() {
        let keys: Vec<&str> = KEYS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(keys.len() > 300 && keys.is_sorted(), "{}", keys.len());
        for hash in keys.iter().copied().chain(PUBLISHED.iter().map(|(_, hash)| *hash)) {
            let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            assert!(hash.len() == 64 && hash.bytes().all(hex), "{hash}");
        }
    }
}
