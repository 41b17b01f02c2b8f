//! `stowaway schema`: the JSON Schema of what this program writes.

use super::terminal::Terminal;
use super::{Outcome, Stop};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use stowaway::report;

/// What `schema` is asked.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// What writes it
    #[arg(value_name = "VERB", default_value = "check", value_parser = verbs())]
    of: String,
}

fn verbs() -> PossibleValuesParser {
    PossibleValuesParser::new([
        PossibleValue::new("check").help("check --format json"),
        PossibleValue::new("diff").help("diff --format json"),
        PossibleValue::new("snapshot").help("the lock file"),
    ])
}

pub(super) fn run(args: &Schema, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let schema = match args.of.as_str() {
        "diff" => report::changes_schema(),
        "snapshot" => report::snapshot_schema(),
        _ => report::schema(),
    };
    terminal.out.write_all(schema.as_bytes())?;
    Ok(Outcome::Clean)
}
