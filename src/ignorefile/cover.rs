//! Whether one pattern hits all that another one hits, whatever the tree: told from the texts alone.
//!
//! It is sound and not complete: a text with a character that makes accidents (SPEC 3.8) covers
//! nothing but itself. Names with a line feed are outside of this, as `.` does not match one.

use super::classify::is_plain_glob;
use super::pattern::Pattern;
use crate::engine::Dialect;

/// How far one pattern covers another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    /// It hits every path that the other one hits.
    Paths,
    /// It hits every such path or a directory above it.
    PathsOrAbove,
}

/// The text of a pattern, taken apart.
#[derive(Debug)]
pub(super) struct Text<'a> {
    dialect: Dialect,
    text: &'a [u8],
    /// `None` if it does not mean what it looks like.
    parts: Option<Vec<Part>>,
    is_bad: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(dialect: Dialect, pattern: &'a Pattern) -> Self {
        let text = pattern.text.as_slice();
        Self { dialect, text, parts: parts(dialect, text), is_bad: pattern.is_bad() }
    }

    /// Whether and how far this covers `narrow`; whether they are negated is not asked.
    pub(super) fn covers(&self, narrow: &Text<'_>) -> Option<Cover> {
        if self.is_bad || narrow.is_bad {
            return None;
        }
        if self.text == narrow.text {
            return Some(Cover::Paths);
        }
        let (wide, narrow) = (self.parts.as_deref()?, narrow.parts.as_deref()?);
        if holds(wide, narrow, false) {
            return Some(Cover::Paths);
        }
        let above = holds(wide, narrow, true);
        match self.dialect {
            // A hit goes on through `(/.*)?` to all that is below (SPEC 11.4).
            Dialect::ContainersStorage => above.then_some(Cover::Paths),
            Dialect::Docker | Dialect::Docker2010 => above.then_some(Cover::PathsOrAbove),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `**` before something: any number of components.
    Depth,
    /// `**` at the end: one component or more.
    Rest,
    /// One component with `*` and `?`.
    Name(Vec<u8>),
}

/// The components of a text that means what it looks like.
fn parts(dialect: Dialect, text: &[u8]) -> Option<Vec<Part>> {
    if !is_plain_glob(dialect, text) || text.starts_with(b"/") {
        return None;
    }
    let components: Vec<&[u8]> = text.split(|&byte| byte == b'/').collect();
    let last = components.len() - 1;
    let part = |(at, component): (usize, &&[u8])| match *component {
        b"**" if at == last => Some(Part::Rest),
        b"**" => Some(Part::Depth),
        name if name.windows(2).any(|pair| pair == b"**") => None,
        name => Some(Part::Name(name.to_vec())),
    };
    components.iter().enumerate().map(part).collect()
}

/// Whether `wide` hits all that `narrow` hits, or (`above`) at least a directory above it.
fn holds(wide: &[Part], narrow: &[Part], above: bool) -> bool {
    match (wide, narrow) {
        ([], rest) => rest.is_empty() || above,
        (_, []) => false,
        ([Part::Rest], _) => true,
        ([Part::Depth, after @ ..], [first, rest @ ..]) => {
            holds(after, narrow, above) || *first != Part::Rest && holds(wide, rest, above)
        }
        ([Part::Name(wide), after @ ..], [Part::Name(name), rest @ ..]) => {
            component_holds(wide, name) && holds(after, rest, above)
        }
        ([Part::Name(wide)], [Part::Rest]) => above && wide == b"*",
        ([Part::Name(_) | Part::Rest, ..], _) => false,
    }
}

/// Whether every name that fits `narrow` fits `wide`.
fn component_holds(wide: &[u8], narrow: &[u8]) -> bool {
    if wide == narrow || wide == b"*" {
        return true;
    }
    let Some(star) = memchr::memchr(b'*', wide) else { return false };
    let (start, end) = (&wide[..star], &wide[star + 1..]);
    let is_wild = |byte: &u8| matches!(byte, b'*' | b'?');
    if start.iter().chain(end).any(is_wild) {
        return false;
    }
    let head = narrow.iter().position(is_wild).unwrap_or(narrow.len());
    let tail = narrow.iter().rposition(is_wild).map_or(0, |at| at + 1);
    let fits = start.len() + end.len() <= narrow.len();
    fits && narrow[..head].starts_with(start) && narrow[tail..].ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::{Cover, Text};
    use crate::engine::Dialect;
    use crate::ignorefile::pattern::Pattern;

    fn cover(dialect: Dialect, wide: &str, narrow: &str) -> Option<Cover> {
        let compile = |text: &str| {
            Pattern::compile(dialect, None, text.as_bytes()).expect("valid").expect("not empty")
        };
        let (wide, narrow) = (compile(wide), compile(narrow));
        Text::new(dialect, &wide).covers(&Text::new(dialect, &narrow))
    }

    #[test]
    fn what_covers_what() {
        let (paths, above) = (Some(Cover::Paths), Some(Cover::PathsOrAbove));
        for (wide, narrow, expected) in [
            ("**/x", "x", paths),
            ("**/x", "**/x", paths),
            ("**/x", "a/x", paths),
            ("**/x", "*/x", paths),
            ("**/x", "a/**/x", paths),
            ("**/x", "x/y", above),
            ("**/x", "**/x/**", above),
            ("**/x", "a/x/*", above),
            ("**/x", "xx", None),
            ("x", "**/x", None),
            ("x", "x/y", above),
            ("x", "xy", None),
            ("x/*", "x/y/z", above),
            ("x/*", "x/**", above),
            ("x/*", "x", None),
            ("x/**", "x/*", paths),
            ("x/**", "x/y/*.c", paths),
            ("x/**", "x", None),
            ("*", "a/b", above),
            ("*", "**/a", None),
            ("**", "**/a", paths),
            ("**/*", "a/b", paths),
            ("**/*.log", "*.log", paths),
            ("**/*.log", "a/b.log", paths),
            ("*.log", "a.log", paths),
            ("*.log", "a.log*", None),
            ("*.log", "a*.log", paths),
            ("a*a", "a", None),
            ("a*b", "a?b", paths),
            ("?", "a", None),
            ("**x", "x", None),
            ("a**/x", "ax", None),
            ("{a,b}", "{a,b}", paths),
            ("[ab]", "a", None),
        ] {
            assert_eq!(cover(Dialect::Docker, wide, narrow), expected, "{wide} {narrow}");
        }
        assert_eq!(cover(Dialect::ContainersStorage, "x", "x/y"), paths);
        assert_eq!(cover(Dialect::ContainersStorage, "a+b", "a+b/c"), None);
    }
}
