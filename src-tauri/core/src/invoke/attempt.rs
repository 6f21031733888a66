//! One try at an invocation, kept so that the window can say what was done and why the next one came.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::span::Millis;

/// One attempt: when, how long, how it ended, and why another came after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// Milliseconds from the start of the invocation to the start of this attempt.
    pub offset: Millis,
    /// How long it took.
    pub duration: Millis,
    /// What came of it.
    pub ending: Ending,
    /// A few words that name the ending: `Succeeded`, `TooManyRequestsException`, `Connection refused` …
    pub label: String,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// Whether it went out on a connection that was open already; `None` when none came about.
    pub warm: Option<bool>,
    /// What its time went into, in order. A phase that did not happen is not there.
    pub phases: Vec<Phase>,
    /// Present when another attempt followed.
    pub next: Option<NextAttempt>,
    /// Why no other attempt followed, where one could have been expected: "It may have run, so it is not sent again."
    pub stop: Option<String>,
}

/// One stretch of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Phase {
    /// What was being done.
    pub kind: PhaseKind,
    /// Milliseconds from the start of the attempt.
    pub offset: Millis,
    /// How long it took.
    pub duration: Millis,
}

/// What an attempt spends its time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Credentials are asked for and the request is signed.
    Sign,
    /// The endpoint's name is looked up.
    LookUp,
    /// The TCP connection comes about, a proxy's part of it included.
    Connect,
    /// TLS is agreed on.
    Tls,
    /// The request is handed to the connection.
    Send,
    /// The answer's headers are waited for: the function runs.
    Wait,
    /// The answer's body comes in.
    Receive,
}

/// What came of one attempt, as far as a retry is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// An answer that settles it: success or a function's own error.
    Succeeded,
    /// The function ran and failed.
    FunctionError,
    /// Refused for good: sending it again would change nothing.
    Rejected,
    /// 429 or a throttling code: it did not run.
    Throttled,
    /// 500, 502, 503 or 504 from the service.
    ServiceError,
    /// The function is not ready yet: it is being created, changed, or restored from a snapshot. It did not run.
    NotReady,
    /// No byte of the request can have reached the service.
    NeverSent,
    /// The connection was lost after the request had begun to go out: it may have run.
    ConnectionLost,
    /// Waited too long: it may have run.
    TimedOut,
    /// The user pressed Cancel.
    Cancelled,
}

/// Why another attempt followed, and after how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NextAttempt {
    /// The pause before the next attempt.
    pub delay: Millis,
    /// True when the service named the pause (`Retry-After` or `x-amz-retry-after`).
    pub asked_by_service: bool,
    /// Why, in one sentence: "It was throttled, so it did not run."
    pub reason: String,
}
