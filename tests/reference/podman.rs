//! buildah and local podman (SPEC 11): what `COPY . /` copies. Nothing is sent; the list is applied while a directory is copied.

use super::choose::{dockerfile_name, podman_list};
use super::compile::{Dialect, Pattern, compile};
use super::evaluate::last_match;
use super::{Failure, Kind, Prediction, Tree, is_dir, is_readable, shown};

pub(crate) fn predict(tree: &Tree, dockerfile: Option<&[u8]>) -> Result<Prediction, Failure> {
    let name = dockerfile_name(tree, dockerfile, [b"Containerfile", b"Dockerfile"])?;
    let patterns = compile(Dialect::Containers, &podman_list(tree, &name)?)?;
    let mut paths = Vec::new();
    copy(tree, &patterns, b"", &mut paths)?;
    Ok(Prediction::sent(paths, Vec::new()))
}

/// SPEC 11.6: negated patterns, slashes trimmed, + `/`, against the directory's path without a slash. No negation, no descent.
pub(crate) fn is_descended(patterns: &[Pattern], dir: &[u8]) -> bool {
    let trimmed = |text: &[u8]| {
        let first = text.iter().position(|&b| b != b'/').unwrap_or(text.len());
        let last = text.iter().rposition(|&b| b != b'/').map_or(first, |last| last + 1);
        text[first..last].to_vec()
    };
    patterns.iter().any(|pattern| {
        pattern.negated && [trimmed(&pattern.text), b"/".to_vec()].concat().starts_with(dir)
    })
}

/// SPEC 11.6, "While copying a directory".
fn copy(
    tree: &Tree,
    patterns: &[Pattern],
    dir: &[u8],
    paths: &mut Vec<Vec<u8>>,
) -> Result<(), Failure> {
    for path in tree.list(dir) {
        let excluded = last_match(patterns, &path)?;
        let directory = is_dir(tree, &path);
        let readable = is_readable(tree, &path);
        if excluded && !(directory && is_descended(patterns, &path)) {
            continue;
        }
        if directory && !readable {
            return Err(Failure::UnreadableDirectory);
        }
        if !excluded && tree.file(&path).is_some() && !readable {
            return Err(Failure::UnreadableFile);
        }
        let socket = tree.get(tree.inode(&path)).is_some_and(|node| node.kind == Kind::Socket);
        if !excluded && !socket {
            paths.push(shown(tree, &path));
        }
        if directory {
            copy(tree, patterns, &path, paths)?;
        }
    }
    Ok(())
}
