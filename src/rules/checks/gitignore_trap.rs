//! `gitignore-trap`: a line that means any depth to git and the root alone to a builder.

use super::written::{MOST_TOLD, Written, tried};
use super::{Check, Facts, Remark, amount, few};
use crate::context::{DirId, EntryId, Kind, Totals, hits};
use crate::dockerfile::{NamedSources, Tree};
use crate::git::Standing;
use crate::ignorefile::Repair;
use crate::path::Shown;
use crate::rules::Severity;
use crate::size::{Bytes, Units};
use rustc_hash::FxHashMap;

pub(super) const CHECK: Check = Check {
    id: "gitignore-trap",
    severity: Severity::Medium,
    summary: "a line that hits at the root only, and is meant at every depth",
    why: "In a `.gitignore`, `node_modules` means every folder of that name. In an ignore file of a builder it means \
          the one at the root of the context: only `**/` reaches deeper. Told is a line without a `/` in it whose \
          name other entries deeper down have too, if they travel and a rule asks for them to stay at home, or git \
          ignores them.\n\n\
          It matters because the file looks right: dependencies, caches and secrets of every sub-project are sent, \
          and nobody looks for them.\n\n\
          Write `**/` before it. That hits the one at the root as well.\n\n\
          It is fine for a folder of sources to be left out at the root and sent from elsewhere, so nothing is said \
          of what no rule asks for. Write `/name` where the root is meant: that says so, and is left alone.",
    source: "faro-web-sdk#1638, kueue#7170, stackrox#17135; moby/patternmatcher",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(file) = &facts.build.ignore else { return Vec::new() };
    let candidates: Vec<Written<'_>> =
        Written::all(file).into_iter().filter(is_candidate).collect();
    let lines: Vec<Vec<u8>> =
        candidates.iter().map(|line| [b"**/", line.pattern.text.as_slice()].concat()).collect();
    let mut hit: Vec<Vec<EntryId>> = vec![Vec::new(); lines.len()];
    for (entry, by) in hits(facts.build.engine, facts.inventory, &lines) {
        hit[by[0] as usize].push(entry);
    }
    if hit.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let judge = Judge::new(facts);
    let pairs = candidates.iter().zip(&hit);
    pairs.filter_map(|(line, hit)| judge.remark(line, hit)).take(MOST_TOLD).collect()
}

/// A single name, as git's own lines are, that does not say that the root is meant.
fn is_candidate(line: &Written<'_>) -> bool {
    let (raw, text) = (line.text(), line.pattern.text.as_slice());
    let is_anchored = raw.starts_with(b"/") || raw.starts_with(b"./");
    let plain = |byte: &u8| !b"/\\{}|^#".contains(byte) && !byte.is_ascii_whitespace();
    let literal = text.iter().filter(|byte| !b"*?[].".contains(byte)).count();
    !line.pattern.negated
        && !is_anchored
        && text.iter().all(plain)
        && literal >= 2
        && !text.windows(2).any(|pair| pair == b"**")
}

struct Judge<'a> {
    facts: &'a Facts<'a>,
    named: NamedSources,
    /// What rules ask for, how urgently, and whether their advice needs no look at the Dockerfile.
    asked: FxHashMap<EntryId, (Severity, bool)>,
}

impl<'a> Judge<'a> {
    fn new(facts: &'a Facts<'a>) -> Self {
        let named = facts.plan().map(|plan| NamedSources::of(plan, &Tree::Context));
        let told = facts.findings.iter().filter(|finding| {
            finding.inherent >= Severity::Low && !finding.named && finding.need.is_none()
        });
        let mut asked = FxHashMap::default();
        for finding in told {
            for entry in &finding.entries {
                let (worst, safe) = asked.entry(*entry).or_insert((Severity::Info, true));
                *worst = (*worst).max(finding.inherent);
                *safe &= finding.rule.safe;
            }
        }
        Self { facts, named: named.unwrap_or_default(), asked }
    }

    fn standing(&self, entry: EntryId) -> Option<Standing> {
        self.facts.git.and_then(|git| git.standing(self.facts.inventory, entry))
    }

    /// The worst that a rule says of one of these; what git alone ignores is worth less.
    fn severity(&self, missed: &[EntryId]) -> Severity {
        let asked = missed.iter().filter_map(|entry| self.asked.get(entry));
        let worst = asked.map(|(severity, _)| *severity).max();
        worst.unwrap_or(Severity::Low).min(Severity::Medium)
    }

    /// Whether the entry, which has the name that the line speaks of, is what the line means.
    fn is_meant(&self, line: &Written<'_>, entry: EntryId) -> bool {
        let inventory = self.facts.inventory;
        let is_directory = inventory.kind(entry) == Kind::Directory;
        let is_meant = match self.standing(entry) {
            Some(Standing::Ignored(_)) => true,
            // What was made is not tracked: a folder that is was put there to be built from.
            Some(Standing::Tracked) if is_directory => false,
            Some(_) | None => self.asked.contains_key(&entry),
        };
        is_meant
            && (is_directory || !line.text().ends_with(b"/"))
            && !self.named.needs(&inventory.path(entry))
    }

    /// Whether it lies in something that stays at home altogether if rules have their way.
    fn is_inside_another(&self, entry: EntryId) -> bool {
        let inventory = self.facts.inventory;
        let above = |at: &EntryId| inventory.entry_of(at.dir);
        std::iter::successors(above(&entry), above).any(|at| self.asked.contains_key(&at))
    }

    fn remark(&self, line: &Written<'_>, hit: &[EntryId]) -> Option<Remark> {
        let mut deeper = hit.iter().filter(|entry| entry.dir != DirId::ROOT);
        if !deeper.any(|entry| self.is_meant(line, *entry)) {
            return None;
        }
        let text = [b"**/", line.text()].concat();
        let change = tried(self.facts, &[line.replaced(text.clone())])?;
        let stops = change.stops.iter().filter(|entry| !self.is_inside_another(**entry));
        let (missed, others): (Vec<EntryId>, Vec<EntryId>) =
            stops.partition(|entry| self.is_meant(line, **entry));
        // Where most of what has the name is to be sent, the root is what was meant.
        if self.totals(&missed).1.files == 0 || others.len() > missed.len() {
            return None;
        }
        let remark = self.told(line, &missed);
        let remark = if others.is_empty() && change.starts.is_empty() {
            let is_safe = |entry: &EntryId| {
                self.asked.get(entry).is_some_and(|(_, safe)| *safe)
                    && !matches!(self.standing(*entry), Some(Standing::Tracked))
            };
            let safe = missed.iter().all(is_safe);
            let shown = Shown(&text).to_string();
            let what = format!("write `{shown}`");
            let repair = Repair { edits: vec![line.replaced(text)], safe, starts: false, what };
            let remark = remark.help("write this in its place").lines(vec![shown]);
            Remark { repairs: vec![repair], ..remark }
        } else {
            let names: Vec<String> = others.iter().map(|id| self.facts.shown(*id)).collect();
            let wrong = match names.is_empty() {
                true => "with `**/` here, more would be sent".to_owned(),
                false => format!("`**/` would take {} too", few(&names, 2)),
            };
            remark.help(format!("name what is missed in lines of its own: {wrong}"))
        };
        Some(remark.about(self.facts, missed))
    }

    /// What the line hits and what it misses.
    fn told(&self, line: &Written<'_>, missed: &[EntryId]) -> Remark {
        let facts = self.facts;
        let (requested, held) = self.totals(missed);
        let severity = if requested.files > 0 { self.severity(missed) } else { Severity::Info };
        let told = if requested.files > 0 { requested } else { held };
        let hits = self.counted(&self.at_root(line), "");
        let misses = self.counted(missed, &hits.1);
        let is_file = |entry: &EntryId| facts.inventory.opened(*entry).is_none();
        let weight = match missed.iter().all(is_file) {
            true => Bytes(told.bytes).shown(Units::Decimal).to_string(),
            false => amount(told),
        };
        let shown = line.shown();
        let message = format!("`{shown}` hits {} and misses {}: {weight}", hits.0, misses.0);
        let names: Vec<String> = missed.iter().map(|entry| facts.shown(*entry)).collect();
        let remark = Remark::new(&CHECK, severity, message)
            .at(line.place())
            .note(format!("missed: {}", few(&names, 3)))
            .note("without `**/` a line means the root of the context, unlike in a .gitignore");
        if requested.files == 0 {
            remark.note("this build asks for none of it; another one may")
        } else if held.files > requested.files {
            remark.note(format!("{} may travel with other targets", amount(held)))
        } else {
            remark
        }
    }

    /// What the line hits as it stands.
    fn at_root(&self, line: &Written<'_>) -> Vec<EntryId> {
        let inventory = self.facts.inventory;
        let hits = |id: &EntryId| line.pattern.matches(inventory.name(*id)) == Ok(true);
        inventory.entries(DirId::ROOT).filter(hits).collect()
    }

    fn totals(&self, entries: &[EntryId]) -> (Totals, Totals) {
        let (mut requested, mut held) = (Totals::default(), Totals::default());
        for &entry in entries {
            requested += self.facts.requested.with(self.facts.inventory, entry);
            held += self.facts.inventory.sent_with(entry);
        }
        (requested, held)
    }

    /// `1 directory`, `14` after the same word, and the word.
    fn counted(&self, entries: &[EntryId], before: &str) -> (String, String) {
        let kind = |entry: &EntryId| self.facts.inventory.kind(*entry) == Kind::Directory;
        let directories = entries.iter().filter(|entry| kind(entry)).count();
        let (one, many) = match directories {
            0 => ("file", "files"),
            all if all == entries.len() => ("directory", "directories"),
            _ => ("entry", "entries"),
        };
        match entries.len() {
            0 => ("nothing".to_owned(), String::new()),
            count if before == one => (count.to_string(), one.to_owned()),
            1 => (format!("1 {one}"), one.to_owned()),
            count => (format!("{count} {many}"), one.to_owned()),
        }
    }
}
