//! The one shape in which an error of ours reaches the window. A function that failed is an outcome, not a failure.

use serde::Serialize;
use ts_rs::TS;

use crate::wire::Demand;

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
    /// What the user can give so that it works, for [`FailureCode::Demand`].
    pub demand: Option<Box<Demand>>,
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
    /// AWS refused the profile's credentials themselves: they ended, were revoked, or its secret is wrong.
    CredentialsRefused,
    /// Something with this name is there already.
    NameTaken,
    /// The collection, folder or request is not there any more.
    Gone,
    /// The system has no trash for it. It can be deleted for good instead.
    NoTrash,
    /// Something is asked of the user; `demand` says what. Once it is given, the same thing can be done again.
    Demand,
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
    /// A name: of a profile, a request, a folder, an environment or a variable.
    Name,
    /// A profile's access key ID.
    AccessKeyId,
    /// A profile's secret access key.
    SecretAccessKey,
    /// A profile's session token.
    SessionToken,
    /// The start address of an IAM Identity Center.
    StartUrl,
    /// The region of an IAM Identity Center.
    SsoRegion,
    /// The account of a single sign-on.
    Account,
    /// The role of a single sign-on.
    Role,
    /// The profile that assumes a role.
    Source,
    /// A role's ARN.
    RoleArn,
    /// The external id of an assumed role.
    ExternalId,
    /// The session name of an assumed role.
    SessionName,
    /// How long a role is assumed for.
    Duration,
    /// A code device's serial number.
    MfaSerial,
    /// A device's code.
    Code,
    /// A file's path.
    Path,
    /// How old the history's invocations become.
    HistoryAge,
    /// How much room the history takes.
    HistorySize,
    /// How many invocations of a run may be in flight.
    AtOnce,
    /// How often each request of a run is run.
    Repeat,
    /// How many invocations of a run begin in a second.
    Rate,
}

impl Failure {
    /// A failure nobody branches on.
    pub fn other(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::of(FailureCode::Other, message, hint)
    }

    /// A failure with a code.
    pub fn of(code: FailureCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), problems: Vec::new(), demand: None }
    }

    /// Something is asked of the user.
    pub fn demand(message: impl Into<String>, hint: impl Into<String>, demand: Demand) -> Self {
        Self { demand: Some(Box::new(demand)), ..Self::of(FailureCode::Demand, message, hint) }
    }

    /// Input that cannot be used. `problems` must not be empty.
    pub fn invalid(problems: Vec<FieldProblem>) -> Self {
        let message = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ");
        Self { problems, ..Self::of(FailureCode::InvalidInput, message, "") }
    }
}

impl FieldProblem {
    /// Says what is wrong with a field.
    pub fn new(field: Field, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}
