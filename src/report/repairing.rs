//! From audits and a plan to the model of what is done to an ignore file: paths for ids, sentences
//! for refusals, and what the new text does for each engine. Nothing is decided here.

use super::fix::{Effect, FileRepair, RefusedRepair, RepairItem};
use super::stops::{Judged, stops};
use super::text::layout::shorten;
use crate::audit::Audit;
use crate::content::masked;
use crate::context::Inventory;
use crate::error::{Failure, Place};
use crate::fix::{Choice, GIT_IGNORED, Needed, Plan, Refusal, Refused, Suggestion, simulate};
use crate::path::Shown;
use crate::rules::checks::Check;

/// An instruction that is longer is cut in its middle.
const LONGEST: usize = 60;

impl FileRepair {
    /// What a plan does to the ignore file that all these audits read. The plan is of the first one,
    /// and `choice` is what was wanted. With `each` every single file that stops travelling is named.
    ///
    /// # Errors
    /// A [`Failure`] if an engine would refuse the build for the new text.
    pub fn of(
        name: Vec<u8>,
        audits: &[Audit],
        plan: &Plan,
        choice: &Choice,
        each: bool,
    ) -> Result<Self, Failure> {
        let Some(first) = audits.first() else { unreachable!("a file that nobody reads") };
        let old = first.build.ignore.as_ref().map(|file| file.source.bytes().to_vec());
        let new = plan.text.clone().or_else(|| old.clone());
        let effects: Result<Vec<Effect>, Failure> =
            audits.iter().map(|audit| effect(audit, plan.text.as_deref(), each)).collect();
        let item = |suggestion: &Suggestion| item(&first.inventory, suggestion);
        // Without a text that does what was proved nothing is done.
        let done = plan.suggestions.iter().filter(|_| plan.text.is_some());
        let known = |other: &Suggestion| plan.suggestions.iter().any(|s| s.line == other.line);
        let wider = Choice { unsafe_too: true, ..choice.clone() };
        let withheld = first.plan.suggestions.iter().filter(|suggestion| {
            !choice.unsafe_too
                && !suggestion.safe
                && !known(suggestion)
                && wider.takes(&asked_by(suggestion), false)
        });
        let mut refused: Vec<RefusedRepair> = plan.refused.iter().map(refusal).collect();
        if plan.text.is_none() {
            refused.extend(plan.suggestions.iter().map(|suggestion| RefusedRepair {
                what: what(suggestion),
                rules: asked_by(suggestion),
                why: "together with the others it does not do what it does alone".to_owned(),
            }));
        }
        Ok(Self {
            name,
            effects: effects?,
            items: done.map(item).collect(),
            withheld: withheld.map(item).collect(),
            refused,
            written: None,
            old,
            new,
        })
    }
}

fn effect(audit: &Audit, text: Option<&[u8]>, each: bool) -> Result<Effect, Failure> {
    let Audit { build, inventory, requested, .. } = audit;
    let totals = requested.totals(inventory);
    let unchanged =
        Effect { engine: build.engine, before: totals, after: totals, stops: Vec::new() };
    let Some(text) = text else { return Ok(unchanged) };
    let then = simulate(build, inventory, text)?;
    let before = Judged { inventory, requested };
    let after = Judged { inventory: &then.inventory, requested: &then.requested };
    Ok(Effect {
        after: then.requested.totals(&then.inventory),
        stops: stops(before, after, each),
        ..unchanged
    })
}

fn item(inventory: &Inventory, suggestion: &Suggestion) -> RepairItem {
    RepairItem {
        what: what(suggestion),
        rules: asked_by(suggestion),
        is_safe: suggestion.safe,
        unless: suggestion.unless.map(str::to_owned),
        saves: suggestion.saves,
        starts: suggestion.starts.iter().map(|id| inventory.path(*id)).collect(),
    }
}

/// A new line is its own name; a repair says what it does.
fn what(suggestion: &Suggestion) -> String {
    match suggestion.check {
        Some(_) => suggestion.line.clone(),
        None => format!("ignore `{}`", suggestion.line),
    }
}

fn asked_by(suggestion: &Suggestion) -> Vec<&'static str> {
    let rules = suggestion.rules.iter().map(|rule| rule.id);
    let ids: Vec<&'static str> = match suggestion.check {
        Some(check) => vec![check],
        None => rules.collect(),
    };
    match ids.is_empty() {
        true => vec![GIT_IGNORED],
        false => ids,
    }
}

fn refusal(Refused { line, asked_by, why }: &Refused) -> RefusedRepair {
    // What a check brings says in words what it does.
    let is_repair = asked_by.iter().any(|id| *id != GIT_IGNORED && Check::find(id).is_some());
    let what = if is_repair { line.clone() } else { format!("ignore `{line}`") };
    RefusedRepair { what, rules: asked_by.clone(), why: because(why) }
}

/// Why a change is not made, as a sentence without a full stop.
fn because(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Needed { path, by: Needed::By(place) } => {
            format!("it would take away `{}`, which {} needs", path.shown(), instruction(place))
        }
        Refusal::Needed { path, by: Needed::Evidently } => {
            format!("it would take away `{}`, which the build's own commands need", path.shown())
        }
        Refusal::Tracked { path } => {
            format!("it would take away `{}`, which git tracks", path.shown())
        }
        Refusal::Excepted { path, by } => format!(
            "it would take away `{}`, which {}:{} takes back by name",
            path.shown(),
            by.source.name(),
            by.position().line
        ),
        Refusal::LetsIn { path, rule } => {
            format!("it would let in `{}`, which {rule} is about", path.shown())
        }
        Refusal::SendsMore { path, engine } if path.is_empty() => {
            format!("{engine} would send more")
        }
        Refusal::SendsMore { path, engine } => {
            format!("{engine} would send `{}` then", path.shown())
        }
        Refusal::Fails(failure) => format!("{} would fail: {}", failure.engine, failure.message),
        Refusal::NoEffect => "where the file is as it is, it does nothing".to_owned(),
    }
}

/// `COPY a.log . (Dockerfile:3)`
fn instruction(place: &Place) -> String {
    let words = masked(place.source.slice(place.span));
    let words = words.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let words = Shown(&words.collect::<Vec<_>>().join(&b' ')).to_string();
    let line = place.position().line;
    format!("{} ({}:{line})", shorten(&words, LONGEST), place.source.name())
}
