//! `copy-everything`: an instruction takes the whole context, and that is not clean.

use super::asking::{Asking, By, askings};
use super::{Check, Facts, Remark, few};
use crate::context::EntryId;
use crate::dockerfile::Tree;
use crate::rules::{Category, Finding, Severity};
use std::cmp::Reverse;

pub(super) const CHECK: Check = Check {
    id: "copy-everything",
    severity: Severity::High,
    summary: "an instruction takes the whole context, and there is something in it that it should not",
    why: "`COPY . .`, `ADD .` and a bind mount without a source take whatever the ignore file leaves. That is as good \
          as the ignore file: here it leaves things that the rules speak of, and they come along.\n\n\
          It matters because nobody chose them. A variable without a value does the same without being seen: \
          `COPY $EXTRA /opt/` is `COPY \"\" /opt/`, which is everything.\n\n\
          Complete the ignore file, as the findings advise; or copy by name what is needed. Give the variable a \
          default, `ARG EXTRA=extra`.\n\n\
          It is fine, and nothing is said, if what is taken is clean, or only a little of it is not. A variable that the base image sets is not \
          known here: then say so with an ARG and a default of the same value.",
    source: "hadolint#1199; moby/buildkit frontend/dockerfile: sources are cleaned after expansion",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let everything = |asking: &Asking<'_>| {
        *asking.tree == Tree::Context && matches!(asking.path().as_slice(), b"")
    };
    let asked: Vec<Asking<'_>> = askings(facts).into_iter().filter(everything).collect();
    let unset = |asking: &&Asking<'_>| is_by_accident(asking);
    let mut remarks: Vec<Remark> =
        asked.iter().filter(unset).map(|asking| by_accident(facts, asking)).collect();
    let meant: Vec<&Asking<'_>> = asked.iter().filter(|asking| !is_by_accident(asking)).collect();
    remarks.extend(unclean(facts, &meant));
    remarks
}

/// A source that a variable was to fill.
fn is_by_accident(asking: &Asking<'_>) -> bool {
    !asking.unset().0.is_empty() && !asking.text.starts_with('.')
}

fn by_accident(facts: &Facts<'_>, asking: &Asking<'_>) -> Remark {
    let (names, could_be_set) = asking.unset();
    let names: Vec<String> = names.iter().map(|name| format!("${name}")).collect();
    let told = few(&names, 3);
    let have = if names.len() == 1 { "has" } else { "have" };
    let keyword = asking.keyword();
    let message = format!("{told} {have} no value here, so this {keyword} takes the whole context");
    let mut remark = Remark::new(&CHECK, Severity::High, message)
        .at(facts.place(asking.span))
        .note("an empty source is the context itself");
    if could_be_set {
        remark = remark.note("the base image could set it; nobody has looked into it");
    }
    let name = names.first().map_or("", |name| name.trim_start_matches('$'));
    let help = super::copy_missing::undeclared(facts, &asking.unset().0).unwrap_or_else(|| {
        format!("give it a default in this stage, `ARG {name}=…`, or pass --build-arg {name}=…")
    });
    remark = remark.help(help);
    let taken = taken(facts, asking).into_iter().map(|(_, entry)| entry).collect();
    remark.about(facts, taken)
}

/// One remark for all instructions that take everything: the one that takes the worst tells.
fn unclean(facts: &Facts<'_>, asked: &[&Asking<'_>]) -> Option<Remark> {
    let plan = facts.plan()?;
    let taken: Vec<_> = asked.iter().map(|asking| taken(facts, asking)).collect();
    let weight = |number: &usize| (taken[*number].len(), Reverse(*number));
    let most = (0..asked.len()).max_by_key(weight)?;
    let worst = taken[most].iter().map(|(severity, _)| *severity).max()?;
    let asking = asked[most];
    let mounted = matches!(asking.by, By::Mount);
    let severity =
        if worst >= Severity::Medium && !mounted { Severity::Medium } else { Severity::Low };
    let entries = taken[most].iter().map(|(_, entry)| *entry).collect();
    let label = plan.stages[asking.stage].label(asking.stage);
    let stage = crate::path::Shown(label.as_bytes()).to_string();
    let stage =
        if asking.stage == plan.target { "the image".to_owned() } else { format!("`{stage}`") };
    let place = if mounted { asking.span } else { asking.instruction };
    let remark =
        Remark::new(&CHECK, severity, String::new()).at(facts.place(place)).about(facts, entries);
    // The worst first, then the heaviest.
    let severity_of = |entry: &EntryId| {
        taken[most].iter().filter(|(_, e)| e == entry).map(|(severity, _)| *severity).max()
    };
    let mut named = remark.entries.clone();
    named.sort_by_key(|entry| Reverse(severity_of(entry)));
    let named: Vec<String> = named.iter().map(|entry| facts.shown(*entry)).collect();
    let way = if mounted { "is mounted for a command of" } else { "goes into" };
    let message = format!("everything that is not ignored {way} {stage}");
    let others: Vec<String> = asked
        .iter()
        .filter(|other| other.span != asking.span)
        .map(|other| facts.line(other.span))
        .collect();
    let mut remark = Remark { message, ..remark }.note(format!("with it {}", few(&named, 3)));
    if !others.is_empty() {
        remark = remark.note(format!("the same at {}", others.join(", ")));
    }
    let how = if mounted {
        "mount only what is needed, by `source=`"
    } else {
        "copy by name what is needed"
    };
    let help = match &facts.build.ignore {
        Some(ignore) => format!("complete {}, or {how}", ignore.source.name()),
        None => format!("write a .dockerignore, or {how}"),
    };
    Some(remark.help(help))
}

/// What the rules speak of among what the instruction takes.
fn taken(facts: &Facts<'_>, asking: &Asking<'_>) -> Vec<(Severity, EntryId)> {
    let filtered = asking.transfer().is_some_and(|transfer| !transfer.exclude.is_empty());
    let mut found = Vec::new();
    for finding in facts.findings {
        for &entry in &finding.entries {
            let with = facts.requested.with(facts.inventory, entry);
            let comes = with.files > 0 && with.bytes >= least(finding);
            if comes && (!filtered || lands(facts, asking, entry)) {
                found.push((finding.severity, entry));
            }
        }
    }
    found
}

/// From which size on a finding is worth a word here: what only costs space has to cost some.
fn least(finding: &Finding) -> u64 {
    let harmful = matches!(finding.rule.category, Category::Secret | Category::IacState);
    match finding.severity {
        Severity::Info => u64::MAX,
        _ if harmful => 0,
        Severity::Low => 1_000_000,
        Severity::Medium | Severity::High | Severity::Critical => 100_000,
    }
}

fn lands(facts: &Facts<'_>, asking: &Asking<'_>, entry: EntryId) -> bool {
    let Some(landing) = facts.landing else { return false };
    let ways = landing.ways(facts.views, Facts::origin(entry));
    let place = (asking.stage, asking.step);
    ways.iter().any(|way| way.hops.iter().any(|hop| (hop.stage, hop.step) == place))
}
