//! Diffs: applied by a small reader of their own; `tests/cli/diff.rs` has the real ones do it.

use super::Diff;

fn raw(name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    Diff::new(name.as_bytes(), old, new).write(&mut out).expect("a vector takes all");
    out
}

fn text(name: &str, old: Option<&str>, new: Option<&str>) -> String {
    let bytes = raw(name, old.map(str::as_bytes), new.map(str::as_bytes));
    String::from_utf8(bytes).expect("of texts")
}

#[test]
fn a_diff_is_as_git_writes_it() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    let new = "1\n2\nthree\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
    assert_eq!(
        text(".dockerignore", Some(old), Some(new)),
        "--- a/.dockerignore\n+++ b/.dockerignore\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n\
         @@ -10,3 +10,4 @@\n 10\n 11\n 12\n+13\n"
    );
    assert_eq!(
        text("a", Some("x\r\ny"), Some("x\ny\n")),
        "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-x\r\n-y\n\\ No newline at end of file\n+x\n+y\n"
    );
    assert_eq!(
        text("d/a", None, Some("x\ny\n")),
        "--- /dev/null\n+++ b/d/a\n@@ -0,0 +1,2 @@\n+x\n+y\n"
    );
    assert_eq!(text("a", Some("x\n"), None), "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
    assert_eq!(text("a", Some("x\n"), Some("x\n")), "");
}

#[test]
fn names_are_quoted_as_git_does() {
    for (name, header) in [
        ("a b", "--- a/a b\t\n"),
        ("t\tn\n", "--- \"a/t\\011n\\012\"\n"),
        ("q\"\\", "--- \"a/q\\\"\\\\\"\n"),
        ("caf\u{e9}", "--- a/caf\u{e9}\n"),
    ] {
        let diff = text(name, Some("x\n"), Some("y\n"));
        assert!(diff.starts_with(header), "{diff}");
    }
}

/// Applies a diff as its readers do: it goes by the numbers, and every line that is to stay or to go
/// must be there.
fn applied(diff: &[u8], old: &[u8]) -> Vec<u8> {
    let old: Vec<&[u8]> = old.split_inclusive(|&byte| byte == b'\n').collect();
    let mut pieces = diff.split_inclusive(|&byte| byte == b'\n').skip(2).peekable();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(header) = pieces.next() {
        let header = std::str::from_utf8(header).expect("numbers");
        let ranges = header.strip_prefix("@@ -").and_then(|rest| rest.strip_suffix(" @@\n"));
        let (before, after) = ranges.expect("a header").split_once(" +").expect("two ranges");
        let parsed = |range: &str| -> (usize, usize) {
            let (start, count) = range.split_once(',').unwrap_or((range, "1"));
            let number = |digits: &str| digits.parse::<usize>().expect("a number");
            // The line before an empty range is named.
            (number(start) - usize::from(number(count) > 0), number(count))
        };
        let ((start, mut gone), (_, mut come)) = (parsed(before), parsed(after));
        out.extend(old[at..start].concat());
        assert_eq!(
            out.split_inclusive(|&byte| byte == b'\n').count(),
            parsed(after).0,
            "the numbers of both texts belong together"
        );
        at = start;
        while gone > 0 || come > 0 {
            let line = pieces.next().expect("a line");
            let ended = pieces.peek().is_none_or(|next| !next.starts_with(b"\\"));
            let text = if ended { &line[1..] } else { &line[1..line.len() - 1] };
            if !ended {
                pieces.next();
            }
            if line[0] != b'+' {
                assert_eq!(old[at], text, "what is there is what the diff says");
                (at, gone) = (at + 1, gone - 1);
            }
            if line[0] != b'-' {
                out.extend_from_slice(text);
                come -= 1;
            }
        }
    }
    out.extend(old[at..].concat());
    out
}

/// A reproducible sequence of numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// Two texts of which one is made of the other.
    fn pair(&mut self) -> (Vec<u8>, Vec<u8>) {
        const LINES: [&[u8]; 10] = [
            b"a\n",
            b"b\n",
            b"\n",
            b"c\r\n",
            b"\r\n",
            b"-- x\n",
            b"@@ -1 +1 @@\n",
            b"\\ no\n",
            b"\xff\xfe\n",
            b"e\rf\n",
        ];
        let mut old: Vec<&[u8]> = (0..self.below(30)).map(|_| LINES[self.below(10)]).collect();
        let mut new = old.clone();
        for _ in 0..self.below(5) {
            let at = self.below(new.len() + 1);
            match self.below(3) {
                0 if at < new.len() => drop(new.remove(at)),
                1 if at < new.len() => new[at] = LINES[self.below(10)],
                _ => new.insert(at, LINES[self.below(10)]),
            }
        }
        for text in [&mut old, &mut new] {
            if self.below(3) == 0 {
                text.push(b"end");
            }
        }
        (old.concat(), new.concat())
    }
}

#[test]
fn a_diff_makes_one_text_of_the_other() {
    let mut numbers = Numbers(0xd1ff_5eed);
    let (mut differed, mut in_places) = (0, 0);
    for _ in 0..4_000 {
        let (old, new) = numbers.pair();
        let diff = raw("f", Some(&old), Some(&new));
        assert_eq!(applied(&diff, &old), new, "{}", diff.escape_ascii());
        assert_eq!(diff.is_empty(), old == new);
        differed += usize::from(old != new);
        in_places += usize::from(Diff::new(b"f", Some(&old), Some(&new)).hunks.len() > 1);
    }
    assert!(differed > 2_000 && in_places > 100, "{differed} {in_places}");
}
