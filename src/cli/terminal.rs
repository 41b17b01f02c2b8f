//! The streams: where output goes, how wide it may be, and whether it may have colour.

use super::args::Shared;
use super::{Outcome, Stop};
use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, IsTerminal, Write};
use stowaway::report::{self, Look, Palette};

/// What is assumed when nothing is known, and the limits in which a width is believed.
const USUAL_WIDTH: usize = 80;
const NARROWEST: usize = 40;
const WIDEST: usize = 120;

/// The streams of a run and how to write to them.
pub(super) struct Terminal {
    /// The report.
    pub(super) out: Box<dyn Write>,
    /// Warnings and errors.
    pub(super) err: Box<dyn Write>,
    /// How to write to `out`.
    pub(super) look: Look,
    /// How to write to `err`.
    err_look: Look,
    /// Whether a person watches `err`.
    pub(super) is_watched: bool,
}

impl Terminal {
    /// The process's own streams.
    pub(super) fn of_process(shared: &Shared) -> Self {
        let choice = match shared.color.as_str() {
            "always" => Some(true),
            "never" => Some(false),
            _ => None,
        };
        let auto = |found: ColorChoice| found != ColorChoice::Never;
        let palette = |coloured: bool| if coloured { Palette::COLOURED } else { Palette::PLAIN };
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let out_coloured = choice.unwrap_or_else(|| auto(AutoStream::choice(&stdout)));
        let err_coloured = choice.unwrap_or_else(|| auto(AutoStream::choice(&stderr)));
        let look = Look {
            width: width(),
            units: shared.units(),
            verbose: false,
            palette: palette(out_coloured),
        };
        Self {
            out: Box::new(BufWriter::with_capacity(1 << 16, stdout.lock())),
            err_look: Look { palette: palette(err_coloured), ..look },
            look,
            is_watched: stderr.is_terminal(),
            err: Box::new(stderr),
        }
    }

    /// Says what stopped a run, if something did, and gives the outcome. A reader who closed the
    /// pipe has seen enough: that is no error.
    pub(super) fn settle(&mut self, result: Result<Outcome, Stop>) -> Outcome {
        let said = match result {
            Ok(outcome) => return outcome,
            Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Outcome::Clean;
            }
            Err(Stop::Output(error)) => {
                self.complain(&format!("cannot write the output: {error}"), "")
            }
            Err(Stop::Usage(what, help)) => self.complain(&what, &help),
            Err(Stop::Audit(error)) => report::write_error(&error, &self.err_look, &mut self.err),
        };
        // If not even that can be written, the exit code has to do.
        let _ = said;
        Outcome::Trouble
    }

    fn complain(&mut self, what: &str, help: &str) -> io::Result<()> {
        let bad = self.err_look.palette.bad;
        writeln!(self.err, "{bad}error{bad:#}: {what}")?;
        if help.is_empty() { Ok(()) } else { writeln!(self.err, "  = help: {help}") }
    }

    /// Writes a warning.
    pub(super) fn warn(&mut self, what: &str) -> io::Result<()> {
        let warn = self.err_look.palette.warn;
        writeln!(self.err, "{warn}warning{warn:#}: {what}")
    }

    /// Draws a failure that is not the outcome of the whole run's error.
    pub(super) fn fail(&mut self, error: &stowaway::error::Error) -> io::Result<()> {
        report::write_error(error, &self.err_look, &mut self.err)
    }
}

fn width() -> usize {
    let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    measured.map_or(USUAL_WIDTH, |width| width.clamp(NARROWEST, WIDEST))
}
