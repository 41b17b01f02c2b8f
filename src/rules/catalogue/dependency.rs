//! Dependencies that a package manager brought and will bring again.

use crate::rules::marker::{Case, Marker, Outcome, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "dep-node-modules",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/node_modules"],
        safe: true,
        unless: Some("Dockerfile COPYs node_modules from the context by name, or installs none"),
        why: "Host-installed packages: huge and platform-specific; where the image installs its \
              own, these are laid over them.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 growthbook/growthbook-proxy#129 shows broken builds",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-bower",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/bower_components", "**/jspm_packages", "**/web_modules"],
        why: "Legacy front-end dependency folders, sometimes committed.",
        source: "github/gitignore:Node",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-yarn-state",
        category: Category::Dependency,
        severity: Severity::Low,
        ecosystem: "node",
        paths: &[
            "**/.yarn/install-state.gz",
            "**/.yarn/build-state.yml",
            "**/.yarn/unplugged",
            "**/.yarn-integrity",
        ],
        safe: true,
        why: "Machine-local Yarn state.",
        source: "github/gitignore:Node (.yarn/* keep patches, plugins, releases, sdks, versions)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-yarn-cache",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "node",
        paths: &["**/.yarn/cache", "**/.pnp.cjs", "**/.pnp.loader.mjs", "**/.pnp.js"],
        marker: Marker {
            text: ".yarnrc.yml enableGlobalCache:false or cache tracked by git means zero-install",
            gap: Some(
                "zero-install is told by .yarnrc.yml or by git, neither of which is asked; \
                       the suggestion stays unsafe",
            ),
            ..Marker::NONE
        },
        why: "Offline mirror and PnP map; zero-install projects need both in the image. Never \
              ignore .yarn/releases, plugins or patches.",
        source: "github/gitignore:Node",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-pnpm-store",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/.pnpm-store"],
        safe: true,
        why: "pnpm content store that lands in the project when the home is on another disk.",
        source: "github/gitignore:Node; docker/docs nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-python-venv",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &["**/.venv", "**/venv", "**/.virtualenv", "**/virtualenv", "**/.venv*", "**/venv*"],
        marker: Marker {
            text: "pyvenv.cfg at its top (required for the venv* globs)",
            cases: &[
                Case::confirms(Test::Inside(&["pyvenv.cfg"]), "holds pyvenv.cfg"),
                Case::clears(Test::All(&[
                    Test::Not(&Test::Named(&[".venv", "venv", ".virtualenv", "virtualenv"])),
                    Test::Not(&Test::Inside(&["pyvenv.cfg"])),
                ])),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.venv", "**/venv"]),
        safe: true,
        why: "Absolute-path, host-platform interpreter tree; often the largest directory in a \
              Python context.",
        source: "PEP 405; github/gitignore:Python,Global/VirtualEnv; docker/docs python+django \
                 guides",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-python-env-ambiguous",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &["**/env", "**/ENV", "**/.env", "**/env.bak", "**/venv.bak"],
        needs_marker: true,
        marker: Marker {
            text: "pyvenv.cfg inside",
            cases: &[Case::confirms(Test::Inside(&["pyvenv.cfg"]), "holds pyvenv.cfg")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Sometimes a virtualenv, sometimes a source package (RL environments, config).",
        source: "github/gitignore:Python; Hugging Face Space \
                 KChad/Prompt-Injection-RL-environment had to remove env/ from .dockerignore",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-python-other",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "python",
        paths: &[
            "**/__pypackages__",
            "**/.eggs",
            "**/.conda",
            "**/.pixi/envs",
            "**/.poetry",
            "**/.pdm-python",
        ],
        marker: Marker {
            text: "conda: conda-meta/history inside",
            cases: &[Case::confirms(
                Test::Inside(&["conda-meta/history", "*/conda-meta/history"]),
                "holds a conda environment",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "PEP 582, eggs, conda and pixi environments.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-conda-env",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &["**/envs", "**/miniconda3", "**/anaconda3", "**/mambaforge"],
        needs_marker: true,
        marker: Marker {
            text: "conda-meta directory inside",
            cases: &[Case::confirms(
                Test::Inside(&["conda-meta", "*/conda-meta"]),
                "holds a conda environment",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Conda prefixes inside the project.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-php-vendor",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "php",
        kind: HitKind::Directory,
        paths: &["**/vendor"],
        needs_marker: true,
        marker: Marker {
            text: "vendor/autoload.php or vendor/composer/installed.json beside composer.json",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Inside(&["autoload.php", "composer/installed.json"]),
                    Test::Beside(&["composer.json"]),
                ]),
                "was installed by composer",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Composer packages from the host; docker's PHP template drops them, but FROM-scratch \
              and offline builds COPY vendor.",
        source: "docker/docs:content/guides/php/containerize.md; laravel/vapor-cli#117 (ignoring \
                 vendor broke builds)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-go-vendor",
        category: Category::Dependency,
        severity: Severity::Info,
        ecosystem: "go",
        kind: HitKind::Directory,
        paths: &["**/vendor"],
        needs_marker: true,
        marker: Marker {
            text: "vendor/modules.txt beside go.mod",
            cases: &[Case::confirms(
                Test::All(&[Test::Inside(&["modules.txt"]), Test::Beside(&["go.mod"])]),
                "was vendored by go",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "With go >= 1.14 an existing vendor/ switches the build to -mod=vendor, so it is \
              normally wanted.",
        source: "envoyproxy/ratelimit#92 (missing vendor broke docker build)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-rust-vendor",
        category: Category::Dependency,
        severity: Severity::Info,
        ecosystem: "rust",
        kind: HitKind::Directory,
        paths: &["**/vendor"],
        needs_marker: true,
        marker: Marker {
            text: "vendor/*/.cargo-checksum.json",
            cases: &[Case::confirms(
                Test::Inside(&["*/.cargo-checksum.json"]),
                "was vendored by cargo",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "cargo vendor output used through .cargo/config.toml source replacement.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-cargo-home",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "rust",
        kind: HitKind::Directory,
        paths: &["**/.cargo/registry", "**/.cargo/git", "**/.cargo/bin"],
        safe: true,
        why: "CARGO_HOME inside the project (CI caches).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
