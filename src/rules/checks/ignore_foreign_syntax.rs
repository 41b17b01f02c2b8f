//! `ignore-foreign-syntax`: a line of the ignore file in a language that this engine does not speak.

use super::written::{Change, MOST_TOLD, Written, tried};
use super::{Check, Facts, Remark, amount, few};
use crate::context::Totals;
use crate::engine::Dialect;
use crate::ignorefile::{Edit, Repair};
use crate::path::Shown;
use crate::rules::Severity;

pub(super) const CHECK: Check = Check {
    id: "ignore-foreign-syntax",
    severity: Severity::Medium,
    summary: "a line of the ignore file in another tool's language",
    why: "The patterns of an ignore file know `*`, `**`, `?`, `[a-z]`, a `!` in front and a `\\` before a character \
          that is meant itself. They do not know the `{a,b}` of shells, the `\\` between the folders of a Windows \
          path, the `[!a]` of shells or comments that begin with `//`. Podman does not take off a byte order mark, \
          nor blanks before a `/` or behind a `!`.\n\n\
          It matters because such a line is not refused: it is read as a name that nothing has.\n\n\
          Write it out: one line for each alternative, `/` between folders, `[^a]`, `#`.\n\n\
          It is fine if something is called exactly like that: nothing is said of a line that hits what is there.",
    source: "idea-gitignore#822, hadolint#813; moby/patternmatcher, containers/storage fileutils",
    run,
};

fn run(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(file) = &facts.build.ignore else { return Vec::new() };
    let lines = Written::all(file);
    let found = lines.iter().filter_map(|line| Some((line, foreign(facts, line)?)));
    let found = found.filter(|(line, _)| line.hits(facts).is_empty());
    let remarks = found.filter_map(|(line, foreign)| remark(facts, line, foreign));
    remarks.take(MOST_TOLD).collect()
}

/// What is foreign about a line, and what it would be in the engine's own language.
struct Foreign {
    what: &'static str,
    help: &'static str,
    /// The lines to write instead; none if no line can say it.
    lines: Vec<Vec<u8>>,
}

/// More alternatives than these nobody wants to have written out.
const MOST_LINES: usize = 12;

fn foreign(facts: &Facts<'_>, line: &Written<'_>) -> Option<Foreign> {
    let text = line.text();
    if let Some(comment) = text.strip_prefix(b"//").filter(|rest| rest.starts_with(b" ")) {
        let lines = vec![[b"#", comment].concat()];
        let what = "`//` begins no comment: this is a pattern";
        return Some(Foreign { what, help: "write `#`", lines });
    }
    if facts.build.engine.dialect == Dialect::ContainersStorage {
        if let Some(foreign) = to_podman(text, &line.pattern.text, line.pattern.negated) {
            return Some(foreign);
        }
    } else if let Some(lines) = alternatives(text) {
        let what =
            "braces have no alternatives here: this is one name with braces and commas in it";
        return Some(Foreign { what, help: "write one line for each", lines });
    }
    if let Some(replaced) = with_slashes(text) {
        let what = "`\\` divides no folders: it makes the character after it mean itself, or something else";
        return Some(Foreign { what, help: "write `/`", lines: vec![replaced] });
    }
    let at = text
        .windows(2)
        .position(|pair| pair == b"[!")
        .filter(|at| text[at + 1..].contains(&b']'))?;
    let mut replaced = text.to_vec();
    replaced[at + 1] = b'^';
    let what = "`[!` negates nothing: `!` is one of the characters that are meant";
    Some(Foreign { what, help: "write `[^`", lines: vec![replaced] })
}

/// What its reader leaves in a line (SPEC 11.2, 11.3).
fn to_podman(written: &[u8], text: &[u8], negated: bool) -> Option<Foreign> {
    if text.starts_with(b"\xef\xbb\xbf") {
        let what = "a byte order mark is part of this pattern: Podman does not take it off";
        return Some(Foreign {
            what,
            help: "save the file without a byte order mark",
            lines: Vec::new(),
        });
    }
    if text.starts_with(b"/") && !negated {
        let what =
            "with a blank before it the `/` stays in the pattern: to Podman this hits nothing";
        return Some(Foreign { what, help: "take the blank away", lines: vec![written.to_vec()] });
    }
    if negated && text.first().is_some_and(u8::is_ascii_whitespace) {
        let what = "the blank behind `!` is part of the pattern: to Podman this takes nothing back";
        let rest = [b"!", text.trim_ascii_start()].concat();
        return Some(Foreign { what, help: "take the blank away", lines: vec![rest] });
    }
    None
}

/// `a.{b,c}` as `a.b` and `a.c`.
fn alternatives(text: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut done = Vec::new();
    let mut todo = vec![text.to_vec()];
    while let Some(text) = todo.pop() {
        let Some(open) = text.iter().rposition(|&byte| byte == b'{') else {
            done.push(text);
            continue;
        };
        let close = open + text[open..].iter().position(|&byte| byte == b'}')?;
        let inner = &text[open + 1..close];
        let is_escaped = open > 0 && text[open - 1] == b'\\';
        if !inner.contains(&b',') || is_escaped || done.len() + todo.len() > MOST_LINES {
            return None;
        }
        // The last one first, as they are taken from the end.
        for part in inner.rsplit(|&byte| byte == b',') {
            todo.push([&text[..open], part, &text[close + 1..]].concat());
        }
    }
    (done.len() > 1 && done.len() <= MOST_LINES).then_some(done)
}

/// `bin/x` for `bin\x`; `None` for what may be meant as an escape.
fn with_slashes(text: &[u8]) -> Option<Vec<u8>> {
    let name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let mut found = false;
    for (at, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\\') {
        let before = at.checked_sub(1).map(|at| text[at]);
        let after = text.get(at + 1).copied();
        let between = before.is_none_or(|byte| name(byte) || b"*.".contains(&byte));
        if !between || !after.is_none_or(|byte| name(byte) || b"*.".contains(&byte)) {
            return None;
        }
        // `\*` and `\.` alone are escapes.
        found |= after.is_some_and(name);
    }
    let slashed = || text.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte });
    found.then(|| slashed().collect())
}

fn remark(facts: &Facts<'_>, line: &Written<'_>, foreign: Foreign) -> Option<Remark> {
    let message = format!("`{}`: {}", line.shown(), foreign.what);
    let edits = edits(line, &foreign.lines);
    let change = match edits.is_empty() {
        true => Change::default(),
        false => tried(facts, &edits)?,
    };
    let negated = line.pattern.negated;
    let moved = if negated { &change.starts } else { &change.stops };
    let severity = if moved.is_empty() { Severity::Low } else { Severity::Medium };
    let mut remark = Remark::new(&CHECK, severity, message).at(line.place());
    if let [_, ..] = moved.as_slice() {
        let names: Vec<String> = moved.iter().map(|entry| facts.shown(*entry)).collect();
        let mut totals = Totals::default();
        moved.iter().for_each(|&entry| totals += facts.requested.with(facts.inventory, entry));
        remark = remark.note(match negated {
            true => format!("it does not take back {}", few(&names, 3)),
            false => format!("it does not stop {}: {}", few(&names, 3), amount(totals)),
        });
    }
    let texts: Vec<String> =
        foreign.lines.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    if !edits.is_empty() {
        let shown: Vec<String> = foreign.lines.iter().map(|l| Shown(l).to_string()).collect();
        let what = format!("write {}", few(&shown, MOST_LINES));
        let safe = change.is_none() && !negated;
        remark.repairs = vec![Repair { edits, safe, starts: negated, what }];
    }
    remark = remark.help(foreign.help).lines(texts);
    Some(if negated { remark } else { remark.about(facts, change.stops) })
}

fn edits(line: &Written<'_>, lines: &[Vec<u8>]) -> Vec<Edit> {
    let Some((first, rest)) = lines.split_first() else { return Vec::new() };
    let behind = Some(line.row);
    let more = rest.iter().map(|text| Edit::Insert { behind, text: text.clone() });
    std::iter::once(line.replaced(first.clone())).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::{alternatives, with_slashes};

    #[test]
    fn alternatives_are_written_out() {
        for (text, expected) in [
            ("*.{js,ts}", &["*.js", "*.ts"][..]),
            ("{a,b}/{c,d}", &["a/c", "b/c", "a/d", "b/d"]),
            ("a{2}", &[]),
            ("a{b", &[]),
            ("a\\{b,c}", &[]),
            ("a", &[]),
        ] {
            let mut found = alternatives(text.as_bytes()).unwrap_or_default();
            let mut expected: Vec<Vec<u8>> = expected.iter().map(|text| (*text).into()).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn back_slashes_between_names_are_told_from_escapes() {
        for (text, expected) in [
            ("bin\\Debug", Some("bin/Debug")),
            ("**\\obj", Some("**/obj")),
            ("a\\b\\*.c", Some("a/b/*.c")),
            ("a\\.b", None),
            ("\\#x", None),
            ("a\\ b", None),
            ("[\\d]", None),
        ] {
            let expected = expected.map(|text| text.as_bytes().to_vec());
            assert_eq!(with_slashes(text.as_bytes()), expected, "{text}");
        }
    }
}
