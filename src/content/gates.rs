//! The gates that a value passes before it is believed: reference, placeholder, run.
//!
//! A reference (`${TOKEN}`, `{{ token }}`, `%TOKEN%`, `<token>`, `ENC(…)`, `getenv('TOKEN')`), a
//! placeholder (`changeme`, `your-key-here`) and a run (`xxxx`, `12345678`) are no secrets. The
//! markers of path rules and the detectors of contents ask here, so that they cannot differ. It
//! knows no provider's format: that is for the table, and what a value proves is for `proofs`.

use super::detector::Care;
use memchr::memmem;

/// Why a value is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gate {
    /// It is empty or a word for nothing.
    Nothing,
    /// It names the place where the value is kept.
    Reference,
    /// It tells a person to put the value there.
    Placeholder,
    /// It repeats or counts.
    Run,
    /// It has the form and yet cannot be what the form is for.
    Shape,
}

impl Gate {
    /// Every gate, in the order in which they are asked.
    pub const ALL: &'static [Self] =
        &[Self::Nothing, Self::Reference, Self::Placeholder, Self::Run, Self::Shape];

    /// A stable name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Reference => "reference",
            Self::Placeholder => "placeholder",
            Self::Run => "run",
            Self::Shape => "shape",
        }
    }
}

/// Whether a value in a configuration file is meant as it stands.
pub(crate) fn is_literal(value: &[u8]) -> bool {
    gate(value, Care::Value).is_none()
}

/// The first gate that a value does not pass.
pub(super) fn gate(value: &[u8], care: Care) -> Option<Gate> {
    // Long enough for every word here; the rest of a value does not matter.
    let lower = value[..value.len().min(512)].to_ascii_lowercase();
    let lower = lower.trim_ascii();
    match care {
        Care::Block | Care::Document => (kinds(lower) < 8).then_some(Gate::Run),
        Care::Token => {
            if has_stop_word(lower) {
                Some(Gate::Placeholder)
            } else {
                (has_run(lower) || is_poor(lower)).then_some(Gate::Run)
            }
        }
        Care::Value => {
            if is_nothing(lower) {
                Some(Gate::Nothing)
            } else if is_reference(lower) {
                Some(Gate::Reference)
            } else if PLACEHOLDERS.iter().any(|word| holds(lower, word)) && !has_drawn_part(lower) {
                Some(Gate::Placeholder)
            } else {
                // The signs at the end belong to base64.
                let end = lower.iter().rposition(|byte| *byte != b'=').map_or(1, |last| last + 1);
                (kinds(&lower[..end]) == 1).then_some(Gate::Run)
            }
        }
    }
}

const PLACEHOLDERS: [&str; 16] = [
    "changeme",
    "change-me",
    "change_me",
    "change me",
    "example",
    "placeholder",
    "your",
    "xxxx",
    "****",
    "todo",
    "redacted",
    "dummy",
    "replace",
    "insert",
    "sample",
    "...",
];

fn holds(lower: &[u8], word: &str) -> bool {
    memmem::find(lower, word.as_bytes()).is_some()
}

/// Whether a part between signs looks drawn by a generator: then the words beside it are a name.
fn has_drawn_part(lower: &[u8]) -> bool {
    lower.split(|byte| !byte.is_ascii_alphanumeric()).any(|part| {
        let digits = part.iter().filter(|byte| byte.is_ascii_digit()).count();
        let plain = PLACEHOLDERS.iter().any(|word| holds(part, word));
        part.len() >= 8 && digits >= 2 && part.len() - digits >= 2 && !plain && !has_run(part)
    })
}

fn is_nothing(lower: &[u8]) -> bool {
    const NOTHINGS: [&str; 9] = ["", "null", "none", "nil", "true", "false", "undefined", "~", "-"];
    NOTHINGS.iter().any(|word| lower == word.as_bytes())
}

fn is_reference(lower: &[u8]) -> bool {
    const STARTS: [&str; 12] =
        ["$", "%", "{{", "<", "enc(", "{cipher}", "{enc", "@", "!", "#{", "ref+", "op://"];
    const CALLS: [&str; 8] =
        ["env[", "env.", "environ", "getenv", "env(", "get_env", "lookup(", "secrets."];
    let open = lower.starts_with(b"<") && !lower.contains(&b'>')
        || lower.starts_with(b"{{") && !holds(lower, "}}")
        || lower.starts_with(b"%") && !lower[1..].contains(&b'%');
    let starts = STARTS.iter().any(|start| lower.starts_with(start.as_bytes()))
        || matches!(lower, [b'{' | b'[' | b'(' | b'|', ..]);
    !open && starts || CALLS.iter().any(|word| holds(lower, word))
}

/// Words that nobody's generator makes by chance: long ones anywhere, short ones on their own.
fn has_stop_word(lower: &[u8]) -> bool {
    const LONG: [&str; 13] = [
        "exampl",
        "placeholder",
        "changeme",
        "redacted",
        "yourtoken",
        "your_",
        "your-",
        "xxxxx",
        "notarealkey",
        "notreal",
        "dummykey",
        "dummytoken",
        "faketoken",
    ];
    const SHORT: [&str; 8] =
        ["your", "fake", "dummy", "sample", "test", "token", "insert", "replace"];
    LONG.iter().any(|word| holds(lower, word)) || SHORT.iter().any(|word| stands_alone(lower, word))
}

/// Whether a word stands between signs that are no letters or digits, and not at the beginning,
/// where it is a part of the form (`sk_test_`).
fn stands_alone(lower: &[u8], word: &str) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    memmem::find_iter(lower, word.as_bytes())
        .any(|at| at > 8 && !is_part(lower.get(at - 1)) && !is_part(lower.get(at + word.len())))
}

/// Whether it holds the same character seven times in a row, or counts eight steps up or down.
fn has_run(lower: &[u8]) -> bool {
    let (mut same, mut up, mut down) = (1, 1, 1);
    for pair in lower.windows(2) {
        let step = |holds: bool, run: usize| if holds { run + 1 } else { 1 };
        let counts = pair.iter().all(u8::is_ascii_alphanumeric);
        same = step(pair[0] == pair[1], same);
        up = step(counts && pair[1] == pair[0].wrapping_add(1), up);
        down = step(counts && pair[0] == pair[1].wrapping_add(1), down);
        if same >= 7 || up >= 8 || down >= 8 {
            return true;
        }
    }
    false
}

/// Whether the last sixteen characters are made of fewer than five: `abcabcabc…`, `deadbeef…`.
fn is_poor(lower: &[u8]) -> bool {
    if lower.len() < 16 {
        return false;
    }
    kinds(&lower[lower.len() - 16..]) < 5
}

/// How many different bytes there are.
fn kinds(text: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in text {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use super::{Care, Gate, gate};

    #[test]
    fn values_are_told_from_what_stands_for_them() {
        for (value, expected) in [
            ("q8Zr41bT", None),
            ("", Some(Gate::Nothing)),
            ("none", Some(Gate::Nothing)),
            ("${TOKEN}", Some(Gate::Reference)),
            ("%TOKEN%", Some(Gate::Reference)),
            ("<token>", Some(Gate::Reference)),
            ("{{ vault }}", Some(Gate::Reference)),
            ("os.environ['TOKEN']", Some(Gate::Reference)),
            ("changeme", Some(Gate::Placeholder)),
            ("your-key-here", Some(Gate::Placeholder)),
            ("aaaaaaaa", Some(Gate::Run)),
        ] {
            assert_eq!(gate(value.as_bytes(), Care::Value), expected, "{value}");
        }
    }

    #[test]
    fn tokens_are_told_from_what_documentation_shows() {
        for (value, expected) in [
            ("abcd_q8Zr41bTm7Wd0xKcYhGs52LpQa", None),
            ("abcd_xxxxxxxxxxxxxxxxxxxxxxxxxx", Some(Gate::Placeholder)),
            ("abcd_0000000000000000000000000", Some(Gate::Run)),
            ("abcd_123456789q8Zr41bTm7Wd0xKc", Some(Gate::Run)),
            ("abcd_987654321q8Zr41bTm7Wd0xKc", Some(Gate::Run)),
            ("abcd_abcdefghijklmnopqrstuvwxy", Some(Gate::Run)),
            ("abcd_ababcabcbabcabcabcabcabcab", Some(Gate::Run)),
            ("abcd-1234-your-token-goes-here1", Some(Gate::Placeholder)),
            // A kind of key, not a placeholder.
            ("ab_test_q8Zr41bTm7Wd0xKcYhGs52", None),
        ] {
            assert_eq!(gate(value.as_bytes(), Care::Token), expected, "{value}");
        }
    }
}
