//! Secrets in contents, in version 1 of the JSON format: redacted long before they come here.

use super::v1::{PassedOverV1, SearchedV1, SecretV1};
use crate::report::secrets::{Searched, SecretView};

pub(super) fn secret(secret: &SecretView) -> SecretV1 {
    SecretV1 {
        detector: secret.detector,
        severity: secret.severity.id(),
        path: secret.path.as_ref().map(|path| super::path(path).0),
        line: secret.line,
        shown: secret.shown.clone(),
        fingerprint: secret.fingerprint.clone(),
        note: secret.note,
        fixture_like: secret.fixture_like,
    }
}

pub(super) fn searched(searched: &Searched) -> SearchedV1 {
    let names =
        |paths: &[crate::path::ContextPath]| paths.iter().map(|path| super::path(path).0).collect();
    SearchedV1 {
        files: searched.files,
        bytes: searched.bytes,
        binary: searched.binary,
        archives: names(&searched.archives),
        partly: names(&searched.partly),
        special: names(&searched.special),
        passed_over: searched
            .passed_over
            .iter()
            .map(|(gate, values)| PassedOverV1 { gate: gate.id(), values: *values })
            .collect(),
    }
}
