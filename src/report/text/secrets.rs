//! What was seen in the contents of files, in words: detector, line, the two ends of the value.

use super::Look;
use super::layout::{plural, width, wrapped};
use super::paragraph;
use crate::path::ContextPath;
use crate::report::model::{Contents, FindingView};
use crate::report::secrets::{SecretView, Secrets};
use crate::rules::Severity;
use crate::size::Bytes;
use std::io::{self, Write};

/// How many secrets of one entry, and how many names, are told unless everything is wanted.
const FEW: usize = 3;

/// What to do about a secret in a file that is needed.
const HELP: &str = "take it out of the file and hand it over when it is used (`RUN \
                    --mount=type=secret` while building, the environment while running); if it \
                    was ever pushed, revoke it";

/// Writes the secrets of one entry, a line each.
pub(super) fn write(secrets: &Secrets, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    for said in sentences(secrets, look) {
        write!(out, "  = seen: ")?;
        let mut lines = Vec::new();
        paragraph(&said, "          ", look, &mut lines)?;
        write!(out, "{}", String::from_utf8_lossy(&lines).trim_start())?;
    }
    Ok(())
}

/// The secrets of one entry, the worst ones if there are too many.
pub(super) fn sentences(secrets: &Secrets, look: &Look) -> Vec<String> {
    let most = if look.verbose { usize::MAX } else { FEW };
    let mut told: Vec<&SecretView> = secrets.views.iter().collect();
    if told.len() > most {
        // Stable: in the order of lines among those that are as bad.
        told.sort_by_key(|secret| std::cmp::Reverse(secret.severity));
        told.truncate(most);
    }
    let more = secrets.count() - told.len() as u64;
    let rest = (more > 0).then(|| format!("and {} more", super::layout::count(more)));
    told.into_iter().map(sentence).chain(rest).collect()
}

/// `line 14: github-token ghp_…9x (3f2a11bc09de)`
fn sentence(secret: &SecretView) -> String {
    let line = match secret.line {
        Some(line) => format!("line {line}"),
        None => "near the end".to_owned(),
    };
    let path = secret.path.as_ref().map(|path| format!("{}, ", path.shown()));
    let (detector, shown, print) = (secret.detector, &secret.shown, &secret.fingerprint);
    let place = if secret.fixture_like { ", in a place for tests and examples" } else { "" };
    let note = secret.note.map_or_else(String::new, |note| format!(": {note}"));
    format!("{}{line}, {detector} {shown} ({print}){place}{note}", path.unwrap_or_default())
}

/// Writes what to do about a finding that stands on contents alone.
pub(super) fn help(finding: &FindingView, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if finding.rule.detector.is_none() || finding.severity <= Severity::Info {
        return Ok(());
    }
    write!(out, "  = help: ")?;
    let mut lines = Vec::new();
    paragraph(HELP, "          ", look, &mut lines)?;
    write!(out, "{}", String::from_utf8_lossy(&lines).trim_start())
}

/// Writes which contents were searched: what was left out always, the rest if everything is wanted.
pub(super) fn searched(contents: &Contents, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some(searched) = &contents.searched else { return Ok(()) };
    let mut lines = Vec::new();
    if look.verbose {
        let bytes = Bytes(searched.bytes).shown(look.units);
        let mut line = format!("searched {} for secrets, {bytes}", plural(searched.files, "file"));
        if searched.binary > 0 {
            line += &format!("; {} passed over", plural(searched.binary, "binary file"));
        }
        lines.push(line);
        for (gate, count) in &searched.passed_over {
            lines.push(format!("passed over {}: {}", plural(*count, "value"), said(*gate)));
        }
    }
    lines.extend(named("not opened", "archive", &searched.archives, look));
    lines.extend(named("searched at both ends only", "large file", &searched.partly, look));
    lines.extend(named("never opened", "special file", &searched.special, look));
    lines.extend(doubted(contents).filter(|_| !look.verbose));
    let faint = look.palette.faint;
    for line in &lines {
        for (number, part) in
            wrapped(line, look.width.saturating_sub(10).max(20)).iter().enumerate()
        {
            let label = if number == 0 { "contents: " } else { "          " };
            writeln!(out, "{faint}{label}{part}{faint:#}")?;
        }
    }
    Ok(())
}

/// Information is counted only, and what may be a secret that was spoiled deserves a word.
fn doubted(contents: &Contents) -> Option<String> {
    let entries = contents.findings.iter().flatten().flat_map(|finding| &finding.entries);
    let views = entries.flat_map(|place| &place.secrets.views);
    let count = views.filter(|view| view.severity == Severity::Info).count();
    let known = "looks like a secret and was lowered to information: --verbose says why";
    let several = "look like secrets and were lowered to information: --verbose says why";
    match count {
        0 => None,
        1 => Some(format!("1 value {known}")),
        more => Some(format!("{more} values {several}")),
    }
}

fn said(gate: crate::content::Gate) -> &'static str {
    match gate {
        crate::content::Gate::Nothing => "empty, or a word for nothing",
        crate::content::Gate::Reference => "a reference to where the value is kept",
        crate::content::Gate::Placeholder => "a placeholder or a default that everybody knows",
        crate::content::Gate::Run => "a run of the same or of counting characters",
        crate::content::Gate::Shape => "the form, but nothing that the form is for",
    }
}

/// `2 archives not opened: a.zip, b.tar.gz`
fn named(what: &str, noun: &str, paths: &[ContextPath], look: &Look) -> Option<String> {
    if paths.is_empty() {
        return None;
    }
    let most = if look.verbose { usize::MAX } else { FEW };
    let mut line = format!("{} {what}: ", plural(paths.len() as u64, noun));
    for (number, path) in paths.iter().take(most).enumerate() {
        let gap = if number > 0 { ", " } else { "" };
        let name = format!("{gap}{}", path.shown());
        let left = paths.len() - number;
        if number > 0 && !look.verbose && width(&line) + width(&name) + 16 > look.width {
            line += &format!(" and {left} more");
            return Some(line);
        }
        line += &name;
    }
    if paths.len() > most {
        line += &format!(" and {} more", paths.len() - most);
    }
    Some(line)
}
