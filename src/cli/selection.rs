//! The options that say which build is meant, and the plain request that they make.
//!
//! What a request takes from outside, standard input and the environment, is read here and once, so
//! that every engine is asked about the same build.

use super::Stop;
use clap::Args;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use stowaway::build::{DockerfileChoice, IgnoreChoice, Request};
use stowaway::dockerfile::Platform;
use stowaway::engine::Engine;

/// Which build is meant, apart from the context and the engine.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// The Dockerfile, `-` for standard input; `DOCKERFILE.dockerignore` beside it is read first
    #[arg(short, long, value_name = "DOCKERFILE", help_heading = "Build")]
    pub(super) file: Option<OsString>,
    /// Read no Dockerfile: the whole context counts as asked for
    #[arg(long, conflicts_with_all = ["file", "target"], help_heading = "Build")]
    pub(super) no_dockerfile: bool,
    /// The stage to build; the last one if none is named
    #[arg(long, value_name = "STAGE", help_heading = "Build")]
    pub(super) target: Option<String>,
    /// A value for an ARG; without `=VALUE` that of the environment variable
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = argument, help_heading = "Build")]
    pub(super) build_arg: Vec<Argument>,
    /// A further context, as the Dockerfile names it: a directory, an image or a URL
    #[arg(long, value_name = "NAME=VALUE", value_parser = context, help_heading = "Build")]
    pub(super) build_context: Vec<(String, String)>,
    /// The platform to build for, which decides TARGETARCH and its like
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", value_parser = platform, help_heading = "Build")]
    pub(super) platform: Option<Platform>,
    /// Read this ignore file, whatever the engine would find
    #[arg(long, value_name = "FILE", conflicts_with = "no_ignore", help_heading = "Build")]
    pub(super) ignorefile: Option<PathBuf>,
    /// Read no ignore file: everything travels
    #[arg(long, help_heading = "Build")]
    pub(super) no_ignore: bool,
    /// Worker threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Build")]
    pub(super) threads: Option<usize>,
}

/// What was typed after `--build-arg`.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    name: String,
    /// `None` if the environment is to be asked.
    value: Option<String>,
}

impl Selection {
    /// The request that was typed.
    ///
    /// # Errors
    /// If standard input is wanted and cannot be read.
    pub(super) fn request(&self, context: &Path, engine: &'static Engine) -> Result<Request, Stop> {
        let mut request = Request::new(context, engine);
        request.ignore = match (&self.ignorefile, self.no_ignore) {
            (Some(path), _) => IgnoreChoice::Named(path.clone()),
            (None, true) => IgnoreChoice::None,
            (None, false) => IgnoreChoice::Lookup,
        };
        request.dockerfile = self.dockerfile()?;
        request.options.target.clone_from(&self.target);
        request.options.platform.clone_from(&self.platform);
        for Argument { name, value } in &self.build_arg {
            // A variable that is not set leaves the argument as the Dockerfile has it.
            let of_environment = || Some(std::env::var_os(name)?.to_string_lossy().into_owned());
            let value = value.clone().or_else(of_environment);
            if let Some(value) = value {
                request.options.arguments.insert(name.clone(), value);
            }
        }
        for (name, value) in &self.build_context {
            request.contexts.retain(|(known, _)| known != name);
            request.contexts.push((name.clone(), value.clone()));
        }
        Ok(request)
    }

    /// An empty name is none, as for `docker build`.
    fn dockerfile(&self) -> Result<DockerfileChoice, Stop> {
        match &self.file {
            _ if self.no_dockerfile => Ok(DockerfileChoice::None),
            Some(name) if name == "-" => {
                let mut text = Vec::new();
                std::io::stdin().lock().read_to_end(&mut text).map_err(|error| {
                    let what =
                        format!("the Dockerfile cannot be read from standard input: {error}");
                    Stop::Usage(what, String::new())
                })?;
                Ok(DockerfileChoice::Text(text))
            }
            Some(name) if !name.is_empty() => Ok(DockerfileChoice::Named(name.into())),
            Some(_) | None => Ok(DockerfileChoice::Lookup),
        }
    }
}

fn argument(text: &str) -> Result<Argument, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    // The environment is asked only for names that it can have.
    if name.is_empty() || name.contains('\0') {
        return Err("name the argument, as in VERSION=1.2".to_owned());
    }
    Ok(Argument { name: name.to_owned(), value })
}

fn context(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        Some(_) | None => {
            Err("write a name and what it stands for, as in assets=../assets".to_owned())
        }
    }
}

fn platform(text: &str) -> Result<Platform, String> {
    if text.contains(',') {
        return Err("one platform at a time: each asks for its own part of the context".to_owned());
    }
    Platform::parse(text).map_err(|_| "write a platform as in linux/arm64".to_owned())
}

/// Far above any machine's processors; each thread costs a stack.
const MOST_THREADS: usize = 1024;

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least one thread is needed".to_owned()),
        Ok(number) if number > MOST_THREADS => {
            Err(format!("more than {MOST_THREADS} threads help nobody"))
        }
        Ok(number) => Ok(number),
        Err(_) => Err("not a number of threads".to_owned()),
    }
}
