//! The lexer against every form of SPEC 8.7.

use super::{Style, expand};

fn value(name: &str) -> Option<String> {
    let value = match name {
        "v" => "a.tar.gz",
        "e" => "",
        "p" => "x/y/x",
        "s" => "a b",
        _ => return None,
    };
    Some(value.to_owned())
}

#[test]
fn every_form_of_section_eight_seven() {
    for (text, expected) in [
        ("$v", "a.tar.gz"),
        ("${v}x", "a.tar.gzx"),
        ("$vx", ""),
        ("${u:-w}", "w"),
        ("${e:-w}", "w"),
        ("${e-w}", ""),
        ("${u-w}", "w"),
        ("${v:+w}", "w"),
        ("${e:+w}", ""),
        ("${e+w}", "w"),
        ("${u+w}", ""),
        ("${v:?w}", "a.tar.gz"),
        ("${v#*.}", "tar.gz"),
        ("${v##*.}", "gz"),
        ("${v%.*}", "a.tar"),
        ("${v%%.*}", "a"),
        ("${p/x/z}", "z/y/x"),
        ("${p//x/z}", "z/y/z"),
        ("${p//\\//-}", "x-y-x"),
        ("${u:-${v}}", "a.tar.gz"),
        ("'$v'", "$v"),
        ("\"$v\"", "a.tar.gz"),
        ("\\$v", "$v"),
        ("\"\\$v\\a\"", "$v\\a"),
        ("a$", "a$"),
        ("$9", ""),
    ] {
        let expanded = expand(text, Style::plain('\\'), &value);
        assert_eq!(expanded.map(|e| e.text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_refused_is_refused_in_the_engines_words() {
    for (text, expected) in [
        ("${u:?}", "u: is not allowed to be unset"),
        ("${e:?}", "e: is not allowed to be empty"),
        ("${u?why}", "u: why"),
        ("${v", "unsupported modifier (\u{fffd}) in substitution"),
        ("${v:-", "syntax error: missing '}'"),
        ("${}", "syntax error: bad substitution"),
        ("${v^}", "unsupported modifier (^) in substitution"),
        ("${v:#a}", "unsupported modifier (:#) in substitution"),
        ("'a", "unexpected end of statement while looking for matching single-quote"),
    ] {
        let expected = format!("failed to process {text:?}: {expected}");
        assert_eq!(expand(text, Style::plain('\\'), &value), Err(expected), "{text}");
    }
}

#[test]
fn words_are_divided_after_expansion() {
    let expanded = expand("a '$s' $s <<  EOF", Style::plain('\\'), &value).expect("valid");
    assert_eq!(expanded.words, ["a", "$s", "a", "b", "<<  EOF"]);
}
