//! `stowaway explain RULE`: everything the catalogue says about one rule, on one page.

use super::args::Explain;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use stowaway::canary::{self, Beside, Ecosystem, GIT_IGNORED, KINDS, Kind};
use stowaway::content::{Detector, Tier};
use stowaway::path::Shown;
use stowaway::report::wrapped;
use stowaway::rules::checks::{CHECKS, Check};
use stowaway::rules::{HitKind, Rule};

/// Columns of a label and the blanks around it.
const LABEL: usize = 13;

pub(super) fn run(args: &Explain, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    if let Some(check) = Check::find(&args.rule) {
        return page(check, terminal);
    }
    if let Some(id) = args.rule.strip_prefix(canary::PREFIX) {
        return canary_page(id, terminal);
    }
    let Some(rule) = Rule::find(&args.rule) else {
        return Err(unknown(&args.rule));
    };
    if let Some(detector) = rule.detector {
        return detector_page(detector, terminal);
    }
    let palette = terminal.look.palette;
    let (strong, style) = (palette.strong, palette.severity(rule.severity));
    let (id, severity, category) = (rule.id, rule.severity, rule.category);
    writeln!(
        terminal.out,
        "{strong}{id}{strong:#}: {style}{severity}{style:#}, {category}, {}\n",
        rule.ecosystem
    )?;
    text("", rule.why, terminal)?;
    writeln!(terminal.out)?;
    let what = match rule.kind {
        HitKind::File => "files",
        HitKind::Directory => "folders",
        HitKind::Any => "paths",
    };
    list(what, rule.paths, terminal)?;
    list("except", rule.except, terminal)?;
    text("evidence", &evidence(rule), terminal)?;
    let lines = rule.suggest();
    if lines.is_empty() {
        text("to write", "no line is advised: it is only reported", terminal)?;
    } else {
        list("to write", lines, terminal)?;
    }
    let safe = if rule.safe { "" } else { "only if the Dockerfile does not need it" };
    text("", safe, terminal)?;
    text("unless", rule.unless.unwrap_or(""), terminal)?;
    text("source", rule.source, terminal)?;
    Ok(Outcome::Clean)
}

/// A detector's page.
fn detector_page(detector: &Detector, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let palette = terminal.look.palette;
    let (strong, style) = (palette.strong, palette.severity(detector.severity));
    let Detector { id, severity, provider, .. } = detector;
    writeln!(terminal.out, "{strong}{id}{strong:#}: {style}{severity}{style:#}, {provider}\n")?;
    text("format", detector.format, terminal)?;
    list("files", detector.scope, terminal)?;
    text("verified", detector.verified, terminal)?;
    text("is not", &detector.lookalikes.join("; "), terminal)?;
    if detector.tier == Tier::Extra {
        text("asked", "only with --detectors all", terminal)?;
    }
    text("source", detector.source, terminal)?;
    Ok(Outcome::Clean)
}

/// A check's page.
fn page(check: &Check, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let palette = terminal.look.palette;
    let (strong, style) = (palette.strong, palette.severity(check.severity));
    let (id, severity) = (check.id, check.severity);
    writeln!(terminal.out, "{strong}{id}{strong:#}: at most {style}{severity}{style:#}\n")?;
    text("", check.summary, terminal)?;
    for paragraph in check.why.split("\n\n") {
        writeln!(terminal.out)?;
        text("", paragraph, terminal)?;
    }
    writeln!(terminal.out)?;
    text("source", check.source, terminal)?;
    Ok(Outcome::Clean)
}

/// The page of a rule's canaries.
fn canary_page(id: &str, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let rule = Rule::find(id);
    if rule.is_none() && id != GIT_IGNORED {
        return Err(unknown(&format!("{}{id}", canary::PREFIX)));
    }
    let strong = terminal.look.palette.strong;
    writeln!(terminal.out, "{strong}{}{id}{strong:#}: a file that is not there\n", canary::PREFIX)?;
    text("", rule.map_or(canary::GIT_IGNORED_WHY, |rule| rule.why), terminal)?;
    for paragraph in canary::WHY.split("\n\n") {
        writeln!(terminal.out)?;
        text("", paragraph, terminal)?;
    }
    writeln!(terminal.out)?;
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| kind.rule == id).collect();
    let asked = kinds.iter().map(|kind| format!("{} {}", kind.path, place(kind.beside)));
    let always = "one example of every pattern of a .gitignore".to_owned();
    text("asks for", &asked.chain([always]).collect::<Vec<_>>().join("; "), terminal)?;
    let lines: Vec<&str> = kinds.iter().filter_map(|kind| kind.lines().first().copied()).collect();
    list("to write", &lines, terminal)?;
    if let Some(rule) = rule {
        text("the rule", &format!("stowaway explain {}", rule.id), terminal)?;
    }
    Ok(Outcome::Clean)
}

/// Where a kind is asked about.
fn place(beside: Beside) -> &'static str {
    match beside {
        Beside::Root => "at the root",
        Beside::TopOfRepository => "at the root of the repository",
        Beside::Manifests => "at the root and beside every manifest",
        Beside::Only(Ecosystem::Node) => "beside every package.json",
        Beside::Only(Ecosystem::Python) => "beside every Python manifest",
        Beside::Only(Ecosystem::Php) => "beside every composer.json",
        Beside::Only(Ecosystem::Ruby) => "beside every Gemfile",
        Beside::Only(Ecosystem::Other) => "beside every other manifest",
    }
}

fn evidence(rule: &Rule) -> String {
    let need = if rule.needs_marker { " (needed: the path alone proves nothing)" } else { "" };
    let gap = rule.marker.gap.map_or_else(String::new, |gap| format!("; not looked at yet: {gap}"));
    if rule.marker.text.is_empty() {
        String::new()
    } else {
        format!("{}{need}{gap}", rule.marker.text)
    }
}

fn list(label: &str, lines: &[&str], terminal: &mut Terminal) -> Result<(), Stop> {
    let act = terminal.look.palette.act;
    for (number, line) in lines.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        writeln!(terminal.out, "  {label:<width$}{act}{line}{act:#}", width = LABEL - 2)?;
    }
    Ok(())
}

/// A paragraph beside its label, or across the page without one; nothing if there is no text.
fn text(label: &str, text: &str, terminal: &mut Terminal) -> Result<(), Stop> {
    let indent = if label.is_empty() { 2 } else { LABEL };
    for (number, line) in wrapped(text, terminal.look.width - indent).iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        let lead = if indent == 2 { String::new() } else { format!("{label:<w$}", w = LABEL - 2) };
        writeln!(terminal.out, "  {lead}{line}")?;
    }
    Ok(())
}

/// Whether there is a rule or a check of that name.
///
/// # Errors
/// If there is not: what may have been meant.
pub(super) fn known(typed: &str) -> Result<(), Stop> {
    let rule = typed.strip_prefix(canary::PREFIX).unwrap_or(typed);
    let is_known = Check::find(typed).is_some()
        || Rule::find(rule).is_some()
        || (rule != typed && rule == GIT_IGNORED);
    if is_known { Ok(()) } else { Err(unknown(typed)) }
}

fn unknown(typed: &str) -> Stop {
    let ids = Rule::all().iter().map(|rule| rule.id).chain(CHECKS.iter().map(|check| check.id));
    let closest = ids.min_by_key(|id| strsim::levenshtein(typed, id));
    let close = closest.filter(|id| strsim::levenshtein(typed, id) <= 1 + typed.len() / 3);
    let help = match close {
        Some(id) => format!("did you mean `{id}`? `stowaway rules` lists them all"),
        None => "`stowaway rules` lists them all".to_owned(),
    };
    Stop::Usage(format!("there is no rule `{}`", Shown(typed.as_bytes())), help)
}
