//! The command line of the benchmark.
//!
//! What it is: what may be typed after `cargo bench --bench context --`, and the defaults of a quick and a full run.
//!
//! What it is not: the two hidden modes in which the program starts itself; those never reach this parser.

use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::Parser;

/// The scale of a quick run: seconds per tree, good for a look, too small for a verdict.
const QUICK: f64 = 0.05;

/// Names that `--only` takes, in the order in which they run.
pub(crate) const PARTS: [&str; 15] = [
    "node",
    "wide",
    "deep",
    "deepx",
    "big",
    "poly",
    "empty",
    "growth",
    "contents",
    "dockerfile",
    "git",
    "canaries",
    "fixing",
    "huge",
    "million",
];

/// Parts that a plain run leaves out, since they need trees of their own or much time.
const ON_DEMAND: [&str; 2] = ["huge", "million"];

/// Measures stowaway against the limit of the machine and against its peers, side by side in one run.
#[derive(Debug, Parser)]
#[command(name = "cargo bench --bench context --")]
pub(crate) struct Options {
    /// Size of the trees, 1 being full size (202,000 files in `node`)
    #[arg(long, value_name = "F", default_value_t = QUICK)]
    scale: f64,

    /// Full size, more rounds, and the `huge` part
    #[arg(long)]
    pub(crate) full: bool,

    /// Parts to run
    #[arg(long, value_name = "PART", value_delimiter = ',', value_parser = PARTS)]
    only: Vec<String>,

    /// Rounds per tree, each running every program once [default: 5, with --full 11]
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,

    /// Threads for every program that has a say in it [default: one per core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Where the trees are made and kept [default: bench-trees in the target directory]
    #[arg(long, value_name = "DIR")]
    trees: Option<PathBuf>,

    /// Also the memory of a million empty files
    #[arg(long)]
    million: bool,

    /// Print Markdown
    #[arg(long)]
    pub(crate) markdown: bool,

    /// The stowaway to measure [default: the one cargo has just built]
    #[arg(long, value_name = "PATH")]
    stowaway: Option<PathBuf>,

    /// The docker client's own walk, built from benches/fsutil
    #[arg(long, value_name = "PATH")]
    pub(crate) fsutil: Option<PathBuf>,

    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    pub(crate) fn scale(&self) -> f64 {
        if self.full { 1.0 } else { self.scale }
    }

    pub(crate) fn rounds(&self) -> usize {
        self.rounds.unwrap_or(if self.full { 11 } else { 5 }).max(1)
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from)).max(1)
    }

    /// The directory that holds the trees; beside the build's own scratch directory unless told.
    pub(crate) fn trees(&self) -> PathBuf {
        self.trees.clone().unwrap_or_else(|| {
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-trees")
        })
    }

    /// The program under test; `None` when this crate was built without its binary.
    pub(crate) fn stowaway(&self) -> Option<PathBuf> {
        self.stowaway.clone().or_else(|| option_env!("CARGO_BIN_EXE_stowaway").map(PathBuf::from))
    }

    pub(crate) fn runs(&self, part: &str) -> bool {
        if !self.only.is_empty() {
            return self.only.iter().any(|name| name == part);
        }
        match part {
            "huge" => self.full,
            "million" => self.million,
            part => !ON_DEMAND.contains(&part),
        }
    }
}
