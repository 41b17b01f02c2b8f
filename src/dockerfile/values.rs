//! The values of variables: build arguments, ARG, ENV, and the predefined ones (SPEC 8.7).
//!
//! One map a stage, as in BuildKit: the last assignment wins, whether ENV or ARG made it.

use super::lexer::{Style, TOO_LONG, expand};
use super::plan::PlanOptions;
use super::platform::Platform;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The search path that every image without one gets.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Arguments that are declared and never become variables.
const NEVER_SET: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// So many bytes may be written down in all while texts are expanded.
const MOST_BYTES: usize = 64 << 20;

/// What holds for all stages.
#[derive(Clone, Debug)]
pub(super) struct Values {
    arguments: BTreeMap<String, String>,
    global: BTreeMap<String, String>,
    /// Bytes that were written down so far.
    spent: Cell<usize>,
}

impl Values {
    /// The values before the first instruction. `last` is the name of the last stage.
    pub(super) fn new(options: &PlanOptions, last: Option<&str>) -> Self {
        let build = Platform::local();
        let target = options.platform.clone().unwrap_or_else(Platform::local);
        let stage = options.target.as_deref().or(last).filter(|name| !name.is_empty());
        let predefined = [
            ("BUILDPLATFORM", build.text()),
            ("BUILDOS", build.os),
            ("BUILDOSVERSION", String::new()),
            ("BUILDARCH", build.architecture),
            ("BUILDVARIANT", build.variant),
            ("TARGETPLATFORM", target.text()),
            ("TARGETOS", target.os),
            ("TARGETOSVERSION", String::new()),
            ("TARGETARCH", target.architecture),
            ("TARGETVARIANT", target.variant),
            ("TARGETSTAGE", stage.unwrap_or("default").to_owned()),
        ];
        let arguments = options.arguments.clone();
        let value = |(name, value): (&str, String)| {
            (name.to_owned(), arguments.get(name).cloned().unwrap_or(value))
        };
        let global = predefined.into_iter().map(value).collect();
        Self { arguments, global, spent: Cell::new(0) }
    }

    /// Counts what is written down: a few lines that double what they have fill any memory.
    ///
    /// # Errors
    /// [`TOO_LONG`], when it is too much.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), String> {
        let spent = self.spent.get().saturating_add(bytes);
        self.spent.set(spent);
        if spent > MOST_BYTES { Err(TOO_LONG.to_owned()) } else { Ok(()) }
    }

    /// An ARG before the first FROM.
    ///
    /// # Errors
    /// In the engine's words, for a value that does not expand.
    pub(super) fn declare_global(
        &mut self,
        pairs: &[(String, Option<String>)],
        escape: char,
    ) -> Result<(), String> {
        for (name, default) in pairs {
            let value = match (self.arguments.get(name), default) {
                (Some(given), _) => given.clone(),
                (None, Some(default)) => {
                    expand(default, Style::plain(escape), &|name| self.global(name))?.text
                }
                (None, None) => continue,
            };
            self.spend(value.len())?;
            self.global.insert(name.clone(), value);
        }
        Ok(())
    }

    /// The names of all variables that FROM sees.
    pub(super) fn global_names(&self) -> BTreeSet<String> {
        self.global.keys().cloned().collect()
    }

    /// A variable as FROM sees it.
    pub(super) fn global(&self, name: &str) -> Option<String> {
        self.global.get(name).cloned()
    }
}

/// The variables of one stage at one instruction.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    set: BTreeMap<String, String>,
    /// What ENV set, here or in a base stage, in order; the image's own configuration.
    image: Vec<(String, String)>,
    /// A base image that nobody looked at could set more.
    pub(super) open: bool,
}

impl Environment {
    /// The environment at the start of a stage without a base stage.
    pub(super) fn new(open: bool) -> Self {
        let image = if open { Vec::new() } else { vec![path()] };
        Self { set: image.iter().cloned().collect(), image, open }
    }

    /// The environment at the start of a stage that starts from one with this.
    pub(super) fn inherited(&self) -> Self {
        let mut inherited = self.clone();
        inherited.set.extend(self.image.iter().cloned());
        inherited
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.set.get(name).cloned()
    }

    /// Bytes of all values.
    pub(super) fn bytes(&self) -> usize {
        self.set.values().chain(self.image.iter().map(|(_, value)| value)).map(String::len).sum()
    }

    pub(super) fn env(&mut self, name: String, value: String) {
        match self.image.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.clone_from(&value),
            None => self.image.push((name.clone(), value.clone())),
        }
        self.set.insert(name, value);
    }

    /// An ARG inside a stage.
    ///
    /// # Errors
    /// In the engine's words, for a value that does not expand.
    pub(super) fn arg(
        &mut self,
        name: &str,
        default: Option<&str>,
        values: &Values,
        escape: char,
    ) -> Result<(), String> {
        let value = match (values.arguments.get(name), default) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(default)) => {
                Some(expand(default, Style::plain(escape), &|name| self.get(name))?.text)
            }
            (None, None) => values.global(name),
        };
        if let Some(value) = value.filter(|_| !NEVER_SET.contains(&name)) {
            values.spend(value.len())?;
            self.set.insert(name.to_owned(), value);
        }
        Ok(())
    }
}

fn path() -> (String, String) {
    ("PATH".to_owned(), DEFAULT_PATH.to_owned())
}
