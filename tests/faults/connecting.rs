//! Before a connection is there, and after it was used.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::outcome::{NoAnswerCause, Outcome};
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_tests::fault_proxy::End::{Close, Reset};
use lambdesk_tests::fault_proxy::{Fault, Full};

use crate::{bench, honest, impatient, proxy, story};

#[tokio::test]
async fn nobody_listens() {
    let bench = bench().await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let finished = bench.run(&impatient(bench.call("echo", "{}"), &nobody)).await;
    let runs = honest(&bench, "echo", &finished).await;
    insta::assert_snapshot!(story("nobody listens", &finished, runs));
}

#[tokio::test]
async fn the_name_cannot_be_looked_up() {
    let bench = bench().await;
    let finished = bench.run(&impatient(bench.call("echo", "{}"), "http://nowhere.invalid")).await;
    let runs = honest(&bench, "echo", &finished).await;
    insta::assert_snapshot!(story("the name cannot be looked up", &finished, runs));
}

#[tokio::test]
async fn connecting_takes_too_long() {
    let bench = bench().await;
    let full = Full::listen().await;
    let address = full.address;
    let start = Instant::now();
    let finished = bench.run(&impatient(bench.call("echo", "{}"), &format!("http://{address}"))).await;
    assert!(start.elapsed() < Duration::from_secs(10));
    let runs = honest(&bench, "echo", &finished).await;
    insta::assert_snapshot!(story("connecting takes too long", &finished, runs));
}

#[tokio::test]
async fn an_idle_connection_that_was_closed_is_replaced_before_anything_is_sent() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Fault::CloseWhenIdle]);
    let call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
    for number in 1..=5 {
        let finished = bench.run(&call).await;
        assert_eq!(finished.outcome, Outcome::Succeeded);
        assert_eq!(bench.sandbox.runs("echo"), number);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(proxy.connections(), 5);
}

#[tokio::test]
async fn a_connection_that_closes_as_the_request_goes_out_never_runs_it_twice() {
    // Nobody can say who is first: the service that closes, or the request. Again and again, without a pause.
    for fault in [Fault::CloseWhenIdle, Fault::Answer(usize::MAX, Reset), Fault::Answer(usize::MAX, Close)] {
        let bench = bench().await;
        let proxy = proxy(&bench, vec![fault]);
        let call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
        let (mut succeeded, mut unknown) = (0, 0);
        for _ in 0..40 {
            match bench.run(&call).await.outcome {
                Outcome::Succeeded => succeeded += 1,
                Outcome::NoAnswer(lost) if lost.may_have_run => unknown += 1,
                Outcome::NoAnswer(_) => {}
                other => panic!("{other:?}"),
            }
        }
        let runs = bench.sandbox.runs("echo");
        assert!(succeeded <= runs && runs <= succeeded + unknown, "{succeeded} ≤ {runs} ≤ {succeeded} + {unknown}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_as_soon_as_it_is_there_never_runs_anything() {
    for end in [Reset, Close] {
        for _ in 0..10 {
            let bench = bench().await;
            let proxy = proxy(&bench, vec![Fault::AtOnce(end)]);
            let finished = bench.run(&impatient(bench.call("echo", "{}"), &proxy.endpoint())).await;
            assert_eq!(honest(&bench, "echo", &finished).await, 0);
        }
    }
}

#[tokio::test]
async fn a_connection_is_kept_warm_and_counted_as_such() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Fault::Pass]);
    let call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
    let warm: Vec<Option<bool>> = [bench.run(&call).await, bench.run(&call).await, bench.run(&call).await]
        .iter()
        .map(|finished| finished.attempts[0].warm)
        .collect();
    assert_eq!(warm, [Some(false), Some(true), Some(true)]);
    assert_eq!(proxy.connections(), 1);
}

#[tokio::test]
async fn like_the_aws_cli_it_may_run_more_than_once() {
    // Why that is not the default: with the same fault that `Careful` meets with one run.
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Fault::Answer(0, Reset)]);
    let mut call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
    call.retries.classes = RetryPolicy::LIKE_AWS_CLI.classes;
    let finished = bench.run(&call).await;
    assert_eq!(finished.attempts.len(), 3);
    assert!(finished.attempts.iter().all(|attempt| attempt.ending == Ending::ConnectionLost));
    assert_eq!(bench.sandbox.runs("echo"), 3);
    let Outcome::NoAnswer(lost) = &finished.outcome else { panic!("{finished:?}") };
    assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::ConnectionLost, true));
}

#[tokio::test]
async fn a_dry_run_runs_nothing_whatever_becomes_of_it() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Fault::Answer(0, Reset)]);
    let raw = RawRequest { function: "echo".into(), invocation_type: Some("DryRun".into()), ..RawRequest::default() };
    let mut call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
    call.request = raw.resolve().expect("a request");
    let finished = bench.run(&call).await;
    let Outcome::NoAnswer(lost) = &finished.outcome else { panic!("{finished:?}") };
    assert!(!lost.may_have_run && lost.hint.contains("dry run"), "{lost:?}");
    assert_eq!(honest(&bench, "echo", &finished).await, 0);
}
