//! Whether this runs in CI, as far as the environment tells.
//!
//! Every service sets a variable of its own, most set `CI` too; a person who does not want to be
//! taken for a machine sets `CI=false`.

use std::ffi::OsString;

/// Variables that a service sets and nobody else.
const SERVICES: &[&str] = &[
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "BUILDKITE",
    "TF_BUILD",
    "TEAMCITY_VERSION",
    "JENKINS_URL",
    "CIRCLECI",
    "TRAVIS",
    "DRONE",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
    "CODEBUILD_BUILD_ID",
    "SEMAPHORE",
    "CIRRUS_CI",
    "WOODPECKER",
    "HEROKU_TEST_RUN_ID",
];

/// Whether the environment says CI.
pub(super) fn is_ci() -> bool {
    says_ci(|name| std::env::var_os(name))
}

fn says_ci(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let says = |name: &str| {
        let value = variable(name).filter(|value| !value.is_empty())?;
        let value = value.to_string_lossy().to_ascii_lowercase();
        Some(!matches!(value.as_str(), "0" | "false" | "no"))
    };
    // What `CI` says, it says for all: that is how a person switches it off.
    says("CI").unwrap_or_else(|| SERVICES.iter().any(|name| says(name) == Some(true)))
}

#[cfg(test)]
mod tests {
    use super::says_ci;

    fn with(variables: &[(&str, &str)]) -> bool {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
        says_ci(|name| value(name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn the_environment_says_ci() {
        for (variables, expected) in [
            (&[][..], false),
            (&[("CI", "true")], true),
            (&[("CI", "1")], true),
            (&[("CI", "woodpecker")], true),
            (&[("CI", "")], false),
            (&[("CI", "False")], false),
            (&[("CI", "0")], false),
            (&[("GITHUB_ACTIONS", "true")], true),
            (&[("GITHUB_ACTIONS", "false")], false),
            (&[("JENKINS_URL", "https://ci.example.com/")], true),
            (&[("TF_BUILD", "True")], true),
            (&[("CI", "false"), ("GITHUB_ACTIONS", "true")], false),
        ] {
            assert_eq!(with(variables), expected, "{variables:?}");
        }
    }
}
