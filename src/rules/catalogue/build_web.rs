//! Build output of web, cloud and JavaScript projects.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "build-cdk-out",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &["**/cdk.out", "**/.cdk.staging"],
        marker: Marker {
            text: "manifest.json/cdk.out file beside cdk.json",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Inside(&["manifest.json", "cdk.out"]),
                    Test::Beside(&["cdk.json"]),
                ]),
                "was made by the CDK",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Synthesised CloudFormation assets; when the context is the CDK app root this \
              recurses into itself and balloons.",
        source: "github/gitignore:community/AWS/CDK",
        ..Rule::BLANK
    },
    Rule {
        id: "build-serverless",
        category: Category::BuildOutput,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &[
            "**/.serverless",
            "**/.aws-sam",
            "**/.sst",
            "**/.amplify",
            "**/.chalice/deployments",
        ],
        safe: true,
        why: "Packaged lambda artefacts and deployment state.",
        source: "github/gitignore:Node (.serverless/), community/AWS/SAM",
        ..Rule::BLANK
    },
    Rule {
        id: "build-bazel-links",
        category: Category::BuildOutput,
        severity: Severity::Low,
        paths: &["bazel-*"],
        marker: Marker {
            text: "symlink beside WORKSPACE/MODULE.bazel",
            cases: &[
                Case::confirms(
                    Test::All(&[
                        Test::Is(Kind::Symlink),
                        Test::Beside(&["WORKSPACE", "MODULE.bazel", "WORKSPACE.bazel"]),
                    ]),
                    "is a link that bazel left",
                ),
                Case::rates(Severity::Info, Test::Not(&Test::Is(Kind::Symlink)), "is no link"),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Convenience symlinks to the output base; BuildKit sends the link itself, dangling.",
        source: "github/gitignore:community/Bazel",
        ..Rule::BLANK
    },
    Rule {
        id: "build-next",
        category: Category::BuildOutput,
        severity: Severity::High,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/.next"],
        marker: Marker {
            text: "BUILD_ID or build-manifest.json; next.config.*",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Inside(&["BUILD_ID", "build-manifest.json"]),
                    Test::Beside(&["next.config.*"]),
                ]),
                "was made by Next.js",
            )],
            ..Marker::NONE
        },
        unless: Some("Dockerfile COPYs .next from the context (prebuilt in CI)"),
        why: "Host Next.js build; the in-image build recreates it.",
        source: "docker init Node template; vercel/next.js examples/with-docker",
        ..Rule::BLANK
    },
    Rule {
        id: "build-nuxt-nitro",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/.nuxt", "**/.output", "**/.nitro", "**/.data"],
        marker: Marker {
            text: "nuxt.config.* or nitro.config.* sibling",
            cases: &[
                Case::confirms(
                    Test::Beside(&["nuxt.config.*", "nitro.config.*"]),
                    "stands in a Nuxt or Nitro project",
                ),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Named(&[".data", ".output"]),
                        Test::Not(&Test::Beside(&["nuxt.config.*", "nitro.config.*"])),
                    ]),
                    "nothing beside it confirms that",
                ),
            ],
            ..Marker::NONE
        },
        why: "Nuxt/Nitro generated server.",
        source: "github/gitignore:Node",
        ..Rule::BLANK
    },
    Rule {
        id: "build-svelte-remix",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/.svelte-kit", "**/.solid", "**/.vinxi", "**/.react-router", "**/.qwik"],
        safe: true,
        why: "Framework-generated code.",
        source: "github/gitignore:Node (.svelte-kit/)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-platform-dirs",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/.vercel", "**/.netlify", "**/.firebase", "**/.wrangler", "**/.open-next"],
        safe: true,
        why: "Hosting-CLI output and local emulator state.",
        source: "github/gitignore:Nextjs (.vercel),Firebase (.firebase/)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-js-dist",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/dist"],
        needs_marker: true,
        marker: Marker {
            text: "sibling package.json with a build script, and dist tracked by .gitignore",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["package.json"]),
                    Test::Not(&Test::Inside(&["package.json"])),
                ]),
                "stands beside package.json",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "whether git ignores or tracks it is not known yet; a build script in \
                       package.json is not asked for",
            ),
        },
        unless: Some(
            "any COPY/ADD source or bind mount touches dist, or package.json \
              main/exports/workspaces resolve into it and no RUN builds it",
        ),
        why: "Bundler output; prebuilt-in-CI Dockerfiles COPY it, so never ignore blindly.",
        source: "docker init Node template ignores it; backstage/backstage#973 (ignoring \
                 packages/*/dist broke the COPY)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-js-build",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/build"],
        needs_marker: true,
        marker: Marker {
            text: "sibling package.json plus asset-manifest.json/index.html inside, or listed in \
                   .gitignore; not if it contains tracked sources",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["package.json"]),
                    Test::Inside(&["asset-manifest.json", "index.html"]),
                ]),
                "holds a built site beside package.json",
            )],
            otherwise: Outcome::Silent,
            gap: Some("whether git ignores or tracks it is not known yet"),
        },
        why: "CRA/Docusaurus output, but also electron-builder resources and webpack scripts.",
        source: "docker init Node template",
        ..Rule::BLANK
    },
    Rule {
        id: "build-js-out",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/out", "**/out-tsc", "**/public/build", "**/web-build"],
        needs_marker: true,
        marker: Marker {
            text: "sibling package.json and git-ignored",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Any(&[
                        Test::Beside(&["package.json"]),
                        Test::All(&[
                            Test::Named(&["build"]),
                            Test::BesideParent(&["package.json"]),
                        ]),
                    ]),
                    Test::Inside(&[
                        "index.html",
                        "*/index.html",
                        "*.js",
                        "_next",
                        "*.map",
                        "asset-manifest.json",
                    ]),
                ]),
                "holds built files beside package.json",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "whether git ignores or tracks it is not known yet; built files inside \
                       stand in for it",
            ),
        },
        why: "Static exports and tsc output.",
        source: "github/gitignore:Nextjs (/out/),Angular (/out-tsc/)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-storybook",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "node",
        kind: HitKind::Directory,
        paths: &["**/storybook-static", "**/.storybook-out"],
        safe: true,
        why: "Rendered component catalogue.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
