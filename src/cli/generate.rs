//! `stowaway generate`: an ignore file from nothing, to standard output or in its place.

use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::selection::Selection;
use super::terminal::Terminal;
use super::args::Shared;
use super::{Outcome, Stop};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::io;
use std::path::{Path, PathBuf};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::{IgnoreChoice, Request};
use stowaway::context::{DiskHeads, WalkOptions};
use stowaway::engine::{ENGINES, Engine, Lookup};
use stowaway::error::Error;
use stowaway::generate::{Generated, Ground, Needs, Style, generate};
use stowaway::rules::Thresholds;
use stowaway::size::Bytes;

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
    // As `check` has them without a word.
    let thresholds = Thresholds { large_file: Bytes(10_000_000), large_dir: Bytes(50_000_000) };
    let options = Options {
        request: found,
        walk: WalkOptions { into_held: true },
        rules: Some(thresholds),
        git: Some(super::user::files()),
        canaries: None,
        contents: None,
    };
    let progress = Progress::start(terminal.is_watched);
    let done = on_threads(args.selection.threads, || {
        let audit = audit(&options).map_err(|error| as_typed(error, &args.context))?;
        let target = target(&audit, &request);
        write_over(args, &target)?;
        Ok((draw(args, &options, &audit, &engines)?, target))
    });
    drop(progress);
    let (generated, target) = done??;
    tell(&generated, terminal)?;
    if args.write {
        put(&target, &generated.text)?;
        let shown = shown(&args.context, &target);
        writeln!(terminal.err, "wrote {shown}")?;
    } else {
        terminal.out.write_all(&generated.text)?;
    }
    Ok(Outcome::Clean)
}
