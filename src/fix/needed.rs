//! What a Dockerfile names: paths that no advised line may take away.
//!
//! Only sources written out count. What comes along with a directory or with `.` is what ignore
//! files are for.

use crate::context::{EntryId, Inventory};
use crate::dockerfile::{Act, Plan, SourceKind, Tree, has_glob, matches_path};
use crate::path::clean;

/// The sources that reachable stages name, relative and cleaned.
pub(super) struct Needed(Vec<Vec<u8>>);

impl Needed {
    pub(super) fn of(plan: Option<&Plan>) -> Self {
        let mut named = Vec::new();
        let mut add = |text: &str| {
            let cleaned = clean(format!("/{text}").as_bytes());
            named.extend((cleaned != b"/").then(|| cleaned[1..].to_vec()));
        };
        let stages = plan.into_iter().flat_map(Plan::reachable);
        for step in stages.flat_map(|(_, stage)| &stage.steps) {
            match &step.act {
                Act::Workdir(_) => {}
                Act::Copy(copy) if copy.from == Tree::Context => {
                    let local = copy.sources.iter().filter(|s| s.kind == SourceKind::Local);
                    local.for_each(|source| add(&source.text));
                }
                Act::Copy(_) => {}
                Act::Run(run) => {
                    let bound = run.mounts.iter().filter(|mount| mount.from == Tree::Context);
                    bound.for_each(|mount| add(&mount.source));
                }
            }
        }
        Self(named)
    }

    /// Whether something named is one of these entries, or lies below one.
    pub(super) fn any_of(&self, inventory: &Inventory, entries: &[EntryId]) -> bool {
        let named = |id: &EntryId| {
            let path = inventory.path(*id);
            self.0.iter().any(|named| is_or_holds(&path, named))
        };
        !self.0.is_empty() && entries.iter().any(named)
    }
}

/// Whether `path` is what `named` stands for, or a directory on the way to it.
fn is_or_holds(path: &[u8], named: &[u8]) -> bool {
    let below = |rest: &[u8]| rest.is_empty() || rest.starts_with(b"/");
    if !has_glob(named) {
        return named.strip_prefix(path).is_some_and(below);
    }
    let depth = path.split(|&byte| byte == b'/').count();
    let start: Vec<&[u8]> = named.split(|&byte| byte == b'/').take(depth).collect();
    // A name that a bare `*` happens to match is not named by anybody.
    let bare = start.last().is_some_and(|last| last.iter().all(|&byte| byte == b'*'));
    !bare && matches_path(&start.join(&b'/'), path) == Ok(true)
}

#[cfg(test)]
mod tests {
    use super::is_or_holds;

    #[test]
    fn what_is_named_is_found() {
        for (path, named, expected) in [
            ("a", "a", true),
            ("a", "a/b", true),
            ("a/b", "a", false),
            ("ab", "a", false),
            ("x.json", "*.json", true),
            ("x.json", "*", false),
            ("a", "a/*.json", true),
            ("a/b", "*/b", true),
        ] {
            assert_eq!(is_or_holds(path.as_bytes(), named.as_bytes()), expected, "{path} {named}");
        }
    }
}
