//! The one shape in which an error of ours reaches the window. A function that failed is an outcome, not a failure.

use serde::Serialize;
use ts_rs::TS;

/// What went wrong before, or around, an invocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Failure {
    /// What the caller may branch on.
    pub code: FailureCode,
    /// A plain sentence: what failed, on what, why.
    pub message: String,
    /// What to do about it; empty when nothing useful is known.
    pub hint: String,
    /// The fields at fault, for [`FailureCode::InvalidInput`].
    pub problems: Vec<FieldProblem>,
}

/// A code exists only where someone branches on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The input cannot be used; `problems` says where and why.
    InvalidInput,
    /// The keychain is missing, locked or says no. The secret can be kept for this run only.
    Keychain,
    /// The profile's secret is not there: it has to be entered again.
    SecretMissing,
    /// Anything else: show the message and the hint.
    Other,
}

/// One input that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FieldProblem {
    /// Which one.
    pub field: Field,
    /// A sentence that says what is allowed.
    pub message: String,
}

/// An input of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Function name or ARN.
    Function,
    /// Version or alias.
    Qualifier,
    /// "Wait up to".
    Wait,
    /// The limit over all attempts.
    Total,
    /// Whether the response is streamed.
    Stream,
    /// How many attempts there may be.
    Attempts,
    /// The longest pause between attempts.
    LongestPause,
    /// How long a connection may take to come about.
    Connect,
    /// How long an answer may stall.
    Idle,
    /// How often a silent connection is probed.
    KeepAlive,
    /// The payload.
    Payload,
    /// Client context.
    ClientContext,
    /// Tenant id.
    TenantId,
    /// Durable execution name.
    DurableExecutionName,
    /// Region, of the request or the profile.
    Region,
    /// Endpoint override.
    Endpoint,
    /// A profile's name.
    Name,
    /// A profile's access key ID.
    AccessKeyId,
    /// A profile's secret access key.
    SecretAccessKey,
    /// A profile's session token.
    SessionToken,
}

impl Failure {
    /// A failure nobody branches on.
    pub fn other(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: FailureCode::Other, message: message.into(), hint: hint.into(), problems: Vec::new() }
    }

    /// Input that cannot be used. `problems` must not be empty.
    pub fn invalid(problems: Vec<FieldProblem>) -> Self {
        let message = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ");
        Self { code: FailureCode::InvalidInput, message, hint: String::new(), problems }
    }
}

impl FieldProblem {
    /// Says what is wrong with a field.
    pub fn new(field: Field, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}
