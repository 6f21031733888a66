//! What is recorded of an invocation, and how it is written down and read back: masked first, then written.

use std::time::SystemTime;

use bytes::Bytes;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::details::Detail;
use super::mask::Masks;
use super::trouble::Trouble;
use crate::invoke::log::{Log, TAIL_BYTES};
use crate::invoke::outcome::{NoAnswer, NoAnswerCause, Outcome};
use crate::invoke::spool::Spool;
use crate::span::Millis;
use crate::wire::{HistoryRow, HistoryState, Invocation, InvokeInput};

/// How much of a response is kept. Lambda gives 6 MB at most unless it streams, so only of a long stream is anything left
/// out; a stream may have 200 MB, and a few of those would push out everything else.
pub const KEPT: usize = 8 * 1024 * 1024;

/// The header that holds the log once more, as base64.
const LOG_HEADER: &str = "x-amz-log-result";

/// The longest message in a row.
const MESSAGE: usize = 200;

/// An invocation that is about to be sent.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Its id, as the window knows it.
    pub id: String,
    /// When.
    pub started_at: SystemTime,
    /// What is sent, after variables.
    pub input: InvokeInput,
    /// The name that the profile has now.
    pub profile_name: String,
    /// The account, if it is known.
    pub account: Option<String>,
    /// The region it goes to.
    pub region: String,
}

/// The body that came back.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory, whole.
    Memory(Bytes),
    /// On disk.
    Disk(Spool),
}

impl Content {
    /// What is kept of it, and how many bytes are not.
    pub(super) fn kept(&self) -> std::io::Result<(Bytes, u64)> {
        match self {
            Self::Memory(bytes) => {
                let kept = bytes.slice(..bytes.len().min(KEPT));
                let left = (bytes.len() - kept.len()) as u64;
                Ok((kept, left))
            }
            Self::Disk(spool) => {
                let kept = Bytes::from(spool.read(0, KEPT)?);
                let left = spool.len().saturating_sub(kept.len() as u64);
                Ok((kept, left))
            }
        }
    }
}

/// Milliseconds since 1970.
pub(super) fn millis(time: SystemTime) -> i64 {
    let nanos = OffsetDateTime::from(time).unix_timestamp_nanos();
    i64::try_from(nanos / 1_000_000).unwrap_or_default()
}

/// How it is sent, as JSON without the payload.
pub(super) fn request(input: &InvokeInput, masks: &Masks) -> String {
    let bare = InvokeInput { payload: String::new(), confirmed: None, ..input.clone() };
    written(&bare, masks)
}

/// What came of it, as JSON without what is kept beside it.
pub(super) fn ending(invocation: &Invocation, masks: &Masks) -> String {
    let mut bare = invocation.clone();
    if let Some(answer) = &mut bare.answer {
        answer.log = None;
        answer.headers.retain(|header| header.name != LOG_HEADER);
    }
    written(&bare, masks)
}

fn written(what: &impl Serialize, masks: &Masks) -> String {
    // None of these has a key that is no text, so writing them out does not fail.
    let json = serde_json::to_string(what).unwrap_or_default();
    masks.text(&json).into_owned()
}

/// A log as text from which the same log can be read.
pub(super) fn log_text(log: &Log, masks: &Masks) -> String {
    let text = match &log.stream {
        Some(stream) => serde_json::json!({ "logGroup": stream.group, "logStreamName": stream.name }).to_string(),
        None => log.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"),
    };
    masks.text(&text).into_owned()
}

/// How an invocation that has ended stands.
pub(super) fn state(outcome: &Outcome) -> HistoryState {
    match outcome {
        Outcome::Succeeded => HistoryState::Succeeded,
        Outcome::FunctionError(_) => HistoryState::FunctionError,
        Outcome::Rejected(_) => HistoryState::Rejected,
        Outcome::NoAnswer(_) => HistoryState::NoAnswer,
    }
}

/// What went wrong, in a word and in words.
pub(super) fn troubles(outcome: &Outcome, masks: &Masks) -> (Option<String>, Option<String>) {
    let (label, message) = match outcome {
        Outcome::Succeeded => (None, None),
        Outcome::FunctionError(it) => {
            (it.error.error_type.clone().or_else(|| Some(it.handling.clone())), it.error.error_message.clone())
        }
        Outcome::Rejected(it) => {
            (it.code.clone().or_else(|| Some(format!("HTTP status {}", it.status))), Some(it.message.clone()))
        }
        Outcome::NoAnswer(it) => (None, Some(it.message.clone())),
    };
    let short = |text: String| {
        let text = masks.text(&text).into_owned();
        text.chars().take(MESSAGE).collect::<String>()
    };
    (label.map(short), message.map(short))
}

/// What was sent, read back.
pub(super) fn read_request(detail: &Detail, payload: Vec<u8>) -> Result<InvokeInput, Trouble> {
    let mut input: InvokeInput = read(&detail.request)?;
    input.payload = String::from_utf8(payload).map_err(|_| Trouble::Unreadable("its payload is no text".into()))?;
    Ok(input)
}

/// What came of it, read back.
pub(super) fn read_ending(row: &HistoryRow, detail: &Detail) -> Result<Option<Invocation>, Trouble> {
    match (&detail.ending, row.state) {
        (Some(ending), _) => {
            let mut invocation: Invocation = read(ending)?;
            if let (Some(answer), Some(log)) = (&mut invocation.answer, &detail.log) {
                let read = Log::from_bytes(log);
                // The ends of lines were not kept, so a whole tail may be somewhat shorter.
                let truncated = log.len() + read.lines.len() * 2 >= TAIL_BYTES;
                answer.log = Some(Log { truncated, ..read });
            }
            Ok(Some(invocation))
        }
        (None, HistoryState::Running) => Ok(None),
        (None, _) => Ok(Some(interrupted(row))),
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(json).map_err(|error| Trouble::Unreadable(format!("its record is not understood: {error}")))
}

/// What is told of an invocation during which Lambdesk ended.
fn interrupted(row: &HistoryRow) -> Invocation {
    let started_at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(row.started_at) * 1_000_000);
    Invocation {
        id: row.id.clone(),
        started_at: started_at.ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default(),
        duration: Millis(0.0),
        outcome: Outcome::NoAnswer(NoAnswer {
            cause: NoAnswerCause::ConnectionLost,
            message: "Interrupted: Lambdesk ended while it waited for the answer.".into(),
            hint: "Look at the function’s log, or at what it does, before you invoke it again.".into(),
            may_have_run: true,
        }),
        verdict: None,
        answer: None,
        attempts: Vec::new(),
        corrections: Vec::new(),
        checks: Vec::new(),
    }
}
