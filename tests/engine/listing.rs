//! Lists of functions, aliases and versions: all pages, throttles, what is not allowed, and endpoints without end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use lambdesk_core::clock::{FixedClock, SystemClock};
use lambdesk_core::failure::FailureCode;
use lambdesk_core::functions::listed::{self, LIST, ListedFunction};
use lambdesk_core::functions::qualifiers::{Qualifiers, qualifiers};
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::function_name::FunctionName;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::rest_call::{CallError, RestApi};
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::scripted::Scripted;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The list, and how many functions each page had.
async fn list_at(
    bench: &Bench,
    endpoint: &str,
    keys: &Credentials,
) -> (Result<Vec<ListedFunction>, CallError>, Vec<usize>) {
    let (endpoint, region) = (Endpoint::custom(endpoint).expect("an endpoint"), region(bench));
    let api =
        RestApi { engine: bench.engine(), endpoint: &endpoint, region: &region, service: "lambda", credentials: keys };
    let mut pages = Vec::new();
    let listed = listed::functions(api, |page| pages.push(page.len())).await;
    (listed, pages)
}

async fn list(bench: &Bench) -> (Result<Vec<ListedFunction>, CallError>, Vec<usize>) {
    list_at(bench, bench.sandbox.endpoint(), &keys(bench)).await
}

async fn qualifiers_of(bench: &Bench, function: &str) -> Qualifiers {
    let (endpoint, region) = (Endpoint::custom(bench.sandbox.endpoint()).expect("an endpoint"), region(bench));
    let credentials = &keys(bench);
    let api = RestApi { engine: bench.engine(), endpoint: &endpoint, region: &region, service: "lambda", credentials };
    qualifiers(api, &FunctionName::parse(function).expect("a name")).await
}

fn region(bench: &Bench) -> Region {
    Region::parse(bench.sandbox.region()).expect("a region")
}

fn keys(bench: &Bench) -> Credentials {
    let keys = bench.sandbox.credentials();
    Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test")
}

async fn bench(options: Options) -> Bench {
    Bench::with(options, Arc::new(SystemClock)).await
}

/// What a test's own endpoint answers to a request target.
async fn answering(answer: impl Fn(&str) -> (u16, Value) + Send + Sync + 'static) -> Scripted {
    let answer = Arc::new(answer);
    Scripted::start(move |mut client| {
        let answer = answer.clone();
        async move {
            let mut head = Vec::new();
            loop {
                let mut byte = [0];
                if client.read(&mut byte).await? == 0 {
                    return Ok(());
                }
                head.push(byte[0]);
                if !head.ends_with(b"\r\n\r\n") {
                    continue;
                }
                let text = String::from_utf8_lossy(&head).into_owned();
                let (status, body) = answer(text.split(' ').nth(1).unwrap_or_default());
                let body = body.to_string();
                let length = body.len();
                let head_out = format!(
                    "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
                );
                client.write_all(format!("{head_out}{body}").as_bytes()).await?;
                head.clear();
            }
        }
    })
    .await
}

#[tokio::test]
async fn all_pages_are_read_and_told_as_they_come() {
    let bench = bench(Options { page_size: 5, ..Options::default() }).await;
    let (listed, pages) = list(&bench).await;
    let functions = listed.expect("a list");
    assert_eq!(pages, [5, 5, 4]);
    let names: Vec<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[13]), (14, "api-proxy", "unavailable"));
    let slow = functions.iter().find(|function| function.name == "slow").expect("slow");
    assert_eq!(
        (slow.timeout_seconds, slow.memory_mb, slow.runtime.as_deref()),
        (Some(900), Some(256), Some("python3.13"))
    );
    assert_eq!(slow.description.as_deref(), Some("Waits as many seconds as the payload says"));
    assert_eq!(slow.state, None, "AWS's list leaves it out");
}

#[tokio::test]
async fn aliases_have_their_weights_and_versions_come_newest_first_over_several_pages() {
    let bench = bench(Options { page_size: 1, ..Options::default() }).await;
    for name in ["echo", "echo:live", &format!("arn:aws:lambda:us-east-1:{}:function:echo", bench.sandbox.account())] {
        let found = qualifiers_of(&bench, name).await;
        assert_eq!(found.unknown, Vec::<String>::new(), "{name}");
        let aliases: Vec<&str> = found.aliases.iter().map(|alias| alias.name.as_str()).collect();
        assert_eq!(aliases, ["canary", "live"]);
        let shares: Vec<(&str, f64)> =
            found.aliases[0].versions.iter().map(|share| (share.version.as_str(), share.share)).collect();
        assert_eq!(shares, [("2", 0.9), ("3", 0.1)]);
        let versions: Vec<&str> = found.versions.iter().map(|version| version.version.as_str()).collect();
        assert_eq!(versions, ["3", "2", "1"]);
        assert!(found.versions[0].last_modified.is_some());
    }
}

#[tokio::test]
async fn a_throttled_list_is_asked_for_again() {
    let bench = bench(Options { throttled_lists: 1, ..Options::default() }).await;
    let start = Instant::now();
    let (listed, _) = list(&bench).await;
    assert_eq!(listed.expect("a list").len(), 14);
    assert!(start.elapsed() >= Duration::from_secs(1), "the service asked for a second");
}

#[tokio::test]
async fn the_permission_that_is_missing_is_named() {
    let denied = ["lambda:ListFunctions", "lambda:ListAliases"].map(str::to_owned).to_vec();
    let bench = bench(Options { deny: denied, ..Options::default() }).await;
    let failure = list(&bench).await.0.expect_err("denied").failure(LIST);
    assert_eq!(
        failure.message,
        "The list of functions is not known: the profile has no permission for lambda:ListFunctions."
    );
    assert_eq!(failure.hint, "A function's name can be typed all the same.");
    let found = qualifiers_of(&bench, "echo").await;
    assert_eq!(
        found.unknown,
        ["The list of aliases is not known: the profile has no permission for lambda:ListAliases."]
    );
    assert_eq!(found.versions.len(), 3, "what is allowed is found out all the same");
}

#[tokio::test]
async fn a_function_that_is_not_there_is_told_once() {
    let found = qualifiers_of(&bench(Options::default()).await, "nobody").await;
    assert_eq!(found.unknown.len(), 1, "{:?}", found.unknown);
    assert!(found.unknown[0].contains("Function not found"), "{:?}", found.unknown);
}

#[tokio::test]
async fn credentials_that_are_refused_are_told_from_a_missing_permission() {
    let bench = bench(Options::default()).await;
    let wrong = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wrong", None, None, "test");
    let (listed, _) = list_at(&bench, bench.sandbox.endpoint(), &wrong).await;
    let failure = listed.expect_err("refused").failure(LIST);
    assert_eq!(failure.code, FailureCode::CredentialsRefused);
    assert!(failure.message.contains("The security token included in the request is invalid"), "{}", failure.message);
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_told_at_once() {
    let bench = bench(Options::default()).await;
    let start = Instant::now();
    let (listed, _) = list_at(&bench, "http://127.0.0.1:9", &keys(&bench)).await;
    let failure = listed.expect_err("nobody").failure(LIST);
    assert_eq!(failure.message, "The list of functions could not be asked for: Nothing listens at http://127.0.0.1:9.");
    assert!(failure.hint.starts_with("Start the local endpoint"), "{}", failure.hint);
    assert!(start.elapsed() < Duration::from_secs(5), "who is offline wants to know it");
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once() {
    let far = lambdesk_core::clock::Clock::now(&SystemClock) - Duration::from_hours(3);
    let bench = Bench::with(Options::default(), Arc::new(FixedClock(far))).await;
    assert_eq!(list(&bench).await.0.expect("a list").len(), 14);
}

#[tokio::test]
async fn thousands_of_functions_are_read_in_order_whatever_they_are_called() {
    let bench = bench(Options::default()).await;
    let aws = answering(|target| {
        let from: usize = target.split("Marker=").nth(1).map_or(0, |marker| marker.parse().expect("a number"));
        let functions: Vec<Value> = (from..from + 50)
            .map(|number| {
                // Backwards, and in both cases.
                let name = format!("{}-{:04}", if number % 2 == 0 { "Orders" } else { "orders" }, 4999 - number);
                json!({ "FunctionName": name, "Timeout": 3, "Environment": { "Variables": { "TOKEN": "planted" } } })
            })
            .collect();
        let next = (from + 50 < 5000).then(|| (from + 50).to_string());
        (200, json!({ "Functions": functions, "NextMarker": next }))
    })
    .await;
    let (listed, pages) = list_at(&bench, &format!("http://{}", aws.address()), &keys(&bench)).await;
    let functions = listed.expect("a list");
    assert_eq!((functions.len(), pages.len()), (5000, 100));
    assert_eq!((functions[0].name.as_str(), functions[1].name.as_str()), ("orders-0000", "Orders-0001"));
    assert!(!serde_json::to_string(&functions).expect("JSON").contains("planted"));
    assert_eq!(aws.connections(), 1, "one connection serves all pages");
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_end() {
    let bench = bench(Options::default()).await;
    let aws = answering(|_| (200, json!({ "Functions": [{ "FunctionName": "f" }], "NextMarker": "again" }))).await;
    let (listed, pages) = list_at(&bench, &format!("http://{}", aws.address()), &keys(&bench)).await;
    assert_eq!(listed, Err(CallError::Unreadable("its pages lead in a circle".into())));
    assert_eq!(pages.len(), 2);
    let other = answering(|_| (200, json!(["not", "Lambda"]))).await;
    let (listed, _) = list_at(&bench, &format!("http://{}", other.address()), &keys(&bench)).await;
    assert!(matches!(listed, Err(CallError::Unreadable(_))), "{listed:?}");
}
