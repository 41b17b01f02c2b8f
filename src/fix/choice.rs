//! Which changes a person wants of those that would help.

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether changes are wanted too that could be wrong for reasons that no file tells, and whose
    /// proof holds all the same.
    pub unsafe_too: bool,
    /// The ids of rules and checks; all of them if there are none.
    pub selected: Vec<String>,
}

impl Choice {
    /// Everything that can be proved.
    pub fn everything() -> Self {
        Self { unsafe_too: true, selected: Vec::new() }
    }

    /// Whether a change is wanted that any of these ask for.
    pub fn takes(&self, asked_by: &[&str], safe: bool) -> bool {
        let wanted = |id: &&str| self.selected.iter().any(|selected| selected == id);
        (safe || self.unsafe_too) && (self.selected.is_empty() || asked_by.iter().any(wanted))
    }
}
