//! Trees written as text, and how a line of one becomes an entry on disk.
//!
//! Git cannot carry `.git`, empty directories, large files or odd names; manifests can. Files take no
//! room on the disk whatever their size.

use std::fs;
use std::path::{Path, PathBuf};
use stowaway::size::Bytes;

/// `file SIZE PATH[ = content]`, `dir 0 PATH`, `link 0 PATH -> TARGET`; `locked-file` and
/// `locked-dir` cannot be read. Gives the paths that are locked, to be locked at the end.
pub(crate) fn plant_line(line: &str, root: &Path) -> Option<PathBuf> {
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_else(|| panic!("{line}: a kind, a size, a path"));
    let (kind, size, rest) = (word(), word(), word());
    let size = size.parse::<Bytes>().expect("a size").0;
    let make = |path: &str| {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
        place
    };
    match kind {
        "file" | "locked-file" => {
            let (path, content) = rest.split_once(" = ").unwrap_or((rest, ""));
            let place = make(path);
            fs::write(&place, content).expect("a file");
            let size = size.max(content.len() as u64);
            let file = fs::OpenOptions::new().write(true).open(&place).expect("a file");
            file.set_len(size).expect("a size");
            (kind == "locked-file").then_some(place)
        }
        "dir" | "locked-dir" => {
            let place = make(rest);
            fs::create_dir_all(&place).expect("a directory");
            (kind == "locked-dir").then_some(place)
        }
        "link" => {
            let (path, target) = rest.split_once(" -> ").expect("a target");
            std::os::unix::fs::symlink(target, make(path)).expect("a link");
            None
        }
        other => panic!("`{other}` is no kind of entry"),
    }
}
