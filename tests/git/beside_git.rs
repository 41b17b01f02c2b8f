//! The same answers as git's own, on random trees with hostile lines.
//!
//! Git is asked which files it tracks, which it does not know, and which line ignores which file.
//! Without git on this machine the test says so and passes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{DockerfileChoice, IgnoreChoice, Request};
use stowaway::context::{Kind, WalkOptions};
use stowaway::engine::Engine;
use stowaway::git::{Standing, UserFiles};

/// A reproducible sequence of numbers (xorshift).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const NAMES: &[&str] = &[
    "a", "b", "ab", "a.b", "foo", "foobar", "x.log", "A", "é", "a b", "b]", "[a]", "{a,b}", "!a",
    "#a", "a\\b", "-", "a-", "ba", "bb", "*", "?", "^", "a^", " a", "a ", "\t", "b\t", "aé", "a,b",
];
const PIECES: &[&str] = &[
    "a",
    "b",
    "ab",
    "foo",
    "bar",
    ".log",
    "*",
    "**",
    "?",
    "/",
    "/",
    "/",
    "[ab]",
    "[!a]",
    "[^b]",
    "[a-c]",
    "[]a]",
    "[!]a]",
    "[[:alpha:]]",
    "[[:nope:]]",
    "[[:digit:]",
    "[a",
    "]",
    "\\",
    "\\a",
    "\\*",
    "\\[",
    "\\ ",
    " ",
    "  ",
    "\t",
    "{a,b}",
    "{",
    "}",
    ",",
    "!",
    "#",
    "é",
    "[é]",
    "***",
    "**/",
    "/**",
    "[*]",
    "[\\]]",
    "[a\\-c]",
    "[-a]",
    "[a-]",
    "[--0]",
    "[z-a]",
    "[/]",
    "[[]",
    "[!!]",
    "[!^]",
    "[[:]",
    "[[::]]",
    "[[:alnum:][:space:]]",
    "^",
    "-",
    "[^!]",
    "[[:punct:]]",
    "\\/",
    "[ ]",
    "[^-]",
];

/// Whether there is a git; says so if not.
pub(super) fn has_git() -> bool {
    let there = Command::new("git").arg("--version").output().is_ok();
    if !there {
        eprintln!("skipped: there is no git to compare with");
    }
    there
}

pub(super) fn git(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(words);
    for (name, value) in [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("HOME", "/nonexistent"),
        ("XDG_CONFIG_HOME", "/nonexistent"),
        ("LC_ALL", "C"),
    ] {
        command.env(name, value);
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CEILING_DIRECTORIES"] {
        command.env_remove(name);
    }
    command
}

pub(super) fn said(root: &Path, words: &[&str]) -> Vec<u8> {
    let output = git(root, words).output().expect("git runs");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn line(random: &mut Random) -> String {
    let pieces: String = (0..=random.below(5)).map(|_| random.pick(PIECES)).collect();
    let start = random.pick(&["", "", "", "", "!", "!", "/", "\\!", "#"]);
    let end = random.pick(&["", "", "", "", "/", " ", "\\ ", "\r", "\\"]);
    format!("{start}{pieces}{end}")
}

fn lines(random: &mut Random) -> String {
    let several: Vec<String> = (0..=random.below(6)).map(|_| line(random)).collect();
    several.join("\n") + random.pick(&["", "\n"])
}

pub(super) fn plant(random: &mut Random, root: &Path) {
    for _ in 0..=random.below(25) {
        let names: Vec<&str> = (0..=random.below(4)).map(|_| random.pick(NAMES)).collect();
        let place = root.join(names.join("/"));
        if fs::create_dir_all(place.parent().expect("a parent")).is_ok()
            && place.symlink_metadata().is_err()
        {
            let made = match random.below(9) {
                0 => std::os::unix::fs::symlink("a", &place),
                _ => fs::write(&place, "x"),
            };
            made.expect("a file");
        }
    }
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.is_symlink() && !path.ends_with(".git") {
                directories.push(path);
            }
        }
        if directory == root || random.below(3) == 0 {
            fs::write(directory.join(".gitignore"), lines(random)).expect("a file");
        }
    }
}

/// What git says of every file that is there: whether it tracks it, and the line that ignores it.
pub(super) fn by_git(root: &Path, context: &str) -> BTreeMap<Vec<u8>, String> {
    let at = root.join(context);
    let list = |words: &[&str]| -> Vec<Vec<u8>> {
        let text = said(&at, words);
        text.split(|&byte| byte == 0).filter(|path| !path.is_empty()).map(<[u8]>::to_vec).collect()
    };
    let mut found = BTreeMap::new();
    for path in list(&["ls-files", "-z", "-o"]) {
        found.insert(path, "untracked".to_owned());
    }
    let mut command = git(&at, &["check-ignore", "--no-index", "-v", "-z", "--stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("git runs");
    let paths: Vec<u8> = found.keys().flat_map(|path| [path, &b"\0"[..]].concat()).collect();
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &paths));
    let text = child.wait_with_output().expect("git ends").stdout;
    writer.join().expect("no panic").expect("git reads");
    let fields: Vec<&[u8]> = text.split(|&byte| byte == 0).collect();
    for told in fields.chunks_exact(4) {
        let [file, number, pattern, path] = told else { continue };
        if !pattern.starts_with(b"!") {
            let file = String::from_utf8_lossy(file).into_owned();
            let number = String::from_utf8_lossy(number).into_owned();
            found.insert(path.to_vec(), format!("{file}:{number}"));
        }
    }
    for path in list(&["ls-files", "-z"]) {
        // What is tracked need not be there.
        if at.join(std::ffi::OsStr::from_bytes(&path)).symlink_metadata().is_ok() {
            found.insert(path, "tracked".to_owned());
        }
    }
    found
}

/// The same in our words. Git names files from the top, we from the context, which is at most one
/// directory deep here.
pub(super) fn by_us(audit: &Audit, context: &str) -> BTreeMap<Vec<u8>, String> {
    let git = audit.git.as_ref().expect("it was asked");
    assert!(git.problems().is_empty(), "{:?}", git.problems());
    let mut found = BTreeMap::new();
    for id in audit.inventory.in_order() {
        if !matches!(audit.inventory.kind(id), Kind::File | Kind::Symlink) {
            continue;
        }
        let word = match git.standing(&audit.inventory, id).expect("a repository") {
            Standing::Tracked => "tracked".to_owned(),
            Standing::Untracked => "untracked".to_owned(),
            Standing::Unknown => "unknown".to_owned(),
            Standing::Store => continue,
            Standing::Ignored(line) => {
                let place = git.place(line);
                let name = place.source.name().replace("\\\\", "\\");
                let name = match name.strip_prefix("../") {
                    Some(above) => above.to_owned(),
                    None if context.is_empty() => name,
                    None => format!("{context}/{name}"),
                };
                format!("{name}:{}", place.position().line)
            }
        };
        found.insert(audit.inventory.path(id).to_vec(), word);
    }
    found
}

pub(super) fn audited(context: &Path) -> Audit {
    let mut request = Request::new(context, Engine::find("buildkit").expect("an engine"));
    request.ignore = IgnoreChoice::None;
    request.dockerfile = DockerfileChoice::None;
    let git = Some(UserFiles::default());
    audit(&Options {
        request,
        walk: WalkOptions::default(),
        rules: None,
        git,
        canaries: None,
        contents: None,
    })
    .expect("an audit")
}

/// Everything about a repository that goes wrong, for a person to look at.
pub(super) fn differences(root: &Path, context: &str) -> Vec<String> {
    let (theirs, ours) = (by_git(root, context), by_us(&audited(&root.join(context)), context));
    let mut wrong = Vec::new();
    for (path, git) in &theirs {
        let us = ours.get(path).map_or("nothing", String::as_str);
        // `a/.gitignore` has a tab in its name: it is escaped, and compared by its line alone.
        let same =
            us == git || us.contains('\\') && us.rsplit(':').next() == git.rsplit(':').next();
        if !same {
            let shown = String::from_utf8_lossy(path);
            let text = |said: &str| {
                let file = root.join(said.rsplit_once(':').unwrap_or_default().0);
                fs::read_to_string(file).unwrap_or_default()
            };
            let (a, b) = (text(git), text(us));
            wrong.push(format!("{shown:?}: git says {git} {a:?}, we say {us} {b:?}"));
        }
    }
    wrong
}

/// How many rounds there are, unless somebody wants a longer look.
pub(super) fn rounds(usual: u64) -> u64 {
    let asked = std::env::var("STOWAWAY_GIT_ROUNDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The numbers that everything is made from.
pub(super) fn random(usual: u64) -> Random {
    let asked = std::env::var("STOWAWAY_GIT_SEED").ok();
    Random(asked.and_then(|text| text.parse().ok()).unwrap_or(usual))
}

#[test]
fn git_says_the_same() {
    if !has_git() {
        return;
    }
    let mut random = random(0x9e37_79b9_7f4a_7c15);
    let (mut compared, mut ignored, mut tracked) = (0, 0, 0);
    for round in 0..rounds(60) {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        said(root, &["init", "-q"]);
        plant(&mut random, root);
        fs::write(root.join(".git/info/exclude"), lines(&mut random)).expect("a file");
        // What is added by force is tracked, whatever a line says.
        let mut at_hand: Vec<Vec<u8>> = by_git(root, "").into_keys().collect();
        at_hand.retain(|_| random.below(5) == 0);
        if !at_hand.is_empty() {
            let mut add = git(root, &["--literal-pathspecs", "add", "-f", "--"]);
            add.args(at_hand.iter().map(|path| std::ffi::OsStr::from_bytes(path)));
            assert!(add.status().expect("git runs").success());
        }
        let version = ["2", "3", "4"][random.below(3)];
        said(root, &["update-index", "--index-version", version]);
        if random.below(4) == 0 {
            said(root, &["update-index", "--split-index"]);
        }
        let below = fs::read_dir(root).expect("a directory");
        let mut below: Vec<_> = below.map(|entry| entry.expect("an entry")).collect();
        below.retain(|entry| entry.path().is_dir() && entry.file_name() != ".git");
        below.sort_by_key(fs::DirEntry::file_name);
        let mut contexts = vec![String::new()];
        contexts.extend(
            below
                .first()
                .map(|entry| entry.file_name().into_string().expect("text"))
                .filter(|_| random.below(2) == 0),
        );
        for context in &contexts {
            let wrong = differences(root, context);
            let text = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
            assert!(
                wrong.is_empty(),
                "round {round}, context {context:?}\n{}\n.gitignore: {text:?}\nexclude: {:?}",
                wrong.join("\n"),
                fs::read_to_string(root.join(".git/info/exclude")).expect("a file")
            );
        }
        for word in by_git(root, "").values() {
            compared += 1;
            tracked += usize::from(word == "tracked");
            ignored += usize::from(word.contains(':'));
        }
    }
    assert!(compared > 300 && ignored > 50 && tracked > 50, "{compared} {ignored} {tracked}");
}
