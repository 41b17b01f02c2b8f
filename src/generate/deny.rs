//! What is to stay at home: from what the rules found, from the kinds of project that are there,
//! and from files that could be.

use super::{Draft, Ground};

/// Sections of lines that are not negated. A line that would take away what a Dockerfile needs need
/// not be left out here: whoever settles the draft does that.
pub(super) fn draft(_ground: &Ground<'_>) -> Draft {
    Draft::default()
}
