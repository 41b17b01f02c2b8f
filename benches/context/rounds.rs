//! Interleaved rounds, and the ratios read from them.
//!
//! What it is: A B C, B C A, C A B…, and for every pair of programs one ratio per round, of which the median and the
//! spread are shown. Whatever disturbs the machine disturbs neighbours within a round alike, so ratios stand where
//! times do not.
//!
//! What it is not: a judgement; `targets` has the bounds.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};

use super::Result;
use super::contenders::Contender;
use super::measure::{End, Sample, measure};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    Wall,
    Cpu,
    Peak,
}

impl Metric {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Cpu => "cpu",
            Self::Peak => "memory",
        }
    }

    /// Seconds, or bytes.
    #[expect(clippy::cast_precision_loss, reason = "no peak comes near 2^52 bytes")]
    pub(crate) fn of(self, sample: &Sample) -> f64 {
        match self {
            Self::Wall => sample.wall.as_secs_f64(),
            Self::Cpu => sample.cpu.as_secs_f64(),
            Self::Peak => sample.peak as f64,
        }
    }
}

/// A median with its extremes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (&least, &most) = (sorted.first()?, sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Some(Self { median, least, most })
    }

    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self { median: self.median * factor, least: self.least * factor, most: self.most * factor }
    }
}

/// All samples of one set of contenders, one per round each.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// In the order of the contenders.
    pub(crate) names: Vec<String>,
    samples: BTreeMap<String, Vec<Sample>>,
    /// Who was left out, or did not end well, and why.
    pub(crate) remarks: Vec<String>,
}

impl Measured {
    pub(crate) fn samples(&self, name: &str) -> &[Sample] {
        self.samples.get(name).map_or(&[], Vec::as_slice)
    }

    /// Round by round, one program's figure over another's.
    pub(crate) fn ratio(&self, metric: Metric, name: &str, against: &str) -> Option<Spread> {
        let pairs = self.samples(name).iter().zip(self.samples(against));
        Spread::of(pairs.map(|(one, other)| metric.of(one) / metric.of(other)))
    }

    /// The figure itself, in seconds or bytes.
    pub(crate) fn figure(&self, metric: Metric, name: &str) -> Option<Spread> {
        Spread::of(self.samples(name).iter().map(|sample| metric.of(sample)))
    }
}

/// One warm-up each, then the rounds.
pub(crate) fn run(title: &str, contenders: Vec<Contender>, rounds: usize) -> Result<Measured> {
    let mut measured = Measured::default();
    let mut running = Vec::new();
    for contender in contenders {
        progress(&format!("{title}: warm-up, {}", contender.name));
        let end = measure(&contender.invocation)?.end;
        measured.remarks.extend(remark(&contender, end));
        if may_run(&contender, end) {
            running.push(contender);
        }
    }
    measured.names = running.iter().map(|contender| contender.name.clone()).collect();
    for round in 0..rounds {
        progress(&format!("{title}: round {} of {rounds}", round + 1));
        for position in 0..running.len() {
            let contender = &running[(position + round) % running.len()];
            let sample = measure(&contender.invocation)?;
            measured.samples.entry(contender.name.clone()).or_default().push(sample);
        }
    }
    progress("");
    Ok(measured)
}

/// A peer that ends with an error has mostly done its work and is kept, with a remark; ours is not.
fn may_run(contender: &Contender, end: End) -> bool {
    match end {
        End::Code(code) => {
            contender.fine.contains(&code) || !contender.name.starts_with("stowaway")
        }
        End::Signal(_) => false,
    }
}

fn remark(contender: &Contender, end: End) -> Option<String> {
    match end {
        End::Code(code) if contender.fine.contains(&code) => None,
        End::Code(code) if may_run(contender, end) => {
            Some(format!("{}: incomplete, exit code {code}", contender.name))
        }
        End::Code(code) => Some(format!("{}: left out, exit code {code}", contender.name)),
        End::Signal(signal) => {
            Some(format!("{}: left out, died of signal {signal}", contender.name))
        }
    }
}

fn progress(line: &str) {
    let mut stderr = io::stderr().lock();
    if stderr.is_terminal() {
        // Nothing depends on progress being seen.
        let _unseen = write!(stderr, "\r\x1b[K{line}").and_then(|()| stderr.flush());
    }
}
