//! One line of `stowaway ls --json`. The fields are documented in the help of the option, and may
//! only grow.

use super::{Odd, OfGit};
use serde::Serialize;
use std::ops::Not;
use stowaway::context::Fate;
use stowaway::error::Place;
use stowaway::report::{empty_id, json_path, kind_id};

#[derive(Serialize)]
pub(super) struct Line {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    kind: &'static str,
    size: Option<u64>,
    fate: &'static str,
    #[serde(skip_serializing_if = "Not::not")]
    unasked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    empty: Option<&'static str>,
    #[serde(skip_serializing_if = "Not::not")]
    hard_link: bool,
    #[serde(skip_serializing_if = "Not::not")]
    added: bool,
    decider: Option<Decider>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignored_by: Option<Decider>,
}

#[derive(Serialize)]
struct Decider {
    file: String,
    line: usize,
    pattern: String,
}

impl Line {
    pub(super) fn of(line: &super::Line<'_>) -> Self {
        let (path, path_bytes) = json_path(line.path);
        let empty = match line.odd {
            Odd::Empty(empty) => Some(empty_id(empty)),
            Odd::Nothing | Odd::HardLink | Odd::Added => None,
        };
        Self {
            path,
            path_bytes,
            kind: kind_id(line.kind),
            size: line.size,
            fate: match line.fate {
                Fate::Sent => "sent",
                Fate::SentAsParent => "sent-as-parent",
                Fate::Held => "held",
                Fate::Skipped => "skipped",
            },
            unasked: line.unasked,
            empty,
            hard_link: line.odd == Odd::HardLink,
            added: line.odd == Odd::Added,
            decider: line.decider.as_ref().map(Decider::of),
            git: line.git.as_ref().map(|said| match said {
                OfGit::Untracked => "untracked",
                OfGit::Ignored(_) => "ignored",
            }),
            ignored_by: match &line.git {
                Some(OfGit::Ignored(place)) => Some(Decider::of(place)),
                Some(OfGit::Untracked) | None => None,
            },
        }
    }
}

impl Decider {
    fn of(place: &Place) -> Self {
        Self {
            file: place.source.name().to_owned(),
            line: place.position().line,
            pattern: String::from_utf8_lossy(place.source.slice(place.span)).into_owned(),
        }
    }
}
