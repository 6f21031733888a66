//! Faults made up at random: whatever happens, no function runs twice, and what is said of it is true.

use std::time::{Duration, Instant};

use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::fault_proxy::{End, Fault};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::{IMPATIENT, bench, honest, impatient, proxy};

fn end() -> impl Strategy<Value = End> {
    // A stall costs the whole limit, and is one thing; the others are quick and many.
    prop_oneof![4 => Just(End::Close), 4 => Just(End::Reset), 1 => Just(End::Stall)]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (0usize..700, end()).prop_map(|(bytes, end)| Fault::Request(bytes, end)),
        (0usize..120_000, end()).prop_map(|(bytes, end)| Fault::Request(bytes, end)),
        (0usize..1_500_000, end()).prop_map(|(bytes, end)| Fault::Request(bytes, end)),
        (0usize..900, end()).prop_map(|(bytes, end)| Fault::Answer(bytes, end)),
        (1usize..900, end()).prop_map(|(bytes, end)| Fault::AnswerBut(bytes, end)),
        (200usize..5000).prop_map(Fault::Slowly),
        end().prop_map(Fault::AtOnce),
        Just(Fault::CloseWhenIdle),
        Just(Fault::Pass),
    ]
}

/// A payload of so many letters, or none at all: sent with the head, in one piece, or in several.
fn size() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![
        1 => Just(None),
        3 => (0usize..150_000).prop_map(Some),
        2 => (200_000usize..1_500_000).prop_map(Some),
    ]
}

#[test]
fn no_function_runs_twice_whatever_happens() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    // No file of seeds: what failed is printed whole.
    let config = Config { cases: 64, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    let plans = (prop::collection::vec(fault(), 1..=3), size());
    let result = TestRunner::new(config).run(&plans, |(faults, size)| {
        runtime.block_on(one(faults, size));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

async fn one(mut faults: Vec<Fault>, size: Option<usize>) {
    faults.push(Fault::Pass);
    let settings = TransportSettings { idle: Duration::from_millis(300), ..IMPATIENT };
    let bench = bench().await.over(Transport::new(settings));
    let proxy = proxy(&bench, faults);
    let payload = size.map_or(String::new(), |size| format!("\"{}\"", "y".repeat(size)));
    let mut call = impatient(bench.call("echo", ""), &proxy.endpoint());
    let raw = RawRequest { function: "echo".into(), payload: payload.clone().into(), ..RawRequest::default() };
    call.request = raw.resolve().expect("a request");
    call.wait = Duration::from_millis(400);
    let start = Instant::now();
    let finished = bench.run(&call).await;
    assert!(start.elapsed() < call.total + Duration::from_secs(1));
    honest(&bench, "echo", &finished).await;
    assert!(finished.attempts.len() <= 3);
    match &finished.outcome {
        Outcome::Succeeded => {
            // What is invoked without a payload is given an empty object.
            let expected = if payload.is_empty() { "{}" } else { &payload };
            assert_eq!(finished.answer.expect("an answer").body, expected);
        }
        Outcome::NoAnswer(_) => {}
        other => panic!("{other:?}"),
    }
}
