//! From text to instructions, with the parse-dockerfile crate and a layer over it.
//!
//! The crate (0.1.9) finds the instructions, their kinds, nested ones, comments, continuations and
//! most mistakes. Where it falls short of BuildKit, this layer reads by itself: here-documents
//! (`heredoc`), flags and the words behind them (`flags`: the crate divides a quoted flag at its
//! spaces), the values of ARG and ENV (`pairs`: the crate has them as one string), directives given
//! twice, lines that are too long, and columns of mistakes (the crate's are wrong after line one).

use super::arguments::{Arguments, Json};
use super::flags::{self, Flag};
use super::heredoc;
use super::instruction::{Copy, Instruction, Run, What, Word};
use super::logical::{Logical, physical};
use super::mistake::Mistake;
use super::pairs;
use crate::source::{Source, Span};
use parse_dockerfile as crated;
use std::sync::Arc;

/// The longest physical line, its line feed included (`bufio.MaxScanTokenSize`).
const LONGEST_LINE: usize = 65_535;

/// The text of a Dockerfile in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The file; bytes that are not UTF-8 became U+FFFD.
    pub source: Arc<Source>,
    /// The escape character.
    pub escape: char,
    /// The instructions.
    pub instructions: Vec<Instruction>,
}

impl Script {
    /// Reads a Dockerfile.
    ///
    /// # Errors
    /// [`Mistake`] where BuildKit would refuse the text.
    pub fn read(source: &Source) -> Result<Self, Mistake> {
        let text = String::from_utf8_lossy(source.bytes()).into_owned();
        if text.is_empty() {
            return Err(Mistake::syntax("the Dockerfile cannot be empty", Span::default()));
        }
        let source = Arc::new(Source::new(source.name(), text.as_bytes()));
        check_lengths(&text)?;
        let mut reader = Reader { text: &text, base: 0, escape: '\\' };
        // The crate skips a byte-order mark and counts from behind it.
        reader.base = text.len() - text.strip_prefix('\u{feff}').unwrap_or(&text).len();
        let escape = directive_escape(&text[reader.base..])?;
        reader.escape = escape;
        let hidden = heredoc::hide(&text, escape)
            .map_err(|endless| Mistake::syntax(endless.message, endless.line))?;
        let parsed = crated::parse_iter(&hidden).map_err(|error| reader.crated(&error))?;
        let mut instructions = Vec::new();
        for instruction in parsed {
            let instruction = instruction.map_err(|error| reader.crated(&error))?;
            instructions.push(reader.instruction(&instruction)?);
        }
        Ok(Self { source, escape, instructions })
    }
}

fn check_lengths(text: &str) -> Result<(), Mistake> {
    let mut at = 0;
    while at < text.len() {
        let line = physical(text, at);
        if line.len() > LONGEST_LINE {
            let message =
                format!("dockerfile line greater than max allowed size of {LONGEST_LINE}");
            return Err(Mistake::syntax(message, Span { start: at, end: at }));
        }
        at += line.len();
    }
    Ok(())
}

/// The escape directive; the crate reads it too, but the here-documents must be known before.
/// Directives end at the first line that is none, or that no one knows.
fn directive_escape(text: &str) -> Result<char, Mistake> {
    let mut seen: Vec<String> = Vec::new();
    let mut escape = '\\';
    for line in text.lines() {
        let Some((name, value)) = line.trim_start().strip_prefix('#').and_then(directive) else {
            break;
        };
        let name = name.to_ascii_lowercase();
        let start = value.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span { start, end: start + value.len() };
        if !["syntax", "escape", "check"].contains(&name.as_str()) {
            break;
        }
        if seen.contains(&name) {
            let message = format!("only one {name} parser directive can be used");
            return Err(Mistake::syntax(message, span));
        }
        if name == "escape" {
            escape = match value {
                "\\" => '\\',
                "`" => '`',
                other => {
                    let message = format!("invalid escape token '{other}' does not match ` or \\");
                    return Err(Mistake::syntax(message, span));
                }
            };
        }
        seen.push(name);
    }
    Ok(escape)
}

fn directive(comment: &str) -> Option<(&str, &str)> {
    let (name, value) = comment.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    (named && !value.is_empty()).then_some((name, value))
}

struct Reader<'a> {
    text: &'a str,
    /// What the crate did not count.
    base: usize,
    escape: char,
}

impl Reader<'_> {
    /// A mistake that the crate found, on the line that it names.
    fn crated(&self, error: &crated::Error) -> Mistake {
        let message = format!("{error:#}");
        let mut at = 0;
        for _ in 1..error.line() {
            at += physical(self.text, at).len();
        }
        let line = physical(self.text, at);
        let start = at + (line.len() - line.trim_start().len());
        let end = (at + line.trim_end().len()).max(start);
        let message = match message.strip_prefix("unknown instruction '") {
            Some(word) => format!("unknown instruction: {}", word.trim_end_matches('\'')),
            None if message.starts_with("expected at least one FROM") => {
                "dockerfile contains no stages to build".to_owned()
            }
            None if message == "expected AS" => FROM_WORDS.to_owned(),
            None if message == "expected FROM" => "no build stage in current context".to_owned(),
            None => message,
        };
        Mistake::syntax(message, Span { start, end })
    }

    fn instruction(&self, parsed: &crated::Instruction<'_>) -> Result<Instruction, Mistake> {
        let (kind, keyword) = kind_of(parsed);
        let start = self.base + keyword.start;
        let line = Logical::read(self.text, start, self.escape);
        let keyword = Span { start, end: self.base + keyword.end };
        let length = line.text.find(|c: char| c.is_whitespace()).unwrap_or(line.text.len());
        let (flags, rest) = flags::read(&line.text[length..], self.escape);
        let arguments = Arguments::new(&line, flags, (length, rest));
        let end = length.max(line.text.trim_end().len());
        let span = line.span(0, end);
        let what = match kind {
            Kind::From => from(&arguments, span)?,
            Kind::Arg => What::Arg(arguments.pairs(pairs::arg, self.escape, span)?),
            Kind::Env => What::Env(arguments.pairs(pairs::env, self.escape, span)?),
            Kind::Workdir => What::Workdir(arguments.one("WORKDIR")?),
            Kind::Copy { adds } => What::Copy(Box::new(self.copy(adds, &arguments, span)?)),
            Kind::Run => What::Run(self.run(&arguments, span)?),
            Kind::Onbuild(inner) => onbuild(self.instruction(inner)?)?,
            Kind::Other => What::Other,
        };
        Ok(Instruction { span, keyword, what })
    }

    fn copy(&self, adds: bool, arguments: &Arguments<'_>, span: Span) -> Result<Copy, Mistake> {
        let keyword = if adds { "ADD" } else { "COPY" };
        let mut words = match arguments.json() {
            Json::Strings(words) => words,
            Json::Other => {
                let message =
                    "when using JSON array syntax, arrays must be comprised of strings only";
                return Err(Mistake::syntax(message, span));
            }
            Json::None => arguments.words(),
        };
        let Some(destination) = words.pop().filter(|_| !words.is_empty()) else {
            let message = format!(
                "{keyword} requires at least two arguments, but only one was provided. Destination \
                 could not be determined"
            );
            return Err(Mistake::syntax(message, span));
        };
        let mut copy = Copy { adds, destination, ..Copy::default() };
        arguments.flags(span, |flag, word| copy_flag(&mut copy, flag, word))?;
        let fails = |message| Mistake::syntax(message, span);
        if heredoc::delimiter(&copy.destination.text).map_err(fails)?.is_some() {
            let message = format!("{keyword} cannot accept a heredoc as a destination");
            return Err(Mistake::syntax(message, copy.destination.span));
        }
        let (documents, _) = heredoc::of_line(self.text, arguments.line).map_err(fails)?;
        for word in words {
            match heredoc::delimiter(&word.text).map_err(fails)? {
                Some((name, _)) => {
                    let found = documents.iter().find(|document| document.name == name);
                    copy.documents.extend(found.cloned().or_else(|| empty_document(&word, name)));
                }
                None => copy.sources.push(word),
            }
        }
        Ok(copy)
    }

    fn run(&self, arguments: &Arguments<'_>, span: Span) -> Result<Run, Mistake> {
        let mut run = Run { command: arguments.whole().text, ..Run::default() };
        arguments.flags(span, |flag, word| match flag.name.as_str() {
            "mount" => {
                run.mounts.push(word);
                Ok(())
            }
            "network" | "security" | "device" => Ok(()),
            _ => Err(unknown_flag(flag)),
        })?;
        let documents = heredoc::of_line(self.text, arguments.line);
        for document in documents.map_err(|message| Mistake::syntax(message, span))?.0 {
            run.command.push('\n');
            run.command.push_str(&self.text[document.span.start..document.span.end]);
        }
        Ok(run)
    }
}

/// A document that JSON words name and no line begins: it is empty.
fn empty_document(word: &Word, name: String) -> Option<heredoc::Heredoc> {
    let span = Span { start: word.span.end, end: word.span.end };
    Some(heredoc::Heredoc { name, word: word.text.clone(), span, chomps: false })
}

fn onbuild(inner: Instruction) -> Result<What, Mistake> {
    let name = match inner.what {
        What::From { .. } => "FROM",
        What::Onbuild(_) => {
            let message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
            return Err(Mistake::syntax(message, inner.keyword));
        }
        _ => return Ok(What::Onbuild(Box::new(inner))),
    };
    let message = format!("{name} isn't allowed as an ONBUILD trigger");
    Err(Mistake::syntax(message, inner.keyword))
}

enum Kind<'p, 'a> {
    From,
    Arg,
    Env,
    Workdir,
    Copy { adds: bool },
    Run,
    Onbuild(&'p crated::Instruction<'a>),
    Other,
}

fn kind_of<'p, 'a>(parsed: &'p crated::Instruction<'a>) -> (Kind<'p, 'a>, crated::Span) {
    use crated::Instruction as Of;
    let (kind, keyword) = match parsed {
        Of::From(from) => (Kind::From, &from.from),
        Of::Arg(arg) => (Kind::Arg, &arg.arg),
        Of::Env(env) => (Kind::Env, &env.env),
        Of::Workdir(workdir) => (Kind::Workdir, &workdir.workdir),
        Of::Copy(copy) => (Kind::Copy { adds: false }, &copy.copy),
        Of::Add(add) => (Kind::Copy { adds: true }, &add.add),
        Of::Run(run) => (Kind::Run, &run.run),
        Of::Onbuild(onbuild) => (Kind::Onbuild(&onbuild.instruction), &onbuild.onbuild),
        Of::Cmd(cmd) => (Kind::Other, &cmd.cmd),
        Of::Entrypoint(entrypoint) => (Kind::Other, &entrypoint.entrypoint),
        Of::Expose(expose) => (Kind::Other, &expose.expose),
        Of::Healthcheck(healthcheck) => (Kind::Other, &healthcheck.healthcheck),
        Of::Label(label) => (Kind::Other, &label.label),
        Of::Maintainer(maintainer) => (Kind::Other, &maintainer.maintainer),
        Of::Shell(shell) => (Kind::Other, &shell.shell),
        Of::Stopsignal(stopsignal) => (Kind::Other, &stopsignal.stopsignal),
        Of::User(user) => (Kind::Other, &user.user),
        Of::Volume(volume) => (Kind::Other, &volume.volume),
        // The crate's enum may grow; what it learns, this layer must learn too.
        _ => return (Kind::Other, 0..0),
    };
    (kind, keyword.span.clone())
}

fn unknown_flag(flag: &Flag) -> String {
    format!("unknown flag: --{}", flag.name)
}

fn copy_flag(copy: &mut Copy, flag: &Flag, word: Word) -> Result<(), String> {
    let truth = || match flag.value.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some("") => Err(format!("missing a value on flag: --{}", flag.name)),
        Some(_) => {
            let value = flag.value.as_deref().unwrap_or_default();
            Err(format!("expecting boolean value for flag --{}, not: {value}", flag.name))
        }
    };
    match flag.name.as_str() {
        "from" if !copy.adds => copy.from = Some(word).filter(|from| !from.text.is_empty()),
        "parents" if !copy.adds => copy.parents = truth()?,
        "link" => copy.link = truth()?,
        "chmod" => copy.chmod = true,
        "exclude" => copy.exclude.push(word),
        "unpack" if copy.adds => copy.unpack = Some(truth()?),
        "keep-git-dir" if copy.adds => drop(truth()?),
        "checksum" if copy.adds => {}
        "chown" => {}
        _ => return Err(unknown_flag(flag)),
    }
    Ok(())
}

const FROM_WORDS: &str = "FROM requires either one or three arguments";

fn from(arguments: &Arguments<'_>, span: Span) -> Result<What, Mistake> {
    let words = arguments.words();
    let (image, name) = match <[Word; 3]>::try_from(words) {
        Ok([image, keyword, name]) if keyword.text.eq_ignore_ascii_case("as") => {
            (image, Some(name))
        }
        Err(mut words) if words.len() == 1 => (words.remove(0), None),
        Ok(_) | Err(_) => {
            return Err(Mistake::syntax(FROM_WORDS, span));
        }
    };
    let name = name.map(|name| Word { text: name.text.to_lowercase(), span: name.span });
    if let Some(name) = name.as_ref().filter(|name| !is_stage_name(&name.text)) {
        let message = format!(
            "invalid name for build stage: {:?}, name can't start with a number or contain symbols",
            name.text
        );
        return Err(Mistake::syntax(message, name.span));
    }
    let mut platform = None;
    arguments.flags(span, |flag, word| match flag.name.as_str() {
        "platform" => {
            platform = Some(word);
            Ok(())
        }
        _ => Err(unknown_flag(flag)),
    })?;
    Ok(What::From { image, name, platform })
}

fn is_stage_name(name: &str) -> bool {
    let in_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(in_name)
}
