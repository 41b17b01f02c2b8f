//! The table of detectors: one row each, by the kind of provider.
//!
//! Rows are constant data; nothing is compiled before a file holds one of a row's literals. A new
//! detector is a row here and a recipe in `fixtures/content/recipes.json`.

use super::detector::Detector;

mod clouds;
mod code_hosts;
mod forms;
mod key_files;
mod models;
mod platforms;
mod registries;
mod services;

const GROUPS: &[&[Detector]] = &[
    code_hosts::DETECTORS,
    clouds::DETECTORS,
    platforms::DETECTORS,
    registries::DETECTORS,
    models::DETECTORS,
    services::DETECTORS,
    key_files::DETECTORS,
    forms::DETECTORS,
];

/// How many there are.
pub(crate) const COUNT: usize = {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

/// Every row, in order.
pub(super) const ALL: &[Detector] = &{
    let mut all = [Detector::BLANK; COUNT];
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
    all
};
