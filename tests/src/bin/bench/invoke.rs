//! An invocation over loopback: ours, and the same by others, in turn.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use lambdesk_core::clock::SystemClock;
use lambdesk_core::invoke::endpoint::Endpoint;
use lambdesk_core::invoke::request::RawRequest;
use lambdesk_core::invoke::run::{Call, Engine};
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::engine::Bench;
use tokio_util::sync::CancellationToken;

use crate::clients::{AwsCli, Boto3, Curl};
use crate::median;
use crate::server::answering_server;

/// How often each way is taken. What starts a process is slow, and needs fewer.
struct Rounds {
    engine: usize,
    boto3_every: usize,
    curl_every: usize,
    aws_cli_every: usize,
}

pub async fn invoke() {
    let address = answering_server().await;
    for (name, size, rounds) in [
        ("1 KB", 1000, Rounds { engine: 2000, boto3_every: 10, curl_every: 50, aws_cli_every: 400 }),
        ("6 MB", 6_000_000, Rounds { engine: 100, boto3_every: 5, curl_every: 10, aws_cli_every: 25 }),
    ] {
        one_size(&address, name, size, &rounds).await;
    }
}

/// All ways in turn, on warm connections where a client can keep one.
async fn one_size(address: &str, name: &str, size: usize, rounds: &Rounds) {
    let bench = Bench::new().await;
    let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
    let body = format!("\"{}\"", "x".repeat(size));
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &body).expect("written");
    let raw = RawRequest { function: "echo".into(), payload: body.clone().into(), ..RawRequest::default() };
    let call = Call {
        request: raw.resolve().expect("a request"),
        endpoint: Endpoint::custom(address).expect("an endpoint"),
        ..bench.call("echo", "{}")
    };
    let plain = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = format!("{address}/2015-03-31/functions/echo/invocations");
    let mut boto3 = Boto3::start(address, file.path());
    let (curl, aws_cli) = (Curl::new(&url, file.path()), AwsCli::new(address, file.path()));
    let (mut ours, mut unsigned) = (Vec::new(), Vec::new());
    let mut phases: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let (mut by_boto3, mut by_curl, mut by_aws_cli) = (Vec::new(), Vec::new(), Vec::new());
    let cancel = CancellationToken::new();
    for round in 0..rounds.engine {
        let moment = Instant::now();
        let finished = engine.run(&again(&call, &body), &cancel, Arc::new(|_| ())).await.expect("sent");
        ours.push(moment.elapsed().as_secs_f64() * 1e6);
        assert!(finished.answer.is_some());
        for phase in &finished.attempts[0].phases {
            phases.entry(format!("{:?}", phase.kind)).or_default().push(phase.duration.0 * 1000.0);
        }
        let moment = Instant::now();
        let answer = plain.post(&url).body(body.clone()).send().await.expect("sent");
        let _ = answer.bytes().await.expect("a body");
        unsigned.push(moment.elapsed().as_secs_f64() * 1e6);
        if round % rounds.boto3_every == 0 {
            by_boto3.extend(boto3.as_mut().and_then(Boto3::invoke));
        }
        if round % rounds.curl_every == 0 {
            by_curl.extend(curl.invoke());
        }
        if round % rounds.aws_cli_every == 0 {
            by_aws_cli.extend(aws_cli.invoke());
        }
    }
    let ours = median(&mut ours);
    println!("{name}: signed invocation {ours:.0} µs, the median of {}", rounds.engine);
    for (phase, mut figures) in phases {
        println!("    of it {phase}: {:.0} µs", median(&mut figures));
    }
    for (other, mut figures, note) in [
        ("plain reqwest, unsigned", unsigned, "ours is {} times it"),
        ("warm boto3", by_boto3, "{} times ours"),
        ("curl --aws-sigv4, a process each", by_curl, "{} times ours"),
        ("aws lambda invoke, a process each", by_aws_cli, "{} times ours"),
    ] {
        if figures.is_empty() {
            println!("    {other}: not here");
            continue;
        }
        let count = figures.len();
        let median = median(&mut figures);
        let ratio = if note.starts_with("ours") { ours / median } else { median / ours };
        println!("    {other}: {median:.0} µs of {count}, {}", note.replace("{}", &format!("{ratio:.2}")));
    }
}

/// A fresh request, as a press of Invoke makes one: its payload is hashed anew.
fn again(call: &Call, body: &str) -> Call {
    let raw = RawRequest { function: "echo".into(), payload: body.to_owned().into(), ..RawRequest::default() };
    Call { request: raw.resolve().expect("a request"), ..call.clone() }
}
