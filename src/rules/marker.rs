//! The language of markers: what, besides its path, tells what an entry is.
//!
//! A marker is a list of cases; the first case whose test holds decides, and when none does the
//! marker says what the bare path is worth. Everything is constant data. What a test means is
//! told here in a sentence; how it is answered stands in `proof.rs` and `head.rs`.

use super::rule::Severity;
use crate::context::Kind;

/// The evidence that confirms, raises or lowers a rule.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    /// The evidence as a person is told about it; empty when the path says it all.
    pub text: &'static str,
    /// Asked in order; the first that holds decides.
    pub cases: &'static [Case],
    /// What is said when no case holds.
    pub otherwise: Outcome,
    /// Which part of `text` cannot be decided yet, and for want of what.
    pub gap: Option<&'static str>,
}

impl Marker {
    /// The path says it all.
    pub(super) const NONE: Self =
        Self { text: "", cases: &[], otherwise: Outcome::Listed, gap: None };

    /// The worst severity that this marker can give to a rule of the severity `listed`.
    pub(super) fn worst(&self, listed: Severity) -> Severity {
        let outcomes = self.cases.iter().map(|case| case.then).chain([self.otherwise]);
        outcomes.filter_map(|outcome| outcome.severity(listed)).max().unwrap_or(listed)
    }
}

/// One piece of evidence and what follows from it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What must hold.
    pub when: Test,
    /// What follows.
    pub then: Outcome,
    /// What was seen, for the report; never a value that was read.
    pub saw: &'static str,
}

impl Case {
    /// Confirms the rule: its listed severity stands.
    pub(super) const fn confirms(when: Test, saw: &'static str) -> Self {
        Self { when, then: Outcome::Listed, saw }
    }

    /// Sets the severity, up or down.
    pub(super) const fn rates(severity: Severity, when: Test, saw: &'static str) -> Self {
        Self { when, then: Outcome::As(severity), saw }
    }

    /// Shows that the entry is something else: nothing is reported.
    pub(super) const fn clears(when: Test) -> Self {
        Self { when, then: Outcome::Silent, saw: "" }
    }
}

/// What follows from a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A finding with the rule's own severity.
    Listed,
    /// A finding with this severity.
    As(Severity),
    /// No finding.
    Silent,
}

impl Outcome {
    /// The severity of the finding, if there is one.
    pub(super) fn severity(self, listed: Severity) -> Option<Severity> {
        match self {
            Self::Listed => Some(listed),
            Self::As(severity) => Some(severity),
            Self::Silent => None,
        }
    }
}

/// A question about an entry. Places are named by relative paths, whose components may hold the
/// wildcards of an ignore file; whether what is found travels plays no part.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// The entry is of this kind.
    Is(Kind),
    /// Its name matches one of these patterns.
    Named(&'static [&'static str]),
    /// One of these stands in the directory that holds the entry.
    Beside(&'static [&'static str]),
    /// One of these stands in the directory above that.
    BesideParent(&'static [&'static str]),
    /// One of these stands in the entry's directory or in any above, up to the context's root.
    Upward(&'static [&'static str]),
    /// One of these stands below the entry, which is a directory.
    Inside(&'static [&'static str]),
    /// So many of these stand at the root of the context.
    AtRoot(usize, &'static [&'static str]),
    /// Everything directly below the entry matches one of these patterns, and there is something.
    Only(&'static [&'static str]),
    /// The file begins with, or holds near its beginning, this.
    Head(Shape),
    /// So does one of these files below the entry.
    HeadOf(&'static [&'static str], Shape),
    /// The file has at least so many bytes.
    AtLeast(u64),
    /// The file is large by the threshold that was asked for.
    Large,
    /// The entry is a symbolic link and its target begins so.
    LinksTo(&'static str),
    /// All of these hold.
    All(&'static [Self]),
    /// At least one of these holds.
    Any(&'static [Self]),
    /// This does not hold.
    Not(&'static Self),
}

/// What the beginning of a file may look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// It begins with one of these.
    Starts(&'static [&'static [u8]]),
    /// This stands at this offset.
    At(usize, &'static [u8]),
    /// One of these stands somewhere, whatever the case.
    Holds(&'static [&'static str]),
    /// All of these stand somewhere, whatever the case.
    HoldsAll(&'static [&'static str]),
    /// A line begins, after blanks, with one of these, whatever the case.
    Line(&'static [&'static str]),
    /// A name that holds one of these words, whatever the case, is given a literal value: `=`,
    /// `:`, an XML element or a PHP `define`; no reference, no placeholder, not empty.
    Assigns(&'static [&'static str]),
    /// A name that is exactly one of these is given such a value.
    AssignsExactly(&'static [&'static str]),
    /// A YAML document of `kind: Secret` gives such a value below `data` or `stringData`.
    SecretManifest,
    /// A line gives any name such a value.
    AnyValue,
    /// A line begins with this, whatever the case, and its value is `user:password`.
    Login(&'static str),
    /// A line `NAME=value` of a dotenv file has such a value.
    Dotenv,
    /// All of it was read, and every line is empty, a comment, or gives a name no such value.
    DotenvBlank,
    /// Every `NAME=` of a dotenv file begins with one of these, and there is one.
    NamesBegin(&'static [&'static str]),
    /// All of it was read, every line is empty, a comment or `NAME=value`, and the names that are
    /// given a literal value are among these; there is one.
    NamesAmong(&'static [&'static str]),
    /// One of these detectors finds a value of its kind and does not doubt it.
    Detects(&'static [&'static str]),
    /// It begins as a private key in DER that no password protects: PKCS#1, PKCS#8, SEC 1 or DSA.
    DerKey,
    /// It is one line of at most 256 bytes without blanks that mixes letters and digits, as a
    /// token does.
    Token,
    /// It is exactly this many hexadecimal digits.
    Hex(usize),
    /// It has at most this many lines.
    Lines(usize),
    /// It is a program for another system: Mach-O or PE.
    Foreign,
}

impl Shape {
    /// A private key with a body; documentation and parsers are full of bare headers.
    pub(super) const PRIVATE_KEY: Self = Self::Detects(&["private-key-pem", "pgp-private-key"]);
    /// An address that carries a literal `user:password@`.
    pub(super) const USERINFO: Self = Self::Detects(&["url-credentials", "git-config-credential"]);

    /// How much of a file must be read to tell.
    pub(super) fn reach(self) -> usize {
        match self {
            Self::Detects(_) | Self::AssignsExactly(_) | Self::SecretManifest => 64 << 10,
            Self::Starts(_)
            | Self::At(..)
            | Self::Holds(_)
            | Self::HoldsAll(_)
            | Self::Line(_)
            | Self::Assigns(_)
            | Self::AnyValue
            | Self::Login(_)
            | Self::Dotenv
            | Self::DotenvBlank
            | Self::NamesBegin(_)
            | Self::NamesAmong(_)
            | Self::DerKey
            | Self::Token
            | Self::Hex(_)
            | Self::Lines(_)
            | Self::Foreign => 8 << 10,
        }
    }
}
