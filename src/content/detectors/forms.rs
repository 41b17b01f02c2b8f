//! Forms that any provider fills in: addresses, configuration, assignments.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Care, Detector, Tier, WHOLE};
use crate::content::proofs::{addresses, documents, tokens, words};
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "git-config-credential",
        provider: "Git",
        severity: Severity::Critical,
        scope: &[
            "**/.git/config",
            "**/.git/config.worktree",
            "**/.git/modules/**/config",
            "**/.git/credentials",
            "**/.gitconfig",
            "**/.git-credentials",
        ],
        literals: &["xtraheader", "xtraHeader", "XTRAHEADER"],
        back: 1,
        reach: 512,
        expression: r"(?im)\bextraheader[\x22\x27]?(?:\s*=\s*|\s+)[\x22\x27]?AUTHORIZATION:\s*(?:basic|bearer)\s+(?P<secret>[A-Za-z0-9+/_.=-]{20,})|^\s*(?:push)?url\s*=\s*https?://(?P<secret2>[^\s/@]{8,})@",
        care: Care::Value,
        proof: addresses::remote,
        format: "[remote] url with userinfo, or http.<host>.extraheader = AUTHORIZATION: basic \
                      <base64> as actions/checkout wrote up to v5",
        source: "actions/checkout README; jwilder/dockerize#310",
        ..Detector::BLANK
    },
    Detector {
        id: "netrc-password",
        provider: "netrc",
        severity: Severity::Critical,
        literals: &["machine ", "machine\n", "machine\t"],
        reach: 1024,
        expression: r"(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?P<secret>[^\s${}<>\x22\x27\\,;)]{6,})",
        care: Care::Value,
        proof: addresses::machine,
        format: "machine <host> login <user> password <value>, whitespace or newlines between \
                      tokens",
        source: "curl/git netrc format",
        ..Detector::BLANK
    },
    Detector {
        id: "url-credentials",
        provider: "any",
        severity: Severity::High,
        literals: &["://", ":\\/\\/"],
        back: 24,
        reach: 512,
        glance: addresses::has_user,
        expression: r#"\b[a-z][a-z0-9+.-]{1,20}:\\?/\\?/[^\s:/?#@"\x27<>`|]{0,64}:(?P<secret>(?:[^\s/?#"\x27<>`|${}%*\\]|%[0-9A-Fa-f]{2}){6,128})@[0-9A-Za-z.\[-]"#,
        care: Care::Value,
        proof: addresses::userinfo,
        format: "scheme://user:password@host with a non-placeholder password (databases, \
                      brokers, git remotes)",
        lookalikes: &[
            "user:password@, postgres:postgres@, root:root@, guest:guest@",
            "npm lockfile git+ssh URLs, semgrep#5728",
        ],
        source: "detect-secrets basic_auth; ripsecrets URL rule",
        ..Detector::BLANK
    },
    Detector {
        id: "kubeconfig-credential",
        provider: "Kubernetes",
        severity: Severity::Critical,
        literals: &["kind: Config", "\"kind\": \"Config\"", "\"kind\":\"Config\""],
        back: WHOLE,
        expression: r#"(?m)(?:^\s*|["\x27])(?:client-key-data|id-token|refresh-token|token)["\x27]?:\s*["\x27]?(?P<secret>[A-Za-z0-9+/_.=-]{40,})"#,
        care: Care::Value,
        proof: documents::kubeconfig,
        verified: "kind and users in the same document",
        format: "users[].user.client-key-data: base64 PEM, or token: <JWT or opaque>",
        source: "kubernetes.io kubeconfig",
        ..Detector::BLANK
    },
    Detector {
        id: "jwt",
        provider: "any (RFC 7519)",
        severity: Severity::Low,
        literals: &["eyJ"],
        reach: 8192,
        expression: r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{16,}",
        proof: tokens::jwt,
        verified: "header and claims that are JSON",
        format: "three base64url parts; the first two start eyJ ('{\"')",
        lookalikes: &[
            "jwt.io sample (sub 1234567890, John Doe)",
            "public anon keys",
            "test fixtures",
        ],
        source: "gitleaks jwt; detect-secrets jwt (decodes JSON)",
        ..Detector::BLANK
    },
    Detector {
        id: "framework-app-key",
        provider: "Django / Laravel / Rails",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["SECRET_KEY", "APP_KEY", "secret_key_base:"],
        back: 48,
        reach: 280,
        expression: r#"(?m)^\s*(?:export\s+)?(?:SECRET_KEY\s*=\s*["\x27](?P<secret>[^"\x27\s]{40,80})["\x27]|APP_KEY\s*=\s*"?base64:(?P<laravel>[A-Za-z0-9+/]{43}=)|[ \t]*secret_key_base:\s*["\x27]?(?P<rails>[0-9a-f]{64,128})\b)"#,
        care: Care::Value,
        proof: documents::application_key,
        format: "Django SECRET_KEY literal of 40+ characters; Laravel APP_KEY=base64: + 44 \
                      base64; Rails secret_key_base 128 hex",
        lookalikes: &[
            "Symfony's shipped default ThisTokenIsNotSoSecretChangeIt (trivy has a rule for that \
            very string)",
            "WordPress 'put your unique phrase here'",
        ],
        source: "framework docs",
        ..Detector::BLANK
    },
    Detector {
        id: "rails-master-key-content",
        provider: "Rails",
        severity: Severity::Critical,
        scope: &["**/master.key", "**/credentials/*.key"],
        expression: r"\A[0-9a-f]{32}\s*\z",
        format: "the file consists of exactly 32 lower-case hex characters",
        source: "rails credentials",
        ..Detector::BLANK
    },
    Detector {
        id: "generic-secret-assignment",
        provider: "generic (opt-in)",
        severity: Severity::Medium,
        tier: Tier::Extra,
        scope: &["**/.env", "**/.env.*", "**/*.env", "**/.envrc"],
        expression: r#"(?i)\b[0-9a-z_.-]{0,40}(?:passw(?:or)?d|secret|token|api_?key|private_?key|credential)s?["\x27]?\s*(?:[:=]|=>|:=)\s*["\x27]?(?P<secret>[^\s"\x27`,;${}()<>\[\]]{12,128})"#,
        care: Care::Value,
        proof: words::random,
        format: "NAME containing password|passwd|secret|token|api_key|private_key|credential \
                      assigned a quoted or bare literal of 12-128 characters",
        lookalikes: &[
            "gitleaks#1578, #1830, #4679(chezmoi): public_key, monkey, keybindings, \
            *_name/_id/_url/_file/_path/_length variables",
            "lockfile integrity hashes",
        ],
        source: "gitleaks generic-api-key; ripsecrets random-string rule",
        ..Detector::BLANK
    },
];
