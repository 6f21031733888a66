//! A run of a folder's requests: what is asked for, what is told meanwhile, and what it came to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RequestSource;
use crate::span::Millis;

/// A run as the window asks for it.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RunInput {
    /// The folder whose requests are run, those in folders within it included; its path is empty for all of a collection.
    pub folder: RequestSource,
    /// A profile's id, or `sandbox`.
    pub profile: String,
    /// Region, where a request does not name its own; `None` for the profile's.
    pub region: Option<String>,
    /// The environment's name; `None` for none.
    pub environment: Option<String>,
    /// How they follow each other.
    pub pace: RunPace,
    /// So many invocations were confirmed with a production profile; `None` when nobody was asked.
    pub confirmed: Option<u32>,
}

/// How the invocations of a run follow each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunPace {
    /// How many may be in flight at a time, 1 to 50; 1 runs them in order. The same request never is twice.
    pub at_once: u32,
    /// How often each request is run, 1 to 10,000.
    pub repeat: u32,
    /// How many begin in a second, at most; `None` for as many as there can be.
    pub rate: Option<f64>,
    /// Whether nothing more begins once one has failed.
    pub stop_at_failure: bool,
}

/// What a run says of itself while it goes on, in the order it happened.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    /// The requests are known. Always the first.
    Planned {
        /// The requests, in their order.
        cases: Vec<RunCase>,
        /// How many invocations there will be.
        invocations: u32,
    },
    /// An invocation begins.
    Began {
        /// Counted from 0.
        number: u32,
        /// Which request, counted from 0.
        case: u32,
        /// Which time, counted from 0.
        round: u32,
    },
    /// An invocation has ended.
    Ended {
        /// What it came to.
        row: RunRow,
        /// The figures until now; `None` as long as nothing has answered.
        figures: Option<RunFigures>,
    },
}

/// A request of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RunCase {
    /// Its path in the collection's folder, with `/` between its parts.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// Why it cannot be run, in a sentence. It counts as failed, and the others are run.
    pub problem: Option<String>,
}

/// An invocation of a run that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RunRow {
    /// Counted from 0, in the order in which they began.
    pub number: u32,
    /// Which request, counted from 0.
    pub case: u32,
    /// Which time, counted from 0.
    pub round: u32,
    /// What it came to.
    pub standing: RunStanding,
    /// How it ended, in a word or two: `Succeeded`, `KeyError`, `Not sent`.
    pub label: String,
    /// Why it did not pass, in a sentence.
    pub reason: Option<String>,
    /// How many checks it has.
    pub checks: u32,
    /// How many of them hold.
    pub checks_passed: u32,
    /// From the start of the run to its beginning.
    pub offset: Millis,
    /// From its beginning to its last byte, all attempts included, as seen from here.
    pub duration: Millis,
    /// How long the function ran, where its log says so.
    pub ran: Option<Millis>,
    /// Whether the function started cold, as its log says.
    pub cold: bool,
    /// HTTP status.
    pub status: Option<u16>,
    /// How many attempts there were; 0 when nothing was sent.
    pub attempts: u32,
    /// Whether the function may have run although no answer came.
    pub may_have_run: bool,
}

/// What an invocation of a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunStanding {
    /// It ended as expected, and all checks hold.
    Passed,
    /// It did not, or one does not.
    Failed,
    /// The run was stopped before it ended.
    Stopped,
}

/// Durations of the invocations that were answered, as seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct RunFigures {
    /// How many were answered.
    pub count: u32,
    /// The shortest.
    pub min: Millis,
    /// Half are not longer.
    pub median: Millis,
    /// 95 of 100 are not longer.
    pub p95: Millis,
    /// The longest.
    pub max: Millis,
    /// How many started cold.
    pub cold_starts: u32,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RunSummary {
    /// Invocations that passed.
    pub passed: u32,
    /// Invocations that failed.
    pub failed: u32,
    /// Invocations that were stopped.
    pub stopped: u32,
    /// Invocations that did not begin.
    pub not_begun: u32,
    /// From the start to the end.
    pub duration: Millis,
    /// Their durations; `None` when nothing answered.
    pub figures: Option<RunFigures>,
}
