//! What is said of files that are not there, against what happens once they are.
//!
//! Trees, ignore files and Dockerfiles are made at random; each file is then created on disk, the
//! real walk is run, and both must say the same, for every engine. It knows nothing of how a
//! supposed file is judged.

use std::fs;
use std::path::Path;
use stowaway::audit::{Options, audit};
use stowaway::build::{Build, DockerfileChoice, Request};
use stowaway::canary::{Alarm, Beside, KINDS, Kind, Occasion};
use stowaway::context::{self, Inventory, Requested, WalkOptions, suppose};
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::ProblemKind;
use stowaway::landing::Reach;
use stowaway::rules::Thresholds;

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

const DIRECTORIES: &[&str] =
    &["", "a", "b", "a/b", "a/b/c", ".aws", "web", "web/app", "node_modules/x"];
const NAMES: &[&str] = &["package.json", "main.rs", "x.key", ".env.example", "go.mod", "d"];
const PATTERNS: &[&str] = &[
    ".env",
    "**/.env",
    ".env*",
    "**/.env*",
    "!.env.example",
    "!**/.env",
    "*",
    "**",
    "!a",
    "!web",
    "!web/app",
    "a",
    "a/b",
    "**/node_modules",
    "node_modules",
    "*.key",
    "**/*.key",
    "!**/*.json",
    "web/*",
    "!web/*.json",
    "*/.env",
    "!*/.env",
    "**/.aws",
    ".aws",
    ".aws/*",
    "!.aws/credentials",
    "!a/b/c",
    "**/c",
    "!**/c/.env",
    "?env",
    "[.]env",
    "web/**",
    "!web/app/.env",
    "/.env",
    "./web/",
    "d",
    "id_*",
    "!id_rsa",
    "/**/app",
    "a*/**",
    "!a/b/.env",
    "*.*",
    "!*.*",
    "**/.*",
    "!.*",
];
const SOURCES: &[&str] = &[
    ".",
    "a",
    "web",
    "web/app",
    "*.json",
    "a/b",
    ".env",
    ".env*",
    "web/*",
    "*",
    "id_rsa",
    ".aws",
    "*/.env",
    "package.json",
    "a/b/c",
    "./",
    "[a-w]*",
    "web/app/.env",
];
const SUPPOSED: &[&str] = &[
    ".env",
    "a/.env",
    "a/b/.env",
    "a/b/c/.env",
    "web/.env",
    "web/app/.env",
    ".aws/credentials",
    "id_rsa",
    "server.key",
    "web/server.key",
    "node_modules/left-pad/index.js",
    "web/node_modules/left-pad/index.js",
    ".git/config",
    ".env.local",
    "web/app/.env.production",
    "new/one/deeper/.env",
];

/// A small tree, an ignore file and perhaps a Dockerfile.
fn plant(random: &mut Random, root: &Path) -> DockerfileChoice {
    for _ in 0..random.below(9) {
        let directory = root.join(random.pick(DIRECTORIES));
        fs::create_dir_all(&directory).expect("a directory");
        let place = directory.join(random.pick(NAMES));
        if place.symlink_metadata().is_err() {
            fs::write(place, "x").expect("a file");
        }
    }
    if random.below(8) > 0 {
        let lines = random.several(6, PATTERNS).join("\n");
        fs::write(root.join(".dockerignore"), lines).expect("a file");
    }
    if random.below(3) == 0 {
        return DockerfileChoice::None;
    }
    let mut text = "FROM alpine AS base\n".to_owned();
    for number in 0..=random.below(3) {
        text.push_str(&match random.below(6) {
            0 => {
                let source = random.pick(SOURCES);
                format!("RUN --mount=type=bind,source={source},target=/m{number} true\n")
            }
            1 => "FROM scratch\nCOPY --from=base /x0 /y/\n".to_owned(),
            _ => format!("COPY {} /x{number}/\n", random.several(2, SOURCES).join(" ")),
        });
    }
    fs::write(root.join("Dockerfile"), text).expect("a file");
    DockerfileChoice::Lookup
}

fn create(root: &Path, path: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
    fs::write(place, "x").expect("a file");
}

/// Takes a file away again, with the directories that came with it.
fn remove(root: &Path, path: &str, before: usize) {
    let place = root.join(path);
    fs::remove_file(&place).expect("it was there");
    let mut at = place.parent();
    for _ in 0..before {
        let directory = at.expect("a parent");
        fs::remove_dir(directory).expect("it is empty");
        at = directory.parent();
    }
}

/// How many directories above a path are not there.
fn missing(root: &Path, path: &str) -> usize {
    let place = root.join(path);
    place.ancestors().skip(1).take_while(|above| !above.exists()).count()
}

/// What was planted, to be read beside a path that went wrong.
fn planted(root: &Path, engine: &Engine) -> String {
    let text = |name| fs::read_to_string(root.join(name)).unwrap_or_default();
    format!(" for {}\n{}---\n{}", engine.id, text("Dockerfile"), text(".dockerignore"))
}

struct Walked {
    build: Build,
    inventory: Inventory,
    requested: Requested,
}

/// The real walk; `None` if the build fails.
fn walked(request: &Request) -> Option<Walked> {
    let build = Build::prepare(request).ok()?;
    let inventory = context::walk(&build, WalkOptions::default()).ok()?;
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    let stops = inventory.problems().iter().any(|p| p.kind == ProblemKind::SendingStops);
    (requested.failure().is_none() && !stops).then_some(Walked { build, inventory, requested })
}

/// Whether a path travels, and whether its content does.
fn arrives(inventory: &Inventory, requested: &Requested, path: &str) -> (bool, bool) {
    let Some(id) = inventory.find(path.as_bytes()) else { return (false, false) };
    let travels = requested.travels(inventory, id);
    (travels, travels && requested.empty(inventory, id).is_none())
}

/// Everything that travels, with what is sent below directories, so that sums are compared too.
fn listed(inventory: &Inventory, requested: &Requested) -> Vec<String> {
    let entry = |id| {
        let with = requested.with(inventory, id);
        format!("{} {with:?} {:?}", inventory.path(id).shown(), inventory.fate(id))
    };
    let ids = inventory.in_order().filter(|id| requested.travels(inventory, *id));
    ids.map(entry).collect()
}

#[test]
fn what_is_supposed_is_what_happens() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut seen = [0_usize; 2];
    for _ in 0..45 {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let dockerfile = plant(&mut random, root);
        for engine in ENGINES {
            compare(root, engine, &dockerfile, &mut seen);
        }
    }
    assert!(seen.iter().all(|&count| count > 300), "{seen:?}");
}

fn compare(
    root: &Path,
    engine: &'static Engine,
    dockerfile: &DockerfileChoice,
    seen: &mut [usize; 2],
) {
    let mut request = Request::new(root, engine);
    request.dockerfile = dockerfile.clone();
    let Some(Walked { build, inventory, .. }) = walked(&request) else { return };
    let files: Vec<&[u8]> = SUPPOSED.iter().map(|path| path.as_bytes()).collect();
    let supposed = suppose(&build, &inventory, &files);
    let requested = Requested::new(&supposed.inventory, &build.filter, engine);
    for (path, entry) in SUPPOSED.iter().zip(&supposed.entries) {
        if root.join(path).symlink_metadata().is_ok() {
            assert!(entry.is_none(), "{path} is there");
            continue;
        }
        let told = entry.map_or((false, false), |id| {
            assert_eq!(&*supposed.inventory.path(id), path.as_bytes());
            arrives(&supposed.inventory, &requested, path)
        });
        let before = missing(root, path);
        create(root, path);
        if let Some(real) = walked(&request) {
            let found = arrives(&real.inventory, &real.requested, path);
            assert_eq!(told, found, "{path}{}", planted(root, engine));
            seen[usize::from(found.0)] += 1;
            let alone = suppose(&build, &inventory, &[path.as_bytes()]);
            let asked = Requested::new(&alone.inventory, &build.filter, engine);
            if alone.entries[0].is_some() {
                let (alone, real) =
                    (listed(&alone.inventory, &asked), listed(&real.inventory, &real.requested));
                assert_eq!(alone, real, "{path}{}", planted(root, engine));
            }
        }
        remove(root, path, before);
    }
}

fn options(request: Request, canaries: Option<Occasion>) -> Options {
    let rules = canaries.map(|_| Thresholds::default());
    Options { request, walk: WalkOptions::default(), rules, canaries, git: None, contents: None }
}

/// How far a file comes that is really there; `None` if it is not sent with its content.
fn comes(request: &Request, path: &[u8]) -> Option<Option<Reach>> {
    let audit = audit(&options(request.clone(), None)).ok()?;
    let id = audit.inventory.find(path)?;
    let sent = audit.requested.travels(&audit.inventory, id)
        && audit.requested.empty(&audit.inventory, id).is_none();
    let at_hand = audit.build.engine.transfer.at_hand;
    match audit.reach(id) {
        Some(Reach::Eligible) => None,
        Some(Reach::Sent) if at_hand => None,
        reach => sent.then_some(reach),
    }
}

/// The judged path of every kind at the root.
fn at_the_root() -> Vec<&'static str> {
    let everywhere = |kind: &&Kind| matches!(kind.beside, Beside::Root | Beside::Manifests);
    KINDS.iter().filter(everywhere).map(|kind| kind.inside.unwrap_or(kind.path)).collect()
}

fn travelling(request: &Request) -> Vec<String> {
    let walked = walked(request).expect("it was walked before");
    let ids = walked.inventory.in_order();
    let ids = ids.filter(|id| walked.requested.travels(&walked.inventory, *id));
    ids.map(|id| String::from_utf8_lossy(&walked.inventory.path(id)).into_owned()).collect()
}

/// An alarm is right if the file, once it is there, comes as far as was said; silence is right if
/// it then stays. With the lines of the alarm it stays too, and nothing else goes.
#[test]
fn an_alarm_is_what_would_happen() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut alarmed, mut silent, mut stopped) = (0, 0, 0);
    for round in 0..100 {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let dockerfile = plant(&mut random, root);
        let engine = &ENGINES[round % ENGINES.len()];
        let mut request = Request::new(root, engine);
        request.dockerfile = dockerfile;
        let Some(_) = walked(&request) else { continue };
        let Ok(audit) = audit(&options(request.clone(), Some(Occasion::Asked))) else { continue };
        let canaries = audit.canaries.as_ref().expect("it was asked");
        let told: Vec<&[u8]> =
            canaries.alarms.iter().flat_map(|a| &a.absent).map(|a| &*a.judged).collect();
        for alarm in &canaries.alarms {
            // Of many alike a few will do.
            for absent in alarm.absent.iter().take(2) {
                let path = std::str::from_utf8(&absent.judged).expect("text");
                let before = missing(root, path);
                create(root, path);
                let real = comes(&request, path.as_bytes());
                assert_eq!(real, Some(absent.reach), "{path}{}", planted(root, engine));
                alarmed += 1;
                if absent.stopped {
                    stopped_by_its_lines(&request, root, (path, before), alarm);
                    stopped += 1;
                } else {
                    remove(root, path, before);
                }
            }
        }
        for path in at_the_root() {
            if told.contains(&path.as_bytes()) || root.join(path).symlink_metadata().is_ok() {
                continue;
            }
            let before = missing(root, path);
            create(root, path);
            let real = comes(&request, path.as_bytes());
            assert_eq!(real, None, "{path}{}", planted(root, engine));
            silent += 1;
            remove(root, path, before);
        }
    }
    assert!(alarmed > 800 && silent > 500 && stopped > 700, "{alarmed} {silent} {stopped}");
}

/// With the lines of an alarm the file at `path` stays; without the file nothing else does.
fn stopped_by_its_lines(
    request: &Request,
    root: &Path,
    (path, before): (&str, usize),
    alarm: &Alarm,
) {
    let ignore = root.join(".dockerignore");
    let old = fs::read(&ignore).ok();
    let lines = alarm.lines.join("\n");
    let text = [old.clone().unwrap_or_default(), b"\n".to_vec(), lines.clone().into_bytes()];
    fs::write(&ignore, text.concat()).expect("a file");
    let held = comes(request, path.as_bytes());
    assert_eq!(held, None, "{path} with {lines} for {}", request.engine.id);
    remove(root, path, before);
    let with = travelling(request);
    match &old {
        Some(old) => fs::write(&ignore, old).expect("a file"),
        None => fs::write(&ignore, "").expect("a file"),
    }
    for gone in travelling(request).iter().filter(|path| !with.contains(path)) {
        // What is meant by its name may go, with what is below.
        let meant = |line: &String| gone.split('/').any(|name| line.ends_with(name));
        assert!(alarm.lines.iter().any(meant), "{lines} takes {gone} away");
    }
    if old.is_none() {
        fs::remove_file(&ignore).expect("it was there");
    }
}
