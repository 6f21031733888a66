//! Measurements that the README and the notes quote: ratios from one run, never a test.
//!
//! `bench start` measures from process start to a usable window, beside an empty Tauri window; needs a display.
//! `bench invoke` measures a signed invocation over loopback beside the same request sent unsigned by plain reqwest.

#![expect(clippy::print_stdout, reason = "a program that prints its measurements")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use lambdesk_core::clock::SystemClock;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_tests::engine::Bench;
use lambdesk_tests::repository;
use lambdesk_tests::window::{Opening, Window};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("start") => start().await,
        Some("invoke") => invoke().await,
        _ => {
            println!("usage: bench start | bench invoke");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Starts both programs in turn. The moment is read in the page: when its content is there and can be used.
async fn start() {
    const RUNS: usize = 11;
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        empty.push(usable_after(&repository::program("examples/empty-window")).await);
        ours.push(usable_after(&repository::program("lambdesk")).await);
    }
    let (ours, empty) = (median(&mut ours), median(&mut empty));
    println!(
        "start to usable window, median of {RUNS}: Lambdesk {ours:.0} ms, empty window {empty:.0} ms, ratio {:.2}",
        ours / empty
    );
}

/// Milliseconds from the start of the process to the page's "usable" mark, or to its load where it sets none, and no
/// earlier than its first paint.
async fn usable_after(program: &Path) -> f64 {
    let mut window = Window::open_program(program, &Opening::default()).await;
    let moment = window
        .script(
            "const mark = performance.getEntriesByName('usable')[0];
             const load = performance.getEntriesByType('navigation')[0]?.loadEventEnd ?? 0;
             const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
             return performance.timeOrigin + Math.max(mark ? mark.startTime : load, paint);",
        )
        .await;
    let started = started_at(program);
    window.end().await;
    moment.as_f64().unwrap_or(f64::NAN) - started
}

/// When the running program was started, in milliseconds of the epoch, as the kernel noted it.
fn started_at(program: &Path) -> f64 {
    let name = program.canonicalize().unwrap_or_default();
    let boot: f64 = std::fs::read_to_string("/proc/stat")
        .ok()
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok()))
        .unwrap_or(f64::NAN);
    let uptime: f64 = std::fs::read_to_string("/proc/uptime")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .unwrap_or(f64::NAN);
    let now = std::time::UNIX_EPOCH.elapsed().map_or(f64::NAN, |now| now.as_secs_f64());
    // btime has whole seconds only: now minus uptime is finer, and the two must agree.
    let boot_fine = now - uptime;
    debug_assert!((boot_fine - boot).abs() < 5.0);
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes {
        let path = process.path();
        if std::fs::read_link(path.join("exe")).is_ok_and(|exe| exe == name)
            && let Ok(stat) = std::fs::read_to_string(path.join("stat"))
            && let Some(fields) = stat.rsplit(") ").next()
            && let Some(ticks) = fields.split(' ').nth(19).and_then(|ticks| ticks.parse::<f64>().ok())
        {
            // The kernel counts in hundredths of a second for user space.
            return (boot_fine + ticks / 100.0) * 1000.0;
        }
    }
    f64::NAN
}

/// Both ways in turn, on warm connections, against a server that answers at once.
async fn invoke() {
    const RUNS: usize = 2000;
    let address = answering_server().await;
    let bench = Bench::new().await;
    let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
    for (name, payload) in [("1 KB", 1000), ("6 MB", 6_000_000)] {
        let runs = if payload > 100_000 { RUNS / 40 } else { RUNS };
        let body = format!("\"{}\"", "x".repeat(payload));
        let mut call = bench.call("echo", "{}");
        call.endpoint = lambdesk_core::invoke::endpoint::Endpoint::custom(&address).expect("an endpoint");
        let raw = lambdesk_core::invoke::request::RawRequest {
            function: "echo".into(),
            payload: body.clone().into(),
            ..Default::default()
        };
        call.request = raw.resolve().expect("a request");
        let plain = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("{address}/2015-03-31/functions/echo/invocations");
        let (mut signed, mut unsigned) = (Vec::new(), Vec::new());
        let cancel = CancellationToken::new();
        for _ in 0..runs {
            let moment = Instant::now();
            let finished = engine.run(&call, &cancel, Arc::new(|_| ())).await.expect("sent");
            signed.push(moment.elapsed().as_secs_f64() * 1e6);
            assert!(finished.answer.is_some());
            let moment = Instant::now();
            let answer = plain.post(&url).body(body.clone()).send().await.expect("sent");
            let _ = answer.bytes().await.expect("a body");
            unsigned.push(moment.elapsed().as_secs_f64() * 1e6);
        }
        let (signed, unsigned) = (median(&mut signed), median(&mut unsigned));
        println!(
            "{name}, median of {runs}: signed {signed:.0} µs, plain reqwest {unsigned:.0} µs, ratio {:.2}",
            signed / unsigned
        );
    }
}

/// A server that reads a request and answers `null`, for as long as the program runs: it costs as little as can be, so
/// that the difference between the clients shows.
async fn answering_server() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut held = Vec::new();
                let mut piece = vec![0; 1 << 16];
                loop {
                    let Ok(count) = socket.read(&mut piece).await else { return };
                    if count == 0 {
                        return;
                    }
                    held.extend_from_slice(&piece[..count]);
                    let Some(end) = held.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
                    let text = String::from_utf8_lossy(&held[..end]).to_ascii_lowercase();
                    let length = text
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())
                        .unwrap_or(0);
                    if held.len() < end + 4 + length {
                        continue;
                    }
                    held.drain(..end + 4 + length);
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nx-amz-executed-version: 3\r\n\r\nnull";
                    if socket.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}
