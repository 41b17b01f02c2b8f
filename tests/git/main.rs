//! What the library says of git, on repositories made at run time.
//!
//! `planted` makes repositories without git; `survey` says what must come out; `beside_git` compares
//! with the program on random trees and hostile lines, where there is one.
#![cfg(unix)]

mod beside_git;
