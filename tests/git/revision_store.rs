//! Where the objects of a revision lie; what is missing, damaged or made with malice.

use super::beside_git::{git, has_git, random, rounds, said};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use stowaway::audit::{Options, audit};
use stowaway::build::Request;
use stowaway::context::{Extent, WalkOptions};
use stowaway::engine::Engine;
use stowaway::error::{Error, ProblemKind};
use stowaway::git::{Revision, RevisionError, UserFiles};

pub(super) fn open(directory: &Path, name: &str) -> Result<Revision, RevisionError> {
    Revision::open(directory, name, &UserFiles::default())
}

pub(super) fn options(root: &Path, revision: Revision) -> Options {
    let mut request = Request::new(root, Engine::find("buildkit").expect("an engine"));
    request.files = revision.without_store().into_files();
    let walk = WalkOptions::default();
    Options { request, walk, rules: None, git: None, canaries: None, contents: None }
}

/// The files of a revision with their sizes.
pub(super) fn files(root: &Path, name: &str) -> Vec<(String, u64)> {
    let revision = open(root, name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let audit = audit(&options(root, revision)).expect("an audit");
    assert!(audit.inventory.problems().is_empty(), "{:?}", audit.inventory.problems());
    let told = |id| (audit.inventory.path(id).shown().to_string(), audit.inventory.size(id));
    audit.inventory.in_order().map(told).collect()
}

pub(super) fn words(root: &Path, words: &[&str]) -> String {
    String::from_utf8(said(root, words)).expect("text").trim().to_owned()
}

pub(super) fn commit(root: &Path, files: &[(&str, &str)]) -> String {
    for (path, text) in files {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a directory");
        fs::write(place, text).expect("a file");
    }
    said(root, &["add", "-A"]);
    said(root, &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]);
    words(root, &["rev-parse", "HEAD"])
}

pub(super) fn repository(init: &[&str]) -> Option<(tempfile::TempDir, PathBuf)> {
    if !has_git() {
        return None;
    }
    let place = tempfile::tempdir().expect("a directory");
    let root = place.path().canonicalize().expect("a path").join("tree");
    fs::create_dir(&root).expect("a directory");
    let all = [&["init", "-q", "-b", "main"], init].concat();
    if !git(&root, &all).stderr(Stdio::null()).status().expect("git runs").success() {
        return None;
    }
    Some((place, root))
}

/// Three commits and names for them.
pub(super) fn history(root: &Path) -> [String; 3] {
    let first = commit(root, &[("one", "1"), ("sub/a", "12")]);
    let second = commit(root, &[("two", "22")]);
    said(root, &["tag", "light", &first]);
    said(root, &["-c", "user.name=x", "-c", "user.email=x@y", "tag", "-am", "x", "heavy", &first]);
    said(root, &["update-ref", "refs/remotes/origin/main", &second]);
    said(root, &["branch", "feature/x", &first]);
    let third = commit(root, &[("three", "333")]);
    [first, second, third]
}

/// Makes an object, whatever is in it, and says its id.
pub(super) fn made(root: &Path, kind: &str, bytes: &[u8]) -> String {
    let mut command = git(root, &["hash-object", "--literally", "-t", kind, "-w", "--stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(bytes).expect("git reads");
    drop(stdin);
    let output = child.wait_with_output().expect("git ends").stdout;
    String::from_utf8(output).expect("text").trim().to_owned()
}

#[test]
fn objects_are_found_wherever_they_are_kept() {
    let Some((place, root)) = repository(&[]) else { return };
    let [first, _, third] = history(&root);
    let wanted = files(&root, &third);
    // Borrowed, in a further work tree, of a submodule, replaced.
    let borrowed = place.path().join("borrowed");
    said(&root, &["clone", "-q", "--shared", ".", &borrowed.to_string_lossy()]);
    assert_eq!(files(&borrowed, "origin/main"), wanted);
    let further = root.with_file_name("further");
    said(&root, &["worktree", "add", "-q", &further.to_string_lossy(), &first]);
    assert_eq!(open(&further, "HEAD").expect("its own HEAD").id(), first);
    assert_eq!(files(&further, "main"), wanted);
    let outer = place.path().join("outer");
    fs::create_dir(&outer).expect("a directory");
    said(&outer, &["init", "-q"]);
    let from = root.to_string_lossy();
    said(&outer, &["-c", "protocol.file.allow=always", "submodule", "add", "-q", &from, "module"]);
    commit(&outer, &[]);
    assert_eq!(files(&outer.join("module"), "origin/main"), wanted);
    let shown: Vec<String> = files(&outer, "HEAD").into_iter().map(|file| file.0).collect();
    assert_eq!(shown, [".gitmodules", "module"]);
    said(&root, &["replace", &third, &first]);
    assert_eq!(files(&root, &third), files(&root, &first));
    said(&root, &["config", "core.useReplaceRefs", "false"]);
    assert_eq!(files(&root, &third), wanted);
}

#[test]
fn names_in_a_reftable_are_not_read_and_ids_are() {
    let Some((_place, root)) = repository(&["--ref-format=reftable"]) else { return };
    let id = commit(&root, &[("one", "1")]);
    assert!(matches!(open(&root, "main"), Err(RevisionError::Unsupported { .. })));
    assert_eq!(files(&root, &id), [("one".to_owned(), 1)]);
    assert_eq!(files(&root, &id[..8]), [("one".to_owned(), 1)]);
}

#[test]
fn what_a_clone_leaves_out_is_said_and_never_fetched() {
    let Some((place, root)) = repository(&[]) else { return };
    history(&root);
    said(&root, &["config", "uploadpack.allowFilter", "true"]);
    let from = format!("file://{}", root.display());
    let clone = |name: &str, how: &str| {
        let to = place.path().join(name);
        said(&root, &["clone", "-q", how, &from, &to.to_string_lossy()]);
        to
    };
    let shallow = clone("shallow", "--depth=2");
    assert_eq!(files(&shallow, "HEAD~1").len(), 4);
    let error = open(&shallow, "HEAD~2").expect_err("it ends");
    assert!(matches!(error, RevisionError::Shallow(_)), "{error}");
    // Files are missing: their sizes are not known, and that is a part of the result.
    fs::write(root.join("one"), "another").expect("a file");
    commit(&root, &[("one", "another")]);
    let partial = clone("partial", "--filter=blob:none");
    let revision = open(&partial, "HEAD~1").expect("its directories are here");
    let audited = audit(&options(&partial, revision)).expect("an audit");
    let problems = audited.inventory.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, ProblemKind::UnreadableEntry);
    assert!(problems[0].reason.contains("a partial clone"), "{problems:?}");
    assert!(audited.heads().expect("heads").head(b"one", 9).is_err());
    // Without the files that say what is built there is no build.
    for (name, text) in [("Dockerfile", "FROM scratch\n"), (".dockerignore", "a\n")] {
        fs::write(root.join(name), text).expect("a file");
        commit(&root, &[]);
        commit(&root, &[(name, &format!("{text}#\n"))]);
        let clone = clone(name, "--filter=blob:none");
        let revision = open(&clone, "HEAD~1").expect("its directories are here");
        let error = audit(&options(&clone, revision)).expect_err("it is not here");
        let meant = match name {
            "Dockerfile" => matches!(error, Error::Dockerfile { .. }),
            _ => matches!(error, Error::IgnoreFile { .. }),
        };
        assert!(meant && error.to_string().contains("a partial clone"), "{error}");
    }
    // So are directories.
    let treeless = clone("treeless", "--filter=tree:0");
    let error = open(&treeless, "HEAD~2").expect_err("nothing is here");
    assert!(matches!(error, RevisionError::Missing { partial: true, .. }), "{error}");
}

#[test]
fn trees_that_git_would_not_check_out_are_refused() {
    let Some((_place, root)) = repository(&[]) else { return };
    let head = commit(&root, &[("one", "1")]);
    let blob = words(&root, &["rev-parse", "HEAD:one"]);
    let raw: Vec<u8> = blob
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("text"), 16).expect("hex"))
        .collect();
    let make = |tree: &[u8]| made(&root, "tree", tree);
    let entry = |mode: &str, name: &[u8]| [mode.as_bytes(), b" ", name, b"\0", &raw].concat();
    for name in [&b".."[..], b".", b".git", b".GIT", b"", b"a/b", b"../../etc/passwd"] {
        let error = open(&root, &make(&entry("100644", name))).expect_err("refused");
        assert!(matches!(error, RevisionError::Broken { .. }), "{error}");
    }
    let twice = [entry("100644", b"a"), entry("100644", b"a")].concat();
    assert!(matches!(open(&root, &make(&twice)), Err(RevisionError::Broken { .. })));
    for cut in [&b"100644 a"[..], b"100644 a\0abc", b"x", b"999999 a\0"] {
        assert!(open(&root, &make(cut)).is_err(), "{cut:?}");
    }
    // What is called a directory and is a file.
    let revision = open(&root, &make(&entry("40000", b"a"))).expect("its own top is one");
    let audited = audit(&options(&root, revision)).expect("an audit");
    assert_eq!(audited.inventory.problems().len(), 1, "{:?}", audited.inventory.problems());
    // An object that is not what it says.
    let object = root.join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let bytes = fs::read(&object).expect("a loose object");
    for length in [0, 1, 2, bytes.len() / 2] {
        fs::remove_file(&object).expect("it goes");
        fs::write(&object, &bytes[..length]).expect("a file");
        let audited = audit(&options(&root, open(&root, &head).expect("its top")));
        let audited = audited.expect("an audit");
        assert!(audited.heads().expect("heads").head(b"one", 9).is_err(), "{length}");
    }
}

#[test]
fn of_a_large_file_both_ends_are_shown() {
    use stowaway::context::{END_OF_FILE, WHOLE_FILE};
    let Some((_place, root)) = repository(&[]) else { return };
    let size = WHOLE_FILE as usize + 3_000_000;
    let middle = "m".repeat(size - 9);
    commit(&root, &[("large", &format!("first{middle}last")), ("crlf", "a\r\n")]);
    commit(&root, &[("large", "small"), (".gitattributes", "* text=auto eol=crlf\n")]);
    let audited = audit(&options(&root, open(&root, "HEAD~1").expect("a revision")));
    let audited = audited.expect("an audit");
    let heads = audited.heads().expect("heads");
    let mut bytes = Vec::new();
    let extent = heads.content(b"large", &mut bytes, &mut |_| true).expect("a file");
    assert_eq!((extent, bytes.len()), (Extent::Ends(END_OF_FILE), 2 * END_OF_FILE));
    assert!(bytes.starts_with(b"firstm") && bytes.ends_with(b"mlast"));
    let extent = heads.content(b"large", &mut bytes, &mut |_| false).expect("a file");
    assert_eq!(extent, Extent::Beginning);
    assert_eq!(audited.inventory.sent().bytes, size as u64 + 3);
    assert_eq!(heads.head(b"crlf", 9).expect("a file"), b"a\r\n");
}

/// Every file of a repository's own that is not a sample or a log.
fn own_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true if path.ends_with("hooks") || path.ends_with("logs") => {}
            true => own_files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn a_damaged_repository_is_told_and_survived() {
    let Some((_place, root)) = repository(&[]) else { return };
    let text = "a line that says something\n".repeat(400);
    commit(&root, &[("big", &text)]);
    history(&root);
    commit(&root, &[("big", &(text + "more"))]);
    said(&root, &["pack-refs", "--all"]);
    said(&root, &["repack", "-adq"]);
    commit(&root, &[("loose", "loose")]);
    let mut kept = Vec::new();
    own_files(&root.join(".git"), &mut kept);
    kept.sort();
    assert!(kept.iter().any(|path| path.extension().is_some_and(|ending| ending == "pack")));
    let mut random = random(0x9e37_79b9_7f4a_7c15);
    let (mut refused, mut read) = (0, 0);
    for round in 0..rounds(400) {
        let path = &kept[round as usize % kept.len()];
        let whole = fs::read(path).expect("a file");
        let mut bytes = whole.clone();
        match random.below(4) {
            0 => bytes.truncate(random.below(bytes.len() + 1)),
            1 => bytes.extend_from_slice(&whole),
            _ => {
                for _ in 0..=random.below(6) {
                    let at = random.below(bytes.len().max(1));
                    bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.below(8));
                }
            }
        }
        // A new file: what is mapped may not change.
        fs::remove_file(path).expect("it goes");
        fs::write(path, &bytes).expect("a file");
        for name in ["HEAD", "main~1", "light", "heavy"] {
            match open(&root, name).map(|revision| audit(&options(&root, revision))) {
                Ok(Ok(audited)) => {
                    let heads = audited.heads().expect("heads");
                    for id in audited.inventory.in_order() {
                        read += u32::from(heads.head(&audited.inventory.path(id), 9).is_ok());
                    }
                    refused += audited.inventory.problems().len();
                }
                Ok(Err(error)) => refused += usize::from(!error.to_string().is_empty()),
                Err(error) => refused += usize::from(!error.to_string().is_empty()),
            }
        }
        fs::remove_file(path).expect("it goes");
        fs::write(path, &whole).expect("a file");
    }
    assert!(refused > 100 && read > 1000, "{refused} refused, {read} read");
}
