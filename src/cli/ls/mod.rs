//! `stowaway ls`: the exact list, one path a line, in the engine's order.
//!
//! A source gives lines (`context`, with `untracked` choosing among them; `image` writes its own), a form writes them (`form`, `json`, `depfile`), and neither
//! knows the other: another thing to list is one more source, another way to write it one more form.

mod context;
mod depfile;
mod form;
mod image;
mod json;
mod untracked;

use super::args::Ls;
use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use context::{Listing, Which};
use depfile::Depfile;
use form::Form;
use std::io;
use stowaway::audit::{Audit, Options, audit};
use stowaway::context::{Empty, Fate, Kind, WalkOptions};
use stowaway::error::{Error, Place};

/// One thing to be listed.
struct Line<'a> {
    /// As it is, without a `/` at the end.
    path: &'a [u8],
    kind: Kind,
    /// Bytes, if they are known.
    size: Option<u64>,
    fate: Fate,
    odd: Odd,
    /// It may travel, and no instruction asks for it.
    unasked: bool,
    /// Who holds it back or let it through, if somebody did and it was wanted.
    decider: Option<Place>,
    /// Whose word counts where no line decided.
    engine: &'static str,
    /// What git says, if it was asked.
    git: Option<OfGit>,
}

/// What git says of an entry that it does not track.
enum OfGit {
    Untracked,
    Ignored(Place),
}

/// What is odd about how something arrives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Odd {
    Nothing,
    Empty(Empty),
    /// A further name of a content that is sent under an earlier one.
    HardLink,
    /// The client makes it and sends it along.
    Added,
}

/// What a source hands its lines to.
type Sink<'a> = &'a mut dyn FnMut(&Line<'_>) -> io::Result<()>;

pub(super) fn run(args: &Ls, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let request = args.selection.request(&args.context, args.engine)?;
    let which = match (args.excluded, args.eligible) {
        (true, _) => Which::Excluded,
        (false, true) => Which::Eligible,
        (false, false) => Which::Requested,
    };
    let asks_git = args.git_ignored || args.untracked;
    let options = Options {
        request,
        walk: WalkOptions { into_held: args.excluded },
        rules: None,
        git: asks_git.then(super::user::files),
        canaries: None,
        contents: None,
    };
    let progress = Progress::start(terminal.is_watched);
    let audit = on_threads(args.selection.threads, || audit(&options));
    drop(progress);
    let audit = audit?.map_err(|error| as_typed(error, &args.context))?;
    if let Some(failure) = Listing::failure(&audit, which) {
        return Err(Error::from(failure.clone()).into());
    }
    if asks_git {
        untracked::ask(args, &audit)?;
    }
    if args.in_image || args.stage.is_some() {
        image::list(args, &audit, terminal)?;
    } else {
        list(args, &audit, which, terminal)?;
    }
    let mut partial = false;
    for problem in audit.inventory.problems() {
        let hides = match which {
            Which::Requested => audit.requested.is_unsure_for(problem),
            Which::Eligible | Which::Excluded => problem.kind.hides_something(),
        };
        partial |= hides;
        if hides || !problem.kind.hides_something() {
            terminal.warn(&problem.to_string())?;
        }
    }
    for problem in audit.git.iter().flat_map(|git| git.problems()) {
        terminal.warn(&problem.to_string())?;
    }
    // The process ends here; giving the inventory back would only make a person wait.
    std::mem::forget(audit);
    Ok(if partial { Outcome::Trouble } else { Outcome::Clean })
}

fn list(args: &Ls, audit: &Audit, which: Which, terminal: &mut Terminal) -> io::Result<()> {
    let listing = Listing::new(audit, which).of_git(args.git_ignored, args.untracked);
    match &args.depfile {
        Some(target) => {
            let mut depfile = Depfile::new(target, &args.context);
            listing.each(false, &mut |line| depfile.add(line, &mut *terminal.out))?;
            depfile.finish(terminal)
        }
        None => {
            let form = Form::of(args, terminal.look.units);
            let told = args.json || args.excluded;
            listing.each(told, &mut |line| match line.kind {
                Kind::Directory if !args.dirs => Ok(()),
                _ => form.write(line, &mut *terminal.out),
            })
        }
    }
}
