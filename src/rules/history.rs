//! Whether a build evidently needs its repository: what then comes along is meant to.
//!
//! Three kinds of evidence: an instruction that names `.git`, a command that asks git about the
//! history, and an install or a build beside a manifest that has its version from there. A shell
//! is not understood: commands are split as the checks split them, and what is not known here is
//! no evidence.

use super::checks::commands::{commands, installs};
use crate::build::Build;
use crate::context::{DirId, Heads, Inventory, Kind};
use crate::dockerfile::{Act, Plan, SourceKind, Step, Tree, Work};
use crate::path::clean;
use crate::source::Span;

/// An instruction that needs the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The instruction.
    pub span: Span,
    /// What of it needs the repository: `git describe`, or the name of a tool.
    pub what: String,
    /// It names the repository itself.
    pub named: bool,
}

/// The subcommands of git that look at history, index or work tree.
const ASKS: &[&str] = &[
    "archive",
    "blame",
    "branch",
    "cat-file",
    "checkout",
    "describe",
    "diff",
    "fetch",
    "for-each-ref",
    "lfs",
    "log",
    "ls-files",
    "ls-tree",
    "name-rev",
    "rev-list",
    "rev-parse",
    "shortlog",
    "show",
    "show-ref",
    "status",
    "submodule",
    "symbolic-ref",
    "tag",
    "worktree",
];
/// The subcommands that bring a repository of their own.
const BRINGS: &[&str] = &["clone", "init"];
/// Programs that ask the history, under any of these names.
const PROGRAMS: &[&str] = &[
    "dotnet-gitversion",
    "dunamai",
    "git-cliff",
    "git-describe",
    "gitversion",
    "goreleaser",
    "minver",
    "nbgv",
    "semantic-release",
    "setuptools-scm",
    "setuptools_scm",
    "versioneer",
    "versioningit",
];
/// Programs that run another.
const RUNNERS: &[&str] = &["npx", "pnpx", "bunx", "uvx", "pipx", "dotnet"];

/// A kind of manifest and the words in it that tell of a version from the history.
struct Manifest {
    /// The ids of the installers that read it.
    installers: &'static [&'static str],
    files: &'static [&'static str],
    words: &'static [&'static str],
}

const MANIFESTS: &[Manifest] = &[
    Manifest {
        installers: &["pip", "poetry", "uv", "pipenv"],
        files: &["pyproject.toml", "setup.py", "setup.cfg"],
        words: &[
            "setuptools_scm",
            "setuptools-scm",
            "hatch-vcs",
            "versioningit",
            "versioneer",
            "poetry-dynamic-versioning",
            "uv-dynamic-versioning",
            "dunamai",
            "use_scm_version",
        ],
    },
    Manifest {
        installers: &["cargo"],
        files: &["Cargo.toml"],
        words: &["vergen", "shadow-rs", "git-version", "built =", "build-info-build"],
    },
    Manifest {
        installers: &["dotnet"],
        files: &["Directory.Build.props", "Directory.Packages.props", "*.csproj"],
        words: &["GitVersion", "Nerdbank.GitVersioning", "MinVer"],
    },
    Manifest {
        installers: &["maven"],
        files: &["pom.xml", ".mvn/extensions.xml"],
        words: &["git-commit-id", "jgitver", "maven-git-versioning", "buildnumber-maven-plugin"],
    },
    Manifest {
        installers: &["gradle"],
        files: &["build.gradle", "build.gradle.kts"],
        words: &["gradle-git-properties", "gitversion", "git-version", "axion-release", "jgitver"],
    },
];

/// What tells such a tool its version, so that it asks nobody.
const INSTEAD: &[&str] = &["PRETEND_VERSION", "POETRY_DYNAMIC_VERSIONING_BYPASS"];
/// How much (bytes) of a manifest is read.
const MANIFEST: usize = 64 << 10;

impl Need {
    /// The first instruction that needs the repository at the root of the context.
    pub(crate) fn of(build: &Build, inventory: &Inventory, heads: &dyn Heads) -> Option<Self> {
        let plan = build.plan.as_ref()?;
        let there = inventory.find_in(DirId::ROOT, b".git");
        // The `.git` of a further work tree is a file, which is of no use to anybody in a build.
        there.filter(|entry| inventory.kind(*entry) == Kind::Directory)?;
        let tools = Tools { plan, inventory, heads };
        for (_, stage) in plan.reachable() {
            let mut brings = false;
            for step in &stage.steps {
                let found = named(step).or_else(|| match &step.act {
                    Act::Run(work) => {
                        brings |= asks_git(&work.command, BRINGS).is_some();
                        let asked = asks_git(&work.command, ASKS).filter(|_| !brings);
                        asked.or_else(|| tools.of(work)).map(|what| (step.span, what, false))
                    }
                    Act::Copy(_) | Act::Workdir(_) => None,
                });
                if let Some((span, what, named)) = found {
                    return Some(Self { span, what, named });
                }
            }
        }
        None
    }
}

/// Whether a step takes `.git`, or something in it, by its name.
fn named(step: &Step) -> Option<(Span, String, bool)> {
    let is = |text: &str| {
        let path = clean(format!("/{text}").as_bytes());
        path == b"/.git" || path.starts_with(b"/.git/")
    };
    match &step.act {
        Act::Copy(copy) if copy.from == Tree::Context => {
            let local = copy.sources.iter().filter(|source| source.kind == SourceKind::Local);
            let source = local.into_iter().find(|source| is(&source.text))?;
            Some((step.span, source.text.clone(), true))
        }
        Act::Run(work) => {
            let bound = work.mounts.iter().filter(|mount| mount.from == Tree::Context);
            let mount = bound.into_iter().find(|mount| is(&mount.source))?;
            Some((mount.span, mount.source.clone(), true))
        }
        Act::Copy(_) | Act::Workdir(_) => None,
    }
}

/// `git describe`, if the script runs such a command of git's.
fn asks_git(script: &str, verbs: &[&str]) -> Option<String> {
    commands(script).iter().find_map(|words| {
        let at = words.iter().position(|word| word == "git" || word.ends_with("/git"))?;
        // What stands before may be `echo` or `apk add`.
        let (0, mut rest) = (at, words[at + 1..].iter()) else { return None };
        let verb = loop {
            match rest.next()?.as_str() {
                "-C" | "-c" | "--git-dir" | "--work-tree" => drop(rest.next()),
                word if word.starts_with('-') => {}
                word => break word,
            }
        };
        verbs.contains(&verb).then(|| format!("git {verb}"))
    })
}

struct Tools<'a> {
    plan: &'a Plan,
    inventory: &'a Inventory,
    heads: &'a dyn Heads,
}

impl Tools<'_> {
    /// The tool that asks the history when this runs.
    fn of(&self, work: &Work) -> Option<String> {
        let run = commands(&work.command).iter().find_map(|words| {
            let stamps = words.iter().any(|word| word == "-buildvcs=true");
            let first = words.iter().find(|word| !RUNNERS.contains(&word.as_str()))?;
            let name = first.rsplit('/').next().unwrap_or(first);
            if stamps {
                return Some("-buildvcs=true".to_owned());
            }
            PROGRAMS.contains(&name).then(|| name.to_owned())
        });
        run.or_else(|| {
            let installed = installs(work);
            let read = |manifest: &&Manifest| {
                installed.iter().any(|one| manifest.installers.contains(&one.ecosystem.id))
            };
            MANIFESTS.iter().filter(read).find_map(|manifest| self.word_in(manifest))
        })
    }

    fn word_in(&self, manifest: &Manifest) -> Option<String> {
        let text = self.plan.source.bytes();
        let told = |name: &&str| memchr::memmem::find(text, name.as_bytes()).is_some();
        if INSTEAD.iter().any(told) {
            return None;
        }
        manifest.files.iter().find_map(|file| {
            let path = self.path(file)?;
            let head = self.heads.head(&path, MANIFEST).ok()?;
            let lines = head.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"#"));
            let word = lines.into_iter().find_map(|line| {
                let has = |word: &&&str| memchr::memmem::find(line, word.as_bytes()).is_some();
                manifest.words.iter().find(has)
            })?;
            let word = word.trim_end_matches([' ', '=']);
            Some(format!("{word} in {}", crate::path::Shown(&path)))
        })
    }

    /// Where a manifest of that name is at the root of the context; `*.x` is any file that ends so.
    fn path(&self, name: &str) -> Option<Vec<u8>> {
        let entry = match name.strip_prefix('*') {
            None => self.inventory.find(name.as_bytes())?,
            Some(ending) => self
                .inventory
                .entries(DirId::ROOT)
                .find(|entry| self.inventory.name(*entry).ends_with(ending.as_bytes()))?,
        };
        Some(self.inventory.path(entry).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::{ASKS, asks_git};

    #[test]
    fn commands_that_ask_the_history_are_told_from_others() {
        for (script, expected) in [
            ("git describe --tags", Some("git describe")),
            ("make VERSION=$(git -C /src rev-parse HEAD)", Some("git rev-parse")),
            ("V=`git log -1` make", Some("git log")),
            ("go build -ldflags \"-X v=$(git describe)\" .", Some("git describe")),
            ("apk add git make", None),
            ("git config --global user.name x", None),
            ("git clone https://example.org/x.git", None),
            ("echo git log", None),
            ("git -c", None),
            ("git", None),
        ] {
            assert_eq!(asks_git(script, ASKS).as_deref(), expected, "{script}");
        }
    }
}
