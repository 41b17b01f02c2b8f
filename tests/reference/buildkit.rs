//! BuildKit: the transport of the list (SPEC 5.10, 18), the filtering walk of the client (5) and what arrives empty (6). The context is
//! sent whole, so there are no include patterns here.

use std::collections::{BTreeMap, BTreeSet};

use super::choose::{buildkit_list, check_dockerfile, dockerfile_name};
use super::compile::{Dialect, Pattern, compile};
use super::evaluate::{Hits, mopm, mupr};
use super::text::{ancestors, to_valid_utf8};
use super::{Failure, Prediction, Tree, is_dir, is_readable, shown};

/// SPEC 18: what all patterns together may weigh in one header list.
const HEADER_LIST_BYTES: usize = 1_048_896;
/// SPEC 18: what a header costs besides its value.
const HEADER_OVERHEAD: usize = 48;

pub(crate) fn predict(tree: &Tree, dockerfile: Option<&[u8]>) -> Result<Prediction, Failure> {
    let name = dockerfile_name(tree, dockerfile, [b"Dockerfile", b"dockerfile"])?;
    check_dockerfile(tree, &name)?;
    let list = buildkit_list(tree, &name, true)?;
    compile(Dialect::Docker, &list)?; // 9.3: the frontend compiles what it has read, before anything is sent
    let list = transport(&list)?;
    let patterns = compile(Dialect::Docker, &list)?;
    let mut walk = Walk {
        tree,
        patterns: &patterns,
        prefix_only: prefix_only(&patterns),
        emitted: Vec::new(),
    };
    walk.directory(b"", None)?;
    let emitted = walk.emitted;
    let empty = arriving_empty(tree, &patterns, &emitted);
    Ok(Prediction::sent(emitted.iter().map(|path| shown(tree, path)).collect(), empty))
}

/// SPEC 5.10 and 18: through JSON and a gRPC header.
pub(crate) fn transport(list: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Failure> {
    let sent: Vec<Vec<u8>> = list.iter().map(|entry| to_valid_utf8(entry)).collect();
    let percent_encoded = sent.iter().any(|entry| !entry.is_ascii());
    if !percent_encoded && sent.iter().flatten().any(u8::is_ascii_control) {
        return Err(Failure::ControlCharacter);
    }
    let weight: usize = sent.iter().map(|entry| entry.len() + HEADER_OVERHEAD).sum();
    if weight > HEADER_LIST_BYTES { Err(Failure::HeaderList) } else { Ok(sent) }
}

/// SPEC 5.3: remove one trailing `/**` if present, then one trailing `/*` if present.
pub(crate) fn trim_globs(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"/**").unwrap_or(text);
    text.strip_suffix(b"/*").unwrap_or(text)
}

/// SPEC 5.3: no negated pattern, after trim, contains any of `* [ ] ? ^ \`.
pub(crate) fn prefix_only(patterns: &[Pattern]) -> bool {
    let special = |text: &[u8]| text.iter().any(|b| b"*[]?^\\".contains(b));
    !patterns.iter().any(|pattern| pattern.negated && special(trim_globs(&pattern.text)))
}

/// SPEC 5.3b: is this excluded directory left alone? Only asked if the negations are prefix-only.
pub(crate) fn is_pruned(patterns: &[Pattern], dir: &[u8]) -> bool {
    let start = [dir, b"/"].concat();
    let opens = |text: &[u8]| [trim_globs(text), b"/"].concat().starts_with(&start);
    !patterns.iter().any(|pattern| pattern.negated && opens(&pattern.text))
}

struct Walk<'a> {
    tree: &'a Tree,
    patterns: &'a [Pattern],
    prefix_only: bool,
    /// In the order of emission (5.2).
    emitted: Vec<Vec<u8>>,
}

impl Walk<'_> {
    /// SPEC 5.2-5.8: the entries of a directory that was not pruned.
    fn directory(&mut self, dir: &[u8], vector: Option<&Hits>) -> Result<(), Failure> {
        if !dir.is_empty() && !is_readable(self.tree, dir) {
            return Err(Failure::UnreadableDirectory); // 5.8
        }
        for path in self.tree.list(dir) {
            let (excluded, hits) = mupr(self.patterns, &path, vector)?;
            if !excluded {
                self.emit(&path); // 5.4
            }
            if !is_dir(self.tree, &path)
                || (excluded && self.prefix_only && is_pruned(self.patterns, &path))
            {
                continue;
            }
            self.directory(&path, Some(&hits))?;
        }
        Ok(())
    }

    /// SPEC 5.5: lazy parents, top-down, then the entry.
    fn emit(&mut self, path: &[u8]) {
        for parent in ancestors(path) {
            if !self.emitted.iter().any(|emitted| emitted == parent) {
                self.emitted.push(parent.to_vec());
            }
        }
        self.emitted.push(path.to_vec());
    }
}

/// SPEC 6: the files whose open fails. The second and later names of an inode are links to its first emitted name (5.7), so the
/// first name decides.
fn arriving_empty(tree: &Tree, patterns: &[Pattern], emitted: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut opened: BTreeMap<&[u8], bool> = BTreeMap::new();
    let mut empty = BTreeSet::new();
    for path in emitted {
        let Some((_, size, readable)) = tree.file(path) else { continue };
        let fails = *opened
            .entry(tree.inode(path))
            .or_insert_with(|| !readable || !matches!(mopm(patterns, path), Ok(false))); // 6.1, 6.2
        if fails && size > 0 {
            empty.insert(path.clone());
        }
    }
    empty.into_iter().collect()
}
