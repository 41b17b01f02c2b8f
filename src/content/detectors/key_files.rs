//! Keys as such, whoever made them.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Care, Detector};
use crate::content::proofs::{keys, tokens};
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "private-key-pem",
        provider: "any (RFC 7468/1421 PEM, OpenSSH)",
        severity: Severity::Critical,
        literals: &["PRIVATE KEY-----", "LS0tLS1CRUdJTi"],
        back: 48,
        reach: 24576,
        expression: r"\bLS0tLS1CRUdJTi[A-Za-z0-9+/=]{80,}|-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY-----(?P<secret>[A-Za-z0-9+/=\s\\:,.\x22\x27#*;&<>|()_-]{64,})",
        care: Care::Block,
        proof: keys::pem,
        verified: "the length that the key itself states",
        format: "-----BEGIN [RSA|DSA|EC|OPENSSH|ENCRYPTED|...] PRIVATE KEY----- then at least 64 \
                      base64 characters, newlines real or escaped as \\n",
        lookalikes: &[
            "code and docs that only mention the header (trivy#2190 phpseclib, trivy#2274 \
            azure-cli)",
            "published fixtures: node_modules/tunnel/test/keys/*.pem (trufflehog#5299), \
            Vagrant's insecure key, snakeoil keys, R openssl docs (exasol#620)",
        ],
        source: "trivy/gitleaks private-key rules",
        ..Detector::BLANK
    },
    Detector {
        id: "pgp-private-key",
        provider: "OpenPGP",
        severity: Severity::Critical,
        literals: &["PGP PRIVATE KEY BLOCK"],
        back: 12,
        reach: 24576,
        expression: r"-----BEGIN PGP PRIVATE KEY BLOCK-----(?P<secret>[A-Za-z0-9+/=\s\\:.()_@<>-]{64,})",
        care: Care::Block,
        proof: keys::pgp,
        format: "-----BEGIN PGP PRIVATE KEY BLOCK----- armour",
        source: "RFC 9580",
        ..Detector::BLANK
    },
    Detector {
        id: "putty-private-key",
        provider: "PuTTY",
        severity: Severity::Critical,
        literals: &["PuTTY-User-Key-File-"],
        reach: 80,
        expression: r"PuTTY-User-Key-File-[123]: [!-~]{3,40}",
        care: Care::Block,
        proof: keys::putty,
        verified: "private lines in the same file",
        format: "PuTTY-User-Key-File-2 or -3 header, later 'Private-Lines: N'",
        source: "github/gitignore Global/PuTTY; ripsecrets (v2 only)",
        ..Detector::BLANK
    },
    Detector {
        id: "age-secret-key",
        provider: "age / SOPS",
        severity: Severity::Critical,
        literals: &["AGE-SECRET-KEY-1"],
        reach: 96,
        expression: r"\bAGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}\b",
        proof: tokens::bech32,
        verified: "bech32 (BIP-173)",
        format: "AGE-SECRET-KEY-1 + 58 bech32 characters, upper case (alphabet 0 2-9 A C-H J-N \
                      P-Z)",
        source: "age-encryption.org spec",
        ..Detector::BLANK
    },
    Detector {
        id: "wireguard-private-key",
        provider: "WireGuard",
        severity: Severity::Critical,
        literals: &["PrivateKey", "PresharedKey"],
        back: 64,
        reach: 96,
        expression: r"(?m)^\s*(?:PrivateKey|PresharedKey)\s*=\s*(?P<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\s*$",
        format: "'PrivateKey = ' + 43 base64 characters + '=' (32 bytes, so the 43rd is one of \
                      AEIMQUYcgkosw048)",
        source: "wg(8)",
        ..Detector::BLANK
    },
];
