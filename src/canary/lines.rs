//! The ignore lines that would stop canaries, each proved before it is named.
//!
//! A line counts only if the ignore file with it at its end really stops the path, and if it takes
//! away nothing that travels today or that the Dockerfile names, unless the rule speaks of it, says
//! that this is safe, and git does not track it. One pass over the inventory answers for all lines.

use super::ask::Canary;
use super::harm::stopped_by_each;
use crate::build::Build;
use crate::context::{Inventory, Kind};
use crate::dockerfile::{Asked, NamedSources, has_glob};
use crate::fix;
use crate::git::{Git, Standing};
use crate::ignorefile::{IgnoreFile, Pattern};
use crate::path::ancestors;
use crate::rules::{Category, Rule, speaks_of};
use rustc_hash::FxHashMap;

/// What lines are tried on.
pub(super) struct Trial<'a> {
    build: &'a Build,
    /// General lines by the rule that asks for them, compiled; what would do harm is left out.
    sound: FxHashMap<(String, &'static str), Pattern>,
}

impl<'a> Trial<'a> {
    /// Looks at every line that the canaries bring.
    pub(super) fn new(
        build: &'a Build,
        inventory: &Inventory,
        named: &NamedSources,
        git: Option<&Git>,
        canaries: &[&Canary],
    ) -> Self {
        let tracked = |entry| {
            let standing = git.and_then(|git| git.standing(inventory, entry));
            standing == Some(Standing::Tracked)
        };
        let mut lines: Vec<String> =
            canaries.iter().flat_map(|canary| canary.lines.iter().cloned()).collect();
        lines.sort_unstable();
        lines.dedup();
        let stopped = stopped_by_each(build, inventory, &lines);
        let at = |line: &String| lines.binary_search(line).ok();
        let mut sound = FxHashMap::default();
        for canary in canaries {
            for line in &canary.lines {
                let key = (line.clone(), id(canary.rule));
                if sound.contains_key(&key) {
                    continue;
                }
                let compiled = Pattern::compile(build.engine.dialect, None, line.as_bytes());
                let Some(pattern) = compiled.ok().flatten() else { continue };
                let entries = at(line).map_or(&[][..], |at| &stopped[at]);
                let harmless = entries.iter().all(|&entry| {
                    let path = inventory.path(entry);
                    let directory = inventory.kind(entry) == Kind::Directory;
                    // What is tracked is meant to be there, unless it is a secret.
                    let meant = |rule: &Rule| {
                        let clutter = rule.category != Category::Secret;
                        rule.safe
                            && speaks_of(rule, &path, directory)
                            && !(clutter && tracked(entry))
                    };
                    canary.rule.is_some_and(meant) && !named.needs(&path)
                });
                if harmless && !takes_named(build, &pattern) {
                    sound.insert(key, pattern);
                }
            }
        }
        Self { build, sound }
    }

    /// The lines that stop these canaries of one rule, in order and as few as are needed, and for
    /// each canary whether they do.
    pub(super) fn lines(&self, canaries: &[&Canary]) -> (Vec<String>, Vec<bool>) {
        let mut chosen: Vec<(String, Pattern)> = Vec::new();
        for canary in canaries {
            if !chosen.iter().any(|(_, pattern)| hits(pattern, &canary.probe)) {
                chosen.extend(self.candidates(canary).into_iter().next());
            }
        }
        let mut lines: Vec<String> = chosen.into_iter().map(|(line, _)| line).collect();
        let mut stopped = self.stopped(&lines, canaries);
        // Where `!` lines or an older dialect let a line miss what it hits, the next one is tried.
        for (at, canary) in canaries.iter().enumerate() {
            if stopped[at] {
                continue;
            }
            for (line, _) in self.candidates(canary) {
                let with = [lines.as_slice(), &[line]].concat();
                if self.stopped(&with, &[canary]) == [true] {
                    (lines, stopped[at]) = (with, true);
                    break;
                }
            }
        }
        if stopped.contains(&false) {
            // What does not help is not advised.
            let helps = |line: &String| {
                let alone = self.stopped(std::slice::from_ref(line), canaries);
                alone.contains(&true)
            };
            lines.retain(helps);
        }
        (lines, stopped)
    }

    /// Lines that hit a canary and do no harm, the best first: the table's, then its own path.
    fn candidates(&self, canary: &Canary) -> Vec<(String, Pattern)> {
        let compile = |line: &str| {
            Pattern::compile(self.build.engine.dialect, None, line.as_bytes()).ok().flatten()
        };
        let mut found = Vec::new();
        for line in &canary.lines {
            let key = (line.clone(), id(canary.rule));
            if self.sound.contains_key(&key) {
                found.extend(compile(line).map(|pattern| (line.clone(), pattern)));
            }
        }
        let own = [canary.path.as_slice(), &canary.probe];
        let own = own.into_iter().filter(|_| !canary.made_up);
        for line in own.filter_map(fix::literal) {
            let pattern = compile(&line).filter(|pattern| !takes_named(self.build, pattern));
            found.extend(pattern.map(|pattern| (line, pattern)));
        }
        found.retain(|(_, pattern)| hits(pattern, &canary.probe));
        found
    }

    /// Whether each canary stays at home with these lines at the end of the ignore file.
    fn stopped(&self, lines: &[String], canaries: &[&Canary]) -> Vec<bool> {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let file = self.build.ignore.as_ref();
        match IgnoreFile::extended(self.build.engine, file, &lines) {
            Ok(matcher) => {
                canaries.iter().map(|canary| matcher.holds_back(&canary.probe)).collect()
            }
            Err(_) => vec![false; canaries.len()],
        }
    }
}

fn id(rule: Option<&'static Rule>) -> &'static str {
    rule.map_or("", |rule| rule.id)
}

/// Whether a line hits a path or a directory above it.
pub(super) fn hits(pattern: &Pattern, path: &[u8]) -> bool {
    let mut paths = ancestors(path).chain([path]);
    paths.any(|path| pattern.matches(path) == Ok(true))
}

/// Whether a line takes away what an instruction names, be it there today or not.
fn takes_named(build: &Build, pattern: &Pattern) -> bool {
    let Asked::Paths(paths) = &build.asked else { return false };
    paths.iter().any(|path| !has_glob(path.as_bytes()) && hits(pattern, path.as_bytes()))
}
