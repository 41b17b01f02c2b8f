//! What can be listed of git's point of view, and what to say where git has none.

use super::super::Stop;
use super::super::args::Ls;
use stowaway::audit::Audit;

/// Whether git can answer what is asked.
///
/// # Errors
/// In words, why it cannot.
pub(super) fn ask(args: &Ls, audit: &Audit) -> Result<(), Stop> {
    let Some(git) = &audit.git else { return Ok(()) };
    let fails = |what: String, help: &str| Err(Stop::Usage(what, help.to_owned()));
    if git.trees().is_empty() {
        let what = match git.problems().first() {
            Some(problem) => problem.to_string(),
            None => "the context is in no git repository, and holds none".to_owned(),
        };
        return fails(what, "leave out --git-ignored and --untracked");
    }
    match git.problems().iter().find(|_| args.untracked && !git.knows_tracked()) {
        Some(problem) => fails(problem.to_string(), "`git status` mends an index, or says more"),
        None => Ok(()),
    }
}
