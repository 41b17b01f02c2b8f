//! What a Dockerfile says, instruction by instruction, before any variable has a value.
//!
//! Plain data with places; `syntax` fills it, `plan` gives it meaning.

pub use super::heredoc::Heredoc;
use crate::source::Span;

/// A word and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As written, continuations joined.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// From the keyword to the last argument, here-documents left out.
    pub span: Span,
    /// The keyword alone.
    pub keyword: Span,
    /// What it says.
    pub what: What,
}

/// What an instruction says, as far as files care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `FROM image AS name`.
    From {
        /// The image or stage, variables not replaced.
        image: Word,
        /// The name, in lower case as BuildKit keeps it.
        name: Option<Word>,
        /// The value of `--platform`.
        platform: Option<Word>,
    },
    /// `ARG name[=value]…`.
    Arg(Vec<(String, Option<String>)>),
    /// `ENV name=value…`.
    Env(Vec<(String, String)>),
    /// `WORKDIR path`.
    Workdir(Word),
    /// `COPY` and `ADD`.
    Copy(Box<Copy>),
    /// `RUN`.
    Run(Run),
    /// `ONBUILD instruction`.
    Onbuild(Box<Instruction>),
    /// Anything that moves no file.
    Other,
}

/// A COPY or ADD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy {
    /// It is an ADD.
    pub adds: bool,
    /// `--from`.
    pub from: Option<Word>,
    /// `--link`.
    pub link: bool,
    /// `--parents`.
    pub parents: bool,
    /// `--chmod` is given.
    pub chmod: bool,
    /// `--unpack`, if given.
    pub unpack: Option<bool>,
    /// Each `--exclude`.
    pub exclude: Vec<Word>,
    /// The sources that are no here-documents.
    pub sources: Vec<Word>,
    /// The here-documents among the sources.
    pub documents: Vec<Heredoc>,
    /// The destination.
    pub destination: Word,
}

/// A RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The value of each `--mount`.
    pub mounts: Vec<Word>,
    /// The command with its here-documents, for those who look for well-known ones.
    pub command: String,
}
