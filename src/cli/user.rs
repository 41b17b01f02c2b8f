//! Where a user's own files are that git goes by, as the environment says.

use std::env::var_os;
use std::path::PathBuf;
use stowaway::git::UserFiles;

/// The files of whoever runs this; none of them need exist.
pub(super) fn files() -> UserFiles {
    let path = |name: &str| var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = path("HOME").or_else(|| path("USERPROFILE"));
    let settings = path("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config")));
    let settings = settings.map(|settings| settings.join("git"));
    let mut configs = Vec::new();
    let no_system = var_os("GIT_CONFIG_NOSYSTEM");
    if no_system.is_none_or(|value| value.is_empty() || value == "0" || value == "false") {
        configs.push(path("GIT_CONFIG_SYSTEM").unwrap_or_else(|| PathBuf::from("/etc/gitconfig")));
    }
    match var_os("GIT_CONFIG_GLOBAL") {
        Some(only) => configs.extend((!only.is_empty()).then(|| PathBuf::from(only))),
        None => {
            configs.extend(settings.as_ref().map(|settings| settings.join("config")));
            configs.extend(home.as_ref().map(|home| home.join(".gitconfig")));
        }
    }
    let excludes = settings.map(|settings| settings.join("ignore"));
    UserFiles { configs, excludes, home }
}
