//! Files read from one end to the other, piece by piece, for those who need every byte and keep
//! none.
//!
//! What is read is one state of the file or an error: a file that is written to meanwhile is never
//! taken for either of its states.

use std::fs::{File, Metadata};
use std::io::{self, Read};

/// How much (bytes) of a file is in memory at a time.
const PIECE: usize = 128 << 10;

/// The permission bits of whatever is not on a Unix file system: there every entry is sent with
/// execute bits (SPEC 5.7).
#[cfg(not(unix))]
const EVERY_MODE: u32 = 0o755;

/// A file that was read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Bytes.
    pub size: u64,
    /// The permission bits, those for set-user-ID, set-group-ID and sticky included.
    pub mode: u32,
}

/// Hands every piece of an open file to `each`; `buffer` is overwritten.
///
/// # Errors
/// As the system; and if the file is not the same when it was read as when it was opened.
pub(super) fn read(
    mut file: File,
    buffer: &mut Vec<u8>,
    each: &mut dyn FnMut(&[u8]),
) -> io::Result<Whole> {
    let before = file.metadata()?;
    let size = before.len();
    let piece = usize::try_from(size).unwrap_or(PIECE).clamp(1, PIECE);
    if buffer.len() < piece {
        buffer.resize(piece, 0);
    }
    let mut read = 0;
    // Where it ends is known; whether it went on growing, the second look tells.
    while read < size {
        match file.read(&mut buffer[..]) {
            Ok(0) => break,
            Ok(count) => {
                each(&buffer[..count]);
                read += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let after = file.metadata()?;
    if read != size || state(&before) != state(&after) {
        return Err(io::Error::other("it changed while it was read"));
    }
    Ok(Whole { size, mode: mode(&after) })
}

/// What is another after every change that the system can tell.
#[cfg(unix)]
fn state(facts: &Metadata) -> impl PartialEq {
    use std::os::unix::fs::MetadataExt;
    let written = (facts.mtime(), facts.mtime_nsec());
    (facts.len(), written, (facts.ctime(), facts.ctime_nsec()))
}

#[cfg(not(unix))]
fn state(facts: &Metadata) -> impl PartialEq {
    (facts.len(), facts.modified().ok())
}

#[cfg(unix)]
fn mode(facts: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    facts.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
pub(super) fn mode(_: &Metadata) -> u32 {
    EVERY_MODE
}

#[cfg(test)]
mod tests {
    use super::{PIECE, read};
    use std::fs::{self, File};
    use std::io::Write;

    #[test]
    fn every_byte_is_seen_once_and_in_order() {
        let root = tempfile::tempdir().unwrap();
        let at = root.path().join("file");
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            fs::write(&at, &bytes).unwrap();
            let mut seen = Vec::new();
            let mut each = |piece: &[u8]| seen.extend_from_slice(piece);
            let whole = read(File::open(&at).unwrap(), &mut Vec::new(), &mut each).unwrap();
            assert_eq!((whole.size, seen == bytes), (size as u64, true));
        }
    }

    #[test]
    fn what_changes_meanwhile_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let at = root.path().join("file");
        type Change = fn(&mut File);
        let grow: Change = |file| file.write_all(b"more").unwrap();
        let shrink: Change = |file| file.set_len(10).unwrap();
        for change in [grow, shrink] {
            fs::write(&at, vec![b'x'; 3 * PIECE]).unwrap();
            let mut writer = File::options().append(true).open(&at).unwrap();
            let mut pieces = 0;
            let mut each = |_: &[u8]| {
                pieces += 1;
                if pieces == 1 {
                    change(&mut writer);
                }
            };
            let error = read(File::open(&at).unwrap(), &mut Vec::new(), &mut each).unwrap_err();
            assert_eq!(error.to_string(), "it changed while it was read");
        }
    }
}
