//! The literal, slow reference: which files of a plain build context (sent whole, no Dockerfile analysis) each engine takes. It is a
//! transcription of the semantics document, section numbers and all; where that document was vague the recorded rows decided. It is
//! written independently of the product's matcher, touches no disk, and is no model of speed.

pub(crate) mod buildkit;
pub(crate) mod choose;
pub(crate) mod classic;
pub(crate) mod compile;
pub(crate) mod docker20;
pub(crate) mod evaluate;
pub(crate) mod globcheck;
pub(crate) mod podman;
pub(crate) mod random;
pub(crate) mod read;
pub(crate) mod regex_ast;
pub(crate) mod regex_escape;
pub(crate) mod regex_parse;
pub(crate) mod text;
pub(crate) mod tree;

#[allow(unused_imports, reason = "each test binary uses a part of the reference")]
pub(crate) use compile::{Dialect, compile, matches_text};
#[allow(unused_imports, reason = "each test binary uses a part of the reference")]
pub(crate) use evaluate::{excluded, excluded_mopm};
#[allow(unused_imports, reason = "each test binary uses a part of the reference")]
pub(crate) use read::{read_containers, read_docker};
#[allow(unused_imports, reason = "each test binary uses a part of the reference")]
pub(crate) use tree::{Kind, Node, Tree};

/// The engines the rows name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Engine {
    Buildkit,
    Classic,
    Docker20,
    Podman,
}

impl Engine {
    pub(crate) const ALL: [Self; 4] = [Self::Buildkit, Self::Classic, Self::Docker20, Self::Podman];

    /// The key used in the rows.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Buildkit => "buildkit",
            Self::Classic => "classic",
            Self::Docker20 => "docker-20.10",
            Self::Podman => "podman",
        }
    }
}

/// Why a build fails (SPEC 16), not in which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    /// A lone `!` (3.2, 11.3).
    IllegalExclusion,
    /// GLOBCHECK (3.5), or a regular expression that is none and was evaluated (4.5).
    SyntaxError,
    /// 2.2.
    LineTooLong,
    /// 5.10, 14.
    ControlCharacter,
    /// Too many patterns for one header list (18).
    HeaderList,
    UnreadableDirectory,
    UnreadableFile,
    IgnoreFileUnreadable,
    IgnoreFileIsDirectory,
    NoDockerfile,
    /// The Dockerfile has no text or cannot be read (6.2).
    DockerfileEmpty,
}

/// What an engine does with a context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prediction {
    /// What is taken: sorted bytewise, directories ending in `/`. Empty if the build fails.
    pub(crate) paths: Vec<Vec<u8>>,
    /// Files of `paths` that arrive without their content (SPEC 6). Only told for the one engine whose rows tell it.
    pub(crate) empty: Vec<Vec<u8>>,
    pub(crate) error: Option<Failure>,
}

impl Prediction {
    /// A build that works; the lists are sorted here.
    fn sent(mut paths: Vec<Vec<u8>>, mut empty: Vec<Vec<u8>>) -> Self {
        paths.sort();
        empty.sort();
        Self { paths, empty, error: None }
    }
}

/// Predict one engine. `dockerfile` is the name given with `-f`, relative to and inside the context; `None` means the default rules.
pub(crate) fn predict(engine: Engine, tree: &Tree, dockerfile: Option<&[u8]>) -> Prediction {
    let result = match engine {
        Engine::Buildkit => buildkit::predict(tree, dockerfile),
        Engine::Classic => classic::predict(tree, dockerfile),
        Engine::Docker20 => docker20::predict(tree, dockerfile),
        Engine::Podman => podman::predict(tree, dockerfile),
    };
    result.unwrap_or_else(|failure| Prediction { error: Some(failure), ..Prediction::default() })
}

/// An entry as the rows write it: a directory ends in `/`.
fn shown(tree: &Tree, path: &[u8]) -> Vec<u8> {
    if is_dir(tree, path) { [path, b"/"].concat() } else { path.to_vec() }
}

fn is_dir(tree: &Tree, path: &[u8]) -> bool {
    tree.get(path).is_some_and(|node| node.kind == Kind::Dir)
}

fn is_readable(tree: &Tree, path: &[u8]) -> bool {
    tree.get(tree.inode(path)).is_some_and(|node| node.readable)
}
