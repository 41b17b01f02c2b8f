//! What was seen in the contents of files, as a report tells it: never a value.

use crate::content::Gate;
use crate::context::{EntryId, Inventory};
use crate::path::ContextPath;
use crate::rules::{Contents, FileSecrets, Severity};

/// One secret in one file.
#[derive(Clone, Debug)]
pub struct SecretView {
    /// The file, if the finding is about a directory that holds it.
    pub path: Option<ContextPath>,
    /// The id of the detector that knows its format.
    pub detector: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// The line, counted from one; `None` behind a part of the file that was not read.
    pub line: Option<u32>,
    /// What may be shown of the value: at most its first four and last two characters.
    pub shown: String,
    /// Tells this value from others, and nothing else about it.
    pub fingerprint: String,
    /// Why it is milder or graver than its format makes it.
    pub note: Option<&'static str>,
    /// Whether the path is one of tests, examples or documentation, which makes it milder.
    pub fixture_like: bool,
}

/// The secrets of one entry.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// In the order of paths and lines.
    pub views: Vec<SecretView>,
    /// How many there are besides these.
    pub more: u64,
}

/// What of the contents was looked at.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Files that were read.
    pub files: u64,
    /// Bytes of them that were read.
    pub bytes: u64,
    /// Files that were passed over for what they are: images, fonts, programs.
    pub binary: u64,
    /// Files packed into one, which were not opened.
    pub archives: Vec<ContextPath>,
    /// Large files, of which only both ends were read.
    pub partly: Vec<ContextPath>,
    /// Pipes, sockets and devices, which are never opened.
    pub special: Vec<ContextPath>,
    /// How many values did not pass each gate.
    pub passed_over: Vec<(Gate, u64)>,
}

impl Secrets {
    /// Those of an entry: of a file its own, of a directory those of the files below it.
    pub(super) fn of(contents: Option<&Contents>, inventory: &Inventory, entry: EntryId) -> Self {
        let Some(contents) = contents else { return Self::default() };
        let mut secrets = Self::default();
        if let Some(found) = contents.files.get(&entry) {
            secrets.add(found, None);
        }
        for &file in contents.below.get(&entry).into_iter().flatten() {
            secrets.add(&contents.files[&file], Some(inventory.path(file)));
        }
        secrets
    }

    /// Those of one file that was searched on its own.
    pub(super) fn in_file(found: Option<&FileSecrets>) -> Self {
        let mut secrets = Self::default();
        found.into_iter().for_each(|found| secrets.add(found, None));
        secrets
    }

    fn add(&mut self, found: &FileSecrets, path: Option<ContextPath>) {
        self.more += u64::from(found.more);
        self.views.extend(found.sightings.iter().map(|sighting| SecretView {
            path: path.clone(),
            detector: sighting.detector.id,
            severity: found.severity(sighting),
            line: sighting.line,
            shown: sighting.value.to_string(),
            fingerprint: sighting.value.fingerprint().to_string(),
            note: sighting.note,
            fixture_like: found.fixture_like,
        }));
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.views.len() as u64 + self.more
    }
}

impl Searched {
    pub(super) fn of(inventory: &Inventory, contents: &Contents) -> Self {
        let paths = |entries: &[EntryId]| entries.iter().map(|&id| inventory.path(id)).collect();
        let passed = Gate::ALL.iter().copied().zip(contents.passed_over);
        Self {
            files: contents.read.0,
            bytes: contents.read.1,
            binary: contents.binary,
            archives: paths(&contents.archives),
            partly: paths(&contents.partly),
            special: paths(&contents.special),
            passed_over: passed.filter(|(_, count)| *count > 0).collect(),
        }
    }
}
