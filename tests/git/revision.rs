//! A revision as it is read from git's store, compared with the same revision checked out.
//!
//! Git makes the repositories and the checkouts. Without git on this machine the tests say so and
//! pass.

use super::beside_git::{Random, has_git, random, rounds, said};
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{DockerfileChoice, Files, Request};
use stowaway::canary::Occasion;
use stowaway::context::{Kind, WalkOptions};
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::Error;
use stowaway::git::{Revision, RevisionError, UserFiles};
use stowaway::landing::{ContextId, Origin};
use stowaway::rules::{ContentOptions, Thresholds};

const NAMES: &[&str] = &[
    "a",
    "b",
    "ab",
    "foo",
    "x.log",
    "é",
    "a b",
    "[a]",
    "!a",
    "#a",
    "a\\b",
    "-",
    "*",
    " a",
    "a ",
    "\t",
    "node_modules",
    "src",
    ".env",
    "id_rsa",
    "package.json",
    ".gitignore",
    "\u{202e}x",
];
const TARGETS: &[&str] =
    &["a", "b", "../a", "./src", "missing", "..", "/a", "/etc", "a/b", "src/../b", ".", "ab/.."];
const LINES: &[&str] = &[
    "a",
    "b",
    "**/a",
    "*",
    "!src",
    "!a",
    "*.log",
    "src",
    "src/*",
    "!src/a",
    "# x",
    "",
    "node_modules",
    "**/.env",
    "a/b",
    ".git",
    "!**/b",
    "foo/",
    "é",
    "/ab",
];
const INSTRUCTIONS: &[&str] = &[
    "COPY . /app",
    "COPY a /a/",
    "COPY src /src",
    "COPY src/ b /x/",
    "COPY *.log /logs/",
    "COPY a* /y/",
    "ADD foo /f",
    "COPY missing /m",
    "COPY ab/ /ab/",
    "WORKDIR /w",
    "COPY --from=one /app /app",
    "RUN --mount=type=bind,source=src,target=/s ls",
    "COPY package.json ./",
    "RUN npm ci",
    "COPY --from=other a /o/",
    "FROM scratch AS one",
    "COPY [\"a b\", \"/z/\"]",
];

fn some(random: &mut Random, lines: &[&str]) -> String {
    let picked: Vec<&str> = (0..random.below(6)).map(|_| random.pick(lines)).collect();
    picked.join("\n") + random.pick(&["\n", ""])
}

/// Files, links and directories with everything that a build reads beside them.
fn plant(random: &mut Random, root: &Path) {
    for _ in 0..random.below(30) {
        let names: Vec<&str> = (0..=random.below(4)).map(|_| random.pick(NAMES)).collect();
        let place = root.join(names.join("/"));
        let parent = place.parent().expect("a parent");
        // Not through links, which may lead out.
        let linked = parent.ancestors().take_while(|path| *path != root).any(Path::is_symlink);
        if linked || fs::create_dir_all(parent).is_err() || place.symlink_metadata().is_ok() {
            continue;
        }
        match random.below(5) {
            0 => std::os::unix::fs::symlink(random.pick(TARGETS), &place).expect("a link"),
            kind => {
                fs::write(&place, "x".repeat(random.below(3000))).expect("a file");
                let mode = if kind == 1 { 0o755 } else { 0o644 };
                fs::set_permissions(&place, fs::Permissions::from_mode(mode)).expect("a mode");
            }
        }
    }
    let dockerfile = format!("FROM scratch AS zero\n{}", some(random, INSTRUCTIONS));
    for name in ["Dockerfile", "dockerfile", "src/Dockerfile"] {
        if random.below(2) == 0 && root.join(name).parent().expect("a parent").is_dir() {
            let _ = fs::remove_file(root.join(name));
            fs::write(root.join(name), &dockerfile).expect("a Dockerfile");
        }
    }
    for name in [
        ".dockerignore",
        "Dockerfile.dockerignore",
        ".containerignore",
        "src/.dockerignore",
        "src/Dockerfile.dockerignore",
    ] {
        let place = root.join(name);
        if random.below(3) > 0 || !place.parent().expect("a parent").is_dir() {
            continue;
        }
        let _ = fs::remove_file(&place);
        if random.below(4) == 0 {
            let kept = place.with_file_name("lines.txt");
            fs::write(kept, some(random, LINES)).expect("lines");
            let target = random.pick(&["lines.txt", "/lines.txt", "nowhere", "../lines.txt", "/"]);
            std::os::unix::fs::symlink(target, &place).expect("a link");
        } else {
            fs::write(&place, some(random, LINES)).expect("lines");
        }
    }
}

/// Commits everything; now and then with a submodule.
fn commit(random: &mut Random, root: &Path) {
    said(root, &["add", "-f", "-A", "."]);
    if random.below(3) == 0 && root.join("sub").symlink_metadata().is_err() {
        let id = format!("160000,{},sub", "1".repeat(40));
        said(root, &["update-index", "--add", "--cacheinfo", &id]);
        fs::create_dir(root.join("sub")).expect("a directory");
    }
    said(
        root,
        &[
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "commit",
            "-qm",
            "x",
            "--allow-empty",
        ],
    );
}

fn options(request: Request, canaries: Option<Occasion>) -> Options {
    Options {
        request,
        walk: WalkOptions::default(),
        rules: Some(Thresholds::default()),
        git: None,
        canaries,
        contents: Some(ContentOptions::default()),
    }
}

fn open(directory: &Path, name: &str) -> Result<Revision, RevisionError> {
    Revision::open(directory, name, &UserFiles::default())
}

/// Everything that an audit says, or why there is none.
fn told(audit: &Result<Audit, Error>) -> String {
    let audit = match audit {
        Ok(audit) => audit,
        Err(error) => return format!("{error}"),
    };
    let mut out = entries(audit);
    let mut say = |line: String| out.push_str(&(line + "\n"));
    let views = audit.views();
    let stages = audit.build.plan.as_ref().map_or(0, |plan| plan.stages.len());
    for (stage, landing) in (0..stages).flat_map(|stage| Some((stage, audit.landing.as_ref()?))) {
        let (totals, files) = (landing.totals(&views, stage), landing.files(&views, stage));
        say(format!("{stage} {totals:?} {files:?}"));
    }
    for (number, walked) in audit.contexts.iter().enumerate() {
        let Some(walked) = walked else { continue };
        for entry in walked.inventory.in_order() {
            let origin = Origin { context: ContextId::named(number), entry };
            let reach = audit.landing.as_ref().map(|landing| landing.reach(&views, origin));
            say(format!("{number} {:?} {reach:?}", walked.inventory.path(entry)));
        }
        say(format!("{:?} {:?}", walked.findings, walked.plan));
    }
    let build = &audit.build;
    say(format!("{:?} {:?} {:?}", build.root, build.dockerfile, build.filter));
    say(format!("{:?}\n{:?}", build.unread, build.added));
    say(format!("{:?}", build.ignore.as_ref().map(|ignore| &ignore.source)));
    say(format!("{:?}", audit.requested.totals(&audit.inventory)));
    say(format!("{:?}\n{:?}", audit.inventory.problems(), audit.failure()));
    say(format!("{:?}\n{:?}", audit.findings, audit.remarks));
    say(format!("{:?}\n{:?}", audit.canaries, audit.plan));
    out
}

/// Every entry, what becomes of it and what is in it.
fn entries(audit: &Audit) -> String {
    let heads = audit.heads().expect("the root is there");
    let inventory = &audit.inventory;
    let mut out = String::new();
    for id in inventory.in_order() {
        let (path, kind) = (inventory.path(id), inventory.kind(id));
        let size = inventory.known_size(id);
        let (fate, empty, decider) =
            (inventory.fate(id), inventory.empty(id), inventory.decider(id));
        let (sent, reach) = (audit.requested.travels(inventory, id), audit.reach(id));
        write!(out, "{path:?} {kind:?} {size:?} {fate:?} {empty:?} {decider:?} {sent} {reach:?}")
            .expect("memory");
        let bits = heads.mode(&path).expect("it is there");
        match kind {
            // Directories are as the umask has them.
            Kind::File => {
                let mut bytes = Vec::new();
                let extent = heads.content(&path, &mut bytes, &mut |_| true).expect("a file");
                assert_eq!(heads.head(&path, 7).expect("a file"), bytes[..bytes.len().min(7)]);
                writeln!(out, " {} {extent:?} {bytes:?}", bits & 0o100)
            }
            Kind::Symlink => {
                writeln!(out, " {bits:o} {:?}", heads.link_target(&path).expect("a link"))
            }
            _ => {
                assert!(heads.head(&path, 7).is_err() && heads.link_target(&path).is_err());
                writeln!(out)
            }
        }
        .expect("memory");
    }
    out
}

/// The first line that differs, for a person to look at.
fn same(checked_out: &str, stored: &str, what: &str) {
    if let Some((one, other)) = checked_out.lines().zip(stored.lines()).find(|(a, b)| a != b) {
        panic!("{what}\nchecked out: {one}\nstored:      {other}");
    }
    assert_eq!(checked_out.lines().count(), stored.lines().count(), "{what}");
}

/// Takes everything away but the repository itself.
fn empty(root: &Path) {
    for entry in fs::read_dir(root).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.ends_with(".git") {
            continue;
        }
        match path.is_dir() && !path.is_symlink() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        }
        .expect("it goes");
    }
}

fn requests(root: &Path, engine: &'static Engine) -> Vec<Request> {
    let mut requests = vec![Request::new(root, engine), Request::new(root.join("src"), engine)];
    let mut named = Request::new(root, engine);
    named.dockerfile = DockerfileChoice::Named(root.join("src/Dockerfile"));
    named.contexts = vec![("other".to_owned(), root.join("src").to_string_lossy().into_owned())];
    requests.push(named);
    requests
}

#[test]
fn a_revision_is_what_a_checkout_of_it_is() {
    if !has_git() {
        return;
    }
    let mut random = random(0x2545_f491_4f6c_dd1d);
    let (mut audited, mut copied) = (0, 0);
    for round in 0..rounds(8) {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().canonicalize().expect("a path").join("tree");
        fs::create_dir(&root).expect("a directory");
        said(&root, &["init", "-q", "-b", "main"]);
        for _ in 0..2 {
            empty(&root);
            plant(&mut random, &root);
            commit(&mut random, &root);
        }
        match random.below(3) {
            0 => drop(said(&root, &["gc", "-q"])),
            1 => drop(said(&root, &["pack-refs", "--all"])),
            _ => {}
        }
        said(&root, &["checkout", "-q", "--detach", "main~1"]);
        let wanted: Vec<Request> =
            ENGINES.iter().flat_map(|engine| requests(&root, engine)).collect();
        let run = |files: &dyn Fn() -> Files, canaries| -> Vec<String> {
            let one = |request: &Request| {
                let request = Request { files: files(), ..request.clone() };
                told(&audit(&options(request, canaries)))
            };
            wanted.iter().map(one).collect()
        };
        let asked = Some(Occasion::Asked);
        let on_disk = run(&|| Files::Disk, asked);
        let own = directory.path().join("own");
        fs::rename(root.join(".git"), &own).expect("a directory");
        // Where a repository ends, and with it what its files above say, is not known then.
        let bare = run(&|| Files::Disk, None);
        fs::rename(&own, root.join(".git")).expect("a directory");
        // What lies in the work tree now is not looked at.
        empty(&root);
        fs::write(root.join("stray"), "").expect("a file");
        fs::write(root.join("Dockerfile"), "FROM nothing\nCOPY stray /\n").expect("a file");
        let revision = || open(&root.join("src"), "main~1").expect("a revision");
        let stored = run(&|| revision().into_files(), asked);
        let without = run(&|| revision().without_store().into_files(), None);
        for (number, request) in wanted.iter().enumerate() {
            let what = format!("round {round}, request {number}, {}", request.engine.id);
            same(&on_disk[number], &stored[number], &what);
            same(&bare[number], &without[number], &format!("{what}, without .git"));
            audited += u32::from(stored[number].contains("Sent"));
            copied += u32::from(stored[number].contains("Landed {"));
        }
    }
    assert!(audited > 50 && copied > 5, "{audited} audits, {copied} with files in images");
}
