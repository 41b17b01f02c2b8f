//! `ignore-file-unread`: an ignore file that somebody wrote and this build does not read.

use super::near::distance;
use super::{Check, Facts, Remark, few};
use crate::build::{Unread, UnreadCause};
use crate::context::{DirId, EntryId, Kind};
use crate::engine::Lookup;
use crate::ignorefile::IgnoreFile;
use crate::rules::Severity;
use crate::source::Source;
use std::sync::Arc;

pub(super) const CHECK: Check = Check {
    id: "ignore-file-unread",
    severity: Severity::Medium,
    summary: "an ignore file that this build does not read",
    why: "An engine looks for an ignore file under few names and in few places: beside the Dockerfile under the \
          Dockerfile's full name, and at the root of the context as `.dockerignore`. One in another folder, under a \
          name that is nearly right, or of another engine is not read, and one beside the Dockerfile replaces the one \
          at the root altogether: the two are never put together.\n\n\
          It matters because its author believes that it works: what it names travels.\n\n\
          Move it to where it is read, or merge it into the one that is.\n\n\
          It is fine to have one for each Dockerfile, or one for each engine: if another one is in force, this speaks \
          only if the one that is not read would keep something at home that the rules speak of.",
    source: "docker/cli#1308, moby/moby#41079, docker/buildx#2353; SPEC of each engine's lookup",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> =
        facts.build.unread.iter().filter_map(|unread| one(facts, unread)).collect();
    if facts.build.ignore.is_none() {
        remarks.extend(misnamed(facts));
    }
    remarks
}

fn one(facts: &Facts<'_>, unread: &Unread) -> Option<Remark> {
    let in_force = facts.build.ignore.is_some();
    let missed = missed(facts, unread);
    match unread.cause {
        // An unreadable one is taken for an empty one, which is then in force.
        UnreadCause::Unreadable | UnreadCause::Dangling => {}
        UnreadCause::Shadowed | UnreadCause::Elsewhere if !in_force || !missed.is_empty() => {}
        UnreadCause::Shadowed | UnreadCause::Elsewhere => return None,
    }
    let message = format!("`{}` is not read: {}", unread.name, unread.reason);
    let mut remark = Remark::new(&CHECK, Severity::Medium, message).about(facts, missed);
    let named: Vec<String> = remark.entries.iter().map(|entry| facts.shown(*entry)).collect();
    if !named.is_empty() {
        remark = remark.note(format!("it would keep {} at home", few(&named, 3)));
    }
    if let Some(ignore) = &facts.build.ignore {
        remark = remark.note(format!("{} is in force, alone", ignore.source.name()));
    }
    let help = match unread.cause {
        UnreadCause::Unreadable => "make it a file that this user can read".to_owned(),
        UnreadCause::Dangling => "put a file in the place of the link".to_owned(),
        UnreadCause::Shadowed => format!("copy its lines into {}", facts.ignore_name()),
        UnreadCause::Elsewhere => format!("this build looks for {}", few(&places(facts), 4)),
    };
    Some(remark.help(help))
}

/// What travels, is spoken of by the rules, and would be stopped.
fn missed(facts: &Facts<'_>, unread: &Unread) -> Vec<EntryId> {
    let Some(text) = &unread.text else { return Vec::new() };
    let source = Arc::new(Source::new(unread.name.clone(), text.clone()));
    let Ok(list) = IgnoreFile::compile(facts.build.engine, source, &[], false) else {
        return Vec::new();
    };
    let told = facts.findings.iter().filter(|finding| finding.severity >= Severity::Medium);
    let stopped = |entry: &EntryId| {
        let path = facts.inventory.path(*entry);
        facts.requested.with(facts.inventory, *entry).files > 0
            && list.matcher.explain(&path).judgement().excluded
    };
    told.flat_map(|finding| finding.entries.iter().copied()).filter(stopped).collect()
}

/// The names that the engine looks for, as they would be written here.
fn places(facts: &Facts<'_>) -> Vec<String> {
    let dockerfile = facts.plan().map_or("Dockerfile", |plan| plan.source.name());
    let lookup = facts.build.engine.ignore.lookup.iter();
    lookup
        .map(|lookup| match lookup {
            Lookup::ContextRoot(name) => (*name).to_owned(),
            Lookup::BesideDockerfile(suffix) => format!("{dockerfile}{suffix}"),
        })
        .collect()
}

/// Names at the root that are nearly right.
fn misnamed(facts: &Facts<'_>) -> Vec<Remark> {
    let inventory = facts.inventory;
    let near = |id: &EntryId| {
        let name = inventory.name(*id).to_ascii_lowercase();
        let exact = inventory.name(*id) == b".dockerignore";
        let told = facts.build.unread.iter().any(|unread| unread.name.as_bytes() == name);
        let git = matches!(name.as_slice(), b".dockerignore.bak" | b".dockerignore.example");
        inventory.kind(*id) == Kind::File
            && !exact
            && !told
            && !git
            && (distance(&name, b".dockerignore") <= 2
                || matches!(name.as_slice(), b".dockerignore.txt" | b".dockerignore.conf"))
    };
    let ids = inventory.entries(DirId::ROOT).filter(near);
    ids.map(|id| {
        let title = facts.build.engine.title;
        let names = places(facts).into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let message = format!("`{}` is not read: {title} knows no such name", facts.shown(id));
        Remark::new(&CHECK, Severity::Medium, message)
            .note("no ignore file is in force: everything travels that is asked for")
            .help(format!("call it {}", names.join(" or ")))
            .about(facts, vec![id])
    })
    .collect()
}
