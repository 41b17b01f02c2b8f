//! New lines: which are tried, where, and what is made of those that cannot be had.
//!
//! They are tried together at the end of the file, and one by one where that cannot be accepted. What
//! decides is the planner's attempt; nothing here judges a tree.

use super::{Attempt, MOST_PLACES, Planner, UNLESS_MADE_HERE};
use crate::context::{EntryId, Totals, hits};
use crate::fix::cover::cover;
use crate::fix::lines::{self, Candidate};
use crate::fix::proof::{Difference, Refusal};
use crate::fix::{Ground, Refused, Suggestion};
use crate::git::Standing;
use crate::ignorefile::Edit;

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

impl Planner<'_> {
    /// The lines that findings ask for. What a line covers that cannot be had, other lines are tried
    /// for.
    pub(super) fn lines(&mut self) {
        let mut tried: Vec<String> = Vec::new();
        loop {
            let (kept, stopped) = self.fewest_that_mean_it(&mut tried);
            tried.extend(kept.iter().map(|candidate| candidate.line.clone()));
            let refused = self.plan.refused.len();
            self.try_all(kept, stopped);
            if self.plan.refused.len() == refused {
                return;
            }
        }
    }

    /// The fewest lines, without those that were tried and those that name what is on this tree and
    /// mean something else besides.
    fn fewest_that_mean_it(
        &self,
        tried: &mut Vec<String>,
    ) -> (Vec<Candidate>, Vec<(EntryId, usize)>) {
        loop {
            let mut candidates = lines::candidates(self.ground.inventory, self.ground.findings);
            candidates.retain(|candidate| {
                self.choice.takes(&candidate.asked_by(), candidate.is_safe())
                    && !tried.contains(&candidate.line)
            });
            let (kept, stopped) = self.fewest(candidates);
            let strays = |(at, candidate): &(usize, &Candidate)| {
                let own = stopped.iter().filter(|(_, line)| line == at);
                !candidate.general
                    && own.into_iter().any(|(entry, _)| !self.is_named(*entry, candidate))
            };
            let strays: Vec<String> = kept
                .iter()
                .enumerate()
                .filter(strays)
                .map(|(_, candidate)| candidate.line.clone())
                .collect();
            if strays.is_empty() {
                return (kept, stopped);
            }
            tried.extend(strays);
        }
    }

    fn is_named(&self, entry: EntryId, candidate: &Candidate) -> bool {
        let inventory = self.ground.inventory;
        let mut above = std::iter::successors(Some(entry), |at| inventory.entry_of(at.dir));
        above.any(|at| candidate.entries.contains(&at))
    }

    /// The lines for what git ignores.
    pub(super) fn lines_of_git(&mut self) {
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
        let stopped = hits(self.ground.build.engine, self.current().0, &lines);
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
}
