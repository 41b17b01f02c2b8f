//! The container tools' own files.

use super::shared::DOTENV;
use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "docker-buildx-cache",
        category: Category::Docker,
        severity: Severity::High,
        ecosystem: "docker",
        kind: HitKind::Directory,
        paths: &["**/.buildx-cache", "**/buildx-cache", "**/.docker-cache", "**/.buildkit-cache"],
        marker: Marker {
            text: "index.json with blobs/sha256",
            cases: &[Case::confirms(
                Test::All(&[Test::Inside(&["index.json"]), Test::Inside(&["blobs/sha256"])]),
                "holds layers",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "BuildKit local cache exports kept in the workspace by CI get re-sent with every \
              build.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-dockerfiles",
        category: Category::Docker,
        severity: Severity::Info,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &[
            "**/Dockerfile",
            "**/Dockerfile.*",
            "**/*.Dockerfile",
            "**/*.dockerfile",
            "**/Containerfile*",
        ],
        suggestion: Suggestion::Lines(&["**/Dockerfile*"]),
        safe: true,
        unless: Some("Dockerfile COPYs a Dockerfile"),
        why: "Not needed inside the image; changing them busts COPY . caches. (BuildKit reads the \
              Dockerfile and the ignore file through a channel of their own, so ignoring them is \
              safe.)",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 docker/docs:content/manuals/build/concepts/context.md",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-ignore-files",
        category: Category::Docker,
        severity: Severity::Info,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &["**/.dockerignore", "**/*.dockerignore", "**/.containerignore"],
        suggestion: Suggestion::Lines(&["**/.dockerignore"]),
        safe: true,
        why: "Ignore files themselves: of no use in an image, where `COPY . .` puts them like any file.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 context.md",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-compose-files",
        category: Category::Docker,
        severity: Severity::Low,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &["**/docker-compose*.y*ml", "**/compose.y*ml", "**/compose.*.y*ml"],
        marker: Marker {
            text: "environment: values that a detector matches raise to high. Never suggest \
                   **/compose*: it also hides composer.json (docker's PHP template carries two ! \
                   lines for exactly that)",
            gap: Some(
                "\"a content detector matches\" waits for the detectors of contents; \
                       passwords of development databases are in most compose files, so a name \
                       alone raises nothing",
            ),
            ..Marker::NONE
        },
        safe: true,
        why: "Often carries literal environment secrets.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-bake-files",
        category: Category::Docker,
        severity: Severity::Info,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &["**/docker-bake*.hcl", "**/docker-bake*.json"],
        safe: true,
        why: "Bake definitions.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-orchestration",
        category: Category::Docker,
        severity: Severity::Info,
        paths: &[
            "k8s",
            "kubernetes",
            "helm",
            "charts",
            "manifests",
            "skaffold.y*ml",
            "Tiltfile",
            "tilt_modules",
            "kustomize",
            "okteto.y*ml",
            "devspace.yaml",
            "garden.yml",
            "docker-stack*.y*ml",
            "nomad",
            "deploy",
        ],
        needs_marker: true,
        marker: Marker {
            text: "Chart.yaml inside charts/<x>, or YAML with apiVersion/kind",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Inside(&["Chart.yaml", "*/Chart.yaml"]),
                    Test::HeadOf(
                        &["*.yaml", "*.yml", "*/*.yaml", "*/*.yml"],
                        Shape::Line(&["apiversion:"]),
                    ),
                    Test::All(&[
                        Test::Is(Kind::File),
                        Test::Named(&[
                            "Tiltfile",
                            "okteto.y*ml",
                            "devspace.yaml",
                            "garden.yml",
                            "docker-stack*.y*ml",
                        ]),
                    ]),
                    Test::All(&[Test::Is(Kind::File), Test::Head(Shape::Line(&["apiversion:"]))]),
                ]),
                "holds manifests",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["charts", "k8s", "helm"]),
        why: "Deployment manifests. Docker's templates use **/charts, which also hides \
              src/components/charts; anchor it instead.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-image-archives",
        category: Category::Docker,
        severity: Severity::High,
        ecosystem: "docker",
        paths: &[
            "**/*.docker.tar",
            "**/image.tar",
            "**/images/*.tar",
            "**/*-image.tar*",
            "**/oci-layout",
        ],
        marker: Marker {
            text: "tar with manifest.json or oci-layout",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Inside(&["blobs/sha256"]),
                    Test::All(&[Test::Is(Kind::File), Test::Head(Shape::At(257, b"ustar"))]),
                ]),
                "is an image as an archive",
            )],
            gap: Some("the members of the archive are not looked at"),
            ..Marker::NONE
        },
        safe: true,
        why: "docker save / OCI exports inside the context.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "docker-env-files",
        category: Category::Docker,
        severity: Severity::Medium,
        ecosystem: "docker",
        kind: HitKind::File,
        paths: &["**/docker.env", "**/compose.env", "**/env_file", "**/*.env.docker"],
        marker: Marker { text: "as secret-dotenv", cases: DOTENV, ..Marker::NONE },
        why: "env_file inputs of compose.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
