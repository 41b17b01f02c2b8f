//! The pictures in the README are real: the tree they show is made here, and what the program says
//! of it is compared with the text.

use crate::made::made;
use crate::support::Tree;
use std::fs::{self, File};
use std::path::Path;

/// A file of this size that takes no room on the disk.
fn sparse(root: &Path, path: &str, size: u64) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
    File::create(path).and_then(|file| file.set_len(size)).expect("a file");
}

fn shop() -> Tree {
    let tree = Tree::new(&[
        (".dockerignore", "node_modules\n.env*\n!.env.example\n"),
        (
            "Dockerfile",
            "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\n\n\
             FROM node:22-slim\nCOPY --from=build /app /app\n",
        ),
        ("package.json", "{}\n"),
        ("packages/web/package.json", "{}\n"),
        ("packages/web/.env", "API_KEY=9f3c\nPORT=80\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let root = tree.root();
    fs::create_dir_all(root.join(".git/refs")).expect("a directory");
    fs::create_dir_all(root.join("packages/web/dist")).expect("a directory");
    sparse(&root, ".git/objects/pack.bin", 18_000_000);
    sparse(&root, "data/dump.sql.gz", 31_000_000);
    sparse(&root, "src/app.js", 2_300_000);
    for number in 1..=200 {
        sparse(&root, &format!("packages/web/node_modules/lib/f{number}.js"), 40_000);
    }
    for number in 1..=3 {
        sparse(&root, &format!("node_modules/express/i{number}.js"), 9000);
    }
    tree
}

/// The same kind of project as a clean checkout has it: no `.env`, nothing installed.
fn checkout() -> Tree {
    Tree::new(&[
        (".dockerignore", "**/.git\n**/node_modules\n.env*\n"),
        (
            "Dockerfile",
            "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY packages packages\n",
        ),
        (".gitignore", "node_modules/\n.env\n*.tsbuildinfo\n"),
        ("package.json", "{}\n"),
        ("packages/web/package.json", "{}\n"),
        ("packages/web/app.js", "x\n"),
    ])
}

/// A small service with a token where nobody looks for one.
fn service() -> Tree {
    let tree = Tree::new(&[
        (".dockerignore", ".git\n.env*\n"),
        ("Dockerfile", "FROM python:3.13-slim\nWORKDIR /srv\nCOPY . .\n"),
        ("app.py", "print('hello')\n"),
        (".npmrc", "//registry.example.com/:_authToken=${NPM_TOKEN}\n"),
    ]);
    let made = made(2026);
    let text = |id: &str| made.iter().find(|made| made.id == id).expect("a recipe").text.clone();
    let notes = "# Deploy\n\n1. log in\n2. `export GH_TOKEN=";
    tree.write("notes/deploy.md", format!("{notes}{}`\n", text("github-token")).as_bytes());
    tree.write("ops/alerts.py", format!("HOOK = '{}'\n", text("slack-webhook")).as_bytes());
    tree
}

/// Compares what follows `$ command` in the README, up to the end of its block, with what the
/// program says; with UPDATE_SNAPSHOTS set it writes it down instead.
fn check_picture(command: &str, said: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("a README");
    let start = readme.find(&format!("\n$ {command}\n")).expect("the command is shown");
    let start = start + command.len() + 4;
    let end = start + readme[start..].find("\n```").expect("the block ends");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let updated = [&readme[..start], said.trim_end(), &readme[end..]].concat();
        fs::write(path, updated).expect("the README can be written");
        return;
    }
    assert_eq!(said.trim_end(), &readme[start..end], "{command}");
}

#[test]
fn the_pictures_are_what_the_program_says() {
    let tree = shop();
    for arguments in [&[][..], &["why", "packages/web/.env", "node_modules/express/i1.js"]] {
        let command = ["stowaway"].iter().chain(arguments).copied().collect::<Vec<_>>().join(" ");
        let run = tree.run(arguments);
        check_picture(&command, run.text());
    }
    let run = checkout().run(&["--canaries"]);
    check_picture("stowaway --canaries", run.text());
    check_picture("stowaway check", service().run(&["check"]).text());
    tree.write("Dockerfile.typo", b"FROM node:22\nCOYP package.json ./\n");
    let run = tree.run(&["ls", "-f", "Dockerfile.typo"]);
    check_picture("stowaway ls -f Dockerfile.typo", &run.err);
}

#[test]
#[cfg(unix)]
fn the_picture_of_a_change_is_what_the_program_says() {
    let tree = crate::snapshot::project();
    tree.run(&["snapshot", "--files", "-o", "../before.json"]).says(0, "");
    crate::difference::changed(&tree);
    check_picture("stowaway diff ../before.json", tree.run(&["diff", "../before.json"]).text());
}
