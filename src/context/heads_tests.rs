//! What of a file on disk is read, and what never is.

use super::{DiskHeads, Heads};
use std::fs;

#[test]
fn only_regular_files_are_read_and_nothing_is_followed() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    fs::write(at("plain"), b"0123456789").unwrap();
    fs::create_dir(at("dir")).unwrap();
    fs::write(at("dir/deep"), b"deep").unwrap();
    std::os::unix::fs::symlink("plain", at("link")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        at("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let heads = DiskHeads::open(root.path()).unwrap();
    assert_eq!(heads.head(b"plain", 4).unwrap(), b"0123");
    assert_eq!(heads.head(b"dir/deep", 100).unwrap(), b"deep");
    for refused in [&b"dir"[..], b"link", b"pipe", b"missing"] {
        assert!(heads.head(refused, 4).is_err());
    }
    for refused in [&b"dir"[..], b"link", b"pipe", b"missing"] {
        assert!(heads.content(refused, &mut Vec::new(), &mut |_| true).is_err());
    }
    assert_eq!(heads.link_target(b"link").unwrap(), b"plain");
    let bits = std::os::unix::fs::PermissionsExt::from_mode(0o750);
    fs::set_permissions(at("plain"), bits).unwrap();
    assert_eq!(heads.mode(b"plain").unwrap(), 0o750);
    assert_eq!(heads.mode(b"link").unwrap(), 0o777);
    assert!(heads.mode(b"").is_ok() && heads.mode(b"missing").is_err());
    assert!(heads.link_target(b"plain").is_err());
}

#[test]
fn paths_longer_than_a_system_call_takes_are_read() {
    let root = tempfile::tempdir().unwrap();
    let name = "n".repeat(200);
    let mut path = Vec::new();
    let mut at = rustix::fs::openat(
        rustix::fs::CWD,
        root.path(),
        rustix::fs::OFlags::DIRECTORY,
        rustix::fs::Mode::empty(),
    )
    .unwrap();
    for _ in 0..30 {
        rustix::fs::mkdirat(&at, &*name, rustix::fs::Mode::RWXU).unwrap();
        at = rustix::fs::openat(
            &at,
            &*name,
            rustix::fs::OFlags::DIRECTORY,
            rustix::fs::Mode::empty(),
        )
        .unwrap();
        path.extend_from_slice(name.as_bytes());
        path.push(b'/');
    }
    let flags = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY;
    let file = rustix::fs::openat(&at, "end", flags, rustix::fs::Mode::RUSR).unwrap();
    rustix::io::write(&file, b"found").unwrap();
    path.extend_from_slice(b"end");
    let heads = DiskHeads::open(root.path()).unwrap();
    assert_eq!(heads.head(&path, 10).unwrap(), b"found");
}

#[test]
fn of_a_large_file_both_ends_are_read_and_no_more() {
    use super::{END_OF_FILE, Extent, WHOLE_FILE};
    let root = tempfile::tempdir().unwrap();
    let write = |name: &str, size: u64| {
        use std::io::{Seek, Write};
        let mut file = fs::File::create(root.path().join(name)).unwrap();
        file.write_all(b"first").unwrap();
        file.set_len(size).unwrap();
        file.seek(std::io::SeekFrom::End(-4)).unwrap();
        file.write_all(b"last").unwrap();
    };
    write("whole", WHOLE_FILE);
    write("large", 4 << 30);
    let heads = DiskHeads::open(root.path()).unwrap();
    let mut buffer = Vec::new();
    let mut read = |name: &[u8], wanted: bool| {
        let extent = heads.content(name, &mut buffer, &mut |_| wanted).unwrap();
        assert!(buffer.starts_with(b"first"));
        (extent, buffer.len(), buffer.ends_with(b"last"))
    };
    assert_eq!(read(b"whole", true), (Extent::Whole, WHOLE_FILE as usize, true));
    assert_eq!(read(b"large", true), (Extent::Ends(END_OF_FILE), 2 * END_OF_FILE, true));
    assert_eq!(read(b"large", false), (Extent::Beginning, 64 << 10, false));
}

#[test]
fn a_file_that_shrinks_meanwhile_is_read_as_far_as_it_goes_and_that_is_told() {
    use super::{Extent, WHOLE_FILE};
    let root = tempfile::tempdir().unwrap();
    for (size, left) in [(200_000, 100_000), (WHOLE_FILE + 1, 70_000), (200_000, 0)] {
        let at = root.path().join("file");
        let file = fs::File::create(&at).unwrap();
        file.set_len(size).unwrap();
        let heads = DiskHeads::open(root.path()).unwrap();
        let mut buffer = Vec::new();
        let mut shrink = |_: &[u8]| {
            file.set_len(left).unwrap();
            true
        };
        let extent = heads.content(b"file", &mut buffer, &mut shrink).unwrap();
        assert_eq!(extent, Extent::Shrunk);
        assert_eq!(buffer.len() as u64, left.max(64 << 10));
    }
}
