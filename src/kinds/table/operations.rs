//! Kinds that are about running, building or playing other things, and the two that are told by what
//! a file says.

use crate::kinds::{Group, Kind, Sign};
use crate::rules::Category;

pub(super) const INFRASTRUCTURE: Kind = Kind {
    id: "infrastructure",
    title: "Terraform, Pulumi, CDK, Serverless or Ansible",
    signs: &[
        Sign::file("*.tf"),
        Sign::file("*.tofu"),
        Sign::file("Pulumi.yaml"),
        Sign::file("cdk.json"),
        Sign::file("serverless.yml"),
        Sign::file("serverless.yaml"),
        Sign::file("ansible.cfg"),
    ],
    base: &[
        Group::of(
            Category::IacState,
            "state and plans hold every password in plain text",
            &["iac-terraform-state", "iac-terraform-plan", "iac-pulumi-local"],
        )
        .usual(&["**/*.tfstate", "**/*.tfstate.*"]),
        Group::of(
            Category::IacState,
            "downloaded or made here; the next run makes it again",
            &[
                "iac-terraform-dir",
                "iac-terragrunt-cache",
                "iac-terraform-misc",
                "iac-ansible-local",
                "iac-vagrant",
                "build-cdk-out",
                "build-serverless",
            ],
        ),
        Group::of(Category::Secret, "opens the vault", &["secret-ansible-vault-pass"]),
    ],
    check_first: &[Group::of(
        Category::Secret,
        "values of variables, passwords among them",
        &["secret-tfvars"],
    )],
    keep: &[
        "main.tf",
        ".terraform.lock.hcl",
        "Pulumi.yaml",
        "Pulumi.production.yaml",
        "cdk.json",
        "ansible.cfg",
        "roles/web/tasks/main.yml",
    ],
    source: "developer.hashicorp.com/terraform/language/state/sensitive-data: state is plain JSON",
};

pub(super) const GAME: Kind = Kind {
    id: "game",
    title: "Unity, Unreal or Godot",
    signs: &[
        Sign::file("ProjectSettings/ProjectVersion.txt"),
        Sign::file("*.uproject"),
        Sign::file("project.godot"),
    ],
    // Nothing at any depth: Library and Temp are ordinary names elsewhere.
    base: &[
        Group::own(
            Category::Cache,
            "imported by Unity for this machine, many gigabytes",
            &["Library", "Temp", "Obj", "Logs", "UserSettings", "MemoryCaptures"],
        ),
        Group::own(
            Category::Cache,
            "derived by Unreal for this machine",
            &["DerivedDataCache", "Intermediate", "Saved"],
        ),
        Group::own(Category::Cache, "imported by Godot", &[".godot", ".import"]),
        Group::of(Category::Secret, "keys of exported games", &["secret-godot-export"]),
    ],
    check_first: &[Group::own(
        Category::BuildOutput,
        "built on this machine",
        &["Build", "Builds", "Binaries"],
    )],
    keep: &[
        "Assets/Scripts/Library/Item.cs",
        "Assets/Plugins/native.so",
        "Packages/manifest.json",
        "ProjectSettings/ProjectVersion.txt",
        "Content/Maps/Main.umap",
        "Source/Game/Game.cpp",
        "project.godot",
        "export_presets.cfg",
    ],
    source: "github/gitignore Unity, UnrealEngine, Godot",
};

pub(super) const BAZEL_NIX: Kind = Kind {
    id: "bazel-nix",
    title: "Bazel, Buck, Pants or Nix",
    signs: &[
        Sign::file("MODULE.bazel"),
        Sign::file("WORKSPACE"),
        Sign::file("WORKSPACE.bazel"),
        Sign::file("BUCK"),
        Sign::file("pants.toml"),
        Sign::file("flake.nix"),
    ],
    base: &[
        Group::of(
            Category::BuildOutput,
            "links into a cache outside the tree: they would dangle",
            &["build-bazel-links"],
        ),
        Group::of(
            Category::Cache,
            "what tools keep, for this machine",
            &["cache-buck-pants", "cache-direnv-nix"],
        ),
        Group::own(Category::BuildOutput, "links into Nix's store", &["result", "result-*"]),
    ],
    check_first: &[],
    keep: &[
        "MODULE.bazel",
        "MODULE.bazel.lock",
        ".bazelrc",
        ".bazelversion",
        "BUILD",
        "flake.nix",
        "flake.lock",
        "tools/bazel-wrapper.sh",
    ],
    source: "bazel.build/remote/output-directories; nixos.org manual: `result` links into the store",
};

/// What makes one is not that a file is there but what it says; see `compose`.
pub(super) const COMPOSE: Kind = Kind {
    id: "compose-volumes",
    title: "Compose with volumes in the tree",
    signs: &[],
    base: &[Group::of(
        Category::Data,
        "databases of this desk; often not even readable, which stops the build",
        &["data-db-volume"],
    )],
    check_first: &[],
    keep: &["docker/postgres/init.sql"],
    source: "moby/moby#6521, docker/for-linux#380, puckel/docker-airflow#211; docker/cli#3043: an \
             unreadable directory can fail the build even when it is ignored",
};

/// The one kind that is told by the Dockerfile: it names what it takes, and that is little.
pub(super) const ALLOW_LIST: Kind = Kind {
    id: "allow-list",
    title: "A Dockerfile that names the few things it takes",
    signs: &[],
    base: &[],
    check_first: &[],
    keep: &[],
    source: "safest against new secrets, goes stale (dartway#177, vortex-data/vortex#2505): to be \
             preferred below about eight sources",
};
