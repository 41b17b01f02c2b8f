//! The pipeline from a request to everything that can be said about it, and nothing else.

mod fixing;

use crate::build::{Build, NamedContext, Request};
use crate::canary::{self, Canaries, Occasion};
use crate::content::{self, Tier};
use crate::context::{self, EntryId, Heads, Inventory, Requested, WalkOptions};
use crate::dockerfile::{NamedSources, Tree};
use crate::error::{Error, Failure};
use crate::fix::{self, Choice, Ground, Needs, Plan};
use crate::git::{Around, Git, LineId, UserFiles};
use crate::landing::{ContextId, Contexts, Landing, Origin, Reach, View};
use crate::rules::checks::{self, Facts, Remark};
use crate::rules::{self, ContentOptions, Contents, FileSecrets, Finding, Need, Thresholds};
use std::io;
use std::sync::Arc;

/// How an audit is done.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is audited.
    pub request: Request,
    /// How thorough the walk is.
    pub walk: WalkOptions,
    /// From which sizes on the rules speak; `None` leaves the rules out.
    pub rules: Option<Thresholds>,
    /// The user's files that git goes by; `None` leaves git out, and so does a context that is read
    /// from a revision: everything in it is tracked.
    pub git: Option<UserFiles>,
    /// Why files that are not there are asked about, which takes the rules; `None` leaves them out.
    pub canaries: Option<Occasion>,
    /// Which contents are searched; `None` opens no file but those that a rule asks about. Without
    /// the rules nothing is searched either.
    pub contents: Option<ContentOptions>,
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
    /// Where everything lands, if there is a Dockerfile.
    pub landing: Option<Landing>,
    /// What git says of all that may travel; `None` if it was left out.
    pub git: Option<Git>,
    /// What the rules say, the worst first.
    pub findings: Vec<Finding>,
    /// What the checks say of the Dockerfile and this context, the worst first.
    pub remarks: Vec<Remark>,
    /// What became of files that are not there; `None` if nobody asked.
    pub canaries: Option<Canaries>,
    /// What was seen in the contents of what is sent; `None` if nobody looked.
    pub contents: Option<Contents>,
    /// What the Dockerfiles that share the ignore file name.
    pub needs: Needs,
    /// The changes of the ignore file that would help, and what would be left.
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
    /// What the rules say of it, the worst first.
    pub findings: Vec<Finding>,
    /// What was seen in the contents of what is sent; `None` if nobody looked.
    pub contents: Option<Contents>,
    /// The lines that would help in its own ignore file.
    pub plan: fix::Plan,
}

/// Audits one build on the threads of the current rayon pool.
///
/// # Errors
/// [`Error`] if the context or its ignore file cannot be used, or the engine would refuse the build
/// for what the ignore file says. Whatever goes wrong below the root is part of the result.
pub fn audit(options: &Options) -> Result<Audit, Error> {
    let build = Build::prepare(&options.request)?;
    // Everything in a revision is tracked, and what is not is not there.
    let user = options.git.as_ref().filter(|_| build.files.is_disk());
    let (inventory, around) = rayon::join(
        || context::walk(&build, options.walk),
        || {
            warm_up(options);
            user.map(|user| Around::find(&build.root, user))
        },
    );
    let inventory = inventory?;
    let mut requested = Requested::new(&inventory, &build.filter, build.engine);
    let mut contexts = walk_named(&build, options.walk)?;
    let heads = &*open_heads(&build)?;
    let git = around
        .zip(user)
        .map(|(around, user)| Git::survey(around, &build.root, user, &inventory, heads));
    let landing = land(&build, &inventory, &requested, &contexts, heads)?;
    narrow(&build, landing.as_ref(), &inventory, &mut requested, &mut contexts);
    let (mut findings, contents) = look(options, &inventory, &requested, heads);
    if let (Some(plan), Some(landing)) = (&build.plan, &landing) {
        let views = views(&build, &inventory, &requested, &contexts);
        let reach = |entry| landing.reach(&views, Origin { context: ContextId::MAIN, entry });
        rules::mark_only_copies(&mut findings, plan, &reach);
    }
    let need = options.rules.and_then(|_| Need::of(&build, &inventory, heads));
    let needs = options.rules.map(|_| needs(&build, options, &inventory, heads, need.as_ref()));
    let needs = needs.unwrap_or_default();
    let (plan, remarks, canaries) = (Plan::default(), Vec::new(), None);
    let mut audit = Audit {
        build,
        inventory,
        requested,
        contexts,
        landing,
        git,
        findings,
        remarks,
        canaries,
        contents,
        needs,
        plan,
    };
    audit.plan = audit.planned(&[], &[], &Choice::everything());
    let findings = std::mem::take(&mut audit.findings);
    audit.findings = audit.with_reach(ContextId::MAIN, findings, need.as_ref());
    for number in 0..audit.contexts.len() {
        let (plan, findings, contents) = audit.named_findings(number, options)?;
        if let Some(walked) = &mut audit.contexts[number] {
            walked.plan = plan;
            walked.findings = findings;
            walked.contents = contents;
        }
    }
    if options.rules.is_some() {
        (audit.remarks, audit.canaries) = audit.remarked(heads, options.canaries);
        audit.plan_repairs();
    }
    Ok(audit)
}

impl Audit {
    /// What takes all other facts: the checks, and files that are not there.
    fn remarked(
        &self,
        heads: &dyn Heads,
        occasion: Option<Occasion>,
    ) -> (Vec<Remark>, Option<Canaries>) {
        let (views, advised) = (self.views(), self.plan.of_git());
        let facts = self.facts(&views, &advised);
        let canaries = occasion.map(|occasion| canary::canaries(&facts, heads, occasion));
        (checks::remarks(&facts), canaries)
    }

    /// The contexts as landing sees them.
    pub fn views(&self) -> Contexts<'_> {
        views(&self.build, &self.inventory, &self.requested, &self.contexts)
    }

    /// What is in one file of the context, whether it travels or not.
    pub fn secrets_in(&self, path: &[u8]) -> Option<FileSecrets> {
        rules::search(&*self.heads().ok()?, path, Tier::default())
    }

    /// What is in the files of the context.
    ///
    /// # Errors
    /// What the system says if its root cannot be opened any more.
    pub fn heads(&self) -> io::Result<Box<dyn Heads>> {
        context::open_heads(&self.build)
    }

    /// What the checks look at.
    fn facts<'a>(&'a self, views: &'a Contexts<'a>, advised: &'a [(LineId, String)]) -> Facts<'a> {
        Facts {
            build: &self.build,
            inventory: &self.inventory,
            requested: &self.requested,
            landing: self.landing.as_ref(),
            views,
            git: self.git.as_ref(),
            advised,
            findings: &self.findings,
            contents: self.contents.as_ref(),
        }
    }

    /// How far an entry of the context comes; `None` without a Dockerfile.
    pub fn reach(&self, entry: EntryId) -> Option<Reach> {
        let origin = Origin { context: ContextId::MAIN, entry };
        Some(self.landing.as_ref()?.reach(&self.views(), origin))
    }

    /// Why the build fails while files are copied, if it does.
    pub fn copy_failure(&self) -> Option<&Failure> {
        self.landing.as_ref()?.failures().first().map(|step| &step.failure)
    }

    fn with_reach(
        &self,
        context: ContextId,
        findings: Vec<Finding>,
        need: Option<&Need>,
    ) -> Vec<Finding> {
        let views = self.views();
        let (Some(landing), Some(view)) = (&self.landing, views.get(context)) else {
            return findings;
        };
        let at_hand = self.build.engine.transfer.at_hand;
        let reach = |entry| match landing.reach(&views, Origin { context, entry }) {
            // Where nothing has to be sent, being at hand is not being sent.
            Reach::Sent if at_hand => Reach::Eligible,
            reach => reach,
        };
        let named = named_sources(&self.build, context);
        rules::by_reach(view.inventory, findings, &named, need, &reach)
    }

    /// What the rules say of a named context, and which lines of its own ignore file would help.
    fn named_findings(
        &self,
        number: usize,
        options: &Options,
    ) -> Result<(fix::Plan, Vec<Finding>, Option<Contents>), Error> {
        let walked = self.contexts[number].as_ref();
        let build = self.build.contexts[number].build.as_ref();
        let (Some(walked), Some(build), Some(_)) = (walked, build, &options.rules) else {
            return Ok(<_>::default());
        };
        let heads = open_heads(build)?;
        let (findings, contents) = look(options, &walked.inventory, &walked.requested, &*heads);
        let id = ContextId::named(number);
        let tree = id.number().map_or(Tree::Context, Tree::Named);
        let asked = options.request.plan_options(self.build.engine);
        let evident = NamedSources::default();
        let needs = Needs::of(self.build.plan.as_ref(), &asked, &tree, &evident);
        let Walked { inventory, requested, .. } = walked;
        let plan = fix::plan(
            &Ground {
                build,
                inventory,
                requested,
                findings: &findings,
                git: None,
                needs: &needs,
                proposals: &[],
                others: &[],
            },
            &Choice::everything(),
        );
        Ok((plan, self.with_reach(id, findings, None), contents))
    }
}

/// Builds, while the walk goes on, what is needed when it ends.
fn warm_up(options: &Options) {
    if options.rules.is_some() {
        rules::warm_up();
        options.contents.iter().for_each(|contents| content::warm_up(contents.tier));
    }
}

/// What the rules say of a context, and what they saw in the files.
fn look(
    options: &Options,
    inventory: &Inventory,
    requested: &Requested,
    heads: &dyn Heads,
) -> (Vec<Finding>, Option<Contents>) {
    match (&options.rules, options.contents) {
        (None, _) => (Vec::new(), None),
        (Some(thresholds), None) => (rules::findings(inventory, heads, thresholds), None),
        (Some(thresholds), Some(contents)) => {
            let (findings, contents) =
                rules::findings_with_contents(inventory, requested, heads, thresholds, contents);
            (findings, Some(contents))
        }
    }
}

/// What may not be taken away: `need` is what commands evidently read of the repository.
fn needs(
    build: &Build,
    options: &Options,
    inventory: &Inventory,
    heads: &dyn Heads,
    need: Option<&Need>,
) -> Needs {
    let mut evident = NamedSources::default();
    need.iter().for_each(|_| evident.add(".git"));
    Needs::of_all(build, &options.request, inventory, heads, &evident)
}

/// What the Dockerfile names in a context.
fn named_sources(build: &Build, context: ContextId) -> NamedSources {
    let tree = context.number().map_or(Tree::Context, Tree::Named);
    build.plan.as_ref().map_or_else(NamedSources::default, |plan| NamedSources::of(plan, &tree))
}

fn open_heads(build: &Build) -> Result<Box<dyn Heads>, Error> {
    context::open_heads(build).map_err(|error| Error::ContextUnreadable {
        path: build.root.clone(),
        reason: crate::build::reason(&error),
    })
}

fn views<'a>(
    build: &'a Build,
    inventory: &'a Inventory,
    requested: &'a Requested,
    named: &'a [Option<Walked>],
) -> Contexts<'a> {
    let links = Arc::new(build.links());
    let mut views = vec![Some(View { inventory, requested, links })];
    for (context, walked) in build.contexts.iter().zip(named) {
        views.push(context.build.as_ref().zip(walked.as_ref()).map(|(build, walked)| View {
            inventory: &walked.inventory,
            requested: &walked.requested,
            links: Arc::new(build.links()),
        }));
    }
    Contexts(views)
}

fn land(
    build: &Build,
    inventory: &Inventory,
    requested: &Requested,
    named: &[Option<Walked>],
    heads: &dyn Heads,
) -> Result<Option<Landing>, Failure> {
    let Some(plan) = &build.plan else { return Ok(None) };
    let views = views(build, inventory, requested, named);
    Landing::of_build(plan, &views, build.engine.id, heads).map(Some)
}

/// Where nothing is sent, only what is copied can fail the build or be missed.
fn narrow(
    build: &Build,
    landing: Option<&Landing>,
    inventory: &Inventory,
    requested: &mut Requested,
    named: &mut [Option<Walked>],
) {
    let Some(landing) = landing.filter(|_| build.engine.transfer.at_hand) else { return };
    let views = views(build, inventory, requested, named);
    let read = |(number, view): (usize, &Option<View<'_>>)| -> Vec<EntryId> {
        let context = ContextId(number as u32);
        let is_read = |&entry: &EntryId| landing.is_read(&views, Origin { context, entry });
        let troubled = view.iter().flat_map(|view| view.inventory.troubled());
        troubled.filter(is_read).collect()
    };
    let read: Vec<Vec<EntryId>> = views.0.iter().enumerate().map(read).collect();
    drop(views);
    requested.narrow(inventory, &read[0]);
    for (walked, read) in named.iter_mut().zip(&read[1..]) {
        walked.iter_mut().for_each(|walked| walked.requested.narrow(&walked.inventory, read));
    }
}

fn walk_named(build: &Build, walk: WalkOptions) -> Result<Vec<Option<Walked>>, Error> {
    let walked = |build: &Build| {
        let inventory = context::walk(build, walk)?;
        let requested = Requested::new(&inventory, &build.filter, build.engine);
        Ok(Walked {
            inventory,
            requested,
            findings: Vec::new(),
            contents: None,
            plan: fix::Plan::default(),
        })
    };
    let walk_one = |named: &NamedContext| {
        let walked = named.build.as_ref().map(walked).transpose();
        walked.map_err(|error| NamedContext::blame(&named.name, &named.value, error))
    };
    build.contexts.iter().map(walk_one).collect()
}
