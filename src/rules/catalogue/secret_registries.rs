//! Secrets: the configuration of package managers for scripting languages.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-npmrc",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/.npmrc"],
        marker: Marker {
            text: "_authToken=, _auth= or _password= with a literal (not ${VAR}) raises to \
                   critical; otherwise info",
            cases: &[
                Case::rates(
                    Severity::Critical,
                    Test::Head(Shape::Assigns(&["_authtoken", "_auth", "_password"])),
                    "holds a literal token or password",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Assigns(&["_authtoken", "_auth", "_password"]))),
                    "holds no literal token",
                ),
            ],
            ..Marker::NONE
        },
        unless: Some(
            "Dockerfile COPYs .npmrc (then advise RUN \
              --mount=type=secret,id=npmrc,target=/root/.npmrc)",
        ),
        why: "May hold a registry token; may equally be plain install settings that npm ci needs.",
        source: "docker/docs nextjs guide COPYs .npmrc*; ripsecrets/detect-secrets npm rules",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-yarnrc",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/.yarnrc.yml", "**/.yarnrc"],
        needs_marker: true,
        marker: Marker {
            text: "npmAuthToken/npmAuthIdent with a literal raises to critical",
            cases: &[Case::rates(
                Severity::Critical,
                Test::Head(Shape::Assigns(&["npmauthtoken", "npmauthident", "_authtoken"])),
                "holds a literal token",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Yarn settings needed by the install; only a literal token is a finding.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-bunfig",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/bunfig.toml"],
        needs_marker: true,
        marker: Marker {
            text: "token = or password = literal",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["token", "password"])),
                "holds a literal token or password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Bun registry settings can embed a token.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pypirc",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/.pypirc"],
        marker: Marker {
            text: "password = line",
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
        why: "PyPI upload credentials; never needed to build an image.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pip-conf",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "python",
        paths: &["**/pip.conf", "**/pip.ini", "**/.pip", "**/uv.toml"],
        needs_marker: true,
        marker: Marker {
            text: "index-url/extra-index-url containing '//user:pass@'",
            cases: &[
                Case::confirms(Test::Head(Shape::USERINFO), "an index address carries a password"),
                Case::confirms(
                    Test::HeadOf(&["pip.conf"], Shape::USERINFO),
                    "an index address carries a password",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Private index URL may embed user:password.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-python-index-auth",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/pypoetry/auth.toml", "**/.condarc", "**/.config/pypoetry/auth.toml"],
        needs_marker: true,
        marker: Marker {
            text: "password/token literal, or a conda channel URL with /t/<token>/",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&["password", "token"])),
                    "holds a literal password or token",
                ),
                Case::confirms(
                    Test::Head(Shape::Holds(&["/t/"])),
                    "a channel address carries a token",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Poetry/conda repository credentials.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-netrc",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.netrc", "**/_netrc", "**/.authinfo"],
        except: &["**/.netrc.example"],
        marker: Marker {
            text: "machine ... login ... password",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Detects(&["netrc-password"])),
                    "holds a machine with its password",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Holds(&["password"]))),
                    "holds no password",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Plain login/password per host, used by git, curl, pip, go and Heroku.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
