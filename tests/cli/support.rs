//! Trees, runs of the binary, and texts to compare with.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A directory that holds a context called `context`.
pub(crate) struct Tree {
    place: TempDir,
}

impl Tree {
    /// A tree with these files; a path that ends in `/` is a directory.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self { place: tempfile::tempdir().expect("a temporary directory") };
        fs::create_dir(tree.root()).expect("created");
        for (path, text) in files {
            tree.write(path, text.as_bytes());
        }
        tree
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.place.path().join("context")
    }

    pub(crate) fn above(&self) -> &Path {
        self.place.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let at = self.root().join(path);
        if path.ends_with('/') {
            return fs::create_dir_all(at).expect("created");
        }
        fs::create_dir_all(at.parent().expect("has a parent")).expect("created");
        fs::write(at, bytes).expect("written");
    }

    /// A file of so many bytes.
    pub(crate) fn fill(&self, path: &str, size: usize) {
        self.write(path, &vec![b'x'; size]);
    }

    /// Runs stowaway in the context.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_in(&self.root(), args)
    }

    /// Runs stowaway in the context with more environment variables.
    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = stowaway(Path::new(env!("CARGO_BIN_EXE_stowaway")));
        command.current_dir(self.root()).args(args).envs(variables.iter().copied());
        Run::of(command.output().expect("it runs"))
    }

    /// Runs stowaway in the context with this text on standard input.
    pub(crate) fn feed(&self, args: &[&str], text: &str) -> Run {
        let mut command = stowaway(Path::new(env!("CARGO_BIN_EXE_stowaway")));
        command.current_dir(self.root()).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(text.as_bytes()).expect("it reads");
        drop(stdin);
        Run::of(child.wait_with_output().expect("it ends"))
    }

    /// Runs stowaway in the directory that holds the context.
    pub(crate) fn run_above(&self, args: &[&str]) -> Run {
        self.run_in(self.above(), args)
    }

    fn run_in(&self, directory: &Path, args: &[&str]) -> Run {
        let mut command = stowaway(Path::new(env!("CARGO_BIN_EXE_stowaway")));
        Run::of(command.current_dir(directory).args(args).output().expect("it runs"))
    }

    /// Runs stowaway in the context as a user whom permissions concern: root becomes `nobody`.
    #[cfg(unix)]
    pub(crate) fn run_unprivileged(&self, args: &[&str]) -> Run {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::process::CommandExt;
        let mut command = stowaway(Path::new(env!("CARGO_BIN_EXE_stowaway")));
        if rustix::process::geteuid().is_root() {
            let program = self.above().join("stowaway");
            if !program.exists() {
                fs::copy(env!("CARGO_BIN_EXE_stowaway"), &program).expect("copied");
            }
            let everyone = fs::Permissions::from_mode(0o755);
            fs::set_permissions(self.above(), everyone).expect("set");
            command = stowaway(&program);
            command.uid(65534).gid(65534);
        }
        command.current_dir(self.root()).args(args);
        loop {
            // A sibling test that forks right now holds the copy open for writing, until it execs.
            match command.output() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {}
                output => return Run::of(output.expect("it runs")),
            }
        }
    }
}

fn stowaway(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    // What this machine's user has git ignore is nobody's business here.
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("HOME", "/nonexistent").env("XDG_CONFIG_HOME", "/nonexistent");
    // The tests themselves may run in CI.
    command.env("CI", "false");
    command
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let err = String::from_utf8(output.stderr).expect("errors are text");
        let run = Self { code: output.status.code(), out: output.stdout, err };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("output is text")
    }

    /// Exit code and standard error, and nothing on standard output.
    pub(crate) fn fails(&self, code: i32, err: &str) {
        assert_eq!((self.code, self.err.as_str()), (Some(code), err));
        assert_eq!(self.text(), "");
    }

    /// Exit code and standard output, and nothing on standard error.
    pub(crate) fn says(&self, code: i32, out: &str) {
        assert_eq!((self.text(), self.err.as_str(), self.code), (out, "", Some(code)));
    }

    /// Exit code and standard output as written down below `fixtures/snapshots`.
    pub(crate) fn matches(&self, code: i32, name: &str) {
        same_as_file(&format!("snapshots/{name}.txt"), self.text());
        assert_eq!((self.err.as_str(), self.code), ("", Some(code)), "{name}");
    }
}

/// Compares with a file below `fixtures`, or writes it.
pub(crate) fn same_as_file(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().expect("has a parent")).expect("created");
        fs::write(&path, text).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == text,
        "fixtures/{name} differs (UPDATE_SNAPSHOTS=1 accepts)\n--- expected\n{expected}\n--- is\n{text}"
    );
}
