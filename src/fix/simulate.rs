//! The whole answer for an ignore file that nobody has written yet: what would be held back, what
//! would be asked for of the rest. Nothing here touches the disk.
//!
//! It uses the very judge of the audit, and asks it only where a changed line can make a difference,
//! so that many files can be tried on a large tree.

use crate::build::Build;
use crate::context::{Inventory, Requested};
use crate::error::Failure;
use crate::ignorefile::IgnoreFile;

/// A build with another text in its ignore file.
#[derive(Debug)]
pub struct Simulated {
    /// The file.
    pub ignore: IgnoreFile,
    /// The same entries in the same places, with the fates that they would have.
    pub inventory: Inventory,
    /// What would be asked for of them.
    pub requested: Requested,
}

/// What a build would be if its ignore file said `text`. Where something may begin to travel, the
/// inventory must be of a walk that went [into what is held](crate::context::WalkOptions::into_held).
///
/// # Errors
/// A [`Failure`] if the engine would refuse the build for what the file says.
pub fn simulate(
    build: &Build,
    inventory: &Inventory,
    text: impl Into<Vec<u8>>,
) -> Result<Simulated, Failure> {
    let ignore = build.with_ignore_text(text)?;
    let inventory = inventory.judged_again(build.engine, build.ignore.as_ref(), Some(&ignore));
    let requested = Requested::new(&inventory, &build.filter, build.engine);
    Ok(Simulated { ignore, inventory, requested })
}
