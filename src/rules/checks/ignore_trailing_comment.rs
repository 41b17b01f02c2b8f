//! `ignore-trailing-comment`: a comment that the builder reads as part of a pattern.

use super::written::{Change, MOST_TOLD, Written, tried};
use super::{Check, Facts, Remark, amount, few};
use crate::context::Totals;
use crate::dockerfile::{NamedSources, Tree};
use crate::ignorefile::{Edit, Repair};
use crate::path::Shown;
use crate::rules::Severity;
use crate::source::Span;

pub(super) const CHECK: Check = Check {
    id: "ignore-trailing-comment",
    severity: Severity::Medium,
    summary: "a comment behind a pattern, which is read as part of it",
    why: "A comment is a line that begins with `#`, with nothing before it, not even a blank. `dist # made here` is a \
          pattern for a file whose name holds blanks and a `#`, and hits nothing.\n\n\
          It matters because what stands before the comment is not excluded, or not taken back, though the file says \
          so to every reader.\n\n\
          Put the comment on a line of its own, from the first column on.\n\n\
          It is fine if a file is called like that: nothing is said if one is there.",
    source: "hadolint#813, docker/cli#4269; moby/patternmatcher ignorefile.ReadAll",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(file) = &facts.build.ignore else { return Vec::new() };
    let lines = Written::all(file);
    let remark = |line: &Written<'_>| match comment_at(line.text())? {
        0 => indented(facts, line),
        at => trailing(facts, line, at),
    };
    lines.iter().filter_map(remark).take(MOST_TOLD).collect()
}

/// Where a comment begins: at the `#` that follows a blank, or at the beginning.
pub(super) fn comment_at(text: &[u8]) -> Option<usize> {
    let hash = |at: &usize| text[*at] == b'#' && (*at == 0 || text[at - 1].is_ascii_whitespace());
    let at = (0..text.len()).find(hash)?;
    // A `!` alone takes nothing back, so what follows it is no comment on anything.
    let before = text[..at].trim_ascii();
    (before != b"!").then_some(at)
}

/// A line that begins with blanks before its `#`.
fn indented(facts: &Facts<'_>, line: &Written<'_>) -> Option<Remark> {
    if !line.hits(facts).is_empty() {
        return None;
    }
    let message = format!("`{}` is a pattern and no comment: blanks stand before it", line.shown());
    let mut remark = Remark::new(&CHECK, Severity::Info, message).at(line.place());
    let edits = vec![line.replaced(line.text())];
    let what = "take the blanks before the comment away".to_owned();
    let safe = tried(facts, &edits).is_some_and(|change| change.is_none());
    remark.repairs = vec![Repair { edits, safe, starts: false, what }];
    Some(remark.help("begin a comment in the first column"))
}

fn trailing(facts: &Facts<'_>, line: &Written<'_>, at: usize) -> Option<Remark> {
    if !line.hits(facts).is_empty() {
        return None;
    }
    let (before, comment) = (line.text()[..at].trim_ascii_end(), &line.text()[at..]);
    let behind = line.row.checked_sub(1);
    let edits =
        vec![Edit::Insert { behind, text: comment.to_vec() }, line.replaced(before.to_vec())];
    let change = tried(facts, &edits)?;
    let shown = Shown(before).to_string();
    let span = Span { start: line.span.start + at, end: line.span.end };
    let (severity, message) = told(facts, line, before, &change);
    let message = format!("the comment is part of the pattern: {message}");
    let mut remark = Remark::new(&CHECK, severity, message).at(line.part(span));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let named = facts.plan().map(|plan| NamedSources::of(plan, &Tree::Context)).unwrap_or_default();
    let is_named = |entry| named.needs(&facts.inventory.path(entry));
    let breaks = change.stops.iter().any(|entry| is_named(*entry));
    let safe = change.starts.is_empty() && !breaks;
    let what = format!("put the comment behind `{shown}` on a line of its own");
    remark.repairs = vec![Repair { edits, safe, starts: line.pattern.negated, what }];
    let lines = vec![text(comment), text(before)];
    let remark = remark.help("put it on a line of its own").lines(lines);
    Some(if line.pattern.negated { remark } else { remark.about(facts, change.stops) })
}

/// What the pattern would do without the comment.
fn told(
    facts: &Facts<'_>,
    line: &Written<'_>,
    before: &[u8],
    change: &Change,
) -> (Severity, String) {
    let shown = Shown(before).to_string();
    let names = |entries: &[_]| {
        let names: Vec<String> = entries.iter().map(|entry| facts.shown(*entry)).collect();
        few(&names, 3)
    };
    if line.pattern.negated {
        return match change.starts.as_slice() {
            [] => (Severity::Low, format!("`{shown}` takes nothing back")),
            starts => (Severity::Medium, format!("`{shown}` does not take back {}", names(starts))),
        };
    }
    let mut totals = Totals::default();
    for &entry in &change.stops {
        totals += facts.requested.with(facts.inventory, entry);
    }
    if totals.files > 0 {
        let told = format!("`{shown}` does not stop {}: {}", names(&change.stops), amount(totals));
        return (Severity::Medium, told);
    }
    (Severity::Low, format!("`{shown}` excludes nothing"))
}
