//! What can be asked about a result besides what its invocation tells: its whole log, what it cost, where a text stands
//! in it, and what differs from another. The bodies themselves stay in Rust.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::invoke::log::Log;
use crate::span::Millis;

/// The log of one invocation as CloudWatch Logs has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct FullLog {
    /// Its lines with their figures; secrets in them are marked.
    pub log: Log,
    /// The log group that was read, such as `/aws/lambda/orders`.
    pub group: String,
    /// The streams in which the invocation was found, in their order; empty when it was not.
    pub streams: Vec<String>,
    /// Whether its end was found: its REPORT line, or the event in its place.
    pub whole: bool,
    /// Whether more may come even so: Lambda repeats a queued event that fails.
    pub may_repeat: bool,
    /// What was assumed, and what is missing and why, each in a sentence.
    pub remarks: Vec<String>,
}

/// A step on the way to a full log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum FullLogStep {
    /// The function is asked which log group it writes to.
    LookingUp,
    /// Events of the group are read.
    Reading {
        /// The group.
        group: String,
        /// Lines of this invocation so far.
        lines: u32,
    },
    /// CloudWatch Logs does not have its end yet: it is asked again in a moment.
    Waiting {
        /// The group.
        group: String,
        /// Lines of this invocation so far.
        lines: u32,
    },
}

/// What an invocation cost is estimated from.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
pub struct CostQuery {
    /// Region.
    pub region: String,
    /// `x86_64` or `arm64`, as Lambda names them; `None` when it is not known: `x86_64` is assumed then, Lambda's default.
    pub architecture: Option<String>,
    /// Memory in MB.
    pub memory_mb: u32,
    /// Billed duration.
    pub billed: Millis,
}

/// What an invocation cost at list price, without free tier, tiers of volume, savings plans and data transfer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CostEstimate {
    /// The whole, in the currency of the price: an exact decimal, such as `0.0000010417`.
    pub amount: String,
    /// The part for the duration, likewise.
    pub duration_amount: String,
    /// The part for the request, likewise.
    pub request_amount: String,
    /// Memory times billed duration, such as `0.0100`.
    pub gb_seconds: String,
    /// Which of the prices was taken.
    pub architecture: String,
    /// Whether that was assumed.
    pub assumed: bool,
    /// The prices.
    pub price: Price,
}

/// What Lambda costs in a region. Amounts are decimals as people write them, such as `0.0000166667`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Price {
    /// Region.
    pub region: String,
    /// Such as `USD`.
    pub currency: String,
    /// A GB-second on `x86_64`.
    pub x86_64: String,
    /// A GB-second on `arm64`.
    pub arm64: String,
    /// A million requests.
    pub million_requests: String,
    /// Whether the user wrote it.
    #[serde(default)]
    pub own: bool,
}

/// Prices by region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Prices {
    /// By region, in the order of the alphabet; the user's own in place of those that come with the program.
    pub prices: Vec<Price>,
    /// When those that come with the program were looked up, such as `November 2026`.
    pub as_of: String,
    /// The file of the user's own, whether or not it is there.
    pub file: String,
}

/// A part of a result that is compared with the same of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ComparedPart {
    /// What was sent.
    Payload,
    /// What the function returned.
    Response,
}

/// Two results that are compared by what their JSON says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct CompareQuery {
    /// The id of one invocation, of this run, a file or the history.
    pub one: String,
    /// The id of the other.
    pub other: String,
    /// What of them.
    pub part: ComparedPart,
    /// Paths that do not matter, such as `meta.requestId`, `items[*].updated` and `**.etag`.
    pub ignored: Vec<String>,
}

/// How two JSON texts differ in what they say. The order of keys, the layout and the way a number is written do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Comparison {
    /// What differs, in the order of the one text and then of the other; the first of them when there are many.
    pub differences: Vec<Difference>,
    /// How many more there are than are listed.
    #[ts(type = "number")]
    pub more: u64,
    /// How many are under the paths that do not matter.
    #[ts(type = "number")]
    pub ignored: u64,
    /// Paths that cannot be read, each with what is wrong with it in a sentence.
    pub problems: Vec<String>,
    /// Why there is nothing to compare by structure, in a sentence: one of them is no JSON.
    pub unlike: Option<String>,
}

/// One place in which two JSON texts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// Where, as an expression writes it: `items[3].price`. Of an item of a list, its place in the one text, or in the other
    /// when it was added. Empty for the whole.
    pub path: String,
    /// What became of it.
    pub change: Change,
    /// What stands in the one, as JSON and cut short when it is long; `None` when it was added.
    pub one: Option<String>,
    /// What stands in the other, likewise; `None` when it was removed.
    pub other: Option<String>,
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only the other has it.
    Added,
    /// Only the one has it.
    Removed,
    /// Both have one.
    Changed,
}

/// What is looked for in a response.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct FindQuery {
    /// What is looked for, as typed.
    pub text: String,
    /// How it is meant.
    pub mode: FindMode,
    /// Whether capital and small letters differ. Not for an expression.
    pub match_case: bool,
}

/// How what is looked for is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindMode {
    /// As it stands.
    Text,
    /// As a regular expression, within a line.
    Regex,
    /// As a JMESPath expression over each line that is JSON: found is what gives something.
    Expression,
}

/// Places that were found, as they are found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct FindStep {
    /// The places, in their order.
    pub found: Vec<FoundPlace>,
    /// Bytes that were looked through so far.
    #[ts(type = "number")]
    pub read: u64,
}

/// A place in a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FoundPlace {
    /// The first byte of what was found; of an expression, of its line.
    #[ts(type = "number")]
    pub offset: u64,
    /// Bytes of it; of an expression, of its line.
    pub length: u32,
    /// Its line, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// What stands before it in its line, the end of it when that is long.
    pub before: String,
    /// What was found, its beginning when it is long; of an expression, what it gives, as JSON.
    pub text: String,
    /// What stands after it in its line, the beginning of it when that is long.
    pub after: String,
}

/// What a search came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct FindSummary {
    /// Places in all, those that were not told included.
    #[ts(type = "number")]
    pub count: u64,
    /// Bytes that were looked through.
    #[ts(type = "number")]
    pub read: u64,
    /// Lines that were no JSON, where an expression looks through JSON.
    #[ts(type = "number")]
    pub not_json: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}
