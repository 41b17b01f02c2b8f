//! Documents: what is not to be changed stays as it is, whatever the bytes are.

use super::{Document, Edit};

fn insert(behind: Option<usize>, text: &str) -> Edit {
    Edit::Insert { behind, text: text.into() }
}

fn replace(line: usize, text: &str) -> Edit {
    Edit::Replace { line, text: text.into() }
}

fn remove(line: usize) -> Edit {
    Edit::Remove { line }
}

fn moved(line: usize, behind: usize) -> Edit {
    Edit::Move { line, behind }
}

#[track_caller]
fn becomes(before: &str, edits: &[Edit], after: &str) {
    let out = Document::read(before.as_bytes()).apply(edits);
    assert_eq!(String::from_utf8_lossy(&out), after, "{before:?} {edits:?}");
}

#[test]
fn lines_are_what_stands_between_line_feeds() {
    for (bytes, expected) in [
        (&b""[..], &[][..]),
        (b"\xef\xbb\xbf", &[]),
        (b"\n", &[(&b""[..], &b"\n"[..])]),
        (b"a", &[(b"a", b"")]),
        (b"a\r\n\nb\r", &[(b"a", b"\r\n"), (b"", b"\n"), (b"b\r", b"")]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n", &[(b"a", b"\n"), (b"\xef\xbb\xbfb", b"\n")]),
        (b"a\rb\xff\n# c \n", &[(b"a\rb\xff", b"\n"), (b"# c ", b"\n")]),
    ] {
        let document = Document::read(bytes);
        let lines: Vec<_> = document.lines().map(|line| (line.text, line.ending)).collect();
        assert_eq!(lines, expected, "{}", bytes.escape_ascii());
        assert_eq!((document.len(), document.is_empty()), (expected.len(), expected.is_empty()));
        assert_eq!(document.line(expected.len()), None);
    }
}

#[test]
fn an_offset_is_in_one_line() {
    let document = Document::read(b"\xef\xbb\xbfa\r\n\nb");
    for (offset, line) in [(0, 0), (3, 0), (5, 0), (6, 1), (7, 2), (8, 2), (99, 2)] {
        assert_eq!(document.line_at(offset), line, "{offset}");
    }
    assert_eq!(Document::read(b"a\n").line_at(2), 0);
    assert_eq!(Document::read(b"").line_at(7), 0);
}

#[test]
fn what_ends_a_line_stays() {
    becomes("a\r\nb\nc", &[replace(0, "x"), replace(1, "y"), replace(2, "z")], "x\r\ny\nz");
    becomes("a\r\nb\nc", &[remove(1)], "a\r\nc");
    becomes("a\nb\r\nc\n", &[moved(0, 1)], "b\r\na\nc\n");
}

#[test]
fn new_lines_end_as_most_do() {
    becomes("a\r\nb\r\nc\n", &[insert(Some(2), "x")], "a\r\nb\r\nc\nx\r\n");
    becomes("a\r\nb\n", &[insert(Some(0), "x")], "a\r\nx\nb\n");
    becomes("", &[insert(None, "x"), insert(Some(4), "y")], "x\ny\n");
    becomes("a", &[insert(None, "x")], "x\na");
}

#[test]
fn a_last_line_that_nobody_ended_stays_so() {
    becomes("a\r\nb", &[insert(Some(1), "x")], "a\r\nb\r\nx");
    becomes("a\r\nb\r", &[insert(Some(1), "x")], "a\r\nb\r\nx");
    becomes("a\nb", &[remove(1)], "a");
    becomes("a\r\nb", &[moved(1, 0)], "a\r\nb");
    becomes("a\r\nb\r\nc", &[moved(0, 2)], "b\r\nc\r\na");
    becomes("a\nb", &[replace(1, ""), insert(Some(1), "x")], "a\n\nx");
    becomes("a", &[remove(0)], "");
    becomes("a", &[remove(0), insert(Some(0), "b")], "b");
    becomes("a\n", &[remove(0), insert(Some(0), "b")], "b\n");
}

#[test]
fn a_byte_order_mark_stays_first() {
    becomes("\u{feff}a\n", &[insert(None, "x")], "\u{feff}x\na\n");
    becomes("\u{feff}a\nb\n", &[remove(0)], "\u{feff}b\n");
    becomes("\u{feff}a\nb\n", &[moved(0, 1)], "\u{feff}b\na\n");
    becomes("\u{feff}a\nb\n", &[replace(0, "x")], "\u{feff}x\nb\n");
    becomes("\u{feff}", &[insert(Some(0), "x")], "\u{feff}x\n");
}

#[test]
fn edits_speak_of_the_lines_as_they_were() {
    let text = "a\nb\nc\nd\n";
    becomes(text, &[remove(0), replace(1, "B"), insert(Some(2), "x")], "B\nc\nx\nd\n");
    // The place of a line outlives it.
    becomes(text, &[remove(1), insert(Some(1), "x")], "a\nx\nc\nd\n");
    becomes(text, &[moved(1, 3), insert(Some(1), "x")], "a\nx\nc\nd\nb\n");
    becomes(text, &[moved(0, 1), moved(1, 0)], "b\na\nc\nd\n");
    // As they are given.
    becomes(text, &[insert(Some(3), "# why"), moved(0, 3)], "b\nc\nd\n# why\na\n");
    becomes(text, &[moved(0, 3), insert(Some(3), "# why")], "b\nc\nd\na\n# why\n");
    becomes(text, &[moved(0, 3), replace(0, "A")], "b\nc\nd\nA\n");
}

#[test]
fn wishes_that_contradict_each_other_have_one_outcome() {
    let text = "a\nb\nc\n";
    becomes(text, &[replace(0, "x"), replace(0, "y")], "y\nb\nc\n");
    becomes(text, &[moved(0, 1), moved(0, 2)], "b\nc\na\n");
    becomes(text, &[moved(0, 2), moved(0, 0)], text);
    becomes(text, &[moved(0, 2), remove(0), replace(0, "x")], "b\nc\n");
    becomes(text, &[remove(9), replace(9, "x"), moved(9, 0)], text);
    becomes(text, &[insert(Some(9), "x"), moved(0, 9)], "b\nc\nx\na\n");
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

    /// Bytes of which line ends and marks are many.
    fn bytes(&mut self) -> Vec<u8> {
        const PIECES: [&[u8]; 9] =
            [b"\n", b"\n", b"\r\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"#", b"a", b"\xff"];
        (0..self.below(12)).flat_map(|_| PIECES[self.below(9)].to_vec()).collect()
    }

    fn edit(&mut self) -> Edit {
        let (line, other) = (self.below(8), self.below(8));
        match self.below(4) {
            0 => replace(line, "new"),
            1 => remove(line),
            2 => moved(line, other),
            _ => insert(line.checked_sub(1), "new"),
        }
    }
}

#[test]
fn nothing_wished_is_nothing_changed() {
    let mut numbers = Numbers(0x0d0c_5eed);
    for _ in 0..20_000 {
        let bytes = numbers.bytes();
        let document = Document::read(&bytes);
        assert_eq!(document.apply(&[]), bytes, "{}", bytes.escape_ascii());
        let whole: Vec<u8> =
            document.lines().flat_map(|line| [line.text, line.ending].concat()).collect();
        assert!(bytes.ends_with(&whole) && bytes.len() - whole.len() <= 3);
        for (number, line) in document.lines().enumerate() {
            let offset = line.text.as_ptr() as usize - bytes.as_ptr() as usize;
            assert_eq!(document.line_at(offset), number, "{}", bytes.escape_ascii());
        }
    }
}

#[test]
fn a_line_taken_out_and_put_back_is_as_it_was() {
    let mut numbers = Numbers(0x5eed_0d0c);
    let mut changed = 0;
    for _ in 0..20_000 {
        let bytes = numbers.bytes();
        let document = Document::read(&bytes);
        if document.is_empty() {
            continue;
        }
        let line = numbers.below(document.len());
        let text = document.line(line).expect("a line").text;
        assert_eq!(document.apply(&[Edit::Replace { line, text: text.to_vec() }]), bytes);
        // In a file of one kind of endings also by two steps.
        let endings = |ending: &[u8]| document.lines().filter(|l| l.ending == ending).count();
        if endings(b"\n") == 0 || endings(b"\r\n") == 0 {
            let back = Edit::Insert { behind: Some(line), text: text.to_vec() };
            let out = document.apply(&[remove(line), back]);
            let said = |bytes: &[u8]| bytes.escape_ascii().to_string();
            assert_eq!(said(&out), said(&bytes));
            changed += 1;
        }
    }
    assert!(changed > 2_000, "{changed}");
}

/// What nobody speaks of keeps its bytes and its order: the lines of a file that no edit names are
/// found again in the outcome, one after the other, each with its own ending.
#[test]
fn lines_of_which_nothing_is_wished_keep_their_bytes() {
    let mut numbers = Numbers(0x1234_5678);
    let mut seen = 0;
    for _ in 0..40_000 {
        let bytes = numbers.bytes();
        // What has such bytes elsewhere can come to begin with them.
        if bytes.windows(3).skip(1).any(|window| window == super::BOM) {
            continue;
        }
        let edits: Vec<Edit> = (0..1 + numbers.below(4)).map(|_| numbers.edit()).collect();
        let document = Document::read(&bytes);
        let out = document.apply(&edits);
        let named = |number: usize| {
            edits.iter().any(|edit| match edit {
                Edit::Replace { line, .. } | Edit::Remove { line } | Edit::Move { line, .. } => {
                    *line == number
                }
                Edit::Insert { .. } => false,
            })
        };
        let after = Document::read(&out);
        let mut rest = after.lines();
        for (number, line) in document.lines().enumerate().filter(|(at, _)| !named(*at)) {
            let said = || format!("{} {edits:?} {}", bytes.escape_ascii(), out.escape_ascii());
            // Only where the last ending is missing may it move to another line: the one that is
            // last then.
            let kept = |found: &super::PhysicalLine<'_>| {
                let (text, ending) = (line.text, line.ending);
                let whole = [text, ending].concat();
                let end = [found.text, found.ending].concat();
                whole == end
                    || ending.is_empty() && end.starts_with(text)
                    || found.ending.is_empty() && found.text == text
            };
            assert!(rest.any(|found| kept(&found)), "{number}: {}", said());
            seen += 1;
        }
        assert_eq!(bytes.starts_with(super::BOM), out.starts_with(super::BOM), "mark");
        let ended =
            |bytes: &[u8]| Document::read(bytes).lines().last().map(|l| !l.ending.is_empty());
        if let (Some(before), Some(now)) = (ended(&bytes), ended(&out)) {
            assert!(before == now || out.ends_with(b"\n") && !before, "{}", out.escape_ascii());
        }
    }
    assert!(seen > 20_000, "{seen}");
}
