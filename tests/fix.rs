//! What `fix` accepts holds on random trees, ignore files, Dockerfiles and findings: nothing that a
//! Dockerfile names is lost, nothing travels that did not, on any engine, and a second run has
//! nothing to say. The literal reference of the specification judges, not the code that planned.

#![cfg(unix)]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;

use disk::plant;
use reference::random::Random;
use reference::{Kind, Node, Tree, predict};
use std::collections::{BTreeMap, BTreeSet};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::fix::{Choice, Plan};
use stowaway::rules::{ContentOptions, Thresholds};
use stowaway::size::Bytes;

/// Names of which rules speak, and others.
const DIRECTORIES: [&str; 14] = [
    "node_modules",
    "__pycache__",
    ".git",
    "dist",
    "src",
    "app",
    "packages",
    ".venv",
    "target",
    "coverage",
    ".idea",
    "web",
    "docs",
    ".pytest_cache",
];
const FILES: [&str; 18] = [
    ".env",
    ".env.local",
    ".env.example",
    "id_rsa",
    "main.go",
    "package.json",
    "a.log",
    "b.log",
    ".DS_Store",
    "dump.sql",
    "big1.bin",
    "big2.bin",
    "big3.bin",
    "README.md",
    "server.pem",
    "index.js",
    "npm-debug.log",
    "x.swp",
];
const LINES: [&str; 34] = [
    "node_modules",
    "/dist",
    "*.log",
    "**/*.log",
    ".env",
    ".env*",
    "!.env.example",
    "*",
    "!src",
    "!app",
    "!package.json",
    "!**/main.go",
    "!packages/**",
    "src",
    "!src/app",
    "**/node_modules",
    "docs # not needed",
    "!dist",
    "target/",
    "**/target",
    ".git",
    "!.git/config",
    "**",
    "!web/dist",
    "app/dist",
    "!app/dist/index.js",
    "packages",
    "!packages/web",
    ".venv",
    "# a comment",
    "",
    "!*.md",
    "web/*",
    "!web/src",
];
const COPIES: [&str; 12] = [
    "COPY . .",
    "COPY src ./",
    "COPY package.json ./",
    "COPY app/dist /srv",
    "COPY *.json ./",
    "RUN --mount=type=bind,source=src,target=/s true",
    "ADD web/ /web/",
    "COPY .env /app/",
    "COPY packages/web/src ./",
    "COPY dist ./",
    "COPY --from=0 /x /y",
    "COPY docs/README.md ./",
];

fn content(name: &str) -> Option<Vec<u8>> {
    let text = match name {
        ".env" | ".env.local" => "DATABASE_PASSWORD=correct-horse-battery\n",
        "package.json" => "{}\n",
        _ => return None,
    };
    Some(text.into())
}

fn pick<'a>(random: &mut Random, all: &[&'a str]) -> &'a str {
    all[random.below(all.len())]
}

/// A tree of up to some dozens of entries, all readable.
fn tree(random: &mut Random) -> BTreeMap<Vec<u8>, Node> {
    let mut entries = BTreeMap::new();
    let mut directories = vec![String::new()];
    for _ in 0..4 + random.below(40) {
        let above = directories[random.below(directories.len())].clone();
        let join =
            |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
        if random.chance(40) {
            let path = join(pick(random, &DIRECTORIES));
            directories.push(path.clone());
            entries.insert(path.into_bytes(), Node::new(Kind::Dir));
        } else {
            let name = pick(random, &FILES);
            let size = if name.starts_with("big") { 3000 } else { 1 + random.below(90) as u64 };
            let content = content(name);
            let size = content.as_ref().map_or(size, |content| content.len() as u64);
            entries.insert(join(name).into_bytes(), Node::new(Kind::File { content, size }));
        }
    }
    entries
}

fn file(text: String) -> Node {
    let size = text.len() as u64;
    Node::new(Kind::File { content: Some(text.into_bytes()), size })
}

fn dockerfile(random: &mut Random) -> String {
    let mut text = "FROM scratch AS first\n".to_owned();
    for number in 0..1 + random.below(4) {
        text += &format!("{}\n", pick(random, &COPIES));
        if number == 1 && random.chance(30) {
            text += "FROM scratch\n";
        }
    }
    text
}

fn options(root: &std::path::Path, engine: &'static Engine) -> Options {
    Options {
        request: Request::new(root, engine),
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds { large_file: Bytes(2000), large_dir: Bytes(1 << 30) }),
        git: None,
        canaries: None,
        contents: Some(ContentOptions::default()),
    }
}

fn fixed(options: &Options, choice: &Choice) -> Option<(Audit, Plan)> {
    let audit = audit(options).ok()?;
    let plan = audit.fix(&options.request, choice);
    Some((audit, plan))
}

/// The tree with this ignore file, as the reference keeps it.
fn with(entries: &BTreeMap<Vec<u8>, Node>, ignore: Option<&[u8]>) -> Tree {
    let mut entries = entries.clone();
    if let Some(text) = ignore {
        let kind = Kind::File { content: Some(text.to_vec()), size: text.len() as u64 };
        entries.insert(b".dockerignore".to_vec(), Node::new(kind));
    }
    Tree::new(entries)
}

/// A project, what is wanted of it, and by whom.
struct Case {
    number: usize,
    entries: BTreeMap<Vec<u8>, Node>,
    ignore: Option<Vec<u8>>,
    choice: Choice,
    engine: &'static Engine,
}

impl Case {
    fn random(number: usize, random: &mut Random) -> Self {
        let mut entries = tree(random);
        entries.insert(b"Dockerfile".to_vec(), file(dockerfile(random)));
        if random.chance(30) {
            entries.insert(b"Dockerfile.dev".to_vec(), file(dockerfile(random)));
        }
        let lines: Vec<&str> = (0..random.below(7)).map(|_| pick(random, &LINES)).collect();
        let ending = if random.chance(20) { "\r\n" } else { "\n" };
        let ignore = random.chance(85).then(|| lines.join(ending).into_bytes());
        let choice = Choice { unsafe_too: random.chance(50), selected: Vec::new() };
        let engine = &ENGINES[random.below(ENGINES.len())];
        Self { number, entries, ignore, choice, engine }
    }

    fn told(&self, text: &[u8]) -> String {
        let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        let before = shown(self.ignore.as_deref().unwrap_or(b"(none)"));
        let Self { number, choice, engine, .. } = self;
        format!("case {number}, {}, {choice:?}\n{before}\n--- becomes\n{}", engine.id, shown(text))
    }

    /// Holds what was planned to the reference, on every engine.
    fn compare(&self, first: &Audit, plan: &Plan, text: &[u8]) {
        let (before, after) =
            (with(&self.entries, self.ignore.as_deref()), with(&self.entries, Some(text)));
        let starts = plan.suggestions.iter().any(|suggestion| !suggestion.starts.is_empty());
        for engine in reference::Engine::ALL {
            let sent = |tree: &Tree| -> BTreeSet<Vec<u8>> {
                let paths = predict(engine, tree, None).paths;
                paths.iter().map(|path| path.strip_suffix(b"/").unwrap_or(path).to_vec()).collect()
            };
            let (was, is) = (sent(&before), sent(&after));
            let own = |path: &&Vec<u8>| ***path == *b".dockerignore";
            let more: Vec<_> = is.difference(&was).filter(|path| !own(path)).collect();
            let name = engine.name();
            assert!(more.is_empty() || starts, "{}: {name} sends more: {more:?}", self.told(text));
            for path in was.difference(&is).filter(|_| name == self.engine.id) {
                let needed = first.needs.paths().any(|named| named == path.as_slice());
                assert!(!needed, "{}: {} is lost", self.told(text), path.escape_ascii());
            }
        }
    }
}

#[test]
fn what_is_accepted_takes_away_nothing_needed_and_adds_nothing() {
    let mut random = Random::new(0xf1f0_0001);
    let rounds = std::env::var("STOWAWAY_FIX_ROUNDS").ok().and_then(|n| n.parse().ok());
    let (mut changed, mut refused, mut repaired) = (0, 0, 0);
    for number in 0..rounds.unwrap_or(240) {
        let case = Case::random(number, &mut random);
        let root = tempfile::tempdir().expect("a temporary directory");
        plant(&with(&case.entries, case.ignore.as_deref()), root.path());
        let options = options(root.path(), case.engine);
        let Some((first, plan)) = fixed(&options, &case.choice) else { continue };
        refused += plan.refused.len();
        repaired += plan.suggestions.iter().filter(|s| s.check.is_some()).count();
        let Some(text) = &plan.text else {
            assert!(plan.suggestions.is_empty(), "case {number}: what was proved is not written");
            continue;
        };
        changed += 1;
        case.compare(&first, &plan, text);
        std::fs::write(root.path().join(".dockerignore"), text).expect("written");
        let (_, again) = fixed(&options, &case.choice).expect("an audit");
        let left: Vec<&String> = again.suggestions.iter().map(|s| &s.line).collect();
        assert!(again.text.is_none(), "{}: a second run has {left:?}", case.told(text));
    }
    assert!(changed > 80 && refused > 4 && repaired > 10, "{changed} {refused} {repaired}");
}

/// A project of files, links written as `name -> target`, and what `fix` makes of its ignore file.
fn becomes(files: &[(&str, &str)], ignore: &str, unsafe_too: bool) -> String {
    let root = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let (name, link) = name.split_once(" -> ").map_or((*name, None), |(n, t)| (n, Some(t)));
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        match link {
            Some(target) => std::os::unix::fs::symlink(target, path).expect("a link"),
            None => std::fs::write(path, text).expect("written"),
        }
    }
    std::fs::write(root.path().join(".dockerignore"), ignore).expect("written");
    let choice = Choice { unsafe_too, selected: Vec::new() };
    let (_, plan) = fixed(&options(root.path(), &ENGINES[0]), &choice).expect("an audit");
    let text = plan.text.map(|text| String::from_utf8(text).expect("text"));
    text.unwrap_or_else(|| "as it is".to_owned())
}

const SECRET: &str = "DATABASE_PASSWORD=correct-horse-battery\n";

#[test]
fn what_an_author_takes_back_by_name_is_left_to_him() {
    let files = [("Dockerfile", "FROM a\nCOPY . /a\n"), (".env", SECRET), ("keep.log", "x")];
    let project =
        [&files[..], &[("sub/a.log", "x"), (".git/HEAD", "ref: refs/heads/a\n")]].concat();
    assert_eq!(
        becomes(&project, "*.log\n.git\n!keep.log\n!.env\n", false),
        "**/*.log\n.git\n!keep.log\n!.env\n"
    );
    assert_eq!(becomes(&files, "*\n!.env\n!keep.log\n", false), "as it is");
    let with = becomes(&files, "*\n!.env\n", true);
    assert!(with.ends_with("**/.env\n"), "{with}");
}

#[test]
fn what_is_asked_for_through_a_link_is_needed_where_it_is() {
    let dockerfile = "FROM a\nCOPY . /a\nCOPY lx /y/\nCOPY dx/i.js /y/\n";
    let files = [
        ("Dockerfile", dockerfile),
        ("lx -> q/x.log", ""),
        ("q/x.log", "x"),
        ("dx -> web/node_modules", ""),
        ("web/node_modules/i.js", "x"),
        ("web/package.json", "{}"),
    ];
    assert_eq!(becomes(&files, "", false), "as it is");
}

#[test]
fn what_a_refused_line_covered_is_tried_with_others() {
    let files = [
        ("Dockerfile", "FROM a\nCOPY . /a\nCOPY dist/keep.js /x/\n"),
        ("package.json", "{}"),
        ("dist/keep.js", "k"),
        ("dist/.env", SECRET),
    ];
    for unsafe_too in [false, true] {
        let text = becomes(&files, "", unsafe_too);
        assert_eq!(text, "# stowaway: not for the build: secrets\n**/.env\n");
    }
}

#[test]
fn another_target_and_another_dockerfile_keep_what_they_need() {
    let files = [
        ("Dockerfile", "FROM a AS test\nCOPY fixtures/all.log /t/\nFROM a\nCOPY . /a\n"),
        ("ci/other.Dockerfile", "FROM a\nCOPY ci/run.swp /t/\n"),
        ("fixtures/all.log", "x"),
        ("ci/run.swp", "x"),
        ("src/.DS_Store", "x"),
    ];
    let text = becomes(&files, "", false);
    assert_eq!(text, "# stowaway: not for the build: files of the system\n**/.DS_Store\n");
}
