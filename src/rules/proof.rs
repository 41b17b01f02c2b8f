//! Answers the questions of markers about an entry: yes, no, or "cannot be told".
//!
//! Names come from the inventory, contents from [`Heads`]; a head that cannot be read leaves its
//! question open, and an open question neither confirms nor clears.

use super::Thresholds;
use super::head;
use super::marker::{Shape, Test};
use super::rule::{Rule, Severity};
use crate::context::{DirId, EntryId, Heads, Inventory, Kind};
use crate::glob;

/// One worker's view of an audit.
pub(super) struct Witness<'a> {
    inventory: &'a Inventory,
    heads: &'a dyn Heads,
    thresholds: &'a Thresholds,
    path: Vec<u8>,
    /// The head that was read last: several rules often ask for the same.
    head: Option<(EntryId, usize, Option<Vec<u8>>)>,
}

/// What a rule says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opinion {
    pub(super) severity: Severity,
    /// The number of the case that decided, if one did.
    pub(super) case: Option<u8>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(
        inventory: &'a Inventory,
        heads: &'a dyn Heads,
        thresholds: &'a Thresholds,
    ) -> Self {
        Self { inventory, heads, thresholds, path: Vec::new(), head: None }
    }

    /// What the rule's marker makes of an entry whose path the rule speaks of.
    pub(super) fn judge(&mut self, rule: &Rule, id: EntryId) -> Option<Opinion> {
        let mut open = false;
        for (number, case) in rule.marker.cases.iter().enumerate() {
            match self.holds(&case.when, id) {
                Some(true) => {
                    let severity = case.then.severity(rule.severity)?;
                    return Some(Opinion { severity, case: Some(number as u8) });
                }
                Some(false) => {}
                None => open = true,
            }
        }
        let otherwise = rule.marker.otherwise.severity(rule.severity)?;
        let severity = if open { rule.severity } else { otherwise };
        Some(Opinion { severity, case: None })
    }

    /// Whether a test holds for an entry; `None` if that cannot be told.
    pub(super) fn holds(&mut self, test: &Test, id: EntryId) -> Option<bool> {
        let inventory = self.inventory;
        match *test {
            Test::Is(kind) => Some(inventory.kind(id) == kind),
            Test::Named(patterns) => {
                let name = inventory.name(id);
                Some(patterns.iter().any(|pattern| glob::component(pattern, name, false)))
            }
            Test::Beside(names) => Some(self.any_below(id.dir, names).is_some()),
            Test::BesideParent(names) => {
                let above = inventory.entry_of(id.dir);
                Some(above.is_some_and(|above| self.any_below(above.dir, names).is_some()))
            }
            Test::Upward(names) => Some(self.upward(id.dir, names)),
            Test::Inside(names) => {
                let opened = inventory.opened(id);
                Some(opened.is_some_and(|dir| self.any_below(dir, names).is_some()))
            }
            Test::AtRoot(least, names) => {
                let there = |name: &&&str| below(inventory, DirId::ROOT, name).is_some();
                Some(names.iter().filter(there).count() >= least)
            }
            Test::Only(patterns) => Some(self.only(id, patterns)),
            Test::Head(shape) => self.head(id, shape),
            Test::HeadOf(names, shape) => {
                let dir = inventory.opened(id)?;
                self.any_below(dir, names).map_or(Some(false), |file| self.head(file, shape))
            }
            Test::AtLeast(bytes) => Some(inventory.size(id) >= bytes),
            Test::Large => Some(inventory.size(id) >= self.thresholds.large_file.0),
            Test::LinksTo(start) => self.links_to(id, start),
            Test::All(tests) => self.fold(tests, id, false),
            Test::Any(tests) => self.fold(tests, id, true),
            Test::Not(test) => self.holds(test, id).map(|holds| !holds),
        }
    }

    /// Kleene's "and" (`decisive` false) and "or" (true): one decisive answer settles it, an open
    /// one leaves it open.
    fn fold(&mut self, tests: &[Test], id: EntryId, decisive: bool) -> Option<bool> {
        let mut answer = Some(!decisive);
        for test in tests {
            match self.holds(test, id) {
                Some(holds) if holds == decisive => return Some(decisive),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }

    fn any_below(&self, dir: DirId, names: &[&str]) -> Option<EntryId> {
        names.iter().find_map(|name| below(self.inventory, dir, name))
    }

    fn upward(&self, from: DirId, names: &[&str]) -> bool {
        let mut at = Some(from);
        while let Some(dir) = at {
            if self.any_below(dir, names).is_some() {
                return true;
            }
            at = self.inventory.entry_of(dir).map(|entry| entry.dir);
        }
        false
    }

    fn only(&self, id: EntryId, patterns: &[&str]) -> bool {
        let Some(dir) = self.inventory.opened(id) else { return false };
        let mut entries = self.inventory.entries(dir).peekable();
        entries.peek().is_some()
            && entries.all(|entry| {
                let name = self.inventory.name(entry);
                patterns.iter().any(|pattern| glob::component(pattern, name, true))
            })
    }

    fn head(&mut self, id: EntryId, shape: Shape) -> Option<bool> {
        if self.inventory.kind(id) != Kind::File {
            return Some(false);
        }
        let reach = shape.reach();
        let known =
            matches!(&self.head, Some((whose, limit, _)) if *whose == id && *limit >= reach);
        if !known {
            self.inventory.path_into(id, &mut self.path);
            self.head = Some((id, reach, self.heads.head(&self.path, reach).ok()));
        }
        let (_, _, bytes) = self.head.as_ref()?;
        bytes.as_deref().map(|bytes| head::fits(shape, &bytes[..bytes.len().min(reach)]))
    }

    fn links_to(&mut self, id: EntryId, start: &str) -> Option<bool> {
        if self.inventory.kind(id) != Kind::Symlink {
            return Some(false);
        }
        self.inventory.path_into(id, &mut self.path);
        let target = self.heads.link_target(&self.path).ok()?;
        Some(target.starts_with(start.as_bytes()))
    }
}

/// The first entry below a directory that a relative path with wildcards names.
fn below(inventory: &Inventory, dir: DirId, pattern: &str) -> Option<EntryId> {
    let (first, rest) = match pattern.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (pattern, None),
    };
    let further = |entry: EntryId| match rest {
        None => Some(entry),
        Some(rest) => below(inventory, inventory.opened(entry)?, rest),
    };
    if glob::is_plain(first) {
        return further(inventory.find_in(dir, first.as_bytes())?);
    }
    let fits = |entry: &EntryId| glob::component(first, inventory.name(*entry), false);
    inventory.entries(dir).filter(fits).find_map(further)
}
