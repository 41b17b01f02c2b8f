//! Logs, crash reports, traces.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "log-npm",
        category: Category::Log,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &[
            "**/npm-debug.log*",
            "**/yarn-debug.log*",
            "**/yarn-error.log*",
            "**/pnpm-debug.log*",
            "**/lerna-debug.log*",
        ],
        safe: true,
        why: "Package-manager crash logs.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 github/gitignore:Node",
        ..Rule::BLANK
    },
    Rule {
        id: "log-dirs",
        category: Category::Log,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &["**/logs", "**/log"],
        needs_marker: true,
        marker: Marker {
            text: "contains only *.log*/.keep/.gitkeep files",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Only(&["*.log*", ".keep", ".gitkeep"]),
                    Test::Inside(&["*.log*"]),
                ]),
                "holds nothing but logs",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["/log/*", "!/log/.keep"]),
        why: "Log directories; log/ is also a source package name and Rails needs log/.keep.",
        source: "github/gitignore:Node (logs),Rails (/log/*)",
        ..Rule::BLANK
    },
    Rule {
        id: "log-node-report",
        category: Category::Log,
        severity: Severity::High,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/report.[0-9]*.[0-9]*.[0-9]*.[0-9]*.json"],
        marker: Marker {
            text: "JSON with header.nodejsVersion and environmentVariables",
            cases: &[Case::confirms(
                Test::Head(Shape::HoldsAll(&["nodejsversion", "header"])),
                "is a diagnostic report of node",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Node diagnostic reports dump the full environment variables of the process.",
        source: "github/gitignore:Node; nodejs.org diagnostic report docs",
        ..Rule::BLANK
    },
    Rule {
        id: "log-crash-jvm",
        category: Category::Log,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/hs_err_pid*", "**/replay_pid*"],
        safe: true,
        why: "JVM crash files list environment and command line.",
        source: "github/gitignore:Java",
        ..Rule::BLANK
    },
    Rule {
        id: "log-crash-other",
        category: Category::Log,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/erl_crash.dump",
            "**/rustc-ice-*.txt",
            "**/nohup.out",
            "**/mono_crash.*",
            "**/php_errors.log",
            "**/error_log",
            "**/npm-audit*.json",
        ],
        suggestion: Suggestion::Lines(&["**/erl_crash.dump", "**/rustc-ice-*.txt", "**/nohup.out"]),
        safe: true,
        why: "Crash dumps and redirected output; an Erlang crash dump includes process heaps.",
        source: "github/gitignore:Elixir,Rust,Global/Linux,Unity",
        ..Rule::BLANK
    },
    Rule {
        id: "log-firebase",
        category: Category::Log,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &[
            "**/firebase-debug.log",
            "**/firebase-debug.*.log",
            "**/firestore-debug.log",
            "**/ui-debug.log",
            "**/database-debug.log",
            "**/pubsub-debug.log",
        ],
        safe: true,
        why: "Emulator logs, sometimes with bearer tokens.",
        source: "github/gitignore:Firebase",
        ..Rule::BLANK
    },
    Rule {
        id: "log-pid-files",
        category: Category::Log,
        severity: Severity::Low,
        paths: &["**/*.pid", "**/*.pid.lock", "**/pids"],
        suggestion: Suggestion::Lines(&["**/*.pid"]),
        safe: true,
        why: "Stale pid files stop services (rails server) from starting in the container.",
        source: "github/gitignore:Node,Python; rails dockerignore.tt (/tmp/pids/*)",
        ..Rule::BLANK
    },
    Rule {
        id: "log-profiles-traces",
        category: Category::Log,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &[
            "**/*.cpuprofile",
            "**/*.pprof",
            "**/perf.data*",
            "**/*.speedscope.json",
            "**/nytprof.out",
            "**/callgrind.out.*",
            "**/cachegrind.out.*",
            "**/*.lprof",
            "**/*.prof",
            "**/*.trace",
            "**/*.nettrace",
            "**/*.jfr",
        ],
        suggestion: Suggestion::Lines(&[
            "**/*.cpuprofile",
            "**/*.pprof",
            "**/perf.data*",
            "**/*.jfr",
        ]),
        safe: true,
        why: "Profiler output.",
        source: "github/gitignore:Go (*.out),Haskell (*.prof),Perl (nytprof.out)",
        ..Rule::BLANK
    },
    Rule {
        id: "log-files",
        category: Category::Log,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/*.log", "**/*.log.[0-9]*", "**/*.log.gz"],
        except: &["**/testdata/**", "**/fixtures/**"],
        suggestion: Suggestion::Lines(&["**/*.log"]),
        safe: true,
        why: "Run-time logs can be large and contain tokens and personal data.",
        source: "github/gitignore:Node,Java; docker/docs angular+nextjs guides",
        ..Rule::BLANK
    },
];
