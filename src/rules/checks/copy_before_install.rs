//! `copy-before-install`: everything is copied before the dependencies are installed.

use super::commands::Shape;
use super::ground::{Ground, joined};
use super::install_alone::{Doubt, prove};
use super::installs::{Late, late};
use super::{Check, Facts, Remark, few};
use crate::context::DirId;
use crate::dockerfile::Tree;
use crate::path::Shown;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "copy-before-install",
    severity: Severity::Medium,
    summary: "dependencies are installed again whenever any file changes",
    why: "An instruction is taken from the cache as long as nothing before it changed. Where `COPY . .` stands before \
          the install of dependencies, every edit of any file makes the builder fetch and install all of them \
          again.\n\n\
          It matters on every build that is not the first, at a desk and in CI.\n\n\
          Copy the files that say what is to be installed first, install, and copy the rest afterwards. Lines to \
          write are given only where the RUN is one plain install and these files are all that it reads: no script \
          that an install runs, no local path, no further file. Anything else has to be read by who knows it.\n\n\
          It is fine, and nothing is said, if an earlier instruction has installed already, if the RUN has a cache \
          mount or bind-mounted manifests, if the install needs the sources (`pip install .`), or if a package is \
          installed by its name. An install script that needs more than the manifests needs that copied first too.",
    source: "docker docs: optimize cache usage in builds, order your layers",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = Vec::new();
    for late in late(facts).iter().filter(|late| speaks(facts, late)) {
        let place = facts.place(late.asking.instruction);
        let told = remarks
            .iter()
            .any(|remark| remark.place.as_ref().map(|p| p.span) == place.as_ref().map(|p| p.span));
        if !told {
            remarks.push(one(facts, late));
        }
    }
    remarks
}

/// Whether this check speaks of it.
pub(super) fn speaks(facts: &Facts<'_>, late: &Late<'_>) -> bool {
    if late.install.shape == Shape::Sources {
        return false;
    }
    let Some(ground) = Ground::of(facts, &Tree::Context) else { return false };
    let brought = |path: &str| {
        let id = ground.entry(&joined(&late.home, path.as_bytes()));
        id.is_some_and(|id| facts.requested.with(facts.inventory, id).files > 0)
    };
    match late.install.ecosystem.id {
        // Packages that come with the sources are not fetched.
        "go" => brought("go.sum") && !brought("vendor/modules.txt"),
        "node" => !brought(".yarn/cache"),
        "bundler" => !brought("vendor/cache") && !has_ending(facts, &late.home, b".gemspec"),
        _ => true,
    }
}

fn one(facts: &Facts<'_>, late: &Late<'_>) -> Remark {
    let Late { asking, install, span, .. } = late;
    let severity = match install.shape {
        Shape::Manifest => Severity::Medium,
        Shape::Build | Shape::Sources | Shape::System => Severity::Low,
    };
    let text = super::shortened(&install.text);
    let line = facts.line(*span);
    let line = line.rsplit(':').next().unwrap_or_default();
    let message =
        format!("any change to what is copied here makes `{text}` on line {line} run again");
    let mut remark = Remark::new(&CHECK, severity, message).at(facts.place(asking.instruction));
    if install.shape == Shape::System {
        return remark.help(format!("move line {line} above: it needs nothing of the context"));
    }
    let names: Vec<String> = late.manifests.iter().map(|path| Shown(path).to_string()).collect();
    let names = few(&names, 4);
    let proved = prove(facts, late, &facts.quoted_whole(*span));
    let doubt = match proved.and_then(|()| lines(facts, late)) {
        Ok(lines) => {
            let first = facts.line(asking.instruction);
            let first = first.rsplit(':').next().unwrap_or_default();
            let help =
                format!("write this for lines {first} to {line}; everything else stays as it is");
            return remark.note(format!("it needs only {names}")).help(help).lines(lines);
        }
        Err(doubt) => doubt,
    };
    remark = remark.note(format!("what it installs is said by {names}"));
    let how = match install.ecosystem.id {
        "cargo" => "build the dependencies alone first, as cargo-chef does",
        _ => "copy what it needs first, install, and copy the rest afterwards",
    };
    remark.note(format!("no lines to write are given: {doubt}")).help(how)
}

/// What is to stand in the place of the COPY and of the RUN right behind it, which needs only the
/// manifests, or why that is not written down.
fn lines(facts: &Facts<'_>, late: &Late<'_>) -> Result<Vec<String>, Doubt> {
    if is_workspace(facts, late) {
        return Err("there are manifests in folders below too".to_owned());
    }
    if !is_right_behind(facts, late) {
        return Err("other instructions stand between the two".to_owned());
    }
    let copy = facts.quoted_whole(late.asking.instruction);
    let flags = flags(&copy).ok_or("the COPY has flags of its own")?;
    let first = manifests_first(late, &flags).ok_or("not all of it is copied here")?;
    Ok([first, vec![facts.quoted_whole(late.span), copy]].concat())
}

/// The instructions that copy the manifests alone to where they are looked for.
fn manifests_first(late: &Late<'_>, flags: &str) -> Option<Vec<String>> {
    let text = |path: &[u8]| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/@+".contains(c);
        String::from_utf8(path.to_vec()).ok().filter(|text| text.chars().all(plain))
    };
    let transfer = late.asking.transfer()?;
    let destination = &transfer.destination.path;
    let directory = late.install.directory.as_ref()?;
    let to = if directory == destination { "." } else { directory.as_str() };
    let to = to.trim_end_matches('/');
    let paths: Option<Vec<String>> = late.manifests.iter().map(|path| text(path)).collect();
    let mut lines = Vec::new();
    let single = |path: &&String| !path.contains('/');
    let paths = paths?;
    if !late.install.named.is_empty() && late.install.named.len() != paths.len() {
        return None;
    }
    if late.install.named.is_empty() || (to == "." && paths.iter().all(|path| single(&path))) {
        lines.push(format!("COPY {flags}{} {to}/", paths.join(" ")));
    } else {
        for (path, name) in paths.iter().zip(&late.install.named) {
            lines.push(format!("COPY {flags}{path} {}", late.install.path_of(name)?));
        }
    }
    Some(lines)
}

/// The flags of a COPY, to be carried over to another, each with a blank behind it; `None` if one
/// of them says something of what is copied.
fn flags(copy: &str) -> Option<String> {
    let mut flags = String::new();
    for flag in copy.split_whitespace().skip(1).take_while(|word| word.starts_with("--")) {
        let name = flag.split('=').next().unwrap_or_default();
        if !matches!(name, "--chown" | "--chmod" | "--link") {
            return None;
        }
        flags.push_str(flag);
        flags.push(' ');
    }
    (!copy.contains('\n')).then_some(flags)
}

/// Whether nothing but blanks and comments stands between the COPY and the RUN, so that moving the
/// one above the other changes nothing else.
fn is_right_behind(facts: &Facts<'_>, late: &Late<'_>) -> bool {
    let (copy, run) = (late.asking.instruction, late.span);
    let text = facts
        .plan()
        .filter(|_| copy.end <= run.start)
        .map(|plan| plan.source.slice(crate::source::Span { start: copy.end, end: run.start }));
    let comment = |line: &[u8]| matches!(line.trim_ascii_start(), [] | [b'#', ..]);
    text.is_some_and(|text| text.split(|&byte| byte == b'\n').all(comment))
}

/// Whether there are more manifests below, so that those of the folder may not be enough.
fn is_workspace(facts: &Facts<'_>, late: &Late<'_>) -> bool {
    let keys = late.install.ecosystem.keys;
    let home = match late.home.as_slice() {
        b"" => Some(DirId::ROOT),
        home => facts.inventory.find(home).and_then(|id| facts.inventory.opened(id)),
    };
    let Some(home) = home.filter(|_| late.install.named.is_empty()) else { return false };
    let inventory = facts.inventory;
    let has_key = |dir: DirId| {
        let glob = |key: &str| crate::dockerfile::has_glob(key.as_bytes());
        let named = |key: &str| inventory.find_in(dir, key.as_bytes()).is_some();
        let matched = |key: &str| {
            let matches = |name: &[u8]| crate::dockerfile::matches_path(key.as_bytes(), name);
            inventory.entries(dir).any(|id| matches(inventory.name(id)) == Ok(true))
        };
        keys.iter().any(|key| if glob(key) { matched(key) } else { named(key) })
    };
    let mut path = Vec::new();
    let mut foreign = |dir: DirId| {
        inventory.dir_path_into(dir, &mut path);
        let folders = late.install.ecosystem.artifacts;
        path.split(|&byte| byte == b'/').any(|part| {
            matches!(part, b"node_modules" | b"vendor" | b".git")
                || folders.iter().any(|folder| folder.as_bytes() == part)
        })
    };
    let below = inventory.subtree(home);
    let mut dirs = (below.start.0 + 1..below.end.0).map(DirId);
    dirs.any(|dir| has_key(dir) && !foreign(dir))
}

fn has_ending(facts: &Facts<'_>, home: &[u8], ending: &[u8]) -> bool {
    let dir = match home {
        b"" => Some(DirId::ROOT),
        home => facts.inventory.find(home).and_then(|id| facts.inventory.opened(id)),
    };
    let mut entries = dir.into_iter().flat_map(|dir| facts.inventory.entries(dir));
    entries.any(|id| facts.inventory.name(id).ends_with(ending))
}
