//! What the figures were taken on.
//!
//! What it is: the few facts without which a ratio cannot be read: cores, kernel, file system, scale, rounds.
//!
//! What it is not: anything that names the machine or its owner.

use std::fs;
use std::path::Path;
use std::thread::available_parallelism;

use super::Result;
use super::measure::{Invocation, Sink, measure};
use super::options::Options;
use super::report::{Table, mebibytes};
use super::rounds::Spread;

/// Also measures a program that does nothing, since every peak includes what starting a program takes.
pub(crate) fn table(options: &Options, trees: &Path) -> Result<Table> {
    let mut table = Table::new("The run", &["what", "value"]);
    let cores =
        available_parallelism().map_or_else(|_| "unknown".to_owned(), |cores| cores.to_string());
    let facts = [
        ("cores", cores),
        ("threads", options.threads().to_string()),
        ("kernel", kernel()),
        ("file system", file_system(trees).unwrap_or_else(|| "unknown".to_owned())),
        ("scale", options.scale().to_string()),
        ("rounds", options.rounds().to_string()),
        ("load before", load().unwrap_or_else(|| "unknown".to_owned())),
        ("peak MiB of `true`", mebibytes(floor()?)),
    ];
    for (what, value) in facts {
        table.row([what.to_owned(), value]);
    }
    if !options.full {
        table.remark("Not a full run: start-up and noise weigh more than in BENCHMARKS.md, targets are a hint.");
    }
    Ok(table)
}

fn floor() -> Result<Option<Spread>> {
    let nothing = Invocation { program: "true".into(), arguments: Vec::new(), sink: Sink::Null };
    #[expect(clippy::cast_precision_loss, reason = "no peak comes near 2^52 bytes")]
    Ok(Spread::of([measure(&nothing)?.peak as f64]))
}

/// The release without what distributors and owners append to it.
fn kernel() -> String {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let version = release.split('-').next().unwrap_or(&release);
    format!("Linux {version}")
}

/// The type of the last mount that holds the directory.
fn file_system(directory: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let fields = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let holding = fields.filter(|(place, _)| directory.starts_with(place));
    holding.max_by_key(|(place, _)| place.len()).map(|(_, kind)| kind.to_owned())
}

fn load() -> Option<String> {
    Some(fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.to_owned())
}
