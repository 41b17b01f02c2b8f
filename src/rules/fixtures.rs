//! Every rule against its manifest, `fixtures/rules/<id>.txt`: what must make it speak, and what
//! must not.
//!
//! A manifest is a tree in text form, because git carries neither `.git` nor empty directories nor
//! odd names. Each `[bad]` and each `[good]` begins a tree of its own. A line names an entry:
//!
//! ```text
//! ! file =critical @2kB path/to/it     the rule must speak of it, with this severity
//! ~ file path/to/it                    bad, but another rule speaks of it first
//!   dir path/to/it                     scenery
//!   parent path/to/it                  a directory that travels for the sake of its contents only
//!   link result -> /nix/store/x
//! | content of the file above          one line of it; {{literal}} and {{private-key}} are filled in
//! |x 7f 45 4c 46                       bytes of it
//! ```
//!
//! In a `[bad]` tree the rule speaks of the lines with `!` and of nothing else; in a `[good]` tree
//! it is silent. Values that look like secrets are made here, when the test runs.

use super::sieve::{Scratch, Sieve};
use super::{Finding, Rule, Severity, Thresholds, findings};
use crate::context::sketch::{Drawn, inventory};
use crate::context::{Extent, Fate, Heads, Kind};
use crate::glob;
use crate::path::{Shown, ancestors};
use crate::size::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use globset::{Candidate, GlobBuilder, GlobSetBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// One tree of a manifest.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) bad: bool,
    pub(super) entries: Vec<Drawn>,
    pub(super) contents: Contents,
    /// What the rule must speak of.
    expected: BTreeMap<Vec<u8>, Option<Severity>>,
    /// What another rule must speak of.
    left: BTreeSet<Vec<u8>>,
}

/// The files of a tree that have contents, and the targets of its links.
#[derive(Default)]
pub(super) struct Contents {
    files: BTreeMap<Vec<u8>, Vec<u8>>,
    links: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Heads for Contents {
    fn head(&self, path: &[u8], limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.files.get(path).cloned().unwrap_or_default();
        bytes.truncate(limit);
        Ok(bytes)
    }

    fn content(
        &self,
        path: &[u8],
        buffer: &mut Vec<u8>,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Extent> {
        *buffer = self.head(path, usize::MAX)?;
        Ok(if wanted(buffer) { Extent::Whole } else { Extent::Beginning })
    }

    fn link_target(&self, path: &[u8]) -> io::Result<Vec<u8>> {
        self.links.get(path).cloned().ok_or(io::ErrorKind::InvalidInput.into())
    }
}

impl Tree {
    /// Everything bad in it.
    fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.expected.keys().chain(&self.left).map(Vec::as_slice)
    }

    /// Everything bad, and what lies below it.
    fn with_contents(&self) -> impl Iterator<Item = &[u8]> {
        let bad = |path: &[u8]| self.paths().any(|bad| bad == path);
        let entries = self.entries.iter().map(|drawn| drawn.path.as_slice());
        entries.filter(move |path| ancestors(path).any(bad)).chain(self.paths())
    }

    fn line(&mut self, line: &str) {
        if let Some(hex) = line.strip_prefix("|x ") {
            let bytes = hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap());
            self.append(&bytes.collect::<Vec<_>>());
        } else if let Some(text) = line.strip_prefix('|') {
            let text = text.strip_prefix(' ').unwrap_or(text);
            self.append(format!("{}\n", filled_in(text)).as_bytes());
        } else {
            self.entry(line);
        }
    }

    fn append(&mut self, bytes: &[u8]) {
        let file = self.entries.last_mut().expect("content follows a file");
        let content = self.contents.files.entry(file.path.clone()).or_default();
        content.extend_from_slice(bytes);
        file.size = file.size.max(content.len() as u64);
    }

    fn entry(&mut self, line: &str) {
        let (mark, line) = match line.split_at(1) {
            (mark @ ("!" | "~"), rest) => (mark, rest.trim_start()),
            _ => ("", line.trim_start()),
        };
        let (kind, mut rest) = line.split_once(' ').expect("a kind and a path");
        let (mut severity, mut size) = (None, 1);
        while let Some((word, after)) = rest.split_once(' ') {
            if let Some(name) = word.strip_prefix('=') {
                severity = Severity::ALL.iter().copied().find(|severity| severity.id() == name);
                assert!(severity.is_some(), "{line}");
            } else if let Some(text) = word.strip_prefix('@') {
                size = text.parse::<Bytes>().unwrap().0;
            } else {
                break;
            }
            rest = after;
        }
        let (path, kind) = match kind {
            "file" => (rest, Kind::File),
            "dir" | "parent" => (rest, Kind::Directory),
            "link" => {
                let (path, target) = rest.split_once(" -> ").expect("a target");
                self.contents.links.insert(path.into(), target.into());
                (path, Kind::Symlink)
            }
            other => panic!("`{other}` is no kind of entry"),
        };
        let fate = if line.starts_with("parent ") { Fate::SentAsParent } else { Fate::Sent };
        self.entries.push(Drawn::new(path, kind, size, fate));
        match mark {
            "!" => drop(self.expected.insert(path.into(), severity)),
            "~" => drop(self.left.insert(path.into())),
            _ => {}
        }
    }
}

/// Values that no scanner should find in the repository itself.
fn filled_in(text: &str) -> String {
    let key = |kind: &str, bytes: &[u8]| {
        let mut body = bytes.to_vec();
        body.extend((0..=255).map(|byte: u8| byte.wrapping_mul(73)));
        let body = STANDARD.encode(body);
        format!("-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----")
    };
    text.replace("{{literal}}", &format!("{}{}", "q8Zr", "41bTm7Wd0xKc"))
        .replace("{{hex32}}", &"0f".repeat(16))
        .replace("{{openssh-private-key}}", &key("OPENSSH ", b"openssh-key-v1\0\0\0\0\x04none"))
        .replace("{{body}}", &STANDARD.encode((0..=255).collect::<Vec<u8>>()))
        .replace("{{private-key}}", &key("", b"\x30\x82\x01\0"))
}

/// The trees of a manifest.
pub(super) fn trees(text: &str) -> Vec<Tree> {
    let mut trees: Vec<Tree> = Vec::new();
    for line in text.lines() {
        match line {
            "[bad]" | "[good]" => {
                trees.push(Tree { bad: line == "[bad]", ..Tree::default() });
            }
            _ if line.starts_with('#') || line.trim().is_empty() => {}
            line => trees.last_mut().expect("a section first").line(line),
        }
    }
    trees
}

/// The rules that go by paths. Those that go by contents have their recipes, and no path of their
/// own to draw.
fn by_path() -> impl Iterator<Item = &'static Rule> {
    Rule::all().iter().filter(|rule| !rule.paths.is_empty())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

fn manifest(rule: &Rule) -> Vec<Tree> {
    let file = folder().join(format!("{}.txt", rule.id));
    trees(&std::fs::read_to_string(file).unwrap_or_default())
}

/// What is wrong with one tree of a rule.
fn complaints(rule: &Rule, tree: &Tree) -> Vec<String> {
    let inventory = inventory(&tree.entries);
    let found = findings(&inventory, &tree.contents, &Thresholds::default());
    let mut said: BTreeMap<Vec<u8>, Severity> = BTreeMap::new();
    let mut others: BTreeMap<Vec<u8>, &str> = BTreeMap::new();
    for Finding { rule: whose, severity, entries, .. } in &found {
        for &entry in entries {
            let path = inventory.path(entry).as_bytes().to_vec();
            if whose.id == rule.id {
                said.insert(path, *severity);
            } else {
                others.insert(path, whose.id);
            }
        }
    }
    let mut complaints = Vec::new();
    for (path, severity) in &tree.expected {
        let path_shown = Shown(path);
        match (said.get(path), severity) {
            (None, _) => {
                let other = others.get(path).unwrap_or(&"nothing");
                complaints.push(format!("{}: silent on {path_shown}, said {other}", rule.id));
            }
            (Some(said), Some(expected)) if said != expected => {
                complaints.push(format!("{}: {path_shown} is {said}, not {expected}", rule.id))
            }
            (Some(_), _) => {}
        }
    }
    let unheard = tree.left.iter().filter(|path| !others.contains_key(*path));
    complaints.extend(unheard.map(|path| format!("{}: nobody speaks of {}", rule.id, Shown(path))));
    let unexpected = said.keys().filter(|path| !tree.expected.contains_key(*path));
    complaints.extend(unexpected.map(|path| format!("{}: speaks of {}", rule.id, Shown(path))));
    complaints
}

#[test]
fn every_rule_speaks_of_what_is_bad_and_of_nothing_else() {
    let mut wrong = Vec::new();
    let mut trees = 0;
    for rule in Rule::all() {
        for tree in manifest(rule) {
            trees += 1;
            wrong.extend(complaints(rule, &tree));
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert!(trees > 600, "only {trees} trees were looked at");
}

#[test]
fn every_rule_has_a_manifest_and_every_manifest_a_rule() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let rules: BTreeSet<String> = by_path().map(|rule| format!("{}.txt", rule.id)).collect();
    let missing: Vec<_> = rules.difference(&files).collect();
    assert!(missing.is_empty(), "no fixtures/rules/ manifest for: {missing:?}");
    let orphans: Vec<_> = files.difference(&rules).collect();
    assert!(orphans.is_empty(), "no rule for: {orphans:?}");
    let mut wrong = Vec::new();
    for rule in by_path() {
        let trees = manifest(rule);
        if !trees.iter().any(|tree| tree.bad && !tree.expected.is_empty()) {
            wrong.push(format!("{}: no [bad] tree", rule.id));
        }
        if !trees.iter().any(|tree| !tree.bad && !tree.entries.is_empty()) {
            wrong.push(format!("{}: no [good] tree", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The path or a directory above it is taken away by the line.
fn holds_back(line: &str, path: &[u8]) -> bool {
    let line = line.strip_prefix('/').unwrap_or(line);
    let mut taken = ancestors(path).chain([path]);
    taken.any(|part| glob::path(line, part, false))
}

#[test]
fn every_path_is_tried_and_every_suggestion_helps() {
    let mut wrong = Vec::new();
    for rule in Rule::all() {
        let trees = manifest(rule);
        let bad: Vec<&[u8]> = trees.iter().flat_map(Tree::paths).collect();
        let all: Vec<&[u8]> = trees.iter().flat_map(Tree::with_contents).collect();
        for line in rule.suggest().iter().filter(|line| !line.starts_with('!')) {
            if !rule.except.contains(line) && !all.iter().any(|path| holds_back(line, path)) {
                wrong.push(format!("{}: `{line}` holds back no bad path", rule.id));
            }
        }
        // A tag speaks of the directory that holds it.
        let tried = |pattern: &&&str| {
            matches!(**pattern, "**" | "**/CACHEDIR.TAG")
                || rule.except.contains(pattern)
                || bad.iter().any(|path| glob::path(pattern, path, rule.folds_case()))
        };
        for pattern in rule.paths.iter().filter(|pattern| !tried(pattern)) {
            wrong.push(format!("{}: no bad path for `{pattern}`", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whole projects that a person would call clean.
fn innocent() -> Vec<(String, Tree)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/innocent");
    let mut projects = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        projects.extend(trees(&text).into_iter().map(|tree| (file.display().to_string(), tree)));
    }
    projects
}

#[test]
fn clean_projects_are_left_in_peace() {
    let projects = innocent();
    assert!(projects.len() >= 6, "only {} projects", projects.len());
    let mut wrong = Vec::new();
    for (project, tree) in projects {
        let inventory = inventory(&tree.entries);
        for finding in findings(&inventory, &tree.contents, &Thresholds::default()) {
            if finding.severity >= Severity::Medium {
                let path = inventory.path(finding.entries[0]);
                wrong.push(format!("{project}: {} {path:?}", finding.rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every path of every manifest, and some that are nearly right.
fn corpus() -> BTreeSet<Vec<u8>> {
    let trees = Rule::all().iter().flat_map(manifest);
    let trees = trees.chain(innocent().into_iter().map(|(_, tree)| tree));
    let mut paths = BTreeSet::new();
    for entry in trees.flat_map(|tree| tree.entries) {
        let path = entry.path;
        paths.insert([b"a/b/".as_slice(), &path].concat());
        paths.insert([&path, b"/deep".as_slice()].concat());
        paths.insert([&path, b".x".as_slice()].concat());
        paths.insert(path.to_ascii_uppercase());
        paths.extend(ancestors(&path).map(<[u8]>::to_vec));
        paths.insert(path);
    }
    paths
}

/// The sieve and the component matcher against `globset`, taught the catalogue's semantics.
#[test]
fn the_sieve_finds_what_a_glob_set_finds() {
    let mut set = GlobSetBuilder::new();
    let mut owners = Vec::new();
    for (number, rule) in Rule::all().iter().enumerate() {
        for &pattern in rule.paths.iter().filter(|pattern| **pattern != "**") {
            let mut glob = GlobBuilder::new(pattern);
            glob.literal_separator(true).backslash_escape(true).case_insensitive(rule.folds_case());
            set.add(glob.build().unwrap());
            owners.push((number as u16, pattern));
        }
    }
    let set = set.build().unwrap();
    let sieve = Sieve::of(Rule::all());
    let mut scratch = Scratch::default();
    let corpus = corpus();
    assert!(corpus.len() > 5_000, "only {} paths", corpus.len());
    for path in corpus {
        let expected: BTreeSet<_> = set
            .matches_candidate(&Candidate::from_bytes(&path))
            .into_iter()
            .map(|index| owners[index])
            .collect();
        let holder = crate::path::parent(&path).map_or(&[][..], crate::path::name);
        sieve.sift(crate::path::name(&path), sieve.hanging(holder), &mut scratch);
        let sifted = scratch.hits.iter().flat_map(|&mesh| sieve.behind(mesh));
        let found: BTreeSet<_> = sifted
            .chain(sieve.trees())
            .filter(|hit| {
                let fold = Rule::all()[usize::from(hit.rule)].folds_case();
                glob::path(hit.pattern, &path, fold)
            })
            .map(|hit| (hit.rule, hit.pattern))
            .collect();
        assert_eq!(found, expected, "{}", Shown(&path));
    }
}
