//! Why one path travels or stays: every line that bears on it, the part of the directories above,
//! what the other engines do, and the lines that miss it by little.
//!
//! The facts are those of real walks; the matcher's own explanation says which lines hit. Only for a
//! path that does not exist, the explanation is the answer too.

use super::compare::{self, Delivery};
use super::secrets::Secrets;
use super::way::Ways;
use crate::audit::Audit;
use crate::context::{Empty, Fate, Kind};
use crate::engine::Engine;
use crate::error::{Error, Failure};
use crate::ignorefile::{Explanation, IgnoreFile, Pattern, Role, Step};
use crate::landing::{ContextId, Reach};
use crate::path::{ContextPath, Shown};
use crate::source::{Source, Span};
use std::sync::Arc;

/// Why one path travels or stays.
#[derive(Debug)]
pub struct Why {
    /// The path.
    pub path: ContextPath,
    /// What is there, if anything is.
    pub kind: Option<Kind>,
    /// Its size, if it is a file.
    pub size: Option<u64>,
    /// What the engine that was asked about does.
    pub answer: Answer,
    /// The ignore file, if there is one.
    pub source: Option<Arc<Source>>,
    /// Every line that bears on it, in order.
    pub bearings: Vec<Bearing>,
    /// Where it comes; nowhere without a Dockerfile, or if nothing takes it.
    pub ways: Ways,
    /// How many stages the Dockerfile has.
    pub stages: usize,
    /// What is in it, if it is a file.
    pub secrets: Secrets,
    /// What else there is to know, in sentences.
    pub notes: Vec<String>,
    /// What could be written instead, in sentences.
    pub help: Vec<String>,
    /// What the other engines do.
    pub others: Vec<Other>,
}

/// What the disk has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// Something of this kind and size.
    There(Kind, u64),
    /// Nothing.
    Nothing,
    /// This user may not look there.
    Unknown,
}

/// What an engine does with the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it arrives, or would if it existed.
    pub delivery: Delivery,
    /// Why, in short.
    pub reason: String,
}

/// What another engine does.
#[derive(Debug)]
pub struct Other {
    /// The engine.
    pub engine: &'static Engine,
    /// The answer, or why it would refuse the build.
    pub answer: Result<Answer, Box<Failure>>,
}

/// A line that bears on the path.
#[derive(Clone, Debug)]
pub struct Bearing {
    /// Where the line stands.
    pub span: Span,
    /// How it bears on the path.
    pub label: String,
    /// Whether it had the last word.
    pub decides: bool,
}

impl Why {
    /// Explains a path by the audit of the engine that was asked about. `found` is what the disk
    /// has there: its kind and size.
    pub fn new(
        path: &[u8],
        found: OnDisk,
        audit: &Audit,
        others: &[(&'static Engine, Result<Audit, Error>)],
    ) -> Self {
        let ignore = audit.build.ignore.as_ref();
        let explanation = ignore.map(|ignore| ignore.matcher.explain(path));
        let answer = answer(audit, path);
        let (bearings, mut notes) = match (ignore, &explanation) {
            (Some(ignore), Some(explanation)) => bearings(ignore, explanation, path),
            (None, _) | (_, None) => (Vec::new(), vec!["there is no ignore file".to_owned()]),
        };
        notes.extend(state(audit, path));
        notes.extend(uncopied(audit, path));
        if answer.delivery == Delivery::Unasked {
            notes.push("it may travel, and no instruction refers to it".to_owned());
        }
        let (kind, size) = match found {
            OnDisk::There(kind, size) => (Some(kind), (kind == Kind::File).then_some(size)),
            OnDisk::Nothing | OnDisk::Unknown => (None, None),
        };
        let missing = match found {
            OnDisk::There(..) => None,
            OnDisk::Nothing => Some("nothing of that name is there"),
            OnDisk::Unknown => Some("this user cannot see whether it is there"),
        };
        if let Some(what) = missing {
            let asked = if audit.requested.is_everything() { "" } else { " if it were asked for" };
            notes.push(format!("{what}; this is what would happen{asked}"));
        }
        let help = ignore.map_or_else(Vec::new, |ignore| near_misses(audit, ignore, path));
        let other = |(engine, result): &(&'static Engine, Result<Audit, Error>)| {
            Some(Other { engine, answer: other(result, path)? })
        };
        Self {
            path: path.into(),
            kind,
            size,
            answer,
            source: ignore.map(|ignore| Arc::clone(&ignore.source)),
            bearings,
            ways: audit
                .inventory
                .find(path)
                .map_or_else(Ways::default, |id| Ways::of(audit, ContextId::MAIN, id)),
            stages: audit.build.plan.as_ref().map_or(0, |plan| plan.stages.len()),
            secrets: match found {
                OnDisk::There(Kind::File, _) => Secrets::in_file(audit.secrets_in(path).as_ref()),
                OnDisk::There(..) | OnDisk::Nothing | OnDisk::Unknown => Secrets::default(),
            },
            notes,
            help,
            others: others.iter().filter_map(other).collect(),
        }
    }
}

/// That a file is sent and comes nowhere, which only a whole view of the Dockerfile can tell.
fn uncopied(audit: &Audit, path: &[u8]) -> Option<String> {
    let id = audit.inventory.find(path)?;
    let sent = audit.reach(id)? == Reach::Sent && !audit.build.engine.transfer.at_hand;
    sent.then(|| "it is sent, and no instruction copies it".to_owned())
}

fn other(result: &Result<Audit, Error>, path: &[u8]) -> Option<Result<Answer, Box<Failure>>> {
    match result {
        Ok(audit) => match audit.failure() {
            Some(failure) => Some(Err(Box::new(failure.clone()))),
            None => Some(Ok(answer(audit, path))),
        },
        Err(Error::Refused(failure)) => Some(Err(failure.clone())),
        // Whatever else is wrong is wrong for every engine, and has been said.
        Err(_) => None,
    }
}

/// What the walk found, or what the patterns say of a path that is not there.
fn answer(audit: &Audit, path: &[u8]) -> Answer {
    let inventory = &audit.inventory;
    if let Some(id) = inventory.find(path) {
        let requested = &audit.requested;
        if inventory.fate(id).travels() && !requested.travels(inventory, id) {
            let reason = "no instruction refers to it".to_owned();
            return Answer { delivery: Delivery::Unasked, reason };
        }
        let travels = requested.travels(inventory, id);
        let delivery = match (travels, requested.empty(inventory, id)) {
            (true, Some(Empty::Disagreement | Empty::Unreadable)) => Delivery::Empty,
            (true, Some(Empty::Socket) | None) => Delivery::Sent,
            (false, _) => Delivery::Held,
        };
        return Answer { delivery, reason: compare::reason(audit, Some(id), path) };
    }
    let sent = Answer { delivery: Delivery::Sent, reason: "no line hits it".to_owned() };
    let Some(ignore) = &audit.build.ignore else {
        return sent;
    };
    let explanation = ignore.matcher.explain(path);
    let line = |step: &Step| {
        step.judgement.decider.and_then(|pattern| compare::line(ignore, pattern as usize))
    };
    if let Some(step) = shut(&explanation, path) {
        let directory = step.path.shown();
        let line = line(step).unwrap_or_default();
        let reason = format!("{line} closes `{directory}/`");
        return Answer { delivery: Delivery::Held, reason };
    }
    let last = explanation.steps.last();
    let excluded = explanation.judgement().excluded;
    let delivery = if excluded { Delivery::Held } else { Delivery::Sent };
    Answer { delivery, reason: last.and_then(line).unwrap_or(sent.reason) }
}

/// The topmost directory above the path that stays unopened.
fn shut<'a>(explanation: &'a Explanation, path: &[u8]) -> Option<&'a Step> {
    explanation.steps.iter().find(|step| step.pruned && step.path.as_bytes() != path)
}

/// The lines that hit the path or a directory above, and sentences on what has no line.
fn bearings(
    ignore: &IgnoreFile,
    explanation: &Explanation,
    path: &[u8],
) -> (Vec<Bearing>, Vec<String>) {
    let mut notes = Vec::new();
    let shut = shut(explanation, path);
    let deciding = shut.or(explanation.steps.last());
    let decider = deciding.and_then(|step| step.judgement.decider);
    let mut patterns: Vec<usize> =
        explanation.steps.iter().flat_map(|step| &step.hits).map(|hit| hit.pattern).collect();
    patterns.sort_unstable();
    patterns.dedup();
    let mut bearings = Vec::new();
    for pattern in patterns {
        let decides = decider == Some(pattern as u32);
        let label = label(ignore, explanation, pattern, decides, shut);
        match ignore.line_of(pattern) {
            Some(line) => bearings.push(Bearing { span: line.span, label, decides }),
            None if decides => {
                notes.push("the engine takes this path back in by itself: it needs it".to_owned());
            }
            None => {}
        }
    }
    if let Some(step) = shut {
        let directory = step.path.shown();
        notes.push(format!("`{directory}/` is not opened, so nothing below it can come back"));
    }
    if let Some(bad) = explanation.bad {
        let at = compare::line(ignore, bad.0).unwrap_or_default();
        notes.push(format!("the engine stops at {at}: it is no valid pattern"));
    }
    if bearings.is_empty() && notes.is_empty() {
        notes.push(format!("no line of {} hits it", ignore.source.name()));
    }
    (bearings, notes)
}

fn label(
    ignore: &IgnoreFile,
    explanation: &Explanation,
    pattern: usize,
    decides: bool,
    shut: Option<&Step>,
) -> String {
    let negated = ignore.matcher.patterns()[pattern].negated;
    let of_pattern =
        |step: &Step| step.hits.iter().find(|hit| hit.pattern == pattern).map(|hit| hit.role);
    let last = explanation.steps.last();
    let role = last.and_then(of_pattern);
    let origin = explanation.steps.iter().find(|step| of_pattern(step) == Some(Role::Own));
    let above = origin.filter(|step| last.is_none_or(|last| last.path != step.path));
    let what = match (negated, above) {
        (false, None) => "excludes it".to_owned(),
        (true, None) => "takes it back in".to_owned(),
        (false, Some(step)) => format!("excludes `{}/` and what is below", step.path.shown()),
        (true, Some(step)) => format!("takes `{}/` back in", step.path.shown()),
    };
    let below_shut = |shut: &Step| of_pattern(shut).is_none();
    match (decides, shut, role) {
        (true, _, _) => what,
        (false, Some(shut), _) if below_shut(shut) => {
            format!("hits it, but `{}/` is not opened", shut.path.shown())
        }
        (false, _, Some(Role::Skipped)) => {
            let state = if negated { "taken in" } else { "excluded" };
            format!("hits it, but is not asked: it is {state} already")
        }
        (false, _, None) => {
            match explanation.steps.iter().find(|step| of_pattern(step).is_some()) {
                Some(step) if above.is_none() => {
                    let state = if negated { "taken in" } else { "excluded" };
                    format!(
                        "hits `{}/`, but is not asked: it is {state} already",
                        step.path.shown()
                    )
                }
                Some(_) | None => format!("{what}, but does not bear on this path"),
            }
        }
        (false, _, Some(Role::Own | Role::Inherited)) => format!("{what}; a later line decides"),
    }
}

/// What the walk knows and no line says.
fn state(audit: &Audit, path: &[u8]) -> Option<String> {
    let id = audit.inventory.find(path)?;
    let title = audit.build.engine.title;
    match (audit.inventory.fate(id), audit.inventory.empty(id)) {
        (Fate::Sent, Some(Empty::Disagreement)) => Some(format!(
            "{title} lists it as taken in and opens it as excluded, so it arrives empty"
        )),
        (Fate::Sent, Some(Empty::Unreadable)) => {
            Some("this user cannot read it, so it arrives empty".to_owned())
        }
        (Fate::Sent, Some(Empty::Socket)) => {
            Some("it is a socket, so it arrives as an empty file".to_owned())
        }
        (Fate::SentAsParent, _) => {
            let why = compare::reason(audit, Some(id), path);
            Some(format!("the directory is excluded and travels all the same: {why}"))
        }
        (Fate::Skipped, _) => Some(format!("{title} does not carry it")),
        (Fate::Sent | Fate::Held, _) => None,
    }
}

/// Lines that would turn the answer if they were written a little differently; each is tried.
fn near_misses(audit: &Audit, ignore: &IgnoreFile, path: &[u8]) -> Vec<String> {
    let excluded = ignore.matcher.explain(path).judgement().excluded;
    let mut help = Vec::new();
    for line in &ignore.lines {
        let (negated, text) = match line.text.strip_prefix(b"!") {
            Some(text) => (true, text),
            None => (false, line.text.as_slice()),
        };
        if negated != excluded {
            continue;
        }
        let mark: &[u8] = if negated { b"!" } else { b"" };
        let anywhere = [mark, b"**/", text.strip_prefix(b"/").unwrap_or(text)].concat();
        let lower = [mark, &text.to_ascii_lowercase()[..]].concat();
        let turns = |instead: &[u8], path: &[u8]| {
            turned(audit.build.engine, ignore, line.span, instead, path) == Some(!excluded)
        };
        let folded = path.to_ascii_lowercase();
        let (name, number) = (ignore.source.name(), ignore.source.position(line.span.start).line);
        let shown = Shown(&line.text);
        let (verb, instead) = (if negated { "take it in" } else { "stop it" }, Shown(&anywhere));
        let hits = |line: &[u8], path: &[u8]| hits(audit.build.engine, line, path);
        // Trying a line means compiling the whole file, so only those that hit are tried.
        let unanchored = !text.starts_with(b"**") && hits(&anywhere, path);
        if unanchored && turns(&anywhere, path) {
            help.push(format!(
                "{name}:{number} `{shown}` is anchored at the root; `{instead}` would {verb}"
            ));
        } else if hits(&lower, &folded) && turns(&lower, &folded) {
            help.push(format!("{name}:{number} `{shown}` differs only in upper and lower case"));
        }
    }
    help.truncate(3);
    help
}

/// Whether a line hits a path or a directory above it.
fn hits(engine: &'static Engine, line: &[u8], path: &[u8]) -> bool {
    let Ok(Some(pattern)) = Pattern::compile(engine.dialect, None, line) else {
        return false;
    };
    let mut paths = crate::path::ancestors(path).chain([path]);
    paths.any(|path| pattern.matches(path).unwrap_or(false))
}

/// The answer for a path if one line were another; `None` if that would not even compile.
fn turned(
    engine: &'static Engine,
    ignore: &IgnoreFile,
    span: Span,
    instead: &[u8],
    path: &[u8],
) -> Option<bool> {
    let bytes = ignore.source.bytes();
    let bytes = [&bytes[..span.start], instead, &bytes[span.end..]].concat();
    let source = Arc::new(Source::new(ignore.source.name(), bytes));
    let changed = IgnoreFile::compile(engine, source, &[], true).ok()?;
    let explanation = changed.matcher.explain(path);
    explanation.bad.is_none().then(|| explanation.judgement().excluded)
}
