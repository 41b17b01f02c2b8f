//! What the Dockerfile costs on top of a walk: reading it, finding out what is asked for, and where everything lands.
//!
//! What it is: the library called in this process, on one inventory, for Dockerfiles of several kinds. What it is not:
//! a walk, which is measured everywhere else.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use stowaway::build::{Build, DockerfileChoice, Request};
use stowaway::context::{self, Requested, WalkOptions};
use stowaway::engine::ENGINES;
use stowaway::landing::{Contexts, Landing, View};

use super::Result;
use super::report::Table;
use super::trees;

/// How often each is done; the figure is the median.
const ROUNDS: usize = 21;

/// Dockerfiles and what they are typical of.
const KINDS: [(&str, &str); 5] = [
    (
        "COPY . . in two stages",
        "FROM a AS b\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN make\nFROM c\nCOPY --from=b /app /app\n",
    ),
    ("two directories", "FROM a\nCOPY node_modules /app/node_modules\nCOPY package.json /app/\n"),
    ("a wildcard at any depth", "FROM a\nCOPY --parents **/*.json /app/\n"),
    ("--exclude", "FROM a\nCOPY --exclude=**/test . /app/\n"),
    ("bind mount of everything", "FROM a\nRUN --mount=target=/src make\n"),
];

/// Milliseconds for each kind of Dockerfile on the tree `node`.
pub(crate) fn dockerfile(directory: &Path, scale: f64) -> Result<Table> {
    let tree = trees::generated(directory, "node", scale)?;
    let walked = |text: &str| -> Result<_> {
        let mut request = Request::new(&tree.path, &ENGINES[0]);
        request.dockerfile = DockerfileChoice::Text(text.as_bytes().to_vec());
        Ok((Build::prepare(&request)?, request))
    };
    let (build, _) = walked("FROM a\nCOPY . .\n")?;
    let inventory = context::walk(&build, WalkOptions::default())?;
    let title = format!("A Dockerfile on {} files", tree.truth.entries());
    let mut table = Table::new(&title, &["Dockerfile", "read, ask", "land", "together, median ms"]);
    for (name, text) in KINDS {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let (build, _) = walked(text)?;
            let requested = Requested::new(&inventory, &build.filter, build.engine);
            let asked = start.elapsed();
            let links = Arc::new(build.links());
            let view = View { inventory: &inventory, requested: &requested, links };
            let contexts = Contexts(vec![Some(view)]);
            let plan = build.plan.as_ref().ok_or("no plan")?;
            let landing =
                Landing::new(plan, &contexts, build.engine.id, &|_| false).expect("not too much");
            std::hint::black_box(landing.totals(&contexts, plan.target));
            times.push((start.elapsed(), asked));
        }
        times.sort();
        let (together, asked) = times[ROUNDS / 2];
        let milliseconds = |time: std::time::Duration| format!("{:.2}", time.as_secs_f64() * 1e3);
        let land = milliseconds(together.saturating_sub(asked));
        table.row([name.to_owned(), milliseconds(asked), land, milliseconds(together)]);
    }
    Ok(table)
}
