//! What was written, confirmed by the literal reference, which shares no code with the product: on
//! every path of the tree, for every engine.

use crate::reference::{self, Kind, Node, Prediction, Tree, predict};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use stowaway::build::{Build, Request};
use stowaway::context::{Kind as Entry, WalkOptions, walk};
use stowaway::dockerfile::{has_glob, matches_path};
use stowaway::engine::Engine;
use stowaway::generate::Needs;

const IGNORE: &[u8] = b".dockerignore";

/// What stands on the disk, with the contents of the files that decide; `ignore` is put in place of
/// the ignore file.
pub(crate) fn tree(root: &Path, ignore: Option<&[u8]>) -> Tree {
    let mut entries = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let entry = entry.expect("an entry");
        let path = entry.path().strip_prefix(root).expect("inside").as_os_str().as_bytes();
        let kind = if entry.file_type().is_dir() {
            Kind::Dir
        } else if entry.file_type().is_symlink() {
            let target = std::fs::read_link(entry.path()).expect("a link");
            Kind::Symlink(target.as_os_str().as_bytes().to_vec())
        } else {
            let size = entry.metadata().expect("a file").len();
            let decides = size < 20_000;
            let content = decides.then(|| std::fs::read(entry.path()).expect("a file"));
            Kind::File { content, size }
        };
        entries.insert(path.to_vec(), Node::new(kind));
    }
    entries.remove(IGNORE);
    if let Some(text) = ignore {
        let size = text.len() as u64;
        let kind = Kind::File { content: Some(text.to_vec()), size };
        entries.insert(IGNORE.to_vec(), Node::new(kind));
    }
    Tree::new(entries)
}

/// The paths that travel, an ignore file itself left out; the build must work.
fn sent(prediction: &Prediction) -> BTreeSet<Vec<u8>> {
    assert_eq!(prediction.error, None);
    assert!(prediction.empty.is_empty(), "{:?}", prediction.empty);
    let paths = prediction.paths.iter().filter(|path| *path != IGNORE).cloned();
    paths.collect()
}

fn shown(paths: impl IntoIterator<Item = Vec<u8>>) -> String {
    let text = |path: Vec<u8>| path.escape_ascii().to_string();
    paths.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

/// The context on disk has the new ignore file; `before` is what the old one said. Gives the paths
/// that stop travelling with BuildKit, in order. Nothing starts to but what is in `may_start`.
pub(crate) fn confirm(
    request: &Request,
    needs: &Needs,
    before: Option<&[u8]>,
    after: &[u8],
    may_start: &BTreeSet<Vec<u8>>,
) -> Vec<Vec<u8>> {
    let root = request.context.as_path();
    let (old, new) = (tree(root, before), tree(root, Some(after)));
    let mut stopped = Vec::new();
    for engine in reference::Engine::ALL {
        let name = engine.name();
        let (old, new) = (predict(engine, &old, None), predict(engine, &new, None));
        let (old, new) = (sent(&old), sent(&new));
        let more: Vec<_> =
            new.difference(&old).filter(|path| !is_or_is_above(path, may_start)).cloned().collect();
        assert!(more.is_empty(), "{name}: sent besides: {}", shown(more));
        let fast = fast(request, name);
        let differ = fast.symmetric_difference(&new).cloned();
        assert!(fast == new, "{name}: judged otherwise: {}", shown(differ));
        for path in old.difference(&new).filter(|path| is_named(needs, path)) {
            // Classic sends what is in a directory without the directory itself.
            if path.ends_with(b"/") && new.iter().any(|kept| kept.starts_with(path)) {
                continue;
            }
            panic!("{name}: {} is lost, which a Dockerfile names", path.escape_ascii());
        }
        if engine == reference::Engine::Buildkit {
            stopped = old.difference(&new).cloned().collect();
        }
    }
    stopped
}

/// Whether a path is one of these, or a directory above.
fn is_or_is_above(path: &[u8], those: &BTreeSet<Vec<u8>>) -> bool {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    those.iter().any(|that| {
        that.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    })
}

/// What the library says of the context on disk.
fn fast(request: &Request, engine: &str) -> BTreeSet<Vec<u8>> {
    let engine = Engine::find(engine).expect("an engine");
    let build = Build::prepare(&Request { engine, ..request.clone() }).expect("a build");
    let inventory = walk(&build, WalkOptions { into_held: true }).expect("a context");
    let travels = inventory.in_order().filter(|id| inventory.fate(*id).travels());
    let paths = travels.map(|id| {
        let mut path = inventory.path(id).to_vec();
        if inventory.kind(id) == Entry::Directory {
            path.push(b'/');
        }
        path
    });
    paths.filter(|path| path != IGNORE).collect()
}

/// Whether a source is this very path, or leads through it.
fn is_named(needs: &Needs, path: &[u8]) -> bool {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let depth = |path: &[u8]| path.split(|&byte| byte == b'/').count();
    needs.uses.iter().filter(|wanted| !wanted.is_everything()).any(|wanted| {
        let source = wanted.path.as_bytes();
        let parts: Vec<&[u8]> = source.split(|&byte| byte == b'/').take(depth(path)).collect();
        let start = parts.join(&b'/');
        if has_glob(&start) { matches_path(&start, path) == Ok(true) } else { start == path }
    })
}
