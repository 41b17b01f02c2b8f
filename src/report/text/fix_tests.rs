//! What is done to ignore files, drawn from models that were made by hand.

use super::write;
use crate::context::Totals;
use crate::engine::{ENGINES, Engine};
use crate::report::fix::{Effect, FileRepair, RefusedRepair, RepairItem, Repairs, WrittenFile};
use crate::report::stops::{Extent, Stop};
use crate::report::{FIX_FORMATS, Look};

fn totals(files: u64, bytes: u64) -> Totals {
    Totals { files, directories: 0, bytes }
}

fn effect(engine: &'static Engine, before: Totals, after: Totals, stops: Vec<Stop>) -> Effect {
    Effect { engine, before, after, stops }
}

fn stop(path: &str, extent: Extent, files: u64, bytes: u64) -> Stop {
    Stop { path: path.into(), extent, totals: totals(files, bytes) }
}

fn item(what: &str, rule: &'static str, is_safe: bool, saves: Totals) -> RepairItem {
    let unless = (!is_safe).then(|| "the image is built from what is here".to_owned());
    RepairItem {
        what: what.to_owned(),
        rules: vec![rule],
        is_safe,
        unless,
        saves,
        starts: Vec::new(),
    }
}

fn unchanged() -> FileRepair {
    FileRepair {
        name: b".dockerignore".to_vec(),
        old: Some(b"dist\n".to_vec()),
        new: Some(b"dist\n".to_vec()),
        effects: vec![effect(&ENGINES[0], totals(2, 30), totals(2, 30), Vec::new())],
        items: Vec::new(),
        withheld: Vec::new(),
        refused: Vec::new(),
        written: None,
    }
}

fn changed() -> FileRepair {
    let stops = vec![
        stop(".env", Extent::Entry, 1, 26),
        stop("web/node_modules", Extent::Directory, 48_112, 750_000_000),
        stop("logs", Extent::Part, 9, 90_000),
    ];
    FileRepair {
        new: Some(b"dist\n**/node_modules\n**/.env\n".to_vec()),
        effects: vec![effect(&ENGINES[0], totals(48_124, 750_090_056), totals(2, 30), stops)],
        items: vec![
            item("ignore `**/node_modules`", "dep-node-modules", true, totals(48_112, 750_000_000)),
            item("ignore `**/.env`", "secret-dotenv", true, totals(1, 26)),
            item("remove the trailing comment", "trailing-comment", true, totals(0, 0)),
        ],
        ..unchanged()
    }
}

fn drawn(files: Vec<FileRepair>, look: &Look) -> String {
    let repairs = Repairs { context: ".".to_owned(), dockerfile: None, files };
    let mut out = Vec::new();
    write(&repairs, look, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

fn usual(file: FileRepair) -> String {
    drawn(vec![file], &Look::default())
}

#[test]
fn a_change_is_a_diff_and_what_it_does() {
    assert_eq!(
        usual(changed()),
        "\
--- a/.dockerignore
+++ b/.dockerignore
@@ -1 +1,3 @@
 dist
+**/node_modules
+**/.env

  BuildKit  750.1 MB \u{2192} 30 B (−99%), 48,124 \u{2192} 2 files

what stops travelling
   750.0 MB   48,112 files  web/node_modules/
    90.0 kB        9 files  logs/…
       26 B                 .env

what is done
   750.0 MB   48,112 files  ignore `**/node_modules`  dep-node-modules
       26 B         1 file  ignore `**/.env`  secret-dotenv
                            remove the trailing comment  trailing-comment

to change the file: stowaway fix --write
"
    );
}

#[test]
fn nothing_to_do_is_one_line() {
    assert_eq!(usual(unchanged()), "ok: .dockerignore needs no change (BuildKit)\n");
    let none = FileRepair { old: None, new: None, ..unchanged() };
    assert_eq!(usual(none), "ok: there is no .dockerignore, and no need of one (BuildKit)\n");
}

#[test]
fn what_is_not_done_is_told_with_its_reason() {
    let file = FileRepair {
        withheld: vec![item("ignore `data`", "data-large-dir", false, totals(3, 5_000_000))],
        refused: vec![RefusedRepair {
            what: "ignore `**/*.log`".to_owned(),
            rules: vec!["log-files"],
            why: "it would take away `seed.log`, which COPY seed.log /db/ (Dockerfile:3) names"
                .to_owned(),
        }],
        ..unchanged()
    };
    assert_eq!(
        usual(file),
        "\
ok: .dockerignore needs no change (BuildKit)

not done without --unsafe
     5.0 MB        3 files  ignore `data`  data-large-dir
                              unless the image is built from what is here

not done, for it would do harm
  ignore `**/*.log`: it would take away `seed.log`, which COPY seed.log /db/
    (Dockerfile:3) names
"
    );
}

#[test]
fn engines_have_a_line_each_and_share_what_is_the_same() {
    let mut file = changed();
    let first = file.effects[0].clone();
    file.effects.push(Effect { engine: &ENGINES[1], ..first.clone() });
    let one = stop(".env", Extent::Entry, 1, 26);
    file.effects.push(effect(&ENGINES[2], totals(3, 56), totals(2, 30), vec![one]));
    file.effects.push(effect(&ENGINES[3], totals(2, 30), totals(2, 30), Vec::new()));
    let text = usual(file);
    let titles: Vec<&str> = ENGINES.iter().map(|engine| engine.title).collect();
    assert!(
        text.contains(&format!(
            "  {:<15}  56 B \u{2192} 30 B (−46%), 3 \u{2192} 2 files\n  {:<15}  30 B in 2 files, \
             before and after\n",
            titles[2], titles[3]
        )),
        "{text}"
    );
    assert_eq!(text.matches("what stops travelling (").count(), 2, "{text}");
    assert!(text.contains(&format!("travelling ({}, {})\n", titles[0], titles[1])), "{text}");
    assert!(text.contains(&format!("travelling ({})\n       26 B", titles[2])), "{text}");
}

#[test]
fn a_long_list_is_cut_unless_all_is_wanted() {
    let mut file = changed();
    let many = (0..30).map(|n| stop(&format!("d{n:02}"), Extent::Directory, 2, 100 + n));
    file.effects[0].stops = many.collect();
    let text = usual(file.clone());
    assert!(text.contains("      129 B        2 files  d29/\n"), "{text}");
    let rest = "     2.0 kB       36 files  18 more places: --verbose lists every file\n";
    assert!(text.contains(rest) && !text.contains("d10/"), "{text}");
    let text = drawn(vec![file], &Look { verbose: true, ..Look::default() });
    let places: Vec<&str> = text.lines().filter(|line| line.ends_with('/')).collect();
    assert_eq!(places.len(), 30, "{text}");
    assert!(places.is_sorted(), "in the order of paths");
}

#[test]
fn what_was_written_is_told() {
    let written = WrittenFile { path: ".dockerignore".into(), through_link: false };
    let text = usual(FileRepair { written: Some(written), ..changed() });
    assert!(text.ends_with("\n\nwritten: .dockerignore\n"), "{text}");
    let written = WrittenFile { path: "shared/\x1bignore".into(), through_link: true };
    let text = usual(FileRepair { written: Some(written), ..changed() });
    let told = "\n\nwritten: shared/\\x1bignore, to which .dockerignore is a link\n";
    assert!(text.ends_with(told), "{text}");
}

#[test]
fn a_new_file_comes_from_nothing() {
    let text = usual(FileRepair { old: None, ..changed() });
    assert!(text.starts_with("--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,3 @@\n+dist\n"));
    assert!(text.ends_with("\nto make the file: stowaway fix --write\n"), "{text}");
}

#[test]
fn every_format_takes_hostile_names_and_bytes() {
    let mut file = changed();
    file.name = b"a\x1b[2Jb\xff".to_vec();
    file.new = Some(b"\x1b]0;x\x07\n\xff\n".to_vec());
    file.effects[0].stops = vec![stop("x\u{202e}\n\x1b", Extent::Entry, 1, 1)];
    file.items[0].what = "ignore `\x1b[31m`".to_owned();
    file.refused.push(RefusedRepair {
        what: "ignore `\x1b[31m`".to_owned(),
        rules: Vec::new(),
        why: "no".to_owned(),
    });
    for format in &FIX_FORMATS[..2] {
        let repairs = Repairs { context: ".".into(), dockerfile: None, files: vec![file.clone()] };
        let mut out = Vec::new();
        let look = Look { width: 40, ..Look::default() };
        (format.write)(&repairs, &look, &mut out).expect("a vector takes all");
        let text = String::from_utf8(out).expect("text");
        let raw = text.chars().find(|c| *c != '\n' && crate::path::is_hostile(*c));
        assert_eq!(raw, None, "{}: {text}", format.id);
    }
}
