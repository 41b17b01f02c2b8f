//! Which Dockerfile and which ignore file an engine uses, and the pattern list that comes out of it (SPEC 9, 10.1, 10.3, 11.1, 14). The
//! result is the raw list; compiling it is left to the walks.

use super::Failure;
use super::read::{read_containers, read_docker};
use super::text::split;
use super::tree::{Kind, Lookup, Tree};

type List = Vec<Vec<u8>>;

/// What opening a file for reading gives.
enum Opened<'a> {
    Content(&'a [u8]),
    Missing,
    Directory,
    /// The file is there, but its content is not to be had.
    Unreadable,
    /// Something on the way is in the way.
    Unreachable,
}

fn open<'a>(tree: &'a Tree, path: &[u8], root: Option<&[u8]>) -> Opened<'a> {
    match tree.follow(path, root) {
        Lookup::Missing => Opened::Missing,
        Lookup::Denied | Lookup::Loop => Opened::Unreachable,
        Lookup::Found(_, node) if node.kind == Kind::Dir => Opened::Directory,
        Lookup::Found(real, _) => match tree.file(&real) {
            Some((content, _, true)) => Opened::Content(content),
            Some(_) => Opened::Unreadable,
            None => Opened::Unreachable,
        },
    }
}

/// The name of the Dockerfile: as given, or the first of the engine's default names that exists in the root.
pub(crate) fn dockerfile_name(
    tree: &Tree,
    given: Option<&[u8]>,
    defaults: [&[u8]; 2],
) -> Result<Vec<u8>, Failure> {
    let mut candidates = given.map_or_else(|| defaults.to_vec(), |name| vec![name]);
    candidates.retain(|name| tree.get(name).is_some());
    candidates.first().map(|name| name.to_vec()).ok_or(Failure::NoDockerfile)
}

/// SPEC 9.2, 6.2: the Dockerfile may be a link inside its own directory tree, and must have a text.
pub(crate) fn check_dockerfile(tree: &Tree, name: &[u8]) -> Result<(), Failure> {
    let (dir, base) = split(name);
    match tree.follow(base, Some(dir)) {
        Lookup::Found(real, _) => match tree.file(&real) {
            Some((_, size, true)) if size > 0 => Ok(()),
            Some(_) => Err(Failure::DockerfileEmpty),
            None => Err(Failure::NoDockerfile),
        },
        _ => Err(Failure::NoDockerfile),
    }
}

/// SPEC 9.3: `<name>.dockerignore` replaces `.dockerignore`; whatever cannot be read silently excludes nothing.
/// Not `per_dockerfile`: only the root's file is looked at (SPEC 14, the lower-case name).
pub(crate) fn buildkit_list(
    tree: &Tree,
    dockerfile: &[u8],
    per_dockerfile: bool,
) -> Result<List, Failure> {
    let (dir, base) = split(dockerfile);
    if per_dockerfile {
        match open(tree, &[base, b".dockerignore"].concat(), Some(dir)) {
            Opened::Content(content) => return read_docker(content),
            Opened::Unreadable => return Ok(Vec::new()), // arrives empty (6.2), and empty counts as present
            _ => {}
        }
    }
    match open(tree, b".dockerignore", Some(b"")) {
        Opened::Content(content) => read_docker(content),
        _ => Ok(Vec::new()),
    }
}

/// SPEC 10.1.
pub(crate) fn classic_list(tree: &Tree) -> Result<List, Failure> {
    match open(tree, b".dockerignore", None) {
        Opened::Content(content) => read_docker(content),
        Opened::Missing => Ok(Vec::new()),
        Opened::Directory => Err(Failure::IgnoreFileIsDirectory),
        Opened::Unreadable | Opened::Unreachable => Err(Failure::IgnoreFileUnreadable),
    }
}

/// SPEC 11.1: next to the Dockerfile, then in the root; of a pair next to the Dockerfile `.dockerignore` wins, in the root
/// `.containerignore`.
pub(crate) fn podman_list(tree: &Tree, dockerfile: &[u8]) -> Result<List, Failure> {
    let root: Option<&[u8]> = Some(b"");
    let candidates = [
        ([dockerfile, b".dockerignore"].concat(), None),
        ([dockerfile, b".containerignore"].concat(), None),
        (b".containerignore".to_vec(), root),
        (b".dockerignore".to_vec(), root),
    ];
    for (path, root) in candidates {
        match open(tree, &path, root) {
            Opened::Content(content) => return Ok(read_containers(content)),
            Opened::Missing => {}
            Opened::Directory => return Err(Failure::IgnoreFileIsDirectory),
            Opened::Unreadable | Opened::Unreachable => return Err(Failure::IgnoreFileUnreadable),
        }
    }
    Ok(Vec::new())
}
