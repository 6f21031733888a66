//! Sharing a result as it crosses to the window: what is shared and how, what is hidden, and what comes of it. The
//! result itself stays in Rust; the window sees what would leave the machine, and nothing that is hidden.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Invocation, RequestContent};

/// As what a result is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShareForm {
    /// One file for any browser.
    WebPage,
    /// Text for a ticket, a pull request or a chat.
    Markdown,
    /// A file that Lambdesk opens, `.lambdesk`.
    LambdeskFile,
    /// JSON for programs.
    Json,
}

/// What is shared of a result. Its outcome always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShareParts {
    /// The payload that was sent, and how it was sent: client context, tenant, execution name.
    pub payload: bool,
    /// The response.
    pub response: bool,
    /// The log tail.
    pub logs: bool,
    /// Every attempt, and what the time went into.
    pub attempts: bool,
}

impl ShareParts {
    /// Everything.
    pub const ALL: Self = Self { payload: true, response: true, logs: true, attempts: true };
}

impl Default for ShareParts {
    fn default() -> Self {
        Self::ALL
    }
}

/// What a finding is. In the order in which one goes before another where both would hide the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The value of a secret variable, or of the credentials that were used.
    SecretVariable,
    /// A word of the user's own.
    OwnWord,
    /// What a pattern of the user's own finds.
    OwnPattern,
    /// A PEM or PGP private key.
    PrivateKey,
    /// An AWS access key ID, or another of IAM's unique IDs.
    AwsKeyId,
    /// An AWS secret access key.
    AwsSecretKey,
    /// An AWS session token.
    AwsSessionToken,
    /// The signature of a signed AWS request or address.
    AwsSignature,
    /// A token in the form of a known vendor.
    VendorToken,
    /// A JSON Web Token.
    Jwt,
    /// What an `Authorization` header holds.
    Authorization,
    /// A cookie.
    Cookie,
    /// A password in an address.
    UrlPassword,
    /// A password, secret, token or key that is one by the name beside it.
    NamedSecret,
    /// An AWS account ID.
    AccountId,
    /// A card number.
    CardNumber,
    /// An e-mail address.
    Email,
}

impl FindingKind {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::SecretVariable,
        Self::OwnWord,
        Self::OwnPattern,
        Self::PrivateKey,
        Self::AwsKeyId,
        Self::AwsSecretKey,
        Self::AwsSessionToken,
        Self::AwsSignature,
        Self::VendorToken,
        Self::Jwt,
        Self::Authorization,
        Self::Cookie,
        Self::UrlPassword,
        Self::NamedSecret,
        Self::AccountId,
        Self::CardNumber,
        Self::Email,
    ];
}

/// What is not hidden, and what is hidden besides what is found. By default everything that is found is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HideOptions {
    /// Kinds that are shown.
    pub shown: Vec<FindingKind>,
    /// Ids of findings that are shown on purpose.
    pub kept: Vec<String>,
    /// Words of the user's own that are hidden, capital or small.
    pub words: Vec<String>,
    /// Regular expressions of the user's own.
    pub patterns: Vec<String>,
}

/// How a result is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShareOptions {
    /// As what.
    pub form: ShareForm,
    /// What of it.
    #[serde(default)]
    pub parts: ShareParts,
    /// What is hidden.
    #[serde(default)]
    pub hide: HideOptions,
    /// Markdown only: whether long texts are folded away (GitHub, GitLab) rather than cut short (Slack, Jira).
    #[serde(default = "folded")]
    pub fold: bool,
}

fn folded() -> bool {
    true
}

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SharePart {
    /// In the names: of the request, its folder, the function.
    Heading,
    /// In the payload.
    Payload,
    /// In how it was sent: client context, tenant, execution name.
    Options,
    /// In what went wrong.
    Outcome,
    /// In the response.
    Response,
    /// In the log.
    Log,
    /// In what is said of the attempts.
    Attempts,
}

/// Something that was found and is hidden, or is shown on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// Names what was found, by its kind and a number: the same value has the same id wherever it stands, because to show
    /// it in one place is to show it. Stays the same whatever the options are. Words and patterns of the user's own cannot
    /// be kept by it: they are taken off their list.
    pub id: String,
    /// What it is.
    pub kind: FindingKind,
    /// In a word or two: `AWS session token`, `GitHub token`.
    pub label: String,
    /// In which request, by its name as it is shared; none where a single result is.
    pub request: Option<String>,
    /// In what.
    pub part: SharePart,
    /// Its line in that part, 1-based.
    pub line: u32,
    /// What stands around it, on one line. It is hidden itself.
    pub excerpt: String,
    /// Whether it is hidden in what is shared.
    pub hidden: bool,
}

/// How often a kind was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingCount {
    /// What.
    pub kind: FindingKind,
    /// How often, hidden or not.
    pub found: u32,
    /// How often it is hidden.
    pub hidden: u32,
}

/// What was found in all that is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Findings {
    /// How often each kind was found: all kinds, in their order.
    pub counts: Vec<FindingCount>,
    /// Where, in the order of the parts; at most 500.
    pub list: Vec<Finding>,
    /// Findings that are counted and not listed.
    pub more: u32,
}

/// What sharing comes to. What it shows is what is saved, to the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SharePreview {
    /// The file's content.
    pub text: String,
    /// A name for the file.
    pub file_name: String,
    /// What was found.
    pub findings: Findings,
}

/// A result for the clipboard, in two forms at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ShareClipboard {
    /// For mail and chat: HTML with its styles in it.
    pub html: String,
    /// For everything else.
    pub text: String,
}

/// A Lambdesk file that was opened. Nothing in it was run, filled in or looked up.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OpenedShare {
    /// What the collection is called; empty for a single result.
    pub name: String,
    /// The requests, in their order; the first is the result's own.
    pub requests: Vec<OpenedRequest>,
    /// The result, where the file holds one. Its response is read apart, as bytes.
    pub result: Option<Invocation>,
    /// Which parts of the result and its request are in the file: others were not shared, or there were none.
    pub parts: ShareParts,
    /// Bytes of the response that are not in the file, where some of it is.
    #[ts(type = "number")]
    pub left_out: u64,
    /// What was not taken over and what was made harmless, each in a sentence.
    pub told: Vec<String>,
}

/// A request of a Lambdesk file.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OpenedRequest {
    /// The titles of the folders it lies in, from the top. None of them leads anywhere.
    pub folder: Vec<String>,
    /// The request.
    pub content: RequestContent,
}

/// A text in which nothing is left that must not leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HiddenText {
    /// The text.
    pub text: String,
    /// How many parts of it are hidden.
    pub hidden: u32,
}
