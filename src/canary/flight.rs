//! The build as it would be with the canaries in it: what would be sent of them, and where it would
//! land.
//!
//! All of them are supposed at once, which costs one copy of the inventory. Where two of them would
//! meet in the image, so that one hides the other or an instruction fails, they are asked about
//! again, apart from each other.

use crate::context::{EntryId, Heads, Requested, Supposed, suppose};
use crate::landing::{ContextId, Contexts, Landing, Origin, Reach, View, Way};
use crate::rules::checks::Facts;
use rustc_hash::FxHashMap;

/// How many further builds are looked at at most: each costs a copy of the inventory.
const BUILDS: usize = 64;

/// See the paragraph above.
pub(super) struct Flight<'a> {
    facts: &'a Facts<'a>,
    whole: Build,
    /// What was found out with fewer, by number.
    apart: FxHashMap<usize, (Sent, Option<Way>)>,
}

/// How far a file comes, if it comes at all and with its content: inside, `None` without a
/// Dockerfile.
pub(super) type Sent = Option<Option<Reach>>;

/// The build with some files that are not there.
struct Build {
    supposed: Supposed,
    requested: Requested,
    landing: Option<Landing>,
}

impl<'a> Flight<'a> {
    /// The build with these files in it.
    pub(super) fn new(facts: &'a Facts<'a>, heads: &dyn Heads, files: &[&[u8]]) -> Self {
        let whole = Build::with(facts, heads, files);
        let there = |&number: &usize| whole.supposed.entries[number].is_some();
        let all: Vec<usize> = (0..files.len()).filter(there).collect();
        let hidden = |&number: &usize| whole.sent(facts, number) == Some(Some(Reach::Layer));
        let mut batches: Vec<Vec<usize>> = if whole.fails_anew(facts) {
            halves(&all)
        } else {
            all.into_iter().filter(hidden).map(|number| vec![number]).collect()
        };
        let mut apart = FxHashMap::default();
        let mut builds = 0;
        while let Some(batch) = batches.pop().filter(|_| builds < BUILDS) {
            builds += 1;
            let few: Vec<&[u8]> = batch.iter().map(|&number| files[number]).collect();
            let build = Build::with(facts, heads, &few);
            if batch.len() > 1 && build.fails_anew(facts) {
                batches.extend(halves(&batch));
                continue;
            }
            for (at, &number) in batch.iter().enumerate() {
                let sent = build.sent(facts, at);
                if batch.len() > 1 && sent == Some(Some(Reach::Layer)) {
                    batches.push(vec![number]);
                }
                apart.insert(number, (sent, build.way(facts, at)));
            }
        }
        Self { facts, whole, apart }
    }

    /// How far a file comes.
    pub(super) fn sent(&self, number: usize) -> Sent {
        match self.apart.get(&number) {
            Some((sent, _)) => *sent,
            None => self.whole.sent(self.facts, number),
        }
    }

    /// The way on which a file comes furthest.
    pub(super) fn way(&self, number: usize) -> Option<Way> {
        match self.apart.get(&number) {
            Some((_, way)) => way.clone(),
            None => self.whole.way(self.facts, number),
        }
    }
}

impl Build {
    fn with(facts: &Facts<'_>, heads: &dyn Heads, files: &[&[u8]]) -> Self {
        let build = facts.build;
        let supposed = suppose(build, facts.inventory, files);
        let requested = Requested::new(&supposed.inventory, &build.filter, build.engine);
        let mut with = Self { supposed, requested, landing: None };
        let plan = build.plan.as_ref().filter(|_| facts.landing.is_some());
        let landing =
            plan.map(|plan| Landing::of_build(plan, &with.views(facts), build.engine.id, heads));
        with.landing = landing;
        with
    }

    /// The contexts of the build, this one in the place of the main one.
    fn views<'a>(&'a self, facts: &Facts<'a>) -> Contexts<'a> {
        let mut views = facts.views.clone();
        if let Some(Some(view)) = views.0.first_mut() {
            let (inventory, requested) = (&self.supposed.inventory, &self.requested);
            *view = View { inventory, requested, links: view.links.clone() };
        }
        views
    }

    fn sent(&self, facts: &Facts<'_>, number: usize) -> Sent {
        let (entry, inventory) = (self.supposed.entries[number]?, &self.supposed.inventory);
        if !self.requested.travels(inventory, entry)
            || self.requested.empty(inventory, entry).is_some()
        {
            return None;
        }
        let Some(landing) = &self.landing else { return Some(None) };
        match landing.reach(&self.views(facts), origin(entry)) {
            Reach::Eligible => None,
            // Where nothing has to be sent, being at hand is not being sent.
            Reach::Sent if facts.build.engine.transfer.at_hand => None,
            reach => Some(Some(reach)),
        }
    }

    fn way(&self, facts: &Facts<'_>, number: usize) -> Option<Way> {
        let entry = self.supposed.entries[number]?;
        let ways = self.landing.as_ref()?.ways(&self.views(facts), origin(entry));
        ways.into_iter().next()
    }

    /// Whether an instruction fails that did not without the files.
    fn fails_anew(&self, facts: &Facts<'_>) -> bool {
        let known = facts.landing.iter().flat_map(|landing| landing.failures());
        let known: Vec<(usize, usize)> = known.map(|failed| (failed.stage, failed.step)).collect();
        let now = self.landing.iter().flat_map(|landing| landing.failures());
        now.into_iter().any(|failed| !known.contains(&(failed.stage, failed.step)))
    }
}

fn halves(numbers: &[usize]) -> Vec<Vec<usize>> {
    let (first, second) = numbers.split_at(numbers.len() / 2);
    [first, second].into_iter().filter(|half| !half.is_empty()).map(<[usize]>::to_vec).collect()
}

fn origin(entry: EntryId) -> Origin {
    Origin { context: ContextId::MAIN, entry }
}
