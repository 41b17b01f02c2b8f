//! Secrets: what the command lines of clouds, clusters and registries remember.

use crate::rules::marker::{Marker, Outcome};
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
        marker: Marker { text: "header line with 'Access key ID'", ..Marker::NONE },
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
            text: "JSON with \"type\": \"service_account\" and a private_key; a Kubernetes \
                   ServiceAccount manifest is not one",
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
        marker: Marker { text: "JSON with installed/web.client_secret", ..Marker::NONE },
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
        marker: Marker { text: "Values.AzureWebJobsStorage or other literals", ..Marker::NONE },
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
    Rule {
        id: "secret-kubeconfig",
        category: Category::Secret,
        severity: Severity::Critical,
        paths: &[
            "**/.kube",
            "**/kubeconfig",
            "**/kubeconfig.y*ml",
            "**/*.kubeconfig",
            "**/kubeconfig-*",
            "**/kubeconfig_*",
            "**/k3s.yaml",
            "**/kube_config_*.y*ml",
            "**/admin.conf",
            "**/kube-config",
            "**/*.rkestate",
        ],
        except: &["**/*.example*", "**/testdata/**"],
        marker: Marker {
            text: "YAML kind: Config with users[].user holding token, client-key-data or exec; \
                   admin.conf needs it",
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.kube",
            "**/kubeconfig",
            "**/*.kubeconfig",
            "**/kubeconfig*.y*ml",
            "**/k3s.yaml",
        ]),
        safe: true,
        why: "Cluster credentials (tokens or client keys).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-talos",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &["**/talosconfig", "**/talos-secrets.yaml", "**/talsecret.yaml"],
        marker: Marker { text: "no sops: block", ..Marker::NONE },
        safe: true,
        why: "Talos machine secrets and admin config.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-k8s-secret-manifest",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*secret*.yaml", "**/*secret*.yml", "**/*Secret*.yaml"],
        except: &["**/*sealed*", "**/*external*secret*", "**/templates/**"],
        needs_marker: true,
        marker: Marker {
            text: "kind: Secret with data/stringData and no sops: block; not \
                   SealedSecret/ExternalSecret/SecretStore",
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Plain Kubernetes Secret manifests are only base64.",
        source: "gitleaks rule kubernetes-secret-yaml",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-helm-dev-values",
        category: Category::Secret,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/secrets.dev.yaml",
            "**/values.dev.yaml",
            "**/values-secret*.yaml",
            "**/values.secret*.yaml",
            "**/secrets.*.yaml",
        ],
        except: &["**/secrets.enc.yaml", "**/secrets.*.enc.yaml"],
        marker: Marker { text: "not SOPS encrypted", ..Marker::NONE },
        suggestion: Suggestion::Lines(&["**/secrets.dev.yaml", "**/values.dev.yaml"]),
        safe: true,
        why: "Developer Helm overrides that Docker's own templates always exclude.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-sops-decrypted",
        category: Category::Secret,
        severity: Severity::Critical,
        kind: HitKind::File,
        paths: &[
            "**/*.dec",
            "**/*.dec.yaml",
            "**/*.dec.yml",
            "**/*.dec.json",
            "**/*.decrypted.*",
            "**/*.yaml.dec",
        ],
        safe: true,
        why: "Plaintext left behind by helm-secrets/sops decryption.",
        source: "helm-secrets default .dec suffix; general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-docker-auth",
        category: Category::Secret,
        severity: Severity::Critical,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &[
            "**/.docker/config.json",
            "**/.dockercfg",
            "**/.dockerconfigjson",
            "**/dockerconfig.json",
            "**/containers/auth.json",
        ],
        marker: Marker {
            text: "auths.*.auth or identitytoken present; only credsStore/credHelpers lowers to \
                   info. Do not suggest **/.docker: many repos keep build files there",
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.docker/config.json", "**/.dockercfg"]),
        safe: true,
        why: "Registry logins: base64 user:password or identity tokens.",
        source: "trivy rule dockerconfig-secret; general knowledge (tool's own documentation; not \
                 re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-docker-tls",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "docker",
        paths: &["**/.docker/machine", "**/.docker/contexts", "**/.docker/*/key.pem"],
        suggestion: Suggestion::Lines(&["**/.docker/machine", "**/.docker/contexts"]),
        safe: true,
        why: "Docker Machine/context TLS client keys.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
