//! curl, when there is one: its command as it is copied, in a shell, with payloads that quoting has trouble with.

use std::collections::BTreeSet;
use std::process::Command;

use lambdesk_core::exchange::code::{self, CodeLanguage, Owner};
use lambdesk_core::invoke_input::Place;
use lambdesk_core::settings::ResolvedSettings;
use lambdesk_core::wire::{InvocationType, InvokeInput};
use lambdesk_sandbox::{Credentials, Options, Sandbox};
use serde_json::json;

/// JSON texts that a shell, or curl itself, would like to take apart.
const PAYLOADS: [&str; 9] = [
    "{}",
    "{\"it's\": \"a \\\"quoted\\\" 'word'\"}",
    "{\n  \"lines\": [\n    1,\r\n\t2\n  ]\n}\n",
    "{\"é😀\": \"\u{202e}ü\"}",
    "\"$HOME `id` $(id) ${PATH} !! !$ %s %n \\\\ \\n ~ * ? [a] {b,c} #\"",
    "\"@/etc/passwd\"",
    "\"file:///etc/passwd & echo; ls | cat > x < y\"",
    " 12345678901234567890.10 ",
    "null",
];

fn input(payload: &str) -> InvokeInput {
    InvokeInput { wait: "20 s".into(), ..InvokeInput::of("environment", "echo", payload) }
}

/// What a shell prints that runs the command; `None` when there is no curl.
async fn run(sandbox: &Sandbox, credentials: &Credentials, input: &InvokeInput) -> Option<String> {
    Command::new("curl").arg("--version").output().ok()?;
    let place =
        Place { region: sandbox.region().into(), endpoint: Some(sandbox.endpoint().into()), ..Place::default() };
    let settings = ResolvedSettings::default();
    let code = code::write(input, &place, &settings, &Owner::Environment, CodeLanguage::Curl).expect("it can be sent");
    let mut command = Command::new("sh");
    command
        .args(["-c", &code.text])
        .env("AWS_ACCESS_KEY_ID", &credentials.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key)
        .env("NO_PROXY", "127.0.0.1");
    match &credentials.session_token {
        Some(token) => command.env("AWS_SESSION_TOKEN", token),
        None => command.env_remove("AWS_SESSION_TOKEN"),
    };
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran").expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", code.text);
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[tokio::test]
async fn payloads_arrive_byte_for_byte() {
    for token in [None, Some("a-session-token/+=")] {
        let mut credentials = Credentials::random();
        credentials.session_token = token.map(Into::into);
        let options = Options { credentials: credentials.clone(), ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        for payload in PAYLOADS {
            let Some(answer) = run(&sandbox, &credentials, &input(payload)).await else {
                eprintln!("There is no curl here.");
                return;
            };
            assert_eq!(answer, payload);
        }
    }
}

#[tokio::test]
async fn every_member_arrives() {
    let credentials = Credentials::random();
    let options = Options { credentials: credentials.clone(), ..Options::default() };
    let sandbox = Sandbox::start(options).await.expect("a sandbox");
    let all = InvokeInput {
        qualifier: "$LATEST".into(),
        client_context: json!({"custom": {"it's": "é"}}).to_string(),
        tenant_id: "blue team/1".into(),
        durable_execution_name: "once".into(),
        ..input("{\"a\": 1}")
    };
    let Some(answer) = run(&sandbox, &credentials, &all).await else { return };
    assert_eq!(answer, "{\"a\": 1}");
    let again = InvokeInput { payload: "{\"a\": 2}".into(), ..all };
    let refused = run(&sandbox, &credentials, &again).await.unwrap_or_default();
    assert!(refused.contains("once"), "the durable name arrived: {refused}");
    let dry = InvokeInput { invocation_type: InvocationType::DryRun, tail: false, ..input("{}") };
    assert_eq!(run(&sandbox, &credentials, &dry).await.as_deref(), Some(""));
    let none = run(&sandbox, &credentials, &input("")).await.unwrap_or_default();
    assert!(BTreeSet::from(["", "null", "{}"]).contains(none.as_str()), "{none}");
}
