//! The JSON format, version 1. Its structs are its own: what is inside may change, this may only
//! grow.
//!
//! A path is text; where its bytes are not UTF-8 they are in `path_bytes` as well, one number a
//! byte. Control and bidirectional characters are written as `\u` escapes, so that the output can
//! be looked at in a terminal.

mod canaries;
mod fix;
mod freeze;
mod of_git;
mod remarks;
mod secrets;
mod suggestions;
mod v1;

use super::{Document, Look};
use crate::path::is_hostile;
pub use freeze::{empty_id, kind as kind_id, path};
use serde::Serialize;
use std::io::{self, Write};
use v1::{Build, Engines, Output};

/// Writes a document as one pretty-printed object.
pub(super) fn write(document: &Document, _look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let output = match document {
        Document::One(report) => Output::Build(Box::new(Build::of(report))),
        Document::Several(comparison) => Output::Engines(Engines::of(comparison)),
    };
    pretty(&output, out)
}

/// Writes what is done to ignore files as one pretty-printed object.
pub(super) fn write_repairs(
    repairs: &super::Repairs,
    _look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    pretty(&fix::RepairsV1::of(repairs), out)
}

fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let pretty = serde_json::ser::PrettyFormatter::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaped(pretty));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// Writes a value as one line.
///
/// # Errors
/// As the writer.
pub fn to_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let compact = serde_json::ser::CompactFormatter;
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaped(compact));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// The JSON Schema of everything that this format writes.
#[cfg(feature = "cli")]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Output);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// A formatter of serde_json that escapes what a terminal must not see.
#[derive(Debug)]
struct Escaped<F>(pub F);

macro_rules! as_inner {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        }
    )*};
}

impl<F: serde_json::ser::Formatter> serde_json::ser::Formatter for Escaped<F> {
    as_inner! {
        begin_array(); end_array(); begin_array_value(first: bool); end_array_value();
        begin_object(); end_object(); begin_object_key(first: bool); end_object_key();
        begin_object_value(); end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut start = 0;
        for (at, character) in fragment.char_indices().filter(|&(_, c)| is_hostile(c)) {
            out.write_all(&fragment.as_bytes()[start..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            start = at + character.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[start..])
    }
}
