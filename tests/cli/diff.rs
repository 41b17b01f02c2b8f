//! Raw diffs as the programs take them that are installed: `git apply` and `patch`.
//!
//! Where there is neither, nothing is proved here; the library's own tests apply every diff with a
//! reader of their own.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use stowaway::fix::Diff;

fn raw(name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    Diff::new(name.as_bytes(), old, new).write(&mut out).expect("a vector takes all");
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

/// Feeds a diff to a program in a directory with the old text; `None` if there is no such program.
pub(crate) fn by_program(
    program: &[&str],
    name: &str,
    diff: &[u8],
    old: Option<&[u8]>,
) -> Option<Vec<u8>> {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join(name);
    if let Some(old) = old {
        fs::write(&file, old).expect("written");
    }
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).current_dir(place.path());
    // No repository around it and nobody's settings play a part.
    command.env("GIT_CEILING_DIRECTORIES", place.path()).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("HOME", place.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().expect("a pipe").write_all(diff).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{program:?}: {said}\n{}", diff.escape_ascii());
    Some(fs::read(&file).unwrap_or_default())
}

#[test]
fn programs_that_apply_diffs_take_it() {
    const PROGRAMS: [&[&str]; 2] =
        [&["git", "apply", "--whitespace=nowarn"], &["patch", "-p1", "--binary", "--quiet"]];
    for program in PROGRAMS {
        let mut numbers = Numbers(0x9a7c_4e11);
        let mut pairs: Vec<(Option<Vec<u8>>, Vec<u8>)> = Vec::new();
        for _ in 0..60 {
            let (old, new) = numbers.pair();
            pairs.push((Some(old), new));
        }
        pairs.push((Some(Vec::new()), b"a\n".to_vec()));
        pairs.push((Some(b"a\r\nb".to_vec()), Vec::new()));
        pairs.push((None, b"\xef\xbb\xbfa\r\n\xff".to_vec()));
        for (old, new) in pairs.iter().filter(|(old, new)| old.as_ref() != Some(new)) {
            for name in ["f", ".dockerignore", "a b", "q\"\\t"] {
                // An odd name is tried once in a while.
                if name.len() < 10 && name != "f" && new.len() % 7 > 0 {
                    continue;
                }
                let diff = raw(name, old.as_deref(), Some(new));
                let Some(is) = by_program(program, name, &diff, old.as_deref()) else {
                    continue;
                };
                let said = || format!("{program:?} {name} {}", diff.escape_ascii());
                assert_eq!(
                    is.escape_ascii().to_string(),
                    new.escape_ascii().to_string(),
                    "{}",
                    said()
                );
            }
        }
    }
}
