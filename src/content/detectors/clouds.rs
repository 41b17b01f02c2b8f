//! Cloud providers.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Care, Detector, Tier};
use crate::content::proofs::{documents, tokens, words};
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "aws-access-key-id",
        provider: "Amazon AWS",
        severity: Severity::Medium,
        literals: &["AKIA", "ASIA", "ABIA", "ACCA"],
        reach: 24,
        expression: r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
        format: "4-letter type prefix AKIA (long-lived), ASIA (STS), ABIA (bearer), ACCA \
                      (context) + 16 base32 characters [A-Z2-7]; an identifier, secret only \
                      together with its 40-character key (raise to critical when \
                      aws-secret-access-key is in the same file)",
        lookalikes: &[
            "AWS documentation keys ending in EXAMPLE (AKIAIOSFODNN7 + EXAMPLE, AKIAI44QH8DHB + \
            EXAMPLE): drop any match that ends with EXAMPLE",
            "AGPA/AIDA/AROA/AIPA/ANPA/ANVA/APKA/ASCA ids are resource ids, not credentials \
            (trivy does report several)",
            "canary tokens",
        ],
        source: "docs.aws.amazon.com IAM reference identifiers; gitleaks aws-access-token \
                      allowlist",
        ..Detector::BLANK
    },
    Detector {
        id: "aws-secret-access-key",
        provider: "Amazon AWS",
        severity: Severity::Critical,
        literals: &[
            "aws",
            "awS",
            "aWs",
            "aWS",
            "Aws",
            "AwS",
            "AWs",
            "AWS",
            "AccessKey",
            "access_key",
            "ACCESS_KEY",
            "accessKey",
            "accesskey",
            "Access Key",
        ],
        back: 16,
        reach: 200,
        expression: r#"(?i)(?:^|[^0-9A-Za-z])(?:aws[._-]?(?:credentials[._-]?)?(?:account[._-]?)?(?:secret[._-]?)?(?:access[._-]?)?key|secret[ ._-]?access[ ._-]?key)\\?["\x27]?(?:\s*[:=,>]|\s*=>|[ \t]|\s*\n)\s*(?:["\x27]?value["\x27]?\s*[:=]\s*)?\\?["\x27]?(?P<secret>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
        care: Care::Value,
        proof: tokens::aws_secret,
        format: "40 characters [A-Za-z0-9/+] with no prefix: only found through its variable \
                      name",
        lookalikes: &[
            "documented value that ends in EXAMPLEKEY (wJalrXUtnFEMI/... + EXAMPLEKEY)",
            "SHA-1 hashes",
            "boto/botocore example JSON (trivy#2296)",
        ],
        source: "trivy aws-secret-access-key; docs.aws.amazon.com",
        ..Detector::BLANK
    },
    Detector {
        id: "aws-bedrock-api-key",
        provider: "Amazon AWS",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["ABSK", "bedrock-api-key-"],
        reach: 512,
        expression: r"\bABSK[A-Za-z0-9+/]{100,280}={0,2}|\bbedrock-api-key-[A-Za-z0-9+/=]{40,}",
        format: "long-lived: ABSK + 109-269 base64; short-lived: literal bedrock-api-key- \
                      followed by base64 of the bedrock host",
        source: "gitleaks aws-amazon-bedrock-*; GitHub aws_api_key",
        ..Detector::BLANK
    },
    Detector {
        id: "gcp-service-account-key",
        provider: "Google Cloud",
        severity: Severity::Critical,
        literals: &[
            "service_account",
            // The same in base64, by where it begins.
            "c2VydmljZV9hY2NvdW50",
            "NlcnZpY2VfYWNjb3Vud",
            "zZXJ2aWNlX2FjY291bnQ",
        ],
        back: 48,
        reach: 8192,
        expression: r#"\b(?:eyJ0eXBlIj|ewogIC)[A-Za-z0-9+/]{400,}={0,2}|\\?"type\\?"\s*:\s*\\?"service_account\\?""#,
        care: Care::Document,
        proof: documents::service_account,
        verified: "a private key beside the type",
        format: "JSON object with \"type\":\"service_account\", private_key_id (40 hex), \
                      private_key (PKCS#8 PEM with \\n escapes), client_email \
                      ...iam.gserviceaccount.com",
        lookalikes: &[
            "Terraform/K8s text mentioning service_account",
            "external_account (workload identity) JSON has no key",
        ],
        source: "trivy gcp-service-account; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "gcp-api-key",
        provider: "Google",
        severity: Severity::Medium,
        literals: &["AIza"],
        reach: 48,
        expression: r"\b(?P<secret>AIza[0-9A-Za-z_-]{35})(?:[^0-9A-Za-z_-]|$)",
        proof: documents::web_key,
        format: "AIza + 35 [0-9A-Za-z_-]",
        lookalikes: &[
            "Firebase web keys (google-services.json, firebaseConfig) are public identifiers: \
            low there",
            "keys published inside Google's own SDK samples; gitleaks hard-codes several",
        ],
        source: "gitleaks gcp-api-key; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "google-oauth-client-secret",
        provider: "Google",
        severity: Severity::High,
        literals: &["GOCSPX-"],
        reach: 48,
        expression: r"\b(?P<secret>GOCSPX-[0-9A-Za-z_-]{28})(?:[^0-9A-Za-z_-]|$)",
        format: "GOCSPX- + 28 [0-9A-Za-z_-]",
        lookalikes: &["desktop-app clients ship theirs openly (gcloud, rclone)"],
        source: "docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "google-oauth-token",
        provider: "Google",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["ya29.", "1//0"],
        reach: 512,
        expression: r"\bya29\.[0-9A-Za-z_-]{30,}|\b1//0[0-9A-Za-z_-]{40,120}",
        proof: words::mixed,
        format: "access token ya29. + 30 or more [0-9A-Za-z_-]; refresh token 1//0 + 40 or more",
        source: "trufflehog googleoauth2; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "azure-storage-key",
        provider: "Microsoft Azure",
        severity: Severity::Critical,
        literals: &[
            "AccountKey",
            "accountkey",
            "accountKey",
            "ACCOUNTKEY",
            "account_key",
            "ACCOUNT_KEY",
        ],
        reach: 128,
        expression: r#"(?i)\bAccount_?Key["\x27]?\s*[:=]\s*["\x27]?(?P<secret>[A-Za-z0-9+/]{86}==)"#,
        proof: tokens::azure_storage,
        verified: "base64 of 64 bytes",
        format: "AccountKey= + 86 base64 characters + '==' (64-byte key) in a connection string",
        lookalikes: &[
            "Azurite/emulator well-known key of account devstoreaccount1 (starts Eby8vdM02x): \
            allowlist it",
        ],
        source: "trivy azure-storage-account-key; learn.microsoft.com Azurite",
        ..Detector::BLANK
    },
    Detector {
        id: "azure-entra-client-secret",
        provider: "Microsoft Entra ID",
        severity: Severity::Critical,
        literals: &["0Q~", "1Q~", "2Q~", "3Q~", "4Q~", "5Q~", "6Q~", "7Q~", "8Q~", "9Q~"],
        back: 5,
        reach: 48,
        expression: r"(?:^|[^0-9A-Za-z_~.-])(?P<secret>[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34})(?:[^0-9A-Za-z_~.-]|$)",
        proof: words::mixed,
        format: "3 characters [0-9A-Za-z_~.-], one digit (version, 7 or 8 today), the marker Q~, \
                      then 31-34 of the same alphabet",
        source: "gitleaks azure-ad-client-secret; trivy; trufflehog",
        ..Detector::BLANK
    },
    Detector {
        id: "azure-identifiable-key",
        provider: "Microsoft Azure",
        severity: Severity::Critical,
        literals: &["JQQJ99"],
        back: 53,
        reach: 40,
        expression: r"\b(?P<secret>[0-9A-Za-z]{52}JQQJ99[0-9A-Za-z+/]{26})(?:[^0-9A-Za-z+/]|$)",
        format: "84-character 'identifiable' keys (ACR, AI Services, DevOps PAT v2, ...): 52 \
                      alphanumerics, the signature JQQJ99, 26 more characters that encode date, \
                      provider and a checksum",
        source: "trivy azure-container-registry-credential and azure-ai-services-key",
        ..Detector::BLANK
    },
    Detector {
        id: "digitalocean-token",
        provider: "DigitalOcean",
        severity: Severity::Critical,
        literals: &["dop_v1_", "doo_v1_", "dor_v1_"],
        reach: 80,
        expression: r"\bdo[opr]_v1_[0-9a-f]{64}\b",
        format: "dop_v1_ (personal) | doo_v1_ (OAuth) | dor_v1_ (refresh) + 64 lower-case hex",
        source: "gitleaks digitalocean-*; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "cloudflare-token",
        provider: "Cloudflare",
        severity: Severity::Critical,
        literals: &["cfk_", "cfut_", "cfat_"],
        reach: 64,
        expression: r"\bcf(?:k|ut|at)_[0-9A-Za-z]{40}[0-9a-f]{8}\b",
        format: "cfk_ (global key) | cfut_ (user token) | cfat_ (account token) + 40 \
                      alphanumerics + 8 hex checksum; older tokens are unprefixed",
        source: "developers.cloudflare.com/fundamentals/api/get-started/token-formats",
        ..Detector::BLANK
    },
    Detector {
        id: "alibaba-access-key-id",
        provider: "Alibaba Cloud",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["LTAI"],
        reach: 32,
        expression: r"\bLTAI[0-9A-Za-z]{17,21}\b",
        proof: words::mixed,
        format: "LTAI + 17-21 alphanumerics; pair with a 30-character secret",
        source: "gitleaks, trivy, trufflehog",
        ..Detector::BLANK
    },
];
