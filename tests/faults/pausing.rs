//! What follows an attempt that may have run: a durable name makes another safe, the AWS CLI's rules do not, and whoever
//! cancels in between is told the truth.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::outcome::{NoAnswer, NoAnswerCause, Outcome};
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::{Call, Finished};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::End::{Reset, Stall};
use lambdesk_tests::fault_proxy::Fault::{self, Answer, Pass, Refused};
use lambdesk_tests::fault_proxy::Full;
use tokio_util::sync::CancellationToken;

use crate::{IMPATIENT, bench, impatient, proxy};

const THROTTLE: &str = "HTTP/1.1 429 Too Many Requests\r\nx-amzn-errortype: TooManyRequestsException\r\nretry-after: 15\r\ncontent-length: 2\r\n\r\n{}";

fn throttle() -> Fault {
    Refused(THROTTLE.as_bytes().to_vec())
}

fn durable(bench: &Bench, endpoint: &str) -> Call {
    let raw = RawRequest {
        function: "echo".into(),
        qualifier: Some("live".into()),
        durable_execution_name: Some("order-4711".into()),
        payload: "{}".into(),
        ..RawRequest::default()
    };
    let mut call = impatient(bench.call("echo", ""), endpoint);
    call.wait = Duration::from_millis(600);
    call.request = raw.resolve().expect("a request");
    call
}

fn like_the_aws_cli(bench: &Bench, endpoint: &str) -> Call {
    let mut call = impatient(bench.call("echo", "{}"), endpoint);
    call.wait = Duration::from_millis(600);
    call.retries.classes = RetryPolicy::LIKE_AWS_CLI.classes;
    call
}

/// Runs a call, and cancels it as soon as the attempt of this number has ended.
async fn cancelled_after(bench: &Bench, call: &Call, number: u32) -> Finished {
    let cancel = CancellationToken::new();
    let pressed = cancel.clone();
    let note = move |step| {
        if let Progress::AttemptEnded { attempt } = step
            && attempt.number == number
        {
            pressed.cancel();
        }
    };
    bench.engine().run(call, &cancel, Arc::new(note)).await.expect("a call that can be sent")
}

fn lost(finished: &Finished) -> &NoAnswer {
    match &finished.outcome {
        Outcome::NoAnswer(lost) => lost,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_durable_execution_is_asked_for_again_and_runs_once() {
    for (fault, ending) in [(Answer(0, Stall), Ending::TimedOut), (Answer(0, Reset), Ending::ConnectionLost)] {
        let bench = bench().await;
        let proxy = proxy(&bench, vec![fault, Pass]);
        let finished = bench.run(&durable(&bench, &proxy.endpoint())).await;
        assert_eq!(finished.outcome, Outcome::Succeeded);
        assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (2, 1));
        assert_eq!(finished.attempts[0].ending, ending);
        let reason = &finished.attempts[0].next.as_ref().expect("another").reason;
        assert_eq!(reason, "The durable execution name makes it one and the same execution, so it cannot run twice.");
    }
}

#[tokio::test]
async fn like_the_aws_cli_a_function_that_is_slow_runs_again_and_again() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Answer(0, Stall)]);
    let finished = bench.run(&like_the_aws_cli(&bench, &proxy.endpoint())).await;
    assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (3, 3));
    assert!(lost(&finished).may_have_run);
}

#[tokio::test]
async fn cancelling_in_the_pause_after_a_throttle_says_that_nothing_ran() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![throttle()]);
    let mut call = impatient(bench.call("echo", "{}"), &proxy.endpoint());
    call.retries = RetryPolicy::CAREFUL;
    let finished = cancelled_after(&bench, &call, 1).await;
    assert_eq!((lost(&finished).cause, lost(&finished).may_have_run), (NoAnswerCause::Cancelled, false));
    assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (1, 0));
}

#[tokio::test]
async fn cancelling_in_the_pause_after_what_may_have_run_says_so() {
    for number in [1, 2] {
        for kind in [like_the_aws_cli, durable] {
            let bench = bench().await;
            let proxy = proxy(&bench, vec![Answer(0, Reset)]);
            let finished = cancelled_after(&bench, &kind(&bench, &proxy.endpoint()), number).await;
            assert!(bench.sandbox.runs("echo") >= 1);
            assert!(lost(&finished).may_have_run, "it ran, and this is said of it: {:?}", lost(&finished));
            assert!(!lost(&finished).hint.contains("No attempt before it ran"), "{:?}", lost(&finished));
        }
    }
}

#[tokio::test]
async fn cancelling_in_a_later_pause_remembers_what_may_have_run_before() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Answer(0, Reset), throttle()]);
    let mut call = like_the_aws_cli(&bench, &proxy.endpoint());
    call.retries.longest_pause = Duration::from_secs(20);
    let finished = cancelled_after(&bench, &call, 2).await;
    assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (2, 1));
    assert!(lost(&finished).may_have_run, "{:?}", lost(&finished));
}

#[tokio::test]
async fn a_refusal_does_not_hide_what_may_have_run_before() {
    let bench = bench().await;
    let proxy = proxy(&bench, vec![Answer(0, Reset), throttle()]);
    let finished = bench.run(&like_the_aws_cli(&bench, &proxy.endpoint())).await;
    assert_eq!((finished.attempts.len(), bench.sandbox.runs("echo")), (3, 1));
    let Outcome::Rejected(rejection) = &finished.outcome else { panic!("{finished:#?}") };
    assert!(rejection.hint.starts_with("An earlier attempt may have run."), "{}", rejection.hint);
}

#[tokio::test]
async fn cancelling_and_the_limit_end_connecting() {
    let full = Full::listen().await;
    let address = full.address;
    for cancels in [true, false] {
        let settings = TransportSettings { connect: None, ..IMPATIENT };
        let bench = bench().await.over(Transport::new(settings));
        let mut call = impatient(bench.call("echo", "{}"), &format!("http://{address}"));
        // Neither the wait limit nor the connect limit stands here.
        call.wait = Duration::from_millis(100);
        let cancel = CancellationToken::new();
        if cancels {
            let pressed = cancel.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(500)).await;
                pressed.cancel();
            });
        } else {
            call.total = Duration::from_millis(500);
        }
        let start = Instant::now();
        let finished = bench.run_until(&call, &cancel).await;
        assert!(start.elapsed() < Duration::from_secs(5));
        let cause = if cancels { NoAnswerCause::Cancelled } else { NoAnswerCause::TotalTimeout };
        assert_eq!((lost(&finished).cause, lost(&finished).may_have_run), (cause, false));
        assert_eq!(finished.attempts.len(), 1);
    }
}
