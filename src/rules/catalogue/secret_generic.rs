//! Secrets that only a general name gives away; last, so that a precise rule speaks first.

use super::shared::{HOLDS_CIPHERTEXT, HOLDS_PRIVATE_KEY};
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-compose-secret-files",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &[
            "**/secrets/*.txt",
            "**/secrets/*.key",
            "**/secrets/*.pem",
            "**/secrets/*_password",
            "**/secrets/*_token",
        ],
        except: &["**/secrets/README.txt"],
        marker: Marker {
            text: "",
            cases: &[Case::clears(Test::All(&[
                Test::Named(&["*.pem", "*.key"]),
                Test::Head(Shape::Holds(&["public key-----", "certificate-----"])),
                Test::Not(&Test::Head(Shape::PRIVATE_KEY)),
            ]))],
            ..Marker::NONE
        },
        safe: true,
        why: "File-backed compose/swarm secrets are mounted at run time, never needed in the \
              build context.",
        source: "docker/docs guides: compose 'secrets: file: db/password.txt'",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-java-keystore",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/*.jks", "**/*.keystore", "**/*.bcfks", "**/*.bks", "**/*.jceks"],
        except: &["**/*truststore*", "**/*trust-store*", "**/cacerts", "**/debug.keystore"],
        marker: Marker {
            text: "magic FE ED FE ED (JKS) or CE CE CE CE (JCEKS); Android's debug.keystore has a \
                   published password and is not a secret",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"])),
                "begins as a Java key store",
            )],
            ..Marker::NONE
        },
        why: "Java key stores hold TLS or APK signing keys; trust stores hold only public certs.",
        source: "github/gitignore:Android,Flutter",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-private-key-named",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/private.key",
            "**/privkey.pem",
            "**/privkey*.pem",
            "**/*-key.pem",
            "**/*_key.pem",
            "**/*.private.pem",
            "**/private*.pem",
            "**/server.key",
            "**/tls.key",
            "**/client.key",
            "**/ssl.key",
            "**/ca.key",
            "**/ca-key.pem",
            "**/localhost.key",
        ],
        except: &["**/*public*", "**/node_modules/**"],
        marker: Marker {
            text: "a key in PEM or DER confirms and raises to critical; suggest secret mounts when the \
                   Dockerfile COPYs it",
            cases: &[
                Case::rates(Severity::Critical, HOLDS_PRIVATE_KEY, "holds a private key"),
                Case::clears(Test::All(&[
                    Test::Head(Shape::Holds(&["public key-----", "certificate-----"])),
                    Test::Not(&Test::Head(Shape::PRIVATE_KEY)),
                ])),
            ],
            ..Marker::NONE
        },
        why: "Names that announce a private key even before reading the file.",
        source: "mkcert/openssl/certbot defaults; general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pem-private-key",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/*.pem", "**/*.key", "**/*.priv", "**/*.pkcs8", "**/*.pk8", "**/*.der"],
        except: &[
            "**/cacert.pem",
            "**/cacerts.pem",
            "**/ca-bundle*.pem",
            "**/ca-certificates.pem",
            "**/ca.pem",
            "**/*-ca.pem",
            "**/rds-*.pem",
            "**/global-bundle.pem",
            "**/*chain.pem",
            "**/*cert.pem",
            "**/*-crt.pem",
            "**/*.pub.pem",
            "**/*public*.pem",
            "**/dhparam*.pem",
            "**/*.pub.key",
            "**/*public*.key",
        ],
        needs_marker: true,
        marker: Marker {
            text: "content has a '... PRIVATE KEY' PEM header followed by >= 64 base64 chars, or \
                   begins as PKCS#1, PKCS#8 or SEC 1 in DER; \
                   certificate-only, CSR, DH params and public keys are not findings (*.key may \
                   also be Keynote, a licence, or a translation key file)",
            cases: &[Case::confirms(HOLDS_PRIVATE_KEY, "holds a private key")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Extension-only hit; the content decides, since CA bundles and public certs share it.",
        source: "github/gitignore:Nextjs (*.pem),community/OpenSSL (*.pem,*.p12)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-named-secrets-file",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/secrets.yml",
            "**/secrets.yaml",
            "**/secrets.json",
            "**/secrets.toml",
            "**/secrets.ini",
            "**/secrets.properties",
            "**/secret.yml",
            "**/secret.yaml",
            "**/secret.json",
            "**/credentials.yml",
            "**/credentials.yaml",
            "**/credentials.json",
            "**/creds.json",
            "**/credentials.toml",
            "**/credentials.ini",
        ],
        except: &["**/node_modules/**", "**/templates/secret.yaml", "**/templates/secrets.yaml"],
        marker: Marker {
            text: "not SOPS (top-level sops: key), not $ANSIBLE_VAULT, not \
                   SealedSecret/ExternalSecret, not a Helm template ({{ ... }}); has at least \
                   one literal string value",
            cases: &[
                Case::clears(HOLDS_CIPHERTEXT),
                Case::clears(Test::Head(Shape::Holds(&["sealedsecret", "externalsecret", "{{"]))),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Head(Shape::Line(&["kind: secret"])),
                        Test::Not(&Test::Head(Shape::SecretManifest)),
                    ]),
                    "is a Secret of Kubernetes without a value",
                ),
                Case::confirms(Test::Head(Shape::AnyValue), "holds a literal value"),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::AnyValue)),
                    "holds no literal value",
                ),
            ],
            ..Marker::NONE
        },
        why: "Conventional names for plaintext application secrets.",
        source: "docker init lists **/secrets.dev.yaml; github/gitignore:Python \
                 (.streamlit/secrets.toml)",
        ..Rule::BLANK
    },
];
