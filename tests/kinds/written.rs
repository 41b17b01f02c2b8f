//! What `fix` and `generate` make of every fixture, with numbers, and that the reference agrees.

use crate::fixture::{Planted, fixtures};
use crate::proof::confirm;
use crate::reviewed;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{IgnoreChoice, Request};
use stowaway::canary::Occasion;
use stowaway::context::{DiskHeads, Totals, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::fix::Choice;
use stowaway::generate::{Ground, Needs, Style, generate};
use stowaway::git::UserFiles;
use stowaway::rules::Thresholds;
use stowaway::size::{Bytes, Units};

/// Bytes that travel of all fixtures together, asserted: a test that compared nothing must not pass.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    before: u64,
    fixed: u64,
    fixed_unsafe: u64,
    denied: u64,
    allowed: u64,
    translated: u64,
}

fn audited(request: Request) -> Audit {
    let options = Options {
        request,
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds::default()),
        git: Some(UserFiles::default()),
        canaries: Some(Occasion::Asked),
        contents: None,
    };
    audit(&options).expect("an audit")
}

fn sent(audit: &Audit) -> Totals {
    audit.requested.totals(&audit.inventory)
}

fn amount(totals: Totals) -> String {
    let bytes = Bytes(totals.bytes).shown(Units::Decimal).to_string();
    let files = if totals.files == 1 { "file" } else { "files" };
    format!("{bytes:>8} {:>3} {files}", totals.files)
}

/// The bytes of the ignore file itself, where it travels.
fn own(audit: &Audit) -> u64 {
    let entry = audit.inventory.find(b".dockerignore");
    let entry = entry.filter(|id| audit.requested.travels(&audit.inventory, *id));
    entry.map_or(0, |id| audit.inventory.size(id))
}

/// What travels besides the ignore file, whose size a change changes.
fn without_own(audit: &Audit) -> u64 {
    sent(audit).bytes - own(audit)
}

/// A fixture while it is told of.
struct Telling<'a> {
    fixture: &'a Path,
    planted: Planted,
    /// What Dockerfiles name, as the reference is asked about it.
    needs: Needs,
    tracked: Vec<String>,
    numbers: String,
    texts: String,
}

impl<'a> Telling<'a> {
    fn new(fixture: &'a Path) -> Self {
        let planted = Planted::new(fixture);
        let whole = Request { ignore: IgnoreChoice::None, ..planted.request() };
        let bare = audited(whole.clone());
        let heads = DiskHeads::open(&bare.build.root).expect("a directory");
        let needs = Needs::gather(&bare.build, &whole, &bare.inventory, &heads, true);
        let tracked = fs::read_to_string(fixture.join("tracked.txt")).unwrap_or_default();
        let tracked = tracked.lines().map(str::to_owned).collect();
        let (mut telling, texts) = (String::new(), String::new());
        telling.push_str(&format!("{:<18}{}\n", "without any", amount(sent(&bare))));
        Self { fixture, planted, needs, tracked, numbers: telling, texts }
    }

    fn original(&self) -> Option<Vec<u8>> {
        fs::read(self.fixture.join("dockerignore")).ok()
    }

    /// Puts a text in place, has it confirmed, and tells what travels then.
    fn put(
        &mut self,
        name: &str,
        text: &[u8],
        before: Option<&[u8]>,
        may_start: &BTreeSet<Vec<u8>>,
    ) -> Audit {
        fs::write(self.planted.root().join(".dockerignore"), text).expect("a file");
        let request = self.planted.request();
        let stopped = confirm(&request, &self.needs, before, text, may_start);
        let after = audited(request);
        self.numbers.push_str(&format!("{name:<18}{}\n", amount(sent(&after))));
        let lost = self.tracked.iter().filter(|path| stopped.iter().any(|s| s == path.as_bytes()));
        let lost: Vec<String> = lost.cloned().collect();
        self.say("of what git tracks", &lost);
        let started = may_start.iter().map(|path| path.escape_ascii().to_string());
        self.say("begins to be sent", &started.collect::<Vec<_>>());
        let inventory = &after.inventory;
        let files = inventory.in_order().filter(|id| inventory.opened(*id).is_none());
        let sent = files.filter(|id| after.requested.travels(inventory, *id));
        let left = sent.map(|id| inventory.path(id).shown().to_string());
        let left = left.filter(|path| !self.tracked.contains(path));
        self.say("sent and not tracked", &left.collect::<Vec<_>>());
        let alarms = after.canaries.iter().flat_map(|canaries| &canaries.alarms);
        let absent = alarms.flat_map(|alarm| &alarm.absent);
        let slips: Vec<String> = absent.map(|absent| absent.path.shown().to_string()).collect();
        if name.starts_with("generate") {
            self.say("could be sent one day", &slips);
        }
        let shown = String::from_utf8_lossy(text).replace('\r', "\\r");
        self.texts.push_str(&format!("\n==== {name}\n{shown}"));
        after
    }

    fn say(&mut self, what: &str, paths: &[String]) {
        if !paths.is_empty() {
            self.numbers.push_str(&format!("  {what}: {}\n", paths.join(", ")));
        }
    }

    /// The ignore file as it is, put right as far as `choice` goes; a second run finds nothing.
    fn fixed(&mut self, name: &str, choice: &Choice) -> u64 {
        let original = self.original();
        let place = self.planted.root().join(".dockerignore");
        match &original {
            Some(text) => fs::write(&place, text).expect("a file"),
            None => drop(fs::remove_file(&place)),
        }
        let there = audited(self.planted.request());
        let plan = there.fix(&self.planted.request(), choice);
        let Some(text) = &plan.text else {
            self.numbers.push_str(&format!("{name:<18}nothing to do\n"));
            return sent(&there).bytes;
        };
        let starts = plan.difference.starts.iter().map(|id| there.inventory.path(*id).to_vec());
        let after = self.put(name, text, original.as_deref(), &starts.collect());
        assert_eq!(without_own(&after), plan.after.bytes - own(&there), "{name}: told otherwise");
        for refused in &plan.refused {
            self.numbers.push_str(&format!("  refused: {}\n", refused.line));
        }
        let again = after.fix(&self.planted.request(), choice);
        let more: Vec<&str> = again.suggestions.iter().map(|more| more.line.as_str()).collect();
        assert!(again.text.is_none(), "{}: a second run finds {more:?}", self.fixture.display());
        sent(&after).bytes
    }

    /// A new ignore file of a style, the same on every run.
    fn generated(&mut self, name: &str, style: Style) -> u64 {
        drop(fs::remove_file(self.planted.root().join(".dockerignore")));
        let request = Request { ignore: IgnoreChoice::None, ..self.planted.request() };
        let bare = audited(request.clone());
        let heads = DiskHeads::open(&bare.build.root).expect("a directory");
        let engines: Vec<_> = ENGINES.iter().collect();
        let ground = Ground {
            build: &bare.build,
            inventory: &bare.inventory,
            requested: &bare.requested,
            landing: bare.landing.as_ref(),
            needs: &self.needs,
            git: bare.git.as_ref(),
            findings: &bare.findings,
            heads: &heads,
            engines: &engines,
        };
        let generated = match generate(&ground, style) {
            Ok(generated) => generated,
            Err(refusal) => {
                self.numbers.push_str(&format!("{name:<18}refused: {refusal}\n"));
                return sent(&bare).bytes;
            }
        };
        let again = generate(&ground, style).expect("as before");
        assert_eq!(generated.text, again.text, "not the same on every run");
        let after = self.put(name, &generated.text, None, &BTreeSet::new());
        for note in &generated.notes {
            self.numbers.push_str(&format!("  note: {note}\n"));
        }
        sent(&after).bytes
    }
}

fn told(fixture: &Path, sums: &mut Sums) -> String {
    let mut telling = Telling::new(fixture);
    let there = audited(telling.planted.request());
    sums.before += sent(&there).bytes;
    telling.numbers.push_str(&format!("{:<18}{}\n", "as it is", amount(sent(&there))));
    drop(there);
    sums.fixed += telling.fixed("fix", &Choice::default());
    sums.fixed_unsafe += telling.fixed("fix --unsafe", &Choice::everything());
    sums.denied += telling.generated("generate deny", Style::Deny);
    sums.allowed += telling.generated("generate allow", Style::Allow);
    sums.translated += telling.generated("from .gitignore", Style::FromGitignore);
    telling.numbers + &telling.texts
}

#[test]
fn what_is_written_for_every_kind_is_as_reviewed() {
    let mut sums = Sums::default();
    for (_, fixture) in fixtures() {
        let said = told(&fixture, &mut sums);
        reviewed(&fixture.join("expect.txt"), &said);
    }
    let expected = Sums {
        before: 8_980_146_973,
        fixed: 5_160_840_883,
        fixed_unsafe: 752_880_331,
        denied: 445_189_316,
        allowed: 66_768_430,
        translated: 66_795_501,
    };
    assert_eq!(sums, expected);
}
