//! The commands of a RUN that install dependencies: whose, from which files, and where.
//!
//! A shell is not understood here. Commands are split where everybody splits them, a plain `cd` is
//! followed, and what is not one of the well-known commands is none. Installing a package by its
//! name depends on no file and is not meant.

use crate::dockerfile::Work;
use crate::path::clean;

/// Who installs: what the files are called that say what, and where it is put.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ecosystem {
    pub(super) id: &'static str,
    /// One of these must be there.
    pub(super) keys: &'static [&'static str],
    /// These are copied with it, if they are there.
    pub(super) files: &'static [&'static str],
    /// The folders that are written beside the manifest.
    pub(super) artifacts: &'static [&'static str],
}

/// How much a command needs to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The manifests are enough.
    Manifest,
    /// It builds, and fetches what the manifests name on the way.
    Build,
    /// It needs the sources.
    Sources,
    /// It needs nothing of the context.
    System,
}

/// A command that installs.
#[derive(Clone, Debug)]
pub(super) struct Install {
    pub(super) ecosystem: &'static Ecosystem,
    pub(super) shape: Shape,
    /// As written, on one line.
    pub(super) text: String,
    /// Where it runs; `None` if that cannot be told.
    pub(super) directory: Option<String>,
    /// The files that it names (`-r requirements.txt`).
    pub(super) named: Vec<String>,
    /// It empties its folder before it fills it (`npm ci`).
    pub(super) starts_afresh: bool,
}

impl Install {
    /// Where a file is that the command names, if that can be told.
    pub(super) fn path_of(&self, name: &str) -> Option<String> {
        moved(self.directory.as_deref().unwrap_or_default(), name)
            .filter(|_| self.directory.is_some() || name.starts_with('/'))
    }
}

macro_rules! ecosystem {
    ($name:ident, $id:literal, $keys:expr, $files:expr, $artifacts:expr) => {
        static $name: Ecosystem =
            Ecosystem { id: $id, keys: &$keys, files: &$files, artifacts: &$artifacts };
    };
}

ecosystem!(
    NPM,
    "node",
    ["package.json"],
    ["package-lock.json", "npm-shrinkwrap.json", ".npmrc"],
    ["node_modules"]
);
ecosystem!(
    YARN,
    "node",
    ["package.json"],
    ["yarn.lock", ".yarnrc", ".yarnrc.yml", ".npmrc"],
    ["node_modules"]
);
ecosystem!(
    PNPM,
    "node",
    ["package.json"],
    ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", ".npmrc"],
    ["node_modules"]
);
ecosystem!(
    BUN,
    "node",
    ["package.json"],
    ["bun.lockb", "bun.lock", "bunfig.toml", ".npmrc"],
    ["node_modules"]
);
ecosystem!(PIP, "pip", ["requirements.txt"], [], []);
ecosystem!(PIP_IN_VENV, "pip", ["requirements.txt"], [], [".venv", "venv"]);
ecosystem!(POETRY, "poetry", ["pyproject.toml"], ["poetry.lock", "poetry.toml"], [".venv"]);
ecosystem!(UV, "uv", ["pyproject.toml"], ["uv.lock", ".python-version"], [".venv"]);
ecosystem!(PIPENV, "pipenv", ["Pipfile"], ["Pipfile.lock"], [".venv"]);
ecosystem!(
    BUNDLER,
    "bundler",
    ["Gemfile"],
    ["Gemfile.lock", ".ruby-version", ".tool-versions"],
    ["vendor/bundle"]
);
ecosystem!(COMPOSER, "composer", ["composer.json"], ["composer.lock", "symfony.lock"], ["vendor"]);
ecosystem!(GO, "go", ["go.mod"], ["go.sum"], []);
ecosystem!(CARGO, "cargo", ["Cargo.toml"], ["Cargo.lock", "rust-toolchain.toml"], ["target"]);
ecosystem!(MAVEN, "maven", ["pom.xml"], ["mvnw"], ["target"]);
ecosystem!(
    GRADLE,
    "gradle",
    ["build.gradle", "build.gradle.kts"],
    ["settings.gradle", "settings.gradle.kts", "gradle.properties", "gradlew"],
    []
);
ecosystem!(
    DOTNET,
    "dotnet",
    ["*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj"],
    [
        "Directory.Build.props",
        "Directory.Packages.props",
        "nuget.config",
        "NuGet.config",
        "global.json"
    ],
    ["obj", "bin"]
);
ecosystem!(MIX, "mix", ["mix.exs"], ["mix.lock"], ["deps", "_build"]);
ecosystem!(SYSTEM, "system", [], [], []);

/// The commands of a RUN that install, in order.
pub(super) fn installs(work: &Work) -> Vec<Install> {
    let mut directory = Some(work.directory.path.clone());
    let mut found = Vec::new();
    let mut alone = true;
    for command in commands(&work.command) {
        alone &= ALONE.contains(&command[0].as_str());
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cd" | "pushd", to] => directory = directory.and_then(|at| moved(&at, to)),
            ["cd" | "pushd" | "popd", ..] => directory = None,
            words => {
                let text = words.join(" ");
                let (words, to) = elsewhere(words);
                if let Some(install) = recognised(&words) {
                    let here = directory.clone();
                    let directory =
                        to.map_or(here.clone(), |to| here.and_then(|at| moved(&at, to)));
                    found.push(Install { directory, text, ..install });
                }
            }
        }
    }
    // A script that runs before may use what was copied.
    found.retain(|install| install.shape != Shape::System || alone);
    found
}

/// Programs that need nothing of a context, when system packages are installed.
const ALONE: &[&str] = &[
    "apt-get",
    "apt",
    "apk",
    "yum",
    "dnf",
    "microdnf",
    "tdnf",
    "zypper",
    "rm",
    "mkdir",
    "set",
    "true",
    "apt-mark",
    "locale-gen",
];

fn moved(at: &str, to: &str) -> Option<String> {
    if to.contains(['$', '`', '*', '~']) {
        return None;
    }
    let whole = if to.starts_with('/') { to.to_owned() } else { format!("{at}/{to}") };
    String::from_utf8(clean(whole.as_bytes())).ok()
}

/// The simple commands of a script, each as its words.
fn commands(script: &str) -> Vec<Vec<String>> {
    let script = script.trim();
    if let Some(list) = script.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let words = list.split(',').map(|word| word.trim().trim_matches('"').to_owned());
        return vec![words.collect()];
    }
    let script = script.replace("\\\n", " ").replace("&&", "\n").replace("||", "\n");
    let parts = script.split(['\n', ';', '|', '(', ')', '{', '}']);
    parts.map(words).filter(|words| !words.is_empty()).collect()
}

/// The words of a command, without what only surrounds it.
fn words(part: &str) -> Vec<String> {
    let plain = |word: &str| word.trim_matches(['"', '\'']).to_owned();
    let assigns = |word: &str| {
        let name = word.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    };
    let around = ["sudo", "exec", "time", "env", "then", "do", "else", "if", "!", "corepack"];
    let skip = |word: &&str| assigns(word) || around.contains(word);
    let mut words: Vec<String> = part.split_whitespace().skip_while(skip).map(plain).collect();
    if words.len() > 2 && words[0].starts_with("python") && words[1] == "-m" {
        words.drain(..2);
    }
    if words.len() > 2 && words[0] == "uv" && words[1] == "pip" {
        words.remove(0);
    }
    words
}

fn recognised(words: &[&str]) -> Option<Install> {
    let (program, rest) = words.split_first()?;
    let program = program.rsplit('/').next().unwrap_or(program);
    let (ecosystem, shape, named): (&'static Ecosystem, Shape, Vec<String>) = match program {
        "npm" | "yarn" | "pnpm" | "bun" => (node(program, rest)?, Shape::Manifest, Vec::new()),
        "pip" | "pip3" => {
            let (shape, named) = pip(rest)?;
            let own = words[0].rsplit('/').nth(2).is_some_and(|folder| folder.ends_with("venv"));
            (if own { &PIP_IN_VENV } else { &PIP }, shape, named)
        }
        "apt-get" | "apt" | "apk" | "yum" | "dnf" | "microdnf" | "tdnf" | "zypper" => {
            (&SYSTEM, system(rest)?, Vec::new())
        }
        program => {
            let (ecosystem, shape) = other(program, rest)?;
            (ecosystem, shape, Vec::new())
        }
    };
    let text = words.join(" ");
    let starts_afresh = ecosystem.id == "node" && matches!(rest, ["ci" | "clean-install", ..]);
    let directory = None;
    Some(Install { ecosystem, shape, text, directory, named, starts_afresh })
}

/// A package manager's command without the flag that says where, and that place.
fn elsewhere<'a>(words: &[&'a str]) -> (Vec<&'a str>, Option<&'a str>) {
    const FLAGS: [&str; 4] = ["--prefix", "-C", "--cwd", "--dir"];
    let whole = || (words.to_vec(), None);
    if !words.first().is_some_and(|word| ["npm", "yarn", "pnpm", "bun"].contains(word)) {
        return whole();
    }
    let Some(at) = words
        .iter()
        .position(|word| FLAGS.contains(&word.split_once('=').map_or(*word, |(flag, _)| flag)))
    else {
        return whole();
    };
    let (to, end) = match words[at].split_once('=') {
        Some((_, to)) => (Some(to), at + 1),
        None => (words.get(at + 1).copied(), at + 2),
    };
    match to {
        Some(to) => ([&words[..at], &words[end..]].concat(), Some(to)),
        None => whole(),
    }
}

/// Flags that take the next word as their value.
const VALUED: &[&str] = &[
    "--registry",
    "--cache",
    "--omit",
    "--loglevel",
    "--network-timeout",
    "--cache-folder",
    "--store-dir",
    "--include",
    "--maxsockets",
];

fn node(program: &str, rest: &[&str]) -> Option<&'static Ecosystem> {
    let global = rest.iter().any(|word| matches!(*word, "-g" | "--global" | "--location=global"));
    let moved = rest.iter().any(|word| {
        ["--prefix", "-C", "--cwd", "--dir", "--filter", "-w"]
            .iter()
            .any(|flag| word == flag || word.starts_with(&format!("{flag}=")))
    });
    let mut plain: Vec<&str> = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(word) {
            words.next();
        } else if !word.starts_with('-') && !word.starts_with(['>', '<', '2']) {
            plain.push(word);
        }
    }
    if global || moved {
        return None;
    }
    match (program, plain.as_slice()) {
        ("npm", ["ci" | "install" | "i" | "clean-install"]) => Some(&NPM),
        ("yarn", [] | ["install"]) if !rest.contains(&"--version") => Some(&YARN),
        ("yarn", ["workspaces", "focus", ..]) => Some(&YARN),
        ("pnpm", ["install" | "i" | "fetch"]) => Some(&PNPM),
        ("bun", ["install" | "i"]) => Some(&BUN),
        _ => None,
    }
}

fn pip(rest: &[&str]) -> Option<(Shape, Vec<String>)> {
    let (verb, rest) = rest.split_first()?;
    if !matches!(*verb, "install" | "download" | "wheel" | "sync") {
        return None;
    }
    let mut named = Vec::new();
    let mut sources = false;
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match *word {
            "-r" | "--requirement" => named.extend(words.next().map(ToString::to_string)),
            "-e" | "--editable" => sources = true,
            word if word.starts_with("--requirement=") => named.push(word[14..].to_owned()),
            word if word.starts_with("-r") => named.push(word[2..].to_owned()),
            word if word == "." || word.starts_with("./") || word.starts_with(".[") => {
                sources = true
            }
            _ => {}
        }
    }
    match (sources, named.is_empty()) {
        (true, _) => Some((Shape::Sources, named)),
        (false, false) => Some((Shape::Manifest, named)),
        (false, true) => None,
    }
}

fn system(rest: &[&str]) -> Option<Shape> {
    let verb = rest.iter().find(|word| !word.starts_with('-'))?;
    let local = |word: &&str| word.contains(['/', '$', '<', '`', '*']) && !word.starts_with("--");
    let plain = matches!(*verb, "install" | "add" | "in") && !rest.iter().any(local);
    plain.then_some(Shape::System)
}

fn other(program: &str, rest: &[&str]) -> Option<(&'static Ecosystem, Shape)> {
    let verb = rest.iter().find(|word| !word.starts_with('-')).copied().unwrap_or_default();
    let has = |wanted: &str| rest.contains(&wanted);
    Some(match (program, verb) {
        ("poetry", "install" | "sync") => (&POETRY, Shape::Manifest),
        ("uv", "sync") => (&UV, Shape::Manifest),
        ("pipenv", "install" | "sync") => (&PIPENV, Shape::Manifest),
        ("bundle", "" | "install") if !has("--version") => (&BUNDLER, Shape::Manifest),
        ("composer", "install" | "i") => (&COMPOSER, Shape::Manifest),
        ("go", "mod") if has("download") || has("vendor") => (&GO, Shape::Manifest),
        ("go", "get") if rest.iter().all(|word| !word.contains('@')) => (&GO, Shape::Build),
        ("go", "build" | "install") if rest.iter().all(|word| !word.contains('@')) => {
            (&GO, Shape::Build)
        }
        ("cargo", "fetch") => (&CARGO, Shape::Build),
        ("cargo", "build") => (&CARGO, Shape::Build),
        ("cargo", "install") if has("--path") => (&CARGO, Shape::Build),
        ("cargo", "chef") if has("cook") => (&CARGO, Shape::Manifest),
        ("mvn" | "mvnw", verb) if verb.starts_with("dependency:") => (&MAVEN, Shape::Manifest),
        ("mvn" | "mvnw", _)
            if ["package", "install", "verify", "compile"].iter().any(|goal| has(goal)) =>
        {
            (&MAVEN, Shape::Build)
        }
        ("gradle" | "gradlew", "dependencies") => (&GRADLE, Shape::Manifest),
        ("gradle" | "gradlew", verb) if !verb.is_empty() => (&GRADLE, Shape::Build),
        ("dotnet", "restore") => (&DOTNET, Shape::Manifest),
        ("dotnet", "build" | "publish") => (&DOTNET, Shape::Build),
        ("mix", "deps.get" | "do") => (&MIX, Shape::Manifest),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Shape, commands, recognised};

    #[test]
    fn installs_are_told_from_other_commands() {
        for (script, expected) in [
            ("npm ci", &[("node", Shape::Manifest)][..]),
            ("npm install -g turbo && npm i left-pad", &[]),
            ("yarn", &[("node", Shape::Manifest)]),
            ("yarn build; yarn run test", &[]),
            ("corepack enable && pnpm i --frozen-lockfile", &[("node", Shape::Manifest)]),
            ("pip install --no-cache-dir -r requirements.txt", &[("pip", Shape::Manifest)]),
            ("python3 -m pip install .", &[("pip", Shape::Sources)]),
            ("pip install poetry==1.8", &[]),
            ("CGO_ENABLED=0 go build -o /x .", &[("go", Shape::Build)]),
            ("go install golang.org/x/tools@latest", &[]),
            ("./mvnw -B package -DskipTests", &[("maven", Shape::Build)]),
            ("apt-get update && apt-get install -y git", &[("system", Shape::System)]),
            ("apt-get install -y ./local.deb", &[]),
            ("[\"npm\", \"ci\"]", &[("node", Shape::Manifest)]),
            ("cargo chef prepare --recipe-path recipe.json", &[]),
            ("echo npm ci", &[]),
        ] {
            let mut found = Vec::new();
            for words in commands(script) {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                found.extend(recognised(&words).map(|i| (i.ecosystem.id, i.shape)));
            }
            assert_eq!(found, expected, "{script}");
        }
    }
}
