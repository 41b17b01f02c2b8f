//! Version control: repositories, and the files around them.

use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "vcs-git",
        category: Category::Vcs,
        severity: Severity::High,
        paths: &["**/.git"],
        marker: Marker {
            text: "directory with HEAD and objects/; a file 'gitdir: ...' (further work tree, submodule) \
                   is low: it holds a path of this machine, and no history",
            cases: &[
                Case::rates(
                    Severity::Low,
                    Test::All(&[Test::Is(Kind::File), Test::Head(Shape::Starts(&[b"gitdir:"]))]),
                    "points to a repository elsewhere",
                ),
                Case::confirms(Test::Inside(&["HEAD"]), "holds a repository"),
            ],
            ..Marker::NONE
        },
        safe: true,
        unless: Some(
            "a RUN step calls git, or the build derives its version from VCS \
              (setuptools_scm, hatch-vcs, versioneer, poetry-dynamic-versioning, GitVersion, \
              nbgv, jgitver, git-describe, go build -buildvcs=true, vergen/built crates)",
        ),
        why: "Full history (deleted secrets included), often the largest directory; also \
              invalidates the COPY cache on every commit or fetch.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md; \
                 phoenix dockerignore.eex notes a valid reason to keep it",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-git-bare",
        category: Category::Vcs,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &["**/*.git"],
        except: &["**/.git"],
        needs_marker: true,
        marker: Marker {
            text: "HEAD, objects/ and refs/ inside",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Inside(&["HEAD"]),
                    Test::Inside(&["objects"]),
                    Test::Inside(&["refs"]),
                ]),
                "holds a bare repository",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        safe: true,
        why: "Bare or mirrored repository checked into the tree.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-git-meta",
        category: Category::Vcs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &[
            "**/.gitattributes",
            "**/.gitmodules",
            "**/.mailmap",
            "**/.git-blame-ignore-revs",
            "**/.gitkeep",
            "**/.gitignore",
        ],
        suggestion: Suggestion::Lines(&[
            "**/.gitattributes",
            "**/.mailmap",
            "**/.git-blame-ignore-revs",
        ]),
        why: "Harmless repository metadata; .gitignore is even read by hatchling, maturin and \
              Tailwind v4 to pick files.",
        source: "docker init template as printed in \
                 docker/docs:content/guides/{nodejs,python,java,php,dotnet}/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-svn",
        category: Category::Vcs,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.svn"],
        marker: Marker {
            text: "wc.db",
            cases: &[Case::confirms(Test::Inside(&["wc.db", "entries"]), "holds a working copy")],
            ..Marker::NONE
        },
        safe: true,
        why: "Subversion working-copy database with pristine copies of every file.",
        source: "github/gitignore:Global/SVN",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-hg",
        category: Category::Vcs,
        severity: Severity::High,
        paths: &["**/.hg", "**/.hgignore", "**/.hgtags", "**/.hgsub", "**/.hgsubstate"],
        marker: Marker {
            text: ".hg/store",
            cases: &[
                Case::confirms(Test::Inside(&["store"]), "holds a repository"),
                Case::rates(
                    Severity::Info,
                    Test::Is(Kind::File),
                    "is a settings file of the repository",
                ),
            ],
            ..Marker::NONE
        },
        safe: true,
        why: "Mercurial store and metadata.",
        source: "github/gitignore:Global/Mercurial",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-jj",
        category: Category::Vcs,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &["**/.jj"],
        marker: Marker {
            text: ".jj/repo",
            cases: &[Case::confirms(Test::Inside(&["repo"]), "holds a repository")],
            ..Marker::NONE
        },
        safe: true,
        why: "Jujutsu store (operation log keeps abandoned changes).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-other",
        category: Category::Vcs,
        severity: Severity::Medium,
        paths: &[
            "**/.bzr",
            "**/.bzrignore",
            "**/CVS",
            "**/.cvsignore",
            "**/.fslckout",
            "**/_FOSSIL_",
            "**/*.fossil",
            "**/.pijul",
            "**/_darcs",
            "**/.sl",
            "**/.repo",
        ],
        marker: Marker {
            text: "CVS must contain Entries and Root",
            cases: &[
                Case::clears(Test::All(&[
                    Test::Named(&["CVS"]),
                    Test::Not(&Test::All(&[Test::Inside(&["Entries"]), Test::Inside(&["Root"])])),
                ])),
                Case::rates(
                    Severity::Info,
                    Test::All(&[Test::Is(Kind::File), Test::Named(&[".bzrignore", ".cvsignore"])]),
                    "is a settings file of the repository",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/.bzr",
            "**/CVS",
            "**/_darcs",
            "**/.pijul",
            "**/.sl",
            "**/.repo",
        ]),
        safe: true,
        why: "Other version-control stores.",
        source: "github/gitignore:Global/Bazaar,Global/CVS",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-git-bundle",
        category: Category::Vcs,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/*.bundle"],
        needs_marker: true,
        marker: Marker {
            text: "first line '# v2 git bundle' or '# v3 git bundle'",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"# v2 git bundle", b"# v3 git bundle"])),
                "is a repository in one file",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "git bundle = full history in one file (the extension is also used by Rails/macOS).",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-merge-leftovers",
        category: Category::Vcs,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &[
            "**/*.orig",
            "**/*.rej",
            "**/*.BACKUP.*",
            "**/*.BASE.*",
            "**/*.LOCAL.*",
            "**/*.REMOTE.*",
        ],
        suggestion: Suggestion::Lines(&["**/*.orig", "**/*.rej"]),
        safe: true,
        why: "Merge and patch debris.",
        source: "github/gitignore:Global/Patch,Global/Backup",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-ci-config",
        category: Category::Vcs,
        severity: Severity::Info,
        paths: &[
            ".github",
            ".gitlab",
            ".gitlab-ci.yml",
            ".circleci",
            ".travis.yml",
            "Jenkinsfile",
            "azure-pipelines.yml",
            "bitbucket-pipelines.yml",
            ".drone.yml",
            ".woodpecker.yml",
            ".woodpecker",
            ".buildkite",
            ".teamcity",
            "appveyor.yml",
            ".appveyor.yml",
            ".semaphore",
            "cloudbuild.yaml",
            "buildspec.yml",
            ".cirrus.yml",
            ".tekton",
            ".gitea",
            ".forgejo",
            ".azuredevops",
        ],
        safe: true,
        why: "CI definitions are never needed inside the image and change often.",
        source: "rails dockerignore (docker/docs ruby guide), docker/docs nextjs guide",
        ..Rule::BLANK
    },
    Rule {
        id: "vcs-hooks",
        category: Category::Vcs,
        severity: Severity::Info,
        paths: &[
            ".husky",
            ".pre-commit-config.yaml",
            "lefthook.yml",
            ".lefthook",
            ".lefthook-local.yml",
            ".githooks",
            "commitlint.config.js",
            ".commitlintrc*",
        ],
        suggestion: Suggestion::Lines(&[".pre-commit-config.yaml", "lefthook.yml"]),
        why: "Local git hooks; an npm prepare script may still expect .husky.",
        source: "github/gitignore:Global/Lefthook",
        ..Rule::BLANK
    },
];
