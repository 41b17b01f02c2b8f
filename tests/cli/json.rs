//! The machine's side: real output against the schema, and the schema against its file.

use crate::snapshots::monorepo;
use crate::support::{Tree, same_as_file};
use serde_json::{Map, Value, json};

#[test]
fn the_schema_is_the_one_that_was_published() {
    let run = Tree::new(&[]).run(&["schema"]);
    same_as_file("schema/check.v1.json", run.text());
    assert_eq!(run.code, Some(0));
}

#[test]
fn what_is_written_is_what_the_schema_promises() {
    let schema: Value = parse(Tree::new(&[]).run(&["schema"]).text());
    let tree = monorepo();
    let refused = Tree::new(&[(".dockerignore", "!\n")]);
    let frugal = frugal();
    for (tree, args, code) in [
        (&frugal, &["--build-context", "more=src", "--on-disk"][..], 1),
        (&frugal, &["--engine", "all", "--build-context", "more=docker-image://x"], 1),
        (&tree, &[][..], 1),
        (&tree, &["--no-rules"][..], 0),
        (&tree, &["--canaries"][..], 1),
        (&tree, &["--engine", "all"][..], 1),
        (&refused, &[][..], 2),
        (&refused, &["--engine", "all"][..], 2),
    ] {
        let run = tree.run(&[&["check", "--format", "json"], args].concat());
        assert_eq!(run.code, Some(code), "{args:?}");
        let value = parse(run.text());
        assert_eq!(value["schema"], 1);
        assert_eq!(errors(&schema, &schema, &value, "$"), Vec::<String>::new());
    }
}

#[test]
fn the_numbers_are_those_of_the_text() {
    let run = monorepo().run(&["--format", "json"]);
    let value = parse(run.text());
    assert_eq!(value["sent"]["files"], 92);
    assert_eq!(value["engine"], "buildkit");
    assert_eq!(value["ignore_file"]["patterns"], 4);
    let rules: Vec<&str> = value["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    assert!(rules.contains(&"dep-node-modules"), "{rules:?}");
}

#[test]
fn what_is_asked_for_is_told() {
    let tree = frugal();
    let value = parse(tree.run(&["--format", "json", "--on-disk"]).text());
    assert_eq!(value["dockerfile"], "Dockerfile");
    assert_eq!(value["target"], 2);
    assert_eq!(
        value["stages"],
        json!([
            { "name": "build", "reachable": true },
            { "name": "docs", "reachable": false },
            { "name": null, "reachable": true },
        ])
    );
    assert_eq!(value["asked"], json!(["package.json", "packages/web"]));
    assert_eq!(value["sends_everything"], false);
    assert_eq!(value["eligible"]["files"], 92);
    assert_eq!(value["sent"]["files"], 23);
    assert_eq!(value["on_disk"]["files"], 95);
    assert_eq!(
        value["references"][0],
        json!({ "file": "Dockerfile", "line": 2, "instruction": "COPY package.json ./" })
    );
    let finding = |rule: &str| {
        let findings = value["findings"].as_array().expect("a list");
        findings.iter().find(|finding| finding["rule"] == rule).expect("found").clone()
    };
    for (rule, files, sent) in [("dep-node-modules", 20, 20), ("data-sql-dump", 1, 0)] {
        let finding = finding(rule);
        assert_eq!((&finding["files"], &finding["sent"]["files"]), (&json!(files), &json!(sent)));
    }
    let everything = parse(tree.run(&["--format", "json", "--target", "docs"]).text());
    assert_eq!(everything["asked"], Value::Null);
    assert_eq!(everything["sends_everything"], true);
    let nothing = parse(tree.feed(&["--format", "json", "-f", "-"], "FROM a\n").text());
    assert_eq!((&nothing["asked"], &nothing["dockerfile"]), (&json!([]), &json!("-")));
    assert_eq!(nothing["sent"]["files"], 0);
    let args = ["--format", "json", "-f", "-", "--engine", "classic"];
    let classic = parse(tree.feed(&args, "FROM a\n").text());
    assert_eq!(classic["added"], json!([{ "name": ".dockerfile.RANDOM", "bytes": 7 }]));
    assert_eq!(classic["sent"]["files"], 93);
}

/// The monorepo with a Dockerfile that names what it needs, a named context too.
fn frugal() -> Tree {
    let tree = monorepo();
    tree.write(
        "Dockerfile",
        b"FROM node AS build\nCOPY package.json ./\nCOPY packages/web packages/web\nFROM node AS docs\n\
          COPY . .\nFROM build\nCOPY --from=more . /more\n",
    );
    tree
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// What in a value breaks a schema, as far as our schema uses the language; a word that this does
/// not know is an error too, and so is a field that the schema does not name.
pub(crate) fn errors(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(schema) = schema.as_object() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (word, rule) in schema {
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" | "minimum" | "maximum" => {}
            "properties" => found.extend(unnamed(schema, value, at)),
            "$ref" => {
                let name = rule.as_str().and_then(|path| path.strip_prefix('#')).expect("local");
                found.extend(errors(root, root.pointer(name).expect("defined"), value, at));
            }
            "anyOf" => {
                let ways = rule.as_array().expect("a list");
                let tries = ways.iter().map(|way| errors(root, way, value, at));
                let best = tries.min_by_key(Vec::len).expect("not empty");
                found.extend(best);
            }
            "type" => {
                let wanted: Vec<&str> = match rule {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => name.as_str().into_iter().collect(),
                };
                let is = kind(value);
                if !wanted.contains(&is) {
                    found.push(format!("{at}: {is} instead of {wanted:?}"));
                }
            }
            "required" => {
                let names = rule.as_array().expect("a list").iter().filter_map(Value::as_str);
                let missing = names.filter(|name| value.is_object() && value.get(name).is_none());
                found.extend(missing.map(|name| format!("{at}: no `{name}`")));
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                found.extend(
                    items.flat_map(|(n, item)| errors(root, rule, item, &format!("{at}[{n}]"))),
                );
            }
            word => found.push(format!("{at}: the test does not know `{word}`")),
        }
    }
    if let (Some(Value::Object(fields)), Value::Object(given)) = (schema.get("properties"), value) {
        for (name, value) in given {
            let rule = fields.get(name).unwrap_or(&Value::Null);
            found.extend(errors(root, rule, value, &format!("{at}.{name}")));
        }
    }
    found
}

fn unnamed(schema: &Map<String, Value>, value: &Value, at: &str) -> Vec<String> {
    let given = value.as_object().into_iter().flat_map(Map::keys);
    given
        .filter(|name| schema["properties"].get(name.as_str()).is_none())
        .map(|name| format!("{at}: `{name}` is not documented"))
        .collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
