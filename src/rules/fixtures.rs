//! Manifests of fixture trees; see `fixtures/rules/`.
