//! The sieve: one `GlobSet` over the last components of every pattern, which lets through the few
//! names that some rule may speak of.
//!
//! It looks at a name without its path, in lower case, so it never misses and sometimes lets
//! too much through; `glob.rs` decides. A name alone, and `*` free to match anything in it, is what
//! lets `globset` answer most patterns by hashing instead of by a regular expression.

use super::glob;
use super::rule::Rule;
use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// One pattern of one rule, as it lies behind a mesh of the sieve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) rule: u16,
    pub(super) pattern: &'static str,
    /// Whether the pattern is `**/name`, so that the name is all there is to match.
    pub(super) anywhere: bool,
}

/// See the paragraph above.
#[derive(Debug)]
pub(super) struct Sieve {
    set: GlobSet,
    /// For each glob of the set, the patterns that end in it.
    ranges: Vec<Range<u32>>,
    uses: Vec<Use>,
    /// The patterns `**/name/**`, which speak of everything below.
    trees: Vec<Use>,
}

/// Buffers that a worker keeps.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    name: Vec<u8>,
    pub(super) hits: Vec<usize>,
}

static SIEVE: LazyLock<Sieve> = LazyLock::new(|| Sieve::of(Rule::all()));

/// The sieve of the catalogue, built when it is first asked for.
pub(super) fn sieve() -> &'static Sieve {
    &SIEVE
}

impl Sieve {
    pub(super) fn of(rules: &'static [Rule]) -> Self {
        let mut meshes: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        let mut trees = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            for &pattern in rule.paths {
                let last = glob::last(pattern);
                let anywhere = pattern.strip_prefix("**/") == Some(last);
                let hit = Use { rule: number as u16, pattern, anywhere };
                match last {
                    // The rules about size look at every file; they are not asked by name.
                    "**" if pattern == "**" => {}
                    "**" => trees.push(hit),
                    last => meshes.entry(last.to_ascii_lowercase()).or_default().push(hit),
                }
            }
        }
        let mut builder = GlobSetBuilder::new();
        let (mut ranges, mut uses) = (Vec::new(), Vec::new());
        for (mesh, behind) in meshes {
            // Every pattern of the catalogue compiles, which a test holds; one that did not would
            // be missing here and nowhere else.
            if let Ok(glob) = GlobBuilder::new(&plain_braces(&mesh)).backslash_escape(true).build()
            {
                builder.add(glob);
                let start = uses.len() as u32;
                uses.extend(behind);
                ranges.push(start..uses.len() as u32);
            }
        }
        Self { set: builder.build().unwrap_or_default(), ranges, uses, trees }
    }

    /// Writes to `scratch.hits` the meshes that a name falls through.
    pub(super) fn sift(&self, name: &[u8], scratch: &mut Scratch) {
        scratch.name.clear();
        scratch.name.extend(name.iter().map(u8::to_ascii_lowercase));
        let candidate = Candidate::from_bytes(&scratch.name);
        self.set.matches_candidate_into(&candidate, &mut scratch.hits);
    }

    /// The patterns behind a mesh.
    pub(super) fn behind(&self, mesh: usize) -> &[Use] {
        let range = &self.ranges[mesh];
        &self.uses[range.start as usize..range.end as usize]
    }

    /// The patterns `**/name/**`.
    pub(super) fn trees(&self) -> &[Use] {
        &self.trees
    }

    /// How many globs the set holds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.set.len()
    }
}

/// Braces mean themselves in an ignore file, and alternatives in `globset`.
fn plain_braces(pattern: &str) -> String {
    pattern.replace('{', "\\{").replace('}', "\\}")
}
