//! What every context is treated as, whatever is in it.

use crate::kinds::{Group, Kind};
use crate::rules::Category;

pub(super) const COMMON: Kind = Kind {
    id: "common",
    title: "Any project",
    signs: &[],
    base: &[
        Group::of(
            Category::Secret,
            "environment files hold passwords and tokens; an image keeps them for ever",
            &["secret-dotenv", "secret-dotenv-local"],
        )
        .usual(&["**/.env", "**/.env.local"]),
        Group::of(
            Category::Secret,
            "keys that open other machines",
            &["secret-ssh-private-key", "secret-ssh-dir", "secret-putty-key", "secret-pkcs12"],
        ),
        Group::of(
            Category::Secret,
            "logins of clients",
            &[
                "secret-aws",
                "secret-gcloud",
                "secret-azure",
                "secret-kubeconfig",
                "secret-docker-auth",
                "secret-netrc",
                "secret-git-credentials",
            ],
        ),
        Group::of(
            Category::Vcs,
            "the whole history, often larger than the code, with all that was ever deleted",
            &["vcs-git"],
        )
        .usual(&["**/.git"]),
        Group::of(Category::Vcs, "read by other services than the build", &["vcs-ci-config"]),
        Group::of(Category::Log, "what programs told about themselves", &["log-files"])
            .usual(&["**/*.log"]),
        Group::of(
            Category::Editor,
            "left by editors, different on every desk",
            &[
                "editor-vscode",
                "editor-jetbrains",
                "editor-visual-studio",
                "editor-vim",
                "editor-emacs",
                "editor-eclipse-netbeans",
                "editor-sublime-atom-zed",
                "editor-local-history",
                "editor-devcontainer",
                "editor-ai-tools",
            ],
        ),
        Group::of(
            Category::Os,
            "left by desktops, different on each",
            &["os-macos", "os-windows", "os-linux"],
        ),
        Group::of(
            Category::Docker,
            "read by the client, not by the build; an edit would make COPY . . run again",
            &[
                "docker-dockerfiles",
                "docker-ignore-files",
                "docker-compose-files",
                "docker-bake-files",
                "docker-buildx-cache",
            ],
        )
        .usual(&["**/.dockerignore"]),
    ],
    check_first: &[
        Group::of(
            Category::Secret,
            "environment files of one mode, as of production",
            &["secret-dotenv-mode"],
        ),
        Group::of(
            Category::Secret,
            "private keys; what only holds certificates is stopped, too",
            &["secret-private-key-named", "secret-pem-private-key", "secret-java-keystore"],
        ),
    ],
    keep: &["README.md", "LICENSE", ".env.example", "docs/index.md", "certs/README"],
    source: "docker init's shared block, as printed in docker/docs:content/guides/*/containerize.md, \
             without its README, LICENSE, charts and bin",
};
