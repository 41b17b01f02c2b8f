//! What a change of an ignore file does to a build, entry by entry, and whether that can be accepted.
//!
//! Two judgements of one tree are compared; nothing is guessed from the text of a line. A change is
//! refused that takes away what a Dockerfile names or what git tracks and no finding speaks of, that
//! lets more travel, or at which an engine fails.

use super::Other;
use super::needs::{Needed, Needs};
use super::simulate::{Simulated, simulate};
use crate::context::{DirId, EntryId, Inventory, Kind, Requested, Totals};
use crate::dockerfile::has_glob;
use crate::error::{Failure, Place};
use crate::git::{Git, Standing};
use crate::ignorefile::IgnoreFile;
use crate::path::ContextPath;
use crate::rules::{Severity, rule_of};
use rustc_hash::FxHashSet;

/// What another ignore file changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What may no longer travel: topmost entries, in order of ids. What is below one of them stays
    /// too.
    pub stops: Vec<EntryId>,
    /// What may travel, or arrives with its content, and did not: every entry.
    pub starts: Vec<EntryId>,
    /// How much less is sent.
    pub saves: Totals,
    /// How much less may travel.
    pub holds: Totals,
}

/// Why a change is not made.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It takes away what the build needs.
    Needed {
        /// What.
        path: ContextPath,
        /// Who needs it.
        by: Needed,
    },
    /// It takes away what git tracks, and no finding speaks of that.
    Tracked {
        /// What.
        path: ContextPath,
    },
    /// It takes away what a `!` line of the file takes back by its own name, and nothing grave is
    /// said of that.
    Excepted {
        /// What.
        path: ContextPath,
        /// The `!` line.
        by: Place,
    },
    /// It lets something travel that a rule speaks against.
    LetsIn {
        /// What.
        path: ContextPath,
        /// The rule.
        rule: &'static str,
    },
    /// It lets something travel that did not.
    SendsMore {
        /// What.
        path: ContextPath,
        /// On which engine.
        engine: &'static str,
    },
    /// An engine would refuse the build.
    Fails(Box<Failure>),
    /// It does nothing on this tree, where the file is as it is.
    NoEffect,
}

/// What decides whether a change is accepted.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// What Dockerfiles need.
    pub needs: &'a Needs,
    /// What git says; `None` if there is nobody to ask.
    pub git: Option<&'a Git>,
    /// What findings speak of, with all that is below.
    pub named: &'a FxHashSet<EntryId>,
    /// What findings call data, which can be what a directory is copied for.
    pub goods: &'a FxHashSet<EntryId>,
    /// What findings call grave: no exception holds for it.
    pub grave: &'a FxHashSet<EntryId>,
    /// The file as it stands, whose exceptions hold; `None` if it is itself what is changed.
    pub excepts: Option<&'a IgnoreFile>,
    /// Whether it is meant that something begins to travel.
    pub may_start: bool,
}

impl Difference {
    /// What differs between two judgements of one tree.
    pub fn between(
        (before, requested_before): (&Inventory, &Requested),
        (after, requested_after): (&Inventory, &Requested),
    ) -> Self {
        let mut difference = Self {
            saves: requested_before.totals(before).less(requested_after.totals(after)),
            holds: before.sent().less(after.sent()),
            ..Self::default()
        };
        let mut gone: FxHashSet<EntryId> = FxHashSet::default();
        // Directories up to this one are gone as a whole.
        let mut passed = DirId::ROOT;
        for dir in before.differing(after) {
            if dir < passed {
                continue;
            }
            let above = before.entry_of(dir).is_some_and(|entry| gone.contains(&entry));
            if above && after.sent_below(dir) == Totals::default() {
                passed = before.subtree(dir).end;
                continue;
            }
            for id in before.entries(dir) {
                let (was, is) = (before.fate(id).travels(), after.fate(id).travels());
                let filled = before.empty(id).is_some() && after.empty(id).is_none();
                if was && !is {
                    gone.insert(id);
                    difference.stops.extend((!above).then_some(id));
                } else if is && (!was || filled) {
                    difference.starts.push(id);
                }
            }
        }
        difference
    }
}

impl Judge<'_> {
    /// Says why a change cannot be accepted, if it cannot.
    ///
    /// # Errors
    /// The first [`Refusal`] in order of paths.
    pub fn judge(
        &self,
        before: (&Inventory, &Requested),
        after: &Simulated,
        engine: &'static str,
    ) -> Result<Difference, Refusal> {
        let inventory = before.0;
        let difference = Difference::between(before, (&after.inventory, &after.requested));
        let failed = before.1.failure().is_some() || inventory.failure().is_some();
        let failure = after.requested.failure().filter(|_| !failed);
        if let Some(failure) = failure {
            return Err(Refusal::Fails(Box::new(failure.clone())));
        }
        let fuller =
            after.requested.totals(&after.inventory).bytes > before.1.totals(inventory).bytes;
        if !self.may_start && (fuller || !difference.starts.is_empty()) {
            let first = difference.starts.first();
            let path = first.map_or_else(|| ContextPath::new(""), |id| inventory.path(*id));
            return Err(Refusal::SendsMore { path, engine });
        }
        for &id in &difference.starts {
            let path = inventory.path(id);
            let directory = inventory.kind(id) == Kind::Directory;
            let rule = rule_of(&path, directory).filter(|rule| rule.severity > Severity::Info);
            if let Some(rule) = rule.filter(|_| !inventory.fate(id).travels()) {
                return Err(Refusal::LetsIn { path, rule: rule.id });
            }
        }
        for &id in &difference.stops {
            let path = inventory.path(id);
            let goods = self.goods.contains(&id).then(|| self.needs.asking_for(&path));
            if let Some(by) = self.needs.needing(&path).or(goods.flatten()) {
                return Err(Refusal::Needed { path, by });
            }
        }
        let mut gone = below(inventory, &difference.stops, &after.inventory);
        if let Some((path, by)) = gone.find_map(|id| self.excepted(inventory, id)) {
            return Err(Refusal::Excepted { path, by });
        }
        for &id in &difference.stops {
            if let Some(lost) = self.tracked(inventory, &after.inventory, id) {
                return Err(Refusal::Tracked { path: inventory.path(lost) });
            }
        }
        Ok(difference)
    }

    /// The `!` line that takes an entry back by its own name, if nothing grave is said of it.
    pub(super) fn excepted(&self, before: &Inventory, id: EntryId) -> Option<(ContextPath, Place)> {
        let file = self.excepts?;
        if self.grave.contains(&id) {
            return None;
        }
        let path = before.path(id);
        // `!src/**` takes in what comes along with a directory; `!.env.example` means what it names.
        let names = |text: &[u8]| {
            let last = text.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
            last.iter().any(|&byte| byte != b'*')
        };
        let patterns = file.matcher.patterns();
        let by = (0..patterns.len()).rev().find(|number| {
            let pattern = &patterns[*number];
            pattern.negated && names(&pattern.text) && pattern.matches(&path) == Ok(true)
        })?;
        Some((path, file.place_of(by)?))
    }

    /// Says why another engine that reads the same file would not have it.
    ///
    /// # Errors
    /// As [`Self::judge`].
    pub(super) fn elsewhere(&self, other: &Other, text: &[u8]) -> Result<(), Refusal> {
        let Other { build, inventory } = other;
        let refused = |failure| Refusal::Fails(Box::new(failure));
        let after = simulate(build, inventory, text).map_err(refused)?;
        let requested = Requested::new(inventory, &build.filter, build.engine);
        let judge = Judge { git: None, excepts: None, ..*self };
        judge.judge((inventory, &requested), &after, build.engine.id).map(|_| ())
    }

    /// The first entry at or below a stopped one that git tracks and no finding speaks of.
    fn tracked(&self, before: &Inventory, after: &Inventory, id: EntryId) -> Option<EntryId> {
        let git = self.git.filter(|git| git.tracks_anything())?;
        let above = std::iter::successors(Some(id), |at| before.entry_of(at.dir));
        if above.into_iter().any(|at| self.named.contains(&at)) {
            return None;
        }
        let is_tracked = |id| git.standing(before, id) == Some(Standing::Tracked);
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            let stays = !before.fate(id).travels() || after.fate(id).travels();
            if stays && before.opened(id).is_none() || self.named.contains(&id) {
                continue;
            }
            if !stays && before.kind(id) != Kind::Directory && is_tracked(id) {
                return Some(id);
            }
            if let Some(below) = before.opened(id).filter(|_| is_tracked(id)) {
                let mut entries: Vec<EntryId> = before.entries(below).collect();
                entries.reverse();
                todo.extend(entries);
            }
        }
        None
    }
}

/// The stopped entries and everything below them that stops with them.
fn below<'a>(
    before: &'a Inventory,
    stops: &[EntryId],
    after: &'a Inventory,
) -> impl Iterator<Item = EntryId> + 'a {
    let mut todo: Vec<EntryId> = stops.iter().rev().copied().collect();
    std::iter::from_fn(move || {
        let id = todo.pop()?;
        let entries = before.opened(id).map(|dir| before.entries(dir));
        let gone = |id: &EntryId| before.fate(*id).travels() && !after.fate(*id).travels();
        todo.extend(entries.into_iter().flatten().filter(gone));
        Some(id)
    })
}

/// What is named and not there yet must be able to come: the first that only the new file takes away.
pub(super) fn barred(
    needs: &Needs,
    inventory: &Inventory,
    after: &Simulated,
    before: Option<&IgnoreFile>,
) -> Option<Refusal> {
    let held = |file: &IgnoreFile, path: &[u8]| file.matcher.holds_back(path);
    let is_absent = |path: &&[u8]| !has_glob(path) && inventory.find(path).is_none();
    let lost = needs
        .paths()
        .filter(is_absent)
        .find(|path| held(&after.ignore, path) && !before.is_some_and(|file| held(file, path)))?;
    let by = needs.needing(lost).unwrap_or(Needed::Evidently);
    Some(Refusal::Needed { path: ContextPath::new(lost), by })
}
