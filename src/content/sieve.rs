//! The literal pass: where in a text a detector is worth asking.
//!
//! Each detector names literals, one of which stands in whatever it matches. They are looked for
//! sixteen at a time by the vector search of the aho-corasick crate: measured on 400 MB of source
//! text, groups of sixteen took 0.53 ns a byte in all, groups of 32 took 1.7, because that many
//! literals fill its eight buckets with chance hits. It decides nothing: a hit is a place to look.

use super::detector::{Detector, Tier};
use crate::glob;
use aho_corasick::packed;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

/// How many literals one search takes.
const GROUP: usize = 16;

/// Where detectors are asked, for one tier.
pub(super) struct Sieve {
    groups: Vec<Group>,
    /// The detectors that every file in their scope is asked by, once for each of its patterns.
    scoped: Vec<(usize, Scope)>,
}

/// A pattern of a scope. Nearly every file is told from it by its last byte.
struct Scope {
    pattern: &'static str,
    /// What a name ends with; empty if anything will do.
    ending: &'static [u8],
}

impl Scope {
    fn of(pattern: &'static str) -> Self {
        let name = glob::last(pattern);
        let plain = name.rfind(['*', '?', ']', '\\']).map_or(name, |at| &name[at + 1..]);
        Self { pattern, ending: plain.as_bytes() }
    }

    fn holds(&self, path: &[u8]) -> bool {
        let start = path.len().checked_sub(self.ending.len());
        start.is_some_and(|start| path[start..].eq_ignore_ascii_case(self.ending))
            && glob::path(self.pattern, path, true)
    }
}

struct Group {
    search: Search,
    /// For each literal, the numbers of its detectors.
    detectors: Vec<Vec<usize>>,
}

enum Search {
    Packed(Box<packed::Searcher>),
    /// For processors without the vector instructions.
    Automaton(Box<AhoCorasick>),
}

/// A literal in a text: where it begins, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    pub(super) at: usize,
    /// Numbers in [`Detector::all`].
    pub(super) detectors: &'a [usize],
}

static CORE: LazyLock<Sieve> = LazyLock::new(|| Sieve::of(Tier::Core));
static EXTRA: LazyLock<Sieve> = LazyLock::new(|| Sieve::of(Tier::Extra));

/// The sieve of a tier and the tiers before it.
pub(super) fn sieve(tier: Tier) -> &'static Sieve {
    match tier {
        Tier::Core => &CORE,
        Tier::Extra => &EXTRA,
    }
}

impl Sieve {
    fn of(tier: Tier) -> Self {
        let mut literals: Vec<(&'static str, Vec<usize>)> = Vec::new();
        let mut scoped = Vec::new();
        for (number, detector) in Detector::all().iter().enumerate() {
            if detector.tier > tier {
                continue;
            }
            if !detector.scope.is_empty() {
                scoped.extend(detector.scope.iter().map(|pattern| (number, Scope::of(pattern))));
            }
            for literal in detector.literals {
                match literals.iter_mut().find(|(known, _)| known == literal) {
                    Some((_, detectors)) => detectors.push(number),
                    None => literals.push((literal, vec![number])),
                }
            }
        }
        // Neighbours share their first bytes, and with them a bucket.
        literals.sort_unstable();
        Self { groups: literals.chunks(GROUP).map(Group::of).collect(), scoped }
    }

    /// The detectors that ask every file in their scope, as far as this one is in it.
    pub(super) fn scoped<'a>(&'a self, path: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let mut last = None;
        self.scoped.iter().filter_map(move |(number, scope)| {
            let asks = last != Some(*number) && scope.holds(path);
            asks.then(|| *last.insert(*number))
        })
    }

    /// Every literal in a text, group by group.
    pub(super) fn hits<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Hit<'a>> {
        self.groups.iter().flat_map(move |group| {
            let mut from = 0;
            std::iter::from_fn(move || {
                let (literal, at) = group.search.next(text, from)?;
                // One byte on, so that literals may overlap.
                from = at + 1;
                Some(Hit { at, detectors: &group.detectors[literal] })
            })
        })
    }
}

impl Group {
    fn of(literals: &[(&'static str, Vec<usize>)]) -> Self {
        let words = || literals.iter().map(|(literal, _)| *literal);
        let packed = packed::Config::new().builder().extend(words()).build();
        let search = match packed {
            Some(searcher) => Search::Packed(Box::new(searcher)),
            None => Search::Automaton(Box::new(automaton(words()))),
        };
        Self { search, detectors: literals.iter().map(|(_, of)| of.clone()).collect() }
    }
}

fn automaton(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::ContiguousNFA));
    builder.build(words).expect("some hundred short literals")
}

impl Search {
    /// The first literal that begins at `from` or later, and where.
    fn next(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        match self {
            Self::Packed(searcher) => {
                let span = aho_corasick::Span { start: from, end: text.len() };
                let found = searcher.find_in(text, span)?;
                Some((found.pattern().as_usize(), found.start()))
            }
            Self::Automaton(automaton) => {
                let found = automaton.find(aho_corasick::Input::new(text).range(from..))?;
                Some((found.pattern().as_usize(), found.start()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Search, Sieve, automaton, sieve};
    use crate::content::{Detector, Tier};

    #[test]
    fn a_literal_is_found_wherever_it_stands_and_by_either_search() {
        for detector in Detector::all() {
            for literal in detector.literals {
                let text = format!("{literal}{literal} .{literal}");
                let hits: Vec<usize> = sieve(Tier::Extra)
                    .hits(text.as_bytes())
                    .filter(|hit| hit.detectors.iter().any(|&n| Detector::all()[n] == *detector))
                    .map(|hit| hit.at)
                    .collect();
                for at in [0, literal.len(), 2 * literal.len() + 2] {
                    assert!(hits.contains(&at), "{literal} at {at} in {hits:?}");
                }
            }
        }
    }

    #[test]
    fn without_vector_instructions_the_same_is_found() {
        let text = b"gh ghp_ npm_npm_ PRIVATE KEY----- ://";
        let mut plain = Sieve::of(Tier::Extra);
        let expected: Vec<(usize, Vec<usize>)> =
            plain.hits(text).map(|hit| (hit.at, hit.detectors.to_vec())).collect();
        assert!(expected.len() >= 5);
        for (group, literals) in plain.groups.iter_mut().zip(literals().chunks(super::GROUP)) {
            group.search = Search::Automaton(Box::new(automaton(literals.iter().copied())));
        }
        let found: Vec<(usize, Vec<usize>)> =
            plain.hits(text).map(|hit| (hit.at, hit.detectors.to_vec())).collect();
        assert_eq!(found, expected);
    }

    fn literals() -> Vec<&'static str> {
        let mut literals: Vec<_> =
            Detector::all().iter().flat_map(|d| d.literals).copied().collect();
        literals.sort_unstable();
        literals.dedup();
        literals
    }

    /// The leftmost search reports one literal a place: none may hide another one's detector.
    #[test]
    fn no_literal_begins_with_another_ones() {
        let literals = literals();
        for pair in literals.windows(2) {
            if pair[1].starts_with(pair[0]) {
                let of = |literal| {
                    let has = move |d: &&Detector| d.literals.contains(&literal);
                    Detector::all().iter().filter(has).map(|d| d.id).collect::<Vec<_>>()
                };
                assert_eq!(of(pair[0]), of(pair[1]), "{pair:?}");
            }
        }
    }

    #[test]
    fn expressions_match_only_where_a_literal_stands() {
        for detector in Detector::all() {
            assert!(!detector.id.is_empty() && !detector.expression.is_empty());
            assert!(!detector.literals.is_empty() || !detector.scope.is_empty(), "{}", detector.id);
            assert!(detector.literals.iter().all(|literal| literal.len() >= 3), "{}", detector.id);
        }
    }
}
