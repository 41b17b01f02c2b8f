//! Secrets: the configuration of package managers for compiled languages.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-cargo-credentials",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "rust",
        kind: HitKind::File,
        paths: &["**/.cargo/credentials.toml", "**/.cargo/credentials"],
        marker: Marker {
            text: "token = \"...\"",
            cases: &[
                Case::confirms(Test::Head(Shape::Assigns(&["token"])), "holds a token"),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Assigns(&["token"]))),
                    "holds no token",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "cargo login stores the registry token here in clear.",
        source: "doc.rust-lang.org/cargo/commands/cargo-login.html",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-cargo-config-token",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "rust",
        kind: HitKind::File,
        paths: &["**/.cargo/config.toml", "**/.cargo/config"],
        needs_marker: true,
        marker: Marker {
            text: "[registries.*] or [registry] token literal",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Head(Shape::Line(&["[registr"])),
                    Test::Head(Shape::Assigns(&["token"])),
                ]),
                "holds a registry token",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Build settings that may also carry a registry token; needed by cargo build.",
        source: "doc.rust-lang.org/cargo/reference/config.html",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gem-credentials",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "ruby",
        kind: HitKind::File,
        paths: &["**/.gem/credentials", "**/gem/credentials"],
        marker: Marker {
            text: ":rubygems_api_key:",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&["rubygems_api_key"])),
                "holds an API key",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "RubyGems push keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-bundle-config",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "ruby",
        kind: HitKind::File,
        paths: &["**/.bundle/config"],
        marker: Marker {
            text: "BUNDLE_*: value with ':' raises to critical",
            cases: &[
                Case::rates(
                    Severity::Critical,
                    Test::Head(Shape::Login("bundle_")),
                    "holds a user and a password",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Login("bundle_"))),
                    "holds no password",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.bundle"]),
        safe: true,
        why: "Bundler config may contain BUNDLE_<HOST> user:token pairs.",
        source: "rails dockerignore.tt and docker/docs ruby guide ignore /.bundle",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-nuget-config",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "dotnet",
        kind: HitKind::File,
        paths: &["**/[Nn]u[Gg]et.[Cc]onfig", "**/NuGet.config"],
        needs_marker: true,
        marker: Marker {
            text: "packageSourceCredentials with ClearTextPassword (not %VAR%), or apikeys; \
                   raises to high",
            cases: &[Case::rates(
                Severity::High,
                Test::Any(&[
                    Test::All(&[
                        Test::Head(Shape::Holds(&["packagesourcecredentials"])),
                        Test::Head(Shape::Assigns(&["cleartextpassword"])),
                    ]),
                    Test::Head(Shape::Holds(&["<apikeys>"])),
                ]),
                "holds a clear-text password or an API key",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Needed by dotnet restore; a finding only when it stores a clear password.",
        source: "learn.microsoft.com dotnet nuget --store-password-in-clear-text; gitleaks \
                 nuget-config-password",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-maven-settings",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/.m2/settings.xml",
            "**/settings.xml",
            "**/settings-security.xml",
            "**/.m2/settings-security.xml",
        ],
        needs_marker: true,
        marker: Marker {
            text: "<servers> with a <password> literal that is neither ${env.*} nor {encrypted}; \
                   other XML named settings.xml is unrelated",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Head(Shape::Holds(&["<servers>"])),
                    Test::Head(Shape::Assigns(&["<password", "<passphrase"])),
                ]),
                "a server has a literal password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.m2"]),
        why: "Maven servers section may hold repository passwords.",
        source: "trivy maven-settings-* rules; ripsecrets <master>",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gradle-user-home",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "java",
        paths: &["**/.gradle/gradle.properties", "**/.gradle/init.d"],
        suggestion: Suggestion::Lines(&["**/.gradle"]),
        safe: true,
        why: "User-level Gradle credentials copied into the project.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gradle-properties",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/gradle.properties"],
        needs_marker: true,
        marker: Marker {
            text: "key matching (password|token|secret|signing\\.) with a literal value",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["password", "token", "secret", "signing."])),
                "holds a literal password or token",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Needed by the build; users also park signing and repository passwords in it.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-composer-auth",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &["**/auth.json", "**/.composer/auth.json"],
        needs_marker: true,
        marker: Marker {
            text: "JSON object whose keys include http-basic, github-oauth, gitlab-token, \
                   gitlab-oauth, bitbucket-oauth or bearer",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&[
                    "\"http-basic\"",
                    "\"github-oauth\"",
                    "\"gitlab-token\"",
                    "\"gitlab-oauth\"",
                    "\"bitbucket-oauth\"",
                    "\"bearer\"",
                ])),
                "holds the login of a package source",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "Composer credentials (github-oauth, http-basic, bearer).",
        source: "github/gitignore:Laravel (auth.json)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-sbt-credentials",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/.sbt/.credentials",
            "**/.ivy2/.credentials",
            "**/.ivy2/.sbtcredentials",
            "**/.sbt/credentials",
            "**/.credentials",
        ],
        marker: Marker {
            text: "realm=/host=/password= lines",
            cases: &[
                Case::confirms(Test::Head(Shape::Assigns(&["password"])), "holds a password"),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Head(Shape::Assigns(&["password"]))),
                    "holds no password",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "sbt/Ivy repository logins.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-hex-config",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "elixir",
        kind: HitKind::File,
        paths: &["**/.hex/hex.config", "**/.hex/hex.erl"],
        suggestion: Suggestion::Lines(&["**/.hex"]),
        safe: true,
        why: "Hex.pm user keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pub-credentials",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "dart",
        kind: HitKind::File,
        paths: &["**/pub-credentials.json", "**/.pub-cache/credentials.json", "**/pub-tokens.json"],
        safe: true,
        why: "Dart pub OAuth/hosted tokens.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-conan",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "cpp",
        kind: HitKind::File,
        paths: &["**/.conan/.conan.db", "**/.conan2/credentials.json"],
        safe: true,
        why: "Conan remote credentials.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-cabal-config",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "haskell",
        kind: HitKind::File,
        paths: &["**/.cabal/config"],
        needs_marker: true,
        marker: Marker {
            text: "username:/password: uncommented",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["username", "password"])),
                "holds a user name or a password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "May contain Hackage upload password.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-terraform-cli",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "terraform",
        kind: HitKind::File,
        paths: &["**/.terraformrc", "**/terraform.rc", "**/credentials.tfrc.json", "**/.tofurc"],
        marker: Marker {
            text: "credentials block or JSON",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&["credentials"])),
                    "holds a credentials block",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Holds(&["credentials"]))),
                    "holds no credentials block",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "HCP Terraform / registry API tokens.",
        source: "github/gitignore:Terraform,community/OpenTofu",
        ..Rule::BLANK
    },
];
