//! What a run prints while it goes on: one line for each invocation, what did not hold below it, and the sum at the end.
//! What functions say is in it, and must not steer the terminal.

use std::fmt::Write;
use std::time::Duration;

use lambdesk_core::runs::record::Record;
use lambdesk_core::span::{self, Millis};
use lambdesk_core::wire::{RunCase, RunFigures, RunStanding, RunSummary};

/// An invocation that has ended.
pub fn line(record: &Record, case: Option<&RunCase>, rounds: u32) -> String {
    let row = &record.row;
    let word = match row.standing {
        RunStanding::Passed => "passed ",
        RunStanding::Failed => "failed ",
        RunStanding::Stopped => "stopped",
    };
    let path = case.map_or("", |case| case.path.as_str());
    let round = if rounds > 1 { format!(" ({} of {rounds})", row.round + 1) } else { String::new() };
    let cold = if row.cold { ", cold start" } else { "" };
    let mut out = format!("{word}  {}{round}  {}{cold}\n", printable(path), time(row.duration));
    for reason in &record.reasons {
        // Writing to a string does not fail.
        let _ = writeln!(out, "         {}", printable(reason));
    }
    out
}

/// What it all came to.
pub fn sum(summary: &RunSummary) -> String {
    let counts = [
        (summary.passed, "passed"),
        (summary.failed, "failed"),
        (summary.stopped, "stopped"),
        (summary.not_begun, "not begun"),
    ];
    let said: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let mut out = format!("\n{} in {}\n", said.join(", "), time(summary.duration));
    if let Some(RunFigures { count, min, median, p95, max, cold_starts }) = summary.figures.filter(|it| it.count > 1) {
        let cold = match cold_starts {
            0 => String::new(),
            1 => ", 1 cold start".to_owned(),
            many => format!(", {many} cold starts"),
        };
        let _ = writeln!(
            out,
            "{count} durations: shortest {}, median {}, 95th percentile {}, longest {}{cold}",
            time(min),
            time(median),
            time(p95),
            time(max)
        );
    }
    out
}

/// A time as it is read at a glance.
fn time(millis: Millis) -> String {
    if millis.0 < 1000.0 {
        return format!("{:.0} ms", millis.0);
    }
    span::format(Duration::try_from_secs_f64(millis.0 / 1000.0).unwrap_or_default())
}

/// Text that a terminal only shows.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
