//! Which stage needs which: names, numbers, reachability, circles (SPEC 8.1 to 8.3).
//!
//! It resolves references and says which stages are built; what their instructions do is `dispatch`'s
//! business. The reference is `toDispatchState` and its helpers in
//! `frontend/dockerfile/dockerfile2llb/convert.go` of moby/buildkit.

use super::instruction::{Instruction, What, Word};
use super::lexer::{Style, expand};
use super::mistake::Mistake;
use super::mount;
use super::plan::{PlanOptions, Tree};
use super::syntax::Script;
use super::values::Values;
use crate::error::Cause;
use crate::source::Span;
use std::collections::BTreeMap;

/// A stage before its instructions are carried out.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    pub(super) name: Option<Word>,
    pub(super) span: Span,
    pub(super) base: Tree,
    pub(super) replaced: bool,
    pub(super) commands: Vec<Command<'a>>,
    pub(super) reachable: bool,
    triggered: bool,
}

/// An instruction with the trees that it names.
#[derive(Clone, Debug)]
pub(super) struct Command<'a> {
    pub(super) instruction: &'a Instruction,
    /// Where it is said to stand: for a trigger, the FROM that sets it off.
    pub(super) span: Span,
    pub(super) triggered: bool,
    /// For COPY: the tree of `--from`. For RUN: one for each mount.
    pub(super) trees: Vec<Tree>,
}

impl Draft<'_> {
    /// The name in messages.
    pub(super) fn label(&self, number: usize) -> String {
        self.name.as_ref().map_or_else(|| format!("stage-{number}"), |name| name.text.clone())
    }
}

/// The stages of a script, and the number of the target.
///
/// # Errors
/// [`Mistake`] where BuildKit would refuse the file or the target.
pub(super) fn draft<'a>(
    script: &'a Script,
    options: &PlanOptions,
    values: &mut Values,
) -> Result<(Vec<Draft<'a>>, usize), Mistake> {
    let mut stages: Vec<Draft<'a>> = Vec::new();
    let mut names = Names::default();
    for instruction in &script.instructions {
        match (&instruction.what, stages.last_mut()) {
            (What::From { .. }, _) => {
                let stage = open(script, instruction, options, values, &mut names, stages.len())?;
                stages.push(stage);
            }
            (_, Some(stage)) => stage.commands.push(Command {
                instruction,
                span: instruction.span,
                triggered: false,
                trees: Vec::new(),
            }),
            (What::Arg(pairs), None) => values
                .declare_global(pairs, script.escape)
                .map_err(|message| Mistake::new(Cause::Substitution, message, instruction.span))?,
            (_, None) => {
                let message = "no build stage in current context";
                return Err(Mistake::syntax(message, instruction.span));
            }
        }
    }
    let target = target(&stages, options, &names)?;
    let resolver = Resolver { script, names: &names, options, values: &*values };
    for number in 0..stages.len() {
        if stages[number].replaced {
            continue;
        }
        let mut commands = std::mem::take(&mut stages[number].commands);
        for command in &mut commands {
            command.trees = resolver.trees(command.instruction, stages.len())?;
        }
        stages[number].commands = commands;
    }
    check_circles(&stages)?;
    reach(&mut stages, target, &resolver)?;
    Ok((stages, target))
}

fn open<'a>(
    script: &Script,
    instruction: &'a Instruction,
    options: &PlanOptions,
    values: &Values,
    names: &mut Names,
    number: usize,
) -> Result<Draft<'a>, Mistake> {
    let What::From { image, name, platform } = &instruction.what else {
        return Err(Mistake::syntax("FROM expected", instruction.span));
    };
    let lookup = |variable: &str| values.global(variable);
    let expanded = |word: &Word| {
        let expanded = expand(&word.text, Style::plain(script.escape), &lookup);
        expanded.map_err(|message| Mistake::new(Cause::Substitution, message, word.span))
    };
    let reference = expanded(image)?.text;
    values
        .spend(reference.len())
        .map_err(|message| Mistake::new(Cause::TooMuch, message, image.span))?;
    if reference.is_empty() {
        let message = format!("base name ({}) should not be blank", image.text);
        return Err(Mistake::new(Cause::BaseName, message, image.span));
    }
    if let Some(platform) = platform {
        let text = expanded(platform)?.text;
        let fails = |message| Err(Mistake::new(Cause::BaseName, message, platform.span));
        if text.is_empty() {
            return fails(format!("empty platform value from expression {}", platform.text));
        }
        if let Err(message) = super::platform::Platform::parse(&text) {
            return fails(format!("failed to parse platform {}: {message}", platform.text));
        }
    }
    let context = |wanted: &str| named_context(options, wanted);
    let own = name.as_ref().and_then(|name| context(&name.text));
    let base = match own {
        Some(context) => Tree::Named(context),
        None => match names.exact(&reference) {
            Some(stage) => Tree::Stage(stage),
            None => names
                .image(reference, options)
                .map_err(|message| Mistake::new(Cause::BaseName, message, image.span))?,
        },
    };
    if let Some(name) = name {
        names.0.insert(name.text.clone(), number);
    }
    Ok(Draft {
        name: name.clone(),
        span: instruction.span,
        base,
        replaced: own.is_some(),
        commands: Vec::new(),
        reachable: false,
        triggered: false,
    })
}

/// The named context that answers to a name; two names cannot be taken over (SPEC 8.1).
fn named_context(options: &PlanOptions, wanted: &str) -> Option<usize> {
    if wanted.eq_ignore_ascii_case("scratch") || wanted.eq_ignore_ascii_case("context") {
        return None;
    }
    let wanted = familiar(wanted);
    options.contexts.iter().position(|name| familiar(name) == wanted)
}

/// An image reference without what Docker adds to short ones.
fn familiar(reference: &str) -> &str {
    let short = reference.strip_prefix("docker.io/").unwrap_or(reference);
    let short = short.strip_prefix("library/").unwrap_or(short);
    short.strip_suffix(":latest").unwrap_or(short)
}

/// Stage names in lower case, each with the last stage that has it.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// As FROM looks names up: as written.
    fn exact(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// As `--from` and `--target` look them up.
    fn any_case(&self, name: &str) -> Option<usize> {
        self.0.get(&name.to_lowercase()).copied()
    }

    /// What a reference means that names no stage.
    ///
    /// # Errors
    /// In the engine's words, if it cannot be an image.
    fn image(&self, reference: String, options: &PlanOptions) -> Result<Tree, String> {
        if reference == "scratch" {
            return Ok(Tree::Scratch);
        }
        if let Some(message) = unusable(&reference) {
            return Err(format!("failed to parse stage name {reference:?}: {message}"));
        }
        Ok(match named_context(options, &reference) {
            Some(context) => Tree::Named(context),
            None => Tree::Image(reference),
        })
    }
}

/// What is wrong with an image reference, as `reference.ParseNormalizedNamed` sees it. A stage that
/// FROM names in other letters than its AS comes to this.
fn unusable(reference: &str) -> Option<String> {
    let (domain, rest) = match reference.split_once('/') {
        Some((domain, rest))
            if domain.contains(['.', ':'])
                || domain == "localhost"
                || domain.chars().any(char::is_uppercase) =>
        {
            (Some(domain), rest)
        }
        Some(_) | None => (None, reference),
    };
    let path = rest.split('@').next().unwrap_or_default();
    let path = path.split(':').next().unwrap_or_default();
    if path.chars().any(char::is_uppercase) {
        let library = if domain.is_none() && !path.contains('/') { "library/" } else { "" };
        return Some(format!(
            "invalid reference format: repository name ({library}{path}) must be lowercase"
        ));
    }
    let component = |part: &str| {
        let edge =
            |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        edge(part.chars().next())
            && edge(part.chars().next_back())
            && part.chars().all(|c| edge(Some(c)) || "._-".contains(c))
    };
    (!path.split('/').all(component)).then(|| "invalid reference format".to_owned())
}

fn target(stages: &[Draft<'_>], options: &PlanOptions, names: &Names) -> Result<usize, Mistake> {
    match &options.target {
        Some(target) if !target.is_empty() => names.any_case(target).ok_or_else(|| {
            let known: Vec<&str> = names.0.keys().map(String::as_str).collect();
            let known = match known.as_slice() {
                [] => "no stage has a name".to_owned(),
                known => format!("there is {}", known.join(", ")),
            };
            let message = format!("target stage {target:?} could not be found; {known}");
            let last = stages.last().map_or_else(Span::default, |stage| stage.span);
            Mistake::new(Cause::UnknownTarget, message, last)
        }),
        Some(_) | None => stages.len().checked_sub(1).ok_or_else(|| {
            Mistake::syntax("dockerfile contains no stages to build", Span::default())
        }),
    }
}

struct Resolver<'a> {
    script: &'a Script,
    names: &'a Names,
    options: &'a PlanOptions,
    values: &'a Values,
}

impl Resolver<'_> {
    fn trees(&self, instruction: &Instruction, stages: usize) -> Result<Vec<Tree>, Mistake> {
        match &instruction.what {
            What::Copy(copy) => match &copy.from {
                Some(from) => Ok(vec![self.copied(from, stages)?]),
                None => Ok(vec![Tree::Context]),
            },
            What::Run(run) => run.mounts.iter().map(|mount| self.mounted(mount)).collect(),
            What::Onbuild(inner) => self.trees(inner, stages).map(|_| Vec::new()),
            What::From { .. } | What::Arg(_) | What::Env(_) | What::Workdir(_) | What::Other => {
                Ok(Vec::new())
            }
        }
    }

    fn copied(&self, from: &Word, stages: usize) -> Result<Tree, Mistake> {
        let fails = |message: String| Mistake::new(Cause::VariableInFrom, message, from.span);
        let lookup = |name: &str| self.values.global(name).filter(|_| self.options.from_expands);
        let expanded = expand(&from.text, Style::plain(self.script.escape), &lookup);
        let text = expanded.map_err(fails)?.text;
        self.values.spend(text.len()).map_err(fails)?;
        if text != from.text && !self.options.from_expands {
            let message = "variable expansion is not supported for --from, define a new stage with \
                           FROM using ARG from global scope as a workaround";
            return Err(fails(message.to_owned()));
        }
        if let Ok(index) = text.parse::<i64>() {
            return match usize::try_from(index).ok().filter(|index| *index < stages) {
                Some(index) => Ok(Tree::Stage(index)),
                None => {
                    let message = format!("invalid stage index {index}");
                    Err(Mistake::new(Cause::UnknownStage, message, from.span))
                }
            };
        }
        match self.names.any_case(&text) {
            Some(stage) => Ok(Tree::Stage(stage)),
            None => self.image(&text, from.span),
        }
    }

    fn image(&self, name: &str, span: Span) -> Result<Tree, Mistake> {
        let image = self.names.image(name.to_owned(), self.options);
        image.map_err(|message| Mistake::new(Cause::BaseName, message, span))
    }

    fn mounted(&self, mount: &Word) -> Result<Tree, Mistake> {
        let from = mount::from_of(&mount.text)
            .map_err(|message| Mistake::new(Cause::BadMount, message, mount.span))?;
        match from.as_str() {
            "" => Ok(Tree::Context),
            name => match self.names.any_case(name) {
                Some(stage) => Ok(Tree::Stage(stage)),
                None => self.image(name, mount.span),
            },
        }
    }
}

/// The stages whose files a stage uses, with the instruction that does.
fn dependencies<'d>(stage: &'d Draft<'_>) -> impl Iterator<Item = (usize, Span)> + 'd {
    stage.commands.iter().flat_map(|command| {
        let span = command.span;
        command.trees.iter().filter_map(move |tree| match tree {
            Tree::Stage(number) => Some((*number, span)),
            Tree::Context | Tree::Named(_) | Tree::Image(_) | Tree::Scratch => None,
        })
    })
}

/// Stages that copy from each other in a circle fail the build, reachable or not.
fn check_circles(stages: &[Draft<'_>]) -> Result<(), Mistake> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; stages.len()];
    for start in 0..stages.len() {
        let mut stack = vec![(start, 0_usize)];
        while let Some((stage, next)) = stack.pop() {
            marks[stage] = if next == 0 && marks[stage] == Mark::Done { break } else { Mark::Open };
            match dependencies(&stages[stage]).nth(next) {
                None => marks[stage] = Mark::Done,
                Some((on, span)) if marks[on] == Mark::Open => {
                    let label = stages[start].label(start);
                    let message = format!("circular dependency detected on stage: {label}");
                    return Err(Mistake::new(Cause::StageOrder, message, span));
                }
                Some((on, _)) => {
                    stack.push((stage, next + 1));
                    if marks[on] == Mark::New {
                        stack.push((on, 0));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Marks what the target needs, setting off ONBUILD triggers, which can need more.
fn reach(stages: &mut [Draft<'_>], target: usize, resolver: &Resolver<'_>) -> Result<(), Mistake> {
    loop {
        let mut todo = vec![target];
        stages.iter_mut().for_each(|stage| stage.reachable = false);
        while let Some(number) = todo.pop() {
            let stage = &mut stages[number];
            if std::mem::replace(&mut stage.reachable, true) || stage.replaced {
                continue;
            }
            todo.extend(dependencies(stage).map(|(on, _)| on));
            if let Tree::Stage(base) = stage.base {
                todo.push(base);
            }
        }
        let mut more = false;
        for number in 0..stages.len() {
            let Tree::Stage(base) = stages[number].base else { continue };
            if !stages[number].reachable || std::mem::replace(&mut stages[number].triggered, true) {
                continue;
            }
            let from = stages[number].span;
            let mut triggers = Vec::new();
            for command in &stages[base].commands {
                let What::Onbuild(inner) = &command.instruction.what else { continue };
                let trees = resolver.trees(inner, stages.len())?;
                more |= trees.iter().any(|tree| matches!(tree, Tree::Stage(_)));
                triggers.push(Command { instruction: inner, span: from, triggered: true, trees });
            }
            stages[number].commands.splice(..0, triggers);
        }
        if !more {
            return Ok(());
        }
    }
}
