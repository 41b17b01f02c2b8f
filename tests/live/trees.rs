//! Deterministic build contexts: a few designed ones, then any number of random ones whose names
//! and patterns are hostile and, so that something matches, related to each other. It makes no
//! claim about what any engine does with them.

use super::designed::{DESIGNED, Designed};
use super::patterns;
use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::{ffi::OsStr, fs, io};

/// The mode of every directory written here; no builder gives it to one that it makes up.
pub(crate) const DIR_MODE: u32 = 0o750;
pub(crate) const DOCKERFILE: &[u8] = b"FROM scratch\nCOPY . /\n";

/// Whose rules a run is about.
pub(crate) struct Flavour {
    /// As the program under test calls it.
    pub(crate) engine: &'static str,
    /// Whether the order of the entries is part of the prediction.
    pub(crate) ordered: bool,
    /// Whether the client makes up parents of its own for what it copies.
    pub(crate) makes_up_parents: bool,
    /// The usual name, and the other one that is looked for.
    pub(crate) dockerfiles: [&'static str; 2],
}

/// Random numbers (xorshift64*), the same everywhere for the same seed.
pub(crate) struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Self {
        let mut rng = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            rng.next();
        }
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

enum Kind {
    File(Vec<u8>),
    Dir,
    Symlink(Vec<u8>),
    HardLink(Vec<u8>),
    Socket,
}

/// A context; parents come before what they hold.
pub(crate) struct Tree {
    about: &'static str,
    entries: Vec<(Vec<u8>, Kind)>,
}

const PLAIN: &[&str] = &[
    "a",
    "b",
    "ab",
    "A",
    "x1",
    "foo",
    "bar",
    "x.py",
    "y.md",
    "foo.txt",
    "a.b",
    "src",
    "docs",
    "tmp",
    ".env",
    ".git",
    ".h",
    "README.md",
    "node_modules",
    "a-b",
];

const HOSTILE: &[&str] = &[
    "a b",
    " lead",
    "trail ",
    "!x",
    "#c",
    "[a]",
    "[a-]",
    "a*",
    "a?",
    "{a,b}",
    "a{2}",
    "aa",
    "a|b",
    "a+b",
    "c++",
    "^foo",
    "a\\b",
    "$x",
    "(b)",
    "é",
    "ñ.txt",
    "日本",
    "\u{feff}z",
    "-",
    "~",
    "]",
    "e\u{301}",
    "a\tb",
    "..a",
    "a\u{a0}",
    "Dockerfile",
    ".dockerignore",
    "*",
    "7",
];

/// Names that are not UTF-8, or hold control characters.
const NASTY: &[&[u8]] =
    &[b"a\nb", b"\xff", b"b\xe9x", b"\xe6\x97", b"a\rb", b"\x7f", b"\nfoo", b"\x01"];

fn name(rng: &mut Rng) -> Vec<u8> {
    match rng.below(100) {
        0..64 => rng.pick(PLAIN).as_bytes().to_vec(),
        64..94 => rng.pick(HOSTILE).as_bytes().to_vec(),
        _ => rng.pick(NASTY).to_vec(),
    }
}

/// Parts of one path, joined unless there is no parent.
fn join(parent: &[u8], name: &[u8]) -> Vec<u8> {
    if parent.is_empty() { name.to_vec() } else { [parent, name].join(&b'/') }
}

impl Tree {
    /// The tree of that number; its first few are designed.
    pub(crate) fn numbered(number: usize, flavour: &Flavour) -> Self {
        let mut rng = Rng::new(number as u64 + 1);
        match DESIGNED.get(number) {
            Some(designed) => Self::designed(designed),
            None => Self::random(&mut rng, flavour),
        }
    }

    fn designed(&(about, ignore, paths): &Designed) -> Self {
        let mut tree = Self { about, entries: Vec::new() };
        tree.add(b"Dockerfile".to_vec(), Kind::File(DOCKERFILE.to_vec()));
        for word in paths.split(|&byte| byte == b' ') {
            let (path, content) = match word.iter().position(|&byte| byte == b'=') {
                Some(at) => (&word[..at], &word[at + 1..]),
                None => (word, &b"x\n"[..]),
            };
            match path.strip_suffix(b"/") {
                Some(dir) => tree.add(dir.to_vec(), Kind::Dir),
                None => tree.add(path.to_vec(), Kind::File(content.to_vec())),
            }
        }
        tree.add(b".dockerignore".to_vec(), Kind::File(ignore.to_vec()));
        tree
    }

    fn random(rng: &mut Rng, flavour: &Flavour) -> Self {
        let mut tree = Self { about: "random", entries: Vec::new() };
        let [usual, other] = flavour.dockerfiles;
        let dockerfile = if rng.percent(80) { usual } else { other };
        tree.add(dockerfile.into(), Kind::File(DOCKERFILE.to_vec()));
        if rng.percent(10) {
            tree.add(usual.into(), Kind::File(DOCKERFILE.to_vec()));
        }
        let mut dirs = vec![Vec::new()];
        for _ in 0..4 + rng.below(18) {
            let parent = dirs[rng.below(dirs.len())].clone();
            let path = join(&parent, &name(rng));
            let special = flavour.dockerfiles.iter().any(|name| path == name.as_bytes());
            let deep = path.iter().filter(|&&byte| byte == b'/').count() > 4;
            if special || deep || path == b".dockerignore" || tree.has(&path) {
                continue;
            }
            let kind = tree.kind(rng, &path);
            if matches!(kind, Kind::Dir) {
                dirs.push(path.clone());
            }
            tree.add(path, kind);
        }
        tree.add_ignore_files(rng, dockerfile);
        tree
    }

    fn kind(&self, rng: &mut Rng, path: &[u8]) -> Kind {
        match rng.below(100) {
            0..58 => Kind::File(vec![b'x'; rng.below(700)]),
            58..86 => Kind::Dir,
            86..94 => Kind::Symlink(self.link_target(rng)),
            94..97 => match self.entries.iter().rfind(|(_, kind)| matches!(kind, Kind::File(_))) {
                Some((file, _)) => Kind::HardLink(file.clone()),
                None => Kind::Dir,
            },
            // The address of a socket is short.
            _ if path.len() < 8 => Kind::Socket,
            _ => Kind::Dir,
        }
    }

    fn link_target(&self, rng: &mut Rng) -> Vec<u8> {
        const FIXED: &[&str] = &["a", "..", ".", "nowhere", "/nowhere/at/all", "../../..", "src"];
        if rng.percent(50) {
            return rng.pick(FIXED).into();
        }
        self.entries[rng.below(self.entries.len())].0.clone()
    }

    /// Mostly `.dockerignore` alone; sometimes none, or others that only some engines read.
    fn add_ignore_files(&mut self, rng: &mut Rng, dockerfile: &str) {
        let paths: Vec<Vec<u8>> = self.entries.iter().map(|(path, _)| path.clone()).collect();
        if rng.percent(96) {
            let content = Kind::File(patterns::ignore_file(rng, &paths));
            let linked = rng.percent(4);
            self.add(
                if linked { b"ignored.list".into() } else { b".dockerignore".into() },
                content,
            );
            if linked {
                self.add(b".dockerignore".into(), Kind::Symlink(b"ignored.list".into()));
            }
        }
        let others = [
            ".containerignore".to_owned(),
            format!("{dockerfile}.dockerignore"),
            format!("{dockerfile}.containerignore"),
        ];
        for other in others {
            if rng.percent(8) {
                self.add(other.into(), Kind::File(patterns::ignore_file(rng, &paths)));
            }
        }
    }

    fn has(&self, path: &[u8]) -> bool {
        self.entries.iter().any(|(known, _)| known == path)
    }

    /// Adds an entry and whatever parents it lacks.
    fn add(&mut self, path: Vec<u8>, kind: Kind) {
        for (at, _) in path.iter().enumerate().filter(|&(_, &byte)| byte == b'/') {
            if !self.has(&path[..at]) {
                self.entries.push((path[..at].to_vec(), Kind::Dir));
            }
        }
        if !self.has(&path) {
            self.entries.push((path, kind));
        }
    }

    /// Makes the tree, whose root does not exist yet.
    pub(crate) fn write(&self, root: &Path) -> io::Result<()> {
        let place = |path: &[u8]| -> PathBuf { root.join(OsStr::from_bytes(path)) };
        make_dir(root)?;
        for (path, kind) in &self.entries {
            let here = place(path);
            match kind {
                Kind::File(content) => fs::write(here, content)?,
                Kind::Dir => make_dir(&here)?,
                Kind::Symlink(target) => symlink(OsStr::from_bytes(target), here)?,
                Kind::HardLink(file) => fs::hard_link(place(file), here)?,
                // The address stays when the listener goes.
                Kind::Socket => drop(UnixListener::bind(here)?),
            }
        }
        Ok(())
    }
}

fn make_dir(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(DIR_MODE))
}

/// The whole tree, with the content of its ignore files.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  ({})", self.about)?;
        for (path, kind) in &self.entries {
            let shown = path.escape_ascii();
            match kind {
                Kind::File(content) if path.ends_with(b"ignore") || path.ends_with(b".list") => {
                    writeln!(f, "  {shown} holds")?;
                    for line in content.split_inclusive(|&byte| byte == b'\n') {
                        let end = line.len().min(100);
                        writeln!(f, "    | {}", line[..end].escape_ascii())?;
                    }
                }
                Kind::File(_) => writeln!(f, "  {shown}")?,
                Kind::Dir => writeln!(f, "  {shown}/")?,
                Kind::Symlink(target) => writeln!(f, "  {shown} -> {}", target.escape_ascii())?,
                Kind::HardLink(file) => writeln!(f, "  {shown} = {}", file.escape_ascii())?,
                Kind::Socket => writeln!(f, "  {shown} (socket)")?,
            }
        }
        Ok(())
    }
}
