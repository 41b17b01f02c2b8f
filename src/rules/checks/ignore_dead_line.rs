//! `ignore-dead-line`: a line of the ignore file that decides nothing, whatever the tree.

use super::ignore_trailing_comment::comment_at;
use super::lost_negation;
use super::written::{MOST_TOLD, Written};
use super::{Check, Facts, Remark};
use crate::ignorefile::{Edit, Idle, Repair, idle};
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "ignore-dead-line",
    severity: Severity::Info,
    summary: "a line of the ignore file that decides nothing",
    why: "The same line twice, `node_modules` beside `**/node_modules`, `build/cache` beside `build`, a `!` line \
          before anything is excluded, `..`: such a line can go, and no path's verdict changes, on this tree or \
          another. It is told with the line that does all that it does.\n\n\
          It matters little: nothing more is sent for it. But whoever edits the one line and leaves the other wonders \
          why nothing happens.\n\n\
          Take it out.\n\n\
          It is fine for a line to hit nothing today. `.env` and `node_modules` stand in a file for the day when they \
          are there, so nothing is said of that: what is said here is true of every tree. Behind a `!` line the order \
          counts, and a line that seems to be said twice may be needed; that is why some are not told.",
    source: "moby/patternmatcher MatchesUsingParentResults; SPEC of each engine's evaluation",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(file) = &facts.build.ignore else { return Vec::new() };
    let idle = idle(facts.build.engine, file.matcher.patterns());
    let lost = match idle.iter().any(|(_, reason)| *reason == Idle::Early) {
        true => lost_negation::told(facts),
        false => Vec::new(),
    };
    idle.into_iter()
        .filter_map(|(number, reason)| {
            let line = Written::of(file, number)?;
            // Why that one does nothing, others say.
            let is_told = comment_at(line.text()).is_some()
                || line.text().starts_with(b"// ")
                || lost.contains(&number);
            if is_told {
                return None;
            }
            let message = message(&line, reason)?;
            let mut remark = Remark::new(&CHECK, Severity::Info, message).at(line.place());
            let what = format!("take out `{}`", line.shown());
            let edits = vec![Edit::Remove { line: line.row }];
            remark.repairs = vec![Repair { edits, safe: false, starts: false, what }];
            Some(remark.help("it can go: no path's verdict changes, on any tree"))
        })
        .take(MOST_TOLD)
        .collect()
}

fn message(line: &Written<'_>, reason: Idle) -> Option<String> {
    let shown = line.shown();
    let other = |number| Written::of(line.file, number);
    Some(match reason {
        Idle::Never => format!("`{shown}` can hit nothing"),
        Idle::Early => format!("`{shown}` takes nothing back: no line before it excludes anything"),
        Idle::Repeated(by) => {
            let other = other(by)?;
            if other.text() == line.text() {
                format!("`{shown}` stands in line {} already", other.row + 1)
            } else {
                format!("`{shown}` means the same as `{}` in line {}", other.shown(), other.row + 1)
            }
        }
        Idle::Covered(by) => {
            let other = other(by)?;
            format!(
                "`{shown}` does nothing that `{}` in line {} does not",
                other.shown(),
                other.row + 1
            )
        }
    })
}
