//! The syntax check that every engine runs on a pattern before it is ever evaluated (SPEC 3.5).
//!
//! It is Go's `filepath.Match(pattern, ".")`, asked only for its error; since that match stops at
//! the first mismatch, most of a pattern is never looked at. This decides nothing about matching.

use super::shellglob::matches_path;

/// Whether the check finds an error.
pub(super) fn is_malformed(pattern: &[u8]) -> bool {
    matches_path(pattern, b".").is_err()
}

#[cfg(test)]
mod tests {
    use super::is_malformed;

    #[test]
    fn the_examples_of_section_three_five() {
        for bad in [
            "[",
            "[^",
            "[]a]",
            "[^]a]",
            "[-a]",
            "[a-]",
            "[a-b-c]",
            "a[",
            "foo\\",
            "\\",
            "*.md/[a-]",
            "**[a",
            "?*[a",
            "[!-z]*[a",
            "*.*[a",
        ] {
            assert!(is_malformed(bad.as_bytes()), "{bad}");
        }
        for good in [
            "[!a]",
            "[[]",
            "[z-a]",
            "[a-b]]",
            "[[:alpha:]]",
            "[[:nope:]]",
            "[\\d]",
            "ab/*/[a-]",
            "a*[",
            "**a/x*\\",
            "",
            "*",
            "**",
            "a**",
            "[\\-a]",
            "[*]",
        ] {
            assert!(!is_malformed(good.as_bytes()), "{good}");
        }
    }
}
