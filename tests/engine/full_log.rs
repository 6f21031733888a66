//! The full log of an invocation, against the sandbox's CloudWatch Logs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::full_log::{LOGS, Reading, Wanted, span_of};
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::region::Region;
use lambdesk_core::rest_call::RestApi;
use lambdesk_core::wire::{FullLog, FullLogStep, Invocation};
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;

/// A sandbox whose log comes late and in small pages.
async fn bench(deny: &[&str]) -> Bench {
    let options = Options {
        page_size: 7,
        log_delay: Duration::from_millis(700),
        deny: deny.iter().map(|action| (*action).to_owned()).collect(),
        ..Options::default()
    };
    Bench::with(options, Arc::new(SystemClock)).await
}

async fn invoke(bench: &Bench, function: &str, payload: &'static str) -> Invocation {
    Invocation::of("id".into(), &bench.run(&bench.call(function, payload)).await, &[])
}

fn wanted(invocation: &Invocation, group: &str) -> Wanted {
    let (began, ended) = span_of(invocation);
    let request_id = invocation.answer.as_ref().and_then(|answer| answer.request_id.clone()).expect("a request id");
    Wanted { request_id, group: group.into(), stream: None, began, ended, queued: false, remarks: Vec::new() }
}

/// Reads it. The steps are told, as words.
async fn read(bench: &Bench, wanted: Wanted, now: u64) -> Result<(FullLog, Vec<String>), String> {
    let keys = bench.sandbox.credentials();
    let credentials = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test");
    let endpoint = Endpoint::custom(bench.sandbox.endpoint()).expect("an endpoint");
    let region = Region::parse(bench.sandbox.region()).expect("a region");
    let api = RestApi {
        engine: bench.engine(),
        endpoint: &endpoint,
        region: &region,
        service: LOGS,
        credentials: &credentials,
    };
    let steps = Mutex::new(Vec::new());
    let mut reading = Reading::new(api, wanted);
    let note = |step| {
        steps.lock().expect("steps").push(match step {
            FullLogStep::LookingUp => "looking up".to_owned(),
            FullLogStep::Reading { .. } => "reading".to_owned(),
            FullLogStep::Waiting { .. } => "waiting".to_owned(),
        });
    };
    reading.read(now, &note).await.map_err(|failure| format!("{} {}", failure.message, failure.hint))?;
    let full = reading.so_far(false);
    Ok((full, steps.into_inner().expect("steps")))
}

#[tokio::test]
async fn a_log_is_read_whole_through_all_pages_and_waited_for() {
    let bench = bench(&[]).await;
    // Others beside it in the same group.
    invoke(&bench, "talkative", "{}").await;
    let invocation = invoke(&bench, "talkative", "{}").await;
    invoke(&bench, "talkative", "{}").await;
    let tail = invocation.answer.as_ref().and_then(|answer| answer.log.clone()).expect("a tail");
    assert!(tail.truncated);
    let wanted = wanted(&invocation, "/aws/lambda/talkative");
    let id = wanted.request_id.clone();
    let (full, steps) = read(&bench, wanted.clone(), wanted.ended).await.expect("a log");
    assert!(full.whole && full.remarks.is_empty(), "{:?}", full.remarks);
    assert_eq!(full.streams.len(), 1);
    let text: Vec<&str> = full.log.lines.iter().map(|line| line.text.as_str()).collect();
    assert!(text.len() > 60 && text.len() > tail.lines.len(), "{} lines", text.len());
    assert!(text[0].starts_with(&format!("START RequestId: {id}")), "{}", text[0]);
    assert!(text[text.len() - 1].starts_with(&format!("REPORT RequestId: {id}")), "{}", text[text.len() - 1]);
    assert_eq!(full.log.figures, tail.figures);
    assert!(steps.contains(&"waiting".to_owned()), "it is delivered late: {steps:?}");
}

#[tokio::test]
async fn the_json_format_and_managed_instances_have_theirs() {
    let bench = bench(&[]).await;
    let invocation = invoke(&bench, "talkative", "{\"log_format\":\"json\"}").await;
    let wanted_ = wanted(&invocation, "/aws/lambda/talkative");
    let (full, _) = read(&bench, wanted_.clone(), wanted_.ended).await.expect("a log");
    assert!(full.whole && full.log.lines.len() > 60, "{:?}", full.remarks);
    assert!(full.log.lines[0].text.contains("platform.initStart"), "{}", full.log.lines[0].text);
    let invocation = invoke(&bench, "managed", "{\"log_stream\":true}").await;
    let log = invocation.answer.as_ref().and_then(|answer| answer.log.clone()).expect("a log");
    let (group, stream) = Wanted::at(log.stream.as_ref().expect("a stream"));
    let wanted = Wanted { stream, ..wanted(&invocation, &group) };
    let (full, _) = read(&bench, wanted.clone(), wanted.ended).await.expect("a log");
    assert!(full.whole, "{:?}", full.remarks);
    assert_eq!(full.streams, [log.stream.expect("a stream").name]);
}

#[tokio::test]
async fn what_is_not_there_is_told_and_what_is_denied_is_named() {
    let bench = bench(&[]).await;
    let invocation = invoke(&bench, "echo", "{}").await;
    // So long after it that nothing is waited for.
    let later = span_of(&invocation).1 + 3_600_000;
    let (full, steps) = read(&bench, wanted(&invocation, "/aws/lambda/none"), later).await.expect("an answer");
    assert_eq!(steps, ["reading"]);
    assert!(!full.whole && full.log.lines.is_empty() && full.streams.is_empty());
    assert_eq!(
        full.remarks,
        ["There is no log group /aws/lambda/none: the function has not logged yet, or its role may not write logs."]
    );
    let other = Wanted { request_id: "never-there".into(), ..wanted(&invocation, "/aws/lambda/echo") };
    let (full, _) = read(&bench, other, later).await.expect("an answer");
    assert!(full.remarks[0].contains("has no line that names the request id never-there"), "{:?}", full.remarks);

    let bench = self::bench(&["logs:FilterLogEvents"]).await;
    let invocation = invoke(&bench, "echo", "{}").await;
    let denied = read(&bench, wanted(&invocation, "/aws/lambda/echo"), later).await.expect_err("denied");
    assert_eq!(
        denied,
        "The full log is not known: the profile has no permission for logs:FilterLogEvents. Ask for a policy that allows logs:FilterLogEvents on the log group /aws/lambda/echo. No other action is needed."
    );
}
