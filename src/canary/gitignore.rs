//! A line of a `.gitignore` read as a hint: one path that it ignores, relative to the directory of
//! the file.
//!
//! Pure text. What travels is never decided by such a line; it only tells which files people have
//! here that a clean checkout does not. A line whose example would be silly has none.

use crate::rules::path_matches;

/// A pattern of a `.gitignore`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GitPattern {
    pub(super) negated: bool,
    /// It ends in `/`.
    directory: bool,
    /// Seen from the directory of the file only, not from those below.
    anchored: bool,
    components: Vec<Vec<u8>>,
}

/// A path that a pattern ignores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    pub(super) path: Vec<u8>,
    /// The pattern speaks of directories only.
    pub(super) directory: bool,
}

/// What stands for a `*`.
const FILLER: &[u8] = b"local";

impl GitPattern {
    /// The pattern of a line; `None` for an empty one, a comment, or what git would not match.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let mut text = line.strip_suffix(b"\r").unwrap_or(line);
        while let Some(rest) = text.strip_suffix(b" ").filter(|rest| !rest.ends_with(b"\\")) {
            text = rest;
        }
        if text.is_empty() || text[0] == b'#' {
            return None;
        }
        let negated = text[0] == b'!';
        text = &text[usize::from(negated)..];
        let directory = text.ends_with(b"/");
        text = text.strip_suffix(b"/").unwrap_or(text);
        let rooted = text.starts_with(b"/");
        text = text.strip_prefix(b"/").unwrap_or(text);
        let mut components: Vec<Vec<u8>> =
            text.split(|&byte| byte == b'/').map(<[u8]>::to_vec).collect();
        let plain = |component: &Vec<u8>| !matches!(component.as_slice(), b"" | b"." | b"..");
        if !components.iter().all(plain) {
            return None;
        }
        let mut anchored = rooted || components.len() > 1;
        while components.len() > 1 && components[0] == b"**" {
            components.remove(0);
            anchored = false;
        }
        Some(Self { negated, directory, anchored, components })
    }

    /// One path that it ignores.
    pub(super) fn example(&self) -> Option<Example> {
        let last = self.components.len() - 1;
        let mut names = Vec::new();
        for (number, component) in self.components.iter().enumerate() {
            match component.as_slice() {
                b"**" if number < last => {}
                component => names.push(name_for(component)?),
            }
        }
        let silly = names.len() == 1 && names[0] == FILLER;
        (!silly).then(|| Example { path: names.join(&b'/'), directory: self.directory })
    }

    /// Whether it hits a path, relative to the directory of its file, or a directory above.
    pub(super) fn hits(&self, path: &[u8]) -> bool {
        let Some(glob) = self.glob() else { return false };
        let mut paths = crate::path::ancestors(path).chain([path]);
        paths.any(|path| path_matches(&glob, path, false))
    }

    /// As a line of an ignore file, for a `.gitignore` in this directory of the context; `None` if
    /// the two languages do not agree on how it is read.
    pub(super) fn line(&self, directory: &str) -> Option<String> {
        let glob = self.glob()?;
        let odd = |byte: u8| b"\\[]{}()|^+".contains(&byte) || !(b'!'..=b'~').contains(&byte);
        let line = if directory.is_empty() { glob } else { format!("{directory}/{glob}") };
        let misread = line.starts_with(['!', '#']) || line.bytes().any(odd);
        (!misread).then_some(line)
    }

    /// The same pattern below another directory: `above` are the names that lead from the file's
    /// directory down to it. `None` if it speaks of nothing in there, or of all of it.
    pub(super) fn below(&self, above: &[&[u8]]) -> Option<Self> {
        if !self.anchored {
            return Some(self.clone());
        }
        if self.components.len() <= above.len() {
            return None;
        }
        let (first, rest) = self.components.split_at(above.len());
        let fits = |(pattern, name): (&Vec<u8>, &&[u8])| {
            let text = std::str::from_utf8(pattern).ok().filter(|text| *text != "**");
            text.is_some_and(|text| path_matches(text, name, false))
        };
        let leads_here = first.iter().zip(above).all(fits);
        leads_here.then(|| Self { components: rest.to_vec(), ..self.clone() })
    }

    fn glob(&self) -> Option<String> {
        let text = String::from_utf8(self.components.join(&b'/')).ok()?;
        Some(if self.anchored { text } else { format!("**/{text}") })
    }
}

/// A name that one component of a pattern takes.
fn name_for(component: &[u8]) -> Option<Vec<u8>> {
    let (mut name, mut at, mut filled) = (Vec::new(), 0, false);
    while let Some(&byte) = component.get(at) {
        at += 1;
        match byte {
            b'*' => {
                while component.get(at) == Some(&b'*') {
                    at += 1;
                }
                name.extend_from_slice(if filled { b"x" } else { FILLER });
                filled = true;
            }
            b'?' => name.push(b'x'),
            b'[' => {
                let (member, next) = member(component, at)?;
                name.push(member);
                at = next;
            }
            b'\\' => {
                name.push(*component.get(at)?);
                at += 1;
            }
            literal => name.push(literal),
        }
    }
    let usable = !matches!(name.as_slice(), b"" | b"." | b"..");
    (usable && !name.contains(&0)).then_some(name)
}

/// A byte of the class that begins at `at`, and where the class ends.
fn member(component: &[u8], at: usize) -> Option<(u8, usize)> {
    let negated = matches!(component.get(at), Some(b'!' | b'^'));
    let start = at + usize::from(negated);
    // A `]` that comes first belongs to the class.
    let close = start + 1 + memchr::memchr(b']', component.get(start + 1..)?)?;
    let class = &component[start..close];
    if class.iter().any(|byte| b"[\\".contains(byte) || !byte.is_ascii_graphic()) {
        return None;
    }
    let holds = |wanted: u8| {
        let mut at = 0;
        while at < class.len() {
            let (high, next) = match class.get(at + 1..at + 3) {
                Some(&[b'-', high]) => (high, at + 3),
                Some(_) | None => (class[at], at + 1),
            };
            if (class[at]..=high).contains(&wanted) {
                return true;
            }
            at = next;
        }
        false
    };
    let letters = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain(*b"_-~.");
    // The first of a list is the one that its author thought of first.
    let first = class.iter().copied().filter(u8::is_ascii_alphanumeric);
    let found = first.chain(letters).find(|&byte| holds(byte) != negated)?;
    Some((found, close + 1))
}

#[cfg(test)]
mod tests {
    use super::GitPattern;
    use ignore::gitignore::GitignoreBuilder;

    fn example(line: &str) -> Option<String> {
        let example = GitPattern::parse(line.as_bytes())?.example()?;
        let slash = if example.directory { "/" } else { "" };
        Some(format!("{}{slash}", String::from_utf8_lossy(&example.path)))
    }

    #[test]
    fn examples_are_what_a_person_would_have_there() {
        for (line, expected) in [
            (".env", Some(".env")),
            ("*.log", Some("local.log")),
            ("/dist/", Some("dist/")),
            ("node_modules/", Some("node_modules/")),
            (".env.*", Some(".env.local")),
            ("*.py[cod]", Some("local.pyc")),
            ("[Dd]ebug/", Some("Debug/")),
            ("**/tmp", Some("tmp")),
            ("a/**/b", Some("a/b")),
            ("logs/**", Some("logs/local")),
            ("\\#*\\#", Some("#local#")),
            ("foo\\ ", Some("foo ")),
            ("foo  ", Some("foo")),
            ("x[!a-z]y", Some("xAy")),
            ("*", None),
            ("**", None),
            ("# no", None),
            ("", None),
            ("/", None),
            ("a//b", None),
            ("[", None),
        ] {
            assert_eq!(example(line).as_deref(), expected, "{line}");
        }
        assert!(GitPattern::parse(b"!keep").is_some_and(|pattern| pattern.negated));
    }

    #[test]
    fn lines_are_said_in_the_language_of_ignore_files() {
        for (line, directory, expected) in [
            ("*.log", "", Some("**/*.log")),
            ("/dist/", "", Some("dist")),
            ("tmp", "web", Some("web/**/tmp")),
            ("a/b", "web", Some("web/a/b")),
            ("*.py[cod]", "", None),
            ("#x", "", None),
        ] {
            let pattern = GitPattern::parse(line.as_bytes());
            let said = pattern.and_then(|pattern| pattern.line(directory));
            assert_eq!(said.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn patterns_of_a_directory_above_are_seen_from_below() {
        let below = |line: &str, above: &[&[u8]]| {
            let pattern = GitPattern::parse(line.as_bytes())?.below(above)?;
            Some(String::from_utf8_lossy(&pattern.example()?.path).into_owned())
        };
        assert_eq!(below("*.log", &[b"packages", b"web"]).as_deref(), Some("local.log"));
        assert_eq!(below("/packages/*/dist", &[b"packages", b"web"]).as_deref(), Some("dist"));
        assert_eq!(below("/packages/api/dist", &[b"packages", b"web"]), None);
        assert_eq!(below("/packages", &[b"packages", b"web"]), None);
    }

    /// The `ignore` crate is the judge: it reads `.gitignore` files as git does.
    #[test]
    fn an_example_is_ignored_by_its_pattern() {
        const PIECES: &[&str] = &[
            "a", "b", ".", "*", "?", "**", "/", "[ab]", "[!ab]", "[a-c]", "x", "-", "_", ".env",
            "\\*", "log", "[^x]", "[]a]", " ", "~", "$", "#", "**/", "/**", "/**/",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % limit as u64) as usize
        };
        let mut seen = 0;
        for _ in 0..20_000 {
            let line: String = (0..=below(5)).map(|_| PIECES[below(PIECES.len())]).collect();
            let Some(pattern) = GitPattern::parse(line.as_bytes()) else { continue };
            let Some(example) = pattern.example() else { continue };
            let mut builder = GitignoreBuilder::new("/");
            if pattern.negated || builder.add_line(None, &line).is_err() {
                continue;
            }
            let path = String::from_utf8(example.path.clone()).expect("text");
            let oracle = builder.build().expect("one valid line");
            let said = oracle.matched_path_or_any_parents(&path, example.directory);
            assert!(said.is_ignore(), "`{line}` does not ignore `{path}`");
            assert!(pattern.hits(&example.path) || line.contains('['), "`{line}` on `{path}`");
            seen += 1;
        }
        assert!(seen > 5_000, "{seen}");
    }
}
