//! `sent-empty`: files that arrive with no content although they have some.

use super::written::Written;
use super::{Check, Facts, Remark, few, files};
use crate::context::{Empty, EntryId, Kind};
use crate::error::Place;
use crate::ignorefile::{Edit, Repair};
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "sent-empty",
    severity: Severity::Medium,
    summary: "files arrive with no content although they have some",
    why: "The client lists the context once and opens each file afterwards, and it matches the path both times, but \
          not in the same way: when it lists, a folder's verdict is carried to what is below; when it opens, every \
          path is matched afresh. Where a folder is excluded, something in it is taken back in, and the folder is \
          excluded again by another spelling (`node_modules`, `!node_modules/keep`, `**/node_modules`), the file is \
          listed and then refused, and it arrives with zero bytes.\n\n\
          It matters because nothing fails: the image gets an empty file under the right name.\n\n\
          Put the `!` line after the last line that excludes the folder, or drop one of the two exclusions.\n\n\
          It is never meant. Files that are empty on disk are not spoken of, and files that this user cannot read \
          have a check of their own, `unreadable`.",
    source: "tonistiigi/fsutil since 2023-08, buildx 0.13; seen with BuildKit 0.32",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let disagree = |id: &EntryId| {
        facts.requested.empty(facts.inventory, *id) == Some(Empty::Disagreement)
            && facts.inventory.kind(*id) == Kind::File
    };
    let ids: Vec<EntryId> =
        facts.requested.arriving_empty(facts.inventory).into_iter().filter(disagree).collect();
    let Some(&first) = ids.first() else { return Vec::new() };
    let names: Vec<String> = ids.iter().map(|id| facts.shown(*id)).collect();
    let message = format!("{} arrive empty: {}", files(ids.len() as u64), few(&names, 3));
    let message = if ids.len() == 1 { message.replacen("arrive", "arrives", 1) } else { message };
    let mut remark = Remark::new(&CHECK, Severity::Medium, message)
        .at(last_exclusion(facts, first))
        .note("the lines are gone through twice: they take it in when files are listed, and refuse it when it is opened")
        .help("put the `!` line after the last line that excludes the folder");
    if let Some(told) = decider(facts, first) {
        remark = remark.note(format!("{told} takes it in"));
    }
    remark.repairs = repair(facts, &ids).into_iter().collect();
    vec![remark.about(facts, ids)]
}

/// The `!` line goes behind the last line that refuses one of the files that it takes in.
fn repair(facts: &Facts<'_>, ids: &[EntryId]) -> Option<Repair> {
    let file = facts.build.ignore.as_ref()?;
    let taking = facts.inventory.decider(*ids.first()?)?;
    let own = ids.iter().filter(|id| facts.inventory.decider(**id) == Some(taking));
    let refusing = own.filter_map(|id| refusing(facts, *id)).max()?;
    let (line, last) = (Written::of(file, taking)?, Written::of(file, refusing)?);
    let edits = vec![Edit::Move { line: line.row, behind: last.row }];
    let what = format!("move `{}` behind line {}", line.shown(), last.row + 1);
    (line.pattern.negated && taking < refusing).then_some(Repair {
        edits,
        safe: false,
        starts: true,
        what,
    })
}

fn decider(facts: &Facts<'_>, id: EntryId) -> Option<String> {
    let ignore = facts.build.ignore.as_ref()?;
    let place = ignore.place_of(facts.inventory.decider(id)?)?;
    let text = crate::path::Shown(ignore.source.slice(place.span)).to_string();
    Some(format!("{}:{}: `{text}`", ignore.source.name(), place.position().line))
}

fn last_exclusion(facts: &Facts<'_>, id: EntryId) -> Option<Place> {
    facts.build.ignore.as_ref()?.place_of(refusing(facts, id)?)
}

/// The last line whose text hits the path or a folder above it: the one that refuses it.
fn refusing(facts: &Facts<'_>, id: EntryId) -> Option<usize> {
    let ignore = facts.build.ignore.as_ref()?;
    let explanation = ignore.matcher.explain(&facts.inventory.path(id));
    let hits = explanation.steps.iter().flat_map(|step| &step.hits);
    let excluding = |pattern: &usize| !ignore.matcher.patterns()[*pattern].negated;
    hits.map(|hit| hit.pattern).filter(excluding).max()
}
