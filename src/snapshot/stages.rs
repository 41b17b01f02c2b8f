//! What each instruction takes of the contexts, so that a later comparison can tell which of them a
//! change busts, with or without a list of files.

use super::entries::{Entries, Entry, count_bytes};
use super::lock::{StageLock, StepLock, TakeLock};
use crate::audit::Audit;
use crate::content::masked;
use crate::context::{DirId, EntryId, Inventory};
use crate::dockerfile::{Act, Instruction, Plan, Script, Stage, Step, Tree};
use crate::landing::{ContextId, Part};
use crate::path::Shown;
use crate::source::Span;
use blake3::Hasher;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Keeps the hash of what an instruction takes from being that of anything else.
const TAKE: &str = "stowaway 2026-11 instruction 1";
/// So many hexadecimal digits tell one instruction from another.
const ID: usize = 16;

/// One context that was read.
pub(super) struct Context<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) entries: &'a Entries,
    /// The place of each entry in the order of the engines.
    places: FxHashMap<EntryId, usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(inventory: &'a Inventory, entries: &'a Entries) -> Self {
        let places = entries.0.iter().enumerate().map(|(place, entry)| (entry.id, place));
        Self { inventory, entries, places: places.collect() }
    }

    /// Marks an entry, and all that was read below it.
    fn mark(&self, id: EntryId, marks: &mut [bool]) {
        let below = self.inventory.opened(id).map(|dir| self.inventory.in_order_below(dir));
        for id in [id].into_iter().chain(below.into_iter().flatten()) {
            self.mark_one(id, marks);
        }
    }

    fn mark_one(&self, id: EntryId, marks: &mut [bool]) {
        if let Some(&place) = self.places.get(&id) {
            marks[place] = true;
        }
    }

    fn mark_below(&self, dir: DirId, except: &[Box<[u8]>], marks: &mut [bool]) {
        if let Some(own) = self.inventory.entry_of(dir) {
            self.mark_one(own, marks);
        }
        for id in self.inventory.entries(dir) {
            let name = self.inventory.name(id);
            if !except.iter().any(|taken| **taken == *name) {
                self.mark(id, marks);
            }
        }
    }
}

/// The stages that the target needs. `contexts` are those that were read, the main one first.
pub(super) fn stages(audit: &Audit, contexts: &[Option<Context<'_>>]) -> Vec<StageLock> {
    let Some(plan) = &audit.build.plan else { return Vec::new() };
    // Masked as a whole: what stands before a value tells that it is one.
    let text = &masked(plan.source.bytes());
    let settings = settings(plan);
    let writer = Writer { plan, text, settings, takes: takes(audit, contexts) };
    let name = |number: usize| audit.build.contexts[number].name.clone();
    let stage = |(number, stage): (usize, &Stage)| StageLock {
        context: match stage.base {
            Tree::Named(context) => Some(name(context)),
            Tree::Context | Tree::Stage(_) | Tree::Image(_) | Tree::Scratch => None,
        },
        from: writer.line(stage.span),
        image: match &stage.base {
            Tree::Image(name) => Some(Shown(&masked(name.as_bytes())).to_string()),
            Tree::Context | Tree::Named(_) | Tree::Stage(_) | Tree::Scratch => None,
        },
        name: stage.label(number),
        stage: match stage.base {
            Tree::Stage(base) => Some(plan.stages[base].label(base)),
            Tree::Context | Tree::Named(_) | Tree::Image(_) | Tree::Scratch => None,
        },
        steps: (stage.steps.iter().enumerate())
            .map(|(at, step)| writer.step((number, stage), step, at))
            .collect(),
    };
    plan.reachable().map(stage).collect()
}

/// What is taken, by stage and step.
type Takes = BTreeMap<(usize, usize), TakeLock>;

fn takes(audit: &Audit, contexts: &[Option<Context<'_>>]) -> Takes {
    let mut parts: BTreeMap<(usize, usize), Vec<Part<'_>>> = BTreeMap::new();
    for (hop, part) in audit.landing.iter().flat_map(|landing| landing.taken()) {
        parts.entry((hop.stage, hop.step)).or_default().push(part);
    }
    parts.into_iter().map(|(step, parts)| (step, take(&parts, contexts))).collect()
}

fn take(parts: &[Part<'_>], contexts: &[Option<Context<'_>>]) -> TakeLock {
    let mut hasher = Hasher::new_derive_key(TAKE);
    let (mut files, mut bytes) = (0, 0);
    for (number, context) in contexts.iter().enumerate() {
        let Some(context) = context else { continue };
        let here = |of: ContextId| of == ContextId(number as u32);
        let mut marks = vec![false; context.entries.0.len()];
        for part in parts {
            match *part {
                Part::Entry(origin) if here(origin.context) => {
                    context.mark_one(origin.entry, &mut marks);
                }
                Part::Below { context: of, dir, except } if here(of) => {
                    context.mark_below(dir, except, &mut marks);
                }
                Part::Entry(_) | Part::Below { .. } => {}
            }
        }
        let mut path = Vec::new();
        let marked = context.entries.0.iter().zip(&marks).filter(|(_, marked)| **marked);
        for (entry, _) in marked {
            context.inventory.path_into(entry.id, &mut path);
            hasher.update(&(number as u32).to_le_bytes());
            entry.count(&path, &mut hasher);
            files += u64::from(entry.is_file());
            bytes += entry.size;
        }
    }
    TakeLock { bytes, files, hash: hasher.finalize().to_hex().to_string() }
}

impl Entry {
    pub(super) fn is_file(&self) -> bool {
        self.kind != crate::context::Kind::Directory
    }
}

/// The instructions that are part of every command behind them.
const SETTINGS: &[&[u8]] = &[b"ARG", b"ENV", b"SHELL", b"USER"];

fn settings(plan: &Plan) -> Vec<Span> {
    let read = Script::read(&plan.source).map(|script| script.instructions).unwrap_or_default();
    let sets = |instruction: &&Instruction| {
        let keyword = plan.source.slice(instruction.keyword);
        SETTINGS.iter().any(|known| keyword.eq_ignore_ascii_case(known))
    };
    read.iter().filter(sets).map(|instruction| instruction.span).collect()
}

struct Writer<'a> {
    plan: &'a Plan,
    /// See [`SETTINGS`]; in order.
    settings: Vec<Span>,
    /// The Dockerfile, secrets hidden; as long as it is.
    text: &'a [u8],
    takes: Takes,
}

impl Writer<'_> {
    fn step(&self, (number, stage): (usize, &Stage), step: &Step, at: usize) -> StepLock {
        StepLock {
            id: self.id((number, stage), step),
            line: self.plan.source.position(step.span.start).line,
            stages: self.sources(step),
            takes: self.takes.get(&(number, at)).cloned(),
            text: self.line(step.span),
        }
    }

    /// The first line, blanks and the sign that it goes on left out.
    fn line(&self, span: Span) -> String {
        let text = &self.text[span.start..span.end];
        let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
        let line = text[..end].trim_ascii_end();
        let line = line.strip_suffix(b"\\").unwrap_or(line).trim_ascii_end();
        Shown(line).to_string()
    }

    fn id(&self, (number, stage): (usize, &Stage), step: &Step) -> String {
        let mut hasher = Hasher::new();
        hasher.update(&self.text[step.span.start..step.span.end]);
        match &step.act {
            Act::Copy(copy) => {
                for document in &copy.documents {
                    hasher.update(&self.text[document.span.start..document.span.end]);
                }
            }
            Act::Run(run) => {
                hasher.update(&masked(run.command.as_bytes()));
                self.count_settings(number, (stage.span.end, step.span.start), &mut hasher);
            }
            Act::Workdir(_) => {}
        }
        hasher.finalize().to_hex()[..ID].to_owned()
    }

    /// Adds what is set for a command: in its own stage before it, and in those that it starts from.
    fn count_settings(&self, number: usize, own: (usize, usize), hasher: &mut Hasher) {
        let stages = &self.plan.stages;
        let mut parts = vec![own];
        for stage in self.plan.lineage(number).into_iter().skip(1) {
            let end = stages.get(stage + 1).map_or(usize::MAX, |next| next.span.start);
            parts.push((stages[stage].span.end, end));
        }
        for (start, end) in parts {
            for span in self.settings.iter().filter(|it| (start..end).contains(&it.start)) {
                count_bytes(&self.text[span.start..span.end], hasher);
            }
        }
    }

    /// The stages that a step takes files from, each once.
    fn sources(&self, step: &Step) -> Vec<String> {
        let of = |tree: &Tree| match tree {
            Tree::Stage(number) => Some(self.plan.stages[*number].label(*number)),
            Tree::Context | Tree::Named(_) | Tree::Image(_) | Tree::Scratch => None,
        };
        let mut sources: Vec<String> = match &step.act {
            Act::Copy(copy) => of(&copy.from).into_iter().collect(),
            Act::Run(run) => run.mounts.iter().filter_map(|mount| of(&mount.from)).collect(),
            Act::Workdir(_) => Vec::new(),
        };
        sources.sort();
        sources.dedup();
        sources
    }
}
