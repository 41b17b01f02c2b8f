//! `stowaway ls --depfile`: what is sent as the prerequisites of a Makefile's target.
//!
//! The escapes are those of GNU make, tried with its version 4. It has none for a line feed, for a
//! `;` behind a `$$`, for a name that is `|` or that begins with `=`: those are left out with a
//! warning.

use super::{Line, Odd};
use crate::cli::terminal::Terminal;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use stowaway::context::Kind;
use stowaway::path::Shown;

/// A dependency line in the making.
pub(super) struct Depfile<'a> {
    context: &'a Path,
    /// What is not written yet.
    text: Vec<u8>,
    is_first: bool,
    left_out: Vec<Vec<u8>>,
}

impl<'a> Depfile<'a> {
    pub(super) fn new(target: &OsStr, context: &'a Path) -> Self {
        let mut text = escaped(target.as_encoded_bytes());
        text.push(b':');
        Self { context, text, is_first: true, left_out: Vec::new() }
    }

    /// Adds a prerequisite. Directories are none, and what only the client makes is not there.
    pub(super) fn add(&mut self, line: &Line<'_>, out: &mut dyn Write) -> io::Result<()> {
        if line.kind == Kind::Directory || line.odd == Odd::Added {
            return Ok(());
        }
        let path = joined(self.context, line.path);
        if !is_nameable(&path) {
            self.left_out.push(path);
            return Ok(());
        }
        if std::mem::take(&mut self.is_first) && path.contains(&b'=') {
            // Without this empty variable the line would be an assignment.
            self.text.extend_from_slice(b" $()");
        }
        self.text.push(b' ');
        self.text.extend(escaped(&path));
        if self.text.len() > 1 << 16 {
            out.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    /// Ends the line, and says what it cannot hold.
    pub(super) fn finish(mut self, terminal: &mut Terminal) -> io::Result<()> {
        self.text.push(b'\n');
        terminal.out.write_all(&self.text)?;
        for path in self.left_out {
            let path = Shown(&path);
            terminal.warn(&format!("`{path}` is left out: no Makefile can name it"))?;
        }
        Ok(())
    }
}

/// Whether there is a way to write the name.
fn is_nameable(path: &[u8]) -> bool {
    !path.iter().any(|byte| b"\n;".contains(byte)) && path != b"|" && !path.starts_with(b"=")
}

/// The path from the working directory, as the context was typed.
fn joined(context: &Path, path: &[u8]) -> Vec<u8> {
    let context = context.as_os_str().as_encoded_bytes();
    let context = context.strip_prefix(b"./").unwrap_or(context);
    match context {
        // A shell's home directory is make's too, and only a different spelling prevents it.
        b"" | b"." if path.starts_with(b"~") => [b"./", path].concat(),
        b"" | b"." => path.to_vec(),
        _ if context.ends_with(b"/") => [context, path].concat(),
        _ => [context, b"/", path].concat(),
    }
}

/// Escapes a name for make: a backslash before what means something, with the backslashes that
/// stand right before it doubled; `$` is written twice.
fn escaped(name: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(name.len() + 8);
    let mut backslashes = 0;
    for &byte in name {
        match byte {
            b'$' => text.push(b'$'),
            b' ' | b'\t' | b'#' | b':' | b'*' | b'?' | b'[' | b']' => {
                text.extend(std::iter::repeat_n(b'\\', backslashes + 1));
            }
            _ => {}
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        text.push(byte);
    }
    text.extend(std::iter::repeat_n(b'\\', backslashes));
    text
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_nameable, joined};
    use std::path::Path;

    #[test]
    fn names_are_escaped_as_make_wants_it() {
        for (name, shown) in [
            ("a b", "a\\ b"),
            ("a#b", "a\\#b"),
            ("a$b", "a$$b"),
            ("a:b", "a\\:b"),
            ("a\\b", "a\\b"),
            ("a\\ b", "a\\\\\\ b"),
            ("end\\", "end\\\\"),
        ] {
            assert_eq!(escaped(name.as_bytes()), shown.as_bytes());
        }
    }

    #[test]
    fn what_make_cannot_name_is_known() {
        for (name, nameable) in [
            ("a=b", true),
            ("a|b", true),
            ("|", false),
            ("=a", false),
            ("a\nb", false),
            ("a;b", false),
        ] {
            assert_eq!(is_nameable(name.as_bytes()), nameable, "{name}");
        }
    }

    #[test]
    fn paths_are_those_of_the_working_directory() {
        assert_eq!(joined(Path::new("."), b"~a"), b"./~a");
        for (context, path) in [(".", "a"), ("./", "a"), ("web", "web/a"), ("./web/", "web/a")] {
            assert_eq!(joined(Path::new(context), b"a"), path.as_bytes());
        }
    }
}
