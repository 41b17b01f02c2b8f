//! What to do: the ignore lines that would help, each with what it saves, and what would be left.

use super::Look;
use super::layout::{count, plural, wrapped};
use crate::report::SuggestionView;
use crate::report::model::{Contents, FindingView, Report};
use crate::rules::Severity;
use crate::size::Bytes;
use std::io::{self, Write};

/// How many lines are offered unless everything is wanted.
const LINES: usize = 8;
/// Columns before what has to be made sure of.
const BEFORE: usize = 2 + 9 + 2 + 13 + 2;

/// Writes the suggestions and the sum of the findings.
pub(super) fn write(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    if !contents.suggestions.is_empty() {
        suggestions(report, contents, look, out)?;
    }
    sums(report, contents, look, out)
}

fn suggestions(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (strong, act, faint) = (look.palette.strong, look.palette.act, look.palette.faint);
    let name = report.ignore.as_ref().map_or(".dockerignore", |ignore| ignore.name.as_str());
    writeln!(out, "{strong}lines for {name}{strong:#}")?;
    let all = &contents.suggestions;
    let chosen: Vec<&SuggestionView> = all
        .iter()
        .enumerate()
        .filter(|(rank, line)| {
            let weighs = *rank < LINES && line.saves.files > 0;
            look.verbose || weighs || is_urgent(contents, line)
        })
        .map(|(_, line)| line)
        .collect();
    writeln!(out, "  {faint}{:>9}  {:>13}  {:>9}{faint:#}", "saves", "", "leaves")?;
    for suggestion in &chosen {
        let bytes = Bytes(suggestion.saves.bytes).shown(look.units);
        let files = plural(suggestion.saves.files, "file");
        let line = &suggestion.line;
        let leaves = Bytes(suggestion.leaves.bytes).shown(look.units);
        if suggestion.saves.files > 0 {
            writeln!(out, "  {bytes:>9}  {files:>13}  {leaves:>9}  {act}{line}{act:#}")?;
        } else {
            let nothing = match suggestion.repairs && suggestion.holds.files == 0 {
                true => "puts it right",
                false => "not asked for",
            };
            let before = format_args!("  {:>9}  {faint}{nothing:>13}{faint:#}  {:>9}", "", "");
            writeln!(out, "{before}  {act}{line}{act:#}")?;
        }
        for line in caution(suggestion, look.width.saturating_sub(BEFORE).max(20), look.verbose) {
            writeln!(out, "{:BEFORE$}{faint}{line}{faint:#}", "")?;
        }
    }
    if chosen.len() < all.len() {
        let more = plural((all.len() - chosen.len()) as u64, "more line");
        writeln!(out, "  {more}: --verbose lists them")?;
    }
    let (before, after) = (contents.sent, contents.after);
    if before.files == after.files {
        return writeln!(out, "  nothing of this is sent now; the lines keep it so\n");
    }
    let percent = (before.bytes - after.bytes.min(before.bytes)) * 100 / before.bytes.max(1);
    let shown = |bytes| Bytes(bytes).shown(look.units);
    writeln!(
        out,
        "  with all of them: {} → {strong}{}{strong:#} (−{percent}%), {} → {}\n",
        shown(before.bytes),
        shown(after.bytes),
        count(before.files),
        plural(after.files, "file"),
    )
}

/// What to make sure of before a line is written, in as few lines as it takes.
fn caution(suggestion: &SuggestionView, room: usize, verbose: bool) -> Vec<String> {
    let Some(unless) = suggestion.unless else {
        let text = "if the Dockerfile does not need it";
        return if suggestion.safe { Vec::new() } else { vec![text.to_owned()] };
    };
    let whole = wrapped(&format!("unless {unless}"), room);
    match suggestion.rules.first() {
        Some(rule) if whole.len() > 2 && !verbose => {
            vec!["check first:".to_owned(), format!("stowaway explain {rule}")]
        }
        Some(_) | None => whole,
    }
}

/// Whether a line stops something that is high or critical: such lines are never left out.
fn is_urgent(contents: &Contents, line: &SuggestionView) -> bool {
    let stops = |finding: &&FindingView| {
        finding.lines.contains(&line.line) || finding.repairs.contains(&line.line)
    };
    let findings = contents.findings.iter().flatten();
    findings.filter(stops).any(|finding| finding.severity >= Severity::High)
}

/// `1 critical, 2 high, 3 info`, and how bad the worst counts if that is worse.
fn sums(report: &Report, contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(findings) = &contents.findings else {
        return writeln!(out, "the rules were not asked");
    };
    if let Some(told) = super::canaries::told(contents) {
        writeln!(out, "{told}")?;
    }
    let alarms = || contents.canaries.iter().flat_map(|canaries| &canaries.alarms);
    let mut sums = Vec::new();
    for &severity in Severity::ALL.iter().rev() {
        let number = findings.iter().filter(|finding| finding.severity == severity).count()
            + contents.remarks.iter().filter(|remark| remark.severity == severity).count()
            + alarms().filter(|view| view.alarm.severity == severity).count();
        if number > 0 {
            let style = look.palette.severity(severity);
            sums.push(format!("{style}{number} {severity}{style:#}"));
        }
    }
    if sums.is_empty() {
        return writeln!(out, "no findings");
    }
    let one = findings.len() + contents.remarks.len() + alarms().count() == 1;
    let noun = if one { "finding" } else { "findings" };
    let shown = findings.iter().map(|finding| finding.severity);
    let shown = shown.chain(contents.remarks.iter().map(|remark| remark.severity));
    let shown = shown.chain(alarms().map(|view| view.alarm.severity)).max();
    writeln!(out, "{noun}: {}", sums.join(", "))?;
    match report.worst().filter(|worst| Some(*worst) > shown) {
        Some(worst) if one => writeln!(out, "it counts as {worst} for --fail-on"),
        Some(worst) => writeln!(out, "the worst counts as {worst} for --fail-on"),
        None => Ok(()),
    }
}
