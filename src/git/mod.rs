//! What git says of a context: what it tracks, what it ignores and by which line, and what it does
//! not know at all.
//!
//! It reads what git reads and runs nothing: the repository that the context lies in and those
//! below it (`repository`), their settings, their indexes (`index`) and ignore files (`ignores`,
//! `lines`, `pattern`). [`Git::survey`] goes through what travels once and keeps only the entries
//! that are not tracked, a whole directory as one. This never decides what travels: no engine asks
//! git.
//!
//! A file that is tracked is never ignored, whatever a line says. What lies in a repository below
//! another is judged by that repository, as long as the outer one tracks it as a submodule or there
//! is no outer one; what the outer one ignores or does not know, a clean checkout of it does not
//! have.

mod disk;
mod frame;
mod ignores;
mod index;
mod lines;
mod pattern;
mod repository;
mod retell;
mod revision;
mod settings;
mod survey;
mod translation;

pub use repository::{Repository, Tie};
pub use revision::{Revision, RevisionError};
pub use translation::{Translated, Translation};

use crate::context::{DirId, EntryId, Heads, Inventory, Requested, Totals};
use crate::error::{Place, Problem, ProblemKind};
use crate::path::ContextPath;
use ignores::{Base, Files};
use index::Index;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The files of a user that git goes by; whoever calls the library says where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFiles {
    /// Files of settings, the one that counts most last. They need not exist.
    pub configs: Vec<PathBuf>,
    /// The ignore file if no setting names one. It need not exist.
    pub excludes: Option<PathBuf>,
    /// What `~` stands for.
    pub home: Option<PathBuf>,
}

impl UserFiles {
    /// `~/.config/git/ignore`, if it is below the home directory.
    fn shown(&self, path: &Path) -> Option<Vec<u8>> {
        let below = path.strip_prefix(self.home.as_ref()?).ok()?;
        Some([b"~/", below.as_os_str().as_encoded_bytes()].concat())
    }
}

/// A line of an ignore file; [`Git::place`] shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId {
    file: u32,
    line: u32,
}

impl LineId {
    /// Whether two lines are of one file.
    pub fn is_beside(self, other: Self) -> bool {
        self.file == other.file
    }
}

/// How git stands to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// It is in the index; a directory, if something below it is.
    Tracked,
    /// It is neither in the index nor ignored: a clean checkout does not have it.
    Untracked,
    /// This line has git leave it out.
    Ignored(LineId),
    /// The index cannot be read, and no line speaks of it.
    Unknown,
    /// It belongs to the repository itself: a `.git` and what is below.
    Store,
}

/// What git says of one context.
#[derive(Debug)]
pub struct Git {
    trees: Vec<WorkTree>,
    files: Files,
    /// Entries that are not tracked, with all that is below; in order, none below another.
    marks: Vec<(EntryId, Standing)>,
    /// Directories that hold a single mark and nothing else.
    holders: Vec<(EntryId, Standing)>,
    problems: Vec<Problem>,
}

/// A work tree, or the part of it that is in the context.
#[derive(Debug)]
pub struct WorkTree {
    /// The repository.
    pub repository: Repository,
    /// The directory of the context where it begins: the root for the one that the context is in.
    pub dir: DirId,
    /// What of the context it holds, further ones below it included.
    pub reach: Range<DirId>,
    /// The work tree that it lies in, by its number.
    pub within: Option<usize>,
    /// The path from its top directory to the root of the context, with a `/`; empty elsewhere.
    prefix: Vec<u8>,
    index: Result<Index, String>,
}

/// The repository around a context, before the context was walked.
#[derive(Debug)]
pub struct Around {
    found: Option<(Repository, Result<Index, String>)>,
    broken: Vec<(PathBuf, String)>,
}

impl Around {
    /// Looks for it, and reads its index.
    pub fn find(root: &Path, user: &UserFiles) -> Self {
        let (found, broken) = Repository::around(root, user);
        let found = found.map(|repository| {
            let index = Index::of(&repository);
            (repository, index)
        });
        Self { found, broken }
    }
}

impl Git {
    /// Goes through everything that may travel.
    pub fn survey(
        around: Around,
        root: &Path,
        user: &UserFiles,
        inventory: &Inventory,
        heads: &dyn Heads,
    ) -> Self {
        let all = Requested::everything(inventory);
        survey::survey(around, survey::Ground { root, user, inventory, all: &all, heads })
    }

    /// The work trees that were found, the one around the context first.
    pub fn trees(&self) -> &[WorkTree] {
        &self.trees
    }

    /// Whether there is no repository at all, not even one that cannot be read.
    pub fn is_absent(&self) -> bool {
        self.trees.is_empty() && self.problems.is_empty()
    }

    /// The entries that git does not track, with all that is below: in order, none below another.
    pub fn marks(&self) -> &[(EntryId, Standing)] {
        &self.marks
    }

    /// Whether an entry is an ignore file of git's: one that ignores itself hides nothing.
    pub fn is_ignore_file(inventory: &Inventory, id: EntryId) -> bool {
        inventory.name(id) == b".gitignore"
    }

    /// How git stands to an entry; `None` if it lies in no repository.
    pub fn standing(&self, inventory: &Inventory, id: EntryId) -> Option<Standing> {
        let mut at = Some(id);
        if let Ok(found) = self.holders.binary_search_by_key(&id, |mark| mark.0) {
            return Some(self.holders[found].1);
        }
        while let Some(entry) = at {
            if let Ok(found) = self.marks.binary_search_by_key(&entry, |mark| mark.0) {
                return Some(self.marks[found].1);
            }
            at = inventory.entry_of(entry.dir);
        }
        let tree = self.trees.iter().rfind(|tree| tree.reach.contains(&id.dir))?;
        Some(match (inventory.opened(id), &tree.index) {
            (None, _) => Standing::Tracked,
            (Some(_), Err(_)) => Standing::Unknown,
            (Some(_), Ok(index)) => {
                let mut path = inventory.path(id).to_vec();
                let mut top = Vec::new();
                inventory.dir_path_into(tree.dir, &mut top);
                if !top.is_empty() {
                    path.drain(..=top.len());
                }
                let mut path = [&tree.prefix, &*path].concat();
                let submodule = index.find(index.whole(), 0, &path).is_some();
                path.push(b'/');
                match submodule || !index.below(index.whole(), &path).is_empty() {
                    true => Standing::Tracked,
                    false => Standing::Untracked,
                }
            }
        })
    }

    /// Whether it is known what is tracked, in every work tree.
    pub fn knows_tracked(&self) -> bool {
        self.trees.iter().all(|tree| tree.index.is_ok())
    }

    /// Whether anything is tracked: in a repository without a commit everything is new.
    pub fn tracks_anything(&self) -> bool {
        self.trees.iter().any(|tree| tree.index.as_ref().is_ok_and(|index| !index.is_empty()))
    }

    /// The line of a build's ignore file that means the same as far as the two languages agree,
    /// relative to the context; `None` if it cannot be said there in one. Whether it does what it
    /// seems to do has to be tried.
    pub fn as_ignore_line(&self, line: LineId) -> Option<String> {
        let place = self.place(line);
        let read = pattern::Line::read(place.source.slice(place.span))?;
        let Base { inside, above } = self.files.base(line);
        let names = above.split(|&byte| byte == b'/').filter(|name| !name.is_empty());
        let lines = retell::lines(&read, inside, &names.collect::<Vec<_>>());
        match lines.as_slice() {
            [Some(line)] => Some(line.clone()),
            _ => None,
        }
    }

    /// The file, the line and its text.
    pub fn place(&self, line: LineId) -> Place {
        self.files.place(line)
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What is asked for with all entries that stand so.
    pub fn totals(
        &self,
        inventory: &Inventory,
        requested: &Requested,
        which: impl Fn(Standing) -> bool,
    ) -> Totals {
        let wanted = self.marks.iter().filter(|(_, standing)| which(*standing));
        wanted.fold(Totals::default(), |mut totals, (entry, _)| {
            totals += requested.with(inventory, *entry);
            totals
        })
    }
}

fn problem(path: Vec<u8>, kind: ProblemKind, reason: String) -> Problem {
    Problem { path: ContextPath::new(path), kind, reason }
}
