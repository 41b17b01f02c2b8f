//! Secrets: private keys and key rings.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-ssh-private-key",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/id_rsa",
            "**/id_dsa",
            "**/id_ecdsa",
            "**/id_ecdsa_sk",
            "**/id_ed25519",
            "**/id_ed25519_sk",
            "**/id_xmss",
            "**/id_rsa_*",
            "**/id_rsa-*",
            "**/id_ed25519_*",
            "**/id_ed25519-*",
            "**/id_ecdsa-*",
            "**/*_rsa",
            "**/*_ed25519",
            "**/*_ecdsa",
        ],
        except: &["**/*.pub", "**/*-cert.pub"],
        marker: Marker {
            text: "begins with an OPENSSH/RSA/DSA/EC PRIVATE KEY PEM header; the *_rsa/*_ed25519 \
                   globs need it",
            cases: &[
                Case::confirms(Test::Head(Shape::PRIVATE_KEY), "holds a private key"),
                Case::clears(Test::All(&[
                    Test::Named(&["*_rsa", "*_ed25519", "*_ecdsa"]),
                    Test::Not(&Test::Named(&["id_*"])),
                    Test::Not(&Test::Head(Shape::PRIVATE_KEY)),
                ])),
                Case::rates(
                    Severity::Info,
                    Test::Head(Shape::Starts(&[b"ssh-", b"ecdsa-"])),
                    "is a public key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "OpenSSH private keys under their default or suffixed names.",
        source: "ssh-keygen(1) default names; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ssh-dir",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::Directory,
        paths: &["**/.ssh"],
        marker: Marker {
            text: "contains a private key; only known_hosts/config/*.pub inside lowers to medium",
            cases: &[
                Case::rates(
                    Severity::Medium,
                    Test::Only(&["known_hosts*", "config", "*.pub", "authorized_keys*"]),
                    "holds no private key, only public parts",
                ),
                Case::confirms(
                    Test::Inside(&["id_*", "*_rsa", "*_ed25519", "*.pem", "*.key"]),
                    "holds what is named like a private key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "A whole SSH client directory (keys, known hosts, config).",
        source: "docs.docker.com build ssh mounts are the replacement; general knowledge (tool's \
                 own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-ssh-host-key",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/ssh_host_*_key"],
        except: &["**/*.pub"],
        safe: true,
        why: "Server host identity keys; sharing them allows impersonation of every container.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-putty-key",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/*.ppk"],
        marker: Marker {
            text: "first line PuTTY-User-Key-File-2 or -3",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"PuTTY-User-Key-File-"])),
                "begins as a PuTTY key",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "PuTTY private key container.",
        source: "github/gitignore:Global/PuTTY",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-pkcs12",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/*.p12", "**/*.pfx"],
        except: &["**/*truststore*.p12"],
        marker: Marker {
            text: "DER sequence start 0x30 0x82",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"\x30\x82", b"\x30\x80"])),
                "begins as a PKCS#12 bundle",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "PKCS#12 bundle: certificate plus private key under a (often weak) password.",
        source: "gitleaks rule pkcs12-file; github/gitignore:community/OpenSSL",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-apple-p8",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "swift",
        kind: HitKind::File,
        paths: &["**/AuthKey_*.p8", "**/SubscriptionKey_*.p8", "**/*.p8"],
        marker: Marker {
            text: "BEGIN PRIVATE KEY header",
            cases: &[Case::confirms(Test::Head(Shape::PRIVATE_KEY), "holds a private key")],
            ..Marker::NONE
        },
        safe: true,
        why: "App Store Connect / APNs signing keys; downloadable once.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gnupg-home",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &["**/.gnupg", "**/private-keys-v1.d", "**/secring.gpg", "**/secring.*"],
        suggestion: Suggestion::Lines(&["**/.gnupg", "**/private-keys-v1.d", "**/secring.*"]),
        safe: true,
        why: "GnuPG private keyring.",
        source: "github/gitignore:Global/GPG",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gpg-export",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/*.asc", "**/*.gpg", "**/*.pgp"],
        except: &["**/*.pub.asc", "**/*public*.asc", "**/*keyring*.gpg", "**/*archive*.gpg"],
        needs_marker: true,
        marker: Marker {
            text: "'PGP PRIVATE KEY BLOCK' header, or first OpenPGP packet tag 5 or 7",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Detects(&["pgp-private-key"])),
                    "holds a private key block",
                ),
                Case::confirms(
                    Test::Head(Shape::Starts(&[
                        b"\x95", b"\x94", b"\x97", b"\xc5", b"\xc7", b"\x9c", b"\x9d",
                    ])),
                    "begins with a secret key packet",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Armoured or binary OpenPGP data: usually a public apt key, sometimes an exported \
              secret key.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-age-key",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/.config/sops/age/keys.txt",
            "**/sops/age/keys.txt",
            "**/age.key",
            "**/*.agekey",
            "**/age-key.txt",
            "**/age_key.txt",
            "**/.age/key.txt",
            "**/key.age",
        ],
        marker: Marker {
            text: "line starting AGE-SECRET-KEY-1",
            cases: &[Case::confirms(
                Test::Head(Shape::Line(&["AGE-SECRET-KEY-1"])),
                "holds an age identity",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "age/SOPS identity: decrypts every SOPS file in the repository.",
        source: "ripsecrets+gitleaks age rule; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-signing-key",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/cosign.key",
            "**/minisign.key",
            "**/*.cosign.key",
            "**/signify*.sec",
            "**/*.minisign.sec",
            "**/cosign.pem",
        ],
        marker: Marker {
            text: "'ENCRYPTED COSIGN/SIGSTORE PRIVATE KEY' header or 'untrusted comment: ... \
                   secret key'",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&[
                        "sigstore private key",
                        "cosign private key",
                        "secret key",
                    ])),
                    "begins as an encrypted signing key",
                ),
                Case::rates(
                    Severity::Critical,
                    Test::Head(Shape::PRIVATE_KEY),
                    "holds a private key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Artifact-signing key pairs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
