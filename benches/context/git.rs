//! What git costs on top of a walk: reading an index of the tree's size, and going through what travels.
//!
//! What it is: the library called in this process on the tree `node`, with a repository in the directory above it,
//! which is made for the occasion and removed again. What it is not: a comparison with git, which looks at every file.

use std::fs;
use std::path::Path;
use std::time::Instant;

use gix_hash::{Kind as Hash, ObjectId};
use gix_index::entry::{Flags, Mode, Stat};
use gix_index::{File, State, write};
use stowaway::build::{Build, DockerfileChoice, IgnoreChoice, Request};
use stowaway::context::{self, DiskHeads, Inventory, Kind, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::git::{Around, Git, UserFiles};

use super::Result;
use super::report::{Table, ratio};
use super::rounds::Spread;
use super::trees;

/// How often each is done; the figures are medians.
const ROUNDS: usize = 11;

/// What is tracked (one file in so many is not; 0 is none), and what `info/exclude` says.
const KINDS: [(&str, usize, &str); 4] = [
    ("everything is tracked", usize::MAX, ""),
    (
        "one in ten is not, ten lines",
        10,
        "*.map\n*.log\n/dist/\n*.pyc\n.cache\n*.swp\ncoverage\nlib/**/x\n*.tmp\nout\n",
    ),
    (
        "nothing is, ten lines",
        0,
        "*.map\n*.log\n/dist/\n*.pyc\n.cache\n*.swp\ncoverage\nlib/**/x\n*.tmp\nout\n",
    ),
    ("node_modules is ignored", 0, "node_modules\n"),
];

/// Milliseconds for each kind of repository around the tree `node`.
pub(crate) fn git(directory: &Path, scale: f64) -> Result<Table> {
    let tree = trees::generated(directory, "node", scale)?;
    let above = tree.path.parent().ok_or("a tree has a directory above it")?;
    let repository = above.join(".git");
    if repository.exists() {
        return Err(format!("{} is in the way", repository.display()).into());
    }
    let measured = measure(&tree.path, above, &repository, tree.truth.entries());
    fs::remove_dir_all(&repository)?;
    measured
}

fn measure(root: &Path, above: &Path, repository: &Path, entries: u64) -> Result<Table> {
    for folder in ["objects", "refs", "info"] {
        fs::create_dir_all(repository.join(folder))?;
    }
    fs::write(repository.join("HEAD"), "ref: refs/heads/main\n")?;
    let mut request = Request::new(root, &ENGINES[0]);
    request.dockerfile = DockerfileChoice::None;
    request.ignore = IgnoreChoice::None;
    let build = Build::prepare(&request)?;
    let heads = DiskHeads::open(root)?;
    let user = UserFiles::default();
    let title = format!("Git on {entries} files");
    let header =
        ["repository", "walk, ms", "index, ms", "survey, ms", "survey / walk", "both / walk"];
    let mut table = Table::new(&title, &header);
    for (name, left_out, lines) in KINDS {
        let inventory = context::walk(&build, WalkOptions::default())?;
        write_index(&inventory, root.strip_prefix(above)?, &repository.join("index"), left_out)?;
        fs::write(repository.join("info/exclude"), lines)?;
        let mut times: [Vec<f64>; 3] = Default::default();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let inventory = context::walk(&build, WalkOptions::default())?;
            let walked = start.elapsed();
            let around = Around::find(&build.root, &user);
            let read = start.elapsed();
            let git = Git::survey(around, &build.root, &user, &inventory, &heads);
            let surveyed = start.elapsed();
            std::hint::black_box(git.marks().len());
            let parts = [walked, read - walked, surveyed - read];
            times.iter_mut().zip(parts).for_each(|(all, time)| all.push(time.as_secs_f64() * 1e3));
        }
        let [walk, index, survey] = &times;
        let median = |all: &[f64]| {
            Spread::of(all.iter().copied()).map(|spread| format!("{:.2}", spread.median))
        };
        let over = |part: &dyn Fn(usize) -> f64| Spread::of((0..ROUNDS).map(|n| part(n) / walk[n]));
        table.row([
            name.to_owned(),
            median(walk).unwrap_or_default(),
            median(index).unwrap_or_default(),
            median(survey).unwrap_or_default(),
            ratio(over(&|n| survey[n])),
            ratio(over(&|n| index[n] + survey[n])),
        ]);
    }
    Ok(table)
}

/// An index of the files of a tree, in which one in so many is missing.
fn write_index(inventory: &Inventory, prefix: &Path, place: &Path, left_out: usize) -> Result<()> {
    let mut state = State::new(Hash::Sha1);
    let id = ObjectId::null(Hash::Sha1);
    let prefix = prefix.as_os_str().as_encoded_bytes();
    let files = inventory.in_order().filter(|id| inventory.kind(*id) != Kind::Directory);
    for (number, entry) in files.enumerate() {
        if left_out == 0 || number % left_out == left_out - 1 {
            continue;
        }
        let path = [prefix, b"/", inventory.path(entry).as_bytes()].concat();
        let flags = Flags::empty();
        state.dangerously_push_entry(
            Stat::default(),
            id,
            flags,
            Mode::FILE,
            path.as_slice().into(),
        );
    }
    state.sort_entries();
    Ok(File::from_state(state, place.to_owned()).write(write::Options::default())?)
}
