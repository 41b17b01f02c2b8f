//! What becomes of one entry: the matcher's answer and the engine's ways, put together.
//!
//! Shared by the parallel walk and the portable one, so that they cannot differ. It asks for an
//! entry's facts (size, readability) only when the answer depends on them: an excluded file costs
//! no system call.

use super::block::SENDING;
use super::inventory::{Empty, Fate, Kind};
use super::record::{NONE, Odd, State};
use crate::build::Build;
use crate::engine::{Engine, Special, UnreadableDirectory, UnreadableFile};
use crate::error::{Cause, Failure, ProblemKind};
use crate::ignorefile::{
    BadPattern, DirMatcher, DirState, IgnoreFile, Judgement, Matcher, Scratch,
};
use crate::path::Shown;
use std::io;

/// What the file system says of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Apparent bytes of a regular file.
    pub(super) size: u64,
    /// Whether this user can read it.
    pub(super) readable: bool,
    /// Device and inode of a regular file with more than one name.
    pub(super) links: Option<(u64, u64)>,
}

/// Who would come into a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// The engine opens it to send what is in it.
    pub(super) walked: bool,
    /// The engine's check before sending comes here (SPEC 10.2).
    pub(super) preflight: bool,
    /// The pattern that holds everything here back, when it is only looked into.
    pub(super) held_by: u32,
}

/// Facts about an opened directory that all of its entries share.
pub(super) struct Directory<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) path: &'a [u8],
    pub(super) region: Region,
    pub(super) matcher: Option<DirMatcher<'a>>,
}

/// The verdict on one entry. What is rare is boxed: there is one of these for every entry.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) kind: Kind,
    pub(super) state: State,
    pub(super) decider: u32,
    pub(super) size: u64,
    pub(super) links: Option<(u64, u64)>,
    /// What the rest does not tell of a file.
    pub(super) odd: Option<Box<Odd>>,
    /// For a directory that is to be opened.
    pub(super) opens: Option<Region>,
    /// Why the build fails here: in the check before sending (0) or while sending (1).
    pub(super) failure: Option<Box<(u8, Failure)>>,
    pub(super) problem: Option<Box<(ProblemKind, io::Error)>>,
}

/// The rules of one walk.
pub(super) struct Judge<'a> {
    pub(super) engine: &'static Engine,
    pub(super) ignore: Option<&'a IgnoreFile>,
    /// Whether held-back directories are looked into all the same.
    pub(super) into_held: bool,
}

impl<'a> Judge<'a> {
    /// The judge of a build.
    pub(super) fn of(build: &'a Build, into_held: bool) -> Self {
        Self { engine: build.engine, ignore: build.ignore.as_ref(), into_held }
    }

    pub(super) fn root_region(&self) -> Region {
        Region { walked: true, preflight: self.engine.transfer.preflight, held_by: NONE }
    }

    fn matcher(&self) -> Option<&'a Matcher> {
        let matcher = self.ignore.map(|ignore| &ignore.matcher);
        matcher.filter(|matcher| !matcher.is_empty())
    }

    /// The failure of the build at a directory that cannot be listed, if it is one: `above` comes
    /// into its parent, `inside` would come into it.
    pub(super) fn unlistable(
        &self,
        path: &[u8],
        above: Region,
        inside: Region,
    ) -> Option<Box<(u8, Failure)>> {
        let transfer = &self.engine.transfer;
        let fails = match transfer.unreadable_directory {
            UnreadableDirectory::FailsIfOpened => inside.walked,
            UnreadableDirectory::FailsIfSeen if transfer.preflight => above.preflight,
            UnreadableDirectory::FailsIfSeen => above.walked,
        };
        fails.then(|| self.unreadable(Cause::UnreadableDirectory, path))
    }

    /// The failure at something that the engine reads and this user cannot, in the engine's words
    /// (SPEC 5.8, 10.2), with the phase in which it comes.
    fn unreadable(&self, cause: Cause, path: &[u8]) -> Box<(u8, Failure)> {
        let engine = self.engine;
        let shown = Shown(path);
        let message = match (engine.transfer.preflight, cause) {
            (true, Cause::UnreadableDirectory) => format!("can't stat '{shown}'"),
            (true, _) => format!("no permission to read from '{shown}'"),
            (false, _) => format!("open {shown}: permission denied"),
        };
        // Docker 20.10 lists the Dockerfile's own directory before it reads the ignore file.
        let at_once = engine.transfer.unreadable_directory == UnreadableDirectory::FailsIfSeen
            && !path.contains(&b'/');
        let phase = if engine.transfer.preflight || at_once { 0 } else { SENDING };
        let path = Some(path.into());
        Box::new((phase, Failure { cause, engine: engine.id, message, place: None, path }))
    }

    /// Prepares to judge the entries of a directory.
    pub(super) fn enter(
        &'a self,
        path: &'a [u8],
        region: Region,
        state: &'a DirState,
        scratch: &'a mut Scratch,
    ) -> Directory<'a> {
        let looked_into = !region.walked && !region.preflight;
        let matcher = self.matcher().filter(|_| !looked_into);
        let matcher = matcher.map(|matcher| matcher.enter(state, path, scratch));
        Directory { judge: self, path, region, matcher }
    }
}

impl Directory<'_> {
    /// Judges one entry. `facts` is asked at most once.
    pub(super) fn judge(
        &mut self,
        name: &[u8],
        kind: Kind,
        facts: impl FnOnce() -> io::Result<Facts>,
    ) -> Outcome {
        let answer = match (&mut self.matcher, kind) {
            (None, _) if self.region.walked => Ok(Judgement::default()),
            (None, _) => Ok(Judgement { excluded: true, decider: decider(self.region.held_by) }),
            (Some(matcher), Kind::Directory) => matcher.judge(name),
            (Some(matcher), _) => matcher.judge_leaf(name),
        };
        let (judged, stateless) =
            match answer.and_then(|judged| Ok((judged, self.stateless(judged)?))) {
                Ok(answers) => answers,
                Err(bad) => return self.fails_at(bad, name, kind, facts),
            };
        match kind {
            Kind::Directory => self.directory(name, judged, stateless, facts),
            Kind::File => self.file(name, judged, stateless, facts),
            Kind::Symlink | Kind::Device => self.special(kind, judged, Special::Sent),
            Kind::Socket => self.special(kind, judged, self.judge.engine.transfer.sockets),
            Kind::Fifo => self.special(kind, judged, self.judge.engine.transfer.fifos),
        }
    }

    /// What the directory called `name`, judged last, hands to its children.
    pub(super) fn child_state(&self, name: &[u8]) -> DirState {
        self.matcher.as_ref().map(|matcher| matcher.child(name)).unwrap_or_default()
    }

    /// The path of an entry of this directory.
    pub(super) fn path_of(&self, name: &[u8]) -> Vec<u8> {
        if self.path.is_empty() { name.to_vec() } else { [self.path, name].join(&b'/') }
    }

    /// The answer of the loop without carried state, where somebody asks for it.
    fn stateless(&self, judged: Judgement) -> Result<bool, BadPattern> {
        match &self.matcher {
            Some(matcher) if self.region.preflight => matcher.stateless(judged),
            Some(matcher) if self.judge.engine.transfer.rechecked && !judged.excluded => {
                // When a file is opened, an error there only means that it is not delivered.
                Ok(matcher.stateless(judged).unwrap_or(true))
            }
            Some(_) | None => Ok(judged.excluded),
        }
    }

    fn directory(
        &self,
        name: &[u8],
        judged: Judgement,
        stateless: bool,
        facts: impl FnOnce() -> io::Result<Facts>,
    ) -> Outcome {
        let prunes = || {
            let path = self.path_of(name);
            self.judge.matcher().is_none_or(|matcher| matcher.prunes(&path))
        };
        let region = Region {
            walked: self.region.walked && !(judged.excluded && prunes()),
            preflight: self.region.preflight && !stateless,
            held_by: judged.decider.unwrap_or(NONE),
        };
        let mut outcome = Outcome::new(Kind::Directory, self.fate(judged), judged);
        if region.walked {
            outcome.state = outcome.state.as_walked();
        }
        let opens = region.walked || region.preflight || self.judge.into_held;
        outcome.opens = opens.then_some(region);
        if !opens && self.sees_unreadable() && facts().is_ok_and(|facts| !facts.readable) {
            outcome.failure =
                Some(self.judge.unreadable(Cause::UnreadableDirectory, &self.path_of(name)));
        }
        outcome
    }

    /// Whether an unreadable directory here fails the build even if nobody opens it.
    fn sees_unreadable(&self) -> bool {
        let transfer = &self.judge.engine.transfer;
        let is_seen = if transfer.preflight { self.region.preflight } else { self.region.walked };
        is_seen && transfer.unreadable_directory == UnreadableDirectory::FailsIfSeen
    }

    fn file(
        &self,
        name: &[u8],
        judged: Judgement,
        stateless: bool,
        facts: impl FnOnce() -> io::Result<Facts>,
    ) -> Outcome {
        let transfer = &self.judge.engine.transfer;
        let checked = self.region.preflight && !stateless;
        let mut outcome = Outcome::new(Kind::File, self.fate(judged), judged);
        let sent = outcome.state.fate() == Fate::Sent;
        if !sent && !checked && !self.judge.into_held {
            outcome.state = outcome.state.with_unknown_size();
            return outcome;
        }
        let facts = match facts() {
            Ok(facts) => facts,
            Err(error) => {
                let vanished = error.kind() == io::ErrorKind::NotFound;
                let kind =
                    if vanished { ProblemKind::Vanished } else { ProblemKind::UnreadableEntry };
                outcome.problem = Some(Box::new((kind, error)));
                outcome.state = State::new(Fate::Skipped, None).with_unknown_size();
                return outcome;
            }
        };
        (outcome.size, outcome.links) = (facts.size, facts.links);
        let odd = |readable| Some(Box::new(Odd { size: facts.size, readable }));
        if !facts.readable {
            outcome.odd = odd(false);
            match transfer.unreadable_file {
                UnreadableFile::ArrivesEmpty if sent => outcome.empties(Empty::Unreadable),
                UnreadableFile::Fails if checked || (sent && !transfer.preflight) => {
                    let path = self.path_of(name);
                    outcome.failure = Some(self.judge.unreadable(Cause::UnreadableFile, &path));
                }
                UnreadableFile::Fails if sent => outcome.state = State::new(Fate::Skipped, None),
                UnreadableFile::ArrivesEmpty | UnreadableFile::Fails => {}
            }
        } else if sent && transfer.rechecked && stateless && facts.size > 0 {
            outcome.odd = odd(true);
            outcome.empties(Empty::Disagreement);
        }
        outcome
    }

    fn special(&self, kind: Kind, judged: Judgement, special: Special) -> Outcome {
        let mut outcome = Outcome::new(kind, self.fate(judged), judged);
        if outcome.state.fate() == Fate::Sent {
            match special {
                Special::Sent => {}
                Special::EmptyFile => outcome.state = State::new(Fate::Sent, Some(Empty::Socket)),
                Special::Skipped => outcome.state = State::new(Fate::Skipped, None),
            }
        }
        outcome
    }

    fn fate(&self, judged: Judgement) -> Fate {
        if judged.excluded || !self.region.walked { Fate::Held } else { Fate::Sent }
    }

    fn fails_at(
        &self,
        bad: BadPattern,
        name: &[u8],
        kind: Kind,
        facts: impl FnOnce() -> io::Result<Facts>,
    ) -> Outcome {
        let path = self.path_of(name);
        let mut outcome = Outcome::new(kind, Fate::Held, Judgement::default());
        outcome.state = outcome.state.with_unknown_size();
        // Where unreadable directories fail by themselves, they are opened before they are matched.
        if kind == Kind::Directory && self.sees_unreadable() && facts().is_ok_and(|f| !f.readable) {
            outcome.failure = Some(self.judge.unreadable(Cause::UnreadableDirectory, &path));
            return outcome;
        }
        let ignore = self.judge.ignore;
        let phase = if self.region.preflight { 0 } else { SENDING };
        outcome.failure = ignore.map(|ignore| Box::new((phase, ignore.failure_at(bad, &path))));
        outcome
    }
}

impl Outcome {
    fn new(kind: Kind, fate: Fate, judged: Judgement) -> Self {
        Self {
            kind,
            state: State::new(fate, None),
            decider: judged.decider.unwrap_or(NONE),
            size: 0,
            links: None,
            odd: None,
            opens: None,
            failure: None,
            problem: None,
        }
    }

    /// The file arrives without its content: it travels, its bytes do not.
    fn empties(&mut self, why: Empty) {
        self.state = State::new(Fate::Sent, Some(why));
        self.size = 0;
    }
}

fn decider(number: u32) -> Option<u32> {
    (number != NONE).then_some(number)
}
