//! The text of an ignore file that is to be changed, without losing a byte that nobody meant.
//!
//! A document knows lines and what ends them, and nothing of what they mean: comments, empty lines
//! and bytes that are no text are lines like any other. It is not a reader (`read` is) and writes no
//! file.

use super::edit::Edit;
use std::collections::{BTreeMap, BTreeSet};

/// What some editors put before the first line; it is no part of that line.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The lines of a file as they stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    bytes: &'a [u8],
    /// Where each line begins, behind a byte order mark.
    starts: Vec<usize>,
}

/// A line as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhysicalLine<'a> {
    /// What it says, without a byte order mark before it and what ends it.
    pub text: &'a [u8],
    /// `\n`, `\r\n`, or nothing behind a last line that nobody ended.
    pub ending: &'a [u8],
}

impl<'a> Document<'a> {
    /// The lines of these bytes, whatever they are.
    pub fn read(bytes: &'a [u8]) -> Self {
        let first = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        let behind = memchr::memchr_iter(b'\n', &bytes[first..]).map(|at| first + at + 1);
        let starts = std::iter::once(first).chain(behind).filter(|start| *start < bytes.len());
        Self { bytes, starts: starts.collect() }
    }

    /// How many lines there are; what is behind the last ending counts only if it is something.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The lines, in their order.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = PhysicalLine<'a>> + '_ {
        (0..self.len()).map(|line| self.at(line))
    }

    /// One line, counted from 0.
    pub fn line(&self, line: usize) -> Option<PhysicalLine<'a>> {
        (line < self.len()).then(|| self.at(line))
    }

    /// The line in which a byte of the file stands, counted from 0; the last one for what is behind
    /// it, 0 if there is none.
    pub fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The text with these changes made.
    ///
    /// All of them speak of the lines of this document. What goes behind a line goes to where that
    /// line stands here, even if it is itself removed or moved away; of several that go to one place
    /// the first comes first. If a line is to be replaced twice or moved twice, the last wish
    /// counts; one that is removed is gone, whatever else is wished of it. What is wished of a line
    /// that is not there is passed over, and what goes behind one goes to the end.
    ///
    /// Every other line keeps its bytes. A new line ends as most do, `\n` in doubt. A file whose
    /// last line nobody ended stays such a file, and a byte order mark stays where it is.
    pub fn apply(&self, edits: &[Edit]) -> Vec<u8> {
        let usual = self.usual_ending();
        let pieces = Changes::new(self, edits).pieces(self, usual);
        let was_ended = self.lines().last().is_none_or(|last| !last.ending.is_empty());
        let before = self.starts.first().copied().unwrap_or(self.bytes.len());
        let mut out = self.bytes[..before].to_vec();
        for (number, PhysicalLine { text, ending }) in pieces.iter().enumerate() {
            let is_last = number + 1 == pieces.len();
            out.extend_from_slice(text);
            out.extend_from_slice(match *ending {
                // An empty line is nothing without its ending.
                _ if is_last && !was_ended && !text.is_empty() => b"",
                // The last one until now; a return is there already.
                b"" if text.ends_with(b"\r") => b"\n",
                b"" => usual,
                ending => ending,
            });
        }
        out
    }

    /// # Panics
    /// If there is no such line.
    fn at(&self, line: usize) -> PhysicalLine<'a> {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.bytes.len());
        let whole = &self.bytes[self.starts[line]..end];
        let text = match whole.strip_suffix(b"\n") {
            Some(text) => text.strip_suffix(b"\r").unwrap_or(text),
            None => whole,
        };
        PhysicalLine { text, ending: &whole[text.len()..] }
    }

    fn usual_ending(&self) -> &'static [u8] {
        let (mut plain, mut with_return) = (0, 0);
        for line in self.lines() {
            match line.ending {
                b"\n" => plain += 1,
                b"\r\n" => with_return += 1,
                _ => {}
            }
        }
        if with_return > plain { b"\r\n" } else { b"\n" }
    }
}

/// Edits in the order of the places that they speak of.
#[derive(Default)]
struct Changes<'e> {
    replaced: BTreeMap<usize, &'e [u8]>,
    removed: BTreeSet<usize>,
    moved: BTreeSet<usize>,
    /// What comes directly behind each line, and before the first.
    behind: BTreeMap<Option<usize>, Vec<Arrival<'e>>>,
}

/// What comes to a place.
#[derive(Clone, Copy, PartialEq)]
enum Arrival<'e> {
    New(&'e [u8]),
    Line(usize),
}

impl<'e> Changes<'e> {
    fn new(document: &Document<'_>, edits: &'e [Edit]) -> Self {
        let mut changes = Self::default();
        let last = document.len().checked_sub(1);
        let place = |behind: usize| last.map(|last| behind.min(last));
        for edit in edits {
            match edit {
                Edit::Replace { line, text } => {
                    changes.replaced.insert(*line, text);
                }
                Edit::Remove { line } => {
                    changes.removed.insert(*line);
                }
                Edit::Move { line, behind } => {
                    for arrivals in changes.behind.values_mut() {
                        arrivals.retain(|arrival| *arrival != Arrival::Line(*line));
                    }
                    changes.moved.remove(line);
                    if *line < document.len() && place(*behind) != Some(*line) {
                        changes.moved.insert(*line);
                        changes.arrive(place(*behind), Arrival::Line(*line));
                    }
                }
                Edit::Insert { behind, text } => {
                    changes.arrive(behind.and_then(place), Arrival::New(text));
                }
            }
        }
        changes
    }

    fn arrive(&mut self, behind: Option<usize>, arrival: Arrival<'e>) {
        self.behind.entry(behind).or_default().push(arrival);
    }

    /// The lines that there are then; new ones end as usual.
    fn pieces<'p>(&self, document: &Document<'p>, usual: &'p [u8]) -> Vec<PhysicalLine<'p>>
    where
        'e: 'p,
    {
        let line = |line: usize| {
            let PhysicalLine { text, ending } = document.at(line);
            let text = self.replaced.get(&line).copied().unwrap_or(text);
            (!self.removed.contains(&line)).then_some(PhysicalLine { text, ending })
        };
        let arriving = |place: Option<usize>| {
            let arrivals = self.behind.get(&place).into_iter().flatten();
            arrivals.filter_map(|arrival| match *arrival {
                Arrival::New(text) => Some(PhysicalLine { text, ending: usual }),
                Arrival::Line(number) => line(number),
            })
        };
        let mut pieces: Vec<PhysicalLine<'p>> = arriving(None).collect();
        for number in 0..document.len() {
            pieces.extend(line(number).filter(|_| !self.moved.contains(&number)));
            pieces.extend(arriving(Some(number)));
        }
        pieces
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
