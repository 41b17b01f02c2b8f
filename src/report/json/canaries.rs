//! Canaries in version 1 of the JSON format: what is written, and how it is filled. Nothing is
//! decided here, only named.

use super::freeze::way;
use super::v1::WayV1;
use crate::canary::{Absent, Alarm, GIT_IGNORED_WHY};
use crate::landing::Reach;
use crate::report::canaries::{AlarmView, CanariesView};
use crate::report::model::Contents;
use serde::Serialize;

/// What is said of files that are not there.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct CanariesV1 {
    /// Why: `asked` (`--canaries`), or `environment` (it says CI).
    pub(super) occasion: &'static str,
    /// How many files were asked about.
    pub(super) asked: usize,
    /// How many of them would be sent.
    pub(super) sent: usize,
    /// Those that would be sent, by rule, the worst first.
    pub(super) findings: Vec<CanaryV1>,
}

/// Files of one kind that are not there and would be sent.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct CanaryV1 {
    /// `canary/` and the rule's id, or `canary/gitignored`; `stowaway explain` tells about it.
    pub(super) id: String,
    /// The rule that the files stand for; null if only a `.gitignore` speaks of them.
    pub(super) rule: Option<&'static str>,
    /// `info`, `low`, `medium`, `high` or `critical`: a step less than if they were there, two if
    /// nothing says that they ever are.
    pub(super) severity: &'static str,
    /// How bad it counts for `--fail-on`, wherever the files would end.
    pub(super) counts_as: &'static str,
    /// How far they would come: `image`, `layer`, `build` or `sent`; null without a Dockerfile.
    pub(super) reach: Option<&'static str>,
    /// Why they are better left at home.
    pub(super) why: &'static str,
    /// The files, those with a line that nearly caught them first; never empty.
    pub(super) paths: Vec<AbsentV1>,
    /// The way that the first one would go; null if it would land nowhere.
    pub(super) way: Option<WayV1>,
    /// The ignore lines that would stop them, each proved on this build.
    pub(super) lines: Vec<String>,
}

/// A file that is not there and would be sent.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct AbsentV1 {
    /// The path, relative to the context; ill-formed bytes are replaced by U+FFFD.
    pub(super) path: String,
    /// The path's bytes, only if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_bytes: Option<Vec<u8>>,
    /// `file` or `directory`.
    pub(super) kind: &'static str,
    /// How far it would come; null without a Dockerfile.
    pub(super) reach: Option<&'static str>,
    /// Whether the Dockerfile asks for it by name.
    pub(super) named: bool,
    /// Whether the lines of the finding stop it.
    pub(super) stopped: bool,
    /// The line of the ignore file that nearly caught it; null if there is none.
    pub(super) near: Option<NearV1>,
    /// The line of a `.gitignore` that tells of it; null if it is always asked about.
    pub(super) gitignore: Option<GitIgnoreLineV1>,
}

/// A line that nearly caught a file.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct NearV1 {
    /// The ignore file.
    pub(super) file: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// The line.
    pub(super) text: String,
    /// Why it missed: `overruled`, `trailing-comment`, `trailing-blank`, `quotes`, `backslash`,
    /// `anchored`, `case`, `short-name` or `commented-out`.
    pub(super) miss: &'static str,
    /// The line that takes the file back in, counted from 1; null if none does.
    pub(super) overruled_by: Option<usize>,
}

/// A line of a `.gitignore`.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub(super) struct GitIgnoreLineV1 {
    /// The file, as seen from the context.
    pub(super) file: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// The pattern.
    pub(super) text: String,
}

pub(super) fn of(contents: &Contents) -> Option<CanariesV1> {
    let CanariesView { occasion, asked, caught, alarms } = contents.canaries.as_ref()?;
    let findings = alarms.iter().map(one).collect();
    Some(CanariesV1 { occasion: occasion.id(), asked: *asked, sent: *caught, findings })
}

fn one(view: &AlarmView) -> CanaryV1 {
    let Alarm { rule, severity, counts_as, reach, absent: files, lines, .. } = &view.alarm;
    CanaryV1 {
        id: view.alarm.id(),
        rule: rule.map(|rule| rule.id),
        severity: severity.id(),
        counts_as: counts_as.id(),
        reach: reach.map(Reach::id),
        why: rule.map_or(GIT_IGNORED_WHY, |rule| rule.why),
        paths: files.iter().map(absent).collect(),
        way: view.way.as_ref().map(way),
        lines: lines.clone(),
    }
}

fn absent(absent: &Absent) -> AbsentV1 {
    let (path, path_bytes) = super::path(&absent.path);
    let near = absent.near.as_ref().map(|near| NearV1 {
        file: near.place.source.name().to_owned(),
        line: near.place.position().line,
        text: String::from_utf8_lossy(near.place.source.slice(near.place.span)).into_owned(),
        miss: near.miss.id(),
        overruled_by: near.overruled_by.as_ref().map(|place| place.position().line),
    });
    let gitignore = absent.hint.as_ref().map(|hint| GitIgnoreLineV1 {
        file: hint.file.to_string(),
        line: hint.line,
        text: hint.text.clone(),
    });
    AbsentV1 {
        path,
        path_bytes,
        kind: if absent.directory { "directory" } else { "file" },
        reach: absent.reach.map(Reach::id),
        named: absent.named,
        stopped: absent.stopped,
        near,
        gitignore,
    }
}
