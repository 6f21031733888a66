//! A saved request as the window edits it, and what happens when it is saved.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InvocationType, RequestSource, RetryInput, Variable};

/// A request as it is on disk.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SavedRequest {
    /// Where it is kept.
    pub source: RequestSource,
    /// What the tree calls it.
    pub shown_name: String,
    /// What its own two files say.
    pub content: RequestContent,
    /// What the `lambdesk.toml` files above it say, the nearest first to speak: it stands where the content says nothing.
    pub inherited: Sending,
    /// What its files were when they were read. `save_request` compares it, so that nobody's work is overwritten.
    pub stamp: String,
    /// What could not be understood, each in a sentence: a key of another type than it should be, a check of an unknown
    /// kind. It stays in the file as it is.
    pub problems: Vec<String>,
}

/// What a request's payload and sidecar say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RequestContent {
    /// The payload before variables, as it is in the file. A byte order mark is not shown, and line ends are shown as `\n`;
    /// both stay in the file as they are.
    pub payload: String,
    /// Its name, where that is not its file's.
    pub name: Option<String>,
    /// How it is sent.
    pub sending: Sending,
    /// Notes, as written; empty for none.
    pub notes: String,
    /// Variables of its own, in the order of the file.
    pub variables: Vec<Variable>,
    /// What is checked after a run, in the order of the file.
    pub checks: Vec<Check>,
}

/// How a request is sent: text as typed in the window. `None` where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Sending {
    /// Function name, partial ARN or ARN.
    pub function: Option<String>,
    /// Version or alias.
    pub qualifier: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// "Wait up to".
    pub wait: Option<String>,
    /// The limit over all attempts.
    pub total: Option<String>,
    /// How it is invoked.
    pub invocation_type: Option<InvocationType>,
    /// Whether the last 4 KB of log are asked for.
    pub tail: Option<bool>,
    /// Whether the response is streamed.
    pub stream: Option<bool>,
    /// Client context as JSON text.
    pub client_context: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Durable execution name.
    pub durable_execution_name: Option<String>,
    /// What is sent again.
    pub retries: Option<RetryInput>,
    /// Whether `{{ … }}` is filled in; `None` and `true` alike. `false` sends every text as it is.
    pub template: Option<bool>,
}

/// Something that is expected of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Check {
    /// How it ends.
    Outcome {
        /// The outcome that is expected.
        is: ExpectedOutcome,
    },
    /// What a `JMESPath` expression finds in the response.
    Response {
        /// The expression.
        expression: String,
        /// What is expected of what it finds.
        test: CheckTest,
    },
    /// How long the function ran, as a span such as `2 s`.
    Duration {
        /// The longest that is fine.
        below: String,
    },
    /// What the log tail holds.
    Log {
        /// The text.
        contains: String,
    },
}

/// What is expected of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckTest {
    /// It is this.
    Equals {
        /// JSON text, with exact numbers.
        json: String,
    },
    /// It is a text in which this regular expression is found.
    Matches {
        /// The expression.
        pattern: String,
    },
    /// There is something, and it is not null.
    Exists,
    /// It is a number that is smaller.
    Below {
        /// The number, as written.
        number: String,
    },
}

/// The outcomes that a check can expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedOutcome {
    /// It ran and did not fail.
    Succeeded,
    /// It ran and failed.
    FunctionError,
    /// Lambda would not run it.
    Rejected,
    /// No answer came.
    NoAnswer,
}

/// How saving a request went.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Saving {
    /// It is saved.
    Saved {
        /// As it is on disk now.
        request: Box<SavedRequest>,
    },
    /// Somebody else changed it meanwhile; nothing was written.
    Conflict {
        /// What is on disk now: to overwrite it, save once more with this stamp. `None` when the request is gone; saving
        /// with no stamp then makes it anew.
        stamp: Option<String>,
        /// As it is on disk now, to show beside what is unsaved; `None` when it is gone or cannot be read.
        on_disk: Option<Box<SavedRequest>>,
        /// Why it cannot be read, in a sentence.
        problem: Option<String>,
    },
}

/// What a folder's `lambdesk.toml` says. The collection's own folder has one, too; its path is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SavedFolder {
    /// Which folder.
    pub source: RequestSource,
    /// What can be edited.
    pub content: FolderContent,
    /// What the files above it say.
    pub inherited: Sending,
    /// What the file was when it was read.
    pub stamp: String,
    /// What could not be understood, each in a sentence. It stays in the file as it is.
    pub problems: Vec<String>,
}

/// What can be edited of a `lambdesk.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FolderContent {
    /// What it is called, where that is not its folder's name.
    pub name: Option<String>,
    /// How the requests in it are sent, where they do not say otherwise.
    pub defaults: Sending,
    /// Variables for the requests in it.
    pub variables: Vec<Variable>,
}

/// How saving a folder's settings went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FolderSaving {
    /// They are saved.
    Saved {
        /// As they are on disk now.
        folder: Box<SavedFolder>,
    },
    /// Somebody else changed them meanwhile; nothing was written. To overwrite, save once more with the stamp of what is
    /// on disk.
    Conflict {
        /// As they are on disk now.
        on_disk: Box<SavedFolder>,
    },
}
