//! What is better left at home, entry by entry, and which lines say so: what the rules found, and
//! what git ignores.
//!
//! What git tracks is only left at home where people have such files in git without the program
//! needing them.

use super::Ground;
use crate::context::EntryId;
use crate::engine::Dialect;
use crate::git::{Standing, Translation};
use crate::ignorefile::Pattern;
use crate::rules::{Category, Finding, Rule, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// See the paragraph above.
pub(super) struct Unwanted<'a> {
    ground: &'a Ground<'a>,
    told: BTreeMap<EntryId, &'static Rule>,
    /// Those of [`Self::told`] that only are of no use, or are tracked: fit to be left out, not to be
    /// picked out of a directory that is asked for.
    mild: BTreeSet<EntryId>,
    ignored: Translation,
}

impl<'a> Unwanted<'a> {
    pub(super) fn of(ground: &'a Ground<'a>) -> Self {
        let Ground { build, inventory, heads, git, findings, .. } = *ground;
        let ignored = Translation::read(&build.root, inventory, heads, git);
        let (mut told, mut mild) = (BTreeMap::new(), BTreeSet::new());
        for finding in findings.iter().filter(|finding| speaks(finding)) {
            for &id in &finding.entries {
                let tracked =
                    git.and_then(|git| git.standing(inventory, id)) == Some(Standing::Tracked);
                let rule = finding.rule;
                let harmless = finding.inherent == Severity::Info;
                // A `.env` that git tracks and that holds no secret is a file of settings.
                let settings = harmless && is_secret(rule);
                if !tracked || rule.safe && may_be_tracked(rule.category) && !settings {
                    told.entry(id).or_insert(rule);
                }
                if tracked || harmless && !is_secret(rule) {
                    mild.insert(id);
                }
            }
        }
        Self { ground, told, mild, ignored }
    }

    /// Whether an entry is unwanted as such, with all that is below it. What is below something
    /// that is unwanted is not: somebody may ask for it by name.
    pub(super) fn is(&self, id: EntryId) -> bool {
        let ignored = || {
            let by = self.ignored.ignored_here_by(id);
            by.is_some() && !is_build_file(self.ground.inventory.name(id))
        };
        self.told.contains_key(&id) || ignored()
    }

    /// Whether it is, in a directory that is asked for.
    pub(super) fn is_anywhere(&self, id: EntryId) -> bool {
        self.is(id) && !self.mild.contains(&id)
    }

    /// Whether an entry is unwanted, or a directory above it is.
    pub(super) fn covers(&self, id: EntryId) -> bool {
        let above = |at: &EntryId| self.ground.inventory.entry_of(at.dir);
        std::iter::successors(Some(id), above).any(|id| self.is_anywhere(id))
    }

    /// Lines that stop an entry and its like, the best first.
    pub(super) fn lines(&self, id: EntryId) -> Vec<String> {
        let path = self.ground.inventory.path(id);
        let hits = |line: &str| {
            let pattern = Pattern::compile(Dialect::Docker, None, line.as_bytes());
            pattern.ok().flatten().is_some_and(|pattern| pattern.matches(&path) == Ok(true))
        };
        let of_rule = self.told.get(&id).into_iter().flat_map(|rule| rule.suggest());
        let mut lines: Vec<String> = of_rule.map(|line| (*line).to_owned()).collect();
        if let Some(line) = self.ignored.ignored_here_by(id) {
            let said = self.ignored.lines.iter().filter(|said| said.line == line);
            lines.extend(said.flat_map(|said| said.texts.iter().flatten().cloned()));
        }
        lines.retain(|line| hits(line));
        lines
    }
}

/// Whether a finding says that its entries could stay at home.
fn speaks(finding: &Finding) -> bool {
    let Finding { rule, inherent, only_copy, named, need, .. } = finding;
    // What only could hold a secret today may hold one tomorrow.
    let of_no_use = rule.safe && (is_of_no_use(rule.category) || is_secret(rule));
    let bad = *inherent > Severity::Info || of_no_use;
    bad && !only_copy && !named && need.is_none() && !rule.suggest().is_empty()
}

fn is_secret(rule: &Rule) -> bool {
    rule.category == Category::Secret
}

/// Whether no program needs such files, however little harm they do.
fn is_of_no_use(category: Category) -> bool {
    match category {
        Category::Vcs | Category::Editor | Category::Os | Category::Docker | Category::Log => true,
        Category::Secret
        | Category::IacState
        | Category::Dependency
        | Category::Cache
        | Category::BuildOutput
        | Category::Data
        | Category::TestOutput
        | Category::Docs => false,
    }
}

/// Whether people have such files in git without the program needing them.
fn may_be_tracked(category: Category) -> bool {
    is_of_no_use(category) && category != Category::Log
        || matches!(category, Category::Secret | Category::IacState)
}

/// Files that git may ignore and a build reads all the same are no noise.
fn is_build_file(name: &[u8]) -> bool {
    name.ends_with(b".lock") || name.ends_with(b"-lock.json") || name.ends_with(b"-lock.yaml")
}
