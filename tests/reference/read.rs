//! Reading an ignore file into a list of pattern strings: SPEC 2 for the Docker family, SPEC 11.2 for buildah. Which file is read, and
//! what happens to the list afterwards, is not decided here.

use super::Failure;
use super::text::{clean, trim};

/// SPEC 2.2: the longest line, a CR and a BOM included, the LF not.
const LONGEST_LINE: usize = 65_535;

/// SPEC 2.1: the lines of a file, still with their CR. An empty last piece does not count.
fn lines(data: &[u8]) -> Vec<&[u8]> {
    let mut pieces: Vec<&[u8]> = data.split(|&b| b == b'\n').collect();
    if pieces.last().is_some_and(|last| last.is_empty()) {
        pieces.pop();
    }
    pieces
}

/// SPEC 2: the Docker family's reader (`.dockerignore` and `<name>.dockerignore`).
pub(crate) fn read_docker(data: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut list = Vec::new();
    for (number, raw) in lines(data).into_iter().enumerate() {
        if raw.len() > LONGEST_LINE {
            return Err(Failure::LineTooLong); // 2.2
        }
        let mut line = raw.strip_suffix(b"\r").unwrap_or(raw); // 2.1
        if number == 0 {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line); // 2.3
        }
        if line.starts_with(b"#") {
            continue; // 2.4
        }
        let mut text = trim(line); // 2.5
        if text.is_empty() {
            continue;
        }
        let negated = text[0] == b'!'; // 2.6
        if negated {
            text = trim(&text[1..]);
        }
        let mut entry = if text.is_empty() { Vec::new() } else { clean(text) }; // 2.7
        if entry.len() > 1 && entry[0] == b'/' {
            entry.remove(0); // 2.8
        }
        if negated {
            entry.insert(0, b'!'); // 2.9
        }
        list.push(entry);
    }
    Ok(list)
}

/// SPEC 11.2: buildah's reader. It cannot fail.
pub(crate) fn read_containers(data: &[u8]) -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    for line in data.split(|&b| b == b'\n') {
        if line.is_empty() || line[0] == b'#' {
            continue;
        }
        let Some(first) = line.iter().position(|&b| b != b'/') else { continue };
        let last = line.iter().rposition(|&b| b != b'/').unwrap_or(first);
        list.push(line[first..=last].to_vec());
    }
    list
}
