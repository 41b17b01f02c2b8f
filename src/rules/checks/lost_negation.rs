//! `lost-negation`: a `!` line that takes back what a later line excludes again.

use super::written::{Change, MOST_TOLD, Written, tried};
use super::{Check, Facts, Remark, amount, few};
use crate::context::{EntryId, Fate};
use crate::dockerfile::has_glob;
use crate::ignorefile::{Edit, Repair};
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "lost-negation",
    severity: Severity::Medium,
    summary: "a `!` line that takes nothing back, because a later line excludes it again",
    why: "The lines are gone through from the first to the last, and the last one that has something to say wins. A \
          `!` line that stands above the line that excludes takes nothing back. Nor does one for a folder of \
          which the contents are excluded by a line of their own, as in `docs/api` and then `!docs`: the folder was \
          never excluded, and to a Docker client its contents still are.\n\n\
          It matters because what the file says is wanted is not sent: a COPY fails, or an image lacks it.\n\n\
          Move the `!` line below the one that has to lose, or name in it what was excluded.\n\n\
          It is fine if the later line is meant to win: then the `!` line does nothing and can go. It is said only \
          where the `!` line names what is there, and of wildcards only where the later line hits all that they do.",
    source: "moby/patternmatcher MatchesUsingParentResults; moby/moby#30018; containers/buildah#2228",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let lost = without_effect(facts);
    lost.iter().filter_map(|line| remark(facts, line)).take(MOST_TOLD).collect()
}

/// The `!` lines that decide nothing on this tree.
fn without_effect<'a>(facts: &Facts<'a>) -> Vec<Written<'a>> {
    let Some(file) = &facts.build.ignore else { return Vec::new() };
    let mut lines = Written::all(file);
    lines.retain(|line| line.pattern.negated);
    if lines.is_empty() {
        return lines;
    }
    let mut decides = vec![false; file.matcher.patterns().len()];
    for id in facts.inventory.directories().flat_map(|dir| facts.inventory.entries(dir)) {
        if let Some(decider) = facts.inventory.decider(id) {
            decides[decider] = true;
        }
    }
    lines.retain(|line| !decides[line.number]);
    lines
}

fn remark(facts: &Facts<'_>, line: &Written<'_>) -> Option<Remark> {
    let hits = line.hits(facts);
    let held = |id: &&EntryId| facts.inventory.fate(**id) == Fate::Held;
    let lost: Vec<EntryId> = hits.iter().filter(held).copied().collect();
    match lost.first() {
        Some(&first) => overruled(facts, line, first, &lost),
        None => hits.iter().find_map(|&entry| too_high(facts, line, entry)),
    }
}

/// The lines that this check speaks of.
pub(super) fn told(facts: &Facts<'_>) -> Vec<usize> {
    let lost = without_effect(facts);
    let told = lost.iter().filter(|line| remark(facts, line).is_some());
    told.take(MOST_TOLD).map(|line| line.number).collect()
}

/// A later line excludes what the `!` line hits.
fn overruled(
    facts: &Facts<'_>,
    line: &Written<'_>,
    first: EntryId,
    lost: &[EntryId],
) -> Option<Remark> {
    let winner = Written::of(line.file, facts.inventory.decider(first)?)?;
    let is_meant = match has_glob(&line.pattern.text) {
        false => true,
        // With a wildcard, the later line may be the exception.
        true => hits_all(facts, &winner, lost),
    };
    if winner.number < line.number || !is_meant {
        return None;
    }
    // Behind the last of all lines that exclude what it speaks of.
    let deciders = lost.iter().filter_map(|entry| facts.inventory.decider(*entry));
    let last = Written::of(line.file, deciders.max()?)?;
    let edits = vec![Edit::Move { line: line.row, behind: last.row }];
    let change = tried(facts, &edits).filter(|change| !change.starts.is_empty());
    let (shown, by) = (line.shown(), winner.shown());
    let names: Vec<String> = lost.iter().map(|entry| facts.shown(*entry)).collect();
    let names = few(&names, 3);
    let message = format!(
        "`{shown}` takes nothing back: `{by}` in line {} excludes it again",
        winner.row + 1
    );
    let mut remark = Remark::new(&CHECK, Severity::Medium, message)
        .at(line.place())
        .note(format!("not sent: {names}"));
    if let Some(change) = change {
        let what = format!("move `{shown}` behind line {}", last.row + 1);
        remark = remark.note(more(facts, &change));
        remark.repairs = vec![Repair { edits, safe: false, starts: true, what }];
    }
    let help = format!("put it behind line {}, or take it out if that line is right", last.row + 1);
    Some(remark.help(help))
}

/// What would begin to be sent.
fn more(facts: &Facts<'_>, change: &Change) -> String {
    let names: Vec<String> = change.starts.iter().map(|entry| facts.shown(*entry)).collect();
    let weight = match change.more_is_known {
        true => format!(": {}", amount(change.more)),
        false => String::new(),
    };
    format!("with that, {} would be sent{weight}", few(&names, 3))
}

/// Whether a line hits each of these by itself, and not a folder above.
fn hits_all(facts: &Facts<'_>, line: &Written<'_>, entries: &[EntryId]) -> bool {
    let hits = |entry: &EntryId| line.pattern.matches(&facts.inventory.path(*entry)) == Ok(true);
    has_glob(&line.pattern.text) && entries.iter().all(hits)
}

/// A folder that was never excluded, and in which something is, by a line above this one.
fn too_high(facts: &Facts<'_>, line: &Written<'_>, entry: EntryId) -> Option<Remark> {
    if has_glob(&line.pattern.text) {
        return None;
    }
    let inventory = facts.inventory;
    let below = [line.pattern.text.as_slice(), b"/"].concat();
    let named = |id: &EntryId| {
        let decider = inventory.decider(*id).and_then(|number| Written::of(line.file, number));
        inventory.fate(*id) == Fate::Held
            && decider.is_some_and(|decider| {
                decider.number < line.number && decider.pattern.text.starts_with(&below)
            })
    };
    let held: Vec<EntryId> =
        inventory.in_order_below(inventory.opened(entry)?).filter(named).collect();
    let first = *held.first()?;
    let excluding = Written::of(line.file, inventory.decider(first)?)?;
    let shown = line.shown();
    let message = format!(
        "`{shown}` takes nothing back: it is what is in it that `{}` in line {} excludes",
        excluding.shown(),
        excluding.row + 1,
    );
    let names: Vec<String> = held.iter().map(|entry| facts.shown(*entry)).collect();
    let mut remark = Remark::new(&CHECK, Severity::Low, message)
        .at(line.place())
        .note(format!("not sent: {}", few(&names, 3)));
    let text = [b"!", excluding.pattern.text.as_slice()].concat();
    let edits = vec![line.replaced(text)];
    if let Some(change) = tried(facts, &edits).filter(|change| !change.starts.is_empty()) {
        let what = format!("write `!{}`", crate::path::Shown(&excluding.pattern.text));
        remark = remark.note(more(facts, &change));
        remark.repairs = vec![Repair { edits, safe: false, starts: true, what }];
    }
    Some(remark.help("name what was excluded, or take the line out"))
}
