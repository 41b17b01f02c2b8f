//! What git ignores, in the language of ignore files: a translation and not a copy.
//!
//! Lines are retold one by one (`git::Translation`). Then the two are compared on the tree, entry by
//! entry: what is held back and git does not ignore (because of a `!` line, because it is tracked,
//! because a line means directories only) is let in by name, which costs no pruning, and what git
//! ignores and no line caught is held back by name. A `!` line with wildcards is never written: it
//! would reach below directories that git never enters.

use super::settle::Desk;
use super::trial::Outcome;
use super::{Draft, Generated, Ground, Line, Purpose, Refusal, Section};
use crate::context::{DirId, EntryId, Kind};
use crate::fix::literal;
use crate::git::{LineId, Translated, Translation};
use crate::path::Shown;
use crate::rules::{Category, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// More lines than these by name are no translation.
const MOST_NAMES: usize = 400;
/// So many files of a directory are named one by one.
const FEW_NAMES: u64 = 20;
/// So often names are added for what names before brought about.
const ROUNDS: usize = 4;
/// The rule that knows whether a build needs the repository.
const REPOSITORY: &str = "vcs-git";

/// See the paragraph above.
///
/// # Errors
/// [`Refusal`] if there is nothing to translate, or it cannot hold.
pub(super) fn generate(ground: &Ground<'_>) -> Result<Generated, Refusal> {
    let Ground { build, inventory, heads, git, .. } = *ground;
    let translation = Translation::read(&build.root, inventory, heads, git);
    if translation.is_empty() {
        return Err(Refusal::NoGitIgnore);
    }
    let mut draft = Draft::default();
    draft.sections.push(Section {
        comment: vec!["What git ignores, by `stowaway generate --from-gitignore`.".to_owned()],
        lines: Vec::new(),
        speaks: true,
    });
    draft.sections.push(repository(ground));
    told(ground, &translation, &mut draft);
    unsaid(&translation, &mut draft);
    if let Some(line) = translation.whole {
        let shown = shown(&translation, line);
        draft.notes.push(format!("{shown} has git ignore this whole context: that is left out."));
    }
    let mut desk = Desk::new(ground, draft);
    desk.without_harm()?;
    Repair { ground, translation: &translation, names: BTreeSet::new() }.mend(&mut desk)?;
    desk.without_idlers();
    desk.finish()
}

/// The repository itself, which git need not ignore.
fn repository(ground: &Ground<'_>) -> Section {
    let needed = ground.findings.iter().filter(|finding| finding.rule.id == REPOSITORY);
    let need = needed.filter_map(|finding| finding.need.as_ref()).next();
    match need {
        Some(need) => Section {
            comment: vec![format!("`.git` travels: `{}` needs it.", Shown(need.what.as_bytes()))],
            lines: Vec::new(),
            speaks: true,
        },
        None => Section {
            comment: vec!["The repository itself, which git need not ignore.".to_owned()],
            lines: vec![Line::guards("**/.git")],
            speaks: false,
        },
    }
}

/// The lines that are not negated, in the paragraphs of their files and with their comments.
fn told(ground: &Ground<'_>, translation: &Translation, draft: &mut Draft) {
    let vendored = vendored(ground);
    let mut by_file: Vec<(LineId, BTreeMap<usize, &Translated>)> = Vec::new();
    for line in &translation.lines {
        let place = translation.place(line.line);
        let number = place.position().line - 1;
        match by_file.last_mut() {
            Some((first, lines)) if first.is_beside(line.line) => drop(lines.insert(number, line)),
            Some(_) | None => by_file.push((line.line, BTreeMap::from([(number, line)]))),
        }
    }
    let all: BTreeSet<&str> = translation
        .lines
        .iter()
        .filter(|line| !line.negated)
        .flat_map(|line| line.texts.iter().flatten().map(String::as_str))
        .collect();
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for (first, lines) in by_file {
        let source = translation.place(first).source;
        let vendored = vendored.iter().any(|directory| source.name().starts_with(directory));
        let mut section = Section::default();
        let mut title = Some(format!("What {} says.", source.name()));
        let mut open = false;
        for (number, raw) in source.bytes().split(|&byte| byte == b'\n').enumerate() {
            let raw = raw.trim_ascii_end();
            let comment = raw.strip_prefix(b"#");
            let ends = raw.is_empty() || comment.is_some() && !section.lines.is_empty();
            if ends && (open || !section.lines.is_empty()) {
                draft.sections.push(std::mem::take(&mut section));
                open = false;
            }
            if let Some(comment) = comment.filter(|comment| !comment.trim_ascii().is_empty()) {
                section.comment.push(Shown(comment.trim_ascii()).to_string());
                open = true;
            }
            for text in lines
                .get(&number)
                .filter(|line| !line.negated)
                .iter()
                .flat_map(|line| line.texts.iter().flatten())
            {
                if !is_covered(text, &all) && written.insert(text) {
                    title.take().into_iter().for_each(|title| section.comment.insert(0, title));
                    let line = if vendored { Line::stops(text) } else { Line::guards(text) };
                    section.lines.push(line);
                }
            }
        }
        draft.sections.push(section);
    }
    draft.sections.retain(|section| section.stays());
}

/// Directories of other people's code, with a `/`: what their files say of what is not there is of
/// no interest here.
fn vendored(ground: &Ground<'_>) -> Vec<String> {
    let of_others = |finding: &&Finding| finding.rule.category == Category::Dependency;
    let entries = ground.findings.iter().filter(of_others).flat_map(|finding| &finding.entries);
    entries.map(|id| format!("{}/", ground.inventory.path(*id).shown())).collect()
}

/// Whether a line that reaches further says the same.
fn is_covered(text: &str, all: &BTreeSet<&str>) -> bool {
    let mut rest = text;
    while let Some((_, below)) = rest.split_once('/') {
        let anywhere = format!("**/{}", below.trim_start_matches("**/"));
        if anywhere != text && all.contains(anywhere.as_str()) {
            return true;
        }
        rest = below;
    }
    false
}

/// What cannot be said is told to the person.
fn unsaid(translation: &Translation, draft: &mut Draft) {
    for line in translation.lines.iter().filter(|line| line.texts.contains(&None)) {
        let shown = shown(translation, line.line);
        draft.notes.push(format!("{shown} cannot be said in an ignore file and is left out."));
    }
}

/// A line of git's with its place: `` `*.log` (.gitignore:3) ``.
fn shown(translation: &Translation, line: LineId) -> String {
    let place = translation.place(line);
    let text = Shown(place.source.slice(place.span)).to_string();
    format!("`{text}` ({}:{})", place.source.name(), place.position().line)
}

/// The comparison, and the names that make good for it.
struct Repair<'a> {
    ground: &'a Ground<'a>,
    translation: &'a Translation,
    names: BTreeSet<String>,
}

impl Repair<'_> {
    fn mend(mut self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        for _ in 0..ROUNDS {
            let outcomes = desk.outcomes()?;
            let mut sections: BTreeMap<String, BTreeSet<EntryId>> = BTreeMap::new();
            for (id, why) in self.too_much(&outcomes, desk) {
                sections.entry(why).or_default().insert(id);
            }
            let mut added = Vec::new();
            for (why, entries) in sections {
                added.push(self.section(why, &entries, Purpose::LetsIn));
            }
            let missed = self.too_little(&outcomes);
            if added.is_empty() && missed.is_empty() {
                self.left_out(desk);
                return Ok(());
            }
            let why = "Git ignores these, too.".to_owned();
            added.push(self.section(why, &missed, Purpose::Stops));
            if self.names.len() > MOST_NAMES {
                break;
            }
            desk.add(added.into_iter().filter(|section| !section.lines.is_empty()));
        }
        let outcomes = desk.outcomes()?;
        let much = self.too_much(&outcomes, desk).len();
        let little = self.too_little(&outcomes).len();
        if much + little > 0 {
            desk.note(format!(
                "Lines by name do not make good for all: {much} paths are held back that git does \
                 not ignore, {little} travel that it does."
            ));
        }
        self.left_out(desk);
        Ok(())
    }

    fn section(&mut self, why: String, entries: &BTreeSet<EntryId>, purpose: Purpose) -> Section {
        let mut section = Section { comment: vec![why], ..Section::default() };
        let sign = if purpose == Purpose::LetsIn { "!" } else { "" };
        for id in entries {
            let path = self.ground.inventory.path(*id);
            let text = literal(path.as_bytes()).or_else(|| Translation::literal(path.as_bytes()));
            let Some(text) = text else { continue };
            let text = format!("{sign}{text}");
            self.names.insert(text.clone());
            section.lines.push(Line { text, purpose });
        }
        section
    }

    /// What is held back and git does not ignore, topmost, and why it does not.
    fn too_much(&self, outcomes: &[Outcome], desk: &Desk<'_>) -> Vec<(EntryId, String)> {
        let mut found = BTreeMap::new();
        for outcome in outcomes {
            for &(id, line) in &outcome.stopped {
                let mut free = Vec::new();
                self.free(id, &mut free);
                for id in free {
                    found.entry(id).or_insert_with(|| self.why(id, line, desk));
                }
            }
        }
        found.into_iter().collect()
    }

    /// The topmost entries from here down that git does not ignore, with nothing below that it does.
    fn free(&self, id: EntryId, found: &mut Vec<EntryId>) {
        let Ground { inventory, .. } = *self.ground;
        if inventory.name(id) == b".git" || self.translation.ignored_by(inventory, id).is_some() {
            return;
        }
        let below = inventory.opened(id);
        let mixed = below.is_some_and(|dir| self.translation.ignores_below(inventory, dir));
        // What is in an ignored directory and tracked was added by force, file by file.
        let forced = self.translation.is_tracked(id) && below.is_some_and(|dir| self.is_small(dir));
        if !mixed && !forced {
            return found.push(id);
        }
        for id in below.into_iter().flat_map(|dir| inventory.entries(dir)) {
            self.free(id, found);
        }
    }

    fn is_small(&self, dir: DirId) -> bool {
        self.ground.inventory.sent_below(dir).files <= FEW_NAMES
    }

    fn why(&self, id: EntryId, line: usize, desk: &Desk<'_>) -> String {
        let Self { ground, translation, .. } = self;
        if let Some(line) = translation.taken_back_by(id) {
            let place = translation.place(line);
            let file = place.source.name();
            return format!(
                "`!` lines of {file} take these back; what comes later needs a line of its own."
            );
        }
        if translation.is_tracked(id) {
            return "Git tracks these, whatever its lines say.".to_owned();
        }
        let text = desk.text(line);
        let meant = translation.lines.iter().find(|said| {
            said.only_directories && said.texts.iter().flatten().any(|said| said == text)
        });
        match meant.filter(|_| ground.inventory.kind(id) != Kind::Directory) {
            Some(said) => {
                format!("{} means directories; these are none.", shown(translation, said.line))
            }
            None => "Git does not ignore these.".to_owned(),
        }
    }

    /// What git ignores, topmost, and still travels.
    fn too_little(&self, outcomes: &[Outcome]) -> BTreeSet<EntryId> {
        let ignored = self.translation.ignored();
        let travels = |id: &EntryId| outcomes.iter().any(|outcome| outcome.travels(*id));
        let wanted = |id: &EntryId| {
            let path = self.ground.inventory.path(*id);
            self.ground.needs.uses.iter().any(|wanted| wanted.names(path.as_bytes()))
        };
        ignored.into_iter().filter(|id| travels(id) && !wanted(id)).collect()
    }

    /// Tells of the `!` lines that do nothing here.
    fn left_out(&self, desk: &mut Desk<'_>) {
        let used = self.translation.taken_back();
        let idle = |line: &&Translated| line.negated && !used.contains(&line.line);
        let idle: Vec<String> = self
            .translation
            .lines
            .iter()
            .filter(idle)
            .map(|line| shown(self.translation, line.line))
            .collect();
        if !idle.is_empty() {
            desk.note(format!(
                "Takes back nothing that is here, and is left out: {}.",
                idle.join(", ")
            ));
        }
    }
}
