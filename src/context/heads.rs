//! The beginnings of files, or all of them, read when a question cannot be answered by a path.
//!
//! It opens nothing but regular files, follows no link, and never waits: a named pipe in a context
//! must not stop an audit. What is read is looked at and dropped; nobody keeps it.

use std::io::{self, Read as _};

/// Who can show the beginning of a file of the context. Paths are relative to its root.
pub trait Heads: Sync {
    /// At most `limit` bytes from the beginning of a regular file.
    fn head(&self, path: &[u8], limit: usize) -> io::Result<Vec<u8>>;

    /// What a symbolic link says.
    fn link_target(&self, path: &[u8]) -> io::Result<Vec<u8>>;

    /// The content of a regular file, written over whatever `buffer` held, if its beginning is
    /// `wanted`; of a file above [`WHOLE_FILE`] both ends. Memory is bounded whatever the size.
    fn content(
        &self,
        path: &[u8],
        buffer: &mut Vec<u8>,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Extent>;

    /// The permission bits of an entry itself, as an engine would send them: those of the file
    /// system, or for what git keeps, the ones that a checkout makes under the usual umask (022).
    fn mode(&self, path: &[u8]) -> io::Result<u32> {
        let _ = path;
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Files up to this size (bytes) are read whole.
pub const WHOLE_FILE: u64 = 10_000_000;
/// How much (bytes) of either end of a larger file is read.
pub const END_OF_FILE: usize = 512 << 10;
/// How much (bytes) decides whether a file is wanted.
const BEGINNING: usize = 64 << 10;

/// How much of a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Only its beginning: it was not wanted.
    Beginning,
    /// All of it.
    Whole,
    /// Both ends; the last begins at this place of the buffer.
    Ends(usize),
    /// What was left of it: it got shorter meanwhile.
    Shrunk,
}

/// Nothing can be read: every question about content stays open.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHeads;

impl Heads for NoHeads {
    fn head(&self, _: &[u8], _: usize) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn link_target(&self, _: &[u8]) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn content(
        &self,
        _: &[u8],
        _: &mut Vec<u8>,
        _: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<Extent> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Reads what [`Heads::content`] promises from a file of this size, as it was a moment ago: it may
/// have grown or shrunk since, and is then read as far as the promise or the file goes.
pub(super) fn ends(
    mut file: impl io::Read + io::Seek,
    size: u64,
    buffer: &mut Vec<u8>,
    wanted: &mut dyn FnMut(&[u8]) -> bool,
) -> io::Result<Extent> {
    buffer.clear();
    // One byte more than there is, so that one call of the system reads all and shows the end.
    let size_here = usize::try_from(size).unwrap_or(usize::MAX);
    let all = size_here.saturating_add(1);
    let ended = fill(&mut file, buffer, BEGINNING.min(all), size_here)?;
    if !wanted(buffer) {
        return Ok(Extent::Beginning);
    }
    if size <= WHOLE_FILE {
        if !ended {
            fill(&mut file, buffer, all, size_here)?;
        }
        let shrunk = (buffer.len() as u64) < size;
        return Ok(if shrunk { Extent::Shrunk } else { Extent::Whole });
    }
    fill(&mut file, buffer, END_OF_FILE, size_here)?;
    let behind = buffer.len();
    let now = file.seek(io::SeekFrom::End(0))?;
    let from = now.saturating_sub(END_OF_FILE as u64).max(behind as u64);
    file.seek(io::SeekFrom::Start(from))?;
    file.take(END_OF_FILE as u64).read_to_end(buffer)?;
    Ok(if now < size { Extent::Shrunk } else { Extent::Ends(behind) })
}

/// Reads on until the buffer holds so many bytes; says whether the file ended before.
///
/// Where a file ends is known, so that one call of the system does for most.
fn fill(
    file: &mut impl io::Read,
    buffer: &mut Vec<u8>,
    until: usize,
    size: usize,
) -> io::Result<bool> {
    let mut filled = buffer.len();
    buffer.resize(until.max(filled), 0);
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => {
                filled += read;
                // Only a file that ends where it should is believed to end.
                if filled == size {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                buffer.truncate(filled);
                return Err(error);
            }
        }
    }
    let ended = filled < buffer.len();
    buffer.truncate(filled);
    Ok(ended)
}

pub use on_disk::DiskHeads;

#[cfg(unix)]
mod on_disk {
    use super::{Extent, Heads, ends};
    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, readlinkat, statat};
    use rustix::io::{Errno, retry_on_intr};
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::{BorrowedFd, OwnedFd};
    use std::path::Path;

    /// The files below a directory on disk.
    #[derive(Debug)]
    pub struct DiskHeads {
        root: OwnedFd,
    }

    /// Longest piece of a path that one system call is given; kernels refuse 4,096 and more, and
    /// some less.
    const PIECE: usize = 1000;

    impl DiskHeads {
        /// The files below the directory at `root`.
        pub fn open(root: &Path) -> io::Result<Self> {
            let flags = OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC;
            Ok(Self { root: openat(CWD, root, flags, Mode::empty())? })
        }

        /// A regular file and its size.
        fn regular(&self, path: &[u8]) -> io::Result<(File, u64)> {
            // NONBLOCK: the entry may have become a pipe since the walk saw a file.
            let flags = OFlags::RDONLY
                | OFlags::CLOEXEC
                | OFlags::NOFOLLOW
                | OFlags::NONBLOCK
                | OFlags::NOCTTY;
            let file = self
                .below(path, |at, rest| retry_on_intr(|| openat(at, rest, flags, Mode::empty())))?;
            let facts = fstat(&file)?;
            if FileType::from_raw_mode(facts.st_mode) != FileType::RegularFile {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            Ok((File::from(file), facts.st_size.try_into().unwrap_or(u64::MAX)))
        }

        /// Calls `last` with the directory that holds the end of a path too long for one call.
        fn below<T>(
            &self,
            path: &[u8],
            last: impl FnOnce(BorrowedFd<'_>, &[u8]) -> Result<T, Errno>,
        ) -> io::Result<T> {
            use std::os::fd::AsFd;
            let mut held: Option<OwnedFd> = None;
            let mut rest = path;
            while rest.len() > PIECE {
                let Some(cut) = memchr::memrchr(b'/', &rest[..PIECE]) else { break };
                let at = held.as_ref().map_or(self.root.as_fd(), AsFd::as_fd);
                let flags = OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
                let next = retry_on_intr(|| openat(at, &rest[..cut], flags, Mode::empty()))?;
                held = Some(next);
                rest = &rest[cut + 1..];
            }
            let at = held.as_ref().map_or(self.root.as_fd(), AsFd::as_fd);
            Ok(last(at, rest)?)
        }
    }

    impl Heads for DiskHeads {
        fn head(&self, path: &[u8], limit: usize) -> io::Result<Vec<u8>> {
            let (file, size) = self.regular(path)?;
            let expected = usize::try_from(size).unwrap_or(limit).min(limit);
            let mut bytes = Vec::with_capacity(expected);
            file.take(limit as u64).read_to_end(&mut bytes)?;
            Ok(bytes)
        }

        fn content(
            &self,
            path: &[u8],
            buffer: &mut Vec<u8>,
            wanted: &mut dyn FnMut(&[u8]) -> bool,
        ) -> io::Result<Extent> {
            let (file, size) = self.regular(path)?;
            ends(file, size, buffer, wanted)
        }

        fn link_target(&self, path: &[u8]) -> io::Result<Vec<u8>> {
            self.below(path, |at, rest| {
                retry_on_intr(|| readlinkat(at, rest, Vec::new())).map(|text| text.into_bytes())
            })
        }

        fn mode(&self, path: &[u8]) -> io::Result<u32> {
            let facts = self.below(path, |at, rest| {
                let rest = if rest.is_empty() { b"." } else { rest };
                retry_on_intr(|| statat(at, rest, AtFlags::SYMLINK_NOFOLLOW))
            })?;
            Ok(Mode::from_raw_mode(facts.st_mode).as_raw_mode())
        }
    }
}

#[cfg(not(unix))]
mod on_disk {
    use super::{Extent, Heads, ends};
    use std::fs::File;
    use std::io::{self, Read};
    use std::path::{Path, PathBuf};

    /// The files below a directory on disk.
    #[derive(Debug)]
    pub struct DiskHeads {
        root: PathBuf,
    }

    impl DiskHeads {
        /// The files below the directory at `root`.
        pub fn open(root: &Path) -> io::Result<Self> {
            Ok(Self { root: root.canonicalize()? })
        }

        fn place(&self, path: &[u8]) -> io::Result<PathBuf> {
            let text = std::str::from_utf8(path).map_err(|_| io::ErrorKind::InvalidInput)?;
            Ok(self.root.join(text))
        }

        fn regular(&self, path: &[u8]) -> io::Result<(File, u64)> {
            let place = self.place(path)?;
            let facts = place.symlink_metadata()?;
            if !facts.is_file() {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            Ok((File::open(place)?, facts.len()))
        }
    }

    impl Heads for DiskHeads {
        fn head(&self, path: &[u8], limit: usize) -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            self.regular(path)?.0.take(limit as u64).read_to_end(&mut bytes)?;
            Ok(bytes)
        }

        fn content(
            &self,
            path: &[u8],
            buffer: &mut Vec<u8>,
            wanted: &mut dyn FnMut(&[u8]) -> bool,
        ) -> io::Result<Extent> {
            let (file, size) = self.regular(path)?;
            ends(file, size, buffer, wanted)
        }

        fn link_target(&self, path: &[u8]) -> io::Result<Vec<u8>> {
            Ok(self.place(path)?.read_link()?.into_os_string().into_encoded_bytes())
        }

        fn mode(&self, path: &[u8]) -> io::Result<u32> {
            // What engines send from systems without such bits.
            let facts = self.place(path)?.symlink_metadata()?;
            Ok(if facts.is_symlink() { 0o777 } else { 0o755 })
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
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
}
