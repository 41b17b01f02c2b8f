//! What is sent although git does not track it, beside what the rules say of it already.
//!
//! The two checks that ask git share this: which entries they are, and what of them is news. A
//! `node_modules` that a rule reports needs no second alarm for being ignored by git too.

use super::Facts;
use crate::context::{EntryId, Totals};
use crate::dockerfile::{NamedSources, Tree};
use crate::git::{Git, Standing, Tie};
use crate::landing::Reach;
use crate::path::Shown;
use crate::rules::{Category, Finding, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// An entry that git does not track, with all that is below.
pub(super) struct Stray {
    pub(super) entry: EntryId,
    pub(super) standing: Standing,
    /// What is sent with it.
    pub(super) totals: Totals,
    /// What of that no rule speaks of.
    pub(super) untold: Totals,
    /// What of it the rules take for secret, in order.
    pub(super) secrets: Vec<EntryId>,
    /// The rules that speak of what is no secret.
    pub(super) told_by: BTreeSet<&'static str>,
    /// The Dockerfile asks for it by name.
    pub(super) named: bool,
}

/// All that is sent and that git does not track, in order.
pub(super) fn strays(facts: &Facts<'_>, git: &Git, which: fn(Standing) -> bool) -> Vec<Stray> {
    let named = facts.plan().map(|plan| NamedSources::of(plan, &Tree::Context));
    let named = named.unwrap_or_default();
    let told = Told::new(facts, git);
    let mut strays = Vec::new();
    for &(entry, standing) in git.marks().iter().filter(|mark| which(mark.1)) {
        let totals = facts.requested.with(facts.inventory, entry);
        let is_own = Git::is_ignore_file(facts.inventory, entry);
        if totals.files == 0 || is_own || is_only_at_hand(facts, entry) {
            continue;
        }
        let named = !named.is_empty() && named.needs(&facts.inventory.path(entry));
        let mut stray = Stray {
            entry,
            standing,
            totals,
            untold: totals,
            secrets: Vec::new(),
            told_by: BTreeSet::new(),
            named,
        };
        told.take_from(&mut stray, facts);
        strays.push(stray);
    }
    strays
}

/// Where nothing has to be sent, only what an instruction takes goes anywhere.
fn is_only_at_hand(facts: &Facts<'_>, entry: EntryId) -> bool {
    let Some(landing) = facts.landing.filter(|_| facts.build.engine.transfer.at_hand) else {
        return false;
    };
    landing.reach(facts.views, Facts::origin(entry)) <= Reach::Sent
}

/// What the rules complain of, in the order of entries.
struct Told<'a> {
    findings: Vec<(EntryId, &'a Finding)>,
    /// The same by the mark of git's that they lie below.
    below: BTreeMap<EntryId, Vec<(EntryId, &'a Finding)>>,
}

impl<'a> Told<'a> {
    fn new(facts: &Facts<'a>, git: &Git) -> Self {
        let loud = facts.findings.iter().filter(|finding| finding.severity > Severity::Info);
        let each = |finding: &'a Finding| finding.entries.iter().map(move |&at| (at, finding));
        let mut findings: Vec<_> = loud.flat_map(each).collect();
        findings.sort_by_key(|(entry, _)| *entry);
        let mut below: BTreeMap<EntryId, Vec<_>> = BTreeMap::new();
        for &(entry, finding) in &findings {
            let is_mark =
                |at: &EntryId| git.marks().binary_search_by_key(at, |mark| mark.0).is_ok();
            if let Some(mark) = above(facts, entry).skip(1).find(is_mark) {
                below.entry(mark).or_default().push((entry, finding));
            }
        }
        Self { findings, below }
    }

    fn at(&self, entry: EntryId) -> Option<&'a Finding> {
        let found = self.findings.binary_search_by_key(&entry, |(at, _)| *at).ok()?;
        Some(self.findings[found].1)
    }

    /// Takes off an entry what is told already.
    fn take_from(&self, stray: &mut Stray, facts: &Facts<'_>) {
        if let Some(finding) = above(facts, stray.entry).find_map(|entry| self.at(entry)) {
            stray.untold = Totals::default();
            if is_secret(finding) {
                stray.secrets.push(stray.entry);
            } else {
                stray.told_by.insert(finding.rule.id);
            }
            return;
        }
        let mut outermost: BTreeSet<EntryId> = BTreeSet::new();
        for &(entry, finding) in self.below.get(&stray.entry).into_iter().flatten() {
            // A directory stands before what is below.
            if above(facts, entry).any(|at| outermost.contains(&at)) {
                continue;
            }
            outermost.insert(entry);
            stray.untold = stray.untold.less(facts.requested.with(facts.inventory, entry));
            if is_secret(finding) {
                stray.secrets.push(entry);
            } else {
                stray.told_by.insert(finding.rule.id);
            }
        }
    }
}

/// An entry and the directories that hold it, the nearest first.
fn above<'a>(facts: &Facts<'a>, entry: EntryId) -> impl Iterator<Item = EntryId> + use<'a> {
    let inventory = facts.inventory;
    std::iter::successors(Some(entry), move |at| inventory.entry_of(at.dir))
}

fn is_secret(finding: &Finding) -> bool {
    matches!(finding.rule.category, Category::Secret | Category::IacState)
}

/// What is to be said of several strays besides their number: what of them is secret, what is told
/// elsewhere, and what the Dockerfile asks for.
pub(super) fn notes(facts: &Facts<'_>, git: &Git, strays: &[Stray]) -> Vec<String> {
    let mut notes = Vec::new();
    let shown = |entries: Vec<EntryId>| -> Vec<String> {
        entries.into_iter().map(|entry| facts.shown(entry)).collect()
    };
    let mut all: Vec<&Stray> = strays.iter().collect();
    all.sort_by_key(|stray| (std::cmp::Reverse(stray.totals.bytes), stray.entry));
    let names = shown(all.iter().map(|stray| stray.entry).collect());
    let secrets = shown(strays.iter().flat_map(|stray| stray.secrets.clone()).collect());
    if names != secrets {
        let heaviest = if names.len() > 1 { "the heaviest: " } else { "it is " };
        notes.push(format!("{heaviest}{}", super::few(&names, 3)));
    }
    if !secrets.is_empty() {
        notes.push(format!("told as secret: {}", super::few(&secrets, 3)));
    }
    for (tie, what) in [
        (Tie::Worktree, "a further work tree of a repository"),
        (Tie::Own, "a repository of its own"),
    ] {
        let trees = git.trees().iter().filter(|tree| tree.repository.tie == tie);
        let roots = trees.filter_map(|tree| facts.inventory.entry_of(tree.dir));
        let is_stray = |at: EntryId| strays.iter().any(|stray| stray.entry == at);
        let roots = roots.filter(|root| above(facts, *root).any(is_stray));
        let roots = shown(roots.collect());
        if !roots.is_empty() {
            notes.push(format!("{what}: {}", super::few(&roots, 3)));
        }
    }
    let told: BTreeSet<&str> = strays.iter().flat_map(|stray| &stray.told_by).copied().collect();
    if !told.is_empty() {
        let told: Vec<&str> = told.into_iter().collect();
        notes.push(format!("told elsewhere, by {}", told.join(", ")));
    }
    let asked: Vec<String> = shown(strays.iter().filter(|s| s.named).map(|s| s.entry).collect());
    if !asked.is_empty() {
        let name = facts.plan().map_or("Dockerfile", |plan| plan.source.name());
        let names = super::few(&asked, 3);
        let name = Shown(name.as_bytes());
        notes.push(format!(
            "{name} asks for {names} by name: a clean checkout has to make it first"
        ));
    }
    notes
}

/// The sum of what is sent with several.
pub(super) fn sum(strays: &[Stray], of: fn(&Stray) -> Totals) -> Totals {
    strays.iter().map(of).fold(Totals::default(), |mut sum, totals| {
        sum += totals;
        sum
    })
}
