//! Infrastructure as code: state, plans and providers.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "iac-terraform-misc",
        category: Category::IacState,
        severity: Severity::Low,
        ecosystem: "terraform",
        kind: HitKind::File,
        paths: &[
            "**/crash.log",
            "**/crash.*.log",
            "**/.terraform.tfstate.lock.info",
            "**/override.tf",
            "**/*_override.tf",
            "**/override.tf.json",
            "**/*_override.tf.json",
        ],
        suggestion: Suggestion::Lines(&[
            "**/crash.log",
            "**/crash.*.log",
            "**/.terraform.tfstate.lock.info",
        ]),
        safe: true,
        why: "Crash logs, lock info and local overrides.",
        source: "github/gitignore:Terraform",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-terraform-state",
        category: Category::IacState,
        severity: Severity::Critical,
        ecosystem: "terraform",
        paths: &["**/*.tfstate", "**/*.tfstate.*", "**/terraform.tfstate.d"],
        marker: Marker {
            text: "JSON with terraform_version and lineage; remote-backend stubs (no resources) \
                   lower to medium",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Head(Shape::Holds(&["\"instances\""])),
                    ]),
                    "is a state with resources",
                ),
                Case::rates(
                    Severity::Medium,
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Head(Shape::Holds(&[
                            "\"backend\"",
                            "\"resources\": []",
                            "\"resources\":[]",
                        ])),
                    ]),
                    "is a state without resources",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "State keeps every resource attribute, generated passwords included, as plain JSON.",
        source: "developer.hashicorp.com/terraform 'sensitive data in state'; \
                 github/gitignore:Terraform",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-terraform-dir",
        category: Category::IacState,
        severity: Severity::High,
        ecosystem: "terraform",
        kind: HitKind::Directory,
        paths: &["**/.terraform"],
        marker: Marker {
            text: ".terraform/providers or .terraform/terraform.tfstate; .terraform.lock.hcl is a \
                   separate file and stays",
            cases: &[Case::confirms(
                Test::Inside(&["providers", "terraform.tfstate", "modules", "plugins"]),
                "holds providers, modules or a state",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Provider binaries (hundreds of MB) plus a cached backend config that can hold \
              credentials.",
        source: "github/gitignore:Terraform",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-terraform-plan",
        category: Category::IacState,
        severity: Severity::High,
        ecosystem: "terraform",
        kind: HitKind::File,
        paths: &["**/*.tfplan", "**/tfplan", "**/tfplan.*", "**/plan.tfplan"],
        marker: Marker {
            text: "ZIP magic with tfplan/tfstate members",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"PK\x03\x04"])),
                "is a saved plan",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Saved plans embed variable values and state.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-terragrunt-cache",
        category: Category::IacState,
        severity: Severity::Medium,
        ecosystem: "terraform",
        kind: HitKind::Directory,
        paths: &["**/.terragrunt-cache"],
        safe: true,
        why: "Copies of modules, providers and state per unit; grows to GBs.",
        source: "github/gitignore:community/Terragrunt",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-pulumi-local",
        category: Category::IacState,
        severity: Severity::High,
        paths: &["**/.pulumi", "**/pulumi-state.json"],
        marker: Marker {
            text: ".pulumi/stacks/*.json; Pulumi.<stack>.yaml only holds encrypted values and is \
                   not flagged",
            cases: &[
                Case::confirms(
                    Test::Inside(&["stacks/*.json", "stacks/*/*.json"]),
                    "holds the state of a stack",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[Test::Is(Kind::Directory), Test::Not(&Test::Inside(&["stacks"]))]),
                    "holds no state of a stack",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Local Pulumi backend: stack checkpoints.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-ansible-local",
        category: Category::IacState,
        severity: Severity::Low,
        paths: &["**/.ansible", "**/*.retry"],
        safe: true,
        why: "Controller-side cache and retry files.",
        source: "github/gitignore:Global/Ansible",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-vagrant",
        category: Category::IacState,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.vagrant"],
        safe: true,
        why: "VM state with generated SSH keys.",
        source: "github/gitignore:Global/Vagrant",
        ..Rule::BLANK
    },
    Rule {
        id: "iac-kitchen",
        category: Category::IacState,
        severity: Severity::Low,
        ecosystem: "ruby",
        paths: &["**/.kitchen", "**/.kitchen.local.yml"],
        safe: true,
        why: "Test Kitchen instance state.",
        source: "github/gitignore:ChefCookbook",
        ..Rule::BLANK
    },
];
