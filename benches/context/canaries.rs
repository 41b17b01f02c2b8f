//! What files that are not there cost on top of an audit: finding out which could be, and what the build would do.
//!
//! What it is: the library called in this process, on one audit of `node`, for builds of several kinds. What it is not:
//! a walk, which is measured everywhere else.

use std::path::Path;
use std::time::Instant;

use stowaway::audit::{Options, audit};
use stowaway::build::{DockerfileChoice, Request};
use stowaway::canary::{Occasion, canaries};
use stowaway::context::{DiskHeads, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::rules::Thresholds;
use stowaway::rules::checks::Facts;

use super::Result;
use super::report::Table;
use super::trees;

/// How often each is done; the figure is the median.
const ROUNDS: usize = 21;

/// Dockerfiles and what they are typical of; without one everything is asked for.
const KINDS: [(&str, Option<&str>); 5] = [
    ("no Dockerfile", None),
    ("COPY . .", Some("FROM a\nCOPY . /app/\n")),
    (
        "COPY . . in two stages",
        Some("FROM a AS b\nCOPY . /app/\nFROM c\nCOPY --from=b /app /app\n"),
    ),
    (
        "two directories",
        Some("FROM a\nCOPY node_modules /app/node_modules\nCOPY package.json /app/\n"),
    ),
    ("--exclude", Some("FROM a\nCOPY --exclude=**/test . /app/\n")),
];

/// Milliseconds for each kind of build on the tree `node`.
pub(crate) fn canary(directory: &Path, scale: f64) -> Result<Table> {
    let tree = trees::generated(directory, "node", scale)?;
    let title = format!("Canaries on {} files", tree.truth.entries());
    let head = ["build", "asked", "would travel", "median ms", "least ms", "most ms"];
    let mut table = Table::new(&title, &head);
    for (name, text) in KINDS {
        let mut request = Request::new(&tree.path, &ENGINES[0]);
        request.dockerfile = match text {
            Some(text) => DockerfileChoice::Text(text.as_bytes().to_vec()),
            None => DockerfileChoice::None,
        };
        let walk = WalkOptions::default();
        let options = Options {
            request,
            walk,
            rules: Some(Thresholds::default()),
            canaries: None,
            git: None,
            contents: None,
        };
        let audit = audit(&options)?;
        let views = audit.views();
        let facts = Facts {
            git: None,
            advised: &[],
            build: &audit.build,
            inventory: &audit.inventory,
            requested: &audit.requested,
            landing: audit.landing.as_ref(),
            views: &views,
            findings: &audit.findings,
            contents: None,
        };
        let heads = DiskHeads::open(&audit.build.root)?;
        let mut times = Vec::new();
        let mut told = (0, 0);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let canaries = canaries(&facts, &heads, Occasion::Asked);
            times.push(start.elapsed());
            told = (canaries.asked, canaries.caught());
        }
        times.sort();
        let milliseconds = |at: usize| format!("{:.2}", times[at].as_secs_f64() * 1e3);
        let [median, least, most] = [ROUNDS / 2, 0, ROUNDS - 1].map(milliseconds);
        table.row([name.to_owned(), told.0.to_string(), told.1.to_string(), median, least, most]);
    }
    Ok(table)
}
