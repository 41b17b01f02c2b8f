//! What holds for every detector: its recipe is found in every form, and nothing of it gets out.
//!
//! Secrets are made here, when the test runs; `fixtures/content/recipes.json` tells how.

use super::{Detector, Encoding, Seen, Tier, scan};
use crate::severity::Severity;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use made::{Made, imitations, made};
use std::collections::BTreeSet;

#[path = "../../tests/made/mod.rs"]
mod made;

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
fn is_unlucky(made: &Made) -> bool {
    let (id, secret) = (made.id.as_str(), &made.text);
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
        for Made { id, text: secret, .. } in made.iter().filter(|made| !is_unlucky(made)) {
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
    for Made { id, text: secret, .. } in made(1) {
        let detector = Detector::find(&id).unwrap();
        let seen = scan(path(detector).as_bytes(), secret.as_bytes(), Encoding::Bytes, Tier::Core);
        assert_eq!(ids(&seen).contains(&*id), detector.tier == Tier::Core, "{id}");
    }
}

#[test]
fn nothing_that_is_returned_holds_the_secret() {
    for made in made(2) {
        let detector = Detector::find(&made.id).unwrap();
        let text = made.text.as_bytes();
        let seen = scan(path(detector).as_bytes(), text, Encoding::Bytes, Tier::Extra);
        let told = format!("{seen:?}");
        for piece in made.pieces() {
            assert!(!told.contains(&piece), "{}: {piece} in {told}", made.id);
        }
    }
}

/// What of a text is believed to be a secret of this kind, and is worth a word.
fn believed(id: &str, at: &str, text: &str) -> Vec<String> {
    let seen = scan(at.as_bytes(), text.as_bytes(), Encoding::Bytes, Tier::Extra);
    let sightings = seen.sightings.into_iter();
    sightings
        .filter(|seen| seen.detector.id == id && seen.severity > Severity::Low)
        .map(|seen| format!("{id}: {text:?}: {seen:?}"))
        .collect()
}

#[test]
fn what_stands_in_for_a_secret_is_none() {
    let mut wrong = Vec::new();
    let imitations = imitations();
    assert!(imitations.len() > 340, "{}", imitations.len());
    for Made { id, text, .. } in &imitations {
        wrong.extend(believed(id, &path(Detector::find(id).unwrap()), text));
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_secret_is_none() {
    let lookalikes = include_str!("../../fixtures/content/lookalikes.txt");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for line in lookalikes.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let (id, at, text) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        assert!(Detector::find(id).is_some(), "{id}");
        wrong.extend(believed(id, at, &text.replace("\\n", "\n").replace("{}", "")));
        tried += 1;
    }
    assert!(tried > 50, "{tried}");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_follows_a_key_is_seen() {
    let made = made(9);
    let text = |id: &str| made.iter().find(|made| made.id == id).unwrap().text.clone();
    for key in ["private-key-pem", "pgp-private-key"] {
        let joined = format!("{}\nuse: {}\n", text(key), text("github-token"));
        let seen = scan(b"notes", joined.as_bytes(), Encoding::Bytes, Tier::Core);
        assert_eq!(ids(&seen), BTreeSet::from([key, "github-token"]));
    }
}

/// A secret of this kind in this text, or the test fails.
fn seen_in(cases: &[(&str, String)]) {
    for (id, text) in cases {
        let seen = scan(b"some/file", text.as_bytes(), Encoding::Bytes, Tier::Core);
        let found = seen.sightings.iter().find(|seen| seen.detector.id == *id);
        assert!(found.is_some_and(|seen| seen.severity > Severity::Low), "{id}: {text}\n{seen:?}");
    }
}

/// A password as a generator draws it.
fn drawn() -> String {
    ["q8Zr41bTm7", "Wd0xKcYh52"].concat()
}

fn made_one(id: &str) -> String {
    made(31).into_iter().find(|made| made.id == id).unwrap().text
}

fn aws_key() -> String {
    made_one("aws-secret-access-key").trim().rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn an_escape_before_a_value_is_no_part_of_it() {
    let github = made_one("github-token");
    let hook = made_one("slack-webhook").replace('/', "\\/");
    seen_in(&[
        ("github-token", format!(r#"{{"a": "line\n{github}\t"}}"#)),
        ("github-token", format!(r#"{{"a": "\u0022{github}\u0022"}}"#)),
        ("github-token", format!("https://h/?t=%22{github}%22")),
        ("github-token", format!("\u{1b}[32m{github}\u{1b}[0m")),
        ("github-token", format!("\u{1b}[1;32m{github}")),
        ("github-token", format!("a\\x3d{github}")),
        ("openai-key", format!(r#"{{"run": "export\n{}"}}"#, made_one("openai-key"))),
        ("slack-webhook", format!(r#"{{"url": "{hook}"}}"#)),
        ("url-credentials", format!(r#""postgres:\/\/svc:{}@db.corp.net\/x""#, drawn())),
    ]);
    // And what only ends like an escape is a part of the word.
    for text in [format!("xn{github}"), format!("100%2{github}"), format!("mm{github}")] {
        let seen = scan(b"some/file", text.as_bytes(), Encoding::Bytes, Tier::Core);
        assert!(ids(&seen).is_empty(), "{text}");
    }
}

#[test]
fn a_value_is_seen_however_its_name_is_written() {
    let aws = aws_key();
    let login = "dXNlcjpxOFpyNDFiVG03V2Qw";
    let uuid = "0f3c2d1e-4b5a-4c6d-8e7f-90a1b2c3d4e5";
    let key = |text: String| ("aws-secret-access-key", text);
    seen_in(&[
        key(format!("- name: AWS_SECRET_ACCESS_KEY\n  value: {aws}\n")),
        key(format!(r#"{{"name": "AWS_SECRET_ACCESS_KEY", "value": "{aws}"}}"#)),
        key(format!("aws configure set aws_secret_access_key {aws}\n")),
        key(format!("cloud.aws.secret-key={aws}\n")),
        key(format!("cloud.aws.credentials.secret-key={aws}\n")),
        key(format!(r#""SecretAccessKey": "{aws}","#)),
        key(format!("<aws.secretKey>{aws}</aws.secretKey>")),
        key(format!(":secret_access_key => '{aws}'")),
        key(format!("Secret Access Key: {aws}\n")),
        ("npmrc-auth", format!("echo '//npm.corp.net/:_authToken={uuid}' > .npmrc\n")),
        ("docker-config-auth", format!("auths:\n  ghcr.io:\n    auth: {login}\n")),
        (
            "docker-config-auth",
            format!(r#"{{\"auths\":{{\"ghcr.io\":{{\"auth\":\"{login}\"}}}}}}"#),
        ),
        (
            "kubeconfig-credential",
            format!(r#"{{"kind": "Config", "users": [{{"user": {{"token": "{aws}"}}}}]}}"#),
        ),
        ("netrc-password", format!("cat > ~/.netrc <<E\n{}\nE\n", made_one("netrc-password"))),
        ("wireguard-private-key", made_one("wireguard-private-key")),
        ("nuget-config-password", made_one("nuget-config-password")),
        (
            "git-config-credential",
            format!("git config http.{}\n", made_one("git-config-credential").trim()),
        ),
        ("url-credentials", format!("postgres://svc:{}@server/x", drawn())),
        ("url-credentials", format!("postgres://svc:P@{}@db.corp.net/x", drawn())),
    ]);
}

#[test]
fn what_is_base64_once_more_is_seen() {
    let der: Vec<u8> = [0x30, 0x82, 1, 0].into_iter().chain(0..=255).collect();
    let der = STANDARD.encode(der);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    let quoted = serde_json::Value::from(pem.clone());
    let account = format!(
        "{{\n  \"type\": \"service_account\",\n  \"private_key\": {quoted},\n  \"client_id\": \"1\"\n}}\n"
    );
    seen_in(&[
        ("private-key-pem", format!("data:\n  tls.key: {}\n", STANDARD.encode(pem))),
        ("gcp-service-account-key", format!("GOOGLE_KEY={}\n", STANDARD.encode(account))),
    ]);
    // A certificate begins as a key does.
    let certificate = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    let text = format!("tls.crt: {}", STANDARD.encode(certificate));
    let seen = scan(b"some/file", text.as_bytes(), Encoding::Bytes, Tier::Extra);
    assert!(seen.sightings.is_empty(), "{seen:?}");
}

#[test]
fn of_too_many_the_worst_are_told() {
    let made = made(32);
    let github = &made.iter().find(|made| made.id == "github-token").unwrap().text;
    let jwts = made.iter().find(|made| made.id == "jwt").unwrap().text.clone();
    let mut text = String::new();
    for number in 0..150 {
        text.push_str(&format!("{number} {}{number:03}\n", &jwts[..jwts.len() - 3]));
    }
    text.push_str(github);
    let seen = scan(b"some/file", text.as_bytes(), Encoding::Bytes, Tier::Core);
    assert_eq!((seen.sightings.len(), seen.more), (100, 51));
    assert!(ids(&seen).contains("github-token"));
    assert!(seen.sightings.is_sorted_by_key(|sighting| sighting.line));
}
