//! What it costs to try an ignore file that nobody has written yet: the tree judged again, what is asked for, and what
//! differs.
//!
//! What it is: the library called in this process, on one audit of `node`. What it is not: a walk, or the whole of `fix`,
//! which tries some dozens of files.

use std::path::Path;
use std::time::Instant;

use stowaway::audit::{Options, audit};
use stowaway::build::{DockerfileChoice, Request};
use stowaway::context::WalkOptions;
use stowaway::engine::ENGINES;
use stowaway::error::Error;
use stowaway::fix::{Difference, simulate};

use super::Result;
use super::report::Table;
use super::trees;

/// How often each is done; the figure is the median.
const ROUNDS: usize = 21;

/// Texts and what they are typical of; the file that stands there has two lines.
const TEXTS: [(&str, &str); 6] = [
    ("a line that hits nothing", "**/*.log\n.git\nno-such-name\n"),
    ("a name at any depth", "**/*.log\n.git\n**/tsconfig.json\n"),
    ("an ending", "**/*.log\n.git\n**/*.md\n"),
    ("all dependencies", "**/*.log\n.git\n**/node_modules\n"),
    ("a `!` line without a wildcard", "**/*.log\n.git\n!package.json\n"),
    ("everything judged afresh: `!` with one", "**/*.log\n.git\n!**/keep.log\n"),
];

/// Milliseconds for each text on the tree `node`.
pub(crate) fn fixing(directory: &Path, scale: f64) -> Result<Table> {
    let tree = trees::generated(directory, "node", scale)?;
    let mut request = Request::new(&tree.path, &ENGINES[0]);
    request.dockerfile = DockerfileChoice::Text(b"FROM a\nCOPY . /app/\n".to_vec());
    let options = Options {
        request,
        walk: WalkOptions { into_held: true },
        rules: None,
        canaries: None,
        git: None,
        contents: None,
    };
    let audit = audit(&options)?;
    // The tree's own file is nobody's: what is compared with has these two lines.
    let ground =
        simulate(&audit.build, &audit.inventory, "**/*.log\n.git\n").map_err(Error::from)?;
    let title = format!("An ignore file tried on {} files", tree.truth.entries());
    let head = ["what is new", "stops", "median ms", "least ms", "most ms"];
    let mut table = Table::new(&title, &head);
    for (name, text) in TEXTS {
        let mut times = Vec::new();
        let mut stops = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let ignore = audit.build.with_ignore_text(text).map_err(Error::from)?;
            let inventory = ground.inventory.judged_again(
                audit.build.engine,
                Some(&ground.ignore),
                Some(&ignore),
            );
            let requested = stowaway::context::Requested::new(
                &inventory,
                &audit.build.filter,
                audit.build.engine,
            );
            let difference = Difference::between(
                (&ground.inventory, &ground.requested),
                (&inventory, &requested),
            );
            times.push(start.elapsed());
            stops = difference.holds.files;
        }
        times.sort();
        let milliseconds = |at: usize| format!("{:.2}", times[at].as_secs_f64() * 1e3);
        let [median, least, most] = [ROUNDS / 2, 0, ROUNDS - 1].map(milliseconds);
        table.row([name.to_owned(), stops.to_string(), median, least, most]);
    }
    Ok(table)
}
