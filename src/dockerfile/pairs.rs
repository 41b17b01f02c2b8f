//! The names and values of ARG and ENV, quotes still in place (they go when words are expanded).
//!
//! The reference is `parseWords` and its callers in `frontend/dockerfile/parser/line_parsers.go`
//! of moby/buildkit; parse-dockerfile hands these instructions over as one string.

/// `name` or `name=value`, as ARG has them.
pub(super) fn arg(rest: &str, escape: char) -> Result<Vec<(String, Option<String>)>, String> {
    let words = words(rest, escape);
    if words.is_empty() {
        return Err("ARG requires at least one argument".to_owned());
    }
    let pair = |word: String| match word.split_once('=') {
        Some(("", _)) => Err("ARG names can not be blank".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), Some(value.to_owned()))),
        None => Ok((word, None)),
    };
    words.into_iter().map(pair).collect()
}

/// `name=value…`, or the old `name value`, as ENV has them.
pub(super) fn env(rest: &str, escape: char) -> Result<Vec<(String, String)>, String> {
    let words = words(rest, escape);
    let Some(first) = words.first() else {
        return Err("ENV requires at least one argument".to_owned());
    };
    if !first.contains('=') {
        let is_space = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
        return match rest.split_once(is_space) {
            Some((name, value)) => {
                Ok(vec![(name.to_owned(), value.trim_start_matches(is_space).to_owned())])
            }
            None => Err("ENV must have two arguments".to_owned()),
        };
    }
    let pair = |word: &String| match word.split_once('=') {
        Some(("", _)) => Err("ENV names can not be blank".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => {
            Err(format!("Syntax error - can't find = in {word:?}. Must be of the form: name=value"))
        }
    };
    words.iter().map(pair).collect()
}

/// Words with their quotes and escapes.
fn words(rest: &str, escape: char) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match quote {
            None if character.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            None if matches!(character, '\'' | '"') => quote = Some(character),
            Some(open) if character == open => quote = None,
            None | Some(_) => {}
        }
        if character == escape && quote != Some('\'') {
            // A trailing escape character is dropped.
            let Some(escaped) = characters.next() else { break };
            word.push(character);
            word.push(escaped);
            continue;
        }
        word.push(character);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{arg, env};

    #[test]
    fn values_keep_their_quotes() {
        let pairs = env("a=\"b c\" d='e \\' f=g\\ h", '\\').expect("valid");
        let shown: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}|{v}")).collect();
        assert_eq!(shown, ["a|\"b c\"", "d|'e \\'", "f|g\\ h"]);
        assert_eq!(env("a b  c", '\\'), Ok(vec![("a".to_owned(), "b  c".to_owned())]));
        assert_eq!(env("a", '\\'), Err("ENV must have two arguments".to_owned()));
        assert!(env("a=b c", '\\').is_err());
        let args = arg("a b= c=d", '\\').expect("valid");
        assert_eq!(args[0], ("a".to_owned(), None));
        assert_eq!(args[1], ("b".to_owned(), Some(String::new())));
    }
}
