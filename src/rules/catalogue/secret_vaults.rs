//! Secrets: vaults, variables of infrastructure, assistants and recordings.

use super::shared::SECRET_NAMES;
use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-ansible-vault-pass",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/.vault_pass",
            "**/.vault_pass.*",
            "**/.vault-pass",
            "**/.vault-pass.*",
            "**/vault_pass.txt",
            "**/vault-pass.txt",
            "**/.vault_password",
            "**/.vault_password*",
            "**/.vault-password*",
            "**/vault_password*",
            "**/.ansible_vault_pass*",
            "**/.ansible-vault*",
        ],
        except: &["**/*.example", "**/*.py", "**/*.sh"],
        marker: Marker {
            text: "short single line; an executable script is a password client, lower to info; \
                   $ANSIBLE_VAULT;1.1 files themselves are ciphertext",
            cases: &[
                Case::clears(Test::Head(Shape::Starts(&[b"$ANSIBLE_VAULT"]))),
                Case::rates(
                    Severity::Info,
                    Test::Head(Shape::Starts(&[b"#!"])),
                    "is a script that asks for the password",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Lines(5))),
                    "has many lines",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Password that unlocks Ansible Vault files.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vault-token",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/.vault-token",
            "**/vault-keys*.json",
            "**/cluster-keys.json",
            "**/unseal-keys*",
            "**/vault-init*.json",
            "**/vault_init*.json",
            "**/.consul-token",
            "**/.nomad-token",
        ],
        marker: Marker {
            text: "unseal_keys_b64/root_token members, or hvs. token",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&["unseal_keys", "root_token", "hvs."])),
                "holds unseal keys or a token",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "HashiCorp Vault login token or unseal/root keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-tfvars",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "terraform",
        kind: HitKind::File,
        paths: &["**/*.tfvars", "**/*.tfvars.json", "**/*.auto.tfvars"],
        except: &[
            "**/*.example.tfvars",
            "**/*.tfvars.example",
            "**/example.tfvars",
            "**/*sample*.tfvars",
        ],
        marker: Marker {
            text: "name matching (passw|secret|token|key|credential) with a quoted literal, or an \
                   address with a password; otherwise info",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&["passw", "secret", "token", "key", "credential"])),
                    "gives a secret-looking name a literal value",
                ),
                Case::confirms(Test::Head(Shape::USERINFO), "holds an address with a password"),
                Case::rates(
                    Severity::Medium,
                    Test::AtLeast(8 << 10),
                    "is longer than the part that was looked at",
                ),
            ],
            otherwise: Outcome::As(Severity::Info),
            ..Marker::NONE
        },
        why: "Terraform variable values; GitHub's template treats them as sensitive.",
        source: "github/gitignore:Terraform",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-packer-vars",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "terraform",
        kind: HitKind::File,
        paths: &["**/*.pkrvars.hcl", "**/*.auto.pkrvars.hcl"],
        except: &["**/*example*.pkrvars.hcl"],
        why: "Packer variable values.",
        source: "github/gitignore:Packer",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-jetbrains-datasources",
        category: Category::Secret,
        severity: Severity::Medium,
        paths: &[
            "**/.idea/dataSources.local.xml",
            "**/.idea/dataSources.xml",
            "**/.idea/dataSources",
            "**/.idea/sqlDataSources.xml",
            "**/.idea/webServers.xml",
            "**/.idea/mongoSettings.xml",
            "**/.idea/**/aws.xml",
        ],
        suggestion: Suggestion::Lines(&["**/.idea"]),
        safe: true,
        why: "IDE database and deployment definitions.",
        source: "github/gitignore:Global/JetBrains (sensitive files section)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-http-client-env",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/http-client.private.env.json"],
        safe: true,
        why: "JetBrains HTTP client's private variables.",
        source: "github/gitignore:Global/JetBrains",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-api-client-env",
        category: Category::Secret,
        severity: Severity::Medium,
        paths: &[
            "**/*.postman_environment.json",
            "**/*.postman_globals.json",
            "**/insomnia*.json",
            "**/insomnia*.yaml",
            "**/.insomnia",
        ],
        marker: Marker {
            text: "variable of type secret or a detector hit",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::HoldsAll(&["\"type\"", "\"secret\""])),
                    "holds a variable of type secret",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Not(&Test::Head(Shape::Holds(&[
                            "token", "password", "secret", "apikey", "api_key",
                        ]))),
                    ]),
                    "holds nothing that looks secret",
                ),
            ],
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
            ..Marker::NONE
        },
        safe: true,
        why: "API-client environments exported with values.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-har",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.har"],
        except: &["**/testdata/**", "**/fixtures/**"],
        marker: Marker {
            text: "JSON log.entries",
            cases: &[Case::confirms(
                Test::Head(Shape::HoldsAll(&["\"log\"", "\"creator\""])),
                "is a recording of requests",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "HTTP archives record cookies and Authorization headers verbatim.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ai-agent-local",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/.claude/*.local.json",
            "**/.claude.json",
            "**/.codex/auth.json",
            "**/.gemini/oauth_creds.json",
            "**/.mcp.json",
            "**/.cursor/mcp.json",
            "**/.vscode/mcp.json",
            "**/.continue/config.json",
            "**/.continue/config.yaml",
            "**/.aider.conf.yml",
        ],
        marker: Marker {
            text: "env/headers member with a literal raises to critical",
            cases: &[Case::rates(
                Severity::Critical,
                Test::All(&[
                    Test::Head(Shape::Holds(&[
                        "\"env\"",
                        "\"headers\"",
                        "access_token",
                        "api_key",
                        "apikey",
                        "env:",
                    ])),
                    Test::Head(Shape::Assigns(SECRET_NAMES)),
                ]),
                "holds a literal token",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.claude",
            "**/.codex",
            "**/.gemini",
            "**/.mcp.json",
            "**/.cursor",
            "**/.continue",
        ]),
        safe: true,
        why: "Coding-agent local settings and MCP server definitions often embed API keys in env \
              blocks.",
        source: "github/gitignore:Global/Agents (.claude/*.local.json)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ai-chat-history",
        category: Category::Secret,
        severity: Severity::Medium,
        paths: &[
            "**/.aider.chat.history.md",
            "**/.aider.input.history",
            "**/.aider.llm.history",
            "**/.specstory",
            "**/gemini-debug.log",
        ],
        suggestion: Suggestion::Lines(&["**/.aider*", "**/.specstory"]),
        safe: true,
        why: "Transcripts frequently quote keys and file contents.",
        source: "github/gitignore:Global/Agents",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vagrant-key",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/.vagrant/machines/*/*/private_key"],
        suggestion: Suggestion::Lines(&["**/.vagrant"]),
        safe: true,
        why: "Per-machine SSH key generated by Vagrant.",
        source: "github/gitignore:Global/Vagrant (.vagrant/)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vcr-cassettes",
        category: Category::Secret,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/cassettes/*.yml", "**/cassettes/*.yaml", "**/vcr_cassettes/**"],
        needs_marker: true,
        marker: Marker {
            text: "detector hit in a header",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Head(Shape::Holds(&["authorization:", "x-api-key:"])),
                    Test::Head(Shape::Holds(&["bearer ", "basic "])),
                ]),
                "a header holds a login",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; a \
                       secret-looking name with a literal value stands in for it",
            ),
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Recorded HTTP fixtures may preserve live tokens.",
        source: "ggshield's own repo keeps tests/unit/cassettes",
        ..Rule::BLANK
    },
];
