//! Secrets: what the tools of clusters and of container registries remember.

use super::shared::HOLDS_CIPHERTEXT;
use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-kubeconfig",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/.kube",
            "**/kubeconfig",
            "**/kubeconfig.y*ml",
            "**/*.kubeconfig",
            "**/kubeconfig-*",
            "**/kubeconfig_*",
            "**/k3s.yaml",
            "**/kube_config_*.y*ml",
            "**/admin.conf",
            "**/kube-config",
            "**/*.rkestate",
        ],
        except: &["**/*.example*", "**/testdata/**"],
        marker: Marker {
            text: "YAML kind: Config with users[].user holding token, client-key-data or exec; \
                   admin.conf needs it",
            cases: &[
                Case::clears(Test::All(&[
                    Test::Named(&["admin.conf"]),
                    Test::Not(&Test::Head(Shape::Holds(&["client-key-data", "token:"]))),
                ])),
                Case::confirms(
                    Test::Head(Shape::Holds(&[
                        "client-key-data",
                        "token:",
                        "exec:",
                        "client-key:",
                        "password:",
                    ])),
                    "holds the credentials of a user",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Head(Shape::Holds(&["kind: config"])),
                        Test::Not(&Test::Head(Shape::Holds(&[
                            "client-key-data",
                            "token:",
                            "exec:",
                            "client-key:",
                            "password:",
                        ]))),
                    ]),
                    "holds no credentials of a user",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.kube",
            "**/kubeconfig",
            "**/*.kubeconfig",
            "**/kubeconfig*.y*ml",
            "**/k3s.yaml",
        ]),
        safe: true,
        why: "Cluster credentials (tokens or client keys).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-talos",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/talosconfig", "**/talos-secrets.yaml", "**/talsecret.yaml"],
        marker: Marker {
            text: "no sops: block",
            cases: &[Case::clears(HOLDS_CIPHERTEXT)],
            ..Marker::NONE
        },
        safe: true,
        why: "Talos machine secrets and admin config.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-k8s-secret-manifest",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*secret*.yaml", "**/*secret*.yml", "**/*Secret*.yaml"],
        except: &["**/*sealed*", "**/*external*secret*", "**/templates/**"],
        needs_marker: true,
        marker: Marker {
            text: "kind: Secret with data/stringData and no sops: block; not \
                   SealedSecret/ExternalSecret/SecretStore",
            cases: &[
                Case::clears(HOLDS_CIPHERTEXT),
                Case::clears(Test::Head(Shape::Holds(&[
                    "sealedsecret",
                    "externalsecret",
                    "secretstore",
                    "{{",
                ]))),
                Case::confirms(
                    Test::All(&[
                        Test::Head(Shape::Line(&["kind: secret", "\"kind\": \"secret\""])),
                        Test::Head(Shape::Line(&[
                            "data:",
                            "stringdata:",
                            "\"data\":",
                            "\"stringdata\":",
                        ])),
                    ]),
                    "is a Secret with its data",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Plain Kubernetes Secret manifests are only base64.",
        source: "gitleaks rule kubernetes-secret-yaml",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-helm-dev-values",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/secrets.dev.yaml",
            "**/values.dev.yaml",
            "**/values-secret*.yaml",
            "**/values.secret*.yaml",
            "**/secrets.*.yaml",
        ],
        except: &["**/secrets.enc.yaml", "**/secrets.*.enc.yaml"],
        marker: Marker {
            text: "not SOPS encrypted",
            cases: &[Case::clears(HOLDS_CIPHERTEXT)],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/secrets.dev.yaml", "**/values.dev.yaml"]),
        safe: true,
        why: "Developer Helm overrides that Docker's own templates always exclude.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-sops-decrypted",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/*.dec",
            "**/*.dec.yaml",
            "**/*.dec.yml",
            "**/*.dec.json",
            "**/*.decrypted.*",
            "**/*.yaml.dec",
        ],
        safe: true,
        why: "Plaintext left behind by helm-secrets/sops decryption.",
        source: "helm-secrets default .dec suffix; general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-docker-auth",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &[
            "**/.docker/config.json",
            "**/.dockercfg",
            "**/.dockerconfigjson",
            "**/dockerconfig.json",
            "**/containers/auth.json",
        ],
        marker: Marker {
            text: "auths.*.auth or identitytoken present; only credsStore/credHelpers lowers to \
                   info. Do not suggest **/.docker: many repos keep build files there",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&["\"auth\"", "identitytoken", "\"registrytoken\""])),
                    "holds a registry login",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Holds(&[
                        "\"auth\"",
                        "identitytoken",
                        "\"registrytoken\"",
                    ]))),
                    "holds no login, only helpers",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.docker/config.json", "**/.dockercfg"]),
        safe: true,
        why: "Registry logins: base64 user:password or identity tokens.",
        source: "trivy rule dockerconfig-secret; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-docker-tls",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "docker",
        paths: &["**/.docker/machine", "**/.docker/contexts", "**/.docker/*/key.pem"],
        suggestion: Suggestion::Lines(&["**/.docker/machine", "**/.docker/contexts"]),
        safe: true,
        why: "Docker Machine/context TLS client keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
