//! Files that are not there and would be sent: what a line nearly caught is drawn with that line,
//! the rest is a table, and the lines to write stand together, fit to be copied.

use super::super::excerpt::{Mark, Message, visible};
use super::Look;
use super::layout::{arrows, count, padded, plural, shorten, width, wrapped};
use crate::canary::{Absent, Miss};
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
    writeln!(out, "\n{strong}not here today, and would come along if they were{strong:#}")?;
    let (near, far): (Vec<&AlarmView>, Vec<&AlarmView>) =
        told.into_iter().partition(|view| look.verbose || is_drawn(view));
    table(&far, look, out)?;
    for view in &near {
        writeln!(out, "{}", drawn(view, look))?;
    }
    lines(report, canaries, look, out)
}

/// Whether there is a line to show that nearly caught it, and it is worth the room.
fn is_drawn(view: &AlarmView) -> bool {
    view.alarm.counts_as >= Severity::Medium
        && view.alarm.absent.first().is_some_and(|absent| absent.near.is_some())
}

/// A row for each: severity, id, paths.
fn table(views: &[&AlarmView], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let ids: Vec<String> = views.iter().map(|view| view.alarm.id()).collect();
    let columns = ids.iter().map(|id| width(id)).max().unwrap_or(0);
    for (view, id) in views.iter().zip(&ids) {
        let severity = view.alarm.severity;
        let style = look.palette.severity(severity);
        let room = look.width.saturating_sub(2 + 8 + 2 + columns + 2).max(12);
        let paths = on_one_line(&view.alarm.absent, room);
        let id = padded(id, columns);
        writeln!(out, "  {style}{severity:<8}{style:#}  {id}  {paths}")?;
    }
    Ok(())
}

/// As many paths as fit, and how many more there are.
fn on_one_line(absent: &[Absent], room: usize) -> String {
    let mut line = String::new();
    for (index, absent_one) in absent.iter().enumerate() {
        let left = absent.len() - index;
        let tail =
            if left > 1 { format!(" and {} more", count(left as u64 - 1)) } else { String::new() };
        let gap = if index > 0 { ", " } else { "" };
        let name = named(absent_one);
        if index > 0 && width(&line) + 2 + width(&name) + width(&tail) > room {
            line.push_str(&format!(" and {} more", count(left as u64)));
            break;
        }
        line.push_str(gap);
        line.push_str(&shorten(&name, room.saturating_sub(width(&tail))));
    }
    line
}

fn drawn(view: &AlarmView, look: &Look) -> String {
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
    let message = Message {
        level: level.with_name(format!("{}[{}]", alarm.severity, alarm.id())),
        title: visible(format!("`{path}` would be {end}").as_bytes()),
        source: near.map(|near| &*near.place.source),
        marks,
        notes: notes(view, &path, look),
    };
    message.drawn(look)
}

fn notes(view: &AlarmView, path: &str, look: &Look) -> Vec<(&'static str, String)> {
    let alarm = &view.alarm;
    let mut notes = Vec::new();
    if let Some(way) = &view.way {
        let mut links = vec![path.to_owned()];
        links.extend(way.links(view.stages));
        notes.push(("way", arrows(&links, look.width.saturating_sub(13), "")));
    }
    if let [_, rest @ ..] = alarm.absent.as_slice()
        && !rest.is_empty()
    {
        let most = if look.verbose { usize::MAX } else { PATHS };
        let mut names: Vec<String> =
            rest.iter().take(most).map(|a| format!("`{}`", named(a))).collect();
        if rest.len() > most {
            names.push(format!("and {} more", count((rest.len() - most) as u64)));
        }
        notes.push(("also", fold(&names.join(", "), look)));
    }
    let first = alarm.absent.first();
    if let Some(hint) = first.and_then(|absent| absent.hint.as_ref()) {
        notes.push(("note", format!("{}:{} `{}` tells of it", hint.file, hint.line, hint.text)));
    }
    if first.is_some_and(|absent| absent.near.as_ref().is_some_and(|n| n.miss == Miss::ShortName)) {
        // The line is right as it is: it only stops less than it seems to.
        notes.push(("note", "the name goes on where the line ends".to_owned()));
    }
    if alarm.absent.iter().any(|absent| absent.named) {
        let mount = "the Dockerfile names it: use `RUN --mount=type=secret`";
        notes.push(("help", mount.to_owned()));
    }
    if !alarm.lines.is_empty() {
        notes.push(("ignore", alarm.lines.join("  ")));
    }
    notes
}

fn fold(text: &str, look: &Look) -> String {
    wrapped(text, look.width.saturating_sub(13).max(20)).join("\n")
}

/// The lines of all alarms, each once, the worst first.
fn lines(
    report: &Report,
    canaries: &CanariesView,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines: Vec<&str> = Vec::new();
    let told = |view: &&AlarmView| look.verbose || view.alarm.severity > Severity::Info;
    for line in canaries.alarms.iter().filter(told).flat_map(|view| &view.alarm.lines) {
        if !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let name = report.ignore.as_ref().map_or(".dockerignore", |ignore| ignore.name.as_str());
    let (strong, act) = (look.palette.strong, look.palette.act);
    writeln!(out, "\n{strong}lines for {name} that would stop them{strong:#}")?;
    let most = if look.verbose { usize::MAX } else { LINES };
    for line in lines.iter().take(most) {
        writeln!(out, "  {act}{line}{act:#}")?;
    }
    match lines.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "  {}: --verbose lists them", plural(more as u64, "more line")),
    }
}

/// The path as it is shown.
fn named(absent: &Absent) -> String {
    let slash = if absent.directory { "/" } else { "" };
    format!("{}{slash}", absent.path.shown())
}
