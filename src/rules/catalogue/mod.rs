//! The catalogue: what has no business in a build context, as a table.
//!
//! Rows are constant data, so nothing is parsed when the program starts. Order is meaning: of the
//! rules of one category that speak of an entry, the first one wins; a precise rule therefore
//! stands before a general one. The order of the files below is the order of the categories.

use super::rule::Rule;
use crate::content::{DETECTORS, Detector};

mod build_compiled;
mod build_framework;
mod build_web;
mod cache;
mod cache_tools;
mod data;
mod data_large;
mod dependency;
mod dependency_native;
mod docker;
mod docs;
mod editor;
mod iac_state;
mod log;
mod os;
mod own;
mod secret_applications;
mod secret_clients;
mod secret_cloud;
mod secret_clusters;
mod secret_dotenv;
mod secret_files;
mod secret_generic;
mod secret_keys;
mod secret_mobile;
mod secret_registries;
mod secret_registries_compiled;
mod secret_services;
mod secret_stores;
mod secret_vaults;
mod shared;
mod test_output;
#[cfg(test)]
mod tests;
mod vcs;

const GROUPS: &[&[Rule]] = &[
    secret_dotenv::RULES,
    secret_files::RULES,
    secret_keys::RULES,
    secret_stores::RULES,
    secret_cloud::RULES,
    secret_clusters::RULES,
    secret_registries::RULES,
    secret_registries_compiled::RULES,
    secret_services::RULES,
    secret_applications::RULES,
    secret_mobile::RULES,
    secret_clients::RULES,
    secret_vaults::RULES,
    secret_generic::RULES,
    iac_state::RULES,
    vcs::RULES,
    dependency::RULES,
    dependency_native::RULES,
    cache::RULES,
    cache_tools::RULES,
    build_web::RULES,
    build_compiled::RULES,
    build_framework::RULES,
    editor::RULES,
    os::RULES,
    log::RULES,
    data::RULES,
    data_large::RULES,
    test_output::RULES,
    docs::RULES,
    docker::RULES,
    own::RULES,
];

/// The rows about paths; those about contents follow them.
const PATHS: usize = {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

static ALL: [Rule; PATHS + DETECTORS] = {
    let mut all = [Rule::BLANK; PATHS + DETECTORS];
    let (mut at, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut row = 0;
        while row < GROUPS[group].len() {
            all[at] = GROUPS[group][row];
            at += 1;
            row += 1;
        }
        group += 1;
    }
    let mut detector = 0;
    while detector < DETECTORS {
        all[at] = Rule::of(&Detector::all()[detector]);
        at += 1;
        detector += 1;
    }
    all
};

/// Every row, in order.
pub(super) fn all() -> &'static [Rule] {
    &ALL
}
