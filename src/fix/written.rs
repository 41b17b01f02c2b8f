//! How accepted changes are written: which lines stand together, in which order, under which comment.
//!
//! Whether a change is right was decided before; the order of new lines in one place plays no part in
//! that, since none of them takes anything back.

use super::Suggestion;
use crate::ignorefile::{Document, Edit};
use crate::rules::Category;

/// A line that is new, and what it is for.
type NewLine<'a> = (&'a Suggestion, &'a Edit);

/// All changes as they are written: new lines of one place stand together, by category, under a
/// comment that says what they are.
pub(super) fn written(suggestions: &[Suggestion], document: &Document<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut places: Vec<(Option<usize>, Vec<NewLine<'_>>)> = Vec::new();
    for suggestion in suggestions {
        for edit in &suggestion.edits {
            match edit {
                Edit::Insert { behind, .. } if suggestion.check.is_none() => {
                    match places.iter_mut().find(|(place, _)| place == behind) {
                        Some((_, lines)) => lines.push((suggestion, edit)),
                        None => places.push((*behind, vec![(suggestion, edit)])),
                    }
                }
                edit => edits.push(edit.clone()),
            }
        }
    }
    places.sort_by_key(|(place, _)| *place);
    for (behind, mut lines) in places {
        lines.sort_by(|(a, _), (b, _)| (rank(a), &a.line).cmp(&(rank(b), &b.line)));
        let insert = |text: Vec<u8>| Edit::Insert { behind, text };
        let before = behind.and_then(|line| document.line(line));
        if before.is_some_and(|line| !line.text.trim_ascii().is_empty()) {
            edits.push(insert(Vec::new()));
        }
        edits.push(insert(comment(&lines).into()));
        edits.extend(lines.into_iter().map(|(_, edit)| edit.clone()));
    }
    edits
}

/// The place of a line among new ones: what git ignores comes last.
fn rank(suggestion: &Suggestion) -> usize {
    let category = suggestion.rules.first().map(|rule| rule.category);
    let place = |category| Category::ALL.iter().position(|known| *known == category);
    category.and_then(place).unwrap_or(Category::ALL.len())
}

/// `# stowaway: not for the build: secrets, dependencies and caches`.
fn comment(lines: &[NewLine<'_>]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (suggestion, _) in lines {
        let word =
            suggestion.rules.first().map_or("what git ignores", |rule| rule.category.plural());
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let told = match words.as_slice() {
        [] => "what is listed here".to_owned(),
        [first, second, third, _, ..] => format!("{first}, {second}, {third} and more"),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    format!("# stowaway: not for the build: {told}")
}
