//! Finding the changes: repairs of what stands in the file first, then as few new lines as do it.
//!
//! New lines are tried together where they would be written, at the end. If that cannot be accepted,
//! or one of them does not do there what it is for, each is tried by itself, at the end and before
//! the `!` lines that must win over it. What is accepted is part of the ground on which the next is
//! tried, so that the figures add up and nothing is offered twice.

use super::choice::Choice;
use super::cover::cover;
use super::lines::{self, Candidate};
use super::measure;
use super::proof::{Difference, Judge, Refusal, barred};
use super::simulate::{Simulated, simulate};
use super::{Ground, Plan, Refused, Suggestion};
use crate::context::{EntryId, Inventory, Requested, Totals};
use crate::git::Standing;
use crate::ignorefile::{Document, Edit, Repair};
use crate::rules::Category;
use rustc_hash::FxHashSet;

/// What git ignores is made, and what is made may be wanted.
const UNLESS_MADE_HERE: &str = "the build needs what git ignores";
/// How many `!` lines a new line is tried before.
const MOST_PLACES: usize = 4;

/// Plans the changes that are wanted and can be proved.
pub fn plan(ground: &Ground<'_>, choice: &Choice) -> Plan {
    let original = ground.build.ignore.as_ref().map_or(&[][..], |file| file.source.bytes());
    let mut planner = Planner {
        ground,
        choice,
        document: Document::read(original),
        named: named(ground),
        edits: Vec::new(),
        now: None,
        plan: Plan::default(),
    };
    planner.repairs();
    planner.lines();
    planner.lines_of_git();
    planner.finish()
}

/// What findings speak of.
fn named(ground: &Ground<'_>) -> FxHashSet<EntryId> {
    ground.findings.iter().flat_map(|finding| finding.entries.iter().copied()).collect()
}

struct Planner<'a> {
    ground: &'a Ground<'a>,
    choice: &'a Choice,
    document: Document<'a>,
    named: FxHashSet<EntryId>,
    /// What has been accepted so far.
    edits: Vec<Edit>,
    /// The build with it.
    now: Option<Simulated>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn current(&self) -> (&Inventory, &Requested) {
        match &self.now {
            Some(now) => (&now.inventory, &now.requested),
            None => (self.ground.inventory, self.ground.requested),
        }
    }

    /// Tries changes on top of what is accepted.
    fn attempt(&self, edits: &[Edit], may_start: bool) -> Result<(Simulated, Difference), Refusal> {
        let Ground { build, inventory, git, needs, others, .. } = *self.ground;
        let text = self.document.apply(&[&self.edits, edits].concat());
        let refused = |failure| Refusal::Fails(Box::new(failure));
        let after = simulate(build, inventory, text.as_slice()).map_err(refused)?;
        let judge = Judge { needs, git, named: &self.named, may_start };
        let difference = judge.judge(self.current(), &after, build.engine.id)?;
        if let Some(refusal) = barred(needs, inventory, &after, build.ignore.as_ref()) {
            return Err(refusal);
        }
        let grows = !may_start;
        for other in others.iter().filter(|_| !only_holds_more(build, &after)) {
            judge.elsewhere(other, &text, grows)?;
        }
        Ok((after, difference))
    }

    fn accept(&mut self, edits: &[Edit], after: Simulated) {
        self.edits.extend_from_slice(edits);
        self.now = Some(after);
    }

    /// Repairs of what stands in the file, each the best that can be proved.
    fn repairs(&mut self) {
        for proposal in self.ground.proposals {
            let wanted = |repair: &&Repair| self.choice.takes(&[proposal.check], repair.safe);
            let wanted: Vec<&Repair> = proposal.repairs.iter().filter(wanted).collect();
            let mut first_refusal = None;
            let mut accepted = None;
            for repair in wanted {
                if self.overlaps(&repair.edits) {
                    continue;
                }
                match self.attempt(&repair.edits, repair.starts) {
                    Ok((after, difference)) => {
                        accepted = Some((repair, after, difference));
                        break;
                    }
                    Err(why) => {
                        first_refusal.get_or_insert((repair, why));
                    }
                }
            }
            if let Some((repair, after, difference)) = accepted {
                self.accept(&repair.edits, after);
                self.plan.suggestions.push(Suggestion {
                    line: repair.what.clone(),
                    rules: Vec::new(),
                    check: Some(proposal.check),
                    git: Vec::new(),
                    edits: repair.edits.clone(),
                    saves: difference.saves,
                    holds: difference.holds,
                    starts: difference.starts,
                    safe: repair.safe,
                    unless: None,
                });
            } else if let Some((repair, why)) = first_refusal {
                let (line, asked_by) = (repair.what.clone(), vec![proposal.check]);
                self.plan.refused.push(Refused { line, asked_by, why });
            }
        }
    }

    /// Whether changes touch a line that an accepted one touches.
    fn overlaps(&self, edits: &[Edit]) -> bool {
        let line = |edit: &Edit| match edit {
            Edit::Replace { line, .. } | Edit::Remove { line } | Edit::Move { line, .. } => {
                Some(*line)
            }
            Edit::Insert { .. } => None,
        };
        let touched: Vec<usize> = self.edits.iter().filter_map(line).collect();
        edits.iter().filter_map(line).any(|line| touched.contains(&line))
    }

    /// The lines that findings ask for.
    fn lines(&mut self) {
        let mut candidates = lines::candidates(self.ground.inventory, self.ground.findings);
        candidates
            .retain(|candidate| self.choice.takes(&candidate.asked_by(), candidate.is_safe()));
        // A line that means several paths must not mean others.
        let mut seen = Vec::new();
        let (kept, stopped) = loop {
            let (kept, stopped) = self.fewest(candidates);
            let strays = |(at, candidate): (usize, &Candidate)| {
                let own = stopped.iter().filter(|(_, line)| *line == at);
                !candidate.general
                    && own.into_iter().any(|(entry, _)| !self.is_named(*entry, candidate))
            };
            let strays: Vec<bool> = kept.iter().enumerate().map(strays).collect();
            if !strays.contains(&true) {
                break (kept, stopped);
            }
            seen.extend(kept.iter().zip(&strays).filter(|(_, s)| **s).map(|(c, _)| c.line.clone()));
            candidates = lines::candidates(self.ground.inventory, self.ground.findings);
            candidates.retain(|candidate| {
                self.choice.takes(&candidate.asked_by(), candidate.is_safe())
                    && !seen.contains(&candidate.line)
            });
        };
        self.try_all(kept, stopped);
    }

    fn is_named(&self, entry: EntryId, candidate: &Candidate) -> bool {
        let inventory = self.ground.inventory;
        let mut above = std::iter::successors(Some(entry), |at| inventory.entry_of(at.dir));
        above.any(|at| candidate.entries.contains(&at))
    }

    /// The lines for what git ignores.
    fn lines_of_git(&mut self) {
        // Where it is not known what is tracked, no line can be proved to leave that alone; and
        // where nothing is sent, little is gained by keeping it at home.
        let knows = self.ground.git.filter(|git| git.knows_tracked());
        let Some(git) = knows.filter(|_| !self.ground.build.engine.transfer.at_hand) else {
            return;
        };
        let (inventory, requested) = self.current();
        let mut candidates = lines::of_git(inventory, requested, self.ground.needs, git);
        candidates.retain(|candidate| {
            let known = self.plan.suggestions.iter_mut().find(|known| known.line == candidate.line);
            let is_new = known.is_none();
            known.into_iter().for_each(|known| known.git.clone_from(&candidate.git));
            is_new && self.choice.takes(&candidate.asked_by(), false)
        });
        // A line that goes further than git does is not git's.
        let lines: Vec<&str> = candidates.iter().map(|candidate| &*candidate.line).collect();
        let stopped = measure::stopped(self.ground.build.engine, self.current().0, &lines);
        let mut further = vec![false; candidates.len()];
        for (entry, hits) in stopped {
            if !matches!(git.standing(self.ground.inventory, entry), Some(Standing::Ignored(_))) {
                hits.iter().for_each(|line| further[*line as usize] = true);
            }
        }
        let candidates = candidates.into_iter().zip(further).filter(|(_, further)| !further);
        let (kept, stopped) = self.fewest(candidates.map(|(candidate, _)| candidate).collect());
        self.try_all(kept, stopped);
    }

    /// The fewest of the candidates that stop what all of them would, and for every topmost entry
    /// the first of those that does.
    fn fewest(&self, candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<(EntryId, usize)>) {
        let inventory = self.current().0;
        let lines: Vec<&str> = candidates.iter().map(|candidate| &*candidate.line).collect();
        let stopped = measure::stopped(self.ground.build.engine, inventory, &lines);
        let sets: Vec<Vec<u32>> = stopped.iter().map(|(_, lines)| lines.clone()).collect();
        // Of two that do the same, a rule's own and safe line is better than a path.
        let weight = |line: usize| {
            let candidate = &candidates[line];
            u64::from(candidate.general) * 2 + u64::from(candidate.is_safe())
        };
        let kept = cover(candidates.len(), &sets, &weight);
        let mut number = 0;
        let renumbered: Vec<Option<usize>> = kept
            .iter()
            .map(|kept| {
                number += usize::from(*kept);
                kept.then(|| number - 1)
            })
            .collect();
        let first = |(entry, lines): &(EntryId, Vec<u32>)| {
            let line = lines.iter().find_map(|line| renumbered[*line as usize])?;
            Some((*entry, line))
        };
        let stopped = stopped.iter().filter_map(first).collect();
        let kept = candidates.into_iter().zip(kept).filter(|(_, kept)| *kept);
        (kept.map(|(candidate, _)| candidate).collect(), stopped)
    }

    /// Tries lines together, and one by one where that fails.
    fn try_all(&mut self, candidates: Vec<Candidate>, stopped: Vec<(EntryId, usize)>) {
        if candidates.is_empty() {
            return;
        }
        let edits: Vec<Edit> = candidates.iter().map(|candidate| self.at_end(candidate)).collect();
        let attempt = self.attempt(&edits, false);
        let does_all = |after: &Simulated| {
            stopped.iter().all(|(entry, _)| !after.inventory.fate(*entry).travels())
        };
        match attempt {
            Ok((after, _)) if does_all(&after) => {
                for (number, candidate) in candidates.iter().enumerate() {
                    let (inventory, requested) = self.current();
                    let (mut saves, mut holds) = (Totals::default(), Totals::default());
                    for (entry, _) in stopped.iter().filter(|(_, line)| *line == number) {
                        saves += requested.with(inventory, *entry);
                        holds += inventory.sent_with(*entry);
                    }
                    self.offer(candidate, vec![edits[number].clone()], saves, holds);
                }
                self.accept(&edits, after);
            }
            Ok(_) | Err(_) => {
                for (number, candidate) in candidates.iter().enumerate() {
                    let own = stopped.iter().filter(|(_, line)| *line == number);
                    let own: Vec<EntryId> = own.map(|(entry, _)| *entry).collect();
                    self.try_one(candidate, &own);
                }
            }
        }
    }

    /// Tries a line wherever it could stand; if it cannot be had, the paths that it is for.
    fn try_one(&mut self, candidate: &Candidate, stops: &[EntryId]) {
        let Err(why) = self.try_places(candidate, stops) else { return };
        let mut any = false;
        for narrower in lines::narrower(self.ground.inventory, candidate) {
            let lines = [narrower.line.as_str()];
            let stopped = measure::stopped(self.ground.build.engine, self.current().0, &lines);
            let stops: Vec<EntryId> = stopped.into_iter().map(|(entry, _)| entry).collect();
            let all_named = stops.iter().all(|entry| self.is_named(*entry, &narrower));
            let wanted = self.choice.takes(&narrower.asked_by(), narrower.is_safe());
            if !stops.is_empty() && all_named && wanted {
                any |= self.try_places(&narrower, &stops).is_ok();
            }
        }
        if !any && !matches!(why, Refusal::NoEffect) {
            let (line, asked_by) = (candidate.line.clone(), candidate.asked_by());
            self.plan.refused.push(Refused { line, asked_by, why });
        }
    }

    fn try_places(&mut self, candidate: &Candidate, stops: &[EntryId]) -> Result<(), Refusal> {
        let mut first = None;
        for edit in self.places(candidate) {
            let edits = [edit];
            match self.attempt(&edits, false) {
                Ok((after, difference)) => {
                    let held = |entry: &EntryId| !after.inventory.fate(*entry).travels();
                    let meant = |entry: &&EntryId| self.is_named(**entry, candidate);
                    let all = match candidate.is_of_git() {
                        true => stops.iter().all(held),
                        false => stops.iter().filter(meant).all(held),
                    };
                    if !difference.stops.is_empty() && all {
                        let Difference { saves, holds, .. } = difference;
                        self.offer(candidate, edits.to_vec(), saves, holds);
                        self.accept(&edits, after);
                        return Ok(());
                    }
                    first.get_or_insert(Refusal::NoEffect);
                }
                Err(why) => {
                    first.get_or_insert(why);
                }
            }
        }
        Err(first.unwrap_or(Refusal::NoEffect))
    }

    fn offer(&mut self, candidate: &Candidate, edits: Vec<Edit>, saves: Totals, holds: Totals) {
        let worth_it = if candidate.is_of_git() { saves } else { holds };
        if worth_it.files == 0 {
            return;
        }
        self.plan.suggestions.push(Suggestion {
            line: candidate.line.clone(),
            rules: candidate.rules.clone(),
            check: None,
            git: candidate.git.clone(),
            edits,
            saves,
            holds,
            starts: Vec::new(),
            safe: candidate.is_safe(),
            unless: match candidate.is_of_git() {
                true => Some(UNLESS_MADE_HERE),
                false => candidate.rules.iter().find_map(|rule| rule.unless),
            },
        });
    }

    fn at_end(&self, candidate: &Candidate) -> Edit {
        Edit::Insert {
            behind: self.document.len().checked_sub(1),
            text: candidate.line.clone().into(),
        }
    }

    /// Where a line may stand: at the end, or before one of the last `!` lines.
    fn places(&self, candidate: &Candidate) -> Vec<Edit> {
        let mut places = vec![self.at_end(candidate)];
        let negated = |(_, line): &(usize, crate::ignorefile::PhysicalLine<'_>)| {
            line.text.trim_ascii_start().starts_with(b"!")
        };
        let lines: Vec<usize> =
            self.document.lines().enumerate().filter(negated).map(|(number, _)| number).collect();
        places.extend(lines.iter().rev().take(MOST_PLACES).map(|line| Edit::Insert {
            behind: line.checked_sub(1),
            text: candidate.line.clone().into(),
        }));
        places
    }

    fn finish(mut self) -> Plan {
        let Ground { inventory, requested, build, .. } = *self.ground;
        self.plan.suggestions.sort_by(|a: &Suggestion, b| {
            let weight =
                |s: &Suggestion| (s.saves.bytes, s.saves.files, s.holds.bytes, s.holds.files);
            weight(b).cmp(&weight(a)).then_with(|| a.line.cmp(&b.line))
        });
        let mut plan = self.plan;
        plan.before = requested.totals(inventory);
        plan.eligible = (inventory.sent(), inventory.sent());
        let without = |kept: &dyn Fn(&Suggestion) -> bool| {
            let saved = plan.suggestions.iter().filter(|s| kept(s)).map(|s| s.saves);
            saved.fold(plan.before, |left, saved| left.less(saved))
        };
        plan.after_safe = without(&|suggestion| suggestion.safe);
        plan.after = plan.before;
        if let Some(now) = &self.now {
            plan.after = now.requested.totals(&now.inventory);
            plan.eligible.1 = now.inventory.sent();
            plan.difference =
                Difference::between((inventory, requested), (&now.inventory, &now.requested));
        }
        if !plan.suggestions.is_empty() {
            let edits = written(&plan.suggestions, &self.document);
            let text = self.document.apply(&edits);
            // What is written is what was proved, comments and all.
            let as_proved = simulate(build, inventory, text.as_slice()).is_ok_and(|after| {
                Difference::between((inventory, requested), (&after.inventory, &after.requested))
                    == plan.difference
            });
            plan.text = as_proved.then_some(text);
        }
        plan
    }
}

/// All changes as they are written: new lines of one place stand together, by category, under a
/// comment that says what they are.
fn written(suggestions: &[Suggestion], document: &Document<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut places: Vec<(Option<usize>, Vec<(&Suggestion, &Edit)>)> = Vec::new();
    for suggestion in suggestions {
        for edit in &suggestion.edits {
            match edit {
                Edit::Insert { behind, .. } if suggestion.check.is_none() => {
                    match places.iter_mut().find(|(place, _)| place == behind) {
                        Some((_, lines)) => lines.push((suggestion, edit)),
                        None => places.push((*behind, vec![(suggestion, edit)])),
                    }
                }
                edit => edits.push(edit.clone()),
            }
        }
    }
    places.sort_by_key(|(place, _)| *place);
    for (behind, mut lines) in places {
        lines.sort_by(|(a, _), (b, _)| (rank(a), &a.line).cmp(&(rank(b), &b.line)));
        let insert = |text: Vec<u8>| Edit::Insert { behind, text };
        let before = behind.and_then(|line| document.line(line));
        if before.is_some_and(|line| !line.text.trim_ascii().is_empty()) {
            edits.push(insert(Vec::new()));
        }
        edits.push(insert(comment(&lines).into()));
        edits.extend(lines.into_iter().map(|(_, edit)| edit.clone()));
    }
    edits
}

/// The place of a line among new ones: what git ignores comes last.
fn rank(suggestion: &Suggestion) -> usize {
    let category = suggestion.rules.first().map(|rule| rule.category);
    let place = |category| Category::ALL.iter().position(|known| *known == category);
    category.and_then(place).unwrap_or(Category::ALL.len())
}

/// `# stowaway: secrets, dependencies and caches stay out of the build`.
fn comment(lines: &[(&Suggestion, &Edit)]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (suggestion, _) in lines {
        let word =
            suggestion.rules.first().map_or("what git ignores", |rule| rule.category.plural());
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let told = match words.as_slice() {
        [] => "what is listed here".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    format!("# stowaway: {told} stay out of the build")
}

/// Whether new lines can only hold back more, whatever the engine: none takes back, none is gone.
fn only_holds_more(build: &crate::build::Build, after: &Simulated) -> bool {
    let old = build.ignore.as_ref().map(|file| &file.matcher);
    let negated = after.ignore.matcher.patterns().iter().any(|pattern| pattern.negated);
    let changes =
        crate::ignorefile::Matcher::changes(build.engine, old, Some(&after.ignore.matcher));
    !negated && changes.is_some_and(|changes| !changes.now.contains(&u32::MAX))
}
