//! The command line as a person meets it: the real binary, on trees made at run time.
//!
//! `snapshots` holds whole outputs, `wrong` every bad input with its message and exit code,
//! `dockerfile` which build is meant and what is wrong with its Dockerfile, `asking` what it asks
//! for, `canaries` files that are not there, `diff` what other programs make of a diff, `fix` what
//! changes in an ignore file, `git` what
//! git says of the tree, with `git_broken` and `git_needed` for repositories that are broken or
//! needed, `landing` where things land, `secrets` what is in the files, `hostile` names and places
//! that want to do harm, `listing` the forms of `ls`, `json` the machine's side, `readme` the
//! pictures that newcomers see. Set `UPDATE_SNAPSHOTS=1` to write what is expected from what is.

mod asking;
mod canaries;
mod diff;
mod dockerfile;
mod fix;
mod generate;
mod git;
mod git_broken;
mod git_needed;
#[cfg(unix)]
mod hostile;
mod json;
mod landing;
mod listing;
#[path = "../made/mod.rs"]
mod made;
#[path = "../git/planted.rs"]
mod planted;
#[cfg(unix)]
mod projects;
mod readme;
mod secrets;
mod snapshots;
mod support;
mod wrong;
