//! What is asked about: files that people have and a clean checkout has not, as a table.
//!
//! Each row names a rule of the catalogue that speaks of its path. Paths are those that tools and
//! people really write, and lines are enumerated names: a line that needs an exception would make
//! the engine open what it now leaves alone.

use crate::rules::{Rule, Severity};

/// One kind of file that could be there.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its path, below the directories that [`Self::beside`] means.
    pub path: &'static str,
    /// Where the path is that of a directory, something in it: the file that is judged.
    pub inside: Option<&'static str>,
    /// The id of the rule that it stands for: one that speaks of it, or of what lies in it.
    pub rule: &'static str,
    /// The directories in which it is looked for.
    pub beside: Beside,
    /// The ignore line that stops it in every directory.
    pub line: &'static str,
    /// One that stops its like, too: it comes first, unless it takes something away that travels.
    pub broad: Option<&'static str>,
    /// How bad it would be, if that is not what the rule says by the path alone: what evidence
    /// would make of it.
    pub holds: Option<Severity>,
    /// It is not asked about if this is at the root.
    pub unless: Option<&'static str>,
    /// Whether people have it where they work.
    pub likely: Likely,
    /// Whose tools read it: beside such a manifest it is likely, whatever is so elsewhere.
    pub read_by: Option<Ecosystem>,
}

/// Whether a file is likely to be somewhere on the machine of somebody who works there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likely {
    /// It is where such projects have it.
    Yes,
    /// It belongs into a home directory or a safe: that somebody has it here takes a sign, such as a
    /// line of a `.gitignore`, or one of the ignore file that nearly catches it.
    IfTold,
    /// Hardly, whatever such lines say.
    No,
}

/// The directories in which a kind is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The root of the context.
    Root,
    /// The root of the context, if no directory above it is that of the repository.
    TopOfRepository,
    /// The root and every directory that holds a manifest.
    Manifests,
    /// Every directory that holds a manifest of this ecosystem.
    Only(Ecosystem),
}

/// Whose manifest lies in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ecosystem {
    /// `package.json`.
    Node,
    /// `pyproject.toml` and its like.
    Python,
    /// `composer.json`.
    Php,
    /// `Gemfile`.
    Ruby,
    /// Any other.
    Other,
}

impl Ecosystem {
    /// Whether there is a `.env` beside a manifest that is not at the root.
    pub(super) fn has_dotenv(self) -> Likely {
        match self {
            Self::Node | Self::Php | Self::Ruby => Likely::Yes,
            // There the manifest says as often how something is packed as that it is run from here.
            Self::Python => Likely::IfTold,
            Self::Other => Likely::No,
        }
    }
}

const BLANK: Kind = Kind {
    path: "",
    inside: None,
    rule: "",
    beside: Beside::Root,
    line: "",
    broad: None,
    holds: None,
    unless: None,
    likely: Likely::IfTold,
    read_by: None,
};

/// Every kind.
pub const KINDS: &[Kind] = &[
    Kind {
        path: ".env",
        rule: "secret-dotenv",
        beside: Beside::Manifests,
        line: "**/.env",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".env.local",
        rule: "secret-dotenv-local",
        beside: Beside::Manifests,
        line: "**/.env.local",
        read_by: Some(Ecosystem::Node),
        ..BLANK
    },
    Kind {
        path: ".env.production",
        rule: "secret-dotenv-mode",
        beside: Beside::Manifests,
        line: "**/.env.production",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind { path: "id_rsa", rule: "secret-ssh-private-key", line: "**/id_rsa", ..BLANK },
    Kind { path: "id_ed25519", rule: "secret-ssh-private-key", line: "**/id_ed25519", ..BLANK },
    Kind {
        path: "server.key",
        rule: "secret-private-key-named",
        line: "**/server.key",
        broad: Some("**/*.key"),
        holds: Some(Severity::Critical),
        ..BLANK
    },
    Kind {
        path: "server.pem",
        rule: "secret-pem-private-key",
        line: "**/server.pem",
        broad: Some("**/*.pem"),
        ..BLANK
    },
    Kind {
        path: "certificate.p12",
        rule: "secret-pkcs12",
        line: "**/certificate.p12",
        broad: Some("**/*.p12"),
        ..BLANK
    },
    Kind { path: ".aws/credentials", rule: "secret-aws", line: "**/.aws/credentials", ..BLANK },
    Kind {
        path: "service-account.json",
        rule: "secret-gcp-service-account",
        line: "**/service-account.json",
        ..BLANK
    },
    // google-github-actions/auth writes it into the workspace, under a name of its own each time.
    Kind {
        path: "gha-creds-0123456789abcdef.json",
        rule: "secret-gcp-service-account",
        line: "**/gha-creds-*.json",
        ..BLANK
    },
    Kind {
        path: ".config/gcloud/credentials.db",
        rule: "secret-gcloud",
        line: "**/.config/gcloud",
        ..BLANK
    },
    Kind {
        path: "application_default_credentials.json",
        rule: "secret-gcloud",
        line: "**/application_default_credentials.json",
        ..BLANK
    },
    Kind { path: ".azure/msal_token_cache.json", rule: "secret-azure", line: "**/.azure", ..BLANK },
    Kind { path: ".kube/config", rule: "secret-kubeconfig", line: "**/.kube", ..BLANK },
    Kind { path: "kubeconfig", rule: "secret-kubeconfig", line: "**/kubeconfig", ..BLANK },
    Kind {
        path: ".docker/config.json",
        rule: "secret-docker-auth",
        line: "**/.docker/config.json",
        ..BLANK
    },
    Kind { path: ".netrc", rule: "secret-netrc", line: "**/.netrc", ..BLANK },
    Kind {
        path: ".git-credentials",
        rule: "secret-git-credentials",
        line: "**/.git-credentials",
        ..BLANK
    },
    Kind {
        path: ".npmrc",
        rule: "secret-npmrc",
        beside: Beside::Only(Ecosystem::Node),
        line: "**/.npmrc",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".pypirc",
        rule: "secret-pypirc",
        beside: Beside::Only(Ecosystem::Python),
        line: "**/.pypirc",
        ..BLANK
    },
    Kind {
        path: ".git/config",
        rule: "secret-git-config-token",
        beside: Beside::TopOfRepository,
        line: "**/.git",
        unless: Some(".git"),
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".claude/settings.local.json",
        rule: "secret-ai-agent-local",
        line: "**/.claude/settings.local.json",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".cursor/mcp.json",
        rule: "secret-ai-agent-local",
        line: "**/.cursor/mcp.json",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".codex/auth.json",
        rule: "secret-ai-agent-local",
        line: "**/.codex/auth.json",
        ..BLANK
    },
    // A second checkout of the repository, with what was built in it. What is named is what
    // travels: the line that stops `.git` does not stop its other files, and one that stops, say,
    // `**/*.md` stops few of them.
    Kind {
        path: ".worktrees/feature",
        inside: Some(".worktrees/feature/main"),
        rule: "vcs-git",
        line: "**/.worktrees",
        ..BLANK
    },
    Kind {
        path: ".claude/worktrees/feature",
        inside: Some(".claude/worktrees/feature/main"),
        rule: "vcs-git",
        line: "**/.claude/worktrees",
        ..BLANK
    },
    Kind {
        path: "node_modules",
        inside: Some("node_modules/left-pad/index.js"),
        rule: "dep-node-modules",
        beside: Beside::Only(Ecosystem::Node),
        line: "**/node_modules",
        likely: Likely::Yes,
        ..BLANK
    },
    Kind {
        path: ".venv",
        inside: Some(".venv/lib/site.py"),
        rule: "dep-python-venv",
        beside: Beside::Only(Ecosystem::Python),
        line: "**/.venv",
        likely: Likely::Yes,
        ..BLANK
    },
];

impl Kind {
    /// The rule that it stands for.
    pub fn rule(&self) -> Option<&'static Rule> {
        Rule::find(self.rule)
    }

    /// The ignore lines that stop it, the better one first.
    pub fn lines(&self) -> Vec<&'static str> {
        self.broad.into_iter().chain([self.line]).collect()
    }
}

/// Whose manifest a file of this name is, if it is one.
pub(super) fn manifest(name: &[u8]) -> Option<Ecosystem> {
    match name {
        b"package.json" => Some(Ecosystem::Node),
        b"pyproject.toml" | b"requirements.txt" | b"setup.py" | b"Pipfile" => {
            Some(Ecosystem::Python)
        }
        b"composer.json" => Some(Ecosystem::Php),
        b"Gemfile" => Some(Ecosystem::Ruby),
        b"go.mod" | b"Cargo.toml" | b"pom.xml" | b"build.gradle" | b"build.gradle.kts"
        | b"mix.exs" | b"deno.json" | b"deno.jsonc" | b"pubspec.yaml" | b"build.sbt"
        | b"project.clj" | b"deps.edn" | b"Package.swift" | b"stack.yaml" | b"dune-project" => {
            Some(Ecosystem::Other)
        }
        _ if name.ends_with(b".csproj") || name.ends_with(b".fsproj") => Some(Ecosystem::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Beside, KINDS};
    use crate::engine::ENGINES;
    use crate::ignorefile::Pattern;
    use crate::rules::{Severity, speaks_of_any};

    #[test]
    fn every_kind_stands_for_a_rule_that_speaks_of_it() {
        for kind in KINDS {
            let rule = kind.rule().unwrap_or_else(|| panic!("{} is no rule", kind.rule));
            let directory = kind.inside.is_some();
            for above in ["", "packages/web/"] {
                let path = format!("{above}{}", kind.path);
                // A second checkout is spoken of by what makes it one.
                let checkout = format!("{path}/.git");
                let speaks = speaks_of_any(rule, path.as_bytes(), directory)
                    || directory && speaks_of_any(rule, checkout.as_bytes(), false);
                assert!(speaks, "{} does not speak of {path}", rule.id);
            }
            let below = kind.inside.map(|inside| inside.strip_prefix(kind.path));
            let within = below.is_none_or(|rest| rest.is_some_and(|rest| rest.starts_with('/')));
            assert!(within, "what is judged is not in {}", kind.path);
            assert!(rule.severity > Severity::Info, "{} is not worth a word", rule.id);
            if let Some(holds) = kind.holds {
                assert!(holds > rule.severity && holds <= rule.worst(), "{}", kind.path);
            }
        }
        assert!(KINDS.iter().any(|kind| kind.beside == Beside::TopOfRepository));
    }

    #[test]
    fn every_line_hits_its_kind_at_any_depth_and_for_every_engine() {
        for kind in KINDS {
            let lines =
                kind.lines().into_iter().flat_map(|line| ENGINES.iter().map(move |e| (line, e)));
            for (text, engine) in lines {
                assert!(!text.contains('!'), "{text}: a line that needs an exception");
                let line = Pattern::compile(engine.dialect, None, text.as_bytes());
                let line = line.expect("valid").expect("not empty");
                for above in ["", "packages/web/"] {
                    let path = format!("{above}{}", kind.inside.unwrap_or(kind.path));
                    let above = crate::path::ancestors(path.as_bytes());
                    let mut paths = above.chain([path.as_bytes()]);
                    let hits = paths.any(|path| line.matches(path) == Ok(true));
                    assert!(hits, "{text} does not stop {path}");
                }
            }
        }
    }
}
