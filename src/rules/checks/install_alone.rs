//! Whether an install needs nothing but the files that say what is to be installed, so that it can
//! be moved above the COPY of everything.
//!
//! The answer is no unless it is proved: by the RUN, which is one well-known command with
//! well-known flags, and by what the files hold. Nothing is executed, and no file format is read
//! further than it takes to find a script or a path.

use super::Facts;
use super::ground::joined;
use super::installs::Late;
use crate::context::{Heads, Kind, open_heads};
use crate::path::Shown;
use serde_json::Value;

/// A manifest or lock file of more than this is not read.
const LONGEST: usize = 8 << 20;

/// Why it cannot be told that the manifests are enough, in a clause.
pub(super) type Doubt = String;

/// Whether the install of a RUN, as written, needs only its manifests.
pub(super) fn prove(facts: &Facts<'_>, late: &Late<'_>, run: &str) -> Result<(), Doubt> {
    let more = || "the RUN does more than install".to_owned();
    let words = plain_words(run).ok_or_else(more)?;
    let unknown = || format!("`{}` may look at more than these", late.install.ecosystem.id);
    let known = match words.as_slice() {
        ["npm" | "yarn" | "pnpm" | "bun", flags @ ..] => flags.iter().all(is_of_node),
        ["pip" | "pip3", "install", flags @ ..]
        | ["python" | "python3", "-m", "pip", "install", flags @ ..] => are_of_pip(flags),
        ["go", "mod", "download"] => true,
        ["bundle" | "bundler", flags @ ..] => flags.iter().all(is_of_bundler),
        _ => false,
    };
    if !known {
        return Err(unknown());
    }
    let proof = Proof { facts, late, heads: open_heads(facts.build).map_err(|_| unknown())? };
    if late.install.ecosystem.id != "pip" && late.home != late.folder {
        return Err(unknown());
    }
    proof.nothing_laid_over()?;
    proof.nothing_beside()?;
    late.manifests.iter().try_for_each(|path| proof.manifest(path))
}

/// The words of a RUN that is one command in the shell form without anything that a shell would
/// look at, and without flags of its own.
fn plain_words(run: &str) -> Option<Vec<&str>> {
    let plain =
        |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/@+=:,".contains(c));
    let words: Vec<&str> = run.split(' ').filter(|word| !word.is_empty()).collect();
    let (keyword, rest) = words.split_first()?;
    let command = keyword.eq_ignore_ascii_case("run") && rest.iter().all(plain);
    let first = rest.first()?;
    (command && !first.starts_with('-') && !first.contains('=')).then(|| rest.to_vec())
}

fn is_of_node(word: &&str) -> bool {
    const FLAGS: [&str; 27] = [
        "ci",
        "install",
        "i",
        "clean-install",
        "--frozen-lockfile",
        "--immutable",
        "--production",
        "--prod",
        "-P",
        "-D",
        "--no-audit",
        "--no-fund",
        "--no-progress",
        "--prefer-offline",
        "--legacy-peer-deps",
        "--ignore-scripts",
        "--silent",
        "-s",
        "--quiet",
        "-q",
        "--verbose",
        "--non-interactive",
        "--no-optional",
        "--no-save",
        "--force",
        "--no-package-lock",
        "--dev",
    ];
    const VALUED: [&str; 6] =
        ["--omit=", "--only=", "--include=", "--loglevel=", "--network-timeout=", "--registry="];
    FLAGS.contains(word) || VALUED.iter().any(|flag| word.starts_with(flag))
}

fn are_of_pip(words: &[&str]) -> bool {
    const FLAGS: [&str; 14] = [
        "--no-cache-dir",
        "-q",
        "--quiet",
        "-U",
        "--upgrade",
        "--no-deps",
        "--require-hashes",
        "--prefer-binary",
        "--pre",
        "--no-input",
        "--no-compile",
        "--user",
        "--disable-pip-version-check",
        "--break-system-packages",
    ];
    let valued = [
        "--index-url=",
        "--extra-index-url=",
        "--trusted-host=",
        "--timeout=",
        "--retries=",
        "--root-user-action=",
        "--requirement=",
    ];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let known = match *word {
            "-r" | "--requirement" => words.next().is_some(),
            // A package by its name.
            word if word.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
                !word.contains(['/', ':'])
            }
            word => {
                FLAGS.contains(&word)
                    || word.starts_with("-r")
                    || (valued.iter().any(|flag| word.starts_with(flag)) && !word.contains("file:"))
            }
        };
        if !known {
            return false;
        }
    }
    true
}

fn is_of_bundler(word: &&str) -> bool {
    let numbered = |flag: &str| word.strip_prefix(flag).is_some_and(|n| n.parse::<u8>().is_ok());
    *word == "install"
        || *word == "--quiet"
        || numbered("-j")
        || numbered("--jobs=")
        || numbered("--retry=")
}

/// An install whose files are looked at.
struct Proof<'a> {
    facts: &'a Facts<'a>,
    late: &'a Late<'a>,
    heads: Box<dyn Heads>,
}

impl Proof<'_> {
    /// Whether something of this name beside the manifests travels.
    fn travels(&self, name: &str) -> bool {
        let id = self.facts.inventory.find(&joined(&self.late.home, name.as_bytes()));
        id.is_some_and(|id| {
            let with = self.facts.requested.with(self.facts.inventory, id);
            with.files + with.directories > 0
        })
    }

    /// What is copied afterwards must not replace what was installed.
    fn nothing_laid_over(&self) -> Result<(), Doubt> {
        let mut folders = self.late.install.ecosystem.artifacts.iter();
        match folders.find(|folder| self.travels(folder)) {
            Some(folder) => Err(format!(
                "`{folder}/` is copied too and would be laid over what was installed: ignore it first"
            )),
            None => Ok(()),
        }
    }

    /// Files that installers read besides, and that are no manifests here.
    fn nothing_beside(&self) -> Result<(), Doubt> {
        let beside: &[&str] = match self.late.install.ecosystem.id {
            "node" => &[
                ".yarnrc",
                ".yarnrc.yml",
                ".yarn",
                ".pnp.cjs",
                ".pnpmfile.cjs",
                "pnpm-workspace.yaml",
                "bunfig.toml",
                "patches",
                "prisma",
                "binding.gyp",
                "package.yaml",
                "package.json5",
            ],
            "go" => &["go.work", "vendor"],
            "bundler" => &[".bundle", "vendor/cache", "gems.rb"],
            _ => &[],
        };
        if let Some(name) = beside.iter().find(|name| self.travels(name)) {
            return Err(format!("it may need `{name}` too"));
        }
        // It may hold a credential, which is no line to write, or name more files.
        if self.late.install.ecosystem.id == "node" && self.travels(".npmrc") {
            let known = self
                .text(&joined(&self.late.home, b".npmrc"))
                .is_some_and(|text| is_plain_npmrc(&text));
            let brought =
                self.late.manifests.iter().any(|path| crate::path::name(path) == b".npmrc");
            if !known || !brought {
                return Err("`.npmrc` may name more files, or hold a credential".to_owned());
            }
        }
        Ok(())
    }

    fn manifest(&self, path: &[u8]) -> Result<(), Doubt> {
        let shown = Shown(path);
        let unread = || format!("`{shown}` could not be read as a file of its kind");
        let id = self.facts.inventory.find(path).ok_or_else(unread)?;
        if self.facts.inventory.kind(id) != Kind::File {
            return Err(unread());
        }
        let text = self.text(path).ok_or_else(unread)?;
        let found = match (self.late.install.ecosystem.id, crate::path::name(path)) {
            ("node", b"package.json") => {
                let value: Value = serde_json::from_str(&text).map_err(|_| unread())?;
                in_package(&value)
            }
            ("node", b".npmrc") => None,
            ("node", _) => local(&text),
            ("pip", _) => in_requirements(&text),
            ("go", b"go.mod") => in_go_mod(&text),
            ("go", b"go.sum") | ("bundler", b".ruby-version" | b".tool-versions") => None,
            ("bundler", b"Gemfile") => in_gemfile(&text),
            ("bundler", b"Gemfile.lock") => text
                .lines()
                .find(|line| ["PATH", "GIT"].contains(&line.trim_end()))
                .map(str::to_owned),
            _ => Some("anything".to_owned()),
        };
        match found {
            Some(what) => Err(format!(
                "`{shown}` says `{}`, which may need more files",
                Shown(what.as_bytes())
            )),
            None => Ok(()),
        }
    }

    fn text(&self, path: &[u8]) -> Option<String> {
        let bytes =
            self.heads.head(path, LONGEST + 1).ok().filter(|bytes| bytes.len() <= LONGEST)?;
        String::from_utf8(bytes).ok()
    }
}

/// What in a `package.json` may need more than it: a script that an install runs, a local path.
fn in_package(value: &Value) -> Option<String> {
    const SCRIPTS: [&str; 11] = [
        "preinstall",
        "install",
        "postinstall",
        "prepublish",
        "preprepare",
        "prepare",
        "postprepare",
        "predependencies",
        "dependencies",
        "postdependencies",
        "pnpm:devPreinstall",
    ];
    const KEYS: [&str; 4] = ["workspaces", "gypfile", "patchedDependencies", "configDependencies"];
    let package = value.as_object()?;
    let scripts = package.get("scripts").and_then(Value::as_object);
    let script = SCRIPTS.iter().find(|name| scripts.is_some_and(|all| all.contains_key(**name)));
    let key = KEYS.iter().find(|key| {
        let pnpm = package.get("pnpm").and_then(Value::as_object);
        package.contains_key(**key) || pnpm.is_some_and(|pnpm| pnpm.contains_key(**key))
    });
    script.or(key).map(|name| (*name).to_owned()).or_else(|| {
        let tables = package.iter().filter(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.ends_with("dependencies")
                || ["overrides", "resolutions", "pnpm"].contains(&name.as_str())
        });
        tables.map(|(_, table)| table).find_map(local_value)
    })
}

fn local_value(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let starts =
                ["file:", "link:", "portal:", "patch:", "workspace:", "exec:", ".", "/", "~/"];
            let is_local = starts.iter().any(|start| text.starts_with(start));
            is_local.then(|| text.clone())
        }
        Value::Array(values) => values.iter().find_map(local_value),
        Value::Object(values) => values.values().find_map(local_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A local path in a lock file, whatever its form.
fn local(text: &str) -> Option<String> {
    let marks =
        ["file:", "link:", "portal:", "patch:", "workspace:", "\"link\": true", "\"link\":true"];
    marks.iter().find(|mark| text.contains(**mark)).map(|mark| (*mark).to_owned())
}

/// The first line of a requirements file that is not a package by its name, or a known option.
fn in_requirements(text: &str) -> Option<String> {
    const OPTIONS: [&str; 9] = [
        "--index-url",
        "-i ",
        "--extra-index-url",
        "--trusted-host",
        "--no-binary",
        "--only-binary",
        "--prefer-binary",
        "--pre",
        "--hash",
    ];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known = |line: &&str| {
        let option = OPTIONS.iter().any(|option| line.starts_with(option));
        let named = line.starts_with(|c: char| c.is_ascii_alphanumeric());
        let ends = [".whl", ".zip", ".tar.gz", ".tar.bz2", ".tgz"];
        let word = line.split([' ', ';', '\\']).next().unwrap_or_default();
        let local = ends.iter().any(|end| word.ends_with(end)) || word.contains('/');
        !line.contains("file:") && !line.contains("${") && (option || (named && !local))
    };
    lines.into_iter().find(|line| !known(line)).map(str::to_owned)
}

/// A module that is replaced by a directory.
fn in_go_mod(text: &str) -> Option<String> {
    let local = |line: &&str| {
        let target = line.split_once("=>").map(|(_, target)| target.trim_start());
        target.is_some_and(|target| target.starts_with(['.', '/']))
    };
    text.lines().find(local).map(|line| line.trim().to_owned())
}

/// The first line of a Gemfile that is no plain declaration.
fn in_gemfile(text: &str) -> Option<String> {
    let known = |line: &&str| {
        let starts = ["source ", "ruby \"", "ruby '", "gem ", "group ", "end"];
        let words = ["path", "file", "eval", "require_", "`", "(", "git", "#{", ";"];
        let lower = line.to_ascii_lowercase();
        line.starts_with('#')
            || (starts.iter().any(|start| line.starts_with(start))
                && !words.iter().any(|word| lower.contains(word)))
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.into_iter().find(|line| !known(line)).map(str::to_owned)
}

/// Whether an `.npmrc` only chooses among settings that name no file and hold no credential.
fn is_plain_npmrc(text: &str) -> bool {
    const KEYS: [&str; 13] = [
        "registry",
        "save-exact",
        "save-prefix",
        "engine-strict",
        "fund",
        "audit",
        "loglevel",
        "legacy-peer-deps",
        "progress",
        "package-lock",
        "strict-peer-dependencies",
        "auto-install-peers",
        "update-notifier",
    ];
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        .all(|line| {
            let Some((key, value)) = line.split_once('=') else { return false };
            let key = key.trim();
            let known = KEYS.contains(&key) || (key.starts_with('@') && key.ends_with(":registry"));
            known && !value.contains(['@', '$'])
        })
}

#[cfg(test)]
mod tests {
    use super::{are_of_pip, is_of_node};
    use super::{
        in_gemfile, in_go_mod, in_package, in_requirements, is_plain_npmrc, local, plain_words,
    };

    #[test]
    fn one_command_and_nothing_else() {
        for (run, plain) in [
            ("RUN npm ci", true),
            ("run npm ci --omit=dev", true),
            ("RUN npm ci && npm run build", false),
            ("RUN cd frontend && npm ci", false),
            ("RUN npm ci; rm -f .npmrc", false),
            ("RUN npm ci | tee log", false),
            ("RUN npm ci > log", false),
            ("RUN --network=host npm ci", false),
            ("RUN NODE_ENV=production npm ci", false),
            ("RUN npm ci $FLAGS", false),
            ("RUN npm \\\n ci", false),
            ("RUN <<EOF\nnpm ci\nEOF", false),
            ("RUN [\"npm\", \"ci\"]", false),
            ("RUN", false),
        ] {
            assert_eq!(plain_words(run).is_some(), plain, "{run}");
        }
        assert!(["ci", "--omit=dev"].iter().all(is_of_node));
        assert!(!is_of_node(&"--userconfig=./x") && !is_of_node(&"--prefix"));
        assert!(are_of_pip(&["--no-cache-dir", "-r", "requirements.txt", "gunicorn==21"]));
        for flags in [
            &["-r"][..],
            &["-c", "c.txt"],
            &["--find-links=wheels"],
            &["."],
            &["./x"],
            &["-e", "."],
            &["wheels/a.whl"],
            &["--no-index"],
        ] {
            assert!(!are_of_pip(flags), "{flags:?}");
        }
    }

    #[test]
    fn what_needs_more_is_found() {
        let package = |text: &str| in_package(&serde_json::from_str(text).expect("JSON"));
        for (text, found) in [
            ("{}", None),
            (r#"{"scripts":{"build":"x"},"dependencies":{"a":"^1","b":"npm:c@2"}}"#, None),
            (r#"{"scripts":{"postinstall":"x"}}"#, Some("postinstall")),
            (r#"{"scripts":{"prepare":"husky"}}"#, Some("prepare")),
            (r#"{"dependencies":{"l":"file:./vendor/l"}}"#, Some("file:./vendor/l")),
            (r#"{"overrides":{"a":{"b":"../b"}}}"#, Some("../b")),
            (r#"{"workspaces":["a"]}"#, Some("workspaces")),
            (r#"{"pnpm":{"patchedDependencies":{"a":"patches/a"}}}"#, Some("patchedDependencies")),
        ] {
            assert_eq!(package(text).as_deref(), found, "{text}");
        }
        for (text, found) in [
            (
                "flask==3\n# -r x\n--index-url https://x/simple\n\nrequests[socks]>=2 ; python_version<'4'\n",
                None,
            ),
            ("a==1 \\\n    --hash=sha256:ab\n", None),
            ("a @ https://host/a.zip\n", None),
            ("-r base.txt\n", Some("-r base.txt")),
            ("-c constraints.txt", Some("-c constraints.txt")),
            ("-e .\n", Some("-e .")),
            ("--find-links wheels", Some("--find-links wheels")),
            ("./vendor/a", Some("./vendor/a")),
            ("vendor/a.whl", Some("vendor/a.whl")),
            ("a.whl", Some("a.whl")),
            ("a @ file:///x", Some("a @ file:///x")),
        ] {
            assert_eq!(in_requirements(text).as_deref(), found, "{text}");
        }
        assert_eq!(in_go_mod("module a\nreplace b => c v1.2.3\n"), None);
        assert_eq!(in_go_mod("replace b => ./b\n").as_deref(), Some("replace b => ./b"));
        let gems = "source \"https://rubygems.org\"\nruby '3.3'\ngroup :test do\n  gem 'rspec', '~> 3'\nend\n";
        assert_eq!(in_gemfile(gems), None);
        for line in
            ["gem 'a', path: 'a'", "gemspec", "eval_gemfile 'x'", "ruby file: '.ruby-version'"]
        {
            assert!(in_gemfile(line).is_some(), "{line}");
        }
        assert_eq!(local("{\"resolved\": \"https://x/a.tgz\"}"), None);
        assert!(local("\"node_modules/l\": { \"link\": true }").is_some());
        assert!(is_plain_npmrc("# x\nregistry=https://r.example/\n@a:registry = https://b/\n"));
        assert!(!is_plain_npmrc("cafile=./ca.pem\n") && !is_plain_npmrc("//r/:_authToken=x\n"));
    }
}
