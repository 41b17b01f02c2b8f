//! `stowaway rules`: the catalogue as a table, by category.

use super::args::Rules;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use stowaway::canary::{self, KINDS};
use stowaway::content::{Detector, Tier};
use stowaway::report::{plural, shorten, wrapped};
use stowaway::rules::checks::CHECKS;
use stowaway::rules::{Category, Rule};

pub(super) fn run(args: &Rules, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let palette = terminal.look.palette;
    let width = terminal.look.width;
    let by_path = || Rule::all().iter().filter(|rule| rule.detector.is_none());
    let columns = by_path().map(|rule| rule.id.len()).max().unwrap_or(0);
    let wanted = |category: &&Category| args.category.is_none_or(|only| only == **category);
    for (number, category) in Category::ALL.iter().filter(wanted).enumerate() {
        let rules: Vec<&Rule> = by_path().filter(|rule| rule.category == *category).collect();
        let gap = if number > 0 { "\n" } else { "" };
        let (strong, size) = (palette.strong, plural(rules.len() as u64, "rule"));
        writeln!(terminal.out, "{gap}{strong}{category}{strong:#}  {size}")?;
        for rule in rules {
            let style = palette.severity(rule.severity);
            let (id, severity) = (rule.id, rule.severity);
            let paths = shorten_paths(rule, width.saturating_sub(columns + 2 + 8 + 2 + 2));
            writeln!(terminal.out, "  {id:<columns$}  {style}{severity:<8}{style:#}  {paths}")?;
        }
    }
    if args.category.is_none_or(|only| only == Category::Secret) {
        detectors(terminal)?;
    }
    if args.category.is_none() {
        checks(terminal)?;
        canaries(terminal)?;
    }
    Ok(Outcome::Clean)
}

/// What is looked for in the contents of files.
fn detectors(terminal: &mut Terminal) -> Result<(), Stop> {
    let columns = Detector::all().iter().map(|row| row.id.len()).max().unwrap_or(0);
    let (palette, width) = (terminal.look.palette, terminal.look.width);
    let (strong, size) = (palette.strong, plural(Detector::all().len() as u64, "detector"));
    writeln!(terminal.out, "\n{strong}contents{strong:#}  {size}")?;
    for Detector { id, severity, tier, provider, .. } in Detector::all() {
        let style = palette.severity(*severity);
        let tier = if *tier == Tier::Extra { " (with --detectors all)" } else { "" };
        let provider = shorten(provider, width.saturating_sub(columns + 14 + tier.len()));
        writeln!(
            terminal.out,
            "  {id:<columns$}  {style}{severity:<8}{style:#}  {provider}{tier}"
        )?;
    }
    Ok(())
}

fn checks(terminal: &mut Terminal) -> Result<(), Stop> {
    let columns = CHECKS.iter().map(|check| check.id.len()).max().unwrap_or(0);
    let palette = terminal.look.palette;
    let (strong, size) = (palette.strong, plural(CHECKS.len() as u64, "check"));
    writeln!(terminal.out, "\n{strong}dockerfile{strong:#}  {size}")?;
    let indent = columns + 2 + 8 + 2 + 2;
    for check in CHECKS {
        let style = palette.severity(check.severity);
        let (id, severity) = (check.id, check.severity);
        write!(terminal.out, "  {id:<columns$}  {style}{severity:<8}{style:#}")?;
        let room = terminal.look.width.saturating_sub(indent).max(20);
        for (number, line) in wrapped(check.summary, room).iter().enumerate() {
            let lead = if number == 0 { 2 } else { indent };
            writeln!(terminal.out, "{:lead$}{line}", "")?;
        }
    }
    Ok(())
}

/// The rules whose paths are asked about even where they are not there.
fn canaries(terminal: &mut Terminal) -> Result<(), Stop> {
    let mut rules: Vec<&str> = KINDS.iter().map(|kind| kind.rule).collect();
    rules.dedup();
    let id = |rule: &str| format!("{}{rule}", canary::PREFIX);
    let ids: Vec<String> = rules.iter().copied().chain([canary::GIT_IGNORED]).map(id).collect();
    let columns = ids.iter().map(String::len).max().unwrap_or(0);
    let (strong, size) = (terminal.look.palette.strong, plural(ids.len() as u64, "canary"));
    writeln!(terminal.out, "\n{strong}not there{strong:#}  {size}")?;
    let room = terminal.look.width.saturating_sub(2 + columns + 2);
    for (id, rule) in ids.iter().zip(rules.iter().copied().chain([""])) {
        let paths: Vec<&str> =
            KINDS.iter().filter(|kind| kind.rule == rule).map(|kind| kind.path).collect();
        let paths = match paths.is_empty() {
            true => shorten("one example of each pattern of a .gitignore", room),
            false => shorten_list(&paths, room),
        };
        writeln!(terminal.out, "  {id:<columns$}  {paths}")?;
    }
    Ok(())
}

/// As many of a rule's paths as fit, and how many more there are.
fn shorten_paths(rule: &Rule, room: usize) -> String {
    match rule.paths {
        [] => shorten(rule.marker.text, room),
        paths => shorten_list(paths, room),
    }
}

fn shorten_list(paths: &[&str], room: usize) -> String {
    let mut line = String::new();
    for (number, path) in paths.iter().enumerate() {
        let left = paths.len() - number;
        let more = if left > 1 { format!(" +{}", left - 1) } else { String::new() };
        let gap = if number > 0 { " " } else { "" };
        if number > 0 && line.len() + gap.len() + path.len() + more.len() > room {
            line.push_str(&format!(" +{left}"));
            break;
        }
        line.push_str(gap);
        line.push_str(&shorten(path, room.saturating_sub(more.len())));
    }
    line
}
