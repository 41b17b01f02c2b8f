//! The recorded rows as data: reading them, the tree each describes, and what each engine is on record for. It predicts nothing.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use serde::Deserialize;

use crate::reference::{Engine, Failure, Kind, Node, Prediction, Tree};

#[derive(Deserialize)]
#[allow(dead_code, reason = "each test binary uses a part of the rows")]
pub(crate) struct Row {
    pub(crate) name: String,
    tree: Vec<Entry>,
    dockerignore: Option<String>,
    dockerignore_b64: Option<String>,
    /// Absent: the default text. `null`: none is written.
    #[serde(default = "default_dockerfile")]
    dockerfile: Option<String>,
    dockerfile_name: Option<String>,
    /// The target stage, if it is not the last.
    pub(crate) target: Option<String>,
    /// Build arguments.
    #[serde(default)]
    pub(crate) args: BTreeMap<String, String>,
    expect: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
struct Entry {
    path: Option<String>,
    path_b64: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    size: Option<u64>,
    content: Option<String>,
    target: Option<String>,
    mode: Option<String>,
}

/// What an engine did.
#[derive(Deserialize)]
#[allow(dead_code, reason = "each test binary uses a part of the rows")]
pub(crate) struct Expected {
    pub(crate) error: Option<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    empty: Vec<String>,
    /// What BuildKit's frontend asked for.
    #[serde(default)]
    pub(crate) follow_paths: Vec<String>,
    /// The frontend's own checks.
    #[serde(default)]
    pub(crate) warnings: Vec<String>,
}

#[allow(dead_code, reason = "each test binary uses a part of the rows")]
impl Expected {
    /// The recorded paths as bytes, sorted.
    pub(crate) fn paths(&self) -> Vec<Vec<u8>> {
        sorted(&self.paths)
    }

    /// The files that arrived empty, sorted.
    pub(crate) fn empty(&self) -> Vec<Vec<u8>> {
        sorted(&self.empty)
    }
}

fn default_dockerfile() -> Option<String> {
    Some("FROM scratch\nCOPY . /\n".to_owned())
}

fn base64(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(text).expect("valid base64 in a row")
}

fn file(content: Vec<u8>) -> Node {
    let size = content.len() as u64;
    Node::new(Kind::File { content: Some(content), size })
}

/// The rows of one file.
pub(crate) fn read(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors").join(name);
    let text = std::fs::read_to_string(&path).expect("the rows are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect()
}

impl Row {
    /// The name of the Dockerfile if it is not the default one.
    pub(crate) fn dockerfile_name(&self) -> Option<&[u8]> {
        self.dockerfile_name.as_deref().map(str::as_bytes)
    }

    /// What is on record under a key, `image` too.
    #[allow(dead_code, reason = "each test binary uses a part of the rows")]
    pub(crate) fn recorded(&self, key: &str) -> Option<&Expected> {
        self.expect.get(key)
    }

    /// What an engine did, if it was asked.
    pub(crate) fn expected(&self, engine: Engine) -> Option<Prediction> {
        self.expect.get(engine.name()).map(prediction_of)
    }
}

/// The tree of a row: its own entries win over the ignore file and the Dockerfile it names.
pub(crate) fn tree_of(row: &Row) -> Tree {
    let mut entries = BTreeMap::new();
    let encoded = row.dockerignore_b64.as_deref().map(base64);
    if let Some(content) = encoded.or_else(|| row.dockerignore.clone().map(String::into_bytes)) {
        entries.insert(b".dockerignore".to_vec(), file(content));
    }
    if let Some(text) = &row.dockerfile {
        let name = row.dockerfile_name.as_deref().unwrap_or("Dockerfile");
        entries.insert(name.into(), file(text.clone().into_bytes()));
    }
    for entry in &row.tree {
        let encoded = entry.path_b64.as_deref().map(base64);
        let path = encoded
            .or_else(|| entry.path.clone().map(String::into_bytes))
            .expect("an entry has a path");
        entries.insert(path, node_of(entry));
    }
    Tree::new(entries)
}

fn node_of(entry: &Entry) -> Node {
    let target = || entry.target.clone().expect("a link has a target").into_bytes();
    let content = entry.content.clone().map(String::into_bytes);
    let size = content.as_ref().map(|content| content.len() as u64).or(entry.size).unwrap_or(1);
    let kind = match entry.kind.as_deref() {
        None | Some("file") => Kind::File { content, size },
        Some("dir") => Kind::Dir,
        Some("symlink") => Kind::Symlink(target()),
        Some("hardlink") => Kind::Hardlink(target()),
        Some("fifo") => Kind::Fifo,
        Some("socket") => Kind::Socket,
        Some(other) => panic!("unknown type {other}"),
    };
    let readable = entry
        .mode
        .as_deref()
        .is_none_or(|mode| u32::from_str_radix(mode, 8).is_ok_and(|mode| mode & 0o400 != 0));
    Node { kind, readable }
}

/// Undo the `\xNN` of the rows.
fn unescape(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        out.push(u8::from_str_radix(&part[..2], 16).expect("two hexadecimal digits"));
        out.extend_from_slice(&part.as_bytes()[2..]);
    }
    out
}

/// The cause behind an engine's words; more specific words first.
fn cause(text: &str) -> Failure {
    const WORDS: [(&str, Failure); 14] = [
        ("illegal exclusion pattern", Failure::IllegalExclusion),
        ("syntax error in pattern", Failure::SyntaxError),
        ("token too long", Failure::LineTooLong),
        ("non-printable ASCII", Failure::ControlCharacter),
        ("PROTOCOL_ERROR", Failure::ControlCharacter),
        ("header list size", Failure::HeaderList),
        ("is a directory", Failure::IgnoreFileIsDirectory),
        (".dockerignore: permission denied", Failure::IgnoreFileUnreadable),
        ("no Containerfile or Dockerfile", Failure::NoDockerfile),
        ("no permission to read from", Failure::UnreadableFile),
        ("opening file for adding", Failure::UnreadableFile),
        ("can't stat", Failure::UnreadableDirectory),
        ("error reading \"<context>/", Failure::UnreadableDirectory),
        ("permission denied", Failure::UnreadableDirectory),
    ];
    let known = WORDS.iter().find(|(words, _)| text.contains(words));
    known.unwrap_or_else(|| panic!("no class for: {text}")).1
}

fn sorted(paths: &[String]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = paths.iter().map(|path| unescape(path)).collect();
    all.sort();
    all
}

fn prediction_of(expected: &Expected) -> Prediction {
    Prediction {
        paths: sorted(&expected.paths),
        empty: sorted(&expected.empty),
        error: expected.error.as_deref().map(cause),
    }
}
