//! The command line: what was typed becomes plain library values, what comes back is printed, and
//! the outcome becomes an exit code.
//!
//! This is the only code that prints, reads the environment or ends the process. One file a verb;
//! `args` and `selection` hold the types that clap fills, `terminal` what is known of the streams,
//! `user` where a person's own files are.

mod args;
mod check;
mod ci;
mod explain;
mod fix;
mod generate;
mod ls;
mod progress;
mod rules;
mod selection;
mod terminal;
mod user;
mod why;

use args::{Cli, Verb};
use clap::Parser;
use std::io;
use std::process::ExitCode;
use stowaway::error::Error;
use terminal::Terminal;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// A usage or input error, a build that would be refused, or a place that could not be read.
    Trouble,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Trouble => 2,
        })
    }
}

/// What ends a verb early.
#[derive(Debug)]
enum Stop {
    /// The audit could not be done.
    Audit(Error),
    /// What was typed cannot be meant: what, and what could be.
    Usage(String, String),
    /// The output could not be written.
    Output(io::Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Audit(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Runs the program on the process's own arguments and streams.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A reader who went away has no use for help; there is nobody left to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut terminal = Terminal::of_process(cli.shared());
    let outcome = run(&cli, &mut terminal).and_then(|outcome| {
        terminal.out.flush()?;
        Ok(outcome)
    });
    terminal.settle(outcome).into()
}

fn run(cli: &Cli, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    match &cli.verb {
        None => check::run(&cli.check, terminal),
        Some(Verb::Check(args)) => check::run(args, terminal),
        Some(Verb::Ls(args)) => ls::run(args, terminal),
        Some(Verb::Why(args)) => why::run(args, terminal),
        Some(Verb::Rules(args)) => rules::run(args, terminal),
        Some(Verb::Fix(args)) => fix::run(args, terminal),
        Some(Verb::Explain(args)) => explain::run(args, terminal),
        Some(Verb::Generate(args)) => generate::run(args, terminal),
        Some(Verb::Schema) => {
            terminal.out.write_all(stowaway::report::schema().as_bytes())?;
            Ok(Outcome::Clean)
        }
    }
}
