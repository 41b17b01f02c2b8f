//! Compose files, as far as they say where databases keep their files: bind mounts of directories
//! of the tree, in the short and the long form.
//!
//! Only what is certain counts: a source that begins with `.`, holds no variable, and is mounted for
//! writing where a service keeps data. What is mounted anywhere else is code or configuration, which
//! the build may need. It knows nothing of profiles, `extends` or `include`.

use crate::glob;
use crate::path::clean;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What Compose reads, and files that are merged into it by `-f`.
const NAMES: &[&str] =
    &["compose.y*ml", "compose.*.y*ml", "compose-*.y*ml", "docker-compose*.y*ml"];

/// Where services keep their data, and what is below.
const DATA: &[&str] = &[
    "/var/lib",
    "/data",
    "/bitnami",
    "/var/opt",
    "/usr/share/elasticsearch/data",
    "/usr/share/opensearch/data",
    "/meili_data",
    "/prometheus",
    "/qdrant/storage",
];

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    services: Option<BTreeMap<String, Option<Service>>>,
}

#[derive(Debug, Deserialize)]
struct Service {
    #[serde(default)]
    volumes: Option<Vec<Mount>>,
}

/// One entry of `volumes`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Mount {
    Short(String),
    Long {
        #[serde(rename = "type")]
        form: Option<String>,
        source: Option<String>,
        target: Option<String>,
        #[serde(default)]
        read_only: bool,
    },
    /// Something that Compose would refuse.
    Other(serde::de::IgnoredAny),
}

/// Whether a file of this name is one of Compose's.
pub(super) fn is_compose_file(name: &[u8]) -> bool {
    NAMES.iter().any(|pattern| glob::component(pattern, name, false))
}

/// The directories that services keep data in, as paths of the context; `above` is the path of the
/// directory that holds the file. A file that cannot be read as YAML has none.
pub(super) fn data_sources(text: &[u8], above: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    let Ok(file) = serde_saphyr::from_str::<File>(text) else { return Vec::new() };
    let services = file.services.into_iter().flatten().filter_map(|(_, service)| service);
    let mounts = services.flat_map(|service| service.volumes.unwrap_or_default());
    let mut sources: Vec<Vec<u8>> =
        mounts.filter_map(|mount| source(&mount)).filter_map(|text| within(above, &text)).collect();
    sources.sort();
    sources.dedup();
    sources
}

/// What a mount binds, if it is for data.
fn source(mount: &Mount) -> Option<String> {
    let (source, target) = match mount {
        Mount::Short(text) => {
            let mut parts = text.split(':');
            let (source, target) = (parts.next()?, parts.next()?);
            let options = parts.next().unwrap_or_default();
            if options.split(',').any(|option| option == "ro") {
                return None;
            }
            (source, target)
        }
        Mount::Long { form, source, target, read_only: false } => {
            if form.as_deref() != Some("bind") {
                return None;
            }
            (source.as_deref()?, target.as_deref()?)
        }
        Mount::Long { .. } | Mount::Other(_) => return None,
    };
    let relative = source == "." || source.starts_with("./") || source.starts_with("../");
    let target = target.trim_end_matches('/');
    let holds_data = DATA.iter().any(|data| {
        target.strip_prefix(data).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    (relative && holds_data && !source.contains('$')).then(|| source.to_owned())
}

/// The path in the context, unless it is the context itself or outside.
fn within(above: &[u8], source: &str) -> Option<Vec<u8>> {
    let joined = if above.is_empty() {
        source.as_bytes().to_vec()
    } else {
        [above, b"/", source.as_bytes()].concat()
    };
    let path = clean(&joined);
    let inside = path != b"." && path != b".." && !path.starts_with(b"../");
    inside.then(|| path.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{data_sources, is_compose_file};

    fn sources(text: &str, above: &str) -> Vec<String> {
        let found = data_sources(text.as_bytes(), above.as_bytes());
        found.into_iter().map(|path| String::from_utf8_lossy(&path).into_owned()).collect()
    }

    #[test]
    fn both_forms_are_read() {
        let text = "\
services:
  db:
    image: postgres:17
    volumes:
      - ./pgdata:/var/lib/postgresql/data
      - ./init.sql:/docker-entrypoint-initdb.d/init.sql:ro
      - named:/var/lib/other
      - /srv/x:/var/lib/x
      - ${DATA}/y:/var/lib/y
      - ./${DATA}/z:/var/lib/z
      - ~/w:/var/lib/w
      - /var/lib/anonymous
  search:
    volumes:
      - type: bind
        source: ./data/es/
        target: /usr/share/elasticsearch/data
      - type: bind
        source: ./conf
        target: /var/lib/conf
        read_only: true
      - type: volume
        source: ./never
        target: /var/lib/never
      - 17
  web:
    build: .
    volumes: [\".:/app\", './src:/app/src', \"./ro:/data:ro,z\", \"./rw:/data:z\"]
  none:
  empty: { volumes: }
volumes:
  named: {}
";
        assert_eq!(sources(text, ""), ["data/es", "pgdata", "rw"]);
        assert_eq!(sources(text, "deploy"), ["deploy/data/es", "deploy/pgdata", "deploy/rw"]);
    }

    #[test]
    fn what_is_outside_or_everything_is_skipped() {
        let text = "services: {a: {volumes: ['.:/data', '../x:/data', './a/..:/data']}}";
        assert_eq!(sources(text, ""), [""; 0]);
        assert_eq!(sources(text, "deploy"), ["deploy", "x"]);
    }

    #[test]
    fn anchors_and_merges_are_followed() {
        let text = "\
x-store: &store
  volumes:
    - ./store:/var/lib/store
services:
  one:
    <<: *store
    image: one
  two: *store
";
        assert_eq!(sources(text, ""), ["store"]);
    }

    #[test]
    fn what_is_no_compose_file_has_none() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\nservices: {s: {volumes: [*d,*d,*d,*d]}}";
        for text in ["", "[]", "services: []", "services: {a: 1}", "\t: {", "a: b: c", bomb] {
            assert_eq!(sources(text, ""), [""; 0], "{text}");
        }
        assert!(data_sources(b"services: \xff", b"").is_empty());
    }

    #[test]
    fn names_are_those_of_compose() {
        for name in [
            "compose.yaml",
            "compose.yml",
            "compose.override.yaml",
            "docker-compose.yml",
            "docker-compose.dev.yaml",
        ] {
            assert!(is_compose_file(name.as_bytes()), "{name}");
        }
        for name in ["composer.yaml", "compose.json", "my-compose.yaml"] {
            assert!(!is_compose_file(name.as_bytes()), "{name}");
        }
    }
}
