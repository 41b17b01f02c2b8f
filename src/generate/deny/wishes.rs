//! The lines that are wished for, and why: those of the kinds that were detected, those for files
//! that could be there, and those of rules that found something.
//!
//! Nothing is tried here; what a rule or a Dockerfile forbids is not even wished.

use crate::canary::{self, Beside, Ecosystem};
use crate::context::{DirId, Inventory};
use crate::fix::literal;
use crate::generate::Ground;
use crate::kinds::{Detected, Group, anchored, detect};
use crate::rules::{Category, Finding, Rule, Severity};

/// A line that is wished for.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) text: String,
    pub(super) category: Category,
    /// Why, as the comment says it.
    pub(super) reason: &'static str,
    /// It has a purpose where it stops nothing.
    pub(super) guards: bool,
    /// The rule that advises it.
    pub(super) rule: Option<&'static Rule>,
    /// It is right only if nothing asks for what it stops.
    pub(super) checked: bool,
    /// What is wished for instead if it would take away more than it means: the lines, and whether
    /// they stand guard.
    pub(super) narrower: Vec<(String, bool)>,
}

impl Wish {
    /// Whether it is this line, or says the same of one place.
    pub(super) fn says(&self, line: &str) -> bool {
        let place = line.strip_prefix("**/").filter(|_| !self.text.starts_with(['*', '!']));
        let above = place.and_then(|place| self.text.strip_suffix(place));
        self.text == line || above.is_some_and(|above| above.is_empty() || above.ends_with('/'))
    }
}

/// The rule for environment files that some builds read.
const OF_A_MODE: &str = "secret-dotenv-mode";
/// The kinds whose builds do.
const FRONTENDS: [&str; 2] = ["nextjs", "web-frontend"];

const LOGINS: &str = "logins and settings of one person's tools";
const CHECKOUTS: &str = "further checkouts of the repository, with all that was built in them";
const MORE: &str = "more of it in this tree";

/// Every wish in order, and what a person should know of what is missing.
pub(super) fn gather(ground: &Ground<'_>) -> (Vec<Wish>, Vec<String>) {
    let kinds = detect(ground.inventory, ground.heads, &ground.build.asked);
    let mut gathering = Gathering { ground, kinds: &kinds, wishes: Vec::new() };
    for found in &kinds {
        gathering.of_kind(found);
    }
    gathering.of_canaries();
    gathering.of_findings();
    let notes = gathering.notes();
    (gathering.wishes, notes)
}

struct Gathering<'a> {
    ground: &'a Ground<'a>,
    kinds: &'a [Detected],
    wishes: Vec<Wish>,
}

impl Gathering<'_> {
    fn is(&self, ids: &[&str]) -> bool {
        self.kinds.iter().any(|found| ids.contains(&found.kind.id))
    }

    /// Whether a line would break this very build, as far as the findings know, whichever rule
    /// advises it.
    fn is_vetoed(&self, line: &str) -> bool {
        let needed = |finding: &&Finding| finding.only_copy || finding.need.is_some();
        let needed = self.ground.findings.iter().filter(needed).map(|finding| finding.rule);
        let of_a_mode = Rule::find(OF_A_MODE).filter(|_| self.is(&FRONTENDS));
        needed.chain(of_a_mode).any(|rule| rule.suggest().contains(&line))
    }

    fn of_kind(&mut self, found: &Detected) {
        let base = found.kind.base.iter().map(|group| (group, false));
        for (group, checked) in base.chain(found.kind.check_first.iter().map(|g| (g, true))) {
            self.of_group(found, group, checked);
        }
        let Some(group) = found.kind.base.first().filter(|_| !found.volumes.is_empty()) else {
            return;
        };
        for volume in &found.volumes {
            let Some(text) = literal(volume.path.as_bytes()) else { continue };
            self.wishes.push(Wish {
                text,
                category: group.category,
                reason: group.reason,
                guards: self.ground.inventory.find(volume.path.as_bytes()).is_none(),
                rule: None,
                checked: false,
                narrower: Vec::new(),
            });
        }
    }

    fn of_group(&mut self, found: &Detected, group: &Group, checked: bool) {
        let inventory = self.ground.inventory;
        for (line, rule) in group.advice() {
            if self.is_vetoed(line) {
                continue;
            }
            let usual = group.usual.contains(&line);
            let wish = |text: String, guards: bool, narrower| Wish {
                text,
                category: group.category,
                reason: group.reason,
                guards,
                rule,
                checked,
                narrower,
            };
            let at = |place: &str, back: &str| -> Vec<(String, bool)> {
                let placed = found.dirs.iter().filter_map(|&dir| {
                    let above = directory(inventory, dir)?;
                    let guards = usual && is_topmost(inventory, dir, &found.dirs);
                    Some((format!("{back}{above}{place}"), guards))
                });
                placed.collect()
            };
            match anchored(line) {
                None => {
                    let place = line.strip_prefix("**/").filter(|place| is_name(place));
                    let narrower = place.map_or_else(Vec::new, |place| at(place, ""));
                    self.wishes.push(wish(line.to_owned(), usual, narrower));
                }
                Some((place, back)) => {
                    let placed = at(place, if back { "!" } else { "" });
                    let placed =
                        placed.into_iter().map(|(text, guards)| wish(text, guards, vec![]));
                    self.wishes.extend(placed);
                }
            }
        }
    }

    /// What is not there and could be: with these lines nobody has to ask again.
    fn of_canaries(&mut self) {
        for row in canary::KINDS {
            let Some(rule) = row.rule() else { continue };
            let here = match row.beside {
                Beside::Root | Beside::TopOfRepository | Beside::Manifests => true,
                Beside::Only(Ecosystem::Node) => self.is(&["node", "bun-deno"]),
                Beside::Only(Ecosystem::Python) => self.is(&["python"]),
                Beside::Only(Ecosystem::Php) => self.is(&["php"]),
                Beside::Only(Ecosystem::Ruby) => self.is(&["rails"]),
                Beside::Only(Ecosystem::Other) => false,
            };
            let text = row.broad.unwrap_or(row.line);
            if !here || self.is_vetoed(text) {
                continue;
            }
            let narrower = row.broad.map(|_| (row.line.to_owned(), true));
            // What the kinds wish for, too, stands where they have it.
            let known = self.wishes.iter().position(|wish| wish.text == text);
            if let Some(known) = known {
                self.wishes[known].guards = true;
                self.wishes[known].narrower.extend(narrower);
                continue;
            }
            self.wishes.push(Wish {
                text: text.to_owned(),
                category: rule.category,
                reason: self.reason(rule, row.inside.is_some()),
                guards: true,
                rule: Some(rule),
                checked: false,
                narrower: narrower.into_iter().collect(),
            });
        }
    }

    /// The reason that the kinds give for a rule's lines.
    fn reason(&self, rule: &Rule, in_a_checkout: bool) -> &'static str {
        if in_a_checkout && rule.category == Category::Vcs {
            return CHECKOUTS;
        }
        let same = |wish: &&Wish| wish.rule.is_some_and(|of| *of == *rule);
        self.wishes.iter().find(same).map_or(LOGINS, |wish| wish.reason)
    }

    /// What rules found that no kind speaks of.
    fn of_findings(&mut self) {
        for finding in self.ground.findings {
            let rule = finding.rule;
            let says = rule.safe && finding.severity > Severity::Info;
            for line in rule.suggest().iter().filter(|_| says) {
                let known = self.wishes.iter().any(|wish| wish.says(line));
                if !known && !self.is_vetoed(line) && anchored(line).is_none() {
                    self.wishes.push(Wish {
                        text: (*line).to_owned(),
                        category: rule.category,
                        reason: MORE,
                        guards: false,
                        rule: Some(rule),
                        checked: false,
                        narrower: Vec::new(),
                    });
                }
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for finding in self.ground.findings {
            if let Some(need) = &finding.need {
                let line = finding.rule.suggest().first().copied().unwrap_or_default();
                notes.push(format!(
                    "`{line}` is not in it: the build needs that for `{}`.",
                    need.what
                ));
            } else if finding.only_copy {
                let line = finding.rule.suggest().first().copied().unwrap_or_default();
                notes.push(format!("`{line}` is not in it: the image has it from nowhere else."));
            }
        }
        if self.is(&FRONTENDS) {
            notes.push(
                "`.env.production` and its like are not in it: the build of a frontend reads them."
                    .to_owned(),
            );
        }
        if self.is(&["allow-list"]) {
            notes.push(
                "The Dockerfile names the few things it takes: `--style allow` would hold back \
                 everything else, whatever it is."
                    .to_owned(),
            );
        }
        notes
    }
}

/// A directory with a `/`, as a line can name it; nothing for the root of the context.
fn directory(inventory: &Inventory, dir: DirId) -> Option<String> {
    let mut path = Vec::new();
    inventory.dir_path_into(dir, &mut path);
    if path.is_empty() {
        return Some(String::new());
    }
    literal(&path).map(|text| format!("{text}/"))
}

/// Whether no other of these directories holds it.
fn is_topmost(inventory: &Inventory, dir: DirId, dirs: &[DirId]) -> bool {
    dirs.iter().all(|&other| other == dir || !inventory.subtree(other).contains(&dir))
}

/// Whether a line's end is a plain path, which can also be said of one place.
fn is_name(place: &str) -> bool {
    !place.contains(['*', '?', '[', '\\'])
}
