//! A change of an ignore file's text, line by line: what to do, not how it is written.
//!
//! Lines are those between line feeds, comments and empty ones included, counted from 0. Several
//! edits speak of the lines of the same text, as it was before any of them. A document carries
//! them out and leaves every other byte as it was; what the lines mean is not its business.

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Another text in a line's place; its ending stays.
    Replace {
        /// The line.
        line: usize,
        /// What it says then, without an ending.
        text: Vec<u8>,
    },
    /// The line goes, with its ending.
    Remove {
        /// The line.
        line: usize,
    },
    /// The line goes to directly behind another one.
    Move {
        /// The line.
        line: usize,
        /// The one that it follows then.
        behind: usize,
    },
    /// A new line directly behind one, or before the first.
    Insert {
        /// The line that it follows; `None` for the beginning.
        behind: Option<usize>,
        /// What it says, without an ending.
        text: Vec<u8>,
    },
}

impl Edit {
    /// The line that stands there and is touched; `None` for a new one.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Replace { line, .. } | Self::Remove { line } | Self::Move { line, .. } => {
                Some(*line)
            }
            Self::Insert { .. } => None,
        }
    }
}

/// What would put right what is wrong with an ignore file; nobody has proved it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What to change.
    pub edits: Vec<Edit>,
    /// Whether it can be done without asking: no path that travels today depends on whether the
    /// line means what it says.
    pub safe: bool,
    /// Whether it is meant that something begins to travel.
    pub starts: bool,
    /// What is done, as in "write `**/node_modules`"; fit for printing.
    pub what: String,
}
