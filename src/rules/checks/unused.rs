//! What arrives and is taken by no instruction: the parts of a context that are carried in vain.

use super::Facts;
use crate::context::{DirId, EntryId, Requested, Totals};
use crate::landing::Take;

/// The entries of `requested` that no instruction takes, as few as say it all, and their weight.
pub(super) fn unused(facts: &Facts<'_>, requested: &Requested) -> (Vec<EntryId>, Totals) {
    let mut found = Vec::new();
    let mut totals = Totals::default();
    let Some(landing) = facts.landing else { return (found, totals) };
    let mut todo = vec![DirId::ROOT];
    while let Some(dir) = todo.pop() {
        for id in facts.inventory.entries(dir) {
            let with = requested.with(facts.inventory, id);
            if with.files == 0 {
                continue;
            }
            match landing.take(facts.views, Facts::origin(id)) {
                Take::Nothing => {
                    found.push(id);
                    totals += with;
                }
                Take::Part => todo.extend(facts.inventory.opened(id)),
                Take::Whole => {}
            }
        }
    }
    found.sort_unstable();
    (found, totals)
}
