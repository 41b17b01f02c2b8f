//! Secrets: files that are a list of secrets, or one.

use super::shared::SECRET_NAMES;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-dotenv-unusual",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/.envs/**",
            "**/env.local",
            "**/env.prod",
            "**/env.production",
            "**/env.staging",
            "**/env.dev",
            "**/env.development",
            "**/*.env.local",
            "**/*.env.prod",
            "**/*.env.production",
            "**/*.env.staging",
            "**/*.env.dev",
            "**/*.env.development",
            "**/.ENV",
            "**/.ENV.*",
            "**/.Env",
            "**/.Env.*",
        ],
        except: &[
            "**/.envs/**/*example*",
            "**/.envs/**/*sample*",
            "**/.envs/**/*template*",
            "**/example.env.*",
            "**/sample.env.*",
            "**/.ENV.EXAMPLE",
            "**/.ENV.example",
            "**/.ENV.SAMPLE",
            "**/.ENV.sample",
            "**/.ENV.TEMPLATE",
            "**/.ENV.template",
            "**/.Env.Example",
            "**/.Env.example",
            "**/.Env.Sample",
            "**/.Env.sample",
        ],
        needs_marker: true,
        marker: Marker {
            text: "NAME=value lines: with a secret-looking name, or an address with a password, \
                   high, else low; in .envs not where virtual environments are kept",
            cases: &[
                Case::clears(Test::Upward(&["pyvenv.cfg", "conda-meta"])),
                Case::clears(Test::Not(&Test::Head(Shape::Dotenv))),
                Case::confirms(
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                    "gives a secret-looking name a literal value",
                ),
                Case::confirms(Test::Head(Shape::USERINFO), "holds an address with a password"),
                Case::rates(
                    Severity::Low,
                    Test::Head(Shape::Dotenv),
                    "gives values, none to a secret-looking name",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.envs",
            "**/env.local",
            "**/env.prod",
            "**/env.production",
            "**/env.staging",
            "**/env.dev",
            "**/env.development",
            "**/*.env.local",
            "**/*.env.prod",
            "**/*.env.production",
            "**/*.env.staging",
            "**/*.env.dev",
            "**/*.env.development",
            "**/.ENV",
            "**/.ENV.*",
            "**/.Env",
            "**/.Env.*",
        ]),
        why: "Dotenv files under names that no ignore line for .env speaks of: the folder of \
              cookiecutter-django, names without the dot, names in capitals.",
        source: "cookiecutter/cookiecutter-django (.envs/.production/.postgres); general knowledge \
                 (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dot-secrets",
        category: Category::Secret,
        severity: Severity::High,
        paths: &[
            "**/.secrets",
            "**/.secrets.toml",
            "**/.secrets.yaml",
            "**/.secrets.yml",
            "**/.secrets.json",
            "**/.secret",
            "**/.secret_key",
        ],
        except: &["**/.secrets.baseline", "**/.secretsignore"],
        marker: Marker {
            text: ".secrets.baseline is the hashed detect-secrets baseline and is not a secret",
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.secrets",
            "**/.secrets.toml",
            "**/.secrets.y*ml",
            "**/.secrets.json",
        ]),
        safe: true,
        why: "nektos/act, dynaconf and hand-made tooling keep plaintext secrets under this name.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-streamlit",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/.streamlit/secrets.toml"],
        safe: true,
        why: "Streamlit's plaintext secrets store.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-password-file",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/password.txt",
            "**/passwords.txt",
            "**/passwd.txt",
            "**/*_password.txt",
            "**/*-password.txt",
            "**/db_password",
            "**/pgpassword.txt",
        ],
        except: &["**/common-password*.txt", "**/*wordlist*", "**/testdata/**"],
        marker: Marker {
            text: "one short line; a file with > 50 lines is a wordlist, lower to info",
            cases: &[Case::rates(
                Severity::Info,
                Test::Not(&Test::Head(Shape::Lines(50))),
                "is a list of more than 50 lines",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Plaintext password file, the shape Docker's own compose samples use.",
        source: "docker/docs guides (db/password.txt)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-token-file",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/.token",
            "**/token.txt",
            "**/*.token",
            "**/api_key.txt",
            "**/apikey.txt",
            "**/.api_key",
            "**/.apikey",
            "**/api-key.txt",
            "**/access_token",
            "**/access_token.txt",
        ],
        needs_marker: true,
        marker: Marker {
            text: "single high-entropy line or detector hit",
            cases: &[Case::confirms(
                Test::Head(Shape::Token),
                "is one line that looks like a token",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        safe: true,
        why: "Single-value credential files.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
