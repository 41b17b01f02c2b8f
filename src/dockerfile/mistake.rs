//! What an engine refuses in a Dockerfile: why, in whose words, and where.

use super::lexer::{TOO_DEEP, TOO_LONG};
use crate::error::Cause;
use crate::source::Span;

/// A Dockerfile, or a request about it, that the engine refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Why, as a class.
    pub cause: Cause,
    /// In the engine's words.
    pub message: String,
    /// Where in the Dockerfile; empty and at the start if nowhere in particular.
    pub span: Span,
}

impl Mistake {
    /// Text that does not parse.
    pub(super) fn syntax(message: impl Into<String>, span: Span) -> Self {
        Self::new(Cause::DockerfileSyntax, message, span)
    }

    /// Any other kind.
    pub(super) fn new(cause: Cause, message: impl Into<String>, span: Span) -> Self {
        let message = message.into();
        let cause = if [TOO_LONG, TOO_DEEP].contains(&&*message) { Cause::TooMuch } else { cause };
        Self { cause, message, span }
    }
}
