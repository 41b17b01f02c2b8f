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
use super::written::written;
use super::{Ground, Plan, Refused, Suggestion};
use crate::context::{EntryId, Inventory, Requested, Totals};
use crate::git::Standing;
use crate::ignorefile::{Document, Edit, IgnoreFile, Repair};
use crate::rules::{Category, Finding, Rule, Severity};
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
        named: named(ground, is_clutter),
        told: named(ground, |finding| !finding.rule.is_large_file()),
        goods: named(ground, is_of_goods),
        grave: named(ground, |f| choice.unsafe_too && f.severity >= Severity::High),
        edits: Vec::new(),
        now: None,
        plan: Plan::default(),
    };
    planner.repairs();
    planner.lines();
    planner.lines_of_git();
    planner.finish()
}

/// Whether a finding is about what no program is made of, so that nothing is lost with it though
/// git tracks it. A tracked secret, log or output may be a test's, or what is served.
fn is_clutter(finding: &Finding) -> bool {
    matches!(
        finding.rule.category,
        Category::Vcs | Category::Dependency | Category::Cache | Category::Os | Category::Docker
    )
}

/// Whether a finding is about data that may be wanted: what lies in a directory that is copied by
/// name may be just what it is copied for.
fn is_of_goods(finding: &Finding) -> bool {
    finding.rule.category == Category::Data && !finding.rule.safe
}

/// What such findings speak of.
fn named(ground: &Ground<'_>, such: impl Fn(&Finding) -> bool) -> FxHashSet<EntryId> {
    let findings = ground.findings.iter().filter(|finding| such(finding));
    findings.flat_map(|finding| finding.entries.iter().copied()).collect()
}

struct Planner<'a> {
    ground: &'a Ground<'a>,
    choice: &'a Choice,
    document: Document<'a>,
    /// What nobody wants, whether git tracks it or not.
    named: FxHashSet<EntryId>,
    /// What findings speak of for more than its size.
    told: FxHashSet<EntryId>,
    /// What could be wanted all the same.
    goods: FxHashSet<EntryId>,
    /// What findings call grave.
    grave: FxHashSet<EntryId>,
    /// What has been accepted so far.
    edits: Vec<Edit>,
    /// The build with it.
    now: Option<Simulated>,
    plan: Plan,
}

/// What is tried.
#[derive(Clone, Copy)]
enum Attempt {
    /// New lines, over which the exceptions of the file hold.
    Lines,
    /// New lines that a person looks at first: they may stop what git tracks, if a finding is about
    /// that.
    Tracked,
    /// A change of what stands there.
    Repair { may_start: bool },
}

/// A line that is to be tried.
struct Trial {
    candidate: Candidate,
    /// The topmost entries that it would stop.
    stops: Vec<EntryId>,
    saves: Totals,
    holds: Totals,
}

impl Trial {
    /// What git asks for is worth a line only if it is sent.
    fn is_worth_it(&self) -> bool {
        let Self { candidate, saves, holds, .. } = self;
        let counts = if candidate.is_of_git() { saves } else { holds };
        counts.files > 0
    }
}

impl<'a> Planner<'a> {
    fn current(&self) -> (&Inventory, &Requested) {
        match &self.now {
            Some(now) => (&now.inventory, &now.requested),
            None => (self.ground.inventory, self.ground.requested),
        }
    }

    /// Tries changes on top of what is accepted.
    fn attempt(&self, edits: &[Edit], kind: Attempt) -> Result<(Simulated, Difference), Refusal> {
        let Ground { build, inventory, needs, others, .. } = *self.ground;
        let text = self.document.apply(&[&self.edits, edits].concat());
        let refused = |failure| Refusal::Fails(Box::new(failure));
        let after = simulate(build, inventory, text.as_slice()).map_err(refused)?;
        let judge = self.judge(kind);
        let difference = judge.judge(self.current(), &after, build.engine.id)?;
        if let Some(refusal) = barred(needs, inventory, &after, build.ignore.as_ref()) {
            return Err(refusal);
        }
        for other in others.iter().filter(|_| !only_holds_more(build, &after)) {
            judge.elsewhere(other, &text)?;
        }
        Ok((after, difference))
    }

    fn judge(&self, kind: Attempt) -> Judge<'_> {
        let (may_start, excepts) = match kind {
            Attempt::Lines | Attempt::Tracked => (false, self.file()),
            Attempt::Repair { may_start } => (may_start, None),
        };
        let Ground { git, needs, .. } = *self.ground;
        let Self { goods, grave, .. } = self;
        let named = if matches!(kind, Attempt::Tracked) { &self.told } else { &self.named };
        Judge { needs, git, named, goods, grave, excepts, may_start }
    }

    /// What lines would stop, but for what the file takes back by name: no line is for that.
    fn stopped(&self, lines: &[&str]) -> Vec<measure::Stopped> {
        let inventory = self.current().0;
        let judge = self.judge(Attempt::Lines);
        let mut stopped = measure::stopped(self.ground.build.engine, inventory, lines);
        stopped.retain(|(id, _)| judge.excepted(inventory, *id).is_none());
        stopped
    }

    /// The ignore file as it stands with what is accepted.
    fn file(&self) -> Option<&IgnoreFile> {
        match &self.now {
            Some(now) => Some(&now.ignore),
            None => self.ground.build.ignore.as_ref(),
        }
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
                match self.attempt(&repair.edits, Attempt::Repair { may_start: repair.starts }) {
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
                let rules = self.rules_of(&after);
                self.accept(&repair.edits, after);
                self.plan.suggestions.push(Suggestion {
                    line: repair.what.clone(),
                    rules,
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

    /// The rules whose findings a change puts an end to, in part at least.
    fn rules_of(&self, after: &Simulated) -> Vec<&'static Rule> {
        let before = self.current().0;
        let stops =
            |id: &EntryId| before.fate(*id).travels() && !after.inventory.fate(*id).travels();
        let mut rules: Vec<&'static Rule> = Vec::new();
        for finding in self.ground.findings.iter().filter(|f| f.entries.iter().any(stops)) {
            if !rules.contains(&finding.rule) {
                rules.push(finding.rule);
            }
        }
        rules
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
        // Asked of the file as it stands, so that a line that is offered already is told of.
        let Ground { inventory, requested, needs, .. } = *self.ground;
        let mut candidates = lines::of_git(inventory, requested, needs, git);
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
        let lines: Vec<&str> = candidates.iter().map(|candidate| &*candidate.line).collect();
        let stopped = self.stopped(&lines);
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
        let mut trials = self.trials(candidates, stopped);
        trials.retain(Trial::is_worth_it);
        if trials.is_empty() {
            return;
        }
        let edits: Vec<Edit> = trials.iter().map(|trial| self.at_end(&trial.candidate)).collect();
        let all = || trials.iter().flat_map(|trial| &trial.stops);
        match self.attempt(&edits, Attempt::Lines) {
            Ok((after, _)) if all().all(|entry| !after.inventory.fate(*entry).travels()) => {
                for (trial, edit) in trials.iter().zip(&edits) {
                    let Trial { candidate, saves, holds, .. } = trial;
                    self.offer(candidate, vec![edit.clone()], *saves, *holds);
                }
                self.accept(&edits, after);
            }
            Ok(_) | Err(_) => {
                trials.iter().for_each(|trial| self.try_one(&trial.candidate, &trial.stops));
            }
        }
    }

    /// What each line would stop, and what that amounts to.
    fn trials(&self, lines: Vec<Candidate>, stopped: Vec<(EntryId, usize)>) -> Vec<Trial> {
        let (inventory, requested) = self.current();
        let trial = |(number, candidate): (usize, Candidate)| {
            let own = stopped.iter().filter(|(_, line)| *line == number);
            let stops: Vec<EntryId> = own.map(|(entry, _)| *entry).collect();
            let (mut saves, mut holds) = (Totals::default(), Totals::default());
            for entry in &stops {
                saves += requested.with(inventory, *entry);
                holds += inventory.sent_with(*entry);
            }
            Trial { candidate, stops, saves, holds }
        };
        lines.into_iter().enumerate().map(trial).collect()
    }

    /// Tries a line wherever it could stand; if it cannot be had, the paths that it is for.
    fn try_one(&mut self, candidate: &Candidate, stops: &[EntryId]) {
        let Err(mut why) = self.try_places(candidate, stops, Attempt::Lines) else { return };
        if matches!(why, Refusal::Tracked { .. }) && self.choice.unsafe_too {
            match self.try_places(candidate, stops, Attempt::Tracked) {
                Ok(()) => return,
                Err(other) => why = other,
            }
        }
        let mut any = false;
        let travels = |id: &EntryId| self.current().0.fate(*id).travels();
        let entries = candidate.entries.iter().copied().filter(travels).collect();
        let candidate = &Candidate { entries, ..candidate.clone() };
        for narrower in lines::narrower(self.ground.inventory, candidate) {
            let lines = [narrower.line.as_str()];
            let stopped = self.stopped(&lines);
            let stops: Vec<EntryId> = stopped.into_iter().map(|(entry, _)| entry).collect();
            let all_named = stops.iter().all(|entry| self.is_named(*entry, &narrower));
            let wanted = self.choice.takes(&narrower.asked_by(), narrower.is_safe());
            if !stops.is_empty() && all_named && wanted {
                any |= self.try_places(&narrower, &stops, Attempt::Lines).is_ok();
            }
        }
        if !any && !matches!(why, Refusal::NoEffect) {
            let (line, asked_by) = (candidate.line.clone(), candidate.asked_by());
            self.plan.refused.push(Refused { line, asked_by, why });
        }
    }

    fn try_places(
        &mut self,
        candidate: &Candidate,
        stops: &[EntryId],
        kind: Attempt,
    ) -> Result<(), Refusal> {
        let mut first = None;
        for edit in self.places(candidate) {
            let edits = [edit];
            match self.attempt(&edits, kind) {
                Ok((after, difference)) => {
                    let held = |entry: &EntryId| !after.inventory.fate(*entry).travels();
                    let meant = |entry: &&EntryId| self.is_named(**entry, candidate);
                    let all = match candidate.is_of_git() {
                        true => stops.iter().all(held),
                        false => stops.iter().filter(meant).all(held),
                    };
                    let Difference { saves, holds, .. } = difference;
                    let counts = if candidate.is_of_git() { saves } else { holds };
                    if counts.files > 0 && all {
                        self.offer(candidate, edits.to_vec(), saves, holds);
                        let last = self.plan.suggestions.last_mut();
                        last.into_iter().for_each(|offered| {
                            offered.safe &= matches!(kind, Attempt::Lines);
                        });
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
        let safe = plan.suggestions.iter().filter(|suggestion| suggestion.safe);
        plan.after_safe = safe.fold(plan.before, |left, safe| left.less(safe.saves));
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

/// Whether new lines can only hold back more, whatever the engine: none takes back, none is gone.
fn only_holds_more(build: &crate::build::Build, after: &Simulated) -> bool {
    let old = build.ignore.as_ref().map(|file| &file.matcher);
    let negated = after.ignore.matcher.patterns().iter().any(|pattern| pattern.negated);
    let changes =
        crate::ignorefile::Matcher::changes(build.engine, old, Some(&after.ignore.matcher));
    !negated && changes.is_some_and(|changes| !changes.now.contains(&u32::MAX))
}
