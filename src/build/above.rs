//! The `.gitignore` files of the directories above a context, up to the root of the repository.
//!
//! They hold back nothing here; they tell what people of this repository have beside what is
//! tracked.

use super::{Files, STORE, confined};
use std::path::Path;

/// A `.gitignore` above the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitIgnoreAbove {
    /// How a person at the root of the context names it: `../.gitignore`.
    pub name: String,
    /// The names that lead from its directory down to the context.
    pub down: Vec<Vec<u8>>,
    /// Its text.
    pub text: Vec<u8>,
}

/// The `.gitignore` files above a context, the nearest first; `None` if the context is in no
/// repository, or is the root of one. A file that cannot be read is passed over.
pub(super) fn gitignores(files: &Files, root: &Path) -> Option<Vec<GitIgnoreAbove>> {
    let is_top =
        |directory: &Path| files.is_top(directory) || files.entry(&directory.join(STORE)).is_ok();
    if is_top(root) {
        return None;
    }
    let (mut found, mut down, mut name) = (Vec::new(), Vec::new(), String::new());
    let mut at = root;
    while let (Some(above), Some(own)) = (at.parent(), at.file_name()) {
        down.insert(0, own.as_encoded_bytes().to_vec());
        name.push_str("../");
        if let Ok(text) = confined::read_file(files, &above.join(".gitignore")) {
            found.push(GitIgnoreAbove {
                name: format!("{name}.gitignore"),
                down: down.clone(),
                text,
            });
        }
        if is_top(above) {
            return Some(found);
        }
        at = above;
    }
    None
}
