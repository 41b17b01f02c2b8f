//! `stowaway ls`: the exact list, one path a line, in the engine's order.
//!
//! A source gives lines (`context`), a form writes them (`form`, `json`, `depfile`), and neither
//! knows the other: another thing to list is one more source, another way to write it one more form.

mod context;
mod depfile;
mod form;
mod json;

use super::args::Ls;
use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use context::{Listing, Which};
use depfile::Depfile;
use form::Form;
use std::io;
use stowaway::build::Build;
use stowaway::context::{self as walked, Empty, Fate, Kind, Requested, WalkOptions};
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
    let progress = Progress::start(terminal.is_watched);
    let listing = on_threads(args.selection.threads, || {
        let build = Build::prepare(&request)?;
        let inventory = walked::walk(&build, WalkOptions { into_held: args.excluded })?;
        let requested = Requested::new(&inventory, &build.filter, build.engine);
        Ok::<_, Error>(Listing { build, inventory, requested, which })
    });
    drop(progress);
    let listing = listing?.map_err(|error| as_typed(error, &args.context))?;
    if let Some(failure) = listing.failure() {
        return Err(Error::from(failure.clone()).into());
    }
    match &args.depfile {
        Some(target) => {
            let mut depfile = Depfile::new(target, &args.context);
            listing.each(false, &mut |line| depfile.add(line, &mut *terminal.out))?;
            depfile.finish(terminal)?;
        }
        None => {
            let form = Form::of(args, terminal.look.units);
            let told = args.json || args.excluded;
            listing.each(told, &mut |line| match line.kind {
                Kind::Directory if !args.dirs => Ok(()),
                _ => form.write(line, &mut *terminal.out),
            })?;
        }
    }
    for problem in listing.inventory.problems() {
        terminal.warn(&problem.to_string())?;
    }
    let problems = listing.inventory.problems();
    let partial = problems.iter().any(|problem| problem.kind.hides_something());
    Ok(if partial { Outcome::Trouble } else { Outcome::Clean })
}
