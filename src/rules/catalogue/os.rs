//! Operating systems: folder metadata, waste bins, sync clients.

use crate::rules::marker::{Case, Marker, Outcome, Test};
use crate::rules::rule::{Category, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "os-macos",
        category: Category::Os,
        severity: Severity::Low,
        paths: &[
            "**/.DS_Store",
            "**/._*",
            "**/.AppleDouble",
            "**/.LSOverride",
            "**/__MACOSX",
            "**/.Spotlight-V100",
            "**/.Trashes",
            "**/.fseventsd",
            "**/.TemporaryItems",
            "**/.DocumentRevisions-V100",
            "**/.apdisk",
            "**/.localized",
        ],
        suggestion: Suggestion::Lines(&["**/.DS_Store", "**/._*", "**/__MACOSX"]),
        safe: true,
        why: "Finder metadata; .DS_Store lists sibling file names.",
        source: "github/gitignore:Global/macOS; docker/docs nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "os-windows",
        category: Category::Os,
        severity: Severity::Low,
        paths: &[
            "**/Thumbs.db",
            "**/ehthumbs.db",
            "**/ehthumbs_vista.db",
            "**/[Dd]esktop.ini",
            "**/$RECYCLE.BIN",
            "**/*.lnk",
            "**/*.stackdump",
            "**/*:Zone.Identifier",
        ],
        suggestion: Suggestion::Lines(&[
            "**/Thumbs.db",
            "**/[Dd]esktop.ini",
            "**/$RECYCLE.BIN",
            "**/*:Zone.Identifier",
        ]),
        safe: true,
        why: "Explorer caches, and the Zone.Identifier files WSL copies leave behind.",
        source: "github/gitignore:Global/Windows; docker/docs nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "os-linux",
        category: Category::Os,
        severity: Severity::Low,
        paths: &[
            "**/.directory",
            "**/.Trash-*",
            "**/.nfs*",
            "**/.fuse_hidden*",
            "**/lost+found",
            "**/.xsession-errors*",
        ],
        safe: true,
        why: "File-manager and network-filesystem leftovers.",
        source: "github/gitignore:Global/Linux",
        ..Rule::BLANK
    },
    Rule {
        id: "os-sync-clients",
        category: Category::Os,
        severity: Severity::Low,
        paths: &[
            "**/.dropbox",
            "**/.dropbox.attr",
            "**/.dropbox.cache",
            "**/.stfolder",
            "**/.stversions",
            "**/.sync",
            "**/*conflicted copy*",
            "**/*.sync-conflict-*",
            "**/.owncloudsync.log",
            "**/.tmp.drivedownload",
        ],
        safe: true,
        why: "Sync-tool state and conflict copies.",
        source: "github/gitignore:Global/Dropbox,Global/Syncthing",
        ..Rule::BLANK
    },
    Rule {
        id: "os-temp-backup",
        category: Category::Os,
        severity: Severity::Low,
        paths: &[
            "**/*.tmp",
            "**/*.temp",
            "**/*.bak",
            "**/*.backup",
            "**/*.back",
            "**/*.old",
            "**/*.save",
            "**/*.gho",
        ],
        suggestion: Suggestion::Lines(&["**/*.tmp", "**/*.bak", "**/*.old"]),
        safe: true,
        why: "Temporary and backup copies, often of config files.",
        source: "github/gitignore:Global/Backup; docker/docs angular guide (*.bak,*.old,*.tmp)",
        ..Rule::BLANK
    },
    Rule {
        id: "os-home-context",
        category: Category::Os,
        severity: Severity::High,
        paths: &[
            ".bashrc",
            ".zshrc",
            ".profile",
            ".local/share",
            ".config/google-chrome",
            ".mozilla",
            ".thunderbird",
            "AppData",
            "Library/Keychains",
            "snap",
        ],
        needs_marker: true,
        marker: Marker {
            text: "two or more of these exist at the context root",
            cases: &[Case::confirms(
                Test::AtRoot(
                    2,
                    &[
                        ".bashrc",
                        ".zshrc",
                        ".profile",
                        ".local/share",
                        ".config/google-chrome",
                        ".mozilla",
                        ".thunderbird",
                        "AppData",
                        "Library/Keychains",
                        "snap",
                    ],
                ),
                "the context looks like a home directory",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "The context root looks like a home directory or a drive root.",
        source: "moby/moby#6521 comments (docker build run in $HOME)",
        ..Rule::BLANK
    },
];
