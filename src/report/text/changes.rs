//! What changed between two snapshots, on one screen: how much, which files, what is new to worry
//! about, and from which instruction on the builder begins again.

use super::Look;
use super::layout::{clipped, count, padded, plural, shorten, width};
use crate::context::Totals;
use crate::path::Shown;
use crate::report::changes::{
    Amount, Changes, Line, Sign, about, amount, counted, heads, lines, place, same_dockerfile,
    typed,
};
use crate::report::excerpt::visible;
use crate::size::Bytes;
use crate::snapshot::{
    BuildDifference, BuildLock, Busted, IssueChange, IssueLock, Listed, PartDifference, Reason,
    TakeLock, TopChange,
};
use anstyle::Style;
use std::io::{self, Write};

/// How many lines of one sign are told unless everything is wanted, and how many issues below high.
const FEW: usize = 8;
/// Columns of a number of bytes.
const BYTES: usize = 9;

/// Writes what changed.
pub(in crate::report) fn write(
    changes: &Changes,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (number, build) in changes.difference.builds.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        one(changes, build, look, out)?;
    }
    for (what, builds) in [("new", &changes.difference.new), ("gone", &changes.difference.gone)] {
        for build in builds {
            writeln!(out, "build {}: {}", what, named(build))?;
        }
    }
    let warn = look.palette.warn;
    for note in &changes.notes {
        writeln!(out, "{warn}warning{warn:#}: {note}")?;
    }
    Ok(())
}

fn one(
    changes: &Changes,
    build: &BuildDifference,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if is_same(build) {
        let good = look.palette.good;
        let Totals { files, bytes, .. } = build.parts[0].after;
        let (bytes, files) = (Bytes(bytes).shown(look.units), plural(files, "file"));
        let (before, after) = (&changes.before, &changes.after);
        return writeln!(
            out,
            "{good}ok{good:#}: {before} and {after} come to the same: {bytes} in {files}"
        );
    }
    head(changes, build, look, out)?;
    for part in &build.parts {
        if build.parts.len() > 1 && part.same == Some(true) && part.name.is_some() {
            continue;
        }
        totals(part, look, out)?;
        entries(part, look, out)?;
    }
    issues(build, look, out)?;
    busted(build, look, out)
}

/// Whether there is nothing to tell.
fn is_same(build: &BuildDifference) -> bool {
    build.parts.iter().all(|part| part.same == Some(true))
        && heads(build).is_empty()
        && same_dockerfile(build)
        && build.new.is_empty()
        && build.gone.is_empty()
        && build.is_same() != Some(false)
}

/// `Dockerfile → runtime · BuildKit`
fn named(build: &BuildLock) -> String {
    let dockerfile = build.dockerfile.as_ref().map(|dockerfile| dockerfile.name.as_str());
    let engine = crate::engine::Engine::find(&build.engine);
    let engine = engine.map_or(build.engine.as_str(), |engine| engine.title);
    let target = build.target.as_ref().filter(|_| build.stages.len() > 1);
    let target = target.map(|target| format!(" \u{2192} {target}")).unwrap_or_default();
    let file = dockerfile.unwrap_or("no Dockerfile");
    Shown(format!("{file}{target} \u{b7} {engine}").as_bytes()).to_string()
}

fn head(
    changes: &Changes,
    build: &BuildDifference,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (strong, faint, warn) = (look.palette.strong, look.palette.faint, look.palette.warn);
    let sides = format!("{} \u{2192} {}", changes.before, changes.after);
    let build_named = named(&build.after);
    let line = width(&sides) + 3 + width(&build_named);
    let gap =
        if line > look.width { "\n  ".to_owned() } else { format!(" {faint}\u{b7}{faint:#} ") };
    writeln!(out, "{strong}{sides}{strong:#}{gap}{build_named}")?;
    for (what, before, after) in heads(build) {
        let (before, after) = (Shown(before.as_bytes()), Shown(after.as_bytes()));
        writeln!(out, "{warn}{what}{warn:#}: {before} \u{2192} {after}")?;
    }
    if let Some(what) = typed(build) {
        writeln!(out, "{warn}typed{warn:#}: {what}")?;
    }
    writeln!(out)
}

/// What was and is asked of a context.
fn totals(part: &PartDifference, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let strong = look.palette.strong;
    let label = part.name.as_ref().map_or_else(
        || "sent".to_owned(),
        |name| format!("+ {}", shorten(&Shown(name.as_bytes()).to_string(), 20)),
    );
    let (before, after) = (part.before, part.after);
    let bytes = |bytes: u64| Bytes(bytes).shown(look.units).to_string();
    let step = step(before.bytes, after.bytes, look);
    let percent = percent(before.bytes, after.bytes);
    let files = if before.files == after.files {
        plural(after.files, "file")
    } else {
        format!("{} \u{2192} {}", count(before.files), plural(after.files, "file"))
    };
    let sizes = if before.bytes == after.bytes {
        bytes(after.bytes)
    } else {
        format!("{} \u{2192} {}", bytes(before.bytes), bytes(after.bytes))
    };
    let mut line = format!("  {strong}{}  {sizes}{strong:#}", padded(&label, 8));
    if !step.is_empty() {
        line.push_str(&format!("  {step}{percent}"));
    }
    writeln!(out, "{line}   {files}")?;
    for sign in Sign::ALL {
        let Amount { files, directories, bytes: (was, is) } = amount(part, sign);
        if files + directories == 0 {
            continue;
        }
        let style = style(sign, look);
        let (size, rest) = match sign {
            Sign::Added => (is, String::new()),
            Sign::Removed => (was, String::new()),
            Sign::Changed => (is, self::step(was, is, look)),
        };
        let what =
            if files == 0 { plural(directories, "directory") } else { plural(files, "file") };
        let line = format!(
            "  {style}{} {}{style:#}  {:>BYTES$}  {what}  {rest}",
            sign.mark(),
            padded(sign.id(), 7),
            bytes(size)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// `+1.2 MB`, or nothing.
fn step(before: u64, after: u64, look: &Look) -> String {
    let shown = Bytes(before.abs_diff(after)).shown(look.units);
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => format!("+{shown}"),
        std::cmp::Ordering::Less => format!("\u{2212}{shown}"),
        std::cmp::Ordering::Equal => String::new(),
    }
}

/// ` (+12%)`, where that says anything.
fn percent(before: u64, after: u64) -> String {
    if before == 0 || before == after {
        return String::new();
    }
    let part = u128::from(before.abs_diff(after)) * 100 / u128::from(before);
    let sign = if after > before { '+' } else { '\u{2212}' };
    match part {
        0 => format!(" ({sign}<1%)"),
        1..=999 => format!(" ({sign}{part}%)"),
        _ => format!(" ({}\u{d7})", after / before),
    }
}

fn style(sign: Sign, look: &Look) -> Style {
    match sign {
        Sign::Added => look.palette.warn,
        Sign::Removed => look.palette.good,
        Sign::Changed => look.palette.note,
    }
}

/// The entries, or the directories at the root if nobody knows more.
fn entries(part: &PartDifference, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let most = if look.verbose { usize::MAX } else { FEW };
    if part.changes == Listed::Unknown {
        if part.same == Some(true) {
            return Ok(());
        }
        writeln!(out)?;
        part.top.iter().take(most).try_for_each(|top| top_line(top, look, out))?;
        more(part.top.len(), most, "directory", look, out)?;
        let faint = look.palette.faint;
        return writeln!(
            out,
            "  {faint}which files is not known: a snapshot lists them with --files{faint:#}"
        );
    }
    for sign in Sign::ALL {
        let lines = lines(part, sign);
        if lines.is_empty() {
            continue;
        }
        writeln!(out)?;
        lines.iter().take(most).try_for_each(|line| entry(line, look, out))?;
        more(lines.len(), most, &format!("{} entry", sign.id()), look, out)?;
    }
    Ok(())
}

fn more(all: usize, most: usize, what: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if all <= most {
        return Ok(());
    }
    let faint = look.palette.faint;
    let more = plural((all - most) as u64, &format!("more {what}"));
    writeln!(out, "  {faint}and {more}: --verbose lists them{faint:#}")
}

fn entry(line: &Line, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let style = style(line.sign, look);
    let slash = if line.directory { "/" } else { "" };
    let path = format!("{}{slash}", line.path.shown());
    let mut notes = Vec::new();
    if line.directory && line.files > 0 {
        notes.push(plural(line.files, "file"));
    }
    let (was, is) = line.bytes;
    if line.sign == Sign::Changed {
        notes.extend(Some(step(was, is, look)).filter(|step| !step.is_empty()));
    }
    notes.extend(line.notes.iter().cloned());
    let size = match line.sign {
        _ if line.directory && line.files == 0 => String::new(),
        Sign::Added | Sign::Changed => Bytes(is).shown(look.units).to_string(),
        Sign::Removed => Bytes(was).shown(look.units).to_string(),
    };
    let notes = notes.join(", ");
    let used = 2 + 1 + BYTES + 2 + 2 + width(&notes);
    let path = shorten(&path, look.width.saturating_sub(used).max(20));
    let faint = look.palette.faint;
    let rest = if notes.is_empty() { String::new() } else { format!("  {faint}{notes}{faint:#}") };
    writeln!(out, "  {style}{}{style:#}{size:>BYTES$}  {path}{rest}", line.sign.mark())
}

fn top_line(top: &TopChange, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let sign = match (top.before, top.after) {
        ((0, 0), _) => Sign::Added,
        (_, (0, 0)) => Sign::Removed,
        (_, _) => Sign::Changed,
    };
    let path = match &*top.path {
        b"." => "files at the root".to_owned(),
        path => format!("{}/", Shown(path)),
    };
    let bytes = |bytes| Bytes(bytes).shown(look.units).to_string();
    let sizes = format!("{} \u{2192} {}", bytes(top.before.1), bytes(top.after.1));
    let files = format!("{} \u{2192} {}", count(top.before.0), plural(top.after.0, "file"));
    let style = style(sign, look);
    let room = look.width.saturating_sub(6 + width(&sizes) + 3 + width(&files)).max(20);
    let path = shorten(&path, room);
    writeln!(out, "  {style}{}{style:#} {path}  {sizes}, {files}", sign.mark())
}

fn issues(build: &BuildDifference, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if !build.asked {
        let faint = look.palette.faint;
        return writeln!(
            out,
            "\n{faint}what is new to worry about is not known: one side has no findings{faint:#}"
        );
    }
    let strong = look.palette.strong;
    if !build.new.is_empty() {
        let counted = counted(build.new.iter().map(|new| new.issue.counts_as()));
        writeln!(out, "\n{strong}new findings{strong:#}: {counted}")?;
        let mut left = if look.verbose { usize::MAX } else { FEW };
        let mut untold = 0;
        for new in &build.new {
            let grave = new.issue.counts_as() >= crate::severity::Severity::High;
            if grave || left > 0 {
                left -= usize::from(!grave);
                issue(&new.issue, &was(new), look, out)?;
            } else {
                untold += 1;
            }
        }
        more(untold, 0, "finding", look, out)?;
    }
    if !build.gone.is_empty() {
        let counted = counted(build.gone.iter().map(IssueLock::counts_as));
        writeln!(out, "\n{strong}findings gone{strong:#}: {counted}")?;
        let most = if look.verbose { usize::MAX } else { FEW };
        build.gone.iter().take(most).try_for_each(|gone| issue(gone, "", look, out))?;
        more(build.gone.len(), most, "finding", look, out)?;
    }
    Ok(())
}

fn was(new: &IssueChange) -> String {
    new.was.map(|was| format!(", was {was}")).unwrap_or_default()
}

fn issue(issue: &IssueLock, rest: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let severity = issue.counts_as();
    let style = look.palette.severity(severity);
    let rule = Shown(issue.rule.as_bytes()).to_string();
    let print = issue.fingerprint.as_ref().map(|print| format!(" ({})", Shown(print.as_bytes())));
    let rest = format!("{}{rest}", print.unwrap_or_default());
    let used = 2 + severity.id().len() + rule.len() + 4 + width(&rest);
    let about = shorten(&about(issue), look.width.saturating_sub(used).max(20));
    writeln!(out, "  {style}{severity}[{rule}]{style:#}: {about}{rest}")
}

fn busted(build: &BuildDifference, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let strong = look.palette.strong;
    if build.busted.is_empty() {
        if !build.after.stages.is_empty() && build.before.modes == build.after.modes {
            let good = look.palette.good;
            writeln!(out, "\n{good}built again{good:#}: nothing that is known before it runs")?;
        }
        return Ok(());
    }
    writeln!(out, "\n{strong}built again{strong:#}")?;
    let stages = build.busted.iter().map(|busted| width(&busted.stage)).max().unwrap_or(0).min(20);
    for busted in &build.busted {
        let (lead, why) = why(busted, look);
        let place = place(build, busted);
        let stage = padded(&shorten(&visible(busted.stage.as_bytes()), stages), stages);
        let room = look.width.saturating_sub(2 + stages + 2 + width(lead) + width(&place) + 3);
        let text = clipped(&visible(busted.text.as_bytes()), room.max(16));
        writeln!(out, "  {strong}{stage}{strong:#}  {lead}{text} ({place})")?;
        let faint = look.palette.faint;
        for line in super::layout::wrapped(&why, look.width.saturating_sub(4 + stages).max(20)) {
            writeln!(out, "  {:stages$}  {faint}{line}{faint:#}", "")?;
        }
    }
    Ok(())
}

pub(in crate::report) const WRITTEN: &str = "it, or what is set for it, says something else";

/// How sure it is, and why.
fn why(busted: &Busted, look: &Look) -> (&'static str, String) {
    const FROM: &str = "from ";
    match &busted.reason {
        Reason::Stage => (FROM, "the stage is new".to_owned()),
        Reason::From => (FROM, "it starts from something else".to_owned()),
        Reason::Base(base) => (FROM, format!("`{}` is built again", visible(base.as_bytes()))),
        Reason::Written => (FROM, WRITTEN.to_owned()),
        Reason::Takes(before, after) => (FROM, takes(before.as_ref(), after.as_ref(), look)),
        Reason::Perhaps(stage) => (
            "perhaps from ",
            format!(
                "if `{}` comes out otherwise, which only running it tells",
                visible(stage.as_bytes())
            ),
        ),
    }
}

fn takes(before: Option<&TakeLock>, after: Option<&TakeLock>, look: &Look) -> String {
    let shown = |take: Option<&TakeLock>| match take {
        None => "nothing".to_owned(),
        Some(TakeLock { files, bytes, .. }) => {
            format!("{} in {}", Bytes(*bytes).shown(look.units), plural(*files, "file"))
        }
    };
    match (shown(before), shown(after)) {
        (was, is) if was == is => format!("it takes other contents: {is}"),
        (was, is) => format!("it takes {is}, and took {was}"),
    }
}
