//! A unified diff for a person: escaped, coloured, without a secret. What other programs read is
//! written by the diff itself.

use super::super::excerpt::escaped;
use super::Look;
use super::layout::shorten;
use crate::content::masked;
use crate::fix::{Diff, DiffLine, LineFate, NOT_ENDED};
use crate::path::Shown;
use std::io::{self, Write};

/// A line that is longer is cut in its middle: patterns are short.
const LONGEST: usize = 200;

/// Draws a diff. Carriage returns at the ends of lines are shown only where not all lines have one.
///
/// # Errors
/// As the writer.
pub fn write_diff(diff: &Diff<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if diff.is_empty() {
        return Ok(());
    }
    let palette = &look.palette;
    let strong = palette.strong;
    for (sign, side, text) in [("---", "a/", diff.old), ("+++", "b/", diff.new)] {
        match text {
            Some(_) => writeln!(out, "{strong}{sign} {side}{}{strong:#}", Shown(diff.name))?,
            None => writeln!(out, "{strong}{sign} /dev/null{strong:#}")?,
        }
    }
    // As a whole, for what is hidden may go over several lines; it keeps its length.
    let old = masked(diff.old.unwrap_or_default());
    let new = masked(diff.new.unwrap_or_default());
    let text = |line: &DiffLine| match line.fate {
        LineFate::Kept | LineFate::Removed => &old[line.span.start..line.span.end],
        LineFate::Added => &new[line.span.start..line.span.end],
    };
    let mut ended = diff.hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.is_ended);
    let all_return = ended.all(|line| text(line).ends_with(b"\r"));
    let (act, faint) = (palette.act, palette.faint);
    for hunk in &diff.hunks {
        writeln!(out, "{act}{}{act:#}", hunk.header())?;
        for line in &hunk.lines {
            let style = match line.fate {
                LineFate::Kept => anstyle::Style::new(),
                LineFate::Removed => palette.bad,
                LineFate::Added => palette.good,
            };
            let bytes = text(line);
            let bytes = bytes.strip_suffix(b"\r").filter(|_| all_return).unwrap_or(bytes);
            let shown = shorten(&escaped(bytes), LONGEST);
            writeln!(out, "{style}{}{shown}{style:#}", line.fate.sign())?;
            if !line.is_ended {
                writeln!(out, "{faint}{NOT_ENDED}{faint:#}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_diff;
    use crate::fix::Diff;
    use crate::report::{Look, Palette};

    fn drawn(name: &str, old: Option<&[u8]>, new: Option<&[u8]>, look: &Look) -> String {
        let mut out = Vec::new();
        write_diff(&Diff::new(name.as_bytes(), old, new), look, &mut out).expect("a vector");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn what_is_shown_is_escaped() {
        let (old, new) = (&b"a\\*\xff\nb"[..], &b"\x1b[2J\nb\n"[..]);
        assert_eq!(
            drawn("x\x1b", Some(old), Some(new), &Look::default()),
            "--- a/x\\x1b\n+++ b/x\\x1b\n@@ -1,2 +1,2 @@\n-a\\*\\xff\n-b\n\
             \\ No newline at end of file\n+\\x1b[2J\n+b\n"
        );
    }

    #[test]
    fn a_diff_has_the_colours_of_the_report() {
        let look = Look { palette: Palette::COLOURED, ..Look::default() };
        let shown = drawn("x", Some(b"a\nb\n"), Some(b"a\nc\n"), &look);
        let signs: Vec<String> =
            shown.lines().map(|line| line.escape_debug().to_string()).collect();
        assert_eq!(
            signs,
            [
                "\\u{1b}[1m--- a/x\\u{1b}[0m",
                "\\u{1b}[1m+++ b/x\\u{1b}[0m",
                "\\u{1b}[36m@@ -1,2 +1,2 @@\\u{1b}[0m",
                " a",
                "\\u{1b}[1m\\u{1b}[31m-b\\u{1b}[0m",
                "\\u{1b}[32m+c\\u{1b}[0m",
            ]
        );
    }

    #[test]
    fn returns_are_shown_where_they_tell_something() {
        let look = Look::default();
        let shown = drawn("x", Some(b"a\r\nb\r\n"), Some(b"a\r\nc\r\n"), &look);
        assert!(shown.ends_with("\n a\n-b\n+c\n"), "{shown}");
        let shown = drawn("x", Some(b"a\r\nb\n"), Some(b"a\r\nb\r\n"), &look);
        assert!(shown.ends_with("\n a\\r\n-b\n+b\\r\n"), "{shown}");
    }

    #[test]
    fn a_secret_is_not_shown() {
        // Made here, so that no finished one stands in the repository.
        let token = format!("{}-{}", "glpat", "x7Kp2Qm9Zt4Wc8Vb5Nd3");
        let old = format!("a\n!cache/{token}\n");
        let new = format!("b\n!cache/{token}\n");
        let shown = drawn("x", Some(old.as_bytes()), Some(new.as_bytes()), &Look::default());
        assert!(shown.contains("!cache/glpa**") && !shown.contains(&token), "{shown}");
    }
}
