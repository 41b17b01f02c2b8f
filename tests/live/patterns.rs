//! Random ignore files: patterns bent from the paths of a tree, and known traps. Written to
//! hit something often; it does not know what a pattern means.

use super::trees::Rng;

/// Patterns that stand by themselves.
const TRAPS: &[&str] = &[
    "*",
    "**",
    "***",
    "**/",
    "**/*",
    "*/**",
    "*/*",
    "?",
    "??",
    ".*",
    "*.*",
    "*.py",
    "**/*.md",
    ".",
    "..",
    "../a",
    "/",
    "//",
    "[!a]*",
    "[^a]",
    "[^a-b]*",
    "[a-c]",
    "[[:alpha:]]",
    "[*]",
    "[?]",
    "[a*].txt",
    "[[]a]",
    "{a,b}",
    "{a,b}*",
    "a{2}*",
    "[a]{2}",
    "{1}*",
    "a|b*",
    "a+b",
    "a^b*",
    "^foo*",
    "\\#c",
    "\\!x",
    "!!x",
    "./!x",
    "/!x",
    "#c",
    " #c",
    "\\d",
    "\\w*",
    "\\*",
    "\\[a\\]",
    "**foo",
    "**foo*",
    "a**b",
    "a/**/b",
    "src/**",
    "src**",
    "**/src",
    "**/src/**",
    "*/src/../a",
    "foo/",
    "/foo",
    "./foo",
    "(b)",
    "\\(b\\)",
    "$x",
    "[a-z]*/[!a]",
    "?*",
    "*?b",
    "**/.*",
    "[]-a]",
];

/// Patterns that some engine refuses.
const REFUSED: &[&str] = &[
    "!",
    "! /",
    "[a-]",
    "[",
    "a[",
    "a\\",
    "[z-a]",
    "\\m",
    "[[:nope:]]",
    "*{2}",
    "c++",
    "a*[",
    "[]a]",
];

/// Patterns that are not UTF-8.
const NASTY: &[&[u8]] = &[b"\xff", b"b\xe9*", b"?\xff", b"*\x97", b"\xe6*", b"\xef\xbf\xbd*"];

/// The bytes of an ignore file for a tree with these paths.
pub(crate) fn ignore_file(rng: &mut Rng, paths: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if rng.percent(6) {
        bytes.extend(b"\xef\xbb\xbf");
    }
    let end: &[u8] = if rng.percent(15) { b"\r\n" } else { b"\n" };
    let lines = 1 + rng.below(7);
    for number in 1..=lines {
        bytes.extend(line(rng, paths));
        if number < lines || rng.percent(80) {
            bytes.extend(end);
        }
    }
    bytes
}

fn line(rng: &mut Rng, paths: &[Vec<u8>]) -> Vec<u8> {
    let mut line = pattern(rng, paths);
    if rng.percent(32) {
        let mark = rng.pick(&["!", "!", "!", "!", "!/", "! ", "!./"]);
        line.splice(0..0, mark.bytes());
    }
    if rng.percent(5) {
        line.splice(0..0, rng.pick(&[" ", "\t", "  ", "#", "# "]).bytes());
    }
    if rng.percent(8) {
        line.extend(rng.pick(&[" ", "\t", "  ", "\r", "\u{a0}", " # c"]).bytes());
    }
    line
}

fn pattern(rng: &mut Rng, paths: &[Vec<u8>]) -> Vec<u8> {
    match rng.below(1000) {
        0..15 => rng.pick(REFUSED).into(),
        15..40 => rng.pick(NASTY).to_vec(),
        40..260 => rng.pick(TRAPS).into(),
        _ => {
            let path = &paths[rng.below(paths.len())];
            bent(rng, path)
        }
    }
}

/// A pattern that resembles `path`.
fn bent(rng: &mut Rng, path: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    if rng.percent(25) {
        parts.remove(0);
    }
    if rng.percent(15) && parts.len() > 1 {
        parts.pop();
    }
    let parts: Vec<Vec<u8>> = parts.into_iter().map(|part| bent_name(rng, part)).collect();
    let mut pattern = Vec::new();
    pattern.extend(rng.pick(PREFIXES).bytes());
    pattern.extend(parts.join(&b'/'));
    pattern.extend(rng.pick(SUFFIXES).bytes());
    pattern
}

const PREFIXES: &[&str] = &[
    "", "", "", "", "", "", "", "", "", "**/", "**/", "*/", "/", "./", "**", "//", "q/../", "../",
    "*",
];
const SUFFIXES: &[&str] = &[
    "", "", "", "", "", "", "", "", "", "/", "/**", "/*", "**", "*", "/.", "/..", "/**/*", "/*/**",
];

fn bent_name(rng: &mut Rng, name: &[u8]) -> Vec<u8> {
    let at = rng.below(name.len().max(1)).min(name.len().saturating_sub(1));
    let (before, rest) = name.split_at(at);
    let (one, after) = rest.split_at(rest.len().min(1));
    match rng.below(100) {
        0..55 if rng.percent(70) => escaped(name),
        0..55 => name.to_vec(),
        55..63 => b"*".to_vec(),
        63..68 => b"**".to_vec(),
        68..74 => [before, b"?", after].concat(),
        74..80 => [before, b"*", after].concat(),
        80..83 => [before, b"[", &escaped(one), b"q]", after].concat(),
        83..86 => [before, b"[!-~]", after].concat(),
        86..89 => [before, b"[^q]", after].concat(),
        89..92 => [before, b"\\", one, after].concat(),
        92..94 => [before, b"**", after].concat(),
        94..96 => [before, one, b"{1}", after].concat(),
        96..98 => [name, b"|q"].concat(),
        _ => [b"{", name, b",q}"].concat(),
    }
}

/// With a backslash before everything that means something to an engine.
fn escaped(name: &[u8]) -> Vec<u8> {
    let special = |byte: u8| b"*?[]\\!#^$(){}|+".contains(&byte);
    let escape = |&byte: &u8| if special(byte) { vec![b'\\', byte] } else { vec![byte] };
    name.iter().flat_map(escape).collect()
}
