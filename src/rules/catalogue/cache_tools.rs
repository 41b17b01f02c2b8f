//! Caches of compilers, build tools and frameworks.

use super::shared::HOLDS_PROGRAM_TEXT;
use crate::rules::marker::{Case, Marker, Outcome, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "cache-gradle",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "java",
        paths: &["**/.gradle", "**/.gradletasknamecache", "**/.kotlin"],
        safe: true,
        why: "Project-level Gradle/Kotlin caches with lock files that confuse the daemon in the \
              container.",
        source: "github/gitignore:Gradle,Kotlin",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-maven",
        category: Category::Cache,
        severity: Severity::Info,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/.mvn/timing.properties",
            "**/pom.xml.tag",
            "**/pom.xml.releaseBackup",
            "**/pom.xml.versionsBackup",
            "**/release.properties",
            "**/dependency-reduced-pom.xml",
            "**/buildNumber.properties",
        ],
        safe: true,
        why: "Maven release/shade leftovers; keep .mvn/wrapper.",
        source: "github/gitignore:Maven",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-scala",
        category: Category::Cache,
        severity: Severity::Low,
        ecosystem: "java",
        paths: &[
            "**/.bloop",
            "**/.metals",
            "**/.bsp",
            "**/.ammonite",
            "**/project/target",
            "**/project/project",
            "**/project/boot",
            "**/metals.sbt",
        ],
        safe: true,
        why: "sbt/Metals server state.",
        source: "github/gitignore:Global/SBT,Global/Metals",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-clojure",
        category: Category::Cache,
        severity: Severity::Low,
        ecosystem: "java",
        paths: &[
            "**/.cpcache",
            "**/.lein-failures",
            "**/.lein-deps-sum",
            "**/.nrepl-port",
            "**/.clj-kondo/.cache",
            "**/.lsp/.cache",
            "**/.shadow-cljs",
        ],
        safe: true,
        why: "Clojure tool caches.",
        source: "github/gitignore:Clojure,Leiningen",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-cpp",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "cpp",
        paths: &[
            "**/.ccache",
            "**/.sccache",
            "**/.cache/clangd",
            "**/.ccls-cache",
            "**/.clangd",
            "**/autom4te.cache",
            "**/.sconsign.dblite",
            "**/.xmake",
            "**/.waf*",
        ],
        safe: true,
        why: "Compiler caches and configure state.",
        source: "github/gitignore:Autotools,SCons,Waf",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-zig",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "zig",
        kind: HitKind::Directory,
        paths: &["**/.zig-cache", "**/zig-cache"],
        safe: true,
        why: "Zig compilation cache.",
        source: "github/gitignore:Zig",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-php-tools",
        category: Category::Cache,
        severity: Severity::Low,
        ecosystem: "php",
        paths: &[
            "**/.phpunit.cache",
            "**/.phpunit.result.cache",
            "**/.php-cs-fixer.cache",
            "**/.php_cs.cache",
            "**/.phpactor.json",
            "**/.phpstan.cache",
            "**/.psalm",
        ],
        safe: true,
        why: "PHP QA caches.",
        source: "github/gitignore:Laravel; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-symfony-var",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "php",
        kind: HitKind::Directory,
        paths: &[
            "**/var/cache",
            "**/var/log",
            "**/var/logs",
            "**/var/sessions",
            "**/app/cache",
            "**/app/logs",
        ],
        needs_marker: true,
        marker: Marker {
            text: "bin/console or symfony.lock at the parent of var/",
            cases: &[Case::confirms(
                Test::BesideParent(&["bin/console", "symfony.lock"]),
                "belongs to a Symfony project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "Compiled container for the host environment; a stale one boots the wrong config.",
        source: "github/gitignore:Symfony",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-laravel-runtime",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "php",
        paths: &[
            "**/bootstrap/cache/*.php",
            "**/storage/framework/cache/data",
            "**/storage/framework/sessions/[0-9A-Za-z]*",
            "**/storage/framework/views/*.php",
        ],
        marker: Marker {
            text: "artisan at project root",
            cases: &[
                Case::confirms(Test::Upward(&["artisan"]), "belongs to a Laravel project"),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Upward(&["artisan"])),
                    "no artisan above confirms that",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "bootstrap/cache/*.php",
            "storage/framework/cache/data/[0-9a-f]*",
            "storage/framework/sessions/[0-9A-Za-z]*",
            "storage/framework/views/*.php",
        ]),
        why: "Compiled views, sessions and cached config (config.php contains resolved .env \
              values); the directories themselves must exist.",
        source: "github/gitignore:Laravel; docker/docs laravel guide COPYs ./storage",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-rails-tmp",
        category: Category::Cache,
        severity: Severity::Medium,
        ecosystem: "ruby",
        paths: &[
            "**/tmp/cache",
            "**/tmp/pids",
            "**/tmp/sockets",
            "**/tmp/sessions",
            "**/tmp/miniprofiler",
        ],
        needs_marker: true,
        marker: Marker {
            text: "config/application.rb at project root",
            cases: &[Case::confirms(
                Test::BesideParent(&["config/application.rb"]),
                "belongs to a Rails project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["/tmp/*", "!/tmp/.keep"]),
        safe: true,
        why: "bootsnap caches and pid files; a shipped server.pid stops rails server from \
              starting.",
        source: "rails dockerignore.tt",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-elixir-ls",
        category: Category::Cache,
        severity: Severity::Low,
        ecosystem: "elixir",
        paths: &["**/.elixir_ls", "**/.lexical", "**/.expert", "**/.fetch", "**/*.ez"],
        safe: true,
        why: "Language-server builds and archives.",
        source: "github/gitignore:Elixir; phoenix dockerignore.eex",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-direnv-nix",
        category: Category::Cache,
        severity: Severity::Medium,
        paths: &["**/.direnv", "**/.devenv", "**/.devbox", "**/result", "**/result-*"],
        marker: Marker {
            text: "result must be a symlink to /nix/store",
            cases: &[
                Case::confirms(Test::LinksTo("/nix/store"), "points into the Nix store"),
                Case::clears(Test::Named(&["result", "result-*"])),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.direnv", "**/.devenv", "**/.devbox"]),
        safe: true,
        why: "Nix/direnv profiles; result is a symlink into /nix/store that dangles inside the \
              image.",
        source: "github/gitignore:Nix",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-buck-pants",
        category: Category::Cache,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &["**/buck-out", "**/.buckd", "**/.pants.d", "**/.pids"],
        safe: true,
        why: "Monorepo build daemons' outputs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-unity",
        category: Category::Cache,
        severity: Severity::High,
        ecosystem: "unity",
        kind: HitKind::Directory,
        paths: &[
            "**/Library",
            "**/Temp",
            "**/Obj",
            "**/Logs",
            "**/UserSettings",
            "**/MemoryCaptures",
        ],
        needs_marker: true,
        marker: Marker {
            text: "sibling ProjectSettings/ProjectVersion.txt and Assets/",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["ProjectSettings/ProjectVersion.txt"]),
                    Test::Beside(&["Assets"]),
                ]),
                "stands in a Unity project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "Unity import cache: typically several GB.",
        source: "github/gitignore:Unity",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-unreal-godot",
        category: Category::Cache,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/DerivedDataCache", "**/Intermediate", "**/Saved", "**/.godot", "**/.import"],
        needs_marker: true,
        marker: Marker {
            text: "*.uproject or project.godot sibling",
            cases: &[Case::confirms(
                Test::Beside(&["*.uproject", "project.godot"]),
                "stands in an engine project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Game-engine derived data.",
        source: "github/gitignore:UnrealEngine,Godot",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-mobile",
        category: Category::Cache,
        severity: Severity::Medium,
        paths: &[
            "**/.expo",
            "**/.expo-shared",
            "**/.cxx",
            "**/.externalNativeBuild",
            "**/captures",
            "**/.flutter-plugins",
            "**/.flutter-plugins-dependencies",
            "**/.buildlog",
        ],
        marker: Marker {
            text: "a directory called captures that holds program text is source",
            cases: &[Case::rates(
                Severity::Info,
                Test::All(&[Test::Named(&["captures"]), HOLDS_PROGRAM_TEXT]),
                "holds program text",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.expo",
            "**/.cxx",
            "**/.externalNativeBuild",
            "**/.flutter-plugins*",
        ]),
        safe: true,
        why: "React Native, Android NDK and Flutter local state.",
        source: "github/gitignore:Android,Flutter,community/JavaScript/Expo",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-dvc",
        category: Category::Cache,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.dvc/cache", "**/.dvc/tmp"],
        safe: true,
        why: "Content-addressed copies of every tracked data version.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-quality-tools",
        category: Category::Cache,
        severity: Severity::Low,
        paths: &[
            "**/.scannerwork",
            "**/.sonar",
            "**/.trunk",
            "**/.dccache",
            "**/.semgrep",
            "**/.trivycache",
            "**/.snyk-cache",
            "**/.mutmut-cache",
            "**/.stryker-tmp",
        ],
        safe: true,
        why: "Analyser working directories.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "cache-generic-dot-cache",
        category: Category::Cache,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &["**/.cache", "**/.tmp", "**/.temp"],
        safe: true,
        why: "Tool cache root; docker init's Node, Java and PHP templates drop it.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
];
