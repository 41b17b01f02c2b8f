//! What is done to ignore files, for a person: the diff, what it does, and what was not done.

use super::super::excerpt::{hidden, visible};
use super::Look;
use super::diff::write_diff;
use super::layout::{count, padded, plural, shorten, width, wrapped};
use crate::context::Totals;
use crate::path::Shown;
use crate::report::fix::{Effect, FileRepair, RefusedRepair, RepairItem, Repairs, WrittenFile};
use crate::report::stops::{Extent, Stop};
use crate::size::Bytes;
use std::io::{self, Write};

/// How many places are told that stop travelling, unless everything is wanted.
const PLACES: usize = 12;
/// Columns before what a line is about: two numbers and the blanks around them.
const BEFORE: usize = 2 + 9 + 2 + 13 + 2;

/// Writes what is done to each file.
pub(in crate::report) fn write(
    repairs: &Repairs,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (number, file) in repairs.files.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write_file(file, look, out)?;
    }
    Ok(())
}

fn write_file(file: &FileRepair, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let diff = file.diff();
    let name = Shown(&file.name);
    if diff.is_empty() {
        let good = look.palette.good;
        let engines = file.effects.iter().map(|effect| effect.engine.title);
        let engines: Vec<&str> = engines.collect();
        match &file.old {
            Some(_) => write!(out, "{good}ok{good:#}: {name} needs no change")?,
            None => write!(out, "{good}ok{good:#}: there is no {name}, and no need of one")?,
        }
        writeln!(out, " ({})", engines.join(", "))?;
    } else {
        write_diff(&diff, look, out)?;
        writeln!(out)?;
        effects(&file.effects, look, out)?;
        stopping(file, look, out)?;
        items("what is done", &file.items, look, out)?;
    }
    items("not done without --unsafe", &file.withheld, look, out)?;
    refused(&file.refused, look, out)?;
    if let Some(written) = &file.written {
        writeln!(out)?;
        write_written(file, written, look, out)?;
    } else if !diff.is_empty() {
        let act = look.palette.act;
        let verb = if file.old.is_some() { "change" } else { "make" };
        writeln!(out, "\nto {verb} the file: {act}stowaway fix --write{act:#}")?;
    }
    Ok(())
}

/// What travels before and after, a line for each engine.
fn effects(effects: &[Effect], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let strong = look.palette.strong;
    let shown = |bytes| Bytes(bytes).shown(look.units).to_string();
    let widest = effects.iter().map(|effect| width(effect.engine.title)).max().unwrap_or(0);
    for Effect { engine, before, after, .. } in effects {
        let title = padded(engine.title, widest);
        let (was, is) = (shown(before.bytes), shown(after.bytes));
        if before == after {
            let files = plural(after.files, "file");
            writeln!(out, "  {title}  {was} in {files}, before and after")?;
            continue;
        }
        writeln!(
            out,
            "  {title}  {was} \u{2192} {strong}{is}{strong:#}{}, {} \u{2192} {}",
            percent(before.bytes.saturating_sub(after.bytes), before.bytes),
            count(before.files),
            plural(after.files, "file"),
        )?;
    }
    Ok(())
}

/// How much less that is, if it is worth a word; a hundred is said of all only.
fn percent(part: u64, whole: u64) -> String {
    match u128::from(part) * 100 / u128::from(whole.max(1)) {
        0 => String::new(),
        percent => format!(" (−{percent}%)"),
    }
}

/// What stops travelling: for the first engine, and for others where it is something else.
fn stopping(file: &FileRepair, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    for (number, effect) in file.effects.iter().enumerate() {
        let same = |other: &Effect| other.stops == effect.stops;
        if effect.stops.is_empty() || file.effects[..number].iter().any(same) {
            continue;
        }
        let alike: Vec<&str> = file.effects[number..]
            .iter()
            .filter(|other| same(other))
            .map(|other| other.engine.title)
            .collect();
        let strong = look.palette.strong;
        let whose = if alike.len() == file.effects.len() {
            String::new()
        } else {
            format!(" ({})", alike.join(", "))
        };
        writeln!(out, "\n{strong}what stops travelling{strong:#}{whose}")?;
        stops(&effect.stops, look, out)?;
    }
    Ok(())
}

fn stops(stops: &[Stop], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut stops: Vec<&Stop> = stops.iter().collect();
    if !look.verbose {
        stops.sort_by(|a, b| b.totals.bytes.cmp(&a.totals.bytes).then_with(|| a.path.cmp(&b.path)));
    }
    let most = if look.verbose { usize::MAX } else { PLACES };
    for stop in stops.iter().take(most) {
        let room = look.width.saturating_sub(BEFORE).max(20);
        let path =
            if stop.path.is_empty() { ".".to_owned() } else { stop.path.shown().to_string() };
        let (path, files) = match stop.extent {
            Extent::Entry => (path, String::new()),
            Extent::Directory => (format!("{path}/"), plural(stop.totals.files, "file")),
            Extent::Part => (format!("{path}/…"), plural(stop.totals.files, "file")),
        };
        let path = if look.verbose { path } else { shorten(&path, room) };
        row(stop.totals.bytes, &files, &path, look, out)?;
    }
    if let Some(rest) = stops.get(most..).filter(|rest| !rest.is_empty()) {
        let totals = rest.iter().fold(Totals::default(), |mut sum, stop| {
            sum += stop.totals;
            sum
        });
        let more = plural(rest.len() as u64, "more place");
        let text = format!("{more}: --verbose lists every file");
        row(totals.bytes, &plural(totals.files, "file"), &text, look, out)?;
    }
    Ok(())
}

fn row(bytes: u64, files: &str, what: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let bytes = Bytes(bytes).shown(look.units);
    writeln!(out, "  {bytes:>9}  {files:>13}  {what}")
}

/// One line for each change, with what would make it wrong below.
fn items(title: &str, items: &[RepairItem], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let (strong, faint) = (look.palette.strong, look.palette.faint);
    writeln!(out, "\n{strong}{title}{strong:#}")?;
    for item in items {
        let what = visible(item.what.as_bytes());
        let files = match item.saves.files {
            0 => String::new(),
            files => plural(files, "file"),
        };
        let line = match item.rules.as_slice() {
            [] => what,
            rules => format!("{what}  {faint}{}{faint:#}", rules.join(", ")),
        };
        if item.saves == Totals::default() {
            writeln!(out, "{:BEFORE$}{line}", "")?;
        } else {
            row(item.saves.bytes, &files, &line, look, out)?;
        }
        if let Some(first) = item.starts.first() {
            let more = match item.starts.len() - 1 {
                0 => String::new(),
                more => format!(" (+{})", count(more as u64)),
            };
            let told = format!("lets `{}` travel{more}", first.shown());
            writeln!(out, "{:BEFORE$}  {faint}{told}{faint:#}", "")?;
        }
        for line in caution(item, look) {
            writeln!(out, "{:BEFORE$}  {faint}{line}{faint:#}", "")?;
        }
    }
    Ok(())
}

/// What a person makes sure of before a change that is not safe, in as few lines as it takes.
fn caution(item: &RepairItem, look: &Look) -> Vec<String> {
    let Some(unless) = item.unless.as_ref().filter(|_| look.verbose || !item.is_safe) else {
        return Vec::new();
    };
    let room = look.width.saturating_sub(BEFORE + 2).max(20);
    let whole = wrapped(&format!("unless {unless}"), room);
    match item.rules.first() {
        Some(rule) if whole.len() > 2 && !look.verbose => {
            vec!["check first:".to_owned(), format!("stowaway explain {rule}")]
        }
        Some(_) | None => whole,
    }
}

/// What would do harm, and why.
fn refused(refused: &[RefusedRepair], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if refused.is_empty() {
        return Ok(());
    }
    let strong = look.palette.strong;
    writeln!(out, "\n{strong}not done, for it would do harm{strong:#}")?;
    for repair in refused {
        let text = format!("{}: {}", visible(repair.what.as_bytes()), hidden(&repair.why));
        for (number, line) in
            wrapped(&text, look.width.saturating_sub(4).max(20)).iter().enumerate()
        {
            writeln!(out, "{}{line}", if number == 0 { "  " } else { "    " })?;
        }
    }
    Ok(())
}

fn write_written(
    file: &FileRepair,
    written: &WrittenFile,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let good = look.palette.good;
    let name = Shown(&file.name);
    if !written.through_link {
        return writeln!(out, "{good}written{good:#}: {name}");
    }
    let target = Shown(written.path.as_os_str().as_encoded_bytes());
    writeln!(out, "{good}written{good:#}: {target}, to which {name} is a link")
}

#[cfg(test)]
#[path = "fix_tests.rs"]
mod tests;
