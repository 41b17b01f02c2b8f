//! The benchmark of the walk: stowaway against the limit of the machine and against its peers, in one run.
//!
//! What it is: a program of its own, `cargo bench --bench context -- --help`, which makes its trees, checks the
//! totals, runs everybody interleaved and prints ratios. `BENCHMARKS.md` explains the method and keeps a full run.
//!
//! What it is not: a micro-benchmark or a test. Nothing here measures a function, and a missed target fails nothing;
//! only wrong totals do.

#[cfg(target_os = "linux")]
mod context {
    mod canaries;
    mod contenders;
    mod contents;
    mod dockerfile;
    mod fixing;
    mod git;
    mod machine;
    mod measure;
    mod options;
    mod parts;
    mod patterns;
    mod raw;
    mod report;
    mod rounds;
    pub(crate) mod session;
    mod targets;
    mod trees;
    mod verify;

    /// What can go wrong is told to a person and to nobody else.
    pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

    /// The first argument that makes this program walk a directory, as one of the contenders.
    const RAW: &str = "--raw";

    /// The last argument of such a walk that reads every file, too.
    const READ: &str = "--read";

    /// The first argument that makes this program run and weigh one other.
    const RUNNER: &str = "--run-and-weigh";
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    context::session::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    // The limit is made of Linux system calls, and so are the figures that it is the measure of.
}
