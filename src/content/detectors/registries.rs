//! Registries of packages and images.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Care, Detector, Tier};
use crate::content::proofs::{documents, tokens, words};
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "npm-token",
        provider: "npm",
        severity: Severity::Critical,
        literals: &["npm_"],
        reach: 48,
        expression: r"\bnpm_[0-9A-Za-z]{36}\b",
        proof: tokens::crc32_base62,
        verified: "CRC-32 of the body, in base62",
        format: "npm_ + 36 [0-9A-Za-z]",
        lookalikes: &["npm_config_* / npm_lifecycle_* variable names are shorter or contain '_'"],
        source: "github.blog 2021-09-23 'npm's new access token format'",
        ..Detector::BLANK
    },
    Detector {
        id: "npmrc-auth",
        provider: "npm registry config",
        severity: Severity::Critical,
        literals: &["_authToken", ":_auth", ":_password", "_auth=", "_auth ="],
        back: 256,
        reach: 512,
        expression: r#"(?m)(?:^\s*(?://[^\s=]+/?:)?|//[^\s="\x27]+/?:)_(?:authToken|auth|password)\s*=\s*["\x27]?(?P<secret>[^\s"\x27${}%<\\][^\s"\x27${}<\\>]{7,})"#,
        care: Care::Value,
        format: "line '//host/path/:_authToken=VALUE' (also :_password=, :_auth=) with a literal \
                      value",
        lookalikes: &["${NPM_TOKEN} references", "placeholder <TOKEN>"],
        source: "npm's own documentation; detect-secrets npm plugin",
        ..Detector::BLANK
    },
    Detector {
        id: "pypi-token",
        provider: "PyPI",
        severity: Severity::Critical,
        literals: &["pypi-AgE"],
        reach: 1200,
        expression: r"\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[0-9A-Za-z_-]{50,1000}",
        format: "pypi- + base64url macaroon; bytes begin 02 01 and the length-prefixed name of \
                      the index, hence AgEIcHlwaS5vcmc (the test index: AgENdGVzdC5weXBpLm9yZw)",
        source: "gitleaks pypi-upload-token; the help page of the Python package index",
        ..Detector::BLANK
    },
    Detector {
        id: "cratesio-token",
        provider: "Rust package registry",
        severity: Severity::Critical,
        literals: &["cio"],
        back: 1,
        reach: 48,
        glance: tokens::crates_io_length,
        expression: r"(?:^|[^0-9A-Za-z_])(?P<secret>cio[0-9A-Za-z]{32})(?:[^0-9A-Za-z_]|$)",
        proof: tokens::crates_io,
        format: "cio + 32 [0-9A-Za-z] (35 in all, no separator)",
        lookalikes: &["base64 runs and words containing 'cio'"],
        source: "the Rust registry server's util/token.rs (TOKEN_PREFIX, TOKEN_LENGTH=32); \
                      docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "rubygems-key",
        provider: "RubyGems",
        severity: Severity::Critical,
        literals: &["rubygems_"],
        reach: 64,
        expression: r"\brubygems_[0-9a-f]{48}\b",
        format: "rubygems_ + 48 lower-case hex",
        source: "guides.rubygems.org; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "nuget-key",
        provider: "NuGet",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["oy2"],
        reach: 64,
        expression: r"\boy2[0-9a-z]{43}\b",
        proof: words::mixed,
        format: "oy2 + 43 [a-z0-9] (46 in all)",
        source: "trufflehog nugetapikey (length 46); docs.github.com (secret-scanning pattern \
                      data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "nuget-config-password",
        provider: "NuGet config",
        severity: Severity::High,
        literals: &["ClearTextPassword", "cleartextpassword"],
        back: 32,
        reach: 256,
        expression: r#"(?i)<add\s+key="ClearTextPassword"\s+value="(?P<secret>[^"%<>{}]{6,})""#,
        care: Care::Value,
        format: "<add key=\"ClearTextPassword\" value=\"...\"/> inside packageSourceCredentials",
        lookalikes: &[
            "%ENV_VAR% values",
            "the sample password shown in NuGet's documentation (gitleaks allowlists it)",
        ],
        source: "gitleaks nuget-config-password; learn.microsoft.com nuget.config",
        ..Detector::BLANK
    },
    Detector {
        id: "packagist-token",
        provider: "Private Packagist",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["packagist_"],
        reach: 96,
        expression: r"\bpackagist_[a-z]{3}_[0-9a-f]{68}\b",
        format: "packagist_<ort|out|uut|...>_ + 60 hex + 8 hex checksum",
        source: "packagist.com/docs/composer-authentication#token-format",
        ..Detector::BLANK
    },
    Detector {
        id: "docker-hub-token",
        provider: "Docker Hub",
        severity: Severity::Critical,
        literals: &["dckr_pat_", "dckr_oat_"],
        reach: 64,
        expression: r"\b(?P<secret>dckr_(?:pat_[0-9A-Za-z_-]{27}|oat_[0-9A-Za-z_-]{32}))(?:[^0-9A-Za-z_-]|$)",
        format: "dckr_pat_ + 27 [0-9A-Za-z_-]; dckr_oat_ + 32",
        source: "trufflehog dockerhub/v2; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "docker-config-auth",
        provider: "Docker config.json",
        severity: Severity::Critical,
        literals: &["auth\"", "auth\\\"", "auth:", "identitytoken"],
        back: 8,
        reach: 2048,
        expression: r#"(?:\\?"(?:auth|identitytoken)\\?"\s*:\s*\\?"|(?m:^)\s*(?:auth|identitytoken):\s*["\x27]?)(?P<secret>[A-Za-z0-9+/_.=-]{12,})"#,
        care: Care::Value,
        proof: documents::docker_auth,
        verified: "base64 of user:password",
        format: "\"auth\": base64(\"user:password\") inside auths; also identitytoken",
        lookalikes: &["empty auth with credsStore", "npm lockfiles never contain it"],
        source: "docs.docker.com config.json; trivy dockerconfig-secret",
        ..Detector::BLANK
    },
    Detector {
        id: "artifactory-token",
        provider: "JFrog",
        severity: Severity::High,
        literals: &["AKCp", "cmVmdGtu"],
        reach: 96,
        expression: r"\b(?:AKCp[0-9A-Za-z]{69}|cmVmdGtu[0-9A-Za-z]{56})\b",
        format: "API key AKCp + 69 alphanumerics; reference token = base64 of 'reftkn:' i.e. \
                      cmVmdGtu + 56 alphanumerics",
        lookalikes: &["detect-secrets' looser AP/AKC patterns hit lockfile integrity strings \
            (semgrep-rules#1178)"],
        source: "trufflehog artifactory*",
        ..Detector::BLANK
    },
];
