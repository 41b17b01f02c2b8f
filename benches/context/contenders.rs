//! Who runs: the raw walk, stowaway in its modes, and the peers, each as a command line.
//!
//! What it is: tables of words. A further mode or peer is one more row.
//!
//! What it is not: a judgement. Peers do other work than stowaway, and each row says which.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Invocation, Sink};
use super::patterns::IgnoreFiles;
use super::trees::Tree;
use super::{RAW, READ, Result};

/// Something that is run once per round.
#[derive(Clone, Debug)]
pub(crate) struct Contender {
    pub(crate) name: String,
    pub(crate) invocation: Invocation,
    /// Exit codes that mean that the work was done.
    pub(crate) fine: &'static [i32],
}

struct Mode {
    name: &'static str,
    arguments: &'static [&'static str],
}

/// The modes of stowaway; `{…}` is filled in per tree.
const MODES: [Mode; 6] = [
    Mode {
        name: "size",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-ignore",
            "--no-rules",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
    Mode {
        name: "15",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-rules",
            "--ignorefile",
            "{fifteen}",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
    Mode {
        name: "2000",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-rules",
            "--ignorefile",
            "{two-thousand}",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
    Mode {
        name: "rules",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-content",
            "--no-ignore",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
    Mode {
        name: "both",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-content",
            "--ignorefile",
            "{fifteen}",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
    Mode {
        name: "pruned",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-content",
            "--ignorefile",
            "{pruned}",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
];

/// The modes that open files, which only the part about contents runs.
const CONTENTS: [Mode; 2] = [
    Mode {
        name: "contents",
        arguments: &["check", "--no-dockerfile", "--no-ignore", "--threads", "{threads}", "{tree}"],
    },
    Mode {
        name: "deep",
        arguments: &[
            "check",
            "--no-dockerfile",
            "--no-ignore",
            "--deep",
            "--threads",
            "{threads}",
            "{tree}",
        ],
    },
];

struct Peer {
    name: &'static str,
    /// The first of these that is on the path is run.
    programs: &'static [&'static str],
    arguments: &'static [&'static str],
    sink: Sink,
    work: &'static str,
}

const NODE_WALK: &str = "const f=require('fs'),p=require('path');let n=0,s=0;const q=[process.argv[1]];\
    while(q.length){const d=q.pop();for(const e of f.readdirSync(d,{withFileTypes:true})){const c=p.join(d,e.name);\
    if(e.isDirectory())q.push(c);else{n++;s+=f.lstatSync(c).size}}}console.log(n,s)";

const PEERS: [Peer; 9] = [
    Peer {
        name: "diskus",
        programs: &["diskus"],
        arguments: &["-b", "-j", "{threads}", "{tree}"],
        sink: Sink::Null,
        work: "sizes",
    },
    Peer {
        name: "pdu",
        programs: &["pdu"],
        arguments: &[
            "--quantity",
            "apparent-size",
            "--max-depth",
            "1",
            "--threads",
            "{threads}",
            "{tree}",
        ],
        sink: Sink::Null,
        work: "sizes per directory",
    },
    Peer {
        name: "du",
        programs: &["du"],
        arguments: &["-sb", "{tree}"],
        sink: Sink::Null,
        work: "sizes, one thread",
    },
    Peer {
        name: "find",
        programs: &["find"],
        arguments: &["{tree}", "-printf", "%s\n"],
        sink: Sink::Null,
        work: "sizes listed, one thread",
    },
    Peer {
        name: "dust",
        programs: &["dust"],
        arguments: &["-P", "-s", "-n", "1", "-T", "{threads}", "{tree}"],
        sink: Sink::Null,
        work: "sizes, tree kept",
    },
    Peer {
        name: "fd",
        programs: &["fd", "fdfind"],
        arguments: &["-u", "-j", "{threads}", ".", "{tree}"],
        sink: Sink::Null,
        work: "names only",
    },
    Peer {
        name: "rg",
        programs: &["rg"],
        arguments: &["--files", "-uuu", "-j", "{threads}", "{tree}"],
        sink: Sink::Null,
        work: "names only",
    },
    Peer {
        name: "tar",
        programs: &["tar"],
        arguments: &["cf", "-", "-C", "{tree}", "."],
        sink: Sink::Pipe,
        work: "reads every file",
    },
    Peer {
        name: "node",
        programs: &["node"],
        arguments: &["-e", NODE_WALK, "{tree}"],
        sink: Sink::Null,
        work: "readdir and lstat, one thread",
    },
];

/// What the command lines of one run are filled with.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) threads: usize,
    pub(crate) ignore_files: IgnoreFiles,
    stowaway: Option<PathBuf>,
    fsutil: Option<PathBuf>,
    peers: Vec<(usize, PathBuf)>,
}

impl Field {
    /// Looks up who is here.
    pub(crate) fn gather(
        threads: usize,
        ignore_files: IgnoreFiles,
        stowaway: Option<PathBuf>,
        fsutil: Option<PathBuf>,
    ) -> Self {
        let found = |(index, peer): (usize, &Peer)| {
            Some((index, peer.programs.iter().find_map(|name| lookup(name))?))
        };
        let peers = PEERS.iter().enumerate().filter_map(found).collect();
        Self { threads, ignore_files, stowaway, fsutil, peers }
    }

    /// Everybody, in the order of the tables.
    pub(crate) fn all(&self, tree: &Tree) -> Result<Vec<Contender>> {
        let mut all = vec![self.raw(tree, self.threads)?];
        if self.threads > 1 {
            all.push(self.raw(tree, 1)?);
        }
        all.extend(MODES.iter().filter_map(|mode| self.mode(tree, mode.name, self.threads)));
        all.extend(self.fsutil(tree));
        all.extend(
            self.peers.iter().map(|&(index, ref program)| self.peer(tree, &PEERS[index], program)),
        );
        Ok(all)
    }

    /// The limit, as a process of its own.
    pub(crate) fn raw(&self, tree: &Tree, threads: usize) -> Result<Contender> {
        let name = if threads == self.threads {
            "raw".to_owned()
        } else {
            format!("raw, {threads} thread")
        };
        let arguments = [RAW, "{tree}", "--threads", "{threads}"];
        let invocation =
            self.fill(&std::env::current_exe()?, &arguments, tree, threads, Sink::Null);
        Ok(Contender { name, invocation, fine: &[0] })
    }

    /// The same, and every file read as a scan of contents reads it.
    pub(crate) fn read(&self, tree: &Tree) -> Result<Contender> {
        let arguments = [RAW, "{tree}", "--threads", "{threads}", READ];
        let program = std::env::current_exe()?;
        let invocation = self.fill(&program, &arguments, tree, self.threads, Sink::Null);
        Ok(Contender { name: "read".to_owned(), invocation, fine: &[0] })
    }

    /// Stowaway in one of its modes.
    pub(crate) fn mode(&self, tree: &Tree, name: &str, threads: usize) -> Option<Contender> {
        let mode = MODES.iter().chain(&CONTENTS).find(|mode| mode.name == name)?;
        let invocation =
            self.fill(self.stowaway.as_deref()?, mode.arguments, tree, threads, Sink::Null);
        Some(Contender { name: format!("stowaway {name}"), invocation, fine: &[0, 1] })
    }

    /// A peer by name, if it is installed.
    pub(crate) fn peer_named(&self, tree: &Tree, name: &str) -> Option<Contender> {
        let (index, program) = self.peers.iter().find(|&&(index, _)| PEERS[index].name == name)?;
        Some(self.peer(tree, &PEERS[*index], program))
    }

    fn peer(&self, tree: &Tree, peer: &Peer, program: &Path) -> Contender {
        let invocation = self.fill(program, peer.arguments, tree, self.threads, peer.sink);
        Contender { name: peer.name.to_owned(), invocation, fine: &[0] }
    }

    /// The docker client's own walk: with fifteen patterns, and with `node_modules` pruned.
    pub(crate) fn fsutil(&self, tree: &Tree) -> Vec<Contender> {
        let Some(program) = &self.fsutil else { return Vec::new() };
        [("fsutil 15", "{fifteen}"), ("fsutil pruned", "{pruned}")]
            .map(|(name, file)| Contender {
                name: name.to_owned(),
                invocation: self.fill(program, &["{tree}", file], tree, 1, Sink::Null),
                fine: &[0],
            })
            .to_vec()
    }

    fn fill(
        &self,
        program: &Path,
        arguments: &[&str],
        tree: &Tree,
        threads: usize,
        sink: Sink,
    ) -> Invocation {
        let filled = |word: &&str| -> OsString {
            match *word {
                "{tree}" => tree.path.clone().into(),
                "{threads}" => threads.to_string().into(),
                "{fifteen}" => self.ignore_files.fifteen.clone().into(),
                "{two-thousand}" => self.ignore_files.two_thousand.clone().into(),
                "{pruned}" => self.ignore_files.pruned.clone().into(),
                word => word.into(),
            }
        };
        Invocation {
            program: program.to_owned(),
            arguments: arguments.iter().map(filled).collect(),
            sink,
        }
    }

    /// A line per peer: its version and the work it does, or that it is missing.
    pub(crate) fn roll_call(&self) -> Vec<[String; 3]> {
        let present = |index| self.peers.iter().find(|&&(found, _)| found == index);
        let peers = PEERS.iter().enumerate().map(|(index, peer)| {
            let version = present(index)
                .map_or_else(|| "not installed, skipped".to_owned(), |(_, path)| version(path));
            [peer.name.to_owned(), version, peer.work.to_owned()]
        });
        let fsutil =
            if self.fsutil.is_some() { "given" } else { "not given, skipped (see BENCHMARKS.md)" };
        let own = self
            .stowaway
            .as_ref()
            .map_or_else(|| "not built, skipped".to_owned(), |path| version(path));
        std::iter::once(["stowaway".to_owned(), own, "see its modes".to_owned()])
            .chain(peers)
            .chain([[
                "fsutil".to_owned(),
                fsutil.to_owned(),
                "the docker client's walk, one thread".to_owned(),
            ]])
            .collect()
    }
}

fn lookup(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|directory| directory.join(program))
        .find(|path| path.is_file())
}

fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output();
    let text = output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    text.lines().next().filter(|line| !line.is_empty()).unwrap_or("version unknown").to_owned()
}
