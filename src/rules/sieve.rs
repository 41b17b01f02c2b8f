//! The sieve: tables over the last components of every pattern, which let through the few names
//! that some rule may speak of.
//!
//! It looks at a name without its path and in lower case, so it never misses and sometimes lets too
//! much through; `glob.rs` decides. A plain name and an extension are found by hashing, everything
//! else by its first or last byte and by the pairs of letters it needs. A `GlobSet` of the whole
//! catalogue answers the same (a test holds the two together), but takes five to ten times as long
//! a name and milliseconds to build, which is as long as an audit of a small context.

use super::rule::Rule;
use crate::glob;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::LazyLock;

/// One pattern of one rule, as it lies behind a mesh of the sieve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) rule: u16,
    pub(super) pattern: &'static str,
    /// Whether the pattern is `**/name`, so that the name is all there is to match.
    pub(super) anywhere: bool,
}

/// See the paragraph above. A mesh is a distinct last component in lower case; `secrets/*.txt` and
/// the like are meshes of their own that only hang in directories of that name.
#[derive(Debug)]
pub(super) struct Sieve {
    names: Words,
    extensions: Words,
    /// Meshes that begin with a certain byte, that only end in one, and the rest.
    by_first: Vec<Vec<Wild>>,
    by_last: Vec<Vec<Wild>>,
    anyhow: Vec<Wild>,
    /// Those of the rest that need two dots, which few names have.
    dotted: Vec<Wild>,
    /// Meshes that hang only in directories of a certain name.
    hanging: FxHashMap<Box<[u8]>, Vec<Wild>>,
    /// For each mesh, the patterns that end in it, in the catalogue's order.
    behind: Vec<Vec<Use>>,
    /// The patterns `**/name/**`, which speak of everything below.
    trees: Vec<Use>,
}

/// Plain words and their meshes.
#[derive(Debug)]
struct Words {
    meshes: FxHashMap<Box<[u8]>, u32>,
    /// For each first byte, the lengths of the words that begin with it, a bit each: most names
    /// are turned away here, without hashing.
    lengths: [u64; 256],
}

impl Words {
    fn new() -> Self {
        let meshes = FxHashMap::with_capacity_and_hasher(1024, FxBuildHasher);
        Self { meshes, lengths: [0; 256] }
    }

    fn insert(&mut self, word: &str, mesh: u32) {
        if let Some(&first) = word.as_bytes().first() {
            self.lengths[usize::from(first)] |= length(word.len());
            self.meshes.insert(word.as_bytes().into(), mesh);
        }
    }

    fn get(&self, word: &[u8]) -> Option<&u32> {
        let first = word.first()?;
        let known = self.lengths[usize::from(*first)] & length(word.len()) != 0;
        known.then(|| self.meshes.get(word)).flatten()
    }
}

/// A mesh with wildcards.
#[derive(Debug)]
pub(super) struct Wild {
    needs: u64,
    mesh: u32,
    pattern: Box<str>,
}

/// Buffers that a worker keeps.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    name: Vec<u8>,
    pub(super) hits: Vec<u32>,
}

static SIEVE: LazyLock<Sieve> = LazyLock::new(|| Sieve::of(Rule::all()));

/// The sieve of the catalogue, built when it is first asked for.
pub(super) fn sieve() -> &'static Sieve {
    &SIEVE
}

impl Sieve {
    pub(super) fn of(rules: &'static [Rule]) -> Self {
        let mut sieve = Self {
            names: Words::new(),
            extensions: Words::new(),
            by_first: (0..256).map(|_| Vec::new()).collect(),
            by_last: (0..256).map(|_| Vec::new()).collect(),
            anyhow: Vec::new(),
            dotted: Vec::new(),
            hanging: FxHashMap::default(),
            behind: Vec::with_capacity(2048),
            trees: Vec::new(),
        };
        // Hashed and not sorted: sorting 1,600 short texts takes longer than all the rest.
        let mut meshes: FxHashMap<(String, String), usize> =
            FxHashMap::with_capacity_and_hasher(2048, FxBuildHasher);
        for (number, rule) in rules.iter().enumerate() {
            for &pattern in rule.paths {
                let last = glob::last(pattern);
                let anywhere = pattern.strip_prefix("**/") == Some(last);
                let hit = Use { rule: number as u16, pattern, anywhere };
                if last == "**" {
                    // The rules about size look at every file; they are not asked by name.
                    sieve.trees.extend((pattern != "**").then_some(hit));
                    continue;
                }
                let key = (holder(pattern).to_ascii_lowercase(), last.to_ascii_lowercase());
                let next = sieve.behind.len();
                if let Some(&mesh) = meshes.get(&key) {
                    sieve.behind[mesh].push(hit);
                } else {
                    sieve.add(&key.0, &key.1, next as u32);
                    sieve.behind.push(vec![hit]);
                    meshes.insert(key, next);
                }
            }
        }
        sieve
    }

    fn add(&mut self, holder: &str, pattern: &str, mesh: u32) {
        let wild = || Wild { needs: needed(pattern), mesh, pattern: pattern.into() };
        if !holder.is_empty() {
            self.hanging.entry(holder.as_bytes().into()).or_default().push(wild());
            return;
        }
        if glob::is_plain(pattern) {
            self.names.insert(pattern, mesh);
            return;
        }
        let extension = pattern.strip_prefix("*.").filter(|rest| !rest.contains('.'));
        if let Some(extension) = extension.filter(|rest| glob::is_plain(rest)) {
            self.extensions.insert(extension, mesh);
            return;
        }
        let bytes = pattern.as_bytes();
        let (first, last) = (bytes[0], bytes[bytes.len() - 1]);
        let table = if !matches!(first, b'*' | b'?' | b'[' | b'\\') {
            &mut self.by_first[usize::from(first)]
        } else if !matches!(last, b'*' | b'?' | b']') {
            // What a backslash escapes is the last byte all the same.
            &mut self.by_last[usize::from(last)]
        } else if pattern.matches('.').count() >= 2 {
            &mut self.dotted
        } else {
            &mut self.anyhow
        };
        table.push(wild());
    }

    /// The meshes that hang in directories of this name.
    pub(super) fn hanging(&self, directory: &[u8]) -> &[Wild] {
        self.hanging.get(directory.to_ascii_lowercase().as_slice()).map_or(&[], Vec::as_slice)
    }

    /// Writes to `scratch.hits` the meshes that a name falls through, in a directory where these
    /// meshes hang besides the usual ones.
    pub(super) fn sift(&self, name: &[u8], hanging: &[Wild], scratch: &mut Scratch) {
        let Scratch { name: lower, hits } = scratch;
        hits.clear();
        lower.clear();
        lower.extend_from_slice(name);
        lower.make_ascii_lowercase();
        let pairs = lower.windows(2).fold(0, |pairs, two| pairs | pair(two[0], two[1]));
        let (Some(&first), Some(&last)) = (lower.first(), lower.last()) else { return };
        hits.extend(self.names.get(lower.as_slice()));
        let mut dotted: &[Wild] = &[];
        if let Some(dot) = memchr::memrchr(b'.', lower) {
            hits.extend(self.extensions.get(&lower[dot + 1..]));
            if memchr::memchr(b'.', &lower[..dot]).is_some() {
                dotted = &self.dotted;
            }
        }
        let first = self.by_first[usize::from(first)].as_slice();
        let last = self.by_last[usize::from(last)].as_slice();
        for table in [first, last, dotted, self.anyhow.as_slice(), hanging] {
            for wild in table {
                if wild.needs & !pairs == 0 && glob::component(&wild.pattern, lower, false) {
                    hits.push(wild.mesh);
                }
            }
        }
    }

    /// The patterns behind a mesh.
    pub(super) fn behind(&self, mesh: u32) -> &[Use] {
        &self.behind[mesh as usize]
    }

    /// The patterns `**/name/**`.
    pub(super) fn trees(&self) -> &[Use] {
        &self.trees
    }
}

/// The plain name of the directory that holds whatever a pattern matches; empty if there is none.
fn holder(pattern: &str) -> &str {
    let holder = pattern.rsplit_once('/').map_or("", |(above, _)| glob::last(above));
    if glob::is_plain(holder) { holder } else { "" }
}

/// One bit for two neighbours; several share one, which only lets more through.
fn pair(left: u8, right: u8) -> u64 {
    1 << (left.wrapping_mul(11).wrapping_add(right) & 63)
}

/// One bit for a length; all that are very long share one.
fn length(length: usize) -> u64 {
    1 << length.min(63)
}

/// The pairs that every name holds which matches a pattern.
fn needed(pattern: &str) -> u64 {
    let (mut pairs, mut before, mut in_class) = (0, None, false);
    for byte in pattern.bytes() {
        match byte {
            b'\\' => continue,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' | b'?' => {}
            _ if in_class => {}
            literal => {
                pairs |= before.map_or(0, |before| pair(before, literal));
                before = Some(literal);
                continue;
            }
        }
        before = None;
    }
    pairs
}
