//! How an invocation ended: the four outcomes that are never confused.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How an invocation ended, after its last attempt.
///
/// Lambda answers 200 when a function failed, so the HTTP status alone never decides this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The function ran and returned (or, for an event or a dry run, Lambda accepted the request).
    Succeeded,
    /// The function ran and failed: `X-Amz-Function-Error` was present.
    FunctionError(FunctionError),
    /// Lambda, or the gate before it, answered that it would not run the function.
    Rejected(Rejection),
    /// No whole answer came back.
    NoAnswer(NoAnswer),
}

/// What a failed function said of itself, parsed from the error object in the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FunctionError {
    /// The value of `X-Amz-Function-Error`, or the `ErrorCode` of a stream: `Handled` or `Unhandled`.
    pub handling: String,
    /// The error itself.
    #[serde(flatten)]
    pub error: ErrorObject,
    /// What caused it, nearest first: Java's and .NET's `cause`, .NET's `innerException`.
    pub causes: Vec<ErrorObject>,
}

/// One error as a runtime reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorObject {
    /// `errorType`, such as `KeyError`. Absent when the body is not an error object.
    pub error_type: Option<String>,
    /// `errorMessage`.
    pub error_message: Option<String>,
    /// `stackTrace` (Python, Ruby, Java, .NET, Go) or `trace` (Node), one frame each, in the runtime's order.
    pub frames: Vec<StackFrame>,
}

/// One frame of a stack trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StackFrame {
    /// The frame as it came, without line ends at its end.
    pub text: String,
    /// The function it is in, where it says so.
    pub function: Option<String>,
    /// The file it is in, where it says so.
    pub file: Option<String>,
    /// The line in the file, 1-based, where it says so.
    pub line: Option<u32>,
}

/// Lambda, or the signature check before it, refused the request. The function did not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rejection {
    /// HTTP status.
    pub status: u16,
    /// The service's error code, such as `ResourceNotFoundException`; `None` when the answer named none.
    pub code: Option<String>,
    /// The service's own words.
    pub message: String,
    /// `Reason` of a throttle, such as `ReservedFunctionConcurrentInvocationLimitExceeded`.
    pub reason: Option<String>,
    /// What the code means, in one plain sentence; empty for a code that is not known.
    pub meaning: String,
    /// What to do about it, in one sentence; empty when nothing useful is known.
    pub hint: String,
    /// Where in the payload the mistake is, when the service says so.
    pub position: Option<PayloadPosition>,
}

/// A place in the payload, as the service counts: in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayloadPosition {
    /// 1-based.
    pub line: u32,
    /// 1-based, in bytes.
    pub column: u32,
}

/// Nothing, or not everything, came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoAnswer {
    /// Where it stopped.
    pub cause: NoAnswerCause,
    /// What happened, in one sentence, with the address or the time limit it happened at.
    pub message: String,
    /// What to do about it, in one sentence.
    pub hint: String,
    /// Whether the function may have run. False only when no byte of the request can have reached the service.
    pub may_have_run: bool,
}

/// Why no answer came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoAnswerCause {
    /// The endpoint's name could not be looked up.
    NameNotFound,
    /// Nothing listens at the endpoint, or a firewall refuses.
    ConnectionRefused,
    /// The endpoint did not accept a connection within the connect limit.
    ConnectTimeout,
    /// TLS could not be agreed on: an unknown certificate, a wrong name, a proxy in between.
    Tls,
    /// No connection, for another reason.
    NotConnected,
    /// The connection was lost after the request had begun to go out.
    ConnectionLost,
    /// "Wait up to" ran out.
    WaitTimeout,
    /// The limit over all attempts ran out.
    TotalTimeout,
    /// The answer began and then stalled.
    ReceiveTimeout,
    /// What came back is not an answer that can be read: not HTTP, or a stream with broken frames.
    Unreadable,
    /// Something between here and Lambda answered that it failed: a proxy or gateway. Lambda's own errors have a code.
    Gateway,
    /// The user pressed Cancel.
    Cancelled,
}
