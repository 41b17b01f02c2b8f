//! `stowaway check`: the report, and the exit code that a CI job goes by.

use super::args::{Check, Engines};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::Error;
use stowaway::report::{Comparison, Document, Look, Report};

pub(super) fn run(args: &Check, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let request = args.selection.request(&args.context, Default::default())?;
    let progress = Progress::start(terminal.is_watched);
    let document = on_threads(args.selection.threads, || document(args, &request));
    drop(progress);
    let document = document??;
    let look = Look { verbose: args.verbose, ..terminal.look };
    (args.format.write)(&document, &look, &mut *terminal.out)?;
    let reports = match &document {
        Document::One(report) => std::slice::from_ref(&**report),
        Document::Several(comparison) => &comparison.reports,
    };
    Ok(outcome(args, reports))
}

/// Runs something on a pool of so many threads, or on the usual one.
pub(super) fn on_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Error> {
    let Some(threads) = threads else {
        return Ok(work());
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::Threads { threads, reason: error.to_string() })?;
    Ok(pool.install(work))
}

/// The error with the context as it was typed: a walk knows only where it really is.
pub(super) fn as_typed(error: Error, context: &Path) -> Error {
    match error {
        Error::ContextUnreadable { reason, .. } => {
            Error::ContextUnreadable { path: context.to_owned(), reason }
        }
        error => error,
    }
}

fn document(args: &Check, request: &Request) -> Result<Document, Error> {
    match args.engine {
        Engines::One(engine) => {
            let (report, audit) = one(args, request, engine)?;
            // The process ends with this report; giving the inventory back entry by entry would only
            // make a person wait.
            std::mem::forget(audit);
            Ok(Document::One(Box::new(report)))
        }
        Engines::All => {
            let (mut reports, mut audits) = (Vec::new(), Vec::new());
            for engine in ENGINES {
                let (report, audit) = one(args, request, engine)?;
                reports.push(report);
                audits.extend(audit);
            }
            Ok(Document::Several(Comparison::new(reports, &audits)))
        }
    }
}

fn one(
    args: &Check,
    request: &Request,
    engine: &'static Engine,
) -> Result<(Report, Option<Audit>), Error> {
    let options = Options {
        request: Request { engine, ..request.clone() },
        walk: WalkOptions { into_held: args.on_disk },
        rules: args.thresholds(),
        git: (!args.no_rules).then(super::user::files),
        canaries: args.canaries(super::ci::is_ci()),
        contents: args.contents(),
    };
    let result = audit(&options);
    let report = Report::new(&options, &result);
    match (report, result) {
        (Some(report), result) => Ok((report, result.ok())),
        (None, Err(error)) => Err(as_typed(error, &args.context)),
        (None, Ok(_)) => unreachable!("an audit that succeeds has a report"),
    }
}

fn outcome(args: &Check, reports: &[Report]) -> Outcome {
    let in_trouble = |report: &Report| report.failure.is_some() || report.is_unsure();
    if reports.iter().any(in_trouble) {
        return Outcome::Trouble;
    }
    let worst = reports.iter().filter_map(Report::worst).max();
    match (worst, args.fail_on.0) {
        (Some(worst), Some(limit)) if worst >= limit => Outcome::Findings,
        (_, _) => Outcome::Clean,
    }
}
