//! `stowaway hash`: one hash of a build, for scripts that skip what has been built.

use super::args::{Shared, engine};
use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::selection::Selection;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use std::path::{Path, PathBuf};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::{Error, Problem};
use stowaway::path::Shown;
use stowaway::rules::{ContentOptions, Thresholds};
use stowaway::snapshot::{BuildLock, Modes, Taking, Unhashed, take};

const EXIT_CODES: &str = "\
Exit codes:
  0  the hash is printed
  2  usage or input error, a build that the engine refuses before it copies
     anything, or a place that has to be read and cannot; nothing is printed";

/// Which build is hashed.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The directory that the engine would be given
    #[arg(value_name = "CONTEXT", default_value = ".")]
    pub(super) context: PathBuf,
    #[command(flatten)]
    pub(super) build: Build,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// The options of a build that is hashed, apart from the context.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Whose rules apply
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_parser = engine())]
    pub(super) engine: &'static Engine,
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Of permission bits, count only who may execute a file, as git does
    ///
    /// Engines send all permission bits, and COPY keeps them. But git does not carry them, so that
    /// checkouts under different umasks differ; with this they agree.
    #[arg(long, help_heading = "Build")]
    pub(super) git_modes: bool,
}

impl Build {
    pub(super) fn modes(&self) -> Modes {
        if self.git_modes { Modes::Git } else { Modes::Sent }
    }
}

/// Print one hash of all that is known of the build before it runs
///
/// It counts what the build asks for of its contexts, with path, kind, permission bits and content of
/// every entry; the Dockerfile; the target; --build-arg and --platform; and the addresses of contexts
/// that are not here. Owners and times do not count, and neither do the ignore file's text and
/// whatever it holds back: only what is sent does. What a base image, a RUN or a URL brings is not
/// known.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Hash {
    #[command(flatten)]
    pub(super) asked: Asked,
}

pub(super) fn run(args: &Hash, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let Asked { context, build, .. } = &args.asked;
    let request = build.selection.request(context, build.engine)?;
    let taking = Taking { modes: build.modes(), entries: false, rules: false };
    let progress = Progress::start(terminal.is_watched);
    let taken = on_threads(build.selection.threads, || taken(&request, taking));
    drop(progress);
    let (lock, audit) = taken??;
    writeln!(terminal.out, "{}", lock.hash)?;
    // The process ends here; giving the inventory back would only make a person wait.
    std::mem::forget(audit);
    Ok(Outcome::Clean)
}

/// Audits a build as far as is wanted, and takes it down.
pub(super) fn taken(request: &Request, taking: Taking) -> Result<(BuildLock, Audit), Stop> {
    let options = Options {
        request: request.clone(),
        walk: WalkOptions::default(),
        rules: taking.rules.then(Thresholds::default),
        // What git tracks and ignores depends on settings of this machine and is no part of a
        // snapshot; and what is not there, a canary would tell of another run.
        git: None,
        canaries: None,
        contents: taking.rules.then(ContentOptions::default),
    };
    let audit = audit(&options).map_err(|error| as_typed(error, &request.context))?;
    let lock = take(&audit, request, taking).map_err(|error| stop(error, &request.context))?;
    Ok((lock, audit))
}

fn stop(error: Unhashed, context: &Path) -> Stop {
    match error {
        Unhashed::Refused(failure) => Stop::Audit(Error::Refused(failure)),
        Unhashed::Context(error) => Stop::Audit(as_typed(error, context)),
        Unhashed::Unread(problems) => unread(&problems),
    }
}

/// How many places are named.
const FEW: usize = 10;

fn unread(problems: &[Problem]) -> Stop {
    let mut what: Vec<String> = problems
        .iter()
        .take(FEW)
        .map(|problem| format!("`{}` cannot be hashed: {}", Shown(&problem.path), problem.reason))
        .collect();
    if problems.len() > FEW {
        what.push(format!("and {} more", problems.len() - FEW));
    }
    let help = "ignore it, or make it readable and leave it alone meanwhile: half of a context has \
                no hash";
    Stop::Usage(what.join("\n  "), help.to_owned())
}
