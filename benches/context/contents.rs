//! What looking into files costs: against reading them and doing nothing else, and in memory.
//!
//! What it is: the walk without contents, with those that are looked into as a rule, and with all of them, on trees of
//! text, on many small files and on a single large one. What it is not: a measure of what is found; tests do that.

use std::fs::File;
use std::path::Path;

use super::Result;
use super::contenders::{Contender, Field};
use super::report::{Table, mebibytes, milliseconds, ratio};
use super::rounds::{Metric, run};
use super::targets::Verdicts;
use super::trees::{self, Tree};

/// Bytes of the single large file, which takes no room on the disk.
const LARGE: u64 = 4_000_000_000;

/// Costs and peaks on each tree.
pub(crate) fn contents(
    field: &Field,
    directory: &Path,
    scale: f64,
    rounds: usize,
    verdicts: &mut Verdicts,
) -> Result<Table> {
    let header = ["tree", "program", "wall / read", "cpu / read", "median ms", "peak MiB"];
    let mut table = Table::new("Looking into files", &header);
    let mut all = Vec::new();
    for name in ["node", "poly", "wide"] {
        all.push(trees::generated(directory, name, scale)?);
    }
    all.push(large(directory)?);
    for tree in &all {
        let modes = ["rules", "contents", "deep"];
        let modes = modes.iter().filter_map(|mode| field.mode(tree, mode, field.threads));
        let contenders: Vec<Contender> =
            [field.raw(tree, field.threads)?, field.read(tree)?].into_iter().chain(modes).collect();
        let measured = run(&format!("contents of {}", tree.name), contenders, rounds)?;
        for name in &measured.names {
            table.row([
                tree.name.clone(),
                name.clone(),
                ratio(measured.ratio(Metric::Wall, name, "read")),
                ratio(measured.ratio(Metric::Cpu, name, "read")),
                milliseconds(measured.figure(Metric::Wall, name)),
                mebibytes(measured.figure(Metric::Peak, name)),
            ]);
        }
        measured.remarks.iter().for_each(|remark| table.remark(remark.clone()));
        verdicts.judge_contents(tree, &measured);
    }
    table.remark(
        "`read` walks as `raw` does and reads every file as stowaway does; it makes nothing of it.",
    );
    table.remark("`contents` leaves out what is reported whole, as `node_modules`; `deep` leaves out nothing.");
    Ok(table)
}

/// One file with nothing but a hole in it.
fn large(directory: &Path) -> Result<Tree> {
    let tree = trees::flat(directory, "large", 1, 1)?;
    let file = File::options().write(true).open(first_file(&tree.path)?)?;
    file.set_len(LARGE)?;
    Ok(tree)
}

fn first_file(directory: &Path) -> Result<std::path::PathBuf> {
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                return Ok(entry.path());
            }
            pending.push(entry.path());
        }
    }
    Err("the tree has no file".into())
}
