//! What `generate --style deny` must and must not write, case by case.

use crate::fixture::Planted;
use stowaway::audit::{Options, audit};
use stowaway::build::{IgnoreChoice, Request};
use stowaway::context::{DiskHeads, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::generate::{Generated, Ground, Needs, Style, generate};
use stowaway::git::UserFiles;
use stowaway::rules::Thresholds;

/// What is written for a tree; files of `tracked` are planted by `tree`.
fn written(tree: &str, dockerfile: &str, tracked: Option<&str>) -> Generated {
    let planted = Planted::drawn(tree, dockerfile, tracked);
    let request = Request { ignore: IgnoreChoice::None, ..planted.request() };
    let audit = audit(&Options {
        request: request.clone(),
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds::default()),
        git: Some(UserFiles::default()),
        canaries: None,
        contents: None,
    });
    let audit = audit.expect("an audit");
    let heads = DiskHeads::open(&audit.build.root).expect("a directory");
    let needs = Needs::gather(&audit.build, &request, &audit.inventory, &heads, true);
    let engines: Vec<_> = ENGINES.iter().collect();
    let ground = Ground {
        build: &audit.build,
        inventory: &audit.inventory,
        requested: &audit.requested,
        landing: audit.landing.as_ref(),
        needs: &needs,
        git: audit.git.as_ref(),
        findings: &audit.findings,
        heads: &heads,
        engines: &engines,
    };
    generate(&ground, Style::Deny).expect("a file")
}

fn lines(generated: &Generated) -> Vec<&str> {
    let text = std::str::from_utf8(&generated.text).expect("text");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn check(generated: &Generated, has: &[&str], lacks: &[&str]) {
    let lines = lines(generated);
    for line in has {
        assert!(lines.contains(line), "{line} is missing in {lines:#?}");
    }
    for line in lacks {
        assert!(!lines.contains(line), "{line} is in {lines:#?}");
    }
}

const COPY_ALL: &str = "FROM alpine\nCOPY . /app\n";

#[test]
fn a_clean_checkout_is_guarded_by_what_its_kind_will_have() {
    let tree = "file 100 Cargo.toml\nfile 100 src/main.rs\nfile 100 README.md\nfile 9 docs/a.md\n";
    let generated = written(tree, COPY_ALL, Some("Cargo.toml\nsrc/main.rs\nREADME.md\ndocs/a.md"));
    let has = ["**/.env", "**/*.key", "**/.git", "target", "**/.dockerignore", "**/*.log"];
    let lacks = ["**/node_modules", "**/.venv", "**/__pycache__", "README*", "docs", "LICENSE"];
    check(&generated, &has, &lacks);
}

#[test]
fn what_git_tracks_stays_unless_it_is_noise() {
    let tree = "file 9 package.json\nfile 9 dist/index.js\nfile 9 certs/ca.pem\nfile 9 lib/build/x.js\n\
                file 9 a.log\nfile 9 .github/a.yml\nfile 2M node_modules/x/index.js\n";
    let tracked = "package.json\ndist/index.js\ncerts/ca.pem\nlib/build/x.js\na.log\n.github/a.yml";
    let generated = written(tree, COPY_ALL, Some(tracked));
    let has = ["**/server.pem", "**/*.key", ".github", "**/node_modules"];
    check(&generated, &has, &["**/*.pem", "**/dist", "dist", "**/build", "**/*.log"]);
}

/// Nobody can say then what is source: only what rules find by evidence is taken away.
#[test]
fn without_git_what_could_be_source_stays() {
    let tree = "file 9 go.mod\nfile 9 bin/start.sh\nfile 9 dist/page.html\nfile 9 main.go\n";
    check(&written(tree, COPY_ALL, None), &["**/.env"], &["bin", "dist", "**/bin", "**/dist"]);
    let tree = "file 9 Cargo.toml\nfile 9 src/main.rs\nfile 9 src/target/mod.rs\n\
                file 9M target/debug/app\n\
                file 99 target/CACHEDIR.TAG = Signature: 8a477f597d28d172789f06886806bc55\n";
    check(&written(tree, COPY_ALL, None), &["target"], &["**/target"]);
}

#[test]
fn what_an_instruction_names_is_never_taken_away() {
    let dockerfile =
        "FROM alpine\nCOPY target/*.jar /app.jar\nCOPY .npmrc /\nCOPY .env.production /\n";
    let tree = "file 9 pom.xml\nfile 9M target/a.jar\nfile 9 package.json\nfile 9 .npmrc\n\
                file 9 .env.production\nfile 9 certs/server.key\n";
    let generated = written(tree, dockerfile, Some("pom.xml\npackage.json"));
    check(&generated, &["**/.env"], &["**/target", "target", "**/.npmrc", "**/.env.production"]);
    let text = String::from_utf8_lossy(&generated.text).into_owned();
    assert!(text.contains("is left out: COPY target/*.jar"), "{text}");
}

#[test]
fn a_repository_that_the_build_needs_stays() {
    let dockerfile = "FROM golang\nCOPY . .\nRUN git describe --tags > /version\n";
    let tree = "file 9 go.mod\nfile 9 main.go\nfile 9M .git/objects/pack/a.pack\n";
    let generated = written(tree, dockerfile, Some("go.mod\nmain.go"));
    check(&generated, &["**/.env"], &["**/.git"]);
    assert!(
        generated.notes.iter().any(|note| note.contains("git describe")),
        "{:?}",
        generated.notes
    );
}

#[test]
fn packages_that_the_image_has_from_nowhere_else_stay() {
    let dockerfile = "FROM node:22\nCOPY . /app\nCMD [\"node\", \"/app/index.js\"]\n";
    let tree = "file 9 package.json\nfile 9 index.js\nfile 2M node_modules/x/index.js\n";
    let generated = written(tree, dockerfile, Some("package.json\nindex.js"));
    check(&generated, &["**/.env"], &["**/node_modules"]);
    assert!(generated.notes.iter().any(|note| note.contains("nowhere else")));
}

#[test]
fn lines_of_a_project_in_a_directory_begin_with_it() {
    let tree = "file 9 back end/Gemfile\nfile 9 back end/config/application.rb\n\
                file 9 back end/log/.keep\nfile 9 back end/log/development.txt\n\
                file 9 back end/storage/.keep\n";
    let tracked = "back end/Gemfile\nback end/config/application.rb\nback end/log/.keep\n\
                   back end/storage/.keep";
    let generated = written(tree, COPY_ALL, Some(tracked));
    let has =
        ["**/config/master.key", "back end/log/*", "!back end/log/.keep", "back end/storage/*"];
    check(&generated, &has, &["/log/*", "log/*", "storage/*"]);
}

#[test]
fn directories_of_databases_are_held_back_before_they_are_there() {
    let compose = "services: {db: {volumes: ['./db:/var/lib/postgresql/data', './src:/app/src']}}";
    let tree = format!("file 9 src/a\nfile 0 compose.yaml = {compose}\n");
    check(&written(&tree, COPY_ALL, Some("src/a\ncompose.yaml")), &["db"], &["src"]);
}

#[test]
fn odd_names_are_written_so_that_they_mean_themselves() {
    let tree = "file 9 [a]/go.mod\nfile 9 [a]/go.work\nfile 9 a/go.work\n";
    let generated = written(tree, COPY_ALL, Some("[a]/go.mod\na/go.work"));
    check(&generated, &["\\[a\\]/go.work"], &["[a]/go.work", "**/go.work"]);
}
