//! Secrets: the configuration of applications and frameworks.

use super::shared::SECRET_NAMES;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-jenkins-home",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/secrets/master.key",
            "**/secrets/hudson.util.Secret",
            "**/credentials.xml",
            "**/identity.key.enc",
        ],
        marker: Marker {
            text: "credentials.xml with a CredentialsProvider root",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&["credentialsprovider"])),
                    "is a store of credentials",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&["credentials.xml"]),
                        Test::Not(&Test::Head(Shape::Holds(&["credentialsprovider"]))),
                    ]),
                    "its contents do not confirm it",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "JENKINS_HOME key material; master.key plus hudson.util.Secret decrypts every \
              credential.",
        source: "github/gitignore:JENKINS_HOME",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-rails-master-key",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "ruby",
        kind: HitKind::File,
        paths: &["**/config/master.key", "**/config/credentials/*.key", "**/master.key"],
        marker: Marker {
            text: "exactly 32 hex characters; *.yml.enc files are ciphertext that the image needs \
                   and must not be flagged",
            cases: &[Case::confirms(Test::Head(Shape::Hex(32)), "is 32 hexadecimal digits")],
            ..Marker::NONE
        },
        safe: true,
        why: "Decrypts Rails encrypted credentials; Rails' own generated ignore file excludes it.",
        source: "rails/rails:railties/.../dockerignore.tt",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-rails-legacy",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "ruby",
        kind: HitKind::File,
        paths: &[
            "**/config/secrets.yml",
            "**/config/initializers/secret_token.rb",
            "**/config/database.yml",
        ],
        needs_marker: true,
        marker: Marker {
            text: "literal value instead of <%= ENV[...] %>",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Not(&Test::Head(Shape::Holds(&["<%= env"]))),
                    Test::Head(Shape::Assigns(&["password", "secret_key_base", "secret_token"])),
                ]),
                "holds a literal password or key",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "May hold literal secret_key_base or DB password; required at boot.",
        source: "github/gitignore:Rails",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-django-local-settings",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &[
            "**/local_settings.py",
            "**/settings_local.py",
            "**/settings/local.py",
            "**/secret_key.txt",
        ],
        marker: Marker {
            text: "SECRET_KEY or PASSWORD literal",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&["secret_key", "password"])),
                    "holds a literal key or password",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&["*.py"]),
                        Test::Not(&Test::Head(Shape::Assigns(&["secret_key", "password"]))),
                    ]),
                    "holds no literal key or password",
                ),
            ],
            ..Marker::NONE
        },
        why: "Django machine-local settings.",
        source: "github/gitignore:Python (local_settings.py)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-flask-instance",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/instance/config.py", "**/instance/*.cfg", "**/instance/application.cfg"],
        marker: Marker {
            text: "sibling Flask package; SECRET_KEY literal",
            cases: &[
                Case::confirms(Test::Head(Shape::Assigns(&["secret_key"])), "holds a literal key"),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Head(Shape::Assigns(SECRET_NAMES))),
                    "holds no literal key",
                ),
            ],
            ..Marker::NONE
        },
        why: "Flask instance folder config, documented as deployment-private.",
        source: "github/gitignore:Python (instance/)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-wp-config",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &["**/wp-config.php"],
        except: &["**/wp-config-sample.php", "**/wp-config-docker.php"],
        marker: Marker {
            text: "define('DB_PASSWORD', '<literal>'); the official image's file reads \
                   getenv_docker() and is fine",
            cases: &[
                Case::clears(Test::Head(Shape::Holds(&["getenv_docker"]))),
                Case::confirms(
                    Test::Head(Shape::Assigns(&["db_password"])),
                    "holds the password of the database",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Head(Shape::Assigns(&["db_password"]))),
                    "holds no literal password",
                ),
            ],
            ..Marker::NONE
        },
        why: "WordPress DB password and salts.",
        source: "github/gitignore:WordPress",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-wp-config-backup",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &[
            "**/wp-config.php.*",
            "**/wp-config.php~",
            "**/wp-config.bak",
            "**/wp-config.old",
            "**/wp-config.txt",
        ],
        safe: true,
        why: "Backups of wp-config are served as plain text by web servers.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-php-cms-config",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &[
            "**/sites/*/settings.php",
            "**/sites/*/settings.local.php",
            "**/app/etc/env.php",
            "**/app/etc/local.xml",
            "**/typo3conf/LocalConfiguration.php",
            "**/app/config/parameters.yml",
            "**/app/config/parameters.php",
        ],
        needs_marker: true,
        marker: Marker {
            text: "literal DB password",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["password"])),
                "holds a literal password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "CMS configuration with database credentials.",
        source: "github/gitignore:Drupal,Magento,Symfony,Typo3",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-phoenix-exs",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "elixir",
        kind: HitKind::File,
        paths: &["**/config/*.secret.exs"],
        unless: Some("config/prod.exs imports it"),
        why: "Phoenix prod.secret.exs; old projects import it at compile time.",
        source: "github/gitignore:Elixir",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotnet-user-secrets",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "dotnet",
        paths: &[
            "**/appsettings.Local.json",
            "**/appsettings.*.Local.json",
            "**/appsettings.Secrets.json",
            "**/*.pubxml.user",
            "**/UserSecrets",
        ],
        marker: Marker {
            text: "ConnectionStrings/Password literal",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["password", "secret", "apikey", "connectionstring"])),
                "holds a literal password or connection",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Machine-local .NET settings and publish credentials.",
        source: "github/gitignore:VisualStudio (*.pubxml, *.user)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotnet-appsettings",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "dotnet",
        kind: HitKind::File,
        paths: &[
            "**/appsettings.Development.json",
            "**/appsettings.Production.json",
            "**/appsettings.Staging.json",
            "**/appsettings.json",
            "**/web.config",
            "**/Web.config",
            "**/app.config",
        ],
        needs_marker: true,
        marker: Marker {
            text: "connection string with Password=literal, or a detector hit",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["password", "pwd"])),
                "a connection has a literal password",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Needed at run time; only a literal credential is a finding.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-spring-local",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/application-local.*",
            "**/application-secret*.*",
            "**/application-dev.*",
            "**/application-prod.*",
            "**/bootstrap-local.*",
        ],
        needs_marker: true,
        marker: Marker {
            text: "spring.datasource.password or similar literal (not ${...}, not ENC(...), not \
                   {cipher})",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(&["password", "secret", "token"])),
                "holds a literal password",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Spring profile files compiled into the jar.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-node-config-local",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &[
            "**/config/local.json",
            "**/config/local.js",
            "**/config/local.yaml",
            "**/config/local-*.json",
            "**/config/secrets.js",
            "**/config/keys.js",
        ],
        needs_marker: true,
        marker: Marker {
            text: "sibling config/default.*; detector hit or secret-looking literal",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["default.*"]),
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                ]),
                "overrides a default with a literal secret",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        why: "node-config local overrides.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
