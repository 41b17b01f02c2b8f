//! What changed, as Markdown for a pull request: a table, what is new to worry about, and details
//! that are folded away.
//!
//! Whatever comes from a file, be it a name or a line, is written in entities: nothing of it is ever
//! read as Markdown, as HTML, as a mention of somebody or as a link.

use super::Look;
use super::changes::{
    Amount, Changes, Line, Sign, about, amount, counted, heads, lines, place, same_dockerfile,
    typed,
};
use super::excerpt::visible;
use super::text::changes::WRITTEN;
use super::text::layout::{count, plural};
use crate::size::Bytes;
use crate::snapshot::{
    BuildDifference, BuildLock, Busted, IssueLock, Listed, PartDifference, Reason, TakeLock,
};
use std::fmt::Write as _;
use std::io::{self, Write};

/// So many lines are in one list unless everything is wanted: forges cut long comments.
const MOST: usize = 100;

/// Writes what changed.
pub(super) fn write(changes: &Changes, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { changes, look };
    let mut text = String::new();
    for build in &changes.difference.builds {
        if !text.is_empty() {
            text.push('\n');
        }
        page.build(build, &mut text);
    }
    for (what, builds) in [("new", &changes.difference.new), ("gone", &changes.difference.gone)] {
        for build in builds {
            line(&mut text, &format!("\nBuild {what}: {}", named(build)));
        }
    }
    for note in &changes.notes {
        line(&mut text, &format!("\n> {}", escaped(note)));
    }
    out.write_all(text.as_bytes())
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

struct Page<'a> {
    changes: &'a Changes,
    look: &'a Look,
}

impl Page<'_> {
    fn build(&self, build: &BuildDifference, text: &mut String) {
        line(text, &format!("### Build context: {}\n", named(&build.after)));
        let Changes { before, after, .. } = self.changes;
        let sides = format!("{} \u{2192} {}", code(before), code(after));
        line(text, &format!("{sides}: {}", self.summary(build)));
        for (what, before, after) in heads(build) {
            line(text, &format!("\n**{what}**: {} \u{2192} {}", code(&before), code(&after)));
        }
        if let Some(what) = typed(build) {
            line(text, &format!("\n**typed**: {}", escaped(what)));
        }
        line(text, "\n| | files | size |\n|---|--:|--:|");
        for part in &build.parts {
            self.rows(part, text);
        }
        self.issues(build, text);
        self.busted(build, text);
        for part in &build.parts {
            self.entries(part, text);
        }
    }

    fn bytes(&self, bytes: u64) -> String {
        Bytes(bytes).shown(self.look.units).to_string()
    }

    /// One sentence.
    fn summary(&self, build: &BuildDifference) -> String {
        let (before, after) = (build.parts[0].before, build.parts[0].after);
        let (was, is) = (self.bytes(before.bytes), self.bytes(after.bytes));
        let files = plural(after.files, "file");
        let same = build.parts.iter().all(|part| part.same == Some(true));
        match same {
            true if same_dockerfile(build) => format!("nothing changed, {is} in {files}"),
            true => format!("the Dockerfile changed, and the context did not: {is} in {files}"),
            false if was == is => format!("**{is}** in {files}"),
            false => format!("{was} \u{2192} **{is}** in {files}"),
        }
    }

    fn rows(&self, part: &PartDifference, text: &mut String) {
        let label = part.name.as_ref().map(|name| format!("{} ", code(name))).unwrap_or_default();
        let row = |what: &str, files: u64, bytes: u64| {
            format!("| {label}{what} | {} | {} |", count(files), self.bytes(bytes))
        };
        line(text, &row("before", part.before.files, part.before.bytes));
        for sign in Sign::ALL {
            let Amount { files, directories, bytes: (was, is) } = amount(part, sign);
            if files + directories > 0 {
                let bytes = if sign == Sign::Removed { was } else { is };
                line(text, &row(&format!("{} {}", sign.mark(), sign.id()), files, bytes));
            }
        }
        let (files, bytes) = (count(part.after.files), self.bytes(part.after.bytes));
        line(text, &format!("| **{label}after** | **{files}** | **{bytes}** |"));
    }

    fn issues(&self, build: &BuildDifference, text: &mut String) {
        if !build.asked {
            line(text, "\nWhat is new to worry about is not known: one side has no findings.");
            return;
        }
        if !build.new.is_empty() {
            let counted = counted(build.new.iter().map(|new| new.issue.counts_as()));
            line(text, &format!("\n**New findings**: {counted}\n"));
            line(text, "| severity | rule | where |\n|---|---|---|");
            let told = build.new.iter().take(self.most());
            told.for_each(|new| {
                let was = new.was.map(|was| format!(" (was {was})")).unwrap_or_default();
                line(text, &issue(&new.issue, &was));
            });
            self.more(build.new.len(), text);
        }
        if !build.gone.is_empty() {
            let counted = counted(build.gone.iter().map(IssueLock::counts_as));
            open(text, &format!("Findings gone: {counted}"));
            line(text, "| severity | rule | where |\n|---|---|---|");
            build.gone.iter().take(self.most()).for_each(|gone| line(text, &issue(gone, "")));
            self.more(build.gone.len(), text);
            line(text, "\n</details>");
        }
    }

    fn most(&self) -> usize {
        if self.look.verbose { usize::MAX } else { MOST }
    }

    fn more(&self, all: usize, text: &mut String) {
        if all > self.most() {
            let more = count((all - self.most()) as u64);
            line(text, &format!("\nand {more} more"));
        }
    }

    fn busted(&self, build: &BuildDifference, text: &mut String) {
        if build.busted.is_empty() {
            return;
        }
        line(text, "\n**Built again**\n");
        line(text, "| stage | from | why |\n|---|---|---|");
        for busted in &build.busted {
            let place = escaped(&place(build, busted));
            let from = format!("{} ({place})", code(&busted.text));
            line(text, &format!("| {} | {from} | {} |", code(&busted.stage), self.why(busted)));
        }
    }

    fn why(&self, busted: &Busted) -> String {
        match &busted.reason {
            Reason::Stage => "the stage is new".to_owned(),
            Reason::From => "it starts from something else".to_owned(),
            Reason::Base(base) => format!("{} is built again", code(base)),
            Reason::Written => WRITTEN.to_owned(),
            Reason::Perhaps(stage) => format!("perhaps: if {} comes out otherwise", code(stage)),
            Reason::Takes(before, after) => {
                let shown = |take: &Option<TakeLock>| {
                    take.as_ref().map_or_else(
                        || "nothing".to_owned(),
                        |take| {
                            format!("{} in {}", self.bytes(take.bytes), plural(take.files, "file"))
                        },
                    )
                };
                format!("takes {} \u{2192} {}", shown(before), shown(after))
            }
        }
    }

    fn entries(&self, part: &PartDifference, text: &mut String) {
        let context = part.name.as_ref().map(|name| format!(" in {}", code(name)));
        let context = context.unwrap_or_default();
        if part.changes == Listed::Unknown && part.same != Some(true) {
            open(text, &format!("Sizes by directory{context}"));
            line(text, "| directory | before | after |\n|---|--:|--:|");
            for top in part.top.iter().take(self.most()) {
                let side =
                    |(files, bytes)| format!("{}, {}", plural(files, "file"), self.bytes(bytes));
                let path = code(&top.path.shown().to_string());
                line(text, &format!("| {path} | {} | {} |", side(top.before), side(top.after)));
            }
            self.more(part.top.len(), text);
            line(text, "\nWhich files is not known: a snapshot lists them with `--files`.\n");
            line(text, "</details>");
            return;
        }
        for sign in Sign::ALL {
            let lines = lines(part, sign);
            if lines.is_empty() {
                continue;
            }
            let Amount { files, directories, .. } = amount(part, sign);
            let what =
                if files > 0 { plural(files, "file") } else { plural(directories, "directory") };
            open(text, &format!("{what} {}{context}", sign.id()));
            line(text, "| | size | |\n|---|--:|---|");
            lines.iter().take(self.most()).for_each(|entry| line(text, &self.entry(entry)));
            self.more(lines.len(), text);
            line(text, "\n</details>");
        }
    }

    fn entry(&self, line: &Line) -> String {
        let slash = if line.directory { "/" } else { "" };
        let path = code(&format!("{}{slash}", line.path.shown()));
        let (was, is) = line.bytes;
        let size = match line.sign {
            _ if line.directory && line.files == 0 => String::new(),
            Sign::Added => self.bytes(is),
            Sign::Removed => self.bytes(was),
            Sign::Changed if was == is => self.bytes(is),
            Sign::Changed => format!("{} \u{2192} {}", self.bytes(was), self.bytes(is)),
        };
        let mut notes: Vec<String> = line.notes.iter().map(|note| escaped(note)).collect();
        if line.directory && line.files > 0 {
            notes.insert(0, plural(line.files, "file"));
        }
        format!("| {path} | {size} | {} |", notes.join(", "))
    }
}

/// Opens what is folded away; the line `</details>` closes it.
fn open(text: &mut String, title: &str) {
    line(text, &format!("\n<details><summary>{title}</summary>\n"));
}

fn issue(issue: &IssueLock, rest: &str) -> String {
    let print = issue.fingerprint.as_ref().map(|print| format!(" {}", code(print)));
    let about = code(&about(issue));
    let severity = issue.counts_as();
    format!("| {severity}{rest} | {} | {about}{} |", code(&issue.rule), print.unwrap_or_default())
}

fn named(build: &BuildLock) -> String {
    let engine = crate::engine::Engine::find(&build.engine).map_or("", |engine| engine.title);
    let engine = if engine.is_empty() { escaped(&build.engine) } else { engine.to_owned() };
    let Some(dockerfile) = &build.dockerfile else { return format!("no Dockerfile ({engine})") };
    let target = build.target.as_ref().filter(|_| build.stages.len() > 1);
    let target = target.map(|target| format!(" \u{2192} {}", code(target))).unwrap_or_default();
    format!("{}{target} ({engine})", code(&dockerfile.name))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Text that no reader of Markdown takes for anything else. What is hostile is escaped as anywhere,
/// secrets are hidden.
fn escaped(text: &str) -> String {
    let mut entities = String::with_capacity(text.len());
    for character in visible(text.as_bytes()).chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '/' | '.' | ',' | ';' => {
                entities.push(character);
            }
            // Between letters and digits it is no sign of anything.
            '-' => entities.push('-'),
            character if character.is_ascii() => {
                // Writing to a text cannot fail.
                let _ = write!(entities, "&#{};", character as u32);
            }
            character => entities.push(character),
        }
    }
    // Addresses are made links even where nothing marks them.
    entities.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_is_left_that_means_something() {
        for (raw, safe) in [
            ("src/main.rs", "src/main.rs"),
            ("a|b", "a&#124;b"),
            ("`x`", "&#96;x&#96;"),
            ("</code><script>", "&#60;/code&#62;&#60;script&#62;"),
            ("@team #12 :tada:", "&#64;team &#35;12 &#58;tada&#58;"),
            ("[x](http://e)", "&#91;x&#93;&#40;http&#58;//e&#41;"),
            ("www.example.org", "www&#46;example.org"),
            ("*b* _i_ ~s~", "&#42;b&#42; &#95;i&#95; &#126;s&#126;"),
            ("two\nlines", "two&#92;nlines"),
            ("caf\u{e9}\u{202e}", "caf\u{e9}&#92;u&#123;202e&#125;"),
        ] {
            assert_eq!(escaped(raw), safe);
        }
    }
}
