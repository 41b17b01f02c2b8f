//! What somebody may have meant by a path that is not there.
//!
//! Suggestions are paths that exist in the tree that was asked; the best comes first, and nothing
//! is suggested that only resembles in part.

use super::ground::{Ground, Missing, above, joined};
use crate::path::name;

/// Lock files that stand in for each other when a project changes its package manager.
const STAND_INS: &[&[&str]] = &[
    &[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lockb",
        "bun.lock",
    ],
    &["requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "environment.yml"],
    &["poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock"],
    &["build.gradle", "build.gradle.kts"],
    &["settings.gradle", "settings.gradle.kts"],
    &["tsconfig.json", "jsconfig.json"],
];

/// Paths that a missing one may mean, the likeliest first; at most three.
pub(super) fn near(ground: &Ground<'_>, missing: &Missing, dockerfile: &[u8]) -> Vec<Vec<u8>> {
    let whole = joined(&missing.directory, &missing.rest);
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut add = |path: Vec<u8>| {
        if path != whole && !found.contains(&path) && ground.exists(&path) {
            found.push(path);
        }
    };
    // The same path beside the Dockerfile, or without a folder that is the context itself.
    if !dockerfile.is_empty() {
        add(joined(dockerfile, &whole));
    }
    if let Some(at) = memchr::memchr(b'/', &whole) {
        add(whole[at + 1..].to_vec());
    }
    let (first, rest) = match memchr::memchr(b'/', &missing.rest) {
        Some(at) => (&missing.rest[..at], &missing.rest[at..]),
        None => (missing.rest.as_slice(), &b""[..]),
    };
    let mut names = ground.names(&missing.directory);
    names.retain(|name| distance(&lower(name), &lower(first)) <= allowed(first));
    names.sort_by_key(|name| (distance(name, first), name.clone()));
    for name in names {
        add([joined(&missing.directory, &name).as_slice(), rest].concat());
    }
    for group in STAND_INS {
        if group.iter().any(|member| member.as_bytes() == name(&whole)) {
            for other in *group {
                add(joined(above(&whole), other.as_bytes()));
            }
        }
    }
    elsewhere(ground, &whole).into_iter().for_each(add);
    found.truncate(3);
    found
}

/// The same path in some other folder that travels.
fn elsewhere(ground: &Ground<'_>, whole: &[u8]) -> Vec<Vec<u8>> {
    let inventory = ground.inventory;
    let mut found = Vec::new();
    for dir in inventory.directories().skip(1) {
        if let Some(id) = inventory.find_below(dir, whole) {
            let path = inventory.path(id).to_vec();
            let vendored = |part: &[u8]| matches!(part, b"node_modules" | b"vendor" | b".git");
            if !path.split(|&byte| byte == b'/').any(vendored) {
                found.push(path);
            }
        }
        if found.len() == 2 {
            break;
        }
    }
    found
}

fn lower(name: &[u8]) -> Vec<u8> {
    name.to_ascii_lowercase()
}

/// A longer name may differ more.
fn allowed(name: &[u8]) -> usize {
    match name.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// How many bytes have to be typed, deleted or replaced to make one of the other.
pub(super) fn distance(a: &[u8], b: &[u8]) -> usize {
    strsim::generic_levenshtein(&Bytes(a), &Bytes(b))
}

/// Bytes, as strsim wants to go through them.
struct Bytes<'a>(&'a [u8]);

impl<'b> IntoIterator for &Bytes<'b> {
    type Item = &'b u8;
    type IntoIter = std::slice::Iter<'b, u8>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
