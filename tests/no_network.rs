//! Nothing that is found may leave the machine: nothing is linked that could send it, and nothing is
//! run that could.
//!
//! Reads the lock file, which lists all that any build of this crate could link, and the sources as
//! text. It does not look into what the standard library could do and nobody calls.

use std::fs;
use std::path::Path;

/// Crates that open connections, or whose only use is to be asked to: clients, TLS, resolvers,
/// runtimes for sockets, and the bindings of C libraries that do the same.
const CONNECTED: &[&str] = &[
    "async-io",
    "async-net",
    "async-std",
    "attohttpc",
    "awc",
    "chttp",
    "curl",
    "curl-sys",
    "git2",
    "gix-credentials",
    "gix-protocol",
    "gix-transport",
    "h2",
    "h3",
    "hickory-resolver",
    "http",
    "hyper",
    "hyper-util",
    "isahc",
    "libcurl",
    "libgit2-sys",
    "libssh2-sys",
    "minreq",
    "mio",
    "native-tls",
    "octocrab",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "russh",
    "rustls",
    "schannel",
    "security-framework",
    "sentry",
    "smol",
    "socket2",
    "ssh2",
    "surf",
    "thrussh",
    "tokio",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki",
];

/// Crates whose use is to run programs, or that do so on the way.
const RUNNING: &[&str] =
    &["duct", "gix", "gix-command", "gix-filter", "gix-prompt", "subprocess", "xshell"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_crate_that_could_connect_or_run_a_program_is_linked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let names: Vec<&str> = (lock.lines())
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(names.contains(&"stowaway") && names.len() > 50, "{names:?}");
    let refused = |name: &&&str| CONNECTED.contains(name) || RUNNING.contains(name);
    let refused: Vec<&&str> = names.iter().filter(refused).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn no_connection_is_opened_and_no_program_is_run() {
    let mut places = vec![root().join("src")];
    let mut read = 0;
    while let Some(place) = places.pop() {
        for entry in fs::read_dir(place).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                places.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            for word in [
                "std::net",
                "std::process::Command",
                "process::{Command",
                "::net::",
                "TcpStream",
                "UdpSocket",
            ] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
            read += 1;
        }
    }
    assert!(read > 100, "{read} files");
}
