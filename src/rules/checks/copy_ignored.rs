//! `copy-ignored`: a source that is on disk and that the ignore file takes away.
//!
//! BuildKit's own check falls silent at the first `!` line and speaks of sources that do arrive;
//! here the question is what of a source exists and what of it is left.

use super::asking::{Asking, By, askings};
use super::ground::{Arrival, Found, Ground, Reached};
use super::{Check, Facts, Remark, few, files};
use crate::dockerfile::Tree;
use crate::engine::{EmptyGlob, Engine};
use crate::ignorefile::IgnoreFile;
use crate::path::Shown;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "copy-ignored",
    severity: Severity::High,
    summary: "the ignore file takes away what an instruction copies",
    why: "The source of a COPY, an ADD or a bind mount is on disk, and the ignore file takes all of it away, so \
          that the builder never sees it. If the source is a plain path the build fails, with a message that only \
          says `not found`; if it is a pattern such as `conf/*.toml`, BuildKit copies nothing and says nothing, \
          while the classic builder and Podman stop; and BuildKit stops too if the pattern's own folder stays at \
          home with its files.\n\n\
          It matters because the file is plainly there, which sends people looking in the wrong place, and because \
          a pattern that copies nothing is found out only when the program runs.\n\n\
          Take the path back in with a `!` line after the line that decides, or drop the line, or drop the COPY. \
          For a credential do neither: mount it with `RUN --mount=type=secret`.\n\n\
          It is fine, and nothing is said, if only a part of a folder or of a pattern is ignored, as with `COPY . .`: \
          that is what an ignore file is for. Stages that the build does not need are not looked at, nor is anything \
          that is copied from another stage.",
    source: "moby/buildkit#5884, #6512, #6926, #7125; docker docs: CopyIgnoredFile",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let asked = askings(facts);
    let spoken = |asking: &Asking<'_>| one(facts, asking, &asked);
    asked.iter().filter_map(spoken).collect()
}

/// What a source stands for, and what arrives of each.
pub(super) struct Looked {
    pub(super) paths: Vec<Reached>,
    pub(super) arrivals: Vec<Arrival>,
}

/// Looks at what is on disk, if anything is.
pub(super) fn looked(ground: &Ground<'_>, asking: &Asking<'_>) -> Option<Looked> {
    let Found::Paths(paths) = ground.look(asking) else { return None };
    let arrivals = paths.iter().map(|path| ground.arrival(path)).collect();
    Some(Looked { paths, arrivals })
}

fn one(facts: &Facts<'_>, asking: &Asking<'_>, all: &[Asking<'_>]) -> Option<Remark> {
    let ground = Ground::of(facts, asking.tree)?;
    let ignore = ground.ignore?;
    let engine = facts.build.engine;
    if matches!(asking.by, By::Mount) && engine.copying.mounts_show_ignored {
        return None;
    }
    if let Some(remark) = base_ignored(facts, asking, &ground) {
        return Some(remark);
    }
    let Looked { paths, arrivals } = looked(&ground, asking)?;
    if arrivals.contains(&Arrival::Yes) {
        return None;
    }
    let deciders: Vec<usize> = arrivals.iter().filter_map(decider).collect();
    if arrivals.iter().all(|arrival| *arrival == Arrival::Emptied) {
        return emptied(facts, asking, &paths, &ground);
    }
    let globs = crate::dockerfile::has_glob(&asking.path()) && asking.transfer().is_some();
    if deciders.is_empty() || (globs && deciders.len() < arrivals.len()) {
        return None;
    }
    let shown = Shown(asking.text.as_bytes()).to_string();
    let alone = !all.iter().any(|other| {
        let beside = (other.stage, other.step) == (asking.stage, asking.step);
        beside && other.span != asking.span && arrives(facts, other)
    });
    let (severity, message) = if globs {
        let loses_folder = ground.lost_base(asking).is_some();
        glob_message(engine, &shown, paths.len(), (alone, loses_folder))
    } else {
        let message = format!("the ignore file takes `{shown}` away, so the build fails");
        (Severity::High, message)
    };
    let remark = Remark::new(&CHECK, severity, message).at(facts.place(asking.span));
    let remark = deciding(remark, &ground, deciders);
    let remark = if severity == Severity::High {
        let lost = ground.lost_base(asking).filter(|_| globs);
        let by_folder = lost.filter(|_| engine.copying.empty_glob == EmptyGlob::CopiesNothing);
        let said = match by_folder {
            Some(base) => engine.copying.missing_glob.replace("{}", &Shown(&base.path).to_string()),
            None => engine.copying.missing.replace("{}", &Shown(&asking.path()).to_string()),
        };
        remark.note(format!("{} stops with: {said}", engine.title))
    } else {
        remark
    };
    Some(remedy(remark, facts, asking.tree, ignore, &paths))
}

/// How bad it is that all that a glob matches is taken away: `alone` in its instruction, or with
/// the glob's own folder.
fn glob_message(
    engine: &Engine,
    shown: &str,
    matches: usize,
    (alone, loses_folder): (bool, bool),
) -> (Severity, String) {
    let what = match matches {
        1 => format!("the only file that `{shown}` matches"),
        number => format!("all {} that `{shown}` matches", files(number as u64)),
    };
    let (severity, end) = match (engine.copying.empty_glob, alone) {
        (EmptyGlob::CopiesNothing, _) if loses_folder => (Severity::High, "so the build fails"),
        (EmptyGlob::CopiesNothing, true) => (Severity::Medium, "so nothing is copied"),
        (EmptyGlob::CopiesNothing | EmptyGlob::FailsIfAlone, false) => {
            (Severity::Low, "so none is copied")
        }
        (EmptyGlob::FailsIfAlone, true) | (EmptyGlob::FailsIfTaken, _) => {
            (Severity::High, "so the build fails")
        }
    };
    (severity, format!("the ignore file takes away {what}, {end}"))
}

/// A pattern whose own folder is taken away: that fails even where a pattern without a match does
/// not (SPEC 19.3).
fn base_ignored(facts: &Facts<'_>, asking: &Asking<'_>, ground: &Ground<'_>) -> Option<Remark> {
    let base = ground.base(asking)?;
    let Arrival::Ignored(Some(decider)) = ground.arrival(&base) else { return None };
    let engine = facts.build.engine;
    let folder = Shown(&base.path).to_string();
    let source = Shown(asking.text.as_bytes()).to_string();
    let message = format!(
        "the ignore file takes `{folder}` away, where `{source}` looks, so the build fails"
    );
    let told =
        if engine.copying.empty_glob == EmptyGlob::CopiesNothing { &folder } else { &source };
    let said = engine.copying.missing_glob.replace("{}", told);
    let remark = Remark::new(&CHECK, Severity::High, message).at(facts.place(asking.span));
    let remark = deciding(remark, ground, vec![decider])
        .note(format!("{} stops with: {said}", engine.title));
    Some(remark.help(format!(
        "take what is needed back in with `!` lines, or drop the {}",
        asking.keyword()
    )))
}

fn decider(arrival: &Arrival) -> Option<usize> {
    match arrival {
        Arrival::Ignored(pattern) => *pattern,
        Arrival::Yes | Arrival::Emptied | Arrival::Lost => None,
    }
}

/// Whether something of another source of the instruction arrives.
fn arrives(facts: &Facts<'_>, asking: &Asking<'_>) -> bool {
    let looked = Ground::of(facts, asking.tree).and_then(|ground| looked(&ground, asking));
    looked.is_some_and(|looked| looked.arrivals.contains(&Arrival::Yes))
}

/// One note for each line that decided.
fn deciding(mut remark: Remark, ground: &Ground<'_>, mut deciders: Vec<usize>) -> Remark {
    deciders.sort_unstable();
    deciders.dedup();
    for pattern in deciders.into_iter().take(3) {
        remark = remark.note(format!("{} takes it away", ground.told(pattern)));
    }
    remark
}

/// A directory of which only the name is left; of the whole context, not even that.
fn emptied(
    facts: &Facts<'_>,
    asking: &Asking<'_>,
    paths: &[Reached],
    ground: &Ground<'_>,
) -> Option<Remark> {
    let [only] = paths else { return None };
    let fails = facts.build.engine.copying.empty_glob == EmptyGlob::FailsIfTaken;
    let root = only.path.is_empty();
    let (severity, end) = match (fails, root) {
        (true, _) => (Severity::High, "so the build fails"),
        (false, true) => (Severity::Medium, "so nothing is copied"),
        (false, false) => (Severity::Low, "so only the empty folder is copied"),
    };
    let what = if root { "the context".to_owned() } else { format!("`{}`", Shown(&only.path)) };
    let message = format!("the ignore file leaves nothing in {what}, {end}");
    let names = ground.names(&only.path).into_iter();
    let below = names.map(|name| super::ground::joined(&only.path, &name));
    let taken = below.map(|path| ground.arrival(&Reached { path, links: Vec::new() }));
    let deciders: Vec<usize> = taken.filter_map(|arrival| decider(&arrival)).collect();
    if deciders.is_empty() {
        return None;
    }
    let remark = Remark::new(&CHECK, severity, message).at(facts.place(asking.span));
    let remark = deciding(remark, ground, deciders);
    Some(remark.help(format!(
        "take what is needed back in with `!` lines, or drop the {}",
        asking.keyword()
    )))
}

/// The `!` lines that bring the paths back, if they do, unless they are nobody's business.
fn remedy(
    remark: Remark,
    facts: &Facts<'_>,
    tree: &Tree,
    ignore: &IgnoreFile,
    paths: &[Reached],
) -> Remark {
    let secret = |path: &Reached| looks_secret(crate::path::name(&path.path));
    if paths.iter().any(secret) {
        return remark.help("if it is a credential, mount it: RUN --mount=type=secret");
    }
    let mut lines: Vec<String> = Vec::new();
    for path in paths.iter().take(5).filter(|_| *tree == Tree::Context || paths.len() < 5) {
        if let Ok(text) = std::str::from_utf8(&path.path) {
            lines.push(format!("!{}", escaped(text)));
        }
    }
    let text: Vec<&str> = lines.iter().map(String::as_str).collect();
    let proved = IgnoreFile::extended(facts.build.engine, Some(ignore), &text)
        .is_ok_and(|list| paths.iter().all(|path| !list.explain(&path.path).judgement().excluded));
    if lines.is_empty() || paths.len() > lines.len() || !proved {
        return remark.help(format!(
            "let {} leave it in the context, or drop the source",
            ignore.source.name()
        ));
    }
    let help = format!("write at the end of {}: {}", ignore.source.name(), few(&lines, 3));
    remark.help(help).lines(lines)
}

/// A name as a pattern that means itself.
fn escaped(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            line.push('\\');
        }
        line.push(character);
    }
    line
}

fn looks_secret(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let blanks: [&[u8]; 6] = [b".example", b".sample", b".template", b".tmpl", b".dist", b".pub"];
    if blanks.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let starts: [&[u8]; 3] = [b".env", b"id_rsa", b"id_ed25519"];
    let ends: [&[u8]; 5] = [b".pem", b".key", b".pfx", b".p12", b".env"];
    let whole: [&[u8]; 4] = [b".npmrc", b".netrc", b".pypirc", b".git-credentials"];
    starts.iter().any(|start| name.starts_with(start))
        || ends.iter().any(|end| name.ends_with(end))
        || whole.contains(&name.as_slice())
}
