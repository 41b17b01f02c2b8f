//! From the paths that a build asks for to the filter of the engine's client: links are looked up
//! in the context, patterns compiled (SPEC 5.1, 5.10, 7).

use super::files::is_lost;
use super::{ContextLinks, reason};
use crate::dockerfile::{Asked, Links, Unfollowed, follow};
use crate::engine::{Asks, Engine, Transport};
use crate::error::{Cause, Error, Failure};
use crate::ignorefile::IncludeList;
use crate::path::{Shown, as_path};

/// What the entries of a context are matched against, besides the ignore file.
#[derive(Debug)]
pub enum Filter {
    /// Everything that may travel is asked for.
    Everything,
    /// Nothing is.
    Nothing,
    /// Patterns of the ignore file's language.
    Patterns(Box<IncludeList>),
    /// Shell globs, component by component (SPEC 14).
    Components(Vec<Vec<u8>>),
}

/// Whether the engine fetches anything of the tree.
pub(super) fn is_fetched(engine: &Engine, asked: &Asked) -> bool {
    engine.transfer.asks == Asks::ForAll || *asked != Asked::Nothing
}

/// The filter of the engine's client.
///
/// # Errors
/// [`Error`] if the client refuses the paths, or cannot look at a link on their way.
pub(super) fn filter(
    engine: &'static Engine,
    links: ContextLinks<'_>,
    asked: &Asked,
) -> Result<Filter, Error> {
    let paths = match (engine.transfer.asks, asked) {
        (Asks::ForAll, _) | (_, Asked::Everything) => return Ok(Filter::Everything),
        (_, Asked::Nothing) => return Ok(Filter::Nothing),
        (Asks::ByPattern | Asks::ByComponent, Asked::Paths(paths)) => paths,
    };
    let fails = |cause, message: String| Failure {
        cause,
        engine: engine.id,
        message,
        place: None,
        path: None,
    };
    if let Some(message) = refused_headers(engine.ignore.transport, paths) {
        return Err(fails(Cause::ControlCharacter, message).into());
    }
    let links = follow(&links, paths).map_err(|Unfollowed { path, error }| {
        if is_lost(&error) {
            let path = links.root.join(as_path(&path));
            return Error::ContextUnreadable { path, reason: reason(&error) };
        }
        let message = format!("error from sender: lstat {}: {}", Shown(&path), reason(&error));
        fails(Cause::UnreadableDirectory, message).into()
    })?;
    let patterns = match links {
        Links::Everything => return Ok(Filter::Everything),
        Links::Patterns(patterns) => patterns,
    };
    if engine.transfer.asks == Asks::ByComponent {
        return Ok(Filter::Components(patterns));
    }
    IncludeList::compile(engine, &patterns).map(|list| Filter::Patterns(Box::new(list))).map_err(
        |error| {
            let shown: Vec<String> =
                patterns.iter().map(|pattern| Shown(pattern).to_string()).collect();
            let message = format!("invalid includepatterns: [{}]: {error}", shown.join(" "));
            fails(Cause::PatternSyntax, message).into()
        },
    )
}

/// What the transport of the paths refuses (SPEC 5.10, 14).
fn refused_headers(transport: Transport, paths: &[String]) -> Option<String> {
    let has_control = |allowed: &[u8]| {
        let refused = |byte: u8| byte.is_ascii_control() && !allowed.contains(&byte);
        paths.iter().any(|path| path.bytes().any(refused))
    };
    match transport {
        Transport::None => None,
        Transport::RawHeaders => has_control(b"\t")
            .then(|| "stream terminated by RST_STREAM with error code: PROTOCOL_ERROR".to_owned()),
        Transport::EncodedHeaders => {
            let encoded = paths.iter().any(|path| !path.is_ascii());
            (!encoded && has_control(b"")).then(|| {
                "header key \"followpaths\" contains value with non-printable ASCII characters"
                    .to_owned()
            })
        }
    }
}
