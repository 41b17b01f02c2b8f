//! What must hold for any Dockerfile and any tree: nothing is asked for that may not travel,
//! nothing lands that was not sent, a narrower target asks for no more, and a file's ways are the
//! places where it is found.
//!
//! The trees are hostile (`reference/random.rs`); the Dockerfiles are made here. What real engines
//! do is the business of `dockerfile_vectors.rs`.

#![cfg(unix)]

#[expect(dead_code, reason = "each test binary uses a part of the disk")]
mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;

use disk::{ordinary_pool, plant, unlock};
use reference::random::{self, Random};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use stowaway::build::{Build, DockerfileChoice, Request};
use stowaway::context::{self, EntryId, Inventory, Kind, Requested, Totals, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::error::Error;
use stowaway::landing::{ContextId, Contexts, Landing, Origin, Reach, View};

/// Everything about one build.
struct Built {
    build: Build,
    inventory: Inventory,
    requested: Requested,
}

impl Built {
    fn new(root: &Path, text: &str, engine: usize, target: Option<String>) -> Result<Self, Error> {
        let mut request = Request::new(root, &ENGINES[engine]);
        request.dockerfile = DockerfileChoice::Text(text.as_bytes().to_vec());
        request.options.target = target;
        let build = Build::prepare(&request)?;
        let inventory = context::walk(&build, WalkOptions::default())?;
        let requested = Requested::new(&inventory, &build.filter, build.engine);
        if let Some(failure) = requested.failure() {
            return Err(failure.clone().into());
        }
        Ok(Self { build, inventory, requested })
    }

    fn contexts(&self) -> Contexts<'_> {
        let links = Arc::new(self.build.links());
        let (inventory, requested) = (&self.inventory, &self.requested);
        Contexts(vec![Some(View { inventory, requested, links })])
    }

    fn asked(&self) -> BTreeSet<EntryId> {
        let travels = |id: &EntryId| self.requested.travels(&self.inventory, *id);
        self.inventory.in_order().filter(travels).collect()
    }
}

/// A Dockerfile of a few stages that takes what is there, and sometimes what is not.
fn dockerfile(random: &mut Random, paths: &[String]) -> String {
    let mut text = String::new();
    let stages = 1 + random.below(3);
    for stage in 0..stages {
        let base = if stage > 0 && random.chance(25) {
            format!("s{}", random.below(stage))
        } else {
            "scratch".to_owned()
        };
        let _ = writeln!(text, "FROM {base} AS s{stage}");
        for _ in 0..1 + random.below(4) {
            let line = match random.below(10) {
                0 => format!("WORKDIR {}", random.pick(&["/app", "sub", "..", "/d/e"])),
                1 if stage > 0 => format!(
                    "COPY --from=s{} {} {}",
                    random.below(stage),
                    random.pick(&["/", "/app", "/out", "*"]),
                    random.pick(&["/out/", "/", "kept"])
                ),
                2 => {
                    format!("RUN --mount=type=bind,source={},target=/m true", source(random, paths))
                }
                _ => {
                    let flags =
                        random.pick(&["", "", "", "--link ", "--exclude=*a* ", "--parents "]);
                    let sources: Vec<String> =
                        (0..1 + random.below(2)).map(|_| source(random, paths)).collect();
                    let to = random.pick(&["/", "./", "/app/", "/out", "x"]);
                    format!("COPY {flags}[{}, \"{to}\"]", json(&sources))
                }
            };
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn json(sources: &[String]) -> String {
    let quoted = sources.iter().map(|source| serde_json::json!(source).to_string());
    quoted.collect::<Vec<_>>().join(", ")
}

fn source(random: &mut Random, paths: &[String]) -> String {
    let path = &paths[random.below(paths.len())];
    match random.below(6) {
        0 => ".".to_owned(),
        1 => format!("{}*", path.chars().next().unwrap_or('a')),
        2 => path.rsplit_once('/').map_or("*", |(above, _)| above).to_owned(),
        _ => path.clone(),
    }
}

/// Plants a tree and hands it, with a Dockerfile, to `check`; gives the number of builds that
/// could be looked at.
fn for_random_builds(seed: u64, cases: usize, mut check: impl FnMut(&Path, &str, usize) + Send) {
    let pool = ordinary_pool();
    let mut random = Random::new(seed);
    for case in 0..cases {
        let list = random::list(&mut random);
        let ignore = random.chance(60).then(|| random::ignore_file(&mut random, &list));
        let tree = random::tree(&mut random, ignore);
        let paths: Vec<String> = tree
            .entries()
            .filter_map(|(path, _)| String::from_utf8(path.to_vec()).ok())
            .filter(|path| !path.contains(['\n', ',', '"']))
            .chain(["missing".to_owned()])
            .collect();
        let text = dockerfile(&mut random, &paths);
        let root = tempfile::tempdir().expect("a temporary directory");
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(root.path(), open).expect("a mode");
        plant(&tree, root.path());
        pool.install(|| check(root.path(), &text, case));
        unlock(&tree, root.path());
    }
}

#[test]
fn nothing_is_asked_for_that_may_not_travel() {
    let mut looked = 0;
    for_random_builds(0x00a5_c0de, 200, |root, text, case| {
        for (number, engine) in ENGINES.iter().enumerate() {
            let Ok(built) = Built::new(root, text, number, None) else { continue };
            looked += 1;
            let mut sum = Totals::default();
            for id in built.asked() {
                assert!(
                    built.inventory.fate(id).travels(),
                    "case {case}, {}: {:?}\n{text}",
                    engine.id,
                    built.inventory.path(id)
                );
                let directory = u64::from(built.inventory.kind(id) == Kind::Directory);
                sum += Totals {
                    files: 1 - directory,
                    directories: directory,
                    bytes: built.requested.size(&built.inventory, id),
                };
            }
            assert_eq!(built.requested.totals(&built.inventory), sum, "case {case}\n{text}");
            let sent = built.inventory.sent();
            assert!(sum.files <= sent.files && sum.bytes <= sent.bytes, "case {case}\n{text}");
        }
    });
    assert!(looked > 300, "{looked}");
}

#[test]
fn what_lands_was_sent_and_its_ways_lead_there() {
    let mut landed = 0;
    for_random_builds(0x1a4d_ed00, 250, |root, text, case| {
        let Ok(built) = Built::new(root, text, 0, None) else { return };
        let contexts = built.contexts();
        let plan = built.build.plan.as_ref().expect("a Dockerfile");
        let landing = Landing::new(plan, &contexts, "buildkit", &|_| false).expect("not too much");
        let mut found = BTreeSet::new();
        let mut sum = Totals::default();
        for file in landing.files(&contexts, plan.target) {
            let Some(origin) = file.origin else { continue };
            assert!(
                built.requested.travels(&built.inventory, origin.entry),
                "case {case}: {} landed and was not sent\n{text}",
                file.path.escape_ascii()
            );
            sum.files += 1;
            sum.bytes += built.requested.size(&built.inventory, origin.entry);
            assert_eq!(landing.reach(&contexts, origin), Reach::Image, "case {case}\n{text}");
            found.insert((origin.entry, file.path));
        }
        landed += found.len();
        let totals = landing.totals(&contexts, plan.target);
        assert_eq!((totals.files, totals.bytes), (sum.files, sum.bytes), "case {case}\n{text}");
        let mut told = BTreeSet::new();
        for entry in built.asked() {
            if built.inventory.kind(entry) == Kind::Directory {
                continue;
            }
            let origin = Origin { context: ContextId::MAIN, entry };
            let ways = landing.ways(&contexts, origin);
            let in_image = ways.into_iter().filter(|way| way.reach == Reach::Image);
            for way in in_image {
                assert!(!way.hops.is_empty(), "case {case}\n{text}");
                told.insert((entry, way.path));
            }
        }
        assert_eq!(told, found, "case {case}\n{text}");
    });
    assert!(landed > 500, "{landed}");
}

#[test]
fn a_narrower_target_asks_for_no_more() {
    let mut compared = 0;
    for_random_builds(0x7a46_e700, 200, |root, text, case| {
        let Ok(whole) = Built::new(root, text, 0, None) else { return };
        let plan = whole.build.plan.as_ref().expect("a Dockerfile");
        let asked = whole.asked();
        for (_, stage) in plan.reachable() {
            let Ok(part) = Built::new(root, text, 0, stage.name.clone()) else { continue };
            compared += 1;
            assert!(part.asked().is_subset(&asked), "case {case}, {:?}\n{text}", stage.name);
        }
    });
    assert!(compared > 100, "{compared}");
}
