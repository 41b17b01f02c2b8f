//! What a Dockerfile names: sources written out, which are meant to travel.
//!
//! What comes along with a directory or with `.` is not named by anybody; that is what ignore files
//! are for.

use super::mount::MountKind;
use super::plan::{Act, Plan, Stage, Tree};
use super::remote::SourceKind;
use crate::ignorefile::{has_glob, matches_path};
use crate::path::clean;
use crate::source::Span;

/// The sources in one context that reachable stages name, relative and cleaned.
#[derive(Clone, Debug, Default)]
pub struct NamedSources(Vec<(Vec<u8>, Span)>);

impl NamedSources {
    /// The sources of a plan in one of its trees.
    pub fn of(plan: &Plan, tree: &Tree) -> Self {
        Self::of_stages(plan.reachable().map(|(_, stage)| stage), tree)
    }

    /// The same of these stages.
    pub fn of_stages<'a>(stages: impl Iterator<Item = &'a Stage>, tree: &Tree) -> Self {
        let mut named = Self::default();
        for step in stages.flat_map(|stage| &stage.steps) {
            let mut add = |text: &str| named.add_at(text, step.span);
            match &step.act {
                Act::Workdir(_) => {}
                Act::Copy(copy) if copy.from == *tree => {
                    let local = copy.sources.iter().filter(|s| s.kind == SourceKind::Local);
                    local.for_each(|source| add(&source.text));
                }
                Act::Copy(_) => {}
                Act::Run(run) => {
                    let bound = run
                        .mounts
                        .iter()
                        .filter(|mount| mount.from == *tree && mount.kind == MountKind::Bind);
                    bound.for_each(|mount| add(&mount.source));
                }
            }
        }
        named
    }

    /// A further source, as an instruction would name it.
    pub fn add(&mut self, text: &str) {
        self.add_at(text, Span::default());
    }

    fn add_at(&mut self, text: &str, span: Span) {
        let cleaned = clean(format!("/{text}").as_bytes());
        self.0.extend((cleaned != b"/").then(|| (cleaned[1..].to_vec(), span)));
    }

    /// Adds what the sources lead to: `target_of` is what a symbolic link at a path says.
    pub fn follow(&mut self, target_of: &dyn Fn(&[u8]) -> Option<Vec<u8>>) {
        let mut at = 0;
        let most = self.0.len() + MOST_LINKS;
        while at < self.0.len() && self.0.len() < most {
            let (path, span) = self.0[at].clone();
            at += 1;
            for step in crate::path::ancestors(&path).chain([path.as_slice()]) {
                let Some(target) = (!has_glob(step)).then(|| target_of(step)).flatten() else {
                    continue;
                };
                let above = crate::path::parent(step).unwrap_or_default();
                let start = if target.starts_with(b"/") { &b""[..] } else { above };
                let whole = [b"/", start, b"/", &target, &path[step.len()..]].concat();
                let cleaned = clean(&whole)[1..].to_vec();
                if !cleaned.is_empty() && !self.0.iter().any(|(known, _)| *known == cleaned) {
                    self.0.push((cleaned, span));
                }
                break;
            }
        }
    }

    /// The sources, relative and cleaned, as the instructions have them.
    pub fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|(path, _)| path.as_slice())
    }

    /// The instruction that names a path or something below it.
    pub fn needing(&self, path: &[u8]) -> Option<Span> {
        self.0.iter().find(|(named, _)| is_or_holds(path, named)).map(|(_, span)| *span)
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path is what a source stands for, or a directory on the way to it.
    pub fn needs(&self, path: &[u8]) -> bool {
        self.0.iter().any(|(named, _)| is_or_holds(path, named))
    }

    /// Whether a path is exactly what a source stands for.
    pub fn has(&self, path: &[u8]) -> bool {
        let depth = |path: &[u8]| path.split(|&byte| byte == b'/').count();
        let here = self.0.iter().filter(|(named, _)| depth(named) == depth(path));
        here.into_iter().any(|(named, _)| is_or_holds(path, named))
    }
}

/// How many links are followed in all.
const MOST_LINKS: usize = 1000;

/// Whether `path` is what `named` stands for, or a directory on the way to it.
fn is_or_holds(path: &[u8], named: &[u8]) -> bool {
    let below = |rest: &[u8]| rest.is_empty() || rest.starts_with(b"/");
    if !has_glob(named) {
        return named.strip_prefix(path).is_some_and(below);
    }
    let depth = path.split(|&byte| byte == b'/').count();
    let start: Vec<&[u8]> = named.split(|&byte| byte == b'/').take(depth).collect();
    // A name that a bare `*` happens to match is not named by anybody.
    let bare = start.last().is_some_and(|last| last.iter().all(|&byte| byte == b'*'));
    !bare && matches_path(&start.join(&b'/'), path) == Ok(true)
}

#[cfg(test)]
mod tests {
    use super::is_or_holds;

    #[test]
    fn what_is_named_is_found() {
        for (path, named, expected) in [
            ("a", "a", true),
            ("a", "a/b", true),
            ("a/b", "a", false),
            ("ab", "a", false),
            ("x.json", "*.json", true),
            ("x.json", "*", false),
            ("a", "a/*.json", true),
            ("a/b", "*/b", true),
        ] {
            assert_eq!(is_or_holds(path.as_bytes(), named.as_bytes()), expected, "{path} {named}");
        }
    }
}
