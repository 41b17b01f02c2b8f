//! Carrying out instructions on paper: variables get values, destinations become absolute, mounts
//! get trees. Fills the stages of a [`Plan`] (SPEC 8.2 to 8.4, 8.7, 19.2, 19.9).

use super::instruction::{Copy, Run, What, Word};
use super::lexer::{Expanded, Style, expand};
use super::mistake::Mistake;
use super::mount::{self, MountKind};
use super::plan::{
    Act, Destination, Directory, Mount, Origin, Plan, PlanOptions, Stage, Step, Transfer, Tree,
    Work,
};
use super::remote::SourceKind;
use super::stages::{Command, Draft, draft};
use super::syntax::Script;
use super::values::{Environment, Values};
use crate::error::Cause;
use crate::path::clean;
use crate::source::Span;
use std::sync::Arc;

/// Makes a plan of a script.
///
/// # Errors
/// [`Mistake`] where BuildKit would refuse the build before it looks at any file.
pub(super) fn plan(script: &Script, options: &PlanOptions) -> Result<Plan, Mistake> {
    let last = script.instructions.iter().rev().find_map(|instruction| match &instruction.what {
        What::From { name, .. } => Some(name.as_ref().map(|name| name.text.as_str())),
        _ => None,
    });
    let mut values = Values::new(options, last.flatten());
    let (drafts, target) = draft(script, options, &mut values)?;
    let mut finished: Vec<Option<State>> = Vec::new();
    let mut stages = Vec::new();
    for (number, stage) in drafts.iter().enumerate() {
        let runs = stage.reachable && !stage.replaced;
        let mut steps = Vec::new();
        let mut state = None;
        if runs {
            let mut worker = Worker {
                script,
                values: &values,
                drafts: &drafts,
                finished: &finished,
                number,
                state: State::start(stage, &finished),
            };
            // What a stage inherits is kept for each.
            worker.spend(worker.state.environment.bytes(), stage.span)?;
            for command in &stage.commands {
                steps.extend(worker.carry_out(command)?);
            }
            state = Some(worker.state);
        } else if stage.reachable {
            state = Some(State::unknown());
        }
        finished.push(state);
        stages.push(Stage {
            name: stage.name.as_ref().map(|name| name.text.clone()),
            span: stage.span,
            base: stage.base.clone(),
            replaced: stage.replaced,
            reachable: stage.reachable,
            steps,
        });
    }
    let globals = values.global_names();
    Ok(Plan { source: Arc::clone(&script.source), stages, target, globals })
}

/// What a stage hands to one that starts from it.
#[derive(Clone)]
struct State {
    environment: Environment,
    directory: Directory,
}

impl State {
    fn start(stage: &Draft<'_>, finished: &[Option<Self>]) -> Self {
        let inherited = match &stage.base {
            Tree::Stage(base) => finished.get(*base).and_then(Option::as_ref),
            Tree::Context | Tree::Named(_) | Tree::Image(_) | Tree::Scratch => None,
        };
        match (inherited, &stage.base) {
            (Some(base), _) => Self {
                environment: base.environment.inherited(),
                directory: base.directory.clone(),
            },
            (None, Tree::Scratch | Tree::Named(_)) => Self {
                environment: Environment::new(false),
                directory: Directory { path: "/".to_owned(), unknown: false },
            },
            (None, Tree::Context | Tree::Stage(_) | Tree::Image(_)) => Self::unknown(),
        }
    }

    fn unknown() -> Self {
        Self {
            environment: Environment::new(true),
            directory: Directory { path: "/".to_owned(), unknown: true },
        }
    }
}

struct Worker<'a> {
    script: &'a Script,
    values: &'a Values,
    drafts: &'a [Draft<'a>],
    finished: &'a [Option<State>],
    number: usize,
    state: State,
}

impl Worker<'_> {
    fn carry_out(&mut self, command: &Command<'_>) -> Result<Option<Step>, Mistake> {
        let span = command.span;
        // Every step keeps the path of its working directory.
        self.spend(self.state.directory.path.len(), span)?;
        let act = match &command.instruction.what {
            What::Arg(pairs) => {
                for (name, default) in pairs {
                    let escape = self.script.escape;
                    let environment = &mut self.state.environment;
                    environment
                        .arg(name, default.as_deref(), self.values, escape)
                        .map_err(|message| Mistake::new(Cause::Substitution, message, span))?;
                }
                return Ok(None);
            }
            What::Env(pairs) => {
                let mut set = Vec::new();
                for (name, value) in pairs {
                    set.push((self.text(name, span)?.text, self.text(value, span)?.text));
                }
                for (name, value) in set {
                    self.state.environment.env(name, value);
                }
                return Ok(None);
            }
            What::Workdir(path) => {
                let path = self.word(path)?.text;
                self.state.directory = joined(&self.state.directory, &path);
                Act::Workdir(self.state.directory.clone())
            }
            What::Copy(copy) => Act::Copy(self.copy(copy, command)?),
            What::Run(run) => Act::Run(self.run(run, command)?),
            What::From { .. } | What::Onbuild(_) | What::Other => return Ok(None),
        };
        Ok(Some(Step { span: command.instruction.span, triggered: command.triggered, act }))
    }

    fn spend(&self, bytes: usize, span: Span) -> Result<(), Mistake> {
        let spent = self.values.spend(bytes);
        spent.map_err(|message| Mistake::new(Cause::TooMuch, message, span))
    }

    fn word(&self, word: &Word) -> Result<Expanded, Mistake> {
        self.text(&word.text, word.span)
    }

    fn text(&self, text: &str, span: Span) -> Result<Expanded, Mistake> {
        let environment = &self.state.environment;
        let expanded =
            expand(text, Style::plain(self.script.escape), &|name| environment.get(name))
                .map_err(|message| Mistake::new(Cause::Substitution, message, span))?;
        self.spend(expanded.text.len(), span)?;
        Ok(expanded)
    }

    fn copy(&self, copy: &Copy, command: &Command<'_>) -> Result<Transfer, Mistake> {
        let mut sources = Vec::new();
        for source in &copy.sources {
            let Expanded { text, unset, .. } = self.word(source)?;
            sources.push(Origin {
                kind: SourceKind::of(&text),
                could_be_set: !unset.is_empty() && self.state.environment.open,
                text,
                written: source.text.clone(),
                span: source.span,
                unset,
            });
        }
        let destination = self.word(&copy.destination)?.text;
        let from = command.trees.first().cloned().unwrap_or(Tree::Context);
        self.check_order(&from, copy.from.as_ref(), command)?;
        for source in sources.iter().filter(|_| !copy.adds) {
            let message = match source.kind {
                SourceKind::Local => continue,
                SourceKind::Git => "source can't be a git ref for COPY",
                SourceKind::Url(_) => "source can't be a URL for COPY",
            };
            return Err(Mistake::new(Cause::RemoteSource, message, source.span));
        }
        Ok(Transfer {
            adds: copy.adds,
            from,
            sources,
            documents: copy.documents.clone(),
            destination: destination_in(&self.state.directory, &destination, copy.destination.span),
            exclude: copy.exclude.clone(),
            parents: copy.parents,
            link: copy.link && !copy.chmod,
            unpacks: copy.unpack.unwrap_or(copy.adds),
        })
    }

    /// A stage must be finished before another takes files from it.
    fn check_order(
        &self,
        from: &Tree,
        word: Option<&Word>,
        command: &Command<'_>,
    ) -> Result<(), Mistake> {
        let Tree::Stage(stage) = from else { return Ok(()) };
        if *stage < self.number && self.finished[*stage].is_some() {
            return Ok(());
        }
        let written = word.map_or("", |word| word.text.as_str());
        let message = format!(
            "cannot copy from stage {written:?}, it needs to be defined before current stage {:?}",
            self.drafts[self.number].label(self.number)
        );
        let span = word.map_or(command.span, |word| word.span);
        Err(Mistake::new(Cause::StageOrder, message, span))
    }

    fn run(&self, run: &Run, command: &Command<'_>) -> Result<Work, Mistake> {
        let mut mounts = Vec::new();
        for (word, tree) in run.mounts.iter().zip(&command.trees) {
            let fails = |message| Mistake::new(Cause::BadMount, message, word.span);
            let environment = &self.state.environment;
            let style = Style::plain(self.script.escape);
            let fields = mount::read(&word.text, |value| {
                Ok(expand(value, style, &|name| environment.get(name))?.text)
            })
            .map_err(fails)?;
            if let Tree::Stage(stage) = tree
                && (*stage >= self.number || self.finished[*stage].is_none())
            {
                let message = format!(
                    "cannot mount from stage {:?} to {:?}, stage needs to be defined before \
                     current command",
                    fields.from, fields.target
                );
                return Err(Mistake::new(Cause::StageOrder, message, word.span));
            }
            let has_tree = !fields.from.is_empty() || fields.kind == MountKind::Bind;
            let mut from = if has_tree { tree.clone() } else { Tree::Scratch };
            if fields.kind == MountKind::Tmpfs && fields.from.is_empty() {
                from = Tree::Context; // it asks for files all the same (SPEC 8.4)
            }
            let target = joined(&self.state.directory, &fields.target).path;
            self.spend(fields.source.len() + target.len(), word.span)?;
            let has_target = !matches!(fields.kind, MountKind::Secret | MountKind::Ssh);
            if target == "/" && has_target && !self.unknown_root(&fields.target) {
                let message = format!("invalid mount target {target:?}");
                return Err(Mistake::new(Cause::MountTarget, message, word.span));
            }
            mounts.push(Mount {
                kind: fields.kind,
                from,
                source: fields.source,
                target,
                owned: fields.owned,
                span: word.span,
            });
        }
        let directory = self.state.directory.clone();
        Ok(Work { command: run.command.clone(), mounts, directory })
    }

    /// A relative target is `/` only if the base image's working directory is.
    fn unknown_root(&self, target: &str) -> bool {
        self.state.directory.unknown && !target.starts_with('/')
    }
}

/// A path seen from a working directory.
fn joined(directory: &Directory, path: &str) -> Directory {
    let absolute = path.starts_with('/');
    let whole = if absolute { path.to_owned() } else { format!("{}/{path}", directory.path) };
    let cleaned = clean(whole.as_bytes());
    Directory {
        path: String::from_utf8_lossy(&cleaned).into_owned(),
        unknown: directory.unknown && !absolute,
    }
}

/// SPEC 19.2.
fn destination_in(directory: &Directory, text: &str, span: Span) -> Destination {
    let text = if text.is_empty() || text == "." { "./" } else { text };
    let Directory { path, unknown } = joined(directory, text);
    let dotted = text.ends_with("/.");
    let directory = dotted || text.ends_with('/') || path == "/";
    Destination { path, directory, dotted, unknown, span }
}
