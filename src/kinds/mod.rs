//! The kinds of projects: how each is told by the files that it has, what of it has no business in
//! a build context, and what must not be ignored.
//!
//! Rows are constant data ([`KINDS`], one file of `table/` a family). A line that a rule of the
//! catalogue advises is not written here again: a row names the rule. [`detect()`] says which kinds
//! there are and where; `compose` reads the one kind whose lines are written in a file. What becomes
//! of the lines, and whether one is sound on a tree, is not decided here.

mod compose;
mod detect;
mod table;

pub use detect::{Detected, Volume, detect};
pub use table::KINDS;

use crate::rules::{Category, Rule};

/// One kind of project.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Stable name, as in `java-maven`.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What tells it: any of these.
    pub signs: &'static [Sign],
    /// Lines that are right whatever the Dockerfile says.
    pub base: &'static [Group],
    /// Lines that are right only if nothing asks for what they stop.
    pub check_first: &'static [Group],
    /// What no line may stop, below the directory of such a project: examples of paths, not
    /// patterns.
    pub keep: &'static [&'static str],
    /// Where all this is known from.
    pub source: &'static str,
}

/// A file or directory that tells a kind of project.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// Its path from the project's directory, whose components may hold `*`.
    pub path: &'static str,
    /// Whether it is a directory.
    pub directory: bool,
    /// One of these must stand below the same directory: the first alone says too little.
    pub with: &'static [&'static str],
}

impl Sign {
    /// A file that says it all.
    const fn file(path: &'static str) -> Self {
        Self { path, directory: false, with: &[] }
    }

    /// A directory that says it all.
    const fn directory(path: &'static str) -> Self {
        Self { path, directory: true, with: &[] }
    }

    /// A file that many kinds have, and what tells this one.
    const fn with(path: &'static str, with: &'static [&'static str]) -> Self {
        Self { path, directory: false, with }
    }
}

/// Ignore lines for one reason.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they are about.
    pub category: Category,
    /// The reason, as a comment says it: one line, no full stop.
    pub reason: &'static str,
    /// The rules whose advice they are.
    pub rules: &'static [&'static str],
    /// Lines that no rule advises.
    pub lines: &'static [&'static str],
    /// Those of the lines that have a purpose where they stop nothing yet: every working copy has
    /// such files sooner or later.
    pub usual: &'static [&'static str],
}

impl Group {
    /// The advice of rules, which are all about the same.
    const fn of(category: Category, reason: &'static str, rules: &'static [&'static str]) -> Self {
        Self { category, reason, rules, lines: &[], usual: &[] }
    }

    /// Lines that no rule advises.
    const fn own(category: Category, reason: &'static str, lines: &'static [&'static str]) -> Self {
        Self { category, reason, rules: &[], lines, usual: &[] }
    }

    /// The same, and which of the lines stop what every working copy has sooner or later.
    const fn usual(mut self, lines: &'static [&'static str]) -> Self {
        self.usual = lines;
        self
    }

    /// The same with further lines.
    const fn and(mut self, lines: &'static [&'static str]) -> Self {
        self.lines = lines;
        self
    }

    /// Every line with the rule that advises it, in order.
    pub fn advice(&self) -> impl Iterator<Item = (&'static str, Option<&'static Rule>)> + use<> {
        let (rules, lines) = (self.rules, self.lines);
        let rules = rules.iter().filter_map(|id| Rule::find(id));
        let of_rule =
            |rule: &'static Rule| rule.suggest().iter().map(move |line| (*line, Some(rule)));
        rules.flat_map(of_rule).chain(lines.iter().map(|line| (*line, None)))
    }
}

/// A line that means a place below the project's directory: what follows that directory, and whether
/// the line takes back. `None` for a line that hits at any depth.
pub fn anchored(line: &'static str) -> Option<(&'static str, bool)> {
    let (text, taken_back) = line.strip_prefix('!').map_or((line, false), |text| (text, true));
    (!text.starts_with("**")).then(|| (text.trim_start_matches('/'), taken_back))
}

impl Kind {
    /// What every context is treated as.
    pub fn common() -> &'static Self {
        &KINDS[0]
    }

    /// The kind with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.id == id)
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Kind {}

#[cfg(test)]
mod tests;
