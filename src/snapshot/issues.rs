//! What the rules and checks say, as a lock file remembers it: by rule, place and the fingerprint of
//! what was seen, so that an old thing stays the same when a line moves. No value, and no line.

use super::lock::{IssueLock, PathLock};
use crate::audit::Audit;
use crate::content::masked;
use crate::context::{EntryId, Inventory};
use crate::error::Place;
use crate::path::Shown;
use crate::rules::checks::Remark;
use crate::rules::{Category, Contents, Finding};
use std::path::Path;

/// Everything that is said of a build, sorted.
pub(super) fn issues(audit: &Audit) -> Vec<IssueLock> {
    let mut issues = Vec::new();
    let main = Source { context: None, inventory: &audit.inventory, seen: audit.contents.as_ref() };
    audit.findings.iter().for_each(|finding| main.add(finding, &mut issues));
    for (named, walked) in audit.build.contexts.iter().zip(&audit.contexts) {
        let Some(walked) = walked else { continue };
        let source = Source {
            context: Some(named.name.clone()),
            inventory: &walked.inventory,
            seen: walked.contents.as_ref(),
        };
        walked.findings.iter().for_each(|finding| source.add(finding, &mut issues));
    }
    audit.remarks.iter().for_each(|remark| of_check(audit, remark, &mut issues));
    issues.sort();
    issues.dedup();
    issues
}

/// The context that a finding speaks of.
struct Source<'a> {
    context: Option<String>,
    inventory: &'a Inventory,
    seen: Option<&'a Contents>,
}

impl Source<'_> {
    fn add(&self, finding: &Finding, issues: &mut Vec<IssueLock>) {
        for &entry in &finding.entries {
            let seen = self.seen(finding, entry);
            if seen.is_empty() {
                issues.push(self.issue(finding, entry, None));
            }
            for (file, fingerprint) in seen {
                issues.push(self.issue(finding, file, Some(fingerprint)));
            }
        }
    }

    fn issue(&self, finding: &Finding, at: EntryId, fingerprint: Option<String>) -> IssueLock {
        IssueLock {
            about: None,
            context: self.context.clone(),
            counts_as: finding.counts_as().id().to_owned(),
            fingerprint,
            path: PathLock::of(&self.inventory.path(at)),
            rule: finding.rule.id.to_owned(),
            severity: finding.severity.id().to_owned(),
        }
    }

    /// The files with secrets that a finding speaks of, and the fingerprint of each secret.
    fn seen(&self, finding: &Finding, entry: EntryId) -> Vec<(EntryId, String)> {
        let is_secret = matches!(finding.rule.category, Category::Secret | Category::IacState);
        let Some(contents) = self.seen.filter(|_| is_secret) else { return Vec::new() };
        let below = contents.below.get(&entry).into_iter().flatten();
        let mut seen = Vec::new();
        for file in [entry].iter().chain(below) {
            let secrets = contents.files.get(file).into_iter();
            let sightings = secrets.flat_map(|secrets| &secrets.sightings);
            let print = |value: &crate::content::Redacted| value.fingerprint().to_string();
            seen.extend(sightings.map(|sighting| (*file, print(&sighting.value))));
        }
        seen
    }
}

/// A check that points at a line is told by what stands there; another by the paths it is about.
fn of_check(audit: &Audit, remark: &Remark, issues: &mut Vec<IssueLock>) {
    let issue = |about: Option<String>, path: &[u8]| IssueLock {
        about,
        context: None,
        counts_as: remark.severity.id().to_owned(),
        fingerprint: None,
        path: PathLock::of(path),
        rule: remark.check.id.to_owned(),
        severity: remark.severity.id().to_owned(),
    };
    match &remark.place {
        Some(place) => {
            let name = portable(place.source.name());
            issues.push(issue(Some(line(place)), name.as_bytes()));
        }
        None if remark.entries.is_empty() => issues.push(issue(Some(remark.message.clone()), b"")),
        None => {
            let path = |&entry: &EntryId| audit.inventory.path(entry);
            issues.extend(remark.entries.iter().map(path).map(|path| issue(None, &path)));
        }
    }
}

/// The first line at a place. Secrets are hidden where they stand: what is before them tells that
/// they are some.
fn line(place: &Place) -> String {
    let text = masked(place.source.bytes());
    let start = memchr::memrchr(b'\n', &text[..place.span.start]).map_or(0, |at| at + 1);
    let rest = &text[start..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    Shown(rest[..end].trim_ascii()).to_string()
}

/// A name of a small file without a place on this machine.
pub(super) fn portable(name: &str) -> String {
    let path = Path::new(name);
    let last = path.file_name().filter(|_| path.is_absolute());
    last.map_or_else(|| name.to_owned(), |last| last.to_string_lossy().into_owned())
}
