//! What is on disk where an instruction looks, and what of it arrives.
//!
//! The walk leaves ignored folders unopened, so that the inventory alone cannot tell what is
//! ignored from what was never there; here the disk is asked, and only about the few paths that a
//! Dockerfile names. Links are followed inside the context, as engines do.

use super::Facts;
use super::asking::Asking;
use crate::build::ContextLinks;
use crate::context::{EntryId, Fate, Inventory, Kind, Requested, Totals};
use crate::dockerfile::{LinkTree, Tree, has_glob, matches_path};
use crate::ignorefile::IgnoreFile;
use crate::landing::ContextId;
use crate::path::{clean, parent};
use std::collections::VecDeque;

/// As many links as an engine follows.
const MOST_LINKS: usize = 255;

/// A context: its disk, its ignore file, and what arrives.
pub(super) struct Ground<'a> {
    disk: ContextLinks<'a>,
    pub(super) ignore: Option<&'a IgnoreFile>,
    pub(super) inventory: &'a Inventory,
    pub(super) requested: &'a Requested,
}

/// What is on disk.
#[derive(Debug)]
pub(super) enum Found {
    /// These paths, with the links that led there; at least one.
    Paths(Vec<Reached>),
    /// A glob that nothing matches.
    NoMatch,
    /// A name that is not there.
    Missing(Missing),
}

/// A path that is there.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) path: Vec<u8>,
    /// The links on the way, each of which must arrive too.
    pub(super) links: Vec<Vec<u8>>,
}

/// A path that is not there.
#[derive(Debug)]
pub(super) struct Missing {
    /// The directory that is there.
    pub(super) directory: Vec<u8>,
    /// What is not in it, and what was to follow.
    pub(super) rest: Vec<u8>,
    /// The last link on the way, and its text.
    pub(super) link: Option<(Vec<u8>, Vec<u8>)>,
}

/// What arrives of something that is on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It, or something of it.
    Yes,
    /// A directory, of which the ignore file leaves nothing.
    Emptied,
    /// Nothing: the ignore file takes it away, by the pattern of this number.
    Ignored(Option<usize>),
    /// Nothing, and the ignore file has no part in it.
    Lost,
}

impl<'a> Ground<'a> {
    /// The local tree that an instruction asks; `None` for stages and images.
    pub(super) fn of(facts: &Facts<'a>, tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Context => Some(Self {
                disk: facts.build.links(),
                ignore: facts.build.ignore.as_ref(),
                inventory: facts.inventory,
                requested: facts.requested,
            }),
            Tree::Named(number) => {
                let build = facts.build.contexts.get(*number)?.build.as_ref()?;
                let view = facts.views.get(ContextId::named(*number))?;
                Some(Self {
                    disk: build.links(),
                    ignore: build.ignore.as_ref(),
                    inventory: view.inventory,
                    requested: view.requested,
                })
            }
            Tree::Stage(_) | Tree::Image(_) | Tree::Scratch => None,
        }
    }

    /// What a source stands for on disk.
    pub(super) fn look(&self, asking: &Asking<'_>) -> Found {
        let path = asking.path();
        let parts: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
        let first = parts.iter().position(|part| has_glob(part));
        let (Some(first), Some(_)) = (first, asking.transfer()) else {
            return match self.resolve(&path) {
                Ok(reached) => Found::Paths(vec![reached]),
                Err(missing) => Found::Missing(missing),
            };
        };
        let base = match self.resolve(&parts[..first].join(&b'/')) {
            Ok(base) => base,
            Err(missing) => return Found::Missing(missing),
        };
        let mut paths = Vec::new();
        self.search(&base, &parts[first..], &mut paths);
        if paths.is_empty() { Found::NoMatch } else { Found::Paths(paths) }
    }

    /// The folder that a glob is looked for in, if its source is one and the folder is there.
    pub(super) fn base(&self, asking: &Asking<'_>) -> Option<Reached> {
        asking.transfer()?;
        let path = asking.path();
        let parts: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
        let first = parts.iter().position(|part| has_glob(part)).filter(|&first| first > 0)?;
        self.resolve(&parts[..first].join(&b'/')).ok()
    }

    /// The same, if nothing of that folder arrives: a glob without a match fails then, where it is
    /// nothing otherwise (SPEC 19.3). What is asked for are the matches, so that without one the
    /// folder stays at home too.
    pub(super) fn lost_base(&self, asking: &Asking<'_>) -> Option<Reached> {
        let arrives =
            |base: &Reached| matches!(self.arrival(base), Arrival::Yes | Arrival::Emptied);
        self.base(asking).filter(|base| !arrives(base))
    }

    /// Everything below a directory that a glob matches, component by component.
    fn search(&self, base: &Reached, glob: &[&[u8]], found: &mut Vec<Reached>) {
        let Some((part, rest)) = glob.split_first() else { return };
        let mut names = self.disk.names(&base.path).unwrap_or_default();
        names.sort();
        for name in names.iter().filter(|name| matches_path(part, name) == Ok(true)) {
            let path = joined(&base.path, name);
            if !rest.is_empty() {
                let links = base.links.clone();
                self.search(&Reached { path, links }, rest, found);
            } else if self.disk.link(&path).is_ok_and(|link| link.is_none()) {
                // Most are no links: the folder need not be read again for each.
                found.push(Reached { path, links: base.links.clone() });
            } else if let Ok(mut reached) = self.resolve(&path) {
                reached.links.extend(base.links.iter().cloned());
                found.push(reached);
            }
        }
    }

    /// Follows every link on the way, the last name included.
    fn resolve(&self, path: &[u8]) -> Result<Reached, Missing> {
        let split = |path: &[u8]| -> VecDeque<Vec<u8>> {
            path.split(|&byte| byte == b'/').filter(|n| !n.is_empty()).map(<[u8]>::to_vec).collect()
        };
        let mut todo = split(path);
        let mut reached = Reached { path: Vec::new(), links: Vec::new() };
        let mut last = None;
        while let Some(name) = todo.pop_front() {
            let at = joined(&reached.path, &name);
            let there = self.entry(&at).is_some()
                || self.disk.names(&reached.path).unwrap_or_default().contains(&name);
            if !there || reached.links.len() > MOST_LINKS {
                let rest: Vec<Vec<u8>> = std::iter::once(name).chain(todo).collect();
                let rest = rest.join(&b'/');
                return Err(Missing { directory: reached.path, rest, link: last });
            }
            match self.disk.link(&at).ok().flatten() {
                Some(text) => {
                    let above = if text.starts_with(b"/") { &[][..] } else { &reached.path };
                    let target = clean(&[b"/", above, b"/", text.as_slice()].concat());
                    todo = split(&target).into_iter().chain(todo).collect();
                    reached.links.push(at.clone());
                    last = Some((at, text));
                    reached.path.clear();
                }
                None => reached.path = at,
            }
        }
        Ok(reached)
    }

    /// The names in a directory on disk.
    pub(super) fn names(&self, directory: &[u8]) -> Vec<Vec<u8>> {
        let mut names = self.disk.names(directory).unwrap_or_default();
        names.sort();
        names
    }

    /// Whether something is on disk at a path.
    pub(super) fn exists(&self, path: &[u8]) -> bool {
        self.resolve(path).is_ok()
    }

    /// What arrives of a path that is on disk.
    pub(super) fn arrival(&self, reached: &Reached) -> Arrival {
        for link in &reached.links {
            let arrives = self.entry(link).is_some_and(|id| self.travels(id));
            if !arrives {
                return self.held(link);
            }
        }
        if reached.path.is_empty() {
            return self.root();
        }
        let Some(id) = self.entry(&reached.path) else { return self.held(&reached.path) };
        let totals = self.requested.with(self.inventory, id);
        match totals {
            Totals { files: 0, directories: 0, .. } => self.held(&reached.path),
            Totals { files: 0, .. } if self.is_emptied(id) => Arrival::Emptied,
            Totals { .. } => Arrival::Yes,
        }
    }

    fn root(&self) -> Arrival {
        let Totals { files, .. } = self.requested.totals(self.inventory);
        let held = self.inventory.held();
        let nothing = files == 0 && held.files + held.directories > 0;
        if nothing { Arrival::Emptied } else { Arrival::Yes }
    }

    fn is_emptied(&self, id: EntryId) -> bool {
        let Some(dir) = self.inventory.opened(id) else { return false };
        let held = self.inventory.held_below(dir);
        held.files + held.directories > 0
    }

    /// The entry at a path, if the walk came there.
    pub(super) fn entry(&self, path: &[u8]) -> Option<EntryId> {
        self.inventory.find(path)
    }

    fn travels(&self, id: EntryId) -> bool {
        self.requested.travels(self.inventory, id)
    }

    fn held(&self, path: &[u8]) -> Arrival {
        let skipped = self.entry(path).is_some_and(|id| {
            self.inventory.fate(id) == Fate::Skipped || self.inventory.kind(id) == Kind::Socket
        });
        match self.decider(path) {
            Some(pattern) if !skipped => Arrival::Ignored(Some(pattern)),
            Some(_) | None => Arrival::Lost,
        }
    }

    /// The pattern that takes a path away: by itself, or by an unopened directory above it.
    pub(super) fn decider(&self, path: &[u8]) -> Option<usize> {
        let explanation = self.ignore?.matcher.explain(path);
        let last = explanation.judgement();
        let above = || explanation.steps.iter().find(|s| s.pruned && s.judgement.excluded);
        let judged = if last.excluded { Some(last) } else { above().map(|step| step.judgement) };
        judged?.decider.map(|pattern| pattern as usize)
    }

    /// `` .dockerignore:3: `*.md` ``
    pub(super) fn told(&self, pattern: usize) -> String {
        let Some(ignore) = self.ignore else { return String::new() };
        let Some(place) = ignore.place_of(pattern) else { return String::new() };
        let text = crate::path::Shown(ignore.source.slice(place.span)).to_string();
        format!("{}:{}: `{text}`", ignore.source.name(), place.position().line)
    }
}

/// A name in a directory.
pub(super) fn joined(directory: &[u8], name: &[u8]) -> Vec<u8> {
    if directory.is_empty() { name.to_vec() } else { [directory, b"/", name].concat() }
}

/// The directory of a path; empty for the root.
pub(super) fn above(path: &[u8]) -> &[u8] {
    parent(path).unwrap_or_default()
}
