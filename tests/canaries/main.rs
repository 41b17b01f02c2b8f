//! Files that are not there: `supposed` holds what is said of them against what happens once they
//! are, on random trees; `kinds` asks about every row of the table where it must be told and where
//! it must not; `named` creates what is named and asks whether it is listed; `fixtures` holds what is
//! said in full.
#![cfg(unix)]

mod fixtures;
mod kinds;
mod named;
mod supposed;
