//! The ignore files that the matching modes run with.
//!
//! What it is: fifteen patterns as a person writes them, two thousand as a generator would, and the single line that
//! prunes `node_modules`. The same on every machine and in every run.
//!
//! What it is not: an input that excludes much. The walk has to stay the same size, or a mode would look fast for
//! doing less; only the pruned file is there to do less.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Fifteen lines that exclude little of any tree.
const FIFTEEN: &str = "\
# what a project keeps at home
.github
**/.DS_Store
**/*.log
**/*.swp
.idea
.vscode
**/__tests__/fixtures/large
docs/**
tmp
**/npm-debug.log*
.env*
!.env.example
**/.terraform/**
*.md
!README.md
";

const PRUNED: &str = "**/node_modules\n";

/// Directories and stems that the two thousand draw from; the generated trees use the same kind of words.
const WORDS: [&str; 40] = [
    "api",
    "app",
    "assets",
    "auth",
    "backend",
    "billing",
    "build",
    "cache",
    "charts",
    "client",
    "common",
    "config",
    "core",
    "data",
    "deploy",
    "docs",
    "e2e",
    "examples",
    "fixtures",
    "frontend",
    "gateway",
    "generated",
    "infra",
    "internal",
    "jobs",
    "legacy",
    "lib",
    "mobile",
    "payments",
    "reports",
    "scripts",
    "search",
    "server",
    "shared",
    "storage",
    "tests",
    "tools",
    "vendor",
    "web",
    "worker",
];

/// Extensions that the trees do not hold, so that they are looked for and not found.
const EXTENSIONS: [&str; 20] = [
    "log",
    "tmp",
    "bak",
    "swp",
    "orig",
    "rej",
    "iml",
    "pid",
    "seed",
    "tgz",
    "zip",
    "dump",
    "sqlite",
    "prof",
    "trace",
    "heapsnapshot",
    "lcov",
    "bak2",
    "old",
    "msi",
];

/// The paths of the written files.
#[derive(Clone, Debug)]
pub(crate) struct IgnoreFiles {
    pub(crate) fifteen: PathBuf,
    pub(crate) two_thousand: PathBuf,
    pub(crate) pruned: PathBuf,
}

/// Writes the files into `directory`.
pub(crate) fn write(directory: &Path) -> io::Result<IgnoreFiles> {
    let put = |name: &str, text: &str| {
        let path = directory.join(name);
        fs::write(&path, text).map(|()| path)
    };
    Ok(IgnoreFiles {
        fifteen: put("fifteen.dockerignore", FIFTEEN)?,
        two_thousand: put("two-thousand.dockerignore", &two_thousand())?,
        pruned: put("pruned.dockerignore", PRUNED)?,
    })
}

/// Of every ten lines: four literal paths, two names anywhere, one extension, two directories with all below them,
/// and one with wildcards in the middle.
fn two_thousand() -> String {
    let mut draw = Draw(0x5EED);
    (0..2000).map(|number| line(&mut draw, number) + "\n").collect()
}

fn line(draw: &mut Draw, number: usize) -> String {
    let (one, two) = (draw.of(&WORDS), draw.of(&WORDS));
    let extension = draw.of(&EXTENSIONS);
    match number % 10 {
        0..=3 => format!("packages/{one}-{number}/{two}/{one}.{extension}"),
        4 | 5 => format!("**/{one}-{two}-{number}"),
        6 => format!("**/*.{extension}{number}"),
        7 | 8 => format!("packages/{one}-{number}/{two}/**"),
        _ => format!("packages/*/{one}/{two}*{number}.{extension}"),
    }
}

/// A small fixed sequence (splitmix64); a crate's generator could change between versions.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.next() % choices.len() as u64;
        choices[usize::try_from(index).unwrap_or(0)]
    }
}
