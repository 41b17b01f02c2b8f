//! The rows, a file a family; the order is that in which kinds are told.

mod common;
mod compiled;
mod native;
mod operations;
mod script;
mod web;

use super::Kind;

/// Every kind: the common base first, which needs no sign.
pub const KINDS: &[Kind] = &[
    common::COMMON,
    web::NODE,
    web::NEXT,
    web::FRONTEND,
    web::MONOREPO,
    web::BUN_DENO,
    script::PYTHON,
    script::DATA_SCIENCE,
    compiled::GO,
    compiled::RUST,
    compiled::MAVEN,
    compiled::GRADLE,
    compiled::SCALA_CLOJURE,
    compiled::DOTNET,
    script::PHP,
    script::RAILS,
    script::ELIXIR,
    native::HASKELL_OCAML,
    native::C_FAMILY,
    native::ZIG_SWIFT_DART,
    operations::INFRASTRUCTURE,
    operations::GAME,
    web::STATIC_SITE,
    operations::BAZEL_NIX,
    operations::COMPOSE,
    operations::ALLOW_LIST,
];
