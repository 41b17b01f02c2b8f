//! The head of a report: which build this is, and which ignore files it does not read.

use super::layout::{plural, width};
use super::{Look, amounts};
use crate::report::asking::Because;
use crate::report::model::{Contents, IgnoreFacts, Report};
use crate::size::Bytes;
use std::io::{self, Write};

/// Writes the head.
pub(super) fn write(report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Look { palette, .. } = look;
    let (strong, faint, warn) = (palette.strong, palette.faint, palette.warn);
    let mut line = format!("context {strong}{}{strong:#}", report.context);
    let mut columns = 8 + width(&report.context);
    for fact in facts(report) {
        columns += 3 + width(&fact);
        if columns > look.width {
            columns = 2 + width(&fact);
            line.push_str("\n ");
        } else {
            line.push_str(&format!(" {faint}\u{b7}{faint:#}"));
        }
        line.push(' ');
        line.push_str(&fact);
    }
    writeln!(out, "{line}")?;
    for unread in &report.unread {
        let (name, reason) = (&unread.name, &unread.reason);
        writeln!(out, "{warn}warning{warn:#}: `{name}` is not read: {reason}")?;
    }
    let Some(contents) = &report.contents else { return Ok(()) };
    if report.dockerfile.is_none() {
        writeln!(out, "{faint}no Dockerfile: the whole context is audited as it is{faint:#}")?;
    }
    amounts::write(contents, look, out)
}

fn facts(report: &Report) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(report.dockerfile.as_deref().map(|name| dockerfile_fact(report, name)));
    if report.contents.is_some() {
        facts.push(ignore_fact(report.ignore.as_ref()));
    }
    facts.push(report.engine.title.to_owned());
    facts
}

/// `Dockerfile → runtime`, or the file alone if there is but one stage and it has no name.
fn dockerfile_fact(report: &Report, name: &str) -> String {
    let name = if name == "-" { "Dockerfile on standard input" } else { name };
    let target = report.target.and_then(|target| report.stages.get(target));
    match target.filter(|stage| report.stages.len() > 1 || stage.name.is_some()) {
        Some(stage) => format!("{name} → {}", stage.label),
        None => name.to_owned(),
    }
}

/// `.dockerignore, 12 patterns`
pub(super) fn ignore_fact(ignore: Option<&IgnoreFacts>) -> String {
    ignore.map_or_else(
        || "no ignore file".to_owned(),
        |ignore| format!("{}, {}", ignore.name, plural(ignore.patterns as u64, "pattern")),
    )
}

/// The one line of a report that has nothing to tell, and one for each named context.
pub(super) fn all_is_well(
    report: &Report,
    contents: &Contents,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let good = look.palette.good;
    let bytes = |bytes| Bytes(bytes).shown(look.units).to_string();
    let (sent, eligible) = (bytes(contents.sent.bytes), bytes(contents.eligible.bytes));
    let files = plural(contents.sent.files, "file");
    let (context, title) = (&report.context, report.engine.title);
    let whole = format!("{sent} in {files}");
    let mut facts = vec![ignore_fact(report.ignore.as_ref())];
    let what = match &contents.because {
        Because::Unreferenced => {
            facts.insert(0, "no instruction refers to it".to_owned());
            format!("sends nothing to {title}")
        }
        Because::AtHand => format!("has {whole} for {title}"),
        Because::Asked(_) if sent != eligible => {
            format!("sends {sent} of {eligible} in {files} to {title}")
        }
        Because::NoDockerfile => {
            facts.insert(0, "no Dockerfile".to_owned());
            format!("sends {whole} to {title}")
        }
        Because::NeverAsked | Because::Asked(_) => format!("sends {whole} to {title}"),
    };
    let mut verdict = match &contents.findings {
        Some(_) => "nothing stands out".to_owned(),
        None => "the rules were not asked".to_owned(),
    };
    if let Some(told) = super::canaries::told(contents) {
        verdict = format!("{verdict}; {told}");
    }
    let facts = facts.join(", ");
    writeln!(out, "{good}ok{good:#}: {context} {what} ({facts}): {verdict}")?;
    amounts::contexts(contents, look, out)
}
