//! Before anything is timed: does stowaway see everything?
//!
//! What it is: the totals of stowaway and of the raw walk against the truth of the tree, the tree with paths past the
//! kernel's limit included, and what each ignore file leaves to be sent.
//!
//! What it is not: a test of verdicts; those have recorded vectors of their own.

use std::process::Command;

use serde_json::Value;

use super::Result;
use super::contenders::{Contender, Field};
use super::raw;
use super::report::Table;
use super::trees::Tree;

/// What a program says that it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Totals {
    files: u64,
    bytes: u64,
}

/// All comparisons of a run.
#[derive(Debug)]
pub(crate) struct Verification {
    table: Table,
    pub(crate) right: bool,
}

impl Verification {
    pub(crate) fn new() -> Self {
        let table = Table::new(
            "Totals against the truth",
            &["tree", "program", "files", "bytes", "verdict"],
        );
        Self { table, right: true }
    }

    pub(crate) fn into_table(self) -> Table {
        self.table
    }

    /// Compares everything that must see the whole tree, and lists what the ignore files leave.
    pub(crate) fn check(&mut self, field: &Field, tree: &Tree) -> Result<()> {
        let walked = raw::walk(&tree.path, field.threads, false)?;
        let problems =
            (walked.problems > 0).then(|| format!("{} entries could not be read", walked.problems));
        let totals = Totals { files: walked.files, bytes: walked.bytes };
        self.compare(tree, "raw", problems.map_or(Ok(totals), Err));
        if let Some(contender) = field.mode(tree, "size", field.threads) {
            self.compare(tree, &contender.name, ask(&contender));
        }
        for mode in ["15", "2000", "pruned"] {
            if let Some(contender) = field.mode(tree, mode, field.threads) {
                self.list(tree, &contender.name, ask(&contender));
            }
        }
        Ok(())
    }

    fn compare(&mut self, tree: &Tree, program: &str, found: std::result::Result<Totals, String>) {
        // Symbolic links are entries of a context too, with no bytes of their own.
        let links = if program.starts_with("stowaway") { tree.truth.symlinks } else { 0 };
        let truth = Totals { files: tree.truth.files + links, bytes: tree.truth.bytes };
        let verdict = match &found {
            Ok(totals) if *totals == truth => "right".to_owned(),
            Ok(_) => format!(
                "**wrong**: {} files, {} bytes are there, {links} of them links",
                truth.files, truth.bytes
            ),
            Err(problem) => format!("**failed**: {problem}"),
        };
        self.right &= found.as_ref() == Ok(&truth);
        self.row(tree, program, found.ok(), verdict);
    }

    fn list(&mut self, tree: &Tree, program: &str, found: std::result::Result<Totals, String>) {
        let verdict = match &found {
            Ok(totals) => {
                let all = tree.truth.files + tree.truth.symlinks;
                format!("{} files left out", all.saturating_sub(totals.files))
            }
            Err(problem) => format!("failed: {problem}"),
        };
        self.row(tree, program, found.ok(), verdict);
    }

    fn row(&mut self, tree: &Tree, program: &str, totals: Option<Totals>, verdict: String) {
        let cell = |number: Option<u64>| {
            number.map_or_else(|| "–".to_owned(), |number| number.to_string())
        };
        self.table.row([
            tree.name.clone(),
            program.to_owned(),
            cell(totals.map(|totals| totals.files)),
            cell(totals.map(|totals| totals.bytes)),
            verdict,
        ]);
    }
}

/// Runs stowaway once for its JSON report. No clock runs here.
fn ask(contender: &Contender) -> std::result::Result<Totals, String> {
    let invocation = &contender.invocation;
    let output = Command::new(&invocation.program)
        .args(&invocation.arguments)
        .args(["--format", "json"])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.code().is_some_and(|code| contender.fine.contains(&code)) {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}, {}", output.status, said.lines().next().unwrap_or("silent")));
    }
    let json: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    totals(&json)
        .ok_or_else(|| "the JSON report has no totals where they are looked for".to_owned())
}

/// The one place that knows where the JSON report keeps its totals.
fn totals(report: &Value) -> Option<Totals> {
    let sent = report.get("sent").or_else(|| report.pointer("/builds/0/sent"))?;
    Some(Totals { files: sent["files"].as_u64()?, bytes: sent["bytes"].as_u64()? })
}
