//! What may not be taken away: what the Dockerfiles of a repository name in this context.
//!
//! The build at hand asks for one target of one Dockerfile; an ignore file serves every build that
//! reads it. So every stage of every Dockerfile in the context counts that evidently uses the context
//! as a whole, and has no ignore file of its own. What comes along with a directory or with `.` is
//! needed by nobody: that is what ignore files are for.

use crate::build::{Build, Request};
use crate::context::{DirId, EntryId, Fate, Heads, Inventory, Kind};
use crate::dockerfile::{NamedSources, Plan, PlanOptions, Script, Tree, every_target, has_glob};
use crate::error::Place;
use crate::source::{Source, Span};
use std::sync::Arc;

/// What Dockerfiles name, and where.
#[derive(Debug, Default)]
pub struct Needs(Vec<Need>);

#[derive(Debug)]
struct Need {
    /// `None` for what is known from elsewhere.
    source: Option<Arc<Source>>,
    named: NamedSources,
}

/// Who needs a path.
#[derive(Clone, Debug)]
pub enum Needed {
    /// This instruction.
    By(Place),
    /// The build, as its commands show.
    Evidently,
}

/// Dockerfiles up to this size (bytes) are read.
const LONGEST: usize = 1 << 20;
/// How many Dockerfiles are read besides the one that is built.
const MOST: usize = 200;
/// Directories whose Dockerfiles are somebody else's.
const FOREIGN: [&[u8]; 7] =
    [b"node_modules", b"vendor", b".git", b".venv", b"venv", b"site-packages", b"testdata"];

impl Needs {
    /// What a Dockerfile names in one of its trees, whichever stage is the target, and `evident` of
    /// it.
    pub fn of(
        plan: Option<&Plan>,
        options: &PlanOptions,
        tree: &Tree,
        evident: &NamedSources,
    ) -> Self {
        let mut needs = Self(vec![Need { source: None, named: evident.clone() }]);
        plan.iter().for_each(|plan| needs.add(&plan.source, options, tree));
        needs
    }

    fn add(&mut self, source: &Arc<Source>, options: &PlanOptions, tree: &Tree) {
        for (plan, stages) in every_target(source, options) {
            let stages = stages.iter().map(|number| &plan.stages[*number]);
            let named = NamedSources::of_stages(stages, tree);
            self.0.push(Need { source: Some(Arc::clone(source)), named });
        }
    }

    /// The same with what other Dockerfiles in the context name that would read the same ignore
    /// file: one beside a Dockerfile is read by nobody else.
    pub fn of_all(
        build: &Build,
        request: &Request,
        inventory: &Inventory,
        heads: &dyn Heads,
        evident: &NamedSources,
    ) -> Self {
        let mut options = request.plan_options(build.engine);
        let mut needs = Self::of(build.plan.as_ref(), &options, &Tree::Context, evident);
        let ignore = build.ignore_path();
        let shared =
            ignore.is_none_or(|path| path.parent() == Some(build.root.as_path())) && !is_own(build);
        if !shared {
            needs.follow_links(inventory, heads);
            return needs;
        }
        options.target = None;
        for plan in plans_beside(build, inventory, heads) {
            needs.add(&plan.source, &options, &Tree::Context);
        }
        needs.follow_links(inventory, heads);
        needs
    }

    /// What is asked for through a link is needed where it really is.
    fn follow_links(&mut self, inventory: &Inventory, heads: &dyn Heads) {
        let target_of = |path: &[u8]| {
            let link = inventory.find(path).filter(|id| inventory.kind(*id) == Kind::Symlink)?;
            heads.link_target(&inventory.path(link)).ok()
        };
        self.0.iter_mut().for_each(|need| need.named.follow(&target_of));
    }

    /// Who needs a path or something below it.
    pub fn needing(&self, path: &[u8]) -> Option<Needed> {
        self.0.iter().find_map(|need| need.needing(path))
    }

    /// Who names a path, or the directory in which it lies: what is in there is what was asked for.
    pub fn asking_for(&self, path: &[u8]) -> Option<Needed> {
        let above = crate::path::parent(path).filter(|above| !above.is_empty());
        std::iter::once(path).chain(above).find_map(|path| self.naming(path))
    }

    /// Who names this very path.
    fn naming(&self, path: &[u8]) -> Option<Needed> {
        self.0.iter().filter(|need| need.named.has(path)).find_map(|need| need.needing(path))
    }

    /// The sources that are named, each with who names it.
    pub fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().flat_map(|need| need.named.paths())
    }
}

/// The other Dockerfiles in the context that would read the same ignore file, in order of paths.
pub fn plans_beside(build: &Build, inventory: &Inventory, heads: &dyn Heads) -> Vec<Plan> {
    let mut found = Vec::new();
    let mut todo = vec![DirId::ROOT];
    while let Some(dir) = todo.pop() {
        for id in inventory.entries(dir) {
            let name = inventory.name(id);
            match inventory.opened(id) {
                // What is held back as a whole may hold Dockerfiles all the same.
                Some(below) if !FOREIGN.contains(&name) => todo.push(below),
                Some(_) => {}
                None if is_dockerfile(inventory, id) => found.push(id),
                None => {}
            }
        }
    }
    found.sort_by_cached_key(|id| inventory.path(*id).to_vec());
    let plans = found.into_iter().take(MOST);
    plans.filter_map(|id| plan_beside(build, inventory, heads, id)).collect()
}

impl Need {
    fn needing(&self, path: &[u8]) -> Option<Needed> {
        let span = self.named.needing(path)?;
        Some(match &self.source {
            Some(source) if span != Span::default() => {
                Needed::By(Place { source: Arc::clone(source), span })
            }
            Some(_) | None => Needed::Evidently,
        })
    }
}

/// Whether the ignore file in force serves this Dockerfile alone.
fn is_own(build: &Build) -> bool {
    let name = build.dockerfile.as_ref().and_then(|path| path.file_name());
    let ignore = build.ignore.as_ref().and_then(|ignore| ignore.source.path()?.file_name());
    let (Some(name), Some(ignore)) = (name, ignore) else { return false };
    ignore.as_encoded_bytes().starts_with(name.as_encoded_bytes())
}

/// By the names that people give them; `Dockerfile.dockerignore` is none.
fn is_dockerfile(inventory: &Inventory, id: EntryId) -> bool {
    let name = inventory.name(id);
    // Most names are neither: they are passed over without a copy.
    if !matches!(name[0], b'd' | b'D' | b'c' | b'C') && !name.ends_with(b"file") {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let ends = |ends: &[&[u8]]| ends.iter().any(|end| name.ends_with(end));
    let starts = [&b"dockerfile"[..], b"containerfile"].iter().any(|start| {
        name.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || b".-_".contains(&rest[0]))
    });
    let is_file = inventory.kind(id) == Kind::File && inventory.fate(id) != Fate::Skipped;
    is_file
        && (starts || ends(&[b".dockerfile", b".containerfile"]))
        && !ends(&[b"ignore", b".md", b".bak", b".orig", b"~", b".swp"])
}

/// The plan of another Dockerfile, if it is read with this context and this ignore file.
fn plan_beside(
    build: &Build,
    inventory: &Inventory,
    heads: &dyn Heads,
    id: EntryId,
) -> Option<Plan> {
    let path = inventory.path(id);
    if build.dockerfile.as_ref().is_some_and(|known| {
        known
            .strip_prefix(&build.root)
            .is_ok_and(|inside| inside.as_os_str().as_encoded_bytes() == path.as_bytes())
    }) {
        return None;
    }
    let own = [inventory.name(id), b".dockerignore"].concat();
    if inventory.find_in(id.dir, &own).is_some() {
        return None;
    }
    let source = Source::new(path.shown().to_string(), heads.head(&path, LONGEST).ok()?);
    let script = Script::read(&source).ok()?;
    let plan = Plan::new(&script, &PlanOptions::default()).ok()?;
    let named = NamedSources::of(&plan, &Tree::Context);
    let uses = id.dir == DirId::ROOT || uses_the_root(inventory, id.dir, &named);
    uses.then_some(plan)
}

/// Whether a Dockerfile further down is built with the whole context: what it names is there at the
/// root rather than beside it, or begins with its own directory.
fn uses_the_root(inventory: &Inventory, dir: DirId, named: &NamedSources) -> bool {
    let mut own = Vec::new();
    inventory.dir_path_into(dir, &mut own);
    own.push(b'/');
    let (mut at_root, mut beside) = (0, 0);
    for path in named.paths().filter(|path| !has_glob(path)) {
        let here = inventory.find(path).is_some() || path.starts_with(&own);
        at_root += usize::from(here);
        beside += usize::from(inventory.find_below(dir, path).is_some());
    }
    at_root > 0 && at_root >= beside
}
