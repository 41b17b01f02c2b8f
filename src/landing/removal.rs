//! `rm` in a RUN: the files that it names by plain paths.
//!
//! A RUN is unknown territory; this reads the one command that people use to take a file away
//! again, and only where its meaning is beyond doubt: `rm` with flags and literal paths, joined to
//! other commands by `&&`, `;` or line ends. Anything else removes nothing here.

use crate::path::clean;

/// The paths that the commands of a RUN remove, absolute and cleaned.
pub(super) fn removed(command: &str, directory: &str) -> Vec<Vec<u8>> {
    // A conditional could keep the command from running.
    let doubtful = ["||", "if ", "for ", "while ", "case ", "$(", "`", "\\\n#"];
    if doubtful.iter().any(|word| command.contains(word)) {
        return Vec::new();
    }
    let mut at = directory.to_owned();
    let mut found = Vec::new();
    for part in command.split([';', '\n']).flat_map(|line| line.split("&&")) {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            ["cd", to] if is_plain(to) => at = joined(&at, to),
            ["cd", ..] => return found,
            ["rm", arguments @ ..] => {
                let paths = arguments.iter().filter(|word| !word.starts_with('-'));
                let plain = paths.filter(|path| is_plain(path));
                found.extend(plain.map(|path| joined(&at, path).into_bytes()));
            }
            _ => {}
        }
    }
    found
}

fn is_plain(path: &str) -> bool {
    !path.contains(['$', '*', '?', '[', '{', '~', '"', '\'', '\\', '(', '<', '>', '|', '&'])
}

fn joined(directory: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    String::from_utf8_lossy(&clean(whole.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::removed;

    #[test]
    fn only_what_is_beyond_doubt_is_removed() {
        for (command, expected) in [
            ("rm .env", &["/app/.env"][..]),
            ("npm ci && rm -rf /tmp/x .npmrc", &["/tmp/x", "/app/.npmrc"]),
            ("cd /srv; rm a", &["/srv/a"]),
            ("rm -f *.pem", &[]),
            ("test -f x || rm x", &[]),
            ("rm \"$X\"", &[]),
            ("echo rm x", &[]),
        ] {
            let found = removed(command, "/app");
            let found: Vec<_> = found.iter().map(|path| String::from_utf8_lossy(path)).collect();
            assert_eq!(found, expected, "{command}");
        }
    }
}
