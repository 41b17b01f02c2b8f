//! One line of `stowaway ls --json`. The fields are documented in the help of the option, and may
//! only grow.

use serde::Serialize;
use stowaway::build::Build;
use stowaway::context::{EntryId, Fate, Inventory};
use stowaway::report::{empty_id, json_path, kind_id};

#[derive(Serialize)]
pub(super) struct Line {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    kind: &'static str,
    size: Option<u64>,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    empty: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hard_link: bool,
    decider: Option<Decider>,
}

#[derive(Serialize)]
struct Decider {
    file: String,
    line: usize,
    pattern: String,
}

impl Line {
    pub(super) fn of(build: &Build, inventory: &Inventory, id: EntryId, path: &[u8]) -> Self {
        let (path, path_bytes) = json_path(path);
        let ignore = build.ignore.as_ref();
        let place = inventory.decider(id).and_then(|pattern| ignore?.place_of(pattern));
        Self {
            path,
            path_bytes,
            kind: kind_id(inventory.kind(id)),
            size: inventory.known_size(id),
            fate: match inventory.fate(id) {
                Fate::Sent => "sent",
                Fate::SentAsParent => "sent-as-parent",
                Fate::Held => "held",
                Fate::Skipped => "skipped",
            },
            empty: inventory.empty(id).map(empty_id),
            hard_link: inventory.is_hard_link(id),
            decider: place.map(|place| Decider {
                file: place.source.name().to_owned(),
                line: place.position().line,
                pattern: String::from_utf8_lossy(place.source.slice(place.span)).into_owned(),
            }),
        }
    }
}
