//! Lines that decide nothing, whatever the tree: proved from the list alone.
//!
//! A line that merely hits nothing today is not idle: ignore files name what is not there yet. What
//! is said here holds for every path without a line feed, in the walk and when a file is opened.

use super::cover::{Cover, Text};
use super::pattern::Pattern;
use super::prune::has_wildcard;
use crate::engine::{Dialect, Engine, Prune};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Why a pattern decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// No path could be hit.
    Never,
    /// It takes back in, and nothing before it takes away.
    Early,
    /// The same text stands elsewhere, with nothing between that could tell the two apart.
    Repeated(usize),
    /// This other pattern does all that it does.
    Covered(usize),
}

/// Longer lists are asked only for lines that stand there twice: every line is held against every
/// other one.
const MOST_LINES: usize = 400;

/// The idle patterns of a list with the reason, in order. All of them can go at once.
pub fn idle(engine: &Engine, patterns: &[Pattern]) -> Vec<(usize, Idle)> {
    let list = List::new(engine, patterns);
    let mut gone = vec![false; patterns.len()];
    let mut found: Vec<(usize, Idle)> = Vec::new();
    for (number, pattern) in patterns.iter().enumerate() {
        // What the engine adds by itself, nobody can take out. One that is gone is no witness, or
        // two could go that stand for each other.
        let reason = list.reason(number, &gone).filter(|_| pattern.line.is_some());
        gone[number] = reason.is_some();
        found.extend(reason.map(|reason| (number, reason)));
    }
    // A line that goes later is a poor witness to name where another one is at hand.
    for (number, reason) in &mut found {
        if matches!(*reason, Idle::Covered(by) if gone[by]) {
            let stays = list.witnesses(*number).find(|by| !gone[*by]);
            *reason = stays.map_or(*reason, Idle::Covered);
        }
    }
    found
}

struct List<'a> {
    dialect: Dialect,
    patterns: &'a [Pattern],
    /// What each pattern covers is told by these.
    texts: Vec<Text<'a>>,
    /// For each pattern, where the run of lines with or without `!` begins and ends that it is in.
    runs: Vec<Range<usize>>,
    /// The first pattern of a text in the run that begins there.
    first: FxHashMap<(usize, &'a [u8]), usize>,
    /// Whether a `!` line may do something by its mere text: it opens an excluded directory, in which
    /// another one with a wildcard then takes back in what it could not reach (SPEC 10.4), or below
    /// which less is held back (SPEC 14).
    opens: bool,
    /// Whether there is no `!` at all.
    simple: bool,
}

impl<'a> List<'a> {
    fn new(engine: &Engine, patterns: &'a [Pattern]) -> Self {
        let dialect = engine.dialect;
        let mut runs: Vec<Range<usize>> = Vec::with_capacity(patterns.len());
        for run in patterns.chunk_by(|a, b| a.negated == b.negated) {
            let start = runs.len();
            runs.extend(run.iter().map(|_| start..start + run.len()));
        }
        let mut first = FxHashMap::default();
        for (number, pattern) in patterns.iter().enumerate() {
            first.entry((runs[number].start, pattern.text.as_slice())).or_insert(number);
        }
        let mut negated = patterns.iter().filter(|pattern| pattern.negated).peekable();
        let simple = negated.peek().is_none();
        let opens = engine.transfer.prune != Prune::UnlessWildcard
            && (dialect == Dialect::Docker2010 || negated.any(|p| has_wildcard(&p.text)));
        let short = patterns.len() <= MOST_LINES;
        let texts = patterns.iter().filter(|_| short).map(|p| Text::new(dialect, p)).collect();
        Self { dialect, patterns, texts, runs, first, opens, simple }
    }

    fn reason(&self, number: usize, gone: &[bool]) -> Option<Idle> {
        let pattern = &self.patterns[number];
        let text = pattern.text.as_slice();
        if matches!(text, b"." | b".." | b"/") || text.starts_with(b"../") {
            return Some(Idle::Never);
        }
        let run = self.runs[number].start;
        if pattern.negated && !self.opens && run == 0 {
            return Some(Idle::Early);
        }
        let first = self.first[&(run, text)];
        // A pattern that cannot be evaluated fails the build, and once is enough for that; but who
        // takes one of them out learns nothing.
        if first < number && !gone[first] && !pattern.is_bad() {
            return Some(Idle::Repeated(first));
        }
        self.witnesses(number).find(|by| !gone[*by]).map(Idle::Covered)
    }

    /// The patterns of another text that do all that this one does, in order.
    ///
    /// Only those in the same run of lines with or without `!` are asked, because within a run the
    /// order is nothing to any engine. A hit on a directory above is as good only while nothing has
    /// been taken back in: later, the engine may not have asked about it (SPEC 4.3). In 20.10 what
    /// is below a hit is hit only if it is not opened, so if there is no `!` at all (SPEC 14).
    fn witnesses(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let pattern = &self.patterns[number];
        let asked = if self.texts.is_empty() { 0..0 } else { self.runs[number].clone() };
        let first = self.runs[number].start == 0 && !pattern.negated;
        let enough = move |cover: Cover| match (self.dialect, cover) {
            _ if pattern.negated && self.opens => false,
            (Dialect::Docker2010, _) => self.simple,
            (Dialect::Docker | Dialect::ContainersStorage, Cover::Paths) => true,
            (Dialect::Docker | Dialect::ContainersStorage, Cover::PathsOrAbove) => first,
        };
        asked.filter(move |&by| {
            let (own, other) = (&self.texts[number], &self.texts[by]);
            // Of two that cover each other the first one stays.
            by != number
                && self.patterns[by].text != pattern.text
                && other.covers(own).is_some_and(enough)
                && (by < number || !own.covers(other).is_some_and(enough))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Idle, idle};
    use crate::engine::{ENGINES, Engine};
    use crate::ignorefile::{DirState, Matcher, Pattern, Scratch};

    fn compiled(engine: &Engine, list: &[&str]) -> Vec<Pattern> {
        let compile = |(number, text): (usize, &&str)| {
            Pattern::compile(engine.dialect, Some(number), text.as_bytes()).expect("valid")
        };
        list.iter().enumerate().filter_map(compile).collect()
    }

    fn buildkit(list: &[&str]) -> Vec<(usize, Idle)> {
        let engine = Engine::find("buildkit").expect("an engine");
        idle(engine, &compiled(engine, list))
    }

    #[test]
    fn lines_that_decide_nothing_are_found_with_the_reason() {
        for (list, expected) in [
            (&["a", "a"][..], &[(1, Idle::Repeated(0))][..]),
            (&["a", "**/a"], &[(0, Idle::Covered(1))]),
            (&["a/b", "a"], &[(0, Idle::Covered(1))]),
            (&["!a", "b"], &[(0, Idle::Early)]),
            (&[".", "..", "../x"], &[(0, Idle::Never), (1, Idle::Never), (2, Idle::Never)]),
            // A line behind `!` may be asked where one above it was not.
            (&["a", "!a/b", "a"], &[]),
            (&["a", "!a/b", "a", "a/b"], &[]),
            (&["*", "!a", "!a"], &[(2, Idle::Repeated(1))]),
            (&["*", "!**/a", "!a"], &[(2, Idle::Covered(1))]),
            (&["*", "!a", "!a/b"], &[]),
            (&["x/y", "x", "**/x"], &[(0, Idle::Covered(2)), (1, Idle::Covered(2))]),
        ] {
            assert_eq!(buildkit(list), expected, "{list:?}");
        }
    }

    const LINES: &[&str] = &[
        "a", "b", "a/b", "**/a", "**/b", "a/*", "a/**", "*/b", "*", "**", "**/a/b", "a/b/c", "b/a",
        "*.c", "**/*.c", "x.c", "a/x.c", "**/x.c", "**/a/**", "a*", "**/a/*.c", ".", "!a", "!b",
        "!a/b", "!**/a", "!*.c", "!**/*.c", "!x.c", "!a/**", "!*", "!a/b/c",
    ];
    const NAMES: &[&str] = &["a", "b", "c", "x.c", "ab"];

    /// Every path of the full tree of these names, and its verdicts: the walk's and the other one's.
    fn verdicts(matcher: &Matcher) -> Vec<(String, bool, bool)> {
        let mut found = Vec::new();
        let mut scratch = Scratch::default();
        let mut todo = vec![(String::new(), DirState::default(), 0)];
        while let Some((path, state, depth)) = todo.pop() {
            let mut directory = matcher.enter(&state, path.as_bytes(), &mut scratch);
            for name in NAMES {
                let judged = directory.judge(name.as_bytes()).expect("no bad pattern");
                let stateless = directory.stateless(judged).expect("no bad pattern");
                let below = String::from_utf8_lossy(directory.path()).into_owned();
                let opened = !(judged.excluded && matcher.prunes(below.as_bytes()));
                if depth < 3 && opened {
                    todo.push((below.clone(), directory.child(name.as_bytes()), depth + 1));
                }
                // Whether a pruned directory holds anything makes no difference to a build.
                found.push((below, judged.excluded, stateless));
            }
        }
        found.retain(|(_, excluded, _)| !excluded);
        found.sort();
        found
    }

    #[test]
    fn without_idle_lines_every_verdict_is_the_same() {
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |limit: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random % limit as u64) as usize
        };
        let mut removed = 0;
        for _ in 0..400 {
            let list: Vec<&str> = (0..2 + below(6)).map(|_| LINES[below(LINES.len())]).collect();
            for engine in ENGINES {
                let patterns = compiled(engine, &list);
                let idle = idle(engine, &patterns);
                let goes = |number: &usize| idle.iter().any(|(idle, _)| idle == number);
                let kept: Vec<&str> =
                    (0..list.len()).filter(|n| !goes(n)).map(|number| list[number]).collect();
                removed += list.len() - kept.len();
                let before = verdicts(&Matcher::new(engine, patterns));
                let after = verdicts(&Matcher::new(engine, compiled(engine, &kept)));
                assert_eq!(before, after, "{}: {list:?} and {kept:?}", engine.id);
            }
        }
        assert!(removed > 600, "{removed}");
    }
}
