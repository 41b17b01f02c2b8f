//! Editors: projects, workspaces, swap files, local assistants.

use crate::rules::marker::{Case, Marker, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "editor-vscode",
        category: Category::Editor,
        severity: Severity::Low,
        paths: &["**/.vscode", "**/*.code-workspace", "**/.vscode-test"],
        suggestion: Suggestion::Lines(&["**/.vscode"]),
        safe: true,
        why: "Workspace settings; launch.json/settings.json occasionally embed env secrets.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 github/gitignore:Global/VisualStudioCode",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-jetbrains",
        category: Category::Editor,
        severity: Severity::Low,
        paths: &["**/.idea", "**/*.iml", "**/*.ipr", "**/*.iws", "**/.idea_modules", "**/.fleet"],
        suggestion: Suggestion::Lines(&["**/.idea", "**/*.iml"]),
        safe: true,
        why: "IDE project files that churn constantly.",
        source: "github/gitignore:Global/JetBrains; docker/docs nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-visual-studio",
        category: Category::Editor,
        severity: Severity::Low,
        ecosystem: "dotnet",
        paths: &[
            "**/.vs",
            "**/*.suo",
            "**/*.user",
            "**/*.userosscache",
            "**/*.sln.docstates",
            "**/*.rsuser",
            "**/*.*proj.user",
            "**/*.dbmdl",
            "**/*.jfm",
            "**/.toolstarget",
            "**/*.DotSettings.user",
        ],
        suggestion: Suggestion::Lines(&[
            "**/.vs",
            "**/*.suo",
            "**/*.*proj.user",
            "**/*.dbmdl",
            "**/*.jfm",
        ]),
        safe: true,
        why: "Visual Studio per-user state, part of every docker init template.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-eclipse-netbeans",
        category: Category::Editor,
        severity: Severity::Low,
        ecosystem: "java",
        paths: &[
            "**/.project",
            "**/.classpath",
            "**/.settings",
            "**/.metadata",
            "**/.factorypath",
            "**/.apt_generated",
            "**/nbproject/private",
            "**/nbactions.xml",
            "**/.nb-gradle",
            "**/.sts4-cache",
            "**/.springBeans",
        ],
        suggestion: Suggestion::Lines(&[
            "**/.project",
            "**/.classpath",
            "**/.settings",
            "**/nbproject/private",
        ]),
        safe: true,
        why: "Eclipse/NetBeans/STS project state.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 github/gitignore:Global/Eclipse,Global/NetBeans",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-vim",
        category: Category::Editor,
        severity: Severity::Low,
        paths: &[
            "**/*.swp",
            "**/*.swo",
            "**/*.swn",
            "**/.*.sw[a-p]",
            "**/Session.vim",
            "**/.netrwhist",
            "**/*.un~",
        ],
        suggestion: Suggestion::Lines(&["**/*.swp", "**/*.swo", "**/*.un~"]),
        safe: true,
        why: "Swap and undo files contain the text being edited, including secrets.",
        source: "github/gitignore:Global/Vim",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-emacs",
        category: Category::Editor,
        severity: Severity::Low,
        paths: &[
            "**/?*~",
            "**/\\#*\\#",
            "**/.\\#*",
            "**/*.elc",
            "**/auto-save-list",
            "**/.dir-locals-2.el",
        ],
        suggestion: Suggestion::Lines(&["**/?*~", "**/\\#*\\#", "**/.\\#*"]),
        safe: true,
        why: "Backup and autosave copies; note that a line starting with # is a comment in \
              .dockerignore, so the pattern needs a prefix or backslash.",
        source: "github/gitignore:Global/Emacs,Global/Linux",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-sublime-atom-zed",
        category: Category::Editor,
        severity: Severity::Info,
        paths: &[
            "**/*.sublime-workspace",
            "**/*.sublime-project",
            "**/.zed",
            "**/.nova",
            "**/.brackets.json",
            "**/.komodotools",
        ],
        suggestion: Suggestion::Lines(&["**/*.sublime-workspace", "**/.zed"]),
        safe: true,
        why: "Other editors.",
        source: "github/gitignore:Global/SublimeText,Global/Zed",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-local-history",
        category: Category::Editor,
        severity: Severity::Medium,
        paths: &["**/.history", "**/.lh", "**/.ionide"],
        marker: Marker {
            text: "directory with timestamped copies",
            gap: Some(
                "timestamped copies inside are not asked for; the names are used for \
                       nothing else",
            ),
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/.history"]),
        safe: true,
        why: "VS Code Local History keeps old versions of files, .env included.",
        source: "github/gitignore:Global/VisualStudioCode; Global/SBT (.history)",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-xcode",
        category: Category::Editor,
        severity: Severity::Low,
        ecosystem: "swift",
        paths: &["**/xcuserdata", "**/*.xcuserstate", "**/*.xcscmblueprint", "**/*.xccheckout"],
        suggestion: Suggestion::Lines(&["**/xcuserdata"]),
        safe: true,
        why: "Per-user Xcode state.",
        source: "github/gitignore:Global/Xcode",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-tags",
        category: Category::Editor,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &[
            "**/tags",
            "**/TAGS",
            "**/.tags",
            "**/GTAGS",
            "**/GRTAGS",
            "**/GPATH",
            "**/cscope.out",
            "**/cscope.files",
        ],
        marker: Marker {
            text: "ctags header '!_TAG_'; a directory or package named tags is source",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"!_TAG_"])),
                "begins as a ctags index",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/GTAGS", "**/GRTAGS", "**/GPATH", "**/cscope.*"]),
        safe: true,
        why: "Symbol indexes.",
        source: "github/gitignore:Global/Tags",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-python-ide",
        category: Category::Editor,
        severity: Severity::Info,
        ecosystem: "python",
        paths: &[
            "**/.spyderproject",
            "**/.spyproject",
            "**/.ropeproject",
            "**/tempCodeRunnerFile.*",
        ],
        safe: true,
        why: "Python IDE projects.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-ai-tools",
        category: Category::Editor,
        severity: Severity::Info,
        paths: &[
            "**/.cursor",
            "**/.cursorrules",
            "**/.windsurf",
            "**/.windsurfrules",
            "**/.continue",
            "**/.cline",
            "**/.clinerules",
            "**/.codeium",
            "**/.tabnine",
            "**/.aider*",
            "**/.claude",
            "**/.gemini",
            "**/.codex",
            "**/.roo",
            "**/.kiro",
            "**/.sisyphus",
            "**/.copilot",
        ],
        safe: true,
        why: "Coding-agent configuration and memory.",
        source: "github/gitignore:Global/Agents,Global/Cursor,Global/OhMyOpenAgent; docker/docs \
                 nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-devcontainer",
        category: Category::Editor,
        severity: Severity::Info,
        paths: &[
            "**/.devcontainer",
            "**/.devcontainer.json",
            "**/.gitpod.yml",
            "**/.gitpod.Dockerfile",
            "**/.replit",
            "**/.idx",
        ],
        suggestion: Suggestion::Lines(&["**/.devcontainer"]),
        safe: true,
        unless: Some("the context is used to build the devcontainer itself"),
        why: "Development-environment definitions.",
        source: "rails ignore file in docker/docs ruby guide",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-office-locks",
        category: Category::Editor,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &["**/.~lock.*#", "**/~$*"],
        safe: true,
        why: "Office lock files leak user names.",
        source: "github/gitignore:Global/LibreOffice,Global/MicrosoftOffice",
        ..Rule::BLANK
    },
    Rule {
        id: "editor-local-tooling",
        category: Category::Editor,
        severity: Severity::Info,
        paths: &[
            "**/mise.local.toml",
            "**/.mise.local.toml",
            "**/.mise.*.local.toml",
            "**/lefthook-local.*",
            "**/Homestead.yaml",
            "**/Homestead.json",
            "**/.powenv",
            "**/.rvmrc",
            "**/.vsconfig",
        ],
        safe: true,
        why: "Developer-local tool overrides.",
        source: "github/gitignore:Global/mise,Global/Lefthook,Laravel,Rails",
        ..Rule::BLANK
    },
];
