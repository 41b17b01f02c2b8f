//! What each of many lines would take away of what travels today.
//!
//! `fix` answers for lines that stop much, one after another. Lines for files that are not there
//! stop next to nothing, so here each is asked by itself, and only about entries that have the name
//! with which it ends: one look at each name, whatever the number of lines. A line whose end says
//! nothing of a name is left to `fix`.

use super::lines::hits;
use crate::build::Build;
use crate::context::{DirId, EntryId, Fate, Inventory};
use crate::fix;
use crate::ignorefile::Pattern;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How many directories one task looks at.
const SHARE: usize = 512;

/// For each line, the topmost entries that it would stop; those that cannot be read stop nothing.
pub(crate) fn stopped_by_each(
    build: &Build,
    inventory: &Inventory,
    lines: &[String],
) -> Vec<Vec<EntryId>> {
    let compile = |line: &String| Pattern::compile(build.engine.dialect, None, line.as_bytes());
    let patterns: Vec<Option<Pattern>> =
        lines.iter().map(|line| compile(line).ok().flatten()).collect();
    let mut names = Names::default();
    let mut vague = Vec::new();
    for (number, line) in lines.iter().enumerate().filter(|(at, _)| patterns[*at].is_some()) {
        if !names.add(number, line) {
            vague.push(number);
        }
    }
    let look = |dirs: &[DirId]| {
        let mut found = Vec::new();
        for &dir in dirs.iter().filter(|dir| has_something(inventory, **dir)) {
            for id in inventory.entries(dir) {
                names.ending_like(inventory.name(id), &mut |line| found.push((line, id)));
            }
        }
        found
    };
    let dirs: Vec<DirId> = inventory.directories().collect();
    let shares: Vec<Vec<(usize, EntryId)>> = dirs.par_chunks(SHARE).map(look).collect();
    let mut stopped = vec![Vec::new(); lines.len()];
    for (line, id) in shares.into_iter().flatten() {
        // `tmp/**` does not stop the directory and stops all that is in it.
        let below = inventory.opened(id).filter(|_| contents_of(&lines[line]).is_some());
        let entries = below.into_iter().flat_map(|dir| inventory.entries(dir));
        for id in entries.chain(below.is_none().then_some(id)) {
            let path = inventory.path(id);
            if patterns[line].as_ref().is_some_and(|pattern| hits(pattern, &path)) {
                taken(inventory, id, &mut stopped[line]);
            }
        }
    }
    for line in vague {
        let found = fix::stopped_by(build, inventory, &[&lines[line]]);
        stopped[line] = found.into_iter().flatten().collect();
    }
    stopped
}

fn has_something(inventory: &Inventory, dir: DirId) -> bool {
    let below = inventory.sent_below(dir);
    below.files + below.directories > 0
}

/// What goes with an entry: itself, or what travels below if it is held back already.
fn taken(inventory: &Inventory, id: EntryId, found: &mut Vec<EntryId>) {
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        if inventory.fate(id) == Fate::Sent {
            found.push(id);
        } else if let Some(dir) = inventory.opened(id).filter(|dir| has_something(inventory, *dir))
        {
            stack.extend(inventory.entries(dir));
        }
    }
}

/// The directory whose contents a line means, as `tmp/**` does.
fn contents_of(line: &str) -> Option<&str> {
    ["/**/*", "/**", "/*"].into_iter().find_map(|end| line.strip_suffix(end))
}

/// Lines by the name with which they end.
#[derive(Default)]
struct Names {
    whole: FxHashMap<Vec<u8>, Vec<usize>>,
    /// `*.key` by its last byte, `local-*` by its first.
    endings: FxHashMap<u8, Vec<(Vec<u8>, usize)>>,
    beginnings: FxHashMap<u8, Vec<(Vec<u8>, usize)>>,
}

impl Names {
    /// Whether the line says enough of a name to be found by it.
    fn add(&mut self, line: usize, text: &str) -> bool {
        let text = text.trim_end_matches('/');
        let name = crate::path::name(contents_of(text).unwrap_or(text).as_bytes());
        if name.iter().any(|byte| b"{}()|^+".contains(byte)) {
            return false;
        }
        let special = |byte: &u8| b"*?[]\\".contains(byte);
        let wild = name.iter().position(special);
        let Some(wild) = wild else {
            self.whole.entry(name.to_vec()).or_default().push(line);
            return !name.is_empty();
        };
        let last = name.iter().rposition(special).unwrap_or(wild);
        let (begin, end) = (&name[..wild], &name[last + 1..]);
        if let Some(&byte) = end.last() {
            self.endings.entry(byte).or_default().push((end.to_vec(), line));
        } else if let Some(&byte) = begin.first() {
            self.beginnings.entry(byte).or_default().push((begin.to_vec(), line));
        } else {
            return false;
        }
        true
    }

    /// Calls for each line that ends like this name.
    fn ending_like(&self, name: &[u8], call: &mut impl FnMut(usize)) {
        self.whole.get(name).into_iter().flatten().for_each(|&line| call(line));
        let (Some(first), Some(last)) = (name.first(), name.last()) else { return };
        for (text, line) in self.endings.get(last).into_iter().flatten() {
            if name.ends_with(text) {
                call(*line);
            }
        }
        for (text, line) in self.beginnings.get(first).into_iter().flatten() {
            if name.starts_with(text) {
                call(*line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_line_is_found_by_every_name_that_it_ends_with() {
        for (line, name, found) in [
            ("**/.env", ".env", true),
            ("**/.env", "env", false),
            ("a/*.key", "b.key", true),
            ("a/*.key", "b.keys", false),
            ("local-*", "local-x", true),
            ("a?c", "abc", true),
            ("a?c", "abd", false),
            ("x[ab]", "xb", true),
            ("\\#x", "#x", true),
            ("tmp/**", "tmp", true),
            ("a/tmp/*", "tmp", true),
            ("tmp/**/*", "tmp", true),
            ("*.d/**", "conf.d", true),
        ] {
            let mut names = Names::default();
            assert!(names.add(7, line), "{line}");
            let mut lines = Vec::new();
            names.ending_like(name.as_bytes(), &mut |line| lines.push(line));
            assert_eq!(lines == [7], found, "{line} and {name}");
        }
        for vague in ["**", "*", "a/*/*", "a|b", "[ab]", "a{1}", ""] {
            assert!(!Names::default().add(0, vague), "{vague}");
        }
    }
}
