//! Cancelling, and the limit over all attempts, at every stage: both end it at once and say what may have run.

use std::time::{Duration, Instant};

use lambdesk_core::invoke::outcome::{NoAnswer, NoAnswerCause, Outcome};
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::invoke::run::Finished;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::End::Stall;
use lambdesk_tests::fault_proxy::Fault;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{bench, honest, impatient, proxy};

fn lost(finished: &Finished) -> &NoAnswer {
    match &finished.outcome {
        Outcome::NoAnswer(lost) => lost,
        other => panic!("{other:?}"),
    }
}

/// A stage: its name, the fault that it is stopped at, whether the function may have run by then, and how it is seen.
type Stage = (&'static str, Fault, bool, fn(&Progress) -> bool);

fn stages() -> [Stage; 3] {
    [
        ("sending", Fault::Request(1_000_000, Stall), false, |step| matches!(step, Progress::Sending { .. })),
        ("waiting", Fault::Answer(0, Stall), true, |step| matches!(step, Progress::Waiting { .. })),
        ("receiving", Fault::AnswerBut(100_000, Stall), true, |step| matches!(step, Progress::Received { .. })),
    ]
}

/// More than the system takes in without being asked to.
fn large() -> &'static str {
    format!("\"{}\"", "x".repeat(5_900_000)).leak()
}

/// A bench that waits for ever, but for what is shown here.
async fn patient() -> Bench {
    bench().await.over(Transport::new(TransportSettings::default()))
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_ends_each_stage_at_once() {
    for (stage, fault, may_have_run, is_there) in stages() {
        let bench = patient().await;
        let proxy = proxy(&bench, vec![fault]);
        let mut call = impatient(bench.call("echo", large()), &proxy.endpoint());
        call.wait = Duration::from_mins(1);
        let cancel = CancellationToken::new();
        let later = async {
            while !bench.steps().iter().any(is_there) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            // So that as much is on its way as can be.
            tokio::time::sleep(Duration::from_millis(200)).await;
            cancel.cancel();
            Instant::now()
        };
        let (finished, pressed) = tokio::join!(bench.run_until(&call, &cancel), later);
        assert!(pressed.elapsed() < Duration::from_secs(5), "{stage}");
        let lost = lost(&finished);
        assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::Cancelled, may_have_run), "{stage}");
        assert_eq!(finished.attempts.len(), 1, "{stage}");
        if stage == "receiving" {
            let part = finished.answer.as_ref().expect("what came until then is kept");
            assert!(!part.body.is_empty() && part.body.len() < large().len());
        }
        honest(&bench, "echo", &finished).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_over_all_attempts_ends_each_stage() {
    let mut stages = stages()
        .map(|(stage, fault, may_have_run, _)| async move {
            let bench = patient().await;
            let proxy = proxy(&bench, vec![fault]);
            let mut call = impatient(bench.call("echo", large()), &proxy.endpoint());
            // Long enough that each stage is reached on a busy computer.
            (call.wait, call.total) = (Duration::from_mins(1), Duration::from_secs(5));
            let finished = bench.run(&call).await;
            let lost = lost(&finished);
            assert_eq!((lost.cause, lost.may_have_run), (NoAnswerCause::TotalTimeout, may_have_run), "{stage}");
            assert_eq!(finished.attempts.len(), 1, "{stage}");
            honest(&bench, "echo", &finished).await;
        })
        .into_iter()
        .collect::<JoinSet<_>>();
    while let Some(ended) = stages.join_next().await {
        ended.expect("a stage that ends");
    }
}

#[tokio::test]
async fn the_limit_over_all_attempts_stands_over_the_pauses_too() {
    let bench = bench().await;
    let mut call = impatient(bench.call("throttled", "{}"), bench.sandbox.endpoint());
    call.retries.longest_pause = Duration::from_secs(20);
    call.total = Duration::from_millis(500);
    let finished = bench.run(&call).await;
    assert!(matches!(finished.outcome, Outcome::Rejected(_)), "{:?}", finished.outcome);
    let stop = finished.attempts[0].stop.as_deref().expect("why it ended");
    assert!(stop.contains("500 ms over all attempts"), "{stop}");
    assert_eq!(bench.sandbox.runs("throttled"), 0);
}
