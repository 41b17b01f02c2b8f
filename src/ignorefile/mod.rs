//! Ignore files: bytes to lines, lines to patterns, patterns to verdicts, as each engine has it.
//!
//! `read` splits the bytes, `pattern` compiles a line (`translate` and `goregex` give the regular
//! expressions of the engines, `globcheck` their syntax check, which is a match of `shellglob`'s), `matcher` answers for a directory
//! at a time with the help of `index` and `classify`, `replay` holds the loops that decide, `prune`
//! says which directories stay unopened, `explain` writes the steps down. `edit` says what to change
//! in a file, `document` changes it and leaves the rest as it is. Nothing here touches the
//! disk, and `globset` has no part in it: it is not this language.

mod changes;
mod classify;
mod clean;
mod cover;
mod document;
mod edit;
mod explain;
mod globcheck;
mod goclass;
mod goregex;
mod idle;
mod include;
mod index;
mod matcher;
mod pattern;
mod prune;
mod read;
mod replay;
mod shellglob;
mod translate;

pub use changes::Changes;
pub use document::{Document, PhysicalLine};
pub use edit::{Edit, Repair};
pub use explain::{ExplainedHit, Explanation, Role, Step};
pub use idle::{Idle, idle};
pub use include::IncludeList;
pub use matcher::{DirMatcher, DirState, Matcher, Scratch};
pub use pattern::{BadPattern, ListError, Pattern, Unevaluable};
pub use prune::has_wildcard as has_open_wildcard;
pub use read::{LONGEST_LINE, Line, TooLong};
pub use replay::Judgement;
pub use shellglob::{Malformed, has_glob, matches_path};

use crate::engine::{Engine, Transport};
use crate::error::{Cause, Failure, Place};
use crate::source::{Source, Span};
use std::sync::Arc;

/// An ignore file as one engine understands it.
#[derive(Debug)]
pub struct IgnoreFile {
    /// The bytes and the name.
    pub source: Arc<Source>,
    /// The lines that became entries, in order.
    pub lines: Vec<Line>,
    /// The compiled list, forced additions of the engine included.
    pub matcher: Matcher,
    engine: &'static Engine,
}

/// The largest header list that a client sends, and what each pattern costs besides its length
/// (SPEC 18).
const HEADER_LIST: usize = 1_048_896;
const HEADER_OVERHEAD: usize = 48;

impl IgnoreFile {
    /// Reads and compiles an ignore file. `forced` are the paths that the engine takes back in by
    /// itself if the file excludes them (SPEC 10.3). The list travels only if the build asks for
    /// something of the context.
    ///
    /// # Errors
    /// A [`Failure`] if the engine would refuse the build for what the file says.
    pub fn compile(
        engine: &'static Engine,
        source: Arc<Source>,
        forced: &[&[u8]],
        travels: bool,
    ) -> Result<Self, Failure> {
        let fail = |cause, message: String, span: Span| {
            let place = Some(Place { source: Arc::clone(&source), span });
            Failure { cause, engine: engine.id, message, place, path: None }
        };
        let lines = read::read(engine.ignore.reader, source.bytes()).map_err(|TooLong(span)| {
            let message =
                format!("failed parsing {}: bufio.Scanner: token too long", source.name());
            fail(Cause::LineTooLong, message, Span { start: span.start, end: span.start })
        })?;
        let transport = |kind| {
            let refused = if travels && kind == engine.ignore.transport {
                check_transport(kind, &lines)
            } else {
                Ok(())
            };
            refused.map_err(|(cause, message, line)| fail(cause, message.into(), lines[line].span))
        };
        // BuildKit's frontend compiles the list before it travels; a 20.10 client only after it.
        transport(Transport::RawHeaders)?;
        let mut patterns = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate() {
            let compiled = compile_line(engine, number, line);
            patterns.extend(
                compiled.map_err(|error| fail(error.cause(), error.to_string(), line.span))?,
            );
        }
        transport(Transport::EncodedHeaders)?;
        for path in forced {
            if prune::excluded_by_single_parent(&patterns, path) {
                let entry = [b"!", *path].concat();
                patterns.extend(Pattern::compile(engine.dialect, None, &entry).ok().flatten());
            }
        }
        let matcher = Matcher::new(engine, patterns);
        Ok(Self { source, lines, matcher, engine })
    }

    /// The matcher that this engine would have if `lines` stood at the end of `file`.
    ///
    /// # Errors
    /// [`ListError`] if one of the lines fails the list.
    pub fn extended(
        engine: &'static Engine,
        file: Option<&Self>,
        lines: &[&str],
    ) -> Result<Matcher, ListError> {
        let mut patterns = Vec::new();
        for (number, line) in file.iter().flat_map(|file| file.lines.iter().enumerate()) {
            patterns.extend(compile_line(engine, number, line)?);
        }
        for line in lines {
            patterns.extend(Pattern::compile(engine.dialect, None, line.as_bytes())?);
        }
        // What the engine adds by itself, it adds after the file's last line.
        let forced = file.iter().flat_map(|file| file.matcher.patterns());
        for pattern in forced.filter(|pattern| pattern.line.is_none()) {
            let entry = [b"!", pattern.text.as_slice()].concat();
            patterns.extend(Pattern::compile(engine.dialect, None, &entry)?);
        }
        Ok(Matcher::new(engine, patterns))
    }

    /// The line of a pattern; `None` for one that the engine adds by itself.
    pub fn line_of(&self, pattern: usize) -> Option<&Line> {
        self.matcher.patterns()[pattern].line.map(|line| &self.lines[line])
    }

    /// Where a pattern stands.
    pub fn place_of(&self, pattern: usize) -> Option<Place> {
        let span = self.line_of(pattern)?.span;
        Some(Place { source: Arc::clone(&self.source), span })
    }

    /// The failure at a pattern that is evaluated and cannot be (SPEC 4.5).
    pub fn failure_at(&self, BadPattern(pattern): BadPattern, path: &[u8]) -> Failure {
        Failure {
            cause: Cause::PatternSyntax,
            engine: self.engine.id,
            message: "syntax error in pattern".to_owned(),
            place: self.place_of(pattern),
            path: Some(path.into()),
        }
    }
}

/// Compiles a line as the engine's matcher receives it.
fn compile_line(engine: &Engine, number: usize, line: &Line) -> Result<Option<Pattern>, ListError> {
    let compile = |entry: &[u8]| Pattern::compile(engine.dialect, Some(number), entry);
    let compiled = compile(&line.text)?;
    if engine.ignore.transport == Transport::EncodedHeaders
        && std::str::from_utf8(&line.text).is_err()
    {
        // The list travels as JSON, which turns every ill-formed byte into U+FFFD (SPEC 5.10).
        return compile(translate::runes(&line.text).as_bytes());
    }
    Ok(compiled)
}

/// What the transport of the list refuses: why, in whose words, at which line.
fn check_transport(
    transport: Transport,
    lines: &[Line],
) -> Result<(), (Cause, &'static str, usize)> {
    let control = |allowed: &[u8]| {
        let refused = |byte: &u8| byte.is_ascii_control() && !allowed.contains(byte);
        lines.iter().position(|line| line.text.iter().any(refused))
    };
    match transport {
        Transport::None => Ok(()),
        Transport::RawHeaders => match control(b"\t") {
            Some(line) => Err((
                Cause::ControlCharacter,
                "stream terminated by RST_STREAM with error code: PROTOCOL_ERROR",
                line,
            )),
            None => Ok(()),
        },
        Transport::EncodedHeaders => {
            let encoded = lines.iter().any(|line| !line.text.is_ascii());
            if let Some(line) = control(b"").filter(|_| !encoded) {
                let message = "header key \"exclude-patterns\" contains value with non-printable \
                               ASCII characters";
                return Err((Cause::ControlCharacter, message, line));
            }
            let size: usize = lines.iter().map(|line| line.text.len() + HEADER_OVERHEAD).sum();
            if size > HEADER_LIST {
                let message = "the patterns are too many for one header list (header list size)";
                return Err((Cause::HeaderList, message, lines.len() - 1));
            }
            Ok(())
        }
    }
}
