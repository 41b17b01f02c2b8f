//! Contents: what a file says, looked through for secrets.
//!
//! The story in five steps. The first bytes tell what is worth reading ([`Content`]). One pass
//! looks for the *literals* of the table ([`Detector::all`]); only where one stands is its
//! detector's *expression* tried. What it matches goes through the *gates* (references,
//! placeholders, runs) and the detector's own *proof* (checksums, structure). What is left is
//! *redacted* and becomes a [`Sighting`].
//!
//! It reads no disk and no clock but for the expiry of tokens, knows no rules and no ignore files,
//! and asks nobody: nothing here could send a secret anywhere. To add a detector, add a row below
//! `detectors/` and its recipe to `fixtures/content/recipes.json`.

mod detector;
mod detectors;
mod gates;
mod proofs;
mod published;
mod redact;
mod scanner;
mod sieve;
#[cfg(test)]
mod tests;
mod text;

pub use detector::{Detector, Tier};
pub(crate) use detectors::COUNT as DETECTORS;
pub use gates::Gate;
pub(crate) use gates::is_literal;
pub use redact::{Fingerprint, Redacted};
pub(crate) use scanner::believes;
pub use scanner::{Seen, Sighting, masked, scan};
pub use text::{Content, Encoding};

/// Builds what a scan needs and no file changes, so that it can be ready when a walk ends.
pub fn warm_up(tier: Tier) {
    sieve::sieve(tier);
}
