//! What is heavy, as bars on a common scale.

use super::Look;
use super::layout::{bar, padded, plural, shorten, width};
use crate::context::{Kind, Totals};
use crate::report::model::Contents;
use crate::report::weight::Weight;
use crate::size::Bytes;
use std::io::{self, Write};

/// Columns of a bar, of everything that stands before the path, and of what stands after it.
const BAR: usize = 16;
const BEFORE: usize = 2 + 9 + 2 + 4 + 2 + BAR + 2;
const AFTER: usize = 15;

/// Writes the bars.
pub(super) fn write(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let explains_itself = contents.heaviest.len() == 1 && contents.sent.files == 1;
    if contents.heaviest.is_empty() || explains_itself {
        return Ok(());
    }
    writeln!(out)?;
    let names: Vec<String> = contents.heaviest.iter().map(named).collect();
    let room = look.width.saturating_sub(BEFORE + AFTER).max(12);
    let rest = "everything else";
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let columns = widest.max(if contents.rest.bytes > 0 { width(rest) } else { 0 }).min(room);
    for (weight, name) in contents.heaviest.iter().zip(&names) {
        let files = match weight.kind {
            Kind::Directory => plural(weight.totals.files, "file"),
            Kind::File | Kind::Symlink | Kind::Fifo | Kind::Socket | Kind::Device => String::new(),
        };
        let row = Row { name: &shorten(name, columns), columns, totals: weight.totals, files };
        row.write(contents, weight, look, out)?;
    }
    if contents.rest.bytes > 0 {
        let faint = look.palette.faint;
        let bytes = Bytes(contents.rest.bytes).shown(look.units);
        let percent = percent(contents.rest.bytes, contents.sent.bytes);
        let files = plural(contents.rest.files, "file");
        let name = padded(rest, columns);
        let blanks = " ".repeat(BAR);
        writeln!(
            out,
            "  {bytes:>9}  {percent:>4}  {blanks}  {faint}{name}{faint:#}  {files:>AFTER$}",
            AFTER = AFTER - 2
        )?;
    }
    Ok(())
}

struct Row<'a> {
    name: &'a str,
    columns: usize,
    totals: Totals,
    files: String,
}

impl Row<'_> {
    fn write(
        &self,
        contents: &Contents,
        weight: &Weight,
        look: &Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let bytes = Bytes(self.totals.bytes).shown(look.units);
        let percent = percent(self.totals.bytes, contents.sent.bytes);
        let style = weight.rule.map_or(look.palette.good, |(_, s)| look.palette.severity(s));
        let bar = padded(&bar(self.totals.bytes, contents.heaviest[0].totals.bytes, BAR), BAR);
        let name = padded(self.name, self.columns);
        let files = &self.files;
        let mut line = format!(
            "  {bytes:>9}  {percent:>4}  {style}{bar}{style:#}  {name}  {files:>AFTER$}",
            AFTER = AFTER - 2
        );
        if let Some((rule, _)) = weight.rule {
            let used = BEFORE + self.columns + AFTER + 2;
            if used + rule.id.len() <= look.width {
                line.push_str(&format!("  {style}{}{style:#}", rule.id));
            }
        }
        writeln!(out, "{}", line.trim_end())
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
