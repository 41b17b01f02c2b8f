//! From what a person writes (`HEAD~1`, `origin/main`, `v1.2`, `3f9a0c1`) to an object.
//!
//! How it is written, gix-revision knows; here its parts are looked up, in the order of git.

use super::error::{RevisionError, told};
use super::objects::Objects;
use gix_error::Result as Heard;
use gix_hash::{ObjectId, Prefix};
use gix_object::Kind;
use gix_object::bstr::{BStr, ByteSlice};
use gix_ref::file::{ReferenceExt, Store};
use gix_revision::spec::Kind as Span;
use gix_revision::spec::parse::Delegate;
use gix_revision::spec::parse::delegate::{
    self, Navigate, PeelTo, PrefixHint, ReflogLookup, SiblingBranch, Traversal,
};

/// The object that a text names.
///
/// # Errors
/// [`RevisionError`] if it names none, several, or something that is not here.
pub(super) fn resolve(
    text: &str,
    objects: &Objects,
    names: Option<&Store>,
) -> Result<ObjectId, RevisionError> {
    let mut search = Search { text, objects, names, at: None, failure: None };
    let understood = gix_revision::spec::parse(text.as_bytes().as_bstr(), &mut search);
    match (understood, search.at, search.failure) {
        (_, _, Some(failure)) => Err(failure),
        (Ok(()), Some(id), None) => Ok(id),
        (Ok(()) | Err(_), _, None) => Err(unsupported(text, "this names no revision")),
    }
}

fn unsupported(text: &str, what: &'static str) -> RevisionError {
    RevisionError::Unsupported { name: text.to_owned(), what }
}

struct Search<'a> {
    text: &'a str,
    objects: &'a Objects,
    /// The branches and tags; `None` if they are kept in a way that cannot be read.
    names: Option<&'a Store>,
    at: Option<ObjectId>,
    /// What went wrong first; what succeeds afterwards makes up for it.
    failure: Option<RevisionError>,
}

impl Search<'_> {
    fn heard(&mut self, answer: Result<ObjectId, RevisionError>) -> Heard {
        match answer {
            Ok(id) => {
                (self.at, self.failure) = (Some(id), None);
                Ok(())
            }
            Err(failure) => {
                self.failure.get_or_insert(failure);
                Err(gix_error::validation("not found").into())
            }
        }
    }

    fn refuse(&mut self, what: &'static str) -> Heard {
        let failure = unsupported(self.text, what);
        self.heard(Err(failure))
    }

    fn at(&self) -> Result<ObjectId, RevisionError> {
        self.at.ok_or_else(|| unsupported(self.text, "this begins with no name"))
    }

    /// What a branch or tag points at; tags are not followed yet.
    fn named(&self, name: &str) -> Result<ObjectId, RevisionError> {
        let unknown = || RevisionError::Unknown(name.to_owned());
        let Some(names) = self.names else {
            let what =
                "names are kept as a reftable here, which is not read: write the commit's id";
            return Err(unsupported(self.text, what));
        };
        // What cannot be a name is none.
        let Ok(partial) = <&gix_ref::PartialNameRef>::try_from(name.as_bytes().as_bstr()) else {
            return Err(unknown());
        };
        let failed = |error: &dyn std::fmt::Display| RevisionError::Store(told(error));
        let mut found =
            names.try_find(partial).map_err(|error| failed(&error))?.ok_or_else(unknown)?;
        let symbolic = found.target.try_name().is_some();
        let packed = names.cached_packed_buffer().map_err(|error| failed(&error))?;
        match found.follow_to_object_packed(names, packed.as_ref().map(|packed| &***packed)) {
            Ok(id) => Ok(id),
            Err(_) if symbolic => Err(RevisionError::Unborn(name.to_owned())),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The name that the text begins with.
    fn anchor(&self) -> &str {
        let ends = ["~", "^", ":", "@{", ".."];
        let end = ends.iter().filter_map(|end| self.text.find(end)).min();
        &self.text[..end.unwrap_or(self.text.len())]
    }
}

impl delegate::Revision for Search<'_> {
    fn find_ref(&mut self, name: &BStr) -> Heard {
        let answer = match name.to_str() {
            Ok(name) => self.named(name),
            Err(_) => Err(RevisionError::Unknown(self.text.to_owned())),
        };
        self.heard(answer)
    }

    fn disambiguate_prefix(&mut self, prefix: Prefix, _: Option<PrefixHint<'_>>) -> Heard {
        // A whole id is one; otherwise a branch may well be called `beef`.
        let whole = prefix.hex_len() == self.objects.hash.len_in_hex();
        let named = if whole { None } else { self.named(self.anchor()).ok() };
        let answer = named.map_or_else(|| self.objects.abbreviated(prefix), Ok);
        self.heard(answer)
    }

    fn reflog(&mut self, _: ReflogLookup) -> Heard {
        self.refuse("what a branch was once is not looked up")
    }

    fn nth_checked_out_branch(&mut self, _: usize) -> Heard {
        self.refuse("what was checked out once is not looked up")
    }

    fn sibling_branch(&mut self, _: SiblingBranch) -> Heard {
        self.refuse("the upstream of a branch is not looked up")
    }
}

impl Navigate for Search<'_> {
    fn traverse(&mut self, kind: Traversal) -> Heard {
        let commit = |id| self.objects.peel(self.text, id, Kind::Commit);
        let answer = self.at().and_then(commit).and_then(|commit| match kind {
            Traversal::NthParent(number) => self.objects.parent(commit, number),
            Traversal::NthAncestor(count) => {
                (0..count).try_fold(commit, |commit, _| self.objects.parent(commit, 1))
            }
        });
        self.heard(answer)
    }

    fn peel_until(&mut self, kind: PeelTo<'_>) -> Heard {
        let answer = match kind {
            PeelTo::ObjectKind(kind) => {
                self.at().and_then(|id| self.objects.peel(self.text, id, kind))
            }
            // What it is in the end is seen in the end.
            PeelTo::ValidObject | PeelTo::RecursiveTagObject => self.at(),
            PeelTo::Path(_) => return self.refuse("a path is named by the context alone"),
        };
        self.heard(answer)
    }

    fn find(&mut self, _: &BStr, _: bool) -> Heard {
        self.refuse("what a commit says is not searched")
    }

    fn index_lookup(&mut self, _: &BStr, _: u8) -> Heard {
        self.refuse("the index is no revision")
    }
}

impl delegate::Kind for Search<'_> {
    fn kind(&mut self, _: Span) -> Heard {
        self.refuse("a range is no single revision")
    }
}

impl Delegate for Search<'_> {
    fn done(&mut self) -> Heard {
        Ok(())
    }
}
