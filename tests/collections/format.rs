//! The documented format: what `docs/collection-format.md` shows is a collection that opens without a problem, and each of
//! its TOML files is as its schema says. So are the files that are written.

use std::fs;

use boon::{Compiler, Schemas};
use lambdesk_core::collection::names::PAYLOAD;
use lambdesk_core::collection::{entries, environment_file, folder_file, request_file};
use lambdesk_core::wire::{
    Check, CheckTest, EntryKind, ExpectedOutcome, InvocationType, LogTest, RequestContent, RetryInput, RetryPresets,
    Sending, Variable, VariableKind,
};
use lambdesk_tests::repository;
use serde_json::Value;

use crate::Shelf;

/// The files of the page: their paths and what is in them.
fn documented() -> Vec<(String, String)> {
    let page = fs::read_to_string(repository::root().join("docs/collection-format.md")).expect("the page");
    let mut files = Vec::new();
    for part in page.split("\n**`").skip(1) {
        let (path, rest) = part.split_once("`**\n```").unwrap_or_else(|| panic!("a path without a file: {part}"));
        let text = rest.split_once('\n').and_then(|(_, rest)| rest.split_once("```")).expect("a block").0;
        files.push((path.to_owned(), text.to_owned()));
    }
    assert!(files.len() >= 6, "the page has no files: {files:?}");
    files
}

fn schema_of(path: &str) -> &'static str {
    match path {
        path if path.ends_with("lambdesk.toml") => "lambdesk.json",
        path if path.starts_with("environments/") => "environment.json",
        _ => "sidecar.json",
    }
}

/// Why a file is not as its schema says.
fn wrong(path: &str, text: &str) -> Option<String> {
    let value: Value = toml_edit::de::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = repository::root().join("docs/schema").join(schema_of(path)).canonicalize().expect("a schema");
    let schema = compiler.compile(&path.to_string_lossy(), &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
    schemas.validate(&value, schema).err().map(|error| format!("{error}"))
}

fn is_toml(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "toml")
}

fn toml_files(shelf: &Shelf) -> Vec<String> {
    let files = lambdesk_tests::planted::files(&shelf.root);
    let paths = files.iter().filter_map(|path| path.strip_prefix(&shelf.root).ok()?.to_str());
    paths.filter(|path| is_toml(path)).map(str::to_owned).collect()
}

#[test]
fn the_documented_collection_opens_without_a_problem() {
    let files = documented();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let shelf = Shelf::with(&files);
    assert_eq!(shelf.tree(), ["Orders", "  cancel-order (orders)", "  Create an order (orders)"]);
    let opened = shelf.opened();
    assert_eq!((opened.name.as_str(), opened.problems.len()), ("Payments", 0));
    assert_eq!((opened.environments[0].variables, opened.environments[0].problem.as_deref()), (4, None));
    for entry in opened.entries.iter().filter(|entry| entry.kind == EntryKind::Request) {
        let request = request_file::open(&shelf.root, &shelf.source(&entry.path)).expect("opened");
        assert_eq!(request.problems, Vec::<String>::new(), "{}", entry.path);
    }
    let create = request_file::open(&shelf.root, &shelf.source("orders/create-order.json")).expect("opened").content;
    assert_eq!(create.checks.len(), 4);
    let Sending { function, retries, template, client_context, .. } = create.sending;
    assert!(function.is_some() && retries.is_some() && template.is_some() && client_context.is_some());
    for (path, text) in files {
        if is_toml(path) {
            assert_eq!(wrong(path, text), None, "{path}");
        }
    }
}

#[test]
fn the_schemas_say_what_is_wrong() {
    for (path, text) in [
        ("a.toml", "function = 1"),
        ("a.toml", "type = \"Later\""),
        ("a.toml", "retries = { attempts = 11 }"),
        ("a.toml", "retries = \"often\""),
        ("a.toml", "format = 2"),
        ("a.toml", "[[checks]]\nexpression = \"a\""),
        ("a.toml", "[variables]\n\"a b\" = 1"),
        ("lambdesk.toml", "[defaults]\nlog = \"yes\""),
        ("lambdesk.toml", "format = 2"),
        ("environments/a.toml", "secrets = [1]"),
    ] {
        assert!(wrong(path, text).is_some(), "{path}: {text}");
    }
    assert_eq!(wrong("a.toml", "unknown = { kept = true }"), None);
}

#[test]
fn what_is_written_is_as_the_schemas_say() {
    let shelf = Shelf::with(&[]);
    let variable = |name: &str, kind, value: &str| Variable { name: name.into(), value: value.into(), kind };
    let variables = vec![
        variable("text", VariableKind::Text, "a\n\"b\" '''"),
        variable("big", VariableKind::Json, "12345678901234567890"),
        variable("object", VariableKind::Json, "{\"a\": null}"),
    ];
    let text = || Some("x".to_owned());
    let sending = Sending {
        function: text(),
        qualifier: text(),
        region: text(),
        wait: text(),
        total: text(),
        invocation_type: Some(InvocationType::DryRun),
        tail: Some(true),
        stream: Some(false),
        client_context: text(),
        tenant_id: text(),
        durable_execution_name: text(),
        retries: Some(RetryInput { attempts: 7, ..RetryPresets::all().like_aws_cli }),
        template: Some(false),
    };
    let expects = |test| Check::Response { expression: "a".into(), test };
    let content = RequestContent {
        payload: "{}".into(),
        name: None,
        sending: sending.clone(),
        notes: "several\nlines".into(),
        variables: variables.clone(),
        checks: vec![
            Check::Outcome { is: ExpectedOutcome::NoAnswer, code: None },
            Check::Outcome { is: ExpectedOutcome::Rejected, code: Some("a".into()) },
            expects(CheckTest::Equals { json: "null".into() }),
            expects(CheckTest::Matches { pattern: "a".into() }),
            expects(CheckTest::Exists),
            expects(CheckTest::Below { number: "1.5".into() }),
            Check::Duration { below: "1 s".into() },
            expects(CheckTest::Missing),
            expects(CheckTest::Above { number: "12345678901234567890".into() }),
            Check::Log { test: LogTest::Contains { text: "a".into() } },
            Check::Log { test: LogTest::Lacks { text: "a".into() } },
            Check::Log { test: LogTest::Matches { pattern: "a".into() } },
        ],
    };
    let made = entries::create_request(&shelf.root, &shelf.source(""), "50/50", &content).expect("made");
    assert_eq!(RequestContent { name: None, ..made.content.clone() }, content);
    assert_eq!(made.problems, Vec::<String>::new());
    let opened = folder_file::open(&shelf.root, &shelf.source("")).expect("opened");
    let mut folder = opened.content;
    (folder.defaults, folder.variables) = (sending, variables.clone());
    folder_file::save(&shelf.root, &shelf.source(""), &folder, &opened.stamp).expect("saved");
    let secret = variable("key", VariableKind::Secret, "");
    let all: Vec<Variable> = variables.into_iter().chain([secret]).collect();
    environment_file::save(&shelf.root, "staging", None, &all, None).expect("saved");
    assert_eq!(environment_file::open(&shelf.root, "staging").expect("opened").variables, all);
    let written = toml_files(&shelf);
    assert_eq!(written.len(), 3, "{written:?}");
    for path in written {
        assert_eq!(wrong(&path, &shelf.read(&path)), None, "{path}");
    }
    assert!(shelf.root.join(format!("50-50{PAYLOAD}")).exists());
}
