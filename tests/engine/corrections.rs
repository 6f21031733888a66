//! Refusals that name a mistake which can be mended: each is mended once, and said.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use lambdesk_core::clock::{Clock, FixedClock, SystemClock};
use lambdesk_core::invoke::attempt::Ending;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;

use crate::{answer, rejection};

pub fn an_hour_ago() -> SystemTime {
    SystemClock.now().checked_sub(Duration::from_hours(1)).expect("a time")
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_and_remembered() {
    let bench = Bench::with(Options::default(), Arc::new(FixedClock(an_hour_ago()))).await;
    let finished = bench.run(&bench.call("echo", "{}")).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(finished.attempts.len(), 2);
    assert_eq!(finished.corrections.len(), 1);
    assert!(finished.corrections[0].contains("60 min behind"), "{:?}", finished.corrections);
    let next = bench.run(&bench.call("echo", "{}")).await;
    assert_eq!((next.attempts.len(), next.corrections.len()), (1, 0), "the second time it is known");
    assert_eq!(bench.sandbox.runs("echo"), 2);
}

/// Expired keys at first, then fresh ones, as a session that was renewed elsewhere gives them.
#[derive(Debug)]
struct Renewed {
    before: Credentials,
    after: Credentials,
    asked: AtomicUsize,
}

impl ProvideCredentials for Renewed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        future::ProvideCredentials::ready(Ok(if first { &self.before } else { &self.after }.clone()))
    }
}

#[tokio::test]
async fn credentials_that_expired_are_fetched_once_more() {
    // Two sandboxes are two AWSs: the keys of one have expired, those of the other have not. What is the same is the
    // order of things: refused, fetched, sent again.
    let old =
        Bench::with(Options { expire_after: Some(Duration::ZERO), ..Options::default() }, Arc::new(SystemClock)).await;
    let keys = old.sandbox.credentials();
    let expired = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "expired");
    let others = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "fresh");
    let provider =
        |after: &Credentials| Renewed { before: expired.clone(), after: after.clone(), asked: AtomicUsize::new(0) };

    let mut call = old.call("echo", "{}");
    call.credentials = SharedCredentialsProvider::new(provider(&others));
    let finished = old.run(&call).await;
    assert_eq!(finished.attempts.len(), 2);
    assert_eq!(finished.corrections, ["The credentials had expired; new ones were fetched."]);
    assert_eq!(rejection(&finished).code.as_deref(), Some("UnrecognizedClientException"), "the fresh ones were used");

    call.credentials = SharedCredentialsProvider::new(provider(&expired));
    let same = old.run(&call).await;
    assert_eq!(same.attempts.len(), 1, "the same ones would be refused again");
    assert!(same.corrections.is_empty());
}

/// Keys once, and none from then on, as a session that ends between two attempts gives them.
#[derive(Debug)]
struct Once {
    keys: Credentials,
    asked: AtomicUsize,
}

impl ProvideCredentials for Once {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        let none = CredentialsError::not_loaded("the session has ended");
        future::ProvideCredentials::ready(if first { Ok(self.keys.clone()) } else { Err(none) })
    }
}

#[tokio::test]
async fn credentials_that_are_gone_before_a_second_attempt_do_not_hide_the_first() {
    let bench = Bench::new().await;
    let keys = bench.sandbox.credentials();
    let keys = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "once");
    let mut call = bench.call("throttled", "{}");
    call.credentials = SharedCredentialsProvider::new(Once { keys, asked: AtomicUsize::new(0) });
    let finished = bench.run(&call).await;
    assert_eq!(rejection(&finished).status, 429);
    assert_eq!(finished.attempts.len(), 1);
    let stop = finished.attempts[0].stop.as_deref().expect("why there is no other");
    assert!(stop.contains("could not be made: no credentials"), "{stop}");
    assert!(finished.attempts[0].next.is_none());
}

#[tokio::test]
async fn a_function_without_a_log_tail_is_invoked_without_asking_for_it() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("managed", "{}")).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(finished.attempts.len(), 2);
    assert!(finished.corrections[0].contains("no log tail"), "{:?}", finished.corrections);
    assert!(answer(&finished).log().is_none());
    assert_eq!(bench.sandbox.runs("managed"), 1);
}

#[tokio::test]
async fn nothing_is_corrected_when_one_attempt_was_asked_for() {
    let bench = Bench::new().await;
    let mut call = bench.call("managed", "{}");
    call.retries = RetryPolicy::OFF;
    let finished = bench.run(&call).await;
    assert_eq!(rejection(&finished).status, 400);
    assert_eq!(finished.attempts.len(), 1);
}

#[tokio::test]
async fn a_function_that_is_not_ready_yet_is_a_class_of_its_own() {
    let bench = Bench::new().await;
    let finished = bench.run(&bench.call("starting", "{}")).await;
    assert_eq!(finished.outcome, Outcome::Succeeded);
    assert_eq!(finished.attempts[0].ending, Ending::NotReady);
    assert_eq!(bench.sandbox.runs("starting"), 1);

    let bench = Bench::new().await;
    let mut call = bench.call("starting", "{}");
    call.retries.classes.not_ready = false;
    let finished = bench.run(&call).await;
    assert_eq!(finished.attempts.len(), 1);
    assert_eq!(bench.sandbox.runs("starting"), 0);
}

#[tokio::test]
async fn a_durable_name_makes_a_second_try_after_a_timeout_safe() {
    let bench = Bench::new().await;
    let raw = RawRequest {
        function: "slow".into(),
        durable_execution_name: Some("order-4711".into()),
        payload: r#"{"seconds":1}"#.into(),
        ..RawRequest::default()
    };
    let mut call = bench.call("slow", "");
    call.request = raw.resolve().expect("a request");
    call.wait = Duration::from_millis(300);
    let finished = bench.run(&call).await;
    assert!(finished.attempts.len() > 1);
    let reason = &finished.attempts[0].next.as_ref().expect("another").reason;
    assert!(reason.contains("cannot run twice"), "{reason}");
}
