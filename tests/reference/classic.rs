//! The classic builder (SPEC 10): pre-flight over the tree, the forced Dockerfile and `.dockerignore`, and the tar walk. What the daemon
//! deletes afterwards (10.6) is no part of what is sent.

use super::choose::{classic_list, dockerfile_name};
use super::compile::{Dialect, Pattern, compile};
use super::evaluate::{Hits, mopm, mupr, single_parent, some_negation_starts_with};
use super::text::clean;
use super::{Failure, Kind, Prediction, Tree, is_dir, is_readable, shown};

/// SPEC 10.7: how a Dockerfile from outside the context is called; the rows write it so.
const RANDOM_NAME: &[u8] = b".dockerfile.RANDOM";

pub(crate) fn predict(tree: &Tree, dockerfile: Option<&[u8]>) -> Result<Prediction, Failure> {
    let name = dockerfile_name(tree, dockerfile, [b"Dockerfile", b"dockerfile"])?;
    let list = classic_list(tree)?;
    preflight(tree, &compile(Dialect::Docker, &list)?, b"")?;
    let outside = name.starts_with(b"../");
    let patterns = compile(Dialect::Docker, &with_build_files(list, (!outside).then_some(&name))?)?;
    let mut paths = Vec::new();
    // 4.2: an evaluation error aborts the walk. Nobody looks at the error: what the archive has got so far is sent.
    let _aborted = tar(tree, &patterns, b"", None, &mut paths);
    if outside {
        paths.push(RANDOM_NAME.to_vec()); // 10.7
        if !paths.iter().any(|path| path == b".dockerignore") {
            paths.push(b".dockerignore".to_vec());
        }
    }
    Ok(Prediction::sent(paths, Vec::new()))
}

/// SPEC 10.2: MOPM on every path; an excluded directory is not descended, negations notwithstanding.
fn preflight(tree: &Tree, patterns: &[Pattern], dir: &[u8]) -> Result<(), Failure> {
    for path in tree.list(dir) {
        let directory = is_dir(tree, &path);
        if directory && !is_readable(tree, &path) {
            return Err(Failure::UnreadableDirectory); // excluded itself or not
        }
        if mopm(patterns, &path)? {
            continue;
        }
        if directory {
            preflight(tree, patterns, &path)?;
        } else if tree.file(&path).is_some() && !is_readable(tree, &path) {
            return Err(Failure::UnreadableFile);
        }
    }
    Ok(())
}

/// SPEC 10.3: `.dockerignore` and a Dockerfile inside the context are negated at the end if they are excluded.
pub(crate) fn with_build_files(
    mut list: Vec<Vec<u8>>,
    dockerfile: Option<&Vec<u8>>,
) -> Result<Vec<Vec<u8>>, Failure> {
    for name in [Some(&b".dockerignore".to_vec()), dockerfile].into_iter().flatten() {
        let patterns = compile(Dialect::Docker, &list)?;
        if single_parent(&patterns, &clean(name), true).unwrap_or(false) {
            list.push([b"!", name.as_slice()].concat());
        }
    }
    Ok(list)
}

/// SPEC 10.4.
fn tar(
    tree: &Tree,
    patterns: &[Pattern],
    dir: &[u8],
    vector: Option<&Hits>,
    paths: &mut Vec<Vec<u8>>,
) -> Result<(), Failure> {
    if !dir.is_empty() && !is_readable(tree, dir) {
        return Ok(()); // logged and skipped
    }
    for path in tree.list(dir) {
        let (excluded, hits) = mupr(patterns, &path, vector)?;
        let socket = tree.get(tree.inode(&path)).is_some_and(|node| node.kind == Kind::Socket);
        let unreadable_file =
            tree.file(&path).is_some_and(|(_, size, readable)| size > 0 && !readable);
        if !excluded && !socket && !unreadable_file {
            paths.push(shown(tree, &path));
        }
        let open =
            !excluded || some_negation_starts_with(patterns, &[path.as_slice(), b"/"].concat());
        if is_dir(tree, &path) && open {
            tar(tree, patterns, &path, Some(&hits), paths)?;
        }
    }
    Ok(())
}
