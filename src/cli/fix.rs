//! `stowaway fix`: what would put the ignore file right, shown as a diff, and written when that is
//! wanted.

use super::args::{Engines, Shared, engines};
use super::check::{as_typed, on_threads};
use super::explain::known;
use super::progress::Progress;
use super::selection::Selection;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::{Component, Path, PathBuf};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::Error;
use stowaway::fix::{self, Choice, Written};
use stowaway::path::Shown;
use stowaway::report::{FIX_FORMATS, FileRepair, Format, Look, Repairs, WrittenFile};
use stowaway::rules::{ContentOptions, Thresholds};

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do; without --check also if there is something to do
  1  --check, and there is something to do
  2  usage or input error, a build that the engine refuses, or a file that
     cannot be written";

#[derive(Debug, Args)]
pub(super) struct Fix {
    /// The directory that the engine would be given
    #[arg(value_name = "CONTEXT", default_value = ".")]
    context: PathBuf,
    /// For whom every change is proved: one or several, or `all`
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_parser = engines(), value_delimiter = ',')]
    engine: Vec<Engines>,
    #[command(flatten)]
    selection: Selection,
    /// Change the file; it is replaced as a whole, or left as it is
    #[arg(long, conflicts_with = "check", help_heading = "Changes")]
    write: bool,
    /// Exit with 1 if there is something to do
    #[arg(long, help_heading = "Changes")]
    check: bool,
    /// Make changes, too, that a person should look at first
    #[arg(long = "unsafe", help_heading = "Changes")]
    with_unsafe: bool,
    /// Only what this rule or check asks for; can be given several times
    #[arg(long, value_name = "RULE", help_heading = "Changes")]
    select: Vec<String>,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = FIX_FORMATS[0].id, help_heading = "Output")]
    #[arg(value_parser = formats())]
    format: &'static Format<Repairs>,
    /// List every file that stops travelling
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    #[command(flatten)]
    pub(super) shared: Shared,
}

fn formats() -> impl TypedValueParser<Value = &'static Format<Repairs>> {
    let values =
        FIX_FORMATS.iter().map(|format| PossibleValue::new(format.id).help(format.summary));
    PossibleValuesParser::new(values)
        .map(|id| FIX_FORMATS.iter().find(|format| format.id == id).unwrap_or(&FIX_FORMATS[0]))
}

pub(super) fn run(args: &Fix, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    args.select.iter().try_for_each(|rule| known(rule))?;
    if args.selection.no_ignore {
        let what = "--no-ignore leaves no file to change".to_owned();
        return Err(Stop::Usage(what, "leave it out".to_owned()));
    }
    let request = args.selection.request(&args.context, Default::default())?;
    let progress = Progress::start(terminal.is_watched);
    let found = on_threads(args.selection.threads, || found(args, &request));
    drop(progress);
    let (mut repairs, places) = found?.map_err(|error| as_typed(error, &args.context))?;
    let result = if args.write { write(&mut repairs, &places) } else { Ok(()) };
    let look = Look { verbose: args.verbose, ..terminal.look };
    // What was written before something went wrong has to be told all the same.
    if result.is_ok() || repairs.files.iter().any(|file| file.written.is_some()) {
        (args.format.write)(&repairs, &look, &mut *terminal.out)?;
    }
    result?;
    let fails = args.check && repairs.change_something();
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// Where a file is, and how far it may be a link.
struct Place {
    path: PathBuf,
    within: Vec<PathBuf>,
}

/// What is to be done to each file that the engines read, and where these files are.
fn found(args: &Fix, request: &Request) -> Result<(Repairs, Vec<Place>), Error> {
    let mut audits: Vec<Audit> = Vec::new();
    for engine in chosen(&args.engine) {
        audits.push(one(request, engine)?);
    }
    let mut files: Vec<(PathBuf, Vec<Audit>)> = Vec::new();
    let dockerfile = audits[0].build.plan.as_ref().map(|plan| plan.source.name().to_owned());
    for audit in audits {
        let Some(path) = audit.build.ignore_path() else { continue };
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, audits)) => audits.push(audit),
            None => files.push((path, vec![audit])),
        }
    }
    let choice = Choice { unsafe_too: args.with_unsafe, selected: args.select.clone() };
    let (mut repairs, mut places) = (Vec::new(), Vec::new());
    for (path, audits) in files {
        let engine = audits[0].build.engine;
        let plan = audits[0].fix(&Request { engine, ..request.clone() }, &choice);
        let name = name(&path, &audits[0].build.root, &args.context);
        repairs.push(FileRepair::of(name, &audits, &plan, &choice, args.verbose)?);
        places.push(Place { within: within(&audits[0]), path });
    }
    let context = Shown(args.context.as_os_str().as_encoded_bytes()).to_string();
    Ok((Repairs { context, dockerfile, files: repairs }, places))
}

/// Each engine once, in the order of the table.
fn chosen(engines: &[Engines]) -> impl Iterator<Item = &'static Engine> {
    let is_chosen = |engine: &&Engine| {
        engines.iter().any(|chosen| match chosen {
            Engines::One(one) => one.id == engine.id,
            Engines::All => true,
        })
    };
    ENGINES.iter().filter(is_chosen)
}

fn one(request: &Request, engine: &'static Engine) -> Result<Audit, Error> {
    audit(&Options {
        request: Request { engine, ..request.clone() },
        // What is held today may be let through then.
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds::default()),
        git: Some(super::user::files()),
        canaries: None,
        contents: Some(ContentOptions::default()),
    })
}

/// The directories in which a file may be written that a link leads to.
fn within(audit: &Audit) -> Vec<PathBuf> {
    let repository = audit.git.iter().flat_map(|git| git.trees()).next();
    let repository = repository.map(|tree| tree.repository.root.clone());
    let beside = audit.build.dockerfile.as_deref().and_then(Path::parent).map(Path::to_owned);
    [Some(audit.build.root.clone()), repository, beside].into_iter().flatten().collect()
}

/// The name of a file as a person would type it, and as `git apply` takes it.
fn name(path: &Path, root: &Path, typed: &Path) -> Vec<u8> {
    let typed = path.strip_prefix(root).map(|below| typed.join(below));
    let path = typed.unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(&path);
    let plain: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    plain.into_os_string().into_encoded_bytes()
}

/// Writes the files that change, one after the other, until one cannot be written.
fn write(repairs: &mut Repairs, places: &[Place]) -> Result<(), Error> {
    for (file, place) in repairs.files.iter_mut().zip(places) {
        let Some(new) = file.new.as_deref().filter(|_| !file.diff().is_empty()) else { continue };
        let within: Vec<&Path> = place.within.iter().map(PathBuf::as_path).collect();
        let Written { path, through_link } = match &file.old {
            Some(old) => fix::replace(&place.path, old, new, &within)?,
            None => fix::create(&place.path, new)?,
        };
        let root = place.within.first();
        let path = root.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(&path).to_owned();
        file.written = Some(WrittenFile { path, through_link });
    }
    Ok(())
}
