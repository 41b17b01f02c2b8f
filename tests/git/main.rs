//! What the library says of git, on repositories made at run time.
//!
//! `planted` makes repositories without git, `broken` damages them. Where there is a git, `beside_git`
//! compares with it on random trees and hostile lines, `layouts` on submodules, further work trees and
//! other ways in which repositories lie.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a person must see what was skipped")]

mod beside_git;
mod broken;
mod layouts;
mod planted;
mod revision;
mod revision_names;
mod revision_store;
mod translated;
