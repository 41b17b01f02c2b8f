//! The parts of a run that are not simply "everybody on one tree".
//!
//! What it is: cost per entry as a tree grows tenfold, one huge directory with and without a second thread, and the
//! memory of a million files.
//!
//! What it is not: the rounds themselves, which are the same as everywhere.

use std::path::Path;

use super::Result;
use super::contenders::{Contender, Field};
use super::report::{Table, mebibytes, milliseconds, ratio};
use super::rounds::{Measured, Metric, Spread, run};
use super::targets::Verdicts;
use super::trees::{self, Tree};

/// Entries of the one huge directory at full size.
const HUGE: f64 = 500_000.0;

/// Rounds for memory, which hardly varies.
const MEMORY_ROUNDS: usize = 3;

/// What an entry costs in a tree and in one a tenth of its size; a program's start-up is taken off first.
pub(crate) fn growth(
    field: &Field,
    directory: &Path,
    scale: f64,
    rounds: usize,
    verdicts: &mut Verdicts,
) -> Result<Table> {
    let header = ["tree", "program", "cpu per entry, large over small", "over raw's growth"];
    let mut table = Table::new("Cost per entry as a tree grows tenfold", &header);
    for name in ["node", "wide"] {
        let small = trees::generated(directory, name, scale / 10.0)?;
        let large = trees::generated(directory, name, scale)?;
        let empty = trees::empty(directory)?;
        let mut contenders = Vec::new();
        for (tree, label) in [(&empty, "empty"), (&small, "small"), (&large, "large")] {
            contenders.extend(labelled(walkers(field, tree)?, label));
        }
        let measured = run(&format!("growth of {name}"), contenders, rounds)?;
        let raw = Growth::of(&measured, "raw", &small, &large);
        for program in walkers(field, &small)?.iter().map(|contender| &contender.name) {
            let own = Growth::of(&measured, program, &small, &large);
            let against_raw = own.over(&raw);
            table.row([name.to_owned(), program.clone(), ratio(own.spread()), ratio(against_raw)]);
            if program.starts_with("stowaway") {
                verdicts.judge_growth(name, program, against_raw);
            }
        }
    }
    Ok(table)
}

fn walkers(field: &Field, tree: &Tree) -> Result<Vec<Contender>> {
    let modes =
        ["size", "both"].into_iter().filter_map(|mode| field.mode(tree, mode, field.threads));
    Ok(std::iter::once(field.raw(tree, field.threads)?)
        .chain(modes)
        .chain(field.peer_named(tree, "diskus"))
        .collect())
}

fn labelled(contenders: Vec<Contender>, label: &str) -> impl Iterator<Item = Contender> {
    contenders.into_iter().map(move |contender| Contender {
        name: format!("{}, {label}", contender.name),
        ..contender
    })
}

/// Round by round: the cost of an entry in the large tree over that in the small one.
struct Growth(Vec<f64>);

impl Growth {
    #[expect(clippy::cast_precision_loss, reason = "no tree comes near 2^52 entries")]
    fn of(measured: &Measured, program: &str, small: &Tree, large: &Tree) -> Self {
        let samples = |label: &str| measured.samples(&format!("{program}, {label}")).iter();
        let start_up = measured
            .figure(Metric::Cpu, &format!("{program}, empty"))
            .map_or(0.0, |cpu| cpu.median);
        let each = |tree: &Tree, cpu: f64| (cpu - start_up) / tree.truth.entries() as f64;
        let rounds = samples("small").zip(samples("large"));
        Self(
            rounds
                .map(|(one, ten)| {
                    each(large, Metric::Cpu.of(ten)) / each(small, Metric::Cpu.of(one))
                })
                .collect(),
        )
    }

    fn spread(&self) -> Option<Spread> {
        Spread::of(self.0.iter().copied())
    }

    fn over(&self, other: &Self) -> Option<Spread> {
        Spread::of(self.0.iter().zip(&other.0).map(|(own, other)| own / other))
    }
}

/// One directory that no task per directory can split.
pub(crate) fn huge(field: &Field, directory: &Path, scale: f64, rounds: usize) -> Result<Table> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count, rounded down"
    )]
    let entries = (HUGE * scale).max(1.0) as u64;
    let tree = trees::flat(directory, "huge", 1, entries)?;
    let threads = field.threads.max(2);
    let mut contenders = Vec::new();
    for (count, label) in [(1, "one"), (threads, "more")] {
        let modes = ["size", "both"].into_iter().filter_map(|mode| field.mode(&tree, mode, count));
        let raw = Contender { name: "raw".to_owned(), ..field.raw(&tree, count)? };
        contenders.extend(labelled(std::iter::once(raw).chain(modes).collect(), label));
    }
    contenders.extend(labelled(field.peer_named(&tree, "diskus").into_iter().collect(), "more"));
    let measured = run("huge", contenders, rounds)?;
    let title = format!("One directory of {entries} files, {threads} threads against one");
    let mut table = Table::new(
        &title,
        &["program", "wall, threads over one", "wall over raw with one", "median ms"],
    );
    for name in ["raw", "stowaway size", "stowaway both", "diskus"] {
        let (one, more) = (format!("{name}, one"), format!("{name}, more"));
        table.row([
            name.to_owned(),
            ratio(measured.ratio(Metric::Wall, &more, &one)),
            ratio(measured.ratio(Metric::Wall, &more, "raw, one")),
            milliseconds(measured.figure(Metric::Wall, &more)),
        ]);
    }
    measured.remarks.iter().for_each(|remark| table.remark(remark.clone()));
    Ok(table)
}

/// Peak memory over a million empty files in a thousand directories.
pub(crate) fn million(field: &Field, directory: &Path, verdicts: &mut Verdicts) -> Result<Table> {
    let tree = trees::flat(directory, "million", 1000, 1000)?;
    let peers = ["diskus", "pdu", "dust", "du"]
        .into_iter()
        .filter_map(|name| field.peer_named(&tree, name));
    let modes = ["size", "15", "rules", "both"]
        .into_iter()
        .filter_map(|mode| field.mode(&tree, mode, field.threads));
    let contenders = std::iter::once(field.raw(&tree, field.threads)?)
        .chain(modes)
        .chain(field.fsutil(&tree).into_iter().take(1))
        .chain(peers)
        .collect();
    let measured = run("million", contenders, MEMORY_ROUNDS)?;
    let title = "Memory of a million files in a thousand directories";
    let mut table = Table::new(title, &["program", "peak MiB", "bytes a file", "wall / raw"]);
    for name in &measured.names {
        let own = name.starts_with("stowaway");
        let each = if own { verdicts.bytes_an_entry(&tree, &measured, name) } else { None };
        table.row([
            name.clone(),
            mebibytes(measured.figure(Metric::Peak, name)),
            each.map_or_else(|| "–".to_owned(), |each| format!("{:.1}", each.median)),
            ratio(measured.ratio(Metric::Wall, name, "raw")),
        ]);
    }
    table.remark("Bytes a file: what stowaway holds beyond what it holds for an empty directory.");
    measured.remarks.iter().for_each(|remark| table.remark(remark.clone()));
    verdicts.judge(&tree, &measured);
    Ok(table)
}
