//! From an audit to changes of its ignore file, until nothing is left to change.
//!
//! A change can bring to light what another one hid: a line that a moved one covers, a directory
//! whose contents are reported once it is no longer held back as a whole. So the checks are asked
//! again about the file as it would be, without the disk, until they have nothing more to say.

use super::{Audit, land, views};
use crate::build::{Build, IgnoreChoice, Request};
use crate::context::{Inventory, Requested};
use crate::engine::{ENGINES, Engine};
use crate::error::Failure;
use crate::fix::{
    self, Choice, Difference, Ground, Other, Plan, Proposal, Refusal, Refused, simulate,
};
use crate::ignorefile::IgnoreFile;
use crate::landing::{Landing, StepFailure};
use crate::rules::checks::{self, Facts, Remark};
use std::collections::BTreeSet;

/// How often a file is looked at again at most; two or three times is usual.
const MOST_ROUNDS: usize = 12;

/// The build with an ignore file that is not written yet.
struct Round {
    request: Request,
    build: Build,
    inventory: Inventory,
    requested: Requested,
    landing: Option<Landing>,
}

impl Audit {
    /// The changes of the ignore file that are wanted and proved on every engine that reads it. What
    /// may begin to travel is known if the walk went into what is held.
    pub fn fix(&self, request: &Request, choice: &Choice) -> Plan {
        let readers = self.readers(request);
        let others = others(request, &readers, self.build.ignore.as_ref(), &self.inventory);
        let mut plan = self.planned(&proposals(&self.remarks), &others, choice);
        let mut texts: BTreeSet<Vec<u8>> = plan.text.iter().cloned().collect();
        for _ in 1..MOST_ROUNDS {
            let Some(round) = plan.text.as_ref().and_then(|text| self.round(request, text)) else {
                break;
            };
            if let Some(failure) = self.broken_by(&round) {
                return Plan { refused: refused(&plan, &failure), ..self.untouched() };
            }
            let next = self.next(&round, &readers, choice);
            // What comes back to a text that was there before has no end.
            if next.text.as_ref().is_none_or(|text| !texts.insert(text.clone())) {
                plan.refused.extend(next.refused);
                break;
            }
            plan = self.joined(plan, next);
        }
        let mut seen = BTreeSet::new();
        plan.refused.retain(|refused| seen.insert(refused.line.clone()));
        plan
    }

    pub(super) fn planned(
        &self,
        proposals: &[Proposal],
        others: &[Other],
        choice: &Choice,
    ) -> Plan {
        let Self { build, inventory, requested, findings, needs, .. } = self;
        let git = self.git.as_ref();
        let ground =
            Ground { build, inventory, requested, findings, git, needs, proposals, others };
        fix::plan(&ground, choice)
    }

    /// Plans again, if a check would change what stands in the file.
    pub(super) fn plan_repairs(&mut self) {
        let proposals = proposals(&self.remarks);
        if !proposals.is_empty() {
            self.plan = self.planned(&proposals, &[], &Choice::everything());
        }
    }

    /// The engines besides this one that read the same ignore file.
    fn readers(&self, request: &Request) -> Vec<&'static Engine> {
        let reads = |engine: &&'static Engine| {
            let build = Build::prepare(&Request { engine, ..request.clone() });
            build.is_ok_and(|build| build.ignore_path() == self.build.ignore_path())
        };
        let others = ENGINES.iter().filter(|engine| **engine != *self.build.engine);
        others.filter(reads).collect()
    }

    /// The build with another text in its ignore file; `None` if the engine refuses it.
    fn round(&self, request: &Request, text: &[u8]) -> Option<Round> {
        let file = self.build.with_ignore_text(text).ok()?;
        let ignore = IgnoreChoice::Given((*file.source).clone());
        let request = Request { ignore, ..request.clone() };
        let build = Build::prepare(&request).ok()?;
        let (old, new) = (self.build.ignore.as_ref(), build.ignore.as_ref());
        let inventory = self.inventory.judged_again(build.engine, old, new);
        let requested = Requested::new(&inventory, &build.filter, build.engine);
        let heads = self.heads().ok()?;
        let landing = land(&build, &inventory, &requested, &self.contexts, &*heads).ok()?;
        Some(Round { request, build, inventory, requested, landing })
    }

    /// Why the build would fail at an instruction at which it does not fail today: the last word over
    /// what the single proofs allowed.
    fn broken_by(&self, round: &Round) -> Option<Failure> {
        let landing = round.landing.as_ref()?;
        let before = self.landing.as_ref().map_or(&[][..], |landing| landing.failures());
        let known = |step: &StepFailure| {
            before.iter().any(|known| (known.stage, known.step) == (step.stage, step.step))
        };
        let new = landing.failures().iter().find(|step| !known(step));
        new.map(|step| step.failure.clone())
    }

    /// The plan that changes nothing.
    fn untouched(&self) -> Plan {
        let (sent, may) = (self.requested.totals(&self.inventory), self.inventory.sent());
        let (before, after) = (sent, sent);
        Plan { before, after, after_safe: sent, eligible: (may, may), ..Plan::default() }
    }

    /// What is left to change then.
    fn next(&self, round: &Round, readers: &[&'static Engine], choice: &Choice) -> Plan {
        let Round { request, build, inventory, requested, landing } = round;
        let views = views(build, inventory, requested, &self.contexts);
        let facts = Facts {
            build,
            inventory,
            requested,
            landing: landing.as_ref(),
            views: &views,
            git: self.git.as_ref(),
            advised: &[],
            findings: &self.findings,
            contents: self.contents.as_ref(),
        };
        let proposals = proposals(&checks::remarks(&facts));
        let others = others(request, readers, build.ignore.as_ref(), inventory);
        let ground = Ground {
            build,
            inventory,
            requested,
            findings: &self.findings,
            git: self.git.as_ref(),
            needs: &self.needs,
            proposals: &proposals,
            others: &others,
        };
        fix::plan(&ground, choice)
    }

    /// Two plans, the second made on the ground of the first.
    fn joined(&self, first: Plan, mut next: Plan) -> Plan {
        let mut plan = first;
        plan.suggestions.append(&mut next.suggestions);
        plan.refused.append(&mut next.refused);
        plan.text = next.text;
        (plan.after, plan.eligible.1) = (next.after, next.eligible.1);
        let safe = plan.suggestions.iter().filter(|suggestion| suggestion.safe);
        plan.after_safe = safe.fold(plan.before, |left, safe| left.less(safe.saves));
        let text = plan.text.as_deref().unwrap_or_default();
        if let Ok(after) = simulate(&self.build, &self.inventory, text) {
            let before = (&self.inventory, &self.requested);
            plan.difference = Difference::between(before, (&after.inventory, &after.requested));
        }
        plan
    }
}

/// All of a plan, refused for one failure.
fn refused(plan: &Plan, failure: &Failure) -> Vec<Refused> {
    let all = plan.suggestions.iter().map(|suggestion| Refused {
        line: suggestion.line.clone(),
        asked_by: suggestion.rules.iter().map(|rule| rule.id).chain(suggestion.check).collect(),
        why: Refusal::Fails(Box::new(failure.clone())),
    });
    plan.refused.iter().cloned().chain(all).collect()
}

/// What checks would change in the ignore file in force.
fn proposals(remarks: &[Remark]) -> Vec<Proposal> {
    let brings = remarks.iter().filter(|remark| !remark.repairs.is_empty());
    let proposal =
        |remark: &Remark| Proposal { check: remark.check.id, repairs: remark.repairs.clone() };
    brings.map(proposal).collect()
}

/// The build as other engines have it, on the same tree.
fn others(
    request: &Request,
    engines: &[&'static Engine],
    ignore: Option<&IgnoreFile>,
    inventory: &Inventory,
) -> Vec<Other> {
    let other = |engine: &&'static Engine| {
        let build = Build::prepare(&Request { engine, ..request.clone() }).ok()?;
        let inventory = inventory.judged_again(engine, ignore, build.ignore.as_ref());
        Some(Other { build, inventory })
    };
    engines.iter().filter_map(other).collect()
}
