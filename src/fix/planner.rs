//! Finding the changes: repairs of what stands in the file first, then as few new lines as do it.
//!
//! New lines are tried together where they would be written, at the end. If that cannot be accepted,
//! or one of them does not do there what it is for, each is tried by itself, at the end and before
//! the `!` lines that must win over it. What is accepted is part of the ground on which the next is
//! tried, so that the figures add up and nothing is offered twice.

mod new_lines;

use super::choice::Choice;
use super::proof::{Difference, Judge, Refusal, barred};
use super::simulate::{Simulated, simulate};
use super::written::written;
use super::{Ground, Plan, Refused, Suggestion};
use crate::build::Build;
use crate::context::{EntryId, Hit, Inventory, Requested, hits};
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
    fn stopped(&self, lines: &[&str]) -> Vec<Hit> {
        let inventory = self.current().0;
        let judge = self.judge(Attempt::Lines);
        let mut stopped = hits(self.ground.build.engine, inventory, lines);
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
        let touched: Vec<usize> = self.edits.iter().filter_map(Edit::line).collect();
        edits.iter().filter_map(Edit::line).any(|line| touched.contains(&line))
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
fn only_holds_more(build: &Build, after: &Simulated) -> bool {
    let old = build.ignore.as_ref().map(|file| &file.matcher);
    let negated = after.ignore.matcher.patterns().iter().any(|pattern| pattern.negated);
    let changes =
        crate::ignorefile::Matcher::changes(build.engine, old, Some(&after.ignore.matcher));
    !negated && changes.is_some_and(|changes| !changes.now.contains(&u32::MAX))
}
