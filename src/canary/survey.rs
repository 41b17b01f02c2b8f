//! Where to ask: one pass over the inventory for manifests and `.gitignore` files.
//!
//! What is below a directory that is a finding as a whole, such as `node_modules`, is not looked at:
//! its manifests are somebody else's.

use super::table::{Ecosystem, manifest};
use crate::context::{DirId, EntryId, Inventory, Kind};
use crate::rules::{Category, Finding};

/// What the pass finds.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Directories that hold a manifest, and whose, each pair once.
    pub(super) manifests: Vec<(DirId, Ecosystem)>,
    /// The `.gitignore` files.
    pub(super) gitignores: Vec<EntryId>,
}

pub(super) fn survey(inventory: &Inventory, findings: &[Finding]) -> Survey {
    let foreign = foreign(inventory, findings);
    let mut survey = Survey::default();
    for dir in inventory.directories() {
        let own = inventory.entry_of(dir);
        let travels = own.is_none_or(|entry| inventory.fate(entry).travels())
            || inventory.sent_below(dir).files > 0;
        if !travels || foreign[dir.0 as usize] {
            continue;
        }
        let before = survey.manifests.len();
        for entry in inventory.entries(dir) {
            let name = inventory.name(entry);
            let whose = match name {
                b".gitignore" if inventory.kind(entry) == Kind::File => {
                    survey.gitignores.push(entry);
                    None
                }
                name => manifest(name).filter(|_| inventory.kind(entry) == Kind::File),
            };
            let Some(whose) = whose else { continue };
            if !survey.manifests[before..].contains(&(dir, whose)) {
                survey.manifests.push((dir, whose));
            }
        }
    }
    survey
}

/// For each directory, whether it is below one that is a finding as a whole.
fn foreign(inventory: &Inventory, findings: &[Finding]) -> Vec<bool> {
    let mut foreign = vec![false; inventory.directories().len()];
    let whole = |finding: &&Finding| match finding.rule.category {
        Category::Dependency | Category::Cache | Category::BuildOutput | Category::Vcs => true,
        Category::Secret
        | Category::IacState
        | Category::Editor
        | Category::Os
        | Category::Log
        | Category::Data
        | Category::TestOutput
        | Category::Docs
        | Category::Docker => false,
    };
    for entry in findings.iter().filter(whole).flat_map(|finding| &finding.entries) {
        let Some(dir) = inventory.opened(*entry) else { continue };
        let below = inventory.subtree(dir);
        foreign[below.start.0 as usize..below.end.0 as usize].fill(true);
    }
    foreign
}
