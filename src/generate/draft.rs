//! What a style hands in: sections of lines with their comments, not tried yet.

/// An ignore file before it is tried.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The sections, in the order of the file. One without a line that stays is left out.
    pub sections: Vec<Section>,
    /// What a person should know besides; each is one sentence or two.
    pub notes: Vec<String>,
}

/// Lines under one comment.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// What stands above, without `# `.
    pub comment: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Its comment says something even where no line stays.
    pub speaks: bool,
}

impl Section {
    pub(super) fn stays(&self) -> bool {
        self.speaks || !self.lines.is_empty()
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As it is written.
    pub text: String,
    /// What it is there for.
    pub purpose: Purpose,
}

/// What a line is there for, which decides when it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It stops something that is there; without that it goes.
    Stops,
    /// It stands for what is not there and could be, as `.env`; it stays as long as it does no
    /// harm.
    Guards,
    /// It lets in (`!`) what is there; without that it goes.
    LetsIn,
    /// It lets in what a Dockerfile names, be it there or not.
    Named,
}

impl Line {
    /// A line that stops something.
    pub fn stops(text: impl Into<String>) -> Self {
        Self { text: text.into(), purpose: Purpose::Stops }
    }

    /// A line that stands guard.
    pub fn guards(text: impl Into<String>) -> Self {
        Self { text: text.into(), purpose: Purpose::Guards }
    }
}
