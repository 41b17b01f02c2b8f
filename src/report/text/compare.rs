//! Several engines side by side: one line each, then where they differ.

use super::layout::{clipped, padded, plural, shorten, width};
use super::{Look, failure_drawn};
use crate::context::Kind;
use crate::report::asking::Because;
use crate::report::compare::{Comparison, Delivery, Difference};
use crate::report::model::Report;
use crate::rules::Severity;
use crate::size::Bytes;
use std::io::{self, Write};

/// How many differences are told unless everything is wanted.
const FEW: usize = 10;

/// Writes a comparison.
pub(super) fn write(comparison: &Comparison, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let titles = comparison.reports.iter().map(|report| width(report.engine.title));
    let files = comparison.reports.iter().map(|report| width(&files_sent(report)));
    let columns = (titles.max().unwrap_or(0), files.max().unwrap_or(0));
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

/// One engine on one line; `columns` are those of titles and of numbers of files.
fn engine(
    report: &Report,
    columns: (usize, usize),
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = padded(report.engine.title, columns.0);
    let (strong, bad, faint) = (look.palette.strong, look.palette.bad, look.palette.faint);
    let contents = match (&report.failure, &report.contents) {
        (None, Some(contents)) => contents,
        (Some(failure), _) => {
            return writeln!(out, "  {title}  {bad}refused{bad:#}  {}", failure.cause.id());
        }
        (None, None) => return writeln!(out, "  {title}"),
    };
    let files = files_sent(report);
    let bytes = match files.is_empty() {
        true => "nothing".to_owned(),
        false => Bytes(contents.sent.bytes).shown(look.units).to_string(),
    };
    let ignore = report.ignore.as_ref().map_or("no ignore file", |ignore| ignore.name.as_str());
    let findings = report.findings().iter().map(|finding| finding.severity);
    let alarms = report.alarms().map(|view| view.alarm.severity);
    let serious = match findings.chain(alarms).filter(|&it| it >= Severity::High).count() {
        0 => String::new(),
        number => format!("  {number} high or critical"),
    };
    let mut eligible = match contents.everything {
        true => String::new(),
        false => format!(", of {}", Bytes(contents.eligible.bytes).shown(look.units)),
    };
    let used = 2 + columns.0 + 2 + 9 + 2 + columns.1 + 2 + width(ignore) + width(&serious);
    if used + width(&eligible) > look.width {
        eligible.clear();
    }
    let files = format!("{files:>0$}", columns.1);
    writeln!(
        out,
        "  {title}  {strong}{bytes:>9}{strong:#}  {files}  \
         {faint}{ignore}{eligible}{faint:#}{bad}{serious}{bad:#}"
    )
}

/// How many files an engine sends; nothing if no instruction refers to the context.
fn files_sent(report: &Report) -> String {
    let Some(contents) = report.contents.as_ref().filter(|_| report.failure.is_none()) else {
        return String::new();
    };
    match contents.because {
        Because::Unreferenced => String::new(),
        Because::NoDockerfile | Because::NeverAsked | Because::AtHand | Because::Asked(_) => {
            plural(contents.sent.files, "file")
        }
    }
}

fn differences(comparison: &Comparison, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let running = comparison.reports.iter().filter(|report| report.failure.is_none()).count();
    let all = &comparison.differences;
    if all.is_empty() {
        let what = match running {
            0 | 1 => return Ok(()),
            _ if !same_sent(comparison) => "what may travel is the same for all of them",
            _ if running == comparison.reports.len() => "all engines send the same",
            _ => "the other engines send the same",
        };
        return writeln!(out, "\n{what}");
    }
    let strong = look.palette.strong;
    let what = if same_sent(comparison) { "they differ" } else { "what may travel differs" };
    let paths = all.iter().map(|difference| 1 + difference.below).sum();
    writeln!(out, "\n{strong}{what} on {}{strong:#}", plural(paths, "path"))?;
    let most = if look.verbose { all.len() } else { all.len().min(FEW) };
    for difference in &all[..most] {
        writeln!(out)?;
        one(difference, same_sent(comparison), look, out)?;
    }
    if most < all.len() {
        let more = plural((all.len() - most) as u64, "more path");
        writeln!(out, "\nand {more}: --verbose lists them")?;
    }
    Ok(())
}

/// Whether every engine that would run sends all that may travel.
fn same_sent(comparison: &Comparison) -> bool {
    let running = comparison.reports.iter().filter(|report| report.failure.is_none());
    running.filter_map(|report| report.contents.as_ref()).all(|contents| contents.everything)
}

fn one(
    difference: &Difference,
    same_sent: bool,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
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
            Delivery::Sent if same_sent => (look.palette.good, "sent"),
            Delivery::Sent => (look.palette.good, "let through"),
            Delivery::Empty => (look.palette.warn, "sent empty"),
            Delivery::Held => (look.palette.faint, "held"),
            Delivery::Unasked => (look.palette.faint, "not sent"),
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
