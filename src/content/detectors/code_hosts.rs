//! Code hosts.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Detector, Tier};
use crate::content::proofs::{tokens, words};
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "github-token",
        provider: "GitHub",
        severity: Severity::Critical,
        literals: &["ghp_", "gho_", "ghu_", "ghr_"],
        reach: 300,
        expression: r"\bgh[pour]_[0-9A-Za-z]{36,251}\b",
        proof: tokens::crc32_base62,
        verified: "CRC-32 of the body, in base62",
        format: "3-letter type prefix ghp (classic PAT) | gho (OAuth) | ghu (app user) | ghr \
                      (refresh), '_' , then [0-9A-Za-z]: 36 characters today (ghr_ 76); GitHub \
                      asks integrators to allow up to 255",
        lookalikes: &[
            "all-same or xxxx bodies in docs",
            "octokit auth-token README sample (gitleaks allowlists the path)",
            "test fixtures with a wrong checksum",
        ],
        source: "github.blog 2021-04-05 'Behind GitHub's new authentication token formats'; \
                      docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "github-app-installation-token",
        provider: "GitHub",
        severity: Severity::Critical,
        literals: &["ghs_"],
        reach: 2048,
        expression: r"\bghs_(?:[0-9]{1,20}_eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}|[0-9A-Za-z]{36,251}\b)",
        proof: tokens::installation,
        verified: "CRC-32 of the body in base62, or header and claims that are JSON",
        format: "ghs_ then either 36 [0-9A-Za-z] (classic) or, since the April 2026 rollout, \
                      <numeric app id>_<JWT> of about 520 characters containing two dots; also \
                      used for Actions GITHUB_TOKEN",
        lookalikes: &[
            "older rules pinned to 36 characters silently MISS the new form (trivy#10826, \
            betterleaks#107, kingfisher#359)",
            "expires within an hour: severity may drop for old files",
        ],
        source: "github.blog changelog 2026-04-24 and 2026-05-15; aquasecurity/trivy#10826",
        ..Detector::BLANK
    },
    Detector {
        id: "github-fine-grained-pat",
        provider: "GitHub",
        severity: Severity::Critical,
        literals: &["github_pat_"],
        reach: 128,
        expression: r"\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b",
        format: "github_pat_ + 22 [0-9A-Za-z] + '_' + 59 [0-9A-Za-z] (93 in all)",
        source: "trivy rule github-fine-grained-pat; docs.github.com (secret-scanning pattern \
                      data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "gitlab-token",
        provider: "GitLab",
        severity: Severity::Critical,
        literals: &[
            "glpat-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-",
            "glagent-", "glsoat-", "gloas-", "glffct-",
        ],
        reach: 400,
        expression: r"\bgl(?:pat|dt|rtr?|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[0-9A-Za-z_-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?",
        proof: words::mixed,
        format: "gl<type>- prefix: glpat (PAT), gldt deploy, glrt/glrtr runner, glcbt CI job, \
                      glptt trigger, glft feed, glimt mail, glagent k8s agent, glsoat SCIM, \
                      gloas OAuth app, glffct feature flag; body 20+ [0-9A-Za-z_-]. Routable \
                      tokens (2025+) have a 27-300 character base64url payload, then '.', \
                      2-character version, optional '.', and 7-9 base36 characters. \
                      Self-managed instances may prepend their own prefix",
        lookalikes: &[
            "CSS/JS identifiers such as glft- in minified code",
            "documentation token glpat-xxxxxxxxxxxxxxxxxxxx",
        ],
        source: "docs.gitlab.com token prefixes; handbook.gitlab.com routable_tokens; gitleaks \
                      gitlab-* rules",
        ..Detector::BLANK
    },
    Detector {
        id: "bitbucket-app-password",
        provider: "Atlassian Bitbucket",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["ATBB"],
        reach: 80,
        expression: r"\bATBB[0-9A-Za-z_=.-]{20,60}\b",
        proof: words::mixed,
        format: "ATBB + 24-32 [0-9A-Za-z] ending in 8 hex characters, used as user:ATBB... basic \
                      auth",
        source: "trufflehog bitbucketapppassword",
        ..Detector::BLANK
    },
    Detector {
        id: "atlassian-api-token",
        provider: "Atlassian",
        severity: Severity::High,
        literals: &["ATATT3", "ATCTT3"],
        reach: 300,
        expression: r"\bAT[AC]TT3[0-9A-Za-z_=-]{60,260}=[0-9A-Fa-f]{8}\b",
        format: "ATATT3 (user) or ATCTT3 (org) + long [0-9A-Za-z_=-] body, '=' and 8 hex \
                      characters",
        source: "trufflehog jiratoken/v2, gitleaks atlassian-api-token; docs.github.com \
                      (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
];
