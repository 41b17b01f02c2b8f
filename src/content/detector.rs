//! What a detector is: one row of the table, and the words its columns are written in.
//!
//! Only facts stand here. How a row is looked for is the scanner's business; what makes a value a
//! placeholder is told in `gates`, and how a checksum is verified in `proofs`.

use super::proofs::{Found, Proof};
use crate::severity::Severity;
use std::fmt;

/// One kind of secret that can stand in a file.
#[derive(Clone, Copy)]
pub struct Detector {
    /// Stable name, as in `github-token`.
    pub id: &'static str,
    /// Whose secret it is.
    pub provider: &'static str,
    /// How bad it is, before a proof raises or lowers it.
    pub severity: Severity,
    /// Whether it is asked unless somebody says otherwise.
    pub tier: Tier,
    /// The files it is meant for, in the syntax of an ignore file; any file, if it has literals.
    pub scope: &'static [&'static str],
    /// What it looks like.
    pub format: &'static str,
    /// What of it is verified without asking anybody; empty if nothing can be.
    pub verified: &'static str,
    /// What looks like it and is none.
    pub lookalikes: &'static [&'static str],
    /// Where that is known from.
    pub source: &'static str,
    /// One of these stands in whatever the expression matches, or, if [`Self::back`] is [`WHOLE`],
    /// somewhere in the file. Files in the scope are asked about as a whole besides, literal or not.
    pub(super) literals: &'static [&'static str],
    /// How many bytes before a literal a match begins at most.
    pub(super) back: usize,
    /// How many bytes after the beginning of a literal a match ends at most.
    pub(super) reach: usize,
    /// Whether what stands from a literal on allows a match at all: a cheap question, for literals
    /// that stand in every second line.
    pub(super) glance: fn(&[u8]) -> bool,
    /// The expression, on bytes. What is secret is the group `secret`, any other group that took
    /// part, or the whole.
    pub(super) expression: &'static str,
    /// Which words and shapes show that a value is none.
    pub(super) care: Care,
    /// What the value itself proves.
    pub(super) proof: fn(&Found<'_>) -> Proof,
}

/// As [`Detector::back`]: a literal says only that the whole file is worth a look.
pub(super) const WHOLE: usize = usize::MAX;

impl Detector {
    /// What a row has unless it says otherwise.
    pub(super) const BLANK: Self = Self {
        id: "",
        provider: "",
        severity: Severity::Info,
        tier: Tier::Core,
        scope: &[],
        format: "",
        verified: "",
        lookalikes: &[],
        source: "",
        literals: &[],
        back: 0,
        reach: 0,
        glance: anything,
        expression: "",
        care: Care::Token,
        proof: stands,
    };

    /// Every detector, in the order of the table.
    pub const fn all() -> &'static [Self] {
        super::detectors::ALL
    }

    /// The detector with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|detector| detector.id == id)
    }
}

impl fmt::Debug for Detector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Detector").field(&self.id).finish()
    }
}

impl PartialEq for Detector {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Detector {}

fn anything(_: &[u8]) -> bool {
    true
}

fn stands(_: &Found<'_>) -> Proof {
    Proof::Stands
}

/// Which detectors are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Those that hardly ever err.
    #[default]
    Core,
    /// Those of rarer providers and looser forms, too.
    Extra,
}

impl Tier {
    /// A stable name for programs and command lines.
    pub fn id(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Extra => "extra",
        }
    }
}

/// How a value is looked at before it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// A token of a form of its own: placeholders and runs are none.
    Token,
    /// Anything that was given to a name: references and empty values are none either.
    Value,
    /// Many lines of encoded bytes, in which any word can stand by chance.
    Block,
    /// The same as a part of a document that says whose it is.
    Document,
}

impl Care {
    /// How much is known of a value for certain: of two detectors that see one, the one that knows
    /// more speaks.
    pub(super) fn knowledge(self) -> u8 {
        match self {
            Self::Value => 0,
            Self::Token | Self::Block => 1,
            Self::Document => 2,
        }
    }
}
