//! What is written is read back; what anybody may have written is refused with a sentence or made harmless.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::invoke::outcome::Outcome;
use crate::share::shared::SharedOptions;
use crate::share::tests::{HOSTILE, hostile, invocation};
use crate::wire::InvocationType;

fn request(payload: Vec<u8>) -> SharedRequest {
    SharedRequest { name: "a".into(), function: "f".into(), payload: Some(payload), ..SharedRequest::default() }
}

fn file() -> Value {
    let shared =
        Shared::new(request(b"{}".to_vec()), invocation(Outcome::Succeeded, "a log", b"[1]"), b"[1]".to_vec(), 0);
    serde_json::from_str(&write(&shared).expect("written")).expect("JSON")
}

fn refused(bytes: &[u8]) -> String {
    let error = read(bytes).expect_err("refused").to_string();
    assert!(error.ends_with('.') && !error.contains('\n') && error.len() < 400, "{error}");
    error
}

fn with(path: &str, value: Value) -> String {
    let mut file = file();
    *file.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
    file.to_string()
}

#[test]
fn a_result_comes_back_byte_for_byte() {
    let bytes = b"\xff\xfe\x00binary".to_vec();
    let shared = Shared::new(request(bytes.clone()), invocation(Outcome::Succeeded, HOSTILE, &bytes), bytes.clone(), 3);
    let opened = read(write(&shared).expect("written").as_bytes()).expect("read");
    assert_eq!(
        (opened.response.as_deref(), opened.requests[0].payload.as_deref()),
        (Some(&bytes[..]), Some(&bytes[..]))
    );
    let result = opened.share.result.expect("a result");
    assert_eq!(result.attempts, shared.invocation.attempts);
    assert_eq!(
        result.answer.and_then(|answer| answer.log).map(|log| log.lines),
        shared.log().map(|log| log.lines.clone())
    );
    assert_eq!(opened.share.told, ["The payload of “a” is not text: it is left out here."]);
    let mut hostile = hostile();
    hostile.request.name = "x".into();
    hostile.request.function = "f".into();
    let opened = read(write(&hostile).expect("written").as_bytes()).expect("read");
    assert_eq!(opened.response.as_deref(), Some(HOSTILE.as_bytes()));
    assert_eq!(opened.share.result.map(|it| it.outcome), Some(hostile.invocation.outcome));
}

#[test]
fn every_refusal_has_its_sentence() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let sentences = [
        refused(b""),
        refused(b"\xff\xfe"),
        refused(b"not JSON"),
        refused(b"{}"),
        refused(br#"{"format": 2}"#),
        refused(br#"{"format": "1"}"#),
        refused(br#"{"format": 1}"#),
        refused(br#"{"format": 1, "format": 1}"#),
        refused(br#"{"format": 1, "x": {"a\u001b": 1, "a\u001b": 2}}"#),
        refused(deep.as_bytes()),
        refused(format!("{{\"format\": 1, \"x\": {}{}}}", "[".repeat(40), "]".repeat(40)).as_bytes()),
        refused(with("/request/function", json!(5)).as_bytes()),
        refused(with("/request/function", json!("a\nb")).as_bytes()),
        refused(with("/request/function", json!("a".repeat(201))).as_bytes()),
        refused(with("/request/payload/bytes", json!(3)).as_bytes()),
        refused(with("/request/payload/bytes", json!(-1)).as_bytes()),
        refused(with("/request/payload/sha256", json!("00")).as_bytes()),
        refused(with("/request/payload", json!({"bytes": 0, "sha256": ""})).as_bytes()),
        refused(with("/request/payload", json!({"base64": "!", "bytes": 0, "sha256": ""})).as_bytes()),
        refused(with("/request/options", json!({"type": "Later"})).as_bytes()),
        refused(with("/result/outcome", json!({"kind": "odd"})).as_bytes()),
        refused(with("/result/status", json!(70_000)).as_bytes()),
        refused(with("/result/attempts", json!(vec![json!({}); 2])).as_bytes()),
        refused(with("/result/log", json!({"lines": vec![""; 10_001]})).as_bytes()),
        refused(with("/request", Value::Null).as_bytes()),
        refused(
            json!({"format": 1, "collection": {"requests": vec![json!({"function": "f"}); 1001]}})
                .to_string()
                .as_bytes(),
        ),
        refused(&vec![b' '; LARGEST + 1]),
    ];
    insta::assert_snapshot!(sentences.join("\n"));
}

#[test]
fn folders_lead_nowhere() {
    for title in ["..", ".", "a/b", "a\\b", "", " ", "/etc", "C:", "C:x", ".git", "~", "a\u{0}", "a\n", "a.", "a "] {
        let file =
            json!({"format": 1, "collection": {"name": "c", "requests": [{"function": "f", "folder": ["ok", title]}]}});
        refused(file.to_string().as_bytes());
    }
    let deep = json!({"format": 1, "collection": {"requests": [{"function": "f", "folder": vec!["a"; 17]}]}});
    refused(deep.to_string().as_bytes());
}

#[test]
fn nothing_reaches_for_this_computer() {
    for text in [
        r#"{"a": "{{ env("HOME") }}"}"#,
        r#"{"a": "{{ env(\"HOME\") }}"}"#,
        r#"{"a": {{ file('x') }}}"#,
        "{{ (env)('X') }}",
        "{{ [file][0]('x') }}",
        r#""a {{ x | default(env("Y")) }}""#,
    ] {
        let mut one = request(text.as_bytes().to_vec());
        one.template = true;
        let opened = read(write_collection("c", &[one]).expect("written").as_bytes()).expect("read");
        assert_eq!(opened.share.requests[0].content.sending.template, Some(false), "{text}");
        assert_eq!(opened.share.told.len(), 1, "{text}");
        assert_eq!(opened.share.requests[0].content.payload, text);
    }
    let mut fine = request(br#"{"a": "{{ uuid() }}", "environment": "file"}"#.to_vec());
    fine.template = true;
    let opened = read(write_collection("c", &[fine]).expect("written").as_bytes()).expect("read");
    assert_eq!((opened.share.requests[0].content.sending.template, opened.share.told.len()), (Some(true), 0));
    // What was sent is not filled in a second time.
    let sent = Shared::new(request(b"{{ env(1) }}".to_vec()), invocation(Outcome::Succeeded, "", b""), Vec::new(), 0);
    let opened = read(write(&sent).expect("written").as_bytes()).expect("read");
    assert_eq!(opened.share.requests[0].content.sending.template, Some(false));
}

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

/// Why a file is not as the schema says.
fn wrong(file: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let path = std::path::Path::new(DOCS).join("schema/lambdesk-file.json").canonicalize().expect("a schema");
    let schema = compiler.compile(&path.to_string_lossy(), &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
    schemas.validate(file, schema).err().map(|error| format!("{error}"))
}

#[test]
fn the_documented_file_opens_and_is_as_the_schema_says() {
    let page = std::fs::read_to_string(std::path::Path::new(DOCS).join("lambdesk-file.md")).expect("the page");
    let text = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let opened = read(text.as_bytes()).expect("read");
    assert_eq!((opened.requests.len(), opened.response.as_deref()), (2, Some(&b"\xff\xfe"[..])));
    assert_eq!(wrong(&serde_json::from_str(text).expect("JSON")), None);
    assert_eq!(wrong(&file()), None);
    let hostile = write(&hostile()).expect("written");
    assert_eq!(wrong(&serde_json::from_str(&hostile).expect("JSON")), None);
    for bad in [
        json!({"format": 2, "collection": {"requests": []}}),
        json!({"format": 1}),
        json!({"format": 1, "collection": {"requests": [{"function": "f", "folder": [".."]}]}}),
        json!({"format": 1, "collection": {"requests": [{"function": "f", "folder": ["a/b"]}]}}),
        json!({"format": 1, "collection": {"requests": [{"function": "f", "payload": {"bytes": 0, "sha256": ""}}]}}),
    ] {
        assert!(wrong(&bad).is_some(), "{bad}");
    }
}

fn options() -> impl Strategy<Value = SharedOptions> {
    let kind =
        prop_oneof![Just(InvocationType::RequestResponse), Just(InvocationType::Event), Just(InvocationType::DryRun)];
    (kind, any::<bool>(), any::<bool>(), "[ -~ä]{0,20}", any::<String>()).prop_map(
        |(invocation_type, tail, stream, wait, client_context)| SharedOptions {
            invocation_type,
            tail,
            stream,
            wait,
            client_context,
            tenant_id: "t".into(),
            ..SharedOptions::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(
        name in "[ -~äß\u{202e}]{0,40}", folder in prop::collection::vec("[a-zA-Z0-9ä ]{0,8}[a-z]", 0..4),
        payload in prop::option::of(prop_oneof![prop::collection::vec(any::<u8>(), 0..64), any::<String>().prop_map(String::into_bytes)]),
        options in options(), notes in any::<String>(), response in prop::collection::vec(any::<u8>(), 0..64), left_out in any::<u32>(),
    ) {
        let request = SharedRequest { name, folder, function: "f".into(), payload, options, notes, ..SharedRequest::default() };
        let shared = Shared::new(request.clone(), invocation(Outcome::Succeeded, "x", &response), response.clone(), left_out.into());
        let opened = read(write(&shared).expect("written").as_bytes()).expect("read");
        prop_assert_eq!(&opened.requests[0], &request);
        prop_assert_eq!(opened.response, Some(response));
        prop_assert_eq!(opened.share.parts.payload, shared.request.payload.is_some());
        prop_assert!(opened.share.parts.response);
        prop_assert_ne!(opened.share.parts.attempts, shared.invocation.attempts.is_empty());
        prop_assert_eq!(opened.share.left_out, u64::from(left_out));
        let collection = read(write_collection("c", &[request.clone(), request.clone()]).expect("written").as_bytes()).expect("read");
        prop_assert_eq!(collection.requests, vec![request.clone(), request]);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        let _ = read(&bytes);
        let whole = file().to_string();
        let mut bent = whole.as_bytes().to_vec();
        let at = cut.index(bent.len());
        bent[at] = bytes.first().copied().unwrap_or(b'x');
        let _ = read(&bent);
        let _ = read(&whole.as_bytes()[..at]);
    }
}
