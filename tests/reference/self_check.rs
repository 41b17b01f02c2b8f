//! What the semantics document states in tables and in passing, checked against the reference: the reading corollaries, GLOBCHECK, the
//! pattern table, the disagreement of the evaluators, pruning. The recorded rows are checked elsewhere; the product is not looked at.

use crate::reference::buildkit::{is_pruned, prefix_only};
use crate::reference::compile::{Kind, Pattern};
use crate::reference::evaluate::mupr_from_root;
use crate::reference::globcheck::globcheck;
use crate::reference::random::{Random, ignore_file, likely_list, path, pattern, tree};
use crate::reference::text::{ancestors, decode};
use crate::reference::{
    Dialect, Engine, Failure, compile, excluded, excluded_mopm, matches_text, predict,
    read_containers, read_docker,
};

fn list(entries: &[&str]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.as_bytes().to_vec()).collect()
}

fn one(dialect: Dialect, text: &str) -> Pattern {
    compile(dialect, &list(&[text])).expect("compiles").remove(0)
}

/// SPEC 2, "Useful corollaries", and SPEC 11.2.
#[test]
fn reading() {
    let read = |text: &str| read_docker(text.as_bytes());
    assert_eq!(
        read("! \n!/..\n/\n./\na/..\n!.\n../x\nfoo/\n/foo\n"),
        Ok(list(&["!", "!/", "/", ".", ".", "!.", "../x", "foo", "foo"]))
    );
    assert_eq!(
        read(" # x\n#y\n!#x\n!!x\n//a\n/../a\r\nb"),
        Ok(list(&["# x", "!#x", "!!x", "a", "a", "b"]))
    );
    assert_eq!(read(&"x".repeat(65_536)), Err(Failure::LineTooLong));
    assert_eq!(read_containers(b"/a/\n\n#x\n//\n b\r\n"), list(&["a", " b\r"]));
}

/// SPEC 3.5, the lists of good and bad texts.
#[test]
fn globcheck_examples() {
    for bad in [
        "[",
        "[^",
        "[]a]",
        "[^]a]",
        "[-a]",
        "[a-]",
        "[a-b-c]",
        "a[",
        "foo\\",
        "*.md/[a-]",
        "**[a",
        "?*[a",
        "[!-z]*[a",
    ] {
        assert!(globcheck(bad.as_bytes()).is_err(), "{bad}");
    }
    for good in [
        "[!a]",
        "[[]",
        "[z-a]",
        "[a-b]]",
        "[[:alpha:]]",
        "[[:nope:]]",
        "[\\d]",
        "ab/*/[a-]",
        "a*[",
        "**a/x*\\",
    ] {
        assert!(globcheck(good.as_bytes()).is_ok(), "{good}");
    }
}

/// The shell-glob match SPEC 3.5 speaks of, against `.`: errors are only met where it looks.
fn glob_match_dot(text: &[u8]) -> Result<(), ()> {
    let mut name: &[u8] = b".";
    let mut rest = text;
    while !rest.is_empty() {
        let stars = rest.iter().take_while(|&&b| b == b'*').count();
        let mut end = stars;
        let mut in_class = false;
        while end < rest.len() && (in_class || rest[end] != b'*') {
            match rest[end] {
                b'\\' if end + 1 < rest.len() => end += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                _ => {}
            }
            end += 1;
        }
        let chunk = &rest[stars..end];
        rest = &rest[end..];
        if stars > 0 && chunk.is_empty() {
            return Ok(());
        }
        let skips = if stars > 0 { name.len() } else { 0 };
        let mut found = None;
        for skip in 0..=skips {
            if let Some(left) = match_chunk(chunk, &name[skip..])?
                && (left.is_empty() || !rest.is_empty())
            {
                found = Some(left);
                break;
            }
        }
        let Some(left) = found else { return Ok(()) };
        name = left;
    }
    Ok(())
}

fn match_chunk<'a>(chunk: &[u8], name: &'a [u8]) -> Result<Option<&'a [u8]>, ()> {
    let (mut chunk, mut name, mut failed) = (chunk, name, false);
    while let [first, tail @ ..] = chunk {
        let (c, width) = decode(name).map_or(('\0', 0), |(c, width, _)| (c, width));
        failed |= width == 0;
        chunk = tail;
        match first {
            b'[' => {
                let negated = chunk.first() == Some(&b'^');
                chunk = &chunk[usize::from(negated)..];
                let (mut hit, mut items) = (false, 0);
                while items == 0 || chunk.first() != Some(&b']') {
                    let low = class_end(&mut chunk)?;
                    let mut high = low;
                    if chunk[0] == b'-' {
                        chunk = &chunk[1..];
                        high = class_end(&mut chunk)?;
                    }
                    hit |= (low..=high).contains(&c);
                    items += 1;
                }
                chunk = &chunk[1..];
                failed |= hit == negated;
            }
            b'?' => failed |= c == '/',
            b'\\' => {
                let [escaped, tail @ ..] = chunk else { return Err(()) };
                failed |= name.first() != Some(escaped);
                chunk = tail;
            }
            plain => failed |= name.first() != Some(plain),
        }
        name = if failed { b"" } else { &name[width..] };
    }
    Ok((!failed).then_some(name))
}

fn class_end(chunk: &mut &[u8]) -> Result<char, ()> {
    if matches!(chunk.first(), None | Some(b'-' | b']')) {
        return Err(());
    }
    let start = usize::from(chunk[0] == b'\\');
    let (c, width, valid) = decode(&chunk[start..]).ok_or(())?;
    *chunk = &chunk[start + width..];
    if valid && !chunk.is_empty() { Ok(c) } else { Err(()) }
}

/// SPEC 3.5: the summary given there is the match it is a summary of.
#[test]
fn globcheck_is_a_match_against_a_dot() {
    let mut random = Random::new(35);
    let mut bad = 0;
    for _ in 0..20_000 {
        let text = pattern(&mut random);
        assert_eq!(
            globcheck(&text).is_ok(),
            glob_match_dot(&text).is_ok(),
            "{}",
            text.escape_ascii()
        );
        bad += usize::from(globcheck(&text).is_err());
    }
    assert!((800..10_000).contains(&bad), "{bad}");
}

/// SPEC 3.8.
#[test]
fn pattern_table() {
    const TABLE: [(&str, &[&str], &[&str]); 35] = [
        ("foo", &["foo"], &["a/foo", "foo/x"]),
        ("dir/**", &["dir/x", "dir/x/y"], &["dir"]),
        ("dir**", &["dir", "dirX", "dirX/y"], &["di"]),
        ("**/foo", &["foo", "a/foo", "a/b/foo"], &["xfoo"]),
        ("**foo", &["foo", "xfoo", "a/xfoo"], &["foox"]),
        ("**foo*", &["foo1", "a/foo1"], &["xfoo1"]),
        ("a**b", &["ab", "ax/b", "a/x/b"], &["aXb"]),
        ("a/**/b", &["a/b", "a/x/y/b"], &["ab"]),
        ("**/*", &["a", "a/b"], &[]),
        ("**", &["a", "a\n/b"], &[]),
        ("***", &["a", "a/b"], &[]),
        ("*/**", &["a/b", "a/b/c"], &["a"]),
        (".*", &[".a", "."], &["a"]),
        ("a^b", &["a^b"], &["ab"]),
        ("a^b*", &[], &["a^bc", "abc"]),
        ("^foo*", &["foo1"], &["^foo1"]),
        ("a|b", &["a|b"], &["a"]),
        ("a|b*", &["a", "ax", "xb", "q/bc"], &["c/d"]),
        ("a{2}*", &["aab"], &["a{2}b"]),
        ("[a]{2}", &["aa"], &["a{2}"]),
        ("{1}*", &["abc"], &["a/b"]),
        ("{0}a*", &["xa"], &["x/a/b"]),
        ("{a,b}*", &["{a,b}c"], &["a"]),
        ("[*]", &["]", "[]", "[^]"], &["*"]),
        ("[?]", &["[]", "^]", "/]"], &["?"]),
        ("[a*].txt", &["].txt", "a].txt"], &["a.txt"]),
        ("[!a]", &["!", "a"], &["b"]),
        ("[^a]", &["b", "/", "\u{fffd}"], &["a"]),
        ("[[:alpha:]]", &["x"], &[":]", "a]", "é"]),
        ("\\d", &["7"], &["d", "٣"]),
        ("\\x41\\102\\pL\\Qa.*", &["ABéa\\.[^/]*$"], &["ABéa"]),
        ("\\p{Lu}\\x{62}", &["Ab"], &["ab"]),
        ("\\!foo", &["!foo"], &["foo"]),
        ("**/*.test-(u|a|i).js", &["banana"], &["z"]),
        ("a*\\", &["a$", "ab$x"], &["b$"]),
    ];
    for (text, hits, misses) in TABLE {
        let pattern = one(Dialect::Docker, text);
        for path in hits {
            assert_eq!(matches_text(&pattern, path.as_bytes()), Ok(true), "{text} {path}");
        }
        for path in misses {
            assert_eq!(matches_text(&pattern, path.as_bytes()), Ok(false), "{text} {path}");
        }
    }
    for text in [
        "[[:nope:]]",
        "[z-a]",
        "\\m",
        "\\e",
        "\\8",
        "\\Z",
        "\\C",
        "\\é",
        "\\p{",
        "*{2}",
        "**{2}*",
        "a{1001}*",
        "a{3,2}*",
    ] {
        assert_eq!(
            matches_text(&one(Dialect::Docker, text), b"a"),
            Err(Failure::SyntaxError),
            "{text}"
        );
    }
    assert_eq!(one(Dialect::Docker, "{a,b}").kind, Kind::Exact);
}

/// SPEC 11.4.
#[test]
fn buildah_patterns() {
    let hit =
        |text: &str, path: &str| matches_text(&one(Dialect::Containers, text), path.as_bytes());
    for (text, path) in [
        ("a+b", "aab"),
        ("a|b", "axx"),
        ("^x", "x"),
        ("x(1)", "x1"),
        ("a{2}", "aa/y"),
        ("\\*", "*"),
    ] {
        assert_eq!(hit(text, path), Ok(true), "{text}");
    }
    assert_eq!(hit("**foo", "xfoo"), Ok(false));
    for text in ["c++", "x(", "a*\\", "(*\\"] {
        assert_eq!(hit(text, "a"), Err(Failure::SyntaxError), "{text}");
    }
}

/// SPEC 4.3.
#[test]
fn the_evaluators_disagree() {
    let late = list(&["a/b", "!a"]);
    let again = list(&["a", "!a/b", "**/a"]);
    assert_eq!(
        (excluded(Dialect::Docker, &late, b"a/b"), excluded_mopm(&late, b"a/b")),
        (Ok(true), Ok(false))
    );
    assert_eq!(
        (excluded(Dialect::Docker, &again, b"a/b"), excluded_mopm(&again, b"a/b")),
        (Ok(false), Ok(true))
    );
    assert_eq!(excluded(Dialect::Containers, &late, b"a/b"), Ok(false));
    assert_eq!(excluded(Dialect::Containers, &again, b"a/b"), Ok(true));
    assert_eq!(excluded(Dialect::Docker20, &again, b"a/b"), Ok(false)); // two components, and `a` has one (14)
    assert_eq!(excluded(Dialect::Docker20, &list(&["a", "!a/b", "a"]), b"a/b"), Ok(true));
}

/// Is this line harmless on its own: no error when it is compiled, none when it is evaluated?
fn compiles(line: &[u8]) -> bool {
    excluded(Dialect::Docker, &[line.to_vec()], b"x").is_ok()
}

/// SPEC 5.3: pruning never changes the result. Nothing below a pruned directory is re-included.
#[test]
fn pruning_changes_nothing() {
    let mut random = Random::new(53);
    let mut pruned = 0;
    for _ in 0..8_000 {
        let lines = likely_list(&mut random, compiles);
        let Ok(patterns) = compile(Dialect::Docker, &lines) else { continue };
        for _ in 0..4 {
            let path = path(&mut random);
            let stops = |dir: &&[u8]| {
                mupr_from_root(&patterns, dir) == Ok(true) && is_pruned(&patterns, dir)
            };
            if prefix_only(&patterns) && ancestors(&path).iter().any(stops) {
                pruned += 1;
                let verdict = mupr_from_root(&patterns, &path);
                assert_ne!(verdict, Ok(false), "{} in {lines:?}", path.escape_ascii());
            }
        }
    }
    assert!(pruned > 1_000, "{pruned}");
}

/// The generators give the same every time, and enough of what matters.
#[test]
fn random_contexts_are_worth_their_while() {
    let mut same = [Random::new(7), Random::new(7)];
    let [one, other] = same.each_mut().map(pattern);
    assert_eq!(one, other);
    let mut random = Random::new(1);
    let (mut differ, mut failures) = (0, 0);
    for _ in 0..1_000 {
        let lines = likely_list(&mut random, compiles);
        let file = ignore_file(&mut random, &lines);
        let (whole, tree) =
            (tree(&mut random.clone(), Some(Vec::new())), tree(&mut random, Some(file)));
        let results = Engine::ALL.map(|engine| predict(engine, &tree, None));
        failures += results.iter().filter(|result| result.error.is_some()).count();
        let unfiltered = predict(Engine::Buildkit, &whole, None);
        differ += usize::from(
            results[0].error.is_none() && results[0].paths.len() < unfiltered.paths.len(),
        );
    }
    assert!(differ > 100, "{differ}");
    assert!((400..3_000).contains(&failures), "{failures}");
}
