//! `stowaway snapshot`: what a build asks for, as a lock file.

use super::args::Shared;
use super::check::on_threads;
use super::hash::{Asked, taken};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use stowaway::audit::Audit;
use stowaway::context::{Requested, suppose};
use stowaway::path::Shown;
use stowaway::report::write_snapshot;
use stowaway::snapshot::{self, Taking};

const EXIT_CODES: &str = "\
Exit codes:
  0  the snapshot is written
  2  usage or input error, a build that the engine refuses before it copies
     anything, or a place that has to be read and cannot; nothing is written";

/// Write down what the build asks for: a small lock file, in JSON
///
/// The ignore file used, counts, bytes, a content hash, sizes by top directory, what each instruction
/// takes, and what the rules say. The same tree gives the same bytes on any machine and at any number
/// of threads: there is no time in it, no place on disk, no secret and no owner. `stowaway diff`
/// compares two of them, or one with what there is now.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Snapshot {
    #[command(flatten)]
    pub(super) asked: Asked,
    /// List every entry: path, kind, size, permission bits and the BLAKE3 hash of its content
    #[arg(long, help_heading = "Output")]
    files: bool,
    /// Do not ask the rules: faster, and `diff` cannot tell what is new
    #[arg(long, help_heading = "Rules")]
    no_rules: bool,
    /// Write to this file, at once or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

impl Snapshot {
    pub(super) fn shared(&self) -> &Shared {
        &self.asked.shared
    }
}

pub(super) fn run(args: &Snapshot, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let Asked { context, build, .. } = &args.asked;
    let request = build.selection.request(context, build.engine)?;
    let taking = Taking { modes: build.modes(), entries: args.files, rules: !args.no_rules };
    let progress = Progress::start(terminal.is_watched);
    let taken = on_threads(build.selection.threads, || taken(&request, taking));
    drop(progress);
    let (lock, audit) = taken??;
    let snapshot = snapshot::Snapshot::new(vec![lock]);
    match &args.output {
        None => write_snapshot(&snapshot, &mut *terminal.out)?,
        Some(path) => {
            let mut text = Vec::new();
            write_snapshot(&snapshot, &mut text)?;
            replace(path, &text).map_err(|error| {
                let shown = Shown(path.as_os_str().as_encoded_bytes()).to_string();
                // Without its number, and without the name of what was there meanwhile.
                let reason = error.to_string();
                let reason = reason.split(" (os error").next().unwrap_or_default().to_lowercase();
                let what = format!("`{shown}` cannot be written: {reason}");
                Stop::Usage(what, "name a file in a directory that is there".to_owned())
            })?;
            if travels(&audit, path) {
                terminal.warn(&format!(
                    "`{}` is sent with the context, so that each snapshot changes the next: ignore it",
                    Shown(path.as_os_str().as_encoded_bytes())
                ))?;
            }
        }
    }
    // The process ends here; giving the inventory back would only make a person wait.
    std::mem::forget(audit);
    Ok(Outcome::Clean)
}

/// Puts a file in its place at once: a reader sees the old or the new one, and whatever goes wrong,
/// nothing is left half written. A link is followed.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let place = match (path.symlink_metadata(), path.canonicalize()) {
        (Ok(facts), Err(_)) if facts.is_symlink() => {
            return Err(io::Error::other("it is a link that leads nowhere"));
        }
        (_, place) => place.unwrap_or_else(|_| path.to_owned()),
    };
    if place.metadata().is_ok_and(|facts| !facts.is_file()) {
        // A terminal or a pipe is written to; to put a file in its place would take it away.
        return std::fs::OpenOptions::new().write(true).open(&place)?.write_all(text);
    }
    let directory = place.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let everyone = {
        use std::os::unix::fs::PermissionsExt;
        let there = place.metadata().map(|facts| facts.permissions());
        // The umask takes away what it takes away of any new file.
        there.unwrap_or_else(|_| std::fs::Permissions::from_mode(0o666))
    };
    #[cfg(unix)]
    builder.permissions(everyone);
    let mut file = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(&place).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a file is, or will be, among what the build asks for.
fn travels(audit: &Audit, path: &Path) -> bool {
    let Ok(place) = path.canonicalize() else { return false };
    let Ok(inside) = place.strip_prefix(&audit.build.root) else { return false };
    let path = inside.as_os_str().as_encoded_bytes();
    if let Some(entry) = audit.inventory.find(path) {
        return audit.requested.travels(&audit.inventory, entry);
    }
    let supposed = suppose(&audit.build, &audit.inventory, &[path]);
    let build = &audit.build;
    let requested = Requested::new(&supposed.inventory, &build.filter, build.engine);
    let planted = supposed.entries.first().copied().flatten();
    planted.is_some_and(|entry| requested.travels(&supposed.inventory, entry))
}
