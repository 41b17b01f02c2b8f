//! Secrets: the configuration of applications and frameworks.

use crate::rules::marker::{Marker, Outcome};
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
        marker: Marker { text: "credentials.xml with a CredentialsProvider root", ..Marker::NONE },
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
        marker: Marker { text: "SECRET_KEY or PASSWORD literal", ..Marker::NONE },
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
        marker: Marker { text: "sibling Flask package; SECRET_KEY literal", ..Marker::NONE },
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
        marker: Marker { text: "literal DB password", otherwise: Outcome::Silent, ..Marker::NONE },
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
        marker: Marker { text: "ConnectionStrings/Password literal", ..Marker::NONE },
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
            otherwise: Outcome::Silent,
            ..Marker::NONE
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
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "node-config local overrides.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-firebase-mobile",
        category: Category::Secret,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/google-services.json", "**/GoogleService-Info.plist"],
        marker: Marker { text: "JSON with project_info/client", ..Marker::NONE },
        suggestion: Suggestion::Lines(&[]),
        why: "Firebase app identifiers; Google treats the API key as non-secret, and mobile \
              builds need the file.",
        source: "github/gitignore:Android (google-services.json)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-android-signing",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/keystore.properties",
            "**/key.properties",
            "**/signing.properties",
            "**/upload-keystore.*",
            "**/release.keystore",
        ],
        marker: Marker { text: "storePassword=/keyPassword= literal", ..Marker::NONE },
        why: "APK signing passwords and keys.",
        source: "github/gitignore:Flutter (key.properties), Android",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-android-local-properties",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/local.properties"],
        marker: Marker { text: "sdk.dir=", ..Marker::NONE },
        safe: true,
        why: "SDK path of this machine (breaks container builds) and sometimes API keys.",
        source: "github/gitignore:Android,Flutter",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-apple-provisioning",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "swift",
        kind: HitKind::File,
        paths: &["**/*.mobileprovision", "**/*.provisionprofile", "**/*.certSigningRequest"],
        safe: true,
        why: "Apple provisioning artefacts.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-fastlane",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/fastlane/.env*", "**/fastlane/*key*.json", "**/fastlane/api_key.json"],
        except: &["**/fastlane/.env.default", "**/fastlane/.env.example"],
        suggestion: Suggestion::Lines(&["**/fastlane/.env", "**/fastlane/.env.secret"]),
        safe: true,
        why: "Store-upload credentials.",
        source: "github/gitignore:Swift (fastlane)",
        ..Rule::BLANK
    },
];
