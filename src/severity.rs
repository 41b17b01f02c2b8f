//! How bad a finding is: the one scale that rules, detectors and `--fail-on` share.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Normal in a context; counted, not complained about.
    Info,
    /// Clutter.
    Low,
    /// Waste, or something that may be confidential.
    Medium,
    /// A lot of waste, a broken build, or something that is confidential as a rule.
    High,
    /// A credential.
    Critical,
}

impl Severity {
    /// Every severity, from the mildest up.
    pub const ALL: &'static [Self] =
        &[Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// A stable name for programs and command lines.
    pub fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The step below; [`Self::Info`] is the last.
    pub fn milder(self) -> Self {
        match self {
            Self::Info | Self::Low => Self::Info,
            Self::Medium => Self::Low,
            Self::High => Self::Medium,
            Self::Critical => Self::High,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}
