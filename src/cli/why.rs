//! `stowaway why`: one explanation for each path, from real walks of every engine.

use super::args::Why;
use super::check::{as_typed, on_threads};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Outcome, Stop};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use stowaway::audit::{Audit, Options, audit};
use stowaway::build::Request;
use stowaway::context::WalkOptions;
use stowaway::engine::{ENGINES, Engine};
use stowaway::error::Error;
use stowaway::path::Shown;
use stowaway::report::{self, OnDisk};

pub(super) fn run(args: &Why, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let request = args.selection.request(&args.context, args.engine)?;
    let progress = Progress::start(terminal.is_watched);
    let audits = on_threads(args.selection.threads, || {
        let asked = one(&request, args.engine)?;
        let others = ENGINES.iter().filter(|engine| **engine != *args.engine);
        let others: Vec<_> = others.map(|engine| (engine, one(&request, engine))).collect();
        Ok::<_, Error>((asked, others))
    });
    drop(progress);
    let (asked, others) = audits?.map_err(|error| as_typed(error, &args.context))?;
    let mut outcome = Outcome::Clean;
    if let Some(failure) = asked.failure() {
        terminal.fail(&Error::from(failure.clone()))?;
        outcome = Outcome::Trouble;
    }
    for (number, typed) in args.paths.iter().enumerate() {
        let path = relative(typed, &asked.build.root)?;
        let found = found(&asked.build.root, &path);
        if number > 0 {
            terminal.out.write_all(b"\n")?;
        }
        let bytes = path.as_os_str().as_encoded_bytes();
        let why = report::Why::new(bytes, found, &asked, &others);
        why.write(&terminal.look, &mut *terminal.out)?;
    }
    Ok(outcome)
}

fn one(request: &Request, engine: &'static Engine) -> Result<Audit, Error> {
    audit(&Options {
        request: Request { engine, ..request.clone() },
        walk: WalkOptions::default(),
        rules: None,
        git: None,
        canaries: None,
        contents: None,
    })
}

/// The path below the context: `.` and `..` are resolved as text, an absolute path must lie inside.
fn relative(typed: &OsStr, root: &Path) -> Result<PathBuf, Stop> {
    let typed = Path::new(typed);
    let outside = || {
        Stop::Usage(
            format!("`{}` is not inside the context", Shown(typed.as_os_str().as_encoded_bytes())),
            "name a path relative to the context, which -C names".to_owned(),
        )
    };
    let inside =
        if typed.is_absolute() { typed.strip_prefix(root).map_err(|_| outside())? } else { typed };
    let mut path = PathBuf::new();
    for component in inside.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => path.push(name),
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(outside());
            }
        }
    }
    if path.as_os_str().is_empty() { Err(outside()) } else { Ok(path) }
}

/// What the disk has there, without following a link at the end.
fn found(root: &Path, path: &Path) -> OnDisk {
    match root.join(path).symlink_metadata() {
        Ok(facts) => OnDisk::There(facts.file_type().into(), facts.len()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => OnDisk::Unknown,
        Err(_) => OnDisk::Nothing,
    }
}
