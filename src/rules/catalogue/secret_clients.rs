//! Secrets: logged-in clients, histories, wallets.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-playwright-auth",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "node",
        paths: &[
            "**/playwright/.auth",
            "**/.auth/*.json",
            "**/storageState.json",
            "**/storage-state.json",
        ],
        marker: Marker {
            text: "JSON with cookies[] and origins[]",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Is(Kind::File),
                    Test::Head(Shape::HoldsAll(&["cookies", "origins"])),
                ]),
                "holds the cookies of a session",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/playwright/.auth", "**/storageState.json"]),
        safe: true,
        why: "Browser session cookies saved by end-to-end tests.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-cypress-env",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "node",
        kind: HitKind::File,
        paths: &["**/cypress.env.json"],
        safe: true,
        why: "Cypress' git-ignored environment secrets.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-saas-cli",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/.sentryclirc",
            "**/sentry.properties",
            "**/.coveralls.yml",
            "**/.surgerc",
            "**/.transifexrc",
            "**/.crowdin.yaml",
            "**/.circleci/cli.yml",
            "**/configstore/firebase-tools.json",
            "**/.netlify/config.json",
            "**/.cloudflared/*.json",
            "**/.cloudflared/cert.pem",
            "**/ngrok.yml",
            "**/.wakatime.cfg",
            "**/.codeclimate-token",
        ],
        except: &["**/.coveralls.yml.example"],
        marker: Marker {
            text: "auth.token=/token=/authtoken:/repo_token: literal",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&["token", "repo_token", "auth", "secret"])),
                    "holds a literal token",
                ),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Not(&Test::Head(Shape::Holds(&[
                            "\"tunnelsecret\"",
                            "private key-----",
                        ]))),
                        Test::Not(&Test::Head(Shape::Assigns(&[
                            "token",
                            "repo_token",
                            "auth",
                            "secret",
                        ]))),
                    ]),
                    "holds no literal token",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Tokens stored by hosted-service CLIs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-oauth-cache",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/.httr-oauth", "**/.oauth2*", "**/oauth_token*", "**/gmail_token.json"],
        safe: true,
        why: "Cached OAuth tokens.",
        source: "github/gitignore:R (.httr-oauth)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-r-environ",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "r",
        kind: HitKind::File,
        paths: &["**/.Renviron", "**/.Renviron.site"],
        safe: true,
        why: "R's dotenv equivalent.",
        source: "github/gitignore:R (.Renviron)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-salesforce",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.sfdx", "**/.sf"],
        safe: true,
        why: "Salesforce CLI project state with org auth.",
        source: "github/gitignore:Salesforce",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-godot-export",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/export_credentials.cfg"],
        safe: true,
        why: "Godot 4 export passwords and encryption keys.",
        source: "github/gitignore:Godot",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-crypto-wallet",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/wallet.dat",
            "**/keystore/UTC--*",
            "**/.solana/id.json",
            "**/.config/solana/id.json",
            "**/.near-credentials",
            "**/mnemonic.txt",
            "**/seed-phrase.txt",
            "**/.brownie/accounts",
            "**/.foundry/keystores",
        ],
        safe: true,
        why: "Wallet files and seed phrases.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-browser-profile",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/cookies.sqlite",
            "**/Login Data",
            "**/key4.db",
            "**/logins.json",
            "**/cookies.txt",
            "**/Cookies",
        ],
        marker: Marker {
            text: "SQLite header, or Netscape cookie-file header",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Starts(&[
                        b"SQLite format 3",
                        b"# Netscape HTTP Cookie File",
                        b"# HTTP Cookie File",
                    ])),
                    "begins as a store of cookies or logins",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&["Cookies", "cookies.txt"]),
                        Test::Not(&Test::Head(Shape::Starts(&[
                            b"SQLite format 3",
                            b"# Netscape",
                            b"# HTTP",
                        ]))),
                    ]),
                    "does not begin as a store of cookies",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Browser credential stores, e.g. a puppeteer user-data-dir.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-shell-history",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/.bash_history",
            "**/.zsh_history",
            "**/.zhistory",
            "**/.sh_history",
            "**/.ksh_history",
            "**/.ash_history",
            "**/fish_history",
            "**/.histfile",
            "**/ConsoleHost_history.txt",
        ],
        safe: true,
        why: "Shell history contains passwords typed on command lines.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-repl-history",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/.psql_history",
            "**/.mysql_history",
            "**/.sqlite_history",
            "**/.rediscli_history",
            "**/.mongo_history",
            "**/.dbshell",
            "**/.node_repl_history",
            "**/.python_history",
            "**/.irb_history",
            "**/.pry_history",
            "**/.byebug_history",
            "**/.Rhistory",
            "**/.lein-repl-history",
            "**/.lesshst",
            "**/.viminfo",
            "**/.wget-hsts",
            "**/.php_history",
            "**/.scala_history",
            "**/.repl_history",
        ],
        safe: true,
        why: "REPL and client histories with ad-hoc queries and credentials.",
        source: "github/gitignore:Node,Ruby,Rails,R,Leiningen",
        ..Rule::BLANK
    },
];
