//! Include patterns: the same language and the same loop as an ignore file's, asked the other way
//! round (SPEC 5.3). BuildKit filters by them what a build does not ask for.

use super::matcher::{DirMatcher, DirState, Matcher, Scratch};
use super::pattern::{ListError, Pattern};
use super::prune::{IncludePrune, has_wildcard};
use crate::engine::Engine;

/// A compiled list of include patterns.
#[derive(Debug)]
pub struct IncludeList {
    matcher: Matcher,
    prune: IncludePrune,
    has_negation: bool,
}

impl IncludeList {
    /// Compiles patterns as `engine` understands them.
    ///
    /// # Errors
    /// [`ListError`] if one of them fails the list.
    pub fn compile(engine: &Engine, texts: &[Vec<u8>]) -> Result<Self, ListError> {
        let mut patterns = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            patterns.extend(Pattern::compile(engine.dialect, Some(number), text)?);
        }
        let prune = IncludePrune::new(&patterns);
        let has_negation = patterns.iter().any(|pattern| pattern.negated);
        Ok(Self { matcher: Matcher::new(engine, patterns), prune, has_negation })
    }

    /// Prepares to judge the entries of a directory: "excluded" means "asked for" here.
    pub fn enter<'a>(
        &'a self,
        state: &'a DirState,
        path: &[u8],
        scratch: &'a mut Scratch,
    ) -> DirMatcher<'a> {
        self.matcher.enter(state, path, scratch)
    }

    /// Whether a directory that is not asked for stays unopened.
    pub fn prunes(&self, path: &[u8]) -> bool {
        self.prune.prunes(path)
    }

    /// Whether what is below a directory that is asked for can be left out again.
    pub fn has_negation(&self) -> bool {
        self.has_negation
    }

    /// Whether a pattern reaches further than its text: a directory that it names brings all of
    /// what is below.
    pub fn is_wide(text: &[u8]) -> bool {
        has_wildcard(text)
    }
}
