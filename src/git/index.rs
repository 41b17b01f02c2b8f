//! What a repository tracks: the paths of its index, sorted, and nothing else of it.

use super::disk;
use super::repository::Repository;
use filetime::FileTime;
use gix_hash::Kind as Hash;
use gix_index::decode::Options;
use gix_index::entry::Mode;
use gix_index::{File, State};
use std::ops::Range;
use std::path::Path;

/// No index is longer than this: room for some ten million files.
const LONGEST: u64 = 2 << 30;

/// The tracked paths of a work tree.
#[derive(Debug, Default)]
pub(super) struct Index {
    paths: Vec<u8>,
    /// In byte order of paths.
    entries: Vec<Tracked>,
}

#[derive(Clone, Copy, Debug)]
struct Tracked {
    start: usize,
    length: u32,
    sort: Sort,
}

/// What is tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A file or a link.
    File,
    /// A repository of its own: a submodule.
    Repository,
    /// Everything below, of which the index lists nothing.
    Sparse,
}

impl Index {
    /// Reads the index of a work tree; one that is not there tracks nothing.
    ///
    /// # Errors
    /// In words, why it cannot be read.
    pub(super) fn of(repository: &Repository) -> Result<Self, String> {
        let path = repository.git_dir.join("index");
        let bytes = disk::read_if_there(&path, LONGEST);
        let Some(bytes) = bytes.map_err(|error| crate::build::reason(&error))? else {
            return Ok(Self::default());
        };
        let hash = if repository.settings.sha256 { Hash::Sha256 } else { Hash::Sha1 };
        Self::parse(&bytes, &path, hash)
    }

    fn parse(bytes: &[u8], path: &Path, hash: Hash) -> Result<Self, String> {
        // One thread: the walk has the others.
        let options = Options { thread_limit: Some(1), ..Options::default() };
        let told = |error: &dyn std::fmt::Display| {
            let text = error.to_string();
            crate::path::Shown(text.lines().next().unwrap_or_default().as_bytes()).to_string()
        };
        let (mut state, _) = State::from_bytes(bytes, FileTime::zero(), hash, options)
            .map_err(|error| told(&error))?;
        let Some(link) = state.link() else { return Self::new(&mut state) };
        let shared = path.with_file_name(format!("sharedindex.{}", link.shared_index_checksum));
        if !std::fs::metadata(&shared).is_ok_and(|facts| facts.is_file() && facts.len() <= LONGEST)
        {
            return Err("the index that it is a part of cannot be read".to_owned());
        }
        // A split index: the crate puts its two files together if it opens them itself.
        let mut file = File::at(path, hash, true, options).map_err(|error| told(&error))?;
        Self::new(&mut file)
    }

    /// Only paths are kept: a tenth of what the crate holds.
    fn new(state: &mut State) -> Result<Self, String> {
        let paths = state.take_path_backing();
        let mut entries: Vec<Tracked> = Vec::with_capacity(state.entries().len());
        let mut last: &[u8] = &[];
        for entry in state.entries() {
            let path = entry.path_in(&paths);
            if last > &**path {
                return Err("its paths are not in order".to_owned());
            }
            last = path;
            let sort = match entry.mode {
                Mode::COMMIT => Sort::Repository,
                Mode::DIR => Sort::Sparse,
                _ => Sort::File,
            };
            // The path is a part of what all paths are kept in, so that this is its place there.
            let start = path.as_ptr().addr() - paths.as_ptr().addr();
            entries.push(Tracked { start, length: path.len() as u32, sort });
        }
        Ok(Self { paths, entries })
    }

    fn path(&self, entry: &Tracked) -> &[u8] {
        &self.paths[entry.start..entry.start + entry.length as usize]
    }

    /// Everything.
    pub(super) fn whole(&self) -> Range<usize> {
        0..self.entries.len()
    }

    /// Whether nothing is tracked.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The part that lies below a directory, given with its `/` at the end.
    pub(super) fn below(&self, within: Range<usize>, directory: &[u8]) -> Range<usize> {
        let part = &self.entries[within.clone()];
        let start = part.partition_point(|entry| self.path(entry) < directory);
        let length = part[start..].partition_point(|entry| self.path(entry).starts_with(directory));
        within.start + start..within.start + start + length
    }

    /// The same for directories that are asked for in byte order of names: `cursor` is where the
    /// last answer ended, and nearly always where the next begins.
    pub(super) fn below_next(
        &self,
        within: Range<usize>,
        cursor: &mut usize,
        directory: &[u8],
    ) -> Range<usize> {
        let begins = |at: usize| self.path(&self.entries[at]).starts_with(directory);
        if !within.contains(cursor) || !begins(*cursor) {
            let found = self.below(within, directory);
            *cursor = (*cursor).max(found.end);
            return found;
        }
        let (start, mut step) = (*cursor, 1);
        let mut end = start;
        while end + step < within.end && begins(end + step) {
            end += step;
            step *= 2;
        }
        let last = (end + step).min(within.end);
        end += self.entries[end..last].partition_point(|e| self.path(e).starts_with(directory));
        *cursor = end;
        start..end
    }

    /// The same as [`Self::find`] for names that are asked for in byte order.
    pub(super) fn find_next(
        &self,
        within: Range<usize>,
        cursor: &mut usize,
        (skip, name): (usize, &[u8]),
    ) -> Option<Sort> {
        if within.contains(cursor) {
            let entry = &self.entries[*cursor];
            if self.path(entry).get(skip..) == Some(name) {
                *cursor += 1;
                return Some(entry.sort);
            }
        }
        let found = self.search(&within, skip, name);
        // What is tracked and not there is passed over.
        let at = match found {
            Ok(at) => at + 1,
            Err(at) => at,
        };
        *cursor = (*cursor).max(within.start + at);
        found.ok().map(|at| self.entries[within.start + at].sort)
    }

    /// What is tracked under a name; `within` is all that lies below its directory, whose path with
    /// its `/` is `skip` bytes long.
    pub(super) fn find(&self, within: Range<usize>, skip: usize, name: &[u8]) -> Option<Sort> {
        let found = self.search(&within, skip, name);
        found.ok().map(|at| self.entries[within.start + at].sort)
    }

    /// Where a name is in a part of the entries, or would be.
    fn search(&self, within: &Range<usize>, skip: usize, name: &[u8]) -> Result<usize, usize> {
        let rest = |entry: &Tracked| self.path(entry).get(skip..).unwrap_or_default();
        self.entries[within.clone()].binary_search_by(|entry| rest(entry).cmp(name))
    }

    /// Whether the index tracks a directory (with its `/`) without saying what is in it.
    pub(super) fn is_sparse(&self, below: Range<usize>, directory: &[u8]) -> bool {
        let first = self.entries[below].first();
        first.is_some_and(|entry| entry.sort == Sort::Sparse && self.path(entry) == directory)
    }
}
