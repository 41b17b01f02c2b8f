//! Secrets that are made when a test runs, after `fixtures/content/recipes.json`.
//!
//! No finished one stands in the repository. The unit tests of contents and the tests of the command
//! line take them from here; it knows no detector.

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

fn recipes() -> serde_json::Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/content/recipes.json");
    serde_json::from_str(&std::fs::read_to_string(file).expect("recipes")).expect("JSON")
}

/// A made secret.
pub(crate) struct Made {
    /// Its detector.
    pub(crate) id: String,
    /// How it stands in a file.
    pub(crate) text: String,
    /// What of it nobody could guess.
    pub(crate) filled: Vec<String>,
}

impl Made {
    /// Every few bytes of what nobody could guess: none of them may be shown.
    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) fn pieces(&self) -> impl Iterator<Item = String> {
        let windows = self.filled.iter().flat_map(|part| part.as_bytes().windows(7));
        windows.map(|piece| String::from_utf8_lossy(piece).into_owned())
    }
}

/// What stands in manuals in the place of a secret: the form of each, filled with signs that nobody
/// draws, or named by a reference.
#[allow(dead_code, reason = "the unit tests alone ask")]
pub(crate) fn imitations() -> Vec<Made> {
    let fill = |made: &Made, with: &dyn Fn(usize) -> String| {
        let mut text = made.text.clone();
        for part in &made.filled {
            text = text.replacen(part.as_str(), &with(part.len()), 1);
        }
        Made { id: made.id.clone(), text, filled: Vec::new() }
    };
    let forms: [&dyn Fn(usize) -> String; 5] = [
        &|length| "x".repeat(length),
        &|length| "X".repeat(length),
        &|length| "0".repeat(length),
        &|_| "${SECRET}".to_owned(),
        &|_| "<your-secret-here>".to_owned(),
    ];
    let made = made(5);
    let filled = made.iter().filter(|made| !made.filled.is_empty());
    filled.flat_map(|made| forms.iter().map(move |with| fill(made, with))).collect()
}

/// A made secret of each detector.
pub(crate) fn made(seed: u64) -> Vec<Made> {
    let recipes = recipes();
    let recipes = recipes.as_array().expect("a list").iter().enumerate();
    recipes
        .map(|(number, recipe)| {
            let id = recipe["id"].as_str().expect("a recipe").to_owned();
            let mut random = Random(seed.wrapping_mul(7919).wrapping_add(number as u64));
            let (mut text, mut filled) = (String::new(), Vec::new());
            for part in recipe["recipe"].as_array().expect("a recipe") {
                let part = part.as_str().expect("a recipe");
                match (part.strip_prefix('='), part.split_once(':')) {
                    (Some(literal), _) => text.push_str(literal),
                    (None, _) if part == "@crc32-base62" => {
                        let body = &text[text.find('_').expect("a recipe") + 1..];
                        text.push_str(&checksum(body));
                    }
                    (None, Some((alphabet, length))) => {
                        let part = random.text(alphabet, length.parse().expect("a length"));
                        text.push_str(&part);
                        filled.push(part);
                    }
                    (None, None) => panic!("{part}"),
                }
            }
            Made { id, text, filled }
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
