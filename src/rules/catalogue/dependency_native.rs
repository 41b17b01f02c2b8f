//! Dependencies of Ruby, Go, and languages that compile to machine code or the JVM.

use crate::rules::marker::{Case, Marker, Outcome, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "dep-ruby-bundle",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "ruby",
        kind: HitKind::Directory,
        paths: &["**/vendor/bundle", "**/.bundle"],
        marker: Marker {
            text: "vendor/bundle/ruby/*",
            cases: &[
                Case::confirms(Test::Inside(&["ruby/*"]), "holds installed gems"),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&[".bundle"]),
                        Test::Not(&Test::Inside(&["ruby", "gems"])),
                    ]),
                    "holds settings only",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Host-compiled gems and machine-local bundler settings.",
        source: "github/gitignore:Ruby,Rails; rails dockerignore.tt",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-ruby-vendor-cache",
        category: Category::Dependency,
        severity: Severity::Info,
        ecosystem: "ruby",
        kind: HitKind::Directory,
        paths: &["**/vendor/cache"],
        needs_marker: true,
        marker: Marker {
            text: "*.gem inside",
            cases: &[Case::confirms(Test::Inside(&["*.gem"]), "holds packed gems")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "bundle package output used for offline installs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-gopath",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "go",
        kind: HitKind::Directory,
        paths: &["**/pkg/mod"],
        needs_marker: true,
        marker: Marker {
            text: "pkg/mod/cache/download",
            cases: &[Case::confirms(
                Test::Inside(&["cache/download"]),
                "is the module cache of go",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "GOPATH module cache placed in the project (CI).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-cocoapods",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "swift",
        kind: HitKind::Directory,
        paths: &["**/Pods"],
        marker: Marker {
            text: "Manifest.lock beside a Podfile",
            cases: &[
                Case::confirms(
                    Test::Any(&[Test::Inside(&["Manifest.lock"]), Test::Beside(&["Podfile"])]),
                    "was installed by CocoaPods",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Any(&[
                        Test::Inside(&["Manifest.lock"]),
                        Test::Beside(&["Podfile"]),
                    ])),
                    "nothing beside it confirms that",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "CocoaPods checkouts; irrelevant to Linux images.",
        source: "github/gitignore:Flutter (ios/Pods)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-carthage-spm",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "swift",
        kind: HitKind::Directory,
        paths: &["**/Carthage", "**/SourcePackages"],
        marker: Marker {
            text: "Cartfile sibling / workspace-state.json",
            cases: &[
                Case::confirms(
                    Test::Any(&[
                        Test::Beside(&["Cartfile"]),
                        Test::Inside(&["workspace-state.json"]),
                    ]),
                    "was fetched by a package manager",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Any(&[
                        Test::Beside(&["Cartfile"]),
                        Test::Inside(&["workspace-state.json"]),
                    ])),
                    "nothing beside it confirms that",
                ),
            ],
            ..Marker::NONE
        },
        why: "Carthage and SwiftPM checkouts.",
        source: "github/gitignore:Swift",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-elixir-deps",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "elixir",
        kind: HitKind::Directory,
        paths: &["**/deps"],
        needs_marker: true,
        marker: Marker {
            text: "sibling mix.exs",
            cases: &[Case::confirms(Test::Beside(&["mix.exs"]), "stands beside mix.exs")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        unless: Some("Dockerfile COPYs deps"),
        why: "Mix dependency sources; the generated Phoenix ignore file drops them.",
        source: "phoenixframework/phoenix:priv/templates/phx.gen.release/dockerignore.eex",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-haskell",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "haskell",
        kind: HitKind::Directory,
        paths: &["**/.stack-work", "**/dist-newstyle", "**/.cabal-sandbox", "**/cabal-dev"],
        safe: true,
        why: "Stack/Cabal build trees with absolute paths.",
        source: "github/gitignore:Haskell",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-elm-purescript",
        category: Category::Dependency,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/elm-stuff", "**/.spago", "**/.psci_modules"],
        safe: true,
        why: "Compiler/package caches.",
        source: "github/gitignore:Elm,PureScript",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-ocaml",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "ocaml",
        kind: HitKind::Directory,
        paths: &["**/_opam", "**/_esy"],
        safe: true,
        why: "Local opam switch (hundreds of MB, absolute paths).",
        source: "github/gitignore:OCaml",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-dart",
        category: Category::Dependency,
        severity: Severity::Low,
        ecosystem: "dart",
        paths: &["**/.dart_tool", "**/.pub-cache", "**/.pub", "**/.packages"],
        safe: true,
        why: "Package config with absolute host paths.",
        source: "github/gitignore:Dart,Flutter",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-lua-perl",
        category: Category::Dependency,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &["**/lua_modules", "**/.luarocks", "**/.rocks", "**/.carmel", "**/extlib"],
        safe: true,
        why: "Locally installed rocks/CPAN modules.",
        source: "github/gitignore:Perl (.carmel); general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-r",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "r",
        kind: HitKind::Directory,
        paths: &[
            "**/renv/library",
            "**/renv/staging",
            "**/renv/sandbox",
            "**/packrat/lib*",
            "**/packrat/src",
        ],
        safe: true,
        why: "Host-compiled R packages; keep renv.lock and renv/activate.R.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-crystal-nim-d",
        category: Category::Dependency,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &["**/.shards", "**/nimbledeps", "**/.dub", "**/nimcache"],
        safe: true,
        why: "Package caches of smaller ecosystems.",
        source: "github/gitignore:Nim,D",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-jvm-local-repo",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::Directory,
        paths: &["**/.m2", "**/.ivy2", "**/.coursier", "**/lib_managed"],
        safe: true,
        why: "Local Maven/Ivy repositories inside the project; may also contain settings.xml \
              passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched); \
                 github/gitignore:Global/SBT (lib_managed)",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-nuget-packages",
        category: Category::Dependency,
        severity: Severity::Medium,
        ecosystem: "dotnet",
        kind: HitKind::Directory,
        paths: &["**/packages", "**/.nuget/packages"],
        needs_marker: true,
        marker: Marker {
            text: "*/<name>.<version>.nupkg inside; a packages/ directory with package.json files \
                   is a JS workspace and must not be ignored",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Inside(&["*/*.nupkg", "*/*/*.nupkg"]),
                    Test::Not(&Test::Inside(&["*/package.json"])),
                ]),
                "holds unpacked packages",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Legacy packages.config restore folder, or an NPM workspace called packages.",
        source: "github/gitignore:VisualStudio",
        ..Rule::BLANK
    },
    Rule {
        id: "dep-vcpkg-conan",
        category: Category::Dependency,
        severity: Severity::High,
        ecosystem: "cpp",
        paths: &["**/vcpkg_installed", "**/.conan", "**/.conan2", "**/_deps", ".vcpkg-root"],
        marker: Marker {
            text: "vcpkg_installed/vcpkg/status; _deps beside CMakeCache.txt",
            cases: &[
                Case::confirms(
                    Test::Any(&[
                        Test::Inside(&["vcpkg/status"]),
                        Test::Beside(&["CMakeCache.txt"]),
                    ]),
                    "was installed by a package manager",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&["_deps"]),
                        Test::Not(&Test::Beside(&["CMakeCache.txt"])),
                    ]),
                    "nothing beside it confirms that",
                ),
                Case::rates(Severity::Info, Test::Named(&[".vcpkg-root"]), "is a marker file"),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/vcpkg_installed", "**/.conan", "**/.conan2"]),
        why: "C/C++ dependency trees built for the host.",
        source: "github/gitignore:CMake (_deps); general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
];
