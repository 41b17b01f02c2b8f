//! The real `docker build` client, made to use the classic builder, against what this program
//! predicts for it. The client talks to a stand-in daemon inside this test, which keeps the tar
//! stream it uploads; every entry and their order must agree. It does not test what a daemon
//! does with that stream, nor BuildKit. Without a usable client on PATH it says so and passes.
#![cfg(target_os = "linux")]

#[path = "live/daemon.rs"]
mod daemon;
mod live;

use daemon::{Daemon, Upload};
use live::{Flavour, Listing};
use std::path::{Path, PathBuf};
use std::process::Command;

const TREES: usize = 300;

const CLASSIC: Flavour = Flavour {
    engine: "classic",
    ordered: true,
    makes_up_parents: false,
    dockerfiles: ["Dockerfile", "dockerfile"],
};

#[test]
fn docker_client_uploads_what_is_predicted() {
    if !live::on_path("docker") {
        return live::skipped("no docker client on PATH");
    }
    let scratch = tempfile::tempdir().expect("a temporary directory");
    let socket = scratch.path().join("d.sock");
    let daemon = Daemon::start(&socket).expect("a unix socket");
    let client = Client { home: scratch.path().to_owned(), socket, daemon };
    if let Err(reason) = client.probe() {
        return live::skipped(&format!("this docker client cannot be used: {reason}"));
    }
    let trees = live::how_many(TREES);
    let tally = live::compare(&CLASSIC, trees, |tag, tree| client.build(tag, tree));
    live::say(&format!("docker (classic builder): {tally}"));
    assert_eq!(tally.compared, trees);
    assert!(tally.listed * 4 >= tally.compared * 3, "too few trees were uploaded: {tally}");
    assert!(tally.failed >= 1, "too few trees were refused: {tally}");
}

struct Client {
    home: PathBuf,
    socket: PathBuf,
    daemon: Daemon,
}

impl Client {
    /// Checks that the program is Docker's own and still has the classic builder.
    fn probe(&self) -> Result<(), String> {
        let output = self.command().arg("--version").output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !text.starts_with("Docker version ") {
            return Err(format!("it calls itself {:?}", text.trim()));
        }
        let context = live::trivial_context();
        match self.build("probe", context.path()) {
            Listing::Paths(paths) if paths == [b"Dockerfile"] => Ok(()),
            other => Err(format!("a trivial build gives {other:?}")),
        }
    }

    fn command(&self) -> Command {
        let mut command = live::bare_command("docker", &self.home);
        command.env("DOCKER_CONFIG", &self.home);
        command.env("DOCKER_HOST", format!("unix://{}", self.socket.display()));
        command.env("DOCKER_BUILDKIT", "0");
        command
    }

    fn build(&self, tag: &str, context: &Path) -> Listing {
        let mut command = self.command();
        let output = command.args(["build", "-q", "-t", tag]).arg(context).output();
        let output = output.expect("docker runs");
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match (output.status.success(), self.daemon.take(tag)) {
            (true, Some(Upload::Complete(tar))) => Listing::of_tar(&tar, &CLASSIC),
            (false, None) => Listing::Fails(complaint),
            (false, Some(_)) => Listing::Odd(format!("failed after the upload began: {complaint}")),
            (true, _) => Listing::Odd(format!("succeeded without an upload: {complaint}")),
        }
    }
}
