//! From canaries to version 1 of the JSON format: nothing is decided here, only named.

use super::freeze::way;
use super::v1::{AbsentV1, CanariesV1, CanaryV1, GitIgnoreLineV1, NearV1};
use crate::canary::{Absent, Alarm, GIT_IGNORED_WHY};
use crate::landing::Reach;
use crate::report::canaries::{AlarmView, CanariesView};
use crate::report::model::Contents;

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
