//! The comparison on snapshots made by hand: what is told, and what is not known.

use super::lock::{
    BuildLock, FileLock, IssueLock, NamedLock, PartLock, PathLock, Snapshot, StageLock, StepLock,
    TakeLock, TopLock,
};
use super::{BuildDifference, How, Listed, Reason, compare};
use crate::severity::Severity;

fn file(path: &str, content: &str, mode: &str) -> FileLock {
    let directory = content == "dir";
    FileLock {
        blake3: (!directory).then(|| content.to_owned()),
        kind: if directory { "directory" } else { "file" }.to_owned(),
        mode: Some(mode.to_owned()),
        path: PathLock::of(path.as_bytes()),
        size: (!directory).then_some(content.len() as u64),
    }
}

fn build(files: Vec<FileLock>) -> BuildLock {
    let hash = format!("{files:?}");
    let (directories, plain): (Vec<_>, Vec<_>) = files.iter().partition(|it| it.size.is_none());
    let context = PartLock {
        bytes: plain.iter().filter_map(|file| file.size).sum(),
        directories: directories.len() as u64,
        files: plain.len() as u64,
        hash: hash.clone(),
        entries: Some(files),
        ignore_file: None,
        top: Vec::new(),
    };
    BuildLock {
        context,
        dockerfile: None,
        engine: "buildkit".to_owned(),
        findings: Some(Vec::new()),
        hash,
        modes: "sent".to_owned(),
        named: Vec::new(),
        stages: Vec::new(),
        target: None,
    }
}

fn one(before: &BuildLock, after: &BuildLock) -> BuildDifference {
    let snapshot = |build: &BuildLock| Snapshot::new(vec![build.clone()]);
    compare(&snapshot(before), &snapshot(after)).builds.remove(0)
}

#[test]
fn entries_come_go_and_change() {
    let before = build(vec![
        file("a", "one", "0644"),
        file("gone", "dir", "0755"),
        file("gone/x", "xx", "0644"),
        file("gone-not", "s", "0644"),
        file("run", "r", "0644"),
        file("same", "s", "0644"),
    ]);
    let after = build(vec![
        file("a", "three", "0644"),
        file("gone-not", "s", "0644"),
        file("new/deep/y", "yyyy", "0644"),
        file("run", "r", "0755"),
        file("same", "s", "0644"),
    ]);
    let difference = one(&before, &after);
    let part = &difference.parts[0];
    let told: Vec<(String, String, Option<String>)> = part
        .known()
        .iter()
        .map(|change| {
            let how = match &change.how {
                How::Added => "+".to_owned(),
                How::Removed => "-".to_owned(),
                How::Changed { content, mode, kind } => format!("{content} {mode:?} {kind:?}"),
            };
            let within = change.within.as_ref().map(|path| path.shown().to_string());
            (change.path.shown().to_string(), how, within)
        })
        .collect();
    let row = |path: &str, how: &str, within: Option<&str>| {
        (path.to_owned(), how.to_owned(), within.map(str::to_owned))
    };
    assert_eq!(
        told,
        [
            row("a", "true None None", None),
            row("gone", "-", None),
            row("gone/x", "-", Some("gone")),
            row("new/deep/y", "+", Some("new")),
            row("run", "false Some((\"0644\", \"0755\")) None", None),
        ]
    );
    assert_eq!(part.same, Some(false));
    assert_eq!((part.before.bytes, part.after.bytes), (8, 12));
}

#[test]
fn what_is_not_listed_is_not_guessed() {
    let mut before = build(vec![file("a", "one", "0644")]);
    let after = build(vec![file("a", "two", "0644")]);
    before.context.entries = None;
    before.context.top = vec![TopLock { bytes: 3, files: 1, path: PathLock::of(b".") }];
    let part = one(&before, &after).parts.remove(0);
    assert_eq!((part.changes, part.same), (Listed::Unknown, Some(false)));
    assert_eq!(part.top.len(), 1);
    // The same hash says all there is to know.
    before.context.hash = after.context.hash.clone();
    let part = one(&before, &after).parts.remove(0);
    assert_eq!((part.changes, part.same), (Listed::Known(Vec::new()), Some(true)));
}

#[test]
fn bits_that_one_side_does_not_count_do_not_count() {
    let mut before =
        build(vec![file("a", "x", "0644"), file("b", "y", "0755"), file("d", "dir", "0755")]);
    before.modes = "git".to_owned();
    before.context.hash = "another".to_owned();
    let after =
        build(vec![file("a", "x", "0600"), file("b", "y", "0700"), file("d", "dir", "0700")]);
    let part = one(&before, &after).parts.remove(0);
    assert_eq!(part.same, Some(true));
    let after =
        build(vec![file("a", "x", "0700"), file("b", "y", "0700"), file("d", "dir", "0700")]);
    assert_eq!(one(&before, &after).parts[0].known().len(), 1);
}

fn issue(
    rule: &str,
    path: &str,
    counts_as: &str,
    print: Option<&str>,
    about: Option<&str>,
) -> IssueLock {
    IssueLock {
        about: about.map(str::to_owned),
        context: None,
        counts_as: counts_as.to_owned(),
        fingerprint: print.map(str::to_owned),
        path: PathLock::of(path.as_bytes()),
        rule: rule.to_owned(),
        severity: counts_as.to_owned(),
    }
}

#[test]
fn what_is_said_is_new_gone_or_graver() {
    let with = |issues: Vec<IssueLock>| BuildLock { findings: Some(issues), ..build(Vec::new()) };
    let before = with(vec![
        issue("dotenv", ".env", "medium", None, None),
        issue("token", "a", "high", Some("11"), None),
        issue("copy", "Dockerfile", "low", None, Some("COPY . .")),
        issue("milder", "m", "high", None, None),
    ]);
    let after = with(vec![
        issue("dotenv", ".env", "critical", None, None),
        issue("token", "a", "high", Some("22"), None),
        issue("copy", "Dockerfile", "low", None, Some("COPY . .")),
        issue("milder", "m", "low", None, None),
    ]);
    let difference = one(&before, &after);
    let new: Vec<(&str, Option<Severity>)> =
        difference.new.iter().map(|new| (new.issue.rule.as_str(), new.was)).collect();
    assert_eq!(new, [("dotenv", Some(Severity::Medium)), ("token", None)]);
    let gone: Vec<Option<&str>> =
        difference.gone.iter().map(|gone| gone.fingerprint.as_deref()).collect();
    assert_eq!(gone, [Some("11")]);
    let unasked = BuildLock { findings: None, ..before.clone() };
    let difference = one(&unasked, &after);
    assert!(!difference.asked && difference.new.is_empty() && difference.gone.is_empty());
    // A severity that this program does not know is not taken lightly.
    let odd = with(vec![issue("x", "x", "terrible", None, None)]);
    let snapshot = |build: &BuildLock| Snapshot::new(vec![build.clone()]);
    let worst = compare(&snapshot(&before), &snapshot(&odd)).worst();
    assert_eq!(worst, Some(Severity::Critical));
}

#[test]
fn several_builds_are_told_apart_by_what_they_are() {
    let of = |engine: &str| BuildLock { engine: engine.to_owned(), ..build(Vec::new()) };
    let before = Snapshot::new(vec![of("buildkit"), of("podman")]);
    let after = Snapshot::new(vec![of("podman"), of("classic")]);
    let difference = compare(&before, &after);
    let engines = |builds: &[BuildLock]| -> Vec<String> {
        builds.iter().map(|build| build.engine.clone()).collect()
    };
    assert_eq!(difference.builds.len(), 1);
    assert_eq!(engines(&difference.gone), ["buildkit"]);
    assert_eq!(engines(&difference.new), ["classic"]);
}

fn step(text: &str, takes: Option<&str>, stages: &[&str]) -> StepLock {
    StepLock {
        id: text.to_owned(),
        line: 7,
        stages: stages.iter().map(|&stage| stage.to_owned()).collect(),
        takes: takes.map(|hash| TakeLock { bytes: 1, files: 1, hash: hash.to_owned() }),
        text: text.to_owned(),
    }
}

fn stage(name: &str, steps: Vec<StepLock>) -> StageLock {
    StageLock {
        context: None,
        from: format!("FROM x AS {name}"),
        image: None,
        name: name.to_owned(),
        stage: None,
        steps,
    }
}

fn told(before: &[StageLock], after: &[StageLock]) -> Vec<(String, String, Reason)> {
    let with = |stages: &[StageLock]| BuildLock { stages: stages.to_vec(), ..build(Vec::new()) };
    let difference = one(&with(before), &with(after));
    let row = |busted: super::Busted| (busted.stage, busted.text, busted.reason);
    difference.busted.into_iter().map(row).collect()
}

#[test]
fn the_first_instruction_that_differs_is_told_for_each_stage() {
    let before = [
        stage(
            "build",
            vec![
                step("COPY a", Some("1"), &[]),
                step("RUN", None, &[]),
                step("COPY b", Some("2"), &[]),
            ],
        ),
        stage("other", vec![step("COPY c", Some("3"), &[])]),
        StageLock { stage: Some("build".to_owned()), ..stage("test", Vec::new()) },
        stage(
            "last",
            vec![step("WORKDIR", None, &[]), step("COPY --from=build", None, &["build"])],
        ),
    ];
    assert_eq!(told(&before, &before), []);
    let mut after = before.clone();
    after[0].steps[2] = step("COPY b", Some("other"), &[]);
    after[0].steps[2].line = 99;
    let take = |hash: &str| Some(TakeLock { bytes: 1, files: 1, hash: hash.to_owned() });
    let row = |stage: &str, text: &str, reason: Reason| (stage.to_owned(), text.to_owned(), reason);
    assert_eq!(
        told(&before, &after),
        [
            row("build", "COPY b", Reason::Takes(take("2"), take("other"))),
            row("test", "FROM x AS test", Reason::Base("build".to_owned())),
            row("last", "COPY --from=build", Reason::Perhaps("build".to_owned())),
        ]
    );
    let mut after = before.clone();
    after[0].steps[0].line = 1;
    after[1].steps.insert(0, step("RUN new", None, &[]));
    assert_eq!(told(&before, &after), [row("other", "RUN new", Reason::Written)]);
    let mut after = before.clone();
    after[1].image = Some("debian:13".to_owned());
    assert_eq!(told(&before, &after), [row("other", "FROM x AS other", Reason::From)]);
    let after = [before.to_vec(), vec![stage("more", Vec::new())]].concat();
    assert_eq!(told(&before, &after), [row("more", "FROM x AS more", Reason::Stage)]);
}

#[test]
fn a_stage_that_is_a_named_context_follows_it() {
    let with = |hash: &str| BuildLock {
        named: vec![NamedLock {
            context: Some(PartLock { hash: hash.to_owned(), ..PartLock::default() }),
            name: "base".to_owned(),
        }],
        stages: vec![StageLock { context: Some("base".to_owned()), ..stage("s", Vec::new()) }],
        ..build(Vec::new())
    };
    assert_eq!(one(&with("1"), &with("1")).busted, []);
    let busted = one(&with("1"), &with("2")).busted;
    assert_eq!(busted[0].reason, Reason::From);
}
