//! What holds for every detector: its recipe is found in every form, and nothing of it gets out.
//!
//! Secrets are made here, when the test runs; `fixtures/content/recipes.json` tells how.

use super::{Detector, Encoding, Seen, Tier, scan};
use std::collections::BTreeSet;
use std::path::Path;

/// A small generator, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut mixed = self.0 ^ (self.0 >> 33);
        mixed = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = match alphabet {
            "alnum" => ('0'..='9').chain('A'..='Z').chain('a'..='z').collect(),
            "lowalnum" => ('0'..='9').chain('a'..='z').collect(),
            "b64" => ('0'..='9').chain('A'..='Z').chain('a'..='z').chain(['+', '/']).collect(),
            "b64url" => ('0'..='9').chain('A'..='Z').chain('a'..='z').chain(['-', '_']).collect(),
            "hex" => ('0'..='9').chain('a'..='f').collect(),
            "digit" => ('0'..='9').collect(),
            "upper" => ('0'..='9').chain('A'..='Z').collect(),
            "base32" => ('A'..='Z').chain('2'..='7').collect(),
            "bech32" => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".chars().collect(),
            other => panic!("`{other}` is no alphabet"),
        };
        (0..length).map(|_| letters[(self.next() % letters.len() as u64) as usize]).collect()
    }
}

/// A made secret of each detector: its id, and the text.
pub(crate) fn made(seed: u64) -> Vec<(String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/content/recipes.json");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let recipes = json.as_array().unwrap().iter().enumerate();
    recipes
        .map(|(number, recipe)| {
            let id = recipe["id"].as_str().unwrap().to_owned();
            let mut random = Random(seed.wrapping_mul(7919).wrapping_add(number as u64));
            let mut text = String::new();
            for part in recipe["recipe"].as_array().unwrap() {
                let part = part.as_str().unwrap();
                match (part.strip_prefix('='), part.split_once(':')) {
                    (Some(literal), _) => text.push_str(literal),
                    (None, _) if part == "@crc32-base62" => {
                        let body = &text[text.find('_').unwrap() + 1..];
                        text.push_str(&checksum(body));
                    }
                    (None, Some((alphabet, length))) => {
                        text.push_str(&random.text(alphabet, length.parse().unwrap()));
                    }
                    (None, None) => panic!("{part}"),
                }
            }
            (id, text)
        })
        .collect()
}

fn checksum(body: &str) -> String {
    let mut number = crc32fast::hash(body.as_bytes());
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = String::new();
    for _ in 0..6 {
        text.insert(0, char::from(digits[(number % 62) as usize]));
        number /= 62;
    }
    text
}

/// A path in the detector's scope.
fn path(detector: &Detector) -> String {
    detector.scope.first().map_or("src/settings".to_owned(), |pattern| {
        pattern.trim_start_matches("**/").replace('*', "name")
    })
}

/// Those whose expression asks for a line, a tag or a file of their own: no other form holds them.
const PLAIN_ONLY: [&str; 10] = [
    "npmrc-auth",
    "nuget-config-password",
    "docker-config-auth",
    "putty-private-key",
    "wireguard-private-key",
    "git-config-credential",
    "kubeconfig-credential",
    "framework-app-key",
    "rails-master-key-content",
    "generic-secret-assignment",
];

fn forms(id: &str, secret: &str) -> Vec<(&'static str, Vec<u8>, Encoding)> {
    let utf16 = |mark: &str, big: bool| -> Vec<u8> {
        let units: Vec<u16> = format!("{mark}{secret}").encode_utf16().collect();
        units.iter().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let mut forms = vec![
        ("plain", secret.as_bytes().to_vec(), Encoding::Bytes),
        ("UTF-16", utf16("\u{feff}", false), Encoding::Utf16Little),
        ("UTF-16 without a mark", utf16("", true), Encoding::Utf16Big),
    ];
    if !PLAIN_ONLY.contains(&id) {
        let json = serde_json::json!({ "name": "it", "value": secret }).to_string();
        for (form, text) in [
            ("quoted", format!("value = '{secret}'\n")),
            ("JSON", json),
            ("YAML", format!("name: it\nvalue: {secret}\n")),
            ("dotenv", format!("NAME=it\nVALUE={secret}\n")),
        ] {
            forms.push((form, text.into_bytes(), Encoding::Bytes));
        }
    }
    forms
}

fn ids(seen: &Seen) -> BTreeSet<&'static str> {
    seen.sightings.iter().map(|sighting| sighting.detector.id).collect()
}

/// By chance a made value misses what its detector asks for besides: a digit, both cases.
fn is_unlucky(id: &str, secret: &str) -> bool {
    let tail = &secret[secret.len().saturating_sub(40)..];
    let has = |is: fn(&char) -> bool| tail.chars().any(|c| is(&c));
    matches!(id, "aws-secret-access-key" | "cratesio-token" | "generic-secret-assignment")
        && !(has(char::is_ascii_digit)
            && has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase))
}

#[test]
fn every_detector_has_a_recipe_and_finds_it_in_every_form() {
    let mut found = 0;
    for seed in 0..50 {
        let made = made(seed);
        assert_eq!(made.len(), Detector::all().len());
        for (id, secret) in made.iter().filter(|(id, secret)| !is_unlucky(id, secret)) {
            let detector = Detector::find(id).unwrap_or_else(|| panic!("{id}"));
            for (form, bytes, encoding) in forms(id, secret) {
                let seen = scan(path(detector).as_bytes(), &bytes, encoding, Tier::Extra);
                assert!(
                    ids(&seen).contains(&**id),
                    "{id}, seed {seed}, {form}: {secret:?}\n{seen:?}"
                );
                found += 1;
            }
        }
    }
    assert!(found > 20_000, "{found}");
}

#[test]
fn core_detectors_need_no_option() {
    for (id, secret) in made(1) {
        let detector = Detector::find(&id).unwrap();
        let seen = scan(path(detector).as_bytes(), secret.as_bytes(), Encoding::Bytes, Tier::Core);
        assert_eq!(ids(&seen).contains(&*id), detector.tier == Tier::Core, "{id}");
    }
}

#[test]
fn nothing_that_is_returned_holds_the_secret() {
    for (id, secret) in made(2) {
        let detector = Detector::find(&id).unwrap();
        let seen = scan(path(detector).as_bytes(), secret.as_bytes(), Encoding::Bytes, Tier::Extra);
        let told = format!("{seen:?}");
        for part in secret.as_bytes().windows(7) {
            // The form itself is no secret, only what fills it.
            let part = String::from_utf8_lossy(part);
            let of_form =
                format!("{detector:?}{}{}{}", detector.format, detector.expression, detector.id);
            let is_form = of_form.contains(&*part) || recipe_literals(&id).contains(&*part);
            assert!(is_form || !told.contains(&*part), "{id}: {part} in {told}");
        }
    }
}

fn recipe_literals(id: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/content/recipes.json");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let of = json.as_array().unwrap().iter().find(|recipe| recipe["id"] == id).unwrap();
    of["recipe"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect()
}
