//! Dockerfiles: from their text to what a build asks of its contexts.
//!
//! `syntax` reads (with the parse-dockerfile crate and a layer over it), `stages` finds out which
//! stages are needed, `dispatch` gives every word its value, `asked` collects the paths, `follow`
//! turns them into what the client matches entries against. Nothing here walks a tree or decides
//! where files land; nothing is run or fetched.

mod arguments;
mod asked;
mod dispatch;
mod flags;
mod follow;
mod heredoc;
mod instruction;
mod lexer;
mod logical;
mod mistake;
mod mount;
mod named;
mod pairs;
mod plan;
mod platform;
mod remote;
mod shellpattern;
mod stages;
mod syntax;
mod targets;
mod values;

pub use crate::ignorefile::{has_glob, matches_path};
pub use asked::{Asked, Asker};
pub use follow::{LinkTree, Links, Unfollowed, follow};
pub use instruction::{Copy, Heredoc, Instruction, Run, What, Word};
pub use mistake::Mistake;
pub use mount::MountKind;
pub use named::NamedSources;
pub use plan::{
    Act, Destination, Directory, Mount, Origin, Plan, PlanOptions, Stage, Step, Transfer, Tree,
    Work,
};
pub use platform::Platform;
pub use remote::SourceKind;
pub use syntax::Script;
pub use targets::every_target;

impl Plan {
    /// Makes a plan of a script.
    ///
    /// # Errors
    /// [`Mistake`] where BuildKit would refuse the build before it looks at any file.
    pub fn new(script: &Script, options: &PlanOptions) -> Result<Self, Mistake> {
        dispatch::plan(script, options)
    }
}
