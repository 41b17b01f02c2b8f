//! What is wrong: the findings, the worst first.
//!
//! High and critical ones are told in full; medium and low ones in two lines, and only the heaviest
//! of them; informational ones are counted. With `--verbose` everything is told in full.

use super::amounts::part_sent;
use super::layout::{arrows, count, padded, plural, shorten, width};
use super::{Look, paragraph, secrets};
use crate::context::{Kind, Totals};
use crate::landing::Reach;
use crate::report::model::{Contents, FindingView, Place};
use crate::report::way::{briefly, telling};
use crate::rules::Severity;
use crate::size::Bytes;
use std::io::{self, Write};

/// How many findings of one severity below high are told, and how many entries of one finding.
const FINDINGS: usize = 5;
const ENTRIES: usize = 3;
/// How many ways of one entry.
const WAYS: usize = 2;

/// What to do about a secret that an instruction names.
const MOUNT: &str = "the Dockerfile names it: give it to the command that needs it with \
                     `RUN --mount=type=secret` (or `type=ssh`), which leaves nothing behind";

/// Writes the findings.
pub(super) fn write(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(findings) = &contents.findings else {
        return Ok(());
    };
    for &severity in Severity::ALL.iter().rev() {
        let group: Vec<&FindingView> = findings.iter().filter(|f| f.severity == severity).collect();
        let shown = match severity {
            _ if look.verbose => group.len(),
            Severity::Critical | Severity::High => group.len(),
            Severity::Medium | Severity::Low => group.len().min(FINDINGS),
            Severity::Info => 0,
        };
        let full = look.verbose || severity >= Severity::High;
        for (index, finding) in group[..shown].iter().enumerate() {
            if full || index == 0 {
                writeln!(out)?;
            }
            headline(finding, look, out)?;
            if full { in_full(finding, look, out)? } else { in_short(finding, look, out)? }
        }
        if shown > 0 && shown < group.len() {
            let rest = &group[shown..];
            let bytes = Bytes(rest.iter().map(|f| f.totals.bytes).sum()).shown(look.units);
            let style = look.palette.severity(severity);
            let rest = plural(rest.len() as u64, "more finding");
            writeln!(out, "{style}{severity}{style:#}: {rest}, {bytes}: --verbose lists them")?;
        }
    }
    Ok(())
}

/// `high[vcs-git]: .git/ (212 files, 1.2 MB)`. The amounts alone if there are several places, and
/// the path on a line of its own if it is long.
fn headline(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let style = look.palette.severity(finding.severity);
    let strong = look.palette.strong;
    let FindingView { severity, rule, totals, sent, entries, .. } = finding;
    let id = rule.id;
    let reach = match finding.reach {
        Some(Reach::Eligible) | None => String::new(),
        Some(reach) if finding.is_partly_there() => format!(", partly {}", briefly(reach)),
        Some(reach) => format!(", {}", briefly(reach)),
    };
    let amount = amount(*totals, look) + &part_sent(*totals, *sent) + &reach;
    let room = look.width.saturating_sub(severity.id().len() + id.len() + 4);
    let (what, below) = match entries.as_slice() {
        [place] => {
            let path = finding.named(place);
            let inline = format!("{path} ({amount})");
            if width(&inline) <= room { (inline, None) } else { (amount, Some(path)) }
        }
        places => (format!("{} places, {amount}", count(places.len() as u64)), None),
    };
    writeln!(out, "{style}{severity}[{id}]{style:#}{strong}: {what}{strong:#}")?;
    below.map_or(Ok(()), |path| writeln!(out, "  {}", shorten(&path, look.width.saturating_sub(2))))
}

fn in_full(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if finding.entries.len() > 1 {
        places(finding, look, out)?;
    }
    if let Some(evidence) = finding.evidence {
        labelled("seen", evidence, look, out)?;
    }
    if let [place] = finding.entries.as_slice() {
        secrets::write(&place.secrets, look, out)?;
    }
    ways(finding, look, out)?;
    if finding.rule.detector.is_none() {
        labelled("why", finding.rule.why, look, out)?;
    }
    help(finding, look, out)?;
    secrets::help(finding, look, out)
}

/// The ways of the first entry that has any: the worst, and with `--verbose` all.
fn ways(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(place) = finding.entries.iter().find(|place| !place.ways.is_empty()) else {
        return Ok(());
    };
    let told = telling(&place.ways);
    let most = if look.verbose { usize::MAX } else { WAYS };
    for way in told.iter().take(most) {
        let mut links = vec![finding.named(place)];
        links.extend(way.links(finding.stages));
        writeln!(out, "  = way: {}", arrows(&links, look.width.saturating_sub(9), "         "))?;
    }
    match told.len().saturating_sub(most) {
        0 => Ok(()),
        more => labelled("way", &format!("and {}", plural(more as u64, "more way")), look, out),
    }
}

/// A place a line, with what it weighs.
fn places(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let most = if look.verbose { usize::MAX } else { ENTRIES };
    let told: Vec<&Place> = finding.entries.iter().take(most).collect();
    let room = look.width.saturating_sub(2 + 2 + 9).max(12);
    let columns =
        told.iter().map(|place| width(&finding.named(place))).max().unwrap_or(0).min(room);
    for place in told {
        let name = padded(&shorten(&finding.named(place), columns), columns);
        let bytes = Bytes(place.totals.bytes).shown(look.units);
        writeln!(out, "  {name}  {bytes:>9}")?;
        secrets::write(&place.secrets, look, out)?;
    }
    if finding.entries.len() > most {
        writeln!(out, "  and {} more", count((finding.entries.len() - most) as u64))?;
    }
    Ok(())
}

/// The places on one line, as far as they fit.
fn in_short(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if let [place] = finding.entries.as_slice() {
        secrets::write(&place.secrets, look, out)?;
        return help(finding, look, out);
    }
    let room = look.width.saturating_sub(2);
    let mut line = String::new();
    for (index, place) in finding.entries.iter().enumerate() {
        let left = finding.entries.len() - index;
        let tail = if left > 1 { format!(", and {left} more") } else { String::new() };
        let name = finding.named(place);
        if index == 0 {
            line = shorten(&name, room.saturating_sub(width(&tail)));
        } else if index == ENTRIES || width(&line) + 2 + width(&name) + width(&tail) > room {
            line.push_str(&format!(" and {} more", count(left as u64)));
            break;
        } else {
            line.push_str(&format!(", {name}"));
        }
    }
    writeln!(out, "  {line}")?;
    help(finding, look, out)
}

fn help(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if finding.lines.is_empty() {
        return if finding.is_named_secret() { labelled("help", MOUNT, look, out) } else { Ok(()) };
    }
    let act = look.palette.act;
    let lines: Vec<String> =
        finding.lines.iter().map(|line| format!("{act}{line}{act:#}")).collect();
    writeln!(out, "  = ignore: {}", lines.join("  "))
}

/// A sentence behind a label, its further lines below its beginning.
fn labelled(label: &str, text: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    let indent = " ".repeat(label.len() + 6);
    paragraph(text, &indent, look, &mut lines)?;
    let text = String::from_utf8_lossy(&lines);
    write!(out, "  = {label}: {}", text.trim_start())
}

fn amount(totals: Totals, look: &Look) -> String {
    let bytes = Bytes(totals.bytes).shown(look.units);
    match totals {
        Totals { files: 0, directories, .. } => plural(directories, "directory"),
        Totals { files, .. } => format!("{}, {bytes}", plural(files, "file")),
    }
}

impl FindingView {
    /// The path as it is shown; that of a named context behind its name.
    fn named(&self, place: &Place) -> String {
        let context = self.context.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
        let slash = if place.kind == Kind::Directory { "/" } else { "" };
        format!("{context}{}{slash}", place.path.shown())
    }
}
