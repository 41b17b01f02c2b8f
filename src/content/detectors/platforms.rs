//! Platforms that hold the keys of others: vaults, infrastructure, databases.
//!
//! Formats are described from the providers' documentation; the expressions are our own.

use crate::content::detector::{Detector, Tier};
use crate::content::proofs::words;
use crate::severity::Severity;

pub(super) const DETECTORS: &[Detector] = &[
    Detector {
        id: "vault-token",
        provider: "HashiCorp Vault",
        severity: Severity::Critical,
        literals: &["hvs.", "hvb.", "hvr."],
        reach: 340,
        expression: r"\bhv[sbr]\.[0-9A-Za-z_-]{24,320}",
        proof: words::mixed,
        format: "hvs. (service) / hvb. (batch) / hvr. (recovery) + 24 or more [0-9A-Za-z_-]; \
                      batch bodies exceed 138. The old 's.' + 24 form is too generic to search \
                      for",
        lookalikes: &["documentation hvs.CAESI... fragments"],
        source: "gitleaks vault-*-token; docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "terraform-cloud-token",
        provider: "HashiCorp",
        severity: Severity::Critical,
        literals: &[".atlasv1."],
        back: 15,
        reach: 80,
        expression: r"\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_=-]{60,70}",
        format: "14 alphanumerics + .atlasv1. + 60-70 [0-9A-Za-z_=-]",
        source: "gitleaks hashicorp-tf-api-token; trufflehog",
        ..Detector::BLANK
    },
    Detector {
        id: "pulumi-token",
        provider: "Pulumi",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["pul-"],
        reach: 64,
        expression: r"\bpul-[0-9a-f]{40}\b",
        format: "pul- + 40 hex",
        source: "docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "doppler-token",
        provider: "Doppler",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["dp.pt.", "dp.ct.", "dp.st.", "dp.sa.", "dp.scim.", "dp.audit."],
        reach: 128,
        expression: r"\bdp\.(?:pt|ct|sa|scim|audit|st(?:\.[0-9a-z_-]{2,35})?)\.[0-9A-Za-z]{40,44}\b",
        format: "dp.<pt|ct|st|sa|scim|audit>. (st may carry an environment slug) + 40-44 \
                      alphanumerics",
        source: "trufflehog doppler",
        ..Detector::BLANK
    },
    Detector {
        id: "heroku-key",
        provider: "Heroku",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["HRKU-AA"],
        reach: 80,
        expression: r"\b(?P<secret>HRKU-AA[0-9A-Za-z_-]{58})(?:[^0-9A-Za-z_-]|$)",
        format: "HRKU-AA + 58 [0-9A-Za-z_-] (older keys are bare UUIDs)",
        source: "gitleaks heroku-api-key-v2",
        ..Detector::BLANK
    },
    Detector {
        id: "databricks-token",
        provider: "Databricks",
        severity: Severity::High,
        literals: &["dapi"],
        reach: 48,
        expression: r"\bdapi[0-9a-f]{32}(?:-[0-9])?\b",
        format: "dapi + 32 hex, optional -N",
        source: "docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "planetscale-token",
        provider: "PlanetScale",
        severity: Severity::High,
        tier: Tier::Extra,
        literals: &["pscale_"],
        reach: 96,
        expression: r"\bpscale_(?:pw|tkn|oauth)_[0-9A-Za-z_.=-]{32,64}",
        format: "pscale_pw_ | pscale_tkn_ | pscale_oauth_ + 32-64 [0-9A-Za-z_.=-]",
        source: "docs.github.com (secret-scanning pattern data, \
                      github/docs:src/secret-scanning/data/pattern-docs/fpt/public-docs.yml)",
        ..Detector::BLANK
    },
    Detector {
        id: "supabase-key",
        provider: "Supabase",
        severity: Severity::Critical,
        tier: Tier::Extra,
        literals: &["sbp_", "sb_secret_"],
        reach: 112,
        expression: r"\bsbp_[0-9a-f]{40}\b|\bsb_secret_[0-9A-Za-z_-]{20,80}",
        proof: words::mixed,
        format: "sbp_ + 40 hex (personal token); sb_secret_ + 20 or more [0-9A-Za-z_-] (project \
                      secret key). sb_publishable_ is public",
        source: "supabase.com/docs/guides/api/api-keys",
        ..Detector::BLANK
    },
];
