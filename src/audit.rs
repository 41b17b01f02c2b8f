//! The pipeline from a request to everything that can be said about it, and nothing else.

use crate::build::{Build, NamedContext, Request};
use crate::context::{self, DiskHeads, Inventory, Requested, WalkOptions};
use crate::error::{Error, Failure};
use crate::fix::{self, Plan};
use crate::rules::{self, Finding, Thresholds};

/// How an audit is done.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is audited.
    pub request: Request,
    /// How thorough the walk is.
    pub walk: WalkOptions,
    /// From which sizes on the rules speak; `None` leaves the rules out.
    pub rules: Option<Thresholds>,
}

/// Everything that was found out about one build.
#[derive(Debug)]
pub struct Audit {
    /// What was walked.
    pub build: Build,
    /// Every entry of the context and its fate.
    pub inventory: Inventory,
    /// What the build asks for of it.
    pub requested: Requested,
    /// The named local contexts that the build refers to, by their number in the plan.
    pub contexts: Vec<Option<Walked>>,
    /// What the rules say, the worst first.
    pub findings: Vec<Finding>,
    /// The ignore lines that would help, and what would be left.
    pub plan: Plan,
}

impl Audit {
    /// Why the engine would refuse the build while it fetches what the build asks for.
    pub fn failure(&self) -> Option<&Failure> {
        let named = self.contexts.iter().flatten();
        self.requested
            .failure()
            .or_else(|| named.filter_map(|named| named.requested.failure()).next())
    }
}

/// A named context that was walked.
#[derive(Debug)]
pub struct Walked {
    /// Every entry and its fate.
    pub inventory: Inventory,
    /// What the build asks for of it.
    pub requested: Requested,
}

/// Audits one build on the threads of the current rayon pool.
///
/// # Errors
/// [`Error`] if the context or its ignore file cannot be used, or the engine would refuse the build
/// for what the ignore file says. Whatever goes wrong below the root is part of the result.
pub fn audit(options: &Options) -> Result<Audit, Error> {
    let build = Build::prepare(&options.request)?;
    let (inventory, ()) = rayon::join(
        || context::walk(&build, options.walk),
        || options.rules.iter().for_each(|_| rules::warm_up()),
    );
    let inventory = inventory?;
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    let contexts = walk_named(&build, options.walk)?;
    let findings = match &options.rules {
        Some(thresholds) => {
            let heads = DiskHeads::open(&build.root).map_err(|error| Error::ContextUnreadable {
                path: build.root.clone(),
                reason: crate::build::reason(&error),
            })?;
            rules::findings(&inventory, &heads, thresholds)
        }
        None => Vec::new(),
    };
    let plan = fix::plan(&build, &inventory, &requested, &findings);
    Ok(Audit { build, inventory, requested, contexts, findings, plan })
}

fn walk_named(build: &Build, walk: WalkOptions) -> Result<Vec<Option<Walked>>, Error> {
    let walked = |build: &Build| {
        let inventory = context::walk(build, walk)?;
        let requested = Requested::new(&inventory, &build.filter, build.engine);
        Ok(Walked { inventory, requested })
    };
    let walk_one = |named: &NamedContext| {
        let walked = named.build.as_ref().map(walked).transpose();
        walked.map_err(|error| NamedContext::blame(&named.name, &named.value, error))
    };
    build.contexts.iter().map(walk_one).collect()
}
