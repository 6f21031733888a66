//! What a file holds, as it is written and read.

use serde::{Deserialize, Serialize};

use super::body::Body;
use super::limits::LONGEST_NAME;
use crate::invoke::attempt::Attempt;
use crate::invoke::outcome::Outcome;
use crate::invoke::verdict::PayloadVerdict;
use crate::share::shared::{Shared, SharedOptions, SharedRequest};
use crate::span::Millis;
use crate::wire::InvocationType;

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Content {
    pub format: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultContent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<Collection>,
}

/// Several requests.
#[derive(Debug, Serialize, Deserialize)]
pub struct Collection {
    #[serde(default)]
    pub name: String,
    pub requests: Vec<Request>,
}

/// A request.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folder: Vec<String>,
    pub function: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub qualifier: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Body>,
    #[serde(default)]
    pub options: Options,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub template: bool,
}

/// How a request is sent.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    #[serde(rename = "type")]
    pub invocation_type: InvocationKind,
    pub log: bool,
    pub stream: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wait: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_context: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tenant_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub durable_execution_name: String,
}

/// As the service's model and sidecars write it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub enum InvocationKind {
    #[default]
    RequestResponse,
    Event,
    DryRun,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResultContent {
    pub started_at: String,
    pub duration: Millis,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<PayloadVerdict>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executed_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Body>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub response_left_out: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogContent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<String>,
}

/// The log tail.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogContent {
    pub lines: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub truncated: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl Request {
    pub fn of(request: &SharedRequest) -> Self {
        let options = &request.options;
        Self {
            name: name(&request.name),
            folder: request.folder.iter().map(|title| folder_title(title)).collect(),
            function: name(&request.function),
            qualifier: name(&request.qualifier),
            region: request.region.clone(),
            payload: request.payload.as_deref().map(Body::of),
            options: Options {
                invocation_type: match options.invocation_type {
                    InvocationType::RequestResponse => InvocationKind::RequestResponse,
                    InvocationType::Event => InvocationKind::Event,
                    InvocationType::DryRun => InvocationKind::DryRun,
                },
                log: options.tail,
                stream: options.stream,
                wait: options.wait.clone(),
                client_context: options.client_context.clone(),
                tenant_id: options.tenant_id.clone(),
                durable_execution_name: options.durable_execution_name.clone(),
            },
            notes: request.notes.clone(),
            template: request.template,
        }
    }
}

/// A name as it can be read again: on one line, and no longer than it may be.
fn name(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line[..line.floor_char_boundary(line.len().min(LONGEST_NAME))].to_owned()
}

/// A folder's title without what a path is made of.
fn folder_title(title: &str) -> String {
    let safe: String = name(title).chars().map(|letter| if "/\\:~".contains(letter) { '-' } else { letter }).collect();
    let safe = safe.trim_start_matches('.').trim_end_matches(['.', ' ']);
    if safe.trim().is_empty() { "Folder".into() } else { safe.to_owned() }
}

impl From<Options> for SharedOptions {
    fn from(options: Options) -> Self {
        Self {
            invocation_type: match options.invocation_type {
                InvocationKind::RequestResponse => InvocationType::RequestResponse,
                InvocationKind::Event => InvocationType::Event,
                InvocationKind::DryRun => InvocationType::DryRun,
            },
            tail: options.log,
            stream: options.stream,
            wait: options.wait,
            client_context: options.client_context,
            tenant_id: options.tenant_id,
            durable_execution_name: options.durable_execution_name,
        }
    }
}

impl ResultContent {
    pub fn of(shared: &Shared) -> Self {
        let (invocation, answer) = (&shared.invocation, shared.invocation.answer.as_ref());
        let log = shared.log().map(|log| LogContent {
            lines: log.lines.iter().map(|line| line.text.clone()).collect(),
            truncated: log.truncated,
        });
        Self {
            started_at: invocation.started_at.clone(),
            duration: invocation.duration,
            outcome: invocation.outcome.clone(),
            verdict: invocation.verdict.clone(),
            status: answer.map(|answer| answer.status),
            executed_version: answer.and_then(|answer| answer.executed_version.clone()),
            request_id: answer.and_then(|answer| answer.request_id.clone()),
            trace_id: answer.and_then(|answer| answer.trace_id.clone()),
            response: shared.response.as_deref().map(Body::of),
            response_left_out: shared.left_out,
            log,
            attempts: invocation.attempts.clone(),
            corrections: invocation.corrections.clone(),
        }
    }
}
