//! The engine against the sandbox: neither knows the other, so each proves the other's reading of the protocol.

mod corrections;
mod facts;
mod full_log;
mod listing;
mod streaming;
mod test_events;

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::clock::{FixedClock, SystemClock};
use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::outcome::{NoAnswer, NoAnswerCause, Outcome, Rejection};
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::response::Answer;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::Finished;
use lambdesk_core::span::Millis;
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;
use tokio_util::sync::CancellationToken;

fn answer(finished: &Finished) -> &Answer {
    finished.answer.as_ref().unwrap_or_else(|| panic!("no answer: {:?}", finished.outcome))
}

fn rejection(finished: &Finished) -> &Rejection {
    match &finished.outcome {
        Outcome::Rejected(rejection) => rejection,
        other => panic!("not rejected: {other:?}"),
    }
}

fn no_answer(finished: &Finished) -> &NoAnswer {
    match &finished.outcome {
        Outcome::NoAnswer(no_answer) => no_answer,
        other => panic!("an answer: {other:?}"),
    }
}

#[tokio::test]
async fn a_payload_comes_back_byte_for_byte() {
    let bench = Bench::new().await;
    let payload = r#"{"n":12345678901234567890,"z":1,"a":"é😀","n":2}"#;
    let finished = bench.run(&bench.call("echo", payload)).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(answer(&finished).body, payload.as_bytes());
    assert_eq!(bench.sandbox.runs("echo"), 1);
}

#[tokio::test]
async fn the_version_the_request_id_and_the_log_are_told() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("echo:live", "{}")).await;
    let answer = answer(&finished);
    assert_eq!(answer.executed_version(), Some("3"));
    let id = answer.request_id().expect("a request id");
    let log = answer.log().expect("a log");
    assert!(log.lines[0].text.starts_with("START RequestId: ") || log.lines[0].text.starts_with("INIT_START"));
    assert!(log.lines.iter().any(|line| line.text.contains(id)));
    let figures = log.figures.expect("figures");
    assert_eq!(figures.memory_mb, Some(128));
    assert!(figures.duration.is_some_and(|duration| duration > Millis(0.0)));
    assert!(figures.billed >= figures.duration);
}

#[tokio::test]
async fn every_form_of_a_name_reaches_the_function() {
    let bench = Bench::new().await;
    let account = bench.sandbox.account().to_owned();
    let region = bench.sandbox.region().to_owned();
    for name in [
        "echo".to_owned(),
        "echo:$LATEST".to_owned(),
        format!("{account}:function:echo"),
        format!("arn:aws:lambda:{region}:{account}:function:echo"),
        format!("arn:aws:lambda:{region}:{account}:function:echo:live"),
    ] {
        let finished = bench.run(&bench.call(&name, "1")).await;
        assert_eq!(finished.outcome, Outcome::Succeeded, "{name}");
    }
}

#[tokio::test]
async fn a_function_that_raises_is_not_a_success() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("fail", "{}")).await;
    let Outcome::FunctionError(error) = &finished.outcome else { panic!("{:?}", finished.outcome) };
    assert_eq!(answer(&finished).status, 200);
    assert_eq!(error.handling, "Unhandled");
    let thrown = &error.error;
    assert!(thrown.error_type.is_some() && thrown.error_message.is_some() && !thrown.frames.is_empty());
    assert_eq!(finished.attempts.len(), 1);
}

#[tokio::test]
async fn a_throttled_function_is_tried_again_as_the_service_asks() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("throttled", "{}")).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    let endings: Vec<Ending> = finished.attempts.iter().map(|attempt| attempt.ending).collect();
    assert_eq!(endings, [Ending::Throttled, Ending::Throttled, Ending::Succeeded]);
    let next = finished.attempts[0].next.as_ref().expect("another");
    assert!(next.asked_by_service);
    assert_eq!(next.delay, Millis(1000.0));
    assert_eq!(bench.sandbox.runs("throttled"), 1);
}

#[tokio::test]
async fn a_failure_of_the_service_is_tried_again() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("unavailable", "{}")).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(finished.attempts[0].ending, Ending::ServiceError);
    assert_eq!(bench.sandbox.runs("unavailable"), 1);
}

#[tokio::test]
async fn what_lambda_refuses_is_said_in_its_words_with_a_hint() {
    let bench = Bench::new().await;
    for (function, payload, code) in [
        ("nope", "{}", "ResourceNotFoundException"),
        ("echo:nope", "{}", "ResourceNotFoundException"),
        ("echo", "value", "InvalidRequestContentException"),
    ] {
        let finished = bench.run(&bench.call(function, payload)).await;
        let rejection = rejection(&finished);
        assert_eq!(rejection.code.as_deref(), Some(code));
        assert!(!rejection.message.is_empty() && !rejection.hint.is_empty(), "{rejection:?}");
        assert_eq!(finished.attempts.len(), 1);
    }
    assert_eq!(bench.sandbox.runs("echo"), 0);
}

#[tokio::test]
async fn wrong_keys_a_wrong_clock_and_an_old_token_are_told_apart() {
    let bench = Bench::new().await;
    let keys = bench.sandbox.credentials();
    let as_whom =
        |id: &str, secret: &str| SharedCredentialsProvider::new(Credentials::new(id, secret, None, None, "t"));

    let mut call = bench.call("echo", "{}");
    call.credentials = as_whom(&keys.access_key_id, "wrong");
    let wrong_secret = bench.run(&call).await;
    assert_eq!(rejection(&wrong_secret).code.as_deref(), Some("InvalidSignatureException"));
    assert!(rejection(&wrong_secret).hint.contains("secret access key"));

    call.credentials = as_whom("AKIAIOSFODNN7EXAMPLE", &keys.secret_access_key);
    let unknown = bench.run(&call).await;
    assert_eq!(rejection(&unknown).code.as_deref(), Some("UnrecognizedClientException"));

    let expired =
        Bench::with(Options { expire_after: Some(Duration::ZERO), ..Options::default() }, Arc::new(SystemClock)).await;
    let old = expired.run(&expired.call("echo", "{}")).await;
    assert_eq!(rejection(&old).code.as_deref(), Some("ExpiredTokenException"));
    assert!(rejection(&old).meaning.contains("expired"));

    let skewed = Bench::with(Options::default(), Arc::new(FixedClock(corrections::an_hour_ago()))).await;
    let mut call = skewed.call("echo", "{}");
    call.retries = RetryPolicy::OFF;
    let late = skewed.run(&call).await;
    assert!(rejection(&late).message.contains("Signature expired"), "{:?}", rejection(&late));
    assert!(rejection(&late).hint.contains("60 min behind"), "{}", rejection(&late).hint);
}

#[tokio::test]
async fn a_refused_connection_cannot_have_run() {
    let bench = Bench::new().await;
    let mut call = bench.call("echo", "{}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    call.endpoint = Endpoint::custom(&nobody).expect("an endpoint");
    let finished = bench.run(&call).await;
    let why = no_answer(&finished);
    assert_eq!((why.cause, why.may_have_run), (NoAnswerCause::ConnectionRefused, false));
    assert!(why.message.contains(&nobody), "{}", why.message);
    assert_eq!(finished.attempts.len(), 3, "what was never sent may be sent again");
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_said() {
    let bench = Bench::new().await;
    let mut call = bench.call("echo", "{}");
    call.endpoint = Endpoint::custom("http://lambda.invalid:9").expect("an endpoint");
    let finished = bench.run(&call).await;
    assert_eq!(no_answer(&finished).cause, NoAnswerCause::NameNotFound);
    assert!(!no_answer(&finished).may_have_run);
}

#[tokio::test]
async fn waiting_too_long_never_sends_twice() {
    let bench = Bench::new().await;
    let mut call = bench.call("slow", r#"{"seconds":2}"#);
    call.wait = Duration::from_millis(500);
    let finished = bench.run(&call).await;
    let why = no_answer(&finished);
    assert_eq!((why.cause, why.may_have_run), (NoAnswerCause::WaitTimeout, true));
    assert_eq!(finished.attempts.len(), 1);
    assert_eq!(bench.sandbox.runs("slow"), 1);
}

#[tokio::test]
async fn a_slow_function_is_waited_for() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("slow", r#"{"seconds":1.5}"#)).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert!(finished.duration >= Duration::from_millis(1500));
}

#[tokio::test]
async fn cancelling_stops_the_wait_at_once_and_says_that_it_may_run_on() {
    let bench = Bench::new().await;
    let (call, cancel) = (bench.call("slow", r#"{"seconds":20}"#), CancellationToken::new());
    let start = Instant::now();
    let after = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        cancel.cancel();
    };
    let (finished, ()) = tokio::join!(bench.run_until(&call, &cancel), after);
    assert!(start.elapsed() < Duration::from_secs(5));
    let why = no_answer(&finished);
    assert_eq!((why.cause, why.may_have_run), (NoAnswerCause::Cancelled, true));
}

#[tokio::test]
async fn cancelling_in_a_pause_ends_it() {
    let bench = Bench::new().await;
    let (call, cancel) = (bench.call("throttled", "{}"), CancellationToken::new());
    let after = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cancel.cancel();
    };
    let (finished, ()) = tokio::join!(bench.run_until(&call, &cancel), after);
    assert_eq!(no_answer(&finished).cause, NoAnswerCause::Cancelled);
    assert!(!no_answer(&finished).may_have_run);
    assert_eq!(bench.sandbox.runs("throttled"), 0);
}

#[tokio::test]
async fn each_step_is_reported_in_order() {
    let bench = Bench::new().await;
    bench.run(&bench.call("echo", r#"{"a":1}"#)).await;
    let names: Vec<&str> = bench
        .steps()
        .iter()
        .map(|step| match step {
            Progress::AttemptStarted { .. } => "started",
            Progress::Sending { .. } => "sending",
            Progress::Waiting { .. } => "waiting",
            Progress::Answered { .. } => "answered",
            Progress::Received { .. } => "received",
            Progress::AttemptEnded { .. } => "ended",
        })
        .collect();
    assert_eq!(names, ["started", "sending", "waiting", "answered", "received", "ended"]);
}

#[tokio::test]
async fn six_megabytes_go_there_and_come_back() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("large", r#"{"bytes":6000000}"#)).await;
    assert_eq!(answer(&finished).body.len(), 6_000_000);
    let payload = format!("\"{}\"", "x".repeat(6_000_000));
    let raw = RawRequest { function: "echo".into(), payload: payload.clone().into(), ..RawRequest::default() };
    let mut call = bench.call("echo", "");
    call.request = raw.resolve().expect("a request");
    assert_eq!(answer(&bench.run(&call).await).body, payload);
}

#[tokio::test]
async fn the_other_invocation_types_are_told_apart_by_their_status() {
    let bench = Bench::new().await;
    for (kind, status, runs) in [("DryRun", 204, 0), ("Event", 202, 1)] {
        let raw = RawRequest {
            function: "echo".into(),
            invocation_type: Some(kind.into()),
            payload: "{}".into(),
            ..RawRequest::default()
        };
        let mut call = bench.call("echo", "{}");
        call.request = raw.resolve().expect("a request");
        let finished = bench.run(&call).await;
        assert_eq!((&finished.outcome, answer(&finished).status.as_u16()), (&Outcome::Succeeded, status), "{kind}");
        let start = Instant::now();
        while bench.sandbox.runs("echo") < runs && start.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(bench.sandbox.runs("echo"), runs, "{kind}");
    }
}
