//! The `.gitignore` files that speak of a context, line by line in the language of ignore files, and
//! what they have git ignore.
//!
//! Only what travels with the repository counts here: the user's own file and `info/exclude` are
//! left out. What is tracked is never ignored, where it is known what is tracked. What a line comes
//! to in a build is for those to find out who try it.

use super::ignores::{Base, Files, Levels};
use super::retell;
use super::{Git, LineId, Standing, disk};
use crate::context::{DirId, EntryId, Heads, Inventory, Kind};
use crate::error::{Place, Problem};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// See the paragraph above.
#[derive(Debug)]
pub struct Translation {
    /// Every line that says something, in the order of the files: those above the context, then
    /// each before those in its directories.
    pub lines: Vec<Translated>,
    /// The line that has git ignore the context as a whole, which no ignore file in it can say.
    pub whole: Option<LineId>,
    files: Files,
    levels: Levels,
    ignored: BTreeMap<EntryId, LineId>,
    taken_back: FxHashMap<EntryId, LineId>,
    tracked: FxHashSet<EntryId>,
}

/// A line and how ignore files say it.
#[derive(Clone, Debug)]
pub struct Translated {
    /// The line.
    pub line: LineId,
    /// It began with `!`.
    pub negated: bool,
    /// It ended in `/`, which ignore files cannot say.
    pub only_directories: bool,
    /// Together the same, without a `!`; none if nothing in the context can match, `None` for what
    /// cannot be said.
    pub texts: Vec<Option<String>>,
}

/// A directory that is gone through.
struct Frame {
    dir: DirId,
    /// Its path in its work tree, with a `/` unless it is empty.
    path: Vec<u8>,
    level: usize,
    /// The line that ignores it although something in it is tracked.
    ignored: Option<LineId>,
}

impl Translation {
    /// Reads the files of a context whose root is `root`.
    pub fn read(root: &Path, inventory: &Inventory, heads: &dyn Heads, git: Option<&Git>) -> Self {
        let mut this = Self {
            lines: Vec::new(),
            whole: None,
            files: Files::default(),
            levels: Levels::default(),
            ignored: BTreeMap::new(),
            taken_back: FxHashMap::default(),
            tracked: FxHashSet::default(),
        };
        let bottom = this.levels.bottom(Vec::new());
        let mut stack = vec![this.first(root, git, bottom)];
        while let Some(frame) = stack.pop() {
            let below = this.enter(frame, inventory, heads, git, bottom);
            stack.extend(below.into_iter().rev());
        }
        for (file, lines, base) in this.files.all() {
            let names = base.above.split(|&byte| byte == b'/').filter(|name| !name.is_empty());
            let names: Vec<&[u8]> = names.collect();
            this.lines.extend(lines.read().map(|(line, read)| Translated {
                line: LineId { file, line },
                negated: read.negated,
                only_directories: read.only_directories,
                texts: retell::lines(&read, &base.inside, &names),
            }));
        }
        this
    }

    /// The root of the context, with the files above it in its work tree.
    fn first(&mut self, root: &Path, git: Option<&Git>, bottom: usize) -> Frame {
        let tree = git.and_then(|git| git.trees.iter().find(|tree| tree.dir == DirId::ROOT));
        let mut frame = Frame { dir: DirId::ROOT, path: Vec::new(), level: bottom, ignored: None };
        let Some(tree) = tree else { return frame };
        let top = &tree.repository.root;
        let folds_case = tree.repository.settings.folds_case;
        let mut on_disk = top.clone();
        let names = tree.prefix.split(|&byte| byte == b'/').filter(|name| !name.is_empty());
        for name in names {
            let file = on_disk.join(".gitignore");
            let base = Base { above: tree.prefix[frame.path.len()..].to_vec(), ..Base::default() };
            let is_link = file.symlink_metadata().is_ok_and(|facts| facts.is_symlink());
            let shown = disk::named(&file, root, top);
            let read = || self.files.outside(&file, &shown, base, folds_case);
            let found = (!is_link).then(read).flatten();
            let skip = frame.path.len();
            frame.level = self.levels.push(found.into_iter().collect(), skip, frame.level);
            frame.path.extend_from_slice(name);
            let said = self.levels.said(&self.files, frame.level, &frame.path, true);
            self.whole = self.whole.or(said.and_then(|(line, ignored)| ignored.then_some(line)));
            frame.path.push(b'/');
            on_disk.push(disk::path(name));
        }
        frame
    }

    /// Looks at the entries of a directory; gives the directories to look into.
    fn enter(
        &mut self,
        frame: Frame,
        inventory: &Inventory,
        heads: &dyn Heads,
        git: Option<&Git>,
        bottom: usize,
    ) -> Vec<Frame> {
        let Frame { dir, mut path, mut level, mut ignored } = frame;
        let trees = git.map_or(&[][..], |git| &git.trees);
        let begins = trees.iter().find(|tree| tree.dir == dir && dir != DirId::ROOT);
        if begins.is_some() {
            (path, level, ignored) = (Vec::new(), bottom, None);
        }
        let tree = trees.iter().rfind(|tree| tree.reach.contains(&dir));
        let folds_case = tree.is_some_and(|tree| tree.repository.settings.folds_case);
        let found = self.files.inside(inventory, heads, dir, folds_case);
        level = self.levels.push(found.into_iter().collect(), path.len(), level);
        let is_tracked =
            |id| git.and_then(|git| git.standing(inventory, id)) == Some(Standing::Tracked);
        let mut below = Vec::new();
        for id in inventory.entries(dir) {
            let name = inventory.name(id);
            if name == b".git" {
                continue;
            }
            let directory = inventory.kind(id) == Kind::Directory;
            let whole = [&path, name].concat();
            let said = match ignored {
                Some(line) => Some((line, true)),
                None => self.levels.said(&self.files, level, &whole, directory),
            };
            let by = said.and_then(|(line, ignored)| ignored.then_some(line));
            match said {
                Some((line, true)) if !is_tracked(id) => {
                    self.ignored.insert(id, line);
                    continue;
                }
                Some((_, true)) => drop(self.tracked.insert(id)),
                Some((line, false)) => drop(self.taken_back.insert(id, line)),
                None => {}
            }
            if let Some(dir) = inventory.opened(id) {
                let path = [&whole, &b"/"[..]].concat();
                below.push(Frame { dir, path, level, ignored: by });
            }
        }
        below
    }

    /// A line of an ignore file that means exactly this path, if there is one. Blanks at its ends
    /// and what no terminal should see are written as classes and numbers.
    pub fn literal(path: &[u8]) -> Option<String> {
        retell::path(path)
    }

    /// Whether there is no `.gitignore` that says anything.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line that has git ignore an entry, or a directory above it.
    pub fn ignored_by(&self, inventory: &Inventory, id: EntryId) -> Option<LineId> {
        let mut above = std::iter::successors(Some(id), |at| inventory.entry_of(at.dir));
        above.find_map(|id| self.ignored.get(&id).copied())
    }

    /// The topmost entries that git ignores, in order.
    pub fn ignored(&self) -> Vec<EntryId> {
        self.ignored.keys().copied().collect()
    }

    /// The line that has git ignore an entry as such, and not for a directory above it.
    pub fn ignored_here_by(&self, id: EntryId) -> Option<LineId> {
        self.ignored.get(&id).copied()
    }

    /// Whether git ignores anything below a directory.
    pub fn ignores_below(&self, inventory: &Inventory, dir: DirId) -> bool {
        let Range { start, end } = inventory.subtree(dir);
        let first = |dir| EntryId { dir, index: 0 };
        self.ignored.range(first(start)..first(end)).next().is_some()
    }

    /// The `!` lines that take back anything.
    pub fn taken_back(&self) -> BTreeSet<LineId> {
        self.taken_back.values().copied().collect()
    }

    /// The `!` line that takes back an entry.
    pub fn taken_back_by(&self, id: EntryId) -> Option<LineId> {
        self.taken_back.get(&id).copied()
    }

    /// Whether a line speaks of an entry that is tracked all the same.
    pub fn is_tracked(&self, id: EntryId) -> bool {
        self.tracked.contains(&id)
    }

    /// A line with its file.
    pub fn place(&self, line: LineId) -> Place {
        self.files.place(line)
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.files.problems
    }
}
