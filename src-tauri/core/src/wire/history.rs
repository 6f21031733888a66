//! The history as it crosses to the window. Bodies stay in Rust: `response_body` reads those of history too.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::span::Millis;
use crate::wire::{Invocation, InvokeInput};

/// How an invocation of the history stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryState {
    /// It is under way.
    Running,
    /// Lambdesk ended while it was under way: it may have run.
    Interrupted,
    /// The function ran and returned.
    Succeeded,
    /// The function ran and failed.
    FunctionError,
    /// Lambda would not run it.
    Rejected,
    /// No whole answer came back.
    NoAnswer,
}

impl HistoryState {
    /// All of them, in the order to list them.
    pub const ALL: [Self; 6] =
        [Self::Running, Self::Interrupted, Self::Succeeded, Self::FunctionError, Self::Rejected, Self::NoAnswer];
}

/// What is looked for in the history. All of it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default)]
pub struct HistoryQuery {
    /// Words that must be found, in the name, the function, the payload, the response or the log. Each may stand inside
    /// another word. Nothing in it has a meaning of its own.
    pub text: String,
    /// How it stands; `None` for any.
    pub state: Option<HistoryState>,
    /// The function as it was typed; `None` for any.
    pub function: Option<String>,
    /// The profile's id; `None` for any.
    pub profile: Option<String>,
    /// Begun at this time or later, in milliseconds since 1970; `None` for any.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// Begun before this time, in milliseconds since 1970; `None` for any.
    #[ts(type = "number | null")]
    pub until: Option<i64>,
    /// Only those that are pinned.
    pub pinned: bool,
    /// `next` of the page before; `None` for the first.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// How many there may be, 1 to 500.
    pub limit: u32,
}

/// A page of the history, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct HistoryPage {
    /// What was found.
    pub rows: Vec<HistoryRow>,
    /// Where the next page begins; `None` when there is nothing more. A page may hold fewer than asked for, even none, and
    /// have a next: what is rare is looked for piece by piece, so that no answer takes long.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
    /// How far back it was looked when the page is not full and there is a next, in milliseconds since 1970.
    #[ts(type = "number | null")]
    pub looked_until: Option<i64>,
}

/// An invocation in the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HistoryRow {
    /// Its place in the order; larger is newer.
    #[ts(type = "number")]
    pub place: i64,
    /// The invocation's id.
    pub id: String,
    /// When it began, in milliseconds since 1970.
    #[ts(type = "number")]
    pub started_at: i64,
    /// How long it took; `None` when it has no end.
    pub duration: Option<Millis>,
    /// How it stands.
    pub state: HistoryState,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The version that ran, when that was said.
    pub version: Option<String>,
    /// What was billed, when the log says so.
    pub billed: Option<Millis>,
    /// Whether the log tells of a cold start.
    pub cold: bool,
    /// What went wrong in a word: an error's type, a code.
    pub label: Option<String>,
    /// What went wrong, in the words of the function or the service, or in ours; at most some hundred characters.
    pub message: Option<String>,
    /// The request's name.
    pub name: String,
    /// The function as it was typed.
    pub function: String,
    /// Version or alias; empty for none.
    pub qualifier: String,
    /// The profile's id.
    pub profile: String,
    /// The profile's name at that time.
    pub profile_name: String,
    /// Region.
    pub region: String,
    /// The environment, when one was chosen.
    pub environment: Option<String>,
    /// Whether it stays when others go.
    pub pinned: bool,
    /// Where the first word was found, when that is not to be seen already.
    pub found: Option<Found>,
}

/// A place where a word was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Found {
    /// In what.
    pub place: FoundIn,
    /// What stands around it, on one line.
    pub excerpt: String,
}

/// Where a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FoundIn {
    /// In the payload.
    Payload,
    /// In the response.
    Response,
    /// In the log.
    Log,
}

/// An invocation of the history with all that is kept of it but the response's body.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HistoryEntry {
    /// As in the list.
    pub row: HistoryRow,
    /// What was sent, after variables; the values of secret ones are masked.
    pub request: InvokeInput,
    /// Whether a secret's value was masked in it: it cannot be sent again as it is.
    pub masked: bool,
    /// The account, when it was known.
    pub account: Option<String>,
    /// What came of it; `None` while it is under way.
    pub invocation: Option<Invocation>,
    /// Bytes of the response that were left out.
    #[ts(type = "number")]
    pub left_out: u64,
}

/// What can be chosen to filter by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct HistoryNames {
    /// Functions, by name.
    pub functions: Vec<String>,
    /// Profiles, each with the name it had last.
    pub profiles: Vec<HistoryProfile>,
}

/// How a request of a collection last ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LastOutcome {
    /// Its path in the collection.
    pub path: String,
    /// How the last invocation of it stands that is not under way.
    pub state: HistoryState,
}

/// A profile that was invoked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HistoryProfile {
    /// Its id.
    pub id: String,
    /// The name it had last.
    pub name: String,
}

/// How the history stands as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HistoryStanding {
    /// Why there is no history in this run; `None` when there is one.
    pub unusable: Option<Failure>,
    /// What was not told yet: each thing is told once.
    pub troubles: Vec<Failure>,
    /// Invocations that are kept.
    #[ts(type = "number")]
    pub invocations: u64,
    /// Bytes on disk.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// How much of the history is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HistorySettings {
    /// Whether invocations are recorded.
    pub keep: bool,
    /// How old they become, as a person writes it: `90 days`. Empty for any age.
    pub age: String,
    /// How much room they take on disk, as a person writes it: `1 GB`. Empty for any size.
    pub size: String,
}
