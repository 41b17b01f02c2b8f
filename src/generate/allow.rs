//! `*`, and then what the Dockerfiles ask for, by name.
//!
//! No `!` line has a wildcard unless a name cannot be written without: so directories that nobody
//! asks for stay unopened, and every engine finds what is let in. A glob of an instruction is
//! replaced by what it stands for today. Below a directory that is let in, what has no business
//! there is held back again, by the line of a rule where that does nothing else, else by name.

use super::needs::{Wanted, wanted};
use super::settle::settle;
use super::trial::{Outcome, try_on};
use super::unwanted::Unwanted;
use super::{Draft, Generated, Ground, Line, Purpose, Refusal, Section, Use};
use crate::context::{DirId, EntryId};
use crate::dockerfile::has_glob;
use crate::engine::{Engine, Prune};
use crate::fix::literal;
use crate::git::Translation;
use crate::ignorefile::Pattern;
use crate::path::{Shown, ancestors};
use std::collections::{BTreeMap, BTreeSet};

/// So many names are told in a comment.
const MOST_TOLD: usize = 12;
/// So many lines by name are written for what is to stay at home below what is let in.
const MOST_NAMES: usize = 100;

/// See the paragraph above.
///
/// # Errors
/// [`Refusal`] if no Dockerfile says what is to travel, or something that one needs would not.
pub(super) fn generate(ground: &Ground<'_>) -> Result<Generated, Refusal> {
    if ground.build.plan.is_none() && ground.needs.uses.is_empty() {
        return Err(Refusal::NoDockerfile);
    }
    let unwanted = Unwanted::of(ground);
    let list = List::of(ground, &unwanted);
    let mut draft = Draft { sections: list.sections(), notes: Vec::new() };
    let again = Again { ground, list: &list, unwanted: &unwanted }.sections(&draft.sections);
    if list.takes_everything && list.left_out.is_empty() && again.is_empty() {
        draft.notes.push(
            "The whole context is asked for, and nothing in it would stay at home: this list only \
             keeps out what is not here yet. `--style deny` does that with fewer lines."
                .to_owned(),
        );
    }
    if ground.needs.uses.is_empty() {
        draft.notes.push("No instruction asks for anything of this context.".to_owned());
    }
    draft.sections.extend(again);
    settle(ground, draft)
}

/// What is let in.
struct List<'a> {
    ground: &'a Ground<'a>,
    wanted: Vec<Wanted>,
    /// Each path with the number of the first source that asks for it.
    paths: BTreeMap<Vec<u8>, usize>,
    /// What is at the root, and nobody lets in although everything is asked for.
    left_out: Vec<EntryId>,
    takes_everything: bool,
}

impl<'a> List<'a> {
    fn of(ground: &'a Ground<'a>, unwanted: &Unwanted<'_>) -> Self {
        let Ground { inventory, needs, .. } = *ground;
        let mut list = Self {
            ground,
            wanted: wanted(ground),
            paths: BTreeMap::new(),
            left_out: Vec::new(),
            takes_everything: false,
        };
        for wanted in std::mem::take(&mut list.wanted) {
            for id in &wanted.entries {
                list.add(inventory.path(*id).to_vec(), wanted.number);
            }
            // What is named and not there may be there when somebody builds.
            wanted.absent.iter().for_each(|path| list.add(path.clone(), wanted.number));
            let platforms = needs.uses[wanted.number].platforms.iter();
            platforms.for_each(|path| list.add(path.to_vec(), wanted.number));
            list.wanted.push(wanted);
        }
        let everything = needs.uses.iter().position(Use::is_everything);
        if let Some(number) = everything {
            list.takes_everything = true;
            for id in inventory.entries(DirId::ROOT) {
                let path = inventory.path(id).to_vec();
                if !inventory.fate(id).travels() || list.paths.contains_key(&path) {
                    continue;
                }
                if !unwanted.is(id) {
                    list.add(path, number);
                } else if !list.holds_something(&path) {
                    list.left_out.push(id);
                }
            }
        }
        // What is below something that is let in needs no line.
        let paths: BTreeSet<Vec<u8>> = list.paths.keys().cloned().collect();
        list.paths.retain(|path, _| !ancestors(path).any(|above| paths.contains(above)));
        list
    }

    fn add(&mut self, path: Vec<u8>, number: usize) {
        let path = self.opening(&path).to_vec();
        let known = self.paths.entry(path).or_insert(number);
        *known = number.min(*known);
    }

    /// Whether something below a path is let in.
    fn holds_something(&self, path: &[u8]) -> bool {
        self.paths.keys().any(|known| ancestors(known).any(|above| above == path))
    }

    fn sections(&self) -> Vec<Section> {
        let uses = &self.ground.needs.uses;
        let mut sections = vec![self.head()];
        let mut places: Vec<(&str, usize)> = Vec::new();
        for (number, wanted) in uses.iter().enumerate() {
            let place = (wanted.place.source.name(), wanted.place.span.start);
            let lines = self.paths.iter().filter(|(_, by)| **by == number).map(|(path, _)| {
                let purpose = if self.is_there(path) { Purpose::LetsIn } else { Purpose::Named };
                Line { text: format!("!{}", self.text(path)), purpose }
            });
            let lines: Vec<Line> = lines.collect();
            let same = places.iter().position(|known| *known == place);
            let section = match same {
                Some(at) => &mut sections[at + 1],
                None => {
                    places.push(place);
                    sections.push(Section { comment: vec![wanted.shown()], ..Section::default() });
                    let last = sections.len() - 1;
                    &mut sections[last]
                }
            };
            section.lines.extend(lines);
            section
                .comment
                .extend(self.remark(wanted).filter(|said| !section.comment.contains(said)));
            section.speaks |= wanted.is_everything();
        }
        sections
    }

    fn head(&self) -> Section {
        let mut comment = vec![
            "Nothing but what the Dockerfiles ask for, by `stowaway generate --style allow`."
                .to_owned(),
        ];
        comment
            .push("A new file that an instruction is to take needs a line of its own.".to_owned());
        Section { comment, lines: vec![Line::guards("*")], speaks: false }
    }

    fn remark(&self, wanted: &Use) -> Option<String> {
        let names = |entries: &[EntryId]| {
            let shown = entries.iter().take(MOST_TOLD);
            let shown: Vec<String> =
                shown.map(|id| Shown(self.ground.inventory.name(*id)).to_string()).collect();
            let more = entries.len().saturating_sub(MOST_TOLD);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("{}{more}", shown.join(", "))
        };
        if wanted.is_everything() {
            return (!self.left_out.is_empty())
                .then(|| format!("What is here today, without {}.", names(&self.left_out)));
        }
        if let Some(above) = &wanted.platforms {
            return Some(format!("All of `{}`: what is below differs by platform.", above.shown()));
        }
        let path = wanted.path.as_bytes();
        has_glob(path).then(|| format!("`{}` stands for what is here today.", Shown(path)))
    }

    fn is_there(&self, path: &[u8]) -> bool {
        self.ground.inventory.find(path).is_some()
    }

    /// A path as it is, if every engine reads it so.
    fn plain<'p>(&self, path: &'p [u8]) -> Option<&'p str> {
        let plain = std::str::from_utf8(path).ok().filter(|_| literal(path).is_some())?;
        let is_special =
            plain.contains(['*', '?', '[', ']', '\\']) || plain.starts_with(['!', '#']);
        let reads = |engine: &&'static Engine| {
            let pattern = Pattern::compile(engine.dialect, None, path).ok().flatten();
            pattern.is_some_and(|pattern| pattern.matches(path) == Ok(true))
        };
        (!is_special && self.ground.engines.iter().all(reads)).then_some(plain)
    }

    /// What has to be let in for a path: itself, unless a directory above it cannot be written as it
    /// is and an engine goes by the text alone when it asks whether to open one.
    fn opening<'p>(&self, path: &'p [u8]) -> &'p [u8] {
        let by_text = |engine: &&&Engine| engine.transfer.prune != Prune::UnlessWildcard;
        let Some(_) = self.ground.engines.iter().find(by_text) else { return path };
        ancestors(path).find(|above| self.plain(above).is_none()).unwrap_or(path)
    }

    /// A path as it is written: as it is if every engine reads it so, else escaped, else with `?`
    /// for what cannot be written.
    fn text(&self, path: &[u8]) -> String {
        if let Some(plain) = self.plain(path) {
            return plain.to_owned();
        }
        let written = |path: &[u8]| literal(path).or_else(|| Translation::literal(path));
        written(path).unwrap_or_else(|| {
            let chunks = path.utf8_chunks();
            let text = chunks.map(|chunk| {
                let valid = written(chunk.valid().as_bytes()).unwrap_or_default();
                valid + &"?".repeat(chunk.invalid().len())
            });
            text.collect()
        })
    }
}

/// What is held back again below what is let in.
struct Again<'a> {
    ground: &'a Ground<'a>,
    list: &'a List<'a>,
    unwanted: &'a Unwanted<'a>,
}

impl Again<'_> {
    fn sections(&self, before: &[Section]) -> Vec<Section> {
        let mut lines: Vec<String> = before
            .iter()
            .flat_map(|section| &section.lines)
            .map(|line| line.text.clone())
            .collect();
        let mut todo = self.topmost();
        let Ok(mut outcomes) = self.outcomes(&lines) else { return Vec::new() };
        let (mut general, mut names) = (Section::default(), Section::default());
        general.comment.push("What has no business below what is let in.".to_owned());
        while let Some(id) = todo.pop() {
            if outcomes.iter().all(|outcome| !outcome.travels(id)) {
                continue;
            }
            let path = self.ground.inventory.path(id);
            let by_rule = self.unwanted.lines(id).into_iter().map(|line| (line, true));
            let by_name = literal(path.as_bytes()).into_iter().map(|line| (line, false));
            for (line, is_general) in by_rule.chain(by_name) {
                if !is_general && names.lines.len() >= MOST_NAMES {
                    continue;
                }
                lines.push(line);
                match self.outcomes(&lines) {
                    Ok(with) if self.is_sound(id, &outcomes, &with) => {
                        let line = Line::stops(lines.last().cloned().unwrap_or_default());
                        if is_general { &mut general } else { &mut names }.lines.push(line);
                        outcomes = with;
                        break;
                    }
                    Ok(_) | Err(_) => drop(lines.pop()),
                }
            }
        }
        general.lines.append(&mut names.lines);
        self.guard(&mut general, &mut lines, &outcomes);
        if general.lines.is_empty() { Vec::new() } else { vec![general] }
    }

    /// What is unwanted below what is let in, the last first.
    fn topmost(&self) -> Vec<EntryId> {
        let inventory = self.ground.inventory;
        let mut found = Vec::new();
        for path in self.list.paths.keys() {
            let Some(id) = inventory.find(path) else { continue };
            let mut todo: Vec<DirId> = inventory.opened(id).into_iter().collect();
            while let Some(dir) = todo.pop() {
                for id in inventory.entries(dir) {
                    if self.unwanted.is_anywhere(id) && !self.is_wanted(id) {
                        found.push(id);
                    } else {
                        todo.extend(inventory.opened(id));
                    }
                }
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found
    }

    /// Whether an instruction names an entry, or something below it.
    fn is_wanted(&self, id: EntryId) -> bool {
        let inventory = self.ground.inventory;
        let above = |at: EntryId| std::iter::successors(Some(at), |at| inventory.entry_of(at.dir));
        let mut wanted = self.list.wanted.iter().flat_map(|wanted| &wanted.entries);
        wanted.any(|wanted| above(*wanted).any(|at| at == id))
            || self
                .ground
                .needs
                .uses
                .iter()
                .any(|wanted| !wanted.is_everything() && wanted.names(&inventory.path(id)))
    }

    fn outcomes(&self, lines: &[String]) -> Result<Vec<Outcome>, super::trial::BadLine> {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let engines = self.ground.engines.iter();
        engines.map(|engine| try_on(self.ground, engine, &lines)).collect()
    }

    /// Whether a further line stops this entry everywhere, and nothing that is wanted; and no file
    /// arrives empty for it.
    fn is_sound(&self, id: EntryId, before: &[Outcome], with: &[Outcome]) -> bool {
        let stops = with.iter().all(|outcome| !outcome.travels(id) && outcome.empty.is_empty());
        let more = before.iter().zip(with).flat_map(|(before, with)| {
            let new = with.stopped.iter().map(|(id, _)| *id);
            new.filter(|id| before.travels(*id))
        });
        let mut more = more;
        stops && more.all(|id| self.unwanted.covers(id) && !self.is_wanted(id))
    }

    /// Secrets that could come to lie below what is let in.
    fn guard(&self, section: &mut Section, lines: &mut Vec<String>, before: &[Outcome]) {
        let has_directories = self.list.paths.keys().any(|path| {
            let found = self.ground.inventory.find(path);
            found.is_some_and(|id| self.ground.inventory.opened(id).is_some())
        });
        for line in GUARDS.iter().filter(|_| has_directories) {
            if lines.iter().any(|known| known == line) {
                continue;
            }
            lines.push((*line).to_owned());
            let same = |with: &[Outcome]| {
                let pairs = before.iter().zip(with);
                let mut pairs = pairs.map(|(before, with)| {
                    before.stopped.iter().map(|s| s.0).eq(with.stopped.iter().map(|s| s.0))
                        && with.empty.is_empty()
                });
                pairs.all(|same| same)
            };
            match self.outcomes(lines) {
                Ok(with) if same(&with) => section.lines.push(Line::guards(*line)),
                Ok(_) | Err(_) => drop(lines.pop()),
            }
        }
    }
}

/// What is nowhere wanted, and comes to lie in any directory.
const GUARDS: &[&str] = &["**/.env"];
