//! Secrets: what the tools of clusters and of container registries remember.

use super::shared::HOLDS_CIPHERTEXT;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

/// What a user of a cluster logs in with stands in the file itself.
const HOLDS_CLUSTER_CREDENTIAL: Test = Test::Any(&[
    Test::Head(DETECTED),
    Test::All(&[
        Test::Head(GIVEN),
        // What `kubectl config view` writes in their place.
        Test::Not(&Test::Head(Shape::Holds(&["data+omitted"]))),
    ]),
]);

const DETECTED: Shape = Shape::Detects(&["kubeconfig-credential"]);

/// The members of `user`, and an option of `kubectl oidc-login`.
const GIVEN: Shape = Shape::AssignsExactly(&[
    "client-key-data",
    "token",
    "id-token",
    "refresh-token",
    "access-token",
    "password",
    "client-secret",
    "--oidc-client-secret",
]);

/// A file of `kubectl`, in YAML or JSON.
const IS_KUBECONFIG: Test = Test::Head(Shape::Holds(&[
    "kind: config",
    "kind: \"config\"",
    "\"kind\": \"config\"",
    "\"kind\":\"config\"",
]));

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
            text: "kind: Config with users[].user holding client-key-data, a token or a password; \
                   low if the user names only a program (exec) or a path (client-key, tokenFile); \
                   admin.conf needs a credential",
            cases: &[
                Case::confirms(HOLDS_CLUSTER_CREDENTIAL, "holds the credentials of a user"),
                Case::clears(Test::Named(&["admin.conf"])),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        IS_KUBECONFIG,
                        Test::Head(Shape::Holds(&[
                            "exec:",
                            "\"exec\"",
                            "auth-provider:",
                            "\"auth-provider\"",
                            "client-key:",
                            "\"client-key\"",
                            "tokenfile:",
                            "\"tokenfile\"",
                        ])),
                    ]),
                    "names a program or a file that has the credentials",
                ),
                Case::rates(Severity::Low, IS_KUBECONFIG, "holds no credentials of a user"),
                // Whatever else lies there may be a cache of tokens.
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Only(&["config", "*.md", ".git*"]),
                        Test::HeadOf(&["config"], Shape::Holds(&["kind: config"])),
                        Test::Not(&Test::HeadOf(&["config"], DETECTED)),
                        Test::Not(&Test::HeadOf(&["config"], GIVEN)),
                    ]),
                    "holds a configuration without credentials of a user",
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
            text: "kind: Secret with a literal value below data/stringData and no sops: block; \
                   not SealedSecret/ExternalSecret/SecretStore",
            cases: &[
                Case::clears(HOLDS_CIPHERTEXT),
                Case::clears(Test::Head(Shape::Holds(&[
                    "sealedsecret",
                    "externalsecret",
                    "secretstore",
                    "{{",
                ]))),
                Case::confirms(
                    Test::Head(Shape::SecretManifest),
                    "is a Secret with a value in its data",
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
