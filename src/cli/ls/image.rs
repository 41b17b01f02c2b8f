//! What lands in a stage, as lines: the path there, and with `-l` where it comes from.

use super::form::{show, word};
use crate::cli::Stop;
use crate::cli::args::Ls;
use crate::cli::terminal::Terminal;
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Not;
use stowaway::audit::Audit;
use stowaway::context::Kind;
use stowaway::dockerfile::Plan;
use stowaway::landing::{ContextId, Contexts, Landed, Landing, Origin};
use stowaway::path::Shown;
use stowaway::report::{StepView, json_path, kind_id, to_line};

/// A line with --json.
#[derive(Serialize)]
struct JsonLine {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<Vec<u8>>,
    kind: &'static str,
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(skip_serializing_if = "Not::not")]
    unpacked: bool,
    steps: Vec<JsonStep>,
    certain: bool,
}

#[derive(Serialize)]
struct JsonStep {
    file: String,
    line: usize,
    stage: String,
    instruction: String,
}

/// Writes what comes from the contexts and is in the stage that was asked for.
pub(super) fn list(args: &Ls, audit: &Audit, terminal: &mut Terminal) -> Result<(), Stop> {
    let (Some(plan), Some(landing)) = (&audit.build.plan, &audit.landing) else {
        return Err(Stop::Usage(
            "there is no Dockerfile, so there is no image".to_owned(),
            "name one with --file".to_owned(),
        ));
    };
    let stage = stage(args, plan)?;
    if !plan.stages[stage].reachable {
        let label = plan.stages[stage].label(stage);
        return Err(Stop::Usage(
            format!("the target does not need stage `{}`", Shown(label.as_bytes())),
            "name it with --target to see what it would take".to_owned(),
        ));
    }
    let contexts = audit.views();
    let lister = Lister { args, audit, plan, contexts: &contexts };
    let landed = landing.files(&contexts, stage);
    for line in landed.iter().filter(|landed| lister.is_wanted(landed)) {
        lister.write(line, &mut *terminal.out)?;
    }
    warn_of_unknown(&landed, plan, landing, stage, terminal)?;
    Ok(())
}

fn stage(args: &Ls, plan: &Plan) -> Result<usize, Stop> {
    let Some(wanted) = &args.stage else { return Ok(plan.target) };
    let named = plan.stages.iter().rposition(|stage| {
        stage.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
    });
    let numbered = wanted.parse().ok().filter(|number: &usize| *number < plan.stages.len());
    named.or(numbered).ok_or_else(|| {
        let known = plan.stages.iter().enumerate().map(|(number, stage)| {
            let label = stage.name.clone().unwrap_or_else(|| number.to_string());
            Shown(label.as_bytes()).to_string()
        });
        Stop::Usage(
            format!("the Dockerfile has no stage `{}`", Shown(wanted.as_bytes())),
            format!("its stages are {}", known.collect::<Vec<_>>().join(", ")),
        )
    })
}

/// Says once what a list of an image cannot know.
fn warn_of_unknown(
    landed: &[Landed],
    plan: &Plan,
    landing: &Landing,
    stage: usize,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let unsure = |landed: &&Landed| landed.hops.iter().any(|hop| hop.doubt.is_some());
    if !landing.is_open(stage) {
        return Ok(());
    }
    if let Some(first) = landed.iter().find(unsure) {
        let label = plan.stages[stage].label(stage);
        terminal.warn(&format!(
            "where `{}` is depends on the base image of `{}`, which is not looked at",
            Shown(&first.path),
            Shown(label.as_bytes())
        ))?;
    }
    Ok(())
}

struct Lister<'a> {
    args: &'a Ls,
    audit: &'a Audit,
    plan: &'a Plan,
    contexts: &'a Contexts<'a>,
}

impl Lister<'_> {
    /// Files of a context, and directories if they are asked for.
    fn is_wanted(&self, landed: &Landed) -> bool {
        landed.origin.is_some() || (landed.directory && self.args.dirs)
    }

    fn write(&self, landed: &Landed, out: &mut dyn Write) -> io::Result<()> {
        let slash = if landed.directory && landed.path != b"/" { "/" } else { "" };
        let kind = match landed.origin {
            Some(origin) if !landed.unpacked => self.kind(origin),
            Some(_) | None if landed.directory => Kind::Directory,
            Some(_) | None => Kind::File,
        };
        if self.args.json {
            return to_line(&self.json(landed, kind), out);
        }
        if self.args.null {
            out.write_all(&landed.path)?;
            return write!(out, "{slash}\0");
        }
        if self.args.long {
            write!(out, "{:<6} ", word(kind))?;
        }
        show(&landed.path, out)?;
        out.write_all(slash.as_bytes())?;
        if self.args.long {
            self.write_origin(landed, out)?;
        }
        out.write_all(b"\n")
    }

    /// `\tsrc/app.js\tCOPY . . (Dockerfile:3)`
    fn write_origin(&self, landed: &Landed, out: &mut dyn Write) -> io::Result<()> {
        let Some(origin) = landed.origin else { return Ok(()) };
        out.write_all(b"\t")?;
        if let Some(name) = self.context(origin) {
            write!(out, "{}:", Shown(name.as_bytes()))?;
        }
        show(&self.path(origin), out)?;
        if landed.unpacked {
            out.write_all(b" (its contents)")?;
        }
        let steps = self.steps(landed).into_iter();
        let steps: Vec<String> =
            steps.map(|step| format!("{} ({}:{})", step.text, step.file, step.line)).collect();
        write!(out, "\t{}", steps.join(" → "))
    }

    fn json(&self, landed: &Landed, kind: Kind) -> JsonLine {
        let (path, path_bytes) = json_path(&landed.path);
        let step = |step: StepView| JsonStep {
            file: step.file,
            line: step.line,
            stage: step.stage,
            instruction: step.text,
        };
        JsonLine {
            path,
            path_bytes,
            kind: kind_id(kind),
            from: landed.origin.map(|origin| json_path(&self.path(origin)).0),
            context: landed.origin.and_then(|origin| self.context(origin)),
            unpacked: landed.unpacked,
            steps: self.steps(landed).into_iter().map(step).collect(),
            certain: !landed.hops.iter().any(|hop| hop.doubt.is_some()),
        }
    }

    fn steps(&self, landed: &Landed) -> Vec<StepView> {
        let hops = landed.hops.iter();
        hops.filter_map(|hop| StepView::of(self.plan, hop.stage, hop.step)).collect()
    }

    fn kind(&self, origin: Origin) -> Kind {
        let view = self.contexts.get(origin.context);
        view.map_or(Kind::File, |view| view.inventory.kind(origin.entry))
    }

    fn path(&self, origin: Origin) -> Vec<u8> {
        let view = self.contexts.get(origin.context);
        view.map_or_else(Vec::new, |view| view.inventory.path(origin.entry).to_vec())
    }

    /// The name of a context that is not the main one.
    fn context(&self, origin: Origin) -> Option<String> {
        let number = origin.context.0.checked_sub(ContextId::MAIN.0 + 1)?;
        self.audit.build.contexts.get(number as usize).map(|named| named.name.clone())
    }
}
