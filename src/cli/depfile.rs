//! `stowaway ls --depfile`: what is sent as the prerequisites of a Makefile's target.
//!
//! The escapes are those of GNU make, tried with its version 4. It has none for a line feed, for a
//! `;` behind a `$$`, for a name that is `|` or that begins with `=`: those are left out with a
//! warning.

use super::ls::Paths;
use super::terminal::Terminal;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use stowaway::context::{Inventory, Kind};
use stowaway::path::Shown;

pub(super) fn write(
    target: &OsStr,
    context: &Path,
    inventory: &Inventory,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let mut paths = Paths::default();
    let mut line = escaped(target.as_encoded_bytes());
    line.push(b':');
    let mut is_first = true;
    let mut left_out = Vec::new();
    for id in inventory.in_order() {
        if !inventory.fate(id).travels() || inventory.kind(id) == Kind::Directory {
            continue;
        }
        let path = joined(context, paths.of(inventory, id));
        if !is_nameable(&path) {
            left_out.push(path);
            continue;
        }
        if std::mem::take(&mut is_first) && path.contains(&b'=') {
            // Without this empty variable the line would be an assignment.
            line.extend_from_slice(b" $()");
        }
        line.push(b' ');
        line.extend(escaped(&path));
        if line.len() > 1 << 16 {
            terminal.out.write_all(&line)?;
            line.clear();
        }
    }
    line.push(b'\n');
    terminal.out.write_all(&line)?;
    for path in left_out {
        let path = Shown(&path);
        terminal.warn(&format!("`{path}` is left out: no Makefile can name it"))?;
    }
    Ok(())
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
