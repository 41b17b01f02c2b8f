//! `stowaway generate`: an ignore file from nothing, to standard output or in its place.

use super::args::Shared;
use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::selection::Selection;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;
use std::{fs, io};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{Build, IgnoreChoice, Request};
use stowaway::context::{Totals, WalkOptions};
use stowaway::engine::{ENGINES, Engine, Lookup};
use stowaway::error::Error;
use stowaway::fix;
use stowaway::generate::{Generated, Ground, Needs, Proof, Refusal, Style, generate};
use stowaway::path::Shown;
use stowaway::report::plural;
use stowaway::rules::Thresholds;
use stowaway::size::{Bytes, Units};

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  the file is written, to standard output or in its place
  2  usage or input error, there is nothing to write, or a file is there already
     and --force was not given";

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// The directory that the engine would be given
    #[arg(value_name = "CONTEXT", default_value = ".")]
    context: PathBuf,
    /// Which kind of file
    #[arg(long, value_name = "STYLE", default_value = "deny", value_parser = style())]
    style: Style,
    /// Say what the .gitignore files say, in the language of ignore files
    #[arg(long, conflicts_with = "style")]
    from_gitignore: bool,
    /// Write the file where the build reads it, and print nothing
    #[arg(long)]
    write: bool,
    /// Write over a file that is there
    #[arg(long, requires = "write")]
    force: bool,
    /// On which engines the file has to be right: several, or `all`; the first is the one that builds
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_delimiter = ',', value_parser = engines())]
    engine: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    pub(super) shared: Shared,
}

fn style() -> impl TypedValueParser<Value = Style> {
    let values = [
        PossibleValue::new("deny").help("names what is to stay at home"),
        PossibleValue::new("allow").help("holds back everything but what the Dockerfiles ask for"),
    ];
    PossibleValuesParser::new(values)
        .map(|style| if style == "allow" { Style::Allow } else { Style::Deny })
}

fn engines() -> impl TypedValueParser<Value = String> {
    let one = ENGINES.iter().map(|engine| PossibleValue::new(engine.id).help(engine.summary));
    PossibleValuesParser::new(one.chain([PossibleValue::new("all").help("every one of them")]))
}

impl Generate {
    /// The engines in the order in which they were named, each once.
    fn engines(&self) -> Vec<&'static Engine> {
        let mut engines: Vec<&'static Engine> = Vec::new();
        for id in &self.engine {
            let one = Engine::find(id);
            let all = ENGINES.iter().filter(|_| one.is_none());
            for engine in one.into_iter().chain(all) {
                if !engines.contains(&engine) {
                    engines.push(engine);
                }
            }
        }
        engines
    }

    fn style(&self) -> Style {
        if self.from_gitignore { Style::FromGitignore } else { self.style }
    }
}

pub(super) fn run(args: &Generate, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let engines = args.engines();
    let request = args.selection.request(&args.context, engines[0])?;
    let found = Request { ignore: IgnoreChoice::None, ..request.clone() };
    let options = Options {
        request: found,
        walk: WalkOptions { into_held: true },
        rules: Some(Thresholds::default()),
        git: Some(super::user::files()),
        canaries: None,
        contents: None,
    };
    let progress = Progress::start(terminal.is_watched);
    let done = on_threads(args.selection.threads, || {
        let audit = audit(&options).map_err(|error| as_typed(error, &args.context))?;
        let target = Target::of(args, &audit.build, &request);
        target.check(args)?;
        let generated = draw(args, &request, &audit, &engines, &target)?;
        std::mem::forget(audit);
        Ok::<_, Stop>((generated, target))
    });
    drop(progress);
    let (generated, target) = done??;
    if args.write {
        target.put(&generated.text)?;
    } else {
        terminal.out.write_all(&generated.text)?;
        terminal.out.flush()?;
    }
    tell(args, &generated, &target, terminal)?;
    Ok(Outcome::Clean)
}

fn draw(
    args: &Generate,
    request: &Request,
    audit: &Audit,
    engines: &[&'static Engine],
    target: &Target,
) -> Result<Generated, Stop> {
    let Audit { build, inventory, requested, .. } = audit;
    let heads = audit.heads().map_err(|error| {
        let reason = error.to_string();
        Error::ContextUnreadable { path: args.context.clone(), reason }
    })?;
    let needs = Needs::gather(build, request, inventory, &*heads, target.is_shared);
    let ground = Ground {
        build,
        inventory,
        requested,
        landing: audit.landing.as_ref(),
        needs: &needs,
        git: audit.git.as_ref(),
        findings: &audit.findings,
        heads: &*heads,
        engines,
    };
    let help = |refusal: &Refusal| match refusal {
        Refusal::NoGitIgnore => "without --from-gitignore it is written from what is here",
        Refusal::NoDockerfile => "name one with -f, or leave out --style allow",
        _ => "",
    };
    generate(&ground, args.style())
        .map_err(|refusal| Stop::Usage(refusal.to_string(), help(&refusal).to_owned()))
}

/// The file that the build reads, or would.
struct Target {
    path: PathBuf,
    /// As a person calls it.
    shown: String,
    is_there: bool,
    /// Other Dockerfiles of the context read it too.
    is_shared: bool,
    root: PathBuf,
}

impl Target {
    fn of(args: &Generate, build: &Build, request: &Request) -> Self {
        let (path, is_shared) = match &request.ignore {
            IgnoreChoice::Named(path) => (path.clone(), true),
            IgnoreChoice::Given(_) | IgnoreChoice::Lookup | IgnoreChoice::None => {
                Self::look_up(build)
            }
        };
        let inside = path.strip_prefix(&build.root).map(|inside| args.context.join(inside));
        let typed = inside.as_deref().unwrap_or(&path);
        let typed = typed.strip_prefix(".").unwrap_or(typed);
        let shown = Shown(typed.as_os_str().as_encoded_bytes()).to_string();
        let is_there = path.symlink_metadata().is_ok();
        Self { path, shown, is_there, is_shared, root: build.root.clone() }
    }

    /// The first place of the engine's list where there is one; else that of all Dockerfiles.
    fn look_up(build: &Build) -> (PathBuf, bool) {
        let policy = &build.engine.ignore;
        for lookup in policy.lookup {
            let path = match (lookup, &build.dockerfile) {
                (Lookup::ContextRoot(name), _) => build.root.join(name),
                (Lookup::BesideDockerfile(suffix), Some(dockerfile)) => {
                    let fallback = dockerfile.file_name().is_some_and(|name| name == "dockerfile");
                    if fallback && !policy.fallback_has_own {
                        continue;
                    }
                    let mut path = dockerfile.clone().into_os_string();
                    path.push(suffix);
                    path.into()
                }
                (Lookup::BesideDockerfile(_), None) => continue,
            };
            if path.symlink_metadata().is_ok() {
                return (path, matches!(lookup, Lookup::ContextRoot(_)));
            }
        }
        (build.root.join(".dockerignore"), true)
    }

    /// # Errors
    /// If there is a file and nobody said that it may go.
    fn check(&self, args: &Generate) -> Result<(), Stop> {
        if !args.write || args.force || !self.is_there {
            return Ok(());
        }
        let what = format!("`{}` is there already and is left as it is", self.shown);
        let help = "--force writes over it; without --write the new one is printed".to_owned();
        Err(Stop::Usage(what, help))
    }

    fn put(&self, text: &[u8]) -> Result<(), Stop> {
        if self.is_there {
            // What is no regular file is refused below, and is not read: that could have no end.
            let is_file = fs::metadata(&self.path).is_ok_and(|facts| facts.is_file());
            let old = if is_file { fs::read(&self.path).unwrap_or_default() } else { Vec::new() };
            fix::replace(&self.path, &old, text, &[&self.root])?;
        } else {
            fix::create(&self.path, text)?;
        }
        Ok(())
    }
}

/// What a person should know, and what it comes to.
fn tell(
    args: &Generate,
    generated: &Generated,
    target: &Target,
    terminal: &mut Terminal,
) -> io::Result<()> {
    for note in &generated.notes {
        writeln!(terminal.err, "note: {note}")?;
    }
    let units = args.shared.units();
    let several = generated.proofs.len() > 1;
    for proof in &generated.proofs {
        let engine = if several { format!("{}: ", proof.engine.title) } else { String::new() };
        let Proof { before, after, .. } = proof;
        let (from, to) = (shown(*before, units), shown(*after, units));
        writeln!(terminal.err, "{engine}without it {from} travel, with it {to}")?;
    }
    match (args.write, target.is_there) {
        (true, true) => writeln!(terminal.err, "wrote over {}", target.shown),
        (true, false) => writeln!(terminal.err, "wrote {}", target.shown),
        (false, _) => Ok(()),
    }
}

fn shown(totals: Totals, units: Units) -> String {
    format!("{} ({})", plural(totals.files, "file"), Bytes(totals.bytes).shown(units))
}
