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
use crate::report::of_git::NeedView;
use crate::report::way::briefly;
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

/// What to do about packages that the image has from nowhere else.
const INSTALL: &str = "nothing in the Dockerfile installs any, so these are what it runs with: \
                       install them there, then ignore these";

/// Writes the findings.
pub(super) fn write(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(findings) = &contents.findings else {
        return Ok(());
    };
    for &severity in Severity::ALL.iter().rev() {
        let group: Vec<&FindingView> = findings.iter().filter(|f| f.severity == severity).collect();
        let most = match severity {
            _ if look.verbose => group.len(),
            Severity::Critical | Severity::High => group.len(),
            Severity::Medium | Severity::Low => FINDINGS,
            Severity::Info => 0,
        };
        let (shown, rest): (Vec<_>, Vec<_>) = (0..).zip(&group).partition(|(index, finding)| {
            // What may decide the exit code is not left out.
            *index < most || finding.counts_as > severity.max(Severity::Low)
        });
        let full = look.verbose || severity >= Severity::High;
        for (index, (_, finding)) in shown.iter().enumerate() {
            if full || index == 0 {
                writeln!(out)?;
            }
            headline(finding, look, out)?;
            if full { in_full(finding, look, out)? } else { in_short(finding, look, out)? }
        }
        if !shown.is_empty() && !rest.is_empty() {
            let bytes = Bytes(rest.iter().map(|(_, f)| f.totals.bytes).sum()).shown(look.units);
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
        Some(_) if finding.is_only_mounted() => ", mounted for a command".to_owned(),
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

/// That it counts for more than it is shown as, which the exit code goes by.
fn counted(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if finding.counts_as == finding.severity {
        return Ok(());
    }
    let why = match finding.reach {
        Some(Reach::Sent) => "it leaves this machine",
        _ => "it leaves this machine, in whatever stage it ends",
    };
    labelled("note", &format!("counts as {} for --fail-on: {why}", finding.counts_as), look, out)
}

fn in_full(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    counted(finding, look, out)?;
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
    need(finding, look, out)?;
    if finding.rule.detector.is_none() {
        labelled("why", finding.rule.why, look, out)?;
    }
    help(finding, look, out)?;
    secrets::help(finding, look, out)
}

/// The ways of the first entry that has any: the worst, and with `--verbose` all.
fn ways(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(place) = finding.entries.iter().find(|place| !place.ways.told.is_empty()) else {
        return Ok(());
    };
    let (told, rest) = place.ways.first(if look.verbose { usize::MAX } else { WAYS });
    for way in told {
        let mut links = vec![finding.named(place)];
        links.extend(way.links(finding.stages));
        writeln!(out, "  = way: {}", arrows(&links, look.width.saturating_sub(9), "         "))?;
    }
    rest.map_or(Ok(()), |rest| labelled("way", &rest, look, out))
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
    need(finding, look, out)?;
    if let [place] = finding.entries.as_slice() {
        counted(finding, look, out)?;
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
    counted(finding, look, out)?;
    help(finding, look, out)
}

/// Who needs it, and how to give it to that command alone.
fn need(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(NeedView { place, what, named }) = &finding.need else { return Ok(()) };
    let (file, line) = (place.source.name(), place.position().line);
    labelled("needed", &format!("{file}:{line} needs it: `{what}`"), look, out)?;
    if *named { Ok(()) } else { labelled("help", LEND, look, out) }
}

/// What to do about a repository that a command needs.
const LEND: &str = "lend it to that command, which leaves nothing behind: \
                    RUN --mount=type=bind,source=.git,target=.git";

fn help(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    for repair in &finding.repairs {
        labelled("repair", repair, look, out)?;
    }
    if finding.lines.is_empty() {
        let help = match finding {
            _ if finding.is_named_secret() => MOUNT,
            FindingView { only_copy: true, .. } => INSTALL,
            _ => return Ok(()),
        };
        return labelled("help", help, look, out);
    }
    let act = look.palette.act;
    let lines: Vec<String> =
        finding.lines.iter().map(|line| format!("{act}{line}{act:#}")).collect();
    let place = finding.ignore.iter().map(|name| format!("  (in {name})")).collect::<String>();
    writeln!(out, "  = ignore: {}{place}", lines.join("  "))
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
