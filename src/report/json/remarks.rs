//! From remarks to version 1 of the JSON format: nothing is decided here, only named.

use super::v1::RemarkV1;
use crate::report::excerpt::hidden;
use crate::report::model::Contents;
use crate::rules::checks::Remark;

pub(super) fn of(contents: &Contents) -> Vec<RemarkV1> {
    contents
        .remarks
        .iter()
        .zip(&contents.remarked)
        .map(|(remark, paths)| one(remark, paths))
        .collect()
}

fn one(remark: &Remark, paths: &[crate::path::ContextPath]) -> RemarkV1 {
    let place = remark.place.as_ref();
    let position = place.map(|place| place.position());
    RemarkV1 {
        check: remark.check.id,
        severity: remark.severity.id(),
        message: hidden(&remark.message),
        file: place.map(|place| place.source.name().to_owned()),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        paths: paths.iter().map(|path| super::path(path).0).collect(),
        files: remark.totals.files,
        bytes: remark.totals.bytes,
        notes: remark.notes.iter().map(|note| hidden(note)).collect(),
        help: remark.help.as_deref().map(hidden),
        lines: remark.lines.iter().map(|line| hidden(line)).collect(),
    }
}
