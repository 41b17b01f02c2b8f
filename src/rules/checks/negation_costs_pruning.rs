//! `negation-costs-pruning`: a `!` line for which the client opens every excluded folder.

use super::written::{Written, tried};
use super::{Check, Facts, Remark, few};
use crate::context::{DirId, EntryId, Fate, Inventory, Kind, Totals};
use crate::engine::Prune;
use crate::ignorefile::{Edit, Repair, has_open_wildcard};
use crate::path::ancestors;
use crate::rules::Severity;
use rustc_hash::FxHashSet;

pub(super) const CHECK: Check = Check {
    id: "negation-costs-pruning",
    severity: Severity::Low,
    summary: "a `!` line with a wildcard, for which every excluded folder is opened",
    why: "A folder that is excluded is not opened, unless a `!` line could take back something in it. The client can \
          tell that only of `!` lines without a wildcard, a `/**` at the end aside: a single `!**/*.md` or `!*.md` \
          makes it open every excluded folder of the whole tree, `node_modules` and `.git` too, look at every \
          entry, and send none of it.\n\n\
          It matters for time, before anything is built and on every build; and an excluded folder that cannot be \
          read then fails the build.\n\n\
          Write `!` lines without wildcards: `!README.md` for `!*.md`, `!docs/**` for `!docs/**/*`.\n\n\
          It is fine where little is excluded: less than a hundred folders opened for nothing are not worth a word. \
          Where lines without wildcards would be many, or what is taken back changes often, the time may be worth it.",
    source: "tonistiigi/fsutil filter.go; moby/moby#20470, docker/docker-py#1276",
    run,
};

/// Fewer folders are not worth a word.
const WORTH_A_WORD: u64 = 100;

/// More lines than these nobody wants in place of one.
const MOST_LINES: usize = 5;

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    remark(facts).into_iter().collect()
}

fn remark(facts: &Facts<'_>) -> Option<Remark> {
    let file = facts.build.ignore.as_ref()?;
    if facts.build.engine.transfer.prune != Prune::UnlessWildcard {
        return None;
    }
    let lines = Written::all(file);
    let negated = || lines.iter().filter(|line| line.pattern.negated);
    let (costly, cheap): (Vec<&Written<'_>>, Vec<&Written<'_>>) =
        negated().partition(|line| has_open_wildcard(&line.pattern.text));
    let first = costly.first()?;
    let needed: FxHashSet<Vec<u8>> = cheap
        .iter()
        .flat_map(|line| ancestors(&line.pattern.text).chain([line.pattern.text.as_slice()]))
        .map(<[u8]>::to_vec)
        .collect();
    let wasted = opened_for_nothing(facts.inventory, &needed);
    if wasted.directories < WORTH_A_WORD {
        return None;
    }
    let message = format!(
        "for this line {} excluded directories are opened, and {} entries looked at, for nothing",
        wasted.directories,
        wasted.files + wasted.directories
    );
    let mut remark = Remark::new(&CHECK, Severity::Low, message).at(first.place());
    let others: Vec<String> = costly[1..].iter().map(|line| line.shown()).collect();
    if !others.is_empty() {
        remark = remark.note(format!("so they are for {}", few(&others, 3)));
    }
    remark = remark.note("a `!` line with a wildcard keeps every excluded directory open, one without only those on its way");
    let Some(replaced) = in_their_place(facts, &costly) else {
        return Some(remark.help("name what is taken back without wildcards, if it is not much"));
    };
    let edits: Vec<Edit> = replaced.iter().flat_map(|one| one.edits.clone()).collect();
    let Some(_) = tried(facts, &edits).filter(|change| change.is_none()) else {
        return Some(remark.help("name what is taken back without wildcards, if it is not much"));
    };
    let safe = replaced.iter().all(|one| one.same_for_all);
    if !safe {
        remark = remark
            .note("these lines do the same on this tree; what is new has to be added to them");
    }
    let texts: Vec<String> = replaced.iter().flat_map(|one| one.lines.clone()).collect();
    let what = format!("write {}", few(&texts, MOST_LINES));
    remark.repairs = vec![Repair { edits, safe, starts: false, what }];
    let place = if others.is_empty() { "its place" } else { "their places" };
    Some(remark.help(format!("write this in {place}")).lines(texts))
}

/// Lines without wildcards in the place of one.
struct Replaced {
    lines: Vec<String>,
    edits: Vec<Edit>,
    /// Whether they do the same on every tree.
    same_for_all: bool,
}

fn in_their_place(facts: &Facts<'_>, costly: &[&Written<'_>]) -> Option<Vec<Replaced>> {
    let mut taken = FxHashSet::default();
    let mut one = |line: &&Written<'_>| {
        let (texts, same_for_all) = match without_tail(&line.pattern.text) {
            Some(text) => (vec![text], true),
            None => (taken_back(facts, line, &mut taken)?, false),
        };
        let lines: Vec<Vec<u8>> =
            texts.iter().map(|text| [b"!", text.as_slice()].concat()).collect();
        let (first, rest) = lines.split_first()?;
        let mut edits = vec![line.replaced(first.clone())];
        let behind = Some(line.row);
        edits.extend(rest.iter().map(|text| Edit::Insert { behind, text: text.clone() }));
        let shown = lines.iter().map(|line| String::from_utf8_lossy(line).into_owned());
        Some(Replaced { lines: shown.collect(), edits, same_for_all })
    };
    costly.iter().map(&mut one).collect()
}

/// `docs/**` for `docs/**/*` and the like, which hit the same paths on every tree.
fn without_tail(text: &[u8]) -> Option<Vec<u8>> {
    let start = text.strip_suffix(b"/**/*").or_else(|| text.strip_suffix(b"/**/**"))?;
    let open = [start, b"/**"].concat();
    (!has_open_wildcard(&open)).then_some(open)
}

/// The topmost entries that a line takes back on this tree, if they are few and their names mean
/// nothing but themselves.
fn taken_back(
    facts: &Facts<'_>,
    line: &Written<'_>,
    taken: &mut FxHashSet<EntryId>,
) -> Option<Vec<Vec<u8>>> {
    let inventory = facts.inventory;
    let mut texts = Vec::new();
    for id in inventory.in_order() {
        let above = inventory.entry_of(id.dir).is_some_and(|above| taken.contains(&above));
        let is_own = inventory.decider(id) == Some(line.number);
        if !is_own || inventory.fate(id) != Fate::Sent {
            continue;
        }
        taken.insert(id);
        if above {
            continue;
        }
        let path = inventory.path(id).to_vec();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/+@~".contains(byte);
        if texts.len() == MOST_LINES || !path.iter().all(plain) {
            return None;
        }
        texts.push(path);
    }
    (!texts.is_empty()).then_some(texts)
}

/// The excluded directories that are opened and of which nothing travels, and what is in them;
/// `needed` are those that would be opened all the same.
fn opened_for_nothing(inventory: &Inventory, needed: &FxHashSet<Vec<u8>>) -> Totals {
    let mut wasted = Totals::default();
    let mut todo = vec![DirId::ROOT];
    let mut path = Vec::new();
    while let Some(dir) = todo.pop() {
        for id in inventory.entries(dir) {
            let Some(below) = inventory.opened(id) else { continue };
            let sent = inventory.sent_below(below);
            let for_nothing =
                inventory.fate(id) == Fate::Held && sent.files + sent.directories == 0;
            inventory.path_into(id, &mut path);
            if !for_nothing || needed.contains(&path) {
                todo.push(below);
                continue;
            }
            let range = inventory.subtree(below);
            for opened in (range.start.0..range.end.0).map(DirId) {
                wasted.directories += 1;
                let file = |id: &EntryId| inventory.kind(*id) != Kind::Directory;
                wasted.files += inventory.entries(opened).filter(file).count() as u64;
            }
        }
    }
    wasted
}
