//! What is written for the AWS CLI and for curl is read back as the same request, whatever is in it.

use proptest::option;
use proptest::prelude::*;

use super::code::{self, CodeLanguage, Owner};
use super::command_line::{self, Program, ReadCommand};
use crate::invoke_input::Place;
use crate::settings::ResolvedSettings;
use crate::span;
use crate::wire::{InvocationType, InvokeInput};

/// Payloads that quoting has trouble with.
fn payload() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        any::<String>().prop_map(|text| text.replace('\0', "")),
        "[\"'\\\\$`!@#%&|;<>(){}\\[\\]*?~^ \n\r\t=-]{0,60}",
        "(@|file://|fileb://|-|--data|\\$\\(id\\)|%s)[a-z/ ]{0,8}",
        Just("{\"it's\": \"$HOME `x` !! \\\\\", \"é😀\": [1,\n2]}".to_owned()),
        Just("eyJhIjoxfQ==".to_owned()),
    ]
}

fn input() -> impl Strategy<Value = InvokeInput> {
    let names = (
        "(orders|a-b_c|arn:aws:lambda:eu-west-1:123456789012:function:f)",
        option::of("(live|[a-z]{1,9}|7|\\$LATEST)"),
        option::of("[a-zA-Z0-9._:/=+@-]([a-zA-Z0-9._:/=+@ -]{0,20}[a-z])?"),
        option::of("[a-zA-Z0-9_-]{1,20}"),
    );
    let kind =
        prop_oneof![Just(InvocationType::RequestResponse), Just(InvocationType::Event), Just(InvocationType::DryRun)];
    let context = option::of("\\{\"custom\": \\{\"[a-zé]{1,5}\": \"[a-z '$]{0,9}\"\\}\\}");
    (names, kind, any::<bool>(), context, payload(), 1_u64..5000).prop_map(
        |((function, qualifier, tenant, durable), invocation_type, tail, context, payload, wait)| InvokeInput {
            qualifier: qualifier.unwrap_or_default(),
            wait: format!("{wait} s"),
            invocation_type,
            tail: tail && invocation_type == InvocationType::RequestResponse,
            client_context: context.unwrap_or_default(),
            tenant_id: tenant.unwrap_or_default(),
            durable_execution_name: durable.unwrap_or_default(),
            ..InvokeInput::of("aws:base", &function, &payload)
        },
    )
}

fn there_and_back(input: &InvokeInput, endpoint: Option<&str>, language: CodeLanguage) -> (String, ReadCommand) {
    let place = Place { region: "eu-west-1".into(), endpoint: endpoint.map(str::to_owned), ..Place::default() };
    let owner = Owner::AwsProfile("my profile".into());
    let code = code::write(input, &place, &ResolvedSettings::default(), &owner, language).expect("it can be sent");
    let read = command_line::read(&code.text).unwrap_or_else(|failure| panic!("{}\n{}", failure.message, code.text));
    (code.text, read)
}

fn assert_same(input: &InvokeInput, endpoint: Option<&str>, language: CodeLanguage) {
    let (text, ReadCommand { program, request, .. }) = there_and_back(input, endpoint, language);
    assert_eq!(program == Program::Curl, language == CodeLanguage::Curl);
    assert_eq!(request.function, input.function, "{text}");
    assert_eq!(request.qualifier, input.qualifier, "{text}");
    assert_eq!(request.payload, input.payload, "{text}");
    assert_eq!(request.payload_file, None, "{text}");
    assert_eq!(request.invocation_type, input.invocation_type, "{text}");
    assert_eq!(request.tail, input.tail, "{text}");
    assert_eq!(request.stream, input.stream, "{text}");
    assert_eq!(request.client_context, input.client_context, "{text}");
    assert_eq!(request.tenant_id, input.tenant_id, "{text}");
    assert_eq!(request.durable_execution_name, input.durable_execution_name, "{text}");
    assert_eq!(request.region.as_deref(), Some("eu-west-1"), "{text}");
    assert_eq!(request.endpoint.as_deref(), endpoint, "{text}");
    let wait = |text: &str| span::parse(text).expect("a span");
    assert_eq!(request.wait.as_deref().map(wait), Some(wait(&input.wait)), "{text}");
    let profile = (language == CodeLanguage::AwsCli).then_some("my profile");
    assert_eq!(request.profile.as_deref(), profile, "{text}");
}

proptest! {
    #[test]
    fn a_request_survives_the_way_there_and_back(input in input(), local in any::<bool>()) {
        let endpoint = local.then_some("http://127.0.0.1:4566/base");
        assert_same(&input, endpoint, CodeLanguage::AwsCli);
        assert_same(&input, endpoint, CodeLanguage::Curl);
    }

    #[test]
    fn nothing_that_is_pasted_brings_it_down(text in "(aws lambda invoke |curl |AWS_X=)?[ -~é\n'\"\\\\$`|<>^@-]{0,200}") {
        let _ = command_line::read(&text);
        for shell in [super::shell::Shell::Posix, super::shell::Shell::Cmd, super::shell::Shell::PowerShell] {
            let _ = shell.read(&text);
        }
    }
}

#[test]
fn a_stream_comes_back_from_curl() {
    let stream = InvokeInput { stream: true, ..InvokeInput::of("", "f", "{}") };
    assert_same(&stream, None, CodeLanguage::Curl);
    let text = |language| there_and_back_text(&stream, language);
    for (language, word) in [
        (CodeLanguage::Python, "invoke_with_response_stream"),
        (CodeLanguage::JavaScript, "InvokeWithResponseStreamCommand"),
        (CodeLanguage::Rust, "invoke_with_response_stream"),
    ] {
        assert!(text(language).contains(word));
    }
    let large = InvokeInput { payload: "x".repeat(40_000), stream: false, ..stream.clone() };
    for language in CodeLanguage::ALL {
        let text = there_and_back_text(&large, language);
        assert!(text.contains("payload.json") && text.len() < 4000, "{text}");
    }
}

fn there_and_back_text(input: &InvokeInput, language: CodeLanguage) -> String {
    let place = Place { region: "eu-west-1".into(), ..Place::default() };
    let settings = ResolvedSettings::default();
    code::write(input, &place, &settings, &Owner::Environment, language).expect("it can be sent").text
}
