//! One run from the command line to the last table.
//!
//! What it is: the order of things: trees, totals, rounds, tables, verdicts; and the two ways in which this program is
//! started by itself.
//!
//! What it is not: any of these things in detail.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use super::contenders::Field;
use super::options::{Options, PARTS};
use super::report::{Table, tree_table};
use super::targets::Verdicts;
use super::trees::GENERATED;
use super::verify::Verification;
use super::{
    RAW, READ, RUNNER, Result, canaries, contents, dockerfile, fixing, git, machine, measure,
    parts, patterns, raw, rounds, trees,
};

/// The exit code is a failure when something could not run or a total was wrong; a missed target is not one.
pub(crate) fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let first = arguments.peek().and_then(|argument| argument.to_str()).map(str::to_owned);
    let outcome = match first.as_deref() {
        Some(RAW) => walk_raw(arguments.skip(1)).map(|()| true),
        Some(RUNNER) => measure::run_as_runner(arguments.skip(1)).map(|()| true),
        _ => Session::new(Options::parse()).and_then(Session::run),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            // If even this cannot be written, the exit code still says it.
            let _unsaid = writeln!(io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}

/// `DIR --threads N [--read]`, as the contenders' table writes it.
fn walk_raw(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let directory = arguments.next().map(PathBuf::from).ok_or("no directory to walk")?;
    let threads = arguments
        .nth(1)
        .and_then(|count| count.to_str()?.parse().ok())
        .ok_or("no number of threads")?;
    let reads = arguments.next().is_some_and(|argument| argument == READ);
    let totals = raw::walk(&directory, threads, reads)?;
    writeln!(io::stdout(), "{} {} {}", totals.files, totals.bytes, totals.problems)?;
    Ok(())
}

struct Session {
    options: Options,
    /// Where the trees are.
    directory: PathBuf,
    field: Field,
    verdicts: Verdicts,
    verification: Verification,
}

impl Session {
    fn new(options: Options) -> Result<Self> {
        let directory = options.trees();
        std::fs::create_dir_all(&directory)?;
        let directory = directory.canonicalize()?;
        let absolute = |path: PathBuf| {
            path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))
        };
        let stowaway = options.stowaway().map(absolute).transpose()?;
        let fsutil = options.fsutil.clone().map(absolute).transpose()?;
        let field =
            Field::gather(options.threads(), patterns::write(&directory)?, stowaway, fsutil);
        Ok(Self {
            options,
            directory,
            field,
            verdicts: Verdicts::new(),
            verification: Verification::new(),
        })
    }

    /// Says whether every total was right.
    fn run(mut self) -> Result<bool> {
        self.print(&machine::table(&self.options, &self.directory)?)?;
        self.print(&self.roll_call())?;
        // The empty directory comes first: it tells what memory stowaway needs for nothing.
        if self.options.runs("empty") {
            self.start_up()?;
        }
        for part in PARTS.into_iter().filter(|part| *part != "empty") {
            if self.options.runs(part) {
                self.part(part)?;
            }
        }
        let right = self.verification.right;
        let Self { options, verdicts, verification, .. } = self;
        let mut out = io::stdout().lock();
        verification.into_table().print(options.markdown, &mut out)?;
        verdicts.into_table().print(options.markdown, &mut out)?;
        Ok(right)
    }

    fn part(&mut self, part: &str) -> Result<()> {
        let (scale, rounds) = (self.options.scale(), self.options.rounds());
        let table = match part {
            name if GENERATED.contains(&name) => self.tree(name)?,
            "growth" => {
                parts::growth(&self.field, &self.directory, scale, rounds, &mut self.verdicts)?
            }
            "contents" => {
                contents::contents(&self.field, &self.directory, scale, rounds, &mut self.verdicts)?
            }
            "dockerfile" => dockerfile::dockerfile(&self.directory, scale)?,
            "git" => git::git(&self.directory, scale)?,
            "canaries" => canaries::canary(&self.directory, scale)?,
            "fixing" => fixing::fixing(&self.directory, scale)?,
            "huge" => parts::huge(&self.field, &self.directory, scale, rounds)?,
            "million" => parts::million(&self.field, &self.directory, &mut self.verdicts)?,
            unknown => return Err(format!("no part is called {unknown}").into()),
        };
        self.print(&table)
    }

    fn tree(&mut self, name: &str) -> Result<Table> {
        let tree = trees::generated(&self.directory, name, self.options.scale())?;
        self.verification.check(&self.field, &tree)?;
        let measured = rounds::run(name, self.field.all(&tree)?, self.options.rounds())?;
        self.verdicts.judge(&tree, &measured);
        Ok(tree_table(&tree, &measured))
    }

    fn start_up(&mut self) -> Result<()> {
        let tree = trees::empty(&self.directory)?;
        // Each run takes a few milliseconds, so many rounds cost nothing.
        let measured = rounds::run("empty", self.field.all(&tree)?, self.options.rounds() * 3)?;
        self.verdicts.judge_start_up(&measured);
        self.print(&tree_table(&tree, &measured))
    }

    fn roll_call(&self) -> Table {
        let mut table = Table::new("Who runs", &["program", "version", "work"]);
        self.field.roll_call().into_iter().for_each(|row| table.row(row));
        table
    }

    fn print(&self, table: &Table) -> Result<()> {
        let mut out = io::stdout().lock();
        table.print(self.options.markdown, &mut out)?;
        Ok(out.flush()?)
    }
}
