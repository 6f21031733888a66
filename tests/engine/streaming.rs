//! Streamed responses: chunks as they come, errors in the middle, and nothing held that need not be.

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::Call;
use lambdesk_core::invoke::spool::Spool;
use lambdesk_tests::engine::Bench;

use crate::answer;

fn streamed(bench: &Bench, function: &str, payload: &'static str) -> (Call, Spool) {
    let raw = RawRequest {
        function: function.into(),
        log_type: Some("Tail".into()),
        stream: true,
        payload: payload.into(),
        ..RawRequest::default()
    };
    let spool = Spool::temporary().expect("a file");
    let mut call = bench.call(function, "");
    call.request = raw.resolve().expect("a request");
    call.spool = Some(spool.clone());
    (call, spool)
}

fn text(spool: &Spool) -> String {
    String::from_utf8(spool.read(0, usize::MAX).expect("read")).expect("text")
}

#[tokio::test]
async fn chunks_come_as_they_are_written() {
    let bench = Bench::new().await;
    let (call, spool) = streamed(&bench, "stream", r#"{"chunks":5,"delay_ms":80}"#);
    let finished = bench.run(&call).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    let stream = answer(&finished).stream.as_ref().expect("a stream");
    assert_eq!(stream.chunks, 5);
    assert!(stream.complete.is_some() && stream.bytes == spool.len());
    assert!(stream.duration.as_millis() >= 4 * 80, "{:?}", stream.duration);
    assert!(answer(&finished).log().is_some(), "the log comes with the end");
    let seen: Vec<u64> = bench
        .steps()
        .iter()
        .filter_map(|step| match step {
            Progress::Received { chunks, .. } => *chunks,
            _ => None,
        })
        .collect();
    assert!(seen.len() > 2 && seen.is_sorted() && seen.last() == Some(&5), "{seen:?}");
    assert_eq!(answer(&finished).body, text(&spool));
    assert_eq!(bench.sandbox.runs("stream"), 1);
}

#[tokio::test]
async fn an_error_in_the_middle_is_the_functions_and_keeps_what_came() {
    let bench = Bench::new().await;
    let (call, spool) = streamed(&bench, "stream", r#"{"chunks":5,"fail_after":2}"#);
    let finished = bench.run(&call).await;
    let Outcome::FunctionError(error) = &finished.outcome else { panic!("{:?}", finished.outcome) };
    assert!(error.error.error_message.is_some(), "{error:?}");
    assert_eq!(answer(&finished).stream.as_ref().expect("a stream").chunks, 2);
    assert!(!spool.is_empty());
    assert_eq!((finished.attempts.len(), bench.sandbox.runs("stream")), (1, 1));
}

#[tokio::test]
async fn a_response_far_too_long_for_memory_goes_to_disk() {
    let bench = Bench::new().await;
    let (call, spool) = streamed(&bench, "stream", r#"{"chunks":30,"bytes":1000000,"delay_ms":0}"#);
    let finished = bench.run(&call).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(spool.len(), 30_000_000);
    let answer = answer(&finished);
    assert!(!answer.is_whole() && answer.body.len() == 1024 * 1024, "only its beginning is in memory");
    assert_eq!(finished.verdict(), None);
}

#[tokio::test]
async fn what_is_refused_is_refused_plainly() {
    let bench = Bench::new().await;
    let (call, spool) = streamed(&bench, "nobody", "{}");
    let finished = bench.run(&call).await;
    assert!(matches!(finished.outcome, Outcome::Rejected(_)));
    assert!(spool.is_empty() && answer(&finished).stream.is_none());
}

#[tokio::test]
async fn a_second_try_begins_anew() {
    let bench = Bench::new().await;
    let (call, spool) = streamed(&bench, "throttled", "{}");
    let finished = bench.run(&call).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(finished.attempts.len(), 3);
    assert_eq!(answer(&finished).stream.as_ref().expect("a stream").bytes, spool.len());
}
