//! Secrets: dotenv files, in all their variants.

use super::shared::{DOTENV, HOLDS_SETTINGS_ONLY, PUBLIC_NAMES, SECRET_NAMES};
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-dotenv",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.env"],
        marker: Marker {
            text: "regular file with at least one NAME=value line whose value is non-empty and \
                   not a placeholder or ${ref}; medium when only plain settings (NODE_ENV, PORT, \
                   ...) have one, info when every value is empty (a directory called .env is a virtualenv, see dep-python-env-ambiguous)",
            cases: DOTENV,
            ..Marker::NONE
        },
        safe: true,
        why: "The default dotenv file usually holds live database, API and signing credentials.",
        source: "github/gitignore:Node,Go,Python,Dotnet; docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-local",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.env.local", "**/.env.*.local"],
        marker: Marker { text: "as secret-dotenv", cases: DOTENV, ..Marker::NONE },
        safe: true,
        why: "Framework convention for machine-private overrides; by design never shared.",
        source: "github/gitignore:Nextjs (.env*.local),Rails (.env*.local); docker/docs nextjs \
                 guide",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-mode",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/.env.production",
            "**/.env.prod",
            "**/.env.staging",
            "**/.env.stage",
            "**/.env.development",
            "**/.env.dev",
            "**/.env.test",
            "**/.env.ci",
            "**/.env.qa",
            "**/.env.uat",
            "**/.env.preview",
            "**/.env.live",
            "**/.env.sandbox",
            "**/.env.docker",
            "**/.env.secrets",
            "**/.env.private",
        ],
        except: &["**/.env.test"],
        marker: Marker {
            text: "content check: any value that a content detector matches, or a NAME containing \
                   SECRET|TOKEN|PASSWORD|PRIVATE|API_KEY with a literal value; downgrade to low \
                   when all names are VITE_*/NEXT_PUBLIC_*/REACT_APP_*/NUXT_PUBLIC_*/PUBLIC_*",
            cases: &[
                Case::rates(
                    Severity::Low,
                    Test::Head(Shape::NamesBegin(PUBLIC_NAMES)),
                    "every name is public by its prefix",
                ),
                Case::confirms(
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                    "gives a secret-looking name a literal value",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Head(Shape::DotenvBlank),
                    "every value is empty, a placeholder or a reference",
                ),
            ],
            otherwise: Outcome::As(Severity::Medium),
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        unless: Some(
            "a RUN step builds a frontend (vite/next/nuxt/ng/react-scripts) in the same \
              context directory",
        ),
        why: "Per-environment dotenv; often real credentials, but Vite, Next.js, CRA, Angular and \
              Symfony also read some of these at image build time for public settings.",
        source: "github/gitignore:Nestjs,Laravel,bun; docker/docs angular+vuejs guides \
                 deliberately re-include .env.production",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-test",
        category: Category::Secret,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/.env.test"],
        needs_marker: true,
        marker: Marker {
            text: "a content detector matches inside",
            cases: &[Case::confirms(
                Test::Head(Shape::Assigns(SECRET_NAMES)),
                "gives a secret-looking name a literal value",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        safe: true,
        why: "Symfony and several JS frameworks commit .env.test with dummy values, so a name hit \
              alone is weak.",
        source: "symfony recipe convention; github/gitignore:bun,Nestjs",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-backup",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/.env.bak",
            "**/.env.backup",
            "**/.env.old",
            "**/.env.save",
            "**/.env.orig",
            "**/.env.swp",
            "**/.env~",
            "**/.env *",
        ],
        marker: Marker {
            text: "medium when every value is empty, a placeholder or a plain setting: who kept a \
                   copy had something in it",
            cases: &[
                Case::rates(Severity::Medium, HOLDS_SETTINGS_ONLY, "holds settings only"),
                Case::confirms(Test::Head(Shape::Dotenv), "gives at least one name a value"),
                Case::rates(
                    Severity::Medium,
                    Test::Head(Shape::DotenvBlank),
                    "every value is empty, a placeholder or a reference",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Editor or hand-made copies of dotenv files escape the usual .env ignore line.",
        source: "github/gitignore:Laravel (.env.backup)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-named",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.env"],
        except: &[
            "**/.env",
            "**/example.env",
            "**/sample.env",
            "**/*.example.env",
            "**/*.sample.env",
            "**/*.template.env",
            "**/template.env",
            "**/default.env",
            "**/env.example",
        ],
        marker: Marker {
            text: "NAME=value lines with a secret-looking name",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                    "gives a secret-looking name a literal value",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Head(Shape::Dotenv),
                    "gives values, none to a secret-looking name",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Head(Shape::DotenvBlank),
                    "every value is empty, a placeholder or a reference",
                ),
            ],
            ..Marker::NONE
        },
        why: "env_file-style files such as db.env or production.env given to compose services.",
        source: "docker/docs reactjs guide ignores *.env*",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenvx-keys",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/.env.keys"],
        marker: Marker {
            text: "DOTENV_PRIVATE_KEY names",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&["dotenv_private_key"])),
                "holds a dotenvx private key",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "dotenvx keeps the private decryption keys for encrypted .env files here.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-envrc",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/.envrc"],
        except: &["**/.envrc.example", "**/.envrc.sample"],
        marker: Marker {
            text: "an 'export NAME=literal' line with secret-looking name or detector hit raises \
                   to critical; no assignment lowers to info",
            cases: &[
                Case::rates(
                    Severity::Critical,
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                    "gives a secret-looking name a literal value",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Line(&["export "]))),
                    "exports nothing",
                ),
            ],
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
            ..Marker::NONE
        },
        safe: true,
        why: "direnv script; frequently exports tokens, though many only say 'use flake'.",
        source: "github/gitignore:Python (.envrc); sirwart/ripsecrets commits a harmless one",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-flaskenv",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/.flaskenv"],
        needs_marker: true,
        marker: Marker {
            text: "SECRET_KEY or detector hit",
            cases: &[
                Case::rates(
                    Severity::High,
                    Test::Head(Shape::Assigns(&["secret_key"])),
                    "SECRET_KEY has a literal value",
                ),
                Case::confirms(
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                    "gives a secret-looking name a literal value",
                ),
            ],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        safe: true,
        why: "Flask's public companion to .env; normally FLASK_APP only, sometimes keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dev-vars",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/.dev.vars", "**/.dev.vars.*"],
        except: &["**/.dev.vars.example", "**/.dev.vars.sample"],
        marker: Marker { text: "as secret-dotenv", cases: DOTENV, ..Marker::NONE },
        safe: true,
        why: "Cloudflare Workers local secrets file in dotenv syntax.",
        source: "developers.cloudflare.com/workers/local-development/environment-variables",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vercel-pull",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/.vercel/.env*"],
        marker: Marker { text: "as secret-dotenv", cases: DOTENV, ..Marker::NONE },
        suggestion: Suggestion::Lines(&["**/.vercel"]),
        safe: true,
        why: "'vercel pull' writes decrypted project variables into the .vercel directory.",
        source: "github/gitignore:Nextjs (.vercel)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-env-local-php",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &["**/.env.local.php"],
        safe: true,
        why: "composer dump-env compiles all dotenv values, secrets included, into one PHP array.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-dotenv-variant",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &["**/.env.*", "**/.env-*", "**/.env_*"],
        except: &[
            "**/.env.example",
            "**/.env.*.example",
            "**/.env.example.*",
            "**/.env.sample",
            "**/.env.*.sample",
            "**/.env.template",
            "**/.env.*.template",
            "**/.env.tmpl",
            "**/.env.tpl",
            "**/.env.dist",
            "**/.env.*.dist",
            "**/.env.schema",
            "**/.env.default",
            "**/.env.defaults",
            "**/.env.vault",
            "**/.env.test",
            "**/.env-example",
            "**/.env-sample",
            "**/.env-template",
            "**/.env_example",
            "**/.env_sample",
            "**/.env.md",
            "**/.env.d.ts",
            "**/.env.ts",
            "**/.env.js",
            "**/.env.mjs",
        ],
        marker: Marker {
            text: "NAME=value lines; .env.vault is ciphertext and .env.schema/.env.example are \
                   templates; low when only plain settings have a value",
            cases: &[
                Case::rates(Severity::Low, HOLDS_SETTINGS_ONLY, "holds settings only"),
                Case::confirms(Test::Head(Shape::Dotenv), "gives at least one name a value"),
                Case::rates(
                    Severity::Info,
                    Test::Head(Shape::DotenvBlank),
                    "every value is empty, a placeholder or a reference",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.env.*"]),
        why: "Any other dotenv flavour not covered by a precise rule.",
        source: "github/gitignore:Node (.env.* with !.env.example)",
        ..Rule::BLANK
    },
];
