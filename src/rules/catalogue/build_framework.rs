//! Build output of frameworks, mobile projects and packagers.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "build-beam-misc",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "elixir",
        paths: &["**/*.beam", "**/.rebar3", "**/.eunit", "**/*.plt", "**/_checkouts"],
        suggestion: Suggestion::Lines(&["**/*.beam", "**/.rebar3", "**/*.plt"]),
        safe: true,
        why: "Erlang artefacts.",
        source: "github/gitignore:Erlang",
        ..Rule::BLANK
    },
    Rule {
        id: "build-swift",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "swift",
        paths: &["**/.build", "**/DerivedData", "**/*.xcarchive", "**/*.dSYM", "**/*.ipa"],
        marker: Marker {
            text: ".build beside Package.swift",
            cases: &[
                Case::confirms(Test::Beside(&["Package.swift"]), "stands beside Package.swift"),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&[".build"]),
                        Test::Not(&Test::Beside(&["Package.swift"])),
                    ]),
                    "nothing beside it confirms that",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "SwiftPM/Xcode outputs.",
        source: "github/gitignore:Swift",
        ..Rule::BLANK
    },
    Rule {
        id: "build-android",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/*.apk", "**/*.aab", "**/*.ap_", "**/*.dex"],
        safe: true,
        why: "Packaged Android apps.",
        source: "github/gitignore:Android",
        ..Rule::BLANK
    },
    Rule {
        id: "build-dart-flutter",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "dart",
        kind: HitKind::Directory,
        paths: &["**/build"],
        needs_marker: true,
        marker: Marker {
            text: "sibling pubspec.yaml",
            cases: &[Case::confirms(Test::Beside(&["pubspec.yaml"]), "stands beside pubspec.yaml")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("COPY build/web"),
        why: "Flutter output; web images often COPY build/web.",
        source: "github/gitignore:Dart,Flutter",
        ..Rule::BLANK
    },
    Rule {
        id: "build-zig-out",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "zig",
        kind: HitKind::Directory,
        paths: &["**/zig-out"],
        why: "Installed Zig artefacts.",
        source: "github/gitignore:Zig",
        ..Rule::BLANK
    },
    Rule {
        id: "build-go-bin",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "go",
        paths: &["**/*.test", "**/__debug_bin*", "**/go.work", "**/go.work.sum"],
        marker: Marker {
            text: "*.test needs an ELF/Mach-O/PE magic (other tools use .test for sources)",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::Named(&["*.test"]),
                        Test::Any(&[
                            Test::Head(Shape::Starts(&[b"\x7fELF"])),
                            Test::Head(Shape::Foreign),
                        ]),
                    ]),
                    "is a compiled test",
                ),
                Case::clears(Test::Named(&["*.test"])),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/__debug_bin*"]),
        safe: true,
        why: "Test/debug binaries and a developer-local workspace file that redirects modules \
              outside the context.",
        source: "github/gitignore:Go",
        ..Rule::BLANK
    },
    Rule {
        id: "build-haskell-objects",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "haskell",
        paths: &[
            "**/*.hi",
            "**/*.hie",
            "**/*.dyn_o",
            "**/*.dyn_hi",
            "**/.ghc.environment.*",
            "**/cabal.project.local",
            "**/*.eventlog",
        ],
        safe: true,
        why: "GHC interface files and local project overrides.",
        source: "github/gitignore:Haskell",
        ..Rule::BLANK
    },
    Rule {
        id: "build-wasm-pkg",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "rust",
        kind: HitKind::Directory,
        paths: &["**/pkg"],
        needs_marker: true,
        marker: Marker {
            text: "sibling Cargo.toml and *_bg.wasm inside",
            cases: &[Case::confirms(
                Test::All(&[Test::Beside(&["Cargo.toml"]), Test::Inside(&["*_bg.wasm"])]),
                "was made by wasm-pack",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "wasm-pack output, but also Go's pkg/ source layout.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-solidity",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/artifacts", "**/cache", "**/typechain-types", "**/broadcast"],
        needs_marker: true,
        marker: Marker {
            text: "sibling hardhat.config.* or foundry.toml",
            cases: &[Case::confirms(
                Test::Beside(&["hardhat.config.*", "foundry.toml"]),
                "stands in a Solidity project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Hardhat/Foundry output.",
        source: "github/gitignore:Solidity-Remix; general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-rails-assets",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "ruby",
        kind: HitKind::Directory,
        paths: &[
            "**/public/assets",
            "**/public/packs",
            "**/public/packs-test",
            "**/app/assets/builds",
        ],
        needs_marker: true,
        marker: Marker {
            text: "config/application.rb at project root",
            cases: &[Case::confirms(
                Test::Upward(&["config/application.rb"]),
                "belongs to a Rails project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "/public/assets",
            "/app/assets/builds/*",
            "!/app/assets/builds/.keep",
        ]),
        why: "Precompiled assets; a stale set shadows the one built in the image.",
        source: "rails dockerignore.tt",
        ..Rule::BLANK
    },
    Rule {
        id: "build-phoenix-assets",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "elixir",
        paths: &["**/priv/static/assets", "**/priv/static/cache_manifest.json"],
        needs_marker: true,
        marker: Marker {
            text: "sibling mix.exs",
            cases: &[Case::confirms(Test::Upward(&["mix.exs"]), "belongs to a Phoenix project")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Digested assets rebuilt by mix assets.deploy.",
        source: "phoenix dockerignore.eex",
        ..Rule::BLANK
    },
    Rule {
        id: "build-laravel-hot",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &["**/public/hot"],
        marker: Marker {
            text: "small file containing a URL beside artisan's public/",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::BesideParent(&["artisan"]),
                        Test::Head(Shape::Line(&["http"])),
                    ]),
                    "holds the address of a dev server",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Any(&[
                        Test::BesideParent(&["artisan"]),
                        Test::Head(Shape::Line(&["http"])),
                    ])),
                    "nothing confirms that",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Marker left by the Vite dev server; shipped, it makes production pages load assets \
              from localhost.",
        source: "github/gitignore:Laravel (public/hot)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-laravel-assets",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "php",
        paths: &["**/public/build", "**/public/storage", "**/public/bundles"],
        needs_marker: true,
        marker: Marker {
            text: "artisan or bin/console at project root",
            cases: &[Case::confirms(
                Test::Upward(&["artisan", "bin/console"]),
                "belongs to a Laravel or Symfony project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Vite output and storage symlink.",
        source: "github/gitignore:Laravel,Symfony",
        ..Rule::BLANK
    },
    Rule {
        id: "build-docs-sites",
        category: Category::BuildOutput,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &[
            "**/_site",
            "**/.vitepress/dist",
            "**/.vuepress/dist",
            "**/docs/_build",
            "**/site",
        ],
        needs_marker: true,
        marker: Marker {
            text: "_config.yml, mkdocs.yml or conf.py owner; index.html inside",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Inside(&["index.html", "html/index.html"]),
                    Test::Any(&[
                        Test::Beside(&["_config.yml", "mkdocs.yml", "conf.py", "source/conf.py"]),
                        Test::Named(&["dist", "_site"]),
                        Test::BesideParent(&["mkdocs.yml", "_config.yml"]),
                    ]),
                ]),
                "is a built site",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/_site", "**/.vitepress/dist", "**/docs/_build"]),
        why: "Rendered sites; site/ is also a common source name.",
        source: "github/gitignore:Jekyll,Node,Python (/site, docs/_build/)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-desktop-installers",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/*.dmg",
            "**/*.AppImage",
            "**/*.msi",
            "**/*.msix",
            "**/*.deb",
            "**/*.rpm",
            "**/*.snap",
            "**/*.flatpak",
            "**/*.pkg.tar.*",
        ],
        marker: Marker {
            text: "a snap package begins with hsqs; Jest and insta call their text snapshots \
                   *.snap",
            cases: &[Case::rates(
                Severity::Info,
                Test::All(&[
                    Test::Named(&["*.snap"]),
                    Test::Not(&Test::Head(Shape::Starts(&[b"hsqs"]))),
                ]),
                "is no package",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/*.dmg", "**/*.msi", "**/*.msix", "**/*.AppImage"]),
        why: "Installers; *.deb is often installed by the Dockerfile.",
        source: "github/gitignore:Global/Windows,Global/Archives",
        ..Rule::BLANK
    },
    Rule {
        id: "build-gpu-shaders",
        category: Category::BuildOutput,
        severity: Severity::Info,
        ecosystem: "cpp",
        kind: HitKind::File,
        paths: &["**/*.ptx", "**/*.cubin", "**/*.fatbin", "**/*.spv"],
        why: "Compiled GPU kernels.",
        source: "github/gitignore:CUDA",
        ..Rule::BLANK
    },
    Rule {
        id: "build-node-pack",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/*.tgz"],
        marker: Marker {
            text: "package/package.json as first tar member",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"\x1f\x8b"])),
                "is a packed archive",
            )],
            gap: Some("the first member of the archive is not looked at"),
            ..Marker::NONE
        },
        why: "npm pack output, or an intentional ADD source.",
        source: "github/gitignore:Node (*.tgz)",
        ..Rule::BLANK
    },
];
