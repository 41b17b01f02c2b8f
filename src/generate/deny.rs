//! What is to stay at home: from the kinds of project that are there, from what the rules found, and
//! from files that could be.
//!
//! `wishes` gathers the lines, `sound` leaves out those that would take away more than they mean, and
//! here they get their order and their comments: secrets first, then what is largest, then what is
//! only noise. README, LICENSE and documentation are nobody's wish: a build may need them.

mod sound;
mod wishes;

use super::{Draft, Ground, Line, Purpose, Section};
use crate::rules::Category;
use wishes::Wish;

/// Sections of lines, `!` only where a directory must stay and what is in it must not. Nothing is
/// taken away that git tracks, unless a rule names it and it is no part of a program; what a
/// Dockerfile needs is left to whoever settles the draft, who says why a line is missing.
pub(super) fn draft(ground: &Ground<'_>) -> Draft {
    let (wishes, notes) = wishes::gather(ground);
    let mut wishes = sound::sound(ground, wishes);
    without_special_cases(&mut wishes);
    wishes.sort_by_key(|wish| rank(wish.category));
    let mut sections: Vec<(usize, String, Section)> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for wish in wishes {
        if seen.contains(&wish.text) {
            continue;
        }
        seen.push(wish.text.clone());
        let rank = rank(wish.category);
        let comment = format!("{}: {}", heading(wish.category), wish.reason);
        let line = line(&wish);
        let same =
            |(other, known, _): &&mut (usize, String, Section)| *other == rank && *known == comment;
        match sections.iter_mut().find(same) {
            Some((_, _, section)) => section.lines.push(line),
            None => {
                let section = Section {
                    comment: vec![comment.clone()],
                    lines: vec![line],
                    ..Section::default()
                };
                sections.push((rank, comment, section));
            }
        }
    }
    Draft { sections: sections.into_iter().map(|(_, _, section)| section).collect(), notes }
}

/// A line for one place says nothing beside the one that means every place; what it stands guard for,
/// that one does.
fn without_special_cases(wishes: &mut Vec<Wish>) {
    let mut special = vec![false; wishes.len()];
    for at in 0..wishes.len() {
        let says =
            |general: &Wish| general.text != wishes[at].text && wishes[at].says(&general.text);
        if let Some(general) = wishes.iter().position(says) {
            wishes[general].guards |= wishes[at].guards;
            special[at] = true;
        }
    }
    let mut special = special.into_iter();
    wishes.retain(|_| special.next() != Some(true));
}

fn line(wish: &Wish) -> Line {
    match (wish.text.starts_with('!'), wish.guards) {
        (true, _) => Line { text: wish.text.clone(), purpose: Purpose::LetsIn },
        (false, true) => Line::guards(wish.text.clone()),
        (false, false) => Line::stops(wish.text.clone()),
    }
}

/// The order of the file.
fn rank(category: Category) -> usize {
    match category {
        Category::Secret => 0,
        Category::IacState => 1,
        Category::Vcs => 2,
        Category::Dependency => 3,
        Category::BuildOutput => 4,
        Category::Cache => 5,
        Category::Editor => 6,
        Category::Os => 7,
        Category::Docker => 8,
        Category::Data => 9,
        Category::TestOutput => 10,
        Category::Log => 11,
        Category::Docs => 12,
    }
}

fn heading(category: Category) -> &'static str {
    match category {
        Category::Secret => "Secrets",
        Category::IacState => "State of infrastructure",
        Category::Vcs => "Version control",
        Category::Dependency => "Dependencies",
        Category::BuildOutput => "Build outputs",
        Category::Cache => "Caches",
        Category::Editor => "Editors",
        Category::Os => "Operating systems",
        Category::Docker => "Docker's own files",
        Category::Data => "Data",
        Category::TestOutput => "Tests",
        Category::Log => "Logs",
        Category::Docs => "Documentation",
    }
}
