//! Whether a path is one of tests, examples or documentation.
//!
//! What lies there is sent like anything else, so it is told all the same, a step milder: keys in
//! there are made for the purpose more often than not.

/// Whether the path is one where keys are made up.
pub(crate) fn is(path: &[u8]) -> bool {
    const DIRECTORIES: [&str; 29] = [
        "test",
        "tests",
        "testing",
        "testdata",
        "test-data",
        "test_data",
        "__tests__",
        "__mocks__",
        "__fixtures__",
        "spec",
        "specs",
        "fixture",
        "fixtures",
        "mock",
        "mocks",
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "e2e",
        "doc",
        "docs",
        "cassettes",
        "unit",
        "t",
        "benches",
        "benchmarks",
        "dummyserver",
    ];
    const ENDS: [&str; 8] =
        ["_test", ".test", "-test", "_spec", ".spec", ".example", ".sample", ".stories"];
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.rsplit(|byte| *byte == b'/');
    let name = parts.next().unwrap_or_default();
    // `token_test.go` is named for what stands before its ending, `.env.example` for the ending.
    let stem = memchr::memrchr(b'.', name).map_or(name, |dot| &name[..dot]);
    let ends = |text: &[u8]| ENDS.iter().any(|end| text.ends_with(end.as_bytes()));
    ends(name)
        || ends(stem)
        || name.starts_with(b"test_")
        || parts.any(|part| DIRECTORIES.iter().any(|directory| part == directory.as_bytes()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn tests_and_examples_are_told_from_the_rest() {
        for (path, expected) in [
            ("tests/key.pem", true),
            ("a/TestData/key.pem", true),
            ("pkg/token_test.go", true),
            ("pkg/token.spec.ts", true),
            ("test_token.py", true),
            (".env.example", true),
            ("src/token.go", false),
            ("contest/key.pem", false),
            ("latest.json", false),
        ] {
            assert_eq!(super::is(path.as_bytes()), expected, "{path}");
        }
    }
}
