//! The scan: every entry that travels past the sieve, and what falls through before its rules.
//!
//! Three passes. Names are sifted in parallel, in spans of one directory. Directories are judged in
//! their order, parents first, because a directory that is reported silences what is below it.
//! Files that fell through are judged in parallel, which is when heads are read.

use super::Thresholds;
use super::finding::Hit;
use super::large::{self, HOST_BINARY, LARGE_FILE};
use super::proof::{Opinion, Witness};
use super::rule::{Category, HitKind, Rule, Severity};
use super::sieve::{Scratch, Sieve, Use, sieve};
use crate::context::{DirId, EntryId, Fate, Heads, Inventory, Kind, Totals};
use crate::glob;
use rayon::prelude::*;

/// What a scan leaves.
pub(super) struct Scanned {
    pub(super) hits: Vec<Hit>,
    /// For each directory, its own files that no finding explains.
    pub(super) untold: Vec<Totals>,
    /// For each directory, the one that was reported as somebody else's and holds or is it.
    pub(super) sealed: Vec<Option<DirId>>,
}

/// One entry that fell through one mesh.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    entry: EntryId,
    mesh: u32,
}

/// Not a mesh: the file stands below a directory of a pattern `**/name/**`.
const TREE: u32 = u32::MAX;
/// Not a mesh: the file is big enough for the rules about size.
const HEAVY: u32 = u32::MAX - 1;
/// Files below this size are not asked which system they are for.
const PROGRAM: u64 = 1 << 20;
/// Entries that one task sifts at most.
const SPAN: usize = 4096;

/// See the paragraph above.
pub(super) fn scan(inventory: &Inventory, heads: &dyn Heads, thresholds: &Thresholds) -> Scanned {
    let scan = Scan {
        inventory,
        heads,
        thresholds,
        sieve: sieve(),
        in_tree: trees(inventory, sieve()),
        large_file: large::number(LARGE_FILE),
        host_binary: large::number(HOST_BINARY),
    };
    let (candidates, mut untold) = scan.sift();
    let (directories, files): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| {
        inventory.kind(candidate.entry) == Kind::Directory || scan.is_tag(candidate.entry)
    });
    let (mut hits, closed, sealed) = scan.judge_directories(&directories);
    hits.extend(scan.judge_files(&files, &closed));
    for hit in &hits {
        // Tags and directories have no bytes of their own here: what is below is silenced whole.
        if hit.severity > Severity::Info && inventory.kind(hit.entry) != Kind::Directory {
            let told = Totals { files: 1, directories: 0, bytes: inventory.size(hit.entry) };
            let own = &mut untold[hit.entry.dir.0 as usize];
            *own = own.less(told);
        }
    }
    for (own, closed) in untold.iter_mut().zip(&closed) {
        if closed.is_some() {
            *own = Totals::default();
        }
    }
    Scanned { hits, untold, sealed }
}

struct Scan<'a> {
    inventory: &'a Inventory,
    heads: &'a dyn Heads,
    thresholds: &'a Thresholds,
    sieve: &'static Sieve,
    /// Directories below one of a pattern `**/name/**`; empty when there is none.
    in_tree: Vec<bool>,
    large_file: u16,
    host_binary: u16,
}

impl<'a> Scan<'a> {
    /// First pass: what falls through, in the order of entries, and the bytes of each directory's
    /// own files.
    fn sift(&self) -> (Vec<Candidate>, Vec<Totals>) {
        let count = self.inventory.directories().len();
        let mut spans = Vec::with_capacity(count);
        for dir in self.inventory.directories() {
            let entries = self.inventory.entries(dir).len();
            spans.extend((0..entries).step_by(SPAN).map(|from| (dir, from)));
        }
        let sifted: Vec<(DirId, Totals, Vec<Candidate>)> = spans
            .into_par_iter()
            .with_min_len(32)
            .map_init(Scratch::default, |scratch, (dir, from)| self.sift_span(dir, from, scratch))
            .collect();
        let mut untold = vec![Totals::default(); count];
        let mut candidates =
            Vec::with_capacity(sifted.iter().map(|(_, _, found)| found.len()).sum());
        for (dir, own, found) in sifted {
            untold[dir.0 as usize] += own;
            candidates.extend(found);
        }
        (candidates, untold)
    }

    fn sift_span(
        &self,
        dir: DirId,
        from: usize,
        scratch: &mut Scratch,
    ) -> (DirId, Totals, Vec<Candidate>) {
        let heavy = PROGRAM.min(self.thresholds.large_file.0);
        let in_tree = self.in_tree.get(dir.0 as usize).is_some_and(|inside| *inside);
        let holder = self.inventory.entry_of(dir).map_or(&[][..], |at| self.inventory.name(at));
        let hanging = self.sieve.hanging(holder);
        let (mut own, mut found) = (Totals::default(), Vec::new());
        for entry in self.inventory.entries(dir).skip(from).take(SPAN) {
            if !self.inventory.fate(entry).travels() {
                continue;
            }
            self.sieve.sift(self.inventory.name(entry), hanging, scratch);
            found.extend(scratch.hits.iter().map(|&mesh| Candidate { entry, mesh }));
            if self.inventory.kind(entry) == Kind::File {
                let size = self.inventory.size(entry);
                own += Totals { files: 1, directories: 0, bytes: size };
                if in_tree {
                    found.push(Candidate { entry, mesh: TREE });
                }
                if size >= heavy {
                    found.push(Candidate { entry, mesh: HEAVY });
                }
            }
        }
        (dir, own, found)
    }

    /// Second pass: directories from the top down. Returns what was said, which directories are
    /// closed, because they or one above them were reported, and how bad that was, and which are
    /// sealed, because they or one above them hold what somebody else made.
    fn judge_directories(
        &self,
        candidates: &[Candidate],
    ) -> (Vec<Hit>, Vec<Option<Severity>>, Vec<Option<DirId>>) {
        let mut closed = vec![None; self.inventory.directories().len()];
        let mut sealed = vec![None; self.inventory.directories().len()];
        let mut hits = Vec::new();
        let mut judge = Judge::new(self);
        let mut groups = candidates.chunk_by(|a, b| a.entry == b.entry).peekable();
        for dir in self.inventory.directories() {
            let at = dir.0 as usize;
            if let Some(above) = self.inventory.entry_of(dir) {
                closed[at] = closed[at].max(closed[above.dir.0 as usize]);
                sealed[at] = sealed[above.dir.0 as usize].or(sealed[at]);
            }
            // A tag speaks for the directory that holds it, so it is asked before its neighbours.
            while let Some(group) = groups.next_if(|group| group[0].entry.dir == dir) {
                let entry = group[0].entry;
                let Some(hit) = judge.directory(group, closed[at]) else { continue };
                let shut = match self.inventory.opened(entry) {
                    Some(opened) => opened,
                    None if self.is_tag(entry) => dir,
                    None => {
                        hits.push(hit);
                        continue;
                    }
                };
                if closes(&hit) {
                    closed[shut.0 as usize] = closed[shut.0 as usize].max(Some(hit.severity));
                }
                if seals(&hit) {
                    sealed[shut.0 as usize].get_or_insert(shut);
                }
                hits.push(hit);
            }
        }
        (hits, closed, sealed)
    }

    /// Third pass: everything else.
    fn judge_files(&self, candidates: &[Candidate], closed: &[Option<Severity>]) -> Vec<Hit> {
        let groups: Vec<&[Candidate]> = candidates.chunk_by(|a, b| a.entry == b.entry).collect();
        groups
            .into_par_iter()
            .with_min_len(16)
            .map_init(
                || Judge::new(self),
                |judge, group| judge.file(group, closed[group[0].entry.dir.0 as usize]),
            )
            .filter_map(|hit| hit)
            .collect()
    }

    /// Whether a file marks the directory that holds it as a cache.
    fn is_tag(&self, entry: EntryId) -> bool {
        self.inventory.name(entry) == b"CACHEDIR.TAG" && self.inventory.kind(entry) == Kind::File
    }
}

/// Whether nothing below is reported again. What is only counted leaves its contents to be judged,
/// but for dependencies: what is wrong in there, nobody here can mend.
fn closes(hit: &Hit) -> bool {
    hit.severity > Severity::Info
        || Rule::all()[usize::from(hit.rule)].category == Category::Dependency
}

/// Whether the contents of the files below are nobody's here: such a directory is itself the
/// finding.
fn seals(hit: &Hit) -> bool {
    matches!(
        Rule::all()[usize::from(hit.rule)].category,
        Category::Dependency | Category::Cache | Category::Vcs
    )
}

/// For each directory, whether it stands below a directory of a pattern `**/name/**`.
fn trees(inventory: &Inventory, sieve: &Sieve) -> Vec<bool> {
    let roots = |name: &[u8]| sieve.trees().iter().any(|tree| root_of(tree) == Some(name));
    let mut inside = vec![false; inventory.directories().len()];
    let mut any = false;
    for dir in inventory.directories() {
        let Some(entry) = inventory.entry_of(dir) else { continue };
        let is = inside[entry.dir.0 as usize] || roots(inventory.name(entry));
        inside[dir.0 as usize] = is;
        any |= is;
    }
    if any { inside } else { Vec::new() }
}

fn root_of(tree: &Use) -> Option<&'static [u8]> {
    Some(tree.pattern.strip_prefix("**/")?.strip_suffix("/**")?.as_bytes())
}

/// One worker's view of the rules.
struct Judge<'a> {
    scan: &'a Scan<'a>,
    witness: Witness<'a>,
    path: Vec<u8>,
    /// The patterns that may speak of the entry at hand, in the catalogue's order.
    uses: Vec<Use>,
}

impl<'a> Judge<'a> {
    fn new(scan: &'a Scan<'a>) -> Self {
        let witness = Witness::new(scan.inventory, scan.heads, scan.thresholds);
        Self { scan, witness, path: Vec::new(), uses: Vec::new() }
    }

    fn directory(&mut self, group: &[Candidate], closed: Option<Severity>) -> Option<Hit> {
        let inventory = self.scan.inventory;
        let entry = group[0].entry;
        if self.scan.is_tag(entry) {
            let dir = inventory.entry_of(entry.dir)?;
            let sent = inventory.fate(dir) == Fate::Sent;
            let hit = (sent && closed.is_none()).then(|| self.ask(group, None)).flatten()?;
            return Some(Hit { entry: dir, ..hit });
        }
        // A directory that travels only for the sake of something below it, or of which nothing
        // travels but its name, is no finding; its contents are judged on their own.
        let below = inventory.opened(entry);
        let hollow = below.is_some_and(|dir| {
            let held = inventory.held_below(dir);
            inventory.sent_below(dir).files == 0 && held.files + held.directories > 0
        });
        if inventory.fate(entry) != Fate::Sent || hollow {
            return None;
        }
        self.ask(group, closed)
    }

    fn file(&mut self, group: &[Candidate], closed: Option<Severity>) -> Option<Hit> {
        let hit = self.ask(group, closed);
        let heavy = group.last().is_some_and(|candidate| candidate.mesh == HEAVY);
        if heavy && closed.is_none() && hit.is_none_or(|hit| hit.severity == Severity::Info) {
            return self.weigh(group[0].entry).or(hit);
        }
        hit
    }

    /// What the rules about size say of a file of which no other rule complains.
    fn weigh(&mut self, entry: EntryId) -> Option<Hit> {
        let size = self.scan.inventory.size(entry);
        if size >= self.scan.thresholds.large_file.0 {
            let rule = self.scan.large_file;
            return Some(Hit { rule, severity: Severity::Low, case: None, entry });
        }
        let number = self.scan.host_binary;
        let opinion = self.witness.judge(&Rule::all()[usize::from(number)], entry)?;
        Some(Hit { rule: number, severity: opinion.severity, case: opinion.case, entry })
    }

    /// The worst that the first rules of each category say, the earlier category on a tie.
    fn ask(&mut self, group: &[Candidate], closed: Option<Severity>) -> Option<Hit> {
        let entry = group[0].entry;
        self.uses.clear();
        for candidate in group {
            match candidate.mesh {
                TREE => self.uses.extend_from_slice(self.scan.sieve.trees()),
                HEAVY => {}
                mesh => self.uses.extend_from_slice(self.scan.sieve.behind(mesh)),
            }
        }
        self.uses.sort_by_key(|hit| hit.rule);
        self.path.clear();
        let mut worst: Option<Hit> = None;
        let mut spoken = None;
        for at in 0..self.uses.len() {
            let hit = self.uses[at];
            let rule = &Rule::all()[usize::from(hit.rule)];
            if spoken == Some(rule.category)
                || closed.is_some_and(|closed| !looks_into(closed, rule))
            {
                continue;
            }
            let Some(opinion) = self.opinion(rule, hit, entry) else { continue };
            spoken = Some(rule.category);
            let heard = closed.is_none_or(|closed| is_heard(closed, opinion.severity));
            if heard && worst.is_none_or(|worst| opinion.severity > worst.severity) {
                let Opinion { severity, case } = opinion;
                worst = Some(Hit { rule: hit.rule, severity, case, entry });
            }
        }
        worst
    }

    fn opinion(&mut self, rule: &Rule, hit: Use, entry: EntryId) -> Option<Opinion> {
        let inventory = self.scan.inventory;
        if !kind_fits(rule, inventory.kind(entry))
            || rule.category == Category::Secret && inventory.arrives_blank(entry)
        {
            return None;
        }
        if is_misread(rule, hit.pattern, inventory.name(entry)) {
            return None;
        }
        let fold = rule.folds_case();
        if hit.anywhere {
            let name = inventory.name(entry);
            if !glob::component(glob::last(hit.pattern), name, fold) {
                return None;
            }
        } else if !glob::path(hit.pattern, self.path_of(entry), fold) {
            return None;
        }
        if !rule.except.is_empty() {
            let path = self.path_of(entry);
            if rule.except.iter().any(|except| glob::path(except, path, fold)) {
                return None;
            }
        }
        self.witness.judge(rule, entry)
    }

    /// The path of the entry at hand, built once if it is asked for.
    fn path_of(&mut self, entry: EntryId) -> &[u8] {
        if self.path.is_empty() {
            self.scan.inventory.path_into(entry, &mut self.path);
        }
        &self.path
    }
}

/// Whether a rule may have something to say below a directory that was reported: only secrets do.
fn looks_into(closed: Severity, rule: &Rule) -> bool {
    rule.category == Category::Secret && is_heard(closed, rule.worst())
}

/// Below a directory that was reported, what is grave is told all the same, and so is what is worse
/// than the directory itself: a milder finding must not hide it.
fn is_heard(closed: Severity, severity: Severity) -> bool {
    severity >= Severity::High || severity > closed
}

/// Whether a path only looks like what an open-ended pattern means.
pub(super) fn is_misread(rule: &Rule, pattern: &str, path: &[u8]) -> bool {
    is_open_ended(rule, pattern) && is_program_text(path)
}

/// `kubeconfig_*` means `kubeconfig_prod`, and not `kubeconfig_test.go`.
fn is_open_ended(rule: &Rule, pattern: &str) -> bool {
    pattern.ends_with('*')
        && match rule.category {
            Category::Secret
            | Category::IacState
            | Category::Log
            | Category::Data
            | Category::TestOutput => true,
            Category::Vcs
            | Category::Dependency
            | Category::Cache
            | Category::BuildOutput
            | Category::Editor
            | Category::Os
            | Category::Docs
            | Category::Docker => false,
        }
}

/// Whether a name ends as program text does.
fn is_program_text(name: &[u8]) -> bool {
    const ENDS: [&[u8]; 28] = [
        b"c", b"cc", b"cpp", b"cs", b"css", b"dart", b"ex", b"exs", b"go", b"h", b"hpp", b"html",
        b"java", b"js", b"jsx", b"kt", b"md", b"mjs", b"php", b"pl", b"py", b"rb", b"rs", b"scala",
        b"swift", b"ts", b"tsx", b"vue",
    ];
    memchr::memrchr(b'.', name).is_some_and(|dot| ENDS.contains(&&name[dot + 1..]))
}

fn kind_fits(rule: &Rule, kind: Kind) -> bool {
    match (rule.kind, kind) {
        (HitKind::File | HitKind::Any, Kind::File)
        | (HitKind::Directory | HitKind::Any, Kind::Directory) => true,
        // Of a link only its target's name travels: it is clutter at most.
        (HitKind::Any, Kind::Symlink) => {
            rule.category != Category::Secret && rule.severity <= Severity::Medium
        }
        (HitKind::File | HitKind::Directory | HitKind::Any, _) => false,
    }
}
