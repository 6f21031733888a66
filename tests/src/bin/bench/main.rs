//! Measurements that the README and the notes quote: ratios from one run, never a test.
//!
//! `bench start` measures from process start to a usable window, beside an empty Tauri window; needs a display.
//! `bench invoke` measures a signed invocation over loopback beside the same request sent by others.
//! `bench collections` measures how long a collection of 10,000 requests takes to open.
//! `bench stream` measures the memory that a response of 200 MB takes on its way to disk.
//! `bench responses` measures large responses in the window: shown, scrolled, searched, typed beside; needs a display.
//! `bench history` measures the list and the search with a million invocations (or as many as its argument says).

#![expect(clippy::print_stdout, reason = "a program that prints its measurements")]

mod clients;
mod collections;
mod history;
mod invoke;
mod response;
mod server;
mod start;
mod stream;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("start") => start::start().await,
        Some("invoke") => invoke::invoke().await,
        Some("collections") => collections::collections(),
        Some("stream") => stream::stream().await,
        Some("responses") => response::responses().await,
        Some("history") => history::history(std::env::args().nth(2).as_deref()).await,
        _ => {
            println!(
                "usage: bench start | bench invoke | bench collections | bench stream | bench responses | bench history [INVOCATIONS]"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
