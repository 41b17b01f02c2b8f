//! Several engines side by side: one line each, then where they differ.

use super::layout::{clipped, padded, plural, shorten, width};
use super::{Look, failure_drawn};
use crate::context::Kind;
use crate::report::compare::{Comparison, Delivery, Difference};
use crate::report::model::Report;
use crate::size::Bytes;
use std::io::{self, Write};

/// How many differences are told unless everything is wanted.
const FEW: usize = 10;

/// Writes a comparison.
pub(super) fn write(comparison: &Comparison, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let titles = comparison.reports.iter().map(|report| width(report.engine.title));
    let columns = titles.max().unwrap_or(0);
    if let Some(report) = comparison.reports.first() {
        let strong = look.palette.strong;
        writeln!(out, "context {strong}{}{strong:#}\n", report.context)?;
    }
    for report in &comparison.reports {
        engine(report, columns, look, out)?;
    }
    differences(comparison, look, out)?;
    unread(comparison, look, out)?;
    for failure in comparison.reports.iter().filter_map(|report| report.failure.as_ref()) {
        writeln!(out, "\n{}", failure_drawn(failure, look))?;
    }
    Ok(())
}

fn engine(report: &Report, columns: usize, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let title = padded(report.engine.title, columns);
    let (strong, bad, faint) = (look.palette.strong, look.palette.bad, look.palette.faint);
    let contents = match (&report.failure, &report.contents) {
        (None, Some(contents)) => contents,
        (Some(failure), _) => {
            return writeln!(out, "  {title}  {bad}refused{bad:#}  {}", failure.cause.id());
        }
        (None, None) => return writeln!(out, "  {title}"),
    };
    let bytes = Bytes(contents.sent.bytes).shown(look.units);
    let files = plural(contents.sent.files, "file");
    let ignore = report.ignore.as_ref().map_or("no ignore file", |ignore| ignore.name.as_str());
    let mut line = format!("  {title}  {strong}{bytes:>9}{strong:#}  {files:>13}");
    let serious = report.findings().iter().filter(|f| f.severity >= crate::rules::Severity::High);
    line.push_str(&format!("  {faint}{ignore}{faint:#}"));
    match serious.count() {
        0 => {}
        number => line.push_str(&format!("  {bad}{number} high or critical{bad:#}")),
    }
    writeln!(out, "{line}")
}

fn differences(comparison: &Comparison, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let running = comparison.reports.iter().filter(|report| report.failure.is_none()).count();
    let all = &comparison.differences;
    if all.is_empty() {
        let what = match running {
            0 | 1 => return Ok(()),
            _ if running == comparison.reports.len() => "all engines send the same",
            _ => "the other engines send the same",
        };
        return writeln!(out, "\n{what}");
    }
    let strong = look.palette.strong;
    let paths = all.iter().map(|difference| 1 + difference.below).sum();
    writeln!(out, "\n{strong}they differ on {}{strong:#}", plural(paths, "path"))?;
    let most = if look.verbose { all.len() } else { all.len().min(FEW) };
    for difference in &all[..most] {
        writeln!(out)?;
        one(difference, look, out)?;
    }
    if most < all.len() {
        let more = plural((all.len() - most) as u64, "more path");
        writeln!(out, "\nand {more}: --verbose lists them")?;
    }
    Ok(())
}

fn one(difference: &Difference, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let slash = if difference.kind == Kind::Directory { "/" } else { "" };
    let below = match difference.below {
        0 => String::new(),
        number => format!(" and {} below", plural(number, "entry")),
    };
    let path = format!("{}{slash}", difference.path.shown());
    let path = shorten(&path, look.width.saturating_sub(width(&below) + 2));
    let strong = look.palette.strong;
    writeln!(out, "  {strong}{path}{strong:#}{below}")?;
    let mut told: Vec<(Delivery, &str)> = Vec::new();
    for outcome in &difference.outcomes {
        let what = (outcome.delivery, outcome.reason.as_str());
        if told.contains(&what) {
            continue;
        }
        told.push(what);
        let same = difference.outcomes.iter().filter(|o| (o.delivery, o.reason.as_str()) == what);
        let engines: Vec<&str> = same.map(|outcome| outcome.engine.id).collect();
        let (style, fate) = match outcome.delivery {
            Delivery::Sent => (look.palette.good, "sent"),
            Delivery::Empty => (look.palette.warn, "sent empty"),
            Delivery::Held => (look.palette.faint, "held"),
        };
        let rest = format!(" by {}: {}", engines.join(", "), outcome.reason);
        let rest = clipped(&rest, look.width.saturating_sub(4 + fate.len()));
        writeln!(out, "    {style}{fate}{style:#}{rest}")?;
    }
    Ok(())
}

/// Ignore files that are there and that some engine does not read, each once.
fn unread(comparison: &Comparison, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut names: Vec<&str> = Vec::new();
    for report in &comparison.reports {
        names.extend(report.unread.iter().map(|unread| unread.name.as_str()));
    }
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        writeln!(out)?;
    }
    for name in names {
        let reads = |report: &&Report| report.unread.iter().any(|unread| unread.name == name);
        let engines: Vec<&str> =
            comparison.reports.iter().filter(reads).map(|report| report.engine.id).collect();
        let warn = look.palette.warn;
        writeln!(out, "{warn}warning{warn:#}: `{name}` is not read by {}", engines.join(", "))?;
    }
    Ok(())
}
