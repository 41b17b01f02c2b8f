//! Finding and reading the Dockerfile, as each engine does it (SPEC 9.1, 9.2, 10.3, 11.1).

use super::files::is_lost;
use super::{Added, Entry, Files, Request, confined, reason};
use crate::dockerfile::{Mistake, Plan, PlanOptions, Script};
use crate::engine::{Asks, Engine, Unreadable, UnreadableDirectory};
use crate::error::{Cause, Error, Failure, Place};
use crate::ignorefile::IncludeList;
use crate::path::Shown;
use crate::source::{Source, Span};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which Dockerfile is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DockerfileChoice {
    /// The one that the engine would find at the root of the context, if any.
    #[default]
    Lookup,
    /// This one, relative to the working directory.
    Named(PathBuf),
    /// This text, as if it came on standard input: nothing stands beside it (SPEC 9.1).
    Text(Vec<u8>),
    /// None: the context alone is looked at.
    None,
}

/// Where the Dockerfile is, or would be.
pub(super) struct Dockerfile {
    /// What it is relative to; `None` for text that is no file.
    pub(super) directory: Option<PathBuf>,
    pub(super) name: String,
    source: Option<Source>,
    /// It goes by the lower-case name that is tried last.
    pub(super) fallback: bool,
}

impl Dockerfile {
    /// Finds and reads it.
    ///
    /// # Errors
    /// If a named one is not there, or the engine would refuse the one that is.
    pub(super) fn find(request: &Request, root: &Path) -> Result<Self, Error> {
        match &request.dockerfile {
            DockerfileChoice::Named(path) => Self::named(request, root, path),
            DockerfileChoice::Lookup => Self::look_up(request, root),
            DockerfileChoice::None => {
                let mut found = Self::look_up(request, root)
                    .unwrap_or_else(|_| Self::absent(root, request.engine.ignore.build_files[0]));
                found.source = None;
                Ok(found)
            }
            DockerfileChoice::Text(text) => Ok(Self {
                directory: None,
                name: "Dockerfile".to_owned(),
                source: Some(Source::new("-", text.clone())),
                fallback: false,
            }),
        }
    }

    fn absent(directory: &Path, name: &str) -> Self {
        Self {
            directory: Some(directory.to_owned()),
            name: name.to_owned(),
            source: None,
            fallback: false,
        }
    }

    fn named(request: &Request, root: &Path, path: &Path) -> Result<Self, Error> {
        let missing =
            |error: &io::Error| Error::Dockerfile { path: path.to_owned(), reason: reason(error) };
        let directory = path.parent().filter(|parent| *parent != Path::new(""));
        let directory = request.files.canonical(directory.unwrap_or(Path::new(".")));
        let directory = directory.map_err(|error| missing(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lower =
            name == "Dockerfile" && request.engine.ignore.build_files.contains(&"dockerfile");
        let here = |name: &str| request.files.entry(&directory.join(name));
        match here(&name) {
            Ok(Entry::Directory) => {
                let error = io::Error::new(io::ErrorKind::IsADirectory, "is a directory");
                Err(missing(&error))
            }
            Err(_) if lower && here("dockerfile").is_ok() => {
                Self::read(request, root, &directory, "dockerfile", true)
            }
            Err(error) => Err(missing(&error)),
            Ok(_) => Self::read(request, root, &directory, &name, false),
        }
    }

    fn look_up(request: &Request, root: &Path) -> Result<Self, Error> {
        let Request { engine, files, .. } = request;
        let names = engine.ignore.build_files;
        let here =
            |name: &str| files.entry(&root.join(name)).is_ok_and(|entry| entry != Entry::Directory);
        match names.iter().copied().find(|name| here(name)) {
            Some(name) => Self::read(request, root, root, name, name == "dockerfile"),
            None if !names.contains(&"dockerfile") && here("dockerfile") => {
                Err(no_dockerfile(engine).into())
            }
            None => Ok(Self::absent(root, names[0])),
        }
    }

    fn read(
        request: &Request,
        root: &Path,
        directory: &Path,
        name: &str,
        fallback: bool,
    ) -> Result<Self, Error> {
        let Request { engine, files, .. } = request;
        let path = directory.join(name);
        let shown = path.strip_prefix(root).unwrap_or(&path);
        let shown = Shown(shown.as_os_str().as_encoded_bytes()).to_string();
        // BuildKit fetches it by patterns, so that it must match its own name, and a link must not
        // leave its directory; the others open it.
        let fetched = engine.transfer.asks != Asks::ForAll;
        let bytes = match fetched {
            true if !names_itself(engine, name) => Err(io::Error::from(io::ErrorKind::NotFound)),
            true => confined::read(files, directory, name),
            false => confined::read_file(files, &path),
        };
        let bytes = match (bytes, engine.ignore.unreadable) {
            (Ok(bytes), _) => bytes,
            // It arrives empty (SPEC 6.2).
            (Err(error), Unreadable::Nothing)
                if error.kind() == io::ErrorKind::PermissionDenied =>
            {
                return Err(Failure {
                    cause: Cause::DockerfileUnreadable,
                    engine: engine.id,
                    message: "the Dockerfile cannot be empty".to_owned(),
                    place: None,
                    path: Some(shown.as_str().into()),
                }
                .into());
            }
            (Err(error), _) if is_lost(&error) => {
                return Err(Error::Dockerfile { path, reason: reason(&error) });
            }
            (Err(error), _) => {
                let what = if error.kind() == io::ErrorKind::NotFound {
                    "no such file or directory".to_owned()
                } else {
                    reason(&error)
                };
                let message =
                    format!("failed to read dockerfile: open {}: {what}", Shown(name.as_bytes()));
                return Err(Failure {
                    cause: Cause::DockerfileUnreadable,
                    engine: engine.id,
                    message,
                    place: None,
                    path: Some(shown.as_str().into()),
                }
                .into());
            }
        };
        let source = Some(Source::new(shown, bytes));
        let directory = Some(directory.to_owned());
        Ok(Self { directory, name: name.to_owned(), source, fallback })
    }

    /// The file, if there is one.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let directory = self.directory.as_deref().filter(|_| self.source.is_some())?;
        Some(directory.join(&self.name))
    }

    /// What it asks for, if there is one.
    ///
    /// # Errors
    /// [`Failure`] where the engine refuses it.
    pub(super) fn plan(
        &self,
        engine: &'static Engine,
        options: &PlanOptions,
    ) -> Result<Option<Plan>, Failure> {
        let Some(source) = &self.source else { return Ok(None) };
        let placed = |source: Arc<Source>, mistake: Mistake| Failure {
            cause: mistake.cause,
            engine: engine.id,
            message: mistake.message,
            place: (mistake.span != Span::default())
                .then_some(Place { source, span: mistake.span }),
            path: None,
        };
        let script = Script::read(source).map_err(|mistake| {
            let text = String::from_utf8_lossy(source.bytes()).into_owned();
            placed(Arc::new(Source::new(source.name(), text)), mistake)
        })?;
        let plan = Plan::new(&script, options);
        plan.map(Some).map_err(|mistake| placed(Arc::clone(&script.source), mistake))
    }

    /// The paths that the engine takes back in by itself (SPEC 10.3).
    pub(super) fn forced(&self, engine: &Engine, root: &Path) -> Vec<Vec<u8>> {
        if !engine.transfer.preflight {
            return Vec::new();
        }
        let mut paths = vec![b".dockerignore".to_vec()];
        if let Some(path) = self.path()
            && let Ok(inside) = path.strip_prefix(root)
        {
            paths.push(inside.as_os_str().as_encoded_bytes().to_vec());
        }
        paths
    }

    /// What the client adds for a Dockerfile that the context does not hold: the file under a name
    /// of its own, and an ignore file that takes it away again (SPEC 10.7).
    pub(super) fn added(&self, engine: &Engine, files: &Files, root: &Path) -> Vec<Added> {
        let Some(source) = self.source.as_ref().filter(|_| engine.transfer.preflight) else {
            return Vec::new();
        };
        if self.path().is_some_and(|path| path.starts_with(root)) {
            return Vec::new();
        }
        let name = ".dockerfile.RANDOM";
        let mut added = vec![Added { name, size: source.bytes().len() as u64 }];
        if files.entry(&root.join(".dockerignore")).is_err() {
            // A line feed before and after a name whose random part has 20 letters.
            added.push(Added { name: ".dockerignore", size: 2 + ".dockerfile.".len() as u64 + 20 });
        }
        added
    }

    /// What Docker 20.10 trips over before it reads the ignore file: it lists the Dockerfile's own
    /// directory with everything directly in it (SPEC 14).
    pub(super) fn earlier_failure(&self, request: &Request) -> Option<Failure> {
        let Request { engine, files, .. } = request;
        let transfer = &engine.transfer;
        if transfer.preflight || transfer.unreadable_directory != UnreadableDirectory::FailsIfSeen {
            return None;
        }
        // What is stored can be read.
        let directory = self.directory.as_deref().filter(|path| files.stored(path).is_none())?;
        let mut names: Vec<_> = std::fs::read_dir(directory).ok()?.flatten().collect();
        names.sort_by_key(std::fs::DirEntry::file_name);
        let is_directory =
            |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        let unreadable = |entry: &std::fs::DirEntry| {
            let denied = |error: io::Error| error.kind() == io::ErrorKind::PermissionDenied;
            is_directory(entry) && std::fs::read_dir(entry.path()).is_err_and(denied)
        };
        let path = names.iter().find(|entry| unreadable(entry))?.file_name();
        let path = path.as_encoded_bytes();
        Some(Failure {
            cause: Cause::UnreadableDirectory,
            engine: engine.id,
            message: format!("open {}: permission denied", Shown(path)),
            place: None,
            path: Some(path.into()),
        })
    }
}

/// Whether a name, read as a pattern, matches itself (SPEC 9.2).
fn names_itself(engine: &Engine, name: &str) -> bool {
    if engine.transfer.asks == Asks::ByComponent {
        return crate::dockerfile::matches_path(name.as_bytes(), name.as_bytes()) == Ok(true);
    }
    let Ok(list) = IncludeList::compile(engine, &[name.as_bytes().to_vec()]) else { return false };
    let state = crate::ignorefile::DirState::default();
    let mut scratch = crate::ignorefile::Scratch::default();
    let judged = list.enter(&state, b"", &mut scratch).judge(name.as_bytes());
    judged.is_ok_and(|judged| judged.excluded)
}

fn no_dockerfile(engine: &Engine) -> Failure {
    let message = format!("no {}", engine.ignore.build_files.join(" or "));
    Failure { cause: Cause::NoDockerfile, engine: engine.id, message, place: None, path: None }
}
