//! A `.gitignore` in the language of ignore files holds back what git ignores, file by file: on
//! random trees with hostile lines and names, for every engine.
//!
//! What is left out of a translation on purpose is told by its notes, and such trees are counted.

use super::beside_git::{Random, audited, by_git, git, has_git, plant, random, rounds, said};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{DockerfileChoice, IgnoreChoice, Request};
use stowaway::context::{DiskHeads, Kind, WalkOptions};
use stowaway::engine::{ENGINES, Engine};
use stowaway::generate::{Generated, Ground, Needs, Refusal, Style, generate};
use stowaway::git::{Translated, Translation};

fn translated(audit: &Audit, engines: &[&'static Engine]) -> Result<Generated, Refusal> {
    let heads = DiskHeads::open(&audit.build.root).expect("a directory");
    let needs = Needs::default();
    let ground = Ground {
        build: &audit.build,
        inventory: &audit.inventory,
        requested: &audit.requested,
        landing: None,
        needs: &needs,
        git: audit.git.as_ref(),
        findings: &[],
        heads: &heads,
        engines,
    };
    generate(&ground, Style::FromGitignore)
}

/// Whether each file would travel with this ignore file.
fn travelling(context: &Path, engine: &'static Engine, text: &[u8]) -> BTreeMap<Vec<u8>, bool> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("written");
    let mut request = Request::new(context, engine);
    request.ignore = IgnoreChoice::Named(file.path().to_owned());
    request.dockerfile = DockerfileChoice::None;
    let audit = audit(&Options {
        request,
        walk: WalkOptions { into_held: true },
        rules: None,
        git: None,
        canaries: None,
        contents: None,
    })
    .expect("an audit");
    let inventory = &audit.inventory;
    let files = inventory.in_order().filter(|id| inventory.kind(*id) != Kind::Directory);
    files.map(|id| (inventory.path(id).to_vec(), inventory.fate(id).travels())).collect()
}

/// What git and the translation say of differently.
fn differences(root: &Path, context: &str, engine: &'static Engine, text: &[u8]) -> Vec<String> {
    let ours = travelling(&root.join(context), engine, text);
    let mut wrong = Vec::new();
    for (path, said) in by_git(root, context) {
        let stays = said != "tracked" && said != "untracked";
        let travels = ours.get(&path).copied().unwrap_or_default();
        if stays == travels {
            let path = String::from_utf8_lossy(&path).into_owned();
            wrong.push(format!("{}: {path:?}: git says {said}, travels: {travels}", engine.id));
        }
    }
    wrong
}

/// Has git track some of what it would ignore.
fn track_some(random: &mut Random, root: &Path) {
    let mut forced: Vec<Vec<u8>> = by_git(root, "").into_keys().collect();
    forced.retain(|_| random.below(6) == 0);
    if !forced.is_empty() {
        let mut add = git(root, &["--literal-pathspecs", "add", "-f", "--"]);
        add.args(forced.iter().map(|path| std::ffi::OsStr::from_bytes(path)));
        assert!(add.status().expect("git runs").success());
    }
}

#[test]
fn a_translation_holds_back_what_git_ignores() {
    if !has_git() {
        return;
    }
    let mut random = random(0x2545_f491_4f6c_dd1d);
    let (mut compared, mut gave_up) = (0, 0);
    for round in 0..rounds(20) {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        said(root, &["init", "-q"]);
        plant(&mut random, root);
        track_some(&mut random, root);
        let below = fs::read_dir(root).expect("a directory");
        let mut below: Vec<_> = below.map(|entry| entry.expect("an entry")).collect();
        below.retain(|entry| {
            entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != ".git"
        });
        below.sort_by_key(fs::DirEntry::file_name);
        let first = below.first().map(|entry| entry.file_name().into_string().expect("text"));
        let contexts = [Some(String::new()), first.filter(|_| random.below(2) == 0)];
        for context in contexts.into_iter().flatten() {
            let found = audited(&root.join(&context));
            let all: Vec<&'static Engine> = ENGINES.iter().collect();
            let sets = ENGINES.iter().map(|engine| vec![engine]).chain([all]);
            for engines in sets {
                let generated = match translated(&found, &engines) {
                    Ok(generated) => generated,
                    Err(Refusal::NoGitIgnore) => continue,
                    Err(refusal) => panic!("round {round}: {refusal}"),
                };
                let again = translated(&found, &engines).expect("the same");
                assert_eq!(generated.text, again.text, "round {round}: not the same twice");
                if generated.notes.iter().any(|note| note.contains("ignore this whole context")) {
                    continue;
                }
                if generated.notes.iter().any(|note| note.contains("do not make good")) {
                    gave_up += 1;
                    continue;
                }
                for engine in &engines {
                    let wrong = differences(root, &context, engine, &generated.text);
                    assert!(
                        wrong.is_empty(),
                        "round {round}, context {context:?}\n{}\n{}\n.gitignore: {:?}\nnotes: {:?}",
                        wrong.join("\n"),
                        String::from_utf8_lossy(&generated.text),
                        fs::read_to_string(root.join(".gitignore")),
                        generated.notes,
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
    assert!(gave_up * 10 < compared, "{gave_up} of {compared}");
}

/// The lines of a translation that need no look at the tree, as text; the files of git's are cut
/// down to the same lines. Nothing if a file has an odd name.
fn in_both_languages(root: &Path, translation: &Translation) -> Option<String> {
    let kept = |line: &&Translated| !line.negated && !line.only_directories;
    let mut text = String::new();
    for said in translation.lines.iter().filter(kept).flat_map(|line| &line.texts) {
        text += said.as_deref().expect("nothing here cannot be said");
        text.push('\n');
    }
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in &translation.lines {
        let place = translation.place(line.line);
        let mut lines = place.source.bytes().split(|&byte| byte == b'\n');
        let raw = lines.nth(place.position().line - 1).filter(|_| kept(&line));
        let raw = raw.map(|raw| String::from_utf8_lossy(raw).into_owned());
        files.entry(place.source.name().to_owned()).or_default().extend(raw);
    }
    if files.keys().any(|name| name.contains('\\')) {
        return None;
    }
    for (name, lines) in files {
        fs::write(root.join(name), lines.join("\n")).expect("written");
    }
    Some(text)
}

/// Without `!`, lines for directories only and names beyond ASCII, the lines alone say the same, so
/// that they do for files that come later, too.
#[test]
fn lines_alone_say_what_git_says() {
    if !has_git() {
        return;
    }
    let mut random = random(0x1234_5678_9abc_def1);
    let (mut compared, mut held) = (0, 0);
    for round in 0..rounds(60) {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        said(root, &["init", "-q"]);
        plant(&mut random, root);
        let found = audited(root);
        let heads = DiskHeads::open(root).expect("a directory");
        let translation = Translation::read(root, &found.inventory, &heads, found.git.as_ref());
        let Some(text) = in_both_languages(root, &translation) else { continue };
        let git = by_git(root, "");
        for engine in ENGINES {
            let ours = travelling(root, engine, text.as_bytes());
            for (path, said) in &git {
                if !path.is_ascii() {
                    continue;
                }
                let (stays, travels) = (said != "untracked", ours[path]);
                assert_ne!(
                    stays,
                    travels,
                    "round {round}, {}: {:?}: git says {said}\n{text}\n.gitignore: {:?}",
                    engine.id,
                    String::from_utf8_lossy(path),
                    fs::read_to_string(root.join(".gitignore")),
                );
                compared += 1;
                held += usize::from(stays);
            }
        }
    }
    assert!(compared > 500 && held > 100, "{compared}, {held}");
}
