//! What networks and broken services do to an invocation: for each fault the outcome, the sentence, the attempts, and how
//! often the function ran, as the sandbox counted it. At most once under the careful rules, always.

mod connecting;
mod elsewhere;
mod empty;
mod frames;
mod generated;
mod http2;
mod listed;
mod pausing;
mod positions;
mod stopping;
mod storms;
mod streams;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lambdesk_core::clock::SystemClock;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::invoke::retry::RetryPolicy;
use lambdesk_core::invoke::run::{Call, Finished};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_sandbox::Options;
use lambdesk_tests::engine::Bench;
use lambdesk_tests::fault_proxy::{Fault, FaultProxy};

/// Limits short enough that a stall ends soon, and long enough for a debug build on two busy cores.
const IMPATIENT: TransportSettings = TransportSettings {
    connect: Some(Duration::from_millis(900)),
    idle: Duration::from_secs(2),
    keep_alive: Some(Duration::from_secs(30)),
};
const WAIT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(20);

async fn bench() -> Bench {
    Bench::with(Options::default(), Arc::new(SystemClock)).await.over(Transport::new(IMPATIENT))
}

/// Where the sandbox listens.
fn address(bench: &Bench) -> SocketAddr {
    bench.sandbox.endpoint().strip_prefix("http://").and_then(|address| address.parse().ok()).expect("an address")
}

fn proxy(bench: &Bench, faults: Vec<Fault>) -> FaultProxy {
    FaultProxy::start(address(bench), faults)
}

/// The call with short limits, and careful.
fn impatient(call: Call, endpoint: &str) -> Call {
    let mut retries = RetryPolicy::CAREFUL;
    // The pauses grow by chance; what is shown here does not depend on them.
    retries.longest_pause = Duration::from_millis(50);
    Call { endpoint: Endpoint::custom(endpoint).expect("an endpoint"), wait: WAIT, total: TOTAL, retries, ..call }
}

/// What must hold whatever happened, and the number of runs.
async fn honest(bench: &Bench, function: &str, finished: &Finished) -> u64 {
    // What was sent just before the client gave up may still be on its way into the function.
    tokio::time::sleep(Duration::from_millis(60)).await;
    let runs = bench.sandbox.runs(function);
    let outcome = &finished.outcome;
    assert!(runs <= 1, "the function ran {runs} times: {finished:#?}");
    match outcome {
        Outcome::Succeeded => assert_eq!(runs, 1, "{outcome:?}"),
        Outcome::NoAnswer(lost) if !lost.may_have_run => assert_eq!(runs, 0, "it did run: {lost:?}"),
        Outcome::Rejected(_) => assert_eq!(runs, 0, "{outcome:?}"),
        _ => {}
    }
    let (last, before) = finished.attempts.split_last().expect("an attempt");
    assert!(before.iter().all(|attempt| attempt.next.is_some()) && last.next.is_none(), "{finished:#?}");
    runs
}

/// The story of an invocation in one line, the same in every run.
fn story(name: &str, finished: &Finished, runs: u64) -> String {
    let said = match &finished.outcome {
        Outcome::Succeeded => "succeeded".into(),
        Outcome::FunctionError(error) => format!("function error: {:?}", error.error.error_type),
        Outcome::Rejected(rejection) => {
            let code = rejection.code.as_deref().unwrap_or("no code");
            format!("rejected, {code}: {} {}", settled(&rejection.message), rejection.hint)
        }
        Outcome::NoAnswer(lost) => {
            let may = if lost.may_have_run { "may have run" } else { "did not run" };
            format!("{:?}, {may}: {} {}", lost.cause, settled(&lost.message), lost.hint)
        }
    };
    let count = finished.attempts.len();
    format!(
        "{name}\n    {said}\n    {count} attempt{}, ran {runs} time{}\n",
        s(count),
        s(usize::try_from(runs).unwrap_or(0))
    )
}

fn s(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A sentence without its port and checksums, and without the system's own words for a lost connection: they differ with
/// who was first to notice.
fn settled(message: &str) -> String {
    let mut parts = message.split("127.0.0.1:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("127.0.0.1:PORT");
        text.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    if let Some(at) = text.find("checksum 0x") {
        text.truncate(at);
        text.push('…');
    }
    for known in ["before the whole request was out: ", "before the whole answer was here: "] {
        if let Some(at) = text.find(known) {
            text.truncate(at + known.len());
            text.push('…');
        }
    }
    text
}
