//! What is heavy: the few entries that explain most of what travels.
//!
//! A list of the largest files says little, and so does the list of the root's entries when one of
//! them holds everything. So the list starts at the root and opens a directory as long as a few of
//! its children explain it; what a rule already names stays whole.

use crate::context::{DirId, EntryId, Inventory, Kind, Requested, Totals};
use crate::path::ContextPath;
use crate::rules::{Finding, Rule, Severity};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// How many entries are listed at most.
const MOST: usize = 8;
/// An entry is listed from this part of the whole on, opened from this part on, and a list that
/// holds less than this part of the whole says nothing.
const WORTH_LISTING: u64 = 100;
const WORTH_OPENING: u64 = 20;
const WORTH_SAYING: u64 = 10;
/// So many children that hold most of a directory say more than the directory.
const FEW: usize = 3;

/// One heavy entry.
#[derive(Clone, Debug)]
pub struct Weight {
    /// Where it is.
    pub path: ContextPath,
    /// What it is.
    pub kind: Kind,
    /// What travels with it.
    pub totals: Totals,
    /// The worst rule that speaks of it, and how bad it is.
    pub rule: Option<(&'static Rule, Severity)>,
}

/// The heaviest entries, disjoint, the heaviest first.
pub(super) fn heaviest(
    inventory: &Inventory,
    requested: &Requested,
    findings: &[Finding],
) -> Vec<Weight> {
    let sent = Sent { inventory, requested };
    let mut told: FxHashMap<EntryId, (&'static Rule, Severity)> = FxHashMap::default();
    for finding in findings.iter().rev() {
        told.extend(finding.entries.iter().map(|&id| (id, (finding.rule, finding.severity))));
    }
    let total = requested.totals(inventory).bytes;
    let mut chosen = Vec::new();
    let mut todo = sent.children(DirId::ROOT);
    while let Some((id, bytes)) = todo.pop() {
        let opens = bytes >= total / WORTH_OPENING && !told.contains_key(&id);
        if opens && sent.is_explained(id) {
            todo.extend(inventory.opened(id).iter().flat_map(|&dir| sent.children(dir)));
        } else if bytes >= total.div_ceil(WORTH_LISTING) {
            chosen.push((id, bytes));
        }
    }
    let mut weights: Vec<Weight> = by_weight(chosen)
        .map(|id| sent.only_child(id, &told))
        .map(|id| Weight {
            path: inventory.path(id),
            kind: inventory.kind(id),
            totals: requested.with(inventory, id),
            rule: told.get(&id).copied(),
        })
        .collect();
    let listed: u64 = weights.iter().map(|weight| weight.totals.bytes).sum();
    // Where everything is equally light, nothing is heavy.
    if listed < total / WORTH_SAYING {
        weights.clear();
    }
    weights
}

/// The first [`MOST`]; ids break ties, and do not depend on the number of threads.
fn by_weight(mut entries: Vec<(EntryId, u64)>) -> impl Iterator<Item = EntryId> {
    entries.sort_unstable_by_key(|&(id, bytes)| (Reverse(bytes), id));
    entries.into_iter().take(MOST).map(|(id, _)| id)
}

/// What is sent of an inventory.
struct Sent<'a> {
    inventory: &'a Inventory,
    requested: &'a Requested,
}

impl Sent<'_> {
    fn children(&self, dir: DirId) -> Vec<(EntryId, u64)> {
        let bytes = |id| self.requested.with(self.inventory, id).bytes;
        let weighed = self.inventory.entries(dir).map(|id| (id, bytes(id)));
        weighed.filter(|&(_, bytes)| bytes > 0).collect()
    }

    /// A directory that holds one directory and nothing else says less than what it holds.
    fn only_child(
        &self,
        mut id: EntryId,
        told: &FxHashMap<EntryId, (&'static Rule, Severity)>,
    ) -> EntryId {
        let inventory = self.inventory;
        while !told.contains_key(&id) {
            let entries = inventory.opened(id).map(|dir| inventory.entries(dir));
            let mut travelling =
                entries.into_iter().flatten().filter(|&id| self.requested.travels(inventory, id));
            match (travelling.next(), travelling.next()) {
                (Some(child), None) if inventory.kind(child) == Kind::Directory => id = child,
                (_, _) => break,
            }
        }
        id
    }

    /// Whether a few of a directory's children hold most of it, so that they say more than it does.
    fn is_explained(&self, id: EntryId) -> bool {
        let Some(dir) = self.inventory.opened(id) else { return false };
        let mut sizes: Vec<u64> = self.children(dir).iter().map(|&(_, bytes)| bytes).collect();
        sizes.sort_unstable_by_key(|&bytes| Reverse(bytes));
        let whole: u64 = self.requested.below(self.inventory, dir).bytes;
        sizes.iter().take(FEW).sum::<u64>() >= whole - whole / 3
    }
}
