//! The engines, one row each: every difference between them is a field here and nowhere else.
//!
//! A field names a behaviour, not an engine, so that code asks "how are sockets sent?" and never
//! "is this podman?". The facts are SPEC sections 5, 6, 9.3, 10, 11, 13 and 14.

/// One engine: what it reads, how it matches, what it sends.
#[derive(Debug)]
pub struct Engine {
    /// What is typed after `--engine`.
    pub id: &'static str,
    /// What a report calls it.
    pub title: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// How the ignore file is found and read.
    pub ignore: IgnorePolicy,
    /// How its patterns are understood.
    pub dialect: Dialect,
    /// How the tree is walked and what is sent of it.
    pub transfer: TransferPolicy,
    /// What COPY makes of what was sent.
    pub copying: CopyPolicy,
}

/// Which ignore file is read, and what happens when that goes wrong.
#[derive(Debug)]
pub struct IgnorePolicy {
    /// The places that are looked at, in order; the first file that is there decides.
    pub lookup: &'static [Lookup],
    /// The names of the build file that are tried when none is given.
    pub build_files: &'static [&'static str],
    /// Whether the lower-case fallback `dockerfile` has a `dockerfile.dockerignore` (SPEC 9.3, 14).
    pub fallback_has_own: bool,
    /// How a symbolic link in the ignore file's place is followed, at the root of the context.
    pub links: Links,
    /// The same beside the Dockerfile.
    pub links_beside: Links,
    /// What an ignore file that cannot be read means.
    pub unreadable: Unreadable,
    /// How the bytes become lines.
    pub reader: Reader,
    /// How the list of patterns travels to the builder.
    pub transport: Transport,
}

/// A place where an ignore file may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Beside the Dockerfile, its name and this suffix.
    BesideDockerfile(&'static str),
    /// At the root of the context, with this name.
    ContextRoot(&'static str),
}

/// How a link in the ignore file's place is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Absolute and upward links are taken as rooted in the directory that is looked at.
    Confined,
    /// As the system does, out of the context too.
    Followed,
}

/// What a file that is there and cannot be read means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// As if it were not there, without a word.
    Nothing,
    /// The build fails.
    Fails,
}

/// How bytes become lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// SPEC 2: moby's `ignorefile` reader.
    Docker,
    /// SPEC 11.2: imagebuilder's reader.
    Containers,
}

/// How the list of patterns travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// It does not.
    None,
    /// JSON, then headers that are percent-encoded only if one pattern is not ASCII (SPEC 5.10).
    EncodedHeaders,
    /// Raw headers (SPEC 14).
    RawHeaders,
}

/// How patterns are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// moby/patternmatcher 0.6: fast paths, carried parent state with skipping (SPEC 3, 4.2).
    Docker,
    /// Docker 20.10: always a regex, one ancestor tested, last match wins (SPEC 14).
    Docker2010,
    /// containers/storage: always a regex that also matches everything below (SPEC 11.3-11.5).
    ContainersStorage,
}

/// How the tree is walked and what is sent of it.
#[derive(Debug)]
pub struct TransferPolicy {
    /// When an excluded directory is not opened.
    pub prune: Prune,
    /// How the builder asks for part of the context.
    pub asks: Asks,
    /// Whether the builder reads the context where it lies, so that nothing has to be sent.
    pub at_hand: bool,
    /// What is sent of an excluded directory that had to be opened.
    pub opened: Opened,
    /// How a socket arrives.
    pub sockets: Special,
    /// How a FIFO arrives.
    pub fifos: Special,
    /// What a directory means that has to be read and cannot.
    pub unreadable_directory: UnreadableDirectory,
    /// How a file arrives that cannot be read.
    pub unreadable_file: UnreadableFile,
    /// Whether a file's path is matched a second time when it is opened, without the carried state,
    /// so that a disagreement delivers it empty (SPEC 6.1).
    pub rechecked: bool,
    /// Whether the whole tree is checked before it is sent, and the build files are taken back in
    /// (SPEC 10.2, 10.3).
    pub preflight: bool,
    /// Whether a pattern that fails while the context is sent ends the list there, without a word
    /// and without failing the build. Seen with docker/cli 28.2 (`*`, `!d/k`, `[z-a]`): the walk of
    /// the archive drops its error.
    pub stops_quietly: bool,
}

/// How the builder asks for part of the context (SPEC 7, 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// It does not: everything that is eligible travels, or is at hand.
    ForAll,
    /// By patterns of the ignore file's own language (SPEC 5.3).
    ByPattern,
    /// By shell globs, component by component, without `**` (SPEC 14).
    ByComponent,
}

/// When an excluded directory is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prune {
    /// Unless some `!` line has a wildcard, or begins with the directory (SPEC 5.3).
    UnlessWildcard,
    /// Unless a `!` line's text begins, component by component, with the directory (SPEC 10.4, 14).
    UnlessPrefix,
    /// Unless a `!` line's text begins with the directory's text (SPEC 11.6).
    UnlessTextPrefix,
}

/// What is sent of an excluded directory that had to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Its own entry, if and when something below it is sent (SPEC 5.5).
    WhenNeeded,
    /// Nothing: what is below arrives without it (SPEC 10.4, 11.6).
    Never,
    /// Its own entry, always (SPEC 14).
    Always,
}

/// How a special file arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// As what it is.
    Sent,
    /// As an empty regular file (SPEC 5.7).
    EmptyFile,
    /// Not at all.
    Skipped,
}

/// What a directory means that has to be read and cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableDirectory {
    /// The build fails unless the directory is pruned (SPEC 5.8, 11.6).
    FailsIfOpened,
    /// The build fails even if the directory itself is pruned; only below a pruned one it is not
    /// seen (SPEC 10.2, 14).
    FailsIfSeen,
}

/// How a file arrives that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableFile {
    /// With no content, and without a word (SPEC 6.2).
    ArrivesEmpty,
    /// The build fails.
    Fails,
}

/// What COPY, ADD and mounts make of what is at hand (SPEC 13.3, 16).
#[derive(Debug)]
pub struct CopyPolicy {
    /// Whether everything that may travel is uploaded, used or not.
    pub uploads_unused: bool,
    /// Whether a bind mount shows files that the ignore file takes away (SPEC 11.6).
    pub mounts_show_ignored: bool,
    /// Whether `--from` may have variables. BuildKit refuses them; buildah 1.44 replaces them
    /// (recorded row `df-stage-from-var`).
    pub from_expands: bool,
    /// What reads the Dockerfile.
    pub frontend: Frontend,
    /// What a glob means that stands for nothing.
    pub empty_glob: EmptyGlob,
    /// What the engine prints for a source that is not there; `{}` is the source.
    pub missing: &'static str,
    /// The same for a glob.
    pub missing_glob: &'static str,
}

/// What reads a Dockerfile, as far as some do not understand all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frontend {
    /// One of today.
    Current,
    /// The classic builder of Docker 28: no flags of RUN, no here-documents.
    Classic,
    /// BuildKit's as Docker 20.10 brings it, unless a `# syntax=` line names another.
    Docker2010,
}

/// What a glob means that stands for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyGlob {
    /// Nothing is copied, without a word.
    CopiesNothing,
    /// The build fails if nothing is copied by the other sources either.
    FailsIfAlone,
    /// As that; and it fails if there were files and the ignore file took all of them.
    FailsIfTaken,
}

/// Every engine, the default first.
pub const ENGINES: &[Engine] = &[
    Engine {
        id: "buildkit",
        title: "BuildKit",
        summary: "docker build since 23.0, buildx, compose, bake",
        ignore: IgnorePolicy {
            lookup: &[
                Lookup::BesideDockerfile(".dockerignore"),
                Lookup::ContextRoot(".dockerignore"),
            ],
            build_files: &["Dockerfile", "dockerfile"],
            fallback_has_own: true,
            links: Links::Confined,
            links_beside: Links::Confined,
            unreadable: Unreadable::Nothing,
            reader: Reader::Docker,
            transport: Transport::EncodedHeaders,
        },
        dialect: Dialect::Docker,
        transfer: TransferPolicy {
            prune: Prune::UnlessWildcard,
            asks: Asks::ByPattern,
            at_hand: false,
            opened: Opened::WhenNeeded,
            sockets: Special::EmptyFile,
            fifos: Special::Sent,
            unreadable_directory: UnreadableDirectory::FailsIfOpened,
            unreadable_file: UnreadableFile::ArrivesEmpty,
            rechecked: true,
            preflight: false,
            stops_quietly: false,
        },
        copying: CopyPolicy {
            uploads_unused: false,
            mounts_show_ignored: false,
            from_expands: false,
            frontend: Frontend::Current,
            empty_glob: EmptyGlob::CopiesNothing,
            missing: "failed to calculate checksum of ref: \"/{}\": not found",
            missing_glob: "lstat /{}: no such file or directory",
        },
    },
    Engine {
        id: "classic",
        title: "classic builder",
        summary: "docker build with DOCKER_BUILDKIT=0",
        ignore: IgnorePolicy {
            lookup: &[Lookup::ContextRoot(".dockerignore")],
            build_files: &["Dockerfile", "dockerfile"],
            fallback_has_own: false,
            links: Links::Followed,
            links_beside: Links::Followed,
            unreadable: Unreadable::Fails,
            reader: Reader::Docker,
            transport: Transport::None,
        },
        dialect: Dialect::Docker,
        transfer: TransferPolicy {
            prune: Prune::UnlessPrefix,
            asks: Asks::ForAll,
            at_hand: false,
            opened: Opened::Never,
            sockets: Special::Skipped,
            fifos: Special::Sent,
            unreadable_directory: UnreadableDirectory::FailsIfSeen,
            unreadable_file: UnreadableFile::Fails,
            rechecked: false,
            preflight: true,
            stops_quietly: true,
        },
        copying: CopyPolicy {
            uploads_unused: true,
            mounts_show_ignored: false,
            from_expands: false,
            frontend: Frontend::Classic,
            empty_glob: EmptyGlob::FailsIfAlone,
            missing: "COPY failed: file not found in build context or excluded by .dockerignore: \
                      stat {}: file does not exist",
            missing_glob: "COPY failed: no source files were specified",
        },
    },
    Engine {
        id: "docker-20.10",
        title: "Docker 20.10",
        summary: "BuildKit as Docker 20.10 and older clients drive it",
        ignore: IgnorePolicy {
            lookup: &[
                Lookup::BesideDockerfile(".dockerignore"),
                Lookup::ContextRoot(".dockerignore"),
            ],
            build_files: &["Dockerfile", "dockerfile"],
            fallback_has_own: false,
            links: Links::Confined,
            links_beside: Links::Confined,
            unreadable: Unreadable::Nothing,
            reader: Reader::Docker,
            transport: Transport::RawHeaders,
        },
        dialect: Dialect::Docker2010,
        transfer: TransferPolicy {
            prune: Prune::UnlessPrefix,
            asks: Asks::ByComponent,
            at_hand: false,
            opened: Opened::Always,
            sockets: Special::EmptyFile,
            fifos: Special::Skipped,
            unreadable_directory: UnreadableDirectory::FailsIfSeen,
            unreadable_file: UnreadableFile::ArrivesEmpty,
            rechecked: false,
            preflight: false,
            stops_quietly: false,
        },
        copying: CopyPolicy {
            uploads_unused: false,
            mounts_show_ignored: false,
            from_expands: false,
            frontend: Frontend::Docker2010,
            empty_glob: EmptyGlob::CopiesNothing,
            missing: "failed to calculate checksum of ref: \"/{}\": not found",
            missing_glob: "lstat /{}: no such file or directory",
        },
    },
    Engine {
        id: "podman",
        title: "Podman",
        summary: "podman build and buildah, local",
        ignore: IgnorePolicy {
            lookup: &[
                Lookup::BesideDockerfile(".dockerignore"),
                Lookup::BesideDockerfile(".containerignore"),
                Lookup::ContextRoot(".containerignore"),
                Lookup::ContextRoot(".dockerignore"),
            ],
            build_files: &["Containerfile", "Dockerfile"],
            fallback_has_own: true,
            links: Links::Confined,
            links_beside: Links::Followed,
            unreadable: Unreadable::Fails,
            reader: Reader::Containers,
            transport: Transport::None,
        },
        dialect: Dialect::ContainersStorage,
        transfer: TransferPolicy {
            prune: Prune::UnlessTextPrefix,
            asks: Asks::ForAll,
            at_hand: true,
            opened: Opened::Never,
            sockets: Special::Skipped,
            fifos: Special::Sent,
            unreadable_directory: UnreadableDirectory::FailsIfOpened,
            unreadable_file: UnreadableFile::Fails,
            rechecked: false,
            preflight: false,
            stops_quietly: false,
        },
        copying: CopyPolicy {
            uploads_unused: false,
            mounts_show_ignored: true,
            from_expands: true,
            frontend: Frontend::Current,
            empty_glob: EmptyGlob::FailsIfTaken,
            missing: "no items matching glob \"{}\" copied: no such file or directory",
            missing_glob: "no items matching glob \"{}\" copied: no such file or directory",
        },
    },
];

impl Engine {
    /// The engine with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        ENGINES.iter().find(|engine| engine.id == id)
    }
}

impl Default for &Engine {
    fn default() -> Self {
        &ENGINES[0]
    }
}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
