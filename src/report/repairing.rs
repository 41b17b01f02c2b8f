//! From audits to the model of what is to be done: interim, until the proofs are there.

use super::fix::{Effect, FileRepair, RepairItem};
use crate::audit::Audit;
use crate::error::Error;
use crate::fix::Suggestion;
use crate::ignorefile::{Document, Edit};

/// What a person wants of all that could be done.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Also what a person should look at first.
    pub with_unsafe: bool,
    /// Only what these rules ask for; all of them if there are none.
    pub select: &'a [String],
    /// Every single file that stops travelling is named.
    pub each_file: bool,
}

impl FileRepair {
    /// What is done to the ignore file that all these audits read; the first one is asked.
    ///
    /// # Errors
    /// None until the proofs are there.
    pub fn of(name: Vec<u8>, audits: &[Audit], wanted: &Wanted<'_>) -> Result<Self, Error> {
        let plan = &audits[0].plan;
        let asked = |suggestion: &&Suggestion| {
            let id =
                |rule: &&'static crate::rules::Rule| wanted.select.iter().any(|s| s == rule.id);
            wanted.select.is_empty() || suggestion.rules.iter().any(|rule| id(&rule))
        };
        let (done, withheld): (Vec<&Suggestion>, Vec<&Suggestion>) = (plan.suggestions.iter())
            .filter(asked)
            .partition(|suggestion| suggestion.safe || wanted.with_unsafe);
        let old = audits[0].build.ignore.as_ref().map(|file| file.source.bytes().to_vec());
        let document = Document::read(old.as_deref().unwrap_or_default());
        let behind = document.len().checked_sub(1);
        let mut edits = vec![Edit::Insert { behind, text: b"# added by stowaway fix".to_vec() }];
        edits.extend(done.iter().map(|s| Edit::Insert { behind, text: s.line.clone().into() }));
        let new = if done.is_empty() { old.clone() } else { Some(document.apply(&edits)) };
        let effect = |audit: &Audit| {
            let before = audit.requested.totals(&audit.inventory);
            let after = done.iter().fold(before, |left, s| left.less(s.saves));
            Effect { engine: audit.build.engine, before, after, stops: Vec::new() }
        };
        Ok(Self {
            name,
            effects: audits.iter().map(effect).collect(),
            items: done.iter().copied().map(item).collect(),
            withheld: withheld.into_iter().map(item).collect(),
            refused: Vec::new(),
            written: None,
            old,
            new,
        })
    }
}

fn item(suggestion: &Suggestion) -> RepairItem {
    RepairItem {
        what: format!("ignore `{}`", suggestion.line),
        rules: suggestion.rules.iter().map(|rule| rule.id).collect(),
        is_safe: suggestion.safe,
        unless: suggestion.unless.map(str::to_owned),
        saves: suggestion.saves,
    }
}
