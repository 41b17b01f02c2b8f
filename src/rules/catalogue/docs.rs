//! Documentation.

use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "docs-readme-license",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &["**/README*", "**/LICENSE*", "**/LICENCE*", "**/COPYING*", "**/NOTICE*"],
        suggestion: Suggestion::Lines(&[]),
        unless: Some(
            "pyproject.toml/setup.py/Cargo.toml/*.gemspec/package.json/*.rs references \
              the file",
        ),
        why: "Docker's templates drop LICENSE and README.md, yet packaging metadata reads them: \
              pyproject readme/license-files, Cargo readme/license-file, \
              include_str!(\"../README.md\").",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 failures: evoila/meho#148, cdelmonte-zg/nanoidp#23, gabber-dev/gabber#138",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-project-meta",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &[
            "CHANGELOG*",
            "CONTRIBUTING*",
            "CODE_OF_CONDUCT*",
            "SECURITY.md",
            "AUTHORS*",
            "MAINTAINERS*",
            "CODEOWNERS",
            "GOVERNANCE.md",
            "ROADMAP.md",
            "TODO*",
            "CITATION.cff",
        ],
        safe: true,
        unless: Some("referenced by packaging metadata"),
        why: "Project paperwork.",
        source: "docker/docs:content/guides/nextjs/containerize.md (*.md)",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-agent-instructions",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &[
            "**/AGENTS.md",
            "**/CLAUDE.md",
            "**/CLAUDE.local.md",
            "**/GEMINI.md",
            "**/WARP.md",
            "**/QWEN.md",
            "**/CRUSH.md",
            "**/.github/copilot-instructions.md",
        ],
        safe: true,
        why: "Instructions for coding agents.",
        source: "github/gitignore:Global/Agents",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-dirs",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::Directory,
        paths: &["**/docs", "**/doc"],
        suggestion: Suggestion::Lines(&[]),
        unless: Some("any *.go/*.py/*.js inside, or an import path mentions it"),
        why: "Documentation sources; but Go swag generates an importable docs package and images \
              may serve docs.",
        source: "flexprice/flexprice#2147 (docs ignored, go build failed); \
                 nigma/django-easy-pdf#59",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-generated",
        category: Category::Docs,
        severity: Severity::Low,
        kind: HitKind::Directory,
        paths: &[
            "**/.yardoc",
            "**/_yardoc",
            "**/rdoc",
            "**/htmldocs",
            "**/doc/api",
            "**/apidocs",
            "**/javadoc",
            "**/docs/build",
            "**/docs/site",
        ],
        safe: true,
        why: "Generated API documentation.",
        source: "github/gitignore:Ruby,Dart,Nim,Julia",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-markdown-all",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &["**/*.md", "**/*.rst", "**/*.adoc"],
        suggestion: Suggestion::Lines(&[]),
        why: "Blanket Markdown exclusion breaks sites, MDX content, prompt files and package \
              metadata.",
        source: "docker/docs nextjs guide (*.md); danjac/django-studio#415 shows the needed \
                 exceptions",
        ..Rule::BLANK
    },
    Rule {
        id: "docs-examples",
        category: Category::Docs,
        severity: Severity::Info,
        kind: HitKind::Directory,
        paths: &["**/examples", "**/samples", "**/demo"],
        suggestion: Suggestion::Lines(&[]),
        unless: Some("listed as a workspace member"),
        why: "Example code; Cargo [[example]] and workspaces may include it.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
