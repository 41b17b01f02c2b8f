//! Files that are not there and would be sent: what a line nearly caught is drawn with that line,
//! the rest is named in a few lines, and what to write stands together, fit to be copied.

use super::super::excerpt::{Mark, Message, visible};
use super::Look;
use super::layout::{arrows, count, plural, shorten, width};
use crate::canary::{Absent, Occasion};
use crate::report::canaries::{AlarmView, CanariesView};
use crate::report::model::{Contents, Report};
use crate::report::way::briefly;
use crate::rules::Severity;
use annotate_snippets::Level;
use std::io::{self, Write};

/// How many paths of one alarm are told, and how many lines in all, unless everything is wanted.
const PATHS: usize = 3;
const LINES: usize = 12;

/// Writes the canaries that would be sent. Informational ones only if everything is wanted.
pub(super) fn write(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(canaries) = &contents.canaries else { return Ok(()) };
    let told = |view: &&AlarmView| look.verbose || view.alarm.severity > Severity::Info;
    let told: Vec<&AlarmView> = canaries.alarms.iter().filter(told).collect();
    if told.is_empty() {
        return Ok(());
    }
    let Look { palette, .. } = look;
    let strong = palette.strong;
    let faint = palette.faint;
    let how = if look.verbose { "" } else { " (--verbose tells each)" };
    writeln!(
        out,
        "\n{strong}not here today, and would come along if they were{strong:#}{faint}{how}{faint:#}"
    )?;
    if report.ignore.is_none() {
        writeln!(out, "  there is no ignore file: nothing holds them back")?;
    }
    let (near, far): (Vec<&AlarmView>, Vec<&AlarmView>) =
        told.into_iter().partition(|view| look.verbose || is_drawn(view));
    for (number, group) in by_line(&near, look).iter().enumerate() {
        let told_way = number == 0 || look.verbose;
        writeln!(out, "\n{}", drawn(group, told_way, look))?;
    }
    if !near.is_empty() && !far.is_empty() {
        writeln!(out)?;
    }
    for &severity in Severity::ALL.iter().rev() {
        let group: Vec<&AlarmView> =
            far.iter().copied().filter(|view| view.alarm.severity == severity).collect();
        together(severity, &group, look, out)?;
    }
    lines(report, contents, look, out)
}

/// How many were asked about and what became of them, in one line.
pub(super) fn told(contents: &Contents) -> Option<String> {
    let CanariesView { occasion, asked, caught, .. } = contents.canaries.as_ref()?;
    let paths = match asked {
        1 => "1 absent path".to_owned(),
        &asked => format!("{} absent paths", count(asked as u64)),
    };
    let why = match occasion {
        Occasion::Asked => "",
        Occasion::Environment => " (the environment says CI)",
    };
    let caught = if *caught == 0 { "none".to_owned() } else { count(*caught as u64) };
    Some(format!("canaries: {paths} tried{why}, {caught} would travel"))
}

/// Whether there is a line to show that nearly caught it, and it is worth the room.
fn is_drawn(view: &AlarmView) -> bool {
    view.alarm.counts_as >= Severity::Medium
        && view.alarm.absent.first().is_some_and(|absent| absent.near.is_some())
}

/// Several alarms of one severity: the first path of each, and how many more it has.
fn together(
    severity: Severity,
    views: &[&AlarmView],
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    const INDENT: usize = 2 + 8 + 2;
    let room = look.width.saturating_sub(INDENT).max(20);
    let items: Vec<String> = views.iter().map(|view| briefly_told(view, room - 1, "")).collect();
    let lines = listed(&items, room);
    let style = look.palette.severity(severity);
    for (number, line) in lines.iter().enumerate() {
        let name = if number == 0 { severity.id() } else { "" };
        writeln!(out, "  {style}{name:<8}{style:#}  {line}")?;
    }
    Ok(())
}

/// Items with commas between them, as many on a line as it has columns for; each stays whole.
fn listed(items: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let comma = if number + 1 < items.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(item) + comma.len() <= columns => {
                line.push_str(&format!(" {item}{comma}"));
            }
            Some(_) | None => lines.push(format!("{item}{comma}")),
        }
    }
    lines
}

/// `web/.env (+3)`; of what only a `.gitignore` speaks of, that it does. The path is put between
/// `marks`.
fn briefly_told(view: &AlarmView, room: usize, marks: &str) -> String {
    let absent = &view.alarm.absent;
    let path = absent.first().map(named).unwrap_or_default();
    let more = count(absent.len() as u64 - 1);
    let tail = match (view.alarm.rule, absent.len()) {
        (Some(_), 1) => String::new(),
        (Some(_), _) => format!(" (+{more})"),
        (None, 1) => " (git ignores it)".to_owned(),
        (None, _) => format!(" (+{more}, git ignores them)"),
    };
    format!("{marks}{}{marks}{tail}", shorten(&path, room.saturating_sub(width(&tail))))
}

/// Alarms that one and the same line nearly caught are one message.
fn by_line<'a>(views: &[&'a AlarmView], look: &Look) -> Vec<Vec<&'a AlarmView>> {
    let line = |view: &AlarmView| {
        let near = view.alarm.absent.first()?.near.as_ref()?;
        Some((near.place.span, near.miss))
    };
    let mut groups: Vec<Vec<&AlarmView>> = Vec::new();
    for &view in views {
        let same = |group: &&mut Vec<&AlarmView>| line(group[0]) == line(view);
        match groups.iter_mut().find(same).filter(|_| !look.verbose) {
            Some(group) => group.push(view),
            None => groups.push(vec![view]),
        }
    }
    groups
}

fn drawn(group: &[&AlarmView], told_way: bool, look: &Look) -> String {
    let [view, others @ ..] = group else { return String::new() };
    let alarm = &view.alarm;
    let level = match alarm.severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low | Severity::Info => Level::NOTE,
    };
    let first = alarm.absent.first();
    let near = first.and_then(|absent| absent.near.as_ref());
    let path = first.map(named).unwrap_or_default();
    let end = match alarm.reach {
        Some(reach) => briefly(reach),
        None => "sent",
    };
    let end = end.strip_prefix("in ").map_or_else(|| end.to_owned(), |end| format!("in {end}"));
    let mut marks = Vec::new();
    if let Some(near) = near {
        let overruled = near.overruled_by.is_some();
        let label = near.miss.words().to_owned();
        marks.push(Mark { span: near.place.span, label, primary: !overruled });
        let by = near.overruled_by.iter();
        let label = || "takes it back in".to_owned();
        marks.extend(by.map(|by| Mark { span: by.span, label: label(), primary: true }));
    }
    let name = format!("{}[{}]", alarm.severity, alarm.id());
    let (path, end) = (visible(format!("`{path}`").as_bytes()), format!("would be {end}"));
    let fits = width(&name) + ": ".len() + width(&path) + " ".len() + width(&end) <= look.width;
    let message = Message {
        level: level.with_name(name),
        title: format!("{path}{}{end}", if fits { ' ' } else { '\n' }),
        source: near.map(|near| &*near.place.source),
        marks,
        notes: notes(view, others, told_way, look),
    };
    message.drawn(look)
}

fn notes(
    view: &AlarmView,
    others: &[&AlarmView],
    told_way: bool,
    look: &Look,
) -> Vec<(&'static str, String)> {
    let alarm = &view.alarm;
    // Beside an excerpt further lines are put in order by who draws it.
    let near = alarm.absent.first().is_some_and(|absent| absent.near.is_some());
    let indent = |label: &str| if near { String::new() } else { " ".repeat(label.len() + 6) };
    let mut notes = Vec::new();
    if let Some(way) = view.way.as_ref().filter(|_| told_way) {
        let mut links: Vec<String> = alarm.absent.iter().take(1).map(named).collect();
        links.extend(way.links(view.stages));
        notes.push(("way", arrows(&links, look.width.saturating_sub(13), &indent("way"))));
    }
    let most = if look.verbose { usize::MAX } else { PATHS };
    let rest = alarm.absent.get(1..).unwrap_or_default();
    let mut names: Vec<String> =
        rest.iter().take(most).map(|absent| format!("`{}`", named(absent))).collect();
    if rest.len() > most {
        names.push(format!("{} more of its kind", count((rest.len() - most) as u64)));
    }
    for other in others {
        names.push(briefly_told(other, look.width / 2, "`"));
    }
    if !names.is_empty() {
        let lines = listed(&names, look.width.saturating_sub(14).max(20));
        notes.push(("also", lines.join(&format!("\n{}", indent("also")))));
    }
    let first = alarm.absent.first();
    if let Some(hint) = first.and_then(|absent| absent.hint.as_ref()) {
        notes.push(("note", format!("{}:{} `{}` tells of it", hint.file, hint.line, hint.text)));
    }
    if alarm.absent.iter().any(|absent| absent.named) {
        let mount = "the Dockerfile names it: use `RUN --mount=type=secret`";
        notes.push(("help", mount.to_owned()));
    }
    let lines = others.iter().flat_map(|other| &other.alarm.lines);
    let lines: Vec<&str> = alarm.lines.iter().chain(lines).map(String::as_str).collect();
    if !lines.is_empty() {
        notes.push(("ignore", lines.join("\n")));
    }
    notes
}

/// The lines of all alarms, each once, the worst first; those that a finding asks for stand with it.
fn lines(report: &Report, contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let known = |line: &str| contents.suggestions.iter().any(|known| known.line == line);
    let mut lines: Vec<(&str, bool)> = Vec::new();
    // What is merely left over may be made by a step before the build: no line is pressed on anybody.
    let worth = |view: &&AlarmView| look.verbose || view.alarm.counts_as >= Severity::Medium;
    for view in contents.canaries.iter().flat_map(|c| &c.alarms).filter(worth) {
        let urgent = look.verbose || view.alarm.counts_as >= Severity::High;
        for line in view.alarm.lines.iter().filter(|line| !known(line)) {
            if !lines.iter().any(|(told, _)| told == line) {
                lines.push((line, urgent));
            }
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let name = report.ignore.as_ref().map_or(".dockerignore", |ignore| ignore.name.as_str());
    let (strong, act) = (look.palette.strong, look.palette.act);
    writeln!(out, "\n{strong}lines for {name} that would stop them{strong:#}")?;
    let shown = |&(rank, (_, urgent)): &(usize, &(&str, bool))| *urgent || rank < LINES;
    let shown: Vec<&str> =
        lines.iter().enumerate().filter(shown).map(|(_, (line, _))| *line).collect();
    for line in &shown {
        writeln!(out, "  {act}{line}{act:#}")?;
    }
    match lines.len() - shown.len() {
        0 => Ok(()),
        more => writeln!(out, "  {}: --verbose lists them", plural(more as u64, "more line")),
    }
}

/// The path as it is shown.
fn named(absent: &Absent) -> String {
    let slash = if absent.directory { "/" } else { "" };
    format!("{}{slash}", absent.path.shown())
}
