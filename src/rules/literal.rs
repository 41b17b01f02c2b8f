//! Who is given a value in a configuration file, in whatever syntax the file is written.
//!
//! What makes a value a literal one is told in the room of contents, for markers and detectors
//! alike. It looks at no entropy and at no known token format: that is for the detectors.

use crate::content::is_literal;
use memchr::memmem;

/// Whether a name that holds one of these words (any name, if there are none) is given a literal
/// value somewhere: `name = value`, `"name": "value"`, `<name>value</name>`, `define('NAME', …)`.
pub(super) fn assigns(head: &[u8], words: &[&str]) -> bool {
    given(head, words, false)
}

/// The same for a name that is exactly one of these: `token`, and not `tokenFile`.
pub(super) fn assigns_exactly(head: &[u8], names: &[&str]) -> bool {
    given(head, names, true)
}

fn given(head: &[u8], words: &[&str], exactly: bool) -> bool {
    let lower = head.to_ascii_lowercase();
    let whole = |at: usize, end: usize| {
        !(at > 0 && in_name(&head[at - 1]) || head.get(end).is_some_and(in_name))
    };
    words.iter().any(|word| {
        let mut from = 0;
        while let Some(found) = memmem::find(&lower[from..], word.as_bytes()) {
            let at = from + found;
            from = at + word.len();
            if (!exactly || whole(at, from))
                && !in_comment(head, at)
                && value_after(head, from).is_some_and(is_literal)
            {
                return true;
            }
        }
        false
    })
}

fn in_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether one of the documents of a YAML file is a Secret of Kubernetes that gives a literal
/// value, encoded or not, below `data` or `stringData`.
pub(super) fn secret_manifest(head: &[u8]) -> bool {
    let lines: Vec<&[u8]> = head.split(|&byte| byte == b'\n').collect();
    lines.split(|line| line.starts_with(b"---")).any(|document| {
        let is_secret = document.iter().any(|line| {
            key(line).is_some_and(|(name, value)| {
                name == b"kind" && unquoted(value).eq_ignore_ascii_case(b"secret")
            })
        });
        is_secret && (0..document.len()).any(|at| holds_data(&document[at..]))
    })
}

/// Name and value of a line of YAML, or of JSON with a name a line.
fn key(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"- ").unwrap_or(line).trim_ascii_start();
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = (unquoted(&line[..colon]), &line[colon + 1..]);
    // `{"a":"b"}` needs no blank.
    let ends = value.first().is_none_or(u8::is_ascii_whitespace) || line[..colon].ends_with(b"\"");
    (ends && !name.starts_with(b"#")).then_some((name, value.trim_ascii()))
}

/// Whether the first of these lines is `data` or `stringData` and a literal value stands in it or
/// in what is indented below it.
fn holds_data(lines: &[&[u8]]) -> bool {
    let Some((first, below)) = lines.split_first() else { return false };
    let Some((b"data" | b"stringData", value)) = key(first) else { return false };
    if let Some(flow) = value.strip_prefix(b"{").filter(|flow| !flow.is_empty()) {
        let mut pairs = until(flow, b"}").split(|&byte| byte == b',');
        return pairs.any(|pair| key(pair).is_some_and(|(_, value)| is_literal(unquoted(value))));
    }
    let margin = margin(first);
    below
        .iter()
        .filter(|line| !matches!(line.trim_ascii(), [] | [b'#', ..]))
        .take_while(|line| self::margin(line) > margin)
        .any(|line| match key(line) {
            Some((_, value)) => !opens_text(value) && is_literal(unquoted(value)),
            // A line of a text that goes over several.
            None => is_literal(line.trim_ascii()),
        })
}

/// Whether a text follows on the next lines: `|`, `>-`.
fn opens_text(value: &[u8]) -> bool {
    matches!(value, [b'|' | b'>'] | [b'|' | b'>', b'-' | b'+' | b'0'..=b'9', ..])
}

/// How far a line is indented, the sign of a list included.
fn margin(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'-')).count()
}

/// Whether the line that holds this place is a comment. What merely begins like one is none:
/// `//host/path/:_authToken=` of npm, `--password=` among options, `*:*:*:user:password` of
/// `PostgreSQL`.
fn in_comment(head: &[u8], at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &head[..at]).map_or(0, |line| line + 1);
    let end = memchr::memchr(b'\n', &head[at..]).map_or(head.len(), |length| at + length);
    match head[start..end].trim_ascii_start() {
        [b'#' | b';', ..] | [b'<', b'!', b'-', b'-', ..] => true,
        [b'/', b'/', rest @ ..] => !is_registry_key(rest),
        [b'-', b'-', next, ..] => !next.is_ascii_alphanumeric(),
        [b'-', b'-'] => true,
        [b'*', next, ..] => *next != b':',
        [b'*'] => true,
        _ => false,
    }
}

/// Whether a line goes on after `//` as npm's keys of one registry do: an address without blanks,
/// `/:`, a name and `=`.
fn is_registry_key(rest: &[u8]) -> bool {
    let key = rest.split(|&byte| byte == b'=').next().unwrap_or_default();
    let has_blank = key.trim_ascii().iter().any(u8::is_ascii_whitespace);
    key.len() < rest.len() && !has_blank && memmem::find(key, b"/:").is_some_and(|at| at > 0)
}

/// The value that follows a name which goes on at `at`.
fn value_after(head: &[u8], at: usize) -> Option<&[u8]> {
    let rest = &head[at..];
    let mut rest = &rest[rest.iter().take_while(|byte| in_name(byte)).count()..];
    if let [b'"' | b'\'' | b']', after @ ..] = rest {
        rest = after;
        if let [b']', after @ ..] = rest {
            rest = after;
        }
    }
    let rest = blanks_off(rest);
    // `<add key="ClearTextPassword" value="…" />`
    let rest = rest.strip_prefix(b"value").unwrap_or(rest);
    let value = match rest {
        [b'=', b'>', after @ ..] | [b':', b'=', after @ ..] => after,
        // `==` compares.
        [b'=', b'=', ..] => return None,
        [b'=' | b':' | b',', after @ ..] => after,
        [b'>', after @ ..] => return Some(until(after, b"<")),
        _ => return None,
    };
    Some(unquoted(blanks_off(value)))
}

/// The value that a line gives to a name: what follows the first `=` or `:`.
pub(super) fn value(line: &[u8]) -> Option<&[u8]> {
    // A colon inside the key of a registry, or of an address, gives nothing yet.
    let signs: &[u8] = if line.trim_ascii_start().starts_with(b"//") { b"=" } else { b"=:" };
    let sign = line.iter().position(|byte| signs.contains(byte))?;
    let named = sign > 0 && !in_comment(line, sign);
    named.then(|| unquoted(&line[sign + 1..]))
}

fn blanks_off(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &text[blanks..]
}

fn until<'a>(text: &'a [u8], ends: &[u8]) -> &'a [u8] {
    let end = text.iter().position(|byte| ends.contains(byte)).unwrap_or(text.len());
    text[..end].trim_ascii()
}

/// A value up to its end, quotes taken off.
pub(super) fn unquoted(value: &[u8]) -> &[u8] {
    let value = blanks_off(value);
    match value {
        [quote @ (b'"' | b'\'' | b'`'), inner @ ..] => until(inner, &[*quote, b'\n']),
        bare => {
            let value = until(bare, b"\n\r,;");
            // A comment after a bare value begins with a blank and `#`.
            memmem::find(value, b" #").map_or(value, |at| value[..at].trim_ascii())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{assigns, assigns_exactly, is_literal, secret_manifest, value};

    #[test]
    fn an_exact_name_is_no_part_of_another() {
        for (text, given) in [
            ("token: k3y-of-mine", true),
            ("{\"token\":\"k3y-of-mine\"}", true),
            ("tokenFile: /run/k3y-of-mine", false),
            ("id-token: k3y-of-mine", false),
            ("token: ${TOKEN}", false),
        ] {
            assert_eq!(assigns_exactly(text.as_bytes(), &["token"]), given, "{text}");
        }
    }

    #[test]
    fn a_secret_without_a_value_is_none() {
        for (text, given) in [
            ("kind: Secret\ndata:\n  a: eA==\n", true),
            ("kind: Secret\r\ndata:\r\n  a: eA==\r\n", true),
            ("kind: Secret\ndata: {\"a\":\"eA==\"}\n", true),
            ("\"kind\": \"Secret\",\n\"data\": {\n  \"a\": \"eA==\"\n}\n", true),
            ("items:\n- data:\n    a: eA==\n  kind: Secret\n", true),
            ("items:\n- data:\n  kind: Secret\n", false),
            ("kind: Secret\ndata:\n  a: |\n    # eA==\n", false),
            ("kind: Secret\ndata:\n# a: eA==\ntype: Opaque\n", false),
            ("kind: Secret\ndata: {}\n---\nkind: ConfigMap\ndata:\n  a: eA==\n", false),
            ("kind: SecretStore\ndata:\n  a: eA==\n", false),
            ("data:\n  a: eA==\n", false),
            ("", false),
        ] {
            assert_eq!(secret_manifest(text.as_bytes()), given, "{text}");
        }
    }

    #[test]
    fn a_line_that_begins_like_a_comment_need_not_be_one() {
        for (line, given) in [
            (concat!("//npm.example.com/:_auth", "Token=k3y-of-mine"), true),
            (concat!("  //localhost:4873/npm/:_pass", "word = k3y-of-mine"), true),
            ("//npm.example.com/:_authToken=${NPM_TOKEN}", false),
            ("--password=k3y-of-mine", true),
            ("// _authToken=k3y-of-mine", false),
            ("//password: k3y-of-mine", false),
            ("//const password='k3y-of-mine'", false),
            ("//see http://host/:x for password=k3y-of-mine", false),
            ("-- password = 'k3y-of-mine'", false),
            ("---password = k3y-of-mine", false),
            (" * password: k3y-of-mine", false),
            ("** password: k3y-of-mine", false),
            ("# password=k3y-of-mine", false),
            ("; password=k3y-of-mine", false),
            ("<!-- password=k3y-of-mine", false),
        ] {
            let text = format!("[first]\n{line}\nlast=1\n");
            let words = ["_authtoken", "password"];
            assert_eq!(assigns(text.as_bytes(), &words), given, "{line}");
            assert_eq!(value(line.as_bytes()).is_some_and(is_literal), given, "{line}");
        }
    }
}
