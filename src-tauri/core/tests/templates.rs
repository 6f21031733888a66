//! The event templates against the types that AWS publishes for them, and their forms against hostile input.
//!
//! `UPDATE_TEMPLATES=1 cargo test -p lambdesk-core --test templates` writes the derived places of the events' files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use aws_lambda_events::event::{
    activemq, alb, apigw, appsync, autoscaling, bedrock_agent_runtime, cloudformation, cloudwatch_alarms,
    cloudwatch_logs, code_commit, codebuild, codepipeline_job, cognito, config, connect, documentdb, dynamodb,
    ecr_scan, eventbridge, firehose, iot, kafka, kinesis, lambda_function_urls, rabbitmq, s3, secretsmanager, ses, sns,
    sqs, vpc_lattice,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use lambdesk_core::templates::{self, FieldKind};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// Reads an event as the type and writes it out again. What the type does not know is lost on the way, and a misspelt
/// member with it.
type Check = fn(&str) -> Result<Value, String>;

fn read_as<T: DeserializeOwned + Serialize>(event: &str) -> Result<Value, String> {
    let read: T = serde_json::from_str(event).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

/// Each template with AWS's type for it.
const TYPED: &[(&str, Check)] = &[
    ("activemq", read_as::<activemq::ActiveMqEvent>),
    ("api-gateway-http", read_as::<apigw::ApiGatewayV2httpRequest>),
    ("api-gateway-rest", read_as::<apigw::ApiGatewayProxyRequest>),
    ("api-gateway-websocket", read_as::<apigw::ApiGatewayWebsocketProxyRequest>),
    ("api-gateway-websocket-connect", read_as::<apigw::ApiGatewayWebsocketProxyRequest>),
    ("appsync-authorizer", read_as::<appsync::AppSyncLambdaAuthorizerRequest>),
    ("appsync-resolver", read_as::<appsync::AppSyncDirectResolverEvent>),
    ("authorizer-http", read_as::<apigw::ApiGatewayV2CustomAuthorizerV2Request>),
    ("authorizer-request", read_as::<apigw::ApiGatewayCustomAuthorizerRequestTypeRequest>),
    ("authorizer-token", read_as::<apigw::ApiGatewayCustomAuthorizerRequest>),
    ("auto-scaling-lifecycle", read_as::<autoscaling::AutoScalingEvent>),
    ("bedrock-agent", read_as::<bedrock_agent_runtime::AgentEvent>),
    ("cloudformation-create", read_as::<cloudformation::CloudFormationCustomResourceRequest>),
    ("cloudformation-delete", read_as::<cloudformation::CloudFormationCustomResourceRequest>),
    ("cloudformation-update", read_as::<cloudformation::CloudFormationCustomResourceRequest>),
    ("cloudwatch-alarm", read_as::<cloudwatch_alarms::CloudWatchMetricAlarm>),
    ("cloudwatch-logs", read_as::<cloudwatch_logs::LogsEvent>),
    ("codebuild-state-change", read_as::<codebuild::CodeBuildEvent>),
    ("codecommit-push", read_as::<code_commit::CodeCommitEvent>),
    ("codepipeline-job", read_as::<codepipeline_job::CodePipelineJobEvent>),
    ("cognito-custom-message", read_as::<cognito::CognitoEventUserPoolsCustomMessage>),
    ("cognito-define-auth-challenge", read_as::<cognito::CognitoEventUserPoolsDefineAuthChallenge>),
    ("cognito-migrate-user", read_as::<cognito::CognitoEventUserPoolsMigrateUser>),
    ("cognito-post-authentication", read_as::<cognito::CognitoEventUserPoolsPostAuthentication>),
    ("cognito-post-confirmation", read_as::<cognito::CognitoEventUserPoolsPostConfirmation>),
    ("cognito-pre-authentication", read_as::<cognito::CognitoEventUserPoolsPreAuthentication>),
    ("cognito-pre-sign-up", read_as::<cognito::CognitoEventUserPoolsPreSignup>),
    ("cognito-pre-token-generation", read_as::<cognito::CognitoEventUserPoolsPreTokenGenV2>),
    ("config-rule", read_as::<config::ConfigEvent>),
    ("connect", read_as::<connect::ConnectEvent>),
    ("documentdb", read_as::<documentdb::DocumentDbEvent>),
    ("dynamodb-insert", read_as::<dynamodb::Event>),
    ("dynamodb-modify", read_as::<dynamodb::Event>),
    ("dynamodb-remove", read_as::<dynamodb::Event>),
    ("ecr-image-scan", read_as::<ecr_scan::EcrScanEvent>),
    ("eventbridge", read_as::<eventbridge::EventBridgeEvent<Value>>),
    ("eventbridge-ec2", read_as::<eventbridge::EventBridgeEvent<Value>>),
    ("eventbridge-s3", read_as::<eventbridge::EventBridgeEvent<Value>>),
    ("eventbridge-schedule", read_as::<eventbridge::EventBridgeEvent<Value>>),
    ("firehose", read_as::<firehose::KinesisFirehoseEvent>),
    ("function-url", read_as::<lambda_function_urls::LambdaFunctionUrlRequest>),
    ("iot-authorizer", read_as::<iot::IoTCoreCustomAuthorizerRequest>),
    ("kafka-msk", read_as::<kafka::KafkaEvent>),
    ("kafka-self-managed", read_as::<kafka::KafkaEvent>),
    ("kinesis", read_as::<kinesis::KinesisEvent>),
    ("load-balancer", read_as::<alb::AlbTargetGroupRequest>),
    ("rabbitmq", read_as::<rabbitmq::RabbitMqEvent>),
    ("s3-batch", read_as::<s3::batch_job::S3BatchJobEvent>),
    ("s3-object-created", read_as::<s3::S3Event>),
    ("s3-object-lambda", read_as::<s3::object_lambda::S3ObjectLambdaEvent>),
    ("s3-object-removed", read_as::<s3::S3Event>),
    ("secrets-manager-rotation", read_as::<secretsmanager::SecretsManagerSecretRotationEvent>),
    ("ses", read_as::<ses::SimpleEmailEvent>),
    ("sns", read_as::<sns::SnsEvent>),
    ("sqs", read_as::<sqs::SqsEvent>),
    ("sqs-fifo", read_as::<sqs::SqsEvent>),
    ("sqs-from-s3", read_as::<sqs::SqsEventObj<s3::S3Event>>),
    ("vpc-lattice", read_as::<vpc_lattice::VpcLatticeRequestV2>),
];

/// Templates for which there is no type, and why.
const UNTYPED: &[(&str, &str)] = &[
    ("alexa-intent", "the crate knows no Alexa"),
    ("cloudfront-origin-response", "the crate knows no CloudFront"),
    ("cloudfront-viewer-request", "the crate knows no CloudFront"),
    ("iot-rule", "the event is the device's own message"),
    ("lex", "the crate knows version 1 only"),
    ("step-functions-task", "the event is the task's own input"),
    ("step-functions-task-token", "the event is the task's own input"),
];

/// Members that services send and the types lack.
const NOT_IN_THE_TYPE: &[&str] = &[
    "api-gateway-rest /requestContext/extendedRequestId",
    "appsync-authorizer /requestHeaders",
    "appsync-resolver /identity/claims",
    "appsync-resolver /identity/defaultAuthStrategy",
    "appsync-resolver /identity/groups",
    "appsync-resolver /identity/issuer",
    "appsync-resolver /identity/sub",
    "documentdb /events/0/event/fullDocument",
    "function-url /requestContext/routeKey",
    "function-url /requestContext/stage",
    "function-url /routeKey",
    "s3-object-lambda /userIdentity/userName",
    "secrets-manager-rotation /RotationToken",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/templates/events")
}

fn filled(id: &str, values: &BTreeMap<String, String>) -> String {
    let filled = templates::fill(id, values).expect("a template");
    assert_eq!(filled.problems, [], "{id}");
    filled.payload
}

fn as_it_is(id: &str) -> String {
    filled(id, &BTreeMap::new())
}

fn with(id: &str, values: &[(&str, &str)]) -> Value {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    serde_json::from_str(&filled(id, &values)).expect("JSON")
}

#[test]
fn a_template_is_its_file() {
    let mut files = BTreeSet::new();
    for template in templates::all() {
        let path = folder().join(format!("{}.json", template.id));
        let event = as_it_is(&template.id) + "\n";
        if std::env::var_os("UPDATE_TEMPLATES").is_some() {
            std::fs::write(&path, &event).expect("written");
        }
        assert_eq!(std::fs::read_to_string(&path).expect("text"), event, "{}", path.display());
        files.insert(path);
    }
    let there = std::fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").path());
    assert_eq!(files, there.filter(|path| path.is_file()).collect(), "a file that no template has");
}

#[test]
fn every_template_is_of_aws_s_type_or_says_why_not() {
    let listed: BTreeSet<&str> = TYPED.iter().map(|(id, _)| *id).chain(UNTYPED.iter().map(|(id, _)| *id)).collect();
    let all = templates::all();
    assert_eq!(listed, all.iter().map(|template| template.id.as_str()).collect());
    assert_eq!(listed.len(), TYPED.len() + UNTYPED.len(), "one is listed twice");
    let mut wrong = BTreeSet::new();
    for (id, check) in TYPED {
        let event = as_it_is(id);
        match check(&event) {
            Err(error) => drop(wrong.insert(format!("{id}: {error}"))),
            Ok(read) => {
                let mut lost = Vec::new();
                compare(&serde_json::from_str(&event).expect("JSON"), &read, String::new(), &mut lost);
                wrong.extend(lost.into_iter().map(|at| format!("{id} {at}")));
            }
        }
    }
    let known: BTreeSet<String> = NOT_IN_THE_TYPE.iter().map(|known| (*known).to_owned()).collect();
    assert_eq!(wrong.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "the types do not have these");
    assert_eq!(known.difference(&wrong).collect::<Vec<_>>(), Vec::<&String>::new(), "the types have these after all");
}

/// The members of `event` that `read` does not have. What is null may be left out; the forms of dates and the case of
/// headers are the type's own.
fn compare(event: &Value, read: &Value, at: String, lost: &mut Vec<String>) {
    match (event, read) {
        (Value::Object(event), Value::Object(read)) => {
            for (name, value) in event {
                let found = read.get(name).or_else(|| read.get(&name.to_ascii_lowercase()));
                match found {
                    Some(found) => compare(value, found, format!("{at}/{name}"), lost),
                    None if value.is_null() => {}
                    None => lost.push(format!("{at}/{name}")),
                }
            }
        }
        (Value::Array(event), Value::Array(read)) if event.len() == read.len() => {
            for (number, (value, found)) in event.iter().zip(read).enumerate() {
                compare(value, found, format!("{at}/{number}"), lost);
            }
        }
        (event, read) if (event.is_object() || event.is_array() || event.is_boolean()) && event != read => {
            lost.push(at);
        }
        _ => {}
    }
}

#[test]
fn there_are_enough_and_each_can_be_found_and_filled() {
    let all = templates::all();
    assert!(all.len() >= 40, "{}", all.len());
    let ids: BTreeSet<&str> = all.iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    let titles: BTreeSet<(&str, &str)> = all.iter().map(|it| (it.service.as_str(), it.title.as_str())).collect();
    assert_eq!(titles.len(), all.len(), "two of one service have the same title");
    for template in &all {
        assert!(template.summary.ends_with('.') && template.summary.len() < 110, "{}", template.summary);
        let fields: BTreeSet<&str> = template.fields.iter().map(|field| field.id.as_str()).collect();
        assert_eq!(fields.len(), template.fields.len(), "{}", template.id);
        assert!((1..=7).contains(&fields.len()), "{}", template.id);
    }
    assert!(templates::fill("nothing", &BTreeMap::new()).is_err());
}

#[test]
fn every_field_of_every_form_is_somewhere_in_the_event() {
    for template in templates::all() {
        let before = as_it_is(&template.id);
        for field in &template.fields {
            let other = match &field.kind {
                FieldKind::Line | FieldKind::Lines => "something-else".to_owned(),
                FieldKind::Json => r#"{"something": "else"}"#.to_owned(),
                FieldKind::Number => "987654321".to_owned(),
                FieldKind::Choice { choices } => choices[1].value.clone(),
            };
            let after = filled(&template.id, &BTreeMap::from([(field.id.clone(), other)]));
            assert_ne!(before, after, "{}: the field {} goes nowhere", template.id, field.id);
        }
    }
}

#[test]
fn nothing_in_the_library_belongs_to_anybody() {
    for template in templates::all() {
        let event = as_it_is(&template.id);
        for domain in
            event.split(['"', ' ', '/', '@', ':', '<', '>', '\\']).filter(|word| word.rsplit('.').next() == Some("com"))
        {
            let ours = ["example.com", "amazonaws.com", "amazonalexa.com"];
            assert!(ours.iter().any(|end| domain == *end || domain.ends_with(&format!(".{end}"))), "{domain}");
        }
        for account in event.split(':').filter(|part| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit())) {
            assert!(["123456789012", "111122223333"].contains(&account), "{}: {account}", template.id);
        }
    }
}

#[test]
fn what_follows_from_a_field_follows_it() {
    let s3 =
        with("s3-object-created", &[("bucket", "my.bucket"), ("key", "a b/ü.txt"), ("size", "12345678901234567890")]);
    assert_eq!(s3["Records"][0]["s3"]["bucket"]["arn"], "arn:aws:s3:::my.bucket");
    assert_eq!(s3["Records"][0]["s3"]["object"]["key"], "a+b/%C3%BC.txt");
    let text = filled("s3-object-created", &BTreeMap::from([("size".into(), "123456789012345678901234".into())]));
    assert!(text.contains("\"size\": 123456789012345678901234,"), "{text}");

    let sqs = with("sqs", &[("message", "hello"), ("queue", "q"), ("region", "us-east-1")]);
    assert_eq!(sqs["Records"][0]["md5OfBody"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(sqs["Records"][0]["eventSourceARN"], "arn:aws:sqs:us-east-1:123456789012:q");

    let http = with("api-gateway-http", &[("body", "ü"), ("base64", "true"), ("query", "a=1&a=2&b=x%20y")]);
    assert_eq!(http["isBase64Encoded"], true);
    assert_eq!(http["body"], "w7w=");
    assert_eq!(http["headers"]["content-length"], "2");
    assert_eq!(http["queryStringParameters"], serde_json::json!({"a": "1,2", "b": "x y"}));

    let kafka = with("kafka-msk", &[("topic", "t/~"), ("partition", "3"), ("data", "x")]);
    assert_eq!(kafka["records"]["t/~-3"][0]["value"], "eA==");

    let logs = with("cloudwatch-logs", &[("message", "line 1\nline \"2\""), ("group", "/aws/lambda/f")]);
    let packed = STANDARD.decode(logs["awslogs"]["data"].as_str().expect("text")).expect("base64");
    let mut plain = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut plain).expect("gzip");
    let plain: Value = serde_json::from_str(&plain).expect("JSON");
    assert_eq!(plain["logEvents"][0]["message"], "line 1\nline \"2\"");
    assert_eq!(plain["logGroup"], "/aws/lambda/f");
}

#[test]
fn a_field_that_cannot_be_used_is_named_and_the_rest_is_filled() {
    let values = [("size", "big"), ("bucket", "mine")].map(|(field, value)| (field.to_owned(), value.to_owned()));
    let filled = templates::fill("s3-object-created", &BTreeMap::from(values)).expect("a template");
    assert_eq!(filled.problems.len(), 1);
    assert_eq!(filled.problems[0].field, "size");
    assert!(filled.payload.contains("\"size\": 1024") && filled.payload.contains("arn:aws:s3:::mine"));
}

/// Text as an attacker, or a hurried person, would write it.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\"\\\\{}\\[\\]:,\n\r\t\u{0}\u{7f}\u{2028}'`$<>&%+#? ]{0,80}",
        Just("\"}],\"x\":[{\"".to_owned()),
        Just("{bucket}{key}{body}{{ now() }}".to_owned()),
        "[a-z😀\"]{1,10}".prop_map(|text| text.repeat(10_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_in_every_field_leaves_json_of_the_same_shape(text in hostile()) {
        for template in templates::all() {
            let values: BTreeMap<String, String> = template
                .fields
                .iter()
                .filter(|field| !matches!(field.kind, FieldKind::Choice { .. }))
                .map(|field| (field.id.clone(), text.clone()))
                .collect();
            let filled = templates::fill(&template.id, &values).expect("a template").payload;
            prop_assert!(serde_json::from_str::<IgnoredAny>(&filled).is_ok(), "{}: {filled}", template.id);
            let members = |event: &str| {
                serde_json::from_str::<Value>(event).ok().and_then(|it| it.as_object().map(serde_json::Map::len))
            };
            // Where the whole event is the field's own JSON, its shape is too.
            if !matches!(template.id.as_str(), "iot-rule" | "step-functions-task") {
                prop_assert_eq!(members(&filled), members(&as_it_is(&template.id)), "{}", template.id);
            }
        }
    }

    #[test]
    fn a_text_comes_out_as_it_went_in(text in hostile()) {
        let read = with("sns", &[("message", &text), ("subject", &text)]);
        prop_assert_eq!(read["Records"][0]["Sns"]["Message"].as_str(), Some(text.as_str()));
        prop_assert_eq!(read["Records"][0]["Sns"]["Subject"].as_str(), Some(text.as_str()));
        let read = with("kinesis", &[("data", &text)]);
        let data = STANDARD.decode(read["Records"][0]["kinesis"]["data"].as_str().expect("text")).expect("base64");
        prop_assert_eq!(data, text.as_bytes());
    }
}
