//! The hash and the lock file on real trees: what counts and what does not, and that nothing that
//! cannot be read ever has a hash.

use super::{BuildLock, Modes, Snapshot, Taking, Unhashed, take};
use crate::audit::{Options, audit};
use crate::build::{IgnoreChoice, Request};
use crate::context::WalkOptions;
use crate::engine::{ENGINES, Engine};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;

const ALL: Taking = Taking { modes: Modes::Sent, entries: true, rules: false };

/// What somebody does to a tree.
type Change = fn(&Path);

fn tree(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("it works");
    for (path, text) in files {
        write(root.path(), path, text);
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let at = root.join(path);
    fs::create_dir_all(at.parent().expect("it works")).expect("it works");
    fs::write(at, text).expect("it works");
}

fn mode(root: &Path, path: &str, bits: u32) {
    fs::set_permissions(root.join(path), Permissions::from_mode(bits)).expect("it works");
}

fn try_take(request: &Request, taking: Taking) -> Result<BuildLock, Unhashed> {
    let options = Options {
        request: request.clone(),
        walk: WalkOptions::default(),
        rules: taking.rules.then(Default::default),
        git: None,
        canaries: None,
        contents: taking.rules.then(Default::default),
    };
    take(&audit(&options).expect("it works"), request, taking)
}

fn taken(root: &Path, engine: &'static Engine) -> BuildLock {
    try_take(&Request::new(root, engine), ALL).expect("it works")
}

fn hash(root: &Path) -> String {
    taken(root, &ENGINES[0]).context.hash
}

fn project() -> TempDir {
    let root = tree(&[
        ("Dockerfile", "FROM scratch\nCOPY src /src\nCOPY tools /tools\n"),
        (".dockerignore", "**/*.log\n"),
        ("src/a", "content of a"),
        ("src/b", "content of b"),
        ("src/sub/c", "content of c"),
        ("tools/run", "#!/bin/sh\n"),
        ("other", "not asked for"),
        ("src/x.log", "held back"),
    ]);
    symlink("a", root.path().join("src/link")).expect("it works");
    root
}

#[test]
fn whatever_arrives_otherwise_changes_the_hash() {
    let changes: &[(&str, Change)] = &[
        ("content", |root| write(root, "src/a", "content of A")),
        ("name", |root| fs::rename(root.join("src/a"), root.join("src/aa")).expect("it works")),
        ("place", |root| fs::rename(root.join("src/a"), root.join("src/sub/a")).expect("it works")),
        ("swap", |root| {
            write(root, "src/a", "content of b");
            write(root, "src/b", "content of a");
        }),
        ("executable", |root| mode(root, "tools/run", 0o755)),
        ("other bits", |root| mode(root, "src/a", 0o600)),
        ("sticky directory", |root| mode(root, "src/sub", 0o1755)),
        ("kind", |root| {
            fs::remove_file(root.join("src/b")).expect("it works");
            symlink("content of b", root.join("src/b")).expect("it works");
        }),
        ("link", |root| {
            fs::remove_file(root.join("src/link")).expect("it works");
            symlink("b", root.join("src/link")).expect("it works");
        }),
        ("new file", |root| write(root, "src/new", "")),
        ("new directory", |root| fs::create_dir(root.join("src/empty")).expect("it works")),
        ("gone", |root| fs::remove_file(root.join("src/sub/c")).expect("it works")),
        ("let through", |root| write(root, ".dockerignore", "")),
        ("asked for", |root| {
            write(root, "Dockerfile", "FROM scratch\nCOPY src tools other /x/\n");
        }),
    ];
    let mut seen = vec![hash(project().path())];
    for (what, change) in changes {
        let root = project();
        mode(root.path(), "src/a", 0o644);
        change(root.path());
        let hash = hash(root.path());
        assert!(!seen.contains(&hash), "{what}");
        seen.push(hash);
    }
}

#[test]
fn whatever_does_not_arrive_changes_nothing() {
    let changes: &[(&str, Change)] = &[
        ("nothing", |_| {}),
        ("times", |root| {
            let old = filetime::FileTime::from_unix_time(1_000_000, 0);
            for path in ["src/a", "src", "tools"] {
                filetime::set_file_mtime(root.join(path), old).expect("it works");
            }
        }),
        ("not asked for", |root| write(root, "other", "another")),
        ("held back", |root| write(root, "src/x.log", "another")),
        ("mode of what is held back", |root| mode(root, "src/x.log", 0o600)),
        ("ignore file", |root| write(root, ".dockerignore", "# logs\nsrc/*.log\n**/x.*\n")),
        ("made in another order", |root| {
            let mut names = vec!["src/b", "src/sub/c", "src/a"];
            for name in &names {
                fs::rename(root.join(name), root.join("moved")).expect("it works");
                fs::rename(root.join("moved"), root.join(name)).expect("it works");
            }
            names.reverse();
            fs::create_dir(root.join("src2")).expect("it works");
            for name in &names {
                fs::rename(root.join(name), root.join("src2/moved")).expect("it works");
                fs::rename(root.join("src2/moved"), root.join(name)).expect("it works");
            }
            fs::remove_dir(root.join("src2")).expect("it works");
        }),
    ];
    let plain = taken(project().path(), &ENGINES[0]);
    for (what, change) in changes {
        let root = project();
        change(root.path());
        assert_eq!(taken(root.path(), &ENGINES[0]), plain, "{what}");
    }
}

#[test]
fn threads_do_not_matter() {
    let root = project();
    for number in 0..300 {
        write(root.path(), &format!("src/d{}/f{number}", number % 7), &"x".repeat(number * 31));
    }
    let one = taken(root.path(), &ENGINES[0]);
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("it works");
        assert_eq!(pool.install(|| taken(root.path(), &ENGINES[0])), one, "{threads}");
    }
}

#[test]
fn contents_have_the_hash_that_everybody_knows() {
    let root = tree(&[("file", "x\n"), ("empty", "")]);
    symlink("target", root.path().join("link")).expect("it works");
    fs::hard_link(root.path().join("file"), root.path().join("same")).expect("it works");
    let lock = taken(root.path(), &ENGINES[0]);
    let entries = lock.context.entries.expect("it works");
    let of = |name: &str| {
        entries.iter().find(|entry| entry.path.path == name).expect("it works").clone()
    };
    let known = |bytes: &[u8]| Some(blake3::hash(bytes).to_hex().to_string());
    // `printf 'x\n' | b3sum`
    let published = "44c77418e27569db9213c6b43d9049ecffb5496f7d0e3d4254bb68410adecc3e";
    assert_eq!(of("file").blake3.as_deref(), Some(published));
    assert_eq!(of("same").blake3, of("file").blake3);
    assert_eq!((of("same").size, lock.context.bytes), (Some(2), 2));
    assert_eq!(of("empty").blake3, known(b""));
    assert_eq!((of("link").blake3, of("link").mode), (known(b"target"), None));
}

#[test]
fn no_two_lists_of_entries_come_to_the_same_bytes() {
    // What would be the same if fields were only put one after the other.
    let one = tree(&[("ab", "c"), ("d", "")]);
    let two = tree(&[("a", "bc"), ("d", "")]);
    let three = tree(&[("a/b", ""), ("d", "")]);
    let four = tree(&[("a", ""), ("bd", "")]);
    let mut hashes: Vec<String> =
        [one, two, three, four].iter().map(|it| hash(it.path())).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
    // A file that holds what the record of another entry looks like is no such entry.
    let link = tree(&[]);
    symlink("text", link.path().join("name")).expect("it works");
    let file = tree(&[("name", "text")]);
    mode(file.path(), "name", 0o000);
    if rustix::process::geteuid().is_root() {
        assert_ne!(hash(link.path()), hash(file.path()));
    }
}

#[test]
fn git_modes_are_those_that_git_carries() {
    let request = |root: &Path| Request::new(root, &ENGINES[0]);
    let root = project();
    let taking = Taking { modes: Modes::Git, ..ALL };
    let plain = try_take(&request(root.path()), taking).expect("it works");
    for (path, bits) in [("src/a", 0o664), ("src/sub", 0o775), ("tools/run", 0o600)] {
        mode(root.path(), path, bits);
        let now = try_take(&request(root.path()), taking).expect("it works");
        assert_eq!(now.hash, plain.hash, "{path}");
        assert_eq!(now, plain, "{path}");
    }
    mode(root.path(), "tools/run", 0o700);
    assert_ne!(try_take(&request(root.path()), taking).expect("it works").hash, plain.hash);
}

#[test]
fn a_build_is_more_than_its_context() {
    let root = project();
    let plain = taken(root.path(), &ENGINES[0]);
    let differs = |change: &dyn Fn(&mut Request)| {
        let mut request = Request::new(root.path(), &ENGINES[0]);
        change(&mut request);
        let lock = try_take(&request, ALL).expect("it works");
        (lock.context.hash != plain.context.hash, lock.hash != plain.hash)
    };
    assert_eq!(differs(&|_| {}), (false, false));
    let argument = |request: &mut Request| {
        request.options.arguments.insert("A".to_owned(), "1".to_owned());
    };
    assert_eq!(differs(&argument), (false, true));
    let image = |request: &mut Request| {
        request.contexts.push(("base".to_owned(), "docker-image://debian:13".to_owned()));
    };
    assert_eq!(differs(&image), (false, true));
    let none = |request: &mut Request| request.ignore = IgnoreChoice::None;
    assert_eq!(differs(&none), (true, true));
    write(root.path(), "Dockerfile", "FROM scratch\nCOPY src /src2\nCOPY tools /tools\n");
    assert_eq!(differs(&|_| {}), (false, true));
}

#[test]
fn named_contexts_are_parts_of_their_own() {
    let root = tree(&[
        ("Dockerfile", "FROM scratch\nCOPY --from=more x /x\nCOPY own /own\n"),
        ("own", "o"),
    ]);
    let more = tree(&[("x", "1"), ("y", "2"), ("z", "3"), (".dockerignore", "z\n")]);
    let lock = || {
        let mut request = Request::new(root.path(), &ENGINES[0]);
        let value = more.path().to_str().expect("it works").to_owned();
        request.contexts.push(("more".to_owned(), value));
        try_take(&request, ALL).expect("it works")
    };
    let before = lock();
    let part = before.named[0].context.as_ref().expect("it works");
    assert_eq!((before.named[0].name.as_str(), part.files), ("more", 1));
    write(more.path(), "y", "not asked for");
    assert_eq!(lock(), before);
    write(more.path(), "x", "2");
    let after = lock();
    assert_eq!(after.context, before.context);
    assert_ne!(after.named, before.named);
    assert_ne!(after.hash, before.hash);
    let takes =
        |lock: &BuildLock, step: usize| lock.stages[0].steps[step].takes.clone().expect("it works");
    assert_ne!(takes(&after, 0), takes(&before, 0));
    assert_eq!(takes(&after, 1), takes(&before, 1));
}

#[test]
fn each_instruction_is_told_by_what_it_takes() {
    let text = "FROM scratch AS build\nCOPY src/a /a\nCOPY src /src\nCOPY --exclude=*.md src /most\n\
                RUN --mount=type=bind,source=tools,target=/t true\nFROM scratch\n\
                COPY --from=build /src /src\nADD s*/b /b\n";
    let root = tree(&[
        ("Dockerfile", text),
        ("src/a", "a"),
        ("src/b", "b"),
        ("src/c.md", "c"),
        ("tools/t", "t"),
    ]);
    let takes = || -> Vec<Option<String>> {
        let lock = taken(root.path(), &ENGINES[0]);
        let steps = lock.stages.iter().flat_map(|stage| &stage.steps);
        steps.map(|step| step.takes.as_ref().map(|takes| takes.hash.clone())).collect()
    };
    let before = takes();
    assert_eq!(
        before.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, true, true, true, false, true]
    );
    let busted = |path: &str, text: &str| {
        let old = fs::read(root.path().join(path)).expect("it works");
        write(root.path(), path, text);
        let now = takes();
        fs::write(root.path().join(path), old).expect("it works");
        let pairs = before.iter().zip(&now).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(|(number, _)| number).collect::<Vec<_>>()
    };
    assert_eq!(busted("src/a", "A"), [0, 1, 2]);
    assert_eq!(busted("src/b", "B"), [1, 2, 5]);
    assert_eq!(busted("src/c.md", "C"), [1]);
    assert_eq!(busted("tools/t", "T"), [3]);
}

#[test]
fn a_lock_file_says_all_that_it_was_given() {
    let root = project();
    for name in [&b"latin\xe9"[..], b"two\nlines", b"\x1b[31mred", "rtl\u{202e}".as_bytes()] {
        fs::write(root.path().join("src").join(OsStr::from_bytes(name)), "x").expect("it works");
    }
    for engine in ENGINES {
        let snapshot = Snapshot::new(vec![taken(root.path(), engine)]);
        let text = serde_json::to_string_pretty(&snapshot).expect("it works");
        assert_eq!(Snapshot::parse(text.as_bytes()).expect("it works"), snapshot);
        let shown = text;
        let place = root.path().to_str().expect("it works");
        assert!(!shown.contains(place), "{place} is told");
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it works");
        assert!(is_sorted(&shown, &value), "keys are sorted");
    }
}

/// Whether keys stand in their order: what a map that sorts them writes is the same but for escapes.
fn is_sorted(text: &str, value: &serde_json::Value) -> bool {
    let keys = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim);
        lines.filter_map(|line| Some(line.split_once("\": ")?.0.to_owned())).collect()
    };
    keys(text) == keys(&serde_json::to_string_pretty(value).expect("it works"))
}

#[test]
fn what_is_no_lock_file_is_told() {
    use super::Unparsed;
    assert!(matches!(Snapshot::parse(b"nonsense"), Err(Unparsed::Other(_))));
    assert!(matches!(Snapshot::parse(b"{}"), Err(Unparsed::Other(_))));
    assert!(matches!(Snapshot::parse(b"{\"format\":\"else\"}"), Err(Unparsed::Other(_))));
    let later = Snapshot::parse(b"{\"format\":\"stowaway snapshot 2\"}");
    assert_eq!(later, Err(Unparsed::Version("2".to_owned())));
}

#[test]
fn what_cannot_be_read_has_no_hash() {
    if rustix::process::geteuid().is_root() {
        // Root reads everything; tests/cli runs this as somebody else.
        return;
    }
    let root = project();
    mode(root.path(), "src/b", 0o000);
    let result = try_take(&Request::new(root.path(), &ENGINES[0]), ALL);
    mode(root.path(), "src/b", 0o644);
    assert_eq!(result.unwrap_err().to_string(), "`src/b` cannot be hashed: permission denied");
}

#[test]
fn what_changes_after_the_walk_has_no_hash() {
    let root = project();
    let request = Request::new(root.path(), &ENGINES[0]);
    let options = Options {
        request: request.clone(),
        walk: WalkOptions::default(),
        rules: None,
        git: None,
        canaries: None,
        contents: None,
    };
    let changes: &[(Change, &str)] = &[
        (
            |root| write(root, "src/a", "longer than it was"),
            "it changed while the context was read",
        ),
        (
            |root| fs::remove_file(root.join("src/b")).expect("it works"),
            "no such file or directory",
        ),
        (
            |root| {
                fs::remove_file(root.join("src/sub/c")).expect("it works");
                symlink("../a", root.join("src/sub/c")).expect("it works");
            },
            "too many levels of symbolic links",
        ),
    ];
    for (number, (change, reason)) in changes.iter().enumerate() {
        let audit = audit(&options).expect("it works");
        change(root.path());
        let error = take(&audit, &request, ALL).unwrap_err().to_string();
        let path = ["src/a", "src/b", "src/sub/c"][number];
        assert!(error.contains(&format!("`{path}` cannot be hashed: ")), "{error}");
        assert!(error.to_lowercase().contains(reason), "{error}");
    }
}
