//! Files that are replaced or made, and all the reasons not to: after each refusal the directory is
//! looked at for what may have stayed behind.
//!
//! Modes are looked at by the code itself, so that these tests say the same to root.

#![cfg(unix)]

use super::{Unwritten, Written, create, prepared, put, replace};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A context with an ignore file, in a directory of its own.
struct Place {
    above: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { above: tempfile::tempdir().expect("a directory") };
        fs::create_dir(place.context()).expect("made");
        fs::write(place.file(), "old\n").expect("written");
        place
    }

    fn context(&self) -> PathBuf {
        self.above.path().join("context")
    }

    fn file(&self) -> PathBuf {
        self.context().join(".dockerignore")
    }

    fn replace(&self) -> Result<Written, String> {
        self.replace_as(&self.file())
    }

    fn replace_as(&self, file: &Path) -> Result<Written, String> {
        let context = self.context();
        let result = replace(file, b"old\n", b"new\n", &[&context]);
        result.map_err(|error| self.said(&error.to_string()))
    }

    /// Without the name of a directory that is another one in every run.
    fn said(&self, text: &str) -> String {
        let above = fs::canonicalize(self.above.path()).expect("it is there");
        let text = text.replace(above.to_str().expect("text"), "");
        text.replace(self.above.path().to_str().expect("text"), "")
    }

    /// All names below, in order, with what the files say.
    fn all(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut todo = vec![self.above.path().to_owned()];
        while let Some(directory) = todo.pop() {
            for entry in fs::read_dir(directory).expect("a directory") {
                let path = entry.expect("an entry").path();
                let kind = path.symlink_metadata().expect("it is there").file_type();
                let said = if kind.is_file() { fs::read_to_string(&path) } else { Ok("-".into()) };
                if kind.is_dir() {
                    todo.push(path.clone());
                }
                let name = path.strip_prefix(self.above.path()).expect("below").to_owned();
                all.push(format!("{} {}", name.display(), said.expect("text").trim_end()));
            }
        }
        all.sort();
        all
    }

    /// Says why not, and leaves everything as it was.
    #[track_caller]
    fn refuses(&self, file: &Path, expected: &str) {
        let before = self.all();
        let error = self.replace_as(file).expect_err("it is refused");
        assert_eq!(error, expected);
        assert_eq!(self.all(), before);
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o7777
}

#[test]
fn a_file_is_replaced_and_keeps_its_mode() {
    for bits in [0o644, 0o600, 0o664, 0o755, 0o200] {
        let place = Place::new();
        mode(&place.file(), bits);
        if bits & 0o400 == 0 && !rustix::process::geteuid().is_root() {
            continue;
        }
        let written = place.replace().expect("it can be written");
        assert_eq!(written, Written { path: place.file(), through_link: false });
        assert_eq!(mode_of(&place.file()), bits);
        mode(&place.file(), 0o644);
        assert_eq!(place.all(), ["context -", "context/.dockerignore new"]);
    }
}

/// Whoever has the old file open reads the old bytes to their end: the new ones are another file.
#[test]
fn a_reader_sees_one_text_or_the_other() {
    use std::io::Read;
    let place = Place::new();
    let mut reader = fs::File::open(place.file()).expect("opened");
    let mut first = [0; 1];
    reader.read_exact(&mut first).expect("read");
    place.replace().expect("it can be written");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).expect("read");
    assert_eq!((&first, &*rest), (b"o", "ld\n"));
}

#[test]
fn owner_and_group_are_kept() {
    let place = Place::new();
    if !rustix::process::geteuid().is_root() {
        return;
    }
    std::os::unix::fs::chown(place.file(), Some(65_534), Some(12_345)).expect("root may");
    mode(&place.file(), 0o664);
    place.replace().expect("it can be written");
    let facts = fs::metadata(place.file()).expect("it is there");
    assert_eq!((facts.uid(), facts.gid(), facts.mode() & 0o7777), (65_534, 12_345, 0o664));
}

#[test]
fn the_target_of_a_link_is_written() {
    let place = Place::new();
    let target = place.context().join("shared");
    fs::rename(place.file(), &target).expect("renamed");
    symlink("shared", place.context().join("further")).expect("linked");
    symlink("further", place.file()).expect("linked");
    let written = place.replace().expect("it can be written");
    assert!(written.through_link && written.path == fs::canonicalize(&target).expect("there"));
    assert_eq!(fs::read_link(place.file()).expect("still a link"), Path::new("further"));
    assert_eq!(
        place.all(),
        ["context -", "context/.dockerignore -", "context/further -", "context/shared new"]
    );
}

#[test]
fn a_link_may_lead_to_the_repository_and_no_further() {
    let place = Place::new();
    let target = place.above.path().join("shared");
    fs::rename(place.file(), &target).expect("renamed");
    symlink("../shared", place.file()).expect("linked");
    place.refuses(
        &place.file(),
        "`/context/.dockerignore` is not written: it is a link to `/shared`, outside the context \
         and its repository; change that file by hand or put a file in the place of the link",
    );
    let (context, repository) = (place.context(), place.above.path());
    let within: [&Path; 2] = [&context, repository];
    replace(&place.file(), b"old\n", b"new\n", &within).expect("it can be written");
    assert_eq!(place.all(), ["context -", "context/.dockerignore -", "shared new"]);
}

#[test]
fn a_link_to_nothing_is_refused() {
    let place = Place::new();
    fs::remove_file(place.file()).expect("removed");
    symlink("no\nwhere", place.file()).expect("linked");
    let expected = "`/context/.dockerignore` is not written: it is a link to `no\\nwhere`, which is \
                    not there; delete the link or make the file that it means";
    place.refuses(&place.file(), expected);
    let error = create(&place.file(), b"new\n").expect_err("it is refused");
    assert_eq!(place.said(&error.to_string()), expected);
    fs::remove_file(place.file()).expect("removed");
    symlink(".dockerignore", place.file()).expect("linked");
    place.refuses(
        &place.file(),
        "`/context/.dockerignore` is not written: too many levels of symbolic links (nothing was \
         changed)",
    );
}

#[test]
fn what_is_read_only_stays() {
    let place = Place::new();
    for bits in [0o444, 0o400, 0o555] {
        mode(&place.file(), bits);
        place.refuses(
            &place.file(),
            "`/context/.dockerignore` is not written: it is read-only; make it writable first",
        );
        assert_eq!(mode_of(&place.file()), bits);
    }
    let target = place.context().join("shared");
    fs::rename(place.file(), &target).expect("renamed");
    symlink("shared", place.file()).expect("linked");
    place.refuses(
        &place.file(),
        "`/context/.dockerignore` is not written: it is read-only; make it writable first",
    );
}

#[test]
fn nothing_is_put_into_a_directory_that_is_read_only() {
    let place = Place::new();
    mode(&place.context(), 0o555);
    let expected = "is not written: its directory is read-only; make the directory writable first";
    place.refuses(&place.file(), &format!("`/context/.dockerignore` {expected}"));
    let error = create(&place.context().join("other"), b"x").expect_err("it is refused");
    assert_eq!(place.said(&error.to_string()), format!("`/context/other` {expected}"));
    mode(&place.context(), 0o755);
    assert_eq!(place.all(), ["context -", "context/.dockerignore old"]);
}

#[test]
fn what_is_no_file_is_refused() {
    let place = Place::new();
    place.refuses(
        &place.context(),
        "`/context` is not written: it is a directory; move the directory away",
    );
    let fifo = place.context().join("fifo");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o644),
        0,
    )
    .expect("made");
    place.refuses(&fifo, "`/context/fifo` is not written: it is not a regular file; move it away");
    place.refuses(
        &place.file().join("below"),
        "`/context/.dockerignore/below` is not written: not a directory (nothing was changed)",
    );
}

#[test]
fn what_was_changed_meanwhile_is_refused() {
    let place = Place::new();
    fs::write(place.file(), "old\nand more\n").expect("written");
    place.refuses(
        &place.file(),
        "`/context/.dockerignore` is not written: it has changed since it was read; run the same \
         again",
    );
    fs::remove_file(place.file()).expect("removed");
    place.refuses(
        &place.file(),
        "`/context/.dockerignore` is not written: it went away after it was read; run the same again",
    );
}

#[test]
fn what_is_prepared_and_not_put_in_its_place_goes() {
    let place = Place::new();
    let facts = fs::metadata(place.file()).expect("it is there");
    let file = prepared(&place.context(), b"new\n", Some(&facts)).expect("prepared");
    assert_eq!(place.all().len(), 3);
    drop(file);
    assert_eq!(place.all(), ["context -", "context/.dockerignore old"]);
    // Somebody else is quicker.
    let file = prepared(&place.context(), b"new\n", Some(&facts)).expect("prepared");
    fs::write(place.file(), "theirs\n").expect("written");
    assert_eq!(put(file, &place.file(), b"old\n"), Err(Unwritten::Changed));
    assert_eq!(place.all(), ["context -", "context/.dockerignore theirs"]);
}

#[test]
fn a_file_is_made_where_there_is_nothing() {
    let place = Place::new();
    let new = place.context().join("new");
    let written = create(&new, b"lines\n").expect("it can be made");
    assert_eq!(written, Written { path: new.clone(), through_link: false });
    let usual = place.context().join("usual");
    fs::write(&usual, "x").expect("written");
    assert_eq!(mode_of(&new), mode_of(&usual));
    for taken in [&place.file(), &place.context(), &new] {
        let before = place.all();
        let error = create(taken, b"other\n").expect_err("it is refused").to_string();
        let expected = "is not written: there is something of that name by now; run the same again";
        assert!(error.ends_with(expected), "{error}");
        assert_eq!(place.all(), before);
    }
    let error = create(&place.context().join("no/file"), b"x").expect_err("it is refused");
    assert_eq!(
        place.said(&error.to_string()),
        "`/context/no/file` is not written: its directory is not there; make the directory first"
    );
}

/// Between the look and the act a file may come: the act itself must not overwrite it. Many threads
/// that make the same file are as good as one that comes at the wrong moment.
#[test]
fn of_several_that_make_a_file_one_does() {
    let place = Place::new();
    for round in 0..20 {
        let path = place.context().join(format!("new-{round}"));
        let barrier = std::sync::Barrier::new(8);
        let made: Vec<Option<usize>> = std::thread::scope(|scope| {
            let start = |number: usize| {
                let (path, barrier) = (&path, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    create(path, number.to_string().as_bytes()).ok().map(|_| number)
                })
            };
            let threads: Vec<_> = (0..8).map(start).collect();
            threads.into_iter().map(|thread| thread.join().expect("it ends")).collect()
        });
        let made: Vec<usize> = made.into_iter().flatten().collect();
        assert_eq!(made.len(), 1);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), made[0].to_string());
    }
    assert_eq!(place.all().len(), 2 + 20);
}
