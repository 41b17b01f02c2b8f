//! Why a path is in or out: the matcher's own steps, written down.
//!
//! This is not a second implementation: it walks down to the path with the same
//! [`super::matcher::Matcher`] and keeps what that would throw away.

use super::matcher::{DirState, Matcher, Scratch};
use super::pattern::BadPattern;
use super::replay::Judgement;
use crate::path::{ContextPath, ancestors, name};

/// Everything that bears on one path, from the top directory down to the path itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One step for each ancestor, then one for the path.
    pub steps: Vec<Step>,
    /// The pattern at which the engine fails, if it gets that far.
    pub bad: Option<BadPattern>,
}

/// What the patterns say of one path on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The ancestor, or the path itself.
    pub path: ContextPath,
    /// The answer for it.
    pub judgement: Judgement,
    /// The patterns that hit, in order.
    pub hits: Vec<ExplainedHit>,
    /// Whether the engine leaves it unopened, if it is an excluded directory.
    pub pruned: bool,
}

/// One pattern that hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExplainedHit {
    /// Its number in the list.
    pub pattern: usize,
    /// How it bears on the path.
    pub role: Role,
}

/// How a hit bears on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It hits the path itself.
    Own,
    /// It hit a directory above.
    Inherited,
    /// Its text hits, but the engine does not ask it: the answer was already what it says.
    Skipped,
}

impl Explanation {
    /// The answer for the path itself.
    pub fn judgement(&self) -> Judgement {
        self.steps.last().map_or_else(Judgement::default, |step| step.judgement)
    }

    /// The highest step at which the deciding pattern hit by itself: the path, or the directory
    /// from which it inherits the answer.
    pub fn origin(&self) -> Option<&Step> {
        let decider = self.judgement().decider? as usize;
        let is_origin = |hit: &ExplainedHit| hit.pattern == decider && hit.role == Role::Own;
        self.steps.iter().rev().find(|step| step.hits.iter().any(is_origin))
    }
}

impl Matcher {
    /// Whether a path would be held back; it need not exist.
    pub fn holds_back(&self, path: &[u8]) -> bool {
        let explanation = self.explain(path);
        let shut = explanation.steps.iter().any(|step| step.pruned && step.path.as_bytes() != path);
        shut || explanation.bad.is_none() && explanation.judgement().excluded
    }

    /// Explains one path; it need not exist.
    pub fn explain(&self, path: &[u8]) -> Explanation {
        let mut scratch = Scratch::default();
        let mut state = DirState::default();
        let mut steps = Vec::new();
        for (above, step) in
            std::iter::once(&b""[..]).chain(ancestors(path)).zip(ancestors(path).chain([path]))
        {
            let mut hits = Vec::new();
            let mut directory = self.enter(&state, above, &mut scratch);
            let answer = directory.judge_seeing(name(step), |hit, counted| {
                let role = match (hit.inherited, counted) {
                    (true, _) => Role::Inherited,
                    (false, true) => Role::Own,
                    (false, false) => Role::Skipped,
                };
                hits.push(ExplainedHit { pattern: hit.pattern as usize, role });
            });
            let judgement = match answer {
                Ok(judgement) => judgement,
                Err(bad) => return Explanation { steps, bad: Some(bad) },
            };
            let below = directory.child(name(step));
            let pruned = judgement.excluded && self.prunes(step);
            steps.push(Step { path: step.into(), judgement, hits, pruned });
            state = below;
        }
        Explanation { steps, bad: None }
    }
}
