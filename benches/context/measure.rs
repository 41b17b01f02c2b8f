//! One run of one program: wall time, processor time, peak memory.
//!
//! What it is: two halves. [`measure`] starts this very program again as a small runner, and [`run_as_runner`] is
//! what that runner does: start the command, wait, and ask the kernel what its only child used. A fresh runner per run
//! is what makes the peak a figure of that one run, with neither unsafe code nor polling.
//!
//! What it is not: a statistic. Repetition and ratios live in `rounds`.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

use super::{RUNNER, Result};

/// A command line, and where its output goes.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) sink: Sink,
}

/// Where the standard output of a measured program goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sink {
    /// `/dev/null`.
    Null,
    /// A pipe that the runner empties, for programs that notice `/dev/null` and then do less (tar).
    Pipe,
}

impl Sink {
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Pipe => "pipe",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Code(i32),
    Signal(i32),
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) wall: Duration,
    /// User and system time of the program and all it waited for.
    pub(crate) cpu: Duration,
    /// Peak resident memory in bytes.
    pub(crate) peak: u64,
    pub(crate) end: End,
}

/// Runs a command in a fresh runner and reads what that reports.
pub(crate) fn measure(invocation: &Invocation) -> Result<Sample> {
    let runner = Command::new(std::env::current_exe()?)
        .args([RUNNER, invocation.sink.name()])
        .arg(&invocation.program)
        .args(&invocation.arguments)
        .stdin(Stdio::null())
        .output()?;
    let line = String::from_utf8_lossy(&runner.stdout);
    parse(line.trim()).ok_or_else(|| {
        format!(
            "{}: {}",
            invocation.program.display(),
            String::from_utf8_lossy(&runner.stderr).trim()
        )
        .into()
    })
}

fn parse(line: &str) -> Option<Sample> {
    let numbers: Vec<i64> =
        line.split(' ').map(str::parse).collect::<std::result::Result<_, _>>().ok()?;
    let &[wall, cpu, peak, code, signal] = numbers.as_slice() else { return None };
    Some(Sample {
        wall: Duration::from_nanos(wall.try_into().ok()?),
        cpu: Duration::from_micros(cpu.try_into().ok()?),
        peak: peak.try_into().ok()?,
        end: if signal == 0 {
            End::Code(code.try_into().ok()?)
        } else {
            End::Signal(signal.try_into().ok()?)
        },
    })
}

/// The runner: `SINK PROGRAM ARGUMENTS…` in, one line of five numbers out.
pub(crate) fn run_as_runner(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let sink = arguments.next().ok_or("the runner was given no sink")?;
    let program = arguments.next().ok_or("the runner was given no program")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status =
        if sink == Sink::Pipe.name() { wait_emptying(&mut command)? } else { wait(&mut command)? };
    let wall = started.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    let (code, signal) = (status.code().unwrap_or(0), status.signal().unwrap_or(0));
    let peak = usage.max_rss() * 1024;
    writeln!(io::stdout(), "{} {} {peak} {code} {signal}", wall.as_nanos(), cpu[0] + cpu[1])?;
    Ok(())
}

fn wait(command: &mut Command) -> io::Result<ExitStatus> {
    command.stdout(Stdio::null()).status()
}

fn wait_emptying(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    if let Some(mut output) = child.stdout.take() {
        io::copy(&mut output, &mut io::sink())?;
    }
    child.wait()
}
