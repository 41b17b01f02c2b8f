//! `copy-missing`: a source that is not there at all, and what may have been meant.

use super::asking::{Asking, askings};
use super::ground::{Arrival, Found, Ground, Missing, Reached, joined};
use super::near::near;
use super::{Check, Facts, Remark, few};
use crate::dockerfile::Tree;
use crate::engine::EmptyGlob;
use crate::error::Cause;
use crate::path::Shown;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "copy-missing",
    severity: Severity::High,
    summary: "an instruction copies what is not there",
    why: "The source of a COPY, an ADD or a bind mount is neither in the context nor ignored: nothing of that name is \
          on disk. The build fails as soon as it comes to the instruction, which with a long build may be late.\n\n\
          The usual reasons are a name in another case (file systems of desktops forgive what a builder does not), a \
          path that is meant from the Dockerfile's folder while all paths are seen from the context, a `..` that \
          would leave the context and is cut off, a symbolic link that points out of the context, and a lock file of \
          the package manager before the last one.\n\n\
          Correct the path; paths that may be meant are named. A file that is sometimes there can be copied with a \
          pattern, `yarn.lock*`, beside one that always is: BuildKit copies what it finds.\n\n\
          It is fine in a stage that this build does not reach: those are not looked at. If a variable in the path \
          has no value here and only the base image could give it one, this is only supposed.",
    source: "Dockerfile reference, COPY; moby/buildkit solver/llbsolver/file",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let asked = askings(facts);
    let mut remarks: Vec<Remark> =
        asked.iter().filter_map(|asking| one(facts, asking, &asked)).collect();
    remarks.extend(in_stages(facts, &asked));
    remarks
}

fn one(facts: &Facts<'_>, asking: &Asking<'_>, all: &[Asking<'_>]) -> Option<Remark> {
    let ground = Ground::of(facts, asking.tree)?;
    let engine = facts.build.engine;
    let parents = asking.transfer().is_some_and(|transfer| transfer.parents);
    let glob = crate::dockerfile::has_glob(&asking.path()) && asking.transfer().is_some();
    match ground.look(asking) {
        Found::Paths(_) => None,
        Found::Missing(_) if parents && glob => None,
        // `build-fails` tells of links that lead to each other.
        Found::Missing(missing) if missing.link.is_some() && loops(facts, asking) => None,
        Found::Missing(missing) => Some(told(facts, asking, &ground, &missing, glob)),
        Found::NoMatch => {
            let alone = !all.iter().any(|other| {
                let beside = (other.stage, other.step) == (asking.stage, asking.step);
                beside && other.span != asking.span && is_there(facts, other)
            });
            let lost = ground.lost_base(asking);
            if engine.copying.empty_glob == EmptyGlob::CopiesNothing {
                return lost.and_then(|base| without_folder(facts, asking, &ground, &base));
            }
            if !alone {
                return None;
            }
            let shown = Shown(asking.text.as_bytes()).to_string();
            let message = format!("nothing matches `{shown}`, so the build fails");
            let said = engine.copying.missing_glob.replace("{}", &shown);
            let remark = Remark::new(&CHECK, Severity::High, message).at(facts.place(asking.span));
            Some(remark.note(format!("{} stops with: {said}", engine.title)))
        }
    }
}

/// BuildKit takes a pattern without a match for nothing, but only where its folder has arrived.
fn without_folder(
    facts: &Facts<'_>,
    asking: &Asking<'_>,
    ground: &Ground<'_>,
    base: &Reached,
) -> Option<Remark> {
    if matches!(ground.arrival(base), Arrival::Ignored(_)) {
        return None; // `copy-ignored` tells
    }
    let engine = facts.build.engine;
    let (source, folder) = (Shown(asking.text.as_bytes()), Shown(&base.path).to_string());
    let message = format!("nothing matches `{source}`, so the build fails");
    let said = engine.copying.missing_glob.replace("{}", &folder);
    let remark = Remark::new(&CHECK, Severity::High, message)
        .at(facts.place(asking.span))
        .note(format!("only what matches is sent, so that `{folder}` is not even there"))
        .note(format!("{} stops with: {said}", engine.title));
    Some(remark.help("correct the pattern, or drop the source"))
}

fn is_there(facts: &Facts<'_>, asking: &Asking<'_>) -> bool {
    let found = Ground::of(facts, asking.tree).map(|ground| ground.look(asking));
    matches!(found, Some(Found::Paths(_)))
}

fn loops(facts: &Facts<'_>, asking: &Asking<'_>) -> bool {
    let failures = facts.landing.map_or(&[][..], |landing| landing.failures());
    let place = (asking.stage, asking.step, asking.span);
    failures.iter().any(|failed| {
        failed.failure.cause == Cause::LinkLoop && (failed.stage, failed.step, failed.span) == place
    })
}

fn told(
    facts: &Facts<'_>,
    asking: &Asking<'_>,
    ground: &Ground<'_>,
    missing: &Missing,
    glob: bool,
) -> Remark {
    let engine = facts.build.engine;
    let whole = joined(&missing.directory, &missing.rest);
    let shown = Shown(&asking.path()).to_string();
    let (unset, could_be_set) = asking.unset();
    let doubtful = !unset.is_empty() && could_be_set;
    let severity = if doubtful { Severity::Medium } else { Severity::High };
    let message = match missing.link {
        Some(_) => format!("`{shown}` leads to nothing in the context, so the build fails"),
        None => format!("`{shown}` is not in the context, so the build fails"),
    };
    let mut remark = Remark::new(&CHECK, severity, message).at(facts.place(asking.span));
    for name in &unset {
        let global = facts.plan().is_some_and(|plan| plan.globals.contains(*name));
        let end = match (global, could_be_set) {
            (true, _) => ": what is set before the first FROM holds for FROM only",
            (false, true) => "; only the base image could set it",
            (false, false) => "",
        };
        remark = remark.note(format!("`${name}` has no value here{end}"));
    }
    if asking.text.split('/').any(|part| part == "..") {
        remark = remark.note("`..` cannot leave the context: it is cut off at its root");
    }
    if let Some((link, text)) = &missing.link {
        remark = remark.note(format!(
            "`{}` is a link to `{}`, which inside the context is `/{}`",
            Shown(link),
            Shown(text),
            Shown(&whole)
        ));
    }
    if missing.link.is_none()
        && let Some(pattern) = ground.decider(&whole)
    {
        let line = ground.told(pattern);
        remark = remark.note(format!("{line} would take it away if it were there"));
    }
    let template = if glob { engine.copying.missing_glob } else { engine.copying.missing };
    let said = template.replace("{}", &Shown(&whole).to_string());
    remark = remark.note(format!("{} stops with: {said}", engine.title));
    let folder = dockerfile_folder(facts);
    let near: Vec<String> =
        near(ground, missing, &folder).iter().map(|path| Shown(path).to_string()).collect();
    match (misread(asking, ground).or_else(|| undeclared(facts, &unset)), near.is_empty()) {
        (Some(help), _) => remark.help(help),
        (None, false) => remark.help(format!("did you mean {}?", few(&near, 3))),
        (None, true) => remark,
    }
}

/// What to write where words of an instruction were meant for something else than sources.
fn misread(asking: &Asking<'_>, ground: &Ground<'_>) -> Option<String> {
    let sources = &asking.transfer()?.sources;
    let at = sources.iter().position(|source| source.span == asking.span)?;
    // The word before it was to be the destination.
    let hash = sources.iter().position(|source| source.text.starts_with('#'));
    if hash.is_some_and(|hash| at + 1 >= hash) {
        return Some("`#` begins no comment here: give it a line of its own".to_owned());
    }
    // A name with blanks, of which each word became a source.
    let runs = (0..=at).flat_map(|first| (at + 1..=sources.len()).map(move |end| (first, end)));
    let whole = runs.filter(|(first, end)| (2..=MOST_WORDS).contains(&(end - first)));
    let joined = |(first, end): (usize, usize)| {
        let words: Vec<&str> = sources[first..end].iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    };
    let name = whole.map(joined).find(|name| ground.exists(name.as_bytes()))?;
    Some(format!(
        "names with blanks need the JSON form: {} [\"{}\", …]",
        asking.keyword(),
        Shown(name.as_bytes())
    ))
}

/// A name with blanks has so many words.
const MOST_WORDS: usize = 6;

/// What to write where a variable is set for FROM only.
pub(super) fn undeclared(facts: &Facts<'_>, unset: &[&str]) -> Option<String> {
    let plan = facts.plan()?;
    let name = unset.iter().find(|name| plan.globals.contains(**name))?;
    Some(format!("write `ARG {name}` into this stage, above this line: it then has the value"))
}

/// The Dockerfile's folder, seen from the context; empty if it is the context.
fn dockerfile_folder(facts: &Facts<'_>) -> Vec<u8> {
    let path = facts.build.dockerfile.as_deref();
    let folder = path.and_then(|path| path.strip_prefix(&facts.build.root).ok()?.parent());
    folder.map_or_else(Vec::new, |folder| folder.as_os_str().as_encoded_bytes().to_vec())
}

/// Sources in a stage that holds nothing but what is known.
fn in_stages(facts: &Facts<'_>, asked: &[Asking<'_>]) -> Vec<Remark> {
    let (Some(plan), Some(landing)) = (facts.plan(), facts.landing) else { return Vec::new() };
    let mut remarks = Vec::new();
    for failed in landing.failures() {
        let missing = failed.failure.cause == Cause::SourceMissing;
        let asking = asked.iter().find(|asking| {
            (asking.stage, asking.step, asking.span) == (failed.stage, failed.step, failed.span)
        });
        let Some(asking) = asking.filter(|_| missing) else { continue };
        let Tree::Stage(number) = asking.tree else { continue };
        let label = Shown(plan.stages[*number].label(*number).as_bytes()).to_string();
        let path = asking.path();
        let message = format!("`/{}` is not in stage `{label}`, so the build fails", Shown(&path));
        let engine = facts.build.engine;
        let said = engine.copying.missing.replace("{}", &Shown(&path).to_string());
        let mut remark = Remark::new(&CHECK, Severity::High, message)
            .at(facts.place(asking.span))
            .note(format!("nothing but its own instructions puts files into `{label}`"))
            .note(format!("{} stops with: {said}", engine.title));
        let name = crate::path::name(&path);
        let files = landing.files(facts.views, *number);
        let same = files.iter().filter(|landed| crate::path::name(&landed.path) == name);
        let same: Vec<String> = same.map(|landed| Shown(&landed.path).to_string()).collect();
        if !same.is_empty() {
            remark = remark.help(format!("did you mean {}?", few(&same, 3)));
        }
        remarks.push(remark);
    }
    remarks
}
