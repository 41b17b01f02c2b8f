//! From which instruction on each stage is built again.
//!
//! As BuildKit goes by: the text of an instruction, what it takes from contexts, and what came before
//! it. What a RUN makes is not known, so that a COPY from a stage that is built again may or may not
//! be.

use super::lock::{BuildLock, StageLock, TakeLock};

/// Where a stage begins to be built again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busted {
    /// The stage.
    pub stage: String,
    /// The line of the instruction; 0 for the FROM of the stage.
    pub line: usize,
    /// Its first line.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// Why an instruction is run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The stage is new.
    Stage,
    /// It starts from something else.
    From,
    /// It starts from this stage, which is built again.
    Base(String),
    /// It, or what is set for it, is new or says something else.
    Written,
    /// It takes something else from a context: before and after.
    Takes(Option<TakeLock>, Option<TakeLock>),
    /// It copies from this stage, which is built again: only if that makes something else.
    Perhaps(String),
}

/// Where each stage begins to be built again. `comparable` says whether what instructions take can
/// be compared.
pub(super) fn busted(before: &BuildLock, after: &BuildLock, comparable: bool) -> Vec<Busted> {
    let mut busted: Vec<Busted> = Vec::new();
    for stage in &after.stages {
        let old = before.stages.iter().find(|old| old.name == stage.name);
        let context = |name: &String| {
            let hash = |build: &BuildLock| {
                let named = build.named.iter().find(|named| named.name == *name);
                named.and_then(|named| Some(named.context.as_ref()?.hash.clone()))
            };
            comparable && hash(before) != hash(after)
        };
        let again = |name: &String| busted.iter().any(|known| known.stage == *name);
        let found = stage_busted(old, stage, &again, &context, comparable);
        busted.extend(found);
    }
    busted
}

fn stage_busted(
    old: Option<&StageLock>,
    stage: &StageLock,
    again: &dyn Fn(&String) -> bool,
    context_differs: &dyn Fn(&String) -> bool,
    comparable: bool,
) -> Vec<Busted> {
    let at = |line, text: &str, reason| Busted {
        stage: stage.name.clone(),
        line,
        text: text.to_owned(),
        reason,
    };
    let Some(old) = old else { return vec![at(0, &stage.from, Reason::Stage)] };
    if let Some(base) = stage.stage.as_ref().filter(|base| again(base)) {
        return vec![at(0, &stage.from, Reason::Base(base.clone()))];
    }
    let start = |stage: &StageLock| (stage.from.clone(), stage.image.clone());
    if start(old) != start(stage) || stage.context.as_ref().is_some_and(context_differs) {
        return vec![at(0, &stage.from, Reason::From)];
    }
    let mut found = Vec::new();
    for (number, step) in stage.steps.iter().enumerate() {
        let known = old.steps.get(number).filter(|known| known.id == step.id);
        let Some(known) = known else {
            found.push(at(step.line, &step.text, Reason::Written));
            return found;
        };
        let hash = |take: &Option<TakeLock>| take.as_ref().map(|take| take.hash.clone());
        if comparable && hash(&known.takes) != hash(&step.takes) {
            let reason = Reason::Takes(known.takes.clone(), step.takes.clone());
            found.push(at(step.line, &step.text, reason));
            return found;
        }
        let perhaps = step.stages.iter().find(|name| again(name)).filter(|_| found.is_empty());
        found.extend(perhaps.map(|name| at(step.line, &step.text, Reason::Perhaps(name.clone()))));
    }
    found
}
