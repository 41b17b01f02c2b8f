//! Paths inside a build context: bytes, relative to the context root, `/` between components.
//!
//! Names on disk need not be UTF-8, so nothing here is a `String`. Whatever reaches a person goes
//! through [`Shown`], which lets no control or bidirectional character through to a terminal.
//! This is not a path on disk: nothing here touches the file system.

use std::borrow::{Borrow, Cow};
use std::ffi::OsStr;
use std::fmt;
use std::ops::Deref;
use std::path::Path;

/// A path relative to the context root, such as `src/main.rs`. The root itself is empty.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContextPath(Vec<u8>);

impl ContextPath {
    /// The path with exactly these bytes; the caller has cleaned them.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, without a leading or trailing `/`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// For printing: see [`Shown`].
    pub fn shown(&self) -> Shown<'_> {
        Shown(&self.0)
    }

    /// The bytes after the last `/`.
    pub fn name(&self) -> &[u8] {
        name(&self.0)
    }

    /// Everything before the last `/`; `None` for an entry of the root.
    pub fn parent(&self) -> Option<&[u8]> {
        parent(&self.0)
    }
}

impl Deref for ContextPath {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for ContextPath {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for ContextPath {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<&str> for ContextPath {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl fmt::Debug for ContextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.shown())
    }
}

/// The bytes after the last `/` of a relative path.
pub fn name(path: &[u8]) -> &[u8] {
    memchr::memrchr(b'/', path).map_or(path, |at| &path[at + 1..])
}

/// The bytes before the last `/` of a relative path, if there is one.
pub fn parent(path: &[u8]) -> Option<&[u8]> {
    memchr::memrchr(b'/', path).map(|at| &path[..at])
}

/// Every proper ancestor of a relative path, from the top down: `a/b/c` gives `a`, `a/b`.
pub fn ancestors(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memchr_iter(b'/', path).map(|at| &path[..at])
}

/// The same path in the system's type. Only where paths are bytes are there names that are no text.
pub fn as_path(bytes: &[u8]) -> Cow<'_, Path> {
    #[cfg(unix)]
    let path = Cow::Borrowed(Path::new(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)));
    #[cfg(not(unix))]
    let path = Cow::Owned(String::from_utf8_lossy(bytes).into_owned().into());
    path
}

/// The bytes of a name or path of the system.
pub fn as_bytes(name: &OsStr) -> &[u8] {
    name.as_encoded_bytes()
}

/// Go's `path.Clean`: collapses `//` and `.`, resolves `name/..` by text alone, keeps leading `..`
/// of relative paths, and gives `.` for nothing.
pub fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.first() == Some(&b'/');
    let mut kept: Vec<&[u8]> = Vec::new();
    for component in path.split(|&byte| byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(&last) if last != b".." => {
                    kept.pop();
                }
                Some(_) | None if !rooted => kept.push(component),
                Some(_) | None => {}
            },
            name => kept.push(name),
        }
    }
    let mut cleaned = if rooted { b"/".to_vec() } else { Vec::new() };
    cleaned.extend(kept.join(&b'/'));
    if cleaned.is_empty() { b".".to_vec() } else { cleaned }
}

/// Bytes made fit for a terminal: UTF-8 is kept, control and bidirectional characters and the
/// backslash are escaped, ill-formed bytes become `\xNN`. The escaping can be undone.
#[derive(Clone, Copy)]
pub struct Shown<'a>(pub &'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                show_char(f, character)?;
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

fn show_char(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    use fmt::Write;
    match character {
        '\\' => f.write_str("\\\\"),
        '\n' => f.write_str("\\n"),
        '\r' => f.write_str("\\r"),
        '\t' => f.write_str("\\t"),
        c if is_hostile(c) && (c as u32) < 0x80 => write!(f, "\\x{:02x}", c as u32),
        c if is_hostile(c) => write!(f, "\\u{{{:x}}}", c as u32),
        c => f.write_char(c),
    }
}

/// Characters that move the cursor, reorder text or hide in it: C0 and C1 controls, DEL, line and
/// paragraph separators, zero-width and bidirectional format characters, tags.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{Shown, ancestors, name, parent};

    #[test]
    fn what_is_shown_holds_no_raw_control_character() {
        for (raw, shown) in [
            (&b"a/b.txt"[..], "a/b.txt"),
            (b"two\nlines", "two\\nlines"),
            (b"\x1b[31mred", "\\x1b[31mred"),
            (b"caf\xc3\xa9", "caf\u{e9}"),
            (b"latin\xe9", "latin\\xe9"),
            (b"back\\slash", "back\\\\slash"),
            ("rtl\u{202e}gpj".as_bytes(), "rtl\\u{202e}gpj"),
            ("\u{9b}31m".as_bytes(), "\\u{9b}31m"),
        ] {
            assert_eq!(Shown(raw).to_string(), shown);
        }
    }

    #[test]
    fn paths_split_at_slashes() {
        assert_eq!(name(b"a/b/c"), b"c");
        assert_eq!(name(b"a"), b"a");
        assert_eq!(parent(b"a/b/c"), Some(&b"a/b"[..]));
        assert_eq!(parent(b"a"), None);
        assert_eq!(ancestors(b"a/b/c").collect::<Vec<_>>(), [&b"a"[..], b"a/b"]);
    }
}
