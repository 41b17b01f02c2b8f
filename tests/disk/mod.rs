//! Trees on disk: a tree of the reference made real, and what the library says of it.
//!
//! Shared by the tests that compare the library with recorded runs and with the reference. It
//! predicts nothing by itself.

use crate::reference::{self, Kind, Prediction, Tree};
use rustix::fd::AsFd;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use stowaway::build::{Build, DockerfileChoice, Request};
use stowaway::context::{self, Empty, Inventory, Kind as Entry, Requested, WalkOptions};
use stowaway::engine::Engine;
use stowaway::error::{Cause, Error};

/// The user that the recorded runs were made as.
const ORDINARY_USER: u32 = 65_534;

/// Makes a tree below `root`, a directory that exists; entries outside land beside it.
pub(crate) fn plant(tree: &Tree, root: &Path) {
    let at = |path: &[u8]| -> PathBuf { root.join(OsStr::from_bytes(path)) };
    for (path, node) in tree.entries() {
        let place = at(path);
        match &node.kind {
            Kind::Dir => fs::create_dir_all(&place).expect("a directory"),
            Kind::File { content, size } => {
                let content = content.clone().unwrap_or_else(|| vec![b'x'; *size as usize]);
                fs::write(&place, content).expect("a file");
            }
            Kind::Symlink(target) => {
                std::os::unix::fs::symlink(OsStr::from_bytes(target), &place).expect("a link");
            }
            Kind::Hardlink(_) => {}
            Kind::Fifo => {
                let parent = fs::File::open(place.parent().expect("a parent")).expect("a parent");
                let mode = rustix::fs::Mode::from_raw_mode(0o644);
                let name = place.file_name().expect("a name");
                rustix::fs::mknodat(parent.as_fd(), name, rustix::fs::FileType::Fifo, mode, 0)
                    .expect("a FIFO");
            }
            Kind::Socket => drop(UnixListener::bind(&place).expect("a socket")),
        }
    }
    for (path, node) in tree.entries() {
        if let Kind::Hardlink(target) = &node.kind {
            fs::hard_link(at(target), at(path)).expect("a hard link");
        }
    }
    for (path, node) in tree.entries() {
        if !node.readable && !matches!(node.kind, Kind::Symlink(_)) {
            fs::set_permissions(at(path), fs::Permissions::from_mode(0o000)).expect("a mode");
        }
    }
}

/// Makes what was planted removable again.
pub(crate) fn unlock(tree: &Tree, root: &Path) {
    for (path, node) in tree.entries() {
        if !node.readable && !matches!(node.kind, Kind::Symlink(_)) {
            let place = root.join(OsStr::from_bytes(path));
            fs::set_permissions(place, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
    }
}

/// A pool whose threads are an ordinary user, as in the recorded runs, even when root tests.
pub(crate) fn ordinary_pool() -> rayon::ThreadPool {
    let become_ordinary = |_| {
        if rustix::process::geteuid().is_root() {
            let id = rustix::process::Uid::from_raw(ORDINARY_USER);
            rustix::thread::set_thread_res_uid(id, id, id).expect("root may become anybody");
        }
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .start_handler(become_ordinary)
        .build()
        .expect("a pool")
}

/// Which walk answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    Parallel,
    Portable,
}

/// What the library predicts for a context on disk.
pub(crate) fn observe(
    engine: reference::Engine,
    root: &Path,
    dockerfile: Option<&[u8]>,
    walk: Walk,
) -> Prediction {
    let engine = Engine::find(engine.name()).expect("the library knows every engine");
    let mut request = Request::new(root, engine);
    if let Some(name) = dockerfile {
        request.dockerfile = DockerfileChoice::Named(root.join(OsStr::from_bytes(name)));
    }
    match walked(&request, walk) {
        Ok((inventory, requested)) => predicted(&inventory, &requested, engine.transfer.rechecked),
        Err(Error::Refused(failure)) => failed(failure.cause),
        Err(error) => panic!("unexpected: {error}"),
    }
}

/// A context as the library sees it.
pub(crate) fn walked(request: &Request, walk: Walk) -> Result<(Inventory, Requested), Error> {
    let build = Build::prepare(request)?;
    let inventory = match walk {
        Walk::Parallel => context::walk(&build, WalkOptions::default()),
        Walk::Portable => context::walk_portable(&build, WalkOptions::default()),
    }?;
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    Ok((inventory, requested))
}

/// `empty` is on record for BuildKit only, for files that have content on disk.
pub(crate) fn predicted(
    inventory: &Inventory,
    requested: &Requested,
    with_empty: bool,
) -> Prediction {
    if let Some(failure) = requested.failure() {
        return failed(failure.cause);
    }
    let mut prediction = failed_by(None);
    for id in inventory.in_order().filter(|id| requested.travels(inventory, *id)) {
        let mut path = inventory.path(id).to_vec();
        match requested.empty(inventory, id) {
            Some(Empty::Disagreement | Empty::Unreadable) if with_empty => {
                prediction.empty.push(path.clone());
            }
            Some(_) | None => {}
        }
        if inventory.kind(id) == Entry::Directory {
            path.push(b'/');
        }
        prediction.paths.push(path);
    }
    prediction.paths.sort();
    prediction.empty.sort();
    prediction
}

fn failed_by(error: Option<reference::Failure>) -> Prediction {
    Prediction { paths: Vec::new(), empty: Vec::new(), error }
}

fn failed(cause: Cause) -> Prediction {
    use reference::Failure;
    failed_by(Some(match cause {
        Cause::IllegalExclusion => Failure::IllegalExclusion,
        Cause::PatternSyntax => Failure::SyntaxError,
        Cause::LineTooLong => Failure::LineTooLong,
        Cause::ControlCharacter => Failure::ControlCharacter,
        Cause::HeaderList => Failure::HeaderList,
        Cause::UnreadableDirectory => Failure::UnreadableDirectory,
        Cause::UnreadableFile => Failure::UnreadableFile,
        Cause::IgnoreFileUnreadable => Failure::IgnoreFileUnreadable,
        Cause::IgnoreFileIsDirectory => Failure::IgnoreFileIsDirectory,
        Cause::NoDockerfile => Failure::NoDockerfile,
        other => panic!("no such failure in the reference: {other:?}"),
    }))
}
