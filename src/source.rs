//! Text with positions: a small file that was read, and places in it.
//!
//! Everything parsed keeps a [`Span`] into its [`Source`], so that a message can show the line and
//! point at the part it speaks of. This is only bookkeeping: nothing here reads or interprets.

use std::path::{Path, PathBuf};

/// The bytes of a small file, with the name under which a person knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
    path: Option<PathBuf>,
}

impl Source {
    /// A source called `name` (already fit for printing) with these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), path: None }
    }

    /// The same, found at this place on the disk.
    pub fn found_at(self, path: impl Into<PathBuf>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// The same with other bytes.
    pub fn with_bytes(&self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), ..self.clone() }
    }

    /// Where it was found on the disk, if it was.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The name to print, such as `.dockerignore`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes as read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes that a span covers.
    pub fn slice(&self, span: Span) -> &[u8] {
        &self.bytes[span.start..span.end]
    }

    /// Line and column of a byte offset, both counted from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> Position {
        let before = &self.bytes[..offset.min(self.bytes.len())];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Position { line, column }
    }
}

/// A range of bytes in a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

/// A place in a text as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

#[cfg(test)]
mod tests {
    use super::{Position, Source};

    #[test]
    fn positions_count_from_one_and_in_characters() {
        let source = Source::new(".dockerignore", "a\n\u{e9}x\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(2), Position { line: 2, column: 1 });
        assert_eq!(source.position(4), Position { line: 2, column: 2 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
    }
}
