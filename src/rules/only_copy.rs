//! Packages of the host that are the only ones the image gets: where the Dockerfile installs none,
//! to ignore the host's would break the program, however bad it is to copy them.
//!
//! That is said of an image that starts from one of a runtime of JavaScript and has no command that
//! could install; commands are not understood here. In another image the folder is a tool's, and
//! nothing needs it.

use super::finding::Finding;
use super::rule::{Category, Severity};
use crate::context::EntryId;
use crate::dockerfile::{Act, Plan, Tree};
use crate::landing::Reach;

/// Words of a command that may put packages of node into the image.
const MAY_INSTALL: [&str; 20] = [
    "npm", "npx", "yarn", "pnpm", "bun", "bunx", "corepack", "node", "deno", "sh", "bash", "make",
    "just", "task", "gulp", "grunt", "nx", "turbo", "lerna", "rush",
];

/// Images that run JavaScript.
const RUNTIMES: [&str; 3] = ["node", "bun", "deno"];

/// Marks the findings whose entries the image has from nowhere else: milder, and without a line.
pub(crate) fn mark_only_copies(
    findings: &mut [Finding],
    plan: &Plan,
    reach: &dyn Fn(EntryId) -> Reach,
) {
    let speaks = |finding: &Finding| {
        finding.rule.category == Category::Dependency && finding.rule.ecosystem == "node"
    };
    if !findings.iter().any(speaks) || !runs_it(plan) || may_install(plan) {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| speaks(finding)) {
        if finding.entries.iter().any(|entry| reach(*entry) > Reach::Sent) {
            finding.only_copy = true;
            finding.severity = finding.severity.min(Severity::Low);
        }
    }
}

/// Whether the image is made to run JavaScript, by the name of what it starts from.
fn runs_it(plan: &Plan) -> bool {
    let lowest = plan.lineage(plan.target).last().map(|&stage| &plan.stages[stage].base);
    let Some(Tree::Image(reference)) = lowest else { return false };
    let name = reference.rsplit('/').next().unwrap_or_default();
    let name = name.split([':', '@']).next().unwrap_or_default();
    // `nodejs20-debian12` is one, too.
    name.split(['-', '_', '.']).any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        RUNTIMES.contains(&word.strip_suffix("js").unwrap_or(word))
    })
}

fn may_install(plan: &Plan) -> bool {
    let steps = plan.reachable().flat_map(|(_, stage)| &stage.steps);
    let mut commands = steps.filter_map(|step| match &step.act {
        Act::Run(work) => Some(&work.command),
        Act::Copy(_) | Act::Workdir(_) => None,
    });
    commands.any(|command| {
        let mut words = command.split(|c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c)));
        words.any(|word| {
            let program = word.rsplit('/').next().unwrap_or_default();
            // A script of one's own may do anything.
            word.starts_with("./") || word.ends_with(".sh") || MAY_INSTALL.contains(&program)
        })
    })
}
