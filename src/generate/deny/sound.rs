//! Which wishes do no harm on this tree, as far as git and the rules can tell: one look at each name.
//!
//! A line that would take away what git tracks is replaced by narrower ones, or goes without a word.
//! What Dockerfiles name is judged later, on every engine.

use super::wishes::Wish;
use crate::canary::stopped_by_each;
use crate::context::{EntryId, Kind};
use crate::dockerfile::NamedSources;
use crate::fix::literal;
use crate::generate::Ground;
use crate::git::Standing;
use crate::rules::{Category, speaks_of};
use rustc_hash::FxHashSet;

/// The wishes that hold, in order; those that do not are replaced by narrower ones that do.
pub(super) fn sound(ground: &Ground<'_>, wishes: Vec<Wish>) -> Vec<Wish> {
    let mut lines: Vec<String> = Vec::new();
    for wish in wishes.iter().filter(|wish| !wish.text.starts_with('!')) {
        lines.push(wish.text.clone());
        lines.extend(wish.narrower.iter().map(|(text, _)| text.clone()));
    }
    lines.sort_unstable();
    lines.dedup();
    let Ground { build, inventory, .. } = *ground;
    let stopped = stopped_by_each(build, inventory, &lines);
    let bench = Bench { ground, lines, stopped, told: told(ground), named: named(ground) };
    let taken_back: Vec<String> =
        wishes.iter().filter_map(|wish| wish.text.strip_prefix('!')).map(str::to_owned).collect();
    let mut kept = Vec::new();
    for wish in wishes {
        if wish.text.starts_with('!') {
            kept.push(wish);
            continue;
        }
        let takes_named = bench.stops(&wish.text).iter().any(|id| bench.is_named(*id));
        let narrow = takes_named && !wish.narrower.is_empty();
        if !narrow && bench.is_harmless(&wish, &taken_back) {
            kept.push(wish);
            continue;
        }
        for (text, guards) in &wish.narrower {
            let narrower =
                Wish { text: text.clone(), guards: *guards, narrower: Vec::new(), ..wish.clone() };
            if bench.is_harmless(&narrower, &taken_back) {
                kept.push(narrower);
            }
        }
    }
    // Hundreds of lines are wished for and tens do anything: the others need not be tried.
    kept.retain(|wish| {
        wish.guards || wish.text.starts_with('!') || !bench.stops(&wish.text).is_empty()
    });
    without_idle_returns(&mut kept);
    kept
}

/// What nothing takes away any more need not be taken back.
fn without_idle_returns(wishes: &mut Vec<Wish>) {
    let ends: Vec<String> =
        wishes.iter().filter_map(|wish| wish.text.strip_suffix('*')).map(str::to_owned).collect();
    wishes.retain(|wish| {
        let back = wish.text.strip_prefix('!');
        back.is_none_or(|back| ends.iter().any(|end| back.starts_with(end)))
    });
}

struct Bench<'a> {
    ground: &'a Ground<'a>,
    /// In order.
    lines: Vec<String>,
    /// What each would stop, topmost entries only.
    stopped: Vec<Vec<EntryId>>,
    /// What rules found, with evidence where they need it.
    told: FxHashSet<EntryId>,
    named: NamedSources,
}

impl Bench<'_> {
    fn stops(&self, line: &str) -> &[EntryId] {
        let at = self.lines.binary_search_by(|known| known.as_str().cmp(line));
        at.map_or(&[], |at| &self.stopped[at])
    }

    fn is_named(&self, id: EntryId) -> bool {
        !self.named.is_empty() && self.named.needs(&self.ground.inventory.path(id))
    }

    fn is_harmless(&self, wish: &Wish, taken_back: &[String]) -> bool {
        self.stops(&wish.text).iter().all(|&id| {
            let path = self.ground.inventory.path(id);
            let back = || literal(&path).is_some_and(|path| taken_back.contains(&path));
            self.is_meant(wish, id, &path) || back()
        })
    }

    /// Whether this is what the line is about, and nobody's source.
    fn is_meant(&self, wish: &Wish, id: EntryId, path: &[u8]) -> bool {
        let Ground { inventory, git, .. } = *self.ground;
        let standing = git.and_then(|git| git.standing(inventory, id));
        let directory = inventory.kind(id) == Kind::Directory;
        match standing {
            Some(Standing::Tracked) => {
                let names = |rule: &&crate::rules::Rule| speaks_of(rule, path, directory);
                return may_be_tracked(wish.category)
                    && wish.rule.filter(names).is_some_and(|rule| rule.safe);
            }
            Some(Standing::Ignored(_) | Standing::Store | Standing::Untracked) => {}
            Some(Standing::Unknown) | None if wish.checked => return self.is_told(id),
            Some(Standing::Unknown) | None => {}
        }
        if wish.checked && wish.category == Category::Data && self.is_taken(path) {
            return false;
        }
        // What rules tell by evidence alone has to have it, unless the kind is the evidence.
        !wish.text.starts_with("**")
            || !wish.rule.is_some_and(|rule| rule.needs_marker)
            || self.is_told(id)
    }

    /// Whether a rule found it, or a directory above it as a whole.
    fn is_told(&self, id: EntryId) -> bool {
        let above = |at: &EntryId| self.ground.inventory.entry_of(at.dir);
        std::iter::successors(Some(id), above).any(|at| self.told.contains(&at))
    }

    /// Whether an instruction takes it along, be it with everything else.
    fn is_taken(&self, path: &[u8]) -> bool {
        self.ground.needs.uses.iter().any(|wanted| {
            let rest = path.strip_prefix(wanted.path.as_bytes());
            wanted.is_everything()
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        })
    }
}

/// Whether people have such files in git without the program needing them.
fn may_be_tracked(category: Category) -> bool {
    match category {
        Category::Secret
        | Category::IacState
        | Category::Vcs
        | Category::Editor
        | Category::Os
        | Category::Docker => true,
        Category::Dependency
        | Category::Cache
        | Category::BuildOutput
        | Category::Log
        | Category::Data
        | Category::TestOutput
        | Category::Docs => false,
    }
}

/// What rules found that could go; one that only reports says nothing of what is below.
fn told(ground: &Ground<'_>) -> FxHashSet<EntryId> {
    let findings = ground.findings.iter().filter(|f| !f.rule.suggest().is_empty() && !f.only_copy);
    findings.flat_map(|finding| finding.entries.iter().copied()).collect()
}

fn named(ground: &Ground<'_>) -> NamedSources {
    let mut named = NamedSources::default();
    for wanted in ground.needs.uses.iter().filter(|wanted| !wanted.is_everything()) {
        named.add(&String::from_utf8_lossy(wanted.path.as_bytes()));
    }
    named
}
