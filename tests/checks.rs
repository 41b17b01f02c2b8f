//! Every check against its fixtures, `fixtures/checks/<id>/<bad|good>-<name>/`.
//!
//! A fixture is a folder: `Dockerfile`, an ignore file under its name without the dot, a manifest
//! of the tree, for a bad one the remarks that must be made, and `tracked.txt` for a repository: the
//! paths that its index holds, one a line, a submodule with a `/`. It is planted in a directory of
//! its own and audited as an ordinary user, so that a file can be one that cannot be read. Adding
//! a case writes no Rust. It knows nothing of how a check works.
#![cfg(unix)]

mod made;
#[path = "git/planted.rs"]
mod planted;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use stowaway::audit::{Options, audit};
use stowaway::build::{DockerfileChoice, Request};
use stowaway::context::WalkOptions;
use stowaway::engine::Engine;
use stowaway::git::UserFiles;
use stowaway::ignorefile::Edit;
use stowaway::rules::checks::{CHECKS, Check, Remark};
use stowaway::rules::{ContentOptions, Thresholds};
use stowaway::size::Bytes;

/// How many fixtures there are: a test that finds none must not pass.
const FIXTURES: usize = 290;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checks")
}

fn sorted(directory: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// `file SIZE PATH[ = content]`, `dir 0 PATH`, `link 0 PATH -> TARGET`; `locked-file` and
/// `locked-dir` cannot be read. Gives the paths that are locked, to be locked at the end.
fn plant_line(line: &str, root: &Path) -> Option<PathBuf> {
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_else(|| panic!("{line}: a kind, a size, a path"));
    let (kind, size, rest) = (word(), word(), word());
    let size = size.parse::<Bytes>().expect("a size").0;
    let make = |path: &str| {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
        place
    };
    match kind {
        "file" | "locked-file" => {
            let (path, content) = rest.split_once(" = ").unwrap_or((rest, ""));
            let place = make(path);
            fs::write(&place, content).expect("a file");
            let size = size.max(content.len() as u64);
            let file = fs::OpenOptions::new().write(true).open(&place).expect("a file");
            file.set_len(size).expect("a size");
            (kind == "locked-file").then_some(place)
        }
        "dir" | "locked-dir" => {
            let place = make(rest);
            fs::create_dir_all(&place).expect("a directory");
            (kind == "locked-dir").then_some(place)
        }
        "link" => {
            let (path, target) = rest.split_once(" -> ").expect("a target");
            std::os::unix::fs::symlink(target, make(path)).expect("a link");
            None
        }
        other => panic!("`{other}` is no kind of entry"),
    }
}

/// `{{github-token}}` and its like become secrets that are made now: none stands in the repository.
fn filled_in(text: String) -> String {
    if !text.contains("{{") {
        return text;
    }
    let made = made::made(7);
    made.iter().fold(text, |text, made| text.replace(&format!("{{{{{}}}}}", made.id), &made.text))
}

/// A fixture on disk; what was locked is unlocked in the end.
struct Planted {
    root: tempfile::TempDir,
    locked: Vec<PathBuf>,
}

impl Planted {
    fn new(fixture: &Path) -> Self {
        let root = tempfile::tempdir().expect("a directory");
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        let manifest = filled_in(fs::read_to_string(fixture.join("tree.txt")).expect("tree.txt"));
        let lines = manifest.lines().filter(|line| !line.is_empty());
        let locked: Vec<PathBuf> = lines.filter_map(|line| plant_line(line, root.path())).collect();
        for (from, to) in [
            ("Dockerfile", "Dockerfile"),
            ("dockerignore", ".dockerignore"),
            ("Dockerfile.dockerignore", "Dockerfile.dockerignore"),
        ] {
            if let Ok(text) = fs::read_to_string(fixture.join(from)) {
                fs::write(root.path().join(to), filled_in(text)).expect("a file");
            }
        }
        if let Ok(tracked) = fs::read_to_string(fixture.join("tracked.txt")) {
            planted::plant(root.path(), &tracked.lines().collect::<Vec<_>>());
        }
        for place in &locked {
            fs::set_permissions(place, fs::Permissions::from_mode(0o000)).expect("a mode");
        }
        Self { root, locked }
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        for place in &self.locked {
            fs::set_permissions(place, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
    }
}

fn request(fixture: &Path, root: &Path) -> Request {
    let words = fs::read_to_string(fixture.join("args.txt")).unwrap_or_default();
    let words: Vec<&str> = words.lines().collect();
    let mut request = Request::new(root, Engine::find("buildkit").expect("an engine"));
    for pair in words.chunks(2) {
        let [flag, value] = pair else { panic!("{}: {words:?}", fixture.display()) };
        match *flag {
            "--engine" => request.engine = Engine::find(value).expect("an engine"),
            "--target" => request.options.target = Some((*value).to_owned()),
            "--build-arg" => {
                let (name, value) = value.split_once('=').expect("NAME=VALUE");
                request.options.arguments.insert(name.to_owned(), value.to_owned());
            }
            "--build-context" => {
                let (name, value) = value.split_once('=').expect("NAME=PATH");
                let value = root.join(value).to_string_lossy().into_owned();
                request.contexts.push((name.to_owned(), value));
            }
            "--file" => request.dockerfile = DockerfileChoice::Named(root.join(value)),
            other => panic!("`{other}` is no flag that fixtures have"),
        }
    }
    request
}

/// Threads of an ordinary user, even when root tests.
fn ordinary_pool() -> rayon::ThreadPool {
    let become_ordinary = |_| {
        #[cfg(target_os = "linux")]
        if rustix::process::geteuid().is_root() {
            let id = rustix::process::Uid::from_raw(65_534);
            rustix::thread::set_thread_res_uid(id, id, id).expect("root may become anybody");
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).start_handler(become_ordinary);
    pool.build().expect("a pool")
}

/// The remarks of one check; the directory that changes from run to run is called ROOT.
fn said(check: &Check, fixture: &Path, pool: &rayon::ThreadPool) -> String {
    let planted = Planted::new(fixture);
    let options = Options {
        request: request(fixture, planted.root.path()),
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        git: Some(UserFiles::default()),
        canaries: None,
        contents: Some(ContentOptions::default()),
    };
    let result = pool.install(|| audit(&options));
    let audit = result.unwrap_or_else(|error| panic!("{}: {error}", fixture.display()));
    let own = audit.remarks.iter().filter(|remark| remark.check.id == check.id);
    let text: String = own.map(|remark| line(remark) + "\n").collect();
    text.replace(&audit.build.root.to_string_lossy().into_owned(), "ROOT")
}

/// `high[copy-missing] Dockerfile:3:6 message`, and the notes, the help and the lines below it.
fn line(remark: &Remark) -> String {
    let at = remark.place.as_ref().map_or_else(String::new, |place| {
        let position = place.position();
        format!(" {}:{}:{}", place.source.name(), position.line, position.column)
    });
    let mut text = format!("{}[{}]{at} {}", remark.severity, remark.check.id, remark.message);
    for note in &remark.notes {
        text.push_str(&format!("\n  note: {note}"));
    }
    if let Some(help) = &remark.help {
        text.push_str(&format!("\n  help: {help}"));
    }
    for line in &remark.lines {
        text.push_str(&format!("\n  line: {line}"));
    }
    for repair in &remark.repairs {
        let safe = if repair.safe { "safe" } else { "to be asked" };
        text.push_str(&format!("\n  repair ({safe}): {}", repair.what));
        for edit in &repair.edits {
            text.push_str(&format!("\n    {}", change(edit)));
        }
    }
    text
}

/// An edit with lines counted from 1, as in a report.
fn change(edit: &Edit) -> String {
    let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    match edit {
        Edit::Replace { line, text } => format!("{}: {}", line + 1, shown(text)),
        Edit::Remove { line } => format!("{} goes", line + 1),
        Edit::Move { line, behind } => format!("{} goes behind {}", line + 1, behind + 1),
        Edit::Insert { behind: Some(line), text } => {
            format!("behind {}: {}", line + 1, shown(text))
        }
        Edit::Insert { behind: None, text } => format!("at the beginning: {}", shown(text)),
    }
}

#[test]
fn every_check_says_what_its_fixtures_say() {
    let pool = ordinary_pool();
    let (mut seen, mut wrong) = (0, Vec::new());
    for check in CHECKS {
        let fixtures = sorted(&folder().join(check.id));
        for fixture in &fixtures {
            let said = said(check, fixture, &pool);
            let bad = name(fixture).starts_with("bad-");
            assert!(bad || name(fixture).starts_with("good-"), "{}", fixture.display());
            let place = fixture.join("expect.txt");
            if bad && std::env::var_os("STOWAWAY_BLESS").is_some() {
                fs::write(&place, &said).expect("expect.txt");
            }
            let expected =
                if bad { fs::read_to_string(&place).unwrap_or_default() } else { String::new() };
            if said != expected || (bad && said.is_empty()) {
                wrong.push(format!(
                    "{}\n--- expected\n{expected}--- said\n{said}",
                    fixture.display()
                ));
            }
            seen += 1;
        }
        let count = |start: &str| fixtures.iter().filter(|f| name(f).starts_with(start)).count();
        assert!(count("bad-") >= 2 && count("good-") >= 3, "{} has too few fixtures", check.id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, FIXTURES, "fixtures were added or lost: correct the number");
}

#[test]
fn no_folder_is_without_a_check() {
    for folder in sorted(&folder()) {
        assert!(Check::find(&name(&folder)).is_some(), "{} is no check", folder.display());
    }
}

#[test]
fn every_check_has_a_page() {
    for check in CHECKS {
        assert!(check.summary.len() <= 100 && !check.summary.ends_with('.'), "{}", check.id);
        assert!(check.why.split("\n\n").count() >= 4, "{} has no page", check.id);
        assert!(check.why.contains("fine") || check.why.contains("never"), "{}", check.id);
        assert!(!check.source.is_empty(), "{}", check.id);
    }
}

/// A reproducible sequence of numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn several<'a>(&mut self, most: usize, from: &[&'a str]) -> Vec<&'a str> {
        (0..=self.below(most)).map(|_| self.pick(from)).collect()
    }
}

const NAMES: &[&str] = &["a", "b", "c", "d.md", "e.md"];
const TARGETS: &[&str] = &["a", "b/c", "../a", "/b", "../../x", "c"];
const PATTERNS: &[&str] = &[
    "a", "b", "a/b", "!a", "!a/b", "*", "**/*.md", "!**/c", "b/**", "**/a", "*/c", "!b", "*.md",
    "c/*", "!c/d.md", "!*.md",
];
const SOURCES: &[&str] = &[
    "a", "b", "a/b", "*.md", "a/*", "b/c", "*", "*/c", "c/d.md", "[ab]", "a/b/c", "/c", ".",
    "d.md", "a*", "b/*.md", "e.md",
];

/// A small tree with links, an ignore file and a Dockerfile, all at random.
fn plant_random(random: &mut Random, root: &Path) {
    for _ in 0..=random.below(10) {
        let place = root.join(random.several(3, NAMES).join("/"));
        let free = place.symlink_metadata().is_err();
        if !free || fs::create_dir_all(place.parent().expect("a parent")).is_err() {
            continue;
        }
        let made = match random.below(8) {
            0 => std::os::unix::fs::symlink(random.pick(TARGETS), &place),
            1 => fs::create_dir(&place),
            _ => fs::write(&place, "x"),
        };
        drop(made); // below a file or a dangling link nothing can be made
    }
    fs::write(root.join(".dockerignore"), random.several(5, PATTERNS).join("\n")).expect("a file");
    let mut text = "FROM alpine\n".to_owned();
    for number in 0..3 {
        text.push_str(&match random.below(6) {
            0 => {
                let source = random.pick(SOURCES);
                format!("RUN --mount=type=bind,source={source},target=/m{number} true\n")
            }
            _ => format!("COPY {} /x{number}/\n", random.several(2, SOURCES).join(" ")),
        });
    }
    fs::write(root.join("Dockerfile"), text).expect("a file");
}

/// Landing carries the instructions out; checks look at the disk and the ignore file. What fails
/// must be told of where it fails, and nothing may be said to fail that does not.
#[test]
fn what_is_said_to_fail_is_what_fails() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut failed = 0;
    for _ in 0..300 {
        let directory = tempfile::tempdir().expect("a directory");
        plant_random(&mut random, directory.path());
        let request = Request::new(directory.path(), Engine::find("buildkit").expect("an engine"));
        let rules = Some(Thresholds::default());
        let Ok(audit) = audit(&Options {
            request,
            walk: WalkOptions::default(),
            rules,
            git: None,
            canaries: None,
            contents: None,
        }) else {
            continue;
        };
        let plan = audit.build.plan.as_ref().expect("a Dockerfile");
        let text = String::from_utf8_lossy(plan.source.bytes()).into_owned();
        let failures = audit.landing.as_ref().expect("a Dockerfile").failures();
        let high = |remark: &&Remark| remark.severity.id() == "high" && remark.place.is_some();
        let said: Vec<&Remark> = audit.remarks.iter().filter(high).collect();
        for failure in failures {
            failed += 1;
            let told =
                said.iter().any(|r| r.place.as_ref().is_some_and(|p| p.span == failure.span));
            assert!(told, "nobody tells of {}\n{text}", failure.failure);
        }
        for remark in said {
            let at = remark.place.as_ref().map_or(0, |place| place.span.start);
            let steps = &plan.stages[0].steps;
            let step = steps.iter().position(|s| s.span.start <= at && at < s.span.end);
            let fails = failures.iter().any(|failure| Some(failure.step) == step);
            assert!(fails, "{} is said, and nothing fails\n{text}", line(remark));
        }
    }
    assert!(failed > 300, "{failed}");
}
