//! `sent-but-git-ignored`: what git is told to leave out, and the build is sent.

use super::of_git::{Stray, notes, strays, sum};
use super::{Check, Facts, Remark, amount};
use crate::git::{Git, LineId, Standing};
use crate::rules::Severity;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    id: "sent-but-git-ignored",
    severity: Severity::Medium,
    summary: "files that git ignores are sent all the same",
    why: "A builder does not read `.gitignore`. What a line there keeps out of the repository goes to the build all \
          the same, unless a line of the ignore file stops it too. Each line of git's that does not hold is told \
          with what is sent in spite of it; `stowaway ls --git-ignored` lists the files.\n\n\
          It matters because git's lines name what is local: passwords, dumps, notes, what was built here. An image \
          from this desk then holds what an image from a clean checkout does not.\n\n\
          Write the line into the ignore file too. It reads differently there: `node_modules` means the root alone, \
          `**/node_modules` every depth. The line that is offered was tried on this tree: it stops nothing that git \
          tracks, and nothing that the Dockerfile names.\n\n\
          It is fine, and only counted, if a rule speaks of the files already, or if the Dockerfile asks for them by \
          name, as for what a build before it has made. It is graver if a rule takes one of them for a secret. \
          A file that git tracks is not ignored, whatever a line says.",
    source: "basecamp/kamal#1357, #700; git help gitignore",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(git) = facts.git else { return Vec::new() };
    let mut lines: BTreeMap<LineId, Vec<Stray>> = BTreeMap::new();
    for stray in strays(facts, git, |standing| matches!(standing, Standing::Ignored(_))) {
        if let Standing::Ignored(line) = stray.standing {
            lines.entry(line).or_default().push(stray);
        }
    }
    lines.iter().map(|(line, strays)| remark(facts, git, *line, strays)).collect()
}

fn remark(facts: &Facts<'_>, git: &Git, line: LineId, strays: &[Stray]) -> Remark {
    let unasked = || strays.iter().filter(|stray| !stray.named);
    let severity = if unasked().any(|stray| !stray.secrets.is_empty()) {
        Severity::Medium
    } else if unasked().any(|stray| stray.untold.files > 0) {
        Severity::Low
    } else {
        Severity::Info
    };
    let sent = sum(strays, |stray| stray.totals);
    let message = format!("git ignores by this line what is sent: {}", amount(sent));
    let mut remark = Remark::new(&CHECK, severity, message).at(Some(git.place(line)));
    for note in notes(facts, git, strays) {
        remark = remark.note(note);
    }
    if !git.knows_tracked() {
        remark = remark.note("an index cannot be read: git may track some of it all the same");
    }
    let advised = facts.advised.iter().find(|(of, _)| *of == line);
    remark = match advised {
        Some((_, text)) => remark
            .help(format!("write this into {}, unless the build needs it", facts.ignore_name()))
            .lines(vec![text.clone()]),
        None => remark,
    };
    remark.about(facts, strays.iter().map(|stray| stray.entry).collect())
}
