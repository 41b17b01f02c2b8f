//! `sent-but-untracked`: what is sent, and a clean checkout would not have.

use super::of_git::{notes, strays, sum};
use super::{Check, Facts, Remark, amount};
use crate::git::Standing;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "sent-but-untracked",
    severity: Severity::Medium,
    summary: "files are sent that a clean checkout does not have",
    why: "Git neither tracks these files nor is it told to ignore them: they are on this disk alone. \
          `stowaway ls --untracked` lists them.\n\n\
          It matters because the build here is not the build elsewhere: CI has a clean checkout, so that a forgotten \
          `git add` works at this desk only, and a copy, a dump or a key that was put aside goes into this image \
          only.\n\n\
          Add to git what belongs to the build, and write the rest into the ignore file, or better into `.gitignore` \
          too.\n\n\
          It is fine for what one is just writing: below a megabyte it is only counted. It is graver if a rule takes \
          one of the files for a secret. Nothing is said before the first `git add`, when nothing is tracked, nor \
          of what the Dockerfile asks for by name or a rule speaks of already.",
    source: "basecamp/kamal#1357, #798; git help status",
    run,
};

/// From this size (bytes) on it is more than a hint.
const WORTH_A_WORD: u64 = 1_000_000;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(git) = facts.git.filter(|git| git.tracks_anything()) else { return Vec::new() };
    let mut strays = strays(facts, git, |standing| standing == Standing::Untracked);
    strays.retain(|stray| !stray.named && (stray.untold.files > 0 || !stray.secrets.is_empty()));
    if strays.is_empty() {
        return Vec::new();
    }
    let severity = if strays.iter().any(|stray| !stray.secrets.is_empty()) {
        Severity::Medium
    } else if sum(&strays, |stray| stray.untold).bytes >= WORTH_A_WORD {
        Severity::Low
    } else {
        Severity::Info
    };
    let sent = sum(&strays, |stray| stray.totals);
    let message = format!("a clean checkout does not have what is sent: {}", amount(sent));
    let mut remark = Remark::new(&CHECK, severity, message);
    for note in notes(facts, git, &strays) {
        remark = remark.note(note);
    }
    let help = format!("add it to git if the build needs it; if not, to {}", facts.ignore_name());
    vec![remark.help(help).about(facts, strays.iter().map(|stray| stray.entry).collect())]
}
