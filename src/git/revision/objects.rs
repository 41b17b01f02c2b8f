//! The objects of a repository: loose, packed, borrowed from others, replaced. Read only, and
//! without git; nothing is fetched.

use super::error::{RevisionError, told};
use crate::git::disk::{self, SMALL};
use crate::git::repository::Repository;
use gix_hash::{Kind as Hash, ObjectId, Prefix};
use gix_object::{CommitRef, Find, Kind, TagRef};
use gix_odb::{HandleArc, Header, Store};
use gix_pack::cache::lru::MemoryCappedHashmap;
use rustc_hash::FxHashSet;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// No file is read that is larger (bytes); from here on git itself does not compress by differences.
pub(super) const LARGEST: u64 = 512 << 20;

/// As much (bytes) of what was unpacked is kept for each thread: files of a pack are differences of
/// others.
const KEPT: usize = 8 << 20;

/// Files above this size (bytes) are read one at a time, whatever the number of threads.
const LARGE: u64 = 16 << 20;

/// See the paragraph above.
pub(super) struct Objects {
    store: Arc<Store>,
    /// Handles that no thread uses at the moment.
    idle: Mutex<Vec<HandleArc>>,
    large: Mutex<()>,
    pub(super) hash: Hash,
    /// The commits whose parents a shallow clone leaves out.
    shallow: FxHashSet<ObjectId>,
    partial: bool,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("store", &self.store.path()).finish_non_exhaustive()
    }
}

impl Objects {
    /// Opens those of a repository; `replaced` are pairs of an object and what git takes for it.
    pub(super) fn open(
        repository: &Repository,
        hash: Hash,
        replaced: Vec<(ObjectId, ObjectId)>,
    ) -> Result<Self, RevisionError> {
        let failed = |error: &dyn fmt::Display| RevisionError::Store(told(error));
        let options = gix_odb::store::init::Options {
            alloc_limit_bytes: usize::try_from(LARGEST).ok(),
            ..<_>::default()
        };
        let directory = repository.common_dir.join("objects");
        let store = Store::at_opts(directory, hash, &mut replaced.into_iter(), options)
            .map_err(|error| failed(&error))?;
        let shallow = disk::read_if_there(&repository.common_dir.join("shallow"), SMALL)
            .map_err(|error| failed(&format_args!("shallow: {}", crate::build::reason(&error))))?;
        let shallow = shallow.iter().flat_map(|text| text.split(|byte| *byte == b'\n'));
        Ok(Self {
            store: Arc::new(store),
            idle: Mutex::default(),
            large: Mutex::default(),
            hash,
            shallow: shallow
                .filter_map(|line| ObjectId::from_hex(line.trim_ascii()).ok())
                .collect(),
            partial: repository.settings.partial,
        })
    }

    /// A handle belongs to one thread at a time.
    fn with<T>(&self, ask: impl FnOnce(&HandleArc) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let handle = idle().pop().unwrap_or_else(|| {
            let keep = || Box::new(MemoryCappedHashmap::new(KEPT)) as Box<_>;
            let mut handle = self.store.to_cache_arc().with_pack_cache(keep);
            // What is missing would be looked for again and again.
            handle.refresh_never();
            handle
        });
        let answer = ask(&handle);
        idle().push(handle);
        answer
    }

    /// Reads an object into a buffer and says what it is.
    pub(super) fn read(&self, id: ObjectId, buffer: &mut Vec<u8>) -> Result<Kind, RevisionError> {
        let found = self.with(|handle| match handle.try_find(&id, buffer) {
            Ok(found) => Ok(found.map(|found| found.kind)),
            Err(error) => Err(broken(id, &error)),
        })?;
        found.ok_or_else(|| self.missing(id))
    }

    /// What an object is and its size in bytes, from its header alone.
    pub(super) fn header(&self, id: ObjectId) -> Result<(Kind, u64), RevisionError> {
        let found = self.with(|handle| Header::try_header(handle, &id));
        let found = found.map_err(|error| broken(id, &error))?;
        found.map(|found| (found.kind(), found.size())).ok_or_else(|| self.missing(id))
    }

    /// The size in bytes of a file or of the text of a link.
    pub(super) fn size(&self, id: ObjectId) -> Result<u64, RevisionError> {
        match self.header(id)? {
            (Kind::Blob, size) => Ok(size),
            (kind, _) => Err(RevisionError::Broken {
                id: id.to_string(),
                reason: format!("it is a {kind} and no file"),
            }),
        }
    }

    /// The content of a file of this size, or the text of a link.
    pub(super) fn blob(&self, id: ObjectId, size: u64) -> Result<Vec<u8>, RevisionError> {
        if size > LARGEST {
            return Err(RevisionError::TooLarge(size));
        }
        let _alone =
            (size > LARGE).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let mut bytes = Vec::new();
        self.read(id, &mut bytes)?;
        Ok(bytes)
    }

    /// The commit or tree that an object stands for: tags are followed.
    pub(super) fn peel(
        &self,
        name: &str,
        id: ObjectId,
        to: Kind,
    ) -> Result<ObjectId, RevisionError> {
        let mut at = id;
        let mut buffer = Vec::new();
        // An id is made of what it names, so that tags cannot lead in a circle.
        loop {
            at = match self.header(at)?.0 {
                kind if kind == to => return Ok(at),
                Kind::Tag => {
                    self.read(at, &mut buffer)?;
                    let tag = TagRef::from_bytes(&buffer, self.hash);
                    tag.map_err(|error| broken(at, &error))?.target()
                }
                Kind::Commit if to == Kind::Tree => {
                    self.read(at, &mut buffer)?;
                    let commit = CommitRef::from_bytes(&buffer, self.hash);
                    return Ok(commit.map_err(|error| broken(at, &error))?.tree());
                }
                kind => {
                    let (name, kind) = (name.to_owned(), kind.to_string());
                    return Err(RevisionError::NoTree { name, kind });
                }
            };
        }
    }

    /// A parent of a commit, counted from 1.
    pub(super) fn parent(
        &self,
        commit: ObjectId,
        number: usize,
    ) -> Result<ObjectId, RevisionError> {
        if self.shallow.contains(&commit) {
            return Err(RevisionError::Shallow(commit.to_string()));
        }
        let mut buffer = Vec::new();
        self.read(commit, &mut buffer)?;
        let read = CommitRef::from_bytes(&buffer, self.hash);
        let read = read.map_err(|error| broken(commit, &error))?;
        let parent = number.checked_sub(1).and_then(|number| read.parents().nth(number));
        parent.ok_or_else(|| RevisionError::NoParent(commit.to_string()))
    }

    /// The one commit, or tag, that begins with these digits; of several objects only those count.
    pub(super) fn abbreviated(&self, prefix: Prefix) -> Result<ObjectId, RevisionError> {
        // Digits do not tell of which kind an id is; the repository does.
        let digits = prefix.to_string();
        let whole = ObjectId::from_hex(
            format!("{digits:0<length$}", length = self.hash.len_in_hex()).as_bytes(),
        );
        let prefix = whole.ok().and_then(|id| Prefix::new(&id, prefix.hex_len()).ok());
        let Some(prefix) = prefix else { return Err(RevisionError::Unknown(digits)) };
        let mut found = HashSet::new();
        self.with(|handle| handle.lookup_prefix(prefix, Some(&mut found)))
            .map_err(|error| RevisionError::Store(told(&error)))?;
        let mut found: Vec<ObjectId> = found.into_iter().collect();
        found.sort_unstable();
        if found.len() > 1 {
            let is_commit =
                |id: &ObjectId| matches!(self.header(*id), Ok((Kind::Commit | Kind::Tag, _)));
            let commits: Vec<ObjectId> = found.iter().copied().filter(is_commit).collect();
            if !commits.is_empty() {
                found = commits;
            }
        }
        match *found {
            [] => Err(RevisionError::Unknown(prefix.to_string())),
            [id] => Ok(id),
            _ => Err(RevisionError::Ambiguous {
                prefix: prefix.to_string(),
                candidates: found.iter().take(4).map(ObjectId::to_string).collect(),
            }),
        }
    }

    fn missing(&self, id: ObjectId) -> RevisionError {
        RevisionError::Missing { id: id.to_string(), partial: self.partial }
    }
}

pub(super) fn broken(id: ObjectId, error: &dyn fmt::Display) -> RevisionError {
    RevisionError::Broken { id: id.to_string(), reason: told(error) }
}
