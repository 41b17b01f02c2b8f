//! Which files ADD unpacks: tar archives, plain or compressed, told by their first bytes (SPEC
//! 19.9).
//!
//! What is inside a compressed file is not looked at; there the name must speak of an archive too.

/// How many bytes of a file are needed.
pub const ARCHIVE_HEAD: usize = 512;

/// Whether ADD unpacks a file called `name` that begins with `head`.
pub fn is_archive(name: &[u8], head: &[u8]) -> bool {
    if has_tar_header(head) {
        return true;
    }
    let magics: [&[u8]; 4] = [b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"];
    let compressed = magics.iter().any(|magic| head.starts_with(magic));
    let name = name.to_ascii_lowercase();
    let endings: [&[u8]; 6] = [b".tgz", b".tbz", b".tbz2", b".txz", b".tzst", b".taz"];
    let holds_tar = endings.iter().any(|ending| name.ends_with(ending))
        || name.windows(5).any(|part| part == b".tar.");
    compressed && holds_tar
}

/// A tar header's checksum is the sum of its bytes with eight spaces in its own place.
fn has_tar_header(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else { return false };
    let digits = header[148..156].iter().skip_while(|byte| **byte == b' ');
    let digits: Vec<u8> = digits.copied().take_while(|byte| (b'0'..=b'7').contains(byte)).collect();
    let Ok(digits) = std::str::from_utf8(&digits) else { return false };
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    let own: u32 = header[148..156].iter().map(|&byte| u32::from(byte)).sum();
    u32::from_str_radix(digits, 8) == Ok(sum - own + 8 * u32::from(b' '))
}

#[cfg(test)]
mod tests {
    use super::is_archive;

    #[test]
    fn archives_are_told_by_their_bytes() {
        let mut header = vec![0_u8; 512];
        header[0] = b'a';
        let sum: u32 = u32::from(b'a') + 8 * u32::from(b' ');
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        assert!(is_archive(b"anything", &header));
        header[1] = b'b';
        assert!(!is_archive(b"a.tar", &header));
        assert!(!is_archive(b"a.tar", b"text"));
        assert!(is_archive(b"a.tar.gz", b"\x1f\x8b\x08"));
        assert!(!is_archive(b"data.json.gz", b"\x1f\x8b\x08"));
    }
}
