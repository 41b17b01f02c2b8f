//! The scan of one file's content: literal, expression, gates, proof, redaction.
//!
//! Linear in the length of the text: an expression is tried on a window around a literal and never
//! twice on the same bytes, and the expressions themselves cannot backtrack. Values do not leave
//! this file: what it returns is redacted.

use super::detector::{Care, Detector, Tier, WHOLE};
use super::gates::{Gate, gate};
use super::proofs::{Found, Proof, keys};
use super::published;
use super::redact::{Redacted, hide};
use super::sieve::{Sieve, sieve};
use super::text::{Content, Encoding, decoded};
use crate::severity::Severity;
use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// One secret in one file, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Whose format it has.
    pub detector: &'static Detector,
    /// How bad it is, going by the value and its file alone.
    pub severity: Severity,
    /// The line, counted from one; `None` behind a part of the file that was not read.
    pub line: Option<u32>,
    /// What may be shown of it.
    pub value: Redacted,
    /// Why it is milder or graver than the table says.
    pub note: Option<&'static str>,
    /// Whether its checksum or its form says that it is no secret after all.
    pub doubted: bool,
}

/// What was seen in one text.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The secrets, in the order of their lines.
    pub sightings: Vec<Sighting>,
    /// How many there are besides these.
    pub more: u32,
    /// How many values did not pass each gate, in the order of [`Gate::ALL`].
    pub passed_over: [u32; Gate::ALL.len()],
}

impl Seen {
    /// Adds what was seen behind a part that was not read: of its lines nothing is known.
    pub fn add_end(&mut self, end: Self) {
        let known = |sighting: &Sighting| (sighting.detector.id, sighting.value.fingerprint());
        for sighting in end.sightings {
            if !self.sightings.iter().any(|before| known(before) == known(&sighting)) {
                self.sightings.push(Sighting { line: None, ..sighting });
            }
        }
        self.more += end.more;
        for (sum, passed) in self.passed_over.iter_mut().zip(end.passed_over) {
            *sum += passed;
        }
    }
}

/// More than these nobody reads; the rest is counted.
const MOST: usize = 100;

/// Behind so many escapes before a literal a match is tried, the nearest first.
const CUTS: usize = 3;

/// What was found and is not yet told apart from its neighbours.
struct Candidate {
    detector: usize,
    value: Range<usize>,
    severity: Severity,
    note: Option<&'static str>,
    doubted: bool,
}

/// Looks through the text of one file. `path` is where it is, for detectors that are meant for
/// certain files only.
pub fn scan(path: &[u8], bytes: &[u8], encoding: Encoding, tier: Tier) -> Seen {
    let text = decoded(bytes, encoding);
    let mut scan = Scan { path, text: &text, candidates: Vec::new(), seen: Seen::default() };
    scan.run(sieve(tier));
    scan.finish()
}

/// A text that is about to be shown, with every secret in it hidden: same length, same lines.
pub fn masked(text: &[u8]) -> Cow<'_, [u8]> {
    let mut scan = Scan { path: b"", text, candidates: Vec::new(), seen: Seen::default() };
    scan.run(sieve(Tier::Extra));
    let found = scan.candidates;
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = text.to_vec();
    found.into_iter().for_each(|found| hide(&mut shown[found.value]));
    Cow::Owned(shown)
}

/// Whether one of these detectors finds a value in the beginning of a file and believes it: what
/// the markers of rules about paths ask. Where the file is plays no part, since the rule knows it.
pub(crate) fn believes(detectors: &[&str], head: &[u8]) -> bool {
    let Content::Text(encoding) = Content::of(head) else { return false };
    let text = decoded(head, encoding);
    let mut scan = Scan { path: b"", text: &text, candidates: Vec::new(), seen: Seen::default() };
    for (number, detector) in Detector::all().iter().enumerate() {
        if detectors.contains(&detector.id) {
            scan.whole(number);
        }
    }
    scan.finish().sightings.iter().any(|seen| !seen.doubted && seen.severity > Severity::Low)
}

struct Scan<'a> {
    path: &'a [u8],
    text: &'a [u8],
    candidates: Vec<Candidate>,
    seen: Seen,
}

impl Scan<'_> {
    fn run(&mut self, sieve: &Sieve) {
        for number in sieve.scoped(self.path) {
            self.whole(number);
        }
        // How far each detector has come.
        let mut done: Vec<(usize, usize)> = Vec::new();
        for hit in sieve.hits(self.text) {
            for &number in hit.detectors {
                let known = done.iter().position(|(known, _)| *known == number);
                let place = known.unwrap_or_else(|| {
                    done.push((number, 0));
                    done.len() - 1
                });
                let reached = self.at(number, hit.at, done[place].1);
                done[place].1 = done[place].1.max(reached);
            }
        }
    }

    /// Asks a detector about a literal of its own; returns how far its matches reach.
    fn at(&mut self, number: usize, at: usize, done: usize) -> usize {
        let detector = &Detector::all()[number];
        if detector.back == WHOLE {
            if done == 0 {
                self.whole(number);
            }
            return WHOLE;
        }
        let end = self.text.len().min(at + detector.reach);
        let start = at.saturating_sub(detector.back).max(done);
        if start > at || !(detector.glance)(&self.text[at..]) {
            return done;
        }
        let anchored = if detector.back == 0 { Anchored::Yes } else { Anchored::No };
        let input = Input::new(self.text).range(start..end).anchored(anchored);
        if let Some(reached) = self.first(number, &input, 0) {
            return reached;
        }
        // What ends an escape is no part of a word: it is cut off with all that stands before it.
        let cuts = (start..=at).rev().filter(|cut| follows_escape(&self.text[..*cut]));
        for cut in cuts.take(CUTS) {
            let input = Input::new(&self.text[cut..end]).anchored(anchored);
            if let Some(reached) = self.first(number, &input, cut) {
                return reached;
            }
        }
        done
    }

    /// Asks a detector about everything.
    fn whole(&mut self, number: usize) {
        let mut from = 0;
        while from <= self.text.len() {
            let input = Input::new(self.text).range(from..);
            match self.first(number, &input, 0) {
                Some(end) => from = end.max(from + 1),
                None => break,
            }
        }
    }

    /// The first match, judged; where the value ends. The input begins at `offset` of the text.
    fn first(&mut self, number: usize, input: &Input<'_>, offset: usize) -> Option<usize> {
        let expression = expression(number);
        expression.search_half(input)?;
        let mut captures = expression.create_captures();
        expression.search_captures(input, &mut captures);
        let matched = captures.get_match()?.range();
        let mut groups = (1..captures.group_len()).filter_map(|group| captures.get_group(group));
        let value = groups.next().map_or(matched.clone(), |group| group.range());
        let [matched, value] =
            [matched, value].map(|range| range.start + offset..range.end + offset);
        let end = value.end;
        self.judge(number, matched, value);
        Some(end)
    }

    fn judge(&mut self, number: usize, matched: Range<usize>, value: Range<usize>) {
        let detector = &Detector::all()[number];
        let mut value = value;
        if detector.care == Care::Block {
            // The expression goes on over whatever follows a key.
            value.end = value.start + keys::end(&self.text[value.clone()]);
        }
        let found = Found { text: self.text, matched, value: value.clone(), path: self.path };
        let proof = match gate(found.value(), detector.care) {
            Some(gate) => Proof::Refused(gate),
            None => match (detector.proof)(&found) {
                // The secret is another part than the gate has seen.
                Proof::StandsAt(part) => match gate(&self.text[part.clone()], detector.care) {
                    Some(gate) => Proof::Refused(gate),
                    None => Proof::StandsAt(part),
                },
                proof => proof,
            },
        };
        let (value, severity, note, doubted) = match proof {
            Proof::Stands => (value, detector.severity, None, false),
            Proof::StandsAt(value) => (value, detector.severity, None, false),
            Proof::As(severity, why) => (value, severity, Some(why), false),
            Proof::Doubted(why) => (value, Severity::Info, Some(why), true),
            Proof::Refused(gate) => {
                let place = Gate::ALL.iter().position(|known| *known == gate).unwrap_or_default();
                self.seen.passed_over[place] += 1;
                return;
            }
        };
        let (severity, note, doubted) =
            match published::known(&self.text[value.clone()], detector.care) {
                Some(known) => (Severity::Info, Some(known), true),
                None => (severity, note, doubted),
            };
        self.candidates.push(Candidate { detector: number, value, severity, note, doubted });
    }

    /// One sighting for each value, in order.
    fn finish(mut self) -> Seen {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by_key(|found| (found.value.start, found.detector));
        let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
        for found in candidates {
            match kept.last_mut() {
                Some(last) if found.value.start < last.value.end => last.settle(found),
                Some(_) | None => kept.push(found),
            }
        }
        pair(&mut kept);
        self.seen.more = kept.len().saturating_sub(MOST) as u32;
        if self.seen.more > 0 {
            // The worst are told, in the order of their places all the same.
            kept.sort_by_key(|found| std::cmp::Reverse(found.severity));
            kept.truncate(MOST);
            kept.sort_by_key(|found| found.value.start);
        }
        let (mut line, mut from) = (1, 0);
        for found in kept {
            let before = &self.text[from..found.value.start];
            line += memchr::memchr_iter(b'\n', before).count() as u32;
            from = found.value.start;
            let detector = &Detector::all()[found.detector];
            self.seen.sightings.push(Sighting {
                detector,
                severity: found.severity,
                line: Some(line),
                value: Redacted::new(detector, &self.text[found.value]),
                note: found.note,
                doubted: found.doubted,
            });
        }
        self.seen
    }
}

impl Candidate {
    /// Of two detectors that see the same value the one that knows its format speaks, as loud as
    /// the louder of them, unless it says that the value is none.
    fn settle(&mut self, other: Self) {
        let knowledge = |found: &Self| Detector::all()[found.detector].care.knowledge();
        let louder = self.severity.max(other.severity);
        if knowledge(&other) > knowledge(self) {
            *self = other;
        }
        if !self.doubted && self.severity < louder {
            self.severity = louder;
            self.note = None;
        }
    }
}

/// A key's id is a secret together with the key.
fn pair(found: &mut [Candidate]) {
    let is = |found: &Candidate, id: &str| Detector::all()[found.detector].id == id;
    let key = |found: &Candidate| is(found, "aws-secret-access-key") && !found.doubted;
    if !found.iter().any(key) {
        return;
    }
    for id in found.iter_mut().filter(|found| is(found, "aws-access-key-id") && !found.doubted) {
        id.severity = Severity::Critical;
        id.note = Some("its secret key stands in the same file");
    }
}

/// Whether a text ends with an escape that ends in a letter or a digit: `\n` as JSON writes it, `%22`
/// of an address, `\u0022`, a colour of a terminal. What follows it begins a word.
fn follows_escape(before: &[u8]) -> bool {
    let hex = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
    match before {
        [.., b'\\', b'n' | b'r' | b't' | b'f' | b'b' | b'v' | b'a' | b'e' | b'0'] => true,
        [.., b'%', high, low] | [.., b'\\', b'x', high, low] if hex(&[*high, *low]) => true,
        [.., b'\\', b'u' | b'U', a, b, c, d] if hex(&[*a, *b, *c, *d]) => true,
        [.., b'm'] => {
            let tail = &before[before.len().saturating_sub(16)..before.len() - 1];
            let start = tail.iter().rposition(|byte| !(byte.is_ascii_digit() || *byte == b';'));
            start.is_some_and(|at| tail[at] == b'[')
        }
        _ => false,
    }
}

/// A detector's expression, compiled when it is first needed.
fn expression(number: usize) -> &'static Regex {
    static COMPILED: [OnceLock<Regex>; super::detectors::COUNT] =
        [const { OnceLock::new() }; super::detectors::COUNT];
    COMPILED[number].get_or_init(|| {
        let bytes = syntax::Config::new().unicode(false).utf8(false);
        Regex::builder()
            .configure(Config::new().utf8_empty(false))
            .syntax(bytes)
            .build(Detector::all()[number].expression)
            .expect("a test compiles every expression of the table")
    })
}

#[cfg(test)]
mod tests {
    use super::{Detector, expression};

    #[test]
    fn every_expression_compiles() {
        for number in 0..Detector::all().len() {
            expression(number);
        }
    }
}
