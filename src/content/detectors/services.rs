//! Messages, payments and whatever else is sold by the call.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Detector, Tier, WHOLE};
use crate::content::proofs::tokens;
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "slack-token",
        provider: "Slack",
        severity: Severity::Critical,
        literals: &["xox", "xapp-"],
        reach: 340,
        expression: r"\bxox[abeoprs]-(?:[0-9]{1,14}-){1,4}[0-9A-Za-z-]{10,255}|\bxapp-[0-9]-[0-9A-Z]{6,}-[0-9]{8,}-[0-9a-f]{60,80}|\bxoxe\.xox[bp]-[0-9]-[0-9A-Za-z]{140,180}",
        format: "xoxb- (bot), xoxp-/xoxe- (user), xoxa-/xoxr-/xoxs-/xoxo- (legacy): \
                      dash-separated numeric ids then [0-9A-Za-z] tail; \
                      xapp-<digit>-<APPID>-<digits>-<hex> (app level); xoxe.xox[bp]-1-... \
                      (configuration)",
        lookalikes: &["xoxb-your-token-here style placeholders"],
        source: "api.slack.com/docs/token-types; gitleaks slack-*",
        ..Detector::BLANK
    },
    Detector {
        id: "slack-webhook",
        provider: "Slack",
        severity: Severity::Medium,
        literals: &["hooks.slack.com"],
        back: 10,
        reach: 170,
        expression: r"https:\\?/\\?/hooks\.slack\.com\\?/(?:services\\?/T[0-9A-Za-z]{6,}\\?/B[0-9A-Za-z]{6,}\\?/[0-9A-Za-z]{18,}|(?:workflows|triggers)\\?/[0-9A-Za-z]{6,}\\?/[0-9A-Za-z/\\]{20,})",
        format: "https://hooks.slack.com/services/T<id>/B<id>/<24 characters>; also /workflows/ \
                      and /triggers/",
        lookalikes: &["T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX from Slack's docs"],
        source: "trufflehog slackwebhook; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "stripe-live-key",
        provider: "Stripe",
        severity: Severity::Critical,
        literals: &["sk_live_", "rk_live_"],
        reach: 272,
        expression: r"\b[sr]k_live_[0-9A-Za-z]{16,247}\b",
        format: "sk_live_ or rk_live_ (restricted) + 10 to 247 alphanumerics",
        source: "docs.stripe.com/keys; gitlab-org/gitlab#458019 (Stripe engineer: live keys \
                      only)",
        ..Detector::BLANK
    },
    Detector {
        id: "stripe-test-or-webhook-key",
        provider: "Stripe",
        severity: Severity::Low,
        tier: Tier::Extra,
        literals: &["sk_test_", "rk_test_", "whsec_"],
        reach: 272,
        expression: r"\b(?:[sr]k_test_[0-9A-Za-z]{16,247}|whsec_[0-9A-Za-z+/=]{32,88})",
        format: "sk_test_/rk_test_ keys cannot move money; whsec_ signs webhooks (same prefix is \
                      used by Svix/Standard Webhooks)",
        lookalikes: &[
            "Stripe's public sample keys in its API docs (sk_test_ + 4eC39Hq..., sk_test_ + \
            BQokikJ...)",
        ],
        source: "docs.stripe.com/api/authentication",
        ..Detector::BLANK
    },
    Detector {
        id: "square-token",
        provider: "Square",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["sq0atp-", "sq0csp-", "EAAA"],
        reach: 80,
        expression: r"\b(?P<secret>sq0(?:atp-[0-9A-Za-z_-]{22}|csp-[0-9A-Za-z_-]{43})|EAAA[0-9A-Za-z_-]{60})(?:[^0-9A-Za-z_-]|$)",
        proof: tokens::square,
        format: "sq0atp- + 22 (access), sq0csp- + 43 (OAuth secret), EAAA + 60 (access)",
        lookalikes: &["EAAA occurs inside base64: needs 'square' nearby"],
        source: "trufflehog square; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "shopify-token",
        provider: "Shopify",
        severity: Severity::High,
        literals: &["shpat_", "shpca_", "shppa_", "shpss_"],
        reach: 48,
        expression: r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}\b",
        format: "shpat_ | shpca_ | shppa_ | shpss_ + 32 hex",
        source: "docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "sendgrid-key",
        provider: "SendGrid",
        severity: Severity::Critical,
        literals: &["SG."],
        reach: 80,
        expression: r"\b(?P<secret>SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43})(?:[^0-9A-Za-z_-]|$)",
        format: "SG. + 22 [0-9A-Za-z_-] + '.' + 43 [0-9A-Za-z_-]",
        source: "detect-secrets sendgrid; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "twilio-key",
        provider: "Twilio",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["twilio", "Twilio", "TWILIO"],
        back: WHOLE,
        expression: r"\bSK[0-9a-f]{32}\b",
        format: "SK + 32 lower-case hex (API key SID); AC + 32 hex is the account SID \
                      (identifier)",
        source: "gitleaks twilio-api-key",
        ..Detector::BLANK
    },
    Detector {
        id: "mailgun-mailchimp-key",
        provider: "Mailgun / Mailchimp",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["key-", "-us"],
        back: 34,
        reach: 48,
        expression: r"\b(?:key-[0-9a-f]{32}|[0-9a-f]{32}-us[0-9]{1,2})\b",
        proof: tokens::mailgun,
        format: "key- + 32 hex (Mailgun); 32 hex + -us + 1-2 digits (Mailchimp)",
        lookalikes: &["MD5-named AWS us-east assets"],
        source: "trufflehog mailgun/mailchimp",
        ..Detector::BLANK
    },
    Detector {
        id: "telegram-bot-token",
        provider: "Telegram",
        severity: Severity::High,
        literals: &[":AA"],
        back: 12,
        reach: 48,
        expression: r"\b(?P<secret>[0-9]{8,10}:AA[0-9A-Za-z_-]{33})(?:[^0-9A-Za-z_-]|$)",
        proof: tokens::telegram,
        format: "8-10 digits, ':' , 35 [0-9A-Za-z_-] usually starting AA",
        source: "core.telegram.org/bots; trufflehog telegrambottoken",
        ..Detector::BLANK
    },
    Detector {
        id: "discord-bot-token",
        provider: "Discord",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["discord", "Discord", "DISCORD"],
        back: WHOLE,
        expression: r"\b(?P<secret>[MNO][0-9A-Za-z_-]{23,27}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,38})(?:[^0-9A-Za-z_-]|$)",
        proof: tokens::discord,
        verified: "base64 of a user number",
        format: "base64 of the numeric user id (first letter M, N or O; 24-28 characters) '.', 6 \
                      characters, '.', 27-38 characters, all base64url",
        source: "detect-secrets discord; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "grafana-token",
        provider: "Grafana",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["glsa_", "glc_"],
        reach: 432,
        expression: r"\bglsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}\b|\bglc_eyJ[0-9A-Za-z+/=]{40,400}",
        format: "glsa_ + 32 alphanumerics + '_' + 8 hex (service account); glc_ + base64 JSON \
                      (cloud)",
        source: "gitleaks grafana-*; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "sentry-token",
        provider: "Sentry",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["sntryu_", "sntrys_"],
        reach: 480,
        expression: r"\bsntryu_[0-9a-f]{64}\b|\bsntrys_eyJ[0-9A-Za-z+/=]{40,400}_[0-9A-Za-z+/]{43}",
        format: "sntryu_ + 64 hex (user); sntrys_ + base64 JSON starting eyJ + '_' + 43 base64 \
                      (org)",
        source: "gitleaks sentry-*",
        ..Detector::BLANK
    },
    Detector {
        id: "linear-notion-postman-newrelic-key",
        provider: "Linear / Notion / Postman / New Relic / CircleCI",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["lin_api_", "ntn_", "PMAK-", "NRAK-", "CCIPAT_", "CCIPRJ_"],
        reach: 112,
        expression: r"\b(?:lin_api_[0-9A-Za-z]{40}|ntn_[0-9]{11}[0-9A-Za-z]{35}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|NRAK-[0-9A-Z]{27}|CCIP(?:AT|RJ)_[0-9A-Za-z]{22}_[0-9a-f]{40})\b",
        format: "lin_api_ + 40 alphanumerics; ntn_ + 11 digits + 35 alphanumerics; PMAK- + 24 \
                      hex + '-' + 34 hex; NRAK- + 27 [A-Z0-9]; CCIPAT_/CCIPRJ_ + 22 base58 + \
                      '_' + 40 hex",
        source: "gitleaks; circleci.com/changelog/new-format-for-api-access-tokens; \
                      docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "onepassword-service-token",
        provider: "1Password",
        severity: Severity::Critical,
        tier: Tier::Extra,
        literals: &["ops_eyJ"],
        reach: 4096,
        expression: r"\bops_eyJ[0-9A-Za-z+/]{250,}={0,3}",
        format: "ops_eyJ + 250 or more base64 characters",
        source: "gitleaks 1password-service-account-token",
        ..Detector::BLANK
    },
    Detector {
        id: "tailscale-ngrok-key",
        provider: "Tailscale",
        severity: Severity::Medium,
        tier: Tier::Extra,
        literals: &["tskey-"],
        reach: 96,
        expression: r"\btskey-[a-z]{3,10}-[0-9A-Za-z]{8,24}-[0-9A-Za-z]{16,48}\b",
        format: "tskey-<auth|api|client|oauth|scim|webhook>-<id>-<secret>",
        source: "trufflehog tailscale",
        ..Detector::BLANK
    },
];
