//! What an invocation says of itself while it runs.

use serde::Serialize;
use ts_rs::TS;

use super::attempt::Attempt;
use crate::span::Millis;

/// One step of a running invocation, in the order it happened.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Progress {
    /// An attempt began: looking up the name, connecting, or taking a warm connection.
    AttemptStarted {
        /// 1 for the first.
        number: u32,
        /// Milliseconds from the start of the invocation.
        offset: Millis,
    },
    /// A connection is there and the request is going out.
    Sending {
        /// Attempt.
        number: u32,
        /// Size of the payload in bytes.
        #[ts(type = "number")]
        bytes: u64,
        /// Whether the connection was open already.
        warm: bool,
    },
    /// The whole request is out; now the function's answer is waited for.
    Waiting {
        /// Attempt.
        number: u32,
        /// Milliseconds from the start of the invocation.
        offset: Millis,
    },
    /// The status line and headers are here.
    Answered {
        /// Attempt.
        number: u32,
        /// HTTP status.
        status: u16,
    },
    /// A part of the body is here. Reported at most every 50 ms, and once at the end.
    Received {
        /// Attempt.
        number: u32,
        /// Bytes of the body so far.
        #[ts(type = "number")]
        bytes: u64,
        /// Bytes of the whole body, when the service said so.
        #[ts(type = "number | null")]
        total: Option<u64>,
        /// Chunks so far, when the response is streamed; its bytes can be read with `response_range` meanwhile.
        #[ts(type = "number | null")]
        chunks: Option<u64>,
    },
    /// An attempt ended. `next` says whether another follows, and when.
    AttemptEnded {
        /// The attempt as it is kept.
        attempt: Attempt,
    },
}
