//! How revisions are named, as git understands it, and what names none.

use super::beside_git::said;
use super::revision_store::{commit, files, history, made, open, options, repository, words};
use std::fs;
use stowaway::audit::audit;
use stowaway::error::Error;
use stowaway::git::RevisionError;

const NAMES: &[&str] = &[
    "HEAD",
    "@",
    "HEAD~1",
    "HEAD^",
    "HEAD^2",
    "HEAD^^",
    "HEAD~2",
    "HEAD^2~1",
    "HEAD~0",
    "main",
    "refs/heads/main",
    "heads/main",
    "feature/x",
    "origin/main",
    "light",
    "heavy",
    "heavy^{}",
    "heavy^{commit}",
    "heavy^0",
    "HEAD^{tree}",
    "@~1",
    "tags/light",
    "side~1",
    "main^{object}",
];
const NONE: &[&str] = &[
    "nothing",
    "origin/nothing",
    "",
    "-",
    "0123456789",
    "a b",
    "HEAD.lock",
    "..",
    "/",
    "\u{202e}",
    "refs/heads",
    "é",
    "-q",
    "main\n",
];
const REFUSED: &[&str] = &[
    "HEAD..main",
    "HEAD...main",
    "^HEAD",
    "HEAD^!",
    "HEAD^@",
    "HEAD^-",
    "HEAD:sub",
    ":/x",
    "HEAD^{/x}",
    ":one",
    "@{1}",
    "@{-1}",
    "main@{u}",
    "main@{yesterday}",
    "HEAD@{0}",
];

#[test]
fn names_lead_where_git_says() {
    for format in ["sha1", "sha256"] {
        let Some((_place, root)) = repository(&["--object-format", format]) else { return };
        let [first, second, third] = history(&root);
        // A side branch, so that there is a second parent.
        said(&root, &["checkout", "-q", "-b", "side", &second]);
        commit(&root, &[("side", "s")]);
        said(&root, &["checkout", "-q", "main"]);
        let merge = ["-c", "user.name=x", "-c", "user.email=x@y", "merge", "-qm", "m", "side"];
        said(&root, &merge);
        said(&root, &["branch", &first[..6], &second]);
        let short = &third[..9];
        let ids =
            [&*first, short, &first[..6], &first[..7], &third.to_uppercase()].map(str::to_owned);
        let check = |packed: &str| {
            for name in NAMES.iter().copied().chain(ids.iter().map(String::as_str)) {
                let wanted = words(&root, &["rev-parse", &format!("{name}^{{tree}}")]);
                let revision = open(&root, name).unwrap_or_else(|error| panic!("{name}: {error}"));
                let tree = format!("{}^{{tree}}", revision.id());
                assert_eq!(words(&root, &["rev-parse", &tree]), wanted, "{format} {packed} {name}");
            }
        };
        check("loose");
        said(&root, &["pack-refs", "--all"]);
        said(&root, &["repack", "-adq"]);
        check("packed");
        let listed = files(&root, "origin/main");
        let named: Vec<(&str, u64)> = listed.iter().map(|(path, size)| (&**path, *size)).collect();
        assert_eq!(named, [("one", 1), ("sub", 0), ("sub/a", 2), ("two", 2)]);
        // Below the top, and where the directory is no more.
        fs::remove_dir_all(root.join("sub")).expect("it goes");
        assert_eq!(files(&root.join("sub"), "HEAD"), [("a".to_owned(), 2)]);
        let revision = open(&root.join("gone"), "HEAD").expect("the repository is there");
        let missing = audit(&options(&root.join("gone"), revision));
        assert!(matches!(missing, Err(Error::ContextMissing(_))), "{missing:?}");
    }
}

#[test]
fn what_names_no_revision_is_refused_in_words() {
    let Some((place, root)) = repository(&[]) else { return };
    let unborn = open(&root, "HEAD").expect_err("no commit");
    assert_eq!(unborn, RevisionError::Unborn("HEAD".to_owned()));
    let [first, ..] = history(&root);
    let blob = words(&root, &["rev-parse", "HEAD:one"]);
    let said_of = |name: &str| open(&root, name).expect_err(name);
    for name in NONE {
        let error = said_of(name);
        let known = matches!(error, RevisionError::Unknown(_) | RevisionError::Unsupported { .. });
        assert!(known, "{name}: {error:?}");
        assert!(!error.to_string().contains('\u{202e}') && !error.to_string().contains('\n'));
    }
    for name in REFUSED {
        assert!(
            matches!(said_of(name), RevisionError::Unsupported { .. }),
            "{name}: {}",
            said_of(name)
        );
    }
    assert!(matches!(said_of("HEAD~9"), RevisionError::NoParent(_)));
    assert!(matches!(said_of("HEAD^2"), RevisionError::NoParent(_)));
    assert!(matches!(said_of(&format!("{first}~1")), RevisionError::NoParent(id) if id == first));
    assert!(matches!(said_of(&blob), RevisionError::NoTree { kind, .. } if kind == "blob"));
    assert!(matches!(
        said_of(&"1".repeat(40)),
        RevisionError::Missing { partial: false, .. } | RevisionError::Unknown(_)
    ));
    let outside = open(place.path(), "HEAD").expect_err("no repository");
    assert!(matches!(outside, RevisionError::NoRepository(_)), "{outside}");
    fs::create_dir(place.path().join("bare")).expect("a directory");
    said(&place.path().join("bare"), &["init", "-q", "--bare"]);
    let bare = open(&place.path().join("bare"), "HEAD").expect_err("no work tree");
    assert!(matches!(bare, RevisionError::NoRepository(_) | RevisionError::Repository { .. }));
    let error = said_of("HEAD~9").of("HEAD~9").to_string();
    assert!(error.starts_with("revision `HEAD~9` cannot be read: commit "), "{error}");
}

#[test]
fn several_commits_with_the_same_beginning_are_named() {
    let Some((_place, root)) = repository(&[]) else { return };
    commit(&root, &[("one", "1")]);
    // Two commits and a file that begin alike: an id is as good as random.
    let tree = words(&root, &["rev-parse", "HEAD^{tree}"]);
    let mut seen: std::collections::HashMap<String, String> = std::collections::HashMap::new();
    let (prefix, one, other) = (0..)
        .find_map(|number| {
            let text = format!(
                "tree {tree}\nauthor x <x@y> {number} +0000\ncommitter x <x@y> 0 +0000\n\nx\n"
            );
            let id = made(&root, "commit", text.as_bytes());
            let known = seen.insert(id[..4].to_owned(), id.clone());
            known.map(|known| (id[..4].to_owned(), known, id))
        })
        .expect("sooner or later");
    let mut both = [one, other];
    both.sort();
    match open(&root, &prefix).expect_err("two") {
        RevisionError::Ambiguous { candidates, .. } => assert_eq!(candidates, both),
        error => panic!("{error}"),
    }
    said(&root, &["branch", &prefix, "HEAD"]);
    assert_eq!(open(&root, &prefix).expect("a branch").id(), words(&root, &["rev-parse", "HEAD"]));
}
