//! Providers of language models.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Detector, Tier};
use crate::content::proofs::words;
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "huggingface-token",
        provider: "Hugging Face",
        severity: Severity::High,
        literals: &["hf_", "api_org_"],
        reach: 64,
        expression: r"\b(?:hf|api_org)_[0-9A-Za-z]{34,40}\b",
        proof: words::mixed,
        format: "hf_ (user) or api_org_ (organisation) + 34 alphanumerics (trivy allows 34-40)",
        source: "huggingface.co/docs/hub/security-tokens; docs.github.com (secret-scanning \
                      pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "openai-key",
        provider: "OpenAI",
        severity: Severity::Critical,
        literals: &["T3BlbkFJ"],
        back: 180,
        reach: 180,
        expression: r"\bsk-(?:(?:proj|svcacct|admin|service)-[0-9A-Za-z_-]{20,160}|[0-9A-Za-z]{20})T3BlbkFJ[0-9A-Za-z_-]{20,160}",
        format: "sk-<proj|svcacct|admin|service>-<body>T3BlbkFJ<body> with [0-9A-Za-z_-] bodies \
                      of 20-160; legacy sk- + 20 + T3BlbkFJ + 20 alphanumerics. T3BlbkFJ is \
                      base64 of 'OpenAI'",
        source: "gitleaks openai-api-key; trivy openai-*",
        ..Detector::BLANK
    },
    Detector {
        id: "anthropic-key",
        provider: "Anthropic",
        severity: Severity::Critical,
        literals: &["sk-ant-"],
        reach: 192,
        expression: r"\bsk-ant-[a-z]{3,6}[0-9]{2}-[0-9A-Za-z_-]{80,130}",
        format: "sk-ant-<api03|admin01>- + 93 [0-9A-Za-z_-] + AA; other kinds (sid01 session, \
                      oat01 OAuth) use the same stem",
        source: "gitleaks anthropic-*; trufflehog anthropic; docs.github.com (secret-scanning \
                      pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "groq-xai-replicate-key",
        provider: "Groq / xAI / Replicate / Perplexity",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["gsk_", "xai-", "r8_", "pplx-"],
        reach: 112,
        expression: r"\b(?P<secret>(?:gsk_[0-9A-Za-z]{52}|xai-[0-9A-Za-z_]{80}|r8_[0-9A-Za-z_-]{37}|pplx-[0-9A-Za-z]{48}))(?:[^0-9A-Za-z_-]|$)",
        proof: words::mixed,
        format: "gsk_ + 52 alphanumerics; xai- + 80 [0-9A-Za-z_]; r8_ + 37 [0-9A-Za-z_-]; pplx- \
                      + 48 alphanumerics",
        source: "trufflehog groq,xai,replicate; gitleaks perplexity",
        ..Detector::BLANK
    },
    Detector {
        id: "langsmith-key",
        provider: "LangChain",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["lsv2_"],
        reach: 64,
        expression: r"\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b",
        format: "lsv2_pt_|lsv2_sk_ + 32 hex + '_' + 10 hex",
        source: "trufflehog langsmith",
        ..Detector::BLANK
    },
];
