//! `RUN --mount`: its fields, and what BuildKit refuses in them.
//!
//! The reference is `frontend/dockerfile/instructions/commands_runmount.go` of moby/buildkit.

/// The kind of a mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountKind {
    /// Files of a tree, the context if no other is named.
    #[default]
    Bind,
    /// A directory kept between builds.
    Cache,
    /// A directory in memory.
    Tmpfs,
    /// A secret; no file of any tree.
    Secret,
    /// An agent's socket; no file of any tree.
    Ssh,
}

/// The fields of a mount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) kind: MountKind,
    pub(super) from: String,
    pub(super) source: String,
    pub(super) target: String,
    /// An owner or a mode is given, so that a cache without a source gets a directory of its own.
    pub(super) owned: bool,
    id: String,
    sharing: bool,
}

/// The value of `from`, which must be plain text.
///
/// # Errors
/// If it has a variable, or the text is no list of fields.
pub(super) fn from_of(value: &str) -> Result<String, String> {
    let mut from = String::new();
    for field in fields(value)? {
        let Some((key, value)) = field.split_once('=') else { continue };
        if key.eq_ignore_ascii_case("from") {
            if value.find('$').is_some_and(|at| at + 1 != value.len()) {
                return Err(
                    "'from' doesn't support variable expansion, define alias stage instead"
                        .to_owned(),
                );
            }
            value.clone_into(&mut from);
        }
    }
    Ok(from)
}

/// Reads the fields, with their variables replaced by `expand`.
///
/// # Errors
/// In the engine's words.
pub(super) fn read(
    value: &str,
    mut expand: impl FnMut(&str) -> Result<String, String>,
) -> Result<Fields, String> {
    let mut mount = Fields::default();
    for field in fields(value)? {
        let Some((key, value)) = field.split_once('=') else {
            match field.to_ascii_lowercase().as_str() {
                "readonly" | "ro" | "readwrite" | "rw" => continue,
                "required" => {
                    mount.allows_required("required")?;
                    continue;
                }
                _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
            }
        };
        let key = key.to_ascii_lowercase();
        let value = expand(value)?;
        mount.set(&key, value, &field)?;
    }
    mount.check()?;
    Ok(mount)
}

impl Fields {
    fn name(&self) -> &'static str {
        match self.kind {
            MountKind::Bind => "bind",
            MountKind::Cache => "cache",
            MountKind::Tmpfs => "tmpfs",
            MountKind::Secret => "secret",
            MountKind::Ssh => "ssh",
        }
    }

    fn unexpected(&self, key: &str) -> String {
        format!("unexpected key '{key}' for mount type '{}'", self.name())
    }

    fn allows_required(&self, key: &str) -> Result<(), String> {
        match self.kind {
            MountKind::Secret | MountKind::Ssh => Ok(()),
            MountKind::Bind | MountKind::Cache | MountKind::Tmpfs => Err(self.unexpected(key)),
        }
    }

    fn set(&mut self, key: &str, value: String, field: &str) -> Result<(), String> {
        let truth = |value: &str| {
            matches!(value, "1" | "t" | "T" | "TRUE" | "true" | "True")
                || matches!(value, "0" | "f" | "F" | "FALSE" | "false" | "False")
        };
        match key {
            "type" => {
                self.kind = match value.to_ascii_lowercase().as_str() {
                    "bind" => MountKind::Bind,
                    "cache" => MountKind::Cache,
                    "tmpfs" => MountKind::Tmpfs,
                    "secret" => MountKind::Secret,
                    "ssh" => MountKind::Ssh,
                    _ => return Err(format!("unsupported mount type {value:?}")),
                }
            }
            "from" => self.from = value,
            "source" | "src" => self.source = value,
            "target" | "dst" | "destination" => self.target = value,
            "readonly" | "ro" | "readwrite" | "rw" => {
                if !truth(&value) {
                    return Err(format!("invalid value for {key}: {value}"));
                }
            }
            "required" => {
                self.allows_required(key)?;
                if !truth(&value) {
                    return Err(format!("invalid value for {key}: {value}"));
                }
            }
            "size" if self.kind == MountKind::Tmpfs => {}
            "size" => return Err(self.unexpected(key)),
            "id" => self.id = value,
            "sharing" => {
                let known = ["shared", "private", "locked"];
                if !known.contains(&value.to_ascii_lowercase().as_str()) {
                    return Err(format!("unsupported sharing value {value:?}"));
                }
                self.sharing = true;
            }
            "mode" | "uid" | "gid" => {
                let radix = if key == "mode" { 8 } else { 10 };
                u32::from_str_radix(&value, radix)
                    .map_err(|_| format!("invalid value {value} for {key}"))?;
                self.owned = true;
            }
            "env" => {}
            _ => return Err(format!("unexpected key '{key}' in '{field}'")),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        let may_own = matches!(self.kind, MountKind::Secret | MountKind::Ssh | MountKind::Cache);
        if self.owned && !may_own {
            return Err(format!("mode, uid and gid not allowed for {:?} type mounts", self.name()));
        }
        if self.kind == MountKind::Secret {
            if !self.from.is_empty() {
                return Err("secret mount should not have a from".to_owned());
            }
            if self.source.is_empty() && self.target.is_empty() && self.id.is_empty() {
                return Err("invalid secret mount. one of source, target required".to_owned());
            }
            if !self.source.is_empty() && !self.id.is_empty() {
                return Err("both source and id can't be set".to_owned());
            }
        }
        if self.sharing && self.kind != MountKind::Cache {
            return Err(format!("invalid cache sharing set for {} mount", self.name()));
        }
        Ok(())
    }
}

/// The fields of one line of comma-separated values (RFC 4180).
fn fields(value: &str) -> Result<Vec<String>, String> {
    let malformed =
        |what: &str| format!("failed to parse csv mounts: parse error on line 1: {what}");
    let mut fields = Vec::new();
    let mut rest = value;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut field = String::new();
            let mut tail = quoted;
            loop {
                let (text, after) = tail
                    .split_once('"')
                    .ok_or_else(|| malformed("extraneous or missing \" in quoted-field"))?;
                field.push_str(text);
                match after.strip_prefix('"') {
                    Some(more) => {
                        field.push('"');
                        tail = more;
                    }
                    None => {
                        tail = after;
                        break;
                    }
                }
            }
            fields.push(field);
            match tail.strip_prefix(',') {
                Some(more) => rest = more,
                None if tail.is_empty() => return Ok(fields),
                None => return Err(malformed("extraneous or missing \" in quoted-field")),
            }
            continue;
        }
        let (field, more) = rest.split_once(',').map_or((rest, None), |(f, m)| (f, Some(m)));
        if field.contains('"') {
            return Err(malformed("bare \" in non-quoted field"));
        }
        fields.push(field.to_owned());
        match more {
            Some(more) => rest = more,
            None => return Ok(fields),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MountKind, from_of, read};

    #[test]
    fn fields_are_read_as_the_engine_reads_them() {
        let plain = |text: &str| Ok(text.to_owned());
        let mount = read("type=cache,\"target=/a,b\",sharing=locked", plain).expect("valid");
        assert_eq!((mount.kind, mount.target.as_str()), (MountKind::Cache, "/a,b"));
        assert_eq!(read("", plain), Err("invalid field '' must be a key=value pair".to_owned()));
        assert_eq!(
            read("type=bind,required", plain),
            Err("unexpected key 'required' for mount type 'bind'".to_owned())
        );
        assert_eq!(read("tipe=x", plain), Err("unexpected key 'tipe' in 'tipe=x'".to_owned()));
        assert!(read("type=secret", plain).is_err());
        assert!(from_of("from=$x").is_err());
        assert_eq!(from_of("type=bind,from=a").as_deref(), Ok("a"));
    }
}
