//! A list of what is let in, on random trees with random Dockerfiles: everything that a COPY asks for
//! travels, whole and on every engine, and nothing else does. The literal reference is the judge.

#![cfg(unix)]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod disk;
#[expect(dead_code, reason = "each test binary uses a part of the reference")]
mod reference;

use disk::plant;
use reference::random::Random;
use reference::{Kind, Node, Tree, predict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{IgnoreChoice, Request};
use stowaway::context::{DiskHeads, WalkOptions};
use stowaway::dockerfile::{has_glob, matches_path};
use stowaway::engine::{ENGINES, Engine};
use stowaway::generate::{Generated, Ground, Needs, Refusal, Style, generate};

const NAMES: &[&[u8]] = &[
    b"a",
    b"b",
    b"ab",
    b"src",
    b"x.json",
    b"y.json",
    b"a.b",
    b"A",
    b".h",
    b"a b",
    b"a+",
    b"c++",
    b"(b)",
    b"[a]",
    b"#a",
    b"!a",
    b"^a",
    b"a|b",
    b"{a,b}",
    b"a{2}",
    b"-",
    b"\xc3\xa9",
    b"a\xff",
    b" a",
    b"a ",
    b"a\tb",
    b"\\a",
    b"a$",
    b"a?",
    b"a*",
];

fn name(random: &mut Random) -> &'static [u8] {
    if random.chance(75) { random.pick(&NAMES[..9]) } else { random.pick(NAMES) }
}

fn tree(random: &mut Random) -> BTreeMap<Vec<u8>, Node> {
    let mut entries: BTreeMap<Vec<u8>, Node> = BTreeMap::new();
    for _ in 0..4 + random.below(20) {
        let names: Vec<&[u8]> = (0..=random.below(4)).map(|_| name(random)).collect();
        let path = names.join(&b'/');
        let above = (1..names.len()).map(|depth| names[..depth].join(&b'/'));
        let blocked = above.clone().any(|above| entries.contains_key(&above));
        let below = [path.as_slice(), b"/"].concat();
        if blocked || entries.keys().any(|known| *known == path || known.starts_with(&below)) {
            continue;
        }
        let size = 1 + random.below(9) as u64;
        let kind = match random.below(12) {
            0 => {
                let others: Vec<&Vec<u8>> = entries.keys().collect();
                let target = if others.is_empty() {
                    b"a".to_vec()
                } else {
                    others[random.below(others.len())].clone()
                };
                let up = b"../".repeat(names.len() - 1);
                Kind::Symlink([up, target].concat())
            }
            _ => Kind::File { content: None, size },
        };
        entries.insert(path, Node::new(kind));
    }
    entries
}

/// Sources as they are written in a COPY: paths that are there, their directories, globs of them.
fn sources(random: &mut Random, entries: &BTreeMap<Vec<u8>, Node>) -> Vec<String> {
    let usable: Vec<&str> = entries
        .keys()
        .filter_map(|path| std::str::from_utf8(path).ok())
        .filter(|path| !path.contains(['$', '\\', '\t', '"']) && path.trim() == *path)
        .collect();
    let mut sources = Vec::new();
    for _ in 0..1 + random.below(5) {
        if usable.is_empty() || random.chance(7) {
            sources.push(".".to_owned());
            continue;
        }
        let path = usable[random.below(usable.len())];
        let names: Vec<&str> = path.split('/').collect();
        let mut names = names[..1 + random.below(names.len())].to_vec();
        let last = names.len() - 1;
        let glob;
        if random.chance(25) {
            let first: String = names[last].chars().take(random.below(2)).collect();
            glob = format!("{first}*");
            names[last] = &glob;
        }
        let source = names.join("/");
        if source.trim() == source {
            sources.push(source);
        }
    }
    sources
}

/// The files that a source asks for, by the disk itself.
fn asked(root: &Path, tree: &Tree, source: &str) -> BTreeSet<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    let files = |above: &[u8]| -> Vec<Vec<u8>> {
        let below = [above, b"/"].concat();
        let is_file = |node: &Node| node.kind != Kind::Dir;
        let all = tree.entries().filter(|(_, node)| is_file(node));
        all.map(|(path, _)| path.to_vec())
            .filter(|path| above.is_empty() || path == above || path.starts_with(&below))
            .collect()
    };
    if source == "." {
        return files(b"").into_iter().collect();
    }
    let matched: Vec<Vec<u8>> = if has_glob(source.as_bytes()) {
        let paths = tree.entries().map(|(path, _)| path.to_vec());
        paths.filter(|path| matches_path(source.as_bytes(), path) == Ok(true)).collect()
    } else {
        vec![source.as_bytes().to_vec()]
    };
    let mut found = BTreeSet::new();
    for path in matched {
        // What is named may be a link, or lie behind one: then what it leads to is asked for.
        let real = std::fs::canonicalize(root.join(std::ffi::OsStr::from_bytes(&path)));
        let base = std::fs::canonicalize(root).expect("a root");
        let Ok(inside) = real.as_deref().map(|real| real.strip_prefix(&base)) else { continue };
        let Ok(inside) = inside else { continue };
        found.extend(files(inside.as_os_str().as_bytes()));
        found.extend(files(&path));
    }
    found
}

fn audited(root: &Path) -> Option<(Audit, Request)> {
    let mut request = Request::new(root, &ENGINES[0]);
    request.ignore = IgnoreChoice::None;
    let options = Options {
        request: request.clone(),
        walk: WalkOptions { into_held: true },
        rules: None,
        git: None,
        canaries: None,
        contents: None,
    };
    audit(&options).ok().map(|audit| (audit, request))
}

fn written(
    audit: &Audit,
    request: &Request,
    engines: &[&'static Engine],
) -> Result<Generated, Refusal> {
    let heads = DiskHeads::open(&audit.build.root).expect("a directory");
    let needs = Needs::gather(&audit.build, request, &audit.inventory, &heads, true);
    let ground = Ground {
        build: &audit.build,
        inventory: &audit.inventory,
        requested: &audit.requested,
        landing: audit.landing.as_ref(),
        needs: &needs,
        git: None,
        findings: &audit.findings,
        heads: &heads,
        engines,
    };
    generate(&ground, Style::Allow)
}

/// More on request, as for the comparison with git.
fn rounds() -> u64 {
    let asked = std::env::var("STOWAWAY_GIT_ROUNDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(60)
}

/// How many files travel that nobody asks for.
fn unasked(sent: &BTreeSet<Vec<u8>>, wanted: &BTreeSet<Vec<u8>>) -> usize {
    let own = [&b"Dockerfile"[..], b".dockerignore"];
    let files = sent.iter().filter(|path| !path.ends_with(b"/"));
    files.filter(|path| !own.contains(&path.as_slice()) && !wanted.contains(*path)).count()
}

#[test]
fn what_a_dockerfile_asks_for_is_let_in_on_every_engine() {
    let mut random = Random::new(0xa110_3ed5);
    let (mut compared, mut travelled, mut held, mut extra) = (0, 0, 0, 0);
    for case in 0..rounds() {
        let mut entries = tree(&mut random);
        let sources = sources(&mut random, &entries);
        let mut dockerfile = "FROM scratch\n".to_owned();
        for source in &sources {
            dockerfile += &format!("COPY [\"{source}\", \"/x/\"]\n");
        }
        let size = dockerfile.len() as u64;
        let text = Kind::File { content: Some(dockerfile.clone().into_bytes()), size };
        entries.insert(b"Dockerfile".to_vec(), Node::new(text));
        let planted = Tree::new(entries.clone());
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        plant(&planted, root);
        let Some((audit, request)) = audited(root) else { continue };
        let wanted: BTreeSet<Vec<u8>> =
            sources.iter().flat_map(|source| asked(root, &planted, source)).collect();
        let all: Vec<&'static Engine> = ENGINES.iter().collect();
        for engines in ENGINES.iter().map(|engine| vec![engine]).chain([all]) {
            let generated = written(&audit, &request, &engines)
                .unwrap_or_else(|refusal| panic!("case {case}: {refusal}\n{dockerfile}"));
            if engines.len() > 1 {
                let again = written(&audit, &request, &engines).expect("the same");
                assert_eq!(generated.text, again.text, "case {case}: not the same twice");
            }
            let mut entries = entries.clone();
            let size = generated.text.len() as u64;
            let file = Kind::File { content: Some(generated.text.clone()), size };
            entries.insert(b".dockerignore".to_vec(), Node::new(file));
            let tree = Tree::new(entries);
            for engine in engines {
                let of_reference = reference::Engine::ALL
                    .into_iter()
                    .find(|known| known.name() == engine.id)
                    .expect("an engine");
                let predicted = predict(of_reference, &tree, None);
                let shown = || {
                    let text = String::from_utf8_lossy(&generated.text).into_owned();
                    format!("case {case}, {}\n{dockerfile}\n{text}", engine.id)
                };
                assert_eq!(predicted.error, None, "{}", shown());
                assert_eq!(predicted.empty, Vec::<Vec<u8>>::new(), "{}", shown());
                let sent: BTreeSet<Vec<u8>> = predicted.paths.into_iter().collect();
                for path in &wanted {
                    let lossy = String::from_utf8_lossy(path).into_owned();
                    assert!(sent.contains(path), "{lossy:?} is lost: {}", shown());
                    travelled += 1;
                }
                extra += unasked(&sent, &wanted);
                held += planted.entries().count().saturating_sub(sent.len());
                compared += 1;
            }
        }
    }
    assert!(compared > 300 && travelled > 1000 && held > 500, "{compared}, {travelled}, {held}");
    // What a link leads to, and what `?` has to stand for.
    assert!(extra * 20 < travelled, "{extra} of {travelled}");
}
