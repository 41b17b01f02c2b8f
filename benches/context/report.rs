//! Tables, as text for a terminal or as Markdown.
//!
//! What it is: the only place that knows what the output looks like.
//!
//! What it is not: a record of runs; to keep figures, paste the Markdown into BENCHMARKS.md.

use std::io::{self, Write};

use super::rounds::{Measured, Metric, Spread};
use super::trees::Tree;

/// A titled table with remarks below it.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    remarks: Vec<String>,
}

impl Table {
    pub(crate) fn new(title: &str, header: &[&str]) -> Self {
        let header = header.iter().map(ToString::to_string).collect();
        Self { title: title.to_owned(), header, rows: Vec::new(), remarks: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    pub(crate) fn remark(&mut self, remark: impl Into<String>) {
        self.remarks.push(remark.into());
    }

    pub(crate) fn print(&self, markdown: bool, out: &mut impl Write) -> io::Result<()> {
        let widths: Vec<usize> = (0..self.header.len())
            .map(|column| {
                let cells =
                    self.rows.iter().chain([&self.header]).filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        let (edge, between) = if markdown { ("|", " | ") } else { ("", "  ") };
        let line = |cells: &[String]| {
            let padded: Vec<String> =
                cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
            let line = padded.join(between);
            if markdown { format!("{edge} {line} {edge}") } else { line.trim_end().to_owned() }
        };
        writeln!(out, "{}{}\n", if markdown { "### " } else { "" }, self.title)?;
        writeln!(out, "{}", line(&self.header))?;
        let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        writeln!(out, "{}", line(&rule))?;
        for row in &self.rows {
            writeln!(out, "{}", line(row))?;
        }
        writeln!(out)?;
        for remark in &self.remarks {
            writeln!(out, "{}{remark}", if markdown { "- " } else { "  " })?;
        }
        if self.remarks.is_empty() { Ok(()) } else { writeln!(out) }
    }
}

/// One row per program of a tree.
pub(crate) fn tree_table(tree: &Tree, measured: &Measured) -> Table {
    let truth = tree.truth;
    let title = format!(
        "{}: {} files, {} directories, {} bytes",
        tree.name, truth.files, truth.directories, truth.bytes
    );
    let header = [
        "program",
        "wall / raw",
        "cpu / raw",
        "wall / diskus",
        "wall / own size",
        "peak MiB",
        "median ms",
    ];
    let mut table = Table::new(&title, &header);
    for name in &measured.names {
        let against = |metric, other| ratio(measured.ratio(metric, name, other));
        table.row([
            name.clone(),
            against(Metric::Wall, "raw"),
            against(Metric::Cpu, "raw"),
            against(Metric::Wall, "diskus"),
            against(Metric::Wall, "stowaway size"),
            mebibytes(measured.figure(Metric::Peak, name)),
            milliseconds(measured.figure(Metric::Wall, name)),
        ]);
    }
    for remark in &measured.remarks {
        table.remark(remark.clone());
    }
    table
}

/// `1.03 (0.99–1.08)`: the median, the least, the most.
pub(crate) fn ratio(spread: Option<Spread>) -> String {
    spread.map_or_else(
        || "–".to_owned(),
        |it| format!("{:.2} ({:.2}–{:.2})", it.median, it.least, it.most),
    )
}

pub(crate) fn mebibytes(bytes: Option<Spread>) -> String {
    bytes.map_or_else(|| "–".to_owned(), |it| format!("{:.1}", it.median / f64::from(1 << 20)))
}

pub(crate) fn milliseconds(seconds: Option<Spread>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |it| format!("{:.1}", it.median * 1e3))
}
