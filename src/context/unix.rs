//! The parallel walk: one task a directory, system calls relative to descriptors (PERF 1).
//!
//! A directory is opened relative to its parent, listed with `getdents64` into a 32 KiB buffer and
//! sorted; each entry is judged, and examined with `fstatat` only if that matters. Child
//! directories become tasks. Descriptors are kept for children under a budget; past it a directory
//! is reached by its path from the root in steps that the kernel accepts, so paths longer than
//! `PATH_MAX` are as good as any. Nothing recurses.

use super::block::{Part, RawBlock};
use super::inventory::Kind;
use super::judge::{Facts, Judge, Region};
use crate::ignorefile::{DirState, Scratch};
use crate::path::name;
use rayon::prelude::*;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Access, AtFlags, FileType, Mode, OFlags, RawDir, Stat};
use std::io;
use std::mem::MaybeUninit;
use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// `getdents64` buffer: larger ones are no faster (PERF 1).
const LISTING_BUFFER: usize = 32 * 1024;
/// Directories with more entries than this are shared among the workers, this many at a time.
const SHARE: usize = 2048;
/// How many descriptors are kept open for children; a usual limit of a process is 1,024.
const DESCRIPTORS: usize = 256;
/// The longest path that is handed to the kernel at once; `PATH_MAX` is 4,096 with its NUL.
const LONGEST_STEP: usize = 4000;

/// Walks the whole context.
///
/// # Errors
/// If the root itself cannot be listed.
pub(super) fn walk(judge: &Judge<'_>, root: &Path) -> io::Result<Vec<RawBlock>> {
    let root = open(rustix::fs::CWD, root.as_os_str().as_encoded_bytes())?;
    let walk = Walk {
        judge,
        root: &root,
        user: User::current(),
        next: AtomicU32::new(1),
        kept: AtomicUsize::new(0),
        workers: (0..rayon::current_num_threads().max(1)).map(|_| Mutex::default()).collect(),
    };
    let task = Task {
        number: 0,
        index: 0,
        path: Vec::new(),
        parent: None,
        above: judge.root_region(),
        region: judge.root_region(),
        state: DirState::default(),
    };
    rayon::scope(|scope| walk.visit(scope, task));
    let workers = walk.workers.into_iter();
    Ok(workers
        .flat_map(|worker| worker.into_inner().unwrap_or_else(PoisonError::into_inner).blocks)
        .collect())
}

struct Walk<'a> {
    judge: &'a Judge<'a>,
    root: &'a OwnedFd,
    user: User,
    /// The next provisional directory number.
    next: AtomicU32,
    /// Descriptors kept open for children.
    kept: AtomicUsize,
    workers: Vec<Mutex<Worker>>,
}

/// What one worker keeps between directories.
#[derive(Default)]
struct Worker {
    scratch: Scratch,
    buffer: Vec<MaybeUninit<u8>>,
    listing: Listing,
    blocks: Vec<RawBlock>,
}

/// A directory that is to be visited.
struct Task<'s> {
    number: u32,
    /// The index of its entry in the directory above.
    index: u32,
    path: Vec<u8>,
    parent: Option<Arc<Kept<'s>>>,
    /// Who comes into its parent, and who comes into it.
    above: Region,
    region: Region,
    state: DirState,
}

/// A descriptor that children are opened from; it counts itself.
struct Kept<'s> {
    descriptor: OwnedFd,
    count: &'s AtomicUsize,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The names of a directory, reused from one directory to the next.
#[derive(Default)]
struct Listing {
    names: Vec<u8>,
    listed: Vec<Listed>,
}

/// One name of a listing.
struct Listed {
    /// The first eight bytes of the name, so that sorting rarely looks further.
    key: u64,
    start: u32,
    length: u16,
    kind: Kind,
}

impl<'a> Walk<'a> {
    fn visit<'s>(&'s self, scope: &rayon::Scope<'s>, task: Task<'s>) {
        let mut listing = std::mem::take(&mut self.worker().listing);
        let descriptor = self.open(&task).and_then(|descriptor| {
            list(descriptor.as_fd(), &mut self.worker().buffer, &mut listing)?;
            Ok(descriptor)
        });
        match descriptor {
            Ok(descriptor) => {
                let part =
                    self.judge_all(&task, descriptor.as_fd(), &listing.names, &listing.listed);
                self.finish(scope, task, descriptor, listing.names.as_slice().into(), part);
            }
            Err(error) => self.unlisted(&task, &error),
        }
        self.worker().listing = listing;
    }

    /// Locks what belongs to this thread; never held across a call into rayon.
    fn worker(&self) -> MutexGuard<'_, Worker> {
        let number = rayon::current_thread_index().unwrap_or(0);
        self.workers[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, task: &Task<'_>) -> io::Result<OwnedFd> {
        match &task.parent {
            Some(parent) => open(parent.descriptor.as_fd(), name(&task.path)),
            None => open_from(self.root.as_fd(), &task.path),
        }
    }

    /// Judges every entry; a large directory is shared among the workers.
    fn judge_all(
        &self,
        task: &Task<'_>,
        at: BorrowedFd<'_>,
        names: &[u8],
        listed: &[Listed],
    ) -> Part {
        if listed.len() <= 2 * SHARE {
            return self.judge_share(task, at, names, listed, 0);
        }
        let shares = listed.par_chunks(SHARE).enumerate();
        let parts: Vec<Part> = shares
            .map(|(number, share)| {
                self.judge_share(task, at, names, share, (number * SHARE) as u32)
            })
            .collect();
        let mut whole = Part::with_capacity(listed.len());
        parts.into_iter().for_each(|part| whole.append(part));
        whole
    }

    fn judge_share(
        &self,
        task: &Task<'_>,
        at: BorrowedFd<'_>,
        names: &[u8],
        listed: &[Listed],
        first: u32,
    ) -> Part {
        let mut worker = self.worker();
        let mut directory =
            self.judge.enter(&task.path, task.region, &task.state, &mut worker.scratch);
        let mut part = Part::with_capacity(listed.len());
        for (index, entry) in (first..).zip(listed) {
            let name = entry.name(names);
            let outcome = directory.judge(name, entry.kind, || self.facts(at, name, entry.kind));
            part.add(&directory, index, (name, entry.start), outcome);
        }
        part
    }

    fn facts(&self, at: BorrowedFd<'_>, name: &[u8], kind: Kind) -> io::Result<Facts> {
        let stat = rustix::fs::statat(at, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let readable = self.user.can_read(&stat) || self.really_can_read(at, name);
        let links = (kind == Kind::File && stat.st_nlink > 1).then_some((stat.st_dev, stat.st_ino));
        Ok(Facts { size: u64::try_from(stat.st_size).unwrap_or(0), readable, links })
    }

    /// The mode bits said no; capabilities and access lists may say yes.
    fn really_can_read(&self, at: BorrowedFd<'_>, name: &[u8]) -> bool {
        rustix::fs::accessat(at, name, Access::READ_OK, AtFlags::EACCESS).is_ok()
    }

    /// Leaves the block and makes tasks of the child directories.
    fn finish<'s>(
        &'s self,
        scope: &rayon::Scope<'s>,
        task: Task<'s>,
        descriptor: OwnedFd,
        names: Box<[u8]>,
        mut part: Part,
    ) {
        let count = part.children.len() as u32;
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        let parent = (count > 0).then(|| self.keep(descriptor)).flatten();
        // The last spawned is the first to run, so this goes backwards.
        for (offset, (index, region, state)) in part.children.iter_mut().enumerate().rev() {
            let number = first + offset as u32;
            let record = &mut part.records[*index as usize];
            record.dir = number;
            let name = &names[record.name as usize..][..record.name_len as usize];
            let task = Task {
                number,
                index: *index,
                path: join(&task.path, name),
                parent: parent.clone(),
                above: task.region,
                region: *region,
                state: std::mem::take(state),
            };
            scope.spawn(move |scope| self.visit(scope, task));
        }
        let block = part.into_block((task.number, task.index), first, names);
        self.worker().blocks.push(block);
    }

    /// Keeps a descriptor for children if the budget allows it.
    fn keep(&self, descriptor: OwnedFd) -> Option<Arc<Kept<'_>>> {
        if self.kept.fetch_add(1, Ordering::Relaxed) >= DESCRIPTORS {
            self.kept.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Arc::new(Kept { descriptor, count: &self.kept }))
    }

    /// Leaves the empty block of a directory that could not be listed.
    fn unlisted(&self, task: &Task<'_>, error: &io::Error) {
        let block = RawBlock::unlisted(
            self.judge,
            (task.number, task.index),
            &task.path,
            (task.above, task.region),
            error,
        );
        self.worker().blocks.push(block);
    }
}

impl Listed {
    fn name<'n>(&self, names: &'n [u8]) -> &'n [u8] {
        &names[self.start as usize..][..self.length as usize]
    }
}

fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(directory.len() + 1 + name.len());
    path.extend_from_slice(directory);
    if !directory.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

fn open(at: BorrowedFd<'_>, path: &[u8]) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(at, path, flags, Mode::empty())?)
}

/// Opens a directory by its path from the root, in steps that the kernel accepts.
fn open_from(root: BorrowedFd<'_>, path: &[u8]) -> io::Result<OwnedFd> {
    let mut rest = if path.is_empty() { b"." } else { path };
    let mut at: Option<OwnedFd> = None;
    while rest.len() > LONGEST_STEP {
        let cut = memchr::memrchr(b'/', &rest[..LONGEST_STEP]).unwrap_or(LONGEST_STEP);
        at = Some(open(at.as_ref().map_or(root, AsFd::as_fd), &rest[..cut])?);
        rest = &rest[cut + 1..];
    }
    open(at.as_ref().map_or(root, AsFd::as_fd), rest)
}

/// The names of a directory in byte order, and what each of them is.
fn list(
    at: BorrowedFd<'_>,
    buffer: &mut Vec<MaybeUninit<u8>>,
    Listing { names, listed }: &mut Listing,
) -> io::Result<()> {
    buffer.resize(LISTING_BUFFER, MaybeUninit::uninit());
    names.clear();
    listed.clear();
    let mut entries = RawDir::new(at, buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name == b"." || name == b".." {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => {
                let stat = rustix::fs::statat(at, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW);
                // What is gone by now is said when its facts are asked for.
                stat.map_or(FileType::RegularFile, |stat| FileType::from_raw_mode(stat.st_mode))
            }
            known => known,
        };
        let start = names.len() as u32;
        names.extend_from_slice(name);
        listed.push(Listed {
            key: key(name),
            start,
            length: name.len() as u16,
            kind: kind_of(kind),
        });
    }
    listed
        .sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| a.name(names).cmp(b.name(names))));
    Ok(())
}

fn key(name: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = name.len().min(8);
    first[..length].copy_from_slice(&name[..length]);
    u64::from_be_bytes(first)
}

fn kind_of(kind: FileType) -> Kind {
    match kind {
        FileType::RegularFile | FileType::Unknown => Kind::File,
        FileType::Directory => Kind::Directory,
        FileType::Symlink => Kind::Symlink,
        FileType::Fifo => Kind::Fifo,
        FileType::Socket => Kind::Socket,
        FileType::CharacterDevice | FileType::BlockDevice => Kind::Device,
    }
}

/// Who reads: enough to tell from mode bits that a file is readable.
struct User {
    user: u32,
    groups: Vec<u32>,
}

impl User {
    fn current() -> Self {
        let others = rustix::process::getgroups().unwrap_or_default();
        let groups = std::iter::once(rustix::process::getegid()).chain(others);
        Self {
            user: rustix::process::geteuid().as_raw(),
            groups: groups.map(rustix::process::Gid::as_raw).collect(),
        }
    }

    fn can_read(&self, stat: &Stat) -> bool {
        let bit = if stat.st_uid == self.user {
            0o400
        } else if self.groups.contains(&stat.st_gid) {
            0o040
        } else {
            0o004
        };
        stat.st_mode & bit != 0
    }
}
