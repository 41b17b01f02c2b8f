//! What stops travelling: the difference of two judgements of one tree, a directory at a time.

use crate::context::{DirId, EntryId, Inventory, Kind, Requested, Totals};
use crate::path::ContextPath;

/// More single files of one directory than these are told as a part of it.
const FEW: usize = 5;
/// The same of the root, whose files have no other name to be known by.
const FEW_AT_ROOT: usize = 20;

/// Something that stops travelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Where it is.
    pub path: ContextPath,
    /// How much of it.
    pub extent: Extent,
    /// What would have travelled.
    pub totals: Totals,
}

/// How much of a path stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A single entry that is no directory.
    Entry,
    /// A directory with all that travelled of it.
    Directory,
    /// Some files of a directory.
    Part,
}

/// A tree as it was judged, and what is asked for of it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Every entry and its fate.
    pub inventory: &'a Inventory,
    /// What of it is sent.
    pub requested: &'a Requested,
}

impl Judged<'_> {
    fn with(self, id: EntryId) -> Totals {
        self.requested.with(self.inventory, id)
    }
}

/// What travels in `before` and not in `after`, in the order of the paths: directories that stop
/// as a whole, and the rest file by file. With `each` every single file.
pub fn stops(before: Judged<'_>, after: Judged<'_>, each: bool) -> Vec<Stop> {
    let mut found = Vec::new();
    let mut todo = vec![DirId::ROOT];
    while let Some(dir) = todo.pop() {
        let mut single = Vec::new();
        for id in before.inventory.entries(dir) {
            let (was, is) = (before.with(id), after.with(id));
            if was == is {
                continue;
            }
            let opened = before.inventory.opened(id);
            let goes = is.files + is.directories == 0;
            match opened {
                Some(below) if each || !goes => todo.push(below),
                Some(_) => found.push(stop(before, id, Extent::Directory, was)),
                None if goes => single.push(stop(before, id, Extent::Entry, was)),
                // Content that comes under another name.
                None => {}
            }
        }
        let few = if dir == DirId::ROOT { FEW_AT_ROOT } else { FEW };
        if each || single.len() <= few {
            found.append(&mut single);
            continue;
        }
        let totals = single.iter().fold(Totals::default(), |mut sum, stop| {
            sum += stop.totals;
            sum
        });
        let mut path = Vec::new();
        before.inventory.dir_path_into(dir, &mut path);
        found.push(Stop { path: ContextPath::new(path), extent: Extent::Part, totals });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn stop(before: Judged<'_>, id: EntryId, extent: Extent, totals: Totals) -> Stop {
    // A directory of an engine that does not send directories counts for what is in it.
    let extent = match before.inventory.kind(id) {
        Kind::Directory => Extent::Directory,
        Kind::File | Kind::Symlink | Kind::Fifo | Kind::Socket | Kind::Device => extent,
    };
    Stop { path: before.inventory.path(id), extent, totals }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Judged, stops};
    use crate::build::{Build, Request};
    use crate::context::{Requested, WalkOptions, walk};
    use crate::engine::Engine;
    use crate::ignorefile::IgnoreFile;
    use crate::source::Source;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    /// What stops under `lines`, as `path extent files bytes`.
    fn stopped(root: &Path, engine: &str, lines: &str, each: bool) -> Vec<String> {
        let engine = Engine::find(engine).expect("an engine");
        let build = Build::prepare(&Request::new(root, engine)).expect("a build");
        let inventory = walk(&build, WalkOptions { into_held: true }).expect("walked");
        let source = Arc::new(Source::new(".dockerignore", lines));
        let file = IgnoreFile::compile(engine, source, &[], true).expect("compiled");
        let again = inventory.judged_again(engine, build.ignore.as_ref(), Some(&file));
        let was = Requested::new(&inventory, &build.filter, engine);
        let is = Requested::new(&again, &build.filter, engine);
        let before = Judged { inventory: &inventory, requested: &was };
        let after = Judged { inventory: &again, requested: &is };
        let told = |stop: &super::Stop| {
            let extent = match stop.extent {
                Extent::Entry => "",
                Extent::Directory => "/",
                Extent::Part => "/*",
            };
            let totals = stop.totals;
            format!("{}{extent} {} {}", stop.path.shown(), totals.files, totals.bytes)
        };
        stops(before, after, each).iter().map(told).collect()
    }

    fn tree() -> tempfile::TempDir {
        let place = tempfile::tempdir().expect("a directory");
        for name in ["a/x/1", "a/x/2", "a/y", "b/1.log", "b/keep", "c"] {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "123").expect("written");
        }
        for number in 0..9 {
            fs::create_dir_all(place.path().join("logs/deep")).expect("made");
            fs::write(place.path().join(format!("logs/{number}.log")), "1").expect("written");
        }
        fs::write(place.path().join("logs/keep"), "1").expect("written");
        fs::write(place.path().join("logs/deep/0.log"), "1").expect("written");
        place
    }

    #[test]
    fn what_stops_is_told_by_directory() {
        let place = tree();
        for engine in ["buildkit", "docker-20.10", "podman"] {
            let of = |lines| stopped(place.path(), engine, lines, false);
            assert_eq!(of("a/x\n"), ["a/x/ 2 6"], "{engine}");
            assert_eq!(of("a\nc\n"), ["a/ 3 9", "c 1 3"], "{engine}");
            assert_eq!(of("**/*.log\n"), ["b/1.log 1 3", "logs/* 9 9", "logs/deep/0.log 1 1"]);
            assert_eq!(of("nothing\n"), [""; 0]);
        }
    }

    #[test]
    fn every_file_is_told_if_that_is_wanted() {
        let place = tree();
        let each = |lines| stopped(place.path(), "buildkit", lines, true);
        assert_eq!(each("a\n"), ["a/x/1 1 3", "a/x/2 1 3", "a/y 1 3"]);
        assert_eq!(each("**/*.log\n").len(), 11);
    }
}
