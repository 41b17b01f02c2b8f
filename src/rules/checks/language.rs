//! What of a Dockerfile an older engine does not understand: part of `build-fails`.
//!
//! Read off the sources: moby 28.2 for the classic builder, 20.10.27 for BuildKit's frontend as
//! Docker 20.10 brings it. Only what those refuse in so many words, or plainly pass over, is said.

use super::build_fails::CHECK;
use super::{Facts, Remark};
use crate::dockerfile::{Act, Step};
use crate::engine::Frontend;
use crate::rules::Severity;

/// What the engine's own frontend would stop at.
pub(super) fn not_understood(facts: &Facts<'_>) -> Vec<Remark> {
    let frontend = facts.build.engine.copying.frontend;
    let (true, Some(plan)) = (frontend != Frontend::Current, facts.plan()) else {
        return Vec::new();
    };
    // Another frontend is fetched, which understands what it understands.
    if frontend == Frontend::Docker2010 && names_frontend(plan.source.bytes()) {
        return Vec::new();
    }
    let steps = plan.reachable().flat_map(|(_, stage)| &stage.steps);
    let said = |step: &Step| {
        let text = facts.quoted_whole(step.span);
        let told = said(frontend, step, &text)?;
        let title = facts.build.engine.title;
        let message = match &told {
            Told::Stops(message) => format!("{title} stops with: {message}"),
            Told::PassesOver(what) => format!("{title} passes over {what}"),
        };
        let remark = Remark::new(&CHECK, Severity::High, message).at(facts.place(step.span));
        Some(match frontend {
            Frontend::Docker2010 => remark
                .help("write `# syntax=docker/dockerfile:1` into the first line: a newer frontend is fetched"),
            Frontend::Classic | Frontend::Current => remark.help("build it with BuildKit"),
        })
    };
    steps.filter_map(said).collect()
}

/// What becomes of an instruction.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Stops(String),
    PassesOver(&'static str),
}

fn said(frontend: Frontend, step: &Step, text: &str) -> Option<Told> {
    let mut words = text.split_whitespace();
    let keyword = words.by_ref().map(str::to_ascii_uppercase).find(|word| word != "ONBUILD")?;
    let flags: Vec<&str> = words
        .take_while(|word| word.starts_with("--"))
        .map(|flag| flag[2..].split('=').next().unwrap_or_default())
        .collect();
    let requires = |flag: &str| {
        Told::Stops(format!(
            "the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ \
             to learn how to build images with BuildKit enabled"
        ))
    };
    match (frontend, &step.act) {
        (Frontend::Current, _) | (_, Act::Workdir(_)) => None,
        (Frontend::Classic, Act::Run(work)) => {
            let document = has_document(text, &work.command);
            let passes =
                document.then_some(Told::PassesOver("the here-document: nothing of it is run"));
            flags.first().map(|flag| requires(flag)).or(passes)
        }
        (Frontend::Classic, Act::Copy(transfer)) => {
            let unknown =
                flags.iter().find(|flag| ["parents", "exclude", "unpack"].contains(*flag));
            let only_documents = transfer.sources.is_empty() && !transfer.documents.is_empty();
            let fails = |what: &str| Told::Stops(format!("{keyword} failed: {what}"));
            let passes =
                (!transfer.documents.is_empty()).then_some(Told::PassesOver("the here-document"));
            unknown
                .map(|flag| Told::Stops(format!("unknown flag: --{flag}")))
                .or_else(|| flags.contains(&"chmod").then(|| requires("chmod")))
                .or_else(|| only_documents.then(|| fails("no source files were specified")))
                .or(passes)
        }
        (Frontend::Docker2010, Act::Run(work)) => {
            let known = ["mount", "network", "security"];
            let unknown = flags.iter().find(|flag| !known.contains(*flag));
            let unknown = unknown.map(|flag| Told::Stops(format!("Unknown flag: {flag}")));
            unknown.or_else(|| has_document(text, &work.command).then(no_document))
        }
        (Frontend::Docker2010, Act::Copy(transfer)) => {
            let known: &[&str] =
                if transfer.adds { &["chown", "chmod"] } else { &["chown", "chmod", "from"] };
            let unknown = flags.iter().find(|flag| !known.contains(*flag));
            let unknown = unknown.map(|flag| Told::Stops(format!("Unknown flag: {flag}")));
            unknown.or_else(|| (!transfer.documents.is_empty()).then(no_document))
        }
    }
}

/// Its lines are taken for instructions.
fn no_document() -> Told {
    Told::Stops("unknown instruction, in the first line of the here-document".to_owned())
}

/// Whether a RUN has a here-document: the command holds it, the instruction's own text does not.
fn has_document(text: &str, command: &str) -> bool {
    text.contains("<<") && command.len() > text.len()
}

/// Whether the directives at the top name a frontend.
fn names_frontend(source: &[u8]) -> bool {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let text = String::from_utf8_lossy(source);
    let directives = text.lines().map_while(|line| {
        let (name, value) = line.trim().strip_prefix('#')?.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim()))
    });
    directives.into_iter().any(|(name, value)| name == "syntax" && !value.is_empty())
}
