//! The index: from a directory and a name to the patterns that hit that path, in a few hashes.
//!
//! Hash tables for whole names and extensions, short lists for other prefixes and suffixes, and
//! batches of regular expressions for what fits nowhere. It answers with textual hits only; what
//! they mean is decided in [`super::replay`].

use super::classify::{Class, Key, classify};
use super::pattern::{Pattern, Test, characters, regex_builder};
use crate::engine::Dialect;
use regex_automata::meta::{Cache, Regex};
use regex_automata::{Input, MatchKind, PatternSet};
use rustc_hash::FxHashMap;

/// How many expressions run as one automaton: more of them make its states explode (PERF 3).
const BATCH: usize = 50;

/// A pattern that may hit a name, and whether it has to be asked.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    pattern: u32,
    exact: bool,
}

/// Beginnings or ends of names, and who asks for them.
type Parts = Vec<(Box<[u8]>, Candidate)>;

/// Candidates by what a name looks like.
#[derive(Debug, Default)]
pub(super) struct Names {
    whole: FxHashMap<Box<[u8]>, Vec<Candidate>>,
    /// By extension, the dot included.
    extension: FxHashMap<Box<[u8]>, Vec<Candidate>>,
    /// By first byte.
    start: FxHashMap<u8, Parts>,
    /// By last byte.
    end: FxHashMap<u8, Parts>,
    anything: Vec<Candidate>,
}

#[derive(Debug)]
struct Batch {
    regex: Regex,
    patterns: Vec<u32>,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Index {
    anywhere: Names,
    by_directory: FxHashMap<Box<[u8]>, Names>,
    below: FxHashMap<Box<[u8]>, Vec<u32>>,
    batches: Vec<Batch>,
    /// Patterns that are asked one by one: the bad ones, which must be known as such.
    always_asked: Vec<u32>,
}

/// What one worker needs to search without waiting for another.
#[derive(Debug, Default)]
pub(super) struct Caches {
    batches: Vec<(Cache, PatternSet)>,
    single: FxHashMap<u32, Cache>,
}

impl Index {
    pub(super) fn new(dialect: Dialect, patterns: &[Pattern]) -> Self {
        let mut index = Self::default();
        let mut wild = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            let number = number as u32;
            if pattern.is_bad() {
                index.always_asked.push(number);
                continue;
            }
            match classify(dialect, pattern) {
                Class::Never => {}
                Class::Wild => wild.push(number),
                Class::Below(name) => index.below.entry(name.into()).or_default().push(number),
                Class::Named { directory: None, key, exact } => {
                    index.anywhere.add(key, Candidate { pattern: number, exact });
                }
                Class::Named { directory: Some(directory), key, exact } => {
                    let names = index.by_directory.entry(directory.into()).or_default();
                    names.add(key, Candidate { pattern: number, exact });
                }
            }
        }
        index.batches = wild.chunks(BATCH).flat_map(|batch| batched(patterns, batch)).collect();
        index
    }

    /// The candidates that only matter in one directory.
    pub(super) fn in_directory(&self, path: &[u8]) -> Option<&Names> {
        if self.by_directory.is_empty() { None } else { self.by_directory.get(path) }
    }

    /// The patterns that hit everything below a directory of this name.
    pub(super) fn below(&self, name: &[u8]) -> &[u32] {
        if self.below.is_empty() { &[] } else { self.below.get(name).map_or(&[], Vec::as_slice) }
    }

    /// Adds to `hits` every pattern that hits `path`, whose last component is `name`; `local` is
    /// what [`Self::in_directory`] said of its directory. Unsorted, perhaps with duplicates.
    pub(super) fn search(
        &self,
        patterns: &[Pattern],
        local: Option<&Names>,
        (path, name): (&[u8], &[u8]),
        caches: &mut Caches,
        hits: &mut Vec<u32>,
    ) {
        hits.extend_from_slice(&self.always_asked);
        for names in std::iter::once(&self.anywhere).chain(local) {
            names.candidates(name, |candidate| {
                if candidate.exact || ask(patterns, candidate.pattern, path, caches) {
                    hits.push(candidate.pattern);
                }
            });
        }
        if !self.batches.is_empty() {
            self.search_batches(path, caches, hits);
        }
    }

    fn search_batches(&self, path: &[u8], caches: &mut Caches, hits: &mut Vec<u32>) {
        if caches.batches.is_empty() {
            caches.batches = self.batches.iter().map(Batch::cache).collect();
        }
        let text = characters(path);
        let input = Input::new(text.as_ref());
        for (batch, (cache, found)) in self.batches.iter().zip(&mut caches.batches) {
            if let [only] = batch.patterns[..] {
                if batch.regex.search_half_with(cache, &input).is_some() {
                    hits.push(only);
                }
                continue;
            }
            found.clear();
            batch.regex.which_overlapping_matches_with(cache, &input, found);
            hits.extend(found.iter().map(|at| batch.patterns[at.as_usize()]));
        }
    }
}

impl Batch {
    fn cache(&self) -> (Cache, PatternSet) {
        (self.regex.create_cache(), PatternSet::new(self.patterns.len()))
    }
}

/// One automaton for a batch, or one each if that is too large.
fn batched(patterns: &[Pattern], batch: &[u32]) -> Vec<Batch> {
    let hirs: Vec<_> = batch.iter().filter_map(|&number| hir(&patterns[number as usize])).collect();
    debug_assert_eq!(hirs.len(), batch.len(), "only regular expressions are wild");
    match regex_builder(MatchKind::All).build_many_from_hir(&hirs) {
        Ok(regex) => vec![Batch { regex, patterns: batch.to_vec() }],
        Err(_) if batch.len() > 1 => {
            batch.iter().flat_map(|&number| batched(patterns, &[number])).collect()
        }
        Err(_) => Vec::new(),
    }
}

fn hir(pattern: &Pattern) -> Option<&regex_syntax::hir::Hir> {
    match &pattern.test {
        Test::Regex(expression) => Some(&expression.hir),
        Test::Exact | Test::Prefix | Test::Suffix | Test::Bad => None,
    }
}

/// Asks the pattern itself, with this worker's cache.
fn ask(patterns: &[Pattern], number: u32, path: &[u8], caches: &mut Caches) -> bool {
    let pattern = &patterns[number as usize];
    let Test::Regex(expression) = &pattern.test else {
        return pattern.matches(path).unwrap_or(false);
    };
    let Some(regex) = expression.regex() else { return false };
    let cache = caches.single.entry(number).or_insert_with(|| regex.create_cache());
    regex.search_half_with(cache, &Input::new(characters(path).as_ref())).is_some()
}

impl Names {
    fn add(&mut self, key: Key, candidate: Candidate) {
        match key {
            Key::Anything => self.anything.push(candidate),
            Key::Name(name) => self.whole.entry(name.into()).or_default().push(candidate),
            Key::StartsWith(start) => {
                self.start.entry(start[0]).or_default().push((start.into(), candidate));
            }
            Key::EndsWith(end) if extension(&end) == Some(&end[..]) => {
                self.extension.entry(end.into()).or_default().push(candidate);
            }
            Key::EndsWith(end) => {
                let last = end[end.len() - 1];
                self.end.entry(last).or_default().push((end.into(), candidate));
            }
        }
    }

    fn candidates(&self, name: &[u8], mut found: impl FnMut(Candidate)) {
        self.anything.iter().copied().for_each(&mut found);
        if !self.whole.is_empty() {
            self.whole.get(name).into_iter().flatten().copied().for_each(&mut found);
        }
        if !self.extension.is_empty()
            && let Some(extension) = extension(name)
        {
            self.extension.get(extension).into_iter().flatten().copied().for_each(&mut found);
        }
        if !self.start.is_empty()
            && let Some(starts) = name.first().and_then(|byte| self.start.get(byte))
        {
            starts.iter().filter(|(start, _)| name.starts_with(start)).for_each(|(_, c)| found(*c));
        }
        if !self.end.is_empty()
            && let Some(ends) = name.last().and_then(|byte| self.end.get(byte))
        {
            ends.iter().filter(|(end, _)| name.ends_with(end)).for_each(|(_, c)| found(*c));
        }
    }
}

/// From the last dot on.
fn extension(name: &[u8]) -> Option<&[u8]> {
    memchr::memrchr(b'.', name).map(|at| &name[at..])
}
