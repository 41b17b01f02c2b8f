//! Sources that are no local files: URLs and git repositories, told apart as BuildKit does it
//! (`dfgitutil.ParseGitRef`, `isHTTPSource`). Nothing is fetched.

/// What a source of COPY or ADD is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A path or glob in a tree.
    Local,
    /// A file from the web, under the name that it gets.
    Url(String),
    /// A git repository.
    Git,
}

impl SourceKind {
    /// Tells the kinds apart by their text.
    pub(super) fn of(source: &str) -> Self {
        if is_git(source) {
            return Self::Git;
        }
        let Some(rest) = source.strip_prefix("http://").or_else(|| source.strip_prefix("https://"))
        else {
            return Self::Local;
        };
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let path = path.split_once('/').map_or("", |(_, path)| path);
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Self::Url(if name.is_empty() { "__unnamed__".to_owned() } else { name.to_owned() })
    }
}

fn is_git(source: &str) -> bool {
    // `github.com/…` cannot be told from a path, and is taken for one.
    if ["./", "../", "github.com/"].iter().any(|local| source.starts_with(local)) {
        return false;
    }
    match source.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
            let path = rest.split(['?', '#']).next().unwrap_or_default();
            let path = path.split_once('/').map_or("", |(_, path)| path);
            match scheme.to_ascii_lowercase().as_str() {
                "git" | "ssh" => true,
                "http" | "https" => path.ends_with(".git"),
                _ => false,
            }
        }
        Some(_) | None => is_scp_like(source),
    }
}

/// `user@host:path`, as git has it.
fn is_scp_like(source: &str) -> bool {
    let Some((login, path)) = source.split_once(':') else { return false };
    let Some((user, host)) = login.split_once('@') else { return false };
    let word = |text: &str, more: &str| {
        let mut characters = text.chars();
        let first = characters.next();
        first.is_some_and(|c| c.is_ascii_alphanumeric())
            && characters.all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    word(user, "-_.") && word(host, "-.") && !path.is_empty()
}

#[cfg(test)]
mod tests {
    use super::SourceKind;

    #[test]
    fn sources_are_told_apart() {
        for (source, expected) in [
            ("a", SourceKind::Local),
            ("http://h/x/y.tgz?a=/b", SourceKind::Url("y.tgz".to_owned())),
            ("https://h", SourceKind::Url("__unnamed__".to_owned())),
            ("https://h/o/r.git#main", SourceKind::Git),
            ("git@127.0.0.1:o/r.git", SourceKind::Git),
            ("git://h/r", SourceKind::Git),
            ("github.com/o/r.git", SourceKind::Local),
            ("ftp://h/x", SourceKind::Local),
            ("./git@h:r", SourceKind::Local),
        ] {
            assert_eq!(SourceKind::of(source), expected, "{source}");
        }
    }
}
