//! Secrets: what the command lines of clouds remember.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-aws",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::Directory,
        paths: &["**/.aws"],
        except: &["**/.aws/task-definition*.json", "**/.aws/*.template.json"],
        marker: Marker {
            text: "contains credentials, config with keys, sso/cache or cli/cache; GitHub's ECS \
                   starter workflow keeps only .aws/task-definition.json here",
            cases: &[
                Case::confirms(
                    Test::Inside(&["credentials", "sso/cache", "cli/cache", "sso", "cli"]),
                    "holds credentials or cached tokens",
                ),
                Case::confirms(
                    Test::HeadOf(
                        &["config"],
                        Shape::Holds(&[
                            "aws_access_key_id",
                            "aws_secret_access_key",
                            "aws_session_token",
                        ]),
                    ),
                    "its config holds keys",
                ),
                Case::clears(Test::Only(&[
                    "task-definition*.json",
                    "*.template.json",
                    "*.md",
                    "*.yml",
                    "*.yaml",
                ])),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Inside(&[
                        "credentials",
                        "sso/cache",
                        "cli/cache",
                        "sso",
                        "cli",
                    ])),
                    "holds no credentials",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.aws/credentials",
            "**/.aws/config",
            "**/.aws/sso",
            "**/.aws/cli",
        ]),
        safe: true,
        why: "AWS CLI directory: long-lived keys, SSO and CLI token caches.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-aws-csv",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/rootkey.csv",
            "**/*accessKeys.csv",
            "**/new_user_credentials.csv",
            "**/credentials.csv",
        ],
        marker: Marker {
            text: "header line with 'Access key ID'",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&["access key id"])),
                    "its header names an access key",
                ),
                Case::rates(
                    Severity::Low,
                    Test::Not(&Test::Head(Shape::Holds(&["access key id", "secret"]))),
                    "its header names no access key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Access-key CSV as downloaded from the AWS console.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gcloud",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/application_default_credentials.json",
            "**/.config/gcloud",
            "**/gcloud/credentials.db",
            "**/gcloud/access_tokens.db",
            "**/gcloud/legacy_credentials",
        ],
        safe: true,
        why: "gcloud user credentials and ADC file.",
        source: "trufflehog gcpapplicationdefaultcredentials detector; general knowledge (tool's \
                 own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-gcp-service-account",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/*service-account*.json",
            "**/*service_account*.json",
            "**/*serviceaccount*.json",
            "**/*serviceAccount*.json",
            "**/*-sa-key.json",
            "**/*sa_key.json",
            "**/gcp-key*.json",
            "**/gcp_key*.json",
            "**/gcloud-service-key.json",
            "**/google-credentials.json",
            "**/*firebase-adminsdk*.json",
            "**/gcp-credentials*.json",
            "**/gha-creds-*.json",
            "**/keyfile.json",
        ],
        except: &[
            "**/*example*.json",
            "**/*sample*.json",
            "**/*template*.json",
            "**/node_modules/**",
        ],
        marker: Marker {
            text: "JSON with \"type\": \"service_account\" and a private_key; info without one; a \
                   Kubernetes ServiceAccount manifest is not one",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Detects(&["gcp-service-account-key"])),
                    "is a service account with its private key",
                ),
                Case::clears(Test::Head(Shape::HoldsAll(&["\"kind\"", "\"serviceaccount\""]))),
                Case::rates(
                    Severity::Medium,
                    Test::Head(Shape::AssignsExactly(&["private_key"])),
                    "gives `private_key` a value that is no key",
                ),
                // `authorized_user`, and what impersonates a service account by one.
                Case::confirms(
                    Test::Head(Shape::Detects(&["google-oauth-token"])),
                    "holds a token of a Google account",
                ),
            ],
            otherwise: Outcome::As(Severity::Info),
            ..Marker::NONE
        },
        safe: true,
        why: "Google service-account key file (google-github-actions/auth leaves gha-creds-*.json \
              in the workspace).",
        source: "trivy rule gcp-service-account; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-google-oauth-client",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/client_secret*.json", "**/client_secrets.json", "**/token.pickle"],
        marker: Marker {
            text: "JSON with installed/web.client_secret",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&["client_secret"])),
                "holds a client secret",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Google OAuth client secret and cached user token from the API quick-starts.",
        source: "GitHub pattern google_oauth_client_secret; general knowledge (tool's own \
                 documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-azure",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/.azure",
            "**/accessTokens.json",
            "**/azureProfile.json",
            "**/msal_token_cache.*",
            "**/*.publishsettings",
            "**/*.PublishSettings",
            "**/*.azureauth",
        ],
        marker: Marker {
            text: ".azure holding msal_token_cache/service_principal_entries/<env>/.env",
            cases: &[
                Case::confirms(
                    Test::Inside(&[
                        "msal_token_cache*",
                        "accessTokens.json",
                        "service_principal_entries*",
                        "*/.env",
                    ]),
                    "holds cached tokens",
                ),
                Case::rates(
                    Severity::Medium,
                    Test::All(&[
                        Test::Is(Kind::Directory),
                        Test::Not(&Test::Inside(&[
                            "msal_token_cache*",
                            "accessTokens.json",
                            "service_principal_entries*",
                            "*/.env",
                        ])),
                    ]),
                    "holds no cached tokens",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.azure",
            "**/*.publishsettings",
            "**/*.PublishSettings",
            "**/*.azureauth",
        ]),
        safe: true,
        why: "Azure CLI token caches, azd environments and publish profiles.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-azure-functions",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/local.settings.json"],
        marker: Marker {
            text: "Values.AzureWebJobsStorage or other literals",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&[
                        "azurewebjobsstorage",
                        "connection",
                        "key",
                        "secret",
                        "password",
                        "token",
                    ])),
                    "holds a literal connection or key",
                ),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Assigns(&[
                        "azurewebjobsstorage",
                        "connection",
                        "key",
                        "secret",
                        "password",
                        "token",
                    ]))),
                    "holds no literal connection or key",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Azure Functions local settings, documented as never to be deployed.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-oci",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &["**/.oci", "**/oci_api_key.pem", "**/oci_api_key*.pem"],
        except: &["**/oci_api_key_public.pem"],
        safe: true,
        why: "Oracle Cloud CLI config and API signing key.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-cloud-cli-other",
        category: Category::Secret,
        severity: Severity::High,
        paths: &[
            "**/.config/doctl",
            "**/doctl/config.yaml",
            "**/.config/hcloud",
            "**/.config/scw",
            "**/.config/linode-cli",
            "**/.aliyun",
            "**/.bluemix",
            "**/.tccli",
            "**/.fly",
            "**/.config/cloudflare",
            "**/.config/ngrok",
            "**/.ngrok2",
            "**/.railway",
            "**/.koyeb.yaml",
            "**/.config/exoscale",
            "**/.ovh.conf",
            "**/.civo.json",
            "**/.vultr-cli.yaml",
        ],
        safe: true,
        why: "Token stores of other cloud CLIs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-forge-cli",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/.config/gh/hosts.yml",
            "**/.config/hub",
            "**/.config/glab-cli",
            "**/.config/tea",
            "**/.config/git-town",
        ],
        safe: true,
        why: "Git-forge CLI tokens.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
