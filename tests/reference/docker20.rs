//! Docker 20.10's BuildKit (SPEC 14): the old client walk, and what `COPY . /` gets out of it. Everything SPEC 14 does not mention is as
//! in SPEC 5 and 9.

use super::choose::{buildkit_list, check_dockerfile, dockerfile_name};
use super::compile::{Dialect, Pattern, compile};
use super::evaluate::{single_parent, some_negation_starts_with};
use super::text::split;
use super::{Failure, Kind, Prediction, Tree, is_dir, is_readable, shown};

pub(crate) fn predict(tree: &Tree, dockerfile: Option<&[u8]>) -> Result<Prediction, Failure> {
    let name = dockerfile_name(tree, dockerfile, [b"Dockerfile", b"dockerfile"])?;
    fetch_dockerfile(tree, &name)?;
    check_dockerfile(tree, &name)?;
    let per_dockerfile = dockerfile.is_some() || name != b"dockerfile";
    let list = buildkit_list(tree, &name, per_dockerfile)?;
    // Raw gRPC metadata: whatever else is in the list.
    if list.iter().flatten().any(|&b| b.is_ascii_control() && b != b'\t') {
        return Err(Failure::ControlCharacter);
    }
    let patterns = compile(Dialect::Docker20, &list)?;
    let mut paths = Vec::new();
    walk(tree, &patterns, b"", &mut paths)?;
    Ok(Prediction::sent(paths, Vec::new()))
}

/// An unreadable directory the walk for the Dockerfile comes to is fatal: those next to it.
fn fetch_dockerfile(tree: &Tree, dockerfile: &[u8]) -> Result<(), Failure> {
    let blocked = tree
        .list(split(dockerfile).0)
        .iter()
        .any(|path| is_dir(tree, path) && !is_readable(tree, path));
    if blocked { Err(Failure::UnreadableDirectory) } else { Ok(()) }
}

/// Each entry by the non-skipping single-parent matcher, with the literal prune test.
fn walk(
    tree: &Tree,
    patterns: &[Pattern],
    dir: &[u8],
    paths: &mut Vec<Vec<u8>>,
) -> Result<(), Failure> {
    for path in tree.list(dir) {
        let directory = is_dir(tree, &path);
        if directory && !is_readable(tree, &path) {
            return Err(Failure::UnreadableDirectory); // even when itself excluded
        }
        let excluded = single_parent(patterns, &path, false)?;
        let descended =
            directory && some_negation_starts_with(patterns, &[path.as_slice(), b"/"].concat());
        if excluded && !descended {
            continue;
        }
        if !matches!(tree.get(tree.inode(&path)).map(|node| &node.kind), Some(Kind::Fifo)) {
            paths.push(shown(tree, &path)); // an excluded directory that must be descended is itself emitted
        }
        if directory {
            walk(tree, patterns, &path, paths)?;
        }
    }
    Ok(())
}
