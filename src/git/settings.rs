//! The few settings of git that change what is ignored or how an index is read.

use super::UserFiles;
use super::disk::{self, SMALL};
use gix_config::file::Metadata;
use gix_config::file::includes::Options as Includes;
use gix_config::file::includes::conditional;
use gix_config::{File, Source, path::interpolate};
use std::path::{Path, PathBuf};

/// What the settings say.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The user's own ignore file.
    pub(super) excludes: Option<PathBuf>,
    /// Names that differ in case only are the same.
    pub(super) folds_case: bool,
    /// There is no work tree.
    pub(super) bare: bool,
    /// Ids are SHA-256 and not SHA-1.
    pub(super) sha256: bool,
    /// Objects are left out until git asks for them (a partial clone).
    pub(super) partial: bool,
    /// What replaces objects (`git replace`) is not heeded.
    pub(super) no_replacements: bool,
}

impl Settings {
    /// Reads the user's settings and those of a repository, the repository's last. What cannot be
    /// read or does not parse is left out, as if it were not there.
    pub(super) fn read(user: &UserFiles, git_dir: &Path, common_dir: &Path, root: &Path) -> Self {
        let home = user.home.as_deref();
        let interpolate =
            interpolate::Context { git_install_dir: None, home_dir: home, home_for_user: None };
        let includes = Includes {
            err_on_max_depth_exceeded: false,
            err_on_missing_config_path: false,
            ..Includes::follow(
                interpolate,
                conditional::Context { git_dir: Some(git_dir), branch_name: None },
            )
        };
        let mut settings = Self { excludes: user.excludes.clone(), ..Self::default() };
        for path in &user.configs {
            settings.add(path, Source::User, includes, root, interpolate);
        }
        // What a repository includes is anybody's: it could be a device without an end.
        let alone = Includes::no_follow();
        let own = settings.add(&common_dir.join("config"), Source::Local, alone, root, interpolate);
        if own.is_some_and(|own| {
            own.boolean("extensions.worktreeConfig").ok().flatten() == Some(true)
        }) {
            let path = git_dir.join("config.worktree");
            settings.add(&path, Source::Worktree, alone, root, interpolate);
        }
        settings
    }

    fn add(
        &mut self,
        path: &Path,
        source: Source,
        includes: Includes<'_>,
        root: &Path,
        interpolate: interpolate::Context<'_>,
    ) -> Option<File> {
        let mut bytes = disk::read(path, SMALL).ok()?;
        let copy = bytes.clone();
        let options =
            gix_config::file::init::Options { includes, lossy: true, ignore_io_errors: true };
        let whose = Metadata::from(source).at(path);
        let file = File::from_bytes_owned(&mut bytes, whose.clone(), options)
            .or_else(|_| File::from_bytes_no_includes(&copy, whose, options))
            .ok()?;
        if let Some(excludes) = file.path("core.excludesFile") {
            // An empty value means no file at all.
            let path = excludes.interpolate(interpolate).ok();
            self.excludes = path.map(|path| root.join(path));
        }
        let boolean = |key: &str| file.boolean(key).ok().flatten();
        self.folds_case = boolean("core.ignoreCase").unwrap_or(self.folds_case);
        self.bare = boolean("core.bare").unwrap_or(self.bare);
        self.no_replacements =
            boolean("core.useReplaceRefs").map_or(self.no_replacements, |heeded| !heeded);
        let promises = file
            .sections_by_name("remote")
            .is_some_and(|mut remotes| remotes.any(|remote| remote.value("promisor").is_some()));
        self.partial |= promises || file.string("extensions.partialClone").is_some();
        if let Some(format) = file.string("extensions.objectFormat") {
            self.sha256 = format.eq_ignore_ascii_case(b"sha256");
        }
        Some(file)
    }
}
