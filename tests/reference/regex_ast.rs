//! The syntax tree of a Go regular expression and what it means, as sets of positions: a node maps the places where a match may start
//! to the places where it may end. Slow and obviously right; it shares nothing with any regular expression library.

/// One node. Characters are numbers because Go lets a pattern name surrogates (`\x{d800}`), which nothing matches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ast {
    Empty,
    Literal(u32),
    /// `.`: anything but LF (SPEC 3.8).
    Dot,
    Class(Class),
    /// `^` and `\A`.
    Begin,
    /// `$` and `\z`: only the very end (SPEC 3.8).
    End,
    /// `\b`, or `\B` when false.
    WordBoundary(bool),
    Concat(Vec<Self>),
    Alternate(Vec<Self>),
    Group(Box<Self>),
    /// At least so often, at most so often; `None` means any number.
    Repeat(Box<Self>, usize, Option<usize>),
}

/// A character class: ranges, and whether they are what is *not* meant.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Class {
    pub(crate) negated: bool,
    pub(crate) ranges: Vec<(u32, u32)>,
}

impl Class {
    pub(crate) fn contains(&self, c: u32) -> bool {
        self.ranges.iter().any(|&(low, high)| (low..=high).contains(&c)) != self.negated
    }
}

/// A set of positions in a text of n characters: n + 1 booleans.
type Positions = Vec<bool>;

/// Is there a match anywhere in the text? (SPEC 3.7: unanchored.)
pub(crate) fn search(ast: &Ast, text: &[char]) -> bool {
    ends(ast, text, &vec![true; text.len() + 1]).contains(&true)
}

/// Where a match of `ast` may end if it may start at `starts`.
fn ends(ast: &Ast, text: &[char], starts: &Positions) -> Positions {
    if !starts.contains(&true) {
        return starts.clone();
    }
    match ast {
        Ast::Empty => starts.clone(),
        Ast::Literal(wanted) => step(text, starts, |c| c == *wanted),
        Ast::Dot => step(text, starts, |c| c != u32::from('\n')),
        Ast::Class(class) => step(text, starts, |c| class.contains(c)),
        Ast::Begin => only(starts, |at| at == 0),
        Ast::End => only(starts, |at| at == text.len()),
        Ast::WordBoundary(wanted) => only(starts, |at| is_word_boundary(text, at) == *wanted),
        Ast::Concat(parts) => {
            let mut now = starts.clone();
            for part in parts {
                if !now.contains(&true) {
                    break;
                }
                now = ends(part, text, &now);
            }
            now
        }
        Ast::Alternate(parts) => parts
            .iter()
            .fold(vec![false; starts.len()], |sum, part| union(&sum, &ends(part, text, starts))),
        Ast::Group(inner) => ends(inner, text, starts),
        Ast::Repeat(inner, least, most) => repeat(inner, *least, *most, text, starts),
    }
}

fn repeat(
    inner: &Ast,
    least: usize,
    most: Option<usize>,
    text: &[char],
    starts: &Positions,
) -> Positions {
    let mut now = starts.clone();
    for _ in 0..least {
        now = ends(inner, text, &now);
    }
    let mut all = now.clone();
    let mut rounds = most.map(|most| most - least);
    while rounds != Some(0) {
        now = ends(inner, text, &now);
        let more = union(&all, &now);
        if more == all {
            break; // nothing new, and there never will be: `all` already holds every place reached so far
        }
        (now, all) = (more.clone(), more);
        rounds = rounds.map(|left| left - 1);
    }
    all
}

fn step(text: &[char], starts: &Positions, accepts: impl Fn(u32) -> bool) -> Positions {
    let mut out = vec![false; starts.len()];
    for (at, &c) in text.iter().enumerate() {
        out[at + 1] = starts[at] && accepts(u32::from(c));
    }
    out
}

fn only(starts: &Positions, holds: impl Fn(usize) -> bool) -> Positions {
    starts.iter().enumerate().map(|(at, &set)| set && holds(at)).collect()
}

fn union(one: &Positions, other: &Positions) -> Positions {
    one.iter().zip(other).map(|(a, b)| *a || *b).collect()
}

/// SPEC 3.8: `\b` is ASCII-only.
fn is_word_boundary(text: &[char], at: usize) -> bool {
    let word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let before = at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(word);
    before != text.get(at).is_some_and(word)
}

/// How many instructions Go would need at least; it refuses what is too large.
pub(crate) fn size(ast: &Ast) -> u64 {
    let own = match ast {
        Ast::Concat(parts) => parts.iter().map(size).sum(),
        Ast::Alternate(parts) => parts.iter().map(size).sum::<u64>() + parts.len() as u64 - 1,
        Ast::Group(inner) | Ast::Repeat(inner, 0, None) => 2 + size(inner),
        Ast::Repeat(inner, least, None) => 1 + *least as u64 * size(inner),
        Ast::Repeat(inner, least, Some(most)) => *most as u64 * size(inner) + (most - least) as u64,
        _ => 1,
    };
    own.max(1)
}

/// How deep the tree is; Go refuses what is too deep.
pub(crate) fn height(ast: &Ast) -> usize {
    1 + match ast {
        Ast::Concat(parts) | Ast::Alternate(parts) => parts.iter().map(height).max().unwrap_or(0),
        Ast::Group(inner) | Ast::Repeat(inner, ..) => height(inner),
        _ => 0,
    }
}

/// Go's limit on nested counted repetitions: the product of the counts may not exceed `budget`.
pub(crate) fn repeat_fits(ast: &Ast, budget: usize) -> bool {
    match ast {
        Ast::Repeat(_, _, Some(0)) => true,
        Ast::Repeat(inner, least, most) if !is_operator(*least, *most) => {
            let count = most.unwrap_or(*least);
            count <= budget && repeat_fits(inner, budget / count.max(1))
        }
        Ast::Group(inner) | Ast::Repeat(inner, ..) => repeat_fits(inner, budget),
        Ast::Concat(parts) | Ast::Alternate(parts) => {
            parts.iter().all(|part| repeat_fits(part, budget))
        }
        _ => true,
    }
}

/// `*`, `+` and `?` are never counted.
fn is_operator(least: usize, most: Option<usize>) -> bool {
    matches!((least, most), (0 | 1, None) | (0, Some(1)))
}
