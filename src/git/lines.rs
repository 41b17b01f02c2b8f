//! The lines of one ignore file of git, ready to be asked.
//!
//! A file speaks of what is below one directory: that of the `.gitignore`, or the root of the
//! repository for `info/exclude` and the user's own file. The last line that matches decides.

use super::pattern::Line;
use crate::error::Place;
use crate::source::{Source, Span};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The lines of one file.
#[derive(Debug)]
pub(super) struct Lines {
    source: Arc<Source>,
    matcher: Gitignore,
}

/// What a file says of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether the path is ignored; otherwise a `!` line takes it back.
    pub(super) ignored: bool,
    /// The line, counted from 0.
    pub(super) line: u32,
}

impl Lines {
    /// Reads a file; `None` if no line of it can match anything.
    pub(super) fn new(source: Source, folds_case: bool) -> Option<Self> {
        // A candidate is relative to the directory of the file already: nothing is to be taken off.
        let mut builder = GitignoreBuilder::new(".");
        let mut any = false;
        builder.case_insensitive(folds_case).ok()?;
        for (number, line) in read(source.bytes()) {
            for line in line.lines() {
                // The crate gives back where a glob came from and not which line it was: the number
                // goes there.
                let number = PathBuf::from(number.to_string());
                any |= builder.add_line(Some(number), &line).is_ok();
            }
        }
        let matcher = if any { builder.build().ok()? } else { return None };
        Some(Self { source: Arc::new(source), matcher })
    }

    /// The lines that say something, by their numbers.
    pub(super) fn read(&self) -> impl Iterator<Item = (u32, Line<'_>)> {
        read(self.source.bytes())
    }

    /// What the file says of a path below its directory.
    pub(super) fn verdict(&self, path: &[u8], directory: bool) -> Option<Verdict> {
        let (ignored, glob) = match self.matcher.matched(as_path(path), directory) {
            Match::None => return None,
            Match::Ignore(glob) => (true, glob),
            Match::Whitelist(glob) => (false, glob),
        };
        let line = glob.from()?.to_str()?.parse().ok()?;
        Some(Verdict { ignored, line })
    }

    /// A line, without blanks at its end.
    pub(super) fn place(&self, line: u32) -> Place {
        let bytes = self.source.bytes();
        let ends = memchr::memchr_iter(b'\n', bytes);
        let start = match line {
            0 if bytes.starts_with(b"\xef\xbb\xbf") => 3,
            0 => 0,
            line => ends.clone().nth(line as usize - 1).map_or(bytes.len(), |end| end + 1),
        };
        let end = ends.clone().nth(line as usize).unwrap_or(bytes.len());
        let length = bytes[start..end].trim_ascii_end().len();
        Place { source: Arc::clone(&self.source), span: Span { start, end: start + length } }
    }
}

fn read(bytes: &[u8]) -> impl Iterator<Item = (u32, Line<'_>)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = (0..).zip(text.split(|&byte| byte == b'\n'));
    lines.filter_map(|(number, bytes)| Some((number, Line::read(bytes)?)))
}

#[cfg(unix)]
fn as_path(path: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
fn as_path(path: &[u8]) -> &Path {
    // Names on such systems are Unicode; one that is not has no pattern that could match it.
    Path::new(std::str::from_utf8(path).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Lines, Verdict};
    use crate::source::Source;

    #[test]
    fn the_last_line_that_matches_decides() {
        let text = "\u{feff}*.log\n\n# no\n!keep.log\r\nbuild/\n/a/*.txt  \n";
        let lines = Lines::new(Source::new(".gitignore", text), false).unwrap();
        for (path, directory, expected) in [
            ("x.log", false, Some((true, 0))),
            ("a/x.log", false, Some((true, 0))),
            ("keep.log", false, Some((false, 3))),
            ("build", false, None),
            ("a/build", true, Some((true, 4))),
            ("a/x.txt", false, Some((true, 5))),
            ("b/a/x.txt", false, None),
        ] {
            let expected = expected.map(|(ignored, line)| Verdict { ignored, line });
            assert_eq!(lines.verdict(path.as_bytes(), directory), expected, "{path}");
        }
        for (line, shown) in [(0, "*.log"), (3, "!keep.log"), (5, "/a/*.txt")] {
            let place = lines.place(line);
            assert_eq!(place.source.slice(place.span), shown.as_bytes());
            assert_eq!(place.position().line, line as usize + 1);
        }
        assert!(Lines::new(Source::new(".gitignore", "# nothing\n!\n"), false).is_none());
    }
}
