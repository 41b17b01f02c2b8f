//! The inventory judged again with lines added at the end, without touching the disk.
//!
//! It uses the very matcher of the audit. Adding lines that are not negated can only hold more
//! back, so nothing is needed that the walk did not see.

use crate::build::Build;
use crate::context::{DirId, EntryId, Fate, Inventory, Kind};
use crate::engine::Dialect;
use crate::ignorefile::{DirState, IgnoreFile, Pattern, Scratch};
use rustc_hash::FxHashSet;

/// Whether an added line may do something else than stop all that it hits: with `!` lines or
/// outside the current dialect, where a hit on a directory need not reach what is below.
pub(super) fn is_needed(build: &Build) -> bool {
    let negated = |pattern: &Pattern| pattern.negated;
    build.engine.dialect != Dialect::Docker
        || build.ignore.iter().any(|file| file.matcher.patterns().iter().any(negated))
}

/// What would still travel with these lines; `None` if the engine cannot read one of them.
pub(super) fn still_sent(
    build: &Build,
    inventory: &Inventory,
    lines: &[&str],
) -> Option<FxHashSet<EntryId>> {
    let matcher = IgnoreFile::extended(build.engine, build.ignore.as_ref(), lines).ok()?;
    let mut sent = FxHashSet::default();
    let mut scratch = Scratch::default();
    let mut todo = vec![(DirId::ROOT, Vec::new(), DirState::default())];
    while let Some((dir, path, state)) = todo.pop() {
        let mut directory = matcher.enter(&state, &path, &mut scratch);
        for id in inventory.entries(dir) {
            let name = inventory.name(id);
            let judged = directory.judge(name).ok()?;
            if !judged.excluded && inventory.fate(id) == Fate::Sent {
                sent.insert(id);
            }
            let opened = inventory.opened(id).filter(|_| inventory.kind(id) == Kind::Directory);
            if let Some(below) = opened
                && !(judged.excluded && matcher.prunes(directory.path()))
            {
                todo.push((below, directory.path().to_vec(), directory.child(name)));
            }
        }
    }
    // A directory still travels if something below it does.
    let inside: Vec<EntryId> = sent.iter().copied().collect();
    for id in inside {
        let mut dir = id.dir;
        while let Some(entry) = inventory.entry_of(dir) {
            if !sent.insert(entry) {
                break;
            }
            dir = entry.dir;
        }
    }
    Some(sent)
}
