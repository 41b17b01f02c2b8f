//! A draft becomes a file: tried on every engine, without what does harm or nothing.
//!
//! A line that takes away what a Dockerfile names goes, and a comment says so in its place. One that
//! stops nothing here and stands for nothing that could be goes without a word. What then does not
//! hold on every engine is not written at all.

use super::needs::{self, Wanted};
use super::trial::{BadLine, Outcome, try_on};
use super::{Draft, Generated, Ground, Line, Proof, Purpose, Refusal, Section, Told};
use crate::ignorefile::Pattern;
use crate::path::ancestors;

/// Settles a draft.
///
/// # Errors
/// [`Refusal`] if something that a Dockerfile needs would not travel all the same.
pub(super) fn settle(ground: &Ground<'_>, draft: Draft) -> Result<Generated, Refusal> {
    let mut desk = Desk::new(ground, draft);
    desk.without_harm()?;
    desk.without_idlers();
    desk.finish()
}

/// A draft at work.
pub(super) struct Desk<'a> {
    ground: &'a Ground<'a>,
    wanted: Vec<Wanted>,
    sections: Vec<Section>,
    notes: Vec<String>,
}

/// Why a line goes, or nothing can be written.
enum Harm {
    /// A line that an engine refuses.
    Bad,
    /// A line takes away what this [`super::Use`] names.
    Takes(usize),
}

impl<'a> Desk<'a> {
    pub(super) fn new(ground: &'a Ground<'a>, draft: Draft) -> Self {
        let Draft { sections, notes } = draft;
        let mut desk = Self { ground, wanted: needs::wanted(ground), sections, notes };
        desk.without_twins();
        desk
    }

    /// Adds sections at the end.
    pub(super) fn add(&mut self, sections: impl Iterator<Item = Section>) {
        self.sections.extend(sections);
    }

    /// Adds something that a person should know.
    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// A line, by its number in all sections.
    pub(super) fn text(&self, number: usize) -> &str {
        self.lines().get(number).map_or("", |line| line.text.as_str())
    }

    /// What each engine makes of it.
    ///
    /// # Errors
    /// [`Refusal::Nothing`] if one refuses a line, which [`Self::without_harm`] takes out.
    pub(super) fn outcomes(&self) -> Result<Vec<Outcome>, Refusal> {
        self.try_on_all().map_err(|BadLine(_)| Refusal::Nothing)
    }

    fn lines(&self) -> Vec<&Line> {
        self.sections.iter().flat_map(|section| &section.lines).collect()
    }

    fn try_on_all(&self) -> Result<Vec<Outcome>, BadLine> {
        let texts: Vec<&str> = self.lines().iter().map(|line| line.text.as_str()).collect();
        self.ground.engines.iter().map(|engine| try_on(self.ground, engine, &texts)).collect()
    }

    fn try_on_first(&self, lines: &[&Line]) -> Result<Outcome, BadLine> {
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        try_on(self.ground, self.ground.engines[0], &texts)
    }

    /// Takes out a line, by its number in all sections, and gives its section.
    fn remove(&mut self, number: usize) -> Option<(&mut Section, Line)> {
        let mut first = 0;
        for section in &mut self.sections {
            let end = first + section.lines.len();
            if number < end {
                let line = section.lines.remove(number - first);
                return Some((section, line));
            }
            first = end;
        }
        None
    }

    /// A line that was written already says nothing new, unless something between takes it back.
    fn without_twins(&mut self) {
        if self.lines().iter().any(|line| line.text.starts_with('!')) {
            return;
        }
        let mut seen = Vec::new();
        for section in &mut self.sections {
            section.lines.retain(|line| {
                let is_new = !seen.contains(&line.text);
                seen.push(line.text.clone());
                is_new
            });
        }
    }

    pub(super) fn without_harm(&mut self) -> Result<(), Refusal> {
        // Each round takes out a line.
        for _ in 0..=self.lines().len() {
            let harm = match self.try_on_all() {
                Ok(outcomes) => self.harm(&outcomes)?,
                Err(BadLine(line)) => Some((line, Harm::Bad)),
            };
            let Some((line, harm)) = harm else { return Ok(()) };
            let needs = self.ground.needs;
            let Some((section, line)) = self.remove(line) else { return Ok(()) };
            let text = &line.text;
            let why = match harm {
                Harm::Bad => format!("`{text}` cannot be said to every engine."),
                Harm::Takes(number) => {
                    format!("`{text}` is left out: {} needs it.", needs.uses[number].shown())
                }
            };
            if !section.comment.contains(&why) {
                section.comment.push(why);
                section.speaks = true;
            }
        }
        Ok(())
    }

    /// A line that takes away what a Dockerfile needs, if there is one.
    fn harm(&self, outcomes: &[Outcome]) -> Result<Option<(usize, Harm)>, Refusal> {
        let lines = self.lines();
        for outcome in outcomes {
            for wanted in &self.wanted {
                let lost = wanted.entries.iter().filter(|id| {
                    let came = self.ground.inventory.sent_with(**id);
                    came.files + came.directories > 0
                });
                let lost = lost.filter_map(|id| outcome.stopped_by(*id));
                let absent = wanted.absent.iter().filter_map(|path| outcome.would_stop(path));
                let is_star = |line: &usize| lines.get(*line).is_none_or(|line| line.text == "*");
                // Where everything is held back, what a glob may stand for one day is, too.
                let one_day = wanted.examples.iter().filter_map(|path| outcome.would_stop(path));
                let one_day = one_day.filter(|line| !is_star(line));
                let Some(line) = lost.chain(absent).chain(one_day).next() else { continue };
                if is_star(&line) {
                    return Err(self.lost(outcome, wanted));
                }
                return Ok(Some((line, Harm::Takes(wanted.number))));
            }
            if let Some(id) = outcome.empty.first() {
                let path = self.ground.inventory.path(*id);
                let engine = outcome.engine;
                return Err(Refusal::Empty { path, engine });
            }
        }
        Ok(None)
    }

    fn lost(&self, outcome: &Outcome, wanted: &Wanted) -> Refusal {
        let wanted = &self.ground.needs.uses[wanted.number];
        Refusal::Lost {
            path: wanted.path.clone(),
            instruction: wanted.shown(),
            engine: outcome.engine,
        }
    }

    /// Takes out the lines that do nothing on this tree, as far as that is what they are there for.
    pub(super) fn without_idlers(&mut self) {
        while let Ok(outcomes) = self.try_on_all() {
            let lines = self.lines();
            let is_idle = |number: usize| match lines[number].purpose {
                Purpose::Guards | Purpose::Named => false,
                Purpose::Stops => outcomes.iter().all(|o| o.stops(number).next().is_none()),
                Purpose::LetsIn => outcomes.iter().all(|outcome| !outcome.lets_in(number)),
            };
            let idle: Vec<usize> = (0..lines.len()).filter(|line| is_idle(*line)).collect();
            let spare = || self.spare(&outcomes[0]).into_iter().collect();
            let out = if idle.is_empty() { spare() } else { idle };
            if out.is_empty() {
                return;
            }
            for number in out.into_iter().rev() {
                self.remove(number);
            }
        }
    }

    /// A line without which the others would do the same.
    fn spare(&self, outcome: &Outcome) -> Option<usize> {
        let lines = self.lines();
        let dialect = outcome.engine.dialect;
        let compile = |line: &&Line| {
            let entry = line.text.as_bytes();
            Pattern::compile(dialect, None, entry).ok().flatten().filter(|p| !p.negated)
        };
        let patterns: Vec<Option<Pattern>> = lines.iter().map(compile).collect();
        let covered = |number: usize, path: &[u8]| {
            let others = patterns.iter().enumerate().filter(|(other, _)| *other != number);
            let hits = |pattern: &Pattern| {
                ancestors(path).chain([path]).any(|path| pattern.matches(path) == Ok(true))
            };
            others.filter_map(|(_, pattern)| pattern.as_ref()).any(hits)
        };
        let could_go = |number: &usize| {
            let is_due = lines[*number].purpose == Purpose::Stops && patterns[*number].is_some();
            is_due
                && outcome
                    .stops(*number)
                    .all(|id| covered(*number, &self.ground.inventory.path(id)))
        };
        let makes_no_difference = |number: &usize| {
            let others = lines.iter().enumerate().filter(|(other, _)| other != number);
            let others: Vec<&Line> = others.map(|(_, line)| *line).collect();
            self.try_on_first(&others).is_ok_and(|without| {
                let entries = |outcome: &Outcome| -> Vec<_> {
                    outcome.stopped.iter().map(|(id, _)| *id).collect()
                };
                entries(&without) == entries(outcome)
            })
        };
        (0..lines.len()).rev().filter(could_go).find(makes_no_difference)
    }

    pub(super) fn finish(self) -> Result<Generated, Refusal> {
        let outcomes = self.outcomes()?;
        let Self { ground, sections, notes, .. } = &self;
        let proofs = outcomes.iter().map(|outcome| {
            let (before, after) = outcome.totals(ground);
            Proof { engine: outcome.engine, before, after }
        });
        let proofs = proofs.collect();
        let lines = self.lines();
        let told = lines.iter().enumerate().map(|(number, line)| {
            let mut stops = crate::context::Totals::default();
            let first = outcomes.first().into_iter();
            first.flat_map(|outcome| outcome.stops(number)).for_each(|id| {
                stops += ground.inventory.sent_with(id);
            });
            Told { text: line.text.clone(), stops }
        });
        let told = told.collect();
        Ok(Generated { text: text(sections), lines: told, notes: notes.clone(), proofs })
    }
}

/// The file: sections with an empty line between, comments above their lines.
fn text(sections: &[Section]) -> Vec<u8> {
    let mut text = String::new();
    for section in sections.iter().filter(|section| section.stays()) {
        if !text.is_empty() {
            text.push('\n');
        }
        for comment in &section.comment {
            text.push_str(format!("# {comment}").trim_end());
            text.push('\n');
        }
        for line in &section.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    text.into_bytes()
}
