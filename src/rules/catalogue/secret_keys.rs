//! Secrets: private keys, key rings, wallets of passwords, VPN profiles.

use crate::rules::marker::{Marker, Outcome};
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
        marker: Marker { text: "first line PuTTY-User-Key-File-2 or -3", ..Marker::NONE },
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
        marker: Marker { text: "DER sequence start 0x30 0x82", ..Marker::NONE },
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
        marker: Marker { text: "BEGIN PRIVATE KEY header", ..Marker::NONE },
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
        marker: Marker { text: "line starting AGE-SECRET-KEY-1", ..Marker::NONE },
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
            ..Marker::NONE
        },
        safe: true,
        why: "Artifact-signing key pairs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
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
        marker: Marker { text: "KeePass magic 03 D9 A2 9A", ..Marker::NONE },
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
        marker: Marker { text: "JSON with PrivateKey/Account, or PEM keys below", ..Marker::NONE },
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
        marker: Marker { text: "keytab magic 05 02", ..Marker::NONE },
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
        marker: Marker { text: "[Interface] with PrivateKey =", ..Marker::NONE },
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
