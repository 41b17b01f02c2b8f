//! `secret-in-dockerfile`: a secret that stands in the Dockerfile itself.
//!
//! The builder is given the Dockerfile whatever the ignore file says, so that no walk over what is
//! sent sees it. The detectors and what may be shown are those of the room of contents.

use super::{Check, Facts, Remark};
use crate::content::{Encoding, Sighting, scan};
use crate::dockerfile::Plan;
use crate::rules::Severity;
use crate::source::{Source, Span};

pub(super) const CHECK: Check = Check {
    id: "secret-in-dockerfile",
    severity: Severity::Critical,
    summary: "a token, key or password that is written into the Dockerfile",
    why: "The Dockerfile goes to the builder by a channel of its own, past every ignore file. What an ENV, a RUN or \
          an ARG of the image's own stages holds stands in the image's settings and history, where whoever has the \
          image reads it (`docker history --no-trunc`). In a stage that is thrown away it stays in the build cache.\n\n\
          It is a step milder in a stage that is no part of the image, and in what stands before the first FROM.\n\n\
          Hand it over while it is used: `RUN --mount=type=secret,id=token …`, and `--secret` on the command line. \
          Revoke what was ever pushed.\n\n\
          It is fine, and nothing is said, if only a reference such as `$TOKEN` or a placeholder stands there; a value whose checksum is wrong is information.",
    source: "docker docs, build secrets; SPEC 5.8",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let (Some(plan), Some(contents)) = (facts.plan(), facts.contents) else { return Vec::new() };
    let source = &plan.source;
    let name = source.name().as_bytes();
    let seen = scan(name, source.bytes(), Encoding::Bytes, contents.tier);
    // Where the context holds the Dockerfile, and it is sent as a file, it has been told already.
    let told = |sighting: &Sighting| {
        let mut files = contents.files.values();
        files.any(|file| file.sightings.iter().any(|known| is_same(known, sighting)))
    };
    let sightings = seen.sightings.iter().filter(|sighting| !told(sighting));
    sightings.map(|sighting| remark(facts, plan, sighting)).collect()
}

fn is_same(one: &Sighting, other: &Sighting) -> bool {
    one.line == other.line
        && one.detector == other.detector
        && one.value.fingerprint() == other.value.fingerprint()
}

fn remark(facts: &Facts<'_>, plan: &Plan, sighting: &Sighting) -> Remark {
    let line = line(&plan.source, sighting.line.unwrap_or(1) as usize);
    let stage = plan.stages.iter().rposition(|stage| stage.span.start <= line.start);
    let in_image = stage.is_some_and(|stage| plan.lineage(plan.target).contains(&stage));
    let (severity, note) = match (in_image, sighting.severity) {
        (true, severity) => {
            (severity, "whoever has the image can read it in the image's settings or history")
        }
        (false, severity) => (severity.milder(), "it goes to the builder and stays in its cache"),
    };
    let (detector, value, print) =
        (sighting.detector.id, &sighting.value, sighting.value.fingerprint());
    let message = format!("{detector} {value} ({print}) stands in the Dockerfile");
    let remark = Remark::new(&CHECK, severity, message).at(facts.place(line)).note(note);
    let remark = sighting.note.into_iter().fold(remark, Remark::note);
    remark.help(
        "hand it over while it is used, with `RUN --mount=type=secret`; if it was ever pushed, revoke it",
    )
}

/// The line of this number, blanks at its ends left out.
fn line(source: &Source, number: usize) -> Span {
    let bytes = source.bytes();
    let start = memchr::memchr_iter(b'\n', bytes).nth(number.wrapping_sub(2));
    let start = if number < 2 { 0 } else { start.map_or(bytes.len(), |at| at + 1) };
    let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
    let blanks = bytes[start..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let text = bytes[start..end].trim_ascii().len();
    Span { start: start + blanks, end: start + blanks + text }
}
