//! The trees: made by `gen.py` or here, kept between runs, each with its truth.
//!
//! What it is: the way from a name and a scale to a directory and to what must be found in it.
//!
//! What it is not: a fixture of the tests; nothing here is small, and nothing is looked at but names and sizes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::Result;

/// The trees that `gen.py` makes.
pub(crate) const GENERATED: [&str; 6] = ["node", "wide", "deep", "deepx", "big", "poly"];

const GENERATOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/gen.py");

/// What really lies in a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Truth {
    pub(crate) files: u64,
    pub(crate) directories: u64,
    pub(crate) symlinks: u64,
    /// Apparent sizes of the regular files.
    pub(crate) bytes: u64,
}

impl Truth {
    pub(crate) fn entries(self) -> u64 {
        self.files + self.directories + self.symlinks
    }
}

/// A directory to measure on.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) truth: Truth,
}

/// Makes a generated tree unless it is there, and reads its truth.
pub(crate) fn generated(directory: &Path, name: &str, scale: f64) -> Result<Tree> {
    let suffix = suffix(scale);
    let path = directory.join(format!("{name}{suffix}"));
    let truth = directory.join(format!("{name}{suffix}.json"));
    if path.exists() != truth.exists() {
        return Err(
            format!("{} was left half made; remove it and run again", path.display()).into()
        );
    }
    if !truth.exists() {
        let status = Command::new("python3")
            .arg(GENERATOR)
            .arg("--out")
            .arg(directory)
            .args(["--scale", &scale.to_string(), "--only", name])
            .arg(format!("--suffix={suffix}"))
            .stdout(std::io::stderr())
            .status()
            .map_err(|error| format!("python3, which makes the trees, does not run: {error}"))?;
        if !status.success() {
            return Err(format!("making the tree {name} failed: {status}").into());
        }
    }
    Ok(Tree { name: name.to_owned(), truth: read_truth(&truth, scale)?, path })
}

/// Full size has the plain name, so that trees of several scales lie side by side.
fn suffix(scale: f64) -> String {
    if (scale - 1.0).abs() < f64::EPSILON { String::new() } else { format!("-{scale}") }
}

fn read_truth(path: &Path, scale: f64) -> Result<Truth> {
    let json: Value = serde_json::from_slice(&fs::read(path)?)?;
    let number = |field: &str| {
        json[field].as_u64().ok_or_else(|| format!("{}: no number in {field:?}", path.display()))
    };
    if json["scale"].as_f64() != Some(scale) {
        return Err(format!("{}: this tree was not made at scale {scale}", path.display()).into());
    }
    Ok(Truth {
        files: number("files")?,
        directories: number("dirs")?,
        symlinks: number("symlinks")?,
        bytes: number("bytes")?,
    })
}

/// A directory with nothing in it, for the cost of starting up.
pub(crate) fn empty(directory: &Path) -> Result<Tree> {
    let path = directory.join("empty");
    fs::create_dir_all(&path)?;
    Ok(Tree { name: "empty".to_owned(), path, truth: Truth { directories: 1, ..Truth::default() } })
}

/// So many directories with so many empty files in each.
pub(crate) fn flat(
    directory: &Path,
    name: &str,
    directories: u64,
    files_in_each: u64,
) -> Result<Tree> {
    let directory_name = format!("{name}-{directories}x{files_in_each}");
    let path = directory.join(&directory_name);
    let finished = directory.join(directory_name + ".done");
    if !finished.exists() {
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        for number in 0..directories {
            let inner = path.join(format!("d{number:04}"));
            fs::create_dir_all(&inner)?;
            for file in 0..files_in_each {
                File::create(inner.join(format!("f{file:06}.txt")))?;
            }
        }
        File::create(&finished)?;
    }
    let truth = Truth {
        files: directories * files_in_each,
        directories: directories + 1,
        symlinks: 0,
        bytes: 0,
    };
    Ok(Tree { name: name.to_owned(), path, truth })
}
