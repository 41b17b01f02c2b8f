//! The limit: the least that any program has to do to learn every size below a directory.
//!
//! What it is: `getdents64` into 32 KiB, one `fstatat` per entry that is not a directory, every directory opened
//! relative to its parent, nothing kept but three sums. One rayon task per directory, or a plain stack with one thread.
//!
//! What it is not: a walker to build on. It has no records, no paths, no order, no rules, and reports no problems
//! beyond counting them.

use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::mem::MaybeUninit;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rayon::Scope;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, open, openat, statat};

/// Bytes per `getdents64` call; larger buffers were no faster.
const BUFFER: usize = 32 * 1024;

/// Directories whose descriptor stays open for their children. Past it, a child is reached by opening the chain
/// of names again from the nearest one that is open, so neither descriptors nor path lengths are a limit.
const OPEN_AT_MOST: usize = 256;

static OPEN: AtomicUsize = AtomicUsize::new(0);

/// What the walk learns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Regular files.
    pub(crate) files: u64,
    /// Their apparent sizes.
    pub(crate) bytes: u64,
    /// Directories and entries that could not be read.
    pub(crate) problems: u64,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            files: self.files + other.files,
            bytes: self.bytes + other.bytes,
            problems: self.problems + other.problems,
        }
    }
}

/// Walks `root` with so many threads.
///
/// With `reads` every regular file is opened and read besides, whole up to a size and at both ends above it, and
/// nothing is made of it: the limit for whoever looks at contents.
pub(crate) fn walk(root: &Path, threads: usize, reads: bool) -> io::Result<Totals> {
    let root = open(root, directory_flags(), Mode::empty())?;
    if threads <= 1 {
        return Ok(walk_alone(root, reads));
    }
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let sums = Sums::default();
    pool.scope(|scope| visit(scope, &sums, Opened::root(root), reads));
    Ok(sums.totals())
}

fn walk_alone(root: OwnedFd, reads: bool) -> Totals {
    let mut pending = Vec::new();
    let mut totals = read(&Opened::root(root), reads, |child| pending.push(child));
    while let Some(child) = pending.pop() {
        totals = totals.plus(match child.open() {
            Ok(directory) => read(&directory, reads, |child| pending.push(child)),
            Err(_) => Totals { problems: 1, ..Totals::default() },
        });
    }
    totals
}

fn visit<'scope>(scope: &Scope<'scope>, sums: &'scope Sums, directory: Opened, reads: bool) {
    let totals = read(&directory, reads, |child| {
        scope.spawn(move |scope| match child.open() {
            Ok(directory) => visit(scope, sums, directory, reads),
            Err(_) => sums.add(Totals { problems: 1, ..Totals::default() }),
        });
    });
    sums.add(totals);
}

/// Reads one directory: sums what lies in it and hands each sub-directory on.
fn read(directory: &Opened, reads: bool, mut found: impl FnMut(Child)) -> Totals {
    let descriptor = directory.descriptor.0.as_fd();
    let mut totals = Totals::default();
    let mut buffer = [MaybeUninit::<u8>::uninit(); BUFFER];
    let mut entries = RawDir::new(descriptor, &mut buffer);
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else {
            totals.problems += 1;
            break;
        };
        let name = entry.file_name();
        let kind = match entry.file_type() {
            FileType::Directory if name == c"." || name == c".." => continue,
            FileType::Directory => FileType::Directory,
            _ => match stat(descriptor, name) {
                Ok((kind, bytes)) => {
                    if reads && kind == FileType::RegularFile && bytes > 0 {
                        totals.problems += u64::from(drain(descriptor, name, bytes).is_err());
                    }
                    totals.files += u64::from(kind == FileType::RegularFile);
                    totals.bytes += if kind == FileType::RegularFile { bytes } else { 0 };
                    kind
                }
                Err(_) => {
                    totals.problems += 1;
                    continue;
                }
            },
        };
        // A file system that leaves `d_type` unknown tells a directory by the stat alone, dots included.
        if kind == FileType::Directory && name != c"." && name != c".." {
            found(Child { parent: directory.node.clone(), name: name.to_owned() });
        }
    }
    totals
}

fn stat(directory: BorrowedFd<'_>, name: &CStr) -> io::Result<(FileType, u64)> {
    let stat = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok((FileType::from_raw_mode(stat.st_mode), u64::try_from(stat.st_size).unwrap_or(0)))
}

/// Files up to this size are read whole, larger ones at both ends, as the library does it.
const WHOLE: u64 = stowaway::context::WHOLE_FILE;
const END: u64 = stowaway::context::END_OF_FILE as u64;

fn drain(directory: BorrowedFd<'_>, name: &CStr, bytes: u64) -> io::Result<()> {
    thread_local! {
        static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(openat(directory, name, flags, Mode::empty())?);
    BYTES.with_borrow_mut(|buffer| {
        buffer.clear();
        if bytes <= WHOLE {
            file.take(WHOLE).read_to_end(buffer)?;
        } else {
            file.by_ref().take(END).read_to_end(buffer)?;
            file.seek(SeekFrom::Start(bytes - END))?;
            file.take(END).read_to_end(buffer)?;
        }
        std::hint::black_box(buffer.last());
        Ok(())
    })
}

fn directory_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// A descriptor that counts against the budget while it is open.
struct Kept(OwnedFd);

impl Kept {
    fn new(descriptor: OwnedFd) -> Arc<Self> {
        OPEN.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self(descriptor))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A directory as its children see it: open, or known by its name below its own parent.
#[derive(Clone)]
enum Node {
    Open(Arc<Kept>),
    Named(Arc<Child>),
}

/// A directory that is still to be opened.
struct Child {
    parent: Node,
    name: CString,
}

impl Child {
    fn open(self) -> io::Result<Opened> {
        let within_budget = OPEN.load(Ordering::Relaxed) < OPEN_AT_MOST;
        let descriptor = Kept::new(self.descriptor()?);
        let node = if within_budget {
            Node::Open(Arc::clone(&descriptor))
        } else {
            Node::Named(Arc::new(self))
        };
        Ok(Opened { descriptor, node })
    }

    /// Opens relative to the nearest ancestor that is open, one name at a time.
    fn descriptor(&self) -> io::Result<OwnedFd> {
        let mut between = Vec::new();
        let mut above = &self.parent;
        let nearest = loop {
            match above {
                Node::Open(kept) => break kept.0.as_fd(),
                Node::Named(child) => {
                    between.push(&child.name);
                    above = &child.parent;
                }
            }
        };
        let mut reached: Option<OwnedFd> = None;
        for name in between.into_iter().rev() {
            let from = reached.as_ref().map_or(nearest, AsFd::as_fd);
            reached = Some(openat(from, name, directory_flags(), Mode::empty())?);
        }
        let from = reached.as_ref().map_or(nearest, AsFd::as_fd);
        Ok(openat(from, &self.name, directory_flags(), Mode::empty())?)
    }
}

/// A directory that is being read.
struct Opened {
    descriptor: Arc<Kept>,
    node: Node,
}

impl Opened {
    fn root(descriptor: OwnedFd) -> Self {
        let descriptor = Kept::new(descriptor);
        Self { node: Node::Open(Arc::clone(&descriptor)), descriptor }
    }
}

#[derive(Default)]
struct Sums {
    files: AtomicU64,
    bytes: AtomicU64,
    problems: AtomicU64,
}

impl Sums {
    fn add(&self, totals: Totals) {
        self.files.fetch_add(totals.files, Ordering::Relaxed);
        self.bytes.fetch_add(totals.bytes, Ordering::Relaxed);
        self.problems.fetch_add(totals.problems, Ordering::Relaxed);
    }

    fn totals(self) -> Totals {
        Totals {
            files: self.files.into_inner(),
            bytes: self.bytes.into_inner(),
            problems: self.problems.into_inner(),
        }
    }
}
