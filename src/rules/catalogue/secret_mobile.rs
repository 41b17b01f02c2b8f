//! Secrets: the signing and publishing of mobile applications.

use crate::rules::marker::{Case, Marker, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret-firebase-mobile",
        category: Category::Secret,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/google-services.json", "**/GoogleService-Info.plist"],
        marker: Marker {
            text: "JSON with project_info/client",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&["project_info", "gcm_sender_id"])),
                    "is a mobile configuration",
                ),
                Case::rates(
                    Severity::Info,
                    Test::All(&[
                        Test::Named(&["*.json"]),
                        Test::Not(&Test::Head(Shape::Holds(&["project_info"]))),
                    ]),
                    "is something else",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Firebase app identifiers; Google treats the API key as non-secret, and mobile \
              builds need the file.",
        source: "github/gitignore:Android (google-services.json)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-android-signing",
        category: Category::Secret,
        severity: Severity::High,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &[
            "**/keystore.properties",
            "**/key.properties",
            "**/signing.properties",
            "**/upload-keystore.*",
            "**/release.keystore",
        ],
        marker: Marker {
            text: "storePassword=/keyPassword= literal",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Assigns(&["storepassword", "keypassword"])),
                    "holds a key password",
                ),
                Case::rates(
                    Severity::Low,
                    Test::All(&[
                        Test::Named(&["*.properties"]),
                        Test::Not(&Test::Head(Shape::Assigns(&["storepassword", "keypassword"]))),
                    ]),
                    "holds no literal password",
                ),
            ],
            ..Marker::NONE
        },
        why: "APK signing passwords and keys.",
        source: "github/gitignore:Flutter (key.properties), Android",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-android-local-properties",
        category: Category::Secret,
        severity: Severity::Low,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/local.properties"],
        marker: Marker {
            text: "sdk.dir=",
            cases: &[Case::confirms(
                Test::Head(Shape::Holds(&["sdk.dir"])),
                "names the place of an SDK",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "SDK path of this machine (breaks container builds) and sometimes API keys.",
        source: "github/gitignore:Android,Flutter",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-apple-provisioning",
        category: Category::Secret,
        severity: Severity::Medium,
        ecosystem: "swift",
        kind: HitKind::File,
        paths: &["**/*.mobileprovision", "**/*.provisionprofile", "**/*.certSigningRequest"],
        safe: true,
        why: "Apple provisioning artefacts.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "secret-fastlane",
        category: Category::Secret,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/fastlane/.env*", "**/fastlane/*key*.json", "**/fastlane/api_key.json"],
        except: &["**/fastlane/.env.default", "**/fastlane/.env.example"],
        suggestion: Suggestion::Lines(&["**/fastlane/.env", "**/fastlane/.env.secret"]),
        safe: true,
        why: "Store-upload credentials.",
        source: "github/gitignore:Swift (fastlane)",
        ..Rule::BLANK
    },
];
