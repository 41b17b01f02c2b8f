//! stowaway audits a container build context before anything is sent.
//!
//! Data moves one way: a request becomes a [`build`], whose walk leaves an inventory of the
//! [`context`]; [`rules`] look at the inventory and give findings; [`report`] freezes what was
//! found. Each value is complete before the next stage starts.

pub mod audit;
pub mod build;
pub mod canary;
pub mod content;
pub mod context;
pub mod dockerfile;
pub mod engine;
pub mod error;
pub mod fix;
pub mod generate;
pub mod git;
mod glob;
pub mod ignorefile;
pub mod kinds;
pub mod landing;
pub mod path;
pub mod report;
pub mod rules;
pub mod severity;
pub mod size;
pub mod snapshot;
pub mod source;
