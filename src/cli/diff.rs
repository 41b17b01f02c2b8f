//! `stowaway diff`: what a change does to the context. Each side is a snapshot, a directory, or a git
//! revision.

use super::args::{FailOn, Shared, fail_on};
use super::check::on_threads;
use super::hash::{Build, taken};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use stowaway::build::{DockerfileChoice, Files, IgnoreChoice, Request};
use stowaway::git::Revision;
use stowaway::path::Shown;
use stowaway::report::{CHANGES_FORMATS, Changes, ChangesFormat, Look};
use stowaway::snapshot::{Modes, Snapshot, Taking, Unparsed, compare};

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing that is new is at or above --fail-on, whatever else differs
  1  something that is new is
  2  usage or input error, or a side that cannot be read";

/// Tell what a change does to the context
///
/// Each side is a snapshot (`-` reads one from standard input), a directory, or a git revision, which
/// is read from git's store without a checkout; `rev:NAME` is a revision whatever else has that name.
/// Told are the files that come, go and change, what is new to worry about, and from which
/// instruction on each stage is built again. Where a revision takes part, only those permission bits
/// count that git carries. What -f and --ignorefile name is looked for in the context of each side.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Diff {
    /// What there was: a snapshot, a directory or a revision
    #[arg(value_name = "BASE")]
    base: OsString,
    /// What there is; the directory of -C if it is left out
    #[arg(value_name = "NEW")]
    new: Option<OsString>,
    /// The directory that the engine would be given; in revisions the same one
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".", help_heading = "Build")]
    context: PathBuf,
    #[command(flatten)]
    build: Build,
    /// Exit with 1 if something that is new is at least this bad
    #[arg(long, value_name = "SEVERITY", default_value = "high", help_heading = "Rules")]
    #[arg(value_parser = fail_on())]
    fail_on: FailOn,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = CHANGES_FORMATS[0].id, help_heading = "Output")]
    #[arg(value_parser = formats())]
    format: &'static ChangesFormat,
    /// Leave nothing out
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    #[command(flatten)]
    shared: Shared,
}

impl Diff {
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }
}

fn formats() -> impl TypedValueParser<Value = &'static ChangesFormat> {
    let values =
        CHANGES_FORMATS.iter().map(|format| PossibleValue::new(format.id).help(format.summary));
    PossibleValuesParser::new(values).map(|id| ChangesFormat::find(&id).unwrap_or_default())
}

/// One side, found and not looked into.
enum Side {
    Snapshot(Snapshot),
    Directory(PathBuf),
    Revision(Files),
}

/// A side and what it is called.
struct Named {
    name: String,
    side: Side,
}

pub(super) fn run(args: &Diff, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let before = args.side(&args.base)?;
    let after = match &args.new {
        Some(new) => args.side(new)?,
        None => Named {
            name: shown(args.context.as_os_str()),
            side: Side::Directory(args.context.clone()),
        },
    };
    let request = args.build.selection.request(&args.context, args.build.engine)?;
    let taking = Taking { modes: args.modes(&before, &after), entries: true, rules: true };
    let mut notes = Vec::new();
    let progress = Progress::start(terminal.is_watched);
    let snapshots = on_threads(args.build.selection.threads, || {
        let before = args.snapshot(before.side, &request, taking).map_err(|stop| (true, stop))?;
        let after = args.snapshot(after.side, &request, taking).map_err(|stop| (false, stop))?;
        Ok((before, after))
    });
    drop(progress);
    let (old, new) = match snapshots? {
        Ok(sides) => sides,
        Err((first, stop)) => {
            let name = if first { &before.name } else { &after.name };
            terminal.warn(&format!("`{name}` cannot be compared"))?;
            return Err(stop);
        }
    };
    if old.builds.iter().chain(&new.builds).any(|build| build.modes != taking.modes.id()) {
        notes.push(
            "the sides count different permission bits: those are compared that git carries, and \
             what is built again because of the context is not known"
                .to_owned(),
        );
    }
    let difference = compare(&old, &new);
    let worst = difference.worst();
    let changes = Changes { before: before.name, after: after.name, difference, notes };
    let look = Look { verbose: args.verbose, ..terminal.look };
    (args.format.write)(&changes, &look, &mut *terminal.out)?;
    match (worst, args.fail_on.0) {
        (Some(worst), Some(limit)) if worst >= limit => Ok(Outcome::Findings),
        (_, _) => Ok(Outcome::Clean),
    }
}

impl Diff {
    /// What was typed as a side: a directory, a snapshot, or else a revision.
    fn side(&self, typed: &OsStr) -> Result<Named, Stop> {
        let revision = typed.to_str().and_then(|text| text.strip_prefix("rev:"));
        if let Some(name) = revision {
            return self.revision(name, None);
        }
        let path = Path::new(typed);
        let name = shown(typed);
        if path.is_dir() {
            return Ok(Named { name, side: Side::Directory(path.to_owned()) });
        }
        let bytes = match typed == "-" {
            true => Some(standard_input()?),
            false if path.exists() => Some(std::fs::read(path).map_err(|error| {
                let what = format!("snapshot `{name}` cannot be read: {error}");
                Stop::Usage(what, "make it readable, or name a revision by rev:NAME".to_owned())
            })?),
            false => None,
        };
        let why = match bytes.map(|bytes| Snapshot::parse(&bytes)) {
            Some(Ok(snapshot)) => return Ok(Named { name, side: Side::Snapshot(snapshot) }),
            Some(Err(Unparsed::Version(version))) => {
                let what = format!(
                    "snapshot `{name}` is of version `{}`, which is not known",
                    Shown(version.as_bytes())
                );
                return Err(Stop::Usage(what, "use a newer stowaway".to_owned()));
            }
            Some(Err(Unparsed::Other(why))) => Some(Shown(why.as_bytes()).to_string()),
            None => None,
        };
        match typed.to_str().filter(|text| *text != "-") {
            Some(text) => self.revision(text, why),
            None => Err(no_side(&name, why, None)),
        }
    }

    /// `why` is what is wrong with the file of that name, if there is one.
    fn revision(&self, name: &str, why: Option<String>) -> Result<Named, Stop> {
        let files = super::user::files();
        match Revision::open(&self.context, name, &files) {
            Ok(revision) => {
                let id: String = revision.id().chars().take(ID).collect();
                let name = shown(OsStr::new(name));
                let name = if name.starts_with(&id) { name } else { format!("{name} ({id})") };
                Ok(Named { name, side: Side::Revision(revision.into_files()) })
            }
            Err(error) => {
                let name = shown(OsStr::new(name));
                Err(no_side(&name, why, Some(error.to_string())))
            }
        }
    }

    /// Where git takes part, the bits that it carries.
    fn modes(&self, before: &Named, after: &Named) -> Modes {
        let carried = |side: &Side| match side {
            Side::Snapshot(snapshot) => {
                snapshot.builds.iter().any(|build| build.modes == Modes::Git.id())
            }
            Side::Directory(_) => false,
            Side::Revision(_) => true,
        };
        match carried(&before.side) || carried(&after.side) {
            true => Modes::Git,
            false => self.build.modes(),
        }
    }

    fn snapshot(&self, side: Side, request: &Request, taking: Taking) -> Result<Snapshot, Stop> {
        let (context, files) = match side {
            Side::Snapshot(snapshot) => return Ok(snapshot),
            Side::Directory(path) => (path, Files::Disk),
            Side::Revision(files) => (self.context.clone(), files),
        };
        let mut request = Request { files, ..request.clone() };
        if let DockerfileChoice::Named(name) = &mut request.dockerfile {
            *name = context.join(&name);
        }
        if let IgnoreChoice::Named(name) = &mut request.ignore {
            *name = context.join(&name);
        }
        request.context = context;
        let (lock, audit) = taken(&request, taking)?;
        // Giving the inventory back entry by entry would only make a person wait.
        std::mem::forget(audit);
        Ok(Snapshot::new(vec![lock]))
    }
}

/// So much of an id is shown.
const ID: usize = 9;

fn shown(text: &OsStr) -> String {
    Shown(text.as_encoded_bytes()).to_string()
}

fn standard_input() -> Result<Vec<u8>, Stop> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| {
        let what = format!("the snapshot cannot be read from standard input: {error}");
        Stop::Usage(what, String::new())
    })?;
    Ok(bytes)
}

fn no_side(name: &str, file: Option<String>, revision: Option<String>) -> Stop {
    let what = match (file, revision) {
        (Some(file), _) => format!("`{name}` is no snapshot: {file}"),
        (None, Some(revision)) => {
            format!("`{name}` is no directory and no snapshot, and no revision: {revision}")
        }
        (None, None) => format!("`{name}` is no directory, no snapshot and no revision"),
    };
    let help =
        "name a file that `stowaway snapshot` wrote, a directory, or a revision as in HEAD~1";
    Stop::Usage(what, help.to_owned())
}
