//! One line of a `.gitignore`, read as git reads it and written as the matcher of the `ignore`
//! crate reads alike.
//!
//! The crate's glob language is richer (`{a,b}`) and differs at the edges: classes with escapes,
//! names or a `/` in them, runs of stars, lines that git never matches. A line is taken apart here
//! by git's rules (`dir.c`, `wildmatch.c`) and put together again from what both understand in the
//! same way. Matching is the crate's business. The one thing that cannot be said in its language is
//! a byte that is not UTF-8: any byte beyond ASCII is taken for it.

/// A set of bytes, one bit each.
pub(super) type Set = [bool; 256];

/// A piece of a pattern.
#[derive(Clone)]
pub(super) enum Token {
    Literal(u8),
    /// A `/`; an escaped one does not let `**` before it stand for nothing.
    Slash {
        escaped: bool,
    },
    /// `?`
    One,
    /// `*`, and more stars where they mean no more.
    Star,
    /// `**` between slashes or at an end.
    Deep,
    /// The bytes it takes, and how it is written between its brackets.
    Class(Box<Set>, Box<[u8]>),
}

/// A line without what surrounds the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// `!`: what it matches is taken back.
    pub(super) negated: bool,
    /// It ended in `/`.
    pub(super) only_directories: bool,
    /// What is left.
    pub(super) glob: &'a [u8],
}

impl<'a> Line<'a> {
    /// Takes a line apart; `None` if it says nothing. The line end is gone already.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        if line.is_empty() || line[0] == b'#' {
            return None;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = &line[..memchr::memchr(0, line).unwrap_or(line.len())];
        let line = without_trailing_spaces(line);
        let (negated, line) = line.strip_prefix(b"!").map_or((false, line), |rest| (true, rest));
        let (only_directories, glob) =
            line.strip_suffix(b"/").map_or((false, line), |rest| (true, rest));
        (!glob.is_empty()).then_some(Self { negated, only_directories, glob })
    }

    /// Whether it is held against a name, in whatever directory.
    pub(super) fn is_bare(&self) -> bool {
        !self.glob.contains(&b'/')
    }

    /// The pieces of the globs that together match what the line does, seen from the directory of
    /// its file unless it is bare; none if nothing can match.
    pub(super) fn variants(&self) -> Vec<Vec<Token>> {
        if self.is_bare() {
            return tokens(self.glob, false).into_iter().collect();
        }
        let glob = self.glob.strip_prefix(b"/").unwrap_or(self.glob);
        let tokens = tokens(glob, true).filter(|tokens| !has_empty_name(tokens));
        tokens.map_or_else(Vec::new, unfolded)
    }

    /// The lines that mean the same to the crate, without `!` and the last `/`; none if nothing can
    /// match.
    pub(super) fn globs(&self) -> Vec<String> {
        let start = if self.is_bare() { "**/" } else { "/" };
        self.variants().iter().map(|tokens| format!("{start}{}", written(tokens))).collect()
    }

    /// The same as lines of a `.gitignore` for the crate.
    pub(super) fn lines(&self) -> Vec<String> {
        let (start, end) =
            (if self.negated { "!" } else { "" }, if self.only_directories { "/" } else { "" });
        self.globs().iter().map(|glob| format!("{start}{glob}{end}")).collect()
    }
}

/// Git takes off spaces, no other blanks, and not an escaped one.
fn without_trailing_spaces(line: &[u8]) -> &[u8] {
    let mut last = None;
    let mut at = 0;
    while at < line.len() {
        match line[at] {
            b' ' => {
                last.get_or_insert(at);
            }
            b'\\' if at + 1 == line.len() => return line,
            b'\\' => {
                at += 1;
                last = None;
            }
            _ => last = None,
        }
        at += 1;
    }
    &line[..last.unwrap_or(line.len())]
}

/// The tokens of a glob; `None` if it can match nothing. `paths` says whether it has to do with
/// slashes: a glob without one is held against a name, where `**` means no more than `*`.
fn tokens(glob: &[u8], paths: bool) -> Option<Vec<Token>> {
    // Git compares what stands before the first special byte literally, and the glob begins behind
    // it: stars that follow count as if they stood at the start.
    let literal = glob.iter().position(|byte| matches!(byte, b'*' | b'?' | b'[' | b'\\'));
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < glob.len() {
        match glob[at] {
            b'\\' => {
                at += 1;
                tokens.push(match *glob.get(at)? {
                    b'/' => Token::Slash { escaped: true },
                    byte => Token::Literal(byte),
                });
            }
            b'/' => tokens.push(Token::Slash { escaped: false }),
            b'?' => tokens.push(Token::One),
            b'*' => {
                let start = at;
                while glob.get(at + 1) == Some(&b'*') {
                    at += 1;
                }
                let opens = start == 0 || Some(start) == literal || glob[start - 1] == b'/';
                let rest = &glob[at + 1..];
                let closes = rest.is_empty() || rest[0] == b'/' || rest.starts_with(b"\\/");
                let deep = paths && at > start && opens && closes;
                tokens.push(if deep { Token::Deep } else { Token::Star });
            }
            b'[' => {
                let (set, end) = class(glob, at + 1)?;
                tokens.push(Token::Class(set, glob[at + 1..end].into()));
                at = end;
            }
            byte => tokens.push(Token::Literal(byte)),
        }
        at += 1;
    }
    Some(tokens)
}

/// Whether a slash stands at an end or beside another: no path has such.
fn has_empty_name(tokens: &[Token]) -> bool {
    let is_slash = |token: &Token| matches!(token, Token::Slash { .. });
    let at_end = [tokens.first(), tokens.last()].into_iter().flatten().any(is_slash);
    at_end || tokens.windows(2).any(|pair| pair.iter().all(is_slash))
}

/// The class that opens before `at`, and where its `]` stands.
fn class(glob: &[u8], mut at: usize) -> Option<(Box<Set>, usize)> {
    let mut set = Box::new([false; 256]);
    let negated = matches!(glob.get(at), Some(b'!' | b'^'));
    at += usize::from(negated);
    let mut previous: Option<u8> = None;
    let mut first = true;
    loop {
        let byte = *glob.get(at)?;
        match byte {
            b']' if !first => break,
            b'-' if previous.is_some() && !matches!(glob.get(at + 1), None | Some(b']')) => {
                at += 1;
                let mut end = *glob.get(at)?;
                if end == b'\\' {
                    at += 1;
                    end = *glob.get(at)?;
                }
                (previous.unwrap_or(end)..=end).for_each(|byte| set[usize::from(byte)] = true);
                previous = None;
            }
            b'[' if glob.get(at + 1) == Some(&b':') => {
                // The name ends at the next `]`; without a `:` before that, it is no name.
                let close = at + 2 + memchr::memchr(b']', glob.get(at + 2..)?)?;
                if close > at + 2 && glob[close - 1] == b':' {
                    named(&glob[at + 2..close - 1], &mut set)?;
                    at = close;
                    previous = None;
                } else {
                    set[usize::from(b'[')] = true;
                    previous = Some(b'[');
                }
            }
            b'\\' => {
                at += 1;
                let byte = *glob.get(at)?;
                set[usize::from(byte)] = true;
                previous = Some(byte);
            }
            byte => {
                set[usize::from(byte)] = true;
                previous = Some(byte);
            }
        }
        first = false;
        at += 1;
    }
    if negated {
        set.iter_mut().for_each(|has| *has = !*has);
    }
    // No class ever matches a slash, and no name holds a zero.
    set[usize::from(b'/')] = false;
    set[0] = false;
    set.contains(&true).then_some((set, at))
}

/// Adds a class such as `alpha`; `None` if there is none of that name.
fn named(name: &[u8], set: &mut Set) -> Option<()> {
    let holds: fn(&u8) -> bool = match name {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => u8::is_ascii_punctuation,
        // Git's own: neither vertical tab nor form feed.
        b"space" => |byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '),
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    };
    (0..=255_u8).filter(holds).for_each(|byte| set[usize::from(byte)] = true);
    Some(())
}

/// The globs that together match what this one does, with `**` only where the crate knows it:
/// between slashes and at the ends.
fn unfolded(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let plain = Token::Slash { escaped: false };
    let Some(at) = tokens.iter().enumerate().position(|(at, token)| {
        let glued = at > 0 && !matches!(tokens[at - 1], Token::Slash { .. });
        let bound = matches!(tokens.get(at + 1), Some(Token::Slash { escaped: true }));
        matches!(token, Token::Deep) && (glued || bound)
    }) else {
        return vec![tokens];
    };
    let (before, rest) = (&tokens[..at], &tokens[at + 1..]);
    let glued = at > 0 && !matches!(before[at - 1], Token::Slash { .. });
    let join = |middle: &[Token], rest: &[Token]| [before, middle, rest].concat();
    let mut variants = Vec::new();
    match (glued, rest.split_first()) {
        (true, None) => {
            variants.push(join(&[Token::Star], &[]));
            variants.push(join(&[Token::Star, plain, Token::Deep], &[]));
        }
        (true, Some((slash, rest))) => {
            if matches!(slash, Token::Slash { escaped: false }) {
                variants.push(join(&[], rest));
            }
            variants.push(join(&[Token::Star, plain.clone(), Token::Deep, plain], rest));
        }
        // An escaped slash asks for a directory at least.
        (false, rest) => {
            let rest = rest.map_or(&[][..], |(_, rest)| rest);
            variants.push(join(&[Token::Star, plain.clone(), Token::Deep, plain], rest));
        }
    }
    variants.into_iter().flat_map(unfolded).collect()
}

/// The tokens in the language of the crate.
fn written(tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut literal = Vec::new();
    for token in tokens {
        if let Token::Literal(byte) = token {
            literal.push(*byte);
            continue;
        }
        write_literal(&std::mem::take(&mut literal), &mut text);
        match token {
            Token::Literal(_) => {}
            Token::Slash { .. } => text.push('/'),
            Token::One => text.push('?'),
            Token::Star => text.push('*'),
            Token::Deep => text.push_str("**"),
            Token::Class(set, _) => write_class(set, &mut text),
        }
    }
    write_literal(&literal, &mut text);
    text
}

fn write_literal(bytes: &[u8], text: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                // The crate cuts blanks off the end, and a backslash before the last slash.
                '\\' => text.push_str("[\\]"),
                c if c.is_whitespace() => {
                    text.push('{');
                    text.push(c);
                    text.push('}');
                }
                c if c.is_ascii_punctuation() && !matches!(c, '.' | '_' | '-') => {
                    text.push('\\');
                    text.push(c);
                }
                c => text.push(c),
            }
        }
        chunk.invalid().iter().for_each(|_| text.push_str("[!\u{1}-\u{7f}]"));
    }
}

fn write_class(set: &Set, text: &mut String) {
    let beyond = set[128..].contains(&true);
    let wanted = |byte: u8| byte != 0 && set[usize::from(byte)] != beyond;
    let special = |byte: u8| matches!(byte, b']' | b'-' | b'!' | b'^');
    let mut body = String::new();
    if wanted(b']') {
        body.push(']');
    }
    let mut byte = 1_u8;
    while byte < 128 {
        let start = byte;
        while byte < 128 && wanted(byte) && !special(byte) {
            byte += 1;
        }
        match byte - start {
            0 => byte += 1,
            1 => body.push(char::from(start)),
            _ => {
                body.push(char::from(start));
                body.push('-');
                body.push(char::from(byte - 1));
            }
        }
    }
    let signs: String = ['!', '^'].into_iter().filter(|sign| wanted(*sign as u8)).collect();
    let dash = if wanted(b'-') { "-" } else { "" };
    // At the start a sign would negate, and elsewhere a dash would make a range.
    text.push_str(&match (beyond, body.is_empty()) {
        (true, _) => format!("[!{body}{signs}{dash}]"),
        (false, true) if dash.is_empty() => {
            let signs: Vec<String> = signs.chars().map(|sign| format!("\\{sign}")).collect();
            format!("{{{}}}", signs.join(","))
        }
        (false, true) => format!("[-{signs}]"),
        (false, false) => format!("[{body}{signs}{dash}]"),
    });
}

#[cfg(test)]
mod tests {
    use super::Line;

    fn lines(line: &str) -> Vec<String> {
        Line::read(line.as_bytes()).map_or_else(Vec::new, |line| line.lines())
    }

    #[test]
    fn lines_are_rewritten_for_the_crate() {
        for (line, expected) in [
            ("", &[][..]),
            ("# no", &[]),
            ("!", &[]),
            ("/", &[]),
            ("node_modules", &["**/node_modules"]),
            ("*.log  ", &["**/*.log"]),
            ("!/dist/", &["!/dist/"]),
            ("a/**/b", &["/a/**/b"]),
            ("foo**/bar", &["/foobar", "/foo*/**/bar"]),
            ("a/b**", &["/a/b*", "/a/b*/**"]),
            ("{a,b}", &["**/\\{a\\,b\\}"]),
            ("[a/]", &["/[a]"]),
            ("[[:digit:]]x", &["**/[0-9]x"]),
            ("[]-]", &["**/[]-]"]),
            ("[", &[]),
            ("**//", &[]),
            ("//a", &[]),
            ("a//b", &[]),
            ("tail\\", &[]),
            ("keep\\ ", &["**/keep{ }"]),
        ] {
            assert_eq!(lines(line), expected, "{line}");
        }
    }
}
