//! Secrets: stores of passwords and certificates, VPN profiles.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-password-vault",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/*.kdbx",
            "**/*.kdb",
            "**/*.psafe3",
            "**/*.agilekeychain",
            "**/*.opvault",
            "**/*.1pux",
            "**/*.enpassdb",
            "**/bitwarden_export_*",
            "**/lastpass_export*.csv",
            "**/1password*.csv",
        ],
        marker: Marker {
            text: "KeePass magic 03 D9 A2 9A",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"\x03\xd9\xa2\x9a"])),
                "begins as a KeePass database",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Password-manager databases and exports.",
        source: "github/gitignore:community/OpenSSL (*.kdb); general knowledge (tool's own \
                 documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-password-store",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.password-store"],
        safe: true,
        why: "pass(1) store: ciphertext, but leaks account names.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-acme-store",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/acme.json",
            "**/letsencrypt/live",
            "**/letsencrypt/archive",
            "**/letsencrypt/accounts",
            "**/.lego",
            "**/.acme.sh",
        ],
        marker: Marker {
            text: "JSON with PrivateKey/Account, or PEM keys below",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Head(Shape::Holds(&["privatekey", "account"])),
                    ]),
                    "holds an account or a private key",
                ),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Not(&Test::Head(Shape::Holds(&[
                            "privatekey",
                            "account",
                            "private key-----",
                        ]))),
                    ]),
                    "holds neither account nor key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "ACME clients keep account and certificate private keys here (Traefik in acme.json).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-jwt-signing",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/config/jwt/private.pem",
            "**/storage/oauth-private.key",
            "**/jwt-private.pem",
            "**/jwtRS256.key",
            "**/*.jwk",
        ],
        marker: Marker {
            text: "PEM header, or JWK JSON containing a \"d\" member",
            cases: &[
                Case::confirms(Test::Head(Shape::PRIVATE_KEY), "holds a private key"),
                Case::confirms(
                    Test::All(&[Test::Named(&["*.jwk"]), Test::Head(Shape::Holds(&["\"d\""]))]),
                    "holds the private part of a key",
                ),
                Case::clears(Test::All(&[
                    Test::Head(Shape::Holds(&["\"kty\""])),
                    Test::Not(&Test::Head(Shape::Holds(&["\"d\""]))),
                ])),
                Case::clears(Test::All(&[
                    Test::Head(Shape::Holds(&["public key-----"])),
                    Test::Not(&Test::Head(Shape::PRIVATE_KEY)),
                ])),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Token-signing keys (lexik JWT, Laravel Passport, hand-rolled RS256).",
        source: "github/gitignore:Laravel (storage/*.key)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-symfony-decrypt-key",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "php",
        kind: HitKind::File,
        paths: &["**/config/secrets/*/*.decrypt.private.php"],
        safe: true,
        why: "Private half of Symfony's secrets vault.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-tor-hidden-service",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/hs_ed25519_secret_key"],
        safe: true,
        why: "Onion service identity key.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-kerberos",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.keytab", "**/krb5cc_*"],
        marker: Marker {
            text: "keytab magic 05 02",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"\x05\x02"])),
                "begins as a keytab",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Kerberos keytab or ticket cache.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vpn-openvpn",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.ovpn"],
        marker: Marker {
            text: "<key> or <tls-crypt> block, or auth-user-pass with a file, raises to critical",
            cases: &[Case::rates(
                Severity::Critical,
                Test::Any(&[
                    Test::Head(Shape::Line(&["<key>", "<tls-crypt>", "<tls-auth>"])),
                    Test::Head(Shape::Line(&["auth-user-pass "])),
                ]),
                "holds a key or names a password file",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "OpenVPN profiles usually inline the client key.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vpn-wireguard",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/wg[0-9]*.conf", "**/wireguard/*.conf", "**/*wireguard*.conf"],
        marker: Marker {
            text: "[Interface] with PrivateKey =",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::Head(Shape::Line(&["[interface]"])),
                        Test::Head(Shape::Assigns(&["privatekey"])),
                    ]),
                    "holds a PrivateKey",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Line(&["privatekey"]))),
                    "holds no PrivateKey",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "WireGuard interface files carry the private key in clear.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-vpn-ipsec",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/ipsec.secrets", "**/chap-secrets", "**/pap-secrets"],
        safe: true,
        why: "Pre-shared IPsec/PPP secrets.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
