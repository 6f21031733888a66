//! What was invoked is kept, whatever happens: a crash, a second window, another program, a later version, hostile text.

mod concurrent;
mod crash;
mod generated;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::history::{Begun, Content, History, Limits, Recording};
use lambdesk_core::invoke::log::Log;
use lambdesk_core::invoke::outcome::Outcome;
use lambdesk_core::span::Millis;
use lambdesk_core::wire::{Answer, BodyKind, HistoryQuery, HistoryRow, Invocation, InvokeInput};

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("history/history.sqlite3")
}

fn open(file: &Path) -> History {
    History::open(file.to_owned(), Limits { keep: true, age: None, bytes: None }, Arc::new(SystemClock))
}

fn begin(history: &History, id: &str, payload: &str) -> Recording {
    let input = InvokeInput { name: "Create order".into(), ..InvokeInput::of("sandbox", "orders-create", payload) };
    let begun = Begun {
        id: id.into(),
        started_at: SystemClock.now(),
        input,
        profile_name: "Sandbox".into(),
        account: None,
        region: "eu-west-1".into(),
    };
    history.begin(begun, &[])
}

fn end(recording: Recording, id: &str, response: &str) {
    let invocation = Invocation {
        id: id.into(),
        started_at: "2026-11-26T12:00:00Z".into(),
        duration: Millis(12.0),
        outcome: Outcome::Succeeded,
        verdict: None,
        answer: Some(Answer {
            status: 200,
            executed_version: None,
            request_id: None,
            trace_id: None,
            headers: Vec::new(),
            body_bytes: response.len() as u64,
            body_kind: BodyKind::Json,
            log: Some(Log::from_bytes(b"START\nEND")),
            durable_execution_arn: None,
            stream: None,
        }),
        attempts: Vec::new(),
        corrections: Vec::new(),
        checks: Vec::new(),
    };
    recording.end(invocation, Some(Content::Memory(Bytes::copy_from_slice(response.as_bytes()))));
}

fn asking(text: &str) -> HistoryQuery {
    HistoryQuery { text: text.into(), limit: 500, ..HistoryQuery::default() }
}

/// Everything is written, however slow the computer.
async fn settled(history: &History) {
    history.settled(std::time::Duration::from_mins(1)).await;
}

async fn rows(history: &History, text: &str) -> Vec<HistoryRow> {
    settled(history).await;
    history.page(asking(text)).await.expect("a page").rows
}
