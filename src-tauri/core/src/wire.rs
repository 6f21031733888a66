//! What crosses to the window, declared once and exported to TypeScript (`ui/src/lib/bindings`).
//!
//! Types of the engine that cross as they are live with the engine; this file holds those that exist only for the
//! border. No type that crosses outward may hold a secret: what comes in with one ([`ProfileDraft`]) is `Deserialize`
//! only, and comes in as [`Inward`].

mod check;
mod collection;
mod functions;
mod history;
mod inward;
mod profile;
mod result;
mod runs;
mod saved_request;
mod session;
mod share;
mod sign_in;
mod variables;

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use ts_rs::TS;

use crate::checks::{Seen, judge};
use crate::failure::{Failure, FieldProblem};
use crate::invoke::attempt::Attempt;
use crate::invoke::log::Log;
use crate::invoke::outcome::Outcome;
use crate::invoke::retry::RetryClasses;
use crate::invoke::verdict::PayloadVerdict;
use crate::invoke::{response, run};
use crate::json_text;
use crate::span::Millis;

pub use check::{Check, CheckPart, CheckProblem, CheckResult, CheckTest, CheckVerdict, ExpectedOutcome, LogTest};
pub use collection::{
    Collection, CollectionChange, Collections, Entry, EntryKind, EnvironmentSummary, RecentCollection,
};
pub use functions::{FunctionListQuery, FunctionPage, KnownFunctions, TestEventDraft};
pub use history::{
    Found, FoundIn, HistoryEntry, HistoryNames, HistoryPage, HistoryProfile, HistoryQuery, HistoryRow, HistorySettings,
    HistoryStanding, HistoryState, LastOutcome,
};
pub use inward::Inward;
pub use profile::{
    CredentialsDraft, ENVIRONMENT_PROFILE, Keep, KeyInFile, KeysImported, KeysInFile, Profile, ProfileCredentials,
    ProfileDraft, ProfileList, SANDBOX_PROFILE, SharedProfile, SharedProfiles, SharedStanding,
};
pub use result::{
    Change, CompareQuery, ComparedPart, Comparison, CostEstimate, CostQuery, Difference, FindMode, FindQuery, FindStep,
    FindSummary, FoundPlace, FullLog, FullLogStep, Price, Prices,
};
pub use runs::{RunCase, RunEvent, RunFigures, RunInput, RunPace, RunRow, RunStanding, RunSummary};
pub use saved_request::{FolderContent, FolderSaving, RequestContent, SavedFolder, SavedRequest, Saving, Sending};
pub use session::{ChosenEnvironment, RestoredDraft, RestoredSession, Session, SessionTab, TabDraft};
pub use share::{
    Finding, FindingCount, FindingKind, Findings, HiddenText, HideOptions, OpenedRequest, OpenedShare, ShareClipboard,
    ShareForm, ShareOptions, SharePart, ShareParts, SharePreview,
};
pub use sign_in::{Confirmation, Demand, Identity, IdentityCenter, SignInStarted, SignedIn, SsoAccount};
pub use variables::{
    Environment, EnvironmentSaving, EnvironmentVariable, FillCause, FillProblem, Filled, ScopedVariable, SecretState,
    Unsaved, Variable, VariableKind, VariableLevel,
};

/// Everything the window needs to show itself, in one answer.
#[derive(Clone, Debug, Serialize, TS)]
pub struct StartUp {
    /// Lambdesk's version.
    pub version: String,
    /// Decides which keys shortcuts are shown with.
    pub platform: Platform,
    /// All profiles but the sandbox.
    pub profiles: ProfileList,
    /// The sandbox's start address for signing in, to try it out; `None` when the sandbox did not start.
    pub sandbox_start_url: Option<String>,
    /// The sandbox inside this program.
    pub sandbox: SandboxState,
    /// Time limits and retries, where a request does not say otherwise.
    pub settings: Settings,
    /// Set when the settings' file could not be read; the defaults stand then and the file is left alone.
    pub settings_failure: Option<Failure>,
    /// The presets for retries, to fill in and to recognise.
    pub presets: RetryPresets,
}

/// Time limits and retries for all requests. Spans are written as people write them: `30 s`, `2 min`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// How long a connection may take to come about, TLS included.
    pub connect: String,
    /// How long an answer that has begun may stall, and a stream between two chunks.
    pub idle: String,
    /// The limit over all attempts of one invocation, pauses included.
    pub total: String,
    /// How often a silent connection is probed, so that a NAT or firewall does not forget it.
    pub keep_alive: String,
    /// What is sent again.
    pub retries: RetryInput,
    /// How much of the history is kept.
    pub history: HistorySettings,
}

/// Retries as the window edits them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetryInput {
    /// What is sent again.
    pub classes: RetryClasses,
    /// Attempts in all, 1 to 10.
    pub attempts: u32,
    /// The longest pause between attempts, also when the service asks for more.
    pub longest_pause: String,
}

/// The presets for retries.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RetryPresets {
    /// The default: only what cannot have run.
    pub careful: RetryInput,
    /// Also after a lost connection and a timeout, as the AWS CLI does: a function may run more than once.
    pub like_aws_cli: RetryInput,
    /// One attempt.
    pub off: RetryInput,
}

/// The operating system's family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux and other Unix systems.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl Platform {
    /// The one this program was built for.
    pub const CURRENT: Self = if cfg!(target_os = "macos") {
        Self::Macos
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::Linux
    };
}

/// Whether the operating system's keychain can hold secrets.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum KeychainState {
    /// It can.
    Ready,
    /// It cannot, and why. Secrets can be kept for this run only.
    Unavailable {
        /// What is wrong and what to do.
        failure: Failure,
    },
}

/// The sandbox inside this program.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SandboxState {
    /// It answers.
    Running {
        /// Its address on loopback.
        endpoint: String,
        /// Its region.
        region: String,
        /// What it offers, in the order to list it.
        examples: Vec<Example>,
    },
    /// It did not start.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// A function of the sandbox, with a payload that shows what it does.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Example {
    /// Function name.
    pub function: String,
    /// Title for the list.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Qualifier to begin with.
    pub qualifier: String,
    /// Payload to begin with.
    pub payload: String,
    /// The function's timeout in seconds.
    pub timeout_seconds: u32,
    /// The function's memory in MB.
    pub memory_mb: u32,
    /// The runtime, as shown.
    pub runtime: String,
    /// Whether its response is worth streaming.
    pub streams: bool,
}

/// An invocation as the window asks for it: text as typed, checked in core.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct InvokeInput {
    /// A profile's id, or `sandbox`.
    pub profile: String,
    /// Region; `None` for the profile's own.
    pub region: Option<String>,
    /// Function name, partial ARN or ARN.
    pub function: String,
    /// Version or alias; empty for none.
    pub qualifier: String,
    /// "Wait up to", as typed.
    pub wait: String,
    /// Payload; empty for none. Sent byte for byte.
    pub payload: String,
    /// How it is invoked.
    pub invocation_type: InvocationType,
    /// Whether the last 4 KB of log are asked for. Only a synchronous invocation that is not streamed has them in its
    /// headers; a stream brings them at its end.
    pub tail: bool,
    /// Whether the response is streamed (`InvokeWithResponseStream`).
    pub stream: bool,
    /// Client context as JSON; empty for none. Encoded for the user.
    pub client_context: String,
    /// Tenant id; empty for none.
    pub tenant_id: String,
    /// Durable execution name; empty for none.
    pub durable_execution_name: String,
    /// The limit over all attempts; empty for the settings'.
    pub total: String,
    /// What is sent again; `None` for the settings'.
    pub retries: Option<RetryInput>,
    /// That an invocation with a production profile was confirmed.
    pub confirmed: Option<Confirmation>,
    /// What the window calls the request; empty when it has no name.
    #[serde(default)]
    pub name: String,
    /// Where the request is kept; `None` for one that was never saved.
    #[serde(default)]
    pub source: Option<RequestSource>,
    /// The name of the environment that is chosen, for its variables; `None` for none.
    #[serde(default)]
    pub environment: Option<String>,
    /// What of it counts for variables and is not saved; left out for none.
    #[serde(default)]
    #[ts(optional)]
    pub unsaved: Option<Unsaved>,
    /// What is checked when it has ended; left out for nothing.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Check>>")]
    pub checks: Vec<Check>,
}

impl InvokeInput {
    /// Longer than any function may run.
    const WAIT: &str = "15 min 30 s";

    /// A synchronous invocation with the end of its log, in the profile's own region, that says no more than this.
    pub fn of(profile: &str, function: &str, payload: &str) -> Self {
        Self {
            profile: profile.to_owned(),
            region: None,
            function: function.to_owned(),
            qualifier: String::new(),
            wait: Self::WAIT.to_owned(),
            payload: payload.to_owned(),
            invocation_type: InvocationType::RequestResponse,
            tail: true,
            stream: false,
            client_context: String::new(),
            tenant_id: String::new(),
            durable_execution_name: String::new(),
            total: String::new(),
            retries: None,
            confirmed: None,
            name: String::new(),
            source: None,
            environment: None,
            unsaved: None,
            checks: Vec::new(),
        }
    }
}

/// Where a request is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct RequestSource {
    /// The collection's id.
    pub collection: String,
    /// The payload's path in the collection's folder, with `/` between its parts.
    pub path: String,
}

/// `InvocationType` of the service's model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InvocationType {
    /// Synchronous: the answer is the function's.
    #[default]
    RequestResponse,
    /// Asynchronous: Lambda queues the event and answers at once.
    Event,
    /// Checks that the function may be invoked, and runs nothing.
    DryRun,
}

/// What is to be said of an input before it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct RequestCheck {
    /// What keeps it from being sent.
    pub problems: Vec<FieldProblem>,
    /// What may be meant, but should be looked at.
    pub cautions: Vec<FieldProblem>,
    /// Size of the client context as it is sent, in bytes of base64; 0 for none. At most 3,583 are allowed.
    pub client_context_bytes: u32,
}

/// A request as it would be sent, without sending it. The session token and the signature are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Preview {
    /// HTTP method.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// All headers but `authorization`, in the order they are sent.
    pub headers: Vec<Header>,
    /// SigV4's canonical request.
    pub canonical_request: String,
    /// SigV4's string to sign.
    pub string_to_sign: String,
    /// The value of the `authorization` header.
    pub authorization: String,
}

/// Which function's facts are asked for.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct FunctionQuery {
    /// A profile's id, or `sandbox`.
    pub profile: String,
    /// Region; `None` for the profile's own.
    pub region: Option<String>,
    /// Function name, partial ARN or ARN, as typed.
    pub function: String,
    /// Version or alias; empty for none.
    pub qualifier: String,
}

/// A finished invocation. The body stays in Rust and is read with `response_body` or `response_range`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Invocation {
    /// The id it was started with.
    pub id: String,
    /// When it started, RFC 3339 in UTC, to the millisecond.
    pub started_at: String,
    /// From the press of Invoke to the last byte, all attempts and pauses included.
    pub duration: Millis,
    /// How it ended.
    pub outcome: Outcome,
    /// What the response says of itself, when the function returned one.
    pub verdict: Option<PayloadVerdict>,
    /// The last answer, when there was one.
    pub answer: Option<Answer>,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
    /// What was corrected on the way, each in a sentence: a wrong clock, credentials that had expired, a log tail that
    /// the function does not give.
    pub corrections: Vec<String>,
    /// What came of the request's checks, in their order.
    #[serde(default)]
    pub checks: Vec<CheckResult>,
}

/// The parts of an HTTP answer that the window shows.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `X-Amz-Executed-Version`: `$LATEST` or a number.
    pub executed_version: Option<String>,
    /// `x-amzn-RequestId`.
    pub request_id: Option<String>,
    /// `X-Amzn-Trace-Id`.
    pub trace_id: Option<String>,
    /// All headers in the order they came, `X-Amz-Log-Result` included.
    pub headers: Vec<Header>,
    /// Size of the body in bytes.
    #[ts(type = "number")]
    pub body_bytes: u64,
    /// What the body is, judged by its bytes.
    pub body_kind: BodyKind,
    /// The decoded log tail, when one came.
    #[serde(skip_deserializing)]
    pub log: Option<Log>,
    /// `X-Amz-Durable-Execution-Arn`.
    pub durable_execution_arn: Option<String>,
    /// How a streamed response came in; `None` when it was not streamed.
    pub stream: Option<StreamFigures>,
}

/// How a streamed response came in. `body_bytes` are its payload's, without the frames around them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StreamFigures {
    /// Chunks.
    #[ts(type = "number")]
    pub chunks: u64,
    /// From the first chunk to the last.
    pub duration: Millis,
    /// Whether it ended as a stream ends. False when it broke off: the body is then what had come until there.
    pub complete: bool,
}

impl Invocation {
    /// What the window is told of a finished invocation, judged by its request's checks. The body is left out.
    pub fn of(id: String, finished: &run::Finished, checks: &[Check]) -> Self {
        // Nobody reads nanoseconds.
        let started_at = OffsetDateTime::from(finished.started_at).truncate_to_millisecond();
        let started_at = started_at.format(&Rfc3339).unwrap_or_default();
        Self {
            id,
            started_at,
            duration: finished.duration.into(),
            outcome: finished.outcome.clone(),
            verdict: finished.verdict(),
            answer: finished.answer.as_ref().map(Answer::of),
            attempts: finished.attempts.clone(),
            corrections: finished.corrections.clone(),
            checks: if checks.is_empty() { Vec::new() } else { judge(checks, &Seen::of(finished)) },
        }
    }
}

impl Answer {
    fn of(answer: &response::Answer) -> Self {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let stream = answer.stream.as_ref();
        Self {
            status: answer.status.as_u16(),
            executed_version: text(answer.executed_version()),
            request_id: text(answer.request_id()),
            trace_id: text(answer.trace_id()),
            headers: answer.headers.iter().map(Header::from).collect(),
            body_bytes: stream.map_or(answer.body.len() as u64, |stream| stream.bytes),
            body_kind: if answer.is_whole() { json_text::kind(&answer.body) } else { BodyKind::of_part(&answer.body) },
            log: answer.log(),
            durable_execution_arn: text(answer.durable_execution_arn()),
            stream: stream.map(|stream| StreamFigures {
                chunks: stream.chunks,
                duration: stream.duration.into(),
                complete: stream.complete.is_some(),
            }),
        }
    }
}

impl From<(&HeaderName, &HeaderValue)> for Header {
    fn from((name, value): (&HeaderName, &HeaderValue)) -> Self {
        Self { name: name.to_string(), value: String::from_utf8_lossy(value.as_bytes()).into_owned() }
    }
}

/// One header. A value that is not UTF-8 is shown with replacement characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Header {
    /// Name, lower case as HTTP/2 has it.
    pub name: String,
    /// Value.
    pub value: String,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// No bytes.
    Empty,
    /// Valid JSON.
    Json,
    /// UTF-8, but not JSON.
    Text,
    /// Not UTF-8.
    Binary,
}

impl BodyKind {
    /// Of a body that is too long to be looked through. It may end within a character.
    fn of_part(beginning: &[u8]) -> Self {
        match str::from_utf8(beginning) {
            Err(error) if error.error_len().is_some() => Self::Binary,
            _ => Self::Text,
        }
    }
}

/// How `response_body` gives the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BodyForm {
    /// As they came.
    Received,
    /// JSON laid out with two spaces; numbers, escapes and key order stay. Other bodies as they came.
    Formatted,
}

/// What an expression found in a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FilteredResponse {
    /// As JSON, laid out with two spaces; `null` where it found nothing.
    pub json: String,
    /// How many items a list has.
    pub items: Option<u32>,
}

/// Where a text stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct JsonProblem {
    /// One sentence.
    pub message: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, in UTF-16 units as editors count.
    pub column: u32,
    /// 0-based offset in UTF-16 units.
    pub offset: u32,
}
