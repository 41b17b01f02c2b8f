//! What is heavy, as bars on a common scale.

use super::Look;
use super::layout::{bar, padded, plural, shorten, width};
use crate::context::{Kind, Totals};
use crate::report::model::Contents;
use crate::report::weight::Weight;
use crate::size::Bytes;
use std::io::{self, Write};

/// Columns of what stands before a bar, with the blanks behind it.
const BEFORE: usize = 2 + 9 + 2 + 4 + 2;
const REST: &str = "everything else";

/// Writes the bars.
pub(super) fn write(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let explains_itself = contents.heaviest.len() == 1 && contents.sent.files == 1;
    if contents.heaviest.is_empty() || explains_itself {
        return Ok(());
    }
    writeln!(out)?;
    let mut rows: Vec<Row<'_>> = contents.heaviest.iter().map(Row::of).collect();
    if contents.rest.bytes > 0 {
        let files = plural(contents.rest.files, "file");
        rows.push(Row { name: REST.to_owned(), totals: contents.rest, files, weight: None });
    }
    let table = Table::fitting(&rows, look.width);
    rows.iter().try_for_each(|row| table.write(row, contents, look, out))
}

/// How the columns share a line: bars give way before names do, and numbers of files before both.
struct Table {
    bar: usize,
    name: usize,
    files: usize,
}

impl Table {
    fn fitting(rows: &[Row<'_>], available: usize) -> Self {
        let (bar, files) = match available {
            110.. => (24, 13),
            72.. => (16, 13),
            56.. => (8, 13),
            _ => (6, 0),
        };
        let files = if rows.iter().all(|row| row.files.is_empty()) { 0 } else { files };
        let gap = if files > 0 { 2 } else { 0 };
        let room = available.saturating_sub(BEFORE + bar + 2 + gap + files);
        let widest = rows.iter().map(|row| width(&row.name)).max().unwrap_or(0);
        Self { bar, name: widest.min(room), files }
    }

    fn write(
        &self,
        row: &Row<'_>,
        contents: &Contents,
        look: &Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let bytes = Bytes(row.totals.bytes).shown(look.units);
        let percent = percent(row.totals.bytes, contents.sent.bytes);
        let rule = row.weight.and_then(|weight| weight.rule);
        let style = rule.map_or(look.palette.good, |(_, s)| look.palette.severity(s));
        let bar = match row.weight {
            Some(weight) => bar(weight.totals.bytes, contents.heaviest[0].totals.bytes, self.bar),
            None => String::new(),
        };
        let bar = padded(&bar, self.bar);
        let name = padded(&shorten(&row.name, self.name), self.name);
        let faint = if row.weight.is_none() { look.palette.faint } else { anstyle::Style::new() };
        let mut line =
            format!("  {bytes:>9}  {percent:>4}  {style}{bar}{style:#}  {faint}{name}{faint:#}");
        if self.files > 0 {
            line.push_str(&format!("  {:>1$}", row.files, self.files));
        }
        if let Some((rule, _)) = rule {
            let gap = if self.files > 0 { 2 } else { 0 };
            let used = BEFORE + self.bar + 2 + self.name + gap + self.files + 2;
            if used + rule.id.len() <= look.width {
                line.push_str(&format!("  {style}{}{style:#}", rule.id));
            }
        }
        writeln!(out, "{}", line.trim_end())
    }
}

struct Row<'a> {
    name: String,
    totals: Totals,
    files: String,
    /// `None` for what is not listed.
    weight: Option<&'a Weight>,
}

impl<'a> Row<'a> {
    fn of(weight: &'a Weight) -> Self {
        let files = match weight.kind {
            Kind::Directory => plural(weight.totals.files, "file"),
            Kind::File | Kind::Symlink | Kind::Fifo | Kind::Socket | Kind::Device => String::new(),
        };
        Self { name: named(weight), totals: weight.totals, files, weight: Some(weight) }
    }
}

fn named(weight: &Weight) -> String {
    let slash = if weight.kind == Kind::Directory { "/" } else { "" };
    format!("{}{slash}", weight.path.shown())
}

fn percent(part: u64, whole: u64) -> String {
    let percent = (u128::from(part) * 100 + u128::from(whole) / 2) / u128::from(whole.max(1));
    if percent == 0 && part > 0 { "<1%".to_owned() } else { format!("{percent}%") }
}
