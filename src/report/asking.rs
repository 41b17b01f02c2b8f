//! What asks for the context, and what that comes to: the stages of the build, the instructions that
//! refer to a tree, and the named contexts beside the main one.

use super::excerpt::visible;
use super::model::IgnoreFacts;
use crate::audit::{Audit, Walked};
use crate::build::{Build, NamedContext};
use crate::context::Totals;
use crate::dockerfile::{Asked, Asker, Plan, Tree};
use crate::engine::Asks;
use crate::error::Problem;
use crate::path::Shown;
use crate::source::Span;

/// Why so much of what may travel is sent, and not more or less.
#[derive(Clone, Debug)]
pub enum Because {
    /// There is no Dockerfile: everything counts as asked for.
    NoDockerfile,
    /// The engine sends everything, asked for or not.
    NeverAsked,
    /// The builder reads the context where it lies.
    AtHand,
    /// No instruction refers to the context.
    Unreferenced,
    /// These instructions ask for it.
    Asked(Vec<Reference>),
}

/// An instruction that asks for some of a context.
#[derive(Clone, Debug)]
pub struct Reference {
    /// `COPY`, `ADD` or `RUN`.
    pub keyword: &'static str,
    /// Its first line, fit for printing; of a RUN only the mount.
    pub text: String,
    /// The Dockerfile, fit for printing.
    pub file: String,
    /// Its line there, counted from 1.
    pub line: usize,
    /// It asks for everything.
    pub everything: bool,
}

/// A stage of the Dockerfile.
#[derive(Clone, Debug)]
pub struct StageFacts {
    /// Its name, if it has one, fit for printing.
    pub name: Option<String>,
    /// How a person names it.
    pub label: String,
    /// Whether the target needs it.
    pub reachable: bool,
}

/// A context with a name of its own.
#[derive(Debug)]
pub struct ContextView {
    /// Its name, fit for printing.
    pub name: String,
    /// What it stands for, as it was given, fit for printing.
    pub value: String,
    /// It stands for something that is not on this disk.
    pub is_remote: bool,
    /// What is there; `None` if that is not known or nothing refers to it.
    pub walked: Option<ContextFacts>,
}

/// What was found in a named context.
#[derive(Debug)]
pub struct ContextFacts {
    /// Its ignore file.
    pub ignore: Option<IgnoreFacts>,
    /// What is asked of it.
    pub asked: Asked,
    /// What may travel.
    pub eligible: Totals,
    /// What is sent.
    pub sent: Totals,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
    /// Whether one of them leaves open what is asked of it.
    pub unsure: bool,
}

impl Because {
    pub(super) fn of(build: &Build) -> Self {
        let Some(plan) = &build.plan else { return Self::NoDockerfile };
        let transfer = &build.engine.transfer;
        match (transfer.asks, &build.asked) {
            (Asks::ForAll, _) if transfer.at_hand => Self::AtHand,
            (Asks::ForAll, _) => Self::NeverAsked,
            (Asks::ByPattern | Asks::ByComponent, Asked::Nothing) => Self::Unreferenced,
            (Asks::ByPattern | Asks::ByComponent, Asked::Everything | Asked::Paths(_)) => {
                Self::Asked(references(plan))
            }
        }
    }
}

/// The instructions that ask for some of the main context.
pub(super) fn references(plan: &Plan) -> Vec<Reference> {
    let reference = |asker: Asker| {
        let place = plan.source.position(asker.span.start);
        let text = first_line(plan, asker.span);
        let text = match (asker.triggered, asker.keyword) {
            (true, _) => format!("ONBUILD {text}"),
            (false, "RUN") => format!("RUN {text}"),
            (false, _) => text,
        };
        Reference {
            keyword: asker.keyword,
            text,
            file: plan.source.name().to_owned(),
            line: place.line,
            everything: asker.everything,
        }
    };
    plan.askers(&Tree::Context).into_iter().map(reference).collect()
}

/// The first line of an instruction, fit for printing.
pub(super) fn first_line(plan: &Plan, span: Span) -> String {
    let text = plan.source.slice(span);
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    visible(text[..end].trim_ascii_end())
}

pub(super) fn stages(plan: &Plan) -> Vec<StageFacts> {
    let facts = |(number, stage): (usize, &crate::dockerfile::Stage)| StageFacts {
        name: stage.name.as_ref().map(|name| Shown(name.as_bytes()).to_string()),
        label: Shown(stage.label(number).as_bytes()).to_string(),
        reachable: stage.reachable,
    };
    plan.stages.iter().enumerate().map(facts).collect()
}

pub(super) fn contexts(audit: &Audit) -> Vec<ContextView> {
    let view = |(named, walked): (&NamedContext, &Option<Walked>)| ContextView {
        name: Shown(named.name.as_bytes()).to_string(),
        value: visible(named.value.as_bytes()),
        is_remote: named.is_remote(),
        walked: named.build.as_ref().zip(walked.as_ref()).map(|(build, walked)| {
            let Walked { inventory, requested, .. } = walked;
            ContextFacts {
                ignore: build.ignore.as_ref().map(IgnoreFacts::of),
                asked: build.asked.clone(),
                eligible: inventory.sent(),
                sent: requested.totals(inventory),
                problems: inventory.problems().to_vec(),
                unsure: requested.is_unsure(inventory),
            }
        }),
    };
    audit.build.contexts.iter().zip(&audit.contexts).map(view).collect()
}
