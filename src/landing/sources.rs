//! Which paths a source of COPY or ADD stands for (SPEC 19.3).

use super::copy::{Failed, Stage, syntax, too_many};
use super::resolve::{Names, names, resolve, text};
use super::tree::Node;
use super::view::Contexts;
use crate::dockerfile::{has_glob, matches_path};
use crate::error::Cause;
use crate::path::Shown;
use crate::source::Span;

/// The paths that a source stands for, each with the name that a file gets (SPEC 19.3).
pub(super) fn matches(
    contexts: &Contexts<'_>,
    source: &Stage,
    path: &[u8],
    span: Span,
) -> Result<Vec<(Names, Vec<u8>)>, Failed> {
    let resolved =
        |path: &[u8]| resolve(&source.root, contexts, path).map_err(|error| too_many(&error, span));
    let name = |path: &[Vec<u8>]| path.last().cloned().unwrap_or_default();
    let parts: Names = names(path).collect();
    let Some(first) = parts.iter().position(|part| has_glob(part)) else {
        return Ok(vec![(resolved(path)?, name(&parts))]);
    };
    let base = resolved(&text(&parts[..first]))?;
    let Some(directory) = source.root.at(contexts, &base) else {
        if source.open {
            return Ok(Vec::new());
        }
        let message = format!("lstat {}: no such file or directory", Shown(&text(&parts[..first])));
        return Err(Failed { cause: Cause::SourceMissing, message, span });
    };
    let glob = parts[first..].join(&b'/');
    let mut found = Vec::new();
    let mut search = Search { contexts, glob: &glob, found: &mut found };
    search.below(&directory, &mut Vec::new()).map_err(|()| syntax(span))?;
    let mut matches = Vec::new();
    for below in found {
        let whole = [base.as_slice(), below.as_slice()].concat();
        let last = name(&whole);
        matches.push((resolved(&text(&whole))?, last));
    }
    Ok(matches)
}

/// The files below a directory that a glob matches.
struct Search<'a> {
    contexts: &'a Contexts<'a>,
    glob: &'a [u8],
    found: &'a mut Vec<Names>,
}

impl Search<'_> {
    fn below(&mut self, directory: &Node, path: &mut Names) -> Result<(), ()> {
        // A `*` stops at a slash, but a class does not.
        let deepest = if self.glob.contains(&b'[') {
            usize::MAX
        } else {
            self.glob.iter().filter(|&&byte| byte == b'/').count() + 1
        };
        if path.len() >= deepest {
            return Ok(());
        }
        for (name, node) in directory.children(self.contexts) {
            path.push(name.to_vec());
            let whole = path.join(&b'/');
            if matches_path(self.glob, &whole).map_err(drop)? {
                self.found.push(path.clone());
            } else if node.is_dir() {
                self.below(&node, path)?;
            }
            path.pop();
        }
        Ok(())
    }
}
