//! Deterministic random pattern lists, ignore files and trees, as hostile as the recorded random rows and a little more: classes, `**`,
//! escapes, negations, braces, pipes, bytes that are not UTF-8, BOMs, odd line ends, names with LF. Generators only; nothing is checked here.

use std::collections::BTreeMap;

use super::text::join;
use super::tree::{Kind, Node, Tree};

/// xorshift64*: the same numbers for the same seed, always.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self((seed ^ 0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 33) as usize) % limit
    }

    /// True in `percent` of all cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Names of entries. Few and similar, so that patterns hit.
const NAMES: [&[u8]; 40] = [
    b"a",
    b"b",
    b"ab",
    b"A",
    b"x",
    b"x1",
    b".h",
    b"a.b",
    b"tmp",
    b"README.md",
    b"a b",
    b"-",
    b"~",
    b"a$",
    b"a+",
    b"(b)",
    b"[a]",
    b"a]",
    b"a*",
    b"#a",
    b"\\a",
    b"!a",
    b"^a",
    b"a|b",
    b"{a,b}",
    b"a{2}",
    b"aa",
    b"a-b",
    b"a?",
    b"7",
    b"\xC3\xA9",
    b"\xEF\xBF\xBD",
    b"\xEF\xBB\xBFa",
    b"a\xFF",
    b"\xE9",
    b"a\nb",
    b"a\tb",
    b" a",
    b"a ",
    b"a\r",
];

/// A name, most often one of the plain ones in front, so that trees and patterns meet.
fn name(random: &mut Random) -> &'static [u8] {
    if random.chance(70) { random.pick(&NAMES[..10]) } else { random.pick(&NAMES) }
}

/// Pieces of one path component of a pattern.
const PIECES: [&[u8]; 72] = [
    b"*",
    b"*",
    b"*",
    b"?",
    b"**",
    b"***",
    b"[ab]",
    b"[a-z]",
    b"[^a]",
    b"[!a]",
    b"[z-a]",
    b"[a-]",
    b"[-a]",
    b"[]a]",
    b"[",
    b"]",
    b"[*]",
    b"[?]",
    b"[a*]",
    b"[+-9]",
    b"[[:alpha:]]",
    b"[[:^digit:]]",
    b"[[:nope:]]",
    b"[\\d]",
    b"[\\]]",
    b"[a\\-z]",
    b"[\xC3\xA9]",
    b"[\xFF]",
    b"[a|b]",
    b"\\",
    b"\\*",
    b"\\?",
    b"\\[",
    b"\\a",
    b"\\d",
    b"\\w",
    b"\\W",
    b"\\s",
    b"\\b",
    b"\\B",
    b"\\m",
    b"\\8",
    b"\\n",
    b"\\x61",
    b"\\x{62}",
    b"\\x",
    b"\\101",
    b"\\pL",
    b"\\PN",
    b"\\p{Lu}",
    b"\\Qa",
    b"\\E",
    b"\\A",
    b"\\z",
    b"\\!",
    b"\\#",
    b"\\ ",
    b"\\\xC3\xA9",
    b"|",
    b"{1}",
    b"{2}",
    b"{0}",
    b"{1,2}",
    b"{2,1}",
    b"{,3}",
    b"{a,b}",
    b"{1001}",
    b"+",
    b"(",
    b")",
    b"^",
    b"$",
];

/// Whole components and lines that are special.
const COMPONENTS: [&[u8]; 9] =
    [b"**", b"**", b"*", b".", b"..", b"", b"*.md", b".*", b"\xEF\xBB\xBF"];

/// What stands around a pattern on its line.
const BEFORE: [&[u8]; 9] =
    [b" ", b"\t", b"/", b"./", b"../", b"//", b"\xC2\xA0", b"\xEF\xBB\xBF", b"#"];
const AFTER: [&[u8]; 8] = [b" ", b"\t", b"/", b"//", b"/.", b"/..", b"\xE3\x80\x80", b"\r"];

/// One pattern as somebody might write it, without its line end.
pub(crate) fn pattern(random: &mut Random) -> Vec<u8> {
    let mut line = Vec::new();
    if random.chance(10) {
        line.extend_from_slice(random.pick(&BEFORE));
    }
    if random.chance(30) {
        line.push(b'!');
        if random.chance(10) {
            line.extend_from_slice(random.pick(&[b" ".as_slice(), b"/", b"!", b"./"]));
        }
    }
    for number in 0..=random.below(3) {
        if number > 0 {
            line.push(b'/');
        }
        line.extend(component(random));
    }
    if random.chance(12) {
        line.extend_from_slice(random.pick(&AFTER));
    }
    line
}

fn component(random: &mut Random) -> Vec<u8> {
    if random.chance(18) {
        return random.pick(&COMPONENTS).to_vec();
    }
    if random.chance(45) {
        return name(random).to_vec();
    }
    let mut text = Vec::new();
    for _ in 0..=random.below(3) {
        text.extend_from_slice(if random.chance(40) { name(random) } else { random.pick(&PIECES) });
    }
    text
}

/// A list of patterns; now and then one stands in it twice.
pub(crate) fn list(random: &mut Random) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = (0..random.below(8)).map(|_| pattern(random)).collect();
    if random.chance(20) && !all.is_empty() {
        let again = all[random.below(all.len())].clone();
        all.push(again);
    }
    all
}

/// A list most of which compiles: patterns that fail on their own are left out, except now and then.
pub(crate) fn likely_list(random: &mut Random, compiles: impl Fn(&[u8]) -> bool) -> Vec<Vec<u8>> {
    let mut all = list(random);
    if random.chance(90) {
        all.retain(|pattern| compiles(pattern));
    }
    all
}

/// The bytes of an ignore file that holds these lines, with comments, blank lines, CRLF, BOM and a missing last line end thrown in.
pub(crate) fn ignore_file(random: &mut Random, lines: &[Vec<u8>]) -> Vec<u8> {
    let mut data = Vec::new();
    if random.chance(8) {
        data.extend_from_slice(b"\xEF\xBB\xBF");
    }
    let end: &[u8] = if random.chance(15) { b"\r\n" } else { b"\n" };
    for line in lines {
        if random.chance(8) {
            data.extend_from_slice(random.pick(&[b"# note".as_slice(), b"#", b"", b"  ", b" # x"]));
            data.extend_from_slice(end);
        }
        data.extend_from_slice(line);
        data.extend_from_slice(end);
    }
    if random.chance(10) {
        data.truncate(data.len().saturating_sub(end.len()));
    }
    data
}

/// A path of one to four names.
pub(crate) fn path(random: &mut Random) -> Vec<u8> {
    (0..=random.below(4)).fold(Vec::new(), |path, _| join(&path, name(random)))
}

/// A tree with a Dockerfile and, if given, a `.dockerignore`; about twenty entries of all kinds.
pub(crate) fn tree(random: &mut Random, ignore_file: Option<Vec<u8>>) -> Tree {
    let mut entries = BTreeMap::new();
    let mut directories = vec![Vec::new()];
    for _ in 0..random.below(24) {
        let dir = directories[random.below(directories.len())].clone();
        let path = join(&dir, name(random));
        if entries.contains_key(&path) {
            continue;
        }
        let node = node(random);
        if node.kind == Kind::Dir && node.readable {
            directories.push(path.clone());
        }
        entries.insert(path, node);
    }
    entries.insert(b"Dockerfile".to_vec(), file(b"FROM scratch\nCOPY . /\n".to_vec()));
    if let Some(content) = ignore_file {
        entries.insert(b".dockerignore".to_vec(), file(content));
    }
    Tree::new(entries)
}

fn file(content: Vec<u8>) -> Node {
    let size = content.len() as u64;
    Node::new(Kind::File { content: Some(content), size })
}

fn node(random: &mut Random) -> Node {
    let kind = match random.below(40) {
        0..16 => Kind::Dir,
        16..35 => Kind::File { content: None, size: random.below(40) as u64 },
        35..38 => Kind::Symlink(path(random)),
        38 => Kind::Fifo,
        _ => Kind::Socket,
    };
    Node { kind, readable: !random.chance(1) }
}
