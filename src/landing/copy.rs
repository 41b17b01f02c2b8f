//! COPY and ADD: one instruction applied to the tree of its stage (SPEC 19.2 to 19.8).

use super::filter::{Filter, Unfiltered};
use super::merge::{Clash, Manner, merge, put};
use super::resolve::{Names, TooManyLinks, names, resolve, text};
use super::sources::matches;
use super::tree::{Body, Doubt, Hop, Node, after};
use super::view::Contexts;
use crate::dockerfile::{Destination, Heredoc, Origin as Written, SourceKind, Transfer, has_glob};
use crate::error::Cause;
use crate::path::{Shown, clean};
use crate::source::Span;

/// A tree, and whether it can hold more than is known.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) root: Node,
    /// A base image or a RUN made things that nobody here has seen.
    pub(super) open: bool,
}

/// Why an instruction fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    pub(super) cause: Cause,
    pub(super) message: String,
    pub(super) span: Span,
}

/// What an instruction put somewhere, for the layers that it makes.
#[derive(Clone, Debug)]
pub(super) struct Deposit {
    pub(super) path: Names,
    pub(super) node: Node,
}

/// One instruction at work.
pub(super) struct Copying<'a> {
    pub(super) contexts: &'a Contexts<'a>,
    pub(super) transfer: &'a Transfer,
    /// `None` for a tree that nobody has seen.
    pub(super) source: Option<&'a Stage>,
    pub(super) hop: Hop,
    /// Says of a file whether ADD would unpack it.
    pub(super) is_archive: &'a dyn Fn(super::view::Origin) -> bool,
}

impl Copying<'_> {
    /// Applies the instruction to the tree of its stage.
    pub(super) fn apply(&self, stage: &mut Stage) -> Result<Vec<Deposit>, Failed> {
        if !self.transfer.link {
            return self.apply_to(stage);
        }
        // Nothing of the stage is visible; the result is laid over it (SPEC 19.8).
        let mut fresh = Stage { root: Node::directory(), open: false };
        let deposits = self.apply_to(&mut fresh)?;
        let laid = merge(&mut stage.root, &fresh.root, self.contexts, Manner::Laid);
        laid.map_err(|clash| self.clash(clash, self.span()))?;
        Ok(deposits)
    }

    fn span(&self) -> Span {
        self.transfer.sources.first().map_or_else(Span::default, |source| source.span)
    }

    fn apply_to(&self, stage: &mut Stage) -> Result<Vec<Deposit>, Failed> {
        let mut deposits = Vec::new();
        for written in &self.transfer.sources {
            match &written.kind {
                SourceKind::Local => self.local(stage, written, &mut deposits)?,
                SourceKind::Url(name) => {
                    let made = Node { body: Body::Made, via: after(self.hop, &None) };
                    self.place(stage, &made, name.as_bytes(), written.span, &mut deposits)?;
                }
                SourceKind::Git => drop(self.make_room(stage)?),
            }
        }
        for Heredoc { name, span, .. } in &self.transfer.documents {
            let made = Node { body: Body::Made, via: after(self.hop, &None) };
            let base = name.rsplit('/').next().unwrap_or_default();
            self.place(stage, &made, base.as_bytes(), *span, &mut deposits)?;
        }
        Ok(deposits)
    }

    fn local(
        &self,
        stage: &mut Stage,
        written: &Written,
        deposits: &mut Vec<Deposit>,
    ) -> Result<(), Failed> {
        let (pivot, include) = self.pivot(&written.text);
        let filter = self.filter(include.as_deref(), written.span)?;
        let Some(source) = self.source else {
            return self.make_room(stage).map(drop);
        };
        let sources = matches(self.contexts, source, &pivot, written.span)?;
        // Several files go into a directory; where it could be there already, it is (a RUN or the
        // base image made it), since nobody copies one file over the other.
        if sources.len() > 1 && self.could_be_directory(stage)? {
            self.make_target(stage, written.span)?;
        }
        for (path, name) in sources {
            let found = source.root.at(self.contexts, &path);
            let Some(found) = found else {
                if source.open {
                    // Whatever it is, it is none of the context's.
                    self.make_room(stage)?;
                    continue;
                }
                return Err(missing(&pivot, written.span));
            };
            let filter = (filter.as_ref(), include.as_deref());
            self.one(stage, &found, (&path, &name), filter, written, deposits)?;
        }
        Ok(())
    }

    /// `--parents`: the source before its first `/./`, and the pattern behind it (SPEC 19.6).
    fn pivot(&self, source: &str) -> (Vec<u8>, Option<Vec<u8>>) {
        let rooted = |path: &str| clean(format!("/{path}").as_bytes());
        if !self.transfer.parents {
            return (rooted(source), None);
        }
        let (pivot, pattern) = source.split_once("/./").unwrap_or(("/", source));
        // One leading slash is dropped, and only what has none is cleaned (`system.NormalizePath`).
        let pattern = match pattern.strip_prefix('/') {
            Some(pattern) => pattern.as_bytes().to_vec(),
            None => rooted(pattern)[1..].to_vec(),
        };
        (rooted(pivot), Some(pattern))
    }

    /// SPEC 19.4 to 19.7 for one source that exists.
    fn one(
        &self,
        stage: &mut Stage,
        found: &Node,
        (path, name): (&[Vec<u8>], &[u8]),
        (filter, include): (Option<&Filter>, Option<&[u8]>),
        written: &Written,
        deposits: &mut Vec<Deposit>,
    ) -> Result<(), Failed> {
        let span = written.span;
        let unpacks = match &found.body {
            Body::Leaf(origin) => self.transfer.unpacks && (self.is_archive)(*origin),
            Body::Made | Body::Gone | Body::Dir(_) => false,
        };
        if found.is_dir() || unpacks {
            let target = self.make_target(stage, span)?;
            let there = stage.root.at(self.contexts, &target);
            let via = after(self.hop, &None);
            let node = if unpacks {
                let dir = super::tree::Dir { unpacked: vec![found.clone()], ..Default::default() };
                Node { body: Body::Dir(std::sync::Arc::new(dir)), via: None }
            } else {
                self.filtered(found, path, (filter, include), there.as_ref(), written)?
            };
            let node = node.under(&via);
            deposits.push(Deposit { path: target.clone(), node: node.clone() });
            let into = stage.root.at_mut(self.contexts, &target);
            let merged =
                into.map_or(Ok(()), |into| merge(into, &node, self.contexts, Manner::Copied));
            return merged.map_err(|clash| self.clash(clash, span));
        }
        // What stands before the pivot is a file: nothing can be in it, but a glob's file is copied
        // by itself, as the pattern only speaks of what is inside a directory.
        self.required(include, path, &written.text, span)?;
        let directory = self.could_be_directory(stage)?.then_some(Doubt::Directory);
        let doubt = self.hop.doubt.or(directory);
        let node = found.under(&after(Hop { doubt, ..self.hop }, &None));
        self.place(stage, &node, name, span, deposits)
    }

    /// Whether the destination of a file could be a directory of the base image.
    fn could_be_directory(&self, stage: &Stage) -> Result<bool, Failed> {
        let Destination { path, directory, .. } = &self.transfer.destination;
        let target = resolve(&stage.root, self.contexts, path.as_bytes())
            .map_err(|error| too_many(&error, self.transfer.destination.span))?;
        Ok(stage.open && !directory && stage.root.at(self.contexts, &target).is_none())
    }

    /// What `--parents` and `--exclude` say together; patterns are checked even if nothing comes.
    fn filter(&self, include: Option<&[u8]>, span: Span) -> Result<Option<Filter>, Failed> {
        // The flag's bytes became characters of their own; what is matched is their UTF-8.
        let exclude: Vec<Vec<u8>> =
            self.transfer.exclude.iter().map(|word| word.text.clone().into_bytes()).collect();
        Filter::new(include, &exclude).map_err(|error| unfiltered(error, span))
    }

    /// The part of a directory that is copied.
    fn filtered(
        &self,
        found: &Node,
        path: &[Vec<u8>],
        (filter, include): (Option<&Filter>, Option<&[u8]>),
        there: Option<&Node>,
        written: &Written,
    ) -> Result<Node, Failed> {
        let span = written.span;
        let Some(filter) = filter else { return Ok(found.clone()) };
        let kept = filter.apply(found, there, self.contexts);
        let kept = kept.map_err(|error| unfiltered(error, span))?;
        // Only where the root is named as such, not where a link leads to it.
        if self.pivot(&written.text).0 == b"/" {
            self.check_root_links(&kept, span)?;
        }
        if kept.dir().is_some_and(super::tree::Dir::is_empty) {
            self.required(include, path, &written.text, span)?;
        }
        Ok(kept)
    }

    /// Without a wildcard `--parents` must find something (SPEC 19.6).
    fn required(
        &self,
        include: Option<&[u8]>,
        path: &[Vec<u8>],
        written: &str,
        span: Span,
    ) -> Result<(), Failed> {
        let open = self.source.is_some_and(|source| source.open);
        let pivot = written.split_once("/./").map_or("", |(pivot, _)| pivot);
        match include {
            Some(pattern) if !open && !has_glob(pattern) && !has_glob(pivot.as_bytes()) => {
                let whole = clean(&[text(path).as_slice(), b"/", pattern].concat());
                Err(missing(&whole, span))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// SPEC 19.7.
    fn check_root_links(&self, kept: &Node, span: Span) -> Result<(), Failed> {
        let Some(source) = self.source.filter(|source| !source.open) else { return Ok(()) };
        for (name, node) in kept.children(self.contexts) {
            let Body::Leaf(origin) = node.body else { continue };
            if !self.contexts.is_link(origin) {
                continue;
            }
            let path = resolve(&source.root, self.contexts, &name)
                .map_err(|error| too_many(&error, span))?;
            if source.root.at(self.contexts, &path).is_none() {
                return Err(missing(&[b"/", &*name].concat(), span));
            }
        }
        Ok(())
    }

    /// Makes D (SPEC 19.2) and gives T, as it is now.
    fn make_room(&self, stage: &mut Stage) -> Result<Names, Failed> {
        let Destination { path, directory, span, .. } = &self.transfer.destination;
        let span = *span;
        let path = path.as_bytes();
        let made = if *directory { path } else { crate::path::parent(path).unwrap_or_default() };
        let made =
            resolve(&stage.root, self.contexts, made).map_err(|error| too_many(&error, span))?;
        make_all(&mut stage.root, self.contexts, &made).map_err(|path| in_the_way(&path, span))?;
        resolve(&stage.root, self.contexts, path).map_err(|error| too_many(&error, span))
    }

    /// The same, with T made a directory.
    fn make_target(&self, stage: &mut Stage, span: Span) -> Result<Names, Failed> {
        let oddity = self.dotted_end(stage)?;
        let target = self.make_room(stage)?;
        match stage.root.at(self.contexts, &target) {
            Some(there) if !there.is_dir() => return Err(self.clash(Clash::DirectoryOnFile, span)),
            Some(_) => {}
            None => make_all(&mut stage.root, self.contexts, &target)
                .map_err(|path| in_the_way(&path, span))?,
        }
        if let Some(end) = oddity {
            let own = [end.as_slice(), end.last().map(std::slice::from_ref).unwrap_or_default()];
            make_all(&mut stage.root, self.contexts, &own.concat())
                .map_err(|path| in_the_way(&path, span))?;
        }
        Ok(target)
    }

    /// For `L/.` with L a link to a link whose end is missing: that end (SPEC 19.2).
    fn dotted_end(&self, stage: &Stage) -> Result<Option<Names>, Failed> {
        let Destination { path, dotted, span, .. } = &self.transfer.destination;
        if !dotted {
            return Ok(None);
        }
        let failed = |error| too_many(&error, *span);
        let parts: Names = names(path.as_bytes()).collect();
        let Some((last, above)) = parts.split_last() else { return Ok(None) };
        let mut at = resolve(&stage.root, self.contexts, &text(above)).map_err(failed)?;
        at.push(last.clone());
        let mut links = 0;
        while let Some(Node { body: Body::Leaf(origin), .. }) = stage.root.at(self.contexts, &at) {
            let Some(link) = self.contexts.link(origin) else { break };
            links += 1;
            at.pop();
            let next = if link.starts_with(b"/") {
                link
            } else {
                [text(&at).as_slice(), b"/", &link].concat()
            };
            let next: Names = names(&clean(&next)).collect();
            let Some((last, above)) = next.split_last() else { break };
            at = resolve(&stage.root, self.contexts, &text(above)).map_err(failed)?;
            at.push(last.clone());
            if links > 255 {
                break;
            }
        }
        let dangles = links > 1 && stage.root.at(self.contexts, &at).is_none();
        Ok(dangles.then_some(at))
    }

    /// One file onto T.
    fn place(
        &self,
        stage: &mut Stage,
        node: &Node,
        name: &[u8],
        span: Span,
        deposits: &mut Vec<Deposit>,
    ) -> Result<(), Failed> {
        let mut target = self.make_room(stage)?;
        let there = stage.root.at(self.contexts, &target);
        if there.is_some_and(|there| there.is_dir()) {
            target.push(name.to_vec());
        }
        let Some((last, above)) = target.split_last() else { return Ok(()) };
        make_all(&mut stage.root, self.contexts, above).map_err(|path| in_the_way(&path, span))?;
        let parent = stage.root.at_mut(self.contexts, above).and_then(Node::open);
        let put = parent.map_or(Ok(()), |parent| {
            put(parent, last, node.clone(), self.contexts, Manner::Copied)
        });
        put.map_err(|clash| self.clash(clash, span))?;
        deposits.push(Deposit { path: target, node: node.clone() });
        Ok(())
    }

    fn clash(&self, clash: Clash, span: Span) -> Failed {
        let path = Shown(self.transfer.destination.path.as_bytes()).to_string();
        let message = match clash {
            Clash::DirectoryOnFile => format!("cannot copy to non-directory: {path}"),
            Clash::FileOnDirectory => {
                format!("cannot replace to directory {path} with file")
            }
        };
        Failed { cause: Cause::WrongKind, message, span }
    }
}

/// Makes a directory and its parents; gives the path of what is in the way.
pub(super) fn make_all(
    root: &mut Node,
    contexts: &Contexts<'_>,
    path: &[Vec<u8>],
) -> Result<(), Vec<u8>> {
    let mut node = root;
    for (depth, name) in path.iter().enumerate() {
        let in_the_way = || text(&path[..depth]);
        let Some(dir) = node.open() else { return Err(in_the_way()) };
        let gone =
            dir.own_child(contexts, name).is_none_or(|child| matches!(child.body, Body::Gone));
        if gone {
            dir.own.insert(name.as_slice().into(), Node::directory());
        }
        let Some(next) = dir.own.get_mut(name.as_slice()) else { return Err(in_the_way()) };
        node = next;
    }
    if node.is_dir() { Ok(()) } else { Err(text(path)) }
}

pub(super) fn missing(path: &[u8], span: Span) -> Failed {
    let message = format!("\"{}\": not found", Shown(path));
    Failed { cause: Cause::SourceMissing, message, span }
}

pub(super) fn in_the_way(path: &[u8], span: Span) -> Failed {
    let message = format!("mkdir {}: not a directory", Shown(path));
    Failed { cause: Cause::WrongKind, message, span }
}

pub(super) fn too_many(TooManyLinks: &TooManyLinks, span: Span) -> Failed {
    Failed { cause: Cause::LinkLoop, message: "too many links".to_owned(), span }
}

fn unfiltered(error: Unfiltered, span: Span) -> Failed {
    match error {
        Unfiltered::Syntax => syntax(span),
        Unfiltered::InTheWay(path) => Failed {
            cause: Cause::WrongKind,
            message: format!("failed to stat {}: not a directory", Shown(&path)),
            span,
        },
    }
}

pub(super) fn syntax(span: Span) -> Failed {
    let message = "syntax error in pattern".to_owned();
    Failed { cause: Cause::PatternSyntax, message, span }
}
