//! Every stage of a Dockerfile, whichever is built today: a plan leaves out what its target does not
//! need, and an ignore file serves all targets.

use super::plan::{Plan, PlanOptions};
use super::syntax::Script;
use crate::source::Source;

/// Plans that together reach every stage that some target needs, each with the numbers of those
/// stages that no plan before it reached. What cannot be planned is left out.
pub fn every_target(source: &Source, options: &PlanOptions) -> Vec<(Plan, Vec<usize>)> {
    let Ok(script) = Script::read(source) else { return Vec::new() };
    let mut plans = Vec::new();
    let mut seen = Vec::new();
    let mut targets = vec![options.target.clone(), None];
    while let Some(target) = targets.pop() {
        let options = PlanOptions { target, ..options.clone() };
        let Ok(plan) = Plan::new(&script, &options) else { continue };
        if seen.is_empty() {
            let names = plan.stages.iter().filter_map(|stage| stage.name.clone());
            targets.extend(names.map(Some).take(MOST));
            seen.resize(plan.stages.len(), false);
        }
        let reached = plan.reachable().map(|(number, _)| number);
        let new: Vec<usize> =
            reached.filter(|number| !std::mem::replace(&mut seen[*number], true)).collect();
        if !new.is_empty() {
            plans.push((plan, new));
        }
    }
    plans
}

/// How many stages are taken for targets.
const MOST: usize = 200;
