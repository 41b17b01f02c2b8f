//! Changes of an ignore file that would help, each proved on the inventory before it is offered.
//!
//! `lines` gathers new lines from the findings, `cover` keeps the fewest that do it, `planner` tries
//! them and the repairs that checks bring, `simulate` is the build with another ignore file, `proof`
//! says what differs and what cannot be accepted, `needs` what may not be taken away. `diff` shows a
//! change. `replace` alone touches the disk, when it is told to.

mod choice;
mod cover;
mod diff;
mod lines;
mod needs;
mod planner;
mod proof;
mod replace;
mod simulate;
mod written;

pub use choice::Choice;
pub use diff::{Diff, DiffLine, Hunk, LineFate, NOT_ENDED, Stretch};
pub(crate) use lines::{GIT_IGNORED, literal};
pub use needs::{Needed, Needs, plans_beside};
pub use planner::plan;
pub use proof::{Difference, Judge, Refusal};
pub use replace::{Written, create, replace};
pub use simulate::{Simulated, simulate};

use crate::build::Build;
use crate::context::{EntryId, Inventory, Requested, Totals, hits};
use crate::git::{Git, LineId};
use crate::ignorefile::{Edit, Repair};
use crate::rules::{Finding, Rule};

/// What changes are proposed for and tried on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The build.
    pub build: &'a Build,
    /// Every entry of its context.
    pub inventory: &'a Inventory,
    /// What the build asks for of it.
    pub requested: &'a Requested,
    /// What the rules said.
    pub findings: &'a [Finding],
    /// What git says; `None` if it was left out.
    pub git: Option<&'a Git>,
    /// What Dockerfiles need.
    pub needs: &'a Needs,
    /// What is wrong with the file as it stands, and what would put it right.
    pub proposals: &'a [Proposal],
    /// The same build by other engines that read the same ignore file.
    pub others: &'a [Other],
}

impl std::fmt::Debug for Ground<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground").field("build", &self.build.root).finish_non_exhaustive()
    }
}

/// What a check brings.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The id of the check.
    pub check: &'static str,
    /// What would put it right, the best first.
    pub repairs: Vec<Repair>,
}

/// The build as another engine has it.
#[derive(Debug)]
pub struct Other {
    /// The build.
    pub build: Build,
    /// The same tree, judged by it.
    pub inventory: Inventory,
}

/// One change and what it would do.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The line, as it would be written; what is done, for a repair.
    pub line: String,
    /// The rules that ask for it, the worst first.
    pub rules: Vec<&'static Rule>,
    /// The check whose repair it is.
    pub check: Option<&'static str>,
    /// The lines of git's that it stands for, which are not heeded without it.
    pub git: Vec<LineId>,
    /// How the file is changed, but for the comment over new lines.
    pub edits: Vec<Edit>,
    /// What it would keep at home of what is sent, besides what those before it do: the figures add
    /// up.
    pub saves: Totals,
    /// The same of all that may travel, asked for or not.
    pub holds: Totals,
    /// What would begin to be sent, if that is what it is for.
    pub starts: Vec<EntryId>,
    /// Whether it is right without having read the Dockerfile.
    pub safe: bool,
    /// What would make it wrong.
    pub unless: Option<&'static str>,
}

/// A change that would help and cannot be accepted.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The line, or what would be done.
    pub line: String,
    /// The ids of the rules or of the check that ask for it.
    pub asked_by: Vec<&'static str>,
    /// Why not.
    pub why: Refusal,
}

/// The changes that would help, the heaviest first, and what would travel with them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every one does something on this very tree, or puts the file right.
    pub suggestions: Vec<Suggestion>,
    /// What was tried and cannot be accepted.
    pub refused: Vec<Refused>,
    /// What is sent now.
    pub before: Totals,
    /// What would still travel with the safe ones.
    pub after_safe: Totals,
    /// What would still travel with all of them.
    pub after: Totals,
    /// What may travel now, and with all of them.
    pub eligible: (Totals, Totals),
    /// The text of the ignore file with all of them; `None` if nothing would change.
    pub text: Option<Vec<u8>>,
    /// What differs then.
    pub difference: Difference,
}

impl Plan {
    /// Which line stands for which line of git's.
    pub fn of_git(&self) -> Vec<(LineId, String)> {
        let pairs = |suggestion: &Suggestion| -> Vec<(LineId, String)> {
            suggestion.git.iter().map(|line| (*line, suggestion.line.clone())).collect()
        };
        self.suggestions.iter().flat_map(pairs).collect()
    }
}

/// For each line, the topmost entries that may travel and that it would stop, each entry for the
/// first line that does.
pub(crate) fn stopped_by(
    build: &Build,
    inventory: &Inventory,
    lines: &[&str],
) -> Vec<Vec<EntryId>> {
    let mut stopped = vec![Vec::new(); lines.len()];
    for (entry, hits) in hits(build.engine, inventory, lines) {
        stopped[hits[0] as usize].push(entry);
    }
    stopped
}
