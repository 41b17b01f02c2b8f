//! Build output of web, cloud and JavaScript projects.

use crate::rules::marker::{Marker, Outcome};
use crate::rules::rule::{Category, HitKind, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "build-cdk-out",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &["**/cdk.out", "**/.cdk.staging"],
        marker: Marker { text: "manifest.json/cdk.out file beside cdk.json", ..Marker::NONE },
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
        marker: Marker { text: "symlink beside WORKSPACE/MODULE.bazel", ..Marker::NONE },
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
        marker: Marker { text: "BUILD_ID or build-manifest.json; next.config.*", ..Marker::NONE },
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
        marker: Marker { text: "nuxt.config.* or nitro.config.* sibling", ..Marker::NONE },
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
            otherwise: Outcome::Silent,
            ..Marker::NONE
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
            otherwise: Outcome::Silent,
            ..Marker::NONE
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
            otherwise: Outcome::Silent,
            ..Marker::NONE
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
