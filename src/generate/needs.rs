//! What the Dockerfiles ask for of one context, source by source, and what that is on the tree.

use super::Ground;
use crate::build::{Build, Request};
use crate::content::masked;
use crate::context::{DirId, EntryId, Heads, Inventory};
use crate::dockerfile::{
    Act, Links, MountKind, NamedSources, Plan, PlanOptions, SourceKind, Tree, every_target, follow,
    has_glob, matches_path,
};
use crate::engine::Dialect;
use crate::error::Place;
use crate::fix;
use crate::ignorefile::Pattern;
use crate::path::{ContextPath, Shown, clean};
use crate::source::{Source, Span};
use std::sync::Arc;

/// What the Dockerfiles ask for of one context.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Each source of each instruction, in order of Dockerfiles and lines.
    pub uses: Vec<Use>,
}

/// A source of an instruction.
#[derive(Clone, Debug)]
pub struct Use {
    /// Relative and cleaned, a glob where the instruction has one; empty for the whole context.
    pub path: ContextPath,
    /// The instruction.
    pub place: Place,
    /// Its globs reach through directories (`--parents`).
    pub deep: bool,
    /// The directory above what differs from platform to platform, if something does.
    pub platforms: Option<ContextPath>,
}

impl Use {
    /// Whether it takes the whole context.
    pub fn is_everything(&self) -> bool {
        self.path.as_bytes().is_empty()
    }

    /// Whether it names a path, or something below it.
    pub fn names(&self, path: &[u8]) -> bool {
        let mut named = NamedSources::default();
        named.add(&String::from_utf8_lossy(self.path.as_bytes()));
        named.needs(path)
    }

    /// The instruction in a few words: `COPY a b ./ (Dockerfile:7)`.
    pub fn shown(&self) -> String {
        let Place { source, span } = &self.place;
        let text = &*masked(source.slice(*span));
        let first = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let words: Vec<&[u8]> =
            first.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        let cut = first.len() < text.trim_ascii_end().len();
        let mut said = Shown(&words.join(&b' ')).to_string();
        if said.starts_with("--") {
            said.insert_str(0, "RUN ");
        }
        if cut || said.chars().count() > LONGEST {
            let short: String = said.trim_end_matches('\\').chars().take(LONGEST).collect();
            said = format!("{} …", short.trim_end());
        }
        format!("{said} ({}:{})", source.name(), self.place.position().line)
    }
}

/// So many characters of an instruction are shown.
const LONGEST: usize = 80;

impl Needs {
    /// What a build needs, whichever of its stages is the target; where the ignore file is `shared`,
    /// what the other Dockerfiles that read it need, too.
    pub fn gather(
        build: &Build,
        request: &Request,
        inventory: &Inventory,
        heads: &dyn Heads,
        shared: bool,
    ) -> Self {
        let mut options = request.plan_options(build.engine);
        let mut needs = Self::default();
        if let Some(plan) = &build.plan {
            needs.add_all(&plan.source, &options);
        }
        if shared {
            options.target = None;
            for plan in fix::plans_beside(build, inventory, heads) {
                needs.add_all(&plan.source, &options);
            }
        }
        needs
    }

    /// Adds what a Dockerfile needs with any of its stages as the target.
    fn add_all(&mut self, source: &Source, options: &PlanOptions) {
        let first = self.uses.len();
        for (plan, stages) in every_target(source, options) {
            stages.into_iter().for_each(|number| self.add_stage(&plan, number));
        }
        self.uses[first..].sort_by_key(|wanted| wanted.place.span.start);
    }

    fn add_stage(&mut self, plan: &Plan, number: usize) {
        for step in &plan.stages[number].steps {
            match &step.act {
                Act::Workdir(_) => {}
                Act::Copy(copy) if copy.from == Tree::Context => {
                    let local = copy.sources.iter().filter(|s| s.kind == SourceKind::Local);
                    local.for_each(|s| {
                        self.add(plan, &s.text, step.span, copy.parents, &s.written);
                    });
                }
                Act::Copy(_) => {}
                Act::Run(run) => {
                    let bound = run.mounts.iter().filter(|mount| {
                        mount.from == Tree::Context && mount.kind == MountKind::Bind
                    });
                    bound.for_each(|mount| {
                        let span = if step.triggered { step.span } else { mount.span };
                        self.add(plan, &mount.source, span, false, "");
                    });
                }
            }
        }
    }

    fn add(&mut self, plan: &Plan, text: &str, span: Span, deep: bool, written: &str) {
        let cleaned = clean(format!("/{text}").as_bytes());
        let place = Place { source: Arc::clone(&plan.source), span };
        let path = ContextPath::new(&cleaned[1..]);
        let same = |known: &Use| known.path == path && known.place.span == span;
        if !self.uses.iter().any(same) {
            self.uses.push(Use { path, place, deep, platforms: above_platforms(written) });
        }
    }
}

/// The directory above the first name that has the platform in it.
fn above_platforms(written: &str) -> Option<ContextPath> {
    let is_one = |name: &str| {
        let variables = name.split('$').skip(1).map(|rest| rest.trim_start_matches('{'));
        let mut variables = variables;
        variables.any(|name| name.starts_with("TARGET"))
    };
    let names: Vec<&str> = written.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    let first = names.iter().position(|name| is_one(name))?;
    let above = &names[..first];
    let plain = !above.is_empty() && above.iter().all(|name| !name.contains(['$', '*', '?', '[']));
    plain.then(|| ContextPath::new(above.join("/")))
}

/// A source and what it stands for on the tree.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The number of the [`Use`].
    pub(super) number: usize,
    /// What is there, links on the way included.
    pub(super) entries: Vec<EntryId>,
    /// What is named and not there.
    pub(super) absent: Vec<Vec<u8>>,
    /// What a glob could stand for some day.
    pub(super) examples: Vec<Vec<u8>>,
}

/// What each source that does not take everything stands for.
pub(super) fn wanted(ground: &Ground<'_>) -> Vec<Wanted> {
    let Ground { build, inventory, needs, .. } = *ground;
    let links = build.links();
    let mut all = Vec::new();
    for (number, wanted) in needs.uses.iter().enumerate() {
        let text = String::from_utf8_lossy(wanted.path.as_bytes()).into_owned();
        if text.is_empty() {
            continue;
        }
        let patterns = match follow(&links, std::slice::from_ref(&text)) {
            Ok(Links::Patterns(patterns)) => patterns,
            Ok(Links::Everything) | Err(_) => vec![text.clone().into_bytes()],
        };
        let mut found =
            Wanted { number, entries: Vec::new(), absent: Vec::new(), examples: Vec::new() };
        for pattern in patterns {
            let mut entries = matched(inventory, &pattern, wanted.deep);
            if pattern != text.as_bytes() {
                // Where a link leads to is no glob, though some engines take it for one.
                entries.extend(inventory.find(&pattern));
            }
            match has_glob(&pattern) {
                true => found.examples.extend(example(&pattern)),
                false if entries.is_empty() => found.absent.push(pattern),
                false => {}
            }
            found.entries.extend(entries);
        }
        found.entries.sort_unstable();
        found.entries.dedup();
        all.push(found);
    }
    all
}

/// The entries that a source matches; of a glob the topmost.
fn matched(inventory: &Inventory, pattern: &[u8], deep: bool) -> Vec<EntryId> {
    if !has_glob(pattern) {
        return inventory.find(pattern).into_iter().collect();
    }
    let through = deep.then(|| Pattern::compile(Dialect::Docker, None, pattern).ok().flatten());
    let through = through.flatten();
    let depth = |path: &[u8]| path.split(|&byte| byte == b'/').count();
    let wanted = depth(pattern);
    let mut found = Vec::new();
    let mut todo = vec![(DirId::ROOT, Vec::new())];
    while let Some((dir, above)) = todo.pop() {
        for id in inventory.entries(dir) {
            let path = [above.as_slice(), inventory.name(id)].concat();
            let hits = match &through {
                Some(pattern) => pattern.matches(&path) == Ok(true),
                None => depth(&path) == wanted && matches_path(pattern, &path) == Ok(true),
            };
            let deeper = through.is_some() || depth(&path) < wanted;
            match inventory.opened(id) {
                _ if hits => found.push(id),
                Some(dir) if deeper => todo.push((dir, [&path, &b"/"[..]].concat())),
                Some(_) | None => {}
            }
        }
    }
    found.sort_unstable();
    found
}

/// A path that a glob could stand for some day; `None` if that could be anything.
fn example(pattern: &[u8]) -> Option<Vec<u8>> {
    // What a bare star takes is named by nobody.
    let mut path: Vec<Vec<u8>> = Vec::new();
    for part in pattern.split(|&byte| byte == b'/') {
        let bare = part.iter().all(|&byte| byte == b'*');
        if bare || part.iter().any(|byte| b"?[\\".contains(byte)) {
            let filler = || [path.as_slice(), &[b"stowaway".to_vec()]].concat().join(&b'/');
            return (!path.is_empty()).then(filler);
        }
        path.push(part.iter().map(|&byte| if byte == b'*' { b'x' } else { byte }).collect());
    }
    Some(path.join(&b'/'))
}
