//! Secrets: version control, web servers, databases, storage, mail and data services.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-git-credentials",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.git-credentials", "**/.config/git/credentials"],
        marker: Marker {
            text: "https://user:token@host lines",
            cases: &[
                Case::confirms(Test::Head(Shape::USERINFO), "an address carries a password"),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::USERINFO)),
                    "no address carries a password",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "git credential-store keeps URLs with passwords in clear.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-git-config-token",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.git/config"],
        needs_marker: true,
        marker: Marker {
            text: "url = https://x:y@... or http.*.extraheader = AUTHORIZATION",
            cases: &[
                Case::confirms(Test::Head(Shape::USERINFO), "a remote address carries a password"),
                Case::confirms(
                    Test::Head(Shape::Detects(&["git-config-credential"])),
                    "a header carries a login",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.git"]),
        safe: true,
        unless: Some("see vcs-git"),
        why: "A remote URL with userinfo, or the extraheader that actions/checkout wrote up to \
              v5, puts a live token in the context.",
        source: "issues: managoat/fountain#918, jwilder/dockerize#310; actions/checkout v6 moved \
                 it to $RUNNER_TEMP",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-svn-auth",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.subversion/auth"],
        suggestion: Suggestion::Lines(&["**/.subversion"]),
        safe: true,
        why: "Cached Subversion passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-hgrc",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/.hg/hgrc", "**/.hgrc"],
        needs_marker: true,
        marker: Marker {
            text: "[auth] *.password or userinfo in [paths]",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Head(Shape::USERINFO),
                    Test::All(&[
                        Test::Head(Shape::Line(&["[auth]"])),
                        Test::Head(Shape::Assigns(&[".password"])),
                    ]),
                ]),
                "holds a password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.hg", "**/.hgrc"]),
        safe: true,
        why: "Mercurial config may carry [auth] passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-htpasswd",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/.htpasswd", "**/htpasswd", "**/*.htpasswd", "**/.htdigest"],
        marker: Marker {
            text: "user:$apr1$/$2y$/{SHA} lines",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&[
                    ":$apr1$", ":$2y$", ":{sha}", ":$2a$", ":$2b$", ":$5$", ":$6$",
                ])),
                "holds password hashes",
            )],
            ..Marker::NONE
        },
        why: "Password hashes, crackable offline; some web images COPY them on purpose.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pgpass",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.pgpass", "**/pgpass.conf", "**/.pg_service.conf"],
        safe: true,
        why: "PostgreSQL client passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-mysql-client",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/.my.cnf", "**/.mylogin.cnf"],
        marker: Marker {
            text: "[client] password=",
            cases: &[
                Case::confirms(Test::Head(Shape::Assigns(&["password"])), "holds a password"),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Named(&[".my.cnf"]),
                        Test::Not(&Test::Head(Shape::Assigns(&["password"]))),
                    ]),
                    "holds no password",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "MySQL client password (server my.cnf without the dot is different).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-object-storage",
        category: Category::Secret,
        severity: Severity::High,
        paths: &[
            "**/rclone.conf",
            "**/.s3cfg",
            "**/.boto",
            "**/.passwd-s3fs",
            "**/.mc/config.json",
            "**/.config/rclone",
        ],
        safe: true,
        why: "S3-style client credentials.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ftp-client",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/sftp-config.json",
            "**/sftp-config-alt*.json",
            "**/.vscode/sftp.json",
            "**/.ftpconfig",
            "**/.remote-sync.json",
            "**/sitemanager.xml",
            "**/recentservers.xml",
            "**/WinSCP.ini",
            "**/.ftppass",
            "**/ftpsync.settings",
        ],
        marker: Marker {
            text: "\"password\" member or <Pass> element",
            cases: &[
                Case::confirms(
                    Test::Any(&[
                        Test::Head(Shape::Assigns(&["password"])),
                        Test::Head(Shape::Holds(&["<pass"])),
                    ]),
                    "holds a password",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Any(&[Test::Head(Shape::Holds(&[
                        "password",
                        "<pass",
                        "privatekeypath",
                    ]))])),
                    "holds no password",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Deploy plug-ins store server passwords next to the code.",
        source: "github/gitignore:Global/SublimeText; general knowledge (tool's own \
                 documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-mail-client",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/.msmtprc", "**/.muttrc", "**/.fetchmailrc", "**/sasl_passwd", "**/.mailrc"],
        safe: true,
        why: "SMTP/IMAP passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-db-client-cloud",
        category: Category::Secret,
        severity: Severity::High,
        paths: &[
            "**/.databrickscfg",
            "**/.snowsql",
            "**/.snowflake",
            "**/.bigqueryrc",
            "**/.dbt/profiles.yml",
        ],
        safe: true,
        why: "Warehouse client credentials.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dbt-profiles",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/profiles.yml"],
        needs_marker: true,
        marker: Marker {
            text: "outputs: with a literal password/private_key and a sibling dbt_project.yml",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Head(Shape::Holds(&["outputs:"])),
                    Test::Beside(&["dbt_project.yml"]),
                    Test::Head(Shape::Assigns(&["password", "private_key", "token"])),
                ]),
                "an output has a literal password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "dbt profile; often env_var() only, sometimes literal passwords.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-airflow-cfg",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/airflow.cfg"],
        needs_marker: true,
        marker: Marker {
            text: "non-empty fernet_key or a connection URL with a password",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Head(Shape::Assigns(&["fernet_key"])),
                    Test::Head(Shape::USERINFO),
                ]),
                "holds a key or an address with a password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "fernet_key and sql_alchemy_conn may be literal.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ml-tokens",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "python",
        paths: &[
            "**/kaggle.json",
            "**/.kaggle",
            "**/.huggingface/token",
            "**/huggingface/token",
            "**/huggingface/stored_tokens",
            "**/.cache/huggingface/token",
        ],
        safe: true,
        why: "Kaggle and Hugging Face tokens.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dvc-local",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/.dvc/config.local"],
        safe: true,
        why: "DVC's private remote credentials, git-ignored by design.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
