//! `.git` in a context: who needs it, and what its settings give away.

use crate::planted::plant;
use crate::support::Tree;
use serde_json::{Value, json};

/// A context with its repository, and further files.
fn with_repository(dockerfile: &str, files: &[(&str, &str)]) -> Tree {
    let tree = Tree::new(files);
    tree.write("Dockerfile", dockerfile.as_bytes());
    plant(&tree.root(), &["Dockerfile"]);
    tree
}

/// The severity of the finding on `.git`, and the line and the words that need it.
fn on_git(tree: &Tree) -> (String, Value, Value) {
    let run = tree.run(&["--format", "json", "--fail-on", "never"]);
    let value: Value = serde_json::from_str(run.text()).expect("JSON");
    let findings = value["findings"].as_array().expect("a list");
    let is =
        |finding: &&Value| finding["rule"] == "vcs-git" && finding["entries"][0]["path"] == ".git";
    let finding = findings.iter().find(is).expect("a finding");
    let need = &finding["needed_by"];
    let advised = value["suggestions"].as_array().expect("a list").iter();
    let stops = advised.filter(|suggestion| suggestion["line"] == "**/.git").count();
    assert_eq!(stops == 0, !need.is_null(), "what is needed is not to be stopped");
    let severity = finding["severity"].as_str().expect("text").to_owned();
    (severity, need["line"].clone(), need["what"].clone())
}

/// What a manifest says, in a word.
const MANIFESTS: &[(&str, &str)] = &[
    ("pyproject.toml", "[tool.setuptools_scm]\n"),
    ("Cargo.toml", "[build-dependencies]\nvergen = \"9\"\n"),
    ("a.csproj", "<PackageReference Include=\"MinVer\" />\n"),
];

/// What a stage runs on the context that goes no further, and what of it needs the repository.
const STAGES: &[(&str, Option<&str>)] = &[
    ("RUN make", None),
    ("RUN apk add git && git config --global a b", None),
    ("RUN git clone https://example.org/x && cd x && git checkout v1", None),
    ("RUN git clone https://x.org/x\nRUN cd x && git log", None),
    ("RUN make V=$(git describe --tags)", Some("git describe")),
    ("RUN git -C /s rev-parse HEAD > v", Some("git rev-parse")),
    ("RUN go build -buildvcs=true ./...", Some("-buildvcs=true")),
    ("RUN goreleaser build", Some("goreleaser")),
    ("RUN npx semantic-release", Some("semantic-release")),
    ("RUN pip install .", Some("setuptools_scm in pyproject.toml")),
    ("ENV SETUPTOOLS_SCM_PRETEND_VERSION=1\nRUN pip install .", None),
    ("RUN npm ci", None),
    ("RUN cargo build", Some("vergen in Cargo.toml")),
    ("RUN dotnet build", Some("MinVer in a.csproj")),
];

#[test]
fn a_repository_that_a_stage_needs_is_a_milder_finding() {
    for (steps, what) in STAGES {
        let dockerfile = format!("FROM a AS b\nCOPY . /s\n{steps}\nFROM c\nCOPY --from=b /o /o\n");
        let (severity, line, said) = on_git(&with_repository(&dockerfile, MANIFESTS));
        let expected = match what {
            Some(what) => ("low", json!(3), json!(what)),
            None => ("high", json!(null), json!(null)),
        };
        assert_eq!((&*severity, line, said), expected, "{dockerfile}");
    }
    let remark = [("pyproject.toml", "# setuptools_scm\n")];
    let tree = with_repository("FROM a AS b\nCOPY . /s\nRUN pip install .\n", &remark);
    assert_eq!(on_git(&tree), ("high".to_owned(), json!(null), json!(null)));
}

#[test]
fn where_it_ends_and_who_names_it_counts() {
    for (dockerfile, expected) in [
        // It ends in the image, where nobody needs it any more.
        ("FROM a\nCOPY . /s\nRUN git describe", ("medium", json!(3), json!("git describe"))),
        // What nobody reaches needs nothing.
        (
            "FROM a AS x\nCOPY . /s\nRUN git describe\nFROM b\nCOPY . /",
            ("high", json!(null), json!(null)),
        ),
        ("FROM a\nCOPY . /s\nCOPY .git /s/.git", ("info", json!(3), json!(".git"))),
        (
            "FROM a\nRUN --mount=type=bind,source=.git,target=.git make",
            ("info", json!(2), json!(".git")),
        ),
    ] {
        let (severity, line, what) = on_git(&with_repository(dockerfile, &[]));
        assert_eq!((&*severity, line, what), expected, "{dockerfile}");
    }
}

#[test]
fn what_needs_the_repository_is_told() {
    let tree =
        with_repository("FROM a AS b\nCOPY . /s\nRUN git log\nFROM c\nCOPY --from=b /o /o\n", &[]);
    plant(&tree.root().join("sub"), &[]);
    let text = tree.run(&["--fail-on", "never"]).text().to_owned();
    assert!(text.contains("low[vcs-git]: .git/ ("), "{text}");
    assert!(text.contains("  = needed: Dockerfile:3 needs it: `git log`\n"), "{text}");
    assert!(text.contains("RUN\n          --mount=type=bind,source=.git,target=.git\n"), "{text}");
    // The one below is not what the command asks.
    assert!(text.contains("high[vcs-git]: sub/.git/ ("), "{text}");
}

#[test]
fn credentials_in_the_settings_of_a_repository_are_critical_and_not_shown() {
    let token = format!("ghp_{}", "a1B2c3D4e5".repeat(3));
    for text in [
        format!("[remote \"origin\"]\n\turl = https://x-access-token:{token}@example.org/a.git\n"),
        format!("[remote \"origin\"]\n\turl = https://{token}@example.org/a.git\n"),
        format!("[http \"https://example.org/\"]\n\textraheader = AUTHORIZATION: basic {token}\n"),
    ] {
        let tree = with_repository("FROM a\nCOPY . /s\n", &[]);
        for place in [".git/config", ".git/modules/lib/config"] {
            tree.write(place, text.as_bytes());
        }
        let run = tree.run(&["--verbose"]);
        let said = run.text();
        assert_eq!(run.code, Some(1));
        assert!(said.contains("critical[secret-git-config-token]: 2 places"), "{said}");
        assert!(!said.contains("a1B2c3"), "{said}");
        let json = tree.run(&["--format", "json"]);
        assert!(!json.text().contains("a1B2c3") && !json.err.contains("a1B2c3"));
    }
}
