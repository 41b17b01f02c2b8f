//! The build as it would be with the canaries in it: what would be sent of them, and where it would
//! land.
//!
//! All of them are supposed at once, which costs one copy of the inventory. Where one would change
//! what becomes of another, because it hides it in the image, makes an instruction fail or lets one
//! go on that fails today, they are asked about again, apart from each other.

use crate::context::{EntryId, Heads, Requested, Supposed, suppose};
use crate::landing::{ContextId, Contexts, Landing, Origin, Reach, View, Way};
use crate::rules::checks::Facts;
use rustc_hash::FxHashMap;

/// How many builds are looked at at most: each costs a copy of the inventory. What is not told
/// apart by then is as it is with all of them.
const BUILDS: usize = 64;

/// See the paragraph above.
pub(super) struct Flight {
    /// What becomes of each file.
    fates: Vec<Fate>,
}

/// How far a file comes, if it comes at all and with its content: inside, `None` without a
/// Dockerfile.
pub(super) type Sent = Option<Option<Reach>>;

/// What becomes of one file.
#[derive(Clone, Default)]
struct Fate {
    sent: Sent,
    /// The way on which it comes furthest.
    way: Option<Way>,
}

impl Flight {
    /// The build with these files in it.
    pub(super) fn new(facts: &Facts<'_>, heads: &dyn Heads, files: &[&[u8]]) -> Self {
        let mut fates = vec![Fate::default(); files.len()];
        let mut batches: Vec<Vec<usize>> = vec![(0..files.len()).collect()];
        for round in 0..BUILDS {
            let Some(batch) = batches.pop() else { break };
            let few: Vec<&[u8]> = batch.iter().map(|&number| files[number]).collect();
            let build = Build::with(facts, heads, &few);
            let ways: Vec<Vec<Way>> = (0..few.len()).map(|at| build.ways(facts, at)).collect();
            let upset = batch.len() > 1 && build.fails_otherwise(facts);
            let mut again = if upset { halves(&few) } else { apart(&ways) };
            for (at, ways) in ways.into_iter().enumerate() {
                // The first build has them all, and is the last word if there is no other.
                if round == 0 || !again.iter().flatten().any(|&other| other == at) {
                    let way = ways.into_iter().next();
                    fates[batch[at]] = Fate { sent: build.sent(facts, at), way };
                }
            }
            let numbered =
                |places: &mut Vec<usize>| places.iter_mut().for_each(|at| *at = batch[*at]);
            again.iter_mut().for_each(numbered);
            batches.append(&mut again);
        }
        Self { fates }
    }

    /// How far a file comes.
    pub(super) fn sent(&self, number: usize) -> Sent {
        self.fates[number].sent
    }

    /// The way on which a file comes furthest.
    pub(super) fn way(&self, number: usize) -> Option<Way> {
        self.fates[number].way.clone()
    }
}

/// The build with some files that are not there.
struct Build {
    supposed: Supposed,
    requested: Requested,
    landing: Option<Landing>,
}

impl Build {
    fn with(facts: &Facts<'_>, heads: &dyn Heads, files: &[&[u8]]) -> Self {
        let build = facts.build;
        let supposed = suppose(build, facts.inventory, files);
        let requested = Requested::new(&supposed.inventory, &build.filter, build.engine);
        let mut with = Self { supposed, requested, landing: None };
        let plan = build.plan.as_ref().filter(|_| facts.landing.is_some());
        let land = |plan| Landing::of_build(plan, &with.views(facts), build.engine.id, heads);
        // What would outgrow the bounds of a landing is sent, and nobody can say how far it comes.
        let landing = plan.and_then(|plan| land(plan).ok());
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

    /// Every way of a file, the furthest first.
    fn ways(&self, facts: &Facts<'_>, number: usize) -> Vec<Way> {
        let (Some(entry), Some(landing)) = (self.supposed.entries[number], &self.landing) else {
            return Vec::new();
        };
        landing.ways(&self.views(facts), origin(entry))
    }

    /// Whether other instructions fail than without the files.
    fn fails_otherwise(&self, facts: &Facts<'_>) -> bool {
        let places = |landing: &Landing| -> Vec<(usize, usize)> {
            landing.failures().iter().map(|failed| (failed.stage, failed.step)).collect()
        };
        facts.landing.map(places) != self.landing.as_ref().map(places)
    }
}

fn halves(files: &[&[u8]]) -> Vec<Vec<usize>> {
    let middle = files.len() / 2;
    vec![(0..middle).collect(), (middle..files.len()).collect()]
}

/// Those that meet at one path of a stage, in groups in which none do.
fn apart(ways: &[Vec<Way>]) -> Vec<Vec<usize>> {
    let mut guests: FxHashMap<(usize, &[u8]), Vec<usize>> = FxHashMap::default();
    for (number, way) in (0..).zip(ways).flat_map(|(n, ways)| ways.iter().map(move |way| (n, way)))
    {
        let guests = guests.entry((way.stage, &way.path)).or_default();
        if guests.last() != Some(&number) {
            guests.push(number);
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (number, ways) in ways.iter().enumerate() {
        let met: Vec<usize> = ways
            .iter()
            .flat_map(|way| &guests[&(way.stage, way.path.as_slice())])
            .copied()
            .filter(|&other| other != number)
            .collect();
        if met.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|group| !group.iter().any(|other| met.contains(other))) {
            Some(group) => group.push(number),
            None => groups.push(vec![number]),
        }
    }
    groups
}

fn origin(entry: EntryId) -> Origin {
    Origin { context: ContextId::MAIN, entry }
}
