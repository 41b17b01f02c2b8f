//! One pass over what may travel: which entries are not tracked, and why.
//!
//! What is tracked is found in the index and costs a search by name. Ignore files are read and asked
//! only where something is not tracked. A directory that is ignored is not entered, and one of which
//! everything stands alike becomes one entry.

use super::frame::{Alike, Frame};
use super::ignores::{Base, Files, Levels};
use super::index::{Index, Sort};
use super::repository::Repository;
use super::{Around, Git, LineId, Standing, UserFiles, WorkTree, disk, problem};
use crate::context::{DirId, EntryId, Heads, Inventory, Requested};
use crate::error::{Problem, ProblemKind};
use std::path::Path;

/// What is gone over.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) root: &'a Path,
    pub(super) user: &'a UserFiles,
    pub(super) inventory: &'a Inventory,
    pub(super) all: &'a Requested,
    pub(super) heads: &'a dyn Heads,
}

struct Survey<'a> {
    ground: Ground<'a>,
    trees: Vec<WorkTree>,
    files: Files,
    levels: Levels,
    /// The number of the level of each work tree itself.
    bottoms: Vec<usize>,
    marks: Vec<(EntryId, Standing)>,
    holders: Vec<(EntryId, Standing)>,
    problems: Vec<Problem>,
    stack: Vec<Frame>,
}

/// See the paragraph above.
pub(super) fn survey(around: Around, ground: Ground<'_>) -> Git {
    let mut survey = Survey {
        ground,
        trees: Vec::new(),
        files: Files::default(),
        levels: Levels::default(),
        bottoms: Vec::new(),
        marks: Vec::new(),
        holders: Vec::new(),
        problems: Vec::new(),
        stack: Vec::new(),
    };
    for (path, reason) in around.broken {
        let top = path.parent().unwrap_or(ground.root);
        survey.say(&path, top, ProblemKind::Repository, reason);
    }
    let first = match around.found {
        Some((repository, index)) => survey.around(repository, index),
        None => survey.frame(DirId::ROOT, None, Standing::Tracked),
    };
    survey.stack.push(first);
    while !survey.stack.is_empty() {
        survey.step();
    }
    survey.finish()
}

impl Survey<'_> {
    fn finish(mut self) -> Git {
        self.marks.sort_unstable();
        self.holders.sort_unstable();
        self.problems.append(&mut self.files.problems);
        self.problems.sort();
        let Self { trees, files, marks, holders, problems, .. } = self;
        Git { trees, files, marks, holders, problems }
    }

    fn say(&mut self, path: &Path, top: &Path, kind: ProblemKind, reason: String) {
        let name = disk::named(path, self.ground.root, top);
        self.problems.push(problem(name, kind, reason));
    }

    fn frame(&self, dir: DirId, tree: Option<usize>, tracked_is: Standing) -> Frame {
        let Ground { inventory, all, .. } = self.ground;
        let mut entries: Vec<EntryId> = all.sent_in(inventory, dir).collect();
        if tree.is_none() {
            // Where there is no repository, only one below can matter.
            entries.retain(|entry| inventory.opened(*entry).is_some());
        }
        Frame {
            dir,
            entries: entries.into_iter(),
            tree,
            tracked_is,
            path: Vec::new(),
            below: 0..0,
            cursor: 0,
            level: None,
            ignored: None,
            marks: self.marks.len(),
            alike: Alike::Nothing,
        }
    }

    /// Adds a work tree.
    fn add(&mut self, repository: Repository, index: Result<Index, String>, dir: DirId) -> usize {
        let Ground { root, user, inventory, .. } = self.ground;
        let mut base = Base { above: disk::between(&repository.root, root), ..Base::default() };
        if !base.above.is_empty() {
            base.above.push(b'/');
        }
        inventory.dir_path_into(dir, &mut base.inside);
        if let Err(reason) = &index {
            let top = repository.root.clone();
            self.say(&repository.git_dir.join("index"), &top, ProblemKind::Index, reason.clone());
        }
        let files = self.files.of_repository(&repository, user, root, &base);
        self.bottoms.push(self.levels.bottom(files));
        let within = self.stack.last().and_then(|frame| frame.tree);
        let reach = inventory.subtree(dir);
        let prefix = base.above;
        self.trees.push(WorkTree { repository, dir, reach, within, prefix, index });
        self.trees.len() - 1
    }

    /// The root of the context in the repository around it, with the ignore files on the way there.
    fn around(&mut self, repository: Repository, index: Result<Index, String>) -> Frame {
        let top = repository.root.clone();
        let root = self.ground.root;
        let tree = self.add(repository, index, DirId::ROOT);
        let path = self.trees[tree].prefix.clone();
        let mut level = self.bottoms[tree];
        let mut ignored = None;
        let names: Vec<Vec<u8>> = path
            .split(|&byte| byte == b'/')
            .filter(|name| !name.is_empty())
            .map(<[u8]>::to_vec)
            .collect();
        let (mut on_disk, mut so_far) = (top.clone(), Vec::new());
        for name in names {
            let file = on_disk.join(".gitignore");
            let shown = disk::named(&file, root, &top);
            let is_link = file.symlink_metadata().is_ok_and(|facts| facts.is_symlink());
            let folds_case = self.trees[tree].repository.settings.folds_case;
            let base = Base { above: path[so_far.len()..].to_vec(), ..Base::default() };
            let found = (!is_link).then(|| self.files.outside(&file, &shown, base, folds_case));
            let found = found.flatten();
            level = self.levels.push(found.into_iter().collect(), so_far.len(), level);
            so_far.extend_from_slice(&name);
            let here = || self.levels.ignored_by(&self.files, level, &so_far, true);
            ignored = ignored.or_else(here);
            so_far.push(b'/');
            on_disk.push(disk::path(&name));
        }
        let below = self.index(tree).map_or(0..0, |index| index.below(index.whole(), &path));
        let mut frame = self.frame(DirId::ROOT, Some(tree), Standing::Tracked);
        frame.level = Some(self.level_with_own(DirId::ROOT, tree, path.len(), level));
        frame.path = path;
        frame.cursor = below.start;
        frame.below = below;
        frame.ignored = Some(ignored);
        frame
    }

    fn index(&self, tree: usize) -> Option<&Index> {
        self.trees[tree].index.as_ref().ok()
    }

    fn level_with_own(&mut self, dir: DirId, tree: usize, skip: usize, above: usize) -> usize {
        let Ground { inventory, heads, .. } = self.ground;
        let folds_case = self.trees[tree].repository.settings.folds_case;
        let found = self.files.inside(inventory, heads, dir, folds_case);
        self.levels.push(found.into_iter().collect(), skip, above)
    }

    /// One entry of the directory on top, or its end.
    fn step(&mut self) {
        let Some(frame) = self.stack.last_mut() else { return };
        let Some(entry) = frame.entries.next() else { return self.leave() };
        let opened = self.ground.inventory.opened(entry);
        match (frame.tree, opened) {
            (None, Some(dir)) => self.outside(entry, dir),
            (None, None) => {}
            (Some(_), _) if self.ground.inventory.name(entry) == b".git" => {
                self.marks.push((entry, Standing::Store));
            }
            (Some(tree), Some(dir)) => self.directory(entry, dir, tree),
            (Some(tree), None) => self.file(entry, tree),
        }
    }

    /// Leaves a directory; if everything in it stands alike, it stands for all of it.
    fn leave(&mut self) {
        let Some(frame) = self.stack.pop() else { return };
        let whole = match frame.alike {
            // A file that is tracked and missing makes no difference where nothing counts as tracked.
            Alike::All(standing)
                if frame.below.is_empty() || frame.tracked_is != Standing::Tracked =>
            {
                Some(standing)
            }
            Alike::Nothing | Alike::All(_) | Alike::No => None,
        };
        let (Some(above), Some(entry)) =
            (self.stack.last_mut(), self.ground.inventory.entry_of(frame.dir))
        else {
            return;
        };
        match whole.filter(|standing| *standing != Standing::Tracked) {
            Some(standing) => {
                // A single one below keeps its name.
                if self.marks.len() == frame.marks + 1 {
                    self.holders.push((entry, standing));
                } else {
                    self.marks.truncate(frame.marks);
                    self.marks.push((entry, standing));
                }
                above.alike.add(standing);
            }
            None if frame.alike == Alike::Nothing => {}
            None => above.alike = Alike::No,
        }
    }

    /// A directory outside of all repositories.
    fn outside(&mut self, entry: EntryId, dir: DirId) {
        let frame = match self.nested(entry, dir) {
            Some(repository) => self.enter_nested(repository, dir, Standing::Tracked),
            None => self.frame(dir, None, Standing::Tracked),
        };
        self.stack.push(frame);
    }

    /// The repository that begins at a directory, if one does.
    fn nested(&mut self, entry: EntryId, dir: DirId) -> Option<Repository> {
        let Ground { inventory, root, user, .. } = self.ground;
        inventory.find_in(dir, b".git")?;
        let top = root.join(disk::path(&inventory.path(entry)));
        match Repository::at(&top, user) {
            Ok(found) => found,
            Err(reason) => {
                self.say(&top.join(".git"), root, ProblemKind::Repository, reason);
                None
            }
        }
    }

    fn enter_nested(&mut self, repository: Repository, dir: DirId, tracked_is: Standing) -> Frame {
        let index = Index::of(&repository);
        let tree = self.add(repository, index, dir);
        let below = self.index(tree).map_or(0..0, Index::whole);
        let level = self.level_with_own(dir, tree, 0, self.bottoms[tree]);
        let mut frame = self.frame(dir, Some(tree), tracked_is);
        frame.cursor = below.start;
        frame.below = below;
        frame.level = Some(level);
        frame.ignored = Some(None);
        frame
    }

    fn directory(&mut self, entry: EntryId, dir: DirId, tree: usize) {
        let Some(frame) = self.stack.last_mut() else { return };
        let name = self.ground.inventory.name(entry);
        let skip = frame.path.len();
        let (within, tracked_is) = (frame.below.clone(), frame.tracked_is);
        let mut path = Vec::with_capacity(skip + name.len() + 1);
        path.extend_from_slice(&frame.path);
        path.extend_from_slice(name);
        path.push(b'/');
        let index = self.trees[tree].index.as_ref().ok();
        let cursor = &mut frame.cursor;
        let below = index.map_or(0..0, |index| index.below_next(within.clone(), cursor, &path));
        let submodule = index.filter(|_| below.is_empty());
        let submodule = submodule.and_then(|index| index.find(within, skip, name));
        let nested = self.nested(entry, dir);
        if below.is_empty() && submodule.is_none() {
            if let Some(line) = self.ignored(&path[..path.len() - 1], true) {
                return self.mark(entry, Standing::Ignored(line));
            }
        } else if self.index(tree).is_some_and(|index| index.is_sparse(below.clone(), &path)) {
            return self.mark(entry, Standing::Unknown);
        }
        let frame = match nested {
            Some(repository) => {
                let known = !below.is_empty() || submodule.is_some();
                let tracked_is = match known {
                    true => tracked_is,
                    false if self.index(tree).is_none() => Standing::Unknown,
                    false => Standing::Untracked,
                };
                self.enter_nested(repository, dir, tracked_is)
            }
            // What lies in a submodule that is not there is nobody's to judge.
            None if submodule == Some(Sort::Repository) => {
                return self.mark(entry, Standing::Unknown);
            }
            None => {
                let mut frame = self.frame(dir, Some(tree), tracked_is);
                // An ignored directory that holds nothing tracked is never entered.
                frame.ignored = below.is_empty().then_some(None);
                frame.cursor = below.start;
                frame.below = below;
                frame.path = path;
                frame
            }
        };
        self.stack.push(frame);
    }

    fn file(&mut self, entry: EntryId, tree: usize) {
        let Some(frame) = self.stack.last_mut() else { return };
        let name = self.ground.inventory.name(entry);
        let index = self.trees[tree].index.as_ref().ok();
        let (below, skip) = (frame.below.clone(), frame.path.len());
        let cursor = &mut frame.cursor;
        let found = index.and_then(|index| index.find_next(below, cursor, (skip, name)));
        if found.is_some() {
            frame.alike.add(frame.tracked_is);
            if frame.tracked_is != Standing::Tracked {
                self.marks.push((entry, frame.tracked_is));
            }
            return;
        }
        let unknown = index.is_none();
        let path = [&frame.path, name].concat();
        let standing = match self.ignored(&path, false) {
            Some(line) => Standing::Ignored(line),
            None if unknown => Standing::Unknown,
            None => Standing::Untracked,
        };
        self.mark(entry, standing);
    }

    fn mark(&mut self, entry: EntryId, standing: Standing) {
        self.marks.push((entry, standing));
        if let Some(frame) = self.stack.last_mut() {
            frame.alike.add(standing);
        }
    }

    /// The line that ignores an entry of the directory on top, or a directory above it.
    fn ignored(&mut self, path: &[u8], directory: bool) -> Option<LineId> {
        let top = self.stack.len() - 1;
        self.directory_ignored(top).or_else(|| {
            let level = self.level(top);
            self.levels.ignored_by(&self.files, level, path, directory)
        })
    }

    /// The line that ignores a directory on the stack: nothing below it can be taken back.
    fn directory_ignored(&mut self, at: usize) -> Option<LineId> {
        let first = self.first_unset(at, |frame| frame.ignored.is_some());
        for at in first..=at {
            let above = at.checked_sub(1).and_then(|above| self.stack[above].ignored.flatten());
            let ignored = above.or_else(|| {
                let level = self.level(at - 1);
                let path = self.stack[at].path.strip_suffix(b"/")?;
                self.levels.ignored_by(&self.files, level, path, true)
            });
            self.stack[at].ignored = Some(ignored);
        }
        self.stack[at].ignored.flatten()
    }

    /// The files that speak of the entries of a directory on the stack.
    fn level(&mut self, at: usize) -> usize {
        let first = self.first_unset(at, |frame| frame.level.is_some());
        for at in first..=at {
            let Frame { dir, tree, ref path, .. } = self.stack[at];
            let (skip, above) = (path.len(), self.stack[at - 1].level.unwrap_or_default());
            let level = tree.map_or(above, |tree| self.level_with_own(dir, tree, skip, above));
            self.stack[at].level = Some(level);
        }
        self.stack[at].level.unwrap_or_default()
    }

    /// The first directory from the top of the stack down to `at` for which something is not known
    /// yet. Where a work tree begins, everything is known.
    fn first_unset(&self, at: usize, is_set: impl Fn(&Frame) -> bool) -> usize {
        let known = self.stack[..=at].iter().rposition(is_set);
        known.map_or(0, |known| known + 1)
    }
}
