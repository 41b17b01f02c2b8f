//! The catalogue's patterns, taken literally: Go's `filepath.Match` a component, `**` for any
//! number of components, nothing else.
//!
//! The sieve (`sieve.rs`) lets the few names through that matter; this decides. It has no braces,
//! anchors at the root, and never fails: a class that is not closed matches nothing. A test holds it
//! equal to `globset`.

/// Whether a path matches a pattern such as `**/.config/gh/hosts.yml`.
pub(crate) fn path(pattern: &str, path: &[u8], fold: bool) -> bool {
    let (first, rest) = match pattern.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (pattern, None),
    };
    if first == "**" {
        let Some(rest) = rest else { return !path.is_empty() };
        let starts = memchr::memchr_iter(b'/', path).map(|at| at + 1);
        return std::iter::once(0).chain(starts).any(|at| self::path(rest, &path[at..], fold));
    }
    let (name, below) = match memchr::memchr(b'/', path) {
        Some(at) => (&path[..at], Some(&path[at + 1..])),
        None => (path, None),
    };
    component(first, name, fold)
        && match (rest, below) {
            (None, None) => true,
            (Some(rest), Some(below)) => self::path(rest, below, fold),
            (None, Some(_)) | (Some(_), None) => false,
        }
}

/// Whether one name matches one component of a pattern.
pub(crate) fn component(pattern: &str, name: &[u8], fold: bool) -> bool {
    let pattern = pattern.as_bytes();
    let (mut at, mut eaten) = (0, 0);
    // Where to resume when what follows the last `*` does not fit: one byte further on.
    let mut star = None;
    loop {
        if pattern.get(at) == Some(&b'*') {
            at += 1;
            star = Some((at, eaten));
            continue;
        }
        match name.get(eaten) {
            None if at == pattern.len() => return true,
            None => {}
            Some(&byte) => {
                if let Some(next) = one(pattern, at, byte, fold) {
                    (at, eaten) = (next, eaten + 1);
                    continue;
                }
            }
        }
        match star {
            Some((resume, from)) if from < name.len() => {
                star = Some((resume, from + 1));
                (at, eaten) = (resume, from + 1);
            }
            Some(_) | None => return false,
        }
    }
}

/// Where the pattern goes on if its next element takes this byte.
fn one(pattern: &[u8], at: usize, byte: u8, fold: bool) -> Option<usize> {
    let same = |a: u8, b: u8| a == b || fold && a.eq_ignore_ascii_case(&b);
    match *pattern.get(at)? {
        b'?' => Some(at + 1),
        b'\\' => same(*pattern.get(at + 1)?, byte).then_some(at + 2),
        b'[' => {
            let close = at + 1 + memchr::memchr(b']', &pattern[at + 1..])?;
            let within = |byte: u8| in_class(&pattern[at + 1..close], byte);
            let fits = within(byte)
                || fold && (within(byte.to_ascii_lowercase()) || within(byte.to_ascii_uppercase()));
            fits.then_some(close + 1)
        }
        literal => same(literal, byte).then_some(at + 1),
    }
}

fn in_class(class: &[u8], byte: u8) -> bool {
    let mut at = 0;
    while at < class.len() {
        let (low, high, next) = match class.get(at + 1..at + 3) {
            Some(&[b'-', high]) => (class[at], high, at + 3),
            Some(_) | None => (class[at], class[at], at + 1),
        };
        if (low..=high).contains(&byte) {
            return true;
        }
        at = next;
    }
    false
}

/// The last component of a pattern.
pub(crate) fn last(pattern: &str) -> &str {
    pattern.rsplit_once('/').map_or(pattern, |(_, last)| last)
}

/// Whether a component is a plain name.
pub(crate) fn is_plain(component: &str) -> bool {
    !component.contains(['*', '?', '[', '\\'])
}

#[cfg(test)]
mod tests {
    use super::{component, path};

    #[test]
    fn components_match_as_in_go() {
        for (pattern, name, fits) in [
            ("*.pem", "a.pem", true),
            ("*.pem", ".pem", true),
            ("*.pem", "a.pem.txt", false),
            ("*", "", true),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "aXbXb", false),
            ("*.py[cod]", "x.pyd", true),
            ("*.py[cod]", "x.pyx", false),
            ("wg[0-9]*.conf", "wg12.conf", true),
            ("wg[0-9]*.conf", "wgx.conf", false),
            ("\\#*\\#", "#main.c#", true),
            (".\\#*", ".#lock", true),
            ("$RECYCLE.BIN", "$RECYCLE.BIN", true),
            ("{a,b}", "a", false),
            ("{a,b}", "{a,b}", true),
            ("[open", "[open", false),
        ] {
            assert_eq!(component(pattern, name.as_bytes(), false), fits, "{pattern} on {name}");
        }
        assert!(component("*.PublishSettings", b"a\xff.PublishSettings", false));
        assert!(component("Thumbs.db", b"THUMBS.DB", true));
        assert!(component("[Dd]esktop.ini", b"DESKTOP.INI", true));
    }

    #[test]
    fn two_stars_stand_for_any_number_of_components() {
        for (pattern, whole, fits) in [
            ("**/.env", ".env", true),
            ("**/.env", "a/b/.env", true),
            ("**/.env", "a/.env/b", false),
            (".github", "a/.github", false),
            ("**/.cargo/config", "x/.cargo/config", true),
            ("**/.cargo/config", "cargo/config", false),
            ("**/.idea/**/aws.xml", ".idea/aws.xml", true),
            ("**/.idea/**/aws.xml", "p/.idea/a/b/aws.xml", true),
            ("**/templates/**", "templates", false),
            ("**/templates/**", "a/templates/b/c", true),
            ("**", "anything/at/all", true),
        ] {
            assert_eq!(path(pattern, whole.as_bytes(), false), fits, "{pattern} on {whole}");
        }
    }
}
