//! `cache-busters`: files that change often and matter to no build, copied before an install.

use super::installs::{Late, late};
use super::{Check, Facts, Remark, copy_before_install, few};
use crate::context::EntryId;
use crate::landing::Way;
use crate::rules::{Category, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "cache-busters",
    severity: Severity::Low,
    summary: "files that matter to no build make an install run again",
    why: "A folder is copied before an install that needs the sources, and among what is copied are files that change \
          often and cannot matter to it: the repository, documents, tests, settings of editors and CI, the Dockerfile \
          itself. Each time one of them changes, everything from the COPY on is done again.\n\n\
          It matters because the cache is lost for nothing: a commit alone changes `.git`, so that the same sources \
          are never built from the cache.\n\n\
          Ignore what is named, unless the build does read it (a README that package metadata names, a version that \
          is taken from git).\n\n\
          It is fine if an earlier instruction has installed the dependencies, or the RUN has a cache mount: nothing \
          is said then. Where the install could do with the manifests alone, `copy-before-install` speaks instead.",
    source: "docker docs: build cache invalidation",
    run,
};

/// More would say no more.
const ENOUGH: usize = 50;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let late = late(facts);
    let mut remarks: Vec<Remark> = Vec::new();
    for (number, one) in late.iter().enumerate() {
        let copied = |other: &Late<'_>| other.asking.instruction == one.asking.instruction;
        let told_before = late[..number].iter().any(copied);
        let told = late.iter().filter(|other| copied(other));
        let elsewhere = told.clone().any(|other| copy_before_install::speaks(facts, other));
        if !told_before && !elsewhere {
            remarks.extend(remark(facts, one));
        }
    }
    remarks
}

fn remark(facts: &Facts<'_>, late: &Late<'_>) -> Option<Remark> {
    let busters = busters(facts, late);
    if busters.is_empty() {
        return None;
    }
    let text = super::shortened(&late.install.text);
    let line = facts.line(late.span);
    let line = line.rsplit(':').next().unwrap_or_default();
    let remark = Remark::new(&CHECK, Severity::Low, String::new())
        .at(facts.place(late.asking.instruction))
        .about(facts, busters);
    let names: Vec<String> = remark.entries.iter().map(|id| facts.shown(*id)).collect();
    let message = format!("files that matter to no build make `{text}` on line {line} run again");
    let help = format!("ignore what the build does not read, in {}", facts.ignore_name());
    let note = format!("they are copied here: {}", few(&names, 3));
    Some(Remark { message, ..remark }.note(note).help(help))
}

/// What the COPY takes of the kinds that change for no benefit.
fn busters(facts: &Facts<'_>, late: &Late<'_>) -> Vec<EntryId> {
    let Some(landing) = facts.landing else { return Vec::new() };
    let idle = |category: Category| match category {
        Category::Vcs
        | Category::Docs
        | Category::TestOutput
        | Category::Editor
        | Category::Os
        | Category::Log
        | Category::Docker => true,
        Category::Secret
        | Category::IacState
        | Category::Dependency
        | Category::Cache
        | Category::BuildOutput
        | Category::Data => false,
    };
    let place = (late.asking.stage, late.asking.step);
    let by_this = |way: &Way| way.hops.iter().any(|hop| (hop.stage, hop.step) == place);
    // Package metadata names these, so that an install may read them.
    let read = |finding: &&Finding| finding.rule.id == "docs-readme-license";
    let idle = facts.findings.iter().filter(|finding| idle(finding.rule.category));
    let findings = idle.filter(|finding| !read(finding));
    let mut entries: Vec<EntryId> = Vec::new();
    for &entry in findings.flat_map(|finding| &finding.entries) {
        let path = facts.inventory.path(entry);
        let inside = late.folder.is_empty()
            || path.strip_prefix(late.folder.as_slice()).is_some_and(|rest| rest.starts_with(b"/"));
        let ways = || landing.ways(facts.views, Facts::origin(entry));
        if inside && !entries.contains(&entry) && ways().iter().any(by_this) {
            entries.push(entry);
        }
        if entries.len() == ENOUGH {
            break;
        }
    }
    entries
}
