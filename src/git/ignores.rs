//! Which line of which ignore file decides about a path: the files of a work tree, from its top
//! directory down, those of the repository, and the user's own.
//!
//! The file in the nearest directory is asked first, then those above, then `info/exclude`, then the
//! user's. A file is read when somebody asks about a path that it could speak of, and once.

use super::disk::{self, SMALL};
use super::lines::Lines;
use super::repository::Repository;
use super::{LineId, UserFiles};
use crate::context::{DirId, Heads, Inventory, Kind};
use crate::error::{Problem, ProblemKind};
use crate::path::{ContextPath, Shown};
use crate::source::Source;
use std::path::Path;

/// Every ignore file that was read, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Files {
    files: Vec<Lines>,
    bases: Vec<Base>,
    pub(super) problems: Vec<Problem>,
}

/// Where the directory is that the lines of a file count from; one of the two is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Base {
    /// Its path in the context, if it is in there.
    pub(super) inside: Vec<u8>,
    /// The way from it down to the root of the context, with a `/` at the end.
    pub(super) above: Vec<u8>,
}

/// The files that speak of the entries of one directory, as a chain from the nearest up.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// The files of one place, the one that counts most first.
    files: Vec<u32>,
    /// How much of a path in the work tree is not theirs to see: their directory with its `/`.
    skip: usize,
    above: Option<usize>,
}

/// All levels of one survey.
#[derive(Debug, Default)]
pub(super) struct Levels(Vec<Level>);

impl Levels {
    /// A level upon another; that one itself if there is nothing in it.
    pub(super) fn push(&mut self, files: Vec<u32>, skip: usize, above: usize) -> usize {
        if files.is_empty() {
            return above;
        }
        self.0.push(Level { files, skip, above: Some(above) });
        self.0.len() - 1
    }

    /// The level of a repository and its user.
    pub(super) fn bottom(&mut self, files: Vec<u32>) -> usize {
        self.0.push(Level { files, skip: 0, above: None });
        self.0.len() - 1
    }

    /// The line that has git ignore a path of a work tree, going by the path alone and not by the
    /// directories above it.
    pub(super) fn ignored_by(
        &self,
        files: &Files,
        level: usize,
        path: &[u8],
        directory: bool,
    ) -> Option<LineId> {
        let said = self.said(files, level, path, directory);
        said.and_then(|(line, ignored)| ignored.then_some(line))
    }

    /// The line that decides about such a path, and whether it has git ignore it.
    pub(super) fn said(
        &self,
        files: &Files,
        level: usize,
        path: &[u8],
        directory: bool,
    ) -> Option<(LineId, bool)> {
        let mut at = Some(level);
        while let Some(level) = at {
            let Level { files: numbers, skip, above } = &self.0[level];
            for &file in numbers {
                let rest = path.get(*skip..).unwrap_or_default();
                if let Some(verdict) = files.files[file as usize].verdict(rest, directory) {
                    return Some((LineId { file, line: verdict.line }, verdict.ignored));
                }
            }
            at = *above;
        }
        None
    }
}

impl Files {
    /// Every file that was read, by its number, with what its lines count from.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Lines, &Base)> {
        (0_u32..)
            .zip(&self.files)
            .zip(&self.bases)
            .map(|((number, file), base)| (number, file, base))
    }

    /// The place of a line.
    pub(super) fn place(&self, line: LineId) -> crate::error::Place {
        self.files[line.file as usize].place(line.line)
    }

    /// What a line counts from.
    pub(super) fn base(&self, line: LineId) -> &Base {
        &self.bases[line.file as usize]
    }

    /// What every path of a work tree is held against in the end: `info/exclude`, then the user's
    /// own file.
    pub(super) fn of_repository(
        &mut self,
        repository: &Repository,
        user: &UserFiles,
        root: &Path,
        base: &Base,
    ) -> Vec<u32> {
        let top = &repository.root;
        let own = repository.common_dir.join("info/exclude");
        let mut found = Vec::new();
        for path in [Some(&own), repository.settings.excludes.as_ref()].into_iter().flatten() {
            let name = user.shown(path).unwrap_or_else(|| disk::named(path, root, top));
            found.extend(self.outside(path, &name, base.clone(), repository.settings.folds_case));
        }
        found
    }

    /// A file that the inventory does not hold.
    pub(super) fn outside(
        &mut self,
        path: &Path,
        name: &[u8],
        base: Base,
        folds_case: bool,
    ) -> Option<u32> {
        match disk::read_if_there(path, SMALL) {
            Ok(bytes) => self.add(name, bytes?, base, folds_case),
            Err(error) => {
                self.unread(name, crate::build::reason(&error));
                None
            }
        }
    }

    /// The `.gitignore` of a directory of the context.
    pub(super) fn inside(
        &mut self,
        inventory: &Inventory,
        heads: &dyn Heads,
        dir: DirId,
        folds_case: bool,
    ) -> Option<u32> {
        // Git follows no link here.
        let entry = inventory.find_in(dir, b".gitignore")?;
        if inventory.kind(entry) != Kind::File {
            return None;
        }
        let path = inventory.path(entry);
        match heads.head(&path, SMALL as usize) {
            Ok(bytes) => {
                let mut base = Base::default();
                inventory.dir_path_into(dir, &mut base.inside);
                self.add(&path, bytes, base, folds_case)
            }
            Err(error) => {
                self.unread(&path, crate::build::reason(&error));
                None
            }
        }
    }

    fn add(&mut self, name: &[u8], bytes: Vec<u8>, base: Base, folds_case: bool) -> Option<u32> {
        let source = Source::new(Shown(name).to_string(), bytes);
        self.files.push(Lines::new(source, folds_case)?);
        self.bases.push(base);
        Some(self.files.len() as u32 - 1)
    }

    fn unread(&mut self, name: &[u8], reason: String) {
        let kind = ProblemKind::IgnoreLines;
        self.problems.push(Problem { path: ContextPath::new(name), kind, reason });
    }
}
