//! What can be typed, as clap sees it, and the plain library values that it means.

use super::fix::{self, Fix};
use super::selection::Selection;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use stowaway::canary::Occasion;
use stowaway::content::Tier;
use stowaway::engine::{ENGINES, Engine};
use stowaway::report::{FORMATS, Format};
use stowaway::rules::{Category, ContentOptions, Severity, Thresholds};
use stowaway::size::{Bytes, Units};

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on; an instruction that fails while files are
     copied is a finding of severity high
  2  usage or input error, a build that the engine refuses before it copies
     anything, or a place that has to be read and cannot";

const LS_EXIT_CODES: &str = "\
Exit codes:
  0  the list is complete
  2  usage or input error, a build that fails, so that there is no list, or a
     place that has to be read and cannot";

/// Audits a container build context before anything is sent: what travels, how big it is, which
/// ignore line decided, and what should stay at home.
#[derive(Debug, Parser)]
#[command(name = "stowaway", version, args_conflicts_with_subcommands = true)]
#[command(after_help = EXIT_CODES, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
    #[command(flatten)]
    pub(super) check: Check,
}

impl Cli {
    pub(super) fn shared(&self) -> &Shared {
        match &self.verb {
            None | Some(Verb::Schema) => &self.check.shared,
            Some(Verb::Check(args)) => &args.shared,
            Some(Verb::Ls(args)) => &args.shared,
            Some(Verb::Why(args)) => &args.shared,
            Some(Verb::Rules(args)) => &args.shared,
            Some(Verb::Fix(args)) => &args.shared,
            Some(Verb::Explain(args)) => &args.shared,
            Some(Verb::Generate(args)) => &args.shared,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Audit a context (what happens without a verb, too)
    #[command(after_help = EXIT_CODES)]
    Check(Check),
    /// List exactly what would be sent, in the engine's order
    #[command(after_help = LS_EXIT_CODES)]
    Ls(Ls),
    /// Change the ignore file so that nothing travels that should not, with proof
    #[command(after_help = fix::EXIT_CODES)]
    Fix(Fix),
    /// Tell why paths are sent or held back, line by line
    Why(Why),
    /// List every rule
    Rules(Rules),
    /// Tell what a rule looks for, and why
    Explain(Explain),
    /// Write an ignore file from nothing
    #[command(after_help = super::generate::EXIT_CODES)]
    Generate(super::generate::Generate),
    /// Print the JSON Schema of `check --format json`
    Schema,
}

/// How output looks; every verb has it.
#[derive(Debug, Args)]
pub(super) struct Shared {
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    #[arg(value_parser = ["auto", "always", "never"])]
    pub(super) color: String,
    /// Write sizes in KiB, MiB, GiB instead of kB, MB, GB
    #[arg(long, help_heading = "Output")]
    pub(super) binary: bool,
}

impl Shared {
    pub(super) fn units(&self) -> Units {
        if self.binary { Units::Binary } else { Units::Decimal }
    }
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The directory that the engine would be given
    #[arg(value_name = "CONTEXT", default_value = ".")]
    pub(super) context: PathBuf,
    /// Whose rules apply; `all` compares them
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_parser = engines())]
    pub(super) engine: Engines,
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Do not ask the rules
    #[arg(long, help_heading = "Rules")]
    pub(super) no_rules: bool,
    /// Report files from this size on
    #[arg(long, value_name = "SIZE", default_value = "10MB", help_heading = "Rules")]
    pub(super) large_file: Bytes,
    /// Report directories from this size on
    #[arg(long, value_name = "SIZE", default_value = "50MB", help_heading = "Rules")]
    pub(super) large_dir: Bytes,
    /// Ask about files that are not there but could be, such as `.env`
    ///
    /// A clean checkout lacks the very files that must not be sent. Each that would be sent if it
    /// were there is a finding `canary/RULE`. On by default where the environment says CI.
    #[arg(
        long,
        overrides_with = "no_canaries",
        conflicts_with = "no_rules",
        help_heading = "Rules"
    )]
    pub(super) canaries: bool,
    /// Do not, wherever this runs
    #[arg(long, overrides_with = "canaries", help_heading = "Rules")]
    pub(super) no_canaries: bool,
    /// Open no files to search them for secrets
    #[arg(long, help_heading = "Rules")]
    pub(super) no_content: bool,
    /// Which detectors of secrets are asked
    #[arg(long, value_name = "TIER", default_value = "core", help_heading = "Rules")]
    #[arg(value_parser = tier())]
    pub(super) detectors: Tier,
    /// Search dependencies, caches and repositories that are reported, too
    #[arg(long, conflicts_with = "no_content", help_heading = "Rules")]
    pub(super) deep: bool,
    /// Exit with 1 if a finding is at least this bad
    #[arg(long, value_name = "SEVERITY", default_value = "high", help_heading = "Rules")]
    #[arg(value_parser = fail_on())]
    pub(super) fail_on: FailOn,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].id, help_heading = "Output")]
    #[arg(value_parser = formats())]
    pub(super) format: &'static Format,
    /// Look into what is held back too, to tell what there is on disk
    #[arg(long, help_heading = "Output")]
    pub(super) on_disk: bool,
    /// Leave nothing out
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) shared: Shared,
}

impl Check {
    pub(super) fn contents(&self) -> Option<ContentOptions> {
        (!self.no_content).then_some(ContentOptions { tier: self.detectors, deep: self.deep })
    }

    pub(super) fn thresholds(&self) -> Option<Thresholds> {
        let Self { large_file, large_dir, .. } = *self;
        (!self.no_rules).then_some(Thresholds { large_file, large_dir })
    }

    /// Why files that are not there are asked about, if they are.
    pub(super) fn canaries(&self, in_ci: bool) -> Option<Occasion> {
        let asked = self.canaries.then_some(Occasion::Asked);
        let occasion = asked.or(in_ci.then_some(Occasion::Environment));
        occasion.filter(|_| !self.no_rules && !self.no_canaries)
    }
}

#[derive(Debug, Args)]
pub(super) struct Ls {
    /// The directory that the engine would be given
    #[arg(value_name = "CONTEXT", default_value = ".")]
    pub(super) context: PathBuf,
    /// Whose rules apply
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_parser = engine())]
    pub(super) engine: &'static Engine,
    #[command(flatten)]
    pub(super) selection: Selection,
    /// List what may travel, whether the Dockerfile asks for it or not
    #[arg(long)]
    pub(super) eligible: bool,
    /// List what is held back instead, with the line that decided
    #[arg(long, conflicts_with = "eligible")]
    pub(super) excluded: bool,
    /// Only what git ignores, with the line that says so
    ///
    /// With --eligible of all that may travel. What git tracks it does not ignore, whatever a line
    /// says.
    #[arg(long, conflicts_with_all = ["excluded", "depfile"])]
    pub(super) git_ignored: bool,
    /// Only what git neither tracks nor ignores: what a clean checkout would not have
    #[arg(long, conflicts_with_all = ["excluded", "depfile"])]
    pub(super) untracked: bool,
    /// List the paths of the final image that come from the context
    ///
    /// With -l also the path in the context and the instruction. What a base image brings and what a
    /// RUN makes is not known and not listed.
    #[arg(long, conflicts_with_all = ["eligible", "excluded", "git_ignored", "untracked", "depfile"])]
    pub(super) in_image: bool,
    /// The same for another stage than the target: its name or its number
    #[arg(long, value_name = "STAGE")]
    #[arg(conflicts_with_all = ["eligible", "excluded", "git_ignored", "untracked", "depfile"])]
    pub(super) stage: Option<String>,
    /// List directories too, with a `/` at the end
    #[arg(long)]
    pub(super) dirs: bool,
    /// Raw names, each ended by a NUL byte
    #[arg(short = '0', long = "null", conflicts_with_all = ["long", "json", "depfile"])]
    pub(super) null: bool,
    /// With kind and size
    #[arg(short, long, conflicts_with_all = ["json", "depfile"])]
    pub(super) long: bool,
    /// One JSON object a line
    ///
    /// Fields: `path`; `path_bytes`, an array of numbers, only if the name is not UTF-8; `kind`
    /// (file, directory, symlink, fifo, socket, device); `size` in bytes, null if it is not known;
    /// `fate` (sent, sent-as-parent, held, skipped); `unasked`, true with --eligible if no
    /// instruction asks for it; `empty` (disagreement, unreadable, socket) if the content does not
    /// arrive; `hard_link`, true for a further name of a file that is sent already; `added`, true
    /// for what the client makes itself; `decider` (`file`, `line`, `pattern`), null if no line
    /// decided; with --git-ignored and --untracked `git` (ignored, untracked), and `ignored_by`
    /// (`file`, `line`, `pattern`) for the line of git's. With --in-image and --stage: `path`, `path_bytes` and `kind` of what is in the
    /// image; `from`, the path in its context; `context`, the name of that context, if it is not
    /// the main one; `unpacked`, true if `from` is an archive whose contents are below `path`;
    /// `steps` (`file`, `line`, `stage`, `instruction`), the earliest first; `certain`, false if
    /// only the base image could tell the place.
    #[arg(long, conflicts_with = "depfile")]
    pub(super) json: bool,
    /// Write a Makefile dependency line for TARGET instead
    #[arg(long, value_name = "TARGET", conflicts_with_all = ["excluded", "dirs"])]
    pub(super) depfile: Option<OsString>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Args)]
pub(super) struct Why {
    /// Paths relative to the context; they need not exist
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<OsString>,
    /// The directory that the engine would be given
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".", help_heading = "Build")]
    pub(super) context: PathBuf,
    /// Whose rules apply
    #[arg(long, value_name = "ENGINE", default_value = ENGINES[0].id, help_heading = "Build")]
    #[arg(value_parser = engine())]
    pub(super) engine: &'static Engine,
    #[command(flatten)]
    pub(super) selection: Selection,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// Only rules of this category
    #[arg(long, value_name = "CATEGORY", value_parser = category())]
    pub(super) category: Option<Category>,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule's id, as in `secret-dotenv`
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// One engine or all of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Engines {
    One(&'static Engine),
    All,
}

/// From which severity on a finding fails the run; `None` means never.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailOn(pub(super) Option<Severity>);

fn engine_values() -> impl Iterator<Item = PossibleValue> {
    ENGINES.iter().map(|engine| PossibleValue::new(engine.id).help(engine.summary))
}

fn engine() -> impl TypedValueParser<Value = &'static Engine> {
    PossibleValuesParser::new(engine_values()).map(|id| Engine::find(&id).unwrap_or_default())
}

pub(super) fn engines() -> impl TypedValueParser<Value = Engines> {
    let all = PossibleValue::new("all").help("every one of them, side by side");
    let parser = PossibleValuesParser::new(engine_values().chain([all]));
    parser.map(|id| Engine::find(&id).map_or(Engines::All, Engines::One))
}

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.id).help(format.summary));
    PossibleValuesParser::new(values).map(|id| Format::find(&id).unwrap_or_default())
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let ids = Severity::ALL.iter().map(|severity| severity.id()).chain(["never"]);
    PossibleValuesParser::new(ids)
        .map(|id| FailOn(Severity::ALL.iter().copied().find(|severity| severity.id() == id)))
}

fn tier() -> impl TypedValueParser<Value = Tier> {
    let values = [
        PossibleValue::new(Tier::Core.id()).help("those that hardly ever err"),
        PossibleValue::new("all").help("those of rarer providers and looser forms, too"),
    ];
    PossibleValuesParser::new(values)
        .map(|id| if id == Tier::Core.id() { Tier::Core } else { Tier::Extra })
}

fn category() -> impl TypedValueParser<Value = Category> {
    let ids = Category::ALL.iter().map(|category| category.id());
    PossibleValuesParser::new(ids).try_map(|id| {
        let found = Category::ALL.iter().copied().find(|category| category.id() == id);
        found.ok_or("no such category")
    })
}
